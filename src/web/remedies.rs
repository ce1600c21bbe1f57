//! What to do after a refusal, as screens say it: a page or a field, where the command line names a command.

use crate::refusal::Code;

/// The codes whose remedy names a command, each with the one for screens.
const ON_SCREEN: &[(&str, &str)] = &[
    (
        "access_nobody_to_confirm",
        "Faites d’abord entrer un autre responsable, comptable ou administrateur. Si personne ne peut plus le confirmer, demandez à qui installe Quitus.",
    ),
    ("bank_file_is_order", "« Lire sans importer » montre ce qu’il contient ; importez le relevé de la banque."),
    ("bank_file_is_report", "Déposez-le sur la page d’import : Quitus reconnaît les réponses de la banque."),
    ("bank_profile_in_order", "Rouvrez la page du compte, puis enregistrez de nouveau."),
    ("bank_profile_setting", "Les valeurs possibles sont écrites sous chaque réglage ; rien n’a été enregistré."),
    ("benefit_not_listed", "Retirez-la : elle ne peut pas être reçue. La liste est dans Administration, Prestations."),
    ("business_day_out_of_range", "Choisissez un jour plus proche."),
    (
        "debit_is_ours",
        "Enregistrez la réponse de la banque sur les paiements de ce fichier ; si l’un est noté rejeté, dites que la banque l’a exécuté.",
    ),
    ("debit_unknown", "La page « Débits à expliquer » donne la liste."),
    ("doubt_not_open", "La page « Retours » dit l’état de chaque paiement."),
    ("entry_chain_broken", "Ouvrez Comptabilité, « Vérifier tous les comptes »."),
    ("entry_seal_unique", "Ouvrez Comptabilité, « Vérifier tous les comptes »."),
    ("evidence_missing", "Indiquez la référence du document."),
    ("file_missing", "Ajoutez-le : des modèles à remplir sont au bas de la page d’import."),
    ("give_back_no_account", "Indiquez l’IBAN et le nom du titulaire."),
    (
        "instant_not_taken",
        "Laissez le virement ordinaire, ou réglez le profil du compte dans Administration si la banque l’a accepté.",
    ),
    ("interest_without_share", "Répartissez les intérêts sur la page de l’encaissement."),
    ("invitation_needs_author", "Demandez à un administrateur ou à un responsable."),
    ("order_none_proposed", "Préparez d’abord le mois, dans Paiements."),
    ("order_not_executed", "Vérifiez le paiement et le débit."),
    ("order_not_proposed", "Ouvrez le paiement pour voir son état."),
    ("order_transition_unknown", "Ouvrez le paiement pour voir son état."),
    ("order_unknown", "La page « Paiements » donne la liste."),
    ("payee_not_confirmed", "Faites confirmer l’IBAN dans Paiements, Bénéficiaires ; puis préparez de nouveau le paiement."),
    (
        "payer_cannot_pay",
        "Écrivez le payeur comme la liste des prestations le donne, suivi si besoin de son nom ; ou vérifiez la prestation.",
    ),
    ("proof_altered", "Reprenez le fichier d’origine, sur la page du relevé."),
    ("proof_failed", "Ouvrez Banque, « Contrôle du jour », et traitez l’écart."),
    ("receipt_decided", "Si c’est une erreur, corrigez la décision avec son motif."),
    ("receipt_unknown", "La page « Encaissements » donne la liste."),
    (
        "return_is_not_income",
        "Choisissez « Un de nos paiements qui revient » ou « Le remboursement d’un débit » ; à défaut, refusez-le et rendez-le.",
    ),
    ("reversal_not_its_lines", "Vérifiez les deux lignes : « Encaissements » et « Débits à expliquer »."),
    ("reversal_without_decision", "Passez par la page de l’encaissement ou du débit."),
    ("seal_key_in_clear", "Demandez à qui installe Quitus."),
    ("seal_of_another", "Demandez à qui installe Quitus les certificats de l’organisation."),
    ("signed_file_altered", "Reprenez le fichier d’origine, sur la page du relevé."),
    ("split_without_person", "Indiquez la personne de chaque prestation."),
    ("statement_figures", "Ouvrez Comptabilité, « Vérifier tous les comptes »."),
    ("statement_page_missing", "Déposez toutes ses pages ensemble."),
    ("user_add_needs_author", "Demandez à un responsable ou à un administrateur."),
    ("user_unknown", "La page « Utilisateurs » donne la liste."),
];

/// What to do, for a screen.
#[must_use]
pub fn of(code: &Code) -> &'static str {
    ON_SCREEN.iter().find(|(name, _)| *name == code.name).map_or(code.remedy, |(_, remedy)| remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::all;

    /// What only who starts the program can meet.
    const AT_THE_CONSOLE: [&str; 12] = [
        "database_missing",
        "demo_exists",
        "demo_own_database",
        "demo_people",
        "key_file_malformed",
        "key_file_missing",
        "key_file_needed",
        "key_file_open",
        "key_file_unwritable",
        "listen_impossible",
        "provider_secret_open",
        "provider_settings",
    ];

    #[test]
    fn no_screen_names_a_command() {
        for code in all().filter(|code| !AT_THE_CONSOLE.contains(&code.name)) {
            let remedy = of(code);
            assert!(
                !remedy.contains("« quitus") && !remedy.contains(" --") && !remedy.contains("« --"),
                "{}: {remedy}",
                code.name
            );
        }
        for (name, _) in ON_SCREEN {
            assert!(Code::named(name).is_some(), "{name}");
        }
    }
}
