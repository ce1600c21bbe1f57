//! Words of bank lines, made comparable: upper case, no accent, one space, no bank's prefix.

use deunicode::deunicode;

/// What banks write before the payer's own words, longest first.
const PREFIXES: &[&str] = &[
    "VIREMENT SEPA RECU DE ",
    "VIREMENT EN VOTRE FAVEUR ",
    "VIR SEPA RECU DE ",
    "VIREMENT SEPA RECU ",
    "VIR SEPA RECU ",
    "VIREMENT DE ",
    "VIREMENT ",
    "VIR SEPA ",
    "VIR INST ",
    "VIR ",
];

/// Upper case without accents; everything but letters and digits becomes one space; a bank's prefix falls.
#[must_use]
pub fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in deunicode(text).chars() {
        if c.is_ascii_alphanumeric() {
            plain.push(c.to_ascii_uppercase());
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    let plain = plain.trim_end();
    PREFIXES.iter().find_map(|prefix| plain.strip_prefix(prefix)).unwrap_or(plain).to_owned()
}

/// True when `word` (normal form) stands in `text` (normal form) between word boundaries.
#[must_use]
pub fn holds(text: &str, word: &str) -> bool {
    !word.is_empty() && format!(" {text} ").contains(&format!(" {word} "))
}

/// True when the text has a token that is this file number, alone or followed by one key letter as CAF writes it.
#[must_use]
pub fn holds_number(text: &str, number: &str) -> bool {
    text.split(' ').any(|token| {
        token == number
            || token.strip_prefix(number).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_alphabetic()))
    })
}

/// Words that payers of incomes outside the list write, and the income they name (domain §2.2, §3 of the bank formats).
const OUTSIDE: &[(&str, &str)] = &[
    ("SALAIRE", "salaire"),
    ("SALAIRES", "salaire"),
    ("PAIE", "salaire"),
    ("PAYE", "salaire"),
    ("FRANCE TRAVAIL", "chomage"),
    ("POLE EMPLOI", "chomage"),
    ("PENSION ALIMENTAIRE", "pension_alimentaire"),
    ("ALIMENTAIRE", "pension_alimentaire"),
    ("AGIRC ARRCO", "retraite"),
    ("RETRAITE COMPLEMENTAIRE", "retraite"),
    ("PENSION INVALIDITE", "invalidite"),
    ("INDEMNITES JOURNALIERES", "indemnites"),
    ("PRIME ACTIVITE", "prime_activite"),
    ("PRIME D ACTIVITE", "prime_activite"),
    ("REMB EXCD IMPOT", "impots"),
    ("IMPOT", "impots"),
];

/// The income outside the list that these words name, if any.
pub(super) fn outside_income(words: &str) -> Option<&'static str> {
    OUTSIDE.iter().find(|(word, _)| holds(words, word)).map(|(_, income)| *income)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_words_become_comparable() {
        assert_eq!(normal("VIR SEPA RECU /DE C.A.F. de l'Hérault"), "C A F DE L HERAULT");
        assert_eq!(normal("Virement CAF du Rhône"), "CAF DU RHONE");
        assert!(holds(&normal("VIR CAF DU NORD"), "CAF"));
        assert!(!holds(&normal("VIR CAFES DU NORD"), "CAF"));
    }

    #[test]
    fn a_file_number_is_a_whole_token() {
        assert!(holds_number(&normal("1234567 X MARTIN 112026ME"), "1234567"));
        assert!(holds_number(&normal("1234567X MARTIN"), "1234567"));
        assert!(!holds_number(&normal("91234567 MARTIN"), "1234567"));
        assert!(!holds_number(&normal("12345678 MARTIN"), "1234567"));
    }
}
