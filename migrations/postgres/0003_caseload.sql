-- The caseload: people, contracts, authorisations, bank accounts, payees, rents, budgets.
-- Each is an anchor that never changes and versions that only grow: the highest version is in force, the others are history.

-- Who manages the money, as it signs files and statements; the highest version is in force.
CREATE TABLE organisation (
    version      BIGINT NOT NULL CONSTRAINT organisation_version_unique PRIMARY KEY,
    name         TEXT NOT NULL CONSTRAINT organisation_name_filled CHECK (length(trim(name)) > 0),
    address      TEXT NOT NULL,
    phone        TEXT NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT organisation_recorded_by_known REFERENCES app_user (id)
);

CREATE TABLE bank_account (
    id         BIGINT NOT NULL CONSTRAINT bank_account_id_unique PRIMARY KEY,
    reference  TEXT NOT NULL CONSTRAINT bank_account_reference_unique UNIQUE,
    iban       TEXT NOT NULL CONSTRAINT bank_account_iban_unique UNIQUE,
    -- RULE 20: in the person's own name, or an account of the organisation that holds nothing else.
    holder     TEXT NOT NULL CONSTRAINT bank_account_holder_known CHECK (holder IN ('personne', 'organisation'))
);

CREATE TABLE bank_account_version (
    bank_account  BIGINT NOT NULL CONSTRAINT bank_account_version_bank_account_known REFERENCES bank_account (id),
    version       BIGINT NOT NULL CONSTRAINT bank_account_version_positive CHECK (version > 0),
    label         TEXT NOT NULL,
    holder_name   TEXT,
    bic           TEXT,
    recorded_at   TIMESTAMPTZ NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT bank_account_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT bank_account_version_bank_account_version_unique PRIMARY KEY (bank_account, version)
);

-- The bank account that receives a person's benefits is fixed: moving it means moving money, which is an entry.
CREATE TABLE person (
    number        BIGINT NOT NULL CONSTRAINT person_number_unique PRIMARY KEY CONSTRAINT person_number_positive CHECK (number > 0),
    bank_account  BIGINT NOT NULL CONSTRAINT person_bank_account_known REFERENCES bank_account (id)
);
CREATE INDEX person_by_bank_account ON person (bank_account, number);

-- Names live here and nowhere in a sealed entry: they can be erased (set to NULL) and the chain stays valid.
CREATE TABLE person_version (
    person       BIGINT NOT NULL CONSTRAINT person_version_person_known REFERENCES person (number),
    version      BIGINT NOT NULL CONSTRAINT person_version_positive CHECK (version > 0),
    family_name  TEXT,
    given_name   TEXT,
    born_on      DATE,
    own_iban     TEXT,
    search_key   TEXT,
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT person_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT person_version_person_version_unique PRIMARY KEY (person, version)
);

CREATE TABLE contract (
    reference  TEXT NOT NULL CONSTRAINT contract_reference_unique PRIMARY KEY,
    person     BIGINT NOT NULL CONSTRAINT contract_person_known REFERENCES person (number)
);
CREATE INDEX contract_by_person ON contract (person);

-- CASF L271-2, RULE 01-04: signed by both, 6 to 24 months, renewed only after an evaluation. `term_floor` counts whole
-- months from the first to the last day included, `term_ceiling` counts a started month as one.
CREATE TABLE contract_version (
    contract                 TEXT NOT NULL CONSTRAINT contract_version_contract_known REFERENCES contract (reference),
    version                  BIGINT NOT NULL CONSTRAINT contract_version_positive CHECK (version > 0),
    starts_on                DATE NOT NULL,
    ends_on                  DATE NOT NULL,
    signed_by_person_on      DATE NOT NULL,
    signed_by_department_on  DATE NOT NULL,
    received_on              DATE NOT NULL,
    convention               TEXT NOT NULL CONSTRAINT contract_convention_filled CHECK (length(trim(convention)) > 0),
    renews                   TEXT CONSTRAINT contract_version_renews_known REFERENCES contract (reference),
    evaluated_on             DATE,
    living_floor             BIGINT NOT NULL CONSTRAINT contract_living_floor_not_negative CHECK (living_floor >= 0),
    term_floor               BIGINT GENERATED ALWAYS AS (CAST(
        (EXTRACT(YEAR FROM ends_on + 1) - EXTRACT(YEAR FROM starts_on)) * 12
        + EXTRACT(MONTH FROM ends_on + 1) - EXTRACT(MONTH FROM starts_on)
        - CASE WHEN EXTRACT(DAY FROM ends_on + 1) < EXTRACT(DAY FROM starts_on) AND EXTRACT(DAY FROM ends_on + 2) <> 1
          THEN 1 ELSE 0 END AS BIGINT)) STORED,
    term_ceiling             BIGINT GENERATED ALWAYS AS (CAST(
        (EXTRACT(YEAR FROM ends_on + 1) - EXTRACT(YEAR FROM starts_on)) * 12
        + EXTRACT(MONTH FROM ends_on + 1) - EXTRACT(MONTH FROM starts_on)
        + CASE WHEN EXTRACT(DAY FROM ends_on + 1) > EXTRACT(DAY FROM starts_on) THEN 1 ELSE 0 END AS BIGINT)) STORED,
    recorded_at              TIMESTAMPTZ NOT NULL,
    recorded_by              TEXT NOT NULL CONSTRAINT contract_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT contract_version_contract_version_unique PRIMARY KEY (contract, version),
    CONSTRAINT contract_term_too_short CHECK (term_floor >= 6),
    CONSTRAINT contract_term_too_long CHECK (term_ceiling <= 24),
    CONSTRAINT contract_renewal_without_evaluation CHECK (renews IS NULL OR (evaluated_on IS NOT NULL AND evaluated_on <= starts_on))
);

-- One benefit that the person authorises us to receive (RULE 05, 06): time-boxed, never edited in place.
CREATE TABLE authorisation (
    id        TEXT NOT NULL CONSTRAINT authorisation_id_unique PRIMARY KEY,
    contract  TEXT NOT NULL CONSTRAINT authorisation_contract_known REFERENCES contract (reference),
    benefit   BIGINT NOT NULL,
    from_on   DATE NOT NULL,
    CONSTRAINT authorisation_contract_benefit_from_on_unique UNIQUE (contract, benefit, from_on)
);

CREATE TABLE authorisation_version (
    authorisation  TEXT NOT NULL CONSTRAINT authorisation_version_authorisation_known REFERENCES authorisation (id),
    version        BIGINT NOT NULL CONSTRAINT authorisation_version_positive CHECK (version > 0),
    to_on          DATE NOT NULL,
    payer          TEXT NOT NULL,
    file_number    TEXT,
    expected       BIGINT CONSTRAINT authorisation_expected_positive CHECK (expected > 0),
    expected_day   BIGINT CONSTRAINT authorisation_expected_day_known CHECK (expected_day BETWEEN 1 AND 31),
    tiers_payant   BOOLEAN NOT NULL,
    justification  TEXT,
    mjagbf         BOOLEAN NOT NULL,
    holder         TEXT,
    holder_signed  BOOLEAN NOT NULL,
    document       TEXT,
    recorded_at    TIMESTAMPTZ NOT NULL,
    recorded_by    TEXT NOT NULL CONSTRAINT authorisation_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT authorisation_version_authorisation_version_unique PRIMARY KEY (authorisation, version)
);
CREATE INDEX authorisation_version_by_file_number ON authorisation_version (file_number);

CREATE TABLE payee (
    reference  TEXT NOT NULL CONSTRAINT payee_reference_unique PRIMARY KEY
);

CREATE TABLE payee_version (
    payee        TEXT NOT NULL CONSTRAINT payee_version_payee_known REFERENCES payee (reference),
    version      BIGINT NOT NULL CONSTRAINT payee_version_positive CHECK (version > 0),
    name         TEXT NOT NULL CONSTRAINT payee_without_name CHECK (length(trim(name)) > 0),
    iban         TEXT NOT NULL,
    bic          TEXT,
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT payee_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT payee_version_payee_version_unique PRIMARY KEY (payee, version)
);

-- RULE 35: an IBAN that changed is paid only once a second person has confirmed it.
CREATE TABLE payee_validation (
    payee         TEXT NOT NULL,
    version       BIGINT NOT NULL,
    validated_at  TIMESTAMPTZ NOT NULL,
    validated_by  TEXT NOT NULL CONSTRAINT payee_validation_validated_by_known REFERENCES app_user (id),
    CONSTRAINT payee_validation_payee_version_unique PRIMARY KEY (payee, version),
    CONSTRAINT payee_validation_payee_version_known FOREIGN KEY (payee, version) REFERENCES payee_version (payee, version)
);

-- One period of a lease with constant amounts (RULE 31).
CREATE TABLE rent (
    id       TEXT NOT NULL CONSTRAINT rent_id_unique PRIMARY KEY,
    person   BIGINT NOT NULL CONSTRAINT rent_person_known REFERENCES person (number),
    lease    TEXT NOT NULL CONSTRAINT rent_without_lease CHECK (length(trim(lease)) > 0),
    from_on  DATE NOT NULL,
    CONSTRAINT rent_person_lease_from_on_unique UNIQUE (person, lease, from_on)
);

CREATE TABLE rent_version (
    rent          TEXT NOT NULL CONSTRAINT rent_version_rent_known REFERENCES rent (id),
    version       BIGINT NOT NULL CONSTRAINT rent_version_positive CHECK (version > 0),
    payee         TEXT NOT NULL CONSTRAINT rent_version_payee_known REFERENCES payee (reference),
    to_on         DATE,
    rent_amount   BIGINT NOT NULL CONSTRAINT rent_amount_positive CHECK (rent_amount > 0),
    charges       BIGINT NOT NULL CONSTRAINT rent_charges_not_negative CHECK (charges >= 0),
    tiers_payant  BIGINT NOT NULL CONSTRAINT rent_tiers_payant_not_negative CHECK (tiers_payant >= 0),
    rebate        BIGINT NOT NULL CONSTRAINT rent_rebate_not_negative CHECK (rebate >= 0),
    due_day       BIGINT NOT NULL CONSTRAINT rent_due_day_known CHECK (due_day BETWEEN 1 AND 31),
    recorded_at   TIMESTAMPTZ NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT rent_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT rent_version_rent_version_unique PRIMARY KEY (rent, version)
);

-- What is owed to the landlord for one month: rent + charges − tiers payant − rebate, never below zero. Written ahead for the
-- life of the rent; the highest version is in force, and a payable of zero cancels the term.
CREATE TABLE rent_term (
    rent         TEXT NOT NULL CONSTRAINT rent_term_rent_known REFERENCES rent (id),
    month        TEXT NOT NULL CONSTRAINT rent_term_month_form CHECK (length(month) = 7),
    version      BIGINT NOT NULL CONSTRAINT rent_term_version_positive CHECK (version > 0),
    person       BIGINT NOT NULL CONSTRAINT rent_term_person_known REFERENCES person (number),
    due_on       DATE NOT NULL,
    payable      BIGINT NOT NULL CONSTRAINT rent_term_payable_not_negative CHECK (payable >= 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT rent_term_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT rent_term_rent_month_version_unique PRIMARY KEY (rent, month, version)
);
CREATE INDEX rent_term_by_person ON rent_term (person, due_on);

-- One line of the agreed monthly budget (RULE 40). Without a payee, the money goes to the person's own account.
CREATE TABLE budget_line (
    id         TEXT NOT NULL CONSTRAINT budget_line_id_unique PRIMARY KEY,
    person     BIGINT NOT NULL CONSTRAINT budget_line_person_known REFERENCES person (number),
    reference  TEXT NOT NULL,
    CONSTRAINT budget_line_person_reference_unique UNIQUE (person, reference)
);

CREATE TABLE budget_line_version (
    budget_line  TEXT NOT NULL CONSTRAINT budget_line_version_budget_line_known REFERENCES budget_line (id),
    version      BIGINT NOT NULL CONSTRAINT budget_line_version_positive CHECK (version > 0),
    rank         BIGINT NOT NULL CONSTRAINT budget_line_rank_known CHECK (rank = 0 OR rank BETWEEN 2 AND 5),
    category     TEXT NOT NULL CONSTRAINT budget_line_version_category_known REFERENCES expense_category (code),
    payee        TEXT CONSTRAINT budget_line_version_payee_known REFERENCES payee (reference),
    amount       BIGINT NOT NULL CONSTRAINT budget_line_amount_positive CHECK (amount > 0),
    period       TEXT NOT NULL CONSTRAINT budget_line_period_known CHECK (period IN ('mensuel', 'hebdomadaire')),
    day          BIGINT NOT NULL CONSTRAINT budget_line_day_known CHECK (day BETWEEN 1 AND 31),
    from_on      DATE NOT NULL,
    to_on        DATE,
    label        TEXT NOT NULL,
    mandate      TEXT,
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT budget_line_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT budget_line_version_budget_line_version_unique PRIMARY KEY (budget_line, version)
);
CREATE INDEX budget_line_version_by_mandate ON budget_line_version (mandate);

-- The version in force of each.
CREATE VIEW bank_account_current AS
    SELECT a.id, a.reference, a.iban, a.holder, v.version, v.label, v.holder_name, v.bic
    FROM bank_account a JOIN bank_account_version v ON v.bank_account = a.id
    WHERE v.version = (SELECT MAX(w.version) FROM bank_account_version w WHERE w.bank_account = a.id);
CREATE VIEW person_current AS
    SELECT p.number, p.bank_account, v.version, v.family_name, v.given_name, v.born_on, v.own_iban, v.search_key
    FROM person p JOIN person_version v ON v.person = p.number
    WHERE v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = p.number);
CREATE VIEW contract_current AS
    SELECT c.reference, c.person, v.version, v.starts_on, v.ends_on, v.signed_by_person_on, v.signed_by_department_on, v.received_on,
        v.convention, v.renews, v.evaluated_on, v.living_floor, v.term_ceiling
    FROM contract c JOIN contract_version v ON v.contract = c.reference
    WHERE v.version = (SELECT MAX(w.version) FROM contract_version w WHERE w.contract = c.reference);
CREATE VIEW authorisation_current AS
    SELECT a.id, a.contract, c.person, a.benefit, a.from_on, v.version, v.to_on, v.payer, v.file_number, v.expected, v.expected_day,
        v.tiers_payant, v.justification, v.mjagbf, v.holder, v.holder_signed, v.document
    FROM authorisation a JOIN contract c ON c.reference = a.contract JOIN authorisation_version v ON v.authorisation = a.id
    WHERE v.version = (SELECT MAX(w.version) FROM authorisation_version w WHERE w.authorisation = a.id);
-- `confirmed`: the IBAN is the first known, or a second person validated it, in this version or an earlier one that bears it.
CREATE VIEW payee_current AS
    SELECT p.reference, v.version, v.name, v.iban, v.bic,
        EXISTS (SELECT 1 FROM payee_version o WHERE o.payee = v.payee AND o.version <= v.version AND o.iban = v.iban
            AND (o.version = 1 OR EXISTS (SELECT 1 FROM payee_validation x WHERE x.payee = o.payee AND x.version = o.version))) AS confirmed
    FROM payee p JOIN payee_version v ON v.payee = p.reference
    WHERE v.version = (SELECT MAX(w.version) FROM payee_version w WHERE w.payee = p.reference);
CREATE VIEW rent_current AS
    SELECT r.id, r.person, r.lease, r.from_on, v.version, v.payee, v.to_on, v.rent_amount, v.charges, v.tiers_payant, v.rebate, v.due_day
    FROM rent r JOIN rent_version v ON v.rent = r.id
    WHERE v.version = (SELECT MAX(w.version) FROM rent_version w WHERE w.rent = r.id);
CREATE VIEW rent_term_current AS
    SELECT t.rent, t.month, t.version, t.person, t.due_on, t.payable
    FROM rent_term t
    WHERE t.version = (SELECT MAX(w.version) FROM rent_term w WHERE w.rent = t.rent AND w.month = t.month);
CREATE VIEW budget_line_current AS
    SELECT b.id, b.person, b.reference, v.version, v.rank, v.category, v.payee, v.amount, v.period, v.day, v.from_on, v.to_on, v.label, v.mandate
    FROM budget_line b JOIN budget_line_version v ON v.budget_line = b.id
    WHERE v.version = (SELECT MAX(w.version) FROM budget_line_version w WHERE w.budget_line = b.id);

-- Append-only, and no REPLACE even where foreign keys or recursive triggers are off.
CREATE TRIGGER organisation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON organisation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER bank_account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER bank_account_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_account_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER person_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON person
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER contract_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contract
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER contract_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contract_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER authorisation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON authorisation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER authorisation_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON authorisation_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER payee_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER payee_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER payee_validation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_validation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER rent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER rent_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rent_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER rent_term_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rent_term
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER budget_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budget_line
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER budget_line_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON budget_line_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- Erasure is the one change: everything that names the person becomes NULL together.
CREATE TRIGGER person_version_only_erased BEFORE UPDATE ON person_version FOR EACH ROW
    WHEN (NOT (NEW.person = OLD.person AND NEW.version = OLD.version AND NEW.recorded_at = OLD.recorded_at AND NEW.recorded_by = OLD.recorded_by
        AND NEW.family_name IS NULL AND NEW.given_name IS NULL AND NEW.born_on IS NULL AND NEW.own_iban IS NULL AND NEW.search_key IS NULL))
    EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER person_version_no_delete BEFORE DELETE OR TRUNCATE ON person_version FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- L271-2, RULE 03: 48 months in all for one person.
CREATE FUNCTION contract_version_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other_months BIGINT; months BIGINT;
BEGIN
    SELECT COALESCE(SUM(o.term_ceiling), 0) INTO other_months FROM contract_current o
        WHERE o.reference <> NEW.contract AND o.person = (SELECT person FROM contract WHERE reference = NEW.contract);
    months := (EXTRACT(YEAR FROM NEW.ends_on + 1) - EXTRACT(YEAR FROM NEW.starts_on)) * 12
        + EXTRACT(MONTH FROM NEW.ends_on + 1) - EXTRACT(MONTH FROM NEW.starts_on)
        + CASE WHEN EXTRACT(DAY FROM NEW.ends_on + 1) > EXTRACT(DAY FROM NEW.starts_on) THEN 1 ELSE 0 END;
    IF other_months + months > 48 THEN
        RAISE EXCEPTION 'quitus: contract_total_too_long' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contract_version_total BEFORE INSERT ON contract_version FOR EACH ROW EXECUTE FUNCTION contract_version_total();

-- D271-2, R271-3, RULE 06, 11, 16: inside its contract, in the catalogue, tier B justified and free of an MJAGBF order.
CREATE FUNCTION authorisation_version_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE tier_b BOOLEAN;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM authorisation a JOIN contract_current c ON c.reference = a.contract
        WHERE a.id = NEW.authorisation AND a.from_on >= c.starts_on AND NEW.to_on >= a.from_on AND NEW.to_on <= c.ends_on) THEN
        RAISE EXCEPTION 'quitus: authorisation_outside_contract' USING ERRCODE = 'QT001';
    END IF;
    SELECT b.tier = 'B' INTO tier_b FROM authorisation a JOIN benefit b ON b.number = a.benefit
        WHERE a.id = NEW.authorisation AND b.from_on <= a.from_on AND (b.to_on IS NULL OR b.to_on >= a.from_on);
    IF tier_b IS NULL THEN
        RAISE EXCEPTION 'quitus: benefit_not_listed' USING ERRCODE = 'QT001';
    END IF;
    IF tier_b AND length(trim(COALESCE(NEW.justification, ''))) = 0 THEN
        RAISE EXCEPTION 'quitus: tier_b_unjustified' USING ERRCODE = 'QT001';
    END IF;
    IF tier_b AND NEW.mjagbf THEN
        RAISE EXCEPTION 'quitus: tier_b_under_mjagbf' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER authorisation_version_lawful BEFORE INSERT ON authorisation_version FOR EACH ROW EXECUTE FUNCTION authorisation_version_lawful();

-- RULE 35: not by the one who first recorded this IBAN, even if another person has since changed the name.
CREATE FUNCTION payee_validation_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM payee_version v WHERE v.payee = NEW.payee AND v.recorded_by = NEW.validated_by
    AND v.version = (SELECT MIN(o.version) FROM payee_version o JOIN payee_version n ON n.payee = o.payee AND n.iban = o.iban
        WHERE n.payee = NEW.payee AND n.version = NEW.version)) THEN
        RAISE EXCEPTION 'quitus: payee_four_eyes' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payee_validation_by_another BEFORE INSERT ON payee_validation FOR EACH ROW EXECUTE FUNCTION payee_validation_by_another();
