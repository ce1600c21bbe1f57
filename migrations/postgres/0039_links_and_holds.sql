-- A link with the identity provider that opens everything is seen by a second person; what the provider's tables say of time is bounded;
-- a file in litigation keeps its traces of access, and a longer term is not undone by what was announced before it.

-- Who says, having asked its owner, that an identity is really theirs. Until then it stands for the password alone, never for the second
-- factor, whatever the house trusts (RULE 35).
CREATE TABLE identity_confirmation (
    identity      TEXT NOT NULL CONSTRAINT identity_confirmation_identity_unique PRIMARY KEY
                  CONSTRAINT identity_confirmation_identity_known REFERENCES linked_identity (id),
    confirmed_at  TIMESTAMPTZ NOT NULL,
    confirmed_by  TEXT NOT NULL CONSTRAINT identity_confirmation_confirmed_by_known REFERENCES app_user (id)
);
CREATE TRIGGER identity_confirmation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_confirmation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- Another person, who may and does not wait themself, of a link that opens; not one behind whom its owner may stand.
CREATE FUNCTION identity_confirmation_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.confirmed_by AND active AND role IN ('admin', 'responsable', 'comptable'))
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.confirmed_by)
            THEN 'access_not_confirmed'
        WHEN NOT EXISTS (SELECT 1 FROM linked_identity WHERE id = NEW.identity AND ended_at IS NULL AND linked_at <= NEW.confirmed_at)
            THEN 'identity_not_linked'
        WHEN EXISTS (SELECT 1 FROM linked_identity WHERE id = NEW.identity AND app_user = NEW.confirmed_by)
            THEN 'not_oneself'
        WHEN EXISTS (SELECT 1 FROM access_same_hand h JOIN linked_identity i ON i.id = NEW.identity
            WHERE (h.one = NEW.confirmed_by AND h.other = i.app_user) OR (h.one = i.app_user AND h.other = NEW.confirmed_by))
            THEN 'access_same_hand'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER identity_confirmation_lawful BEFORE INSERT ON identity_confirmation FOR EACH ROW EXECUTE FUNCTION identity_confirmation_lawful();
DROP VIEW access_same_hand;
-- Whoever confirms a link may be who made it, at the desk of its owner: they are one hand, for ever.
CREATE VIEW access_same_hand AS
    SELECT c.app_user AS one, c.made_by AS other
    FROM access_change c
    WHERE NOT EXISTS (SELECT 1 FROM access_confirmation x
        WHERE x.access_change = c.seq AND x.confirmed_by NOT IN (c.app_user, c.made_by, 'PROGRAMME'))
    UNION ALL
    SELECT i.app_user, c.confirmed_by FROM identity_confirmation c JOIN linked_identity i ON i.id = c.identity;
CREATE FUNCTION session_of_a_confirmed_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM identity_confirmation WHERE identity = NEW.identity)
            THEN 'second_factor_missing'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_of_a_confirmed_identity BEFORE INSERT ON session FOR EACH ROW
    WHEN (NEW.opened_by = 'provider_mfa') EXECUTE FUNCTION session_of_a_confirmed_identity();

-- Who left is awaited ten minutes, and what was proved waits ten minutes for its owner's yes: not a second more can be written.
CREATE TRIGGER provider_departure_bounded BEFORE INSERT ON provider_departure FOR EACH ROW
    WHEN (NOT COALESCE(NEW.expires_at > NEW.asked_at AND NEW.expires_at <= NEW.asked_at + INTERVAL '10 minutes', FALSE)) EXECUTE FUNCTION refuse('departure_ended');
CREATE TRIGGER linked_identity_bounded BEFORE INSERT ON linked_identity FOR EACH ROW
    WHEN (NOT COALESCE(NEW.expires_at > NEW.proved_at AND NEW.expires_at <= NEW.proved_at + INTERVAL '10 minutes', FALSE)) EXECUTE FUNCTION refuse('identity_not_proved');

-- A file in litigation: since when, why, and until when. Until it is lifted, nothing of it goes away (RULE 82).
CREATE TABLE litigation_hold (
    seq         BIGINT NOT NULL CONSTRAINT litigation_hold_seq_unique PRIMARY KEY,
    person      BIGINT NOT NULL CONSTRAINT litigation_hold_person_known REFERENCES person (number),
    held_from   DATE NOT NULL,
    reason      TEXT NOT NULL CONSTRAINT litigation_hold_reason_filled CHECK (length(trim(reason)) > 0),
    placed_at   TIMESTAMPTZ NOT NULL,
    placed_by   TEXT NOT NULL CONSTRAINT litigation_hold_placed_by_known REFERENCES app_user (id),
    lifted_on   DATE,
    lifted_why  TEXT CONSTRAINT litigation_hold_lifted_why_filled CHECK (length(trim(lifted_why)) > 0),
    lifted_at   TIMESTAMPTZ,
    lifted_by   TEXT CONSTRAINT litigation_hold_lifted_by_known REFERENCES app_user (id),
    CONSTRAINT litigation_hold_lift_complete CHECK ((lifted_on IS NULL) = (lifted_at IS NULL)
        AND (lifted_on IS NULL) = (lifted_by IS NULL) AND (lifted_on IS NULL) = (lifted_why IS NULL)),
    CONSTRAINT litigation_hold_dates_in_order CHECK (lifted_on >= held_from)
);
-- One at a time.
CREATE UNIQUE INDEX litigation_hold_person_unique ON litigation_hold (person) WHERE lifted_on IS NULL;
-- All that there were of a file.
CREATE INDEX litigation_hold_by_person ON litigation_hold (person);
CREATE TRIGGER litigation_hold_no_delete BEFORE DELETE OR TRUNCATE ON litigation_hold FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
-- It is lifted once.
CREATE TRIGGER litigation_hold_only_lifted BEFORE UPDATE ON litigation_hold FOR EACH ROW
    WHEN (NOT ((NEW.seq, NEW.person, NEW.held_from, NEW.reason, NEW.placed_at, NEW.placed_by)
    IS NOT DISTINCT FROM (OLD.seq, OLD.person, OLD.held_from, OLD.reason, OLD.placed_at, OLD.placed_by)
    AND OLD.lifted_on IS NULL AND NEW.lifted_on IS NOT NULL)) EXECUTE FUNCTION refuse('append_only');
CREATE FUNCTION litigation_hold_placed_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.lifted_on IS NOT NULL
            THEN 'append_only'
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.placed_by AND active AND role = 'responsable')
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.placed_by)
            THEN 'access_not_confirmed'
        WHEN EXISTS (SELECT 1 FROM litigation_hold WHERE person = NEW.person AND lifted_on IS NULL)
            THEN 'litigation_hold_person_unique'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER litigation_hold_placed_lawful BEFORE INSERT ON litigation_hold FOR EACH ROW EXECUTE FUNCTION litigation_hold_placed_lawful();
CREATE FUNCTION litigation_hold_lifted_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.lifted_by AND active AND role = 'responsable')
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.lifted_by)
            THEN 'access_not_confirmed'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER litigation_hold_lifted_lawful BEFORE UPDATE ON litigation_hold FOR EACH ROW
    WHEN (NEW.lifted_on IS NOT NULL) EXECUTE FUNCTION litigation_hold_lifted_lawful();
-- Credits of such a file, decided or not; lines of the bank that its money moved by; lines of the audit that tell who looked.
CREATE VIEW receipt_in_litigation AS
    SELECT s.receipt FROM receipt_split s JOIN litigation_hold h ON h.person = s.person WHERE h.lifted_on IS NULL
    UNION SELECT i.receipt FROM interest_share s JOIN interest i ON i.id = s.interest JOIN litigation_hold h ON h.person = s.person
        WHERE h.lifted_on IS NULL
    UNION SELECT p.receipt FROM receipt_proposal p JOIN litigation_hold h ON h.person = p.person WHERE h.lifted_on IS NULL;
CREATE VIEW bank_line_in_litigation AS
    SELECT r.receipt AS line FROM receipt_in_litigation r
    UNION SELECT o.settled_line FROM payment_order o JOIN litigation_hold h ON h.person = o.person
        WHERE h.lifted_on IS NULL AND o.settled_line IS NOT NULL
    UNION SELECT o.returned_line FROM payment_order o JOIN litigation_hold h ON h.person = o.person
        WHERE h.lifted_on IS NULL AND o.returned_line IS NOT NULL
    UNION SELECT e.source FROM entry e JOIN line l ON l.entry = e.seq JOIN account a ON a.id = l.account
        JOIN litigation_hold h ON h.person = a.person WHERE h.lifted_on IS NULL AND e.journal = 'BQ'
    UNION SELECT b.id FROM bank_line b JOIN bank_account k ON k.id = b.bank_account AND k.holder = 'personne'
        JOIN person q ON q.bank_account = k.id JOIN litigation_hold h ON h.person = q.number WHERE h.lifted_on IS NULL;
CREATE VIEW audit_in_litigation AS
    SELECT a.seq FROM audit a
    WHERE (a.action = 'evidence_open' AND a.subject IN (SELECT b.line FROM bank_line_in_litigation b))
        OR (a.action = 'list_export' AND EXISTS (SELECT 1 FROM litigation_hold h
            WHERE h.lifted_on IS NULL AND a.subject LIKE '/dossiers/' || h.person || '/%'));
-- What was read of such a file, and which of its documents were opened, which of its lists taken away.
CREATE FUNCTION is_in_litigation(whose BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM litigation_hold h WHERE h.person = whose AND h.lifted_on IS NULL)
$$;
CREATE FUNCTION is_trace_in_litigation(of_seq BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM audit_in_litigation a WHERE a.seq = of_seq)
$$;
CREATE FUNCTION is_entry_in_litigation(of_entry BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN litigation_hold h ON h.person = a.person
        WHERE l.entry = of_entry AND h.lifted_on IS NULL)
$$;
CREATE FUNCTION is_bank_line_in_litigation(of_line TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bank_line_in_litigation b WHERE b.line = of_line)
$$;
CREATE TRIGGER file_read_held BEFORE DELETE ON file_read FOR EACH ROW
    WHEN (is_in_litigation(OLD.person)) EXECUTE FUNCTION refuse('file_in_litigation');
CREATE TRIGGER audit_held BEFORE DELETE ON audit FOR EACH ROW
    WHEN (is_trace_in_litigation(OLD.seq)) EXECUTE FUNCTION refuse('file_in_litigation');
-- Names and words that could be erased else.
CREATE TRIGGER person_version_held BEFORE UPDATE ON person_version FOR EACH ROW
    WHEN (NEW.family_name IS NULL AND NEW.given_name IS NULL AND is_in_litigation(OLD.person)) EXECUTE FUNCTION refuse('file_in_litigation');
CREATE TRIGGER entry_text_held BEFORE UPDATE ON entry_text FOR EACH ROW
    WHEN (NEW.text IS NULL AND is_entry_in_litigation(OLD.entry)) EXECUTE FUNCTION refuse('file_in_litigation');
CREATE TRIGGER bank_line_held BEFORE UPDATE ON bank_line FOR EACH ROW
    WHEN (NEW.counterparty_name IS NULL AND NEW.remittance IS NULL AND (OLD.counterparty_name IS NOT NULL OR OLD.remittance IS NOT NULL)
        AND is_bank_line_in_litigation(OLD.id)) EXECUTE FUNCTION refuse('file_in_litigation');

-- A longer term, once chosen, is not undone on its day by what was announced before it was chosen: of what begins by now, the longest
-- term among the version in force and those recorded since.
CREATE VIEW trace_term AS
    SELECT MAX(s.trace_months) AS months
    FROM setting s
    WHERE s.in_force_from <= current_date AND s.version >= (
        SELECT f.version FROM setting f WHERE f.in_force_from <= current_date ORDER BY f.in_force_from DESC, f.version DESC LIMIT 1);
CREATE OR REPLACE FUNCTION retention_run_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.applied_by AND active AND role IN ('admin', 'responsable', 'programme'))
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.applied_by)
            THEN 'access_not_confirmed'
        WHEN NOT COALESCE(NEW.before_at <= now() - make_interval(months => (SELECT t.months FROM trace_term t)::integer), FALSE)
            THEN 'retention_too_early'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

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
