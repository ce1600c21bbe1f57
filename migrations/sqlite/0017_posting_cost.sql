-- What posting asks costs less: the questions are those of 0010, 0014 and 0015, none is added or left out, in the same order. SQLite
-- builds a table in memory for each list of more than two values that it looks into, anew for every entry: none is left on the way of
-- an ordinary one.

DROP TRIGGER entry_complete;
DROP TRIGGER entry_undone_lawful;
DROP TRIGGER entry_taken_again_lawful;
DROP TRIGGER entry_of_its_interest;
DROP TRIGGER entry_of_its_interest_correction;

-- A plus sign before a column keeps SQLite on the index of the other columns: an entry has few lines, an account has many.
CREATE TRIGGER entry_complete BEFORE INSERT ON entry
BEGIN
    -- Text passes where the types of PostgreSQL refuse it; what the head of the chain bears too was asked when it came.
    SELECT CASE
        WHEN (NEW.occurred_on IS NOT head.occurred_on AND NEW.occurred_on IS NOT date(NEW.occurred_on))
            OR (NEW.value_on IS NOT NEW.occurred_on AND NEW.value_on IS NOT date(NEW.value_on)) THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN NEW.recorded_at IS NOT head.recorded_at AND NEW.recorded_at
            NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]+00:00'
            THEN RAISE(ABORT, 'quitus: entry_recorded_backwards')
        WHEN NEW.year <> CAST(substr(NEW.occurred_on, 1, 4) AS INTEGER) THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN EXISTS (SELECT 1 FROM closed_month WHERE month = substr(NEW.occurred_on, 1, 7)) THEN RAISE(ABORT, 'quitus: month_closed')
        WHEN NEW.seq <> COALESCE(head.seq, 0) + 1 THEN RAISE(ABORT, 'quitus: entry_seq_gap')
        WHEN NEW.previous_seal <> COALESCE(head.seal, zeroblob(32)) THEN RAISE(ABORT, 'quitus: entry_chain_broken')
        WHEN NEW.recorded_at < head.recorded_at THEN RAISE(ABORT, 'quitus: entry_recorded_backwards')
    END FROM (SELECT 1) LEFT JOIN entry head ON head.seq = (SELECT MAX(seq) FROM entry);
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
    -- to another. `worst` is the first of these reasons that any line gives.
    SELECT CASE
        WHEN worst = 1 THEN RAISE(ABORT, 'quitus: entry_unbalanced')
        WHEN worst = 2 THEN RAISE(ABORT, 'quitus: reference_missing')
        WHEN worst = 3 THEN RAISE(ABORT, 'quitus: entry_date_mismatch')
        WHEN lines < 2 THEN RAISE(ABORT, 'quitus: entry_needs_two_lines')
        WHEN cents <> 0 THEN RAISE(ABORT, 'quitus: entry_unbalanced')
        WHEN worst = 4 THEN RAISE(ABORT, 'quitus: entry_wrong_account')
        WHEN mixes THEN RAISE(ABORT, 'quitus: entry_mixes_people')
        WHEN worst = 5 OR lines <> 2 AND NEW.journal = 'LO' THEN RAISE(ABORT, 'quitus: rent_move_wrong_pots')
        WHEN lines <> 2 AND NEW.movement = 'split_accepted' THEN RAISE(ABORT, 'quitus: pot_credit_without_split')
        WHEN lines <> 2 AND NEW.movement = 'split_refused' THEN RAISE(ABORT, 'quitus: refusal_without_split')
        WHEN lines <> 2 AND NEW.movement = 'opening_balance' THEN RAISE(ABORT, 'quitus: opening_without_proof')
        WHEN worst = 6 THEN RAISE(ABORT, 'quitus: wrong_pot_for_category')
    END
    FROM (
        SELECT COUNT(*) AS lines, SUM(l.cents) AS cents,
            MIN(a.person) <> MAX(a.person) OR MIN(a.bank_account) <> MAX(a.bank_account) AS mixes,
            MIN(CASE
                WHEN typeof(l.cents) <> 'integer' OR typeof(l.no) <> 'integer' THEN 1
                WHEN a.id IS NULL THEN 2
                WHEN l.occurred_on <> NEW.occurred_on THEN 3
                WHEN NEW.movement <> 'correction' AND NOT EXISTS (SELECT 1 FROM movement_side m WHERE m.movement = NEW.movement
                    AND m.kind = a.kind AND m.side = CASE WHEN l.cents > 0 THEN 'debit' ELSE 'credit' END) THEN 4
                WHEN NEW.journal = 'LO' AND a.pot <> CASE WHEN (l.cents > 0) = (NEW.movement = 'rent_set_aside') THEN 'libre' ELSE 'loyer' END THEN 5
                -- A correction mirrors the categories of its entry, which is asked below.
                WHEN l.category IS NOT NULL AND NEW.movement NOT IN (
                    'order_approved', 'order_rejected', 'order_returned', 'direct_debit', 'debit_explained', 'correction') THEN 6
                ELSE 7 END) AS worst
        FROM line l LEFT JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq);

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
    SELECT CASE WHEN NEW.movement = 'order_approved' OR NEW.movement = 'direct_debit' OR NEW.movement = 'debit_explained'
        OR NEW.movement = 'rent_released' THEN CASE WHEN EXISTS (
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
                    FROM account p JOIN balance b ON b.account = p.id WHERE p.person = a.person AND +p.pot IN ('logement', 'loyer')))
        THEN RAISE(ABORT, 'quitus: rent_first') END
    END;
END;

-- As before (0014, 0015), made again in the same order: SQLite fires the newest trigger first.
CREATE TRIGGER entry_undone_lawful BEFORE INSERT ON entry
WHEN NEW.movement = 'debit_refunded' OR NEW.movement = 'fee_refunded' OR NEW.movement = 'debit_explained' OR NEW.movement = 'order_settled'
BEGIN
    SELECT CASE
        WHEN NEW.movement IN ('debit_refunded', 'fee_refunded') AND NOT EXISTS (
            SELECT 1 FROM bank_reversal x JOIN bank_line c ON c.id = x.credit
            WHERE x.credit = NEW.source AND x.kind = CASE NEW.movement WHEN 'fee_refunded' THEN 'fee' ELSE 'refund' END
                AND c.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                    WHERE l.entry = NEW.seq AND a.kind = 'unidentified' AND a.bank_account = c.bank_account))
            THEN RAISE(ABORT, 'quitus: reversal_without_decision')
        -- Money goes back to the pots that paid, none of them more than it paid.
        WHEN NEW.movement = 'debit_refunded' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN bank_reversal x ON x.credit = NEW.source
            WHERE l.entry = NEW.seq AND a.kind = 'pot' GROUP BY l.account, x.debit HAVING -SUM(l.cents) > COALESCE((
                SELECT SUM(p.cents) FROM entry e JOIN line p ON p.entry = e.seq AND +p.account = l.account
                WHERE e.source = x.debit AND e.movement IN ('direct_debit', 'debit_explained') AND e.seq < NEW.seq), 0))
            THEN RAISE(ABORT, 'quitus: refund_to_another_pot')
        WHEN NEW.movement = 'debit_explained' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'unidentified')
            AND NOT EXISTS (SELECT 1 FROM bank_reversal x WHERE x.debit = NEW.source AND x.kind = 'reversal')
            THEN RAISE(ABORT, 'quitus: reversal_without_decision')
        -- What a rejection gave back leaves its pots again before the bank's debit settles it: else 4672 pays with the money of others.
        WHEN NEW.movement IN ('order_settled', 'debit_explained') AND EXISTS (
            SELECT 1 FROM payment_order o JOIN entry r ON r.source = o.id AND r.movement = 'order_rejected'
            WHERE o.settled_line = NEW.source AND NOT EXISTS (
                SELECT 1 FROM entry t WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.seq < NEW.seq))
            THEN RAISE(ABORT, 'quitus: settlement_mismatch')
    END;
END;
CREATE TRIGGER entry_taken_again_lawful BEFORE INSERT ON entry
WHEN NEW.movement = 'order_taken_again'
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (
            SELECT 1 FROM payment_order o JOIN entry e ON e.source = o.id AND e.movement = 'order_rejected' AND e.seq < NEW.seq
            WHERE o.id = NEW.source AND o.state = 'settled' AND o.cents = -(SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind = 'in_transit' AND a.bank_account = o.bank_account))
            THEN RAISE(ABORT, 'quitus: order_not_executed')
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
            WHERE l.entry = NEW.seq AND (
                (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot
                    AND f.cents = l.cents AND a.person = o.person))
                OR (a.kind = 'to_return' AND o.kind <> 'give_back')))
            THEN RAISE(ABORT, 'quitus: order_funding_mismatch')
        WHEN EXISTS (
            SELECT 1 FROM order_funding f WHERE f.payment_order = NEW.source AND NOT EXISTS (
                SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.pot = f.pot AND l.cents = f.cents))
            THEN RAISE(ABORT, 'quitus: order_funding_mismatch')
        WHEN EXISTS (
            SELECT 1 FROM payment_order o JOIN rent_due d ON d.rent = o.rent AND d.month = o.month
            WHERE o.id = NEW.source AND d.paid > d.payable AND d.paid > o.cents)
            THEN RAISE(ABORT, 'quitus: rent_paid_twice')
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'pot' AND a.pot = 'libre' AND (
                SELECT COALESCE(SUM(d.unpaid), 0) FROM rent_due d WHERE d.person = a.person
                    AND d.due_on >= min(date(NEW.occurred_on, '-1 month'), date(NEW.occurred_on, 'start of month', '-1 day'))
                    AND d.due_on < min(date(NEW.occurred_on, '+1 month'), date(NEW.occurred_on, 'start of month', '+2 months', '-1 day')))
                > (SELECT max(COALESCE(-SUM(CASE p.pot WHEN 'logement' THEN b.cents END), 0), COALESCE(-SUM(b.cents), 0))
                    FROM balance b JOIN account p ON p.id = b.account WHERE p.person = a.person AND p.pot IN ('logement', 'loyer')))
            THEN RAISE(ABORT, 'quitus: rent_first')
    END;
END;
CREATE TRIGGER entry_of_its_interest BEFORE INSERT ON entry WHEN NEW.movement = 'interest_shared' AND (
    (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR NOT EXISTS (
        SELECT 1 FROM interest_share_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = 'libre' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.cents
        WHERE s.id = NEW.source AND r.state = 'decided'))
BEGIN SELECT RAISE(ABORT, 'quitus: interest_without_share'); END;
CREATE TRIGGER entry_of_its_interest_correction BEFORE INSERT ON entry WHEN NEW.movement = 'interest_taken_back' AND NOT EXISTS (
    SELECT 1 FROM interest_share s JOIN interest i ON i.id = s.interest JOIN interest_correction x ON x.interest = i.id
        JOIN receipt r ON r.line = i.receipt JOIN entry e ON e.source = s.id AND e.movement = 'interest_shared'
    WHERE s.id = NEW.source AND s.cents = (
            SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.person = s.person AND a.pot IN ('libre', 'loyer'))
        AND NOT EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND (
                (a.kind = 'pot' AND a.pot NOT IN ('libre', 'loyer')) OR (a.kind = 'unidentified' AND a.bank_account <> r.bank_account)
                OR (a.pot = 'loyer' AND 0 <> (
                    SELECT b.cents FROM balance b JOIN account f ON f.id = b.account WHERE f.person = s.person AND f.pot = 'libre') + (
                    SELECT COALESCE(SUM(t.cents), 0) FROM line t JOIN account g ON g.id = t.account
                    WHERE t.entry = NEW.seq AND g.person = s.person AND g.pot = 'libre')))))
BEGIN SELECT RAISE(ABORT, 'quitus: correction_not_allowed'); END;
