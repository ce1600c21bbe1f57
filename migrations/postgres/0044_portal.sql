-- The person's own space (*espace personnel*): a link that a user gives them, with which they choose their code; sessions by the file's number,
-- or the link, and the code (RULE 81, 83).

-- Whose link, given by whom, who knew the person how. It serves to choose a code once, within a month; the space is open until it is taken
-- back or another one is given.
CREATE TABLE portal_link (
    id           TEXT NOT NULL CONSTRAINT portal_link_id_unique PRIMARY KEY,
    secret_hash  BYTEA NOT NULL CONSTRAINT portal_link_secret_hash_unique UNIQUE
                 CONSTRAINT portal_link_secret_hash_length CHECK (length(secret_hash) = 32),
    person       BIGINT NOT NULL CONSTRAINT portal_link_person_known REFERENCES person (number),
    seen         TEXT NOT NULL CONSTRAINT portal_link_seen_known CHECK (seen IN ('known', 'document')),
    made_at      TIMESTAMPTZ NOT NULL,
    made_by      TEXT NOT NULL CONSTRAINT portal_link_made_by_known REFERENCES app_user (id),
    expires_at   TIMESTAMPTZ NOT NULL,
    used_at      TIMESTAMPTZ,
    ended_at     TIMESTAMPTZ
);
-- One that is open, at most, of each person.
CREATE UNIQUE INDEX portal_link_person_unique ON portal_link (person) WHERE ended_at IS NULL;
-- The person's own sessions. Each is opened by one link and one version of their code: it ends with either.
CREATE TABLE portal_session (
    id            TEXT NOT NULL CONSTRAINT portal_session_id_unique PRIMARY KEY,
    secret_hash   BYTEA NOT NULL CONSTRAINT portal_session_secret_hash_unique UNIQUE
                  CONSTRAINT portal_session_secret_hash_length CHECK (length(secret_hash) = 32),
    link          TEXT NOT NULL CONSTRAINT portal_session_link_known REFERENCES portal_link (id),
    person        BIGINT NOT NULL,
    code_version  BIGINT NOT NULL,
    began_at      TIMESTAMPTZ NOT NULL,
    seen_at       TIMESTAMPTZ NOT NULL,
    ended_at      TIMESTAMPTZ,
    CONSTRAINT portal_session_code_known FOREIGN KEY (person, code_version) REFERENCES person_code (person, version)
);
CREATE TRIGGER portal_link_no_delete BEFORE DELETE OR TRUNCATE ON portal_link
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER portal_session_no_delete BEFORE DELETE OR TRUNCATE ON portal_session
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- A link serves once, in time; it is taken back once.
CREATE TRIGGER portal_link_only_marked BEFORE UPDATE ON portal_link FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.secret_hash, NEW.person, NEW.seen, NEW.made_at, NEW.made_by, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.secret_hash, OLD.person, OLD.seen, OLD.made_at, OLD.made_by, OLD.expires_at)
    AND OLD.ended_at IS NULL AND COALESCE(
        (OLD.used_at IS NULL AND NEW.ended_at IS NULL AND NEW.used_at >= OLD.made_at AND NEW.used_at < OLD.expires_at)
        OR (NEW.used_at IS NOT DISTINCT FROM OLD.used_at AND NEW.ended_at >= OLD.made_at), FALSE)))
    EXECUTE FUNCTION refuse('append_only');
-- A session is seen later, or ends.
CREATE TRIGGER portal_session_only_marked BEFORE UPDATE ON portal_session FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.secret_hash, NEW.link, NEW.person, NEW.code_version, NEW.began_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.secret_hash, OLD.link, OLD.person, OLD.code_version, OLD.began_at)
    AND OLD.ended_at IS NULL AND COALESCE((NEW.ended_at IS NULL AND NEW.seen_at > OLD.seen_at)
        OR (NEW.ended_at >= OLD.seen_at AND NEW.seen_at = OLD.seen_at), FALSE)))
    EXECUTE FUNCTION refuse('append_only');
CREATE FUNCTION portal_link_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.made_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.made_by)
            THEN 'access_not_confirmed'
        WHEN NEW.used_at IS NOT NULL OR NEW.ended_at IS NOT NULL OR NOT COALESCE(NEW.expires_at > NEW.made_at AND NEW.expires_at - NEW.made_at < INTERVAL '30 days 90 seconds', FALSE)
            THEN 'portal_link_lawful'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_link_lawful BEFORE INSERT ON portal_link FOR EACH ROW EXECUTE FUNCTION portal_link_lawful();
CREATE FUNCTION portal_session_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NOT NULL OR NEW.seen_at <> NEW.began_at
            THEN 'portal_session_lawful'
        WHEN NOT EXISTS (SELECT 1 FROM portal_link l WHERE l.id = NEW.link AND l.person = NEW.person AND l.ended_at IS NULL
            AND l.made_at <= NEW.began_at)
            THEN 'portal_link_ended'
        WHEN NOT EXISTS (SELECT 1 FROM person_code c WHERE c.person = NEW.person AND c.version = NEW.code_version AND c.phc IS NOT NULL
            AND c.chosen_at <= NEW.began_at)
            OR EXISTS (SELECT 1 FROM person_code n WHERE n.person = NEW.person AND n.version > NEW.code_version)
            THEN 'person_code_none'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_session_lawful BEFORE INSERT ON portal_session FOR EACH ROW EXECUTE FUNCTION portal_session_lawful();
-- What they ask, they ask of the tables of their own schema, whatever the caller's path (0009).
DO $$
DECLARE asked TEXT;
BEGIN
    FOREACH asked IN ARRAY ARRAY['portal_link_lawful()', 'portal_session_lawful()']
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
