//! Money that a person had before the ledger began, with its proof (design §4).

use crate::access::{Act, Right, audit};
use crate::ids::new_id;
use crate::ledger::movement::{Event, opening_balance};
use crate::ledger::{Chart, Pot, post};
use crate::money::Cents;
use crate::refusal::{Failure, OPENING_AFTER_STATEMENT, REFERENCE_MISSING};
use crate::rent::hold_rent;
use crate::store::{Tx, failure, on};

/// Brings in the opening balance of one pot.
///
/// # Errors
/// `opening_balance_person_pot_unique` when it exists; `opening_after_statement` once a statement of the account is known, for the
/// daily proof would fail; `reference_missing` for an unknown person.
pub async fn bring_in(tx: &mut Tx, act: &Act, person: i64, pot: Pot, cents: Cents, proof: &str) -> Result<(), Failure> {
    act.with(Right::Money)?;
    let account: Option<(i64,)> = on!(tx, c => sqlx::query_as("SELECT bank_account FROM person WHERE number = $1")
        .bind(person).fetch_optional(c).await.map_err(failure))?;
    let (bank_account,) = account.ok_or_else(|| REFERENCE_MISSING.because(format!("(la personne {person})")))?;
    let statement: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT id FROM bank_statement WHERE bank_account = $1 LIMIT 1")
        .bind(bank_account).fetch_optional(c).await.map_err(failure))?;
    if statement.is_some() {
        return Err(OPENING_AFTER_STATEMENT.because("").into());
    }
    let id = new_id();
    on!(tx, c => sqlx::query(
        "INSERT INTO opening_balance (id, person, pot, cents, occurred_on, proof, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(&id).bind(person).bind(pot.code()).bind(cents).bind(act.today).bind(proof).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let chart = Chart::of_people(tx, &[person]).await?;
    let event = Event {
        bank_account,
        cents,
        occurred_on: act.today,
        value_on: act.today,
        source: id.clone(),
        text: format!("Solde d'ouverture, preuve {proof}"),
    };
    post(tx, act, &[opening_balance(&chart, &event, person, pot)?]).await?;
    hold_rent(tx, act, &[person], act.today, &id).await?;
    audit(tx, act, "opening_bring_in", &person.to_string(), proof).await
}
