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
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT user_version_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT user_version_app_user_version_unique PRIMARY KEY (app_user, version)
);

-- A link that lets a user choose a password, once. The secret is in the link alone: here is its SHA-256. No author: the console
-- printed it, for the first administrator.
CREATE TABLE invitation (
    secret_hash  BLOB NOT NULL CONSTRAINT invitation_secret_hash_unique PRIMARY KEY
                 CONSTRAINT invitation_secret_hash_length CHECK (length(secret_hash) = 32),
    app_user     TEXT NOT NULL CONSTRAINT invitation_app_user_known REFERENCES app_user (id),
    invited_at   TIMESTAMP NOT NULL,
    invited_by   TEXT CONSTRAINT invitation_invited_by_known REFERENCES app_user (id),
    expires_at   TIMESTAMP NOT NULL,
    used_at      TIMESTAMP,
    ended_at     TIMESTAMP
);
-- A new link ends the one before.
CREATE UNIQUE INDEX invitation_app_user_unique ON invitation (app_user) WHERE used_at IS NULL AND ended_at IS NULL;

-- Passwords as argon2id in PHC text; the last version is the one that opens.
CREATE TABLE password (
    app_user     TEXT NOT NULL CONSTRAINT password_app_user_known REFERENCES app_user (id),
    version      BIGINT NOT NULL CONSTRAINT password_version_positive CHECK (version > 0),
    phc          TEXT NOT NULL CONSTRAINT password_phc_argon2id CHECK (substr(phc, 1, 10) = '$argon2id$'),
    recorded_at  TIMESTAMP NOT NULL,
    CONSTRAINT password_app_user_version_unique PRIMARY KEY (app_user, version)
);

-- Attempts to sign in that failed, and successes that forgive them. The typed name is hashed: people type passwords there too.
CREATE TABLE sign_in_attempt (
    seq        BIGINT NOT NULL CONSTRAINT sign_in_attempt_seq_unique PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    name_hash  BLOB NOT NULL CONSTRAINT sign_in_attempt_name_hash_length CHECK (length(name_hash) = 32),
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
    secret     BLOB NOT NULL CONSTRAINT totp_secret_length CHECK (length(secret) BETWEEN 16 AND 64),
    added_at   TIMESTAMP NOT NULL,
    last_step  BIGINT NOT NULL,
    ended_at   TIMESTAMP
);
CREATE UNIQUE INDEX totp_secret_app_user_unique ON totp_secret (app_user) WHERE ended_at IS NULL;

-- Passkeys (WebAuthn). The credential is the library's own record of the public key.
CREATE TABLE passkey (
    id             TEXT NOT NULL CONSTRAINT passkey_id_unique PRIMARY KEY,
    app_user       TEXT NOT NULL CONSTRAINT passkey_app_user_known REFERENCES app_user (id),
    credential_id  TEXT NOT NULL CONSTRAINT passkey_credential_id_unique UNIQUE,
    credential     TEXT NOT NULL,
    name           TEXT NOT NULL CONSTRAINT passkey_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 70),
    added_at       TIMESTAMP NOT NULL,
    counter        BIGINT NOT NULL CONSTRAINT passkey_counter_not_negative CHECK (counter >= 0),
    used_at        TIMESTAMP,
    ended_at       TIMESTAMP
);
CREATE INDEX passkey_by_user ON passkey (app_user);

-- Second factors that open now.
CREATE VIEW second_factor AS
    SELECT app_user, id FROM totp_secret WHERE ended_at IS NULL UNION ALL SELECT app_user, id FROM passkey WHERE ended_at IS NULL;

-- Codes on paper for the day the telephone is lost. Each opens once.
CREATE TABLE recovery_code (
    code_hash  BLOB NOT NULL CONSTRAINT recovery_code_code_hash_unique PRIMARY KEY
               CONSTRAINT recovery_code_code_hash_length CHECK (length(code_hash) = 32),
    app_user   TEXT NOT NULL CONSTRAINT recovery_code_app_user_known REFERENCES app_user (id),
    made_at    TIMESTAMP NOT NULL,
    used_at    TIMESTAMP,
    ended_at   TIMESTAMP
);
CREATE INDEX recovery_code_by_user ON recovery_code (app_user);

-- Sessions. A factor that is given ends one and begins another, so that a stage never changes under a secret. `signed_in_at` stays
-- that of the password.
CREATE TABLE session (
    id            TEXT NOT NULL CONSTRAINT session_id_unique PRIMARY KEY,
    app_user      TEXT NOT NULL CONSTRAINT session_app_user_known REFERENCES app_user (id),
    secret_hash   BLOB NOT NULL CONSTRAINT session_secret_hash_unique UNIQUE
                  CONSTRAINT session_secret_hash_length CHECK (length(secret_hash) = 32),
    stage         TEXT NOT NULL CONSTRAINT session_stage_known CHECK (stage IN ('password', 'enrolling', 'full')),
    signed_in_at  TIMESTAMP NOT NULL,
    seen_at       TIMESTAMP NOT NULL,
    confirmed_at  TIMESTAMP,
    agent         TEXT NOT NULL,
    address       TEXT NOT NULL,
    ended_at      TIMESTAMP,
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
    expires_at  TIMESTAMP NOT NULL,
    used_at     TIMESTAMP
);
CREATE INDEX factor_challenge_by_session ON factor_challenge (session);

-- Who manages whom, from which day. `to_on` is set once, when somebody else takes over; before `from_on` it voids the row.
CREATE TABLE assignment (
    id           TEXT NOT NULL CONSTRAINT assignment_id_unique PRIMARY KEY,
    person       BIGINT NOT NULL CONSTRAINT assignment_person_known REFERENCES person (number),
    app_user     TEXT NOT NULL CONSTRAINT assignment_app_user_known REFERENCES app_user (id),
    from_on      DATE NOT NULL,
    to_on        DATE,
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT assignment_recorded_by_known REFERENCES app_user (id),
    ended_at     TIMESTAMP,
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
    recorded_at  TIMESTAMP NOT NULL,
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
    at        TIMESTAMP NOT NULL,
    app_user  TEXT NOT NULL CONSTRAINT file_read_app_user_known REFERENCES app_user (id),
    person    BIGINT NOT NULL CONSTRAINT file_read_person_known REFERENCES person (number),
    what      TEXT NOT NULL CONSTRAINT file_read_what_filled CHECK (length(what) BETWEEN 1 AND 70)
);
-- Who read a person's file, the latest first; whether this page was read just now.
CREATE INDEX file_read_by_person ON file_read (person, seq);
CREATE INDEX file_read_by_user ON file_read (app_user, person, what, at);

-- Nothing is rewritten.
CREATE TRIGGER user_version_no_replace BEFORE INSERT ON user_version
WHEN EXISTS (SELECT 1 FROM user_version WHERE app_user = NEW.app_user AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER user_version_no_delete BEFORE DELETE ON user_version BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER user_version_no_update BEFORE UPDATE ON user_version BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER invitation_no_replace BEFORE INSERT ON invitation
WHEN EXISTS (SELECT 1 FROM invitation WHERE secret_hash = NEW.secret_hash)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER invitation_no_delete BEFORE DELETE ON invitation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_replace BEFORE INSERT ON password
WHEN EXISTS (SELECT 1 FROM password WHERE app_user = NEW.app_user AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_delete BEFORE DELETE ON password BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER password_no_update BEFORE UPDATE ON password BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_replace BEFORE INSERT ON sign_in_attempt
WHEN EXISTS (SELECT 1 FROM sign_in_attempt WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_delete BEFORE DELETE ON sign_in_attempt BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER sign_in_attempt_no_update BEFORE UPDATE ON sign_in_attempt BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER totp_secret_no_replace BEFORE INSERT ON totp_secret
WHEN EXISTS (SELECT 1 FROM totp_secret WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER totp_secret_no_delete BEFORE DELETE ON totp_secret BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER passkey_no_replace BEFORE INSERT ON passkey
WHEN EXISTS (SELECT 1 FROM passkey WHERE id = NEW.id OR credential_id = NEW.credential_id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER passkey_no_delete BEFORE DELETE ON passkey BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER recovery_code_no_replace BEFORE INSERT ON recovery_code
WHEN EXISTS (SELECT 1 FROM recovery_code WHERE code_hash = NEW.code_hash)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER session_no_replace BEFORE INSERT ON session
WHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER session_no_delete BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_no_replace BEFORE INSERT ON factor_challenge
WHEN EXISTS (SELECT 1 FROM factor_challenge WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_no_delete BEFORE DELETE ON factor_challenge BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER assignment_no_replace BEFORE INSERT ON assignment
WHEN EXISTS (SELECT 1 FROM assignment WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER assignment_no_delete BEFORE DELETE ON assignment BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER replacement_no_replace BEFORE INSERT ON replacement
WHEN EXISTS (SELECT 1 FROM replacement WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER replacement_no_delete BEFORE DELETE ON replacement BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_replace BEFORE INSERT ON file_read
WHEN EXISTS (SELECT 1 FROM file_read WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_delete BEFORE DELETE ON file_read BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER file_read_no_update BEFORE UPDATE ON file_read BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- The secret is used once, in time, or ended by the next.
CREATE TRIGGER invitation_only_marked BEFORE UPDATE ON invitation
WHEN NOT ((NEW.secret_hash, NEW.app_user, NEW.invited_at, NEW.invited_by, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.secret_hash, OLD.app_user, OLD.invited_at, OLD.invited_by, OLD.expires_at)
    AND OLD.used_at IS NULL AND OLD.ended_at IS NULL AND (NEW.used_at IS NULL) <> (NEW.ended_at IS NULL) AND COALESCE(NEW.used_at < OLD.expires_at, TRUE))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A step is accepted once, and never one before it.
CREATE TRIGGER totp_secret_only_marked BEFORE UPDATE ON totp_secret
WHEN NOT ((NEW.id, NEW.app_user, NEW.secret, NEW.added_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.secret, OLD.added_at)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.last_step > OLD.last_step) OR (NEW.ended_at IS NOT NULL AND NEW.last_step = OLD.last_step)))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A use moves forward; the end is the end.
CREATE TRIGGER passkey_only_marked BEFORE UPDATE ON passkey
WHEN NOT ((NEW.id, NEW.app_user, NEW.credential_id, NEW.name, NEW.added_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.credential_id, OLD.name, OLD.added_at)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.used_at IS NOT NULL AND COALESCE(NEW.used_at > OLD.used_at, TRUE))
    OR (NEW.ended_at IS NOT NULL AND (NEW.credential, NEW.counter, NEW.used_at)
    IS NOT DISTINCT FROM (OLD.credential, OLD.counter, OLD.used_at))))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A code opens once.
CREATE TRIGGER recovery_code_only_marked BEFORE UPDATE ON recovery_code
WHEN NOT ((NEW.code_hash, NEW.app_user, NEW.made_at)
    IS NOT DISTINCT FROM (OLD.code_hash, OLD.app_user, OLD.made_at)
    AND OLD.used_at IS NULL AND OLD.ended_at IS NULL AND (NEW.used_at IS NULL) <> (NEW.ended_at IS NULL))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A session is seen later, or ends.
CREATE TRIGGER session_only_marked BEFORE UPDATE ON session
WHEN NOT ((NEW.id, NEW.app_user, NEW.secret_hash, NEW.stage, NEW.signed_in_at, NEW.confirmed_at, NEW.agent, NEW.address)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.secret_hash, OLD.stage, OLD.signed_in_at, OLD.confirmed_at, OLD.agent, OLD.address)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.seen_at > OLD.seen_at) OR (NEW.ended_at IS NOT NULL AND NEW.seen_at = OLD.seen_at)))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A challenge is answered once, in time.
CREATE TRIGGER factor_challenge_only_marked BEFORE UPDATE ON factor_challenge
WHEN NOT ((NEW.id, NEW.session, NEW.kind, NEW.state, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.session, OLD.kind, OLD.state, OLD.expires_at)
    AND OLD.used_at IS NULL AND NEW.used_at IS NOT NULL AND NEW.used_at < OLD.expires_at)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- An assignment ends once.
CREATE TRIGGER assignment_only_marked BEFORE UPDATE ON assignment
WHEN NOT ((NEW.id, NEW.person, NEW.app_user, NEW.from_on, NEW.recorded_at, NEW.recorded_by)
    IS NOT DISTINCT FROM (OLD.id, OLD.person, OLD.app_user, OLD.from_on, OLD.recorded_at, OLD.recorded_by)
    AND OLD.to_on IS NULL AND NEW.to_on IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A replacement ends once before its day.
CREATE TRIGGER replacement_only_marked BEFORE UPDATE ON replacement
WHEN NOT ((NEW.id, NEW.absent, NEW.by_user, NEW.from_on, NEW.to_on, NEW.reason, NEW.recorded_at, NEW.recorded_by)
    IS NOT DISTINCT FROM (OLD.id, OLD.absent, OLD.by_user, OLD.from_on, OLD.to_on, OLD.reason, OLD.recorded_at, OLD.recorded_by)
    AND OLD.ended_on IS NULL AND NEW.ended_on IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A change is made by another person who may, on a user who is not at work; an administrator always remains.
CREATE TRIGGER user_version_lawful BEFORE INSERT ON user_version
BEGIN
    SELECT CASE
        WHEN NEW.recorded_by = NEW.app_user
            THEN RAISE(ABORT, 'quitus: not_oneself')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND (role = 'admin'
            OR (role = 'responsable' AND NEW.role = (SELECT role FROM app_user WHERE id = NEW.app_user))))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM user_version WHERE app_user = NEW.app_user)
            THEN RAISE(ABORT, 'quitus: user_change_unversioned')
        WHEN EXISTS (SELECT 1 FROM session WHERE app_user = NEW.app_user AND ended_at IS NULL)
            THEN RAISE(ABORT, 'quitus: user_still_in')
        WHEN EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role = 'admin') AND NOT (NEW.active AND NEW.role = 'admin')
            AND NOT EXISTS (SELECT 1 FROM app_user WHERE id <> NEW.app_user AND active AND role = 'admin')
            THEN RAISE(ABORT, 'quitus: last_administrator')
    END;
END;
-- A user is what the last version says.
CREATE TRIGGER app_user_versioned BEFORE UPDATE OF role, active ON app_user
BEGIN
    SELECT CASE
        WHEN NEW.role <> 'programme' AND OLD.role <> 'programme' AND (NEW.role <> OLD.role OR NEW.active <> OLD.active) AND NOT EXISTS (
            SELECT 1 FROM user_version v WHERE v.app_user = NEW.id AND v.role = NEW.role AND v.active = NEW.active
                AND v.version = (SELECT MAX(version) FROM user_version WHERE app_user = NEW.id))
            THEN RAISE(ABORT, 'quitus: user_change_unversioned')
    END;
END;
-- One link at a time, for a person in service; without an author only while nobody has a password.
CREATE TRIGGER invitation_lawful BEFORE INSERT ON invitation
BEGIN
    SELECT CASE
        WHEN NEW.used_at IS NULL AND NEW.ended_at IS NULL AND EXISTS (
            SELECT 1 FROM invitation WHERE app_user = NEW.app_user AND used_at IS NULL AND ended_at IS NULL)
            THEN RAISE(ABORT, 'quitus: invitation_app_user_unique')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role <> 'programme')
            THEN RAISE(ABORT, 'quitus: user_disabled')
        WHEN NEW.invited_by IS NULL AND EXISTS (SELECT 1 FROM password)
            THEN RAISE(ABORT, 'quitus: invitation_needs_author')
    END;
END;
-- Nobody who was disabled comes in; nobody whose role moves money comes in by a password alone.
CREATE TRIGGER session_lawful BEFORE INSERT ON session
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role <> 'programme')
            THEN RAISE(ABORT, 'quitus: user_disabled')
        WHEN NEW.stage = 'full' AND (NEW.confirmed_at IS NULL OR NOT EXISTS (SELECT 1 FROM second_factor WHERE app_user = NEW.app_user))
            AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = NEW.app_user AND (u.role <> 'auditeur'
                OR EXISTS (SELECT 1 FROM second_factor WHERE app_user = u.id)))
            THEN RAISE(ABORT, 'quitus: second_factor_missing')
    END;
END;
-- One secret of codes at a time.
CREATE TRIGGER totp_secret_one BEFORE INSERT ON totp_secret
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM totp_secret WHERE app_user = NEW.app_user AND ended_at IS NULL)
            THEN RAISE(ABORT, 'quitus: totp_secret_app_user_unique')
    END;
END;
-- A copy of a passkey counts on its own: a counter that does not grow betrays it (WebAuthn 7.2). Many count nothing: zero.
CREATE TRIGGER passkey_counter_grows BEFORE UPDATE ON passkey
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NULL AND (NEW.counter < OLD.counter OR (NEW.counter = OLD.counter AND OLD.counter > 0))
            THEN RAISE(ABORT, 'quitus: passkey_counter_went_back')
    END;
END;
-- One manager at a time, named by who may; the days of one person never overlap.
CREATE TRIGGER assignment_lawful BEFORE INSERT ON assignment
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role = 'gestionnaire')
            THEN RAISE(ABORT, 'quitus: assignment_to_manager')
        WHEN EXISTS (SELECT 1 FROM assignment WHERE person = NEW.person AND (to_on IS NULL OR (to_on >= from_on AND to_on >= NEW.from_on))
            AND (NEW.to_on IS NULL OR from_on <= NEW.to_on))
            THEN RAISE(ABORT, 'quitus: assignments_overlap')
    END;
END;
-- A manager replaces a manager, as somebody who may has said.
CREATE TRIGGER replacement_lawful BEFORE INSERT ON replacement
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.by_user AND active AND role = 'gestionnaire')
            THEN RAISE(ABORT, 'quitus: assignment_to_manager')
    END;
END;
-- The version is what the user now is.
CREATE TRIGGER user_version_applied AFTER INSERT ON user_version
BEGIN
    UPDATE app_user SET role = NEW.role, active = NEW.active WHERE id = NEW.app_user;
END;
