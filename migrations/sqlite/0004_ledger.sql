-- The ledger: accounts, entries, lines and running balances. Lines are written first; inserting the entry's header checks
-- them, closes the entry for good and moves the balances. Debits are positive cents, credits negative.

CREATE TABLE account (
    id            BIGINT NOT NULL CONSTRAINT account_id_unique PRIMARY KEY,
    code          TEXT NOT NULL CONSTRAINT account_code_unique UNIQUE,
    kind          TEXT NOT NULL CONSTRAINT account_kind_known
                  CHECK (kind IN ('bank', 'in_transit', 'unidentified', 'unexplained', 'to_return', 'fees', 'pot')),
    bank_account  BIGINT NOT NULL CONSTRAINT account_bank_account_known REFERENCES bank_account (id),
    person        BIGINT CONSTRAINT account_person_known REFERENCES person (number),
    pot           TEXT CONSTRAINT account_pot_known REFERENCES pot (code),
    -- The side on which the balance must stay: credit <= 0, debit >= 0. Only the bank decides what its own account shows.
    side          TEXT NOT NULL CONSTRAINT account_side_known CHECK (side IN ('debit', 'credit', 'any')),
    CONSTRAINT account_id_side_unique UNIQUE (id, side),
    CONSTRAINT account_pot_of_a_person CHECK ((kind = 'pot') = (person IS NOT NULL AND pot IS NOT NULL)),
    CONSTRAINT account_side_of_kind CHECK (side = CASE
        WHEN kind = 'bank' THEN 'any' WHEN kind IN ('unexplained', 'fees') THEN 'debit' ELSE 'credit' END)
);
CREATE INDEX account_by_person ON account (person, pot);
CREATE INDEX account_by_bank_account ON account (bank_account, kind);

-- The ways money moves (one file each under src/ledger/movement/), and what each may debit or credit.
CREATE TABLE movement (
    code     TEXT NOT NULL CONSTRAINT movement_code_unique PRIMARY KEY,
    journal  TEXT NOT NULL CONSTRAINT movement_journal_known CHECK (journal IN ('BQ', 'RE', 'LO', 'PA', 'OD')),
    label    TEXT NOT NULL
);
CREATE TABLE movement_side (
    movement  TEXT NOT NULL CONSTRAINT movement_side_movement_known REFERENCES movement (code),
    kind      TEXT NOT NULL,
    side      TEXT NOT NULL CONSTRAINT movement_side_known CHECK (side IN ('debit', 'credit')),
    CONSTRAINT movement_side_movement_kind_side_unique PRIMARY KEY (movement, kind, side)
);
INSERT INTO movement (code, journal, label) VALUES
    ('credit_imported',   'BQ', 'Crédit reçu à la banque'),
    ('order_settled',     'BQ', 'Paiement débité par la banque'),
    ('direct_debit',      'BQ', 'Prélèvement prévu au budget'),
    ('debit_unexplained', 'BQ', 'Débit bancaire à expliquer'),
    ('bank_fee',          'BQ', 'Frais bancaires dus par l''organisation'),
    ('split_accepted',    'RE', 'Prestation acceptée'),
    ('split_refused',     'RE', 'Revenu refusé'),
    ('order_returned',    'RE', 'Paiement revenu de la banque'),
    ('rent_set_aside',    'LO', 'Loyer mis de côté'),
    ('rent_released',     'LO', 'Loyer rendu à l''argent libre'),
    ('order_approved',    'PA', 'Paiement approuvé'),
    ('order_rejected',    'PA', 'Paiement rejeté avant débit'),
    ('opening_balance',   'OD', 'Solde d''ouverture repris'),
    ('debit_explained',   'OD', 'Débit bancaire expliqué'),
    ('correction',        'OD', 'Correction par écriture inverse');
INSERT INTO movement_side (movement, kind, side) VALUES
    ('credit_imported', 'bank', 'debit'),          ('credit_imported', 'unidentified', 'credit'),
    ('order_settled', 'in_transit', 'debit'),      ('order_settled', 'bank', 'credit'),
    ('direct_debit', 'pot', 'debit'),              ('direct_debit', 'bank', 'credit'),
    ('debit_unexplained', 'unexplained', 'debit'), ('debit_unexplained', 'bank', 'credit'),
    ('bank_fee', 'fees', 'debit'),                 ('bank_fee', 'bank', 'credit'),
    ('split_accepted', 'unidentified', 'debit'),   ('split_accepted', 'pot', 'credit'),
    ('split_refused', 'unidentified', 'debit'),    ('split_refused', 'to_return', 'credit'),
    ('order_returned', 'unidentified', 'debit'),   ('order_returned', 'fees', 'debit'),
       ('order_returned', 'pot', 'credit'),   ('order_returned', 'to_return', 'credit'),
    ('rent_set_aside', 'pot', 'debit'),            ('rent_set_aside', 'pot', 'credit'),
    ('rent_released', 'pot', 'debit'),             ('rent_released', 'pot', 'credit'),
    ('order_approved', 'pot', 'debit'),            ('order_approved', 'to_return', 'debit'), ('order_approved', 'in_transit', 'credit'),
    ('order_rejected', 'in_transit', 'debit'),     ('order_rejected', 'pot', 'credit'),   ('order_rejected', 'to_return', 'credit'),
    ('opening_balance', 'bank', 'debit'),          ('opening_balance', 'pot', 'credit'),
    ('debit_explained', 'pot', 'debit'),           ('debit_explained', 'fees', 'debit'),  ('debit_explained', 'in_transit', 'debit'),
    ('debit_explained', 'unexplained', 'credit');

-- Months that are closed: nothing more is booked in them.
CREATE TABLE closed_month (
    month      TEXT NOT NULL CONSTRAINT closed_month_month_unique PRIMARY KEY CONSTRAINT closed_month_form CHECK (length(month) = 7),
    closed_at  TIMESTAMP NOT NULL,
    closed_by  TEXT NOT NULL CONSTRAINT closed_month_closed_by_known REFERENCES app_user (id)
);

CREATE TABLE entry (
    seq            BIGINT NOT NULL CONSTRAINT entry_seq_unique PRIMARY KEY,
    journal        TEXT NOT NULL,
    year           BIGINT NOT NULL,
    number         BIGINT NOT NULL,
    movement       TEXT NOT NULL CONSTRAINT entry_movement_known REFERENCES movement (code),
    occurred_on    DATE NOT NULL,
    value_on       DATE NOT NULL,
    recorded_at    TIMESTAMP NOT NULL,
    recorded_by    TEXT NOT NULL CONSTRAINT entry_recorded_by_known REFERENCES app_user (id),
    source         TEXT NOT NULL,
    corrects       BIGINT CONSTRAINT entry_corrects_known REFERENCES entry (seq) CONSTRAINT entry_corrects_unique UNIQUE,
    commitment     BLOB NOT NULL CONSTRAINT entry_commitment_length CHECK (length(commitment) = 32),
    previous_seal  BLOB NOT NULL CONSTRAINT entry_previous_seal_length CHECK (length(previous_seal) = 32),
    seal           BLOB NOT NULL CONSTRAINT entry_seal_unique UNIQUE CONSTRAINT entry_seal_length CHECK (length(seal) = 32),
    CONSTRAINT entry_journal_year_number_unique UNIQUE (journal, year, number),
    CONSTRAINT entry_correction_names_its_entry CHECK ((movement = 'correction') = (corrects IS NOT NULL))
);
-- What moved money once cannot move it twice: one entry per movement and source, but for the rent reserve, which follows each event.
CREATE UNIQUE INDEX entry_movement_source_unique ON entry (movement, source) WHERE journal <> 'LO';
-- A bank line is booked once, whatever the movement.
CREATE UNIQUE INDEX entry_source_unique ON entry (source) WHERE journal = 'BQ';
-- Explanations of a figure start from its source.
CREATE INDEX entry_by_source ON entry (source);
CREATE INDEX entry_by_recorded_at ON entry (recorded_at, seq);

CREATE TABLE line (
    entry        BIGINT NOT NULL CONSTRAINT line_entry_known REFERENCES entry (seq) DEFERRABLE INITIALLY DEFERRED,
    no           BIGINT NOT NULL,
    account      BIGINT NOT NULL CONSTRAINT line_account_known REFERENCES account (id),
    occurred_on  DATE NOT NULL,
    cents        BIGINT NOT NULL CONSTRAINT line_not_zero CHECK (cents <> 0),
    category     TEXT CONSTRAINT line_category_known REFERENCES expense_category (code),
    CONSTRAINT line_entry_no_unique PRIMARY KEY (entry, no)
);
-- As-of balances and statements read one account in order of date without touching the table.
CREATE INDEX line_by_account ON line (account, occurred_on, entry, cents);

-- The words of an entry, outside its sealed bytes: the seal holds only SHA-256(salt, words), so the words can be erased.
CREATE TABLE entry_text (
    entry  BIGINT NOT NULL CONSTRAINT entry_text_entry_unique PRIMARY KEY CONSTRAINT entry_text_entry_known REFERENCES entry (seq) DEFERRABLE INITIALLY DEFERRED,
    salt   BLOB,
    text   TEXT
);

-- The one figure that refusals read. Moved by the header's trigger only: each change must be the sum of one later entry's lines.
CREATE TABLE balance (
    account     BIGINT NOT NULL CONSTRAINT balance_account_unique PRIMARY KEY,
    side        TEXT NOT NULL,
    cents       BIGINT NOT NULL,
    last_entry  BIGINT NOT NULL,
    CONSTRAINT balance_account_known FOREIGN KEY (account, side) REFERENCES account (id, side),
    CONSTRAINT balance_below_zero CHECK (
        CASE side WHEN 'credit' THEN cents <= 0 WHEN 'debit' THEN cents >= 0 ELSE TRUE END)
);

CREATE TRIGGER account_no_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.id OR code = NEW.code)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_replace BEFORE INSERT ON closed_month WHEN EXISTS (SELECT 1 FROM closed_month WHERE month = NEW.month)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_update BEFORE UPDATE ON closed_month BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER closed_month_no_delete BEFORE DELETE ON closed_month BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER movement_fixed_insert BEFORE INSERT ON movement BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_fixed_update BEFORE UPDATE ON movement BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_fixed_delete BEFORE DELETE ON movement BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_side_fixed_insert BEFORE INSERT ON movement_side BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_side_fixed_update BEFORE UPDATE ON movement_side BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;
CREATE TRIGGER movement_side_fixed_delete BEFORE DELETE ON movement_side BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_fixed'); END;

CREATE TRIGGER account_opens_balance AFTER INSERT ON account
BEGIN INSERT INTO balance (account, side, cents, last_entry) VALUES (NEW.id, NEW.side, 0, 0); END;

CREATE TRIGGER line_of_open_entry BEFORE INSERT ON line
WHEN EXISTS (SELECT 1 FROM entry WHERE seq = NEW.entry) OR EXISTS (SELECT 1 FROM line WHERE entry = NEW.entry AND no = NEW.no)
BEGIN SELECT RAISE(ABORT, 'quitus: entry_sealed'); END;
CREATE TRIGGER line_no_update BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER line_no_delete BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

CREATE TRIGGER entry_text_no_replace BEFORE INSERT ON entry_text WHEN EXISTS (SELECT 1 FROM entry_text WHERE entry = NEW.entry)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
-- Erasure is the one change: salt and words become NULL together.
CREATE TRIGGER entry_text_only_erased BEFORE UPDATE ON entry_text
WHEN NEW.entry <> OLD.entry OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_text_no_delete BEFORE DELETE ON entry_text BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- What a header must be is checked by entry_complete, created last (0008): SQLite fires the newest trigger first.
CREATE TRIGGER entry_moves_balances AFTER INSERT ON entry
BEGIN
    -- The plus sign keeps SQLite from walking through every line of the account: the entry has few.
    UPDATE balance SET last_entry = NEW.seq,
        cents = cents + (SELECT SUM(l.cents) FROM line l WHERE l.entry = NEW.seq AND +l.account = balance.account)
    WHERE account IN (SELECT account FROM line WHERE entry = NEW.seq);
END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

CREATE TRIGGER balance_starts_at_zero BEFORE INSERT ON balance
WHEN NEW.cents <> 0 OR NEW.last_entry <> 0 OR EXISTS (SELECT 1 FROM balance WHERE account = NEW.account)
BEGIN SELECT RAISE(ABORT, 'quitus: balance_not_from_entries'); END;
CREATE TRIGGER balance_follows_entries BEFORE UPDATE ON balance
WHEN NEW.account <> OLD.account OR NEW.side <> OLD.side OR NEW.last_entry <= OLD.last_entry
    OR NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.last_entry)
    OR NEW.cents <> OLD.cents + COALESCE((SELECT SUM(cents) FROM line WHERE entry = NEW.last_entry AND +account = OLD.account), 0)
    OR NOT EXISTS (SELECT 1 FROM line WHERE entry = NEW.last_entry AND +account = OLD.account)
BEGIN SELECT RAISE(ABORT, 'quitus: balance_not_from_entries'); END;
CREATE TRIGGER balance_no_delete BEFORE DELETE ON balance BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
