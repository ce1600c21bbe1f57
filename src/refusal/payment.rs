//! Refusals around payment orders, approvals and files for the bank.

use super::Code;

/// No such order.
pub const ORDER_UNKNOWN: Code = Code::rule("order_unknown", "Ce paiement n'existe pas.", "« quitus orders » donne la liste.");
/// A month so far ahead that its preparation would take the place of what is due now.
pub const MONTH_TOO_FAR: Code = Code::rule(
    "month_too_far",
    "Ce mois est trop loin pour être préparé.",
    "Préparez un mois plus proche ; les réglages disent combien de mois d'avance sont permis.",
);
/// The preparer approves (RULE 35).
pub const PAYMENT_ORDER_FOUR_EYES: Code = Code::rule(
    "payment_order_four_eyes",
    "Celui qui a préparé un paiement ne peut pas l'approuver.",
    "Demandez à une deuxième personne.",
);
/// The order is not a proposal.
pub const ORDER_NOT_PROPOSED: Code =
    Code::rule("order_not_proposed", "Ce paiement n'est plus une proposition.", "Consultez son état avec « quitus orders ».");
/// The bank of the account takes no instant transfer in files, as far as its profile says.
pub const INSTANT_NOT_TAKEN: Code = Code::rule(
    "instant_not_taken",
    "La banque de ce compte ne prend pas de virement instantané en fichier, d'après son profil.",
    "Laissez le virement ordinaire, ou réglez « instant=yes » avec « quitus bank profile set » si la banque l'a accepté.",
);
/// The order cannot go there from its state.
pub const ORDER_TRANSITION_UNKNOWN: Code = Code::rule(
    "order_transition_unknown",
    "Ce paiement ne peut pas passer à cet état.",
    "Consultez son état avec « quitus orders ».",
);
/// An order never changes.
pub const ORDER_CHANGED: Code =
    Code::rule("order_changed", "Un paiement préparé ne se modifie pas.", "Annulez-le et préparez-en un autre.");
/// Money leaves only for an approved order, by its approver.
pub const ORDER_NOT_APPROVED: Code =
    Code::rule("order_not_approved", "Ce paiement n'est pas approuvé par une deuxième personne.", "Faites-le approuver.");
/// The order's money was not set apart.
pub const ORDER_NOT_POSTED: Code =
    Code::rule("order_not_posted", "L'argent de ce paiement n'a pas été engagé.", "Approuvez-le avec Quitus.");
/// The order is not what it pays.
pub const ORDER_NOT_ITS_SOURCE: Code = Code::rule(
    "order_not_its_source",
    "Le paiement ne correspond pas au loyer, au budget ou au refus qu'il paie.",
    "Vérifiez la personne et le montant.",
);
/// Debited pots are not the order's funding.
pub const ORDER_FUNDING_MISMATCH: Code = Code::rule(
    "order_funding_mismatch",
    "Les réserves débitées ne sont pas celles du paiement.",
    "Reprenez le financement du paiement.",
);
/// Funding is fixed at approval.
pub const ORDER_FUNDING_LATE: Code = Code::rule(
    "order_funding_late",
    "Le financement d'un paiement se fixe à son approbation.",
    "Annulez-le et préparez-en un autre.",
);
/// The order is neither rejected nor returned.
pub const ORDER_NOT_GIVEN_BACK: Code = Code::rule(
    "order_not_given_back",
    "Ce paiement n'est ni rejeté ni revenu, ou son montant diffère.",
    "Vérifiez la réponse de la banque.",
);
/// The rent term would be paid twice.
pub const RENT_PAID_TWICE: Code =
    Code::rule("rent_paid_twice", "Ce loyer est déjà payé ou engagé.", "Vérifiez les paiements du mois.");
/// The debit is not the sum of its orders.
pub const SETTLEMENT_MISMATCH: Code =
    Code::rule("settlement_mismatch", "Le débit de la banque n'est pas la somme des paiements.", "Vérifiez le relevé.");
/// The pots that may pay do not hold enough.
pub const POT_INSUFFICIENT: Code =
    Code::rule("pot_insufficient", "Il n'y a plus assez d'argent pour ce paiement.", "Préparez de nouveau le mois.");
/// The account was confirmed so lately that its first payment waits (RULE 35).
pub const PAYEE_COOLING: Code = Code::rule(
    "payee_cooling",
    "Cet IBAN vient d'être confirmé : le délai avant un premier paiement court encore.",
    "Approuvez ce paiement à partir du jour indiqué.",
);
/// A confirmation that would shorten the wait in force.
pub const PAYABLE_TOO_SOON: Code = Code::rule(
    "payable_too_soon",
    "Cet IBAN serait payé avant la fin du délai avant un premier paiement.",
    "Confirmez l'IBAN avec Quitus, qui compte le délai.",
);
/// A confirmation dated before a payment decision.
pub const VALIDATION_BACK_IN_TIME: Code = Code::rule(
    "validation_back_in_time",
    "Cette confirmation serait datée d'avant le jour où elle est faite, ou d'avant la dernière décision de paiement.",
    "Confirmez l'IBAN à la date du jour.",
);
/// An account that would count as known when the books began.
pub const ACCOUNT_KNOWN_AT_START: Code = Code::rule(
    "account_known_at_start",
    "Les comptes sont tenus : un IBAN qui arrive maintenant n'était pas connu au départ.",
    "Enregistrez-le par l'import des dossiers ; une deuxième personne le confirmera.",
);
/// The wait before a first payment is a number of days, not too many.
pub const COOLING_PERIOD_DAYS: Code = Code::rule(
    "cooling_period_days_range",
    "Le délai avant un premier paiement va de 1 à 30 jours.",
    "Écrivez un nombre de jours entre 1 et 30.",
);
/// Another wait without its reason.
pub const COOLING_PERIOD_REASON: Code =
    Code::rule("cooling_period_reason_filled", "Le motif du nouveau délai manque.", "Écrivez-le en quelques mots.");
/// A shorter wait before the one that it shortens has passed.
pub const COOLING_PERIOD_TOO_SOON: Code = Code::rule(
    "cooling_period_too_soon",
    "Un délai plus court ne vaut qu'une fois passé celui qu'il remplace.",
    "Changez le délai avec Quitus, qui compte son premier jour.",
);
/// Two versions of the wait at once.
pub const COOLING_PERIOD_IN_ORDER: Code = Code::rule(
    "cooling_period_in_order",
    "Ce délai vient d'être changé par quelqu'un d'autre.",
    "Vérifiez le délai en vigueur, puis recommencez.",
);
/// The new IBAN of the payee, or of the person, waits for a second person (RULE 35).
pub const PAYEE_NOT_CONFIRMED: Code = Code::rule(
    "payee_not_confirmed",
    "L'IBAN du bénéficiaire n'est plus celui de ce paiement, attend une deuxième personne, ou deux si la banque l'a refusé.",
    "« quitus payee validate REFERENCE --by … », ou « --person N » pour la personne ; puis préparez de nouveau le paiement.",
);
/// The due date is already paid or proposed.
pub const PAYMENT_ORDER_BUDGET_LINE_DUE_ON: Code =
    Code::rule("payment_order_budget_line_due_on_unique", "Cette échéance a déjà un paiement.", "Rien à faire.");
/// The refused money is already being given back.
pub const PAYMENT_ORDER_SPLIT: Code =
    Code::rule("payment_order_split_unique", "Cet argent est déjà en cours de restitution.", "Rien à faire.");
/// An old term is a debt, not current rent (design §5).
pub const RENT_IS_ARREARS: Code = Code::rule(
    "rent_is_arrears",
    "Ce loyer n'est plus un loyer en cours : c'est un ancien loyer.",
    "Ajoutez une ligne « arrieres_loyer » au budget de la personne pour le payer.",
);
/// The term has a proposal.
pub const PAYMENT_ORDER_RENT_MONTH: Code =
    Code::rule("payment_order_rent_month_unique", "Ce loyer a déjà une proposition de paiement.", "Rien à faire.");
/// The remittance is over 140 characters.
pub const PAYMENT_ORDER_REMITTANCE_LENGTH: Code =
    Code::rule("payment_order_remittance_length", "Le libellé du virement dépasse 140 caractères.", "Raccourcissez-le.");
/// Approval without its author.
pub const PAYMENT_ORDER_APPROVAL_COMPLETE: Code =
    Code::rule("payment_order_approval_complete", "Une approbation a un auteur et une date.", "Faites approuver le paiement.");
/// Sent without a file.
pub const PAYMENT_ORDER_IN_A_FILE: Code =
    Code::rule("payment_order_in_a_file", "Un paiement envoyé appartient à un fichier.", "Scellez un fichier.");
/// Settled without a bank line.
pub const PAYMENT_ORDER_SETTLEMENT_KNOWN: Code =
    Code::rule("payment_order_settlement_known", "Un paiement débité a sa ligne de banque.", "Importez le relevé.");
/// Returned without a bank line.
pub const PAYMENT_ORDER_RETURN_KNOWN: Code =
    Code::rule("payment_order_return_known", "Un paiement revenu a sa ligne de banque.", "Importez le relevé.");
/// More than what is owed.
pub const PAYMENT_ORDER_WITHIN_WANTED: Code =
    Code::rule("payment_order_within_wanted", "Un paiement ne dépasse pas ce qui est dû.", "Vérifiez le montant.");
/// Who asks for a derogation does not approve it (RULE 30).
pub const DEROGATION_FOUR_EYES: Code = Code::rule(
    "derogation_four_eyes",
    "Une dérogation au loyer d'abord est demandée par une personne et approuvée par une autre.",
    "Demandez à une deuxième personne.",
);
/// No such derogation.
pub const DEROGATION_UNKNOWN: Code =
    Code::rule("derogation_unknown", "Cette dérogation n'existe pas ou est déjà approuvée.", "Vérifiez son numéro.");
/// No approved order.
pub const BATCH_NOTHING_TO_SEND: Code =
    Code::rule("batch_nothing_to_send", "Il n'y a aucun paiement approuvé à envoyer.", "Approuvez d'abord des paiements.");
/// No such batch.
pub const BATCH_UNKNOWN: Code = Code::rule("batch_unknown", "Ce fichier de virements n'existe pas.", "Vérifiez son numéro.");
/// No box is ticked.
pub const ORDER_NONE_CHOSEN: Code =
    Code::input("order_none_chosen", "Aucun paiement n'est coché.", "Cochez au moins un paiement, puis recommencez.");
/// The file left the house since the page was shown.
pub const BATCH_EXPORTED_BEFORE: Code = Code::rule(
    "batch_exported_before",
    "Ce fichier a déjà été téléchargé : l'envoyer deux fois à la banque pourrait payer deux fois.",
    "Vérifiez qui l'a téléchargé et quand, puis confirmez si vous en avez encore besoin.",
);
/// A setting of a bank profile is not understood, or does not go with another.
pub const BANK_PROFILE_SETTING: Code = Code::input(
    "bank_profile_setting",
    "Ce réglage ne va pas dans un profil de banque.",
    "« quitus bank profile keys » montre les réglages et leurs valeurs ; rien n'a été enregistré.",
);
/// A version of a bank profile does not follow the one before.
pub const BANK_PROFILE_IN_ORDER: Code = Code::rule(
    "bank_profile_in_order",
    "Une version d'un profil de banque suit toujours la précédente.",
    "Passez par « quitus bank profile set », qui la compte.",
);
/// The bank is closed that day, by the calendar of its profile.
pub const BATCH_CLOSED_DAY: Code =
    Code::rule("batch_closed_day", "La banque ne travaille pas ce jour-là.", "Choisissez le jour ouvré proposé.");
/// The bank takes no more files for that day, by the cut-off time of its profile.
pub const BATCH_TOO_LATE: Code = Code::rule(
    "batch_too_late",
    "La banque ne prend plus de fichier pour ce jour d'exécution.",
    "Choisissez le premier jour possible.",
);
/// The execution day is further ahead than the settings allow, 30 days at most.
pub const BATCH_TOO_FAR_AHEAD: Code = Code::rule(
    "batch_too_far_ahead",
    "Ce jour d'exécution est trop loin.",
    "Choisissez un jour plus proche : les loyers et les IBAN peuvent changer d'ici là.",
);
/// The file would break a SEPA rule.
pub const BATCH_NOT_SEPA: Code =
    Code::rule("batch_not_sepa", "Le fichier ne respecterait pas une règle SEPA.", "Corrigez les données nommées.");
/// The daily proof fails: outgoing files stop (RULE 22).
pub const PROOF_FAILED: Code = Code::rule(
    "proof_failed",
    "Le contrôle du jour échoue : aucun fichier ne part tant qu'il n'est pas juste.",
    "Lancez « quitus verify » et traitez l'écart.",
);
/// The status report cannot be read (pain.002).
pub const BANK_ANSWER_UNREADABLE: Code = Code::input(
    "bank_answer_unreadable",
    "Cette réponse de la banque ne peut pas être lue.",
    "Téléchargez de nouveau le compte rendu (pain.002) auprès de la banque.",
);
/// The message exists.
pub const BATCH_MESSAGE_ID: Code = Code::rule("batch_message_id_unique", "Ce message existe déjà.", "Recommencez.");
/// The contract is over or not begun (RULE 04).
pub const CONTRACT_NOT_LIVE: Code = Code::rule(
    "contract_not_live",
    "Le contrat de la personne n'est pas en cours à cette date.",
    "Seules les opérations de clôture sont possibles.",
);
/// The statement is already issued (RULE 42).
pub const STATEMENT_ISSUED: Code = Code::rule(
    "statement_issued",
    "Le relevé de ce mois est déjà émis : il ne change plus.",
    "Une correction paraîtra sur le prochain relevé.",
);
/// The statement does not add up.
pub const STATEMENT_FIGURES: Code = Code::rule(
    "statement_figures",
    "Les chiffres du relevé ne tombent pas juste : il n'est pas imprimé.",
    "Lancez « quitus verify ».",
);
/// The statement exists.
pub const STATEMENT_PERSON_MONTH: Code =
    Code::rule("statement_person_month_unique", "Le relevé de ce mois existe déjà.", "Rien à faire.");
/// The month is not over: its last entries are not known (RULE 42).
pub const STATEMENT_MONTH_NOT_OVER: Code = Code::rule(
    "statement_month_not_over",
    "Ce mois n'est pas fini : son relevé ne peut pas encore être émis.",
    "Émettez-le après l'import des derniers relevés de banque du mois.",
);
/// A later month was issued: this one would contradict it (RULE 42).
pub const STATEMENT_LATER_MONTH: Code = Code::rule(
    "statement_later_month",
    "Le relevé d'un mois plus récent est déjà émis : celui-ci ne peut plus l'être.",
    "Les mouvements manquants paraîtront sur le prochain relevé.",
);
/// Money moved in a month that no statement tells (RULE 41).
pub const STATEMENT_MONTH_MISSING: Code = Code::rule(
    "statement_month_missing",
    "De l'argent a bougé dans un mois sans relevé, depuis le dernier relevé.",
    "Émettez d'abord le relevé de ce mois.",
);
/// The page could not be made.
pub const STATEMENT_NOT_PRINTED: Code =
    Code::rule("statement_not_printed", "Ce relevé n'a pas pu être mis en page.", "Les autres relevés ne sont pas touchés.");
/// The organisation has no name.
pub const ORGANISATION_NAME: Code =
    Code::rule("organisation_name_filled", "Le nom de l'organisme est vide.", "Donnez son nom complet.");

/// Every code of this page.
pub(super) const PAYMENT_CODES: &[&Code] = &[
    &MONTH_TOO_FAR,
    &ORDER_UNKNOWN,
    &PAYMENT_ORDER_FOUR_EYES,
    &ORDER_NOT_PROPOSED,
    &INSTANT_NOT_TAKEN,
    &ORDER_TRANSITION_UNKNOWN,
    &ORDER_CHANGED,
    &ORDER_NOT_APPROVED,
    &ORDER_NOT_POSTED,
    &ORDER_NOT_ITS_SOURCE,
    &ORDER_FUNDING_MISMATCH,
    &ORDER_FUNDING_LATE,
    &ORDER_NOT_GIVEN_BACK,
    &RENT_PAID_TWICE,
    &RENT_IS_ARREARS,
    &SETTLEMENT_MISMATCH,
    &POT_INSUFFICIENT,
    &PAYEE_NOT_CONFIRMED,
    &PAYEE_COOLING,
    &PAYABLE_TOO_SOON,
    &VALIDATION_BACK_IN_TIME,
    &ACCOUNT_KNOWN_AT_START,
    &COOLING_PERIOD_DAYS,
    &COOLING_PERIOD_REASON,
    &COOLING_PERIOD_TOO_SOON,
    &COOLING_PERIOD_IN_ORDER,
    &PAYMENT_ORDER_BUDGET_LINE_DUE_ON,
    &PAYMENT_ORDER_SPLIT,
    &PAYMENT_ORDER_RENT_MONTH,
    &PAYMENT_ORDER_REMITTANCE_LENGTH,
    &PAYMENT_ORDER_APPROVAL_COMPLETE,
    &PAYMENT_ORDER_IN_A_FILE,
    &PAYMENT_ORDER_SETTLEMENT_KNOWN,
    &PAYMENT_ORDER_RETURN_KNOWN,
    &PAYMENT_ORDER_WITHIN_WANTED,
    &DEROGATION_FOUR_EYES,
    &DEROGATION_UNKNOWN,
    &BATCH_NOTHING_TO_SEND,
    &BATCH_UNKNOWN,
    &ORDER_NONE_CHOSEN,
    &BATCH_EXPORTED_BEFORE,
    &BANK_PROFILE_SETTING,
    &BANK_PROFILE_IN_ORDER,
    &BATCH_CLOSED_DAY,
    &BATCH_TOO_LATE,
    &BATCH_TOO_FAR_AHEAD,
    &BATCH_NOT_SEPA,
    &PROOF_FAILED,
    &BANK_ANSWER_UNREADABLE,
    &BATCH_MESSAGE_ID,
    &CONTRACT_NOT_LIVE,
    &STATEMENT_ISSUED,
    &STATEMENT_FIGURES,
    &STATEMENT_PERSON_MONTH,
    &STATEMENT_MONTH_NOT_OVER,
    &STATEMENT_LATER_MONTH,
    &STATEMENT_MONTH_MISSING,
    &STATEMENT_NOT_PRINTED,
    &ORGANISATION_NAME,
];
