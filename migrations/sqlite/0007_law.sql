-- The law, tied to the ledger: each movement needs the decision that allows it, and the rent comes first.

-- A plus sign before a column keeps SQLite on the index of the other columns: an entry has few lines, an account has many.

-- What is left to pay of each rent term, to the cent: the one figure behind the reserve, the waterfall, the statement and rent first.
CREATE VIEW rent_due AS
    SELECT t.rent, t.month, t.person, t.due_on, t.payable, t.paid, t.derogated,
        CASE WHEN t.payable - t.paid - t.derogated > 0 THEN t.payable - t.paid - t.derogated ELSE 0 END AS unpaid
    FROM (
        SELECT c.rent, c.month, c.person, c.due_on, c.payable,
            CAST((SELECT COALESCE(SUM(o.cents), 0) FROM payment_order o
                WHERE o.rent = c.rent AND o.month = c.month AND o.state IN ('approved', 'sealed', 'settled')) AS BIGINT) AS paid,
            CAST((SELECT COALESCE(SUM(d.cents), 0) FROM derogation d
                WHERE d.rent = c.rent AND d.month = c.month AND d.approved_by IS NOT NULL) AS BIGINT) AS derogated
        FROM rent_term_current c) t;

-- The newest trigger fires first: this one is asked after those that follow.
CREATE TRIGGER entry_category_of_its_line BEFORE INSERT ON entry
WHEN NEW.movement NOT IN ('order_approved', 'order_rejected', 'order_returned', 'direct_debit', 'debit_explained')
BEGIN
    SELECT RAISE(ABORT, 'quitus: wrong_pot_for_category') WHERE EXISTS (SELECT 1 FROM line WHERE entry = NEW.seq AND category IS NOT NULL);
END;

CREATE TRIGGER entry_of_its_bank_line BEFORE INSERT ON entry WHEN NEW.journal = 'BQ'
BEGIN
    SELECT RAISE(ABORT, 'quitus: entry_not_its_bank_line') WHERE NOT EXISTS (
        SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND b.cents = (
            SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'bank' AND a.bank_account = b.bank_account));
END;

-- RULE 11: no pot is credited without a decided split for this person, pot and amount.
CREATE TRIGGER entry_of_its_split BEFORE INSERT ON entry WHEN NEW.movement = 'split_accepted'
BEGIN
    SELECT RAISE(ABORT, 'quitus: pot_credit_without_split') WHERE (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = s.pot AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.net
        WHERE s.id = NEW.source AND s.kind = 'benefit' AND r.state = 'decided');
END;
CREATE TRIGGER entry_of_its_refusal BEFORE INSERT ON entry WHEN NEW.movement = 'split_refused'
BEGIN
    SELECT RAISE(ABORT, 'quitus: refusal_without_split') WHERE (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.kind = 'to_return' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.net
        WHERE s.id = NEW.source AND s.kind = 'refused' AND r.state = 'decided');
END;

-- RULE 14, 35: an approved order debits the pots of its funding, each with its category, by the hand of its approver.
CREATE TRIGGER entry_of_its_approval BEFORE INSERT ON entry WHEN NEW.movement = 'order_approved'
BEGIN
    -- Rent first reads the day of the entry: an approval never goes back before an earlier payment decision.
    SELECT RAISE(ABORT, 'quitus: entry_back_in_time') WHERE NEW.occurred_on < (
        SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1);
    SELECT RAISE(ABORT, 'quitus: order_not_approved') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order o WHERE o.id = NEW.source AND o.state = 'approved' AND o.approved_by = NEW.recorded_by);
    SELECT RAISE(ABORT, 'quitus: order_funding_mismatch') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order o WHERE o.id = NEW.source AND o.cents = -(SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'in_transit' AND a.bank_account = o.bank_account));
    SELECT RAISE(ABORT, 'quitus: order_funding_mismatch') WHERE EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
        WHERE l.entry = NEW.seq AND (
            (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot AND f.cents = l.cents
                AND a.person = o.person AND l.category = o.category))
            OR (a.kind = 'to_return' AND o.kind <> 'give_back')));
    -- Each part of the funding pays: what comes back goes to the pots of the funding.
    SELECT RAISE(ABORT, 'quitus: order_funding_mismatch') WHERE EXISTS (
        SELECT 1 FROM order_funding f WHERE f.payment_order = NEW.source AND NOT EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.pot = f.pot AND l.cents = f.cents));
    SELECT RAISE(ABORT, 'quitus: rent_paid_twice') WHERE EXISTS (
        SELECT 1 FROM payment_order o JOIN rent_due d ON d.rent = o.rent AND d.month = o.month
        WHERE o.id = NEW.source AND d.paid > d.payable);
END;
-- Money comes back to the pots that paid, to the cent: before the debit (rejected) or after it (returned).
CREATE TRIGGER entry_of_its_reject BEFORE INSERT ON entry WHEN NEW.movement IN ('order_rejected', 'order_returned')
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_not_given_back') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order o WHERE o.id = NEW.source
            AND o.state = CASE NEW.movement WHEN 'order_rejected' THEN 'rejected' ELSE 'returned' END
            AND o.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind IN ('in_transit', 'unidentified', 'fees') AND a.bank_account = o.bank_account));
    SELECT RAISE(ABORT, 'quitus: order_funding_mismatch') WHERE EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
        WHERE l.entry = NEW.seq AND (
            (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot AND f.cents = -l.cents
                AND a.person = o.person AND l.category = o.category))
            OR (a.kind = 'to_return' AND o.kind <> 'give_back')));
END;
CREATE TRIGGER entry_of_its_settlement BEFORE INSERT ON entry WHEN NEW.movement = 'order_settled' OR (NEW.movement = 'debit_explained'
    AND EXISTS (SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'in_transit'))
BEGIN
    SELECT RAISE(ABORT, 'quitus: settlement_mismatch') WHERE NOT EXISTS (
        SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND -b.cents = (
            SELECT COALESCE(SUM(o.cents), 0) FROM payment_order o
            WHERE o.settled_line = b.id AND +o.state = 'settled' AND +o.bank_account = b.bank_account));
END;
CREATE TRIGGER entry_of_its_debit BEFORE INSERT ON entry WHEN NEW.movement IN ('direct_debit', 'debit_explained')
BEGIN
    SELECT RAISE(ABORT, 'quitus: direct_debit_without_decision') WHERE EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND a.kind = 'pot' AND NOT EXISTS (
            SELECT 1 FROM direct_debit d WHERE d.line = NEW.source AND d.person = a.person AND d.category = l.category));
    SELECT RAISE(ABORT, 'quitus: wrong_pot_for_category') WHERE EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM pot_category c WHERE c.pot = a.pot AND c.category = l.category));
    SELECT RAISE(ABORT, 'quitus: entry_not_its_bank_line') WHERE NEW.movement = 'debit_explained' AND NOT EXISTS (
        SELECT 1 FROM bank_line b JOIN entry e ON e.source = b.id AND e.movement = 'debit_unexplained'
        WHERE b.id = NEW.source AND b.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'unexplained' AND a.bank_account = b.bank_account));
END;
CREATE TRIGGER entry_of_its_opening BEFORE INSERT ON entry WHEN NEW.movement = 'opening_balance'
BEGIN
    SELECT RAISE(ABORT, 'quitus: opening_without_proof') WHERE NOT EXISTS (
        SELECT 1 FROM opening_balance o JOIN account a ON a.person = o.person AND a.pot = o.pot
            JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -o.cents
        WHERE o.id = NEW.source) OR (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2;
END;
CREATE TRIGGER entry_of_its_correction BEFORE INSERT ON entry WHEN NEW.movement = 'correction'
BEGIN
    SELECT RAISE(ABORT, 'quitus: correction_not_allowed') WHERE NOT EXISTS (
        SELECT 1 FROM entry e JOIN receipt_correction x ON x.split = e.source
        WHERE e.seq = NEW.corrects AND e.movement IN ('split_accepted', 'split_refused') AND NEW.source = e.source);
END;
CREATE TRIGGER entry_of_the_reserve BEFORE INSERT ON entry WHEN NEW.journal = 'LO'
BEGIN
    SELECT RAISE(ABORT, 'quitus: rent_move_wrong_pots') WHERE (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND a.pot <> CASE WHEN (l.cents > 0) = (NEW.movement = 'rent_set_aside') THEN 'libre' ELSE 'loyer' END);
END;
-- CASF L271-2, RULE 30: while current rent is not funded, free money pays nothing else and money set aside is not released.
-- Current: due from one calendar month before the entry's day (included) to one calendar month after (excluded).
CREATE TRIGGER entry_rent_first BEFORE INSERT ON entry
WHEN NEW.movement IN ('order_approved', 'direct_debit', 'debit_explained', 'rent_released')
BEGIN
    SELECT RAISE(ABORT, 'quitus: rent_first')
    FROM line l JOIN account a ON a.id = l.account
    WHERE l.entry = NEW.seq AND l.cents > 0 AND a.kind = 'pot'
        AND (a.pot = 'libre' OR NEW.movement = 'rent_released')
        AND NOT (NEW.movement = 'rent_released' AND EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = NEW.source
            AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.source = x.split AND e.movement = 'correction')))
        AND (SELECT COALESCE(SUM(d.unpaid), 0) FROM rent_due d WHERE d.person = a.person
                AND d.due_on >= min(date(NEW.occurred_on, '-1 month'), date(NEW.occurred_on, 'start of month', '-1 day'))
                AND d.due_on < min(date(NEW.occurred_on, '+1 month'), date(NEW.occurred_on, 'start of month', '+2 months', '-1 day')))
            > (SELECT -SUM(b.cents) FROM balance b JOIN account p ON p.id = b.account WHERE p.person = a.person AND p.pot IN ('logement', 'loyer'))
              - CASE WHEN NEW.movement = 'rent_released' THEN l.cents ELSE 0 END
        -- Nothing is owed to the rent beyond what housing aid does not already cover.
        AND (SELECT COALESCE(SUM(d.unpaid), 0) FROM rent_due d WHERE d.person = a.person
                AND d.due_on >= min(date(NEW.occurred_on, '-1 month'), date(NEW.occurred_on, 'start of month', '-1 day'))
                AND d.due_on < min(date(NEW.occurred_on, '+1 month'), date(NEW.occurred_on, 'start of month', '+2 months', '-1 day')))
            > (SELECT -SUM(b.cents) FROM balance b JOIN account p ON p.id = b.account WHERE p.person = a.person AND p.pot = 'logement');
END;


-- The monthly statement of a person, as issued (RULE 42): its model, the hash of its PDF and the head of the chain it was read at.
CREATE TABLE statement (
    number      TEXT NOT NULL CONSTRAINT statement_number_unique PRIMARY KEY,
    person      BIGINT NOT NULL CONSTRAINT statement_person_known REFERENCES person (number),
    month       TEXT NOT NULL CONSTRAINT statement_month_form CHECK (length(month) = 7),
    model       TEXT NOT NULL,
    pdf_sha256  TEXT NOT NULL CONSTRAINT statement_pdf_sha256_length CHECK (length(pdf_sha256) = 64),
    chain_seq   BIGINT NOT NULL,
    chain_seal  TEXT NOT NULL CONSTRAINT statement_chain_seal_length CHECK (length(chain_seal) = 64),
    issued_on   DATE NOT NULL,
    issued_at   TIMESTAMP NOT NULL,
    issued_by   TEXT NOT NULL CONSTRAINT statement_issued_by_known REFERENCES app_user (id),
    CONSTRAINT statement_person_month_unique UNIQUE (person, month)
);
CREATE TRIGGER statement_no_replace BEFORE INSERT ON statement WHEN EXISTS (SELECT 1 FROM statement WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_update BEFORE UPDATE ON statement BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER statement_no_delete BEFORE DELETE ON statement BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
