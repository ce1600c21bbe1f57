-- Entries that come in one statement are asked together: the same questions as 0004 and 0007, put once to the set instead of once
-- to each row, where each question cost a plan or more. What an entry may do still depends on those before it, so whatever reads
-- the past counts only entries with a smaller number.

DROP TRIGGER line_of_open_entry ON line;
DROP FUNCTION line_of_open_entry();
-- Whoever writes lines or entries holds the writer's lock until commit and reads what is committed: nobody can slip a line under a
-- header between its check and its commit, and nothing is left to look at again then.
DROP TRIGGER line_still_balanced ON line;
DROP FUNCTION line_still_balanced();
DROP TRIGGER entry_complete ON entry;
DROP FUNCTION entry_complete();
DROP TRIGGER entry_lawful ON entry;
DROP FUNCTION entry_lawful();
DROP FUNCTION rent_first_refusal(BIGINT, TEXT, TEXT, DATE);
DROP TRIGGER zz_entry_moves_balances ON entry;
DROP FUNCTION entry_moves_balances();
DROP TRIGGER balance_follows_entries ON balance;
DROP FUNCTION balance_follows_entries();
DROP TRIGGER balance_entry_exists ON balance;
DROP FUNCTION balance_entry_exists();

CREATE TRIGGER entry_waits_its_turn BEFORE INSERT ON entry FOR EACH STATEMENT EXECUTE FUNCTION line_waits_its_turn();

-- Entries are numbered without gap: a line of a number already given is a line of a sealed entry.
CREATE FUNCTION line_of_open_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT MIN(entry) FROM added) <= (SELECT MAX(seq) FROM entry) THEN
        RAISE EXCEPTION 'quitus: entry_sealed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_of_open_entry AFTER INSERT ON line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION line_of_open_entry();

-- Read by key whatever the statistics say: in a young database they say nothing, and the planner then prefers to read whole tables
-- for each entry.
CREATE FUNCTION entry_complete() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT e.seq, CASE
            WHEN e.seq <> COALESCE(before.seq, 0) + 1 THEN 'entry_seq_gap'
            WHEN e.number <> 1 AND NOT EXISTS (SELECT 1 FROM entry n
                WHERE n.journal = e.journal AND n.year = e.year AND n.number = e.number - 1 AND n.seq < e.seq) THEN 'entry_number_gap'
            WHEN e.previous_seal <> COALESCE(before.seal, decode(repeat('00', 32), 'hex')) THEN 'entry_chain_broken'
            WHEN e.recorded_at < before.recorded_at THEN 'entry_recorded_backwards'
            WHEN NOT EXISTS (SELECT 1 FROM movement m WHERE m.code = e.movement AND m.journal = e.journal) THEN 'entry_journal_mismatch'
            WHEN e.year <> EXTRACT(YEAR FROM e.occurred_on) OR own.other_day THEN 'entry_date_mismatch'
            WHEN EXISTS (SELECT 1 FROM closed_month c WHERE c.month = to_char(e.occurred_on, 'YYYY-MM')) THEN 'month_closed'
            WHEN own.lines < 2 THEN 'entry_needs_two_lines'
            WHEN own.cents <> 0 THEN 'entry_unbalanced'
            WHEN e.movement <> 'correction' AND own.other_account THEN 'entry_wrong_account'
            -- RULE 21: one person's money never moves to another person, nor from one bank account to another.
            WHEN own.mixes THEN 'entry_mixes_people'
            WHEN e.movement = 'correction' AND (
                e.corrects >= e.seq
                OR EXISTS (SELECT 1 FROM entry c WHERE c.seq = e.corrects AND c.movement = 'correction')
                OR EXISTS (SELECT account, -cents, category FROM line WHERE entry = e.corrects
                    EXCEPT SELECT account, cents, category FROM line WHERE entry = e.seq)
                OR EXISTS (SELECT account, cents, category FROM line WHERE entry = e.seq
                    EXCEPT SELECT account, -cents, category FROM line WHERE entry = e.corrects)
                OR own.lines <> (SELECT COUNT(*) FROM line WHERE entry = e.corrects))
                THEN 'correction_not_mirror'
            END AS code
        FROM added e
            LEFT JOIN entry before ON before.seq = e.seq - 1
            CROSS JOIN LATERAL (
                SELECT COUNT(*) AS lines, SUM(l.cents) AS cents, bool_or(l.occurred_on <> e.occurred_on) AS other_day,
                    MIN(a.person) <> MAX(a.person) OR MIN(a.bank_account) <> MAX(a.bank_account) AS mixes,
                    bool_or(NOT EXISTS (SELECT 1 FROM movement_side m WHERE m.movement = e.movement AND m.kind = a.kind
                        AND m.side = CASE WHEN l.cents > 0 THEN 'debit' ELSE 'credit' END)) AS other_account
                FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq) own
        ) refused
    WHERE refused.code IS NOT NULL ORDER BY refused.seq LIMIT 1;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;

-- The law: each movement needs the decision that allows it.
CREATE FUNCTION entry_lawful() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    SELECT refused.code INTO code FROM (
        SELECT e.seq, CASE
            WHEN e.journal = 'BQ' AND NOT EXISTS (
                SELECT 1 FROM bank_line b WHERE b.id = e.source AND b.cents = (
                    SELECT SUM(l.cents) FILTER (WHERE a.kind = 'bank' AND a.bank_account = b.bank_account)
                    FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq))
                THEN 'entry_not_its_bank_line'
            WHEN e.movement IN ('split_accepted', 'split_refused', 'opening_balance')
                THEN decided_entry_refusal(e.seq, e.movement, e.source)
            WHEN e.movement IN ('order_approved', 'order_rejected', 'order_returned')
                THEN order_entry_refusal(e.seq, e.movement, e.source, e.recorded_by, e.occurred_on)
            WHEN (e.movement = 'order_settled' OR (e.movement = 'debit_explained' AND (
                    SELECT bool_or(a.kind = 'in_transit') FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq))) AND NOT EXISTS (
                SELECT 1 FROM bank_line b WHERE b.id = e.source AND -b.cents = (
                    SELECT COALESCE(SUM(p.cents) FILTER (WHERE p.state = 'settled' AND p.bank_account = b.bank_account), 0)
                    FROM payment_order p WHERE p.settled_line = b.id))
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

-- RULE 11: no pot is credited without a decided split for this person, pot and amount, nor an opening balance without its proof.
CREATE FUNCTION decided_entry_refusal(entry_seq BIGINT, moved TEXT, decision TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE lines BIGINT := (SELECT COUNT(*) FROM line WHERE entry = entry_seq);
BEGIN
    IF moved = 'split_accepted' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = s.pot AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = entry_seq AND l.account = a.id AND l.cents = -s.net
        WHERE s.id = decision AND s.kind = 'benefit' AND r.state = 'decided')) THEN
        RETURN 'pot_credit_without_split';
    ELSIF moved = 'split_refused' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.kind = 'to_return' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = entry_seq AND l.account = a.id AND l.cents = -s.net
        WHERE s.id = decision AND s.kind = 'refused' AND r.state = 'decided')) THEN
        RETURN 'refusal_without_split';
    ELSIF moved = 'opening_balance' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM opening_balance p JOIN account a ON a.person = p.person AND a.pot = p.pot
            JOIN line l ON l.entry = entry_seq AND l.account = a.id AND l.cents = -p.cents
        WHERE p.id = decision)) THEN
        RETURN 'opening_without_proof';
    END IF;
    RETURN NULL;
END $$;

-- RULE 14, 35: an approved order debits the pots of its funding, each with its category, by the hand of its approver.
-- Money comes back to the pots that paid, to the cent: before the debit (rejected) or after it (returned).
CREATE OR REPLACE FUNCTION order_entry_refusal(entry_seq BIGINT, moved TEXT, order_id TEXT, author TEXT, day DATE) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE o payment_order; way BIGINT := CASE moved WHEN 'order_approved' THEN 1 ELSE -1 END;
BEGIN
    SELECT * INTO o FROM payment_order WHERE id = order_id;
    -- Rent first reads the day of the entry: an approval never goes back before an earlier payment decision.
    IF moved = 'order_approved' AND EXISTS (
        SELECT 1 FROM entry e WHERE e.seq = entry_seq AND (
            day < (SELECT p.occurred_on FROM entry p WHERE p.journal = 'PA' AND p.year = e.year AND p.number = e.number - 1)
            OR EXISTS (SELECT 1 FROM entry p WHERE p.journal = 'PA' AND p.year > e.year AND p.number = 1 AND p.seq < e.seq))) THEN
        RETURN 'entry_back_in_time';
    END IF;
    IF moved = 'order_approved' AND (o.id IS NULL OR o.state <> 'approved' OR o.approved_by <> author) THEN
        RETURN 'order_not_approved';
    END IF;
    IF moved <> 'order_approved' AND (o.id IS NULL OR o.state <> CASE moved WHEN 'order_rejected' THEN 'rejected' ELSE 'returned' END) THEN
        RETURN 'order_not_given_back';
    END IF;
    IF o.cents IS DISTINCT FROM -way * (
        SELECT SUM(l.cents) FILTER (WHERE a.kind IN ('in_transit', 'unidentified', 'fees') AND a.bank_account = o.bank_account)
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq) THEN
        RETURN CASE moved WHEN 'order_approved' THEN 'order_funding_mismatch' ELSE 'order_not_given_back' END;
    END IF;
    IF (SELECT bool_or(
            (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot AND f.cents = way * l.cents
                AND a.person = o.person AND l.category = o.category))
            OR (a.kind = 'to_return' AND o.kind <> 'give_back'))
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq) THEN
        RETURN 'order_funding_mismatch';
    END IF;
    -- Each part of the funding pays, and each is given back: two equal parts never become twice the same pot.
    IF EXISTS (
        SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND (
            SELECT bool_or(a.pot = f.pot AND l.cents = way * f.cents) FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq) IS NOT TRUE) THEN
        RETURN 'order_funding_mismatch';
    END IF;
    IF moved = 'order_approved' AND EXISTS (
        SELECT 1 FROM rent_due d WHERE d.rent = o.rent AND d.month = o.month AND d.paid > d.payable) THEN
        RETURN 'rent_paid_twice';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION debit_entry_refusal(entry_seq BIGINT, moved TEXT, line_id TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT bool_or(a.kind = 'pot' AND NOT EXISTS (
            SELECT 1 FROM direct_debit d WHERE d.line = line_id AND d.person = a.person AND d.category = l.category))
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq) THEN
        RETURN 'direct_debit_without_decision';
    END IF;
    IF (SELECT bool_or(a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM pot_category c WHERE c.pot = a.pot AND c.category = l.category))
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq) THEN
        RETURN 'wrong_pot_for_category';
    END IF;
    IF moved = 'debit_explained' AND NOT EXISTS (
        SELECT 1 FROM bank_line b JOIN entry e ON e.source = b.id AND e.movement = 'debit_unexplained' AND e.seq < entry_seq
        WHERE b.id = line_id AND b.cents = (
            SELECT SUM(l.cents) FILTER (WHERE a.kind = 'unexplained' AND a.bank_account = b.bank_account)
            FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq)) THEN
        RETURN 'entry_not_its_bank_line';
    END IF;
    RETURN NULL;
END $$;

-- CASF L271-2, RULE 30: while current rent is not funded, free money pays nothing else and money set aside is not released.
-- Current: due from one calendar month before the entry's day (included) to one calendar month after (excluded). The pots are
-- those that the entry finds, less what it releases. Nothing is owed to the rent beyond what housing aid does not already cover.
CREATE FUNCTION entry_rent_first() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE movement IN ('order_approved', 'order_taken_again', 'direct_debit', 'debit_explained', 'rent_released')) AND EXISTS (
        SELECT 1 FROM (
            SELECT e.seq, e.movement, e.source, e.occurred_on, own.person, own.spends, own.released,
                SUM(own.housing) OVER earlier AS housing, SUM(own.reserved) OVER earlier AS reserved
            FROM added e CROSS JOIN LATERAL (
                SELECT MAX(a.person) AS person,
                    bool_or(l.cents > 0 AND a.kind = 'pot' AND (a.pot = 'libre' OR e.movement = 'rent_released')) AS spends,
                    COALESCE(SUM(l.cents) FILTER (WHERE l.cents > 0 AND a.kind = 'pot' AND e.movement = 'rent_released'), 0) AS released,
                    COALESCE(-SUM(l.cents) FILTER (WHERE a.pot = 'logement'), 0) AS housing,
                    COALESCE(-SUM(l.cents) FILTER (WHERE a.pot = 'loyer'), 0) AS reserved
                FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq) own
            WHERE own.person IS NOT NULL
            WINDOW earlier AS (PARTITION BY own.person ORDER BY e.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) e
        WHERE e.spends AND e.movement IN ('order_approved', 'order_taken_again', 'direct_debit', 'debit_explained', 'rent_released')
            AND NOT (e.movement = 'rent_released' AND EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = e.source
                AND NOT EXISTS (SELECT 1 FROM entry c WHERE c.source = x.split AND c.movement = 'correction' AND c.seq < e.seq)))
            AND (SELECT COALESCE(SUM(d.unpaid), 0) FROM rent_due d WHERE d.person = e.person
                    AND d.due_on >= e.occurred_on - INTERVAL '1 month' AND d.due_on < e.occurred_on + INTERVAL '1 month')
                > (SELECT GREATEST(p.housing, p.housing + p.reserved - e.released) FROM (
                    SELECT COALESCE(-SUM(b.cents) FILTER (WHERE a.pot = 'logement'), 0) + COALESCE(e.housing, 0) AS housing,
                        COALESCE(-SUM(b.cents) FILTER (WHERE a.pot = 'loyer'), 0) + COALESCE(e.reserved, 0) AS reserved
                    FROM account a JOIN balance b ON b.account = a.id WHERE a.person = e.person AND a.pot IN ('logement', 'loyer')) p)) THEN
        RAISE EXCEPTION 'quitus: rent_first' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;

-- Each balance moves once, by the sum of its lines, and no entry may leave it on the wrong side, even for the time of the next one.
CREATE FUNCTION entry_moves_balances() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    -- Nothing else moved these balances since the entries came, nor were later entries posted from within their statement.
    SELECT CASE
        WHEN bool_or(b.last_entry >= moved.first) THEN 'balance_not_from_entries'
        WHEN bool_or(CASE b.side WHEN 'credit' THEN b.cents + moved.cents > 0 WHEN 'debit' THEN b.cents + moved.cents < 0 END) THEN 'balance_below_zero'
        END INTO code
    FROM (
        SELECT l.account, SUM(l.cents) OVER (PARTITION BY l.account ORDER BY e.seq) AS cents, MIN(e.seq) OVER () AS first
        FROM added e JOIN line l ON l.entry = e.seq) moved
        JOIN balance b ON b.account = moved.account;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    UPDATE balance SET last_entry = moved.last_entry, cents = balance.cents + moved.cents
    FROM (SELECT l.account, SUM(l.cents)::BIGINT AS cents, MAX(e.seq) AS last_entry
        FROM added e JOIN line l ON l.entry = e.seq GROUP BY l.account) moved
    WHERE balance.account = moved.account;
    RETURN NULL;
END $$;

-- They fire in order of name. The law comes before the balances move.
CREATE TRIGGER entry_1_complete AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entry_complete();
CREATE TRIGGER entry_2_lawful AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entry_lawful();
CREATE TRIGGER entry_3_rent_first AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entry_rent_first();
CREATE TRIGGER entry_4_moves_balances AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION entry_moves_balances();

-- A balance is opened at zero by its account, and moves only to a later entry that has a line there. Each entry moves its balances at
-- once, and says no when somebody else did: nothing is left for a hand, nor for the trigger of another table.
CREATE FUNCTION balance_follows_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.cents <> 0 OR NEW.last_entry <> 0 THEN
            RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
        END IF;
    ELSIF NEW.account <> OLD.account OR NEW.side <> OLD.side OR NEW.last_entry <= OLD.last_entry
        OR NOT EXISTS (SELECT 1 FROM line WHERE entry = NEW.last_entry AND account = OLD.account)
        OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.last_entry) THEN
        RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_follows_entries BEFORE INSERT OR UPDATE ON balance FOR EACH ROW EXECUTE FUNCTION balance_follows_entries();

-- Asked by its key alone: "proposed" is rare between two preparations, and everything in the middle of one.
CREATE OR REPLACE FUNCTION order_funding_while_proposed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT o.state = 'proposed' AND o.kind <> 'give_back' FROM payment_order o WHERE o.id = NEW.payment_order) IS NOT TRUE THEN
        RAISE EXCEPTION 'quitus: order_funding_late' USING ERRCODE = 'QT001';
    END IF;
    -- R271-4, RULE 14: earmarked money pays its object, rent money pays the rent.
    IF NOT EXISTS (SELECT 1 FROM payment_order o JOIN pot_category c ON c.category = o.category AND c.pot = NEW.pot WHERE o.id = NEW.payment_order) THEN
        RAISE EXCEPTION 'quitus: wrong_pot_for_category' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- The triggers that ask each row read by key too, with one plan for all rows: with a plan for each row they spent most of their
-- time planning.
DO $$
DECLARE asked TEXT;
BEGIN
    FOREACH asked IN ARRAY ARRAY['receipt_decided_by_splits', 'receipt_split_lawful', 'payment_order_starts_proposed', 'payment_order_follows_states',
        'payment_order_to_a_confirmed_account', 'order_funding_while_proposed', 'balance_follows_entries'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET plan_cache_mode = force_generic_plan', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_hashjoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_mergejoin = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET enable_seqscan = off', asked);
        EXECUTE format('ALTER FUNCTION %I() SET jit = off', asked);
    END LOOP;
END $$;

-- As in 0007, each sum written once where it is needed: what stands twice in a view is summed twice.
DROP VIEW rent_due;
CREATE VIEW rent_due AS
    SELECT t.rent, t.month, t.person, t.due_on, t.payable, t.paid, t.derogated, GREATEST(t.payable - t.paid - t.derogated, 0) AS unpaid
    FROM (
        SELECT c.rent, c.month, c.person, c.due_on, c.payable,
            CAST((SELECT COALESCE(SUM(o.cents), 0) FROM payment_order o
                WHERE o.rent = c.rent AND o.month = c.month AND o.state IN ('approved', 'sealed', 'settled')) AS BIGINT) AS paid,
            CAST((SELECT COALESCE(SUM(d.cents), 0) FROM derogation d
                WHERE d.rent = c.rent AND d.month = c.month AND d.approved_by IS NOT NULL) AS BIGINT) AS derogated
        FROM rent_term_current c) t;
