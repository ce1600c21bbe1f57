-- Income that was refused is told with the order that gives it back, and money that waits with the receipts of a person's own account:
-- without these, SQLite read every order and every receipt for each question.
CREATE INDEX payment_order_by_split ON payment_order (split) WHERE split IS NOT NULL;
CREATE INDEX receipt_by_bank_account ON receipt (bank_account, received_on);

-- "An entry before this one" was found by walking the journal from its start, when the server had last counted a nearly empty one: a
-- thousand approvals took half a minute. The sum keeps the comparison from being used as a way in; the other conditions have an index.
DO $$
DECLARE asked oid;
BEGIN
    FOR asked IN
        SELECT p.oid FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
            AND p.prosrc ~ '\m[a-z]\.seq < (e\.seq|NEW\.seq|entry_seq)'
    LOOP
        EXECUTE regexp_replace(pg_get_functiondef(asked), '\m([a-z]\.seq) < (e\.seq|NEW\.seq|entry_seq)', '\1 + 0 < \2', 'g');
    END LOOP;
END $$;
