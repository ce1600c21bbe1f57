-- In which letters a person's statements are printed from now on: a choice of theirs, kept in versions. What was issued stays as it is.
CREATE TABLE statement_print (
    person       BIGINT NOT NULL CONSTRAINT statement_print_person_known REFERENCES person (number),
    version      BIGINT NOT NULL CONSTRAINT statement_print_version_positive CHECK (version > 0),
    print        TEXT NOT NULL CONSTRAINT statement_print_print_known CHECK (print IN ('normal', 'large')),
    chosen_at    TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT statement_print_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT statement_print_person_version_unique PRIMARY KEY (person, version)
);
CREATE TRIGGER statement_print_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_print FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE FUNCTION statement_print_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN 'role_not_allowed'
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN 'access_not_confirmed'
        WHEN NEW.version <> COALESCE((SELECT MAX(version) FROM statement_print WHERE person = NEW.person), 0) + 1
            OR NEW.chosen_at < (SELECT MAX(chosen_at) FROM statement_print WHERE person = NEW.person)
            THEN 'statement_print_in_order'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER statement_print_lawful BEFORE INSERT ON statement_print FOR EACH ROW EXECUTE FUNCTION statement_print_lawful();
-- What it asks, it asks of the tables of its own schema, whatever the caller's path (0009).
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION statement_print_lawful() SET search_path = %I, pg_temp', current_schema());
END $$;
