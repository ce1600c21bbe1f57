//! Refusals around what the bank undoes: refunds, reversals, fees repaid, rejected orders executed, arrears.

use super::Code;

/// A credit and a debit that do not undo each other.
pub const REVERSAL_NOT_ITS_LINES: Code = Code::rule(
    "reversal_not_its_lines",
    "Ce crédit et ce débit ne se compensent pas : compte, sens ou montant différents, ou l'un des deux a déjà sa réponse.",
    "Vérifiez les deux lignes avec « quitus receipts » et « quitus debits ».",
);
/// A movement that undoes another needs its recorded decision.
pub const REVERSAL_WITHOUT_DECISION: Code = Code::rule(
    "reversal_without_decision",
    "Un remboursement ou une reprise par la banque demande une décision enregistrée.",
    "Passez par « quitus receipt refunded », « quitus receipt fees » ou « quitus debit reversed ».",
);
/// A refund goes back to the pots that paid, none of them more than it paid (CASF R271-4).
pub const REFUND_TO_ANOTHER_POT: Code = Code::rule(
    "refund_to_another_pot",
    "Un remboursement revient aux réserves qui ont payé, pas plus que ce qu'elles ont payé (CASF R271-4).",
    "Reprenez les réserves du débit.",
);
/// The money that a payer takes back was spent.
pub const REVERSAL_MONEY_SPENT: Code = Code::rule(
    "reversal_money_spent",
    "L'argent repris par la banque n'est plus entier dans les réserves de la personne : aucune ne passe sous zéro.",
    "Le débit attend en alarme ; enregistrez la reprise quand la réserve contient la somme.",
);
/// More fees repaid than the organisation owes.
pub const FEES_NOT_OWED: Code = Code::rule(
    "fees_not_owed",
    "Ce crédit dépasse les frais bancaires que l'organisme doit à ce compte.",
    "Vérifiez le montant ; un autre argent ne s'enregistre pas comme des frais remboursés.",
);
/// The order was not rejected, or the debit is not its own.
pub const ORDER_NOT_EXECUTED: Code = Code::rule(
    "order_not_executed",
    "Ce débit n'est pas l'exécution de ce paiement noté rejeté (état, compte, référence ou montant).",
    "Vérifiez le paiement avec « quitus orders » et le débit avec « quitus debits ».",
);
/// Another order pays the same thing already.
pub const ORDER_REPLACED: Code = Code::rule(
    "order_replaced",
    "Un autre paiement approuvé règle déjà la même chose : la banque a payé deux fois, ou va le faire.",
    "S'il n'est pas parti, notez son rejet ; sinon demandez à la banque ou au bénéficiaire de rendre ce débit.",
);
/// A settlement of arrears that is not its payment's.
pub const ARREARS_NOT_ITS_PAYMENT: Code = Code::rule(
    "arrears_not_its_payment",
    "Un ancien loyer n'est réglé que par un paiement d'arriérés de la même personne, dans la limite de ce qui reste dû.",
    "Vérifiez le paiement et le loyer.",
);

/// Every code of this page.
pub(super) const UNDONE_CODES: &[&Code] = &[
    &REVERSAL_NOT_ITS_LINES,
    &REVERSAL_WITHOUT_DECISION,
    &REFUND_TO_ANOTHER_POT,
    &REVERSAL_MONEY_SPENT,
    &FEES_NOT_OWED,
    &ORDER_NOT_EXECUTED,
    &ORDER_REPLACED,
    &ARREARS_NOT_ITS_PAYMENT,
];
