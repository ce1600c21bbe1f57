-- Who acts, what was done, and what was already done.

-- People who use Quitus. The identifier, not the name, enters sealed entries.
CREATE TABLE app_user (
    id          TEXT NOT NULL CONSTRAINT app_user_id_unique PRIMARY KEY,
    name        TEXT NOT NULL CONSTRAINT app_user_name_unique UNIQUE CONSTRAINT app_user_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 70),
    role        TEXT NOT NULL CONSTRAINT app_user_role_known
                CHECK (role IN ('gestionnaire', 'comptable', 'responsable', 'auditeur', 'admin', 'programme')),
    created_at  TIMESTAMP NOT NULL
);

-- The program itself, author of what it posts without a decision.
INSERT INTO app_user (id, name, role, created_at) VALUES ('PROGRAMME', 'quitus', 'programme', '2026-01-01T00:00:00+00:00');

-- Every write, by whom and when (RULE 81). Evidence, therefore append-only.
CREATE TABLE audit (
    seq      BIGINT NOT NULL CONSTRAINT audit_seq_unique PRIMARY KEY,
    at       TIMESTAMP NOT NULL,
    by_user  TEXT NOT NULL CONSTRAINT audit_by_user_known REFERENCES app_user (id),
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL
);

-- A write that bears a key is done once: same key and same content give the first answer, other content is refused.
CREATE TABLE idempotency (
    key          TEXT NOT NULL CONSTRAINT idempotency_key_unique PRIMARY KEY,
    content      BLOB NOT NULL CONSTRAINT idempotency_content_length CHECK (length(content) = 32),
    outcome      TEXT NOT NULL,
    recorded_at  TIMESTAMP NOT NULL
);

CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER idempotency_no_replace BEFORE INSERT ON idempotency WHEN EXISTS (SELECT 1 FROM idempotency WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'quitus: idempotency_key_unique'); END;
CREATE TRIGGER idempotency_no_update BEFORE UPDATE ON idempotency BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER idempotency_no_delete BEFORE DELETE ON idempotency BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER app_user_no_replace BEFORE INSERT ON app_user WHEN EXISTS (SELECT 1 FROM app_user WHERE id = NEW.id OR lower(name) = lower(NEW.name))
BEGIN SELECT RAISE(ABORT, 'quitus: app_user_name_unique'); END;
-- A name in other capitals is the same name.
CREATE TRIGGER app_user_no_same_name BEFORE UPDATE OF name ON app_user
WHEN EXISTS (SELECT 1 FROM app_user WHERE id <> OLD.id AND lower(name) = lower(NEW.name))
BEGIN SELECT RAISE(ABORT, 'quitus: app_user_name_unique'); END;
-- The program's role is the program's alone.
CREATE TRIGGER app_user_one_programme BEFORE INSERT ON app_user WHEN NEW.role = 'programme'
BEGIN SELECT RAISE(ABORT, 'quitus: app_user_role_known'); END;
CREATE TRIGGER app_user_no_other_programme BEFORE UPDATE ON app_user WHEN NEW.role = 'programme' OR OLD.role = 'programme'
BEGIN SELECT RAISE(ABORT, 'quitus: app_user_role_known'); END;
CREATE TRIGGER app_user_no_delete BEFORE DELETE ON app_user BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
