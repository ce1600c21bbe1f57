//! What is asked of a whole house, remembered until something is written: fifty people open the same dashboard, the database counts once.
//!
//! Everything that is written leaves a line in the audit or an entry in the ledger. The last of both, read in the same state of the
//! database as everything else that is shown, says which state an answer is of: an answer is only ever given for the very state that it
//! was worked out in. A program built for tests works every remembered answer out again, and fails where they differ.

use super::{Tx, failure, on};
use crate::refusal::Failure;
use std::any::{Any, type_name};
use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// Answers kept at most, of one state.
const MOST: usize = 1_024;

/// How long an answer is given at most. Who writes past every service leaves no line: no page is wrong for longer.
const LONGEST: Duration = Duration::from_secs(60);

/// A question about the state of the database; its fields are all else that the answer depends on.
pub trait Question: Debug + Sync {
    /// What the answer is.
    type Answer: Any + Send + Sync + PartialEq;

    /// Works the answer out.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    fn ask(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Answer, Failure>> + Send;
}

/// A state of the database: the last line of the audit, the last entry.
type State = (i64, i64);

type Kept = Arc<OnceCell<Arc<dyn Any + Send + Sync>>>;

/// The answers of one state, each with the instant when it was first asked for.
#[derive(Debug, Default)]
struct Answers {
    of: State,
    kept: HashMap<String, (Instant, Kept)>,
}

/// What a server remembers.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Answers>);

impl Memory {
    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The place of an answer in a state, empty where nobody has asked yet; none where a later state was seen meanwhile.
    fn place(&self, of: State, question: String, now: Instant) -> Option<Kept> {
        let mut answers = self.answers();
        if answers.of > of {
            return None;
        }
        if answers.of < of || answers.kept.len() >= MOST {
            *answers = Answers { of, ..Answers::default() };
        }
        // What nobody may be given any more takes no room.
        answers.kept.retain(|_, (since, _)| now.duration_since(*since) <= LONGEST);
        let (_, kept) = answers.kept.entry(question).or_insert_with(|| (now, Kept::default()));
        Some(Arc::clone(kept))
    }

    /// The answer to a question in the state that `tx` reads, worked out once for all who ask at the same time. What the transaction
    /// itself wrote would be remembered although it may never be: `tx` only reads. `now` is the instant of the request.
    ///
    /// # Errors
    /// What the question says; unavailable when the engine does not answer.
    pub async fn recall<Q: Question>(&self, tx: &mut Tx, question: &Q, now: Instant) -> Result<Arc<Q::Answer>, Failure> {
        let name = format!("{} {question:?}", type_name::<Q>());
        let of = state(tx).await?;
        let Some(kept) = self.place(of, name, now) else { return question.ask(tx).await.map(Arc::new) };
        let known = kept.initialized();
        let boxed = |answer| -> Arc<dyn Any + Send + Sync> { Arc::new(answer) };
        let first = async || question.ask(tx).await.map(boxed);
        let answer = Arc::clone(kept.get_or_try_init(first).await?).downcast::<Q::Answer>();
        let answer = answer.map_err(|_| Failure::Broken("two questions of one name.".to_owned()))?;
        if cfg!(debug_assertions) && known && *answer != question.ask(tx).await? {
            return Err(Failure::Broken(format!("ce qui est retenu n’est plus vrai : {question:?}.")));
        }
        Ok(answer)
    }
}

/// Which state of the database the transaction reads.
async fn state(tx: &mut Tx) -> Result<State, Failure> {
    on!(tx, c => sqlx::query_as("SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit), (SELECT COALESCE(MAX(seq), 0) FROM entry)")
        .fetch_one(c).await.map_err(failure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(kept: &Kept) {
        kept.set(Arc::new(())).unwrap();
    }

    #[test]
    fn an_answer_is_of_one_state() {
        let memory = Memory::default();
        let now = Instant::now();
        let place = |of| memory.place(of, "loyers".to_owned(), now);
        fill(&place((7, 3)).unwrap());
        assert!(place((7, 3)).unwrap().initialized());
        assert!(!place((7, 4)).unwrap().initialized(), "an entry more");
        assert!(place((7, 3)).is_none(), "who reads an older state asks for themselves");
        fill(&place((7, 4)).unwrap());
        assert!(!place((8, 4)).unwrap().initialized(), "a line of the audit more");
    }

    #[test]
    fn an_answer_ages_and_the_memory_is_bounded() {
        let memory = Memory::default();
        let now = Instant::now();
        let place = |question: usize, at| memory.place((1, 1), question.to_string(), at).unwrap();
        fill(&place(0, now));
        assert!(place(0, now + LONGEST).initialized());
        assert!(!place(0, now + LONGEST + Duration::from_millis(1)).initialized());
        for question in 0..MOST * 3 {
            place(question, now);
            assert!(memory.answers().kept.len() <= MOST);
        }
    }
}
