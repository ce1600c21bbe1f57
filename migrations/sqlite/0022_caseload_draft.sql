-- Caseload files that a user has sent and is mending, until every row is right and they are imported. They may be deleted: nothing
-- was written from them, their sender keeps the originals, and an import leaves its own trace in audit.

CREATE TABLE caseload_draft (
    id       TEXT NOT NULL CONSTRAINT caseload_draft_id_unique PRIMARY KEY,
    sent_at  TIMESTAMP NOT NULL,
    sent_by  TEXT NOT NULL CONSTRAINT caseload_draft_sent_by_known REFERENCES app_user (id)
);
-- The next sending deletes those that are older than a day.
CREATE INDEX caseload_draft_by_sent_at ON caseload_draft (sent_at);

CREATE TABLE caseload_draft_file (
    draft   TEXT NOT NULL CONSTRAINT caseload_draft_file_draft_known REFERENCES caseload_draft (id) ON DELETE CASCADE,
    no      BIGINT NOT NULL,
    name    TEXT NOT NULL,
    sha256  TEXT NOT NULL CONSTRAINT caseload_draft_file_sha256_length CHECK (length(sha256) = 64),
    bytes   BLOB NOT NULL,
    CONSTRAINT caseload_draft_file_draft_no_unique PRIMARY KEY (draft, no)
);

-- What the sender wrote over a row: its cells as a JSON list, or nothing for a row that is left out. Written again, it is another row.
CREATE TABLE caseload_draft_row (
    draft      TEXT NOT NULL CONSTRAINT caseload_draft_row_draft_known REFERENCES caseload_draft (id) ON DELETE CASCADE,
    file       TEXT NOT NULL,
    line       BIGINT NOT NULL,
    cells      TEXT,
    mended_at  TIMESTAMP NOT NULL,
    CONSTRAINT caseload_draft_row_draft_file_line_unique PRIMARY KEY (draft, file, line)
);

-- What is imported is what was sent, under what was written over it.
CREATE TRIGGER caseload_draft_no_replace BEFORE INSERT ON caseload_draft WHEN EXISTS (SELECT 1 FROM caseload_draft WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_no_update BEFORE UPDATE ON caseload_draft BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_file_no_replace BEFORE INSERT ON caseload_draft_file WHEN EXISTS (SELECT 1 FROM caseload_draft_file WHERE draft = NEW.draft AND no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_file_no_update BEFORE UPDATE ON caseload_draft_file BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_row_no_replace BEFORE INSERT ON caseload_draft_row WHEN EXISTS (SELECT 1 FROM caseload_draft_row WHERE draft = NEW.draft AND file = NEW.file AND line = NEW.line)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER caseload_draft_row_no_update BEFORE UPDATE ON caseload_draft_row BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
