-- Orders and splits that come or move in one statement are asked together, as entries are since 0013: a month is thousands of them in a few
-- statements, and a question put to each row cost the start of a query each time. What a row says of itself is asked of each row as it comes,
-- without a query; what it says of other tables is asked of all rows at the end of their statement. Each answer is read by a key: a choice of
-- one value is never joined otherwise than one row after the other.

-- The bank's answer about the payments of one account in a file of many accounts: found by both, it read the whole file for each account.
DROP INDEX payment_order_by_batch;
CREATE INDEX payment_order_by_batch ON payment_order (batch, bank_account);

-- An order is prepared by somebody in service whose way in is confirmed.
DROP TRIGGER payment_order_by_the_confirmed ON payment_order;
CREATE OR REPLACE FUNCTION payment_order_by_the_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM access_awaited w WHERE w.app_user = hand.prepared_by)
                THEN 'access_not_confirmed'
            WHEN (SELECT u.active AND u.role IN ('gestionnaire', 'comptable', 'responsable') FROM app_user u WHERE u.id = hand.prepared_by) IS NOT TRUE
                THEN 'role_not_allowed'
            END AS code
        FROM (SELECT DISTINCT prepared_by FROM added) hand) refused
    WHERE refused.code IS NOT NULL LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_by_the_confirmed AFTER INSERT ON payment_order REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_by_the_confirmed();

-- Whose hand it was is asked before its key: nobody is no role, as before. The key is asked at the end of the transaction.
ALTER TABLE payment_order ALTER CONSTRAINT payment_order_prepared_by_known DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE payment_order ALTER CONSTRAINT payment_order_approved_by_known DEFERRABLE INITIALLY DEFERRED;

-- It begins as a proposal, for what its source says.
DROP TRIGGER payment_order_starts_proposed ON payment_order;
DROP FUNCTION payment_order_starts_proposed();
CREATE TRIGGER payment_order_starts_proposed BEFORE INSERT ON payment_order FOR EACH ROW
    WHEN (NEW.state <> 'proposed') EXECUTE FUNCTION refuse('order_not_proposed');
CREATE FUNCTION payment_order_of_its_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(
            (n.person IS NOT NULL AND (
                SELECT p.bank_account = n.bank_account OR n.kind = 'give_back' FROM person p WHERE p.number = n.person) IS NOT TRUE)
            OR CASE n.kind
                WHEN 'rent' THEN (SELECT r.person = n.person FROM rent r WHERE r.id = n.rent)
                WHEN 'budget' THEN (
                    SELECT b.person = n.person AND b.category = n.category FROM budget_line_current b WHERE b.id = n.budget_line)
                ELSE (SELECT s.kind = 'refused' AND s.net = n.cents AND r.bank_account = n.bank_account
                    FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt WHERE s.id = n.split)
                END IS NOT TRUE)
        FROM added n) THEN
        RAISE EXCEPTION 'quitus: order_not_its_source' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_of_its_source AFTER INSERT ON payment_order REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_of_its_source();

-- Nothing of an order changes but its state and what comes with it, once.
DROP TRIGGER payment_order_follows_states ON payment_order;
CREATE TRIGGER payment_order_as_prepared BEFORE UPDATE ON payment_order FOR EACH ROW WHEN (NOT (
        (NEW.id, NEW.kind, NEW.bank_account, NEW.person, NEW.month, NEW.due_on, NEW.rank, NEW.category, NEW.rent, NEW.budget_line, NEW.split,
            NEW.payee, NEW.creditor_name, NEW.creditor_iban, NEW.creditor_bic, NEW.cents, NEW.wanted, NEW.remittance, NEW.prepared_at, NEW.prepared_by)
        IS NOT DISTINCT FROM
        (OLD.id, OLD.kind, OLD.bank_account, OLD.person, OLD.month, OLD.due_on, OLD.rank, OLD.category, OLD.rent, OLD.budget_line, OLD.split,
            OLD.payee, OLD.creditor_name, OLD.creditor_iban, OLD.creditor_bic, OLD.cents, OLD.wanted, OLD.remittance, OLD.prepared_at, OLD.prepared_by)
        AND (OLD.approved_by IS NULL OR (NEW.approved_by = OLD.approved_by AND NEW.approved_at = OLD.approved_at))
        AND (OLD.batch IS NULL OR NEW.batch IS NOT DISTINCT FROM OLD.batch)
        AND (OLD.settled_line IS NULL OR NEW.settled_line IS NOT DISTINCT FROM OLD.settled_line)
        AND (OLD.returned_line IS NULL OR NEW.returned_line IS NOT DISTINCT FROM OLD.returned_line)))
    EXECUTE FUNCTION refuse('order_changed');
-- The steps of a payment that goes well are asked together; any other is asked at once, before the constraints of the state that it leaps to.
CREATE FUNCTION payment_order_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM order_transition WHERE from_state = OLD.state AND to_state = NEW.state) THEN
        RAISE EXCEPTION 'quitus: order_transition_unknown' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_order_steps BEFORE UPDATE ON payment_order FOR EACH ROW
    WHEN ((OLD.state, NEW.state) NOT IN (('proposed', 'approved'), ('approved', 'sealed'), ('sealed', 'settled')))
    EXECUTE FUNCTION payment_order_steps();
CREATE OR REPLACE FUNCTION payment_order_follows_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Identifiers never change: these are the two faces of each order, whole sets put side by side.
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT o.state AS from_state, n.state AS to_state FROM was o JOIN changed n ON n.id = o.id) moved
        WHERE NOT EXISTS (SELECT 1 FROM order_transition t WHERE t.from_state = moved.from_state AND t.to_state = moved.to_state)) THEN
        RAISE EXCEPTION 'quitus: order_transition_unknown' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_follows_states AFTER UPDATE ON payment_order REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_follows_states();

-- A sealed file holds only orders whose money was posted as approved, at the file's own accounts.
CREATE FUNCTION payment_order_sealed_once_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(
            (SELECT TRUE FROM batch_block b WHERE b.batch = n.batch AND b.bank_account = n.bank_account LIMIT 1) IS NOT TRUE
            OR (SELECT TRUE FROM entry e WHERE e.source = n.id AND e.movement = 'order_approved' LIMIT 1) IS NOT TRUE)
        FROM changed n WHERE n.state = 'sealed') THEN
        RAISE EXCEPTION 'quitus: order_not_posted' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_sealed_once_posted AFTER UPDATE ON payment_order REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_sealed_once_posted();

-- RULE 35: two people, both in service, neither of whom gave the other a way in. Only what was not approved can become so.
DROP TRIGGER payment_order_by_two_people ON payment_order;
CREATE OR REPLACE FUNCTION payment_order_by_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM access_awaited w WHERE w.app_user = hand.approved_by)
                THEN 'access_not_confirmed'
            WHEN EXISTS (SELECT 1 FROM access_same_hand h WHERE (h.one = hand.approved_by AND h.other = hand.prepared_by)
                OR (h.one = hand.prepared_by AND h.other = hand.approved_by))
                THEN 'access_same_hand'
            WHEN (SELECT u.active AND u.role IN ('comptable', 'responsable') FROM app_user u WHERE u.id = hand.approved_by) IS NOT TRUE
                THEN 'role_not_allowed'
            END AS code
        FROM (SELECT DISTINCT n.approved_by, n.prepared_by FROM changed n WHERE n.state = 'approved') hand) refused
    WHERE refused.code IS NOT NULL LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_by_two_people AFTER UPDATE ON payment_order REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_by_two_people();

-- RULE 35: an approved or sealed order goes to an account that a second person confirmed. Many orders pay the same accounts: each account
-- is asked about once.
DROP TRIGGER payment_order_to_a_confirmed_account ON payment_order;
CREATE OR REPLACE FUNCTION payment_order_to_a_confirmed_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(CASE
            WHEN paid.payee IS NOT NULL OR paid.kind = 'rent' THEN (
                SELECT p.confirmed FROM payee_current p WHERE p.reference = paid.payee AND p.iban = paid.creditor_iban) IS NOT TRUE
            WHEN paid.kind = 'budget' OR (
                SELECT TRUE FROM person_version v WHERE v.person = paid.person AND v.own_iban = paid.creditor_iban LIMIT 1) THEN (
                SELECT q.confirmed FROM person_current q WHERE q.number = paid.person AND q.own_iban = paid.creditor_iban) IS NOT TRUE
            ELSE FALSE END)
        FROM (SELECT DISTINCT n.kind, n.payee, CASE WHEN n.payee IS NULL THEN n.person END AS person, n.creditor_iban
            FROM changed n WHERE n.state IN ('approved', 'sealed')) paid) THEN
        RAISE EXCEPTION 'quitus: payee_not_confirmed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_order_to_a_confirmed_account AFTER UPDATE ON payment_order REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION payment_order_to_a_confirmed_account();

-- R271-4, RULE 14: earmarked money pays its object, rent money pays the rent; and it is said which before the order is approved.
DROP TRIGGER order_funding_while_proposed ON order_funding;
CREATE OR REPLACE FUNCTION order_funding_while_proposed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT CASE
            WHEN (o.state = 'proposed' AND o.kind <> 'give_back') IS NOT TRUE THEN 'order_funding_late'
            WHEN (SELECT TRUE FROM pot_category c WHERE c.pot = n.pot AND c.category = o.category LIMIT 1) IS NOT TRUE THEN 'wrong_pot_for_category'
            END AS code
        FROM added n LEFT JOIN LATERAL (
            SELECT p.state, p.kind, p.category FROM payment_order p WHERE p.id = n.payment_order LIMIT 1) o ON TRUE) refused
    WHERE refused.code IS NOT NULL LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER order_funding_while_proposed AFTER INSERT ON order_funding REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION order_funding_while_proposed();

-- RULE 11-13: a part of a credit that waits, never more than is left of it, of a benefit that the law and the contract let in.
DROP TRIGGER receipt_split_lawful ON receipt_split;
CREATE OR REPLACE FUNCTION receipt_split_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT CASE
            WHEN (r.state = 'waiting' AND (SELECT SUM(s.net) <= r.cents AND bool_or(s.id = n.id)
                FROM receipt_split_live s WHERE s.receipt = n.receipt)) IS NOT TRUE
                THEN 'split_exceeds_receipt'
            WHEN n.kind <> 'benefit' THEN NULL
            WHEN (a.person = n.person AND a.benefit = n.benefit AND r.received_on BETWEEN a.from_on AND a.to_on
                AND NOT a.tiers_payant AND a.holder_signed AND (
                SELECT r.received_on BETWEEN c.starts_on AND c.ends_on FROM contract_current c WHERE c.reference = a.contract)) IS NOT TRUE
                THEN 'split_not_authorised'
            WHEN (SELECT bool_or(b.pot = n.pot AND b.from_on <= r.received_on AND (b.to_on IS NULL OR b.to_on >= r.received_on))
                FROM benefit b WHERE b.number = n.benefit) IS NOT TRUE
                THEN 'split_wrong_pot'
            WHEN (SELECT p.bank_account = r.bank_account FROM person p WHERE p.number = n.person) IS NOT TRUE
                THEN 'split_other_account'
            WHEN (a.mjagbf OR length(trim(COALESCE(a.justification, ''))) = 0)
                AND (SELECT bool_or(b.tier = 'B') FROM benefit b WHERE b.number = n.benefit)
                THEN 'tier_b_unjustified'
            END AS code
        FROM added n
            LEFT JOIN LATERAL (SELECT * FROM receipt c WHERE c.line = n.receipt LIMIT 1) r ON TRUE
            LEFT JOIN LATERAL (SELECT * FROM authorisation_current c WHERE c.id = n.authorisation LIMIT 1) a ON TRUE) refused
    WHERE refused.code IS NOT NULL LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipt_split_lawful AFTER INSERT ON receipt_split REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION receipt_split_lawful();

-- A receipt is decided when its parts sum to it, waits again when they no longer do, and is a return when it brings back money of ours.
DROP TRIGGER receipt_decided_by_splits ON receipt;
CREATE TRIGGER receipt_unchanged BEFORE UPDATE ON receipt FOR EACH ROW WHEN (
        (NEW.line, NEW.bank_account, NEW.cents, NEW.received_on) IS DISTINCT FROM (OLD.line, OLD.bank_account, OLD.cents, OLD.received_on)
        OR NEW.state = OLD.state OR OLD.state = 'returned' OR (NEW.state = 'returned' AND OLD.state <> 'waiting'))
    EXECUTE FUNCTION refuse('receipt_not_fully_split');
CREATE OR REPLACE FUNCTION receipt_decided_by_splits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(CASE n.state
            WHEN 'returned' THEN (SELECT TRUE FROM receipt_part t WHERE t.receipt = n.line LIMIT 1)
                OR ((SELECT TRUE FROM payment_order o WHERE o.returned_line = n.line AND o.state = 'returned' LIMIT 1) IS NOT TRUE
                    AND (SELECT TRUE FROM bank_reversal x WHERE x.credit = n.line LIMIT 1) IS NOT TRUE)
            ELSE (n.state = 'decided') <> (n.cents = (SELECT COALESCE(SUM(t.cents), 0) FROM receipt_part t WHERE t.receipt = n.line))
                OR (SELECT TRUE FROM bank_reversal x WHERE x.credit = n.line LIMIT 1) END)
        FROM changed n) THEN
        RAISE EXCEPTION 'quitus: receipt_not_fully_split' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipt_decided_by_splits AFTER UPDATE ON receipt REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION receipt_decided_by_splits();
DROP TRIGGER receipt_of_its_line ON receipt;
CREATE OR REPLACE FUNCTION receipt_of_its_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(n.state <> 'waiting'
            OR (SELECT b.cents = n.cents AND b.bank_account = n.bank_account FROM bank_line b WHERE b.id = n.line) IS NOT TRUE)
        FROM added n) THEN
        RAISE EXCEPTION 'quitus: receipt_not_its_line' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER receipt_of_its_line AFTER INSERT ON receipt REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION receipt_of_its_line();

-- As in 0013 and 0015: each row read by its key whatever the statistics say, from the tables of this schema. Two whole sets are put side by
-- side at once, never one row after the other.
DO $$
DECLARE asked TEXT;
BEGIN
    FOREACH asked IN ARRAY ARRAY['payment_order_by_the_confirmed', 'payment_order_of_its_source', 'payment_order_follows_states',
        'payment_order_steps', 'payment_order_sealed_once_posted', 'payment_order_by_two_people', 'payment_order_to_a_confirmed_account',
        'order_funding_while_proposed', 'receipt_split_lawful', 'receipt_decided_by_splits', 'receipt_of_its_line'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', asked, current_schema());
        EXECUTE format('ALTER FUNCTION %I() SET plan_cache_mode = force_generic_plan', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_hashjoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_mergejoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET jit = off', asked);
    END LOOP;
END $$;
ALTER FUNCTION payment_order_follows_states() RESET enable_seqscan;
ALTER FUNCTION payment_order_follows_states() SET enable_hashjoin = on;
ALTER FUNCTION payment_order_follows_states() SET enable_nestloop = off;
