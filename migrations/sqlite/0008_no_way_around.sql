-- No way around: what only SQLite lets through, and the order in which an entry is checked.

-- REPLACE deletes, without a word to the delete triggers, the row that holds a unique value: also by another key than the first.
CREATE TRIGGER bank_account_no_replace_reference BEFORE INSERT ON bank_account WHEN EXISTS (SELECT 1 FROM bank_account WHERE reference = NEW.reference)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_account_no_replace_iban BEFORE INSERT ON bank_account WHEN EXISTS (SELECT 1 FROM bank_account WHERE iban = NEW.iban)
BEGIN SELECT RAISE(ABORT, 'quitus: bank_account_iban_unique'); END;
CREATE TRIGGER authorisation_no_replace_benefit BEFORE INSERT ON authorisation WHEN EXISTS (SELECT 1 FROM authorisation WHERE contract = NEW.contract AND benefit = NEW.benefit AND from_on = NEW.from_on)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER rent_no_replace_lease BEFORE INSERT ON rent WHEN EXISTS (SELECT 1 FROM rent WHERE person = NEW.person AND lease = NEW.lease AND from_on = NEW.from_on)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER budget_line_no_replace_reference BEFORE INSERT ON budget_line WHEN EXISTS (SELECT 1 FROM budget_line WHERE person = NEW.person AND reference = NEW.reference)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER bank_file_no_replace_sha256 BEFORE INSERT ON bank_file WHEN EXISTS (SELECT 1 FROM bank_file WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'quitus: bank_file_sha256_unique'); END;
CREATE TRIGGER bank_statement_no_replace_position BEFORE INSERT ON bank_statement WHEN EXISTS (SELECT 1 FROM bank_statement WHERE bank_account = NEW.bank_account AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER opening_balance_no_replace_pot BEFORE INSERT ON opening_balance WHEN EXISTS (SELECT 1 FROM opening_balance WHERE person = NEW.person AND pot = NEW.pot)
BEGIN SELECT RAISE(ABORT, 'quitus: opening_balance_person_pot_unique'); END;
CREATE TRIGGER batch_no_replace_message BEFORE INSERT ON batch WHEN EXISTS (SELECT 1 FROM batch WHERE message_id = NEW.message_id)
BEGIN SELECT RAISE(ABORT, 'quitus: batch_message_id_unique'); END;
CREATE TRIGGER batch_block_no_replace_payment BEFORE INSERT ON batch_block WHEN EXISTS (SELECT 1 FROM batch_block WHERE payment_id = NEW.payment_id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_replace_month BEFORE INSERT ON statement WHEN EXISTS (SELECT 1 FROM statement WHERE person = NEW.person AND month = NEW.month)
BEGIN SELECT RAISE(ABORT, 'quitus: statement_person_month_unique'); END;
CREATE TRIGGER payment_order_no_replace_return BEFORE UPDATE ON payment_order
WHEN EXISTS (SELECT 1 FROM payment_order WHERE returned_line = NEW.returned_line AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER app_user_no_replace_name BEFORE UPDATE ON app_user WHEN EXISTS (SELECT 1 FROM app_user WHERE name = NEW.name AND id <> OLD.id)
BEGIN SELECT RAISE(ABORT, 'quitus: app_user_name_unique'); END;

-- The identifier of an author is in sealed entries.
CREATE TRIGGER app_user_id_fixed BEFORE UPDATE ON app_user WHEN NEW.id <> OLD.id BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- The newest trigger fires first: the shape of an entry is checked before the law (0007) looks at what it means.
CREATE TRIGGER entry_complete BEFORE INSERT ON entry
BEGIN
    -- Text, fractions and unknown accounts pass where the types and foreign keys of PostgreSQL refuse them.
    SELECT RAISE(ABORT, 'quitus: entry_date_mismatch') WHERE NEW.occurred_on IS NOT date(NEW.occurred_on) OR NEW.value_on IS NOT date(NEW.value_on);
    SELECT RAISE(ABORT, 'quitus: entry_recorded_backwards') WHERE NEW.recorded_at
        NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]+00:00';
    SELECT RAISE(ABORT, 'quitus: entry_unbalanced') WHERE EXISTS (
        SELECT 1 FROM line WHERE entry = NEW.seq AND (typeof(cents) <> 'integer' OR typeof(no) <> 'integer'));
    SELECT RAISE(ABORT, 'quitus: reference_missing') WHERE EXISTS (
        SELECT 1 FROM line l WHERE l.entry = NEW.seq AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = l.account));
    SELECT RAISE(ABORT, 'quitus: entry_seq_gap') WHERE NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry);
    SELECT RAISE(ABORT, 'quitus: entry_seal_unique') WHERE EXISTS (SELECT 1 FROM entry WHERE seal = NEW.seal);
    SELECT RAISE(ABORT, 'quitus: entry_corrects_unique') WHERE EXISTS (SELECT 1 FROM entry WHERE corrects = NEW.corrects);
    SELECT RAISE(ABORT, 'quitus: entry_movement_source_unique') WHERE NEW.journal <> 'LO'
        AND EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND movement = NEW.movement);
    SELECT RAISE(ABORT, 'quitus: entry_source_unique') WHERE NEW.journal = 'BQ'
        AND EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND journal = 'BQ');
    SELECT RAISE(ABORT, 'quitus: entry_number_gap') WHERE NEW.number <> (
        SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = NEW.journal AND year = NEW.year);
    SELECT RAISE(ABORT, 'quitus: entry_chain_broken') WHERE NEW.previous_seal <> COALESCE(
        (SELECT seal FROM entry WHERE seq = NEW.seq - 1), zeroblob(32));
    SELECT RAISE(ABORT, 'quitus: entry_recorded_backwards') WHERE NEW.recorded_at < (SELECT recorded_at FROM entry WHERE seq = NEW.seq - 1);
    SELECT RAISE(ABORT, 'quitus: entry_journal_mismatch') WHERE NOT EXISTS (
        SELECT 1 FROM movement WHERE code = NEW.movement AND journal = NEW.journal);
    SELECT RAISE(ABORT, 'quitus: entry_date_mismatch') WHERE NEW.year <> CAST(strftime('%Y', NEW.occurred_on) AS INTEGER)
        OR EXISTS (SELECT 1 FROM line WHERE entry = NEW.seq AND occurred_on <> NEW.occurred_on);
    SELECT RAISE(ABORT, 'quitus: month_closed') WHERE EXISTS (SELECT 1 FROM closed_month WHERE month = strftime('%Y-%m', NEW.occurred_on));
    SELECT RAISE(ABORT, 'quitus: entry_needs_two_lines') WHERE (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) < 2;
    SELECT RAISE(ABORT, 'quitus: entry_unbalanced') WHERE (SELECT SUM(cents) FROM line WHERE entry = NEW.seq) <> 0;
    SELECT RAISE(ABORT, 'quitus: entry_wrong_account') WHERE NEW.movement <> 'correction' AND EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND NOT EXISTS (SELECT 1 FROM movement_side m
            WHERE m.movement = NEW.movement AND m.kind = a.kind AND m.side = CASE WHEN l.cents > 0 THEN 'debit' ELSE 'credit' END));
    -- RULE 21: one person's money never moves to another person, nor from one bank account to another.
    SELECT RAISE(ABORT, 'quitus: entry_mixes_people') WHERE (
        SELECT COUNT(DISTINCT a.person) > 1 OR COUNT(DISTINCT a.bank_account) > 1
        FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq);
    SELECT RAISE(ABORT, 'quitus: correction_not_mirror') WHERE NEW.movement = 'correction' AND (
        EXISTS (SELECT 1 FROM entry WHERE seq = NEW.corrects AND movement = 'correction')
        OR EXISTS (SELECT account, -cents, category FROM line WHERE entry = NEW.corrects
            EXCEPT SELECT account, cents, category FROM line WHERE entry = NEW.seq)
        OR EXISTS (SELECT account, cents, category FROM line WHERE entry = NEW.seq
            EXCEPT SELECT account, -cents, category FROM line WHERE entry = NEW.corrects)
        OR (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> (SELECT COUNT(*) FROM line WHERE entry = NEW.corrects));
END;
