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
    before_at        TIMESTAMP NOT NULL,
    file_reads       BIGINT NOT NULL CONSTRAINT retention_run_file_reads_not_negative CHECK (file_reads >= 0),
    attempts         BIGINT NOT NULL CONSTRAINT retention_run_attempts_not_negative CHECK (attempts >= 0),
    challenges       BIGINT NOT NULL CONSTRAINT retention_run_challenges_not_negative CHECK (challenges >= 0),
    departures       BIGINT NOT NULL CONSTRAINT retention_run_departures_not_negative CHECK (departures >= 0),
    identities       BIGINT NOT NULL CONSTRAINT retention_run_identities_not_negative CHECK (identities >= 0),
    sessions         BIGINT NOT NULL CONSTRAINT retention_run_sessions_not_negative CHECK (sessions >= 0),
    invitations      BIGINT NOT NULL CONSTRAINT retention_run_invitations_not_negative CHECK (invitations >= 0),
    recovery_codes   BIGINT NOT NULL CONSTRAINT retention_run_recovery_codes_not_negative CHECK (recovery_codes >= 0),
    audit_lines      BIGINT NOT NULL CONSTRAINT retention_run_audit_lines_not_negative CHECK (audit_lines >= 0),
    applied_at       TIMESTAMP NOT NULL,
    applied_by       TEXT NOT NULL CONSTRAINT retention_run_applied_by_known REFERENCES app_user (id)
);

CREATE TRIGGER trace_action_fixed_insert BEFORE INSERT ON trace_action BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER trace_action_fixed_update BEFORE UPDATE ON trace_action BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER trace_action_fixed_delete BEFORE DELETE ON trace_action BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER retention_run_no_replace BEFORE INSERT ON retention_run WHEN EXISTS (SELECT 1 FROM retention_run WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER retention_run_no_update BEFORE UPDATE ON retention_run BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER retention_run_no_delete BEFORE DELETE ON retention_run BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- The database's own clock judges the term, whatever the program says that the day is.
CREATE TRIGGER retention_run_lawful BEFORE INSERT ON retention_run
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.applied_by AND active AND role IN ('admin', 'responsable', 'programme'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.applied_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN typeof(NEW.before_at) <> 'text' OR NOT COALESCE(NEW.before_at <= strftime('%Y-%m-%dT%H:%M:%S', 'now', '-' || (
                SELECT s.trace_months FROM setting s WHERE s.in_force_from <= date('now') ORDER BY s.in_force_from DESC, s.version DESC LIMIT 1) || ' months'), FALSE)
            THEN RAISE(ABORT, 'quitus: retention_too_early')
    END;
END;

-- What the last removal covers may go; the rest stays as it was. A mark can be written with any day: what nobody can move back (last
-- seen, expiry, making) is asked too.
DROP TRIGGER file_read_no_delete;
CREATE TRIGGER file_read_no_delete BEFORE DELETE ON file_read
WHEN NOT COALESCE(OLD.at < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER sign_in_attempt_no_delete;
CREATE TRIGGER sign_in_attempt_no_delete BEFORE DELETE ON sign_in_attempt
WHEN NOT COALESCE(OLD.at < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER factor_challenge_no_delete;
CREATE TRIGGER factor_challenge_no_delete BEFORE DELETE ON factor_challenge
WHEN NOT COALESCE(OLD.expires_at < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER provider_departure_no_delete;
CREATE TRIGGER provider_departure_no_delete BEFORE DELETE ON provider_departure
WHEN NOT COALESCE(OLD.expires_at < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- An identity that was linked is an access, like a passkey: it stays. One that was proved and that nobody said yes to is a trace.
DROP TRIGGER linked_identity_no_delete;
CREATE TRIGGER linked_identity_no_delete BEFORE DELETE ON linked_identity
WHEN NOT COALESCE(OLD.linked_at IS NULL AND OLD.expires_at < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER session_no_delete;
CREATE TRIGGER session_no_delete BEFORE DELETE ON session
WHEN NOT COALESCE(max(OLD.seen_at, COALESCE(OLD.ended_at, OLD.seen_at)) < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER invitation_no_delete;
CREATE TRIGGER invitation_no_delete BEFORE DELETE ON invitation
WHEN NOT COALESCE(max(OLD.expires_at, COALESCE(OLD.used_at, OLD.ended_at, OLD.expires_at)) < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER recovery_code_no_delete;
CREATE TRIGGER recovery_code_no_delete BEFORE DELETE ON recovery_code
WHEN NOT COALESCE(max(OLD.made_at, COALESCE(OLD.used_at, OLD.ended_at)) < (SELECT MAX(before_at) FROM retention_run), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
DROP TRIGGER audit_no_delete;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN NOT COALESCE(OLD.at < (SELECT MAX(before_at) FROM retention_run) AND EXISTS (SELECT 1 FROM trace_action WHERE action = OLD.action), FALSE)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
