//! The second person behind a link with a provider that opens everything (RULE 35): who once had the desk and the password of somebody
//! could have linked themself. Until another person has asked the user, the link stands for the password alone.

use crate::access::store::{recorded, role_of};
use crate::access::{Act, Right, User};
use crate::refusal::{ACCESS_NOTHING_TO_CONFIRM, Failure};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};

/// A link that no second person has confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitedLink {
    /// Its identifier.
    pub id: String,
    /// Whom it lets in.
    pub user: User,
    /// How the provider calls them.
    pub called: String,
    /// Their sign there.
    pub subject: String,
    /// Since when.
    pub linked_at: DateTime<Utc>,
}

type Row = (String, String, String, String, String, String, DateTime<Utc>);

/// Every link with a provider that waits for a second person, the oldest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn links_awaited(tx: &mut Tx, issuer: &str) -> Result<Vec<AwaitedLink>, Failure> {
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(
        "SELECT i.id, u.id, u.name, u.role, i.called, i.subject, i.linked_at FROM linked_identity i JOIN app_user u ON u.id = i.app_user
         WHERE i.issuer = $1 AND i.linked_at IS NOT NULL AND i.ended_at IS NULL AND u.active
            AND NOT EXISTS (SELECT 1 FROM identity_confirmation x WHERE x.identity = i.id)
         ORDER BY i.linked_at, i.id")
        .bind(issuer).fetch_all(c).await.map_err(failure))?;
    rows.into_iter()
        .map(|(id, user, name, role, called, subject, linked_at)| {
            Ok(AwaitedLink { id, user: User { id: user, name, role: role_of(&role)? }, called, subject, linked_at })
        })
        .collect()
}

/// Says, having asked its owner, that a link is really theirs. Says whose it is.
///
/// # Errors
/// `role_not_allowed`, `access_nothing_to_confirm`, `not_oneself`, `access_same_hand`, `access_not_confirmed`.
pub async fn confirm_link(tx: &mut Tx, act: &Act, issuer: &str, id: &str) -> Result<User, Failure> {
    act.with(Right::Confirm)?;
    let awaited = links_awaited(tx, issuer).await?.into_iter().find(|one| one.id == id);
    let link = awaited.ok_or_else(|| ACCESS_NOTHING_TO_CONFIRM.because(""))?;
    on!(tx, c => sqlx::query("INSERT INTO identity_confirmation (identity, confirmed_at, confirmed_by) VALUES ($1, $2, $3)")
        .bind(&link.id).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    let detail = format!("{}, identifiant {}, {issuer}", link.called, link.subject);
    recorded(tx, &act.user.id, act.at, "identity_confirmed", &link.user.name, &detail).await?;
    Ok(link.user)
}
