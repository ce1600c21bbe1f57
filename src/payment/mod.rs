//! Payment orders: proposed by one person, approved by another, sealed in a file, answered by the bank (RULE 14, 30, 35, 37).
//!
//! An order never changes; only its state does, along [`State::may_become`]. Its identifier is its `EndToEndId`.

pub mod advised;
pub mod answer;
pub mod approval;
pub mod batch;
mod candidates;
mod debtor;
pub mod derogation;
pub mod doubt;
mod evidence;
mod execution;
pub mod give_back;
pub mod instant;
pub mod left_out;
pub mod prepare;
pub mod profile;
pub mod refused;
pub mod returned;
mod store;
pub mod view;

pub(crate) use evidence::filled;
pub(crate) use store::PREPARED_AGAIN;
pub use store::{OrderFilter, failed_orders, find_orders, list_orders};

use crate::money::Cents;
use chrono::NaiveDate;
use serde::Serialize;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Prepared by one person.
    Proposed,
    /// Approved by another: the money left the pots.
    Approved,
    /// In a sealed file for the bank.
    Sealed,
    /// Debited by the bank.
    Settled,
    /// Refused by the bank before any debit: the money is back in the pots.
    Rejected,
    /// Came back after the debit: the money is back in the pots.
    Returned,
    /// Withdrawn before approval.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Proposed, Self::Approved, Self::Sealed, Self::Settled, Self::Rejected, Self::Returned, Self::Cancelled];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Sealed => "sealed",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }

    /// The words on screen.
    #[must_use]
    pub const fn in_french(self) -> &'static str {
        match self {
            Self::Proposed => "à approuver",
            Self::Approved => "approuvé",
            Self::Sealed => "dans un fichier",
            Self::Settled => "débité",
            Self::Rejected => "rejeté par la banque",
            Self::Returned => "revenu de la banque",
            Self::Cancelled => "annulé",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The whole state machine; the database holds the same rows in `order_transition`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Proposed, Self::Approved | Self::Cancelled)
                | (Self::Approved, Self::Sealed | Self::Rejected)
                | (Self::Sealed, Self::Settled | Self::Rejected)
                | (Self::Settled, Self::Returned)
                // The bank executed it although its rejection was noted.
                | (Self::Rejected, Self::Settled)
        )
    }
}

/// A payment order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Order {
    /// Identifier and `EndToEndId`.
    pub id: String,
    /// `rent`, `budget` or `give_back`.
    pub kind: String,
    /// The debited account.
    pub bank_account: i64,
    /// Whose money; none for refused money of an unknown person.
    pub person: Option<i64>,
    /// The month it belongs to.
    pub month: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// Rank in the waterfall.
    pub rank: i64,
    /// Expense category.
    pub category: Option<String>,
    /// The rent it pays.
    pub rent: Option<String>,
    /// The budget line it pays.
    pub budget_line: Option<String>,
    /// The refused income it gives back.
    pub split: Option<String>,
    /// The payee, unless it is the person or a payer.
    pub payee: Option<String>,
    /// Name of the account's holder.
    pub creditor_name: String,
    /// Account to pay.
    pub creditor_iban: String,
    /// Its bank.
    pub creditor_bic: Option<String>,
    /// Amount.
    pub cents: Cents,
    /// What was owed: more than the amount when it is a part payment.
    pub wanted: Cents,
    /// Words for the payee.
    pub remittance: String,
    /// Where it stands.
    pub state: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// Its file.
    pub batch: Option<String>,
    /// The bank line that debited it.
    pub settled_line: Option<String>,
    /// The bank's reason, for a rejected or returned order.
    pub reason: Option<String>,
    /// Asked to be executed at once (SCT Inst).
    pub instant: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_states_go_both_ways() {
        for state in State::ALL {
            assert_eq!(State::of(state.code()), Some(state));
        }
    }

    #[test]
    fn the_database_holds_the_same_state_machine() {
        let sqlite =
            [include_str!("../../migrations/sqlite/0006_payment.sql"), include_str!("../../migrations/sqlite/0014_undone.sql")];
        let postgres = [
            include_str!("../../migrations/postgres/0006_payment.sql"),
            include_str!("../../migrations/postgres/0014_undone.sql"),
        ];
        for sql in [sqlite.concat(), postgres.concat()] {
            let rows: Vec<&str> =
                sql.split("INSERT INTO order_transition").skip(1).filter_map(|after| after.split(';').next()).collect();
            let sql = rows.concat();
            for from in State::ALL {
                for to in State::ALL {
                    let row = format!("('{}', '{}')", from.code(), to.code());
                    assert_eq!(sql.contains(&row), from.may_become(to), "{row}");
                }
            }
        }
    }
}
