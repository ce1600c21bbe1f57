-- A rule that was taken back says nothing any more of what a credit holds, but whose it may be stays known: the credit was found by a
-- name, or on the account of its holder, and the rule only made it surer. Without the person, everybody would see the credit, and the
-- person's file and statement would no longer tell that money waits.

DROP VIEW receipt_proposal_live;
CREATE VIEW receipt_proposal_live AS
    SELECT p.receipt, p.no, p.person, p.reason, p.splits, p.words FROM receipt_proposal p
    WHERE p.reason <> 'payer_iban' OR EXISTS (
        SELECT 1 FROM bank_line b JOIN payer_iban_current c ON c.iban = b.counterparty_iban AND c.active WHERE b.id = p.receipt)
    UNION ALL
    SELECT p.receipt, p.no, p.person,
        COALESCE((SELECT 'account_holder' FROM receipt r JOIN bank_account k ON k.id = r.bank_account AND k.holder = 'personne'
            WHERE r.line = p.receipt), 'name'),
        '[]', 'La règle qui reconnaissait ce compte de payeur a été retirée : à identifier.'
    FROM receipt_proposal p
    WHERE p.reason = 'payer_iban' AND NOT EXISTS (
        SELECT 1 FROM bank_line b JOIN payer_iban_current c ON c.iban = b.counterparty_iban AND c.active WHERE b.id = p.receipt);
