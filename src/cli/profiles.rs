//! Bank profiles for people.

use super::args::BankProfileCommand;
use super::output::{Lean, Output, table};
use crate::access::Act;
use crate::calendar::day_in_french;
use crate::payment::profile::{AccountProfile, Setting, keys, list_profiles, set_profile};
use crate::refusal::Failure;
use crate::store::Tx;
use chrono_tz::Europe::Paris;
use serde_json::json;

use Lean::Left;

/// What every setting decides; no database is needed.
pub(super) fn explained() -> Output {
    let keys = keys();
    let rows = keys.iter().map(|one| vec![one.key.to_owned(), one.default.clone(), one.values.clone(), one.meaning.to_owned()]);
    let headers = [("Réglage", Left), ("Par défaut", Left), ("Valeurs", Left), ("Ce qu'il décide", Left)];
    let text = table(&headers, rows.collect(), "");
    let note =
        "L'annexe technique de la banque l'emporte. Quitus n'émet pas encore de virement instantané : instant reste sans effet.";
    Output::new(&keys, format!("{text}\n\n{note}"))
}

/// `quitus bank profile show`.
///
/// # Errors
/// What the service refuses.
pub(super) async fn read(tx: &mut Tx, command: &BankProfileCommand) -> Result<Output, Failure> {
    match command {
        BankProfileCommand::Show { account: Some(account) } => {
            let profiles = list_profiles(tx, std::slice::from_ref(account)).await?;
            let text = profiles.iter().map(whole).collect::<String>();
            Ok(Output::new(&profiles, text))
        }
        BankProfileCommand::Show { account: None } => Ok(list(&list_profiles(tx, &[]).await?)),
        BankProfileCommand::Keys => Ok(explained()),
        BankProfileCommand::Set { .. } => Err(Failure::Broken("cette commande ne se lit pas ainsi.".into())),
    }
}

/// `quitus bank profile set`.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write(tx: &mut Tx, act: &Act, account: &str, settings: &[String]) -> Result<Output, Failure> {
    let (profile, changed) = set_profile(tx, act, account, settings).await?;
    let first = if changed { "Profil enregistré." } else { "Rien n'a changé : le profil est déjà ainsi." };
    let text = format!("{first}\n{}", whole(&profile));
    Ok(Output::new(&json!({ "changed": changed, "profile": profile }), text))
}

fn whole(profile: &AccountProfile) -> String {
    let rows = profile.settings.iter().map(|one| vec![one.key.to_owned(), one.value.clone(), one.meaning.to_owned()]).collect();
    let settings = table(&[("Réglage", Left), ("Valeur", Left), ("Ce qu'il décide", Left)], rows, "");
    format!("Compte {}, {} : {}.\n{settings}\n", profile.account, profile.iban, version(profile))
}

fn version(profile: &AccountProfile) -> String {
    match (&profile.recorded_at, &profile.recorded_by) {
        (Some(at), Some(by)) => {
            let day = day_in_french(at.with_timezone(&Paris).date_naive());
            format!("version {}, enregistrée le {day} par {by}", profile.version)
        }
        _ => "profil par défaut".to_owned(),
    }
}

/// One line an account: what differs from the default.
fn list(profiles: &[AccountProfile]) -> Output {
    let own = |one: &Setting| (one.value != one.default).then(|| format!("{}={}", one.key, one.value));
    let rows = profiles
        .iter()
        .map(|profile| {
            let settings: Vec<String> = profile.settings.iter().filter_map(own).collect();
            let words = if settings.is_empty() { "par défaut".to_owned() } else { settings.join(" ") };
            vec![profile.account.clone(), profile.iban.clone(), profile.version.to_string(), words]
        })
        .collect();
    let headers = [("Compte", Left), ("IBAN", Left), ("Version", Lean::Right), ("Réglages", Left)];
    Output::new(&profiles, table(&headers, rows, "Aucun compte bancaire. « quitus caseload import » les apporte."))
}
