-- Signing in at the house's own identity provider (OpenID Connect) instead of by a password. Who somebody is there is linked to one
-- user, by that user alone, from a session in which they gave their password and their second factor; never found by a name.

-- A browser that was sent to the provider, and its one way back. What it keeps in its cookie is hashed here; state, nonce and PKCE
-- verifier are made of that secret, so that nothing of this table opens anything. With a session: to link; without: to sign in.
CREATE TABLE provider_departure (
    secret_hash  BYTEA NOT NULL CONSTRAINT provider_departure_secret_hash_unique PRIMARY KEY
                 CONSTRAINT provider_departure_secret_hash_length CHECK (length(secret_hash) = 32),
    session      TEXT CONSTRAINT provider_departure_session_known REFERENCES session (id),
    asked_at     TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    used_at      TIMESTAMPTZ
);

-- Who the provider says that somebody is: issuer and subject, compared as they are. Proved by a departure, linked once its user has
-- seen it and said yes, ended for good. `called` is the name that the provider gives them, for eyes only. The departure is asked for by
-- triggers and not by a key: it is a trace of access and goes at its term, the identity that it proved stays.
CREATE TABLE linked_identity (
    id          TEXT NOT NULL CONSTRAINT linked_identity_id_unique PRIMARY KEY,
    app_user    TEXT NOT NULL CONSTRAINT linked_identity_app_user_known REFERENCES app_user (id),
    departure   BYTEA NOT NULL CONSTRAINT linked_identity_departure_unique UNIQUE,
    issuer      TEXT NOT NULL CONSTRAINT linked_identity_issuer_filled CHECK (length(issuer) > 0),
    subject     TEXT NOT NULL CONSTRAINT linked_identity_subject_filled CHECK (length(subject) BETWEEN 1 AND 255),
    called      TEXT NOT NULL,
    proved_at   TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    linked_at   TIMESTAMPTZ,
    ended_at    TIMESTAMPTZ,
    ended_by    TEXT CONSTRAINT linked_identity_ended_by_known REFERENCES app_user (id),
    CONSTRAINT linked_identity_end_complete CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT linked_identity_ended_after_link CHECK (ended_at IS NULL OR linked_at IS NOT NULL)
);
-- One user at a time for an identity, one identity at a time for a user.
CREATE UNIQUE INDEX linked_identity_issuer_subject_unique ON linked_identity (issuer, subject) WHERE linked_at IS NOT NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX linked_identity_app_user_issuer_unique ON linked_identity (app_user, issuer) WHERE linked_at IS NOT NULL AND ended_at IS NULL;

-- How a session was opened, and by which identity: by a password, by the provider, or by the provider that saw two factors and whom
-- the house trusts for that.
ALTER TABLE session ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'password'
    CONSTRAINT session_opened_by_known CHECK (opened_by IN ('password', 'provider', 'provider_mfa'));
ALTER TABLE session ADD COLUMN identity TEXT CONSTRAINT session_identity_known REFERENCES linked_identity (id)
    CONSTRAINT session_identity_of_provider CHECK ((identity IS NULL) = (opened_by = 'password'));

-- What a removal of traces asks of each session and of each identity that goes.
CREATE INDEX provider_departure_by_session ON provider_departure (session);
CREATE INDEX session_by_identity ON session (identity) WHERE identity IS NOT NULL;

-- Nothing is rewritten.
CREATE TRIGGER provider_departure_no_delete BEFORE DELETE OR TRUNCATE ON provider_departure FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER linked_identity_no_delete BEFORE DELETE OR TRUNCATE ON linked_identity FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- A departure serves once, in time.
CREATE TRIGGER provider_departure_only_marked BEFORE UPDATE ON provider_departure FOR EACH ROW
    WHEN (NOT ((NEW.secret_hash, NEW.session, NEW.asked_at, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.secret_hash, OLD.session, OLD.asked_at, OLD.expires_at)
    AND OLD.used_at IS NULL AND NEW.used_at IS NOT NULL AND NEW.used_at < OLD.expires_at))
    EXECUTE FUNCTION refuse('append_only');
-- An identity is linked once, in time, then ends once.
CREATE TRIGGER linked_identity_only_marked BEFORE UPDATE ON linked_identity FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.app_user, NEW.departure, NEW.issuer, NEW.subject, NEW.called, NEW.proved_at, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.departure, OLD.issuer, OLD.subject, OLD.called, OLD.proved_at, OLD.expires_at)
    AND COALESCE((OLD.linked_at IS NULL AND NEW.linked_at IS NOT NULL AND NEW.linked_at < OLD.expires_at AND NEW.ended_at IS NULL)
    OR (OLD.linked_at = NEW.linked_at AND OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL), FALSE)))
    EXECUTE FUNCTION refuse('append_only');
-- A session is seen later, or ends; how it was opened stays too.
DROP TRIGGER session_only_marked ON session;
CREATE TRIGGER session_only_marked BEFORE UPDATE ON session FOR EACH ROW
    WHEN (NOT ((NEW.id, NEW.app_user, NEW.secret_hash, NEW.stage, NEW.signed_in_at, NEW.confirmed_at, NEW.agent, NEW.address, NEW.opened_by, NEW.identity)
    IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.secret_hash, OLD.stage, OLD.signed_in_at, OLD.confirmed_at, OLD.agent, OLD.address, OLD.opened_by, OLD.identity)
    AND OLD.ended_at IS NULL AND ((NEW.ended_at IS NULL AND NEW.seen_at > OLD.seen_at) OR (NEW.ended_at IS NOT NULL AND NEW.seen_at = OLD.seen_at))))
    EXECUTE FUNCTION refuse('append_only');

-- Nobody who was disabled comes in; a provider lets in whom its identity is linked to; nobody whose role moves money comes in by a
-- password alone, nor by a provider alone unless it saw two factors, and never without a second factor of their own.
CREATE OR REPLACE FUNCTION session_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND active AND role <> 'programme')
            THEN 'user_disabled'
        WHEN NEW.identity IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM linked_identity WHERE id = NEW.identity AND app_user = NEW.app_user AND linked_at IS NOT NULL AND ended_at IS NULL)
            THEN 'identity_not_linked'
        WHEN NEW.stage = 'full' AND ((NEW.confirmed_at IS NULL AND NEW.opened_by <> 'provider_mfa')
            OR NOT EXISTS (SELECT 1 FROM second_factor WHERE app_user = NEW.app_user))
            AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = NEW.app_user AND (u.role <> 'auditeur'
                OR EXISTS (SELECT 1 FROM second_factor WHERE app_user = u.id)))
            THEN 'second_factor_missing'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
-- A departure to link begins in an open session, whose user is in and gave their second factor if they have one.
CREATE FUNCTION provider_departure_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.session IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM session s WHERE s.id = NEW.session AND s.stage = 'full' AND s.ended_at IS NULL
                AND (s.confirmed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM second_factor WHERE app_user = s.app_user)))
            THEN 'factor_to_confirm'
        WHEN NEW.used_at IS NOT NULL
            THEN 'identity_not_proved'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER provider_departure_lawful BEFORE INSERT ON provider_departure FOR EACH ROW EXECUTE FUNCTION provider_departure_lawful();
-- Who comes back to link is who left: the same user, whose session is still open. A departure proves one identity.
CREATE FUNCTION linked_identity_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.linked_at IS NOT NULL OR NOT EXISTS (
            SELECT 1 FROM provider_departure d JOIN session s ON s.id = d.session
            WHERE d.secret_hash = NEW.departure AND d.used_at IS NOT NULL AND s.app_user = NEW.app_user AND s.ended_at IS NULL)
            OR EXISTS (SELECT 1 FROM linked_identity WHERE departure = NEW.departure)
            THEN 'identity_not_proved'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER linked_identity_lawful BEFORE INSERT ON linked_identity FOR EACH ROW EXECUTE FUNCTION linked_identity_lawful();
CREATE FUNCTION linked_identity_by_oneself() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM provider_departure d JOIN session s ON s.id = d.session
            WHERE d.secret_hash = NEW.departure AND s.ended_at IS NULL)
            THEN 'identity_not_proved'
        WHEN EXISTS (SELECT 1 FROM linked_identity WHERE issuer = NEW.issuer AND subject = NEW.subject AND linked_at IS NOT NULL AND ended_at IS NULL)
            THEN 'linked_identity_issuer_subject_unique'
        WHEN EXISTS (SELECT 1 FROM linked_identity WHERE app_user = NEW.app_user AND issuer = NEW.issuer AND linked_at IS NOT NULL AND ended_at IS NULL)
            THEN 'linked_identity_app_user_issuer_unique'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER linked_identity_by_oneself BEFORE UPDATE ON linked_identity FOR EACH ROW
    WHEN (NEW.linked_at IS NOT NULL AND OLD.linked_at IS NULL) EXECUTE FUNCTION linked_identity_by_oneself();
-- One's own identity, or that of another by who administers users.
CREATE FUNCTION linked_identity_ended_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.ended_by <> OLD.app_user
            AND NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.ended_by AND active AND role IN ('admin', 'responsable'))
            THEN 'role_not_allowed'
        WHEN NEW.ended_by <> OLD.app_user AND EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.ended_by)
            THEN 'access_not_confirmed'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER linked_identity_ended_lawful BEFORE UPDATE ON linked_identity FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL) EXECUTE FUNCTION linked_identity_ended_lawful();

-- The questions are put to the tables of this schema: a temporary table of the same name would answer in their place. Functions that
-- are not ours (extensions, other owners) are left alone.
DO $$
DECLARE asked TEXT;
BEGIN
    FOR asked IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        AND prokind = 'f' AND proowner = current_user::regrole
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = pg_proc.oid AND d.deptype = 'e') LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
