//! What the bank of each account wants in the files that it takes: a version for each change, the last one in force. Before the
//! first, the default profile holds.

use super::debtor::{Debtor, debtor, debtors};
use crate::access::{Act, Right, audit};
use crate::refusal::{BANK_PROFILE_SETTING, Failure, Refusal};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use quitus_sepa::calendar::Calendar;
use quitus_sepa::profile::{BankProfile, SettingError, explained};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A setting that a profile may have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Its name.
    pub key: &'static str,
    /// The value that holds until another is recorded.
    pub default: String,
    /// The values that it takes.
    pub values: String,
    /// What it decides.
    pub meaning: &'static str,
}

/// A setting of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its name.
    pub key: &'static str,
    /// Its value.
    pub value: String,
    /// The value that holds until another is recorded.
    pub default: String,
    /// What it decides.
    pub meaning: &'static str,
}

/// The profile of one bank account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountProfile {
    /// Reference of the account.
    pub account: String,
    /// Its account number.
    pub iban: String,
    /// How many times it was set; 0 for the default profile.
    pub version: i64,
    /// When this version was recorded.
    pub recorded_at: Option<DateTime<Utc>>,
    /// By whom.
    pub recorded_by: Option<String>,
    /// Every setting.
    pub settings: Vec<Setting>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
struct Row {
    bank_account: i64,
    version: i64,
    settings: String,
    recorded_at: DateTime<Utc>,
    author: String,
}

/// Every setting that a profile may have.
#[must_use]
pub fn keys() -> Vec<Key> {
    let key = |one: quitus_sepa::profile::Explained| Key {
        key: one.key,
        default: one.default,
        values: one.values_fr,
        meaning: one.meaning_fr,
    };
    explained().into_iter().map(key).collect()
}

/// The profiles of these accounts (all of them when none is named), by account.
///
/// # Errors
/// `reference_missing`; broken when a recorded profile cannot be read.
pub async fn list_profiles(tx: &mut Tx, accounts: &[String]) -> Result<Vec<AccountProfile>, Failure> {
    let debtors = debtors(tx, accounts).await?;
    let mut rows: HashMap<i64, Row> = rows(tx, EVERY_ACCOUNT).await?.into_iter().map(|row| (row.bank_account, row)).collect();
    debtors.iter().map(|debtor| shown(debtor, rows.remove(&debtor.id))).collect()
}

/// Records a new version of an account's profile with these settings (`version=03`) changed; gives it, and whether anything did change.
///
/// # Errors
/// `role_not_allowed`, `reference_missing`; `bank_profile_setting` for each setting that cannot be taken, with the code of its reason.
pub async fn set_profile(tx: &mut Tx, act: &Act, account: &str, changes: &[String]) -> Result<(AccountProfile, bool), Failure> {
    act.with(Right::BankProfile)?;
    let debtor = debtor(tx, account).await?;
    let before = rows(tx, debtor.id).await?.pop();
    let profile = before.as_ref().map_or_else(|| Ok(BankProfile::default()), Row::profile)?;
    let wanted = changed(&profile, changes)?;
    if profile == wanted {
        return Ok((shown(&debtor, before)?, false));
    }
    let now = Row {
        bank_account: debtor.id,
        version: before.map_or(0, |row| row.version).saturating_add(1),
        settings: text(&wanted)?,
        recorded_at: act.at,
        author: act.user.name.clone(),
    };
    on!(tx, c => sqlx::query(
        "INSERT INTO bank_profile (bank_account, version, settings, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(debtor.id).bind(now.version).bind(&now.settings).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "bank_profile_set", &debtor.reference, &changes.join(" ")).await?;
    Ok((shown(&debtor, Some(now))?, true))
}

/// The days on which the bank of each account is open, by the account's number; T2 where no profile says otherwise.
///
/// # Errors
/// Broken when a recorded profile cannot be read.
pub async fn calendars(tx: &mut Tx) -> Result<HashMap<i64, Calendar>, Failure> {
    Ok(in_force(tx).await?.into_iter().map(|(account, profile)| (account, profile.calendar)).collect())
}

/// The profile in force of each account that has one, by the account's number.
///
/// # Errors
/// Broken when a recorded profile cannot be read.
pub(super) async fn in_force(tx: &mut Tx) -> Result<HashMap<i64, BankProfile>, Failure> {
    rows(tx, EVERY_ACCOUNT).await?.iter().map(|row| Ok((row.bank_account, row.profile()?))).collect()
}

/// Accounts are numbered from 1.
const EVERY_ACCOUNT: i64 = 0;

async fn rows(tx: &mut Tx, account: i64) -> Result<Vec<Row>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT p.bank_account, p.version, p.settings, p.recorded_at, u.name AS author
         FROM bank_profile_current p JOIN app_user u ON u.id = p.recorded_by WHERE $1 = 0 OR p.bank_account = $1")
        .bind(account).fetch_all(c).await.map_err(failure))
}

impl Row {
    fn profile(&self) -> Result<BankProfile, Failure> {
        let unreadable =
            |why: String| Failure::Broken(format!("le profil du compte bancaire {} ne se lit pas : {why}", self.bank_account));
        let settings: BTreeMap<String, String> =
            serde_json::from_str(&self.settings).map_err(|error| unreadable(format!("{error}.")))?;
        BankProfile::from_settings(settings.iter().map(|(key, value)| (key.as_str(), value.as_str())))
            .map_err(|errors| unreadable(errors.iter().map(|error| format!("{error}.")).collect::<Vec<_>>().join(" ")))
    }
}

/// A profile as it is kept: every setting, so that a later default changes nothing that was recorded.
fn text(profile: &BankProfile) -> Result<String, Failure> {
    let settings: BTreeMap<&str, String> = profile.settings().into_iter().collect();
    serde_json::to_string(&settings).map_err(|error| Failure::Broken(format!("{error}.")))
}

/// The profile with every `KEY=VALUE` applied, or every reason why not.
fn changed(profile: &BankProfile, changes: &[String]) -> Result<BankProfile, Failure> {
    let pairs = changes.iter().map(|change| change.split_once('=').unwrap_or((change, "")));
    let trimmed: Vec<(&str, &str)> = pairs.map(|(key, value)| (key.trim(), value.trim())).collect();
    let refusal = |error: &SettingError| -> Refusal {
        BANK_PROFILE_SETTING.because(format!("({} ; {})", error.message_fr, error.code)).at(format!("Réglage « {} »", error.key))
    };
    profile.clone().with(trimmed).map_err(|errors| Failure::Refused(errors.iter().map(refusal).collect()))
}

fn shown(debtor: &Debtor, row: Option<Row>) -> Result<AccountProfile, Failure> {
    let profile = row.as_ref().map_or_else(|| Ok(BankProfile::default()), Row::profile)?;
    let setting =
        |key: Key| Some(Setting { key: key.key, value: profile.setting(key.key)?, default: key.default, meaning: key.meaning });
    Ok(AccountProfile {
        account: debtor.reference.clone(),
        iban: debtor.iban.clone(),
        version: row.as_ref().map_or(0, |row| row.version),
        recorded_at: row.as_ref().map(|row| row.recorded_at),
        recorded_by: row.map(|row| row.author),
        settings: keys().into_iter().filter_map(setting).collect(),
    })
}
