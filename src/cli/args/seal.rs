//! Words about the organisation's seal, and the check of what it sealed.

use super::{By, KeyFile};
use clap::Subcommand;
use std::path::PathBuf;

/// `quitus seal …`.
#[derive(Debug, Subcommand)]
pub enum SealCommand {
    /// Montre les clés du sceau : empreinte du certificat, depuis quand, combien de preuves scellées
    List,
    /// Fait une nouvelle clé, qui scelle dès maintenant ; les preuves d'avant restent bonnes
    Renew {
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Met en service une clé et son certificat, reçus d'une autorité dans un fichier PKCS#12
    Bring {
        /// Le fichier (.p12 ou .pfx)
        #[arg(value_name = "FICHIER")]
        file: PathBuf,
        /// Fichier qui contient le mot de passe, sur sa première ligne ; sans lui, le mot de passe est vide
        #[arg(long, value_name = "FICHIER")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        by: By,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Écrit ce qu'il faut pour vérifier sans la base : les certificats et la chaîne des comptes, sans aucun nom
    Export {
        /// Le dossier où écrire
        #[arg(long, value_name = "DOSSIER")]
        out: PathBuf,
    },
}
