-- What the bank of an account wants in the files that it takes, as its annex says. Before the first version, the default profile holds.

CREATE TABLE bank_profile (
    bank_account  BIGINT NOT NULL CONSTRAINT bank_profile_bank_account_known REFERENCES bank_account (id),
    version       BIGINT NOT NULL CONSTRAINT bank_profile_version_positive CHECK (version > 0),
    -- Every setting, by key, as a JSON object of texts.
    settings      TEXT NOT NULL CONSTRAINT bank_profile_settings_filled CHECK (settings LIKE '{"%":"%"}'),
    recorded_at   TIMESTAMP NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT bank_profile_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT bank_profile_bank_account_version_unique PRIMARY KEY (bank_account, version)
);

CREATE VIEW bank_profile_current AS
    SELECT p.bank_account, p.version, p.settings, p.recorded_at, p.recorded_by FROM bank_profile p
    WHERE p.version = (SELECT MAX(w.version) FROM bank_profile w WHERE w.bank_account = p.bank_account);

CREATE TRIGGER bank_profile_no_replace BEFORE INSERT ON bank_profile WHEN EXISTS (SELECT 1 FROM bank_profile WHERE bank_account = NEW.bank_account AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_profile_no_update BEFORE UPDATE ON bank_profile BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_profile_no_delete BEFORE DELETE ON bank_profile BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- A version follows the one before: none is put in between afterwards.
CREATE TRIGGER bank_profile_in_order BEFORE INSERT ON bank_profile
WHEN NEW.version <> (SELECT COALESCE(MAX(p.version), 0) + 1 FROM bank_profile p WHERE p.bank_account = NEW.bank_account)
BEGIN SELECT RAISE(ABORT, 'quitus: bank_profile_in_order'); END;
-- An auditor reads; a manager of cases does not choose what the bank agreed to.
CREATE TRIGGER bank_profile_by_a_role BEFORE INSERT ON bank_profile
WHEN EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role NOT IN ('comptable', 'responsable', 'admin'))
BEGIN SELECT RAISE(ABORT, 'quitus: role_not_allowed'); END;
