//! A profile as keys and values, to be stored and to be typed.

use super::{AddressForm, BankProfile, BatchBooking, CategoryPurpose, CreditorAgent, DebtorAgent};
use crate::calendar::{Calendar, CutOff};
use crate::charset::check_identifier;
use crate::pain001::{PartyId, Version};
use chrono::{NaiveTime, Timelike};

/// Keys of the settings, in the order of [`BankProfile::settings`].
pub const KEYS: [&str; 12] = [
    "version",
    "debtor_bic",
    "creditor_bic",
    "batch_booking",
    "category_purpose",
    "initiating_id",
    "max_transfers",
    "calendar",
    "cut_off",
    "address",
    "address_outside_eea",
    "instant",
];

/// Longest delay of a cut-off, in banking days: more is a mistake.
const LONGEST_DELAY: u8 = 30;

/// Words of a choice, the default first.
pub(super) type Words<T> = &'static [(&'static str, T)];

pub(super) const VERSIONS: Words<Version> = &[("09", Version::V09), ("03", Version::V03)];
pub(super) const DEBTOR: Words<DebtorAgent> =
    &[("if_known", DebtorAgent::IfKnown), ("required", DebtorAgent::Required), ("never", DebtorAgent::Never)];
pub(super) const CREDITOR: Words<CreditorAgent> = &[
    ("if_known", CreditorAgent::IfKnown),
    ("required", CreditorAgent::Required),
    ("never", CreditorAgent::Never),
    ("not_provided", CreditorAgent::NotProvided),
];
pub(super) const BOOKING: Words<BatchBooking> = &[
    ("as_ordered", BatchBooking::AsOrdered),
    ("one_debit", BatchBooking::OneDebit),
    ("each_debit", BatchBooking::EachDebit),
    ("agreed", BatchBooking::Agreed),
];
pub(super) const CALENDARS: Words<Calendar> = &[("t2", Calendar::T2), ("french", Calendar::French)];
pub(super) const ADDRESSES: Words<AddressForm> =
    &[("structured", AddressForm::Structured), ("hybrid", AddressForm::Hybrid), ("omitted", AddressForm::Omitted)];
pub(super) const NEED: Words<bool> = &[("optional", false), ("required", true)];
pub(super) const INSTANT: Words<bool> = &[("no", false), ("yes", true)];

/// One setting that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("réglage « {key} » : {message_fr}")]
pub struct SettingError {
    /// Stable code.
    pub code: &'static str,
    /// Key of the setting, as given.
    pub key: String,
    /// What is wrong and what to do, in French.
    pub message_fr: String,
}

impl BankProfile {
    /// Every setting as a key and a value; [`BankProfile::from_settings`] gives the same profile back.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        KEYS.into_iter().filter_map(|key| Some((key, self.setting(key)?))).collect()
    }

    /// The value of one setting, or `None` for a key that is not in [`KEYS`].
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<String> {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
        Some(match key {
            "version" => word(VERSIONS, self.version),
            "debtor_bic" => word(DEBTOR, self.debtor_agent),
            "creditor_bic" => word(CREDITOR, self.creditor_agent),
            "batch_booking" => word(BOOKING, self.batch_booking),
            "category_purpose" => or_none(self.category_purpose.map(|category| category.code().to_owned())),
            "initiating_id" => or_none(self.initiating_id.as_ref().map(|id| match id {
                PartyId::Siren(code) => format!("siren:{code}"),
                PartyId::Siret(code) => format!("siret:{code}"),
                PartyId::Bank(code) => format!("bank:{code}"),
            })),
            "max_transfers" => or_none(self.max_transfers.map(|most| most.to_string())),
            "calendar" => word(CALENDARS, self.calendar),
            "cut_off" => or_none(self.cut_off.map(|cut| format!("{}@{}", cut.days, cut.time.format("%H:%M")))),
            "address" => word(ADDRESSES, self.address),
            "address_outside_eea" => word(NEED, self.address_outside_eea),
            "instant" => word(INSTANT, self.instant),
            _ => return None,
        })
    }

    /// The default profile with these settings.
    ///
    /// # Errors
    /// Those of [`BankProfile::with`].
    pub fn from_settings<'a>(settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<SettingError>> {
        Self::default().with(settings)
    }

    /// This profile with these settings changed.
    ///
    /// # Errors
    /// `profile_key` and `profile_value` for what is not understood, `profile_repeated` for a key given twice, then those of
    /// [`BankProfile::validate`].
    pub fn with<'a>(mut self, settings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<SettingError>> {
        let (mut errors, mut seen) = (Vec::new(), Vec::new());
        for (key, value) in settings {
            if seen.contains(&key) {
                errors.push(error("profile_repeated", key, "donné deux fois ; gardez-en un".to_owned()));
            } else if let Err(refused) = self.set(key, value) {
                errors.push(refused);
            }
            seen.push(key);
        }
        errors.extend(self.validate().err().unwrap_or_default());
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Changes one setting. [`BankProfile::validate`] judges them together.
    ///
    /// # Errors
    /// `profile_key` or `profile_value`.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), SettingError> {
        match key {
            "version" => self.version = choice(VERSIONS, key, value)?,
            "debtor_bic" => self.debtor_agent = choice(DEBTOR, key, value)?,
            "creditor_bic" => self.creditor_agent = choice(CREDITOR, key, value)?,
            "batch_booking" => self.batch_booking = choice(BOOKING, key, value)?,
            "category_purpose" => {
                let code = |text: &str| CategoryPurpose::parse(text);
                self.category_purpose = optional(key, value, code, "un code d'objet ISO 20022, par exemple SUPP")?;
            }
            "initiating_id" => {
                let form = "« siren: », « siret: » ou « bank: » suivi de l'identifiant";
                self.initiating_id = optional(key, value, party_id, form)?;
            }
            "max_transfers" => {
                self.max_transfers = optional(key, value, |text| text.parse().ok(), "un nombre de virements, au moins 1")?;
            }
            "calendar" => self.calendar = choice(CALENDARS, key, value)?,
            "cut_off" => {
                let form = "le nombre de jours ouvrés et l'heure, par exemple 1@16:00";
                self.cut_off = optional(key, value, cut_off, form)?;
            }
            "address" => self.address = choice(ADDRESSES, key, value)?,
            "address_outside_eea" => self.address_outside_eea = choice(NEED, key, value)?,
            "instant" => self.instant = choice(INSTANT, key, value)?,
            _ => return Err(error("profile_key", key, format!("inconnu ; les réglages sont : {}", KEYS.join(", ")))),
        }
        Ok(())
    }
}

pub(super) fn validate(profile: &BankProfile) -> Result<(), Vec<SettingError>> {
    let mut errors = Vec::new();
    if let Some((code, message_fr)) = profile.initiating_id.as_ref().and_then(wrong_party_id) {
        errors.push(error(code, "initiating_id", message_fr));
    }
    if let Some(cut) = profile.cut_off
        && (cut.days > LONGEST_DELAY || cut.time.second() != 0 || cut.time.nanosecond() != 0)
    {
        let sentence = format!("au plus {LONGEST_DELAY} jours ouvrés, et une heure à la minute près");
        errors.push(error("profile_cut_off", "cut_off", sentence));
    }
    if profile.address == AddressForm::Omitted && profile.address_outside_eea {
        let sentence = "l'adresse ne peut pas être à la fois omise et exigée hors de l'Espace économique européen";
        errors.push(error("profile_address", "address", sentence.to_owned()));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// What is wrong in the identifier of an organisation: a SIREN (`SREN` in the external code set of ISO 20022) has 9
/// digits, a SIRET (`SRET`) 14, another is an identifier of the message.
pub(crate) fn wrong_party_id(id: &PartyId) -> Option<(&'static str, String)> {
    let (code, digits) = match id {
        PartyId::Siren(code) => (code, 9),
        PartyId::Siret(code) => (code, 14),
        PartyId::Bank(code) => return check_identifier(code).err().map(|error| (error.code(), error.to_string())),
    };
    let wrong = code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit());
    wrong.then(|| ("party_identifier", format!("l'identifiant de l'émetteur « {code} » n'est pas fait de {digits} chiffres")))
}

fn error(code: &'static str, key: &str, message_fr: String) -> SettingError {
    SettingError { code, key: key.to_owned(), message_fr }
}

fn word<T: Copy + PartialEq>(words: Words<T>, value: T) -> String {
    words.iter().find(|(_, known)| *known == value).map(|(word, _)| (*word).to_owned()).unwrap_or_default()
}

fn choice<T: Copy>(words: Words<T>, key: &str, value: &str) -> Result<T, SettingError> {
    let known = words.iter().find(|(word, _)| *word == value).map(|(_, known)| *known);
    known.ok_or_else(|| {
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        error("profile_value", key, format!("« {value} » n'est pas un choix ; il y a : {}", list.join(", ")))
    })
}

/// `none`, or what `parse` makes of the text.
fn optional<T>(key: &str, value: &str, parse: impl Fn(&str) -> Option<T>, form: &str) -> Result<Option<T>, SettingError> {
    if value == "none" {
        return Ok(None);
    }
    parse(value).map(Some).ok_or_else(|| error("profile_value", key, format!("« {value} » ne va pas ; il faut none, ou {form}")))
}

fn party_id(text: &str) -> Option<PartyId> {
    let (scheme, code) = text.split_once(':')?;
    let code = code.to_owned();
    match scheme {
        "siren" => Some(PartyId::Siren(code)),
        "siret" => Some(PartyId::Siret(code)),
        "bank" => Some(PartyId::Bank(code)),
        _ => None,
    }
}

fn cut_off(text: &str) -> Option<CutOff> {
    let (days, time) = text.split_once('@')?;
    Some(CutOff { days: days.parse().ok()?, time: NaiveTime::parse_from_str(time, "%H:%M").ok()? })
}
