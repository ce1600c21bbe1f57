//! The rent as a statement tells it.

use crate::calendar::Month;
use crate::money::Cents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rent at the end of the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RentPosition {
    /// Who is owed the rent.
    pub landlord: String,
    /// Terms that were open during the month, oldest first.
    pub terms: Vec<RentTerm>,
    /// Last day paid for, when it is known.
    pub paid_up_to: Option<NaiveDate>,
    /// Rent of earlier terms still unpaid, all of them; never negative.
    pub arrears: Cents,
}

/// One term of the rent (`RULE 31`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RentTerm {
    /// The month of the term.
    pub month: Month,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// Rent.
    pub rent: Cents,
    /// Rental charges.
    pub charges: Cents,
    /// Housing aid paid to the landlord (*tiers payant*).
    pub direct_aid: Cents,
    /// Rent rebate.
    pub rebate: Cents,
    /// Paid so far.
    pub paid: Cents,
}
