-- The law, tied to the ledger: each movement needs the decision that allows it, and the rent comes first.

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

CREATE FUNCTION entry_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT; lines BIGINT;
BEGIN
    SELECT COUNT(*) INTO lines FROM line WHERE entry = NEW.seq;
    IF NEW.journal = 'BQ' AND NOT EXISTS (
        SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND b.cents = (
            SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND a.kind = 'bank' AND a.bank_account = b.bank_account)) THEN
        code := 'entry_not_its_bank_line';
    -- RULE 11: no pot is credited without a decided split for this person, pot and amount.
    ELSIF NEW.movement = 'split_accepted' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = s.pot AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND l.account = a.id AND l.cents = -s.net
        WHERE s.id = NEW.source AND s.kind = 'benefit' AND r.state = 'decided')) THEN
        code := 'pot_credit_without_split';
    ELSIF NEW.movement = 'split_refused' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.kind = 'to_return' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND l.account = a.id AND l.cents = -s.net
        WHERE s.id = NEW.source AND s.kind = 'refused' AND r.state = 'decided')) THEN
        code := 'refusal_without_split';
    ELSIF NEW.movement IN ('order_approved', 'order_rejected', 'order_returned') THEN
        code := order_entry_refusal(NEW.seq, NEW.movement, NEW.source, NEW.recorded_by, NEW.occurred_on);
    ELSIF (NEW.movement = 'order_settled' OR (NEW.movement = 'debit_explained' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'in_transit'))) AND NOT EXISTS (
        SELECT 1 FROM bank_line b WHERE b.id = NEW.source AND -b.cents = (
            SELECT COALESCE(SUM(p.cents), 0) FROM payment_order p
            WHERE p.settled_line = b.id AND p.state = 'settled' AND p.bank_account = b.bank_account)) THEN
        code := 'settlement_mismatch';
    ELSIF NEW.movement IN ('direct_debit', 'debit_explained') THEN
        code := debit_entry_refusal(NEW.seq, NEW.movement, NEW.source);
    ELSIF NEW.movement = 'opening_balance' AND (lines <> 2 OR NOT EXISTS (
        SELECT 1 FROM opening_balance p JOIN account a ON a.person = p.person AND a.pot = p.pot
            JOIN line l ON l.entry = NEW.seq AND l.account = a.id AND l.cents = -p.cents
        WHERE p.id = NEW.source)) THEN
        code := 'opening_without_proof';
    ELSIF NEW.movement = 'correction' AND NOT EXISTS (
        SELECT 1 FROM entry e JOIN receipt_correction x ON x.split = e.source
        WHERE e.seq = NEW.corrects AND e.movement IN ('split_accepted', 'split_refused') AND NEW.source = e.source) THEN
        code := 'correction_not_allowed';
    ELSIF NEW.journal = 'LO' AND (lines <> 2 OR EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = NEW.seq AND a.pot <> CASE WHEN (l.cents > 0) = (NEW.movement = 'rent_set_aside') THEN 'libre' ELSE 'loyer' END)) THEN
        code := 'rent_move_wrong_pots';
    END IF;
    IF code IS NULL AND NEW.movement NOT IN ('order_approved', 'order_rejected', 'order_returned', 'direct_debit', 'debit_explained')
        AND EXISTS (SELECT 1 FROM line WHERE entry = NEW.seq AND category IS NOT NULL) THEN
        code := 'wrong_pot_for_category';
    END IF;
    IF code IS NULL AND NEW.movement IN ('order_approved', 'direct_debit', 'debit_explained', 'rent_released') THEN
        code := rent_first_refusal(NEW.seq, NEW.movement, NEW.source, NEW.occurred_on);
    END IF;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
-- Runs after entry_complete, which holds the writer's lock.
CREATE TRIGGER entry_lawful BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_lawful();

-- RULE 14, 35: an approved order debits the pots of its funding, each with its category, by the hand of its approver.
-- Money comes back to the pots that paid, to the cent: before the debit (rejected) or after it (returned).
CREATE FUNCTION order_entry_refusal(entry_seq BIGINT, moved TEXT, order_id TEXT, author TEXT, day DATE) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE o payment_order; way BIGINT := CASE moved WHEN 'order_approved' THEN 1 ELSE -1 END;
BEGIN
    SELECT * INTO o FROM payment_order WHERE id = order_id;
    -- Rent first reads the day of the entry: an approval never goes back before an earlier payment decision.
    IF moved = 'order_approved' AND day < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1) THEN
        RETURN 'entry_back_in_time';
    END IF;
    IF moved = 'order_approved' AND (o.id IS NULL OR o.state <> 'approved' OR o.approved_by <> author) THEN
        RETURN 'order_not_approved';
    END IF;
    IF moved <> 'order_approved' AND (o.id IS NULL OR o.state <> CASE moved WHEN 'order_rejected' THEN 'rejected' ELSE 'returned' END) THEN
        RETURN 'order_not_given_back';
    END IF;
    IF o.cents IS DISTINCT FROM -way * (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = entry_seq AND a.kind IN ('in_transit', 'unidentified', 'fees') AND a.bank_account = o.bank_account) THEN
        RETURN CASE moved WHEN 'order_approved' THEN 'order_funding_mismatch' ELSE 'order_not_given_back' END;
    END IF;
    IF EXISTS (
        SELECT 1 FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = entry_seq AND (
            (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot AND f.cents = way * l.cents
                AND a.person = o.person AND l.category = o.category))
            OR (a.kind = 'to_return' AND o.kind <> 'give_back'))) THEN
        RETURN 'order_funding_mismatch';
    END IF;
    -- Each part of the funding pays: what comes back goes to the pots of the funding.
    IF moved = 'order_approved' AND EXISTS (
        SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND NOT EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = entry_seq AND a.pot = f.pot AND l.cents = f.cents)) THEN
        RETURN 'order_funding_mismatch';
    END IF;
    IF moved = 'order_approved' AND EXISTS (
        SELECT 1 FROM rent_due d WHERE d.rent = o.rent AND d.month = o.month AND d.paid > d.payable) THEN
        RETURN 'rent_paid_twice';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION debit_entry_refusal(entry_seq BIGINT, moved TEXT, line_id TEXT) RETURNS TEXT LANGUAGE sql AS $$
    SELECT CASE
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = entry_seq AND a.kind = 'pot' AND NOT EXISTS (
                SELECT 1 FROM direct_debit d WHERE d.line = line_id AND d.person = a.person AND d.category = l.category))
            THEN 'direct_debit_without_decision'
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = entry_seq AND a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM pot_category c WHERE c.pot = a.pot AND c.category = l.category))
            THEN 'wrong_pot_for_category'
        WHEN moved = 'debit_explained' AND NOT EXISTS (
            SELECT 1 FROM bank_line b JOIN entry e ON e.source = b.id AND e.movement = 'debit_unexplained'
            WHERE b.id = line_id AND b.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = entry_seq AND a.kind = 'unexplained' AND a.bank_account = b.bank_account))
            THEN 'entry_not_its_bank_line'
        END
$$;

-- CASF L271-2, RULE 30: while current rent is not funded, free money pays nothing else and money set aside is not released.
-- Current: due from one calendar month before the entry's day (included) to one calendar month after (excluded).
CREATE FUNCTION rent_first_refusal(entry_seq BIGINT, moved TEXT, cause TEXT, day DATE) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE owner BIGINT; released BIGINT; unpaid BIGINT; housing BIGINT; reserved BIGINT;
BEGIN
    SELECT a.person, CASE WHEN moved = 'rent_released' THEN l.cents ELSE 0 END INTO owner, released
        FROM line l JOIN account a ON a.id = l.account
        WHERE l.entry = entry_seq AND l.cents > 0 AND a.kind = 'pot' AND (a.pot = 'libre' OR moved = 'rent_released') LIMIT 1;
    IF owner IS NULL OR (moved = 'rent_released' AND EXISTS (SELECT 1 FROM receipt_correction x WHERE x.split = cause
        AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.source = x.split AND e.movement = 'correction'))) THEN
        RETURN NULL;
    END IF;
    SELECT COALESCE(SUM(d.unpaid), 0) INTO unpaid FROM rent_due d
        WHERE d.person = owner AND d.due_on >= day - INTERVAL '1 month' AND d.due_on < day + INTERVAL '1 month';
    SELECT COALESCE(-SUM(b.cents), 0) INTO housing FROM balance b JOIN account a ON a.id = b.account WHERE a.person = owner AND a.pot = 'logement';
    SELECT COALESCE(-SUM(b.cents), 0) - released INTO reserved FROM balance b JOIN account a ON a.id = b.account WHERE a.person = owner AND a.pot = 'loyer';
    IF unpaid > housing AND unpaid > housing + reserved THEN
        RETURN 'rent_first';
    END IF;
    RETURN NULL;
END $$;

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
    issued_at   TIMESTAMPTZ NOT NULL,
    issued_by   TEXT NOT NULL CONSTRAINT statement_issued_by_known REFERENCES app_user (id),
    CONSTRAINT statement_person_month_unique UNIQUE (person, month)
);
CREATE TRIGGER statement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON statement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
