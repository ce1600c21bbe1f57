-- The evidence of what a person decides about an order, and a second look at people's own accounts.

-- The document behind such a decision: why refused money goes back, how a rejection by the bank is known.
CREATE TABLE order_evidence (
    payment_order  TEXT NOT NULL CONSTRAINT order_evidence_payment_order_known REFERENCES payment_order (id),
    decision       TEXT NOT NULL CONSTRAINT order_evidence_decision_known CHECK (decision IN ('give_back', 'reject')),
    evidence       TEXT NOT NULL CONSTRAINT evidence_missing CHECK (length(trim(evidence)) > 0),
    recorded_at    TIMESTAMP NOT NULL,
    recorded_by    TEXT NOT NULL CONSTRAINT order_evidence_recorded_by_known REFERENCES app_user (id),
    CONSTRAINT order_evidence_payment_order_decision_unique PRIMARY KEY (payment_order, decision)
);

-- RULE 35: a person's own IBAN that changed receives money only once a second person has confirmed it, like a payee's.
CREATE TABLE person_validation (
    person        BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    validated_at  TIMESTAMP NOT NULL,
    validated_by  TEXT NOT NULL CONSTRAINT person_validation_validated_by_known REFERENCES app_user (id),
    CONSTRAINT person_validation_person_version_unique PRIMARY KEY (person, version),
    CONSTRAINT person_validation_person_version_known FOREIGN KEY (person, version) REFERENCES person_version (person, version)
);

-- `confirmed`: the own IBAN is the first known, or a second person validated it, in this version or an earlier one that bears it.
DROP VIEW person_current;
CREATE VIEW person_current AS
    SELECT p.number, p.bank_account, v.version, v.family_name, v.given_name, v.born_on, v.own_iban, v.search_key,
        EXISTS (SELECT 1 FROM person_version o WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban
            AND (o.version = (SELECT MIN(f.version) FROM person_version f WHERE f.person = v.person AND f.own_iban IS NOT NULL)
                OR EXISTS (SELECT 1 FROM person_validation x WHERE x.person = o.person AND x.version = o.version))) AS confirmed
    FROM person p JOIN person_version v ON v.person = p.number
    WHERE v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = p.number);

CREATE TRIGGER order_evidence_no_replace BEFORE INSERT ON order_evidence WHEN EXISTS (SELECT 1 FROM order_evidence WHERE payment_order = NEW.payment_order AND decision = NEW.decision)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_evidence_no_update BEFORE UPDATE ON order_evidence BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER order_evidence_no_delete BEFORE DELETE ON order_evidence BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_replace BEFORE INSERT ON person_validation WHEN EXISTS (SELECT 1 FROM person_validation WHERE person = NEW.person AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_update BEFORE UPDATE ON person_validation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;
CREATE TRIGGER person_validation_no_delete BEFORE DELETE ON person_validation BEGIN SELECT RAISE(ABORT, 'quitus: append_only'); END;

-- RULE 35: not by the one who first recorded this IBAN, even if another person has since changed the name.
CREATE TRIGGER person_validation_by_another BEFORE INSERT ON person_validation
WHEN EXISTS (SELECT 1 FROM person_version v WHERE v.person = NEW.person AND v.recorded_by = NEW.validated_by
    AND v.version = (SELECT MIN(o.version) FROM person_version o JOIN person_version n ON n.person = o.person AND n.own_iban = o.own_iban
        WHERE n.person = NEW.person AND n.version = NEW.version))
BEGIN SELECT RAISE(ABORT, 'quitus: payee_four_eyes'); END;

-- RULE 35: an order is approved and sent only to the account in force of its payee or of the person, confirmed. Refused money may
-- go back to any account that two people chose, but an IBAN that was ever the person's is held to the same rule. (An order whose own
-- IBAN changes is order_changed already.)
CREATE TRIGGER payment_order_to_a_confirmed_account BEFORE UPDATE ON payment_order WHEN NEW.state IN ('approved', 'sealed') AND NEW.state <> OLD.state AND NEW.creditor_iban = OLD.creditor_iban
BEGIN
    SELECT RAISE(ABORT, 'quitus: payee_not_confirmed') WHERE CASE
        WHEN NEW.payee IS NOT NULL OR NEW.kind = 'rent' THEN NOT EXISTS (
            SELECT 1 FROM payee_current p WHERE p.reference = NEW.payee AND p.iban = NEW.creditor_iban AND p.confirmed)
        WHEN NEW.kind = 'budget' OR EXISTS (
            SELECT 1 FROM person_version v WHERE v.person = NEW.person AND v.own_iban = NEW.creditor_iban) THEN NOT EXISTS (
            SELECT 1 FROM person_current q WHERE q.number = NEW.person AND q.own_iban = NEW.creditor_iban AND q.confirmed)
        END;
END;

-- RULE 16: an MJAGBF order may also take the RSA (C. civ. 375-9-1).
CREATE TRIGGER authorisation_version_rsa_lawful BEFORE INSERT ON authorisation_version
WHEN NEW.mjagbf AND EXISTS (SELECT 1 FROM authorisation WHERE id = NEW.authorisation AND benefit = 17)
BEGIN SELECT RAISE(ABORT, 'quitus: rsa_under_mjagbf'); END;
