//! The words of the sheet that the person signs; those of the answers are the same on every way (RULE 91).

use crate::calendar::Month;
use serde::Serialize;

/// They agree.
pub const AGREE: &str = "Je suis d’accord.";
/// They agree, but for what they write.
pub const RESERVE: &str = "Je suis d’accord, sauf sur un point que j’écris.";
/// They do not agree, and write why.
pub const DISAGREE: &str = "Je ne suis pas d’accord, et je dis pourquoi.";
/// They do not wish to sign.
pub const NOT_SIGNED: &str = "Je ne veux pas signer.";
/// The question.
pub const QUESTION: &str = "Que dites-vous de ce relevé ?";
/// What is said before an answer is chosen.
pub const BEFORE: &str = "Vous répondez comme vous voulez. Votre réponse ne bloque ni votre argent ni votre loyer.";
/// Where the person's own words go.
pub const COMMENT: &str = "Ce que vous voulez dire";

/// The statement that the answer is about.
#[must_use]
pub fn about(month: Month, number: &str) -> String {
    format!("Votre relevé {}, numéro {number}.", month.of_in_french())
}

/// The words of the sheet that never change.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Words {
    /// Its title.
    pub title: &'static str,
    /// What is said before an answer is chosen.
    pub before: &'static str,
    /// The question.
    pub question: &'static str,
    /// How to answer it.
    pub tick: &'static str,
    /// The answers to tick.
    pub answers: [&'static str; 4],
    /// Above the empty lines.
    pub comment: &'static str,
    /// Where to date and sign.
    pub sign_here: [&'static str; 2],
    /// What becomes of the sheet.
    pub give_back: &'static str,
    /// What the code is for.
    pub code: &'static str,
    /// The code, for who does not see it.
    pub code_alt: &'static str,
    /// Before the fingerprint.
    pub fingerprint: &'static str,
}

/// Those words.
pub const WORDS: Words = Words {
    title: "Ma réponse",
    before: BEFORE,
    question: QUESTION,
    tick: "Cochez une seule case.",
    answers: [AGREE, RESERVE, DISAGREE, NOT_SIGNED],
    comment: COMMENT,
    sign_here: ["Date", "Signature"],
    give_back: "Rendez cette feuille à votre travailleur social. Gardez les autres.",
    code: "Ce carré dit de quel relevé il s’agit. Laissez-le bien visible.",
    code_alt: "Un carré qu’un appareil lit : le numéro du relevé et son empreinte",
    fingerprint: "Empreinte",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_is_plain() {
        let w = WORDS;
        let fixed = [w.title, w.before, w.question, w.tick, w.comment, w.give_back, w.code, w.code_alt];
        for sentence in fixed.into_iter().chain(w.answers).flat_map(|words| words.split_inclusive('.')) {
            assert!(sentence.split_whitespace().filter(|word| *word != ":").count() <= 12, "{sentence}");
            let shouted = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
            assert!(!sentence.split_whitespace().any(shouted), "{sentence}");
        }
    }
}
