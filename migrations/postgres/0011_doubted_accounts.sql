-- A bank that says "no such account", "closed" or "its holder died" takes the confirmation of that account away (RULE 35).

CREATE INDEX payment_order_failed ON payment_order (creditor_iban) WHERE state IN ('rejected', 'returned');

-- Each of two people who looked at the account again after that order failed.
CREATE TABLE doubt_check (
    payment_order  TEXT NOT NULL CONSTRAINT doubt_check_payment_order_known REFERENCES payment_order (id),
    checked_at     TIMESTAMPTZ NOT NULL,
    checked_by     TEXT NOT NULL CONSTRAINT doubt_check_checked_by_known REFERENCES app_user (id),
    CONSTRAINT doubt_check_payment_order_checked_by_unique PRIMARY KEY (payment_order, checked_by)
);

-- Accounts in doubt: the reasons AC01 (wrong number), AC04 (closed) and MD07 (its holder died), until two people checked.
CREATE VIEW doubted_account AS
    SELECT o.id AS payment_order, o.creditor_iban AS iban, o.reason
    FROM payment_order o
    WHERE o.state IN ('rejected', 'returned') AND (o.reason LIKE '%AC01%' OR o.reason LIKE '%AC04%' OR o.reason LIKE '%MD07%')
        AND (SELECT COUNT(*) FROM doubt_check c WHERE c.payment_order = o.id) < 2;

-- `confirmed`: as before, and the account is not in doubt.
DROP VIEW payee_current;
CREATE VIEW payee_current AS
    SELECT p.reference, v.version, v.name, v.iban, v.bic,
        EXISTS (SELECT 1 FROM payee_version o WHERE o.payee = v.payee AND o.version <= v.version AND o.iban = v.iban
            AND (o.version = 1 OR EXISTS (SELECT 1 FROM payee_validation x WHERE x.payee = o.payee AND x.version = o.version)))
        AND NOT EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = v.iban) AS confirmed
    FROM payee p JOIN payee_version v ON v.payee = p.reference
    WHERE v.version = (SELECT MAX(w.version) FROM payee_version w WHERE w.payee = p.reference);
DROP VIEW person_current;
CREATE VIEW person_current AS
    SELECT p.number, p.bank_account, v.version, v.family_name, v.given_name, v.born_on, v.own_iban, v.search_key,
        EXISTS (SELECT 1 FROM person_version o WHERE o.person = v.person AND o.version <= v.version AND o.own_iban = v.own_iban
            AND (o.version = (SELECT MIN(f.version) FROM person_version f WHERE f.person = v.person AND f.own_iban IS NOT NULL)
                OR EXISTS (SELECT 1 FROM person_validation x WHERE x.person = o.person AND x.version = o.version)))
        AND NOT EXISTS (SELECT 1 FROM doubted_account d WHERE d.iban = v.own_iban) AS confirmed
    FROM person p JOIN person_version v ON v.person = p.number
    WHERE v.version = (SELECT MAX(w.version) FROM person_version w WHERE w.person = p.number);

CREATE TRIGGER doubt_check_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON doubt_check
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('append_only');
