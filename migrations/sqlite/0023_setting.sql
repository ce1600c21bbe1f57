-- What the Département and the organisation chose inside the bounds of the law: a version for each change, in force from a day.
-- CASF L271-2 (RULE 02, 03): a contract lasts 6 to 24 months, 48 in all; a convention may ask for more than 6.

CREATE TABLE setting (
    version             BIGINT NOT NULL CONSTRAINT setting_version_unique PRIMARY KEY CONSTRAINT setting_version_positive CHECK (version > 0),
    in_force_from       DATE NOT NULL,
    shortest_term       BIGINT NOT NULL CONSTRAINT setting_shortest_term_lawful CHECK (shortest_term BETWEEN 6 AND 24),
    longest_term        BIGINT NOT NULL CONSTRAINT setting_longest_term_lawful CHECK (longest_term BETWEEN 6 AND 24),
    warning_month       BIGINT NOT NULL CONSTRAINT setting_warning_month_lawful CHECK (warning_month BETWEEN 1 AND 48),
    living_floor        BIGINT NOT NULL CONSTRAINT setting_living_floor_sensible CHECK (living_floor BETWEEN 0 AND 200000),
    suspense_orange     BIGINT NOT NULL CONSTRAINT setting_suspense_orange_sensible CHECK (suspense_orange BETWEEN 1 AND 30),
    suspense_red        BIGINT NOT NULL CONSTRAINT setting_suspense_red_sensible CHECK (suspense_red BETWEEN 2 AND 365),
    receipt_early       BIGINT NOT NULL CONSTRAINT setting_receipt_early_sensible CHECK (receipt_early BETWEEN 0 AND 10),
    receipt_late        BIGINT NOT NULL CONSTRAINT setting_receipt_late_sensible CHECK (receipt_late BETWEEN 0 AND 20),
    preparation_months  BIGINT NOT NULL CONSTRAINT setting_preparation_months_sensible CHECK (preparation_months BETWEEN 1 AND 6),
    execution_days      BIGINT NOT NULL CONSTRAINT setting_execution_days_sensible CHECK (execution_days BETWEEN 1 AND 30),
    ending_months       BIGINT NOT NULL CONSTRAINT setting_ending_months_sensible CHECK (ending_months BETWEEN 1 AND 6),
    reason              TEXT NOT NULL CONSTRAINT setting_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at         TIMESTAMP NOT NULL,
    recorded_by         TEXT NOT NULL CONSTRAINT setting_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT setting_terms_ordered CHECK (shortest_term <= longest_term),
    CONSTRAINT setting_ages_ordered CHECK (suspense_orange < suspense_red)
);
-- The version in force on a day is asked for each contract.
CREATE INDEX setting_by_in_force_from ON setting (in_force_from, version);

-- Before anybody chose: the law, and what the program did.
INSERT INTO setting (version, in_force_from, shortest_term, longest_term, warning_month, living_floor, suspense_orange, suspense_red,
        receipt_early, receipt_late, preparation_months, execution_days, ending_months, reason, recorded_at, recorded_by)
    VALUES (1, '1900-01-01', 6, 24, 42, 0, 5, 30, 1, 4, 2, 30, 2, 'Réglages d''origine', '2026-01-01T00:00:00+00:00', 'PROGRAMME');

CREATE TRIGGER setting_no_replace BEFORE INSERT ON setting WHEN EXISTS (SELECT 1 FROM setting WHERE version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER setting_no_update BEFORE UPDATE ON setting BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER setting_no_delete BEFORE DELETE ON setting BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A version follows the one before: none is put in between afterwards.
CREATE TRIGGER setting_in_order BEFORE INSERT ON setting WHEN NEW.version <> (SELECT MAX(s.version) + 1 FROM setting s)
BEGIN SELECT RAISE(ABORT, 'quitus: setting_in_order'); END;
CREATE TRIGGER setting_by_a_role BEFORE INSERT ON setting
WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role IN ('responsable', 'admin'))
BEGIN SELECT RAISE(ABORT, 'quitus: role_not_allowed'); END;

-- A contract keeps to the settings of its first day; what was signed before they changed stays.
CREATE TRIGGER contract_version_term_of_setting AFTER INSERT ON contract_version
WHEN EXISTS (SELECT 1 FROM setting s WHERE (NEW.term_floor < s.shortest_term OR NEW.term_ceiling > s.longest_term)
    AND s.version = (SELECT w.version FROM setting w WHERE w.in_force_from <= NEW.starts_on ORDER BY w.in_force_from DESC, w.version DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'quitus: contract_term_outside_setting'); END;
CREATE TRIGGER contract_version_floor_of_setting AFTER INSERT ON contract_version
WHEN EXISTS (SELECT 1 FROM setting s WHERE NEW.living_floor < s.living_floor
    AND s.version = (SELECT w.version FROM setting w WHERE w.in_force_from <= NEW.starts_on ORDER BY w.in_force_from DESC, w.version DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'quitus: contract_floor_below_setting'); END;
