//! What a bank's reason means (ISO 20022 external code sets), and what to do about it.

/// A reason in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    /// What happened.
    pub words: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// The bank says that the holder died.
    pub death: bool,
}

const NEW_ACCOUNT: &str = "Demandez un RIB à jour, faites confirmer le nouvel IBAN, puis préparez le paiement de nouveau.";
const ASK_THE_BANK: &str = "Demandez la raison à la banque avant de préparer le paiement de nouveau.";

/// The words of a bank's reason; a code that is not known keeps its own.
#[must_use]
pub fn why(reason: Option<&str>) -> Why {
    let plain = |words, advice| Why { words, advice, death: false };
    let code = reason.unwrap_or_default().trim();
    match code.get(..4).unwrap_or_default() {
        "AC01" | "AC02" | "AC03" => plain("Le numéro de compte est faux.", NEW_ACCOUNT),
        "AC04" | "AC07" => plain("Le compte du bénéficiaire est clos.", NEW_ACCOUNT),
        "AC06" => plain("Le compte du bénéficiaire est bloqué.", "Contactez le bénéficiaire et demandez un autre compte."),
        "AG01" | "AG02" => {
            plain("Ce compte ne reçoit pas de virement.", "Demandez le RIB d’un compte courant, puis faites-le confirmer.")
        }
        "AM04" => plain(
            "Il n’y avait pas assez d’argent sur le compte qui paie.",
            "Regardez le contrôle du jour de ce compte, puis préparez le paiement de nouveau.",
        ),
        "AM05" | "DUPL" | "DU01" | "DU02" | "DU03" | "DU04" => {
            plain("La banque le tient pour un doublon.", "Vérifiez qu’il n’a pas déjà été payé avant de le préparer de nouveau.")
        }
        "BE01" | "BE04" | "BE05" | "BE06" => {
            plain("La banque ne connaît pas ce bénéficiaire.", "Vérifiez le nom et l’IBAN avec le bénéficiaire.")
        }
        "CUST" | "FOCR" => plain("Le paiement a été annulé à la demande de quelqu’un.", ASK_THE_BANK),
        "MD07" => Why {
            words: "La banque dit que le titulaire du compte est décédé.",
            advice: "Ne payez plus ce compte. Prévenez le responsable : le bail, le budget ou la mesure sont peut-être à revoir.",
            death: true,
        },
        "RC01" | "RC07" => plain("L’identifiant de la banque du bénéficiaire est faux.", NEW_ACCOUNT),
        "MS02" | "MS03" | "" => plain("La banque n’a pas dit pourquoi.", ASK_THE_BANK),
        _ => plain("La banque donne un motif que Quitus ne traduit pas.", ASK_THE_BANK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_in_words() {
        assert_eq!(why(Some("AC04")).words, "Le compte du bénéficiaire est clos.");
        assert_eq!(why(Some("AC01, AC04")).words, "Le numéro de compte est faux.");
        assert!(why(Some("MD07")).death && !why(Some("AC01")).death);
        assert_eq!(why(None), why(Some("MS03")));
        assert_ne!(why(Some("ZZ99")), why(None));
        assert_eq!(why(Some("é")), why(Some("")));
    }
}
