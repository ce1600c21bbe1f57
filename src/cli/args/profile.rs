//! Words about bank profiles.

use super::By;
use clap::Subcommand;

/// `quitus bank profile …`.
#[derive(Debug, Subcommand)]
pub enum BankProfileCommand {
    /// Montre le profil d'un compte, ou ce que chaque compte a de particulier
    Show {
        /// Référence ou IBAN du compte ; tous les comptes si rien n'est dit
        #[arg(value_name = "COMPTE")]
        account: Option<String>,
    },
    /// Change des réglages d'un compte ; les autres restent
    Set {
        /// Référence ou IBAN du compte
        #[arg(value_name = "COMPTE")]
        account: String,
        /// Les réglages, par exemple version=03 calendar=french cut_off=1@16:00 ; none retire une valeur
        #[arg(required = true, value_name = "RÉGLAGE=VALEUR")]
        settings: Vec<String>,
        #[command(flatten)]
        by: By,
    },
    /// Liste les réglages, leurs valeurs et ce qu'ils décident
    Keys,
}
