//! Refusals as these pages say them: what to do is on the page or in the menu, not a command.

use crate::refusal::{Code, Refusal};

/// Codes whose remedy is another one here: the same name and the same sentence.
const HERE: &[(&str, &str)] = &[
    ("bank_file_is_report", "Déposez-le sur la page d’import : Quitus reconnaît les réponses de la banque."),
    ("bank_file_is_order", "« Lire sans importer » montre ce qu’il contient ; importez le relevé de la banque."),
    ("statement_page_missing", "Déposez toutes ses pages ensemble."),
    ("receipt_unknown", "La page « Encaissements » donne la liste."),
    ("receipt_decided", "Si c’est une erreur, corrigez la décision avec son motif."),
    (
        "return_is_not_income",
        "Choisissez plus bas « Un de nos paiements qui revient » ou « Le remboursement d’un débit » ; à défaut, refusez-le et rendez-le.",
    ),
    ("split_without_person", "Indiquez la personne de chaque prestation."),
    ("evidence_missing", "Indiquez la référence du document."),
    (
        "debit_is_ours",
        "Enregistrez la réponse de la banque sur les paiements de ce fichier ; si l’un est noté rejeté, dites que la banque l’a exécuté.",
    ),
    ("debit_unknown", "La page « Débits à expliquer » donne la liste."),
    ("give_back_no_account", "Indiquez l’IBAN et le nom du titulaire."),
    ("interest_without_share", "Répartissez les intérêts sur la page de l’encaissement."),
    ("reversal_not_its_lines", "Vérifiez les deux lignes : « Encaissements » et « Débits à expliquer »."),
    ("reversal_without_decision", "Passez par la page de l’encaissement ou du débit."),
    ("order_not_executed", "Vérifiez le paiement et le débit."),
];

static CODES: std::sync::LazyLock<Vec<Code>> = std::sync::LazyLock::new(|| {
    let own = |(name, remedy): &(&'static str, &'static str)| {
        let code = Code::named(name)?;
        Some(Code { name: code.name, class: code.class, sentence: code.sentence, remedy })
    };
    HERE.iter().filter_map(own).collect()
});

/// The refusals with the remedies of these pages; the page's own identifier is no place.
pub(super) fn here(refusals: Vec<Refusal>, own: &str) -> Vec<Refusal> {
    refusals.into_iter().map(|refusal| one(refusal, own)).collect()
}

fn one(refusal: Refusal, own: &str) -> Refusal {
    let code = CODES.iter().find(|code| code.name == refusal.code.name).unwrap_or(refusal.code);
    let place = if refusal.place == own { String::new() } else { refusal.place };
    Refusal { code, place, facts: refusal.facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remedy_here_is_of_a_known_code() {
        assert_eq!(CODES.len(), HERE.len());
        let refusal = here(vec![crate::refusal::EVIDENCE_MISSING.because("").at("L1")], "L1").remove(0);
        assert_eq!((refusal.code.name, refusal.place.as_str()), ("evidence_missing", ""));
        assert!(!refusal.code.remedy.contains("--"), "{}", refusal.code.remedy);
    }
}
