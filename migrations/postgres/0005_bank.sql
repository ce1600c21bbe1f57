-- What the bank said (files, statements, lines) and what was decided about each credit (receipts, splits).

CREATE TABLE bank_file (
    id           TEXT NOT NULL CONSTRAINT bank_file_id_unique PRIMARY KEY,
    sha256       TEXT NOT NULL CONSTRAINT bank_file_sha256_unique UNIQUE CONSTRAINT bank_file_sha256_length CHECK (length(sha256) = 64),
    name         TEXT NOT NULL,
    imported_at  TIMESTAMPTZ NOT NULL,
    imported_by  TEXT NOT NULL CONSTRAINT bank_file_imported_by_known REFERENCES app_user (id)
);

CREATE TABLE bank_statement (
    id            TEXT NOT NULL CONSTRAINT bank_statement_id_unique PRIMARY KEY,
    file          TEXT NOT NULL CONSTRAINT bank_statement_file_known REFERENCES bank_file (id),
    bank_account  BIGINT NOT NULL CONSTRAINT bank_statement_bank_account_known REFERENCES bank_account (id),
    -- Place in the account's sequence of statements: 1, 2, 3…
    position      BIGINT NOT NULL,
    reference     TEXT NOT NULL,
    opened_on     DATE NOT NULL,
    closed_on     DATE NOT NULL,
    opening       BIGINT NOT NULL,
    closing       BIGINT NOT NULL,
    CONSTRAINT bank_statement_bank_account_position_unique UNIQUE (bank_account, position),
    CONSTRAINT bank_statement_dates_ordered CHECK (closed_on >= opened_on)
);

CREATE TABLE bank_line (
    id                 TEXT NOT NULL CONSTRAINT bank_line_id_unique PRIMARY KEY,
    statement          TEXT NOT NULL CONSTRAINT bank_line_statement_known REFERENCES bank_statement (id),
    bank_account       BIGINT NOT NULL CONSTRAINT bank_line_bank_account_known REFERENCES bank_account (id),
    position           BIGINT NOT NULL,
    -- What the line says, as a hash, and its place among equal lines of the account: two equal lines of one day are two movements.
    fingerprint        TEXT NOT NULL CONSTRAINT bank_line_fingerprint_length CHECK (length(fingerprint) = 64),
    occurrence         BIGINT NOT NULL CONSTRAINT bank_line_occurrence_positive CHECK (occurrence > 0),
    booked_on          DATE NOT NULL,
    value_on           DATE NOT NULL,
    cents              BIGINT NOT NULL CONSTRAINT bank_line_not_zero CHECK (cents <> 0),
    code               TEXT NOT NULL,
    bank_reference     TEXT,
    end_to_end_id      TEXT,
    payment_id         TEXT,
    mandate            TEXT,
    counterparty_name  TEXT,
    counterparty_iban  TEXT,
    remittance         TEXT,
    return_reason      TEXT,
    CONSTRAINT bank_line_bank_account_fingerprint_occurrence_unique UNIQUE (bank_account, fingerprint, occurrence)
);
CREATE INDEX bank_line_by_statement ON bank_line (statement, position);
CREATE INDEX bank_line_by_end_to_end_id ON bank_line (end_to_end_id);

-- A credit that may be a benefit. Decided once its splits sum to it.
CREATE TABLE receipt (
    line          TEXT NOT NULL CONSTRAINT receipt_line_unique PRIMARY KEY CONSTRAINT receipt_line_known REFERENCES bank_line (id),
    bank_account  BIGINT NOT NULL CONSTRAINT receipt_bank_account_known REFERENCES bank_account (id),
    cents         BIGINT NOT NULL CONSTRAINT receipt_positive CHECK (cents > 0),
    received_on   DATE NOT NULL,
    state         TEXT NOT NULL CONSTRAINT receipt_state_known CHECK (state IN ('waiting', 'decided', 'returned'))
);
CREATE INDEX receipt_by_state ON receipt (state, received_on);

-- What recognition proposed for a receipt, with its reason; never money by itself.
CREATE TABLE receipt_proposal (
    receipt  TEXT NOT NULL CONSTRAINT receipt_proposal_receipt_known REFERENCES receipt (line),
    no       BIGINT NOT NULL,
    person   BIGINT CONSTRAINT receipt_proposal_person_known REFERENCES person (number),
    reason   TEXT NOT NULL CONSTRAINT receipt_proposal_reason_known
             CHECK (reason IN ('file_number', 'payer_iban', 'name_and_amount', 'name', 'account_holder', 'outside_list')),
    splits   TEXT NOT NULL,
    words    TEXT NOT NULL,
    CONSTRAINT receipt_proposal_receipt_no_unique PRIMARY KEY (receipt, no)
);

-- One part of a receipt as decided: a benefit for one person, or refused income (RULE 11-13).
CREATE TABLE receipt_split (
    id             TEXT NOT NULL CONSTRAINT receipt_split_id_unique PRIMARY KEY,
    receipt        TEXT NOT NULL CONSTRAINT receipt_split_receipt_known REFERENCES receipt (line),
    kind           TEXT NOT NULL CONSTRAINT receipt_split_kind_known CHECK (kind IN ('benefit', 'refused')),
    person         BIGINT CONSTRAINT receipt_split_person_known REFERENCES person (number),
    benefit        BIGINT,
    authorisation  TEXT CONSTRAINT receipt_split_authorisation_known REFERENCES authorisation (id),
    pot            TEXT CONSTRAINT receipt_split_pot_known REFERENCES pot (code),
    outside        TEXT CONSTRAINT receipt_split_outside_known REFERENCES outside_income (code),
    month          TEXT NOT NULL CONSTRAINT receipt_split_month_form CHECK (length(month) = 7),
    gross          BIGINT NOT NULL,
    recovery       BIGINT NOT NULL CONSTRAINT receipt_split_recovery_not_negative CHECK (recovery >= 0),
    net            BIGINT NOT NULL CONSTRAINT receipt_split_net_positive CHECK (net > 0),
    reason         TEXT,
    article        TEXT,
    evidence       TEXT NOT NULL CONSTRAINT receipt_split_evidence_filled CHECK (length(trim(evidence)) > 0),
    decided_at     TIMESTAMPTZ NOT NULL,
    decided_by     TEXT NOT NULL CONSTRAINT receipt_split_decided_by_known REFERENCES app_user (id),
    CONSTRAINT receipt_split_net_is_gross_less_recovery CHECK (net = gross - recovery),
    CONSTRAINT receipt_split_benefit_complete CHECK (kind <> 'benefit' OR (person IS NOT NULL AND benefit IS NOT NULL
        AND authorisation IS NOT NULL AND pot IS NOT NULL AND outside IS NULL)),
    CONSTRAINT receipt_split_refusal_reasoned CHECK (kind <> 'refused' OR (pot IS NULL AND reason IS NOT NULL AND article IS NOT NULL))
);
CREATE INDEX receipt_split_by_receipt ON receipt_split (receipt);
CREATE INDEX receipt_split_by_person ON receipt_split (person, month);

-- A split that was wrong: its entry is mirrored, the credit waits again. One line says why and who.
CREATE TABLE receipt_correction (
    split        TEXT NOT NULL CONSTRAINT receipt_correction_split_unique PRIMARY KEY
                 CONSTRAINT receipt_correction_split_known REFERENCES receipt_split (id),
    reason       TEXT NOT NULL CONSTRAINT receipt_correction_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT receipt_correction_recorded_by_known REFERENCES app_user (id)
);
CREATE VIEW receipt_split_live AS
    SELECT s.* FROM receipt_split s WHERE NOT EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = s.id);

-- A payer's IBAN that a person confirmed when splitting: the second way to recognise an income (sepa §3).
CREATE TABLE payer_iban (
    iban          TEXT NOT NULL,
    payer         TEXT NOT NULL,
    confirmed_at  TIMESTAMPTZ NOT NULL,
    confirmed_by  TEXT NOT NULL CONSTRAINT payer_iban_confirmed_by_known REFERENCES app_user (id),
    CONSTRAINT payer_iban_iban_payer_unique PRIMARY KEY (iban, payer)
);

-- A bank debit recognised as an agreed direct debit, or explained later (RULE 40: it pays a budget line).
CREATE TABLE direct_debit (
    line         TEXT NOT NULL CONSTRAINT direct_debit_line_unique PRIMARY KEY CONSTRAINT direct_debit_line_known REFERENCES bank_line (id),
    person       BIGINT NOT NULL CONSTRAINT direct_debit_person_known REFERENCES person (number),
    budget_line  TEXT NOT NULL CONSTRAINT direct_debit_budget_line_known REFERENCES budget_line (id),
    category     TEXT NOT NULL CONSTRAINT direct_debit_category_known REFERENCES expense_category (code),
    cents        BIGINT NOT NULL CONSTRAINT direct_debit_positive CHECK (cents > 0),
    decided_at   TIMESTAMPTZ NOT NULL,
    decided_by   TEXT NOT NULL CONSTRAINT direct_debit_decided_by_known REFERENCES app_user (id)
);
CREATE INDEX direct_debit_by_person ON direct_debit (person);

-- Money that a person had before the ledger began, with its proof.
CREATE TABLE opening_balance (
    id           TEXT NOT NULL CONSTRAINT opening_balance_id_unique PRIMARY KEY,
    person       BIGINT NOT NULL CONSTRAINT opening_balance_person_known REFERENCES person (number),
    pot          TEXT NOT NULL CONSTRAINT opening_balance_pot_known REFERENCES pot (code),
    cents        BIGINT NOT NULL CONSTRAINT opening_balance_positive CHECK (cents > 0),
    occurred_on  DATE NOT NULL,
    proof        TEXT NOT NULL CONSTRAINT opening_balance_proof_filled CHECK (length(trim(proof)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT opening_balance_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT opening_balance_person_pot_unique UNIQUE (person, pot)
);

CREATE TRIGGER bank_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_file
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER bank_statement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_statement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER receipt_proposal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER receipt_split_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_split
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER receipt_correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_correction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER payer_iban_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payer_iban
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER direct_debit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON direct_debit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER opening_balance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON opening_balance
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- Names and words of a line can be erased; nothing else of it can change.
CREATE TRIGGER bank_line_only_erased BEFORE UPDATE ON bank_line FOR EACH ROW
    WHEN (NOT (NEW.id = OLD.id AND NEW.statement = OLD.statement AND NEW.bank_account = OLD.bank_account AND NEW.position = OLD.position
        AND NEW.fingerprint = OLD.fingerprint AND NEW.occurrence = OLD.occurrence AND NEW.booked_on = OLD.booked_on AND NEW.value_on = OLD.value_on
        AND NEW.cents = OLD.cents AND NEW.code = OLD.code AND NEW.bank_reference IS NOT DISTINCT FROM OLD.bank_reference
        AND NEW.end_to_end_id IS NOT DISTINCT FROM OLD.end_to_end_id AND NEW.payment_id IS NOT DISTINCT FROM OLD.payment_id
        AND NEW.mandate IS NOT DISTINCT FROM OLD.mandate AND NEW.return_reason IS NOT DISTINCT FROM OLD.return_reason
        AND NEW.counterparty_name IS NULL AND NEW.counterparty_iban IS NULL AND NEW.remittance IS NULL))
    EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER bank_line_no_delete BEFORE DELETE OR TRUNCATE ON bank_line FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

CREATE FUNCTION receipt_of_its_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'waiting' OR NOT EXISTS (
        SELECT 1 FROM bank_line b WHERE b.id = NEW.line AND b.cents = NEW.cents AND b.bank_account = NEW.bank_account) THEN
        RAISE EXCEPTION 'quitus: receipt_not_its_line' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_of_its_line BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_of_its_line();

-- A receipt is decided when its live splits sum to it, waits again when one of them is corrected, and is returned when it turns out
-- to be one of our own payments that came back.
CREATE FUNCTION receipt_decided_by_splits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (NEW.line = OLD.line AND NEW.bank_account = OLD.bank_account AND NEW.cents = OLD.cents AND NEW.received_on = OLD.received_on
        AND NEW.state <> OLD.state AND OLD.state <> 'returned'
        AND CASE NEW.state
            WHEN 'returned' THEN OLD.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM receipt_split_live WHERE receipt = NEW.line)
                AND EXISTS (SELECT 1 FROM payment_order WHERE returned_line = NEW.line AND state = 'returned')
            ELSE (NEW.state = 'decided') = (NEW.cents = (SELECT COALESCE(SUM(net), 0) FROM receipt_split_live WHERE receipt = NEW.line)) END) THEN
        RAISE EXCEPTION 'quitus: receipt_not_fully_split' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_decided_by_splits BEFORE UPDATE ON receipt FOR EACH ROW EXECUTE FUNCTION receipt_decided_by_splits();
CREATE TRIGGER receipt_no_delete BEFORE DELETE OR TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- CASF L271-2, R271-3, D271-2: no part of a credit is a benefit without a live authorisation on the value date (RULE 09, 11, 15, 16).
CREATE FUNCTION receipt_split_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.net > COALESCE((
            SELECT r.cents - (SELECT COALESCE(SUM(s.net), 0) FROM receipt_split_live s WHERE s.receipt = r.line)
            FROM receipt r WHERE r.line = NEW.receipt AND r.state = 'waiting'), 0) THEN 'split_exceeds_receipt'
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
CREATE TRIGGER receipt_split_lawful BEFORE INSERT ON receipt_split FOR EACH ROW EXECUTE FUNCTION receipt_split_lawful();

CREATE FUNCTION direct_debit_of_its_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM bank_line b JOIN person p ON p.bank_account = b.bank_account
            JOIN budget_line_current g ON g.person = p.number
        WHERE b.id = NEW.line AND b.cents = -NEW.cents AND p.number = NEW.person AND g.id = NEW.budget_line AND g.category = NEW.category) THEN
        RAISE EXCEPTION 'quitus: direct_debit_not_its_line' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_debit_of_its_line BEFORE INSERT ON direct_debit FOR EACH ROW EXECUTE FUNCTION direct_debit_of_its_line();
