//! One request of a signed-in user: who, where, when, and the way to the database.

use super::answer::{Problem, page};
use super::sent::{Fields, Sent};
use super::server::Office;
use crate::access::{Act, Files, Reach, Role, Session, files_seen, is_read_noted, must_see};
use crate::books::reach::{Mark, mark, out_of_reach};
use crate::ids::new_id;
use crate::refusal::{FILE_NOT_SEEN, FORM_SENT_OTHERWISE, FORM_UNREADABLE, Failure, PAGE_UNKNOWN, Refusal};
use crate::store::{Question, Tx, first_answer, keep_answer};
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Instant;

/// A request of a signed-in user.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The server.
    pub office: Arc<Office>,
    /// Who, and since when.
    pub session: Session,
    /// The path asked.
    pub path: String,
    /// Its parameters.
    pub query: Fields,
    /// The instant of the request.
    pub now: DateTime<Utc>,
}

/// What was done, kept with the request: shown again when the same form is sent again. Names of people stay out of it, so that
/// they can be erased.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Done {
    /// What happened, in a few words.
    pub title: String,
    /// The facts, a sentence each.
    pub sentences: Vec<String>,
    /// Where to go on: words and address.
    pub links: Vec<(String, String)>,
}

/// A write that has begun, or that was done before.
#[derive(Debug)]
pub enum Begun {
    /// To do.
    New(Box<Writing>),
    /// The answer of the first sending.
    Before(Response),
}

/// How a write ended.
#[derive(Debug)]
pub enum Ended {
    /// Done: the way to its confirmation.
    Done(Response),
    /// A rule or the database said no, and nothing was written: for the form's own page.
    Refused(Vec<Refusal>),
}

/// A write transaction with its author.
#[derive(Debug)]
pub struct Writing {
    /// The transaction.
    pub tx: Tx,
    /// Who, when, on which business day.
    pub act: Act,
    key: String,
    nonce: String,
    content: String,
    since: Mark,
    today: NaiveDate,
    whole_house: bool,
}

impl Visit {
    /// A request.
    #[must_use]
    pub fn new(office: &Arc<Office>, session: Session, uri: &Uri) -> Self {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0).unwrap_or_default();
        Self { office: Arc::clone(office), session, path: uri.path().to_owned(), query: Fields::of(pairs), now: Utc::now() }
    }

    /// The role of the user.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.session.user.role
    }

    /// Today in Paris, or the day that the server was told to work on.
    #[must_use]
    pub fn clock(&self) -> NaiveDate {
        self.office.clock(self.now)
    }

    /// One consistent state of the database.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn read(&self) -> Result<Tx, Failure> {
        self.office.db.read().await
    }

    /// Whose files the user sees today.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach::of(&self.session.user, self.clock())
    }

    /// The answer to a question, remembered as long as nothing is written; `tx` only reads.
    ///
    /// # Errors
    /// What the question says; unavailable when the engine does not answer.
    pub async fn recall<Q: Question>(&self, tx: &mut Tx, question: &Q) -> Result<Arc<Q::Answer>, Failure> {
        self.office.memory.recall(tx, question, Instant::now()).await
    }

    /// The files that the user sees today: never remembered.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn files(&self, tx: &mut Tx) -> Result<Files, Failure> {
        files_seen(tx, &self.reach()).await
    }

    /// The user's act, on the business day of the books.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn act(&self, tx: &mut Tx) -> Result<Act, Failure> {
        let today = self.office.business_day(tx, self.now).await?;
        Ok(Act { user: self.session.user.clone(), at: self.now, today })
    }

    /// Begins what a form asks. A form that was sent before gets its first answer.
    ///
    /// # Errors
    /// `idempotency_key_unique` when the form was sent with another content.
    pub async fn begin(&self, sent: &Sent) -> Result<Begun, Failure> {
        let nonce = sent.fields.filled(super::form::KEY).map_or_else(new_id, str::to_owned);
        if !(8..=40).contains(&nonce.len()) || !nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(FORM_UNREADABLE.because("").into());
        }
        let key = self.key(&nonce);
        let content = sent.content(&self.path);
        let mut tx = self.office.db.write().await?;
        // The key is ours, not the user's: the refusal says enough without it.
        let first = match first_answer(&mut tx, &key, &content).await {
            Err(Failure::Refused(_)) => return Err(FORM_SENT_OTHERWISE.because("").into()),
            answer => answer?,
        };
        if first.is_some() {
            return Ok(Begun::Before(done_at(&nonce)));
        }
        let act = self.act(&mut tx).await?;
        let since = mark(&mut tx).await?;
        let today = self.clock();
        Ok(Begun::New(Box::new(Writing { tx, act, key, nonce, content, since, today, whole_house: false })))
    }

    /// The key under which the answer to a form of this user is kept.
    #[must_use]
    pub fn key(&self, nonce: &str) -> String {
        format!("web:{}:{nonce}", self.session.user.id)
    }

    /// Checks that the user may read a person's file, and leaves the trace of it (RULE 81).
    ///
    /// # Errors
    /// `file_not_seen`.
    pub async fn open_file(&self, person: i64, what: &str) -> Result<(), Problem> {
        let user = &self.session.user;
        let mut tx = self.read().await?;
        must_see(&mut tx, user, person, self.clock()).await?;
        if is_read_noted(&mut tx, user, person, what, self.now).await? {
            return Ok(());
        }
        drop(tx);
        Ok(self.office.notes.read(user, person, what, self.now).await?)
    }

    /// A page of the site.
    ///
    /// # Errors
    /// Broken when the page cannot be written.
    pub fn page(&self, title: &str, content: &impl Template) -> Result<Response, Problem> {
        Ok(page(Some(self), title, &content.render().map_err(|error| Failure::Broken(format!("{error}.")))?))
    }
}

impl Writing {
    /// Says that the act is of the whole house by its nature, as a month prepared is.
    pub const fn for_the_house(&mut self) {
        self.whole_house = true;
    }

    /// Ends a write as its service answered: the confirmation, or what was refused, also by the database at the very end.
    ///
    /// # Errors
    /// What is neither.
    pub async fn end(self, outcome: Result<Done, Failure>) -> Result<Ended, Failure> {
        let ended = match outcome {
            Ok(done) => self.done(&done).await,
            Err(failure) => {
                drop(self);
                Err(failure)
            }
        };
        match ended {
            Ok(answer) => Ok(Ended::Done(answer)),
            Err(Failure::Refused(refusals)) => Ok(Ended::Refused(refusals)),
            Err(other) => Err(other),
        }
    }

    /// Keeps the answer with the request, makes everything durable, and sends the browser to the confirmation.
    ///
    /// # Errors
    /// What the deferred constraints refuse.
    pub async fn done(self, done: &Done) -> Result<Response, Failure> {
        Ok(done_at(&self.keep(done).await?))
    }

    /// The same where another page is shown first, because it holds a secret that is shown once: the form sent again gets the
    /// confirmation, without the secret. Says the reference.
    ///
    /// # Errors
    /// What the deferred constraints refuse.
    pub async fn keep(mut self, done: &Done) -> Result<String, Failure> {
        if !self.whole_house && self.act.user.role == Role::Gestionnaire {
            let stranger = out_of_reach(&mut self.tx, &self.act.user, self.today, &self.since).await?;
            if let Some(person) = stranger {
                return Err(FILE_NOT_SEEN.because(format!("(personne {person})")).into());
            }
        }
        let outcome = serde_json::to_string(done).map_err(|error| Failure::Broken(format!("{error}.")))?;
        keep_answer(&mut self.tx, &self.key, &self.content, &outcome, self.act.at).await?;
        self.tx.commit().await?;
        Ok(self.nonce)
    }
}

fn done_at(nonce: &str) -> Response {
    Redirect::to(&format!("/fait/{nonce}")).into_response()
}

/// The gate put it there; an open address has none.
impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| PAGE_UNKNOWN.because("").into())
    }
}
