//! The actions of the audit, in the words of who reads it.

/// Each action with its words.
const ACTIONS: &[(&str, &str)] = &[
    ("access_confirm", "Accès confirmé par une deuxième personne"),
    ("access_confirm_alone", "Premier accès confirmé par l’administrateur seul"),
    ("access_confirm_console", "Accès confirmé depuis le serveur, personne d’autre ne le pouvant"),
    ("assign", "Dossier confié"),
    ("bank_answer", "Réponse de la banque lue"),
    ("bank_import", "Relevé de banque importé"),
    ("bank_profile_set", "Réglages d’un compte bancaire"),
    ("batch_export", "Fichier de virements téléchargé"),
    ("batch_seal", "Fichier de virements scellé"),
    ("caseload_import", "Dossiers importés"),
    ("catalogue_amend", "Liste des prestations modifiée"),
    ("confirmed", "Identité confirmée de nouveau"),
    ("cooling_set", "Délai avant un premier paiement changé"),
    ("credit_reverse", "Encaissement annulé par la banque"),
    ("death_alert", "Décès signalé"),
    ("debit_explain", "Débit expliqué"),
    ("debit_refund", "Débit remboursé"),
    ("derogation_approve", "Dérogation accordée"),
    ("derogation_ask", "Dérogation demandée"),
    ("evidence_add", "Pièce jointe à un encaissement"),
    ("evidence_open", "Pièce d’un encaissement ouverte"),
    ("factor_removed", "Moyen de connexion retiré"),
    ("fees_repay", "Frais de banque remboursés"),
    ("give_back_propose", "Restitution proposée"),
    ("identity_confirmed", "Compte de l’organisation confirmé par une deuxième personne"),
    ("identity_linked", "Compte de l’organisation lié"),
    ("identity_unlinked", "Lien avec le compte de l’organisation retiré"),
    ("interest_share", "Intérêts répartis"),
    ("list_export", "Liste exportée (CSV)"),
    ("litigation_hold", "Dossier noté en litige"),
    ("litigation_lift", "Litige clos"),
    ("month_close", "Mois clôturé"),
    ("month_prepare", "Paiements du mois préparés"),
    ("opening_bring_in", "Soldes de départ repris"),
    ("order_again", "Paiement préparé de nouveau"),
    ("order_approve", "Paiement approuvé"),
    ("order_cancel", "Paiement annulé"),
    ("order_executed", "Exécution d’un paiement constatée"),
    ("order_instant", "Paiement rendu instantané"),
    ("order_reject", "Paiement rejeté par la banque"),
    ("order_return", "Paiement revenu"),
    ("order_seal", "Paiement mis en fichier"),
    ("order_settle", "Paiement débité"),
    ("organisation_set", "Organisme modifié"),
    ("passkey_registered", "Clé d’accès enregistrée"),
    ("password_changed", "Mot de passe changé"),
    ("password_chosen", "Mot de passe choisi"),
    ("payee_validate", "Compte d’un bénéficiaire confirmé"),
    ("person_code_choose", "Code personnel choisi par la personne"),
    ("person_code_revoke", "Code personnel retiré"),
    ("person_code_use", "Code personnel utilisé"),
    ("person_code_wrong", "Code personnel faux"),
    ("proof_seal", "Preuve d’une réponse scellée"),
    ("receipt_correct", "Répartition corrigée"),
    ("receipt_split", "Encaissement réparti"),
    ("recognition_restore", "Règle de reconnaissance remise en service"),
    ("recognition_withdraw", "Règle de reconnaissance retirée"),
    ("recovery_code_used", "Code de secours utilisé"),
    ("recovery_codes", "Codes de secours refaits"),
    ("replace", "Remplacement déclaré"),
    ("replace_end", "Remplacement terminé"),
    ("retention_apply", "Traces d’accès passées effacées"),
    ("seal_key_add", "Clé du sceau ajoutée"),
    ("second_factor_reset", "Deuxième étape retirée"),
    ("secrets_sealed", "Secrets des téléphones chiffrés"),
    ("session_end", "Session terminée"),
    ("sessions_end", "Sessions terminées"),
    ("settings_set", "Réglages changés"),
    ("sign_in", "Connexion"),
    ("statement_answer", "Réponse de la personne à son relevé"),
    ("statement_issue", "Relevés émis"),
    ("statement_paper", "Relevé signé sur papier joint"),
    ("statement_paper_accept", "Relevé signé sur papier vérifié"),
    ("statement_paper_set_aside", "Feuille signée écartée"),
    ("statement_present", "Relevé présenté"),
    ("statement_print", "Lettres des relevés choisies"),
    ("statement_try", "Essai pour joindre la personne"),
    ("totp_enrolled", "Téléphone enregistré"),
    ("user_add", "Utilisateur ajouté"),
    ("user_disable", "Utilisateur désactivé"),
    ("user_enable", "Utilisateur réactivé"),
    ("user_invite", "Lien de connexion fait"),
    ("user_role", "Rôle changé"),
];

/// The words of an action; its code when it has none yet.
pub(super) fn words(action: &str) -> String {
    ACTIONS.iter().find(|(code, _)| *code == action).map_or(action, |(_, words)| *words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_named_once() {
        let mut codes: Vec<&str> = ACTIONS.iter().map(|(code, _)| *code).collect();
        codes.dedup();
        assert_eq!(codes.len(), ACTIONS.len());
        assert!(codes.is_sorted());
        assert_eq!(words("sign_in"), "Connexion");
        assert_eq!(words("not_named_yet"), "not_named_yet");
    }
}
