-- Payment orders, their approval by a second person, the files for the bank and their outcome.

-- Where an order may go from where it is: the state machine, as data.
CREATE TABLE order_transition (
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    CONSTRAINT order_transition_from_state_to_state_unique PRIMARY KEY (from_state, to_state)
);
INSERT INTO order_transition (from_state, to_state) VALUES
    ('proposed', 'approved'), ('proposed', 'cancelled'),
    ('approved', 'sealed'),   ('approved', 'rejected'),
    ('sealed', 'settled'),    ('sealed', 'rejected'),
    ('settled', 'returned');

-- A sealed file: its orders and its bytes never change. One block (PmtInf) per debtor account.
CREATE TABLE batch (
    id            TEXT NOT NULL CONSTRAINT batch_id_unique PRIMARY KEY,
    message_id    TEXT NOT NULL CONSTRAINT batch_message_id_unique UNIQUE CONSTRAINT batch_message_id_length CHECK (length(message_id) BETWEEN 1 AND 35),
    execution_on  DATE NOT NULL,
    orders        BIGINT NOT NULL CONSTRAINT batch_not_empty CHECK (orders > 0),
    cents         BIGINT NOT NULL CONSTRAINT batch_positive CHECK (cents > 0),
    sealed_at     TIMESTAMP NOT NULL,
    sealed_by     TEXT NOT NULL CONSTRAINT batch_sealed_by_known REFERENCES app_user (id),
    sha256        TEXT NOT NULL CONSTRAINT batch_sha256_length CHECK (length(sha256) = 64),
    bytes         BLOB NOT NULL
);

CREATE TABLE batch_block (
    batch         TEXT NOT NULL CONSTRAINT batch_block_batch_known REFERENCES batch (id),
    bank_account  BIGINT NOT NULL CONSTRAINT batch_block_bank_account_known REFERENCES bank_account (id),
    payment_id    TEXT NOT NULL CONSTRAINT batch_block_payment_id_unique UNIQUE,
    orders        BIGINT NOT NULL CONSTRAINT batch_block_not_empty CHECK (orders > 0),
    cents         BIGINT NOT NULL CONSTRAINT batch_block_positive CHECK (cents > 0),
    CONSTRAINT batch_block_batch_bank_account_unique PRIMARY KEY (batch, bank_account)
);

-- Each time the file leaves the house.
CREATE TABLE batch_export (
    batch        TEXT NOT NULL CONSTRAINT batch_export_batch_known REFERENCES batch (id),
    no           BIGINT NOT NULL,
    exported_at  TIMESTAMP NOT NULL,
    exported_by  TEXT NOT NULL CONSTRAINT batch_export_exported_by_known REFERENCES app_user (id),
    CONSTRAINT batch_export_batch_no_unique PRIMARY KEY (batch, no)
);

CREATE TABLE payment_order (
    -- Also the EndToEndId: unique over the life of the ledger, without a name or a benefit in it (RULE 37).
    id             TEXT NOT NULL CONSTRAINT payment_order_id_unique PRIMARY KEY CONSTRAINT payment_order_id_length CHECK (length(id) = 32),
    kind           TEXT NOT NULL CONSTRAINT payment_order_kind_known CHECK (kind IN ('rent', 'budget', 'give_back')),
    bank_account   BIGINT NOT NULL CONSTRAINT payment_order_bank_account_known REFERENCES bank_account (id),
    person         BIGINT CONSTRAINT payment_order_person_known REFERENCES person (number),
    month          TEXT NOT NULL CONSTRAINT payment_order_month_form CHECK (length(month) = 7),
    due_on         DATE NOT NULL,
    rank           BIGINT NOT NULL CONSTRAINT payment_order_rank_known CHECK (rank BETWEEN 0 AND 5),
    category       TEXT CONSTRAINT payment_order_category_known REFERENCES expense_category (code),
    rent           TEXT CONSTRAINT payment_order_rent_known REFERENCES rent (id),
    budget_line    TEXT CONSTRAINT payment_order_budget_line_known REFERENCES budget_line (id),
    split          TEXT CONSTRAINT payment_order_split_known REFERENCES receipt_split (id),
    payee          TEXT CONSTRAINT payment_order_payee_known REFERENCES payee (reference),
    creditor_name  TEXT NOT NULL CONSTRAINT payment_order_creditor_name_filled CHECK (length(trim(creditor_name)) > 0),
    creditor_iban  TEXT NOT NULL,
    creditor_bic   TEXT,
    cents          BIGINT NOT NULL CONSTRAINT payment_order_positive CHECK (cents > 0),
    wanted         BIGINT NOT NULL CONSTRAINT payment_order_within_wanted CHECK (wanted >= cents),
    remittance     TEXT NOT NULL CONSTRAINT payment_order_remittance_length CHECK (length(remittance) <= 140),
    state          TEXT NOT NULL,
    prepared_at    TIMESTAMP NOT NULL,
    prepared_by    TEXT NOT NULL CONSTRAINT payment_order_prepared_by_known REFERENCES app_user (id),
    approved_at    TIMESTAMP,
    approved_by    TEXT CONSTRAINT payment_order_approved_by_known REFERENCES app_user (id),
    batch          TEXT CONSTRAINT payment_order_batch_known REFERENCES batch (id),
    settled_line   TEXT CONSTRAINT payment_order_settled_line_known REFERENCES bank_line (id),
    returned_line  TEXT CONSTRAINT payment_order_returned_line_known REFERENCES bank_line (id) CONSTRAINT payment_order_returned_line_unique UNIQUE,
    reason         TEXT,
    -- RULE 35: nobody approves what they prepared.
    CONSTRAINT payment_order_four_eyes CHECK (approved_by IS NULL OR approved_by <> prepared_by),
    CONSTRAINT payment_order_approval_complete CHECK ((approved_by IS NULL) = (approved_at IS NULL)
        AND (state NOT IN ('approved', 'sealed', 'settled', 'returned', 'rejected') OR approved_by IS NOT NULL)),
    CONSTRAINT payment_order_in_a_file CHECK (state NOT IN ('sealed', 'settled', 'returned') OR batch IS NOT NULL),
    CONSTRAINT payment_order_settlement_known CHECK (state NOT IN ('settled', 'returned') OR settled_line IS NOT NULL),
    CONSTRAINT payment_order_return_known CHECK (state <> 'returned' OR returned_line IS NOT NULL),
    CONSTRAINT payment_order_of_its_kind CHECK (CASE kind
        WHEN 'rent' THEN rent IS NOT NULL AND person IS NOT NULL AND category = 'loyer' AND rank = 1 AND split IS NULL AND budget_line IS NULL
        WHEN 'budget' THEN budget_line IS NOT NULL AND person IS NOT NULL AND category IS NOT NULL AND rent IS NULL AND split IS NULL
        ELSE split IS NOT NULL AND category IS NULL AND rent IS NULL AND budget_line IS NULL END)
);
-- The same due date of a budget line, or the same refused income, is never paid by two live orders.
CREATE UNIQUE INDEX payment_order_budget_line_due_on_unique ON payment_order (budget_line, due_on)
    WHERE budget_line IS NOT NULL AND state NOT IN ('cancelled', 'rejected', 'returned');
CREATE UNIQUE INDEX payment_order_split_unique ON payment_order (split)
    WHERE split IS NOT NULL AND state NOT IN ('cancelled', 'rejected', 'returned');
-- One proposal at a time for a rent term; what is missing is proposed again once the first part is approved.
CREATE UNIQUE INDEX payment_order_rent_month_unique ON payment_order (rent, month) WHERE rent IS NOT NULL AND state = 'proposed';
CREATE INDEX payment_order_by_state ON payment_order (state, bank_account);
CREATE INDEX payment_order_by_person ON payment_order (person, month);
CREATE INDEX payment_order_by_rent ON payment_order (rent, month);
CREATE INDEX payment_order_by_batch ON payment_order (batch);
CREATE INDEX payment_order_by_settled_line ON payment_order (settled_line);

-- From which pot each cent of an approved order comes; a return goes back there to the cent.
CREATE TABLE order_funding (
    payment_order  TEXT NOT NULL CONSTRAINT order_funding_payment_order_known REFERENCES payment_order (id),
    pot            TEXT NOT NULL CONSTRAINT order_funding_pot_known REFERENCES pot (code),
    cents          BIGINT NOT NULL CONSTRAINT order_funding_positive CHECK (cents > 0),
    CONSTRAINT order_funding_payment_order_pot_unique PRIMARY KEY (payment_order, pot)
);

-- RULE 30: money set aside for one rent term and used for something else. One asks with a reason, another approves.
CREATE TABLE derogation (
    id           TEXT NOT NULL CONSTRAINT derogation_id_unique PRIMARY KEY,
    rent         TEXT NOT NULL CONSTRAINT derogation_rent_known REFERENCES rent (id),
    month        TEXT NOT NULL,
    person       BIGINT NOT NULL CONSTRAINT derogation_person_known REFERENCES person (number),
    cents        BIGINT NOT NULL CONSTRAINT derogation_positive CHECK (cents > 0),
    reason       TEXT NOT NULL CONSTRAINT derogation_reason_filled CHECK (length(trim(reason)) > 0),
    asked_at     TIMESTAMP NOT NULL,
    asked_by     TEXT NOT NULL CONSTRAINT derogation_asked_by_known REFERENCES app_user (id),
    approved_at  TIMESTAMP,
    approved_by  TEXT CONSTRAINT derogation_approved_by_known REFERENCES app_user (id),
    CONSTRAINT derogation_four_eyes CHECK (approved_by IS NULL OR approved_by <> asked_by),
    CONSTRAINT derogation_approval_complete CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE INDEX derogation_by_rent ON derogation (rent, month);

CREATE TRIGGER batch_no_replace BEFORE INSERT ON batch WHEN EXISTS (SELECT 1 FROM batch WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_replace BEFORE INSERT ON batch_block WHEN EXISTS (SELECT 1 FROM batch_block WHERE batch = NEW.batch AND bank_account = NEW.bank_account)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_update BEFORE UPDATE ON batch_block BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_block_no_delete BEFORE DELETE ON batch_block BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_replace BEFORE INSERT ON batch_export WHEN EXISTS (SELECT 1 FROM batch_export WHERE batch = NEW.batch AND no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_update BEFORE UPDATE ON batch_export BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER batch_export_no_delete BEFORE DELETE ON batch_export BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_replace BEFORE INSERT ON order_funding WHEN EXISTS (SELECT 1 FROM order_funding WHERE payment_order = NEW.payment_order AND pot = NEW.pot)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_update BEFORE UPDATE ON order_funding BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_funding_no_delete BEFORE DELETE ON order_funding BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_transition_fixed_insert BEFORE INSERT ON order_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER order_transition_fixed_update BEFORE UPDATE ON order_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER order_transition_fixed_delete BEFORE DELETE ON order_transition BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;

CREATE TRIGGER payment_order_starts_proposed BEFORE INSERT ON payment_order
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_not_proposed') WHERE NEW.state <> 'proposed' OR EXISTS (SELECT 1 FROM payment_order WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'quitus: payment_order_budget_line_due_on_unique') WHERE EXISTS (SELECT 1 FROM payment_order
        WHERE budget_line = NEW.budget_line AND due_on = NEW.due_on AND state NOT IN ('cancelled', 'rejected', 'returned'));
    SELECT RAISE(ABORT, 'quitus: payment_order_split_unique') WHERE EXISTS (SELECT 1 FROM payment_order
        WHERE split = NEW.split AND state NOT IN ('cancelled', 'rejected', 'returned'));
    SELECT RAISE(ABORT, 'quitus: payment_order_rent_month_unique') WHERE EXISTS (SELECT 1 FROM payment_order
        WHERE rent = NEW.rent AND month = NEW.month AND state = 'proposed');
    SELECT RAISE(ABORT, 'quitus: order_not_its_source') WHERE
        (NEW.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE number = NEW.person AND (bank_account = NEW.bank_account OR NEW.kind = 'give_back')))
        OR (NEW.kind = 'rent' AND NOT EXISTS (SELECT 1 FROM rent WHERE id = NEW.rent AND person = NEW.person))
        OR (NEW.kind = 'budget' AND NOT EXISTS (SELECT 1 FROM budget_line_current WHERE id = NEW.budget_line AND person = NEW.person AND category = NEW.category))
        OR (NEW.kind = 'give_back' AND NOT EXISTS (SELECT 1 FROM receipt_split_live s JOIN receipt r ON r.line = s.receipt
            WHERE s.id = NEW.split AND s.kind = 'refused' AND s.net = NEW.cents AND r.bank_account = NEW.bank_account));
END;
CREATE TRIGGER payment_order_follows_states BEFORE UPDATE ON payment_order
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_changed') WHERE NOT (NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.bank_account = OLD.bank_account
        AND NEW.person IS OLD.person AND NEW.month = OLD.month AND NEW.due_on = OLD.due_on AND NEW.rank = OLD.rank AND NEW.category IS OLD.category
        AND NEW.rent IS OLD.rent AND NEW.budget_line IS OLD.budget_line AND NEW.split IS OLD.split AND NEW.payee IS OLD.payee
        AND NEW.creditor_name = OLD.creditor_name AND NEW.creditor_iban = OLD.creditor_iban AND NEW.creditor_bic IS OLD.creditor_bic
        AND NEW.cents = OLD.cents AND NEW.wanted = OLD.wanted AND NEW.remittance = OLD.remittance
        AND NEW.prepared_at = OLD.prepared_at AND NEW.prepared_by = OLD.prepared_by
        AND (OLD.approved_by IS NULL OR (NEW.approved_by = OLD.approved_by AND NEW.approved_at = OLD.approved_at))
        AND (OLD.batch IS NULL OR NEW.batch = OLD.batch) AND (OLD.settled_line IS NULL OR NEW.settled_line = OLD.settled_line)
        AND (OLD.returned_line IS NULL OR NEW.returned_line = OLD.returned_line));
    SELECT RAISE(ABORT, 'quitus: order_transition_unknown') WHERE NOT EXISTS (
        SELECT 1 FROM order_transition WHERE from_state = OLD.state AND to_state = NEW.state);
    -- A sealed file holds only orders whose money was posted as approved, at the file's own accounts.
    SELECT RAISE(ABORT, 'quitus: order_not_posted') WHERE NEW.state = 'sealed' AND NOT (
        EXISTS (SELECT 1 FROM entry WHERE source = NEW.id AND movement = 'order_approved')
        AND EXISTS (SELECT 1 FROM batch_block WHERE batch = NEW.batch AND bank_account = NEW.bank_account));
END;
CREATE TRIGGER payment_order_no_delete BEFORE DELETE ON payment_order BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- RULE 12: refused money of many people shares one account. A refusal with an order that gives it back is not taken back: the order
-- would pay with what belongs to someone else.
CREATE TRIGGER receipt_correction_before_giving_back BEFORE INSERT ON receipt_correction
BEGIN
    SELECT RAISE(ABORT, 'quitus: refusal_given_back') WHERE EXISTS (SELECT 1 FROM payment_order
        WHERE split = NEW.split AND state NOT IN ('cancelled', 'rejected', 'returned'));
END;

CREATE TRIGGER order_funding_while_proposed BEFORE INSERT ON order_funding
BEGIN
    SELECT RAISE(ABORT, 'quitus: order_funding_late') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order WHERE id = NEW.payment_order AND state = 'proposed' AND kind <> 'give_back');
    -- R271-4, RULE 14: earmarked money pays its object, rent money pays the rent.
    SELECT RAISE(ABORT, 'quitus: wrong_pot_for_category') WHERE NOT EXISTS (
        SELECT 1 FROM payment_order o JOIN pot_category c ON c.category = o.category AND c.pot = NEW.pot WHERE o.id = NEW.payment_order);
END;

CREATE TRIGGER derogation_asked BEFORE INSERT ON derogation
WHEN NEW.approved_by IS NOT NULL OR EXISTS (SELECT 1 FROM derogation WHERE id = NEW.id)
    OR NOT EXISTS (SELECT 1 FROM rent_term WHERE rent = NEW.rent AND month = NEW.month AND person = NEW.person)
BEGIN SELECT RAISE(ABORT, 'quitus: derogation_four_eyes'); END;
CREATE TRIGGER derogation_only_approved BEFORE UPDATE ON derogation
WHEN NOT (OLD.approved_by IS NULL AND NEW.approved_by IS NOT NULL AND NEW.id = OLD.id AND NEW.rent = OLD.rent AND NEW.month = OLD.month
    AND NEW.person = OLD.person AND NEW.cents = OLD.cents AND NEW.reason = OLD.reason AND NEW.asked_at = OLD.asked_at AND NEW.asked_by = OLD.asked_by)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER derogation_no_delete BEFORE DELETE ON derogation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
