//! Words about how long traces of access are kept.

use super::By;
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
}
