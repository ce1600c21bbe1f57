//! Whether the entries of a statement explain its balances, and whether statements follow each other.

use std::collections::HashMap;

use super::{AccountId, Balance, Entry, Statement, Status};

/// Why the entries of a statement do not explain its balances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Arithmetic {
    /// One of the two balances is absent: nothing can be concluded.
    #[error(
        "Le relevé ne donne pas à la fois son solde d'ouverture et son solde de clôture : ses écritures ne peuvent pas être vérifiées."
    )]
    NotStated,
    /// Opening and booked entries do not make the closing balance. Hundredths.
    #[error(
        "Le solde d'ouverture et les écritures comptabilisées ne donnent pas le solde de clôture : demandez un relevé complet à la banque."
    )]
    Different {
        /// Opening balance.
        opening: i64,
        /// Sum of the booked entries.
        booked: i64,
        /// Closing balance.
        closing: i64,
        /// `closing - (opening + booked)`: what is missing.
        difference: i64,
    },
    /// A balance or a booked entry is in another currency than the account: nothing can be concluded.
    #[error(
        "Le relevé mêle plusieurs devises : ses écritures ne peuvent pas être vérifiées. Demandez à la banque un relevé par devise."
    )]
    Currencies,
    /// The sums do not fit 64 bits.
    #[error("Les montants du relevé sont trop grands pour être additionnés : le fichier est probablement abîmé.")]
    Overflow,
}

impl Arithmetic {
    /// Stable code in snake case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStated => "statement_balance_missing",
            Self::Different { .. } => "statement_balance_differs",
            Self::Currencies => "statement_currencies_mixed",
            Self::Overflow => "statement_overflow",
        }
    }
}

/// The booked entries of a statement, added one by one: what a stream leaves to compare with the balances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Booked {
    cents: i64,
    foreign: bool,
    overflow: bool,
}

impl Booked {
    /// Adds an entry; one that is not booked counts for nothing.
    pub fn add(&mut self, entry: &Entry) {
        if entry.status != Status::Booked {
            return;
        }
        self.foreign |= entry.foreign_currency.is_some();
        match self.cents.checked_add(entry.cents) {
            Some(cents) => self.cents = cents,
            None => self.overflow = true,
        }
    }

    /// Checks that opening balance and booked entries make the closing balance.
    ///
    /// # Errors
    /// [`Arithmetic`] says what does not hold, or that a balance is missing.
    pub fn between(&self, opening: Option<&Balance>, closing: Option<&Balance>) -> Result<(), Arithmetic> {
        let (Some(opening), Some(closing)) = (opening, closing) else { return Err(Arithmetic::NotStated) };
        if self.foreign || opening.foreign_currency.is_some() || closing.foreign_currency.is_some() {
            return Err(Arithmetic::Currencies);
        }
        if self.overflow {
            return Err(Arithmetic::Overflow);
        }
        let (opening, closing, booked) = (opening.cents, closing.cents, self.cents);
        let reached = opening.checked_add(booked).ok_or(Arithmetic::Overflow)?;
        match closing.checked_sub(reached).ok_or(Arithmetic::Overflow)? {
            0 => Ok(()),
            difference => Err(Arithmetic::Different { opening, booked, closing, difference }),
        }
    }
}

impl Statement {
    /// Checks that opening balance and booked entries make the closing balance.
    ///
    /// # Errors
    /// [`Arithmetic`] says what does not hold, or that a balance is missing.
    pub fn arithmetic(&self) -> Result<(), Arithmetic> {
        let mut booked = Booked::default();
        self.entries.iter().for_each(|entry| booked.add(entry));
        booked.between(self.opening.as_ref(), self.closing.as_ref())
    }
}

/// Two statements of one account, one after the other, between which something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The earlier statement, by its place in the list.
    pub before: usize,
    /// The later one.
    pub after: usize,
    /// Closing balance of the earlier one, in hundredths.
    pub closing: i64,
    /// Opening balance of the later one, in hundredths.
    pub opening: i64,
}

/// Where the closing balance of a statement is not the opening balance of the next one of the same account, in the order of the
/// list. Statements without the balance that is needed say nothing; dates may leave out closed days and are not compared.
#[must_use]
pub fn breaks(statements: &[Statement]) -> Vec<Break> {
    let mut last: HashMap<&AccountId, (usize, Option<i64>)> = HashMap::new();
    let mut found = Vec::new();
    for (after, statement) in statements.iter().enumerate() {
        let opening = statement.opening.as_ref().map(|balance| balance.cents);
        let closing = statement.closing.as_ref().map(|balance| balance.cents);
        if let (Some((before, Some(closing))), Some(opening)) = (last.get(&statement.account).copied(), opening)
            && closing != opening
        {
            found.push(Break { before, after, closing, opening });
        }
        last.insert(&statement.account, (after, closing));
    }
    found
}
