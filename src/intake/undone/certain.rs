//! What the bank undoes for certain, booked with its statement: one line fits and no other, to the cent. Else an alarm or a waiting
//! credit says what is known, for a person.

use super::{Line, executed, refund, reversal};
use crate::access::Act;
use crate::calendar::day_in_french;
use crate::refusal::Failure;
use crate::store::Tx;
use chrono::NaiveDate;

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Certain {
    /// It undid an earlier one, and is booked.
    Undone,
    /// It waits, and this is what a person must know.
    Alert(String),
    /// It undoes nothing that is known.
    No,
}

/// A credit that gives a debit or fees back, booked on `day`.
///
/// # Errors
/// What the ledger refuses.
pub async fn undo_debit(tx: &mut Tx, act: &Act, day: NaiveDate, credit: &Line, fee: bool) -> Result<bool, Failure> {
    if fee && refund::fees_owed(tx, credit.bank_account).await? >= credit.cents {
        refund::give_fees_back(tx, act, day, credit, "Relevé de la banque : frais remboursés").await?;
        return Ok(true);
    }
    let Some(debit) = refund::find_debit(tx, credit).await? else { return Ok(false) };
    let evidence = format!("Relevé de la banque, motif {}", credit.return_reason.as_deref().unwrap_or("non dit"));
    match refund::given_back(tx, act, day, credit, &debit, &evidence).await {
        Ok(_) => Ok(true),
        // Nothing is written before such a refusal: the credit waits for a person.
        Err(Failure::Refused(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// A debit already in 4718 that takes a credit back, or executes an order whose rejection was noted.
///
/// # Errors
/// What the ledger refuses.
pub async fn undo_credit(tx: &mut Tx, act: &Act, debit: &Line) -> Result<Certain, Failure> {
    if let Some(credit) = reversal::find_receipt(tx, debit).await? {
        let missing = reversal::missing(tx, &credit.id).await?;
        if missing.is_positive() {
            return Ok(Certain::Alert(format!(
                "La banque reprend {} reçus le {} ({}) : il manque {missing} dans les réserves. Le débit attend en alarme.",
                credit.cents,
                day_in_french(credit.booked_on),
                credit.name.as_deref().unwrap_or("payeur non indiqué"),
            )));
        }
        let evidence = format!("relevé de la banque, motif {}", debit.return_reason.as_deref().unwrap_or("non dit"));
        reversal::reversed(tx, act, &debit.id, &credit.id, &evidence).await?;
        return Ok(Certain::Undone);
    }
    let Some(order) = executed::find_execution(tx, debit).await? else { return Ok(Certain::No) };
    let evidence = "Relevé de la banque : exécuté après le rejet noté";
    match executed::take_again(tx, act, debit, std::slice::from_ref(&order), evidence).await {
        Ok(()) => Ok(Certain::Undone),
        Err(Failure::Refused(refusals)) => {
            let why = refusals.first().map(ToString::to_string).unwrap_or_default();
            Ok(Certain::Alert(format!(
                "La banque a exécuté le paiement {} à {}, noté rejeté. Le débit attend en alarme : {why}",
                order.id, order.creditor_name
            )))
        }
        Err(other) => Err(other),
    }
}
