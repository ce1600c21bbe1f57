//! What each setting means, in French, for the person who records them from the bank's annex.

use super::BankProfile;
use super::settings::{ADDRESSES, BOOKING, CALENDARS, CREDITOR, DEBTOR, INSTANT, KEYS, NEED, VERSIONS, Words};

/// A setting, the values that it takes and what it decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Key of the setting.
    pub key: &'static str,
    /// Its value in the default profile.
    pub default: String,
    /// The values that it takes: words, or the form of a value, in French.
    pub values_fr: String,
    /// What it decides, in French.
    pub meaning_fr: &'static str,
}

/// Every setting, in the order of [`KEYS`].
#[must_use]
pub fn explained() -> Vec<Explained> {
    let default = BankProfile::default();
    let explain = |key: &'static str| {
        let (values_fr, meaning_fr) = words_of(key)?;
        Some(Explained { key, default: default.setting(key)?, values_fr, meaning_fr })
    };
    KEYS.into_iter().filter_map(explain).collect()
}

fn words_of(key: &str) -> Option<(String, &'static str)> {
    let form = |text: &str| format!("none, ou {text}");
    Some(match key {
        "version" => (list(VERSIONS), "version du message : pain.001.001.09 ou pain.001.001.03"),
        "debtor_bic" => (list(DEBTOR), "BIC de cette banque : écrit s'il est connu, exigé, ou jamais écrit"),
        "creditor_bic" => {
            (list(CREDITOR), "BIC du bénéficiaire : écrit s'il est connu, exigé, jamais écrit, ou NOTPROVIDED quand il manque")
        }
        "batch_booking" => (
            list(BOOKING),
            "débits sur le relevé : comme le lot le demande, un seul par lot, un par virement, ou selon le contrat (rien n'est écrit)",
        ),
        "category_purpose" => (form("un code ISO 20022, par exemple SUPP"), "objet de tout le lot, si la banque l'a accepté"),
        "initiating_id" => (form("siren:…, siret:… ou bank:…"), "identifiant de l'émetteur que la banque impose"),
        "max_transfers" => (form("un nombre"), "virements par fichier ; au-delà, il y a plusieurs fichiers"),
        "calendar" => (list(CALENDARS), "jours d'exécution : ceux de T2, ou sans les jours fériés français"),
        "cut_off" => (
            form("jours@heure, par exemple 1@16:00"),
            "délai de remise : nombre de jours ouvrés avant l'exécution, et heure limite à Paris",
        ),
        "address" => (list(ADDRESSES), "adresse du bénéficiaire : structurée, hybride ou omise"),
        "address_outside_eea" => {
            (list(NEED), "adresse du bénéficiaire hors de l'Espace économique européen : facultative ou exigée")
        }
        "instant" => (list(INSTANT), "virements instantanés pris en fichier, dans un lot à part"),
        _ => return None,
    })
}

fn list<T>(words: Words<T>) -> String {
    words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_explained_and_takes_the_values_shown() {
        let all = explained();
        assert_eq!(all.iter().map(|one| one.key).collect::<Vec<_>>(), KEYS);
        for one in all {
            let mut shown: Vec<&str> = one.values_fr.split(", ").filter(|word| !word.contains(' ')).collect();
            shown.push(&one.default);
            for value in shown {
                let mut profile = BankProfile::default();
                assert_eq!(profile.set(one.key, value), Ok(()), "{} = {value}", one.key);
            }
        }
    }
}
