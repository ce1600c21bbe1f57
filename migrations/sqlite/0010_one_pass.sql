-- One pass over an entry: the same questions as 0004, 0007 and 0008 asked together, in an order that is written down (SQLite does
-- not promise which of two triggers fires first) and with each line and its account read once.

DROP TRIGGER entry_category_of_its_line;
DROP TRIGGER entry_of_its_bank_line;
DROP TRIGGER entry_of_its_split;
DROP TRIGGER entry_of_its_refusal;
DROP TRIGGER entry_of_its_approval;
DROP TRIGGER entry_of_its_reject;
DROP TRIGGER entry_of_its_settlement;
DROP TRIGGER entry_of_its_debit;
DROP TRIGGER entry_of_its_opening;
DROP TRIGGER entry_of_its_correction;
DROP TRIGGER entry_of_the_reserve;
DROP TRIGGER entry_rent_first;
DROP TRIGGER entry_complete;
DROP TRIGGER entry_moves_balances;
DROP TRIGGER balance_follows_entries;

-- A plus sign before a column keeps SQLite on the index of the other columns: an entry has few lines, an account has many.
CREATE TRIGGER entry_complete BEFORE INSERT ON entry
BEGIN
    -- Text passes where the types of PostgreSQL refuse it.
    SELECT CASE
        WHEN NEW.occurred_on IS NOT date(NEW.occurred_on) OR NEW.value_on IS NOT date(NEW.value_on) THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN NEW.recorded_at NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]+00:00'
            THEN RAISE(ABORT, 'quitus: entry_recorded_backwards')
        WHEN NEW.year <> CAST(substr(NEW.occurred_on, 1, 4) AS INTEGER) THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN EXISTS (SELECT 1 FROM closed_month WHERE month = substr(NEW.occurred_on, 1, 7)) THEN RAISE(ABORT, 'quitus: month_closed')
    END;
    SELECT CASE
        WHEN NEW.seq <> COALESCE(head.seq, 0) + 1 THEN RAISE(ABORT, 'quitus: entry_seq_gap')
        WHEN NEW.previous_seal <> COALESCE(head.seal, zeroblob(32)) THEN RAISE(ABORT, 'quitus: entry_chain_broken')
        WHEN NEW.recorded_at < head.recorded_at THEN RAISE(ABORT, 'quitus: entry_recorded_backwards')
    END FROM (SELECT 1) LEFT JOIN (SELECT seq, seal, recorded_at FROM entry ORDER BY seq DESC LIMIT 1) head;
    -- REPLACE would take the place of a row with the same key: keys are asked for here, before the unique indexes.
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM entry WHERE seal = NEW.seal) THEN RAISE(ABORT, 'quitus: entry_seal_unique')
        WHEN NEW.corrects IS NOT NULL AND EXISTS (SELECT 1 FROM entry WHERE corrects = NEW.corrects) THEN RAISE(ABORT, 'quitus: entry_corrects_unique')
        WHEN NEW.journal <> 'LO' AND EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND movement = NEW.movement)
            THEN RAISE(ABORT, 'quitus: entry_movement_source_unique')
        WHEN NEW.journal = 'BQ' AND EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND journal = 'BQ')
            THEN RAISE(ABORT, 'quitus: entry_source_unique')
        WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = NEW.journal AND year = NEW.year)
            THEN RAISE(ABORT, 'quitus: entry_number_gap')
        WHEN NOT EXISTS (SELECT 1 FROM movement WHERE code = NEW.movement AND journal = NEW.journal)
            THEN RAISE(ABORT, 'quitus: entry_journal_mismatch')
    END;
    -- Fractions and unknown accounts pass too; RULE 21: one person's money never moves to another person, nor from one bank account
    -- to another.
    SELECT CASE
        WHEN MAX(typeof(l.cents) <> 'integer' OR typeof(l.no) <> 'integer') THEN RAISE(ABORT, 'quitus: entry_unbalanced')
        WHEN MAX(a.id IS NULL) THEN RAISE(ABORT, 'quitus: reference_missing')
        WHEN MAX(l.occurred_on <> NEW.occurred_on) THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN COUNT(*) < 2 THEN RAISE(ABORT, 'quitus: entry_needs_two_lines')
        WHEN SUM(l.cents) <> 0 THEN RAISE(ABORT, 'quitus: entry_unbalanced')
        WHEN NEW.movement <> 'correction' AND MAX(m.kind IS NULL) THEN RAISE(ABORT, 'quitus: entry_wrong_account')
        WHEN MIN(a.person) <> MAX(a.person) OR MIN(a.bank_account) <> MAX(a.bank_account) THEN RAISE(ABORT, 'quitus: entry_mixes_people')
        WHEN NEW.journal = 'LO' AND (COUNT(*) <> 2
            OR MAX(a.pot <> CASE WHEN (l.cents > 0) = (NEW.movement = 'rent_set_aside') THEN 'libre' ELSE 'loyer' END))
            THEN RAISE(ABORT, 'quitus: rent_move_wrong_pots')
        WHEN NEW.movement = 'split_accepted' AND COUNT(*) <> 2 THEN RAISE(ABORT, 'quitus: pot_credit_without_split')
        WHEN NEW.movement = 'split_refused' AND COUNT(*) <> 2 THEN RAISE(ABORT, 'quitus: refusal_without_split')
        WHEN NEW.movement = 'opening_balance' AND COUNT(*) <> 2 THEN RAISE(ABORT, 'quitus: opening_without_proof')
        -- A correction mirrors the categories of its entry, which is asked below.
        WHEN NEW.movement NOT IN ('order_approved', 'order_rejected', 'order_returned', 'direct_debit', 'debit_explained', 'correction')
            AND MAX(l.category IS NOT NULL) THEN RAISE(ABORT, 'quitus: wrong_pot_for_category')
    END
    FROM line l LEFT JOIN account a ON a.id = l.account
        LEFT JOIN movement_side m ON m.movement = NEW.movement AND m.kind = a.kind AND m.side = CASE WHEN l.cents > 0 THEN 'debit' ELSE 'credit' END
    WHERE l.entry = NEW.seq;

    -- The law (0007): each movement needs the decision that allows it.
    SELECT CASE NEW.movement
        -- RULE 11: no pot is credited without a decided split for this person, pot and amount.
        WHEN 'split_accepted' THEN CASE WHEN NOT EXISTS (
            SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
                JOIN account a ON a.person = s.person AND a.pot = s.pot AND a.bank_account = r.bank_account
                JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.net
            WHERE s.id = NEW.source AND s.kind = 'benefit' AND r.state = 'decided')
            THEN RAISE(ABORT, 'quitus: pot_credit_without_split') END
        WHEN 'split_refused' THEN CASE WHEN NOT EXISTS (
            SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
                JOIN account a ON a.kind = 'to_return' AND a.bank_account = r.bank_account
                JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.net
            WHERE s.id = NEW.source AND s.kind = 'refused' AND r.state = 'decided')
            THEN RAISE(ABORT, 'quitus: refusal_without_split') END
        -- RULE 14, 35: an approved order debits the pots of its funding, each with its category, by the hand of its approver.
        WHEN 'order_approved' THEN CASE
            -- Rent first reads the day of the entry: an approval never goes back before an earlier payment decision.
            WHEN NEW.occurred_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
                THEN RAISE(ABORT, 'quitus: entry_back_in_time')
            WHEN NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.id = NEW.source AND o.state = 'approved' AND o.approved_by = NEW.recorded_by)
                THEN RAISE(ABORT, 'quitus: order_not_approved')
            WHEN NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.id = NEW.source AND o.cents = -(
                    SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                    WHERE l.entry = NEW.seq AND a.kind = 'in_transit' AND a.bank_account = o.bank_account))
                THEN RAISE(ABORT, 'quitus: order_funding_mismatch')
            WHEN EXISTS (
                SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
                WHERE l.entry = NEW.seq AND (
                    (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot
                        AND f.cents = l.cents AND a.person = o.person AND l.category = o.category))
                    OR (a.kind = 'to_return' AND o.kind <> 'give_back')))
                THEN RAISE(ABORT, 'quitus: order_funding_mismatch')
            -- Each part of the funding pays: what comes back goes to the pots of the funding.
            WHEN EXISTS (
                SELECT 1 FROM order_funding f WHERE f.payment_order = NEW.source AND NOT EXISTS (
                    SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.pot = f.pot AND l.cents = f.cents))
                THEN RAISE(ABORT, 'quitus: order_funding_mismatch')
            WHEN EXISTS (
                SELECT 1 FROM payment_order o JOIN rent_due d ON d.rent = o.rent AND d.month = o.month
                WHERE o.id = NEW.source AND d.paid > d.payable)
                THEN RAISE(ABORT, 'quitus: rent_paid_twice') END
        WHEN 'opening_balance' THEN CASE WHEN NOT EXISTS (
            SELECT 1 FROM opening_balance o JOIN account a ON a.person = o.person AND a.pot = o.pot
                JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -o.cents
            WHERE o.id = NEW.source)
            THEN RAISE(ABORT, 'quitus: opening_without_proof') END
        WHEN 'correction' THEN CASE
            WHEN EXISTS (SELECT 1 FROM entry WHERE seq = NEW.corrects AND movement = 'correction')
                OR EXISTS (SELECT account, -cents, category FROM line WHERE entry = NEW.corrects
                    EXCEPT SELECT account, cents, category FROM line WHERE entry = NEW.seq)
                OR EXISTS (SELECT account, cents, category FROM line WHERE entry = NEW.seq
                    EXCEPT SELECT account, -cents, category FROM line WHERE entry = NEW.corrects)
                OR (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> (SELECT COUNT(*) FROM line WHERE entry = NEW.corrects)
                THEN RAISE(ABORT, 'quitus: correction_not_mirror')
            WHEN NOT EXISTS (
                SELECT 1 FROM entry e JOIN receipt_correction x ON x.split = e.source
                WHERE e.seq = NEW.corrects AND e.movement IN ('split_accepted', 'split_refused') AND NEW.source = e.source)
                THEN RAISE(ABORT, 'quitus: correction_not_allowed') END
    END;
    -- What the bank says, and what it pays, settles or takes.
    SELECT CASE
        WHEN NEW.journal = 'BQ' AND NOT EXISTS (
            SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND b.cents = (
                SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind = 'bank' AND a.bank_account = b.bank_account))
            THEN RAISE(ABORT, 'quitus: entry_not_its_bank_line')
        -- Money comes back to the pots that paid, to the cent: before the debit (rejected) or after it (returned).
        WHEN NEW.movement IN ('order_rejected', 'order_returned') THEN CASE
            WHEN NOT EXISTS (
                SELECT 1 FROM payment_order o WHERE o.id = NEW.source
                    AND o.state = CASE NEW.movement WHEN 'order_rejected' THEN 'rejected' ELSE 'returned' END
                    AND o.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                        WHERE l.entry = NEW.seq AND a.kind IN ('in_transit', 'unidentified', 'fees') AND a.bank_account = o.bank_account))
                THEN RAISE(ABORT, 'quitus: order_not_given_back')
            WHEN EXISTS (
                SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
                WHERE l.entry = NEW.seq AND (
                    (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot
                        AND f.cents = -l.cents AND a.person = o.person AND l.category = o.category))
                    OR (a.kind = 'to_return' AND o.kind <> 'give_back')))
                THEN RAISE(ABORT, 'quitus: order_funding_mismatch') END
        WHEN NEW.movement = 'order_settled' OR (NEW.movement = 'debit_explained'
            AND EXISTS (SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'in_transit')) THEN CASE
            WHEN NOT EXISTS (
                SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND -b.cents = (
                    SELECT COALESCE(SUM(o.cents), 0) FROM payment_order o
                    WHERE o.settled_line = b.id AND +o.state = 'settled' AND +o.bank_account = b.bank_account))
                THEN RAISE(ABORT, 'quitus: settlement_mismatch') END
    END;
    SELECT CASE WHEN NEW.movement IN ('direct_debit', 'debit_explained') THEN CASE
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'pot' AND NOT EXISTS (
                SELECT 1 FROM direct_debit d WHERE d.line = NEW.source AND d.person = a.person AND d.category = l.category))
            THEN RAISE(ABORT, 'quitus: direct_debit_without_decision')
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM pot_category c WHERE c.pot = a.pot AND c.category = l.category))
            THEN RAISE(ABORT, 'quitus: wrong_pot_for_category')
        WHEN NEW.movement = 'debit_explained' AND NOT EXISTS (
            SELECT 1 FROM bank_line b JOIN entry e ON e.source = b.id AND e.movement = 'debit_unexplained'
            WHERE b.id = NEW.source AND b.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind = 'unexplained' AND a.bank_account = b.bank_account))
            THEN RAISE(ABORT, 'quitus: entry_not_its_bank_line')
    END END;
    -- CASF L271-2, RULE 30: while current rent is not funded, free money pays nothing else and money set aside is not released.
    -- Current: due from one calendar month before the entry's day (included) to one calendar month after (excluded). Nothing is
    -- owed to the rent beyond what housing aid does not already cover.
    SELECT CASE WHEN NEW.movement IN ('order_approved', 'direct_debit', 'debit_explained', 'rent_released') THEN CASE WHEN EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND l.cents > 0 AND a.kind = 'pot'
            AND (a.pot = 'libre' OR NEW.movement = 'rent_released')
            AND NOT (NEW.movement = 'rent_released' AND EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = NEW.source
                AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.source = x.split AND e.movement = 'correction')))
            AND (SELECT COALESCE(SUM(d.unpaid), 0) FROM rent_due d WHERE d.person = a.person
                    AND d.due_on >= min(date(NEW.occurred_on, '-1 month'), date(NEW.occurred_on, 'start of month', '-1 day'))
                    AND d.due_on < min(date(NEW.occurred_on, '+1 month'), date(NEW.occurred_on, 'start of month', '+2 months', '-1 day')))
                > (SELECT max(
                    COALESCE(-SUM(CASE p.pot WHEN 'logement' THEN b.cents END), 0),
                    COALESCE(-SUM(b.cents), 0) - CASE WHEN NEW.movement = 'rent_released' THEN l.cents ELSE 0 END)
                    FROM balance b JOIN account p ON p.id = b.account WHERE p.person = a.person AND p.pot IN ('logement', 'loyer')))
        THEN RAISE(ABORT, 'quitus: rent_first') END
    END;
END;

CREATE TRIGGER entry_moves_balances AFTER INSERT ON entry
BEGIN
    UPDATE balance SET last_entry = NEW.seq, cents = balance.cents + moved.cents
    FROM (SELECT account, SUM(cents) AS cents FROM line WHERE entry = NEW.seq GROUP BY account) moved
    WHERE balance.account = moved.account;
END;
CREATE TRIGGER balance_follows_entries BEFORE UPDATE ON balance
BEGIN
    SELECT CASE
        WHEN NEW.account <> OLD.account OR NEW.side <> OLD.side OR NEW.last_entry <= OLD.last_entry
            OR NEW.cents - OLD.cents IS NOT (SELECT SUM(cents) FROM line WHERE entry = NEW.last_entry AND +account = OLD.account)
            OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.last_entry)
            THEN RAISE(ABORT, 'quitus: balance_not_from_entries')
    END;
END;
