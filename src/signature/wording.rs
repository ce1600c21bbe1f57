//! What the person reads where they answer: everyday words, short sentences (RULE 96). The very words are kept with the answer.

use super::{Answer, Copy};
use crate::calendar::Month;
use crate::statement::wording::reply::{AGREE, DISAGREE, NOT_SIGNED, RESERVE};

pub use crate::statement::wording::reply::{BEFORE, COMMENT, QUESTION, about};

/// The person's code.
pub const CODE: &str = "Votre code personnel";

/// An answer as the person chooses it.
#[must_use]
pub const fn choice(answer: Answer) -> &'static str {
    match answer {
        Answer::Agree => AGREE,
        Answer::Reserve => RESERVE,
        Answer::Disagree => DISAGREE,
        Answer::NotSigned => NOT_SIGNED,
    }
}

/// What became of the copy, as the person says it.
#[must_use]
pub const fn copy(copy: Copy) -> &'static str {
    match copy {
        Copy::Given => "J’ai reçu une copie sur papier aujourd’hui.",
        Copy::Had => "J’avais déjà ma copie.",
        Copy::Declined => "Je ne veux pas de copie.",
    }
}

/// The very words of an answer on the screen: what it is about, the question, and what was chosen.
#[must_use]
pub fn on_screen(month: Month, number: &str, answer: Answer) -> String {
    format!("{}\n{BEFORE}\n{QUESTION}\n{}", about(month, number), choice(answer))
}

/// What a sheet of paper says, as its reader chose it among the same answers.
#[must_use]
pub fn on_paper(month: Month, number: &str, answer: Answer) -> String {
    format!("{}\nSur la feuille signée : {}", about(month, number), choice(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_short_and_bear_no_initials() {
        let month: Month = "2026-11".parse().unwrap();
        let mut said = vec![QUESTION.to_owned(), COMMENT.to_owned(), CODE.to_owned(), about(month, "2026-11-1")];
        said.extend(BEFORE.split_inclusive('.').map(str::to_owned));
        said.extend(Answer::ALL.map(|answer| choice(answer).to_owned()));
        said.extend(Copy::ALL.map(|one| copy(one).to_owned()));
        for sentence in said {
            assert!(sentence.split_whitespace().count() <= 12, "{sentence}");
            let shouted = |word: &str| word.chars().filter(|c| c.is_uppercase()).count() > 1;
            assert!(!sentence.split_whitespace().any(shouted), "{sentence}");
        }
    }

    #[test]
    fn the_words_kept_hold_those_that_were_chosen() {
        let month: Month = "2026-11".parse().unwrap();
        for answer in Answer::ALL {
            for kept in [on_screen(month, "2026-11-1", answer), on_paper(month, "2026-11-1", answer)] {
                assert!(kept.contains(choice(answer)) && kept.contains("novembre 2026") && kept.contains("2026-11-1"), "{kept}");
            }
        }
    }
}
