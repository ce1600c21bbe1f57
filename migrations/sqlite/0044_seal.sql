-- The organisation's own seal on what people answer (RULE 90): its keys, each with its certificate, and one proof per answer that counts.

-- A key that seals from an instant on, until the next one. What it sealed stays, and is checked by its certificate. Its secret part is sealed
-- itself, by a key that is outside the database.
CREATE TABLE seal_key (
    no           BIGINT NOT NULL CONSTRAINT seal_key_no_unique PRIMARY KEY CONSTRAINT seal_key_no_positive CHECK (no > 0),
    certificate  BLOB NOT NULL CONSTRAINT seal_key_certificate_unique UNIQUE
                 CONSTRAINT seal_key_certificate_length CHECK (length(certificate) BETWEEN 200 AND 8192),
    secret       BLOB NOT NULL CONSTRAINT seal_key_secret_length CHECK (length(secret) BETWEEN 64 AND 8192),
    origin       TEXT NOT NULL CONSTRAINT seal_key_origin_known CHECK (origin IN ('made', 'brought')),
    since        TIMESTAMP NOT NULL,
    added_by     TEXT NOT NULL CONSTRAINT seal_key_added_by_known REFERENCES app_user (id)
);
-- The proof of an answer, sealed once the answer counts. Its file names the person and holds their words: it is erased with them, and the
-- seal stays.
CREATE TABLE statement_proof (
    answer     TEXT NOT NULL CONSTRAINT statement_proof_answer_unique PRIMARY KEY
               CONSTRAINT statement_proof_answer_known REFERENCES statement_answer (id),
    file       BLOB CONSTRAINT statement_proof_file_length CHECK (length(file) BETWEEN 2 AND 8388608),
    sha256     TEXT NOT NULL CONSTRAINT statement_proof_sha256_length CHECK (length(sha256) = 64),
    seal       BLOB NOT NULL CONSTRAINT statement_proof_seal_length CHECK (length(seal) BETWEEN 200 AND 16384),
    seal_key   BIGINT NOT NULL CONSTRAINT statement_proof_seal_key_known REFERENCES seal_key (no),
    sealed_at  TIMESTAMP NOT NULL
);
CREATE TRIGGER seal_key_no_replace BEFORE INSERT ON seal_key
WHEN EXISTS (SELECT 1 FROM seal_key WHERE no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER seal_key_no_delete BEFORE DELETE ON seal_key BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER seal_key_no_replace_row BEFORE INSERT ON seal_key WHEN EXISTS (SELECT 1 FROM seal_key WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER seal_key_no_replace_below AFTER INSERT ON seal_key WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER seal_key_no_update_row BEFORE UPDATE ON seal_key WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_proof_no_replace BEFORE INSERT ON statement_proof
WHEN EXISTS (SELECT 1 FROM statement_proof WHERE answer = NEW.answer)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_proof_no_delete BEFORE DELETE ON statement_proof BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_proof_no_replace_row BEFORE INSERT ON statement_proof WHEN EXISTS (SELECT 1 FROM statement_proof WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_proof_no_replace_below AFTER INSERT ON statement_proof WHEN NEW.rowid < 0
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_proof_no_update_row BEFORE UPDATE ON statement_proof WHEN NEW.rowid <> OLD.rowid
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- `INSERT OR REPLACE` would take away a key with the same certificate.
CREATE TRIGGER seal_key_no_replace_certificate BEFORE INSERT ON seal_key
WHEN EXISTS (SELECT 1 FROM seal_key WHERE certificate = NEW.certificate)
BEGIN SELECT RAISE(ABORT, 'quitus: seal_key_certificate_unique'); END;
-- Its secret part is sealed by another key outside; nothing else of it moves.
CREATE TRIGGER seal_key_only_sealed_anew BEFORE UPDATE ON seal_key
WHEN NOT ((NEW.no, NEW.certificate, NEW.origin, NEW.since, NEW.added_by) IS NOT DISTINCT FROM (OLD.no, OLD.certificate, OLD.origin, OLD.since, OLD.added_by)
    AND substr(NEW.secret, 1, 1) = x'01' AND substr(NEW.secret, 2, 8) <> substr(OLD.secret, 2, 8))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- A proof's file goes with the words of its answer, not before them.
CREATE TRIGGER statement_proof_only_erased BEFORE UPDATE ON statement_proof
WHEN NOT ((NEW.answer, NEW.sha256, NEW.seal, NEW.seal_key, NEW.sealed_at) IS NOT DISTINCT FROM (OLD.answer, OLD.sha256, OLD.seal, OLD.seal_key, OLD.sealed_at)
    AND NEW.file IS NULL AND EXISTS (SELECT 1 FROM statement_words w WHERE w.answer = OLD.answer AND w.salt IS NULL))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER seal_key_lawful BEFORE INSERT ON seal_key
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.added_by AND active AND role IN ('admin', 'programme'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.added_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT (substr(NEW.secret, 1, 1) = x'01')
            THEN RAISE(ABORT, 'quitus: seal_key_in_clear')
        WHEN NEW.no <> COALESCE((SELECT MAX(no) FROM seal_key), 0) + 1 OR NEW.since < (SELECT MAX(since) FROM seal_key)
            THEN RAISE(ABORT, 'quitus: seal_key_in_order')
    END;
END;
CREATE TRIGGER statement_proof_lawful BEFORE INSERT ON statement_proof
BEGIN
    SELECT CASE
        WHEN NEW.file IS NULL
            THEN RAISE(ABORT, 'quitus: statement_proof_of_its_answer')
        WHEN NOT EXISTS (SELECT 1 FROM statement_step p JOIN statement_answer a ON a.id = p.answer
            WHERE p.answer = NEW.answer AND a.answered_at <= NEW.sealed_at AND p.at <= NEW.sealed_at)
            THEN RAISE(ABORT, 'quitus: statement_proof_of_its_answer')
        WHEN NOT EXISTS (SELECT 1 FROM seal_key k WHERE k.no = NEW.seal_key AND k.since <= NEW.sealed_at)
            OR EXISTS (SELECT 1 FROM seal_key n WHERE n.no > NEW.seal_key)
            THEN RAISE(ABORT, 'quitus: seal_key_not_in_force')
    END;
END;
