//! Words about how long traces of access are kept.

use super::{By, day};
use chrono::NaiveDate;
use clap::Subcommand;

/// `quitus retention …`.
#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// Efface les traces d'accès qui ont passé leur temps de conservation ; le serveur le fait aussi chaque jour
    Apply {
        /// Compte seulement ce qui serait effacé
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        by: By,
    },
    /// Note un dossier en litige : rien n'en est effacé jusqu'à la levée
    Hold {
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: i64,
        /// Depuis quand ; aujourd'hui si rien n'est dit
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Option<NaiveDate>,
        /// Qui conteste, quoi, devant qui
        #[arg(long, value_name = "RAISON")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// Lève la conservation d'un dossier dont le litige est clos
    Lift {
        /// Numéro de la personne
        #[arg(long, value_name = "N")]
        person: i64,
        /// Quand le litige s'est clos ; aujourd'hui si rien n'est dit
        #[arg(long, value_name = "DATE", value_parser = day)]
        on: Option<NaiveDate>,
        /// Comment
        #[arg(long, value_name = "RAISON")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
}
