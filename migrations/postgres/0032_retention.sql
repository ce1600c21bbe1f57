-- RULE 82: traces of access (readings of files, sign-ins, sessions, links and codes that have served) are kept 12 months, up to 36 when
-- the organisation chose so with its reason, then removed. What was done with money, and the ledger, are evidence: never removed here.

-- How long, among the settings.
ALTER TABLE setting ADD COLUMN trace_months BIGINT NOT NULL DEFAULT 12 CONSTRAINT setting_trace_months_sensible CHECK (trace_months BETWEEN 12 AND 36);

-- The actions of the audit that are traces of access and nothing else.
CREATE TABLE trace_action (
    action  TEXT NOT NULL CONSTRAINT trace_action_action_unique PRIMARY KEY
);
INSERT INTO trace_action (action) VALUES ('sign_in'), ('confirmed'), ('session_end'), ('sessions_end'), ('list_export'), ('evidence_open');

-- Each removal: what was older than its instant went away, so many of each kind.
CREATE TABLE retention_run (
    seq              BIGINT NOT NULL CONSTRAINT retention_run_seq_unique PRIMARY KEY,
    before_at        TIMESTAMPTZ NOT NULL,
    file_reads       BIGINT NOT NULL CONSTRAINT retention_run_file_reads_not_negative CHECK (file_reads >= 0),
    attempts         BIGINT NOT NULL CONSTRAINT retention_run_attempts_not_negative CHECK (attempts >= 0),
    challenges       BIGINT NOT NULL CONSTRAINT retention_run_challenges_not_negative CHECK (challenges >= 0),
    departures       BIGINT NOT NULL CONSTRAINT retention_run_departures_not_negative CHECK (departures >= 0),
    identities       BIGINT NOT NULL CONSTRAINT retention_run_identities_not_negative CHECK (identities >= 0),
    sessions         BIGINT NOT NULL CONSTRAINT retention_run_sessions_not_negative CHECK (sessions >= 0),
    invitations      BIGINT NOT NULL CONSTRAINT retention_run_invitations_not_negative CHECK (invitations >= 0),
    recovery_codes   BIGINT NOT NULL CONSTRAINT retention_run_recovery_codes_not_negative CHECK (recovery_codes >= 0),
    audit_lines      BIGINT NOT NULL CONSTRAINT retention_run_audit_lines_not_negative CHECK (audit_lines >= 0),
    applied_at       TIMESTAMPTZ NOT NULL,
    applied_by       TEXT NOT NULL CONSTRAINT retention_run_applied_by_known REFERENCES app_user (id)
);

CREATE TRIGGER trace_action_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON trace_action FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER retention_run_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retention_run FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- The database's own clock judges the term, whatever the program says that the day is.
CREATE FUNCTION retention_run_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.applied_by AND active AND role IN ('admin', 'responsable', 'programme'))
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.applied_by)
            THEN 'access_not_confirmed'
        WHEN NOT COALESCE(NEW.before_at <= now() - make_interval(months => (
                SELECT s.trace_months FROM setting s WHERE s.in_force_from <= current_date ORDER BY s.in_force_from DESC, s.version DESC LIMIT 1)::integer), FALSE)
            THEN 'retention_too_early'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER retention_run_lawful BEFORE INSERT ON retention_run FOR EACH ROW EXECUTE FUNCTION retention_run_lawful();

-- What the last removal covers may go; the rest stays as it was. A mark can be written with any day: what nobody can move back (last
-- seen, expiry, making) is asked too.
CREATE FUNCTION is_past_retention(seen TIMESTAMPTZ) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT COALESCE(seen < (SELECT MAX(r.before_at) FROM retention_run r), FALSE)
$$;
CREATE FUNCTION is_trace(done TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM trace_action t WHERE t.action = done)
$$;
DROP TRIGGER file_read_append_only ON file_read;
CREATE TRIGGER file_read_append_only BEFORE UPDATE OR TRUNCATE ON file_read FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER file_read_no_delete BEFORE DELETE ON file_read FOR EACH ROW
    WHEN (NOT (is_past_retention(OLD.at))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER sign_in_attempt_append_only ON sign_in_attempt;
CREATE TRIGGER sign_in_attempt_append_only BEFORE UPDATE OR TRUNCATE ON sign_in_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER sign_in_attempt_no_delete BEFORE DELETE ON sign_in_attempt FOR EACH ROW
    WHEN (NOT (is_past_retention(OLD.at))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER factor_challenge_no_delete ON factor_challenge;
CREATE TRIGGER factor_challenge_no_truncate BEFORE TRUNCATE ON factor_challenge FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER factor_challenge_no_delete BEFORE DELETE ON factor_challenge FOR EACH ROW
    WHEN (NOT (is_past_retention(OLD.expires_at))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER provider_departure_no_delete ON provider_departure;
CREATE TRIGGER provider_departure_no_truncate BEFORE TRUNCATE ON provider_departure FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER provider_departure_no_delete BEFORE DELETE ON provider_departure FOR EACH ROW
    WHEN (NOT (is_past_retention(OLD.expires_at))) EXECUTE FUNCTION refuse('append_only');
-- An identity that was linked is an access, like a passkey: it stays. One that was proved and that nobody said yes to is a trace.
DROP TRIGGER linked_identity_no_delete ON linked_identity;
CREATE TRIGGER linked_identity_no_truncate BEFORE TRUNCATE ON linked_identity FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER linked_identity_no_delete BEFORE DELETE ON linked_identity FOR EACH ROW
    WHEN (NOT (OLD.linked_at IS NULL AND is_past_retention(OLD.expires_at))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER session_no_delete ON session;
CREATE TRIGGER session_no_truncate BEFORE TRUNCATE ON session FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER session_no_delete BEFORE DELETE ON session FOR EACH ROW
    WHEN (NOT (is_past_retention(GREATEST(OLD.seen_at, OLD.ended_at)))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER invitation_no_delete ON invitation;
CREATE TRIGGER invitation_no_truncate BEFORE TRUNCATE ON invitation FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER invitation_no_delete BEFORE DELETE ON invitation FOR EACH ROW
    WHEN (NOT (is_past_retention(GREATEST(OLD.expires_at, OLD.used_at, OLD.ended_at)))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER recovery_code_no_delete ON recovery_code;
CREATE TRIGGER recovery_code_no_truncate BEFORE TRUNCATE ON recovery_code FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code FOR EACH ROW
    WHEN (NOT (is_past_retention(CASE WHEN OLD.used_at IS NOT NULL OR OLD.ended_at IS NOT NULL THEN GREATEST(OLD.made_at, OLD.used_at, OLD.ended_at) END))) EXECUTE FUNCTION refuse('append_only');
DROP TRIGGER audit_append_only ON audit;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW
    WHEN (NOT (is_past_retention(OLD.at) AND is_trace(OLD.action))) EXECUTE FUNCTION refuse('append_only');

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
