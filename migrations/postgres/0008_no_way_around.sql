-- No way around. PostgreSQL has no REPLACE, fires triggers in order of name and checks types and references by itself: little is left.

-- The identifier of an author is in sealed entries.
CREATE TRIGGER app_user_id_fixed BEFORE UPDATE ON app_user FOR EACH ROW WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION refuse('append_only');
