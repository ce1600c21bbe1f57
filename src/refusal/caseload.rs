//! Refusals of the caseload: people, contracts, authorisations, accounts, payees, rents, budgets.

use super::Code;

/// A file of the folder is missing.
pub const FILE_MISSING: Code = Code::input(
    "file_missing",
    "Un fichier du dossier manque.",
    "Ajoutez-le : « quitus caseload template DOSSIER » écrit un modèle.",
);
/// The file is not UTF-8.
pub const FILE_NOT_UTF8: Code =
    Code::input("file_not_utf8", "Le fichier n'est pas en UTF-8.", "Enregistrez-le en « CSV UTF-8 ».");
/// A column is missing.
pub const COLUMN_MISSING: Code =
    Code::input("column_missing", "Une colonne manque.", "Reprenez les titres de colonnes du modèle.");
/// A column is not known.
pub const COLUMN_UNKNOWN: Code =
    Code::input("column_unknown", "Une colonne n'est pas connue.", "Reprenez les titres de colonnes du modèle.");
/// A column is there twice.
pub const COLUMN_TWICE: Code = Code::input("column_twice", "Une colonne est deux fois dans le fichier.", "Gardez-en une seule.");
/// The row has more or fewer cells than the header.
pub const ROW_CELLS: Code = Code::input(
    "row_cells",
    "La ligne n'a pas le bon nombre de cellules.",
    "Vérifiez les séparateurs ; un montant avec une virgule se met entre guillemets si les colonnes sont séparées par des virgules.",
);
/// The value has not the expected form.
pub const VALUE_MALFORMED: Code = Code::input("value_malformed", "La valeur n'a pas la forme attendue.", "Corrigez la valeur.");
/// The same key is twice in the file.
pub const ROW_DUPLICATED: Code =
    Code::input("row_duplicated", "Cette ligne est deux fois dans le fichier.", "Gardez une seule ligne.");
/// The row names something that is not known.
pub const REFERENCE_UNKNOWN: Code =
    Code::input("reference_unknown", "La ligne désigne un élément inconnu.", "Vérifiez la référence.");
/// A number that D271-2 cannot have.
pub const BENEFIT_AMENDMENT_NUMBER: Code = Code::input(
    "benefit_amendment_number_lawful",
    "Ce numéro n'est pas celui d'une prestation.",
    "Écrivez le numéro de l'article D271-2, de 1 à 99.",
);
/// A change of the list without the text behind it.
pub const BENEFIT_AMENDMENT_REASON: Code = Code::rule(
    "benefit_amendment_reason_filled",
    "Le texte qui change la liste manque.",
    "Indiquez le décret ou la loi, avec sa date.",
);
/// A change of the list before today, or before another one.
pub const CATALOGUE_AMENDMENT_DATES: Code = Code::rule(
    "catalogue_amendment_dates",
    "La liste ne change ni pour des jours passés, ni avant un changement déjà enregistré.",
    "Choisissez aujourd'hui ou un jour à venir, après la dernière ligne de cette prestation.",
);
/// A change of the list for a day that is too far.
pub const CATALOGUE_AMENDMENT_FAR: Code = Code::rule(
    "catalogue_amendment_far",
    "Ce jour est à plus de deux ans : jusque-là, la liste ne pourrait plus changer pour cette prestation.",
    "Vérifiez l'année ; enregistrez le texte quand son jour approche.",
);
/// Two benefits of one code.
pub const CATALOGUE_CODE_TAKEN: Code =
    Code::rule("catalogue_code_taken", "Ce nom court est déjà celui d'une autre prestation.", "Choisissez un autre nom court.");
/// Under 6 months (CASF L271-2, RULE 02).
pub const CONTRACT_TERM_TOO_SHORT: Code = Code::rule(
    "contract_term_too_short",
    "Un contrat MASP dure au moins 6 mois (CASF L271-2).",
    "Vérifiez les dates du contrat.",
);
/// Over 24 months (CASF L271-2, RULE 02).
pub const CONTRACT_TERM_TOO_LONG: Code = Code::rule(
    "contract_term_too_long",
    "Un contrat MASP dure au plus 24 mois (CASF L271-2).",
    "Vérifiez les dates du contrat, ou renouvelez-le.",
);
/// Over 48 months in all (CASF L271-2, RULE 03).
pub const CONTRACT_TOTAL_TOO_LONG: Code = Code::rule(
    "contract_total_too_long",
    "Le total des contrats d'une personne ne dépasse pas 48 mois (CASF L271-2).",
    "Vérifiez les contrats précédents.",
);
/// A renewal needs an evaluation before it (RULE 04).
pub const CONTRACT_RENEWAL_WITHOUT_EVALUATION: Code = Code::rule(
    "contract_renewal_without_evaluation",
    "Un renouvellement demande une évaluation préalable (CASF L271-2).",
    "Indiquez la date de l'évaluation.",
);
/// Both signatures are needed (RULE 01).
pub const CONTRACT_NOT_SIGNED: Code = Code::rule(
    "contract_not_signed",
    "Le contrat doit être signé par la personne et par le Département.",
    "Indiquez les deux dates de signature.",
);
/// The delegation convention is missing (RULE 01).
pub const CONTRACT_CONVENTION_FILLED: Code =
    Code::rule("contract_convention_filled", "La convention de délégation du Département manque.", "Indiquez sa référence.");
/// A signature dated after the day of the import (RULE 01).
pub const CONTRACT_SIGNED_LATER: Code = Code::rule(
    "contract_signed_later",
    "Le contrat porte une signature datée dans le futur.",
    "Vérifiez la date, ou importez le contrat une fois signé.",
);
/// Two contracts of one person overlap.
pub const CONTRACTS_OVERLAP: Code =
    Code::rule("contracts_overlap", "Deux contrats de la même personne se chevauchent.", "Vérifiez les dates.");
/// The authorisation is outside its contract (RULE 06).
pub const AUTHORISATION_OUTSIDE_CONTRACT: Code = Code::rule(
    "authorisation_outside_contract",
    "L'autorisation sort des dates de son contrat.",
    "Ramenez ses dates dans celles du contrat.",
);
/// One person authorises a benefit twice for the same day (RULE 05).
pub const AUTHORISATIONS_OVERLAP: Code = Code::rule(
    "authorisations_overlap",
    "Deux autorisations de la même personne pour la même prestation se chevauchent.",
    "Arrêtez la première avant le début de la seconde.",
);
/// The payer does not pay that benefit (CASF D271-2).
pub const PAYER_CANNOT_PAY: Code = Code::rule(
    "payer_cannot_pay",
    "Ce payeur ne verse pas cette prestation (CASF D271-2).",
    "Écrivez le payeur comme « quitus benefits » le donne, suivi si besoin de son nom ; ou vérifiez la prestation.",
);
/// The benefit is not in CASF D271-2 (RULE 10).
pub const BENEFIT_NOT_LISTED: Code = Code::rule(
    "benefit_not_listed",
    "Cette prestation n'est pas dans la liste de l'article D271-2 du CASF.",
    "Retirez-la : elle ne peut pas être reçue. « quitus benefits » donne la liste.",
);
/// Numbers 18 to 29 need a justification (CASF R271-3).
pub const TIER_B_UNJUSTIFIED: Code = Code::rule(
    "tier_b_unjustified",
    "Cette prestation demande une justification écrite (CASF R271-3).",
    "Indiquez pourquoi la situation le justifie.",
);
/// An MJAGBF order covers the benefit (CASF R271-3, RULE 16).
pub const TIER_B_UNDER_MJAGBF: Code = Code::rule(
    "tier_b_under_mjagbf",
    "Une mesure judiciaire (MJAGBF) couvre déjà cette prestation (CASF R271-3).",
    "Retirez l'autorisation.",
);
/// An MJAGBF order takes the RSA (C. civ. 375-9-1, RULE 16).
pub const RSA_UNDER_MJAGBF: Code = Code::rule(
    "rsa_under_mjagbf",
    "Une mesure judiciaire (MJAGBF) prend déjà le RSA (Code civil, article 375-9-1).",
    "Retirez l'autorisation.",
);
/// The IBAN is wrong: mod 97, length or French RIB key.
pub const IBAN_INVALID: Code = Code::rule("iban_invalid", "L'IBAN est faux.", "Recopiez-le depuis un RIB.");
/// The BIC is wrong.
pub const BIC_INVALID: Code = Code::rule("bic_invalid", "Le BIC est faux.", "Recopiez-le depuis un RIB, ou laissez vide.");
/// The payee has no name.
pub const PAYEE_WITHOUT_NAME: Code =
    Code::rule("payee_without_name", "Le bénéficiaire n'a pas de nom.", "Indiquez le nom du titulaire du compte.");
/// The rent has no lease reference (RULE 31).
pub const RENT_WITHOUT_LEASE: Code =
    Code::rule("rent_without_lease", "Le loyer n'a pas de référence de bail.", "Indiquez la référence du bail.");
/// Tiers payant and rebate are more than rent and charges (RULE 31).
pub const RENT_REDUCED_BELOW_ZERO: Code = Code::rule(
    "rent_reduced_below_zero",
    "Le tiers payant et la RLS dépassent le loyer et les charges.",
    "Vérifiez les quatre montants.",
);
/// Two periods of one lease overlap (RULE 31).
pub const RENTS_OVERLAP: Code =
    Code::rule("rents_overlap", "Deux périodes du même bail se chevauchent.", "Indiquez la date de fin de la première.");
/// The due day moves back past the change of period (RULE 31).
pub const RENT_MONTH_LOST: Code = Code::rule(
    "rent_month_lost",
    "Le changement de jour d'échéance laisse un mois sans loyer.",
    "Faites commencer la nouvelle période le premier jour d'un mois.",
);
/// Living money needs the person's own account (RULE 36).
pub const BUDGET_WITHOUT_ACCOUNT: Code = Code::rule(
    "budget_without_account",
    "Cette ligne verse de l'argent à la personne, dont le compte personnel n'est pas connu.",
    "Indiquez « iban_personnel » dans people.csv, ou un mandat.",
);
/// The person was erased: an old folder does not bring the name back.
pub const PERSON_ERASED: Code =
    Code::rule("person_erased", "Les données de cette personne ont été effacées.", "Retirez ses lignes du dossier.");
/// A contract stays with its person.
pub const CONTRACT_PERSON_FIXED: Code = Code::rule(
    "contract_person_fixed",
    "Un contrat ne change pas de personne.",
    "Donnez une nouvelle référence au contrat de l'autre personne.",
);
/// The number and holder of a bank account are part of its identity.
pub const BANK_ACCOUNT_FIXED: Code = Code::rule(
    "bank_account_fixed",
    "L'IBAN et le titulaire d'un compte enregistré ne changent pas.",
    "Déclarez un nouveau compte avec une autre référence.",
);
/// The bank account of a person cannot change by an import.
pub const PERSON_BANK_ACCOUNT_FIXED: Code = Code::rule(
    "person_bank_account_fixed",
    "Le compte bancaire d'une personne ne se change pas par un import.",
    "Faites un virement de compte à compte.",
);
/// The IBAN belongs to another bank account.
pub const BANK_ACCOUNT_IBAN: Code =
    Code::rule("bank_account_iban_unique", "Cet IBAN est déjà celui d'un autre compte.", "Vérifiez la référence du compte.");
/// An account in a person's name receives only that person.
pub const BANK_ACCOUNT_HOLDER_MISMATCH: Code =
    Code::rule("bank_account_holder_mismatch", "Ce compte est au nom d'une autre personne.", "Vérifiez le titulaire du compte.");
/// The one who recorded an IBAN cannot confirm it (RULE 35).
pub const PAYEE_FOUR_EYES: Code = Code::rule(
    "payee_four_eyes",
    "Celui qui a enregistré un IBAN ne peut pas le confirmer lui-même.",
    "Demandez à une deuxième personne.",
);
/// An account in doubt is checked by two people (RULE 35).
pub const DOUBT_CHECKED_TWICE: Code = Code::rule(
    "doubt_check_payment_order_checked_by_unique",
    "La même personne a déjà confirmé ce compte, que la banque a refusé : il en faut deux.",
    "Demandez à une deuxième personne.",
);
/// No refusal of a bank keeps this account in doubt: the order has not failed, failed otherwise, or two people confirmed it.
pub const DOUBT_NOT_OPEN: Code = Code::rule(
    "doubt_not_open",
    "Aucun refus de la banque n'est à lever pour ce paiement : il n'a pas échoué pour son compte, ou deux personnes l'ont déjà confirmé.",
    "« quitus orders » dit l'état de chaque paiement.",
);
/// The payee has no change to confirm.
pub const PAYEE_NOTHING_TO_VALIDATE: Code =
    Code::rule("payee_nothing_to_validate", "Ce bénéficiaire n'a pas de changement à confirmer.", "Rien à faire.");

/// Every code of this page.
pub(super) const CASELOAD_CODES: &[&Code] = &[
    &BENEFIT_AMENDMENT_NUMBER,
    &BENEFIT_AMENDMENT_REASON,
    &CATALOGUE_AMENDMENT_DATES,
    &CATALOGUE_AMENDMENT_FAR,
    &CATALOGUE_CODE_TAKEN,
    &FILE_MISSING,
    &FILE_NOT_UTF8,
    &COLUMN_MISSING,
    &COLUMN_UNKNOWN,
    &COLUMN_TWICE,
    &ROW_CELLS,
    &VALUE_MALFORMED,
    &ROW_DUPLICATED,
    &REFERENCE_UNKNOWN,
    &CONTRACT_TERM_TOO_SHORT,
    &CONTRACT_TERM_TOO_LONG,
    &CONTRACT_TOTAL_TOO_LONG,
    &CONTRACT_RENEWAL_WITHOUT_EVALUATION,
    &CONTRACT_NOT_SIGNED,
    &CONTRACT_CONVENTION_FILLED,
    &CONTRACT_SIGNED_LATER,
    &CONTRACTS_OVERLAP,
    &AUTHORISATION_OUTSIDE_CONTRACT,
    &AUTHORISATIONS_OVERLAP,
    &PAYER_CANNOT_PAY,
    &BENEFIT_NOT_LISTED,
    &TIER_B_UNJUSTIFIED,
    &TIER_B_UNDER_MJAGBF,
    &RSA_UNDER_MJAGBF,
    &IBAN_INVALID,
    &BIC_INVALID,
    &PAYEE_WITHOUT_NAME,
    &RENT_WITHOUT_LEASE,
    &RENT_REDUCED_BELOW_ZERO,
    &RENTS_OVERLAP,
    &RENT_MONTH_LOST,
    &BUDGET_WITHOUT_ACCOUNT,
    &PERSON_ERASED,
    &CONTRACT_PERSON_FIXED,
    &BANK_ACCOUNT_FIXED,
    &PERSON_BANK_ACCOUNT_FIXED,
    &BANK_ACCOUNT_IBAN,
    &BANK_ACCOUNT_HOLDER_MISMATCH,
    &PAYEE_FOUR_EYES,
    &DOUBT_CHECKED_TWICE,
    &DOUBT_NOT_OPEN,
    &PAYEE_NOTHING_TO_VALIDATE,
];
