//! What `quitus serve` is told of the house's identity provider.

use clap::Args;
use std::path::PathBuf;

/// The identity provider; none without its address. Its secret comes from the environment or from a file: a command line is read by all.
#[derive(Debug, Args)]
pub struct ProviderArgs {
    /// Connexion par le compte de l'organisation (OpenID Connect) : l'adresse que le service de connexion se donne, à la lettre
    #[arg(long, value_name = "ADRESSE", env = "QUITUS_OIDC_ISSUER", hide_env = true)]
    pub oidc_issuer: Option<String>,
    /// Le nom de Quitus auprès de ce service
    #[arg(long, value_name = "NOM", env = "QUITUS_OIDC_CLIENT", hide_env = true)]
    pub oidc_client: Option<String>,
    /// Fichier qui contient le secret de Quitus auprès de ce service ; sans lui, la variable QUITUS_OIDC_SECRET
    #[arg(long, value_name = "FICHIER", env = "QUITUS_OIDC_SECRET_FILE", hide_env = true)]
    pub oidc_secret_file: Option<PathBuf>,
    /// Les mots du bouton, « Se connecter avec le compte de l'organisation » si rien n'est dit
    #[arg(
        long,
        value_name = "TEXTE",
        env = "QUITUS_OIDC_LABEL",
        hide_env = true,
        default_value = "Se connecter avec le compte de l’organisation",
        hide_default_value = true
    )]
    pub oidc_label: String,
    /// Le mot de « amr » ou de « acr » par lequel ce service dit qu'il a vérifié deux facteurs, par exemple mfa : la deuxième étape de
    /// Quitus n'est alors plus demandée à la connexion. Sans ce mot, elle l'est toujours
    #[arg(long, value_name = "MOT", env = "QUITUS_OIDC_TRUSTED_MFA", hide_env = true)]
    pub oidc_trusted_mfa: Option<String>,
}
