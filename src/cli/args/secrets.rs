//! Words about the keys that seal the secrets of telephones.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Where the keys are.
#[derive(Clone, Debug, Args)]
pub struct KeyFile {
    /// Fichier des clés qui chiffrent les secrets des téléphones (variable QUITUS_KEY_FILE) ; à côté d'une base SQLite si rien n'est
    /// dit, par exemple quitus.db.key ; obligatoire avec PostgreSQL
    #[arg(long, value_name = "CHEMIN", env = "QUITUS_KEY_FILE", hide_env = true)]
    pub key_file: Option<PathBuf>,
}

/// `quitus secrets …`.
#[derive(Debug, Subcommand)]
pub enum SecretsCommand {
    /// Montre les clés du fichier, sans leur contenu, et combien de téléphones chacune protège
    Show {
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Ajoute une clé au fichier : elle chiffre tout au prochain démarrage du serveur
    Renew {
        /// Fait un fichier neuf quand l'ancien est perdu : chacun enregistrera de nouveau son téléphone
        #[arg(long)]
        lost: bool,
        #[command(flatten)]
        keys: KeyFile,
    },
}
