//! Which step of a statement's life may follow which: a total function, the same as the table of the database.

use super::{Answer, State};
use crate::refusal::{ANSWER_WORDS_MISSING, Refusal, STATEMENT_TRANSITION};

/// True when a statement may go from one state to another.
///
/// Nothing returns to `to_present`. Whoever was not reached or did not wish to sign may still be shown the statement and answer; who agreed
/// may change their mind once they have seen something wrong; who disagreed may agree once it is explained, or say more.
#[must_use]
pub const fn may_follow(from: State, to: State) -> bool {
    use State::{Contested, NotReached, Presented, Refused, Signed, SignedWithReserve, ToPresent};
    match to {
        ToPresent => false,
        Presented => matches!(from, ToPresent | NotReached | Refused),
        NotReached => matches!(from, ToPresent | Presented),
        Signed => matches!(from, ToPresent | Presented | NotReached | Refused | SignedWithReserve | Contested),
        SignedWithReserve => matches!(from, ToPresent | Presented | NotReached | Refused | SignedWithReserve | Contested),
        Contested => true,
        Refused => matches!(from, ToPresent | Presented | NotReached),
    }
}

/// The state after a step, if it may be taken.
///
/// # Errors
/// `statement_transition_unknown`.
pub fn next(from: State, to: State) -> Result<State, Refusal> {
    if may_follow(from, to) {
        Ok(to)
    } else {
        Err(STATEMENT_TRANSITION.because(format!("(de « {} » à « {} »)", from.in_french(), to.in_french())))
    }
}

/// The answers that a person may give to a statement in this state, in the order of the screen.
#[must_use]
pub fn answers_from(state: State) -> Vec<Answer> {
    Answer::ALL.into_iter().filter(|answer| may_follow(state, answer.state())).collect()
}

/// The state that showing a statement leads to; none where the person has answered: it stays theirs until they answer otherwise.
#[must_use]
pub fn shown(from: State) -> Option<State> {
    may_follow(from, State::Presented).then_some(State::Presented)
}

/// True while tries to reach the person are of use: who ever answered this statement was reached.
#[must_use]
pub const fn may_try(state: State, answered: bool) -> bool {
    !answered && matches!(state, State::ToPresent | State::Presented | State::NotReached)
}

/// True when so many tries since the last step make the person not reached.
#[must_use]
pub const fn tried_enough(state: State, tries: i64, wanted: i64) -> bool {
    tries >= wanted && may_follow(state, State::NotReached)
}

/// The person's own words, if the answer has those that it needs.
///
/// # Errors
/// `answer_words_missing`.
pub fn words_of(answer: Answer, comment: &str) -> Result<Option<&str>, Refusal> {
    let comment = comment.trim();
    if answer.needs_words() && comment.is_empty() {
        return Err(ANSWER_WORDS_MISSING.because(""));
    }
    Ok(Some(comment).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn states() -> impl Strategy<Value = State> {
        select(State::ALL.to_vec())
    }

    proptest! {
        #[test]
        fn nothing_returns_to_the_beginning_and_only_words_follow_themselves(from in states(), to in states()) {
            prop_assert!(!may_follow(from, State::ToPresent));
            prop_assert_eq!(may_follow(from, from), matches!(from, State::SignedWithReserve | State::Contested));
            prop_assert_eq!(next(from, to).ok(), may_follow(from, to).then_some(to));
        }

        #[test]
        fn whatever_happened_the_person_may_still_answer(way in prop::collection::vec(states(), 0..12)) {
            let end = way.into_iter().fold(State::ToPresent, |state, to| next(state, to).unwrap_or(state));
            prop_assert!(!answers_from(end).is_empty(), "{:?}", end);
            // They may always say that they disagree, and say more of it.
            prop_assert!(answers_from(end).contains(&Answer::Disagree));
            // Until there is an answer of substance, agreeing is open.
            prop_assert!(end == State::Signed || answers_from(end).contains(&Answer::Agree));
        }

        #[test]
        fn an_answer_is_never_hidden_by_showing_the_statement_again(from in states()) {
            let answered = matches!(from, State::Signed | State::SignedWithReserve | State::Contested);
            prop_assert!(!(answered && shown(from).is_some()));
            prop_assert!(!(answered && may_try(from, false)));
            prop_assert!(!may_try(from, true));
        }

        #[test]
        fn fewer_tries_than_wanted_never_make_a_person_unreachable(from in states(), tries in 0_i64..20, wanted in 1_i64..=10) {
            prop_assert!(!tried_enough(from, wanted - 1, wanted));
            prop_assert_eq!(tried_enough(from, tries, wanted), tries >= wanted && matches!(from, State::ToPresent | State::Presented));
        }

        #[test]
        fn a_reserve_says_what_it_is(comment in "\\PC{0,12}", answer in select(Answer::ALL.to_vec())) {
            let words = words_of(answer, &comment);
            prop_assert_eq!(words.is_err(), answer.needs_words() && comment.trim().is_empty());
        }
    }

    #[test]
    fn codes_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::of(state.code()), Some(state));
        }
        assert_eq!(Answer::read("autre").unwrap_err().code.name, "answer_missing");
        assert_eq!(Answer::ALL.map(|answer| Answer::read(answer.code()).unwrap()), Answer::ALL);
    }
}
