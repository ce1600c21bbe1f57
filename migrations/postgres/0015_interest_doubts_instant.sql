-- What banks add to the ordinary: interest of an account, shared between the people whose money earned it (RULE 23); who may say that
-- an account which a bank refused is right after all (RULE 35); and transfers that are executed at once.

-- A credit that is interest: the days that it is for, as a person said with a document.
CREATE TABLE interest (
    id          TEXT NOT NULL CONSTRAINT interest_id_unique PRIMARY KEY,
    receipt     TEXT NOT NULL CONSTRAINT interest_receipt_known REFERENCES receipt (line),
    from_on     DATE NOT NULL,
    to_on       DATE NOT NULL,
    evidence    TEXT NOT NULL CONSTRAINT interest_evidence_filled CHECK (length(trim(evidence)) > 0),
    decided_at  TIMESTAMPTZ NOT NULL,
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
    recorded_at  TIMESTAMPTZ NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT interest_correction_recorded_by_known REFERENCES app_user (id)
);
CREATE VIEW interest_share_live AS
    SELECT s.id, i.id AS interest, i.receipt, s.person, s.cents FROM interest_share s JOIN interest i ON i.id = s.interest
    WHERE NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id);

-- What is decided of each receipt, whatever the decision: a receipt is decided when these parts sum to it.
CREATE VIEW receipt_part AS
    SELECT receipt, net AS cents FROM receipt_split_live UNION ALL SELECT receipt, cents FROM interest_share_live;

-- Two more ways money moves.
ALTER TABLE movement DISABLE TRIGGER movement_fixed;
ALTER TABLE movement_side DISABLE TRIGGER movement_side_fixed;
INSERT INTO movement (code, journal, label) VALUES
    ('interest_shared',     'RE', 'Intérêts du compte répartis'),
    ('interest_taken_back', 'OD', 'Intérêts du compte repris');
INSERT INTO movement_side (movement, kind, side) VALUES
    ('interest_shared', 'unidentified', 'debit'), ('interest_shared', 'pot', 'credit'),
    ('interest_taken_back', 'pot', 'debit'),      ('interest_taken_back', 'unidentified', 'credit');
ALTER TABLE movement ENABLE TRIGGER movement_fixed;
ALTER TABLE movement_side ENABLE TRIGGER movement_side_fixed;

CREATE TRIGGER interest_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON interest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER interest_share_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON interest_share
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER interest_correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON interest_correction
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- Interest is for days that are over, by someone who may decide about money.
CREATE FUNCTION interest_of_its_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Like every writer of the program: two sharings at once would each find the credit free.
    PERFORM pg_advisory_xact_lock(5489220);
    IF NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.decided_by AND role IN ('gestionnaire', 'comptable', 'responsable')) THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM receipt r JOIN bank_line b ON b.id = r.line
        WHERE r.line = NEW.receipt AND r.state = 'waiting' AND b.return_reason IS NULL AND NEW.to_on <= GREATEST(b.booked_on, b.value_on)
            AND NOT EXISTS (SELECT 1 FROM interest i WHERE i.receipt = NEW.receipt
                AND NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id))) THEN
        RAISE EXCEPTION 'quitus: interest_not_its_receipt' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interest_of_its_receipt BEFORE INSERT ON interest FOR EACH ROW EXECUTE FUNCTION interest_of_its_receipt();
-- Only people who bank at the account, and never more than the credit.
CREATE FUNCTION interest_share_of_its_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM interest i JOIN receipt r ON r.line = i.receipt
            JOIN person p ON p.number = NEW.person AND p.bank_account = r.bank_account
        WHERE i.id = NEW.interest AND r.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM interest_correction x WHERE x.interest = i.id)
            AND NEW.cents <= r.cents - (SELECT COALESCE(SUM(t.cents), 0) FROM receipt_part t WHERE t.receipt = r.line)) THEN
        RAISE EXCEPTION 'quitus: interest_not_its_receipt' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interest_share_of_its_account BEFORE INSERT ON interest_share
    FOR EACH ROW EXECUTE FUNCTION interest_share_of_its_account();
-- RULE 11, 23: the share of this person enters free money, to the cent, once the whole credit is shared.
CREATE FUNCTION entry_of_its_interest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> 2 OR NOT EXISTS (
        SELECT 1 FROM interest_share_live s JOIN receipt r ON r.line = s.receipt
            JOIN account a ON a.person = s.person AND a.pot = 'libre' AND a.bank_account = r.bank_account
            JOIN line l ON l.entry = NEW.seq AND l.account = a.id AND l.cents = -s.cents
        WHERE s.id = NEW.source AND r.state = 'decided') THEN
        RAISE EXCEPTION 'quitus: interest_without_share' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
-- Before the questions put to the whole statement (0013), under the writer's lock that it took first.
CREATE TRIGGER entry_of_its_interest BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.movement = 'interest_shared')
    EXECUTE FUNCTION entry_of_its_interest();
-- What is corrected was decided, by someone who may decide about money.
CREATE FUNCTION interest_correction_of_a_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND role IN ('gestionnaire', 'comptable', 'responsable')) THEN
        RAISE EXCEPTION 'quitus: role_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM interest i JOIN receipt r ON r.line = i.receipt WHERE i.id = NEW.interest AND r.state = 'decided') THEN
        RAISE EXCEPTION 'quitus: interest_not_its_receipt' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interest_correction_of_a_decision BEFORE INSERT ON interest_correction
    FOR EACH ROW EXECUTE FUNCTION interest_correction_of_a_decision();
-- A share is taken back to the cent from the person who got it, once it was posted and its sharing corrected: free money first, then
-- what the rent reserve made of it. Its credit then waits again.
CREATE FUNCTION entry_of_its_interest_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
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
                        WHERE t.entry = NEW.seq AND g.person = s.person AND g.pot = 'libre'))))) THEN
        RAISE EXCEPTION 'quitus: correction_not_allowed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_of_its_interest_correction BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.movement = 'interest_taken_back')
    EXECUTE FUNCTION entry_of_its_interest_correction();

-- As before (0014), with the parts of every kind.
CREATE OR REPLACE FUNCTION receipt_decided_by_splits() RETURNS trigger LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET jit = off AS $$
BEGIN
    IF NOT (NEW.line = OLD.line AND NEW.bank_account = OLD.bank_account AND NEW.cents = OLD.cents AND NEW.received_on = OLD.received_on
        AND NEW.state <> OLD.state AND OLD.state <> 'returned'
        AND CASE NEW.state
            WHEN 'returned' THEN OLD.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM receipt_part WHERE receipt = NEW.line)
                AND (EXISTS (SELECT 1 FROM payment_order WHERE returned_line = NEW.line AND state = 'returned')
                    OR EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line))
            ELSE (NEW.state = 'decided') = (NEW.cents = (SELECT COALESCE(SUM(cents), 0) FROM receipt_part WHERE receipt = NEW.line))
                AND NOT EXISTS (SELECT 1 FROM bank_reversal WHERE credit = NEW.line) END) THEN
        RAISE EXCEPTION 'quitus: receipt_not_fully_split' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;

-- RULE 35: an account is confirmed again by people who may approve, and only while a bank's refusal keeps it in doubt: an order that
-- did not fail, or failed for another reason, raises none, and two people have ended it.
CREATE FUNCTION doubt_check_of_a_doubt() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    -- Like every writer of the program: two people at once would each see one check less.
    PERFORM pg_advisory_xact_lock(5489220);
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.checked_by AND role IN ('comptable', 'responsable')) THEN 'role_not_allowed'
        WHEN NOT EXISTS (SELECT 1 FROM doubted_account WHERE payment_order = NEW.payment_order) THEN 'doubt_not_open'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER doubt_check_of_a_doubt BEFORE INSERT ON doubt_check FOR EACH ROW EXECUTE FUNCTION doubt_check_of_a_doubt();

-- An order that its preparer wants executed at once (SCT Inst), in a file of instant transfers; who approves it sees it.
CREATE TABLE instant_order (
    payment_order  TEXT NOT NULL CONSTRAINT instant_order_payment_order_unique PRIMARY KEY
                   CONSTRAINT instant_order_payment_order_known REFERENCES payment_order (id),
    asked_at       TIMESTAMPTZ NOT NULL,
    asked_by       TEXT NOT NULL CONSTRAINT instant_order_asked_by_known REFERENCES app_user (id)
);
CREATE TRIGGER instant_order_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON instant_order
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE FUNCTION instant_order_while_proposed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.asked_by AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN 'role_not_allowed'
        WHEN NOT EXISTS (SELECT 1 FROM payment_order WHERE id = NEW.payment_order AND state = 'proposed') THEN 'order_not_proposed'
        WHEN NOT EXISTS (
            SELECT 1 FROM payment_order o JOIN bank_profile_current p ON p.bank_account = o.bank_account
            WHERE o.id = NEW.payment_order AND p.settings LIKE '%"instant":"yes"%') THEN 'instant_not_taken'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instant_order_while_proposed BEFORE INSERT ON instant_order FOR EACH ROW EXECUTE FUNCTION instant_order_while_proposed();

-- The questions are put to the tables of this schema: a temporary table of the same name would answer in their place.
DO $$
DECLARE asked TEXT;
BEGIN
    FOR asked IN SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', asked, current_schema());
    END LOOP;
END $$;
