//! Derogation to rent first: one person asks with a reason, another approves, the statement tells it (RULE 30).

use crate::access::{Act, Right, Role, audit};
use crate::calendar::Month;
use crate::ids::new_id;
use crate::money::Cents;
use crate::refusal::{DEROGATION_FOUR_EYES, DEROGATION_UNKNOWN, Failure, REFERENCE_MISSING, ROLE_NOT_ALLOWED};
use crate::rent::hold_rent;
use crate::store::{Tx, failure, on};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whose rent.
    pub person: i64,
    /// Lease reference.
    pub lease: String,
    /// Month of the term.
    pub month: Month,
    /// How much of the rent money is to serve something else.
    pub cents: Cents,
    /// Why.
    pub reason: String,
}

/// Records a demand; nothing moves.
///
/// # Errors
/// `reference_missing` when the person has no such rent term.
pub async fn ask(tx: &mut Tx, act: &Act, asked: &Asked) -> Result<String, Failure> {
    act.with(Right::Money)?;
    let month = asked.month.to_string();
    let term: Option<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT t.rent FROM rent_term_current t JOIN rent r ON r.id = t.rent
         WHERE t.person = $1 AND r.lease = $2 AND t.month = $3 AND t.payable > 0")
        .bind(asked.person).bind(&asked.lease).bind(&month).fetch_optional(c).await.map_err(failure))?;
    let (rent,) = term.ok_or_else(|| REFERENCE_MISSING.because(format!("(le loyer {month} du bail « {} »)", asked.lease)))?;
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO derogation (id, rent, month, person, cents, reason, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&id).bind(&rent).bind(&month).bind(asked.person).bind(asked.cents).bind(&asked.reason).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    audit(tx, act, "derogation_ask", &id, &asked.reason).await?;
    Ok(id)
}

/// Approves a demand: the reserve then releases the money.
///
/// # Errors
/// `derogation_four_eyes` for the one who asked; `role_not_allowed` for another role than `responsable`; `derogation_unknown`.
pub async fn approve(tx: &mut Tx, act: &Act, id: &str) -> Result<(), Failure> {
    if act.user.role != Role::Responsable {
        return Err(ROLE_NOT_ALLOWED.because(format!("({}, {})", act.user.name, act.user.role)).into());
    }
    let row: Option<(i64, String)> = on!(tx, c => sqlx::query_as(
        "SELECT person, asked_by FROM derogation WHERE id = $1 AND approved_by IS NULL")
        .bind(id).fetch_optional(c).await.map_err(failure))?;
    let (person, asked_by) = row.ok_or_else(|| DEROGATION_UNKNOWN.because(format!("(« {id} »)")))?;
    if asked_by == act.user.id {
        return Err(DEROGATION_FOUR_EYES.because(format!("({})", act.user.name)).at(id).into());
    }
    on!(tx, c => sqlx::query("UPDATE derogation SET approved_at = $2, approved_by = $3 WHERE id = $1")
        .bind(id).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
    hold_rent(tx, act, &[person], act.today, id).await?;
    audit(tx, act, "derogation_approve", id, "").await
}
