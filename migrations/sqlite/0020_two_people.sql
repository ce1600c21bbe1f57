-- Four eyes that belong to two people (RULE 35): who gave somebody a way in cannot be the only one who knows that somebody, and an
-- account that is paid for the first time waits for a second person and for some days.

-- Nobody gets a way in to money from one person alone. The author of a user; none for those whom the console adds before the books.
ALTER TABLE app_user ADD COLUMN added_by TEXT CONSTRAINT app_user_added_by_known REFERENCES app_user (id);

-- What one person did that lets another in, or further in: added them, gave the link that they used, changed their role, took their
-- second factor away. Written by the triggers below as it takes effect; a second factor's end by the program.
CREATE TABLE access_change (
    seq       BIGINT NOT NULL CONSTRAINT access_change_seq_unique PRIMARY KEY,
    app_user  TEXT NOT NULL CONSTRAINT access_change_app_user_known REFERENCES app_user (id),
    kind      TEXT NOT NULL CONSTRAINT access_change_kind_known CHECK (kind IN ('user', 'link', 'role', 'factor')),
    made_at   TIMESTAMP NOT NULL,
    made_by   TEXT NOT NULL CONSTRAINT access_change_made_by_known REFERENCES app_user (id)
);
CREATE INDEX access_change_by_user ON access_change (app_user);

-- Who says, having asked them, that it is really they who came in.
CREATE TABLE access_confirmation (
    access_change  BIGINT NOT NULL CONSTRAINT access_confirmation_access_change_known REFERENCES access_change (seq),
    confirmed_at   TIMESTAMP NOT NULL,
    confirmed_by   TEXT NOT NULL CONSTRAINT access_confirmation_confirmed_by_known REFERENCES app_user (id),
    CONSTRAINT access_confirmation_access_change_confirmed_by_unique PRIMARY KEY (access_change, confirmed_by)
);

-- Whose way in nobody has confirmed: they do nothing until then. An auditor writes nothing and opens nothing to others.
CREATE VIEW access_awaited AS
    SELECT c.seq, c.app_user, c.kind, c.made_at, c.made_by
    FROM access_change c JOIN app_user u ON u.id = c.app_user
    WHERE u.role <> 'auditeur' AND NOT EXISTS (SELECT 1 FROM access_confirmation x WHERE x.access_change = c.seq);
-- Two users behind whom one human may stand: the one let the other in, and no third person has confirmed it.
CREATE VIEW access_same_hand AS
    SELECT c.app_user AS one, c.made_by AS other
    FROM access_change c
    WHERE NOT EXISTS (SELECT 1 FROM access_confirmation x WHERE x.access_change = c.seq AND x.confirmed_by NOT IN (c.app_user, c.made_by));

-- Days between the confirmation of an account and the first payment to it; the highest version is in force, two days without any.
CREATE TABLE cooling_period (
    version      BIGINT NOT NULL CONSTRAINT cooling_period_version_unique PRIMARY KEY,
    days         BIGINT NOT NULL CONSTRAINT cooling_period_days_range CHECK (days BETWEEN 0 AND 30),
    recorded_at  TIMESTAMP NOT NULL,
    recorded_by  TEXT NOT NULL CONSTRAINT cooling_period_recorded_by_known REFERENCES app_user (id)
);
CREATE VIEW cooling AS
    SELECT COALESCE((SELECT p.days FROM cooling_period p WHERE p.version = (SELECT MAX(n.version) FROM cooling_period n)), 2) AS days;

-- An account that came with the first caseload, before any entry, was checked as a whole with its papers; one that comes later waits
-- for a second person, the first of a new payee like the next of an old one. Accounts of before this rule keep what they were.
ALTER TABLE payee_version ADD COLUMN known_at_start BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE person_version ADD COLUMN known_at_start BOOLEAN NOT NULL DEFAULT TRUE;
-- The business day of a confirmation, and the first day on which the account may be paid, as the period in force then says.
ALTER TABLE payee_validation ADD COLUMN validated_on DATE NOT NULL DEFAULT '2000-01-01';
ALTER TABLE payee_validation ADD COLUMN payable_from DATE NOT NULL DEFAULT '2000-01-01';
ALTER TABLE person_validation ADD COLUMN validated_on DATE NOT NULL DEFAULT '2000-01-01';
ALTER TABLE person_validation ADD COLUMN payable_from DATE NOT NULL DEFAULT '2000-01-01';

-- `confirmed`: the account is the first known and came with the first caseload, or a second person validated it, in this version or
-- an earlier one that bears it; and it is not in doubt. `payable_from`: the first day on which it may be paid, none when any may.
DROP VIEW payee_current;
CREATE VIEW payee_current AS
    SELECT p.reference, v.version, v.name, v.iban, v.bic,
        EXISTS (SELECT 1 FROM payee_version o WHERE o.payee = v.payee AND o.version <= v.version AND o.iban = v.iban
            AND ((o.version = 1 AND o.known_at_start)
                OR EXISTS (SELECT 1 FROM payee_validation x WHERE x.payee = o.payee AND x.version = o.version)))
        AND NOT EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = v.iban) AS confirmed,
        (SELECT MIN(x.payable_from) FROM payee_version o JOIN payee_validation x ON x.payee = o.payee AND x.version = o.version
            WHERE o.payee = v.payee AND o.version <= v.version AND o.iban = v.iban AND NOT EXISTS (
                SELECT 1 FROM payee_version f WHERE f.payee = v.payee AND f.version = 1 AND f.known_at_start AND f.iban = v.iban)) AS payable_from
    FROM payee p JOIN payee_version v ON v.payee = p.reference
    WHERE v.version = (SELECT MAX(w.version) FROM payee_version w WHERE w.payee = p.reference);
DROP VIEW person_current;
CREATE VIEW person_current AS
    SELECT p.number, p.bank_account, v.version, v.family_name, v.given_name, v.born_on, v.own_iban, v.search_key,
        EXISTS (SELECT 1 FROM person_version o WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban
            AND ((o.known_at_start AND o.version = (
                    SELECT MIN(f.version) FROM person_version f WHERE f.person = v.person AND f.own_iban IS NOT NULL))
                OR EXISTS (SELECT 1 FROM person_validation x WHERE x.person = o.person AND x.version = o.version)))
        AND NOT EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = v.own_iban) AS confirmed,
        (SELECT MIN(x.payable_from) FROM person_version o JOIN person_validation x ON x.person = o.person AND x.version = o.version
            WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban AND NOT EXISTS (
                SELECT 1 FROM person_version f WHERE f.person = v.person AND f.known_at_start AND f.own_iban = v.own_iban AND f.version = (
                    SELECT MIN(g.version) FROM person_version g WHERE g.person = v.person AND g.own_iban IS NOT NULL))) AS payable_from
    FROM person p JOIN person_version v ON v.person = p.number
    WHERE v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = p.number);

-- Nothing is rewritten.
CREATE TRIGGER access_change_no_replace BEFORE INSERT ON access_change WHEN EXISTS (SELECT 1 FROM access_change WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_change_no_update BEFORE UPDATE ON access_change BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_change_no_delete BEFORE DELETE ON access_change BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_replace BEFORE INSERT ON access_confirmation WHEN EXISTS (SELECT 1 FROM access_confirmation WHERE access_change = NEW.access_change AND confirmed_by = NEW.confirmed_by)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_update BEFORE UPDATE ON access_confirmation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER access_confirmation_no_delete BEFORE DELETE ON access_confirmation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_replace BEFORE INSERT ON cooling_period WHEN EXISTS (SELECT 1 FROM cooling_period WHERE version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_update BEFORE UPDATE ON cooling_period BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER cooling_period_no_delete BEFORE DELETE ON cooling_period BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- Once there is something to spoil, somebody answers for each new user; the program, for the first administrator, while nobody comes in.
CREATE TRIGGER app_user_has_author BEFORE INSERT ON app_user
BEGIN
    SELECT CASE
        WHEN (NEW.added_by IS NULL AND (EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM bank_file) OR EXISTS (SELECT 1 FROM payment_order)))
            OR (NEW.added_by = 'PROGRAMME' AND EXISTS (SELECT 1 FROM password))
            THEN RAISE(ABORT, 'quitus: user_add_needs_author')
    END;
END;
-- What lets somebody in is kept as it happens. A user whom nobody could yet act as, added before the books, waits for their link.
CREATE TRIGGER app_user_awaits AFTER INSERT ON app_user WHEN NEW.added_by <> 'PROGRAMME'
BEGIN
    INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
    SELECT (SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), NEW.id, 'user', NEW.created_at, NEW.added_by
    WHERE (EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM bank_file) OR EXISTS (SELECT 1 FROM payment_order));
END;
CREATE TRIGGER invitation_awaits AFTER UPDATE ON invitation WHEN NEW.used_at IS NOT NULL AND NEW.invited_by IS NOT NULL
BEGIN
    INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
    VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), NEW.app_user, 'link', NEW.used_at, NEW.invited_by);
END;
CREATE TRIGGER invitation_used_awaits AFTER INSERT ON invitation WHEN NEW.used_at IS NOT NULL AND NEW.invited_by IS NOT NULL
BEGIN
    INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
    VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), NEW.app_user, 'link', NEW.used_at, NEW.invited_by);
END;
-- Before `user_version_applied` makes the role what it will be.
CREATE TRIGGER user_version_awaits BEFORE INSERT ON user_version
BEGIN
    INSERT INTO access_change (seq, app_user, kind, made_at, made_by)
    SELECT (SELECT COALESCE(MAX(seq), 0) + 1 FROM access_change), NEW.app_user, 'role', NEW.recorded_at, NEW.recorded_by
    FROM app_user WHERE id = NEW.app_user AND role <> NEW.role;
END;
-- Who still waits lets nobody else in.
CREATE TRIGGER access_change_lawful BEFORE INSERT ON access_change WHEN NEW.kind <> 'link'
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.made_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.made_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
CREATE TRIGGER invitation_by_the_confirmed BEFORE INSERT ON invitation WHEN NEW.invited_by IS NOT NULL
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.invited_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.invited_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
-- Another person confirms, who may and does not wait themself. Alone, once in the life of a house: its first administrator, for the
-- second person, while nobody else could.
CREATE TRIGGER access_confirmation_lawful BEFORE INSERT ON access_confirmation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.confirmed_by AND active AND role IN ('admin', 'responsable', 'comptable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.confirmed_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_change WHERE seq = NEW.access_change AND app_user = NEW.confirmed_by)
            THEN RAISE(ABORT, 'quitus: not_oneself')
        WHEN EXISTS (SELECT 1 FROM access_change c WHERE c.seq = NEW.access_change AND c.made_by = NEW.confirmed_by AND (
            NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.confirmed_by AND role = 'admin')
            OR EXISTS (SELECT 1 FROM access_confirmation x JOIN access_change o ON o.seq = x.access_change
                WHERE o.app_user <> c.app_user OR x.confirmed_at <> NEW.confirmed_at)
            OR EXISTS (SELECT 1 FROM app_user u WHERE u.id NOT IN (c.made_by, c.app_user) AND u.active
                AND u.role IN ('admin', 'responsable', 'comptable') AND EXISTS (SELECT 1 FROM password p WHERE p.app_user = u.id)
                AND NOT EXISTS (SELECT 1 FROM access_awaited a WHERE a.app_user = u.id))))
            THEN RAISE(ABORT, 'quitus: access_four_eyes')
    END;
END;
-- Whose way in nobody confirmed does nothing to money: neither prepares, nor approves, nor sends, nor confirms an account.
CREATE TRIGGER payment_order_by_the_confirmed BEFORE INSERT ON payment_order
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.prepared_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
-- RULE 35: and those who prepare and approve are two people.
CREATE TRIGGER payment_order_by_two_people BEFORE UPDATE ON payment_order WHEN NEW.state = 'approved' AND OLD.state <> 'approved'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.approved_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand WHERE (one = NEW.approved_by AND other = NEW.prepared_by)
            OR (one = NEW.prepared_by AND other = NEW.approved_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
    END;
END;
CREATE TRIGGER derogation_by_the_confirmed BEFORE INSERT ON derogation
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.asked_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
CREATE TRIGGER derogation_by_two_people BEFORE UPDATE ON derogation WHEN NEW.approved_by IS NOT NULL AND OLD.approved_by IS NULL
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.approved_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand WHERE (one = NEW.approved_by AND other = NEW.asked_by)
            OR (one = NEW.asked_by AND other = NEW.approved_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
    END;
END;
CREATE TRIGGER batch_by_the_confirmed BEFORE INSERT ON batch
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.sealed_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
CREATE TRIGGER entry_by_the_confirmed BEFORE INSERT ON entry WHEN NEW.recorded_by <> 'PROGRAMME'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
CREATE TRIGGER doubt_check_by_the_confirmed BEFORE INSERT ON doubt_check
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.checked_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
-- An account is confirmed by somebody who may, on a day that is not before the last payment decision, and waits as long as the period
-- in force says.
CREATE TRIGGER payee_validation_lawful BEFORE INSERT ON payee_validation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.validated_by AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.validated_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand h JOIN payee_version v ON v.payee = NEW.payee AND v.version = NEW.version
            WHERE (h.one = NEW.validated_by AND h.other = v.recorded_by) OR (h.one = v.recorded_by AND h.other = NEW.validated_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NEW.validated_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            THEN RAISE(ABORT, 'quitus: validation_back_in_time')
        WHEN NEW.payable_from < date(NEW.validated_on, '+' || (SELECT days FROM cooling) || ' days')
            THEN RAISE(ABORT, 'quitus: payable_too_soon')
    END;
END;
-- Once the books have begun, nothing was known at their start.
CREATE TRIGGER payee_version_after_the_start BEFORE INSERT ON payee_version WHEN NEW.known_at_start
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM entry)
            THEN RAISE(ABORT, 'quitus: account_known_at_start')
    END;
END;
CREATE TRIGGER person_validation_lawful BEFORE INSERT ON person_validation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.validated_by AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.validated_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand h JOIN person_version v ON v.person = NEW.person AND v.version = NEW.version
            WHERE (h.one = NEW.validated_by AND h.other = v.recorded_by) OR (h.one = v.recorded_by AND h.other = NEW.validated_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NEW.validated_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            THEN RAISE(ABORT, 'quitus: validation_back_in_time')
        WHEN NEW.payable_from < date(NEW.validated_on, '+' || (SELECT days FROM cooling) || ' days')
            THEN RAISE(ABORT, 'quitus: payable_too_soon')
    END;
END;
CREATE TRIGGER person_version_after_the_start BEFORE INSERT ON person_version WHEN NEW.known_at_start
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM entry)
            THEN RAISE(ABORT, 'quitus: account_known_at_start')
    END;
END;
-- RULE 35: no first payment while the account cools.
CREATE TRIGGER entry_after_the_cooling BEFORE INSERT ON entry WHEN NEW.movement = 'order_approved'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM payment_order o JOIN payee_current p ON p.reference = o.payee
            WHERE o.id = NEW.source AND p.iban = o.creditor_iban AND p.payable_from > NEW.occurred_on)
            OR EXISTS (SELECT 1 FROM payment_order o JOIN person_current q ON q.number = o.person
            WHERE o.id = NEW.source AND o.payee IS NULL AND q.own_iban = o.creditor_iban AND q.payable_from > NEW.occurred_on)
            THEN RAISE(ABORT, 'quitus: payee_cooling')
    END;
END;
-- The period is set by who looks after the house.
CREATE TRIGGER cooling_period_lawful BEFORE INSERT ON cooling_period
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM cooling_period)
            THEN RAISE(ABORT, 'quitus: cooling_period_in_order')
    END;
END;
