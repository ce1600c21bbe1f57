-- What posting asks costs less. SQLite has more to gain: see its file of this name.

-- As in 0013, each row read by its key, one after the other: nothing is left to choose for the planner, which without statistics went
-- through all the accounts for each entry.
-- RULE 11: no pot is credited without a decided split for this person, pot and amount, nor an opening balance without its proof.
CREATE OR REPLACE FUNCTION decided_entry_refusal(entry_seq BIGINT, moved TEXT, decision TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE proof opening_balance; split receipt_split; credit receipt; lawful BOOLEAN;
BEGIN
    IF moved = 'opening_balance' THEN
        SELECT * INTO proof FROM opening_balance WHERE id = decision;
        SELECT COUNT(*) = 2 AND bool_or(a.person = proof.person AND a.pot = proof.pot AND l.cents = -proof.cents) INTO lawful
            FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq;
        RETURN CASE WHEN lawful THEN NULL ELSE 'opening_without_proof' END;
    END IF;
    SELECT * INTO split FROM receipt_split WHERE id = decision;
    SELECT * INTO credit FROM receipt WHERE line = split.receipt;
    SELECT COUNT(*) = 2 AND bool_or(l.cents = -split.net AND a.bank_account = credit.bank_account AND CASE moved
            WHEN 'split_accepted' THEN a.person = split.person AND a.pot = split.pot ELSE a.kind = 'to_return' END) INTO lawful
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq;
    IF lawful AND credit.state = 'decided' AND split.kind = (CASE moved WHEN 'split_accepted' THEN 'benefit' ELSE 'refused' END)
        AND NOT EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = decision) THEN
        RETURN NULL;
    END IF;
    RETURN CASE moved WHEN 'split_accepted' THEN 'pot_credit_without_split' ELSE 'refusal_without_split' END;
END $$;

-- The questions are put to the tables of this schema (0015).
DO $$
DECLARE asked TEXT;
BEGIN
    FOR asked IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
