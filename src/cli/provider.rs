//! The house's identity provider, from the arguments, the environment and the file that tell of it.

use super::args::ProviderArgs;
use super::key_file::is_open;
use crate::access::ProviderSettings;
use crate::refusal::{Failure, PROVIDER_SECRET_OPEN, PROVIDER_SETTINGS, file_unreadable};
use std::path::Path;

/// Where the secret is when no file holds it.
const SECRET: &str = "QUITUS_OIDC_SECRET";

/// The provider that the server is told of; none without its address.
///
/// # Errors
/// `provider_settings` when a part is missing; those of [`secret_in`].
pub(super) fn settings(args: &ProviderArgs) -> Result<Option<ProviderSettings>, Failure> {
    let filled = |value: &Option<String>| value.as_deref().map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    let missing = |what: &str| Failure::from(PROVIDER_SETTINGS.because(format!("({what})")));
    let (issuer, client) = match (filled(&args.oidc_issuer), filled(&args.oidc_client)) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(missing("--oidc-issuer manque")),
        (Some(_), None) => return Err(missing("--oidc-client manque")),
        (Some(issuer), Some(client)) => (issuer, client),
    };
    let secret = match &args.oidc_secret_file {
        Some(path) => Some(secret_in(path)?),
        None => std::env::var(SECRET).ok(),
    };
    let secret = filled(&secret).ok_or_else(|| missing("le secret manque"))?;
    let trusted_mfa = filled(&args.oidc_trusted_mfa);
    Ok(Some(ProviderSettings { issuer, client, secret, label: args.oidc_label.clone(), trusted_mfa }))
}

/// What a file holds that the users of the machine may not read.
///
/// # Errors
/// `file_unreadable`, `provider_secret_open`.
fn secret_in(path: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| file_unreadable(path, &error);
    if is_open(path).map_err(unreadable)? {
        return Err(PROVIDER_SECRET_OPEN.because("").at(path.display().to_string()).into());
    }
    Ok(std::fs::read_to_string(path).map_err(unreadable)?)
}
