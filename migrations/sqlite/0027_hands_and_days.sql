-- What 0020, 0023 and 0024 left open: the roles of those who decide about money, confirmations written ahead of what they confirm, an
-- account judged by one of its versions alone, days that are no day or long past, and auditors whom one person let in.

-- Why another wait, and from which day. What was said before this migration holds at once, as it did.
ALTER TABLE cooling_period ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE cooling_period ADD COLUMN in_force_from DATE NOT NULL DEFAULT '2000-01-01';

-- Whose way in nobody has confirmed: they do nothing and see nothing until then. Auditors as well: they read every file (RULE 81).
DROP VIEW access_awaited;
CREATE VIEW access_awaited AS
    SELECT c.seq, c.app_user, c.kind, c.made_at, c.made_by
    FROM access_change c
    WHERE NOT EXISTS (SELECT 1 FROM access_confirmation x WHERE x.access_change = c.seq);
-- Two users behind whom one human may stand. The console is no third person: whoever types there may be one of the two.
DROP VIEW access_same_hand;
CREATE VIEW access_same_hand AS
    SELECT c.app_user AS one, c.made_by AS other
    FROM access_change c
    WHERE NOT EXISTS (SELECT 1 FROM access_confirmation x
        WHERE x.access_change = c.seq AND x.confirmed_by NOT IN (c.app_user, c.made_by, 'PROGRAMME'));
-- Who could confirm somebody else's access, and sign in to do it.
CREATE VIEW access_confirmer AS
    SELECT u.id
    FROM app_user u
    WHERE u.active AND u.role IN ('admin', 'responsable', 'comptable') AND EXISTS (SELECT 1 FROM password p WHERE p.app_user = u.id)
        AND NOT EXISTS (SELECT 1 FROM access_awaited a WHERE a.app_user = u.id);
-- Who came in otherwise than by a link that waits, with a role that confirms, now or before it was changed; in service or not: taking
-- everybody out of service makes nobody alone.
CREATE VIEW access_arrived AS
    SELECT u.id
    FROM app_user u
    WHERE (u.role IN ('admin', 'responsable', 'comptable') OR EXISTS (SELECT 1 FROM access_change r WHERE r.app_user = u.id AND r.kind = 'role'))
        AND (SELECT COUNT(*) FROM password p WHERE p.app_user = u.id)
            > (SELECT COUNT(*) FROM access_change l WHERE l.app_user = u.id AND l.kind = 'link');

-- Who brought an account in: recorded it where the version before bore another. Who renamed a payee only kept it.
CREATE VIEW payee_iban_brought AS
    SELECT v.payee, v.iban, v.recorded_by
    FROM payee_version v
    WHERE NOT EXISTS (SELECT 1 FROM payee_version b WHERE b.payee = v.payee AND b.iban = v.iban
        AND b.version = (SELECT MAX(o.version) FROM payee_version o WHERE o.payee = v.payee AND o.version < v.version));
CREATE VIEW own_iban_brought AS
    SELECT v.person, v.own_iban, v.recorded_by
    FROM person_version v
    WHERE v.own_iban IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person_version b WHERE b.person = v.person AND b.own_iban = v.own_iban
        AND b.version = (SELECT MAX(o.version) FROM person_version o WHERE o.person = v.person AND o.version < v.version));

-- The wait depends on the day from now on.
DROP VIEW cooling;

-- As before, but an erased version stays the first: erasing it confirms nothing of those after it.
DROP VIEW person_current;
CREATE VIEW person_current AS
    SELECT p.number, p.bank_account, v.version, v.family_name, v.given_name, v.born_on, v.own_iban, v.search_key,
        EXISTS (SELECT 1 FROM person_version o WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban
            AND ((o.known_at_start AND NOT EXISTS (SELECT 1 FROM person_version f WHERE f.person = v.person AND f.version < o.version
                    AND (f.own_iban IS NOT NULL OR f.family_name IS NULL)))
                OR EXISTS (SELECT 1 FROM person_validation x WHERE x.person = o.person AND x.version = o.version)))
        AND NOT EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = v.own_iban) AS confirmed,
        (SELECT MIN(x.payable_from) FROM person_version o JOIN person_validation x ON x.person = o.person AND x.version = o.version
            WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban AND NOT EXISTS (
                SELECT 1 FROM person_version f WHERE f.person = v.person AND f.known_at_start AND f.own_iban = v.own_iban AND NOT EXISTS (
                    SELECT 1 FROM person_version g WHERE g.person = v.person AND g.version < f.version
                        AND (g.own_iban IS NOT NULL OR g.family_name IS NULL)))) AS payable_from
    FROM person p JOIN person_version v ON v.person = p.number
    WHERE v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = p.number);

-- Another person confirms, who may and does not wait themself, what is there already. Alone, once in the life of a house: its first
-- administrator, for the second person, when nobody else ever came in; of what is confirmed then, the last first, so that nothing that
-- comes later is confirmed in the same breath. The console, when nobody else can.
DROP TRIGGER access_confirmation_lawful;
CREATE TRIGGER access_confirmation_lawful BEFORE INSERT ON access_confirmation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM access_change WHERE seq = NEW.access_change)
            THEN RAISE(ABORT, 'quitus: reference_missing')
        WHEN NEW.confirmed_by <> 'PROGRAMME'
            AND NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.confirmed_by AND active AND role IN ('admin', 'responsable', 'comptable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.confirmed_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_change WHERE seq = NEW.access_change AND app_user = NEW.confirmed_by)
            THEN RAISE(ABORT, 'quitus: not_oneself')
        WHEN EXISTS (SELECT 1 FROM access_change WHERE seq = NEW.access_change AND NOT COALESCE(NEW.confirmed_at >= made_at, FALSE))
            THEN RAISE(ABORT, 'quitus: access_confirmed_too_early')
        WHEN NEW.confirmed_by = 'PROGRAMME' AND EXISTS (SELECT 1 FROM access_confirmer WHERE id NOT IN (
            SELECT made_by FROM access_change WHERE seq = NEW.access_change UNION ALL SELECT app_user FROM access_change WHERE seq = NEW.access_change))
            THEN RAISE(ABORT, 'quitus: access_somebody_else_confirms')
        WHEN EXISTS (SELECT 1 FROM access_change c WHERE c.seq = NEW.access_change AND c.made_by = NEW.confirmed_by AND (
            NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.confirmed_by AND role = 'admin')
            OR EXISTS (SELECT 1 FROM access_confirmation x JOIN access_change o ON o.seq = x.access_change
                WHERE o.app_user <> c.app_user OR o.seq < c.seq)
            OR EXISTS (SELECT 1 FROM access_arrived u WHERE u.id NOT IN (c.made_by, c.app_user))))
            THEN RAISE(ABORT, 'quitus: access_four_eyes')
    END;
END;

-- RULE 35: money is prepared, approved and sent by people in service whose role it is, and whose way in somebody confirmed.
DROP TRIGGER payment_order_by_the_confirmed;
CREATE TRIGGER payment_order_by_the_confirmed BEFORE INSERT ON payment_order
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.prepared_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.prepared_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
DROP TRIGGER payment_order_by_two_people;
CREATE TRIGGER payment_order_by_two_people BEFORE UPDATE ON payment_order WHEN NEW.state = 'approved' AND OLD.state <> 'approved'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.approved_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand WHERE (one = NEW.approved_by AND other = NEW.prepared_by)
            OR (one = NEW.prepared_by AND other = NEW.approved_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.approved_by AND active AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
DROP TRIGGER derogation_by_the_confirmed;
CREATE TRIGGER derogation_by_the_confirmed BEFORE INSERT ON derogation
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.asked_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.asked_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
DROP TRIGGER derogation_by_two_people;
CREATE TRIGGER derogation_by_two_people BEFORE UPDATE ON derogation WHEN NEW.approved_by IS NOT NULL AND OLD.approved_by IS NULL
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.approved_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand WHERE (one = NEW.approved_by AND other = NEW.asked_by)
            OR (one = NEW.asked_by AND other = NEW.approved_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.approved_by AND active AND role = 'responsable')
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
DROP TRIGGER batch_by_the_confirmed;
CREATE TRIGGER batch_by_the_confirmed BEFORE INSERT ON batch
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.sealed_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.sealed_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
-- An administrator brings the rents of a caseload in, and what they set aside: nothing else moves under their name.
DROP TRIGGER entry_by_the_confirmed;
CREATE TRIGGER entry_by_the_confirmed BEFORE INSERT ON entry WHEN NEW.recorded_by <> 'PROGRAMME'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active
            AND (role IN ('gestionnaire', 'comptable', 'responsable') OR (role = 'admin' AND NEW.journal = 'LO')))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;
-- Of the two who lift a doubt, neither let the other in.
DROP TRIGGER doubt_check_by_the_confirmed;
CREATE TRIGGER doubt_check_by_the_confirmed BEFORE INSERT ON doubt_check
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.checked_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM doubt_check d JOIN access_same_hand h ON (h.one = NEW.checked_by AND h.other = d.checked_by)
            OR (h.one = d.checked_by AND h.other = NEW.checked_by) WHERE d.payment_order = NEW.payment_order)
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN EXISTS (SELECT 1 FROM app_user WHERE id = NEW.checked_by AND NOT active)
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
    END;
END;

-- RULE 35: an account that is there already is confirmed by somebody in service who may, who never brought it in and in no way let in who
-- did; on a day that is neither before the last payment decision nor before the day on which it is written (one less: the business day
-- is that of Paris); and it waits as long as the period in force on that day says.
DROP TRIGGER payee_validation_by_another;
CREATE TRIGGER payee_validation_by_another BEFORE INSERT ON payee_validation
WHEN EXISTS (SELECT 1 FROM payee_iban_brought b JOIN payee_version v ON v.payee = b.payee AND v.iban = b.iban
    WHERE v.payee = NEW.payee AND v.version = NEW.version AND b.recorded_by = NEW.validated_by)
BEGIN SELECT RAISE(ABORT, 'quitus: payee_four_eyes'); END;
DROP TRIGGER person_validation_by_another;
CREATE TRIGGER person_validation_by_another BEFORE INSERT ON person_validation
WHEN EXISTS (SELECT 1 FROM own_iban_brought b JOIN person_version v ON v.person = b.person AND v.own_iban = b.own_iban
    WHERE v.person = NEW.person AND v.version = NEW.version AND b.recorded_by = NEW.validated_by)
BEGIN SELECT RAISE(ABORT, 'quitus: payee_four_eyes'); END;
DROP TRIGGER payee_validation_lawful;
CREATE TRIGGER payee_validation_lawful BEFORE INSERT ON payee_validation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM payee_version WHERE payee = NEW.payee AND version = NEW.version)
            THEN RAISE(ABORT, 'quitus: reference_missing')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.validated_by AND active AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.validated_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand h JOIN payee_version v ON v.payee = NEW.payee AND v.version = NEW.version
            JOIN payee_iban_brought b ON b.payee = v.payee AND b.iban = v.iban
            WHERE (h.one = NEW.validated_by AND h.other = b.recorded_by) OR (h.one = b.recorded_by AND h.other = NEW.validated_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NEW.validated_on IS NOT date(NEW.validated_on)
            OR NEW.validated_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            OR NOT COALESCE(NEW.validated_on >= date(NEW.validated_at, '-1 day'), FALSE)
            THEN RAISE(ABORT, 'quitus: validation_back_in_time')
        WHEN NEW.payable_from IS NOT date(NEW.payable_from)
            OR NOT COALESCE(NEW.payable_from >= date(NEW.validated_on, '+' || COALESCE((SELECT p.days FROM cooling_period p
                WHERE p.in_force_from <= NEW.validated_on ORDER BY p.version DESC LIMIT 1), 2) || ' days'), FALSE)
            THEN RAISE(ABORT, 'quitus: payable_too_soon')
    END;
END;
DROP TRIGGER person_validation_lawful;
CREATE TRIGGER person_validation_lawful BEFORE INSERT ON person_validation
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM person_version WHERE person = NEW.person AND version = NEW.version)
            THEN RAISE(ABORT, 'quitus: reference_missing')
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.validated_by AND active AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.validated_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN EXISTS (SELECT 1 FROM access_same_hand h JOIN person_version v ON v.person = NEW.person AND v.version = NEW.version
            JOIN own_iban_brought b ON b.person = v.person AND b.own_iban = v.own_iban
            WHERE (h.one = NEW.validated_by AND h.other = b.recorded_by) OR (h.one = b.recorded_by AND h.other = NEW.validated_by))
            THEN RAISE(ABORT, 'quitus: access_same_hand')
        WHEN NEW.validated_on IS NOT date(NEW.validated_on)
            OR NEW.validated_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            OR NOT COALESCE(NEW.validated_on >= date(NEW.validated_at, '-1 day'), FALSE)
            THEN RAISE(ABORT, 'quitus: validation_back_in_time')
        WHEN NEW.payable_from IS NOT date(NEW.payable_from)
            OR NOT COALESCE(NEW.payable_from >= date(NEW.validated_on, '+' || COALESCE((SELECT p.days FROM cooling_period p
                WHERE p.in_force_from <= NEW.validated_on ORDER BY p.version DESC LIMIT 1), 2) || ' days'), FALSE)
            THEN RAISE(ABORT, 'quitus: payable_too_soon')
    END;
END;

-- The wait is never nothing, and a shorter one begins when the one that it shortens has passed: nobody takes it away for a moment.
DROP TRIGGER cooling_period_lawful;
CREATE TRIGGER cooling_period_lawful BEFORE INSERT ON cooling_period
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('admin', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM cooling_period)
            THEN RAISE(ABORT, 'quitus: cooling_period_in_order')
        WHEN NEW.days < 1
            THEN RAISE(ABORT, 'quitus: cooling_period_days_range')
        WHEN length(trim(NEW.reason)) = 0
            THEN RAISE(ABORT, 'quitus: cooling_period_reason_filled')
        WHEN NEW.in_force_from IS NOT date(NEW.in_force_from)
            OR NOT COALESCE(NEW.in_force_from >= date(NEW.recorded_at, '-1 day'), FALSE)
            OR EXISTS (SELECT 1 FROM (SELECT 0 AS version, 2 AS days, '2000-01-01' AS in_force_from
                    UNION ALL SELECT p.version, p.days, p.in_force_from FROM cooling_period p) held
                WHERE held.days > NEW.days AND NEW.in_force_from < date(NEW.recorded_at, '+' || (held.days - 1) || ' days')
                    AND held.version >= (SELECT COALESCE(MAX(q.version), 0) FROM cooling_period q WHERE q.in_force_from <= date(NEW.recorded_at, '-1 day')))
            THEN RAISE(ABORT, 'quitus: cooling_period_too_soon')
    END;
END;

-- What the Département chose and what the law says change from no day before the last decision in the books, by somebody in service
-- whose way in is confirmed.
DROP TRIGGER setting_by_a_role;
CREATE TRIGGER setting_by_a_role BEFORE INSERT ON setting
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('responsable', 'admin'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.in_force_from IS NOT date(NEW.in_force_from) OR NEW.in_force_from < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            OR NEW.in_force_from < (SELECT occurred_on FROM entry WHERE journal = 'LO' ORDER BY year DESC, number DESC LIMIT 1)
            THEN RAISE(ABORT, 'quitus: setting_backdated')
    END;
END;
DROP TRIGGER benefit_amendment_by_a_role;
CREATE TRIGGER benefit_amendment_by_a_role BEFORE INSERT ON benefit_amendment
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role = 'admin')
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
        WHEN NEW.from_on IS NOT date(NEW.from_on) OR NEW.from_on < (SELECT occurred_on FROM entry WHERE journal = 'PA' ORDER BY year DESC, number DESC LIMIT 1)
            OR NEW.from_on < (SELECT occurred_on FROM entry WHERE journal = 'LO' ORDER BY year DESC, number DESC LIMIT 1)
            THEN RAISE(ABORT, 'quitus: catalogue_amendment_dates')
    END;
END;
DROP TRIGGER payer_iban_version_by_a_role;
CREATE TRIGGER payer_iban_version_by_a_role BEFORE INSERT ON payer_iban_version
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.recorded_by AND active AND role IN ('comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
DROP TRIGGER evidence_file_by_a_role;
CREATE TRIGGER evidence_file_by_a_role BEFORE INSERT ON evidence_file
BEGIN
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.added_by AND active AND role IN ('gestionnaire', 'comptable', 'responsable'))
            THEN RAISE(ABORT, 'quitus: role_not_allowed')
        WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.added_by)
            THEN RAISE(ABORT, 'quitus: access_not_confirmed')
    END;
END;
-- Whose way in nobody confirmed changes neither users, nor whose file is whose, nor the caseload, nor what a bank agreed to.
CREATE TRIGGER user_version_author_confirmed BEFORE INSERT ON user_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER assignment_by_the_confirmed BEFORE INSERT ON assignment WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER replacement_by_the_confirmed BEFORE INSERT ON replacement WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER organisation_by_the_confirmed BEFORE INSERT ON organisation WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER bank_account_version_by_the_confirmed BEFORE INSERT ON bank_account_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER bank_profile_by_the_confirmed BEFORE INSERT ON bank_profile WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER person_version_by_the_confirmed BEFORE INSERT ON person_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER contract_version_by_the_confirmed BEFORE INSERT ON contract_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER authorisation_version_by_the_confirmed BEFORE INSERT ON authorisation_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER payee_version_by_the_confirmed BEFORE INSERT ON payee_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER rent_version_by_the_confirmed BEFORE INSERT ON rent_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;
CREATE TRIGGER budget_line_version_by_the_confirmed BEFORE INSERT ON budget_line_version WHEN EXISTS (SELECT 1 FROM access_awaited WHERE app_user = NEW.recorded_by)
BEGIN SELECT RAISE(ABORT, 'quitus: access_not_confirmed'); END;

-- A link that nobody gave serves an administrator, while nobody can sign in: asked again when it is used, for it may be older.
CREATE TRIGGER invitation_used_lawful BEFORE UPDATE ON invitation WHEN NEW.used_at IS NOT NULL AND OLD.used_at IS NULL AND NEW.invited_by IS NULL
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM password) OR NOT EXISTS (SELECT 1 FROM app_user WHERE id = NEW.app_user AND role = 'admin')
            THEN RAISE(ABORT, 'quitus: invitation_needs_author')
    END;
END;
-- Who answers for a user, and since when, is not said otherwise afterwards.
DROP TRIGGER app_user_id_fixed;
CREATE TRIGGER app_user_id_fixed BEFORE UPDATE ON app_user
WHEN (NEW.id, NEW.added_by, NEW.created_at) IS NOT (OLD.id, OLD.added_by, OLD.created_at)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- Both engines answer alike a contract that breaks both settings, and a code that is taken where nothing was amended.
DROP TRIGGER contract_version_term_of_setting;
DROP TRIGGER contract_version_floor_of_setting;
CREATE TRIGGER contract_version_of_setting AFTER INSERT ON contract_version
BEGIN
    SELECT CASE
        WHEN NEW.term_floor < s.shortest_term OR NEW.term_ceiling > s.longest_term
            THEN RAISE(ABORT, 'quitus: contract_term_outside_setting')
        WHEN NEW.living_floor < s.living_floor
            THEN RAISE(ABORT, 'quitus: contract_floor_below_setting')
    END
    FROM setting s
    WHERE s.version = (SELECT w.version FROM setting w WHERE w.in_force_from <= NEW.starts_on ORDER BY w.in_force_from DESC, w.version DESC LIMIT 1);
END;
DROP TRIGGER benefit_code_of_one;
CREATE TRIGGER benefit_code_of_one BEFORE INSERT ON benefit
WHEN EXISTS (SELECT 1 FROM benefit WHERE number <> NEW.number AND lower(code) = lower(NEW.code) AND (to_on IS NULL OR to_on >= NEW.from_on))
    AND EXISTS (SELECT 1 FROM benefit_amendment a WHERE a.number = NEW.number AND a.from_on = NEW.from_on AND NOT a.ends)
BEGIN SELECT RAISE(ABORT, 'quitus: catalogue_code_taken'); END;
