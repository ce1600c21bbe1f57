-- What 0012, 0014, 0016 and 0027 ask of each entry is asked of all the entries of a statement, as 0013 does; and what 0013 and 0017 asked of
-- each order by functions of their own is one question to all. The first questions are still those about the author and the account.

-- An entry is posted by somebody in service whose way in is confirmed, or by the program.
DROP TRIGGER entry_by_the_confirmed ON entry;
CREATE OR REPLACE FUNCTION entry_by_the_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM access_awaited w WHERE w.app_user = hand.recorded_by)
                THEN 'access_not_confirmed'
            WHEN (SELECT u.active AND (u.role IN ('gestionnaire', 'comptable', 'responsable') OR (u.role = 'admin' AND hand.journal = 'LO'))
                FROM app_user u WHERE u.id = hand.recorded_by) IS NOT TRUE
                THEN 'role_not_allowed'
            END AS code
        FROM (SELECT DISTINCT e.recorded_by, e.journal FROM added e WHERE e.recorded_by <> 'PROGRAMME') hand) refused
    WHERE refused.code IS NOT NULL LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
-- By their names, after the constraints of each row and before the questions of 0013.
CREATE TRIGGER entry_0_by_the_confirmed AFTER INSERT ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION entry_by_the_confirmed();

-- RULE 35: a new account waits before its first payment, and only the account in force is paid: one that another replaced, for the moment
-- of the entry, did not wait. Many orders pay the same accounts: each account is asked about once.
DROP TRIGGER entry_after_the_cooling ON entry;
CREATE OR REPLACE FUNCTION entry_after_the_cooling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added e WHERE e.movement = 'order_approved') AND (
        SELECT bool_or(CASE
            WHEN paid.payee IS NOT NULL THEN (SELECT p.payable_from IS NULL OR p.payable_from <= paid.occurred_on FROM payee_current p
                WHERE p.reference = paid.payee AND p.iban = paid.creditor_iban) IS NOT TRUE
            WHEN paid.kind = 'budget' OR (
                SELECT TRUE FROM person_version v WHERE v.person = paid.person AND v.own_iban = paid.creditor_iban LIMIT 1) THEN (
                SELECT q.payable_from IS NULL OR q.payable_from <= paid.occurred_on FROM person_current q
                WHERE q.number = paid.person AND q.own_iban = paid.creditor_iban) IS NOT TRUE
            ELSE FALSE END)
        FROM (SELECT DISTINCT o.kind, o.payee, CASE WHEN o.payee IS NULL THEN o.person END AS person, o.creditor_iban, e.occurred_on
            FROM added e CROSS JOIN LATERAL (SELECT * FROM payment_order p WHERE p.id = e.source LIMIT 1) o
            WHERE e.movement = 'order_approved') paid) THEN
        RAISE EXCEPTION 'quitus: payee_cooling' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_0_after_the_cooling AFTER INSERT ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION entry_after_the_cooling();

-- What the bank undoes.
DROP TRIGGER entry_undone_lawful ON entry;
CREATE OR REPLACE FUNCTION entry_undone_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    IF EXISTS (SELECT 1 FROM added e WHERE e.movement IN ('debit_refunded', 'fee_refunded', 'debit_explained')) THEN
        SELECT refused.code INTO code FROM (
            SELECT CASE
                WHEN e.movement IN ('debit_refunded', 'fee_refunded') AND (
                    SELECT c.cents = (SELECT SUM(l.cents) FILTER (WHERE a.kind = 'unidentified' AND a.bank_account = c.bank_account)
                        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq)
                    FROM bank_reversal x JOIN bank_line c ON c.id = x.credit
                    WHERE x.credit = e.source AND x.kind = CASE e.movement WHEN 'fee_refunded' THEN 'fee' ELSE 'refund' END) IS NOT TRUE
                    THEN 'reversal_without_decision'
                -- Money goes back to the pots that paid, none of them more than it paid.
                WHEN e.movement = 'debit_refunded' AND EXISTS (
                    SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN bank_reversal x ON x.credit = e.source
                    WHERE l.entry = e.seq AND a.kind = 'pot' GROUP BY l.account, x.debit HAVING -SUM(l.cents) > COALESCE((
                        SELECT SUM(p.cents) FROM entry d JOIN line p ON p.entry = d.seq AND p.account = l.account
                        WHERE d.source = x.debit AND d.movement IN ('direct_debit', 'debit_explained') AND d.seq + 0 < e.seq), 0))
                    THEN 'refund_to_another_pot'
                WHEN e.movement = 'debit_explained' AND (
                    SELECT bool_or(a.kind = 'unidentified') FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq) AND (
                    SELECT TRUE FROM bank_reversal x WHERE x.debit = e.source AND x.kind = 'reversal') IS NOT TRUE
                    THEN 'reversal_without_decision'
                END AS code
            FROM added e) refused
        WHERE refused.code IS NOT NULL LIMIT 1;
    END IF;
    -- What a rejection gave back leaves its pots again before the bank's debit settles it: else 4672 pays with the money of others.
    IF code IS NULL AND EXISTS (SELECT 1 FROM added e WHERE e.movement IN ('order_settled', 'debit_explained')) AND (
        SELECT bool_or((
            SELECT bool_or((SELECT TRUE FROM entry r WHERE r.source = o.id AND r.movement = 'order_rejected' LIMIT 1)
                AND (SELECT TRUE FROM entry t WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.seq + 0 < e.seq LIMIT 1) IS NOT TRUE)
            FROM payment_order o WHERE o.settled_line = e.source))
        FROM added e WHERE e.movement IN ('order_settled', 'debit_explained')) THEN
        code := 'settlement_mismatch';
    END IF;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_0_undone_lawful AFTER INSERT ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION entry_undone_lawful();

-- As in 0013 and 0017, without the orders, which are asked below, and with what was decided asked here.
CREATE OR REPLACE FUNCTION entry_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT e.seq, CASE
            WHEN e.journal = 'BQ' AND (
                SELECT b.cents = (
                    SELECT SUM(l.cents) FILTER (WHERE a.kind = 'bank' AND a.bank_account = b.bank_account)
                    FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq)
                FROM bank_line b WHERE b.id = e.source) IS NOT TRUE
                THEN 'entry_not_its_bank_line'
            -- RULE 11: no pot is credited without a decided split for this person, pot and amount, nor an opening balance without its proof.
            WHEN e.movement IN ('split_accepted', 'split_refused') AND (
                SELECT r.state = 'decided' AND s.kind = (CASE e.movement WHEN 'split_accepted' THEN 'benefit' ELSE 'refused' END) AND (
                    SELECT COUNT(*) = 2 AND bool_or(l.cents = -s.net AND a.bank_account = r.bank_account AND CASE e.movement
                        WHEN 'split_accepted' THEN a.person = s.person AND a.pot = s.pot ELSE a.kind = 'to_return' END)
                    FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq)
                FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt WHERE s.id = e.source) IS NOT TRUE
                THEN CASE e.movement WHEN 'split_accepted' THEN 'pot_credit_without_split' ELSE 'refusal_without_split' END
            WHEN e.movement = 'opening_balance' AND (
                SELECT COUNT(*) = 2 AND bool_or(a.person = p.person AND a.pot = p.pot AND l.cents = -p.cents)
                FROM opening_balance p JOIN line l ON l.entry = e.seq JOIN account a ON a.id = l.account WHERE p.id = e.source) IS NOT TRUE
                THEN 'opening_without_proof'
            WHEN (e.movement = 'order_settled' OR (e.movement = 'debit_explained' AND (
                    SELECT bool_or(a.kind = 'in_transit') FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq))) AND (
                SELECT -b.cents = (
                    SELECT COALESCE(SUM(p.cents) FILTER (WHERE p.state = 'settled' AND p.bank_account = b.bank_account), 0)
                    FROM payment_order p WHERE p.settled_line = b.id)
                FROM bank_line b WHERE b.id = e.source) IS NOT TRUE
                THEN 'settlement_mismatch'
            WHEN e.movement IN ('direct_debit', 'debit_explained') THEN debit_entry_refusal(e.seq, e.movement, e.source)
            WHEN e.movement = 'correction' AND NOT EXISTS (
                SELECT 1 FROM entry c JOIN receipt_correction x ON x.split = c.source
                WHERE c.seq = e.corrects AND c.movement IN ('split_accepted', 'split_refused') AND e.source = c.source)
                THEN 'correction_not_allowed'
            WHEN e.journal = 'LO' AND (SELECT COUNT(*) <> 2
                    OR bool_or(a.pot <> CASE WHEN (l.cents > 0) = (e.movement = 'rent_set_aside') THEN 'libre' ELSE 'loyer' END)
                FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq)
                THEN 'rent_move_wrong_pots'
            END AS code
        FROM added e) refused
    WHERE refused.code IS NOT NULL ORDER BY refused.seq LIMIT 1;
    IF code IS NULL AND EXISTS (
        SELECT 1 FROM added e WHERE e.movement NOT IN ('order_approved', 'order_rejected', 'order_returned', 'direct_debit', 'debit_explained')
            AND (SELECT bool_or(l.category IS NOT NULL) FROM line l WHERE l.entry = e.seq)) THEN
        code := 'wrong_pot_for_category';
    END IF;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
DROP FUNCTION decided_entry_refusal(BIGINT, TEXT, TEXT);

-- RULE 14, 35: an approved order debits the pots of its funding, each with its category, by the hand of its approver.
-- Money comes back to the pots that paid, to the cent: before the debit (rejected) or after it (returned).
DROP FUNCTION order_entry_refusal(BIGINT, TEXT, TEXT, TEXT, DATE);
CREATE FUNCTION entry_of_its_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM added e WHERE e.movement IN ('order_approved', 'order_rejected', 'order_returned')) THEN
        RETURN NULL;
    END IF;
    SELECT refused.code INTO code FROM (
        SELECT e.seq, CASE
            -- Rent first reads the day of the entry: an approval never goes back before an earlier payment decision.
            WHEN e.approves AND (
                e.occurred_on < (SELECT p.occurred_on FROM entry p WHERE p.journal = 'PA' AND p.year = e.year AND p.number = e.number - 1)
                OR (SELECT TRUE FROM entry p WHERE p.journal = 'PA' AND p.year > e.year AND p.number = 1 AND p.seq + 0 < e.seq LIMIT 1))
                THEN 'entry_back_in_time'
            WHEN e.approves AND (o.state = 'approved' AND o.approved_by = e.recorded_by) IS NOT TRUE
                THEN 'order_not_approved'
            WHEN NOT e.approves AND (o.state = CASE e.movement WHEN 'order_rejected' THEN 'rejected' ELSE 'returned' END) IS NOT TRUE
                THEN 'order_not_given_back'
            WHEN o.cents IS DISTINCT FROM -e.way * own.outside
                THEN CASE WHEN e.approves THEN 'order_funding_mismatch' ELSE 'order_not_given_back' END
            WHEN own.stray
                THEN 'order_funding_mismatch'
            -- Each part of the funding pays, and each is given back: two equal parts never become twice the same pot.
            WHEN (SELECT bool_or((
                    SELECT bool_or(a.pot = f.pot AND l.cents = e.way * f.cents) FROM line l JOIN account a ON a.id = l.account
                    WHERE l.entry = e.seq) IS NOT TRUE)
                FROM order_funding f WHERE f.payment_order = o.id)
                THEN 'order_funding_mismatch'
            WHEN e.approves AND (SELECT d.paid > d.payable FROM rent_due d WHERE d.rent = o.rent AND d.month = o.month)
                THEN 'rent_paid_twice'
            END AS code
        FROM (SELECT *, movement = 'order_approved' AS approves, CASE movement WHEN 'order_approved' THEN 1 ELSE -1 END AS way
                FROM added WHERE movement IN ('order_approved', 'order_rejected', 'order_returned')) e
            LEFT JOIN LATERAL (SELECT * FROM payment_order p WHERE p.id = e.source LIMIT 1) o ON TRUE
            CROSS JOIN LATERAL (
                SELECT SUM(l.cents) FILTER (WHERE a.kind IN ('in_transit', 'unidentified', 'fees') AND a.bank_account = o.bank_account) AS outside,
                    bool_or((a.kind = 'to_return' AND o.kind <> 'give_back')
                        OR (a.kind = 'pot' AND (
                            SELECT f.cents = e.way * l.cents AND a.person = o.person AND l.category = o.category
                            FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot) IS NOT TRUE)) AS stray
                FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq) own) refused
    WHERE refused.code IS NOT NULL ORDER BY refused.seq LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_2_of_its_order AFTER INSERT ON entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION entry_of_its_order();

-- A balance begins at nothing and moves with a later entry of its account.
DROP TRIGGER balance_follows_entries ON balance;
CREATE TRIGGER balance_begins_empty BEFORE INSERT ON balance FOR EACH ROW
    WHEN (NEW.cents <> 0 OR NEW.last_entry <> 0) EXECUTE FUNCTION refuse('balance_not_from_entries');
CREATE TRIGGER balance_goes_forward BEFORE UPDATE ON balance FOR EACH ROW
    WHEN (NEW.account <> OLD.account OR NEW.side <> OLD.side OR NEW.last_entry <= OLD.last_entry)
    EXECUTE FUNCTION refuse('balance_not_from_entries');
CREATE OR REPLACE FUNCTION balance_follows_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(
            (SELECT TRUE FROM line l WHERE l.entry = n.last_entry AND l.account = n.account LIMIT 1) IS NOT TRUE
            OR (SELECT TRUE FROM entry e WHERE e.seq = n.last_entry) IS NOT TRUE)
        FROM changed n) THEN
        RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balance_follows_entries AFTER UPDATE ON balance REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION balance_follows_entries();

-- As in 0013 and 0015: each row read by its key whatever the statistics say, from the tables of this schema.
DO $$
DECLARE asked TEXT;
BEGIN
    FOREACH asked IN ARRAY ARRAY['entry_by_the_confirmed', 'entry_after_the_cooling', 'entry_undone_lawful', 'entry_lawful',
        'entry_of_its_order', 'balance_follows_entries'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', asked, current_schema());
        EXECUTE format('ALTER FUNCTION %I() SET plan_cache_mode = force_generic_plan', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_hashjoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_mergejoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET jit = off', asked);
    END LOOP;
END $$;
