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
    closed_at  TIMESTAMPTZ NOT NULL,
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
    recorded_at    TIMESTAMPTZ NOT NULL,
    recorded_by    TEXT NOT NULL CONSTRAINT entry_recorded_by_known REFERENCES app_user (id),
    source         TEXT NOT NULL,
    corrects       BIGINT CONSTRAINT entry_corrects_known REFERENCES entry (seq) CONSTRAINT entry_corrects_unique UNIQUE,
    commitment     BYTEA NOT NULL CONSTRAINT entry_commitment_length CHECK (length(commitment) = 32),
    previous_seal  BYTEA NOT NULL CONSTRAINT entry_previous_seal_length CHECK (length(previous_seal) = 32),
    seal           BYTEA NOT NULL CONSTRAINT entry_seal_unique UNIQUE CONSTRAINT entry_seal_length CHECK (length(seal) = 32),
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
    salt   BYTEA,
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

CREATE TRIGGER account_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER closed_month_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_month
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER movement_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON movement FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');
CREATE TRIGGER movement_side_fixed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON movement_side
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('catalogue_fixed');

CREATE FUNCTION account_opens_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO balance (account, side, cents, last_entry) VALUES (NEW.id, NEW.side, 0, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER account_opens_balance AFTER INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_opens_balance();

CREATE FUNCTION line_of_open_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM entry WHERE seq = NEW.entry) THEN
        RAISE EXCEPTION 'quitus: entry_sealed' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_of_open_entry BEFORE INSERT ON line FOR EACH ROW EXECUTE FUNCTION line_of_open_entry();
-- Lines take the writer's lock too, before the first of them is seen by anyone: else a second session could slip balanced lines
-- under a header that it cannot see yet. An older snapshot would not see that header either, so it may not write.
CREATE FUNCTION line_waits_its_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'quitus: entry_snapshot_stale' USING ERRCODE = 'QT001';
    END IF;
    PERFORM pg_advisory_xact_lock(5489220);
    RETURN NULL;
END $$;
CREATE TRIGGER line_waits_its_turn BEFORE INSERT ON line FOR EACH STATEMENT EXECUTE FUNCTION line_waits_its_turn();
CREATE TRIGGER line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON line FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- Erasure is the one change: salt and words become NULL together.
CREATE TRIGGER entry_text_only_erased BEFORE UPDATE ON entry_text FOR EACH ROW
    WHEN (NEW.entry <> OLD.entry OR NEW.salt IS NOT NULL OR NEW.text IS NOT NULL) EXECUTE FUNCTION refuse('append_only');
CREATE TRIGGER entry_text_no_delete BEFORE DELETE OR TRUNCATE ON entry_text FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- One writer: whoever posts takes the same lock as the program's write transactions, so that head, number and balances are never stale.
CREATE FUNCTION entry_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE code TEXT;
BEGIN
    PERFORM pg_advisory_xact_lock(5489220);
    SELECT CASE
        WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry) THEN 'entry_seq_gap'
        WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM entry WHERE journal = NEW.journal AND year = NEW.year)
            THEN 'entry_number_gap'
        WHEN NEW.previous_seal <> COALESCE((SELECT seal FROM entry WHERE seq = NEW.seq - 1), decode(repeat('00', 32), 'hex'))
            THEN 'entry_chain_broken'
        WHEN NEW.recorded_at < (SELECT recorded_at FROM entry WHERE seq = NEW.seq - 1) THEN 'entry_recorded_backwards'
        WHEN NOT EXISTS (SELECT 1 FROM movement WHERE movement.code = NEW.movement AND journal = NEW.journal) THEN 'entry_journal_mismatch'
        WHEN NEW.year <> EXTRACT(YEAR FROM NEW.occurred_on)
            OR EXISTS (SELECT 1 FROM line WHERE entry = NEW.seq AND occurred_on <> NEW.occurred_on) THEN 'entry_date_mismatch'
        WHEN EXISTS (SELECT 1 FROM closed_month WHERE month = to_char(NEW.occurred_on, 'YYYY-MM')) THEN 'month_closed'
        WHEN (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) < 2 THEN 'entry_needs_two_lines'
        WHEN (SELECT SUM(cents) FROM line WHERE entry = NEW.seq) <> 0 THEN 'entry_unbalanced'
        WHEN NEW.movement <> 'correction' AND EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account
            WHERE l.entry = NEW.seq AND NOT EXISTS (SELECT 1 FROM movement_side m
                WHERE m.movement = NEW.movement AND m.kind = a.kind AND m.side = CASE WHEN l.cents > 0 THEN 'debit' ELSE 'credit' END))
            THEN 'entry_wrong_account'
        -- RULE 21: one person's money never moves to another person, nor from one bank account to another.
        WHEN (SELECT COUNT(DISTINCT a.person) > 1 OR COUNT(DISTINCT a.bank_account) > 1
            FROM line l JOIN account a ON a.id = l.account WHERE l.entry = NEW.seq) THEN 'entry_mixes_people'
        WHEN NEW.movement = 'correction' AND (
            EXISTS (SELECT 1 FROM entry WHERE seq = NEW.corrects AND movement = 'correction')
            OR EXISTS (SELECT account, -cents, category FROM line WHERE entry = NEW.corrects
                EXCEPT SELECT account, cents, category FROM line WHERE entry = NEW.seq)
            OR EXISTS (SELECT account, cents, category FROM line WHERE entry = NEW.seq
                EXCEPT SELECT account, -cents, category FROM line WHERE entry = NEW.corrects)
            OR (SELECT COUNT(*) FROM line WHERE entry = NEW.seq) <> (SELECT COUNT(*) FROM line WHERE entry = NEW.corrects))
            THEN 'correction_not_mirror'
        END INTO code;
    IF code IS NOT NULL THEN
        RAISE EXCEPTION 'quitus: %', code USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_complete BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_complete();

CREATE FUNCTION entry_moves_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE balance SET last_entry = NEW.seq, cents = balance.cents + moved.cents
    FROM (SELECT account, SUM(cents)::BIGINT AS cents FROM line WHERE entry = NEW.seq GROUP BY account) moved
    WHERE balance.account = moved.account;
    RETURN NEW;
END $$;
-- Last of the BEFORE triggers (they fire in order of name), so that rows of one INSERT see each other's balances.
CREATE TRIGGER zz_entry_moves_balances BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_moves_balances();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- Lines that a second session slipped under a header between its check and its commit are found here.
CREATE FUNCTION line_still_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT SUM(cents) FROM line WHERE entry = NEW.entry) <> 0 THEN
        RAISE EXCEPTION 'quitus: entry_unbalanced' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER line_still_balanced AFTER INSERT ON line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION line_still_balanced();

CREATE FUNCTION balance_follows_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.cents <> 0 OR NEW.last_entry <> 0 THEN
            RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
        END IF;
    ELSIF NEW.account <> OLD.account OR NEW.side <> OLD.side OR NEW.last_entry <= OLD.last_entry
        OR NEW.cents IS DISTINCT FROM OLD.cents + (SELECT SUM(cents) FROM line WHERE entry = NEW.last_entry AND account = OLD.account) THEN
        RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_follows_entries BEFORE INSERT OR UPDATE ON balance FOR EACH ROW EXECUTE FUNCTION balance_follows_entries();
CREATE TRIGGER balance_no_delete BEFORE DELETE OR TRUNCATE ON balance FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');

-- A balance that names an entry which does not exist at commit was not moved by a header.
CREATE FUNCTION balance_entry_exists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_entry <> 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE seq = NEW.last_entry) THEN
        RAISE EXCEPTION 'quitus: balance_not_from_entries' USING ERRCODE = 'QT001';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balance_entry_exists AFTER INSERT OR UPDATE ON balance DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION balance_entry_exists();
