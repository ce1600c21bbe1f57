//! One's own sessions: ended one by one, or all but this one.

use crate::access::{end_session, end_sessions_of, sessions_of};
use crate::plural::count;
use crate::refusal::SESSION_UNKNOWN;
use crate::web::answer::Answer;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use axum::extract::Path;

/// Ends one, on another screen. Those of others are ended from the administration.
pub(super) async fn end_one(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let user = &visit.session.user;
    if !sessions_of(&mut writing.tx, user, visit.now).await?.iter().any(|one| one.id == id) {
        return Err(SESSION_UNKNOWN.because("").into());
    }
    end_session(&mut writing.tx, user, &id, visit.now).await?;
    let done = Done {
        title: "Session terminée".into(),
        sentences: vec!["Le navigateur où elle était ouverte demandera de nouveau le mot de passe.".into()],
        links: super::back(),
    };
    Ok(writing.done(&done).await?)
}

/// Ends all but this one.
pub(super) async fn end_others(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let user = &visit.session.user;
    let ended = end_sessions_of(&mut writing.tx, user, user, Some(&visit.session), visit.now).await?;
    let ended = i64::try_from(ended).unwrap_or(i64::MAX);
    let done = Done {
        title: "Autres sessions terminées".into(),
        sentences: vec![format!("{}. Celle-ci continue.", count(ended, "session terminée", "sessions terminées"))],
        links: super::back(),
    };
    Ok(writing.done(&done).await?)
}
