//! An entry before it is posted, and what can be checked of it without a database.

use super::Account;
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, ENTRY_NEEDS_TWO_LINES, ENTRY_UNBALANCED, LINE_NOT_ZERO, Refusal};
use chrono::NaiveDate;

/// The ways money moves; each has its file under `movement/` and its row in table `movement`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Movement {
    /// A credit at the bank.
    CreditImported,
    /// The bank debited one or several of our orders.
    OrderSettled,
    /// An agreed direct debit paid its budget line.
    DirectDebit,
    /// A debit that nobody explains yet.
    DebitUnexplained,
    /// A fee that the organisation owes back.
    BankFee,
    /// A benefit entered its pot.
    SplitAccepted,
    /// Income outside the list was refused.
    SplitRefused,
    /// A paid order came back.
    OrderReturned,
    /// A person's share of the account's interest.
    InterestShared,
    /// A wrong share of the interest, taken back.
    InterestTakenBack,
    /// Rent set aside.
    RentSetAside,
    /// Rent released.
    RentReleased,
    /// An order was approved.
    OrderApproved,
    /// An order was rejected before it was debited.
    OrderRejected,
    /// Money from before the ledger, with its proof.
    OpeningBalance,
    /// An unexplained debit found its explanation.
    DebitExplained,
    /// A direct debit that the bank gave back.
    DebitRefunded,
    /// Bank fees repaid.
    FeeRefunded,
    /// An order that the bank executed although its rejection was noted.
    OrderTakenAgain,
    /// The exact reverse of an entry.
    Correction,
}

impl Movement {
    /// Its code in the database and in sealed bytes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CreditImported => "credit_imported",
            Self::OrderSettled => "order_settled",
            Self::DirectDebit => "direct_debit",
            Self::DebitUnexplained => "debit_unexplained",
            Self::BankFee => "bank_fee",
            Self::SplitAccepted => "split_accepted",
            Self::SplitRefused => "split_refused",
            Self::OrderReturned => "order_returned",
            Self::InterestShared => "interest_shared",
            Self::InterestTakenBack => "interest_taken_back",
            Self::RentSetAside => "rent_set_aside",
            Self::RentReleased => "rent_released",
            Self::OrderApproved => "order_approved",
            Self::OrderRejected => "order_rejected",
            Self::OpeningBalance => "opening_balance",
            Self::DebitExplained => "debit_explained",
            Self::DebitRefunded => "debit_refunded",
            Self::FeeRefunded => "fee_refunded",
            Self::OrderTakenAgain => "order_taken_again",
            Self::Correction => "correction",
        }
    }

    /// Its journal: `BQ` bank, `RE` receipts, `LO` rent reserve, `PA` payments, `OD` other.
    #[must_use]
    pub const fn journal(self) -> &'static str {
        match self {
            Self::CreditImported | Self::OrderSettled | Self::DirectDebit | Self::DebitUnexplained | Self::BankFee => "BQ",
            Self::SplitAccepted
            | Self::SplitRefused
            | Self::OrderReturned
            | Self::InterestShared
            | Self::DebitRefunded
            | Self::FeeRefunded => "RE",
            Self::RentSetAside | Self::RentReleased => "LO",
            Self::OrderApproved | Self::OrderRejected => "PA",
            Self::OpeningBalance | Self::DebitExplained | Self::OrderTakenAgain | Self::InterestTakenBack | Self::Correction => {
                "OD"
            }
        }
    }
}

/// One line: debit positive, credit negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: Account,
    /// The amount, debit positive.
    pub cents: Cents,
    /// The expense category, on lines of pots that pay (RULE 14).
    pub category: Option<String>,
}

impl Line {
    /// A debit.
    #[must_use]
    pub const fn debit(account: Account, cents: Cents) -> Self {
        Self { account, cents, category: None }
    }

    /// A credit.
    #[must_use]
    pub const fn credit(account: Account, cents: Cents) -> Self {
        Self { account, cents: Cents(cents.0.saturating_neg()), category: None }
    }

    /// The same line, for an expense category.
    #[must_use]
    pub fn paying(mut self, category: &str) -> Self {
        self.category = Some(category.to_owned());
        self
    }
}

/// An entry to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How money moves.
    pub movement: Movement,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// What causes it: a bank line, a split, an order, a decision.
    pub source: String,
    /// The entry that it reverses.
    pub corrects: Option<i64>,
    /// Words for people; outside the sealed bytes.
    pub text: String,
    /// At least two lines that sum to zero.
    pub lines: Vec<Line>,
}

/// Where a posted entry stands in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Place in the chain.
    pub seq: i64,
    /// Number in its journal and year.
    pub number: i64,
}

impl Draft {
    /// The shape of the entry: at least two lines, none zero, debits equal to credits.
    ///
    /// # Errors
    /// `entry_needs_two_lines`, `line_not_zero`, `entry_unbalanced`, `amount_too_large`.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.lines.len() < 2 {
            return Err(ENTRY_NEEDS_TWO_LINES.because(self.movement.code()));
        }
        if self.lines.iter().any(|line| line.cents == Cents::ZERO) {
            return Err(LINE_NOT_ZERO.because(self.movement.code()));
        }
        let sum = Cents::total(self.lines.iter().map(|line| line.cents)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        if sum == Cents::ZERO { Ok(()) } else { Err(ENTRY_UNBALANCED.because(format!("(écart {sum})"))) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::AccountCode;
    use super::*;
    use proptest::prelude::*;

    fn draft(amounts: &[i64]) -> Draft {
        let day = NaiveDate::default();
        let account = Account { id: 1, code: AccountCode::Bank(1) };
        let lines = amounts.iter().map(|&cents| Line::debit(account, Cents(cents))).collect();
        Draft {
            movement: Movement::Correction,
            occurred_on: day,
            value_on: day,
            source: String::new(),
            corrects: None,
            text: String::new(),
            lines,
        }
    }

    #[test]
    fn refuses_what_is_not_an_entry() {
        assert_eq!(draft(&[5]).check().unwrap_err().code.name, "entry_needs_two_lines");
        assert_eq!(draft(&[5, 0, -5]).check().unwrap_err().code.name, "line_not_zero");
        assert_eq!(draft(&[i64::MAX, 1]).check().unwrap_err().code.name, "amount_too_large");
    }

    proptest! {
        #[test]
        fn an_entry_is_accepted_exactly_when_it_balances(amounts in prop::collection::vec((-1_000_i64..1_000).prop_filter("zero", |c| *c != 0), 2..6)) {
            let balanced = amounts.iter().sum::<i64>() == 0;
            prop_assert_eq!(draft(&amounts).check().is_ok(), balanced);
            let mut closed = amounts.clone();
            let rest = -amounts.iter().sum::<i64>();
            if rest != 0 { closed.push(rest); }
            prop_assert!(draft(&closed).check().is_ok());
        }
    }
}
