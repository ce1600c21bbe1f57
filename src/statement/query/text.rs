//! From the words of the database to those that a person reads.

use crate::benefit;
use crate::calendar::{Month, day_in_french, parse_day};
use crate::statement::model::Benefit;
use crate::statement::wording;

/// Instead of a name that was erased.
pub const ERASED: &str = "nom effacé";
/// Who paid, when the bank did not say.
pub const UNKNOWN_PAYER: &str = "payeur non indiqué";
/// Why money moves to the rent reserve.
pub const SET_ASIDE: &str = "mis de côté pour le loyer";
/// Why it moves back.
pub const RELEASED: &str = "le loyer n'en a plus besoin";
/// Where refused money goes when it is the person's.
pub const OWN_ACCOUNT: &str = "votre compte personnel";
/// Where refused money goes, as long as nobody decided.
pub const UNDECIDED: &str = "à celui qui l'a versé, ou à vous";

/// Initials that people know; other codes of the catalogue are ours.
const INITIALS: [&str; 21] = [
    "APL", "ALS", "ALF", "APA", "ASPA", "AVTS", "ASV", "ASI", "AAH", "ACTP", "PCH", "RSA", "PAJE", "AF", "CF", "AEEH", "ASF",
    "ARS", "AJPP", "AVTNS", "ARSM",
];

/// The text with a small first letter, unless it begins with initials.
pub fn inside_a_sentence(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// A benefit of the catalogue as the statement says it.
pub fn benefit(listed: &benefit::Benefit) -> Benefit {
    Benefit {
        number: u8::try_from(listed.number).unwrap_or_default(),
        name: inside_a_sentence(&listed.name),
        acronym: INITIALS.contains(&listed.code.as_str()).then(|| listed.code.clone()),
    }
}

/// The same as one text.
pub fn benefit_words(listed: &benefit::Benefit) -> String {
    wording::benefit(&benefit(listed))
}

/// What a rent order pays.
pub fn rent(month: Month) -> String {
    format!("loyer {}", wording::of_month(month))
}

/// The next receipt of a benefit, from its payer.
pub fn expected(benefit: &str, payer: &str) -> String {
    format!("{benefit}, {payer}")
}

/// A benefit that left because its payer or the bank took it back.
pub fn taken_back(benefit: Option<&str>) -> String {
    format!("{}, repris par la banque", benefit.unwrap_or("prestation"))
}

/// What a late entry, a correction or an opening balance is about.
pub fn other(movement: &str, late: bool, benefit: Option<&str>, words: &str) -> String {
    let benefit = benefit.unwrap_or("prestation");
    match movement {
        "opening_balance" => words.to_owned(),
        "interest_shared" => interest(words),
        "interest_taken_back" => format!("intérêts du compte : {words}"),
        "correction" => format!("{benefit} : {words}"),
        "split_accepted" => format!("{benefit}, connu après le relevé"),
        "debit_refunded" => format!("prélèvement rendu par la banque : {words}"),
        "order_taken_again" => format!("paiement noté rejeté, fait par la banque : {words}"),
        "order_returned" if !late => format!("paiement revenu : {words}"),
        "order_rejected" | "order_returned" => format!("paiement revenu : {words}, connu après le relevé"),
        _ => format!("paiement : {words}, connu après le relevé"),
    }
}

/// For which days the bank paid interest, from its first and its last day.
fn interest(days: &str) -> String {
    let read = |day: &str| parse_day(day).map(day_in_french);
    match days.split_once(' ').map(|(from, to)| (read(from), read(to))) {
        Some((Some(from), Some(to))) => format!("du {from} au {to}, selon l'argent que vous aviez chaque jour"),
        _ => "selon l'argent que vous aviez chaque jour".to_owned(),
    }
}

/// Why a payment came back: the bank's code (ISO 20022) in words, else the bank's own words.
pub fn came_back(reason: Option<&str>) -> String {
    let given = reason.map(str::trim).unwrap_or_default();
    let words = match given.get(..4).unwrap_or_default() {
        "AC01" | "AC02" | "AC03" | "RC01" => "le numéro de compte est faux",
        "AC04" | "AC07" => "le compte du bénéficiaire est fermé",
        "AC06" => "le compte du bénéficiaire est bloqué",
        "AG01" | "AG02" => "ce compte ne reçoit pas de virement",
        "AM04" => "il n'y avait pas assez d'argent",
        "BE04" | "BE05" | "BE06" => "la banque ne connaît pas le bénéficiaire",
        "FOCR" | "CUST" | "DUPL" => "le paiement a été annulé",
        "MD07" => "le bénéficiaire est mort",
        "MS02" | "MS03" => "la banque n'a pas dit pourquoi",
        _ if given.is_empty() => "la banque n'a pas dit pourquoi",
        _ => given,
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_inside_a_sentence() {
        assert_eq!(inside_a_sentence("Électricité et gaz"), "électricité et gaz");
        assert_eq!(inside_a_sentence("APL"), "APL");
        assert_eq!(inside_a_sentence(""), "");
    }

    #[test]
    fn interest_says_its_days() {
        let words = other("interest_shared", false, None, "2026-10-01 2026-12-31");
        assert_eq!(words, "du 1er octobre 2026 au 31 décembre 2026, selon l'argent que vous aviez chaque jour");
        assert_eq!(other("interest_shared", false, None, ""), "selon l'argent que vous aviez chaque jour");
    }

    #[test]
    fn the_banks_codes_become_words() {
        assert_eq!(came_back(Some("AC04")), "le compte du bénéficiaire est fermé");
        assert_eq!(came_back(Some("Compte clos")), "Compte clos");
        assert_eq!(came_back(Some("été")), "été");
        assert_eq!(came_back(None), "la banque n'a pas dit pourquoi");
    }
}
