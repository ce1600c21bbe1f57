//! Refusals of the ledger (design: the database refuses what the law refuses).

use super::Code;

/// An entry is written on what every other session has committed.
pub const ENTRY_SNAPSHOT_STALE: Code = Code::rule(
    "entry_snapshot_stale",
    "Une écriture se passe en isolation « read committed », sur l'état commun des comptes.",
    "Recommencez avec cette isolation.",
);
/// The entry has fewer than two lines.
pub const ENTRY_NEEDS_TWO_LINES: Code =
    Code::rule("entry_needs_two_lines", "Une écriture a au moins deux lignes.", "Complétez l'écriture.");
/// The lines do not sum to zero.
pub const ENTRY_UNBALANCED: Code = Code::rule(
    "entry_unbalanced",
    "Une écriture doit être équilibrée : débits et crédits égaux, au centime.",
    "Vérifiez les montants.",
);
/// A line was to be added to a closed entry.
pub const ENTRY_SEALED: Code =
    Code::rule("entry_sealed", "Cette écriture est close : on n'y ajoute rien.", "Passez une nouvelle écriture.");
/// The entry does not follow the last one.
pub const ENTRY_SEQ_GAP: Code = Code::rule(
    "entry_seq_gap",
    "Cette écriture ne suit pas la dernière écriture du livre.",
    "Recommencez : une autre écriture a été passée entre-temps.",
);
/// The number does not follow the last of its journal and year.
pub const ENTRY_NUMBER_GAP: Code = Code::rule(
    "entry_number_gap",
    "Le numéro ne suit pas le dernier numéro de ce journal pour l'année.",
    "Recommencez : les numéros se suivent sans trou.",
);
/// The previous seal is not that of the last entry.
pub const ENTRY_CHAIN_BROKEN: Code =
    Code::rule("entry_chain_broken", "Le sceau précédent n'est pas celui de la dernière écriture.", "Lancez « quitus verify ».");
/// The time of recording goes back.
pub const ENTRY_RECORDED_BACKWARDS: Code = Code::rule(
    "entry_recorded_backwards",
    "L'heure d'enregistrement est antérieure à celle de la dernière écriture.",
    "Vérifiez l'horloge de la machine.",
);
/// The movement does not belong to this journal.
pub const ENTRY_JOURNAL_MISMATCH: Code = Code::rule(
    "entry_journal_mismatch",
    "Ce mouvement n'existe pas ou n'appartient pas à ce journal.",
    "Choisissez le journal du mouvement.",
);
/// A payment decision dated before an earlier one.
pub const ENTRY_BACK_IN_TIME: Code = Code::rule(
    "entry_back_in_time",
    "Une approbation ne se date pas avant une décision de paiement déjà enregistrée.",
    "Approuvez au jour d'aujourd'hui.",
);
/// Year, header date and line dates differ.
pub const ENTRY_DATE_MISMATCH: Code =
    Code::rule("entry_date_mismatch", "L'année, la date de l'écriture et celle de ses lignes diffèrent.", "Vérifiez les dates.");
/// The month is closed.
pub const MONTH_CLOSED: Code =
    Code::rule("month_closed", "Ce mois est clos : on n'y écrit plus.", "Passez l'opération dans le mois ouvert.");
/// The movement may not touch this account on this side (design §4).
pub const ENTRY_WRONG_ACCOUNT: Code = Code::rule(
    "entry_wrong_account",
    "Ce mouvement ne peut pas toucher ce compte de ce côté.",
    "Choisissez le mouvement qui convient.",
);
/// Lines belong to several people or bank accounts (RULE 21).
pub const ENTRY_MIXES_PEOPLE: Code = Code::rule(
    "entry_mixes_people",
    "Une écriture ne mêle pas l'argent de deux personnes ni de deux comptes bancaires.",
    "Passez une écriture par personne.",
);
/// The correction is not the exact reverse.
pub const CORRECTION_NOT_MIRROR: Code = Code::rule(
    "correction_not_mirror",
    "Une correction est l'inverse exact de l'écriture corrigée, une seule fois.",
    "Reprenez les lignes de l'écriture.",
);
/// This entry cannot be reversed without a recorded correction.
pub const CORRECTION_NOT_ALLOWED: Code = Code::rule(
    "correction_not_allowed",
    "Cette écriture ne se corrige pas ainsi.",
    "Enregistrez d'abord la correction et son motif.",
);
/// The entry is already corrected.
pub const ENTRY_CORRECTS: Code =
    Code::rule("entry_corrects_unique", "Cette écriture est déjà corrigée.", "Consultez la correction existante.");
/// A correction must name its entry.
pub const ENTRY_CORRECTION_NAMES_ITS_ENTRY: Code =
    Code::rule("entry_correction_names_its_entry", "Une correction doit nommer l'écriture corrigée.", "Indiquez l'écriture.");
/// The seal exists already.
pub const ENTRY_SEAL: Code = Code::rule("entry_seal_unique", "Ce sceau existe déjà dans le livre.", "Lancez « quitus verify ».");
/// The entry exists already.
pub const ENTRY_SEQ: Code = Code::rule("entry_seq_unique", "Cette écriture existe déjà.", "Passez une nouvelle écriture.");
/// The number is taken.
pub const ENTRY_NUMBER_TAKEN: Code = Code::rule(
    "entry_journal_year_number_unique",
    "Ce numéro est déjà pris dans ce journal.",
    "Recommencez : les numéros se suivent.",
);
/// The same source moved the same money before.
pub const ENTRY_MOVEMENT_SOURCE: Code = Code::rule(
    "entry_movement_source_unique",
    "Cette opération a déjà été comptabilisée.",
    "Rien à faire : elle ne l'est qu'une fois.",
);
/// The bank line is already booked.
pub const ENTRY_SOURCE: Code = Code::rule(
    "entry_source_unique",
    "Cette ligne de banque est déjà comptabilisée.",
    "Rien à faire : elle ne l'est qu'une fois.",
);
/// An account would cross zero (RULE 21).
pub const BALANCE_BELOW_ZERO: Code = Code::rule(
    "balance_below_zero",
    "Il n'y a pas assez d'argent sur ce compte : aucun solde ne passe sous zéro.",
    "Attendez un versement, ou payez une partie.",
);
/// A balance moves only by an entry.
pub const BALANCE_NOT_FROM_ENTRIES: Code =
    Code::rule("balance_not_from_entries", "Un solde ne change que par une écriture.", "Passez une écriture.");
/// A line of zero.
pub const LINE_NOT_ZERO: Code = Code::rule("line_not_zero", "Une ligne d'écriture n'est jamais à zéro.", "Retirez la ligne.");
/// The entry is not what the bank line says.
pub const ENTRY_NOT_ITS_BANK_LINE: Code = Code::rule(
    "entry_not_its_bank_line",
    "L'écriture ne correspond pas à la ligne de banque.",
    "Reprenez le montant et le compte de la ligne.",
);
/// A pot may be credited only by an accepted split (RULE 11).
pub const POT_CREDIT_WITHOUT_SPLIT: Code = Code::rule(
    "pot_credit_without_split",
    "Aucun argent n'entre dans la réserve d'une personne sans une prestation acceptée.",
    "Répartissez d'abord l'encaissement.",
);
/// Refused money needs a recorded refusal.
pub const REFUSAL_WITHOUT_SPLIT: Code = Code::rule(
    "refusal_without_split",
    "Un revenu refusé demande une décision de refus enregistrée.",
    "Refusez d'abord l'encaissement.",
);
/// An opening balance needs its proof.
pub const OPENING_WITHOUT_PROOF: Code =
    Code::rule("opening_without_proof", "Un solde d'ouverture demande sa preuve enregistrée.", "Enregistrez la preuve.");
/// Money from before the ledger comes in before the first statement of its account, which opens on it (RULE 22).
pub const OPENING_AFTER_STATEMENT: Code = Code::rule(
    "opening_after_statement",
    "Un relevé de ce compte est déjà importé : un solde d'ouverture le ferait différer de la banque.",
    "L'argent qui arrive maintenant entre par le relevé bancaire.",
);
/// The rent reserve moves only between free money and rent.
pub const RENT_MOVE_WRONG_POTS: Code = Code::rule(
    "rent_move_wrong_pots",
    "La mise de côté du loyer ne va que de l'argent libre au loyer, et retour.",
    "Choisissez un autre mouvement.",
);
/// Current rent is not funded (CASF L271-2, RULE 30).
pub const RENT_FIRST: Code = Code::rule(
    "rent_first",
    "Le loyer en cours n'est pas couvert : il passe avant toute autre dépense (CASF L271-2).",
    "Attendez que le loyer soit couvert, ou demandez une dérogation à une deuxième personne.",
);
/// This pot may not pay this category (CASF R271-4, RULE 14).
pub const WRONG_POT_FOR_CATEGORY: Code = Code::rule(
    "wrong_pot_for_category",
    "Cet argent ne peut pas payer cette dépense : son usage est fixé (CASF R271-4).",
    "Payez avec l'argent libre.",
);
/// The opening balance exists already.
pub const OPENING_BALANCE_PERSON_POT: Code =
    Code::rule("opening_balance_person_pot_unique", "Le solde d'ouverture de cette réserve est déjà repris.", "Rien à faire.");
/// The month is closed already.
pub const CLOSED_MONTH_MONTH: Code = Code::rule("closed_month_month_unique", "Ce mois est déjà clos.", "Rien à faire.");
/// The month goes on.
pub const MONTH_NOT_OVER: Code =
    Code::rule("month_not_over", "Ce mois n'est pas fini : la banque peut encore y écrire.", "Attendez le mois suivant.");
/// Bank lines of the month wait for a decision (RULE 71).
pub const MONTH_HAS_PENDING: Code = Code::rule(
    "month_has_pending",
    "Des lignes de banque de ce mois attendent une décision.",
    "Répartissez ou refusez les encaissements, expliquez les débits, puis clôturez.",
);

/// Every code of this page.
pub(super) const LEDGER_CODES: &[&Code] = &[
    &ENTRY_SNAPSHOT_STALE,
    &ENTRY_NEEDS_TWO_LINES,
    &ENTRY_UNBALANCED,
    &ENTRY_SEALED,
    &ENTRY_SEQ_GAP,
    &ENTRY_NUMBER_GAP,
    &ENTRY_CHAIN_BROKEN,
    &ENTRY_RECORDED_BACKWARDS,
    &ENTRY_JOURNAL_MISMATCH,
    &ENTRY_BACK_IN_TIME,
    &ENTRY_DATE_MISMATCH,
    &MONTH_CLOSED,
    &ENTRY_WRONG_ACCOUNT,
    &ENTRY_MIXES_PEOPLE,
    &CORRECTION_NOT_MIRROR,
    &CORRECTION_NOT_ALLOWED,
    &ENTRY_CORRECTS,
    &ENTRY_CORRECTION_NAMES_ITS_ENTRY,
    &ENTRY_SEAL,
    &ENTRY_SEQ,
    &ENTRY_NUMBER_TAKEN,
    &ENTRY_MOVEMENT_SOURCE,
    &ENTRY_SOURCE,
    &BALANCE_BELOW_ZERO,
    &BALANCE_NOT_FROM_ENTRIES,
    &LINE_NOT_ZERO,
    &ENTRY_NOT_ITS_BANK_LINE,
    &POT_CREDIT_WITHOUT_SPLIT,
    &REFUSAL_WITHOUT_SPLIT,
    &OPENING_WITHOUT_PROOF,
    &OPENING_AFTER_STATEMENT,
    &RENT_MOVE_WRONG_POTS,
    &RENT_FIRST,
    &WRONG_POT_FOR_CATEGORY,
    &OPENING_BALANCE_PERSON_POT,
    &CLOSED_MONTH_MONTH,
    &MONTH_NOT_OVER,
    &MONTH_HAS_PENDING,
];
