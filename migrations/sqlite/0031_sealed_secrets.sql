-- The secret of a telephone is in the database sealed only, by a key that is outside it: whoever reads a copy of the database makes
-- nobody's codes. A sealed secret is 57 bytes: version 1, the key's name in eight, nonce, tag, and the 20 of the secret.

-- What was asked and answered holds the same secret once more. What still waited is asked anew.
DROP TRIGGER factor_challenge_only_marked;
UPDATE factor_challenge SET state = '', used_at = COALESCE(used_at, expires_at) WHERE kind = 'totp';
CREATE TRIGGER factor_challenge_only_marked BEFORE UPDATE ON factor_challenge
WHEN NOT ((NEW.id, NEW.session, NEW.kind, NEW.state, NEW.expires_at)
    IS NOT DISTINCT FROM (OLD.id, OLD.session, OLD.kind, OLD.state, OLD.expires_at)
    AND OLD.used_at IS NULL AND NEW.used_at IS NOT NULL AND NEW.used_at < OLD.expires_at)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER factor_challenge_sealed BEFORE INSERT ON factor_challenge
WHEN NEW.kind = 'totp' AND NOT (length(NEW.state) = 114 AND substr(NEW.state, 1, 2) = '01')
BEGIN SELECT RAISE(ABORT, 'quitus: totp_secret_in_clear'); END;

CREATE TRIGGER totp_secret_sealed BEFORE INSERT ON totp_secret
WHEN NOT (length(NEW.secret) = 57 AND substr(NEW.secret, 1, 1) = x'01')
BEGIN SELECT RAISE(ABORT, 'quitus: totp_secret_in_clear'); END;
-- A secret that is in clear is sealed, one that is sealed is sealed by another key; nothing else of it moves at the same time.
DROP TRIGGER totp_secret_only_marked;
CREATE TRIGGER totp_secret_only_marked BEFORE UPDATE ON totp_secret
WHEN NOT ((NEW.id, NEW.app_user, NEW.added_at) IS NOT DISTINCT FROM (OLD.id, OLD.app_user, OLD.added_at)
    AND ((NEW.secret = OLD.secret AND OLD.ended_at IS NULL
            AND ((NEW.ended_at IS NULL AND NEW.last_step > OLD.last_step) OR (NEW.ended_at IS NOT NULL AND NEW.last_step = OLD.last_step)))
        OR ((NEW.last_step, NEW.ended_at) IS NOT DISTINCT FROM (OLD.last_step, OLD.ended_at)
            AND length(NEW.secret) = 57 AND substr(NEW.secret, 1, 1) = x'01'
            AND (length(OLD.secret) <> 57 OR substr(NEW.secret, 2, 8) <> substr(OLD.secret, 2, 8)))))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
