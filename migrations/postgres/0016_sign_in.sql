-- Who may come in, and what was seen: passwords, second factors, sessions, who manages whom, which file was read (RULE 35, 81).
-- Nothing is edited: rows are added, and a mark (used, ended, seen) is set once or only moves forward.

-- A disabled user stays the author of what they did, and comes in no more. Changed by user_version alone.
ALTER TABLE app_user ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;

-- Every change of what a user is: role, or in and out of service. Who, when, why.
CREATE TABLE user_version (
    app_user     TEXT NOT NULL CONSTRAINT user_version_app_user_known REFERENCES app_user (id),
    version      BIGINT NOT NULL CONSTRAINT user_version_version_positive CHECK (version > 0),
    role         TEXT NOT NULL CONSTRAINT user_version_role_known
                 CHECK (role IN ('gestionnaire', 'comptable', 'responsable', 'auditeur', 'admin')),
    active       BOOLEAN NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT user_version_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT user_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT user_version_app_user_version_unique PRIMARY KEY (app_user, version)
);

-- A link that lets a user choose a password, once. The secret is in the link alone: here is its SHA-256. No author: the console
-- printed it, for the first administrator.
CREATE TABLE invitation (
    secret_hash  BYTEA NOT NULL CONSTRAINT invitation_secret_hash_unique PRIMARY KEY
                 CONSTRAINT invitation_secret_hash_length CHECK (length(secret_hash) = 32),
    app_user     TEXT NOT NULL CONSTRAINT invitation_app_user_known REFERENCES app_user (id),
    invited_at   TIMESTAMPTZ NOT NULL,
    invited_by   TEXT CONSTRAINT invitation_invited_by_known REFERENCES app_user (id),
    expires_at   TIMESTAMPTZ NOT NULL,
    used_at      TIMESTAMPTZ,
    ended_at     TIMESTAMPTZ
);
-- A new link ends the one before.
CREATE UNIQUE INDEX invitation_app_user_unique ON invitation (app_user) WHERE used_at IS NULL AND ended_at IS NULL;

-- Passwords as argon2id in PHC text; the last version is the one that opens.
CREATE TABLE password (
    app_user     TEXT NOT NULL CONSTRAINT password_app_user_known REFERENCES app_user (id),
    version      BIGINT NOT NULL CONSTRAINT password_version_positive CHECK (version > 0),
    phc          TEXT NOT NULL CONSTRAINT password_phc_argon2id CHECK (substr(phc, 1, 10) = '$argon2id$'),
    recorded_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT password_app_user_version_unique PRIMARY KEY (app_user, version)
);

-- Attempts to sign in that failed, and successes that forgive them. The typed name is hashed: people type passwords there too.
CREATE TABLE sign_in_attempt (
    seq        BIGINT NOT NULL CONSTRAINT sign_in_attempt_seq_unique PRIMARY KEY,
    at         TIMESTAMPTZ NOT NULL,
    name_hash  BYTEA NOT NULL CONSTRAINT sign_in_attempt_name_hash_length CHECK (length(name_hash) = 32),
    app_user   TEXT CONSTRAINT sign_in_attempt_app_user_known REFERENCES app_user (id),
    address    TEXT NOT NULL,
    outcome    TEXT NOT NULL CONSTRAINT sign_in_attempt_outcome_known CHECK (outcome IN ('password', 'factor', 'success'))
);
-- The lockout asks how many failures followed the last success of a name, and how many came from an address lately.
CREATE INDEX sign_in_attempt_by_name ON sign_in_attempt (name_hash, seq);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);

-- The secret of one-time codes (RFC 6238). A step of thirty seconds opens once.
CREATE TABLE totp_secret (
    id         TEXT NOT NULL CONSTRAINT totp_secret_id_unique PRIMARY KEY,
    app_user   TEXT NOT NULL CONSTRAINT totp_secret_app_user_known REFERENCES app_user (id),
    secret     BYTEA NOT NULL CONSTRAINT totp_secret_length CHECK (length(secret) BETWEEN 16 AND 64),
    added_at   TIMESTAMPTZ NOT NULL,
    last_step  BIGINT NOT NULL,
    ended_at   TIMESTAMPTZ
);
CREATE UNIQUE INDEX totp_secret_app_user_unique ON totp_secret (app_user) WHERE ended_at IS NULL;

-- Passkeys (WebAuthn). The credential is the library's own record of the public key.
CREATE TABLE passkey (
    id             TEXT NOT NULL CONSTRAINT passkey_id_unique PRIMARY KEY,
    app_user       TEXT NOT NULL CONSTRAINT passkey_app_user_known REFERENCES app_user (id),
    credential_id  TEXT NOT NULL CONSTRAINT passkey_credential_id_unique UNIQUE,
    credential     TEXT NOT NULL,
    name           TEXT NOT NULL CONSTRAINT passkey_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 70),
    added_at       TIMESTAMPTZ NOT NULL,
    counter        BIGINT NOT NULL CONSTRAINT passkey_counter_not_negative CHECK (counter >= 0),
    used_at        TIMESTAMPTZ,
    ended_at       TIMESTAMPTZ
);
CREATE INDEX passkey_by_user ON passkey (app_user);

-- Second factors that open now.
CREATE VIEW second_factor AS
    SELECT app_user, id FROM totp_secret WHERE ended_at IS NULL UNION ALL SELECT app_user, id FROM passkey WHERE ended_at IS NULL;

-- Codes on paper for the day the telephone is lost. Each opens once.
CREATE TABLE recovery_code (
    code_hash  BYTEA NOT NULL CONSTRAINT recovery_code_code_hash_unique PRIMARY KEY
               CONSTRAINT recovery_code_code_hash_length CHECK (length(code_hash) = 32),
    app_user   TEXT NOT NULL CONSTRAINT recovery_code_app_user_known REFERENCES app_user (id),
    made_at    TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ,
    ended_at   TIMESTAMPTZ
);
CREATE INDEX recovery_code_by_user ON recovery_code (app_user);

-- Sessions. A factor that is given ends one and begins another, so that a stage never changes under a secret. `signed_in_at` stays
-- that of the password.
CREATE TABLE session (
    id            TEXT NOT NULL CONSTRAINT session_id_unique PRIMARY KEY,
    app_user      TEXT NOT NULL CONSTRAINT session_app_user_known REFERENCES app_user (id),
    secret_hash   BYTEA NOT NULL CONSTRAINT session_secret_hash_unique UNIQUE
                  CONSTRAINT session_secret_hash_length CHECK (length(secret_hash) = 32),
    stage         TEXT NOT NULL CONSTRAINT session_stage_known CHECK (stage IN ('password', 'enrolling', 'full')),
    signed_in_at  TIMESTAMPTZ NOT NULL,
    seen_at       TIMESTAMPTZ NOT NULL,
    confirmed_at  TIMESTAMPTZ,
    agent         TEXT NOT NULL,
    address       TEXT NOT NULL,
    ended_at      TIMESTAMPTZ,
    ended_by      TEXT CONSTRAINT session_ended_by_known REFERENCES app_user (id),
    CONSTRAINT session_confirmed_at_of_full CHECK (confirmed_at IS NULL OR stage = 'full'),
    CONSTRAINT session_end_complete CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX session_by_user ON session (app_user);

-- What a browser was asked, and what the answer is compared with: a new code secret, a passkey's challenge. Answered once.
CREATE TABLE factor_challenge (
    id          TEXT NOT NULL CONSTRAINT factor_challenge_id_unique PRIMARY KEY,
    session     TEXT NOT NULL CONSTRAINT factor_challenge_session_known REFERENCES session (id),
    kind        TEXT NOT NULL CONSTRAINT factor_challenge_kind_known CHECK (kind IN ('totp', 'passkey_registration', 'passkey_sign_in')),
    state       TEXT NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ
);
CREATE INDEX factor_challenge_by_session ON factor_challenge (session);

-- Who manages whom, from which day. `to_on` is set once, when somebody else takes over; before `from_on` it voids the row.
CREATE TABLE assignment (
    id           TEXT NOT NULL CONSTRAINT assignment_id_unique PRIMARY KEY,
    person       BIGINT NOT NULL CONSTRAINT assignment_person_known REFERENCES person (number),
    app_user     TEXT NOT NULL CONSTRAINT assignment_app_user_known REFERENCES app_user (id),
    from_on      DATE NOT NULL,
    to_on        DATE,
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT assignment_recorded_by_known REFERENCES app_user (id),
    ended_at     TIMESTAMPTZ,
    ended_by     TEXT CONSTRAINT assignment_ended_by_known REFERENCES app_user (id),
    CONSTRAINT assignment_end_complete CHECK ((to_on IS NULL) = (ended_at IS NULL) AND (to_on IS NULL) = (ended_by IS NULL))
);
-- The list of a manager's files, and the history of one person.
CREATE INDEX assignment_by_user ON assignment (app_user, person);
CREATE INDEX assignment_by_person ON assignment (person);

-- A colleague's files during an absence, both days included. `ended_on` is the first day on which it holds no more.
CREATE TABLE replacement (
    id           TEXT NOT NULL CONSTRAINT replacement_id_unique PRIMARY KEY,
    absent       TEXT NOT NULL CONSTRAINT replacement_absent_known REFERENCES app_user (id),
    by_user      TEXT NOT NULL CONSTRAINT replacement_by_user_known REFERENCES app_user (id),
    from_on      DATE NOT NULL,
    to_on        DATE NOT NULL,
    reason       TEXT NOT NULL CONSTRAINT replacement_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT replacement_recorded_by_known REFERENCES app_user (id),
    ended_on     DATE,
    ended_by     TEXT CONSTRAINT replacement_ended_by_known REFERENCES app_user (id),
    CONSTRAINT replacement_not_oneself CHECK (absent <> by_user),
    CONSTRAINT replacement_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT replacement_end_complete CHECK ((ended_on IS NULL) = (ended_by IS NULL))
);
CREATE INDEX replacement_by_user ON replacement (by_user);

-- Every read of a file, by whom and when (RULE 81): a page once in five minutes.
CREATE TABLE file_read (
    seq       BIGINT NOT NULL CONSTRAINT file_read_seq_unique PRIMARY KEY,
    at        TIMESTAMPTZ NOT NULL,
    app_user  TEXT NOT NULL CONSTRAINT file_read_app_user_known REFERENCES app_user (id),
    person    BIGINT NOT NULL CONSTRAINT file_read_person_known REFERENCES person (number),
    what      TEXT NOT NULL CONSTRAINT file_read_what_filled CHECK (length(what) BETWEEN 1 AND 70)
);
-- Who read a person's file, the latest first; whether this page was read just now.
CREATE INDEX file_read_by_person ON file_read (person, seq);
CREATE INDEX file_read_by_user ON file_read (app_user, person, what, at);

-- Nothing is rewritten.
CREATE TRIGGER user_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON user_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER invitation_no_delete BEFORE DELETE OR TRUNCATE ON invitation FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER password_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON password
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER sign_in_attempt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sign_in_attempt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER totp_secret_no_delete BEFORE DELETE OR TRUNCATE ON totp_secret FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER passkey_no_delete BEFORE DELETE OR TRUNCATE ON passkey FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE OR TRUNCATE ON recovery_code FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER session_no_delete BEFORE DELETE OR TRUNCATE ON session FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER factor_challenge_no_delete BEFORE DELETE OR TRUNCATE ON factor_challenge FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER assignment_no_delete BEFORE DELETE OR TRUNCATE ON assignment FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER replacement_no_delete BEFORE DELETE OR TRUNCATE ON replacement FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER file_read_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON file_read
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- The secret is used once, in time, or ended by the next.
CREATE TRIGGER invitation_only_marked BEFORE UPDATE ON invitation FOR EACH ROW
    WHEN (NOT ((NEW.secret_hash, NEW.app_user, NEW.invited_at, NEW.invited_by, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.secret_hash, OLD.app_user, OLD.invited_at, OLD.invited_by, OLD.expires_at)
    AND OLD.used_at IS NULL AND OLD.ended_at IS NULL AND (NEW.used_at IS NULL) <> (NEW.ended_at IS NULL) AND COALESCE(NEW.used_at < OLD.expires_at, TRUE)))
    EXECUTE FUNCTION refuse('append_only');
-- A step is accepted once, and never one before it.
CREATE TRIGGER totp_secret_only_marked BEFORE UPDATE ON totp_secret FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.app_user, NEW.secret, NEW.added_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.secret, OLD.added_at)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.last_step > OLD.last_step) OR (NEW.ended_at IS NOT NULL AND NEW.last_step = OLD.last_step))))
    EXECUTE FUNCTION refuse('append_only');
-- A use moves forward; the end is the end.
CREATE TRIGGER passkey_only_marked BEFORE UPDATE ON passkey FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.app_user, NEW.credential_id, NEW.name, NEW.added_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.credential_id, OLD.name, OLD.added_at)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.used_at IS NOT NULL AND COALESCE(NEW.used_at > OLD.used_at, TRUE))
    OR (NEW.ended_at IS NOT NULL AND (NEW.credential, NEW.counter, NEW.used_at)
    IS NOT DISTINCT FROM (OLD.credential, OLD.counter, OLD.used_at)))))
    EXECUTE FUNCTION refuse('append_only');
-- A code opens once.
CREATE TRIGGER recovery_code_only_marked BEFORE UPDATE ON recovery_code FOR EACH ROW
    WHEN (NOT ((NEW.code_hash, NEW.app_user, NEW.made_at)
    IS NOT DISTINCT FROM (OLD.code_hash, OLD.app_user, OLD.made_at)
    AND OLD.used_at IS NULL AND OLD.ended_at IS NULL AND (NEW.used_at IS NULL) <> (NEW.ended_at IS NULL)))
    EXECUTE FUNCTION refuse('append_only');
-- A session is seen later, or ends.
CREATE TRIGGER session_only_marked BEFORE UPDATE ON session FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.app_user, NEW.secret_hash, NEW.stage, NEW.signed_in_at, NEW.confirmed_at, NEW.agent, NEW.address)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.secret_hash, OLD.stage, OLD.signed_in_at, OLD.confirmed_at, OLD.agent, OLD.address)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.seen_at > OLD.seen_at) OR (NEW.ended_at IS NOT NULL AND NEW.seen_at = OLD.seen_at))))
    EXECUTE FUNCTION refuse('append_only');
-- A challenge is answered once, in time.
CREATE TRIGGER factor_challenge_only_marked BEFORE UPDATE ON factor_challenge FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.session, NEW.kind, NEW.state, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.session, OLD.kind, OLD.state, OLD.expires_at)
    AND OLD.used_at IS NULL AND NEW.used_at IS NOT NULL AND NEW.used_at < OLD.expires_at))
    EXECUTE FUNCTION refuse('append_only');
-- An assignment ends once.
CREATE TRIGGER assignment_only_marked BEFORE UPDATE ON assignment FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.person, NEW.app_user, NEW.from_on, NEW.recorded_at, NEW.recorded_by)
    IS NOT DISTINCT FROM (OLD.id, OLD.person, OLD.app_user, OLD.from_on, OLD.recorded_at, OLD.recorded_by)
    AND OLD.to_on IS NULL AND NEW.to_on IS NOT NULL))
    EXECUTE FUNCTION refuse('append_only');
-- A replacement ends once before its day.
CREATE TRIGGER replacement_only_marked BEFORE UPDATE ON replacement FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.absent, NEW.by_user, NEW.from_on, NEW.to_on, NEW.reason, NEW.recorded_at, NEW.recorded_by)
    IS NOT DISTINCT FROM (OLD.id, OLD.absent, OLD.by_user, OLD.from_on, OLD.to_on, OLD.reason, OLD.recorded_at, OLD.recorded_by)
    AND OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL))
    EXECUTE FUNCTION refuse('append_only');
-- A change is made by another person who may, on a user who is not at work; an administrator always remains.
CREATE FUNCTION user_version_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    PERFORM pg_advisory_xact_lock(5489220);
    SELECT CASE
        WHEN NEW.recorded_by = NEW.app_user
            THEN 'not_oneself'
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND (role = 'admin'
            OR (role = 'responsable' AND NEW.role = (SELECT role FROM app_user WHERE id = NEW.app_user))))
            THEN 'role_not_allowed'
        WHEN NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM user_version WHERE app_user = NEW.app_user)
            THEN 'user_change_unversioned'
        WHEN EXISTS (SELECT 1 FROM session WHERE app_user = NEW.app_user AND ended_at IS NULL)
            THEN 'user_still_in'
        WHEN EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role = 'admin') AND NOT (NEW.active AND NEW.role = 'admin')
            AND NOT EXISTS (SELECT 1 FROM app_user WHERE id <> NEW.app_user AND active AND role = 'admin')
            THEN 'last_administrator'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER user_version_lawful BEFORE INSERT ON user_version FOR EACH ROW EXECUTE FUNCTION user_version_lawful();
-- A user is what the last version says.
CREATE FUNCTION app_user_versioned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.role <> 'programme' AND OLD.role <> 'programme' AND (NEW.role <> OLD.role OR NEW.active <> OLD.active) AND NOT EXISTS (
            SELECT 1 FROM user_version v WHERE v.app_user = NEW.id AND v.role = NEW.role AND v.active = NEW.active
                AND v.version = (SELECT MAX(version) FROM user_version WHERE app_user = NEW.id))
            THEN 'user_change_unversioned'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_versioned BEFORE UPDATE OF role, active ON app_user FOR EACH ROW EXECUTE FUNCTION app_user_versioned();
-- One link at a time, for a person in service; without an author only while nobody has a password.
CREATE FUNCTION invitation_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.used_at IS NULL AND NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM invitation WHERE app_user = NEW.app_user AND used_at IS NULL AND ended_at IS NULL)
            THEN 'invitation_app_user_unique'
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role <> 'programme')
            THEN 'user_disabled'
        WHEN NEW.invited_by IS NULL AND EXISTS (SELECT 1 FROM password)
            THEN 'invitation_needs_author'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invitation_lawful BEFORE INSERT ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_lawful();
-- Nobody who was disabled comes in; nobody whose role moves money comes in by a password alone.
CREATE FUNCTION session_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role <> 'programme')
            THEN 'user_disabled'
        WHEN NEW.stage = 'full' AND (NEW.confirmed_at IS NULL OR NOT EXISTS (SELECT 1 FROM second_factor WHERE app_user = NEW.app_user))
            AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = NEW.app_user AND (u.role <> 'auditeur'
                OR EXISTS (SELECT 1 FROM second_factor WHERE app_user = u.id)))
            THEN 'second_factor_missing'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_lawful BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION session_lawful();
-- One secret of codes at a time.
CREATE FUNCTION totp_secret_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM totp_secret WHERE app_user = NEW.app_user AND ended_at IS NULL)
            THEN 'totp_secret_app_user_unique'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER totp_secret_one BEFORE INSERT ON totp_secret FOR EACH ROW EXECUTE FUNCTION totp_secret_one();
-- A copy of a passkey counts on its own: a counter that does not grow betrays it (WebAuthn 7.2). Many count nothing: zero.
CREATE FUNCTION passkey_counter_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NULL AND (NEW.counter < OLD.counter OR (NEW.counter = OLD.counter AND OLD.counter > 0))
            THEN 'passkey_counter_went_back'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER passkey_counter_grows BEFORE UPDATE ON passkey FOR EACH ROW EXECUTE FUNCTION passkey_counter_grows();
-- One manager at a time, named by who may; the days of one person never overlap.
CREATE FUNCTION assignment_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    PERFORM pg_advisory_xact_lock(5489220);
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN 'role_not_allowed'
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role = 'gestionnaire')
            THEN 'assignment_to_manager'
        WHEN EXISTS (SELECT 1 FROM assignment WHERE person = NEW.person AND (to_on IS NULL OR (to_on >= from_on AND to_on >= NEW.from_on))
            AND (NEW.to_on IS NULL OR from_on <= NEW.to_on))
            THEN 'assignments_overlap'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER assignment_lawful BEFORE INSERT ON assignment FOR EACH ROW EXECUTE FUNCTION assignment_lawful();
-- A manager replaces a manager, as somebody who may has said.
CREATE FUNCTION replacement_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN 'role_not_allowed'
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.by_user AND active AND role = 'gestionnaire')
            THEN 'assignment_to_manager'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER replacement_lawful BEFORE INSERT ON replacement FOR EACH ROW EXECUTE FUNCTION replacement_lawful();
-- The version is what the user now is.
CREATE FUNCTION user_version_applied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app_user SET role = NEW.role, active = NEW.active WHERE id = NEW.app_user;
    RETURN NEW;
END $$;
CREATE TRIGGER user_version_applied AFTER INSERT ON user_version FOR EACH ROW EXECUTE FUNCTION user_version_applied();

-- The questions are put to the tables of this schema: a temporary table of the same name would answer in their place.
DO $$
DECLARE asked TEXT;
BEGIN
    FOR asked IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
