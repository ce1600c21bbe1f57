-- PostgreSQL asks about the entries of one statement together. SQLite asks each as it comes, which costs it nothing more.

-- RULE 35: a new account waits before its first payment, and only the account in force is paid: one that another replaced, for the moment
-- of the entry, did not wait.
DROP TRIGGER entry_after_the_cooling;
CREATE TRIGGER entry_after_the_cooling BEFORE INSERT ON entry WHEN NEW.movement = 'order_approved'
BEGIN
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.source AND CASE
            WHEN o.payee IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM payee_current p
                WHERE p.reference = o.payee AND p.iban = o.creditor_iban AND (p.payable_from IS NULL OR p.payable_from <= NEW.occurred_on))
            WHEN o.kind = 'budget' OR EXISTS (SELECT 1 FROM person_version v WHERE v.person = o.person AND v.own_iban = o.creditor_iban)
                THEN NOT EXISTS (SELECT 1 FROM person_current q
                WHERE q.number = o.person AND q.own_iban = o.creditor_iban AND (q.payable_from IS NULL OR q.payable_from <= NEW.occurred_on))
            ELSE FALSE END)
            THEN RAISE(ABORT, 'quitus: payee_cooling')
    END;
END;
