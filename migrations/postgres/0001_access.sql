-- Who acts, what was done, and what was already done.

-- Raises the refusal whose code is the trigger's argument.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'quitus: %', TG_ARGV[0] USING ERRCODE = 'QT001';
END $$;

-- People who use Quitus. The identifier, not the name, enters sealed entries.
CREATE TABLE app_user (
    id          TEXT NOT NULL CONSTRAINT app_user_id_unique PRIMARY KEY,
    name        TEXT NOT NULL CONSTRAINT app_user_name_unique UNIQUE CONSTRAINT app_user_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 70),
    role        TEXT NOT NULL CONSTRAINT app_user_role_known
                CHECK (role IN ('gestionnaire', 'comptable', 'responsable', 'auditeur', 'admin', 'programme')),
    created_at  TIMESTAMPTZ NOT NULL
);

-- The program itself, author of what it posts without a decision.
INSERT INTO app_user (id, name, role, created_at) VALUES ('PROGRAMME', 'quitus', 'programme', '2026-01-01T00:00:00+00:00');

-- Every write, by whom and when (RULE 81). Evidence, therefore append-only.
CREATE TABLE audit (
    seq      BIGINT NOT NULL CONSTRAINT audit_seq_unique PRIMARY KEY,
    at       TIMESTAMPTZ NOT NULL,
    by_user  TEXT NOT NULL CONSTRAINT audit_by_user_known REFERENCES app_user (id),
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    detail   TEXT NOT NULL
);

-- A write that bears a key is done once: same key and same content give the first answer, other content is refused.
CREATE TABLE idempotency (
    key          TEXT NOT NULL CONSTRAINT idempotency_key_unique PRIMARY KEY,
    content      BYTEA NOT NULL CONSTRAINT idempotency_content_length CHECK (length(content) = 32),
    outcome      TEXT NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL
);

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER idempotency_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON idempotency FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- A name in other capitals is the same name.
CREATE FUNCTION app_user_no_same_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM app_user WHERE id <> NEW.id AND lower(name) = lower(NEW.name)) THEN
        RAISE EXCEPTION 'quitus: app_user_name_unique' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER app_user_no_same_name BEFORE INSERT OR UPDATE OF name ON app_user FOR EACH ROW EXECUTE FUNCTION app_user_no_same_name();
-- The program's role is the program's alone.
CREATE TRIGGER app_user_one_programme BEFORE INSERT ON app_user FOR EACH ROW WHEN (NEW.role = 'programme')
    EXECUTE FUNCTION refuse('app_user_role_known');
CREATE TRIGGER app_user_no_other_programme BEFORE UPDATE ON app_user FOR EACH ROW WHEN (NEW.role = 'programme' OR OLD.role = 'programme')
    EXECUTE FUNCTION refuse('app_user_role_known');
CREATE TRIGGER app_user_no_delete BEFORE DELETE OR TRUNCATE ON app_user FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
