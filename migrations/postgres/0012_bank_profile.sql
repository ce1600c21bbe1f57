-- What the bank of an account wants in the files that it takes, as its annex says. Before the first version, the default profile holds.

CREATE TABLE bank_profile (
    bank_account  BIGINT NOT NULL CONSTRAINT bank_profile_bank_account_known REFERENCES bank_account (id),
    version       BIGINT NOT NULL CONSTRAINT bank_profile_version_positive CHECK (version > 0),
    -- Every setting, by key, as a JSON object of texts.
    settings      TEXT NOT NULL CONSTRAINT bank_profile_settings_filled CHECK (settings LIKE '{"%":"%"}'),
    recorded_at   TIMESTAMPTZ NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT bank_profile_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT bank_profile_bank_account_version_unique PRIMARY KEY (bank_account, version)
);

CREATE VIEW bank_profile_current AS
    SELECT p.bank_account, p.version, p.settings, p.recorded_at, p.recorded_by FROM bank_profile p
    WHERE p.version = (SELECT MAX(w.version) FROM bank_profile w WHERE w.bank_account = p.bank_account);

CREATE TRIGGER bank_profile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_profile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- A version follows the one before: none is put in between afterwards.
CREATE FUNCTION bank_profile_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> (SELECT COALESCE(MAX(p.version), 0) + 1 FROM bank_profile p WHERE p.bank_account = NEW.bank_account) THEN
        RAISE EXCEPTION 'quitus: bank_profile_in_order' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_profile_in_order BEFORE INSERT ON bank_profile FOR EACH ROW EXECUTE FUNCTION bank_profile_in_order();
-- An auditor reads; a manager of cases does not choose what the bank agreed to.
CREATE FUNCTION bank_profile_by_a_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role NOT IN ('comptable', 'responsable', 'admin')) THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_profile_by_a_role BEFORE INSERT ON bank_profile FOR EACH ROW EXECUTE FUNCTION bank_profile_by_a_role();
