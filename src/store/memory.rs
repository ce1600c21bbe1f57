//! What is asked of a whole house, remembered until something is written: fifty people open the same dashboard, the database counts once.
//!
//! Everything that is written leaves a line in the audit or an entry in the ledger. The last of both, but for lines of who only reads, read
//! in the same state of the database as everything else that is shown, says which state an answer is of: an answer is only ever given for the very state that it
//! was worked out in. A program built for tests works every remembered answer out again, and fails where they differ.

use super::{Db, Tx, failure, on};
use crate::refusal::Failure;
use serde_json::json;
use std::any::{Any, type_name};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// Answers kept at most, of one state.
const MOST: usize = 1_024;

/// How long an answer is given at most. Who writes past every service leaves no line: no page is wrong for longer.
const LONGEST: Duration = Duration::from_secs(300);

/// What the audit tells of people coming in and reading, which changes nothing that a question asks.
const READING: [&str; 8] = [
    "sign_in",
    "confirmed",
    "session_end",
    "sessions_end",
    "password_changed",
    "recovery_code_used",
    "list_export",
    "evidence_open",
];

/// How long after a page last asked a question it is still asked again by itself.
const WANTED: Duration = Duration::from_secs(300);

/// A question about the state of the database; its fields are all else that the answer depends on.
pub trait Question: Clone + Debug + Send + Sync + 'static {
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

type Answer = Arc<dyn Any + Send + Sync>;

type Kept = Arc<OnceCell<Answer>>;

/// A question, whatever its answer.
trait AnyQuestion: Debug + Send + Sync {
    fn ask_any<'a>(&'a self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'a>>;
}

impl<Q: Question> AnyQuestion for Q {
    fn ask_any<'a>(&'a self, tx: &'a mut Tx) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'a>> {
        Box::pin(async {
            let answer: Answer = Arc::new(self.ask(tx).await?);
            Ok(answer)
        })
    }
}

/// The answers of one state, each with the instant when it was first asked for.
#[derive(Debug, Default)]
struct Answers {
    of: State,
    kept: HashMap<String, (Instant, Kept)>,
}

impl Answers {
    /// Whether an answer in a state need not be worked out by itself.
    fn known(&self, of: State, name: &str, now: Instant) -> bool {
        let young = |(since, kept): &(Instant, Kept)| kept.initialized() && now.duration_since(*since) <= LONGEST;
        self.of > of || (self.of == of && self.kept.get(name).is_some_and(young))
    }

    /// A question that is refused takes no place: addresses of nothing are without number.
    fn forget(&mut self, name: &str) {
        if self.kept.get(name).is_some_and(|(_, kept)| !kept.initialized()) {
            self.kept.remove(name);
        }
    }
}

/// How far the audit was read: its last line, and the last that tells of more than reading.
#[derive(Clone, Copy, Debug, Default)]
struct Read {
    last: i64,
    change: i64,
}

/// A question that pages ask, and when one last did.
#[derive(Debug)]
struct Wanted {
    last: Instant,
    question: Arc<dyn AnyQuestion>,
}

/// What a server remembers.
#[derive(Debug, Default)]
pub struct Memory {
    read: Mutex<Read>,
    answers: Mutex<Answers>,
    wanted: Mutex<HashMap<String, Wanted>>,
}

impl Memory {
    fn read(&self) -> MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Has a question answered before a page asks it, for some minutes from now.
    pub fn want<Q: Question>(&self, question: &Q, now: Instant) {
        self.wanted_as(name(question), question, now);
    }

    fn wanted_as<Q: Question>(&self, name: String, question: &Q, now: Instant) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = wanted.get_mut(&name) {
            known.last = now;
            return;
        }
        wanted.retain(|_, known| now.duration_since(known.last) <= WANTED);
        if wanted.len() < MOST {
            wanted.insert(name, Wanted { last: now, question: Arc::new(question.clone()) });
        }
    }

    /// The answer to a question in the state that `tx` reads, worked out once for all who ask at the same time. What the transaction
    /// itself wrote would be remembered although it may never be: `tx` only reads. `now` is the instant of the request.
    ///
    /// # Errors
    /// What the question says; unavailable when the engine does not answer.
    pub async fn recall<Q: Question>(&self, tx: &mut Tx, question: &Q, now: Instant) -> Result<Arc<Q::Answer>, Failure> {
        let name = name(question);
        let of = self.state(tx).await?;
        let Some(kept) = self.place(of, name.clone(), now) else { return question.ask(tx).await.map(Arc::new) };
        let known = kept.initialized();
        let answered = match kept.get_or_try_init(|| question.ask_any(tx)).await {
            Ok(answer) => Arc::clone(answer),
            Err(failure) => {
                self.answers().forget(&name);
                return Err(failure);
            }
        };
        let answer = answered.downcast::<Q::Answer>();
        let answer = answer.map_err(|_| Failure::Broken("two questions of one name.".to_owned()))?;
        self.wanted_as(name, question, now);
        if cfg!(debug_assertions) && known && *answer != question.ask(tx).await? {
            return Err(Failure::Broken(format!("ce qui est retenu n’est plus vrai : {question:?}.")));
        }
        Ok(answer)
    }

    /// Which state of the database the transaction reads.
    async fn state(&self, tx: &mut Tx) -> Result<State, Failure> {
        let (last, entry): State = on!(tx, c => sqlx::query_as(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM audit), (SELECT COALESCE(MAX(seq), 0) FROM entry)")
            .fetch_one(c).await.map_err(failure))?;
        let read = *self.read();
        if last <= read.last {
            // A state of before the last change that was seen is older than all that is known: its name says no more.
            return Ok((last.min(read.change), entry));
        }
        let sql = tx.dialect(
            "SELECT seq FROM audit WHERE seq > $1 AND action NOT IN (SELECT value FROM json_each($2)) ORDER BY seq DESC LIMIT 1",
            "SELECT seq FROM audit WHERE seq > $1 AND action NOT IN (SELECT json_array_elements_text($2::json)) ORDER BY seq DESC LIMIT 1",
        );
        let change: Option<(i64,)> = on!(tx, c => sqlx::query_as(sql).bind(read.last).bind(json!(READING).to_string())
            .fetch_optional(c).await.map_err(failure))?;
        let change = change.map_or(read.change, |(seq,)| seq);
        let mut known = self.read();
        if known.last < last {
            *known = Read { last, change };
        }
        Ok((change, entry))
    }

    /// Answers what pages asked lately and what was written since has changed, one question after the other, the last asked first: the next
    /// page waits for none of it. What a question refuses, that page is told. It ends early where something was written meanwhile: what
    /// was asked last comes first again.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn make_ready(&self, db: &Db, now: Instant) -> Result<(), Failure> {
        let of = self.state(&mut db.read().await?).await?;
        for (name, question) in self.unknown(of, now) {
            let mut tx = db.read().await?;
            if self.state(&mut tx).await? != of {
                return Ok(());
            }
            let Some(kept) = self.place(of, name.clone(), now) else { return Ok(()) };
            if let Err(failure) = kept.get_or_try_init(|| question.ask_any(&mut tx)).await {
                tracing::debug!("{question:?}: {failure}");
                self.answers().forget(&name);
            }
        }
        Ok(())
    }

    /// What pages asked lately and is not known in a state, the last asked first.
    fn unknown(&self, of: State, now: Instant) -> Vec<(String, Arc<dyn AnyQuestion>)> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.retain(|_, known| now.duration_since(known.last) <= WANTED);
        let answers = self.answers();
        let mut unknown: Vec<_> = wanted.iter().filter(|(name, _)| !answers.known(of, name, now)).collect();
        unknown.sort_by_key(|(name, known)| (Reverse(known.last), *name));
        unknown.into_iter().map(|(name, known)| (name.clone(), Arc::clone(&known.question))).collect()
    }
}

/// What tells a question from every other.
fn name<Q: Question>(question: &Q) -> String {
    format!("{} {question:?}", type_name::<Q>())
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

    #[derive(Clone, Debug)]
    struct Rents;

    impl Question for Rents {
        type Answer = ();

        async fn ask(&self, _: &mut Tx) -> Result<(), Failure> {
            Ok(())
        }
    }

    #[test]
    fn what_pages_asked_lately_is_answered_by_itself_once_something_is_written() {
        let memory = Memory::default();
        let now = Instant::now();
        let unknown = |of, after| memory.unknown(of, now + after).len();
        memory.want(&Rents, now);
        assert_eq!(unknown((1, 1), Duration::ZERO), 1, "never answered");
        fill(&memory.place((1, 1), name(&Rents), now).unwrap());
        assert_eq!(unknown((1, 1), LONGEST), 0);
        assert_eq!(unknown((1, 2), LONGEST), 1, "an entry more");
        assert_eq!(unknown((1, 0), LONGEST), 0, "a state of before");
        memory.want(&Rents, now + Duration::from_secs(1));
        assert_eq!(unknown((1, 1), LONGEST + Duration::from_secs(1)), 1, "an answer past its time");
        assert_eq!(unknown((2, 2), LONGEST + Duration::from_secs(2)), 0, "no page asks it any more");
    }
}
