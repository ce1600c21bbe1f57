//! The plain page: four figures, what to know, what comes next (`RULE 95`).

use super::measure::{Sheet, Sizes, Weight};
use super::model::{PaymentState, Pot, Purpose, RefusedIncome, RentPosition, RentTerm, Statement};
use super::rules::{Figures, Inconsistent, came_back_late, counts_as_paid, rent_left, rent_payable, total};
use super::wording::detail::{DIRECTIONS, Kind, UNKNOWN_AMOUNT};
use super::wording::{Plain, WORDS, near_day};
use crate::money::Cents;
use serde::Serialize;

/// Sentences on the page; more of them wait in the detail.
const MOST_SENTENCES: usize = 5;
/// Dates on the page, likewise.
pub(super) const MOST_DATES: usize = 4;

/// What the plain page says.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// What was there before.
    pub opening: String,
    /// The four figures.
    pub figures: [Figure; 4],
    /// What to know.
    pub sentences: Vec<String>,
    /// Date, what, amount.
    pub ahead: Vec<Vec<String>>,
    /// The sizes of their table.
    pub ahead_sizes: Sizes,
    /// Said when no date is known.
    pub ahead_empty: String,
    /// Name and telephone of the worker.
    pub contact: [String; 2],
}

/// One of the four figures.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// Its label.
    pub label: String,
    /// Its amount.
    pub amount: String,
    /// What goes with it; may be empty.
    pub note: String,
    /// Length of its bar, in thousandths of the longest.
    pub bar: u16,
}

impl Page {
    /// Says the month in plain words.
    ///
    /// # Errors
    /// [`Inconsistent::TooLarge`].
    pub fn of(statement: &Statement, figures: &Figures) -> Result<Self, Inconsistent> {
        let ahead = ahead(statement);
        let kinds = [Kind::Short, Kind::Text, Kind::Amount];
        let sizes = Sheet::plain(statement.print).sizes(&kinds, &WORDS.ahead_columns, Weight::Regular, &ahead, &[]);
        Ok(Self {
            opening: Plain::Opening(figures.opening).to_string(),
            figures: four(statement, figures)?,
            sentences: sentences(statement)?,
            ahead,
            ahead_sizes: sizes,
            ahead_empty: Plain::NothingAhead.to_string(),
            contact: [statement.manager.name.clone(), statement.manager.phone.clone()],
        })
    }
}

fn four(statement: &Statement, figures: &Figures) -> Result<[Figure; 4], Inconsistent> {
    let amounts = [figures.received, figures.rent, figures.other_payments, figures.closing];
    let longest = amounts.into_iter().max().unwrap_or_default();
    let labels = [Plain::Received, Plain::RentPaid, Plain::OtherPayments, Plain::Remains];
    let notes = [
        Plain::Transfers(statement.receipts.len()).to_string(),
        payments_note(statement, |purpose| purpose == Purpose::Rent)?,
        payments_note(statement, |purpose| purpose != Purpose::Rent)?,
        rest_note(statement)?,
    ];
    let mut notes = notes.into_iter();
    let mut places = labels.into_iter().zip(amounts);
    Ok(std::array::from_fn(|_| {
        let (label, amount) = places.next().unwrap_or((Plain::Remains, Cents::ZERO));
        Figure {
            label: label.to_string(),
            amount: amount.to_string(),
            note: notes.next().unwrap_or_default(),
            bar: thousandths(amount, longest),
        }
    }))
}

/// How many payments, or how much of them the bank still has to debit.
fn payments_note(statement: &Statement, wanted: fn(Purpose) -> bool) -> Result<String, Inconsistent> {
    let paid: Vec<_> =
        statement.payments.iter().filter(|payment| counts_as_paid(payment, statement.month) && wanted(payment.purpose)).collect();
    let waiting = total(paid.iter().filter(|payment| payment.state == PaymentState::InTransit).map(|payment| payment.amount))?;
    let note = if waiting.is_positive() { Plain::StillAtBank(waiting) } else { Plain::Payments(paid.len()) };
    Ok(note.to_string())
}

fn rest_note(statement: &Statement) -> Result<String, Inconsistent> {
    let kept = |wanted: fn(Pot) -> bool| total(statement.pots.iter().filter(|row| wanted(row.pot)).map(|row| row.closing));
    let rent = kept(|pot| matches!(pot, Pot::Loyer | Pot::Logement))?;
    let aside = kept(|pot| pot != Pot::Libre)?;
    Ok(match (rent.is_positive(), aside > rent) {
        (_, true) => Plain::KeptAside(aside).to_string(),
        (true, false) => Plain::KeptForRent(rent).to_string(),
        (false, false) => String::new(),
    })
}

/// `part` in thousandths of `whole`, rounded down; 0 when either is not positive.
fn thousandths(part: Cents, whole: Cents) -> u16 {
    if !part.is_positive() || !whole.is_positive() {
        return 0;
    }
    u16::try_from(i128::from(part.0) * 1000 / i128::from(whole.0)).unwrap_or(1000)
}

/// What to know, most important first.
fn sentences(statement: &Statement) -> Result<Vec<String>, Inconsistent> {
    let mut said = rent_sentences(statement)?;
    let month = statement.month;
    let refused = total(statement.refused.iter().filter(|r| news(statement, r)).map(|refused| refused.amount))?;
    if refused.is_positive() {
        said.extend([Plain::Refused(refused), Plain::RefusedWhy]);
    }
    let waiting = total(statement.waiting.iter().map(|waiting| waiting.amount))?;
    if waiting.is_positive() {
        said.push(Plain::Waiting(waiting));
    }
    let came_back = |payment: &&super::model::Payment| {
        came_back_late(payment, month) || matches!(payment.state, PaymentState::Rejected { .. } | PaymentState::Returned { .. })
    };
    let came_back = total(statement.payments.iter().filter(came_back).map(|payment| payment.amount))?;
    if came_back.is_positive() {
        said.push(Plain::CameBack(came_back));
    }
    let derogations = total(statement.derogations.iter().map(|derogation| derogation.amount))?;
    if derogations.is_positive() {
        said.push(Plain::Derogation(derogations));
    }
    said.extend(statement.others.iter().map(|other| Plain::Adjusted(other.kind, other.amount)));
    let living = statement.payments.iter().filter(|p| counts_as_paid(p, month) && p.purpose == Purpose::LivingMoney);
    let living = total(living.map(|payment| payment.amount))?;
    if living.is_positive() {
        said.push(Plain::LivingMoney(living));
    }
    said.push(Plain::NoFees);
    if said.len() > MOST_SENTENCES {
        said.truncate(MOST_SENTENCES - 1);
        said.push(Plain::SeeDetail);
    }
    Ok(said.iter().map(Plain::to_string).collect())
}

/// A refusal of this month: older ones that still wait are in the detail only.
fn news(statement: &Statement, refused: &RefusedIncome) -> bool {
    statement.month.holds(refused.booked_on)
}

fn rent_sentences(statement: &Statement) -> Result<Vec<Plain>, Inconsistent> {
    let Some(rent) = &statement.rent else { return Ok(vec![Plain::NoRent]) };
    let mut said = Vec::new();
    if let Some(term) = rent.terms.iter().find(|term| term.month == statement.month) {
        said.push(term_sentence(statement, term)?);
    }
    if rent.arrears.is_positive() {
        said.push(Plain::Arrears(rent.arrears));
    }
    let aid = direct_aid(statement, rent)?;
    if aid.is_positive() {
        said.push(Plain::DirectAid(aid));
    }
    Ok(said)
}

fn term_sentence(statement: &Statement, term: &RentTerm) -> Result<Plain, Inconsistent> {
    let left = rent_left(term)?;
    let moving = statement.payments.iter().any(|p| p.purpose == Purpose::Rent && p.state == PaymentState::InTransit);
    Ok(if left.is_positive() {
        Plain::RentMissing(term.month, left)
    } else if !rent_payable(term)?.is_positive() {
        Plain::RentCovered(term.month)
    } else if moving {
        Plain::RentOnItsWay(term.month)
    } else {
        Plain::RentIsPaid(term.month)
    })
}

fn direct_aid(statement: &Statement, rent: &RentPosition) -> Result<Cents, Inconsistent> {
    total(rent.terms.iter().filter(|term| term.month == statement.month).map(|term| term.direct_aid))
}

/// The nearest dates, receipts before payments on one day.
fn ahead(statement: &Statement) -> Vec<Vec<String>> {
    let [receive, pay] = DIRECTIONS;
    let receipts = statement.next_receipts.iter().map(|expected| (expected, receive));
    let payments = statement.next_payments.iter().map(|expected| (expected, pay));
    let mut dates: Vec<_> = receipts.chain(payments).collect();
    dates.sort_by_key(|(expected, _)| expected.on);
    let row = |(expected, direction): (&super::model::Expected, &str)| {
        let amount = expected.amount.map_or_else(|| UNKNOWN_AMOUNT.to_owned(), |amount| amount.to_string());
        vec![near_day(expected.on), format!("{direction} : {}", expected.what), amount]
    };
    dates.into_iter().take(MOST_DATES).map(row).collect()
}
