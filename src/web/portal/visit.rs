//! One request of a person who is in their own space.

use super::frame::{Around, in_space};
use crate::access::portal::PortalSession;
use crate::access::{Act, organisation, program};
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::server::Office;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// A request of a person: whose it is comes from their session, and from nowhere else.
#[derive(Clone, Debug)]
pub struct PersonVisit {
    /// The server.
    pub office: Arc<Office>,
    /// Their session.
    pub session: PortalSession,
    /// The path asked.
    pub path: String,
    /// The instant of the request.
    pub now: DateTime<Utc>,
}

impl PersonVisit {
    /// Whose space it is.
    pub const fn person(&self) -> i64 {
        self.session.person
    }

    /// One consistent state of the database.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn read(&self) -> Result<Tx, Failure> {
        self.office.db.read().await
    }

    /// What the program does for the person, on the business day of the books.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn act(&self, tx: &mut Tx) -> Result<Act, Failure> {
        program_act(&self.office, tx, self.now).await
    }

    /// A page of the space.
    ///
    /// # Errors
    /// Unavailable when the engine does not answer.
    pub async fn page(&self, title: &str, content: &impl Template) -> Answer {
        let content = content.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
        let house = organisation(&mut self.read().await?).await?;
        Ok(in_space(&Around { house, inside: Some((&self.path, &self.session.csrf)) }, title, &content))
    }
}

/// The act of the program at an instant.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(super) async fn program_act(office: &Office, tx: &mut Tx, at: DateTime<Utc>) -> Result<Act, Failure> {
    Ok(Act { user: program(tx).await?, at, today: office.business_day(tx, at).await? })
}

/// The gate put it there.
impl<S: Send + Sync> FromRequestParts<S> for PersonVisit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| PAGE_UNKNOWN.because("").into())
    }
}
