-- The person's own space (*espace personnel*): a link that a user gives them, with which they choose their code; sessions by the file's number,
-- or the link, and the code (RULE 81, 83).

-- Whose link, given by whom, who knew the person how. It serves to choose a code once, within a month; the space is open until it is taken
-- back or another one is given.
CREATE TABLE portal_link (
    id           TEXT NOT NULL CONSTRAINT portal_link_id_unique PRIMARY KEY,
    secret_hash  BLOB NOT NULL CONSTRAINT portal_link_secret_hash_unique UNIQUE
                 CONSTRAINT portal_link_secret_hash_length CHECK (length(secret_hash) = 32),
    person       BIGINT NOT NULL CONSTRAINT portal_link_person_known REFERENCES person (number),
    seen         TEXT NOT NULL CONSTRAINT portal_link_seen_known CHECK (seen IN ('known', 'document')),
    made_at      TIMESTAMP NOT NULL,
    made_by      TEXT NOT NULL CONSTRAINT portal_link_made_by_known REFERENCES app_user (id),
    expires_at   TIMESTAMP NOT NULL,
    used_at      TIMESTAMP,
    ended_at     TIMESTAMP
);
-- One that is open, at most, of each person.
CREATE UNIQUE INDEX portal_link_person_unique ON portal_link (person) WHERE ended_at IS NULL;
-- The person's own sessions. Each is opened by one link and one version of their code: it ends with either.
CREATE TABLE portal_session (
    id            TEXT NOT NULL CONSTRAINT portal_session_id_unique PRIMARY KEY,
    secret_hash   BLOB NOT NULL CONSTRAINT portal_session_secret_hash_unique UNIQUE
                  CONSTRAINT portal_session_secret_hash_length CHECK (length(secret_hash) = 32),
    link          TEXT NOT NULL CONSTRAINT portal_session_link_known REFERENCES portal_link (id),
    person        BIGINT NOT NULL,
    code_version  BIGINT NOT NULL,
    began_at      TIMESTAMP NOT NULL,
    seen_at       TIMESTAMP NOT NULL,
    ended_at      TIMESTAMP,
    CONSTRAINT portal_session_code_known FOREIGN KEY (person, code_version) REFERENCES person_code (person, version)
);
CREATE TRIGGER portal_link_no_replace BEFORE INSERT ON portal_link
WHEN EXISTS (SELECT 1 FROM portal_link WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_link_no_delete BEFORE DELETE ON portal_link BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_link_no_replace_row BEFORE INSERT ON portal_link WHEN EXISTS (SELECT 1 FROM portal_link WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_link_no_replace_below AFTER INSERT ON portal_link WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_link_no_update_row BEFORE UPDATE ON portal_link WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_session_no_replace BEFORE INSERT ON portal_session
WHEN EXISTS (SELECT 1 FROM portal_session WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_session_no_delete BEFORE DELETE ON portal_session BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_session_no_replace_row BEFORE INSERT ON portal_session WHEN EXISTS (SELECT 1 FROM portal_session WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_session_no_replace_below AFTER INSERT ON portal_session WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_session_no_update_row BEFORE UPDATE ON portal_session WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- `INSERT OR REPLACE` would take away the link that is open.
CREATE TRIGGER portal_link_no_replace_open BEFORE INSERT ON portal_link
WHEN NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM portal_link WHERE person = NEW.person AND ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'quitus: portal_link_person_unique'); END;
-- A link serves once, in time; it is taken back once.
CREATE TRIGGER portal_link_only_marked BEFORE UPDATE ON portal_link
WHEN NOT ((NEW.id, NEW.secret_hash, NEW.person, NEW.seen, NEW.made_at, NEW.made_by, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.secret_hash, OLD.person, OLD.seen, OLD.made_at, OLD.made_by, OLD.expires_at)
    AND OLD.ended_at IS NULL AND COALESCE(
        (OLD.used_at IS NULL AND NEW.ended_at IS NULL AND NEW.used_at >= OLD.made_at AND NEW.used_at < OLD.expires_at)
        OR (NEW.used_at IS NOT DISTINCT FROM OLD.used_at AND NEW.ended_at >= OLD.made_at), FALSE))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A session is seen later, or ends.
CREATE TRIGGER portal_session_only_marked BEFORE UPDATE ON portal_session
WHEN NOT ((NEW.id, NEW.secret_hash, NEW.link, NEW.person, NEW.code_version, NEW.began_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.secret_hash, OLD.link, OLD.person, OLD.code_version, OLD.began_at)
    AND OLD.ended_at IS NULL AND COALESCE((NEW.ended_at IS NULL AND NEW.seen_at > OLD.seen_at)
        OR (NEW.ended_at >= OLD.seen_at AND NEW.seen_at = OLD.seen_at), FALSE))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER portal_link_lawful BEFORE INSERT ON portal_link
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.made_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.made_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.used_at IS NOT NULL OR NEW.ended_at IS NOT NULL OR NOT COALESCE(NEW.expires_at > NEW.made_at AND julianday(NEW.expires_at) - julianday(NEW.made_at) < 30.001, FALSE)
            THEN RAISE(ABORT, 'quitus: portal_link_lawful')
    END;
END;
CREATE TRIGGER portal_session_lawful BEFORE INSERT ON portal_session
BEGIN
    SELECT CASE
        WHEN NEW.ended_at IS NOT NULL OR NEW.seen_at <> NEW.began_at
            THEN RAISE(ABORT, 'quitus: portal_session_lawful')
        WHEN NOT EXISTS (SELECT 1 FROM portal_link l WHERE l.id = NEW.link AND l.person = NEW.person AND l.ended_at IS NULL
            AND l.made_at <= NEW.began_at)
            THEN RAISE(ABORT, 'quitus: portal_link_ended')
        WHEN NOT EXISTS (SELECT 1 FROM person_code c WHERE c.person = NEW.person AND c.version = NEW.code_version AND c.phc IS NOT NULL
            AND c.chosen_at <= NEW.began_at)
            OR EXISTS (SELECT 1 FROM person_code n WHERE n.person = NEW.person AND n.version > NEW.code_version)
            THEN RAISE(ABORT, 'quitus: person_code_none')
    END;
END;
