-- The life of a statement after its issue (RULE 43) and its countersignature at the interview and on paper (RULE 90 to 92): what was shown
-- to the person, how they proved that it was they, what they answered, and who saw it. No state blocks money.

-- After how many tries a person is said not to have been reached: a setting like the others.
ALTER TABLE setting ADD COLUMN reach_tries BIGINT NOT NULL DEFAULT 3 CONSTRAINT setting_reach_tries_sensible CHECK (reach_tries BETWEEN 1 AND 10);

-- Where a statement may go from where it is: the state machine, as data. One that was issued is to present, without any row.
CREATE TABLE statement_transition (
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    CONSTRAINT statement_transition_from_state_to_state_unique PRIMARY KEY (from_state, to_state)
);
INSERT INTO statement_transition (from_state, to_state) VALUES
    ('to_present', 'presented'),          ('to_present', 'not_reached'),
    ('to_present', 'signed'),             ('to_present', 'signed_with_reserve'),
    ('to_present', 'refused'),            ('to_present', 'contested'),
    ('presented', 'not_reached'),
    ('presented', 'signed'),              ('presented', 'signed_with_reserve'),
    ('presented', 'refused'),             ('presented', 'contested'),
    ('not_reached', 'presented'),
    ('not_reached', 'signed'),            ('not_reached', 'signed_with_reserve'),
    ('not_reached', 'refused'),           ('not_reached', 'contested'),
    ('refused', 'presented'),
    ('refused', 'signed'),                ('refused', 'signed_with_reserve'),
    ('refused', 'contested'),
    ('signed', 'contested'),
    ('signed_with_reserve', 'signed'),    ('signed_with_reserve', 'signed_with_reserve'),
    ('signed_with_reserve', 'contested'),
    ('contested', 'signed'),              ('contested', 'signed_with_reserve'),
    ('contested', 'contested');
CREATE TRIGGER statement_transition_fixed_insert BEFORE INSERT ON statement_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER statement_transition_fixed_update BEFORE UPDATE ON statement_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER statement_transition_fixed_delete BEFORE DELETE ON statement_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;

-- The code that a person chose themself, on whose screen, and how that user knew who they were. A version without it: taken back.
CREATE TABLE person_code (
    person     BIGINT NOT NULL CONSTRAINT person_code_person_known REFERENCES person (number),
    version    BIGINT NOT NULL CONSTRAINT person_code_version_positive CHECK (version > 0),
    phc        TEXT CONSTRAINT person_code_phc_argon2id CHECK (substr(phc, 1, 10) = '$argon2id$'),
    seen       TEXT CONSTRAINT person_code_seen_known CHECK (seen IN ('known', 'document')),
    chosen_at  TIMESTAMP NOT NULL,
    presenter  TEXT NOT NULL CONSTRAINT person_code_presenter_known REFERENCES app_user (id),
    CONSTRAINT person_code_seen_complete CHECK ((phc IS NULL) = (seen IS NULL)),
    CONSTRAINT person_code_person_version_unique PRIMARY KEY (person, version)
);
CREATE TRIGGER person_code_no_replace BEFORE INSERT ON person_code
WHEN EXISTS (SELECT 1 FROM person_code WHERE person = NEW.person AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_no_update BEFORE UPDATE ON person_code BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_no_delete BEFORE DELETE ON person_code BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_lawful BEFORE INSERT ON person_code
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.presenter AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.presenter)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.version <> COALESCE((SELECT MAX(version) FROM person_code WHERE person = NEW.person), 0) + 1
            THEN RAISE(ABORT, 'quitus: person_code_in_order')
        WHEN NEW.chosen_at < (SELECT MAX(chosen_at) FROM person_code WHERE person = NEW.person)
            THEN RAISE(ABORT, 'quitus: person_code_in_order')
        WHEN NEW.phc IS NULL AND NOT EXISTS (SELECT 1 FROM person_code WHERE person = NEW.person AND version = NEW.version - 1 AND phc IS NOT NULL)
            THEN RAISE(ABORT, 'quitus: person_code_none')
    END;
END;

-- A statement shown to its person, by whom. It is over after two hours: who left the room is asked again. What is compared are instants of
-- this life among themselves; that of the issue is its run's own, which a demonstration plays ahead of the clock.
CREATE TABLE statement_presentation (
    id            TEXT NOT NULL CONSTRAINT statement_presentation_id_unique PRIMARY KEY,
    statement     TEXT NOT NULL CONSTRAINT statement_presentation_statement_known REFERENCES statement (number),
    presented_at  TIMESTAMP NOT NULL,
    presenter     TEXT NOT NULL CONSTRAINT statement_presentation_presenter_known REFERENCES app_user (id)
);
-- All those of a statement.
CREATE INDEX statement_presentation_by_statement ON statement_presentation (statement);
CREATE TRIGGER statement_presentation_no_replace BEFORE INSERT ON statement_presentation
WHEN EXISTS (SELECT 1 FROM statement_presentation WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_no_update BEFORE UPDATE ON statement_presentation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_no_delete BEFORE DELETE ON statement_presentation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_presentation_lawful BEFORE INSERT ON statement_presentation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.presenter AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.presenter)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM statement WHERE number = NEW.statement)
            THEN RAISE(ABORT, 'quitus: statement_not_issued')
    END;
END;

-- When each of its screens was first shown: the plain layer before the others.
CREATE TABLE statement_screen (
    presentation  TEXT NOT NULL CONSTRAINT statement_screen_presentation_known REFERENCES statement_presentation (id),
    screen        TEXT NOT NULL CONSTRAINT statement_screen_screen_known CHECK (screen IN ('plain', 'detail', 'answer')),
    shown_at      TIMESTAMP NOT NULL,
    CONSTRAINT statement_screen_presentation_screen_unique PRIMARY KEY (presentation, screen)
);
CREATE TRIGGER statement_screen_no_replace BEFORE INSERT ON statement_screen
WHEN EXISTS (SELECT 1 FROM statement_screen WHERE presentation = NEW.presentation AND screen = NEW.screen)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_no_update BEFORE UPDATE ON statement_screen BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_no_delete BEFORE DELETE ON statement_screen BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_screen_lawful BEFORE INSERT ON statement_screen
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND p.presented_at <= NEW.shown_at)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN EXISTS (SELECT 1 FROM statement_answer a WHERE a.presentation = NEW.presentation)
            THEN RAISE(ABORT, 'quitus: statement_answer_presentation_unique')
        WHEN NEW.screen <> 'plain' AND NOT EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation
            AND s.screen = 'plain' AND s.shown_at <= NEW.shown_at)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND julianday(NEW.shown_at) - julianday(p.presented_at) < 7200.001 / 86400)
            THEN RAISE(ABORT, 'quitus: presentation_over')
    END;
END;

-- Every time that a code was typed, right or wrong, on whose screen and for which presentation.
CREATE TABLE person_code_use (
    id            TEXT NOT NULL CONSTRAINT person_code_use_id_unique PRIMARY KEY,
    person        BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    presentation  TEXT NOT NULL CONSTRAINT person_code_use_presentation_known REFERENCES statement_presentation (id),
    opened        BOOLEAN NOT NULL CONSTRAINT person_code_use_opened_known CHECK (opened IN (TRUE, FALSE)),
    used_at       TIMESTAMP NOT NULL,
    presenter     TEXT NOT NULL CONSTRAINT person_code_use_presenter_known REFERENCES app_user (id),
    CONSTRAINT person_code_use_code_known FOREIGN KEY (person, version) REFERENCES person_code (person, version)
);
-- The uses of a code, for the wait after wrong ones.
CREATE INDEX person_code_use_by_code ON person_code_use (person, version);
-- The wrong ones since the last right one, of each code: how many, and the last.
CREATE VIEW person_code_failed AS
    SELECT u.person, u.version, COUNT(*) AS failures, MAX(u.used_at) AS last_at
    FROM person_code_use u
    WHERE NOT u.opened AND NOT EXISTS (SELECT 1 FROM person_code_use r
        WHERE r.person = u.person AND r.version = u.version AND r.opened AND r.id > u.id)
    GROUP BY u.person, u.version;
CREATE TRIGGER person_code_use_no_replace BEFORE INSERT ON person_code_use
WHEN EXISTS (SELECT 1 FROM person_code_use WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_use_no_update BEFORE UPDATE ON person_code_use BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_code_use_no_delete BEFORE DELETE ON person_code_use BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- After five wrong ones in a row, a minute, then twice as long each time, up to an hour.
CREATE TRIGGER person_code_use_lawful BEFORE INSERT ON person_code_use
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.presenter AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
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

-- The sheet that the person signed, as it was scanned. Evidence, therefore append-only.
CREATE TABLE statement_scan (
    id         TEXT NOT NULL CONSTRAINT statement_scan_id_unique PRIMARY KEY,
    statement  TEXT NOT NULL CONSTRAINT statement_scan_statement_known REFERENCES statement (number),
    name       TEXT NOT NULL CONSTRAINT statement_scan_name_filled CHECK (length(trim(name)) BETWEEN 1 AND 120),
    kind       TEXT NOT NULL CONSTRAINT statement_scan_kind_known CHECK (kind IN ('pdf', 'png', 'jpeg')),
    size       BIGINT NOT NULL CONSTRAINT statement_scan_too_large CHECK (size BETWEEN 1 AND 8388608),
    sha256     TEXT NOT NULL CONSTRAINT statement_scan_sha256_length CHECK (length(sha256) = 64),
    bytes      BLOB NOT NULL,
    added_at   TIMESTAMP NOT NULL,
    added_by   TEXT NOT NULL CONSTRAINT statement_scan_added_by_known REFERENCES app_user (id),
    CONSTRAINT statement_scan_size_of_bytes CHECK (length(bytes) = size)
);
CREATE TRIGGER statement_scan_no_replace BEFORE INSERT ON statement_scan
WHEN EXISTS (SELECT 1 FROM statement_scan WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_scan_no_update BEFORE UPDATE ON statement_scan BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_scan_no_delete BEFORE DELETE ON statement_scan BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A sheet is what its first bytes say.
CREATE TRIGGER statement_scan_lawful BEFORE INSERT ON statement_scan
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.added_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.added_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT ((NEW.kind = 'pdf' AND hex(substr(NEW.bytes, 1, 5)) = '255044462D')
            OR (NEW.kind = 'png' AND hex(substr(NEW.bytes, 1, 8)) = '89504E470D0A1A0A')
            OR (NEW.kind = 'jpeg' AND hex(substr(NEW.bytes, 1, 3)) = 'FFD8FF'))
            THEN RAISE(ABORT, 'quitus: evidence_kind_unknown')
    END;
END;

-- What a person answered, with its proof: the file it is about, the very words, the layers that were shown, how they proved that it was they.
-- The comment and the help stand apart: they are bound by a salted commitment and can be erased.
CREATE TABLE statement_answer (
    id            TEXT NOT NULL CONSTRAINT statement_answer_id_unique PRIMARY KEY,
    statement     TEXT NOT NULL CONSTRAINT statement_answer_statement_known REFERENCES statement (number),
    channel       TEXT NOT NULL CONSTRAINT statement_answer_channel_known CHECK (channel IN ('interview', 'paper')),
    answer        TEXT NOT NULL CONSTRAINT statement_answer_answer_known CHECK (answer IN ('agree', 'reserve', 'disagree', 'not_signed')),
    pdf_sha256    TEXT NOT NULL CONSTRAINT statement_answer_pdf_sha256_length CHECK (length(pdf_sha256) = 64),
    wording       TEXT NOT NULL CONSTRAINT statement_answer_wording_filled CHECK (length(trim(wording)) > 0),
    layers        TEXT NOT NULL CONSTRAINT statement_answer_layers_known CHECK (layers IN ('plain', 'plain_detail')),
    presentation  TEXT CONSTRAINT statement_answer_presentation_known REFERENCES statement_presentation (id),
    code_use      TEXT CONSTRAINT statement_answer_code_use_known REFERENCES person_code_use (id),
    scan          TEXT CONSTRAINT statement_answer_scan_known REFERENCES statement_scan (id),
    signed_on     DATE,
    copy          TEXT NOT NULL CONSTRAINT statement_answer_copy_known CHECK (copy IN ('given', 'had', 'declined')),
    commitment    TEXT NOT NULL CONSTRAINT statement_answer_commitment_length CHECK (length(commitment) = 64),
    answered_at   TIMESTAMP NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT statement_answer_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT statement_answer_of_its_channel CHECK ((channel = 'interview') = (presentation IS NOT NULL)
        AND (channel = 'paper') = (scan IS NOT NULL) AND (channel = 'paper') = (signed_on IS NOT NULL)
        AND (channel = 'interview' OR code_use IS NULL)),
    CONSTRAINT statement_answer_presentation_unique UNIQUE (presentation),
    CONSTRAINT statement_answer_code_use_unique UNIQUE (code_use),
    CONSTRAINT statement_answer_scan_unique UNIQUE (scan)
);
-- All those of a statement.
CREATE INDEX statement_answer_by_statement ON statement_answer (statement);

-- The words of an answer, written before it: what the person said, who helped them and how.
CREATE TABLE statement_words (
    answer   TEXT NOT NULL CONSTRAINT statement_words_answer_unique PRIMARY KEY
             CONSTRAINT statement_words_answer_known REFERENCES statement_answer (id) DEFERRABLE INITIALLY DEFERRED,
    salt     BLOB CONSTRAINT statement_words_salt_length CHECK (length(salt) = 16),
    comment  TEXT,
    helper   TEXT,
    help     TEXT
);
CREATE TRIGGER statement_words_no_replace BEFORE INSERT ON statement_words
WHEN EXISTS (SELECT 1 FROM statement_words WHERE answer = NEW.answer)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_words_only_erased BEFORE UPDATE ON statement_words
WHEN NEW.answer <> OLD.answer OR NEW.salt IS NOT NULL OR NEW.comment IS NOT NULL OR NEW.helper IS NOT NULL OR NEW.help IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_words_no_delete BEFORE DELETE ON statement_words BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- Not while the file is in litigation.
CREATE TRIGGER statement_words_held BEFORE UPDATE ON statement_words
WHEN EXISTS (SELECT 1 FROM statement_answer a JOIN statement s ON s.number = a.statement JOIN litigation_hold h ON h.person = s.person
    WHERE a.id = OLD.answer AND h.lifted_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'quitus: file_in_litigation'); END;
CREATE TRIGGER statement_answer_no_replace BEFORE INSERT ON statement_answer
WHEN EXISTS (SELECT 1 FROM statement_answer WHERE id = NEW.id OR presentation = NEW.presentation OR code_use = NEW.code_use OR scan = NEW.scan)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_no_update BEFORE UPDATE ON statement_answer BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_no_delete BEFORE DELETE ON statement_answer BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_answer_lawful BEFORE INSERT ON statement_answer
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM statement WHERE number = NEW.statement AND pdf_sha256 = NEW.pdf_sha256)
            THEN RAISE(ABORT, 'quitus: answer_not_its_statement')
        WHEN NEW.channel = 'interview' AND NOT EXISTS (SELECT 1 FROM statement_presentation p
            WHERE p.id = NEW.presentation AND p.statement = NEW.statement AND p.presenter = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: presentation_of_another')
        WHEN NEW.channel = 'interview' AND NOT (EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'plain' AND s.shown_at <= NEW.answered_at)
            AND EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'answer' AND s.shown_at <= NEW.answered_at)
            AND (NEW.layers = 'plain_detail') = EXISTS (SELECT 1 FROM statement_screen s WHERE s.presentation = NEW.presentation AND s.screen = 'detail' AND s.shown_at <= NEW.answered_at))
            THEN RAISE(ABORT, 'quitus: answer_without_reading')
        WHEN NEW.channel = 'interview' AND NOT EXISTS (SELECT 1 FROM statement_presentation p WHERE p.id = NEW.presentation AND julianday(NEW.answered_at) - julianday(p.presented_at) < 7200.001 / 86400)
            THEN RAISE(ABORT, 'quitus: presentation_over')
        WHEN NEW.channel = 'interview' AND NOT EXISTS (SELECT 1 FROM statement_state c JOIN statement_transition t ON t.from_state = c.state
            WHERE c.number = NEW.statement AND t.to_state = CASE NEW.answer WHEN 'agree' THEN 'signed' WHEN 'reserve' THEN 'signed_with_reserve'
                WHEN 'disagree' THEN 'contested' ELSE 'refused' END)
            THEN RAISE(ABORT, 'quitus: statement_transition_unknown')
        WHEN NEW.channel = 'interview' AND (NEW.answer <> 'not_signed' OR NEW.code_use IS NOT NULL) AND NOT EXISTS (
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

-- A second user compares the sheet with the statement (RULE 35): without their word an answer on paper does not count.
CREATE TABLE statement_look (
    answer     TEXT NOT NULL CONSTRAINT statement_look_answer_unique PRIMARY KEY CONSTRAINT statement_look_answer_known REFERENCES statement_answer (id),
    accepted   BOOLEAN NOT NULL,
    reason     TEXT,
    looked_at  TIMESTAMP NOT NULL,
    looked_by  TEXT NOT NULL CONSTRAINT statement_look_looked_by_known REFERENCES app_user (id),
    CONSTRAINT statement_look_reason_filled CHECK (accepted OR (reason IS NOT NULL AND length(trim(reason)) > 0))
);
CREATE TRIGGER statement_look_no_replace BEFORE INSERT ON statement_look
WHEN EXISTS (SELECT 1 FROM statement_look WHERE answer = NEW.answer)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_look_no_update BEFORE UPDATE ON statement_look BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_look_no_delete BEFORE DELETE ON statement_look BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- Who joined a wrong sheet may set it aside themself.
CREATE TRIGGER statement_look_lawful BEFORE INSERT ON statement_look
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.looked_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.looked_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM statement_answer WHERE id = NEW.answer AND channel = 'paper')
            THEN RAISE(ABORT, 'quitus: scan_of_another')
        WHEN EXISTS (SELECT 1 FROM statement_answer WHERE id = NEW.answer AND answered_at > NEW.looked_at)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NEW.accepted AND EXISTS (SELECT 1 FROM statement_answer WHERE id = NEW.answer AND recorded_by = NEW.looked_by)
            THEN RAISE(ABORT, 'quitus: second_look_by_oneself')
        WHEN NEW.accepted AND EXISTS (SELECT 1 FROM access_same_hand h JOIN statement_answer a ON a.id = NEW.answer
            WHERE (h.one = NEW.looked_by AND h.other = a.recorded_by) OR (h.one = a.recorded_by AND h.other = NEW.looked_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
    END;
END;

-- Each try to reach the person: on which day and how.
CREATE TABLE statement_try (
    statement    TEXT NOT NULL CONSTRAINT statement_try_statement_known REFERENCES statement (number),
    no           BIGINT NOT NULL CONSTRAINT statement_try_no_positive CHECK (no > 0),
    tried_on     DATE NOT NULL,
    means        TEXT NOT NULL CONSTRAINT statement_try_means_known CHECK (means IN ('telephone', 'letter', 'visit', 'message')),
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT statement_try_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT statement_try_statement_no_unique PRIMARY KEY (statement, no)
);

-- The life of a statement, step by step; each from its own source.
CREATE TABLE statement_step (
    statement     TEXT NOT NULL CONSTRAINT statement_step_statement_known REFERENCES statement (number),
    no            BIGINT NOT NULL CONSTRAINT statement_step_no_positive CHECK (no > 0),
    state         TEXT NOT NULL CONSTRAINT statement_step_state_known CHECK (state IN (
                  'presented', 'signed', 'signed_with_reserve', 'refused', 'not_reached', 'contested')),
    presentation  TEXT CONSTRAINT statement_step_presentation_known REFERENCES statement_presentation (id),
    answer        TEXT CONSTRAINT statement_step_answer_known REFERENCES statement_answer (id),
    at            TIMESTAMP NOT NULL,
    recorded_by   TEXT NOT NULL CONSTRAINT statement_step_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT statement_step_of_its_source CHECK ((state = 'presented') = (presentation IS NOT NULL)
        AND (state NOT IN ('presented', 'not_reached')) = (answer IS NOT NULL)),
    CONSTRAINT statement_step_statement_no_unique PRIMARY KEY (statement, no),
    CONSTRAINT statement_step_presentation_unique UNIQUE (presentation),
    CONSTRAINT statement_step_answer_unique UNIQUE (answer)
);
-- Where each statement is, since when, and after how many steps.
CREATE VIEW statement_state AS
    SELECT s.number, s.person, s.month, s.issued_on, COALESCE(p.state, 'to_present') AS state, COALESCE(p.at, s.issued_at) AS since,
        COALESCE(p.no, 0) AS steps
    FROM statement s LEFT JOIN statement_step p ON p.statement = s.number
        AND p.no = (SELECT MAX(l.no) FROM statement_step l WHERE l.statement = s.number);
CREATE TRIGGER statement_try_no_replace BEFORE INSERT ON statement_try
WHEN EXISTS (SELECT 1 FROM statement_try WHERE statement = NEW.statement AND no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_no_update BEFORE UPDATE ON statement_try BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_no_delete BEFORE DELETE ON statement_try BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_try_lawful BEFORE INSERT ON statement_try
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.no <> COALESCE((SELECT MAX(no) FROM statement_try WHERE statement = NEW.statement), 0) + 1
            OR NEW.recorded_at < (SELECT MAX(recorded_at) FROM statement_try WHERE statement = NEW.statement)
            THEN RAISE(ABORT, 'quitus: statement_step_in_order')
        WHEN NOT EXISTS (SELECT 1 FROM statement WHERE number = NEW.statement AND issued_on <= NEW.tried_on)
            THEN RAISE(ABORT, 'quitus: signature_times_in_order')
        WHEN NOT EXISTS (SELECT 1 FROM statement_state WHERE number = NEW.statement AND state IN ('to_present', 'presented', 'not_reached'))
            OR EXISTS (SELECT 1 FROM statement_step p WHERE p.statement = NEW.statement AND p.answer IS NOT NULL)
            THEN RAISE(ABORT, 'quitus: statement_transition_unknown')
    END;
END;
CREATE TRIGGER statement_step_no_replace BEFORE INSERT ON statement_step
WHEN EXISTS (SELECT 1 FROM statement_step WHERE statement = NEW.statement AND no = NEW.no OR presentation = NEW.presentation OR answer = NEW.answer)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_no_update BEFORE UPDATE ON statement_step BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_no_delete BEFORE DELETE ON statement_step BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_step_lawful BEFORE INSERT ON statement_step
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
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
