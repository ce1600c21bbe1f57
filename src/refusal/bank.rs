//! Refusals around bank files and receipts.

use super::Code;

/// The file is not a bank statement that we read.
pub const BANK_FILE_UNREADABLE: Code = Code::input(
    "bank_file_unreadable",
    "Ce fichier n'est pas un relevé bancaire lisible.",
    "Demandez un nouveau fichier à la banque.",
);
/// The account of the statement is not ours.
pub const BANK_ACCOUNT_UNKNOWN: Code = Code::input(
    "bank_account_unknown",
    "Le compte de ce relevé n'est pas connu de Quitus.",
    "Ajoutez le compte, ou vérifiez le fichier.",
);
/// Opening or closing balance is missing.
pub const STATEMENT_WITHOUT_BALANCES: Code = Code::input(
    "statement_without_balances",
    "Le relevé ne donne pas ses soldes d'ouverture et de clôture.",
    "Demandez un relevé complet (camt.053 ou CFONB 120).",
);
/// Opening plus booked is not closing.
pub const STATEMENT_NOT_BALANCED: Code = Code::input(
    "statement_not_balanced",
    "Le relevé ne tombe pas juste : solde d'ouverture + mouvements ≠ solde de clôture.",
    "Demandez un nouveau fichier à la banque.",
);
/// The opening balance is not the last closing balance.
pub const STATEMENT_GAP: Code = Code::input(
    "statement_gap",
    "Il manque un relevé : le solde d'ouverture n'est pas le dernier solde connu.",
    "Importez d'abord le relevé manquant.",
);
/// A page of the statement is not among the files.
pub const STATEMENT_PAGE_MISSING: Code = Code::input(
    "statement_page_missing",
    "Ce relevé tient sur plusieurs pages et il n'est pas complet : rien n'est importé.",
    "Donnez toutes ses pages ensemble : « quitus bank import PAGE1 PAGE2 … ».",
);
/// The statement is not in euros.
pub const STATEMENT_CURRENCY: Code = Code::input("statement_currency", "Ce relevé n'est pas en euros.", "Vérifiez le compte.");
/// A status report is not imported.
pub const BANK_FILE_IS_REPORT: Code = Code::input(
    "bank_file_is_report",
    "Ce fichier est un compte rendu de la banque sur nos virements (pain.002), pas un relevé.",
    "Donnez-le à « quitus bank answer ».",
);
/// An order is not imported.
pub const BANK_FILE_IS_ORDER: Code = Code::input(
    "bank_file_is_order",
    "Ce fichier est un ordre de virement (pain.001) : il s'envoie à la banque, il ne s'importe pas.",
    "« quitus bank inspect » montre ce qu'il contient ; importez le relevé de la banque.",
);
/// The file was imported before.
pub const BANK_FILE_SHA256: Code = Code::rule("bank_file_sha256_unique", "Ce fichier a déjà été importé.", "Rien à faire.");
/// The line was imported before.
pub const BANK_LINE_KNOWN: Code = Code::rule(
    "bank_line_bank_account_fingerprint_occurrence_unique",
    "Cette ligne de banque a déjà été importée.",
    "Rien à faire.",
);
/// The files that were to be imported are not kept any more.
pub const UPLOAD_GONE: Code = Code::rule(
    "upload_gone",
    "Ces fichiers ne sont plus en attente : ils ont été importés, ou déposés il y a plus d'un jour, ou par une autre personne.",
    "Déposez-les de nouveau : ce qui est déjà importé ne l'est jamais deux fois.",
);
/// No such account was learnt.
pub const RECOGNITION_RULE_UNKNOWN: Code = Code::rule(
    "recognition_rule_unknown",
    "Ce compte de payeur n'a pas été appris.",
    "La page « Reconnaissance » d'Administration donne la liste.",
);
/// The rule is in that state already.
pub const RECOGNITION_RULE_STATE: Code =
    Code::rule("recognition_rule_state", "Cette règle a déjà été changée ainsi.", "Rouvrez sa page pour voir son état.");
/// A change of a rule without its reason.
pub const RECOGNITION_REASON_FILLED: Code =
    Code::rule("recognition_reason_filled", "Le motif du changement manque.", "Écrivez pourquoi la règle est changée.");
/// A rule that was taken back proposes nothing.
pub const RECOGNITION_RULE_WITHDRAWN: Code = Code::rule(
    "recognition_rule_withdrawn",
    "Une règle de reconnaissance retirée ne propose plus rien.",
    "Identifiez l'encaissement sans elle, ou remettez-la en service.",
);
/// A document without content.
pub const EVIDENCE_EMPTY: Code = Code::input("evidence_empty", "Cette pièce est vide.", "Joignez le document lui-même.");
/// A document larger than what is kept.
pub const EVIDENCE_TOO_LARGE: Code = Code::input(
    "evidence_file_too_large",
    "Cette pièce est trop grande.",
    "Numérisez-la en noir et blanc ou avec moins de détail, ou gardez les seules pages utiles.",
);
/// A document that is neither PDF nor a picture.
pub const EVIDENCE_KIND_UNKNOWN: Code = Code::input(
    "evidence_kind_unknown",
    "Cette pièce n'est ni un PDF, ni une image PNG ou JPEG.",
    "Enregistrez-la en PDF, puis joignez-la de nouveau.",
);
/// More documents than a credit may have.
pub const EVIDENCE_TOO_MANY: Code = Code::rule(
    "evidence_too_many",
    "Cet encaissement a déjà toutes les pièces qu'il peut avoir.",
    "Réunissez les documents qui restent en un seul PDF.",
);
/// No file was given.
pub const FILES_MISSING: Code =
    Code::input("files_missing", "Aucun fichier n'a été envoyé.", "Choisissez un ou plusieurs fichiers de la banque.");
/// No such receipt.
pub const RECEIPT_UNKNOWN: Code =
    Code::rule("receipt_unknown", "Cet encaissement n'existe pas.", "« quitus receipts » donne la liste.");
/// The receipt is decided.
pub const RECEIPT_DECIDED: Code = Code::rule(
    "receipt_decided",
    "Cet encaissement est déjà réparti.",
    "Corrigez-le avec « quitus receipt correct » si c'est une erreur.",
);
/// No box is ticked.
pub const RECEIPT_NONE_CHOSEN: Code =
    Code::input("receipt_none_chosen", "Aucun encaissement n'est coché.", "Cochez au moins un encaissement, puis recommencez.");
/// A payment of ours that came back is not income (design §6).
pub const RETURN_IS_NOT_INCOME: Code = Code::rule(
    "return_is_not_income",
    "Ce crédit est un de nos paiements qui revient : ce n'est pas une prestation.",
    "« quitus receipt returned » pour un virement, « quitus receipt refunded » pour un débit ; à défaut, refusez-le et rendez-le.",
);
/// The refused income is on its way back to its payer: its refusal stands (RULE 12).
pub const REFUSAL_GIVEN_BACK: Code = Code::rule(
    "refusal_given_back",
    "La restitution de ce revenu refusé est approuvée ou faite : le refus ne se reprend plus.",
    "Notez d'abord le rejet ou le retour de la restitution.",
);
/// The receipt is not its bank line.
pub const RECEIPT_NOT_ITS_LINE: Code =
    Code::rule("receipt_not_its_line", "L'encaissement ne correspond pas à sa ligne de banque.", "Vérifiez le montant.");
/// Splits do not sum to the credit (RULE 13).
pub const RECEIPT_NOT_FULLY_SPLIT: Code =
    Code::rule("receipt_not_fully_split", "La répartition ne donne pas le montant reçu, au centime.", "Vérifiez les montants.");
/// Splits exceed the credit (RULE 13).
pub const SPLIT_EXCEEDS_RECEIPT: Code =
    Code::rule("split_exceeds_receipt", "La répartition dépasse le montant reçu.", "Vérifiez les montants.");
/// No live authorisation on the value date (RULE 11).
pub const SPLIT_NOT_AUTHORISED: Code = Code::rule(
    "split_not_authorised",
    "Aucune autorisation en cours ne couvre cette prestation à cette date.",
    "Refusez ce montant, ou vérifiez l'autorisation.",
);
/// The pot is not that of the benefit (CASF R271-4).
pub const SPLIT_WRONG_POT: Code = Code::rule(
    "split_wrong_pot",
    "Cette prestation va dans une autre réserve (CASF R271-4).",
    "Choisissez la réserve de la prestation.",
);
/// The person's money is on another bank account (RULE 21).
pub const SPLIT_OTHER_ACCOUNT: Code =
    Code::rule("split_other_account", "L'argent de cette personne est sur un autre compte bancaire.", "Vérifiez la personne.");
/// A benefit needs its person.
pub const SPLIT_WITHOUT_PERSON: Code = Code::rule(
    "split_without_person",
    "Une prestation est toujours celle d'une personne.",
    "Indiquez la personne avec --person.",
);
/// A benefit needs person, number, authorisation and pot.
pub const SPLIT_BENEFIT_COMPLETE: Code = Code::rule(
    "split_benefit_complete",
    "Une prestation demande une personne, un numéro et une autorisation.",
    "Complétez la répartition.",
);
/// The split is not of the form benefit=amount.
pub const SPLIT_MALFORMED: Code =
    Code::input("split_malformed", "Une répartition s'écrit prestation=montant, par exemple RSA=573,49.", "Corrigez l'écriture.");
/// A decision needs its evidence (RULE 13).
pub const EVIDENCE_MISSING: Code =
    Code::rule("evidence_missing", "Cette décision demande une pièce justificative.", "Indiquez sa référence avec --evidence.");
/// The direct debit is not its bank line and budget line.
pub const DIRECT_DEBIT_NOT_ITS_LINE: Code = Code::rule(
    "direct_debit_not_its_line",
    "Ce prélèvement ne correspond pas à la ligne de banque ou au budget.",
    "Vérifiez la personne et la ligne de budget.",
);
/// No recorded decision for this debit.
pub const DIRECT_DEBIT_WITHOUT_DECISION: Code =
    Code::rule("direct_debit_without_decision", "Aucune décision n'explique ce débit.", "Rattachez-le à une ligne de budget.");
/// The debit bears a reference of our own files.
pub const DEBIT_IS_OURS: Code = Code::rule(
    "debit_is_ours",
    "Ce débit porte la référence d'un de nos fichiers de virements : il n'est pas une dépense nouvelle.",
    "Enregistrez la réponse de la banque sur les paiements de ce fichier ; si l'un est noté rejeté, « quitus debit executed ».",
);
/// A debit that does not fit the agreed line needs a manager (RULE 40).
pub const DEBIT_BEYOND_BUDGET: Code = Code::rule(
    "debit_beyond_budget",
    "Ce débit ne correspond pas à ce que prévoit la ligne de budget (mandat, montant ou dates).",
    "Seul un responsable peut l'y rattacher, avec une pièce justificative.",
);
/// No such unexplained debit.
pub const DEBIT_UNKNOWN: Code =
    Code::rule("debit_unknown", "Ce débit à expliquer n'existe pas.", "« quitus debits » donne la liste.");
/// Nothing is to be given back for this receipt.
pub const GIVE_BACK_NOTHING: Code =
    Code::rule("give_back_nothing", "Il n'y a rien à rendre pour cet encaissement.", "Vérifiez l'encaissement.");
/// The account to give back to is unknown.
pub const GIVE_BACK_NO_ACCOUNT: Code =
    Code::rule("give_back_no_account", "Le compte où rendre cet argent n'est pas connu.", "Indiquez --to IBAN et --name NOM.");
/// The days of an interest credit.
pub const INTEREST_DATES: Code = Code::rule(
    "interest_dates_ordered",
    "La période des intérêts finit avant de commencer.",
    "Donnez le premier et le dernier jour de la période, dans l'ordre.",
);
/// The interest is not of this receipt: it is decided already, one of our payments came back, the period is not over when the bank
/// pays, or the person banks elsewhere.
pub const INTEREST_NOT_ITS_RECEIPT: Code = Code::rule(
    "interest_not_its_receipt",
    "Ces intérêts ne vont pas avec cet encaissement : il doit attendre une décision, la période doit être finie quand la banque paie, et les personnes doivent avoir leur argent sur ce compte.",
    "Vérifiez l'encaissement et la période sur le relevé de la banque.",
);
/// Nobody had money on the account in the period.
pub const INTEREST_WITHOUT_MONEY: Code = Code::rule(
    "interest_without_money",
    "Personne n'avait d'argent sur ce compte pendant cette période : les intérêts ne peuvent pas être répartis.",
    "Vérifiez la période sur le relevé de la banque.",
);
/// An entry shares interest that nobody decided to share.
pub const INTEREST_WITHOUT_SHARE: Code = Code::rule(
    "interest_without_share",
    "Ces intérêts n'ont pas été répartis ainsi.",
    "« quitus receipt interest » répartit les intérêts d'un compte.",
);

/// Every code of this page.
pub(super) const BANK_CODES: &[&Code] = &[
    &BANK_FILE_UNREADABLE,
    &BANK_ACCOUNT_UNKNOWN,
    &STATEMENT_WITHOUT_BALANCES,
    &STATEMENT_NOT_BALANCED,
    &STATEMENT_GAP,
    &STATEMENT_PAGE_MISSING,
    &STATEMENT_CURRENCY,
    &BANK_FILE_IS_REPORT,
    &BANK_FILE_IS_ORDER,
    &BANK_FILE_SHA256,
    &BANK_LINE_KNOWN,
    &UPLOAD_GONE,
    &FILES_MISSING,
    &EVIDENCE_EMPTY,
    &EVIDENCE_TOO_LARGE,
    &EVIDENCE_KIND_UNKNOWN,
    &EVIDENCE_TOO_MANY,
    &RECOGNITION_RULE_UNKNOWN,
    &RECOGNITION_RULE_STATE,
    &RECOGNITION_REASON_FILLED,
    &RECOGNITION_RULE_WITHDRAWN,
    &RECEIPT_UNKNOWN,
    &RECEIPT_DECIDED,
    &RECEIPT_NONE_CHOSEN,
    &RETURN_IS_NOT_INCOME,
    &REFUSAL_GIVEN_BACK,
    &RECEIPT_NOT_ITS_LINE,
    &RECEIPT_NOT_FULLY_SPLIT,
    &SPLIT_EXCEEDS_RECEIPT,
    &SPLIT_NOT_AUTHORISED,
    &SPLIT_WRONG_POT,
    &SPLIT_OTHER_ACCOUNT,
    &SPLIT_WITHOUT_PERSON,
    &SPLIT_BENEFIT_COMPLETE,
    &SPLIT_MALFORMED,
    &EVIDENCE_MISSING,
    &DIRECT_DEBIT_NOT_ITS_LINE,
    &DIRECT_DEBIT_WITHOUT_DECISION,
    &DEBIT_UNKNOWN,
    &DEBIT_IS_OURS,
    &DEBIT_BEYOND_BUDGET,
    &GIVE_BACK_NOTHING,
    &GIVE_BACK_NO_ACCOUNT,
    &INTEREST_DATES,
    &INTEREST_NOT_ITS_RECEIPT,
    &INTEREST_WITHOUT_MONEY,
    &INTEREST_WITHOUT_SHARE,
];
