-- What recognition has learnt can be taken back, and put back: a version for each change, with who and why.

CREATE TABLE payer_iban_version (
    iban         TEXT NOT NULL,
    payer        TEXT NOT NULL,
    version      BIGINT NOT NULL CONSTRAINT payer_iban_version_positive CHECK (version > 0),
    active       BOOLEAN NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT recognition_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMP NOT NULL,
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

CREATE TRIGGER payer_iban_version_no_replace BEFORE INSERT ON payer_iban_version
WHEN EXISTS (SELECT 1 FROM payer_iban_version WHERE iban = NEW.iban AND payer = NEW.payer AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_version_no_update BEFORE UPDATE ON payer_iban_version BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER payer_iban_version_no_delete BEFORE DELETE ON payer_iban_version BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- Each version turns the one before it round: a rule that serves is taken back, one that was taken back serves again.
CREATE TRIGGER payer_iban_version_in_order BEFORE INSERT ON payer_iban_version
WHEN NEW.version <> (SELECT COALESCE(MAX(v.version), 0) + 1 FROM payer_iban_version v WHERE v.iban = NEW.iban AND v.payer = NEW.payer)
    OR NEW.active = (SELECT c.active FROM payer_iban_current c WHERE c.iban = NEW.iban AND c.payer = NEW.payer)
BEGIN SELECT RAISE(ABORT, 'quitus: recognition_rule_state'); END;
CREATE TRIGGER payer_iban_version_by_a_role BEFORE INSERT ON payer_iban_version
WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role IN ('comptable', 'responsable'))
BEGIN SELECT RAISE(ABORT, 'quitus: role_not_allowed'); END;
-- A rule that was taken back proposes nothing.
CREATE TRIGGER receipt_proposal_by_a_live_rule BEFORE INSERT ON receipt_proposal
WHEN NEW.reason = 'payer_iban' AND NOT EXISTS (
    SELECT 1 FROM bank_line b JOIN payer_iban_current c ON c.iban = b.counterparty_iban AND c.active WHERE b.id = NEW.receipt)
BEGIN SELECT RAISE(ABORT, 'quitus: recognition_rule_withdrawn'); END;

-- The documents behind the decision of a credit. Evidence, therefore append-only.
CREATE TABLE evidence_file (
    id        TEXT NOT NULL CONSTRAINT evidence_file_id_unique PRIMARY KEY,
    receipt   TEXT NOT NULL CONSTRAINT evidence_file_receipt_known REFERENCES receipt (line),
    name      TEXT NOT NULL CONSTRAINT evidence_file_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 120),
    kind      TEXT NOT NULL CONSTRAINT evidence_file_kind_known CHECK (kind IN ('pdf', 'png', 'jpeg')),
    size      BIGINT NOT NULL CONSTRAINT evidence_file_too_large CHECK (size BETWEEN 1 AND 8388608),
    sha256    TEXT NOT NULL CONSTRAINT evidence_file_sha256_length CHECK (length(sha256) = 64),
    bytes     BLOB NOT NULL,
    added_at  TIMESTAMP NOT NULL,
    added_by  TEXT NOT NULL CONSTRAINT evidence_file_added_by_known REFERENCES app_user (id),
    CONSTRAINT evidence_file_receipt_sha256_unique UNIQUE (receipt, sha256),
    CONSTRAINT evidence_file_size_of_bytes CHECK (length(bytes) = size)
);

CREATE TRIGGER evidence_file_no_replace BEFORE INSERT ON evidence_file
WHEN EXISTS (SELECT 1 FROM evidence_file WHERE id = NEW.id OR (receipt = NEW.receipt AND sha256 = NEW.sha256))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER evidence_file_no_update BEFORE UPDATE ON evidence_file BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER evidence_file_no_delete BEFORE DELETE ON evidence_file BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A document is what its first bytes say.
CREATE TRIGGER evidence_file_is_its_kind BEFORE INSERT ON evidence_file
WHEN NOT ((NEW.kind = 'pdf' AND hex(substr(NEW.bytes, 1, 5)) = '255044462D')
    OR (NEW.kind = 'png' AND hex(substr(NEW.bytes, 1, 8)) = '89504E470D0A1A0A')
    OR (NEW.kind = 'jpeg' AND hex(substr(NEW.bytes, 1, 3)) = 'FFD8FF'))
BEGIN SELECT RAISE(ABORT, 'quitus: evidence_kind_unknown'); END;
CREATE TRIGGER evidence_file_by_a_role BEFORE INSERT ON evidence_file
WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.added_by AND role IN ('gestionnaire', 'comptable', 'responsable'))
BEGIN SELECT RAISE(ABORT, 'quitus: role_not_allowed'); END;

-- A change of the law, put into the list by an administrator: from which day, by which text, and why. It opens a row of the list, or
-- only ends the one before.
CREATE TABLE benefit_amendment (
    number       BIGINT NOT NULL CONSTRAINT benefit_amendment_number_lawful CHECK (number BETWEEN 1 AND 99),
    from_on      DATE NOT NULL,
    ends         BOOLEAN NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT benefit_amendment_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT benefit_amendment_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT benefit_amendment_number_from_on_unique PRIMARY KEY (number, from_on)
);

CREATE TRIGGER benefit_amendment_no_replace BEFORE INSERT ON benefit_amendment
WHEN EXISTS (SELECT 1 FROM benefit_amendment WHERE number = NEW.number AND from_on = NEW.from_on)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_no_update BEFORE UPDATE ON benefit_amendment BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_no_delete BEFORE DELETE ON benefit_amendment BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER benefit_amendment_by_a_role BEFORE INSERT ON benefit_amendment
WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role = 'admin')
BEGIN SELECT RAISE(ABORT, 'quitus: role_not_allowed'); END;
-- What was in the list stays as it was: an amendment comes after every row of its number.
CREATE TRIGGER benefit_amendment_after_all BEFORE INSERT ON benefit_amendment
WHEN EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND from_on >= NEW.from_on)
    OR (NEW.ends AND NOT EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND (to_on IS NULL OR to_on >= NEW.from_on)))
BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_amendment_dates'); END;
-- The list changes by an amendment and in no other way: a new row of its number and day, or the end of the row before.
DROP TRIGGER benefit_fixed_insert;
CREATE TRIGGER benefit_fixed_insert BEFORE INSERT ON benefit
WHEN NEW.to_on IS NOT NULL
    OR EXISTS (SELECT 1 FROM benefit WHERE number = NEW.number AND (from_on >= NEW.from_on OR to_on IS NULL OR to_on >= NEW.from_on))
    OR NOT EXISTS (SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND a.from_on = NEW.from_on AND NOT a.ends)
BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER benefit_code_of_one BEFORE INSERT ON benefit
WHEN EXISTS (SELECT 1 FROM benefit WHERE number <> NEW.number AND lower(code) = lower(NEW.code) AND (to_on IS NULL OR to_on >= NEW.from_on))
BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_code_taken'); END;
DROP TRIGGER benefit_fixed_update;
CREATE TRIGGER benefit_fixed_update BEFORE UPDATE ON benefit
WHEN NEW.number <> OLD.number OR NEW.from_on <> OLD.from_on OR NEW.code <> OLD.code OR NEW.name <> OLD.name
    OR NEW.legal_reference <> OLD.legal_reference OR NEW.payers <> OLD.payers OR NEW.tier <> OLD.tier OR NEW.pot <> OLD.pot
    OR NEW.tiers_payant <> OLD.tiers_payant OR NEW.to_on IS NULL OR (OLD.to_on IS NOT NULL AND OLD.to_on <= NEW.to_on)
    OR NOT EXISTS (SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND date(a.from_on, '-1 day') = NEW.to_on)
BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
