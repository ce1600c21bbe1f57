-- A receipt is found by its line, never among all that waits: while a bank file comes in, every credit waits, and each decision read them
-- all, those of before included.
CREATE OR REPLACE FUNCTION receipt_split_lawful() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.net > COALESCE((
            SELECT r.cents - (SELECT COALESCE(SUM(s.net), 0) FROM receipt_split_live s WHERE s.receipt = r.line)
            FROM receipt r WHERE r.line = NEW.receipt AND r.state || '' = 'waiting'), 0) THEN 'split_exceeds_receipt'
        WHEN NEW.kind = 'benefit' AND NOT EXISTS (
            SELECT 1 FROM receipt r JOIN authorisation_current a ON a.id = NEW.authorisation JOIN contract_current c ON c.reference = a.contract
            WHERE r.line = NEW.receipt AND a.person = NEW.person AND a.benefit = NEW.benefit
                AND r.received_on BETWEEN a.from_on AND a.to_on AND r.received_on BETWEEN c.starts_on AND c.ends_on
                AND NOT a.tiers_payant AND a.holder_signed) THEN 'split_not_authorised'
        WHEN NEW.kind = 'benefit' AND NOT EXISTS (
            SELECT 1 FROM receipt r JOIN benefit b ON b.number = NEW.benefit AND b.from_on <= r.received_on
                AND (b.to_on IS NULL OR b.to_on >= r.received_on)
            WHERE r.line = NEW.receipt AND b.pot = NEW.pot) THEN 'split_wrong_pot'
        WHEN NEW.kind = 'benefit' AND NOT EXISTS (
            SELECT 1 FROM receipt r JOIN person p ON p.number = NEW.person AND p.bank_account = r.bank_account WHERE r.line = NEW.receipt)
            THEN 'split_other_account'
        WHEN NEW.kind = 'benefit' AND EXISTS (
            SELECT 1 FROM authorisation_current a JOIN benefit b ON b.number = a.benefit
            WHERE a.id = NEW.authorisation AND b.tier = 'B' AND (a.mjagbf OR length(trim(COALESCE(a.justification, ''))) = 0))
            THEN 'tier_b_unjustified'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
DO $$ BEGIN
    EXECUTE format('ALTER FUNCTION receipt_split_lawful() SET search_path = %I, pg_temp', current_schema());
END $$;
