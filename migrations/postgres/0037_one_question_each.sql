-- The same rules, each question by itself: PostgreSQL prepares all that a statement might ask before it asks the first, and these are asked
-- of every payment.

-- RULE 35: an approved or sealed order goes to an account that a second person confirmed.
CREATE OR REPLACE FUNCTION payment_order_to_a_confirmed_account() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE confirmed BOOLEAN := TRUE;
BEGIN
    IF NEW.payee IS NOT NULL OR NEW.kind = 'rent' THEN
        confirmed := EXISTS (
            SELECT 1 FROM payee_current p WHERE p.reference = NEW.payee AND p.iban = NEW.creditor_iban AND p.confirmed);
    ELSIF NEW.kind = 'budget' OR EXISTS (
        SELECT 1 FROM person_version v WHERE v.person = NEW.person AND v.own_iban = NEW.creditor_iban) THEN
        confirmed := EXISTS (
            SELECT 1 FROM person_current q WHERE q.number = NEW.person AND q.own_iban = NEW.creditor_iban AND q.confirmed);
    END IF;
    IF NOT confirmed THEN
        RAISE EXCEPTION 'quitus: payee_not_confirmed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- A new account waits before its first payment.
CREATE OR REPLACE FUNCTION entry_after_the_cooling() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE o payment_order; cooling BOOLEAN;
BEGIN
    SELECT * INTO o FROM payment_order WHERE id = NEW.source;
    IF o.payee IS NOT NULL THEN
        cooling := EXISTS (SELECT 1 FROM payee_current p
            WHERE p.reference = o.payee AND p.iban = o.creditor_iban AND p.payable_from > NEW.occurred_on);
    ELSE
        cooling := EXISTS (SELECT 1 FROM person_current q
            WHERE q.number = o.person AND q.own_iban = o.creditor_iban AND q.payable_from > NEW.occurred_on);
    END IF;
    IF cooling THEN
        RAISE EXCEPTION 'quitus: payee_cooling' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- What the bank undoes.
CREATE OR REPLACE FUNCTION entry_undone_lawful() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    IF NEW.movement IN ('debit_refunded', 'fee_refunded') AND NOT EXISTS (
        SELECT 1 FROM bank_reversal x JOIN bank_line c ON c.id = x.credit
        WHERE x.credit = NEW.source AND x.kind = CASE NEW.movement WHEN 'fee_refunded' THEN 'fee' ELSE 'refund' END
            AND c.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind = 'unidentified' AND a.bank_account = c.bank_account)) THEN
        code := 'reversal_without_decision';
    -- Money goes back to the pots that paid, none of them more than it paid.
    ELSIF NEW.movement = 'debit_refunded' AND EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN bank_reversal x ON x.credit = NEW.source
        WHERE l.entry = NEW.seq AND a.kind = 'pot' GROUP BY l.account, x.debit HAVING -SUM(l.cents) > COALESCE((
            SELECT SUM(p.cents) FROM entry e JOIN line p ON p.entry = e.seq AND p.account = l.account
            WHERE e.source = x.debit AND e.movement IN ('direct_debit', 'debit_explained') AND e.seq < NEW.seq), 0)) THEN
        code := 'refund_to_another_pot';
    ELSIF NEW.movement = 'debit_explained' AND EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'unidentified')
        AND NOT EXISTS (SELECT 1 FROM bank_reversal x WHERE x.debit = NEW.source AND x.kind = 'reversal') THEN
        code := 'reversal_without_decision';
    -- What a rejection gave back leaves its pots again before the bank's debit settles it: else 4672 pays with the money of others.
    ELSIF NEW.movement IN ('order_settled', 'debit_explained') AND EXISTS (
        SELECT 1 FROM payment_order o JOIN entry r ON r.source = o.id AND r.movement = 'order_rejected'
        WHERE o.settled_line = NEW.source AND NOT EXISTS (
            SELECT 1 FROM entry t WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.seq < NEW.seq)) THEN
        code := 'settlement_mismatch';
    END IF;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

DO $$ DECLARE asked TEXT; BEGIN
    FOREACH asked IN ARRAY ARRAY['payment_order_to_a_confirmed_account()', 'entry_after_the_cooling()', 'entry_undone_lawful()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
