//! The detail pages: every line of the month, in tables that sum to the figures of the plain page.

use super::document::Section;
use super::measure::{Sheet, Sizes, Weight};
use super::model::{PaymentState, Statement};
use super::rules::{Inconsistent, counts_as_paid, rent_left, rent_payable, total};
use super::wording::detail::{self as words, Kind, Table};
use super::wording::{self, short_day};
use crate::calendar::day_in_french;
use crate::money::Cents;

/// All the tables, in the order of reading. A table that has nothing to say is left out.
///
/// # Errors
/// [`Inconsistent::TooLarge`].
pub fn sections(statement: &Statement) -> Result<Vec<Section>, Inconsistent> {
    let sheet = Sheet::detail(statement.print);
    let all = [
        pots(statement)?,
        receipts(statement)?,
        refused(statement),
        waiting(statement),
        rent(statement)?,
        payments(statement)?,
        moves(statement),
        others(statement),
        derogations(statement),
        ahead(statement),
        bank(statement),
    ];
    Ok(all
        .into_iter()
        .filter(|section| !section.rows.is_empty() || !section.empty.is_empty())
        .map(|section| measured(section, sheet))
        .collect())
}

fn section(table: &Table, rows: Vec<Vec<String>>) -> Section {
    Section {
        title: table.title,
        columns: table.columns,
        sizes: Sizes::default(),
        rows,
        total: Vec::new(),
        notes: Vec::new(),
        empty: table.empty,
    }
}

/// Gives the table its sizes.
fn measured(mut section: Section, sheet: Sheet) -> Section {
    let kinds: Vec<Kind> = section.columns.iter().map(|column| column.kind).collect();
    let titles: Vec<&str> = section.columns.iter().map(|column| column.title).collect();
    section.sizes = sheet.sizes(&kinds, &titles, Weight::Bold, &section.rows, &section.total);
    section
}

fn pots(statement: &Statement) -> Result<Section, Inconsistent> {
    let row = |name: &str, amounts: [Cents; 5]| {
        std::iter::once(name.to_owned()).chain(amounts.iter().map(Cents::to_string)).collect::<Vec<_>>()
    };
    let mut pots = statement.pots.clone();
    pots.sort_by_key(|pot| pot.pot);
    let mut rows = Vec::with_capacity(pots.len());
    let (mut incoming, mut outgoing) = (Vec::new(), Vec::new());
    for pot in &pots {
        let received = total(statement.moves.iter().filter(|moved| moved.to == pot.pot).map(|moved| moved.amount))?;
        let given = total(statement.moves.iter().filter(|moved| moved.from == pot.pot).map(|moved| moved.amount))?;
        let entered = pot.incoming.minus(received).ok_or(Inconsistent::TooLarge)?;
        let left = pot.outgoing.minus(given).ok_or(Inconsistent::TooLarge)?;
        let moved = received.minus(given).ok_or(Inconsistent::TooLarge)?;
        rows.push(row(wording::pot(pot.pot), [pot.opening, entered, left, moved, pot.closing]));
        incoming.push(entered);
        outgoing.push(left);
    }
    let mut section = section(&words::POTS, rows);
    section.total = row(words::TOTAL, [statement.opening, total(incoming)?, total(outgoing)?, Cents::ZERO, statement.closing]);
    let fees = statement.bank_fees_borne;
    if statement.bank.is_some_and(|bank| bank.balance == statement.closing) {
        section.notes.push(words::same_at_the_bank(&statement.closing.to_string()));
    }
    section.notes.push(words::fees(fees.is_positive().then(|| fees.to_string())));
    Ok(section)
}

fn receipts(statement: &Statement) -> Result<Section, Inconsistent> {
    let lines = || statement.receipts.iter().flat_map(|receipt| receipt.lines.iter().map(move |line| (receipt, line)));
    let rows = lines()
        .map(|(receipt, line)| {
            vec![
                short_day(receipt.booked_on),
                words::benefit_line(line.benefit.number, &wording::benefit(&line.benefit), &receipt.payer),
                line.entitlement.in_french(),
                line.gross.to_string(),
                line.recovery.to_string(),
                line.net.to_string(),
            ]
        })
        .collect();
    let mut section = section(&words::RECEIPTS, rows);
    let sum = |part: fn(&super::model::ReceiptLine) -> Cents| total(lines().map(|(_, line)| part(line)));
    section.total = total_row(2, [sum(|line| line.gross)?, sum(|line| line.recovery)?, sum(|line| line.net)?]);
    section.notes = statement
        .receipts
        .iter()
        .filter(|receipt| receipt.outside.is_positive())
        .map(|receipt| words::outside(&receipt.payer, &receipt.credit.to_string(), &receipt.outside.to_string()))
        .collect();
    Ok(section)
}

/// `Total`, the given number of empty cells, then the amounts.
fn total_row<const N: usize>(blanks: usize, amounts: [Cents; N]) -> Vec<String> {
    let label = std::iter::once(words::TOTAL.to_owned());
    label.chain(std::iter::repeat_n(String::new(), blanks)).chain(amounts.iter().map(Cents::to_string)).collect()
}

fn refused(statement: &Statement) -> Section {
    let rows = statement
        .refused
        .iter()
        .map(|income| {
            vec![
                short_day(income.booked_on),
                format!("{} : {}", income.payer, income.kind),
                format!("{} ({})", income.reason, income.article),
                wording::refused_destination(&income.to, income.given_back_on),
                income.amount.to_string(),
            ]
        })
        .collect();
    section(&words::REFUSED, rows)
}

fn waiting(statement: &Statement) -> Section {
    let rows = statement
        .waiting
        .iter()
        .map(|waiting| {
            vec![short_day(waiting.booked_on), waiting.payer.clone(), wording::WAITING.to_owned(), waiting.amount.to_string()]
        })
        .collect();
    section(&words::WAITING, rows)
}

fn rent(statement: &Statement) -> Result<Section, Inconsistent> {
    let Some(rent) = &statement.rent else { return Ok(section(&words::RENT, Vec::new())) };
    let mut rows = Vec::with_capacity(rent.terms.len());
    for term in &rent.terms {
        let aids = total([term.direct_aid, term.rebate])?;
        let amounts = [term.rent, term.charges, aids, rent_payable(term)?, term.paid, rent_left(term)?];
        let start = [term.month.in_french(), short_day(term.due_on)];
        rows.push(start.into_iter().chain(amounts.iter().map(Cents::to_string)).collect());
    }
    let mut section = section(&words::RENT, rows);
    let day = rent.paid_up_to.map(day_in_french);
    section.notes.push(words::paid_up_to(&rent.landlord, day.as_deref()));
    section.notes.push(words::arrears(rent.arrears.is_positive().then(|| rent.arrears.to_string())));
    Ok(section)
}

fn payments(statement: &Statement) -> Result<Section, Inconsistent> {
    let mut payments: Vec<_> = statement.payments.iter().collect();
    payments.sort_by_key(|payment| payment.booked_on);
    let rows = payments
        .into_iter()
        .map(|payment| {
            let from: Vec<String> = match payment.from.as_slice() {
                [only] => vec![wording::pot(only.pot).to_owned()],
                several => several.iter().map(|share| format!("{} : {}", wording::pot(share.pot), share.amount)).collect(),
            };
            let state = match &payment.state {
                PaymentState::Paid { on } => wording::paid(*on),
                PaymentState::InTransit => wording::IN_TRANSIT.to_owned(),
                PaymentState::Rejected { on, reason } => wording::came_back(words::REJECTED, *on, reason),
                PaymentState::Returned { on, reason } => wording::came_back(words::RETURNED, *on, reason),
            };
            let why = format!("{}\n{} : {}", payment.payee, payment.category, payment.reason);
            vec![short_day(payment.booked_on), why, from.join("\n"), state, payment.amount.to_string()]
        })
        .collect();
    let mut section = section(&words::PAYMENTS, rows);
    let paid = total(statement.payments.iter().filter(|p| counts_as_paid(p, statement.month)).map(|p| p.amount))?;
    section.total = total_row(3, [paid]);
    if let Some(label) = section.total.first_mut() {
        words::TOTAL_PAID.clone_into(label);
    }
    Ok(section)
}

fn moves(statement: &Statement) -> Section {
    let rows = statement
        .moves
        .iter()
        .map(|moved| {
            vec![
                short_day(moved.booked_on),
                wording::pot(moved.from).to_owned(),
                wording::pot(moved.to).to_owned(),
                moved.reason.clone(),
                moved.amount.to_string(),
            ]
        })
        .collect();
    section(&words::MOVES, rows)
}

fn others(statement: &Statement) -> Section {
    let rows = statement
        .others
        .iter()
        .map(|other| {
            vec![
                short_day(other.booked_on),
                wording::other(other.kind, other.about),
                other.reason.clone(),
                wording::pot(other.pot).to_owned(),
                other.amount.to_string(),
            ]
        })
        .collect();
    section(&words::OTHERS, rows)
}

fn derogations(statement: &Statement) -> Section {
    let rows = statement
        .derogations
        .iter()
        .map(|exception| {
            vec![
                short_day(exception.decided_on),
                exception.reason.clone(),
                exception.asked_by.clone(),
                exception.approved_by.clone(),
                exception.amount.to_string(),
            ]
        })
        .collect();
    section(&words::DEROGATIONS, rows)
}

/// All the dates, when the plain page could not hold them.
fn ahead(statement: &Statement) -> Section {
    if statement.next_receipts.len() + statement.next_payments.len() <= super::plain::MOST_DATES {
        return section(&words::AHEAD, Vec::new());
    }
    let [receive, pay] = words::DIRECTIONS;
    let receipts = statement.next_receipts.iter().map(|expected| (expected, receive));
    let mut dates: Vec<_> = receipts.chain(statement.next_payments.iter().map(|expected| (expected, pay))).collect();
    dates.sort_by_key(|(expected, _)| expected.on);
    let rows = dates
        .into_iter()
        .map(|(expected, direction)| {
            let amount = expected.amount.map_or_else(|| words::UNKNOWN_AMOUNT.to_owned(), |amount| amount.to_string());
            vec![short_day(expected.on), format!("{direction} : {}", expected.what), amount]
        })
        .collect();
    section(&words::AHEAD, rows)
}

/// The bank's balance: one sentence when it is the same amount, else the sums between the two.
fn bank(statement: &Statement) -> Section {
    let Some(bank) = statement.bank.filter(|bank| bank.balance != statement.closing) else {
        return section(&words::BANK, Vec::new());
    };
    let [ours, moving, held, balance] = words::BANK_ROWS;
    let row = |label: &str, amount: Cents| vec![label.to_owned(), amount.to_string()];
    let mut section =
        section(&words::BANK, vec![row(ours, statement.closing), row(moving, bank.in_transit), row(held, bank.held)]);
    section.total = row(balance, bank.balance);
    section
}
