//! What a password must be: long, and not what anybody would try first. No rule of composition (NIST SP 800-63B, CNIL 2022-100).

use crate::refusal::{PASSWORD_COMMON, PASSWORD_IS_NAME, PASSWORD_SIMPLE, PASSWORD_TOO_LONG, PASSWORD_TOO_SHORT, Refusal};
use deunicode::deunicode;

/// Characters at least.
pub const SHORTEST: usize = 12;
/// Characters at most: hashing more would only serve to tire the server.
pub const LONGEST: usize = 256;

/// What people choose first, without accents, capitals, spaces and the digits around: longer passwords made of one of these and
/// little else are refused.
const COMMON: &[&str] = &[
    "motdepasse",
    "password",
    "passe",
    "secret",
    "azerty",
    "azertyuiop",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "qsdfghjklm",
    "wxcvbn",
    "bonjour",
    "bonsoir",
    "bienvenue",
    "aurevoir",
    "salut",
    "coucou",
    "soleil",
    "doudou",
    "loulou",
    "chouchou",
    "nounours",
    "chocolat",
    "camille",
    "nicolas",
    "marseille",
    "paris",
    "toulouse",
    "bordeaux",
    "lyon",
    "nantes",
    "lille",
    "strasbourg",
    "france",
    "bretagne",
    "normandie",
    "alsace",
    "corse",
    "jetaime",
    "jetadore",
    "monamour",
    "amour",
    "moncoeur",
    "cheri",
    "cherie",
    "maman",
    "papa",
    "famille",
    "vacances",
    "noel",
    "bonneannee",
    "anniversaire",
    "printemps",
    "automne",
    "hiver",
    "janvier",
    "fevrier",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "lundi",
    "vendredi",
    "samedi",
    "dimanche",
    "football",
    "rugby",
    "psg",
    "olympique",
    "zidane",
    "mbappe",
    "pokemon",
    "starwars",
    "superman",
    "batman",
    "princesse",
    "licorne",
    "dragon",
    "monkey",
    "tigrou",
    "minou",
    "chien",
    "chat",
    "cheval",
    "ordinateur",
    "internet",
    "connexion",
    "compte",
    "utilisateur",
    "user",
    "admin",
    "administrateur",
    "administrator",
    "root",
    "invite",
    "test",
    "demo",
    "changeme",
    "changezmoi",
    "letmein",
    "welcome",
    "iloveyou",
    "sunshine",
    "master",
    "login",
    "default",
    "temporaire",
    "provisoire",
    "nouveau",
    "bureau",
    "travail",
    "entreprise",
    "service",
    "direction",
    "secretariat",
    "comptabilite",
    "comptable",
    "gestionnaire",
    "responsable",
    "auditeur",
    "quitus",
    "udaf",
    "masp",
    "tutelle",
    "curatelle",
    "mandataire",
    "abcdefghijkl",
];

/// Digits and signs that stand for a letter.
const DISGUISES: &[(char, char)] =
    &[('0', 'o'), ('1', 'i'), ('3', 'e'), ('4', 'a'), ('5', 's'), ('7', 't'), ('@', 'a'), ('$', 's'), ('!', 'i')];

/// Neighbours on a keyboard or in the alphabet.
const RUNS: &[&str] =
    &["abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// Letters and digits in lower case without accents.
fn folded(text: &str) -> String {
    deunicode(text).chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}

/// The same, once disguised letters are themselves again, and only letters.
fn unmasked(text: &str) -> String {
    let plain = |c: char| DISGUISES.iter().find(|(mask, _)| *mask == c).map_or(c, |(_, letter)| *letter);
    deunicode(text).chars().map(plain).filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// The password, if it may be chosen by the user of this name in this organisation.
///
/// # Errors
/// `password_too_short`, `password_too_long`, `password_simple`, `password_is_name`, `password_common`.
pub fn acceptable(password: &str, user: &str, organisation: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PASSWORD_TOO_SHORT.because(format!("({length} pour l'instant)")));
    }
    if length > LONGEST {
        return Err(PASSWORD_TOO_LONG.because(format!("({length} pour l'instant)")));
    }
    if is_simple(password) {
        return Err(PASSWORD_SIMPLE.because(""));
    }
    if [user, organisation, "Quitus"].into_iter().any(|name| is_mostly(password, name)) {
        return Err(PASSWORD_IS_NAME.because(""));
    }
    if COMMON.iter().any(|common| is_mostly(password, common)) {
        return Err(PASSWORD_COMMON.because(""));
    }
    Ok(())
}

/// True for one or two characters over and over, a short piece repeated, or a run along the keyboard.
fn is_simple(password: &str) -> bool {
    let all: Vec<char> = password.to_lowercase().chars().collect();
    let repeats = (1..=4).any(|piece: usize| all.iter().skip(piece).zip(&all).all(|(next, before)| next == before));
    let mut different = all.clone();
    different.sort_unstable();
    different.dedup();
    repeats || different.len() < 4 || is_run(&folded(password))
}

/// True when two out of three neighbours in the text are neighbours on a keyboard or in the alphabet, in one direction or the other.
fn is_run(text: &str) -> bool {
    let pairs = text.as_bytes().windows(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let (mut all, mut near) = (0_usize, 0_usize);
    for [a, b] in pairs {
        all += 1;
        let has = |run: &&str| run.as_bytes().windows(2).any(|pair| pair == [a, b] || pair == [b, a]);
        near += usize::from(RUNS.iter().any(has));
    }
    all > 0 && near * 3 >= all * 2
}

/// True when little but this word is in the password: once its copies are taken out, fewer than six letters or digits are left.
fn is_mostly(password: &str, word: &str) -> bool {
    let left = |text: &str, word: &str| {
        let rest = if word.len() < 3 { text.to_owned() } else { text.replace(word, "") };
        rest.len() < text.len() && rest.len() < 6
    };
    let word = folded(word);
    let digits = password.chars().filter(char::is_ascii_digit).count();
    left(&folded(password), &word) || (left(&unmasked(password), &word) && digits < 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(password: &str) -> Option<&'static str> {
        acceptable(password, "Marie Lefèvre", "UDAF de la Vienne").err().map(|refusal| refusal.code.name)
    }

    #[test]
    fn length_comes_first() {
        assert_eq!(code("Tr0ub4d&ur!"), Some("password_too_short"));
        assert_eq!(code("éééàààùùùîî"), Some("password_too_short"));
        assert_eq!(code(&"la pluie tombe ".repeat(18)), Some("password_too_long"));
        assert_eq!(code("la pluie tombe sur le lac"), None);
        assert_eq!(code("четыре слова подряд"), None);
        assert_eq!(code("🐟🌧️🚲🕯️ petite lampe"), None);
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for simple in [
            "aaaaaaaaaaaa",
            "abababababab",
            "abcabcabcabc",
            "123412341234",
            "abcdefghijkl",
            "azertyuiopqsdf",
            "098765432109",
            "111222111222",
        ] {
            assert_eq!(code(simple), Some("password_simple"), "{simple}");
        }
        for common in [
            "motdepasse2026",
            "Mot de passe 1",
            "Bonjour2026!!",
            "P@ssw0rd2026!",
            "bienvenue-123",
            "Administrateur1",
            "soleilsoleil1",
        ] {
            assert_eq!(code(common), Some("password_common"), "{common}");
        }
        for name in ["Marie Lefèvre", "marielefevre86", "UDAFdelaVienne1", "quitusquitus1"] {
            assert_eq!(code(name), Some("password_is_name"), "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_accepts_a_short_one(password in "\\PC{0,300}", user in "\\PC{0,30}") {
            let length = password.chars().count();
            let accepted = acceptable(&password, &user, "").is_ok();
            prop_assert!(!accepted || (SHORTEST..=LONGEST).contains(&length));
        }

        #[test]
        fn random_letters_are_accepted(password in "[bdfhkmprtvxz]{4}[aeiou]{4}[2-9][BDFHKM]{4}[^a-zA-Z0-9]{2}x") {
            let refused = acceptable(&password, "Ana", "UDAF").err().map(|refusal| refusal.code.name);
            prop_assert!(refused.is_none() || refused == Some("password_simple"), "{:?}", refused);
        }

        #[test]
        fn one_piece_repeated_is_refused(piece in "[a-z0-9]{1,4}") {
            prop_assert!(acceptable(&piece.repeat(13), "Ana", "UDAF").is_err());
        }
    }
}
