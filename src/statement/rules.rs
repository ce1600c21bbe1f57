//! The sums of a month: the four figures of the plain page (`RULE 95`) and the proof that the month adds up.
//!
//! Pure functions. A month that fails [`check`] is refused and never printed.

use super::model::{OtherKind, Payment, PaymentState, Pot, Purpose, Statement};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Why a month is not printed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    /// A sum leaves the range of 64-bit cents.
    #[error("Les montants du relevé sont trop grands pour être additionnés. Vérifiez les montants saisis.")]
    TooLarge,
    /// An amount that cannot be negative is.
    #[error("Le montant « {what} » est négatif ({amount}). Corrigez l'écriture avant d'éditer le relevé.")]
    Negative {
        /// Which amount, in words.
        what: String,
        /// The amount.
        amount: Cents,
    },
    /// Two figures that must be equal differ.
    #[error("{what} : {stated} au lieu de {found}. Le relevé n'est pas édité ; faites vérifier le compte.")]
    Differs {
        /// What is compared, in words.
        what: String,
        /// The figure that the month states.
        stated: Cents,
        /// The figure that its lines give.
        found: Cents,
    },
    /// A date lies outside the month, or before the event that it follows.
    #[error("« {what} » porte la date du {}, impossible dans ce relevé. Vérifiez la date de l'opération.", day_in_french(*.on))]
    WrongDate {
        /// The operation, in words.
        what: String,
        /// Its date.
        on: NaiveDate,
    },
    /// A pot is listed twice, or moves money to itself.
    #[error("Le compte « {} » est compté deux fois. Faites vérifier le relevé.", super::wording::pot(*.0))]
    PotTwice(Pot),
    /// The seal is not 64 hexadecimal characters.
    #[error("Le sceau de l'écriture n° {0} est illisible. Lancez la vérification du registre.")]
    BadSeal(u64),
}

impl Inconsistent {
    /// Stable code of the refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "statement_amount_too_large",
            Self::Negative { .. } => "statement_negative_amount",
            Self::Differs { .. } => "statement_does_not_add_up",
            Self::WrongDate { .. } => "statement_wrong_date",
            Self::PotTwice(_) => "statement_pot_twice",
            Self::BadSeal(_) => "statement_bad_seal",
        }
    }
}

/// The month in a few figures: opening + received − rent − others + came back + adjusted = closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Money at the start.
    pub opening: Cents,
    /// Accepted benefits, net.
    pub received: Cents,
    /// Rent paid this month, less what came back of it this month.
    pub rent: Cents,
    /// Other payments, counted alike.
    pub other_payments: Cents,
    /// Payments of earlier months that came back this month.
    pub came_back: Cents,
    /// Corrections, opening balances and interest; signed.
    pub adjusted: Cents,
    /// Money that remains.
    pub closing: Cents,
}

/// The day a payment came back to its pots, if it did.
#[must_use]
pub const fn back_on(payment: &Payment) -> Option<NaiveDate> {
    match payment.state {
        PaymentState::Rejected { on, .. } | PaymentState::Returned { on, .. } => Some(on),
        PaymentState::Paid { .. } | PaymentState::InTransit => None,
    }
}

/// True when the payment left its pots this month and stayed out.
#[must_use]
pub fn counts_as_paid(payment: &Payment, month: Month) -> bool {
    month.holds(payment.booked_on) && back_on(payment).is_none()
}

/// True when the payment left its pots in an earlier month and came back in this one.
#[must_use]
pub fn came_back_late(payment: &Payment, month: Month) -> bool {
    !month.holds(payment.booked_on) && back_on(payment).is_some_and(|day| month.holds(day))
}

/// The figures of the plain page, proved against the closing total.
///
/// # Errors
/// [`Inconsistent::Differs`] when they do not give the closing total, [`Inconsistent::TooLarge`].
pub fn figures(statement: &Statement) -> Result<Figures, Inconsistent> {
    let month = statement.month;
    let paid = |wanted: fn(Purpose) -> bool| {
        total(statement.payments.iter().filter(|p| counts_as_paid(p, month) && wanted(p.purpose)).map(|p| p.amount))
    };
    let figures = Figures {
        opening: statement.opening,
        received: total(statement.receipts.iter().flat_map(|receipt| &receipt.lines).map(|line| line.net))?,
        rent: paid(|purpose| purpose == Purpose::Rent)?,
        other_payments: paid(|purpose| purpose != Purpose::Rent)?,
        came_back: total(statement.payments.iter().filter(|p| came_back_late(p, month)).map(|p| p.amount))?,
        adjusted: total(statement.others.iter().map(|other| other.amount))?,
        closing: statement.closing,
    };
    let added = total([figures.opening, figures.received, figures.came_back, figures.adjusted])?;
    let remains = added.minus(figures.rent).and_then(|left| left.minus(figures.other_payments)).ok_or(Inconsistent::TooLarge)?;
    same("Argent qui reste", figures.closing, remains)?;
    Ok(figures)
}

/// Holds a month to its own sums, dates and signs.
///
/// # Errors
/// The first [`Inconsistent`] found.
pub fn check(statement: &Statement) -> Result<Figures, Inconsistent> {
    check_seal(statement)?;
    check_receipts(statement)?;
    check_payments(statement)?;
    check_moves(statement)?;
    check_pots(statement)?;
    check_rent(statement)?;
    if let Some(bank) = statement.bank {
        never_negative("paiements en cours", bank.in_transit)?;
        never_negative("argent en attente", bank.held)?;
        same("Solde de la banque", bank.balance, total([statement.closing, bank.in_transit, bank.held])?)?;
    }
    figures(statement)
}

fn check_seal(statement: &Statement) -> Result<(), Inconsistent> {
    let seal = &statement.head.seal;
    let readable = seal.len() == 64 && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
    if readable { Ok(()) } else { Err(Inconsistent::BadSeal(statement.head.number)) }
}

fn check_receipts(statement: &Statement) -> Result<(), Inconsistent> {
    for receipt in &statement.receipts {
        in_month(statement.month, &receipt.payer, receipt.booked_on)?;
        never_negative(&receipt.payer, receipt.outside)?;
        for line in &receipt.lines {
            never_negative(&line.benefit.name, line.net)?;
            never_negative(&line.benefit.name, line.recovery)?;
            same(&line.benefit.name, line.net, line.gross.minus(line.recovery).ok_or(Inconsistent::TooLarge)?)?;
        }
        let parts = total(receipt.lines.iter().map(|line| line.net).chain([receipt.outside]))?;
        same(&receipt.payer, receipt.credit, parts)?;
    }
    for refused in &statement.refused {
        never_negative(&refused.kind, refused.amount)?;
        not_after(statement.month, &refused.kind, refused.booked_on)?;
        if let Some(day) = refused.given_back_on {
            follows(&refused.kind, refused.booked_on, day)?;
            not_after(statement.month, &refused.kind, day)?;
        }
    }
    for waiting in &statement.waiting {
        never_negative(&waiting.payer, waiting.amount)?;
        not_after(statement.month, &waiting.payer, waiting.booked_on)?;
    }
    never_negative("frais de banque", statement.bank_fees_borne)
}

fn check_payments(statement: &Statement) -> Result<(), Inconsistent> {
    for payment in &statement.payments {
        never_negative(&payment.payee, payment.amount)?;
        for share in &payment.from {
            never_negative(&payment.payee, share.amount)?;
        }
        same(&payment.payee, payment.amount, total(payment.from.iter().map(|share| share.amount))?)?;
        not_after(statement.month, &payment.payee, payment.booked_on)?;
        let settled = match payment.state {
            PaymentState::Paid { on } | PaymentState::Rejected { on, .. } | PaymentState::Returned { on, .. } => Some(on),
            PaymentState::InTransit => None,
        };
        if let Some(day) = settled {
            follows(&payment.payee, payment.booked_on, day)?;
            // A debit of an earlier month may be known only now; what came back is news of the month.
            match payment.state {
                PaymentState::Paid { .. } => not_after(statement.month, &payment.payee, day)?,
                _ => in_month(statement.month, &payment.payee, day)?,
            }
        }
    }
    Ok(())
}

fn check_moves(statement: &Statement) -> Result<(), Inconsistent> {
    for moved in &statement.moves {
        not_after(statement.month, &moved.reason, moved.booked_on)?;
        never_negative(&moved.reason, moved.amount)?;
        if moved.from == moved.to {
            return Err(Inconsistent::PotTwice(moved.from));
        }
    }
    for other in &statement.others {
        if other.kind == OtherKind::Correction {
            // An entry of an earlier month, recorded after its statement, keeps its own day (`RULE 42`).
            not_after(statement.month, &other.reason, other.booked_on)?;
        } else {
            in_month(statement.month, &other.reason, other.booked_on)?;
            let leaves = matches!(other.kind, OtherKind::TakenAgain | OtherKind::TakenBack);
            let added = if leaves { other.amount.opposite() } else { Some(other.amount) };
            never_negative(&other.reason, added.ok_or(Inconsistent::TooLarge)?)?;
        }
    }
    for derogation in &statement.derogations {
        in_month(statement.month, &derogation.reason, derogation.decided_on)?;
        never_negative(&derogation.reason, derogation.amount)?;
    }
    Ok(())
}

fn check_pots(statement: &Statement) -> Result<(), Inconsistent> {
    let mut seen = BTreeSet::new();
    let mut sums = pot_sums(statement)?;
    for row in &statement.pots {
        let name = super::wording::pot(row.pot);
        if !seen.insert(row.pot) {
            return Err(Inconsistent::PotTwice(row.pot));
        }
        for amount in [row.opening, row.incoming, row.outgoing, row.closing] {
            never_negative(name, amount)?;
        }
        let after = row.opening.plus(row.incoming).and_then(|sum| sum.minus(row.outgoing)).ok_or(Inconsistent::TooLarge)?;
        same(name, row.closing, after)?;
        let (incoming, outgoing) = sums.remove(&row.pot).unwrap_or_default();
        same(&format!("{name}, entrées"), row.incoming, incoming)?;
        same(&format!("{name}, sorties"), row.outgoing, outgoing)?;
    }
    for (pot, (incoming, outgoing)) in sums {
        same(super::wording::pot(pot), Cents::ZERO, incoming)?;
        same(super::wording::pot(pot), Cents::ZERO, outgoing)?;
    }
    same("Total au début du mois", statement.opening, total(statement.pots.iter().map(|row| row.opening))?)?;
    same("Total à la fin du mois", statement.closing, total(statement.pots.iter().map(|row| row.closing))?)
}

/// Credits and debits of each pot, from the lines of the month.
fn pot_sums(statement: &Statement) -> Result<BTreeMap<Pot, (Cents, Cents)>, Inconsistent> {
    let month = statement.month;
    let mut sums: BTreeMap<Pot, (Cents, Cents)> = BTreeMap::new();
    let mut credit = |pot: Pot, amount: Cents| -> Result<(), Inconsistent> {
        let (incoming, outgoing) = sums.entry(pot).or_default();
        let side = if amount.is_negative() { outgoing } else { incoming };
        let size = if amount.is_negative() { amount.opposite() } else { Some(amount) };
        *side = size.and_then(|size| side.plus(size)).ok_or(Inconsistent::TooLarge)?;
        Ok(())
    };
    for line in statement.receipts.iter().flat_map(|receipt| &receipt.lines) {
        credit(line.pot, line.net)?;
    }
    for payment in &statement.payments {
        for share in &payment.from {
            if month.holds(payment.booked_on) {
                credit(share.pot, share.amount.opposite().ok_or(Inconsistent::TooLarge)?)?;
            }
            if back_on(payment).is_some_and(|day| month.holds(day)) {
                credit(share.pot, share.amount)?;
            }
        }
    }
    for moved in &statement.moves {
        credit(moved.from, moved.amount.opposite().ok_or(Inconsistent::TooLarge)?)?;
        credit(moved.to, moved.amount)?;
    }
    for other in &statement.others {
        credit(other.pot, other.amount)?;
    }
    Ok(sums)
}

fn check_rent(statement: &Statement) -> Result<(), Inconsistent> {
    let Some(rent) = &statement.rent else { return Ok(()) };
    never_negative("loyers en retard", rent.arrears)?;
    let mut late = Cents::ZERO;
    for term in &rent.terms {
        for amount in [term.rent, term.charges, term.direct_aid, term.rebate, term.paid] {
            never_negative("loyer", amount)?;
        }
        let left = rent_left(term)?;
        never_negative("reste du loyer", left)?;
        if term.month < statement.month {
            late = late.plus(left).ok_or(Inconsistent::TooLarge)?;
        }
    }
    if late > rent.arrears {
        return Err(Inconsistent::Differs { what: "Loyers en retard".to_owned(), stated: rent.arrears, found: late });
    }
    Ok(())
}

/// What is payable of a term: rent + charges − aid paid to the landlord − rebate, never below zero (`RULE 31`).
///
/// # Errors
/// [`Inconsistent::TooLarge`].
pub fn rent_payable(term: &super::model::RentTerm) -> Result<Cents, Inconsistent> {
    let payable = term.rent.plus(term.charges).and_then(|sum| sum.minus(term.direct_aid)).and_then(|sum| sum.minus(term.rebate));
    payable.map(Cents::at_least_zero).ok_or(Inconsistent::TooLarge)
}

/// What remains to pay of a term; negative when more than due was paid.
///
/// # Errors
/// [`Inconsistent::TooLarge`].
pub fn rent_left(term: &super::model::RentTerm) -> Result<Cents, Inconsistent> {
    rent_payable(term)?.minus(term.paid).ok_or(Inconsistent::TooLarge)
}

/// Sum of many amounts.
///
/// # Errors
/// [`Inconsistent::TooLarge`].
pub(super) fn total(amounts: impl IntoIterator<Item = Cents>) -> Result<Cents, Inconsistent> {
    Cents::total(amounts).ok_or(Inconsistent::TooLarge)
}

fn same(what: &str, stated: Cents, found: Cents) -> Result<(), Inconsistent> {
    if stated == found { Ok(()) } else { Err(Inconsistent::Differs { what: what.to_owned(), stated, found }) }
}

fn never_negative(what: &str, amount: Cents) -> Result<(), Inconsistent> {
    if amount.is_negative() { Err(Inconsistent::Negative { what: what.to_owned(), amount }) } else { Ok(()) }
}

fn in_month(month: Month, what: &str, on: NaiveDate) -> Result<(), Inconsistent> {
    if month.holds(on) { Ok(()) } else { Err(Inconsistent::WrongDate { what: what.to_owned(), on }) }
}

fn not_after(month: Month, what: &str, on: NaiveDate) -> Result<(), Inconsistent> {
    if on <= month.last_day() { Ok(()) } else { Err(Inconsistent::WrongDate { what: what.to_owned(), on }) }
}

fn follows(what: &str, first: NaiveDate, on: NaiveDate) -> Result<(), Inconsistent> {
    if first <= on { Ok(()) } else { Err(Inconsistent::WrongDate { what: what.to_owned(), on }) }
}
