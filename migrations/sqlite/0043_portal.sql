-- The person's own space (*espace personnel*): a link that a user gives them, with which they choose their code; sessions by the file's number,
-- or the link, and the code; statements read and answered there, without anybody beside them (RULE 81, 83, 90 to 92).

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
-- A statement that its person reads in their own space: shown by the program, in a session of theirs.
ALTER TABLE statement_presentation ADD COLUMN portal_session TEXT
    CONSTRAINT statement_presentation_portal_session_known REFERENCES portal_session (id);
-- A third way to answer. SQLite has no statement that changes a constraint: the text of the table is changed in place, as its documentation says
-- for a constraint that only becomes wider (https://www.sqlite.org/lang_altertable.html). No row that was lawful becomes unlawful.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(replace(sql,
        'CHECK (channel IN (''interview'', ''paper''))', 'CHECK (channel IN (''interview'', ''paper'', ''portal''))'),
        '(channel = ''interview'') = (presentation IS NOT NULL)', '(channel <> ''paper'') = (presentation IS NOT NULL)'),
        '(channel = ''interview'' OR code_use IS NULL)', '(channel <> ''paper'' OR code_use IS NULL)')
    WHERE type = 'table' AND name = 'statement_answer';
PRAGMA writable_schema = RESET;
-- The rules of 0041, where what happens in the person's own space is recorded by the program, in their session and for nobody else.
DROP TRIGGER statement_presentation_lawful;
CREATE TRIGGER statement_presentation_lawful BEFORE INSERT ON statement_presentation
BEGIN
    SELECT CASE
        WHEN NEW.portal_session IS NULL AND NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.presenter AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.presenter)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.portal_session IS NOT NULL AND NOT EXISTS (SELECT 1 FROM portal_session x JOIN statement s ON s.person = x.person
                JOIN portal_link l ON l.id = x.link AND l.ended_at IS NULL JOIN app_user u ON u.id = NEW.presenter AND u.role = 'programme'
            WHERE x.id = NEW.portal_session AND s.number = NEW.statement AND x.ended_at IS NULL AND x.began_at <= NEW.presented_at
                AND EXISTS (SELECT 1 FROM person_code c WHERE c.person = x.person AND c.version = x.code_version AND c.phc IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM person_code n WHERE n.person = x.person AND n.version > x.code_version))
            THEN RAISE(ABORT, 'quitus: portal_session_of_another')
        WHEN NOT EXISTS (SELECT 1 FROM statement WHERE number = NEW.statement)
            THEN RAISE(ABORT, 'quitus: statement_not_issued')
    END;
END;
DROP TRIGGER person_code_use_lawful;
CREATE TRIGGER person_code_use_lawful BEFORE INSERT ON person_code_use
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.presenter AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND p.portal_session IS NOT NULL
                AND p.presenter = NEW.presenter)
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.presenter)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM person_code WHERE person = NEW.person AND version = NEW.version AND phc IS NOT NULL
            AND chosen_at <= NEW.used_at AND version = (SELECT MAX(version) FROM person_code WHERE person = NEW.person))
            THEN RAISE(ABORT, 'quitus: person_code_none')
        WHEN NOT EXISTS (SELECT 1 FROM statement_presentation p JOIN statement s ON s.number = p.statement
            WHERE p.id = NEW.presentation AND s.person = NEW.person AND p.presenter = NEW.presenter AND p.presented_at <= NEW.used_at)
            THEN RAISE(ABORT, 'quitus: presentation_of_another')
        WHEN EXISTS (SELECT 1 FROM person_code_use u WHERE u.person = NEW.person AND (u.id >= NEW.id OR u.used_at > NEW.used_at))
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN EXISTS (SELECT 1 FROM person_code_failed f WHERE f.person = NEW.person AND f.version = NEW.version AND f.failures > 4
            AND NOT COALESCE(julianday(NEW.used_at) - julianday(f.last_at) >= (CASE WHEN f.failures >= 11 THEN 60 ELSE 1 << (f.failures - 5) END) / 1440.0
                - 0.001 / 86400, FALSE))
            THEN RAISE(ABORT, 'quitus: person_code_locked')
    END;
END;
DROP TRIGGER statement_answer_lawful;
CREATE TRIGGER statement_answer_lawful BEFORE INSERT ON statement_answer
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND p.portal_session IS NOT NULL
                AND p.presenter = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM statement WHERE number = NEW.statement AND pdf_sha256 = NEW.pdf_sha256)
            THEN RAISE(ABORT, 'quitus: answer_not_its_statement')
        WHEN NEW.channel = 'portal' AND NOT EXISTS (SELECT 1 FROM statement_presentation p JOIN portal_session x ON x.id = p.portal_session
                JOIN portal_link l ON l.id = x.link AND l.ended_at IS NULL
            WHERE p.id = NEW.presentation AND x.ended_at IS NULL
                AND EXISTS (SELECT 1 FROM person_code c WHERE c.person = x.person AND c.version = x.code_version AND c.phc IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM person_code n WHERE n.person = x.person AND n.version > x.code_version))
            THEN RAISE(ABORT, 'quitus: portal_session_of_another')
        WHEN NEW.channel = 'interview' AND EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND p.portal_session IS NOT NULL)
            THEN RAISE(ABORT, 'quitus: portal_session_of_another')
        WHEN NEW.channel <> 'paper' AND NOT EXISTS (SELECT 1 FROM statement_presentation p
            WHERE p.id = NEW.presentation AND p.statement = NEW.statement AND p.presenter = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: presentation_of_another')
        WHEN NEW.channel <> 'paper' AND NOT (EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'plain' AND s.shown_at <= NEW.answered_at)
            AND EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'answer' AND s.shown_at <= NEW.answered_at)
            AND (NEW.layers = 'plain_detail') = EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'detail' AND s.shown_at <= NEW.answered_at))
            THEN RAISE(ABORT, 'quitus: answer_without_reading')
        WHEN NEW.channel <> 'paper' AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND julianday(NEW.answered_at) - julianday(p.presented_at) < 7200.001 / 86400)
            THEN RAISE(ABORT, 'quitus: presentation_over')
        WHEN NEW.channel <> 'paper' AND NOT EXISTS (SELECT 1 FROM statement_state c JOIN statement_transition t ON t.from_state = c.state
            WHERE c.number = NEW.statement AND t.to_state = CASE NEW.answer WHEN 'agree' THEN 'signed' WHEN 'reserve' THEN 'signed_with_reserve'
                WHEN 'disagree' THEN 'contested' ELSE 'refused' END)
            THEN RAISE(ABORT, 'quitus: statement_transition_unknown')
        WHEN NEW.channel <> 'paper' AND (NEW.answer <> 'not_signed' OR NEW.code_use IS NOT NULL) AND NOT EXISTS (
            SELECT 1 FROM person_code_use u JOIN statement s ON s.person = u.person
                JOIN statement_screen w ON w.presentation = u.presentation AND w.screen = 'answer'
            WHERE u.id = NEW.code_use AND s.number = NEW.statement AND u.opened AND u.presentation = NEW.presentation
                AND u.used_at >= w.shown_at AND u.used_at <= NEW.answered_at)
            THEN RAISE(ABORT, 'quitus: answer_without_code')
        WHEN NOT EXISTS (SELECT 1 FROM statement_words w WHERE w.answer = NEW.id AND w.salt IS NOT NULL
            AND (NEW.answer NOT IN ('reserve', 'disagree') OR length(trim(COALESCE(w.comment, ''))) > 0))
            THEN RAISE(ABORT, 'quitus: answer_words_missing')
        WHEN NEW.channel = 'paper' AND NOT EXISTS (SELECT 1 FROM statement_scan c
            WHERE c.id = NEW.scan AND c.statement = NEW.statement AND c.added_by = NEW.recorded_by AND c.added_at <= NEW.answered_at)
            THEN RAISE(ABORT, 'quitus: scan_of_another')
        WHEN NEW.channel = 'paper' AND NOT EXISTS (SELECT 1 FROM statement
            WHERE number = NEW.statement AND issued_on <= NEW.signed_on)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NEW.channel = 'paper' AND EXISTS (SELECT 1 FROM statement_step p JOIN statement_answer o ON o.id = p.answer
            WHERE p.statement = NEW.statement AND COALESCE(o.signed_on, substr(o.answered_at, 1, 10)) > NEW.signed_on)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NEW.channel = 'paper' AND EXISTS (SELECT 1 FROM statement_answer a WHERE a.statement = NEW.statement AND a.channel = 'paper'
            AND NOT EXISTS (SELECT 1 FROM statement_look k WHERE k.answer = a.id))
            THEN RAISE(ABORT, 'quitus: paper_awaits_look')
    END;
END;
DROP TRIGGER statement_step_lawful;
CREATE TRIGGER statement_step_lawful BEFORE INSERT ON statement_step
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE (p.id = NEW.presentation OR p.id = (SELECT a.presentation
                FROM statement_answer a WHERE a.id = NEW.answer)) AND p.portal_session IS NOT NULL AND p.presenter = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM statement_state WHERE number = NEW.statement AND steps = NEW.no - 1
            AND (steps = 0 OR since <= NEW.at))
            THEN RAISE(ABORT, 'quitus: statement_step_in_order')
        WHEN NOT EXISTS (SELECT 1 FROM statement_state c JOIN statement_transition t ON t.from_state = c.state
            WHERE c.number = NEW.statement AND t.to_state = NEW.state)
            THEN RAISE(ABORT, 'quitus: statement_transition_unknown')
        WHEN NEW.presentation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation
            AND p.statement = NEW.statement AND p.presenter = NEW.recorded_by AND p.presented_at = NEW.at)
            THEN RAISE(ABORT, 'quitus: presentation_of_another')
        WHEN NEW.answer IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statement_answer a WHERE a.id = NEW.answer AND a.statement = NEW.statement
            AND NEW.state = CASE a.answer WHEN 'agree' THEN 'signed' WHEN 'reserve' THEN 'signed_with_reserve' WHEN 'disagree' THEN 'contested' ELSE 'refused' END
            AND (a.channel = 'paper' OR (a.recorded_by = NEW.recorded_by AND a.answered_at = NEW.at)))
            THEN RAISE(ABORT, 'quitus: answer_not_its_statement')
        WHEN EXISTS (SELECT 1 FROM statement_answer a WHERE a.id = NEW.answer AND a.channel = 'paper') AND NOT EXISTS (
            SELECT 1 FROM statement_look k WHERE k.answer = NEW.answer AND k.accepted AND k.looked_by = NEW.recorded_by AND k.looked_at = NEW.at)
            THEN RAISE(ABORT, 'quitus: second_look_missing')
        WHEN EXISTS (SELECT 1 FROM statement_step p JOIN statement_answer o ON o.id = p.answer JOIN statement_answer a ON a.id = NEW.answer
            WHERE p.statement = NEW.statement AND COALESCE(o.signed_on, substr(o.answered_at, 1, 10)) > a.signed_on)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NEW.state = 'not_reached' AND EXISTS (SELECT 1 FROM statement_step p WHERE p.statement = NEW.statement AND p.answer IS NOT NULL)
            THEN RAISE(ABORT, 'quitus: statement_transition_unknown')
        WHEN NEW.state = 'not_reached' AND NOT EXISTS (SELECT 1 FROM statement_try t WHERE t.statement = NEW.statement
            AND t.recorded_at <= NEW.at
            AND (SELECT COUNT(*) FROM statement_try o WHERE o.statement = NEW.statement AND o.no <= t.no AND EXISTS (
                SELECT 1 FROM statement_state c WHERE c.number = NEW.statement AND (c.steps = 0 OR o.recorded_at >= c.since))) >= COALESCE((SELECT s.reach_tries FROM setting s WHERE s.in_force_from <= t.tried_on ORDER BY s.in_force_from DESC, s.version DESC LIMIT 1), 3))
            THEN RAISE(ABORT, 'quitus: statement_tries_too_few')
    END;
END;
