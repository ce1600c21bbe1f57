-- What recognition has learnt can be taken back, and put back: a version for each change, with who and why.

CREATE TABLE payer_iban_version (
    iban         TEXT NOT NULL,
    payer        TEXT NOT NULL,
    version      BIGINT NOT NULL CONSTRAINT payer_iban_version_positive CHECK (version > 0),
    active       BOOLEAN NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT recognition_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT payer_iban_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT payer_iban_version_iban_payer_version_unique PRIMARY KEY (iban, payer, version),
    CONSTRAINT payer_iban_version_payer_iban_known FOREIGN KEY (iban, payer) REFERENCES payer_iban (iban, payer)
);
-- How often an account was recognised is counted from its lines.
CREATE INDEX bank_line_by_counterparty_iban ON bank_line (counterparty_iban);

CREATE VIEW payer_iban_current AS
    SELECT p.iban, p.payer, p.confirmed_at, p.confirmed_by, COALESCE((
        SELECT v.active FROM payer_iban_version v WHERE v.iban = p.iban AND v.payer = p.payer ORDER BY v.version DESC LIMIT 1), TRUE) AS active
    FROM payer_iban p;
-- Every credit that was recognised by the account of its payer.
CREATE VIEW payer_iban_hit AS
    SELECT b.counterparty_iban AS iban, p.receipt, p.person, r.received_on, r.cents, r.state
    FROM receipt_proposal p JOIN bank_line b ON b.id = p.receipt JOIN receipt r ON r.line = p.receipt WHERE p.reason = 'payer_iban';
-- What is proposed now: not what a rule proposed that was taken back since.
CREATE VIEW receipt_proposal_live AS
    SELECT p.* FROM receipt_proposal p WHERE p.reason <> 'payer_iban' OR EXISTS (
        SELECT 1 FROM bank_line b JOIN payer_iban_current c ON c.iban = b.counterparty_iban AND c.active WHERE b.id = p.receipt);

CREATE TRIGGER payer_iban_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payer_iban_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- Each version turns the one before it round: a rule that serves is taken back, one that was taken back serves again.
CREATE FUNCTION payer_iban_version_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> (SELECT COALESCE(MAX(v.version), 0) + 1 FROM payer_iban_version v WHERE v.iban = NEW.iban AND v.payer = NEW.payer)
        OR NEW.active = (SELECT c.active FROM payer_iban_current c WHERE c.iban = NEW.iban AND c.payer = NEW.payer) THEN
        RAISE EXCEPTION 'quitus: recognition_rule_state' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payer_iban_version_in_order BEFORE INSERT ON payer_iban_version
    FOR EACH ROW EXECUTE FUNCTION payer_iban_version_in_order();
CREATE FUNCTION payer_iban_version_by_a_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role IN ('comptable', 'responsable')) THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payer_iban_version_by_a_role BEFORE INSERT ON payer_iban_version
    FOR EACH ROW EXECUTE FUNCTION payer_iban_version_by_a_role();
-- A rule that was taken back proposes nothing.
CREATE FUNCTION receipt_proposal_by_a_live_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM bank_line b JOIN payer_iban_current c ON c.iban = b.counterparty_iban AND c.active WHERE b.id = NEW.receipt) THEN
        RAISE EXCEPTION 'quitus: recognition_rule_withdrawn' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_proposal_by_a_live_rule BEFORE INSERT ON receipt_proposal
    FOR EACH ROW WHEN (NEW.reason = 'payer_iban') EXECUTE FUNCTION receipt_proposal_by_a_live_rule();

-- The documents behind the decision of a credit. Evidence, therefore append-only.
CREATE TABLE evidence_file (
    id        TEXT NOT NULL CONSTRAINT evidence_file_id_unique PRIMARY KEY,
    receipt   TEXT NOT NULL CONSTRAINT evidence_file_receipt_known REFERENCES receipt (line),
    name      TEXT NOT NULL CONSTRAINT evidence_file_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 120),
    kind      TEXT NOT NULL CONSTRAINT evidence_file_kind_known CHECK (kind IN ('pdf', 'png', 'jpeg')),
    size      BIGINT NOT NULL CONSTRAINT evidence_file_too_large CHECK (size BETWEEN 1 AND 8388608),
    sha256    TEXT NOT NULL CONSTRAINT evidence_file_sha256_length CHECK (length(sha256) = 64),
    bytes     BYTEA NOT NULL,
    added_at  TIMESTAMPTZ NOT NULL,
    added_by  TEXT NOT NULL CONSTRAINT evidence_file_added_by_known REFERENCES app_user (id),
    CONSTRAINT evidence_file_receipt_sha256_unique UNIQUE (receipt, sha256),
    CONSTRAINT evidence_file_size_of_bytes CHECK (length(bytes) = size)
);

CREATE TRIGGER evidence_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_file
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- A document is what its first bytes say.
CREATE FUNCTION evidence_file_is_its_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ((NEW.kind = 'pdf' AND encode(substring(NEW.bytes FROM 1 FOR 5), 'hex') = '255044462d')
        OR (NEW.kind = 'png' AND encode(substring(NEW.bytes FROM 1 FOR 8), 'hex') = '89504e470d0a1a0a')
        OR (NEW.kind = 'jpeg' AND encode(substring(NEW.bytes FROM 1 FOR 3), 'hex') = 'ffd8ff')) THEN
        RAISE EXCEPTION 'quitus: evidence_kind_unknown' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_is_its_kind BEFORE INSERT ON evidence_file FOR EACH ROW EXECUTE FUNCTION evidence_file_is_its_kind();
CREATE FUNCTION evidence_file_by_a_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.added_by AND role IN ('gestionnaire', 'comptable', 'responsable')) THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_file_by_a_role BEFORE INSERT ON evidence_file FOR EACH ROW EXECUTE FUNCTION evidence_file_by_a_role();

-- A change of the law, put into the list by an administrator: from which day, by which text, and why. It opens a row of the list, or
-- only ends the one before.
CREATE TABLE benefit_amendment (
    number       BIGINT NOT NULL CONSTRAINT benefit_amendment_number_lawful CHECK (number BETWEEN 1 AND 99),
    from_on      DATE NOT NULL,
    ends         BOOLEAN NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT benefit_amendment_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT benefit_amendment_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT benefit_amendment_number_from_on_unique PRIMARY KEY (number, from_on)
);

CREATE TRIGGER benefit_amendment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON benefit_amendment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE FUNCTION benefit_amendment_by_a_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role = 'admin') THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefit_amendment_by_a_role BEFORE INSERT ON benefit_amendment
    FOR EACH ROW EXECUTE FUNCTION benefit_amendment_by_a_role();
-- What was in the list stays as it was: an amendment comes after every row of its number.
CREATE FUNCTION benefit_amendment_after_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND from_on >= NEW.from_on)
        OR (NEW.ends AND NOT EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND (to_on IS NULL OR to_on >= NEW.from_on))) THEN
        RAISE EXCEPTION 'quitus: catalogue_amendment_dates' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefit_amendment_after_all BEFORE INSERT ON benefit_amendment
    FOR EACH ROW EXECUTE FUNCTION benefit_amendment_after_all();
-- The list changes by an amendment and in no other way: a new row of its number and day, or the end of the row before.
DROP TRIGGER benefit_fixed ON benefit;
CREATE TRIGGER benefit_fixed BEFORE DELETE OR TRUNCATE ON benefit FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE FUNCTION benefit_by_an_amendment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM benefit WHERE number <> NEW.number AND lower(code) = lower(NEW.code)
                AND (to_on IS NULL OR to_on >= NEW.from_on)) AND EXISTS (
            SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND a.from_on = NEW.from_on AND NOT a.ends) THEN
            RAISE EXCEPTION 'quitus: catalogue_code_taken' USING ERRCODE = 'QT001';
        END IF;
        IF NEW.to_on IS NOT NULL
            OR EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND (from_on >= NEW.from_on OR to_on IS NULL OR to_on >= NEW.from_on))
            OR NOT EXISTS (SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND a.from_on = NEW.from_on AND NOT a.ends) THEN
            RAISE EXCEPTION 'quitus: catalogue_fixed' USING ERRCODE = 'QT001';
        END IF;
    ELSIF (NEW.number, NEW.from_on, NEW.code, NEW.name, NEW.legal_reference, NEW.payers, NEW.tier, NEW.pot, NEW.tiers_payant)
            IS DISTINCT FROM (OLD.number, OLD.from_on, OLD.code, OLD.name, OLD.legal_reference, OLD.payers, OLD.tier, OLD.pot, OLD.tiers_payant)
        OR NEW.to_on IS NULL OR (OLD.to_on IS NOT NULL AND OLD.to_on <= NEW.to_on)
        OR NOT EXISTS (SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND a.from_on - 1 = NEW.to_on) THEN
        RAISE EXCEPTION 'quitus: catalogue_fixed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER benefit_by_an_amendment BEFORE INSERT OR UPDATE ON benefit FOR EACH ROW EXECUTE FUNCTION benefit_by_an_amendment();

-- The questions are put to the tables of this schema (0015).
DO $$
DECLARE asked TEXT;
BEGIN
    FOR asked IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
