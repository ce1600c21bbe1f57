-- In which letters a person's statements are printed from now on: a choice of theirs, kept in versions. What was issued stays as it is.
CREATE TABLE statement_print (
    person       BIGINT NOT NULL CONSTRAINT statement_print_person_known REFERENCES person (number),
    version      BIGINT NOT NULL CONSTRAINT statement_print_version_positive CHECK (version > 0),
    print        TEXT NOT NULL CONSTRAINT statement_print_print_known CHECK (print IN ('normal', 'large')),
    chosen_at    TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT statement_print_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT statement_print_person_version_unique PRIMARY KEY (person, version)
);
CREATE TRIGGER statement_print_no_replace BEFORE INSERT ON statement_print
WHEN EXISTS (SELECT 1 FROM statement_print WHERE person = NEW.person AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_no_update BEFORE UPDATE ON statement_print BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_no_delete BEFORE DELETE ON statement_print BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_no_replace_row BEFORE INSERT ON statement_print WHEN EXISTS (SELECT 1 FROM statement_print WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_no_replace_below AFTER INSERT ON statement_print WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_no_update_row BEFORE UPDATE ON statement_print WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_print_lawful BEFORE INSERT ON statement_print
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.version <> COALESCE((SELECT MAX(version) FROM statement_print WHERE person = NEW.person), 0) + 1
            OR NEW.chosen_at < (SELECT MAX(chosen_at) FROM statement_print WHERE person = NEW.person)
            THEN RAISE(ABORT, 'quitus: statement_print_in_order')
    END;
END;
