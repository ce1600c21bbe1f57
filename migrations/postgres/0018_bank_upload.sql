-- Bank files that a user has sent and not yet imported, between the page that shows what they would do and the user's confirmation.
-- They may be deleted: nothing was booked from them, the bank keeps the originals, and an import leaves its own trace in bank_file.

CREATE TABLE bank_upload (
    upload       TEXT NOT NULL,
    no           BIGINT NOT NULL,
    name         TEXT NOT NULL,
    sha256       TEXT NOT NULL CONSTRAINT bank_upload_sha256_length CHECK (length(sha256) = 64),
    bytes        BYTEA NOT NULL,
    uploaded_at  TIMESTAMPTZ NOT NULL,
    uploaded_by  TEXT NOT NULL CONSTRAINT bank_upload_uploaded_by_known REFERENCES app_user (id),
    CONSTRAINT bank_upload_upload_no_unique PRIMARY KEY (upload, no)
);
-- The next upload deletes those that are older than a day.
CREATE INDEX bank_upload_by_uploaded_at ON bank_upload (uploaded_at);

-- What is confirmed is what was shown.
CREATE TRIGGER bank_upload_no_update BEFORE UPDATE ON bank_upload
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
