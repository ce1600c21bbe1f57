-- What the bank undoes: a debit that it gives back, a credit that it takes back, a fee that is repaid, an order that it executed
-- although its rejection was noted; and the old rents that a payment of arrears settles.

DROP TRIGGER movement_fixed ON movement;
DROP TRIGGER movement_side_fixed ON movement_side;
DROP TRIGGER order_transition_fixed ON order_transition;
INSERT INTO movement (code, journal, label) VALUES
    ('debit_refunded',    'RE', 'Prélèvement remboursé par la banque'),
    ('fee_refunded',      'RE', 'Frais bancaires remboursés'),
    ('order_taken_again', 'OD', 'Paiement rejeté que la banque a exécuté');
INSERT INTO movement_side (movement, kind, side) VALUES
    ('debit_refunded', 'unidentified', 'debit'),   ('debit_refunded', 'pot', 'credit'),
    ('fee_refunded', 'unidentified', 'debit'),     ('fee_refunded', 'fees', 'credit'),
    ('order_taken_again', 'pot', 'debit'),         ('order_taken_again', 'to_return', 'debit'), ('order_taken_again', 'in_transit', 'credit'),
    -- A credit and a debit that undo each other.
    ('debit_explained', 'unidentified', 'debit');
INSERT INTO order_transition (from_state, to_state) VALUES ('rejected', 'settled');
CREATE TRIGGER movement_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON movement FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER movement_side_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON movement_side
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER order_transition_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON order_transition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');

-- A credit that is no income because it undoes a debit, or is undone by it: `refund` gives back a debit that pots paid, `reversal`
-- is a pair that cancels out, `fee` repays the organisation's fees. Each line once.
CREATE TABLE bank_reversal (
    credit      TEXT NOT NULL CONSTRAINT bank_reversal_credit_unique PRIMARY KEY CONSTRAINT bank_reversal_credit_known REFERENCES bank_line (id),
    debit       TEXT CONSTRAINT bank_reversal_debit_unique UNIQUE CONSTRAINT bank_reversal_debit_known REFERENCES bank_line (id),
    kind        TEXT NOT NULL CONSTRAINT bank_reversal_kind_known CHECK (kind IN ('refund', 'reversal', 'fee')),
    evidence    TEXT NOT NULL CONSTRAINT bank_reversal_evidence_filled CHECK (length(trim(evidence)) > 0),
    decided_at  TIMESTAMPTZ NOT NULL,
    decided_by  TEXT NOT NULL CONSTRAINT bank_reversal_decided_by_known REFERENCES app_user (id),
    CONSTRAINT bank_reversal_debit_named CHECK ((kind = 'fee') = (debit IS NULL))
);

CREATE TRIGGER bank_reversal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- A credit that was decided, or that was the return of an order, undoes nothing else.
CREATE FUNCTION bank_reversal_of_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM bank_line c WHERE c.id = NEW.credit AND c.cents > 0
            AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.line = c.id AND r.state <> 'waiting')
            AND NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.returned_line = c.id)
            AND CASE NEW.kind
                WHEN 'refund' THEN EXISTS (SELECT 1 FROM bank_line d JOIN direct_debit p ON p.line = d.id
                    WHERE d.id = NEW.debit AND d.bank_account = c.bank_account AND c.cents <= -d.cents
                        AND EXISTS (SELECT 1 FROM entry e WHERE e.source = d.id AND e.movement IN ('direct_debit', 'debit_explained')))
                WHEN 'reversal' THEN EXISTS (SELECT 1 FROM bank_line d JOIN entry e ON e.source = d.id AND e.movement = 'debit_unexplained'
                    WHERE d.id = NEW.debit AND d.bank_account = c.bank_account AND c.cents = -d.cents
                        AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.source = d.id AND x.movement = 'debit_explained'))
                ELSE TRUE END) THEN
        RAISE EXCEPTION 'quitus: reversal_not_its_lines' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_reversal_of_its_lines BEFORE INSERT ON bank_reversal FOR EACH ROW EXECUTE FUNCTION bank_reversal_of_its_lines();

-- A receipt is returned when it turns out to be one of our own payments that came back, or to undo a debit. Read by key (0013).
CREATE OR REPLACE FUNCTION receipt_decided_by_splits() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
BEGIN
    IF NOT (NEW.line = OLD.line AND NEW.bank_account = OLD.bank_account AND NEW.cents = OLD.cents AND NEW.received_on = OLD.received_on
        AND NEW.state <> OLD.state AND OLD.state <> 'returned'
        AND CASE NEW.state
            WHEN 'returned' THEN OLD.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM receipt_split_live WHERE receipt = NEW.line)
                AND (EXISTS (SELECT 1 FROM payment_order WHERE returned_line = NEW.line AND state = 'returned')
                    OR EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line))
            ELSE (NEW.state = 'decided') = (NEW.cents = (SELECT COALESCE(SUM(net), 0) FROM receipt_split_live WHERE receipt = NEW.line))
                AND NOT EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line) END) THEN
        RAISE EXCEPTION 'quitus: receipt_not_fully_split' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- Each of these movements needs its decision, like those of 0007.
CREATE FUNCTION entry_undone_lawful() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NEW.movement IN ('debit_refunded', 'fee_refunded') AND NOT EXISTS (
            SELECT 1 FROM bank_reversal x JOIN bank_line c ON c.id = x.credit
            WHERE x.credit = NEW.source AND x.kind = CASE NEW.movement WHEN 'fee_refunded' THEN 'fee' ELSE 'refund' END
                AND c.cents = (SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                    WHERE l.entry = NEW.seq AND a.kind = 'unidentified' AND a.bank_account = c.bank_account))
            THEN 'reversal_without_decision'
        -- Money goes back to the pots that paid, none of them more than it paid.
        WHEN NEW.movement = 'debit_refunded' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN bank_reversal x ON x.credit = NEW.source
            WHERE l.entry = NEW.seq AND a.kind = 'pot' GROUP BY l.account, x.debit HAVING -SUM(l.cents) > COALESCE((
                SELECT SUM(p.cents) FROM entry e JOIN line p ON p.entry = e.seq AND p.account = l.account
                WHERE e.source = x.debit AND e.movement IN ('direct_debit', 'debit_explained') AND e.seq < NEW.seq), 0))
            THEN 'refund_to_another_pot'
        WHEN NEW.movement = 'debit_explained' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.kind = 'unidentified')
            AND NOT EXISTS (SELECT 1 FROM bank_reversal x WHERE x.debit = NEW.source AND x.kind = 'reversal')
            THEN 'reversal_without_decision'
        -- What a rejection gave back leaves its pots again before the bank's debit settles it: else 4672 pays with the money of others.
        WHEN NEW.movement IN ('order_settled', 'debit_explained') AND EXISTS (
            SELECT 1 FROM payment_order o JOIN entry r ON r.source = o.id AND r.movement = 'order_rejected'
            WHERE o.settled_line = NEW.source AND NOT EXISTS (
                SELECT 1 FROM entry t WHERE t.source = o.id AND t.movement = 'order_taken_again' AND t.seq < NEW.seq))
            THEN 'settlement_mismatch'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- Asked of each row, before the questions to the whole statement (0013): these movements are rare, and nothing here reads a balance.
CREATE TRIGGER entry_undone_lawful BEFORE INSERT ON entry FOR EACH ROW
    WHEN (NEW.movement IN ('debit_refunded', 'fee_refunded', 'debit_explained', 'order_settled')) EXECUTE FUNCTION entry_undone_lawful();

-- The bank executed an order whose rejection was noted: the same pots pay it, to the cent. The rent still comes first: that reads
-- balances, and is asked with the whole statement (0013).
CREATE FUNCTION entry_taken_again_lawful() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (
            SELECT 1 FROM payment_order o JOIN entry e ON e.source = o.id AND e.movement = 'order_rejected' AND e.seq < NEW.seq
            WHERE o.id = NEW.source AND o.state = 'settled' AND o.cents = -(SELECT SUM(l.cents) FROM line l JOIN account a ON a.id = l.account
                WHERE l.entry = NEW.seq AND a.kind = 'in_transit' AND a.bank_account = o.bank_account))
            THEN 'order_not_executed'
        WHEN EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account JOIN payment_order o ON o.id = NEW.source
            WHERE l.entry = NEW.seq AND (
                (a.kind = 'pot' AND NOT EXISTS (SELECT 1 FROM order_funding f WHERE f.payment_order = o.id AND f.pot = a.pot
                    AND f.cents = l.cents AND a.person = o.person))
                OR (a.kind = 'to_return' AND o.kind <> 'give_back')))
            THEN 'order_funding_mismatch'
        WHEN EXISTS (
            SELECT 1 FROM order_funding f WHERE f.payment_order = NEW.source AND NOT EXISTS (
                SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq AND a.pot = f.pot AND l.cents = f.cents))
            THEN 'order_funding_mismatch'
        WHEN EXISTS (
            SELECT 1 FROM payment_order o JOIN rent_due d ON d.rent = o.rent AND d.month = o.month
            WHERE o.id = NEW.source AND d.paid > d.payable AND d.paid > o.cents)
            THEN 'rent_paid_twice'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_taken_again_lawful BEFORE INSERT ON entry FOR EACH ROW
    WHEN (NEW.movement = 'order_taken_again') EXECUTE FUNCTION entry_taken_again_lawful();

-- Which old rent each payment of arrears settled, the oldest first, as decided on its day. A refund takes it back with a minus.
CREATE TABLE arrears_settlement (
    source  TEXT NOT NULL,
    rent    TEXT NOT NULL CONSTRAINT arrears_settlement_rent_known REFERENCES rent (id),
    month   TEXT NOT NULL CONSTRAINT arrears_settlement_month_form CHECK (length(month) = 7),
    person  BIGINT NOT NULL CONSTRAINT arrears_settlement_person_known REFERENCES person (number),
    cents   BIGINT NOT NULL CONSTRAINT arrears_settlement_not_zero CHECK (cents <> 0),
    CONSTRAINT arrears_settlement_source_rent_month_unique PRIMARY KEY (source, rent, month)
);
CREATE INDEX arrears_settlement_by_rent ON arrears_settlement (rent, month);
CREATE INDEX arrears_settlement_by_person ON arrears_settlement (person);

-- What is left of each term once old rents were paid as arrears too: for people who read. Rent first stays on rent_due: a current
-- term is never settled as arrears.
CREATE VIEW rent_owed AS
    SELECT t.rent, t.month, t.person, t.due_on, t.payable, t.paid + t.settled AS paid, t.derogated,
        CASE WHEN t.unpaid - t.settled > 0 THEN t.unpaid - t.settled ELSE 0 END AS unpaid
    FROM (
        SELECT d.rent, d.month, d.person, d.due_on, d.payable, d.paid, d.derogated, d.unpaid,
            CAST((SELECT COALESCE(SUM(s.cents), 0) FROM arrears_settlement s
                WHERE s.rent = d.rent AND s.month = d.month AND NOT EXISTS (
                    SELECT 1 FROM payment_order o WHERE o.id = s.source AND o.state IN ('rejected', 'returned'))) AS BIGINT) AS settled
        FROM rent_due d) t;

CREATE TRIGGER arrears_settlement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON arrears_settlement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- A settlement belongs to a payment of arrears of the same person, never exceeds it, nor what the term still owes.
CREATE FUNCTION arrears_settlement_of_its_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM rent_owed d JOIN (
            SELECT o.id, o.person, o.cents AS most, CAST(0 AS BIGINT) AS least FROM payment_order o
                WHERE o.category = 'arrieres_loyer' AND o.state = 'approved'
            UNION ALL SELECT p.line, p.person, p.cents, 0 FROM direct_debit p WHERE p.category = 'arrieres_loyer'
            UNION ALL SELECT x.credit, p.person, 0, -c.cents FROM bank_reversal x JOIN bank_line c ON c.id = x.credit
                JOIN direct_debit p ON p.line = x.debit AND p.category = 'arrieres_loyer' WHERE x.kind = 'refund') s ON s.id = NEW.source
        WHERE d.rent = NEW.rent AND d.month = NEW.month AND d.person = NEW.person AND s.person = NEW.person
            AND NEW.cents BETWEEN s.least AND s.most AND NEW.cents <= d.unpaid AND d.paid + NEW.cents >= 0
            AND NEW.cents + (SELECT COALESCE(SUM(a.cents), 0) FROM arrears_settlement a WHERE a.source = NEW.source) BETWEEN s.least AND s.most) THEN
        RAISE EXCEPTION 'quitus: arrears_not_its_payment' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER arrears_settlement_of_its_payment BEFORE INSERT ON arrears_settlement FOR EACH ROW EXECUTE FUNCTION arrears_settlement_of_its_payment();

-- A statement asks which credits wait for one person.
CREATE INDEX receipt_proposal_by_person ON receipt_proposal (person, receipt);
