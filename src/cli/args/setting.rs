//! Words about the settings of the Département.

use super::{By, day};
use chrono::NaiveDate;
use clap::Subcommand;

/// `quitus settings …`.
#[derive(Debug, Subcommand)]
pub enum SettingsCommand {
    /// Montre les réglages en vigueur à une date, et leur historique
    Show {
        /// Ce qui est en vigueur à cette date, aujourd'hui si rien n'est dit
        #[arg(long, value_name = "DATE", value_parser = day)]
        on: Option<NaiveDate>,
    },
    /// Change des réglages à partir d'un jour ; les autres restent
    Set {
        /// Les réglages, par exemple duree_minimale=9 plancher_vie=240
        #[arg(required = true, value_name = "RÉGLAGE=VALEUR")]
        settings: Vec<String>,
        /// Le premier jour où ils valent
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: NaiveDate,
        /// Pourquoi : convention, délibération, décision
        #[arg(long, value_name = "TEXTE")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
}
