-- What banks add to the ordinary: interest of an account, shared between the people whose money earned it (RULE 23); who may say that
-- an account which a bank refused is right after all (RULE 35); and transfers that are executed at once.

-- A credit that is interest: the days that it is for, as a person said with a document.
CREATE TABLE interest (
    id          TEXT NOT NULL CONSTRAINT interest_id_unique PRIMARY KEY,
    receipt     TEXT NOT NULL CONSTRAINT interest_receipt_known REFERENCES receipt (line),
    from_on     DATE NOT NULL,
    to_on       DATE NOT NULL,
    evidence    TEXT NOT NULL CONSTRAINT interest_evidence_filled CHECK (length(trim(evidence)) > 0),
    decided_at  TIMESTAMP NOT NULL,
    decided_by  TEXT NOT NULL CONSTRAINT interest_decided_by_known REFERENCES app_user (id),
    CONSTRAINT interest_dates_ordered CHECK (to_on >= from_on)
);
CREATE INDEX interest_by_receipt ON interest (receipt);

-- What each person gets of it. `weight` is the money that the person had, each day, added up: cents times days.
CREATE TABLE interest_share (
    id        TEXT NOT NULL CONSTRAINT interest_share_id_unique PRIMARY KEY,
    interest  TEXT NOT NULL CONSTRAINT interest_share_interest_known REFERENCES interest (id),
    person    BIGINT NOT NULL CONSTRAINT interest_share_person_known REFERENCES person (number),
    weight    BIGINT NOT NULL CONSTRAINT interest_share_weight_positive CHECK (weight > 0),
    cents     BIGINT NOT NULL CONSTRAINT interest_share_positive CHECK (cents > 0),
    CONSTRAINT interest_share_interest_person_unique UNIQUE (interest, person)
);

-- A sharing that was wrong: each share is taken back, the credit waits again. One line says why and who.
CREATE TABLE interest_correction (
    interest     TEXT NOT NULL CONSTRAINT interest_correction_interest_unique PRIMARY KEY
                 CONSTRAINT interest_correction_interest_known REFERENCES interest (id),
    reason       TEXT NOT NULL CONSTRAINT interest_correction_reason_filled CHECK (length(trim(reason)) > 0),
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT interest_correction_recorded_by_known REFERENCES app_user (id)
);
CREATE VIEW interest_share_live AS
    SELECT s.id, i.id AS interest, i.receipt, s.person, s.cents FROM interest_share s JOIN interest i ON i.id = s.interest
    WHERE NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id);

-- What is decided of each receipt, whatever the decision: a receipt is decided when these parts sum to it.
CREATE VIEW receipt_part AS
    SELECT receipt, net AS cents FROM receipt_split_live UNION ALL SELECT receipt, cents FROM interest_share_live;

-- Two more ways money moves.
DROP TRIGGER movement_fixed_insert;
DROP TRIGGER movement_side_fixed_insert;
INSERT INTO movement (code, journal, label) VALUES
    ('interest_shared',     'RE', 'Intérêts du compte répartis'),
    ('interest_taken_back', 'OD', 'Intérêts du compte repris');
INSERT INTO movement_side (movement, kind, side) VALUES
    ('interest_shared', 'unidentified', 'debit'), ('interest_shared', 'pot', 'credit'),
    ('interest_taken_back', 'pot', 'debit'),      ('interest_taken_back', 'unidentified', 'credit');
CREATE TRIGGER movement_fixed_insert BEFORE INSERT ON movement BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_side_fixed_insert BEFORE INSERT ON movement_side BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;

CREATE TRIGGER interest_no_replace BEFORE INSERT ON interest WHEN EXISTS (SELECT 1 FROM interest WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_no_update BEFORE UPDATE ON interest BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_no_delete BEFORE DELETE ON interest BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_replace BEFORE INSERT ON interest_share
WHEN EXISTS (SELECT 1 FROM interest_share WHERE id = NEW.id OR (interest = NEW.interest AND person = NEW.person))
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_update BEFORE UPDATE ON interest_share BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_share_no_delete BEFORE DELETE ON interest_share BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_replace BEFORE INSERT ON interest_correction
WHEN EXISTS (SELECT 1 FROM interest_correction WHERE interest = NEW.interest)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_update BEFORE UPDATE ON interest_correction BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER interest_correction_no_delete BEFORE DELETE ON interest_correction BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- Interest is for days that are over, by someone who may decide about money.
CREATE TRIGGER interest_of_its_receipt BEFORE INSERT ON interest
BEGIN
    SELECT RAISE(ABORT, 'quitus: role_not_allowed') WHERE NOT EXISTS (
        SELECT 1 FROM app_user WHERE id = NEW.decided_by AND role IN ('gestionnaire', 'comptable', 'responsable'));
    SELECT RAISE(ABORT, 'quitus: interest_not_its_receipt') WHERE NOT EXISTS (
        SELECT 1 FROM receipt r JOIN bank_line b ON b.id = r.line
        WHERE r.line = NEW.receipt AND r.state = 'waiting' AND b.return_reason IS NULL
            AND NEW.to_on <= max(b.booked_on, b.value_on) AND NEW.from_on IS date(NEW.from_on) AND NEW.to_on IS date(NEW.to_on)
            AND NOT EXISTS (SELECT 1 FROM interest i WHERE i.receipt = NEW.receipt
                AND NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id)));
END;
-- Only people who bank at the account, and never more than the credit.
CREATE TRIGGER interest_share_of_its_account BEFORE INSERT ON interest_share
WHEN NOT EXISTS (
    SELECT 1 FROM interest i JOIN receipt r ON r.line = i.receipt
        JOIN person p ON p.number = NEW.person AND p.bank_account = r.bank_account
    WHERE i.id = NEW.interest AND r.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id)
        AND NEW.cents <= r.cents - (SELECT COALESCE(SUM(t.cents), 0) FROM receipt_part t WHERE t.receipt = r.line))
BEGIN SELECT RAISE(ABORT, 'quitus: interest_not_its_receipt'); END;
-- RULE 11, 23: the share of this person enters free money, to the cent, once the whole credit is shared.
CREATE TRIGGER entry_of_its_interest BEFORE INSERT ON entry WHEN NEW.movement = 'interest_shared' AND (
    (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR NOT EXISTS (
        SELECT 1 FROM interest_share_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = 'libre' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND +l.account = a.id AND l.cents = -s.cents
        WHERE s.id = NEW.source AND r.state = 'decided'))
BEGIN SELECT RAISE(ABORT, 'quitus: interest_without_share'); END;
-- What is corrected was decided, by someone who may decide about money.
CREATE TRIGGER interest_correction_of_a_decision BEFORE INSERT ON interest_correction
BEGIN
    SELECT RAISE(ABORT, 'quitus: role_not_allowed') WHERE NOT EXISTS (
        SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role IN ('gestionnaire', 'comptable', 'responsable'));
    SELECT RAISE(ABORT, 'quitus: interest_not_its_receipt') WHERE NOT EXISTS (
        SELECT 1 FROM interest i JOIN receipt r ON r.line = i.receipt WHERE i.id = NEW.interest AND r.state = 'decided');
END;
-- A share is taken back to the cent from the person who got it, once it was posted and its sharing corrected: free money first, then
-- what the rent reserve made of it. Its credit then waits again.
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

-- As before (0014), with the parts of every kind.
DROP TRIGGER receipt_decided_by_splits;
CREATE TRIGGER receipt_decided_by_splits BEFORE UPDATE ON receipt
WHEN NOT (NEW.line = OLD.line AND NEW.bank_account = OLD.bank_account AND NEW.cents = OLD.cents AND NEW.received_on = OLD.received_on
    AND NEW.state <> OLD.state AND OLD.state <> 'returned'
    AND CASE NEW.state
        WHEN 'returned' THEN OLD.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM receipt_part WHERE receipt = NEW.line)
            AND (EXISTS (SELECT 1 FROM payment_order WHERE returned_line = NEW.line AND state = 'returned')
                OR EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line))
        ELSE (NEW.state = 'decided') = (NEW.cents = (SELECT COALESCE(SUM(cents), 0) FROM receipt_part WHERE receipt = NEW.line))
            AND NOT EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line) END)
BEGIN SELECT RAISE(ABORT, 'quitus: receipt_not_fully_split'); END;

-- RULE 35: an account is confirmed again by people who may approve, and only while a bank's refusal keeps it in doubt: an order that
-- did not fail, or failed for another reason, raises none, and two people have ended it.
CREATE TRIGGER doubt_check_of_a_doubt BEFORE INSERT ON doubt_check
BEGIN
    SELECT RAISE(ABORT, 'quitus: role_not_allowed') WHERE NOT EXISTS (
        SELECT 1 FROM app_user WHERE id = NEW.checked_by AND role IN ('comptable', 'responsable'));
    SELECT RAISE(ABORT, 'quitus: doubt_not_open') WHERE NOT EXISTS (SELECT 1 FROM doubted_account WHERE payment_order = NEW.payment_order);
END;

-- An order that its preparer wants executed at once (SCT Inst), in a file of instant transfers; who approves it sees it.
CREATE TABLE instant_order (
    payment_order  TEXT NOT NULL CONSTRAINT instant_order_payment_order_unique PRIMARY KEY
                   CONSTRAINT instant_order_payment_order_known REFERENCES payment_order (id),
    asked_at       TIMESTAMP NOT NULL,
    asked_by       TEXT NOT NULL CONSTRAINT instant_order_asked_by_known REFERENCES app_user (id)
);
CREATE TRIGGER instant_order_no_replace BEFORE INSERT ON instant_order WHEN EXISTS (SELECT 1 FROM instant_order WHERE payment_order = NEW.payment_order)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_no_update BEFORE UPDATE ON instant_order BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_no_delete BEFORE DELETE ON instant_order BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER instant_order_while_proposed BEFORE INSERT ON instant_order
BEGIN
    SELECT RAISE(ABORT, 'quitus: role_not_allowed') WHERE NOT EXISTS (
        SELECT 1 FROM app_user WHERE id = NEW.asked_by AND role IN ('gestionnaire', 'comptable', 'responsable'));
    SELECT RAISE(ABORT, 'quitus: order_not_proposed') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order WHERE id = NEW.payment_order AND state = 'proposed');
    SELECT RAISE(ABORT, 'quitus: instant_not_taken') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order o JOIN bank_profile_current p ON p.bank_account = o.bank_account
        WHERE o.id = NEW.payment_order AND p.settings LIKE '%"instant":"yes"%');
END;
