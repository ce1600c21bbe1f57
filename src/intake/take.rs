//! What is new in the statements of a file, kept as the bank says it; booking it comes after.

use super::day::NewBankLine;
use super::import::Imported;
use super::whose::account_of;
use crate::bank::continuity::{Figures, Known, NewLine, new_lines};
use crate::bank::line::{BankLine, lines};
use crate::bank::store::{OurAccount, known, our_accounts};
use crate::ids::new_id;
use crate::ledger::period::ClosedMonths;
use crate::money::Cents;
use crate::payment::profile::calendars;
use crate::refusal::{Failure, Refusal, STATEMENT_WITHOUT_BALANCES};
use crate::store::{Column, Tx, insert_many};
use chrono::NaiveDate;
use quitus_sepa::statement::Statement;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Lines made into rows at a time: a file of a million lines stays within bounded memory.
const ROWS: usize = 5_000;

const STATEMENT: &[Column] = &[
    Column::Text("id"),
    Column::Text("file"),
    Column::Integer("bank_account"),
    Column::Integer("position"),
    Column::Text("reference"),
    Column::Date("opened_on"),
    Column::Date("closed_on"),
    Column::Integer("opening"),
    Column::Integer("closing"),
];

const LINE: &[Column] = &[
    Column::Text("id"),
    Column::Text("statement"),
    Column::Integer("bank_account"),
    Column::Integer("position"),
    Column::Text("fingerprint"),
    Column::Integer("occurrence"),
    Column::Date("booked_on"),
    Column::Date("value_on"),
    Column::Integer("cents"),
    Column::Text("code"),
    Column::Text("bank_reference"),
    Column::Text("end_to_end_id"),
    Column::Text("payment_id"),
    Column::Text("mandate"),
    Column::Text("counterparty_name"),
    Column::Text("counterparty_iban"),
    Column::Text("remittance"),
    Column::Text("return_reason"),
];

/// Where statements come from.
pub(super) struct Source<'a> {
    /// Key of the file.
    pub(super) file: &'a str,
    /// Its name, for people.
    pub(super) name: &'a str,
}

/// A statement of one of our accounts, before what is known of it is looked at.
struct Told<'a> {
    account: &'a OurAccount,
    figures: Figures,
    lines: Vec<BankLine>,
    place: String,
}

/// What is to be kept of a file.
struct Taken {
    statements: Vec<Value>,
    /// Each new line, with its statement and its place in it.
    lines: Vec<(String, i64, NewBankLine)>,
}

/// Keeps what is new in statements that follow each other; gives the new lines by the day of their entries.
///
/// # Errors
/// `bank_account_unknown`, `statement_currency`, `statement_without_balances`, `statement_not_balanced`, `statement_gap`.
pub(super) async fn take(
    tx: &mut Tx,
    source: &Source<'_>,
    statements: &[Statement],
    imported: &mut Imported,
) -> Result<BTreeMap<NaiveDate, Vec<NewBankLine>>, Failure> {
    let accounts = our_accounts(tx).await?;
    let told = statements.iter().map(|statement| tell(source, statement, &accounts)).collect::<Result<Vec<_>, Refusal>>()?;
    let mut known = known_before(tx, &told).await?;
    let closed = ClosedMonths::read(tx).await?;
    let mut taken = Taken { statements: Vec::new(), lines: Vec::new() };
    for told in told {
        let known = known.entry(told.account.id).or_default();
        taken.add(source, told, known, &closed, imported)?;
    }
    insert_many(tx, "bank_statement", STATEMENT, &taken.statements).await?;
    for lines in taken.lines.chunks(ROWS) {
        let rows: Vec<Value> = lines.iter().map(|(statement, position, line)| row(statement, *position, line)).collect();
        insert_many(tx, "bank_line", LINE, &rows).await?;
    }
    let mut days: BTreeMap<NaiveDate, Vec<NewBankLine>> = BTreeMap::new();
    for (_, _, line) in taken.lines {
        days.entry(line.entered_on).or_default().push(line);
    }
    Ok(days)
}

fn tell<'a>(source: &Source<'_>, statement: &Statement, accounts: &'a HashMap<String, OurAccount>) -> Result<Told<'a>, Refusal> {
    let account = account_of(statement, accounts).map_err(|refusal| refusal.at(source.name))?;
    let place = format!("{}, compte {}, relevé {}", source.name, account.reference, statement.id);
    let lines = lines(statement).map_err(|refusal| refusal.at(&place))?;
    let figures = figures(statement, &lines).map_err(|refusal| refusal.at(&place))?;
    Ok(Told { account, figures, lines, place })
}

/// What is known of the accounts of these statements, from their first day on.
async fn known_before(tx: &mut Tx, told: &[Told<'_>]) -> Result<HashMap<i64, Known>, Failure> {
    let first_days = told.iter().flat_map(|told| told.lines.iter().map(|line| line.booked_on).chain([told.figures.opened_on]));
    let Some(since) = first_days.min() else { return Ok(HashMap::new()) };
    let mut accounts: Vec<i64> = told.iter().map(|told| told.account.id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let calendars = calendars(tx).await?;
    known(tx, &accounts, since, &calendars).await
}

impl Taken {
    /// Adds what is new in one statement.
    fn add(
        &mut self,
        source: &Source<'_>,
        told: Told<'_>,
        known: &mut Known,
        closed: &ClosedMonths,
        imported: &mut Imported,
    ) -> Result<(), Refusal> {
        let Told { account, figures, lines, place } = told;
        let total = lines.len();
        let empty_but_new = total == 0 && known.is_followed_by_empty(&figures);
        let new = new_lines(&figures, lines, known).map_err(|refusal| refusal.at(&place))?;
        imported.statements = imported.statements.saturating_add(1);
        imported.new_lines = imported.new_lines.saturating_add(new.len());
        imported.known_lines = imported.known_lines.saturating_add(total.saturating_sub(new.len()));
        if new.is_empty() && !empty_but_new {
            return Ok(());
        }
        known.keep(&figures, &new).map_err(|refusal| refusal.at(&place))?;
        let id = new_id();
        let Figures { reference, opened_on, closed_on, opening, closing } = &figures;
        let position = known.statements;
        self.statements.push(json!([id, source.file, account.id, position, reference, opened_on, closed_on, opening, closing]));
        for (position, NewLine { line, fingerprint, occurrence }) in (1_i64..).zip(new) {
            let entered_on = closed.booking_day(line.booked_on);
            let line = NewBankLine { id: new_id(), bank_account: account.id, entered_on, line, fingerprint, occurrence };
            self.lines.push((id.clone(), position, line));
        }
        Ok(())
    }
}

fn row(statement: &str, position: i64, new: &NewBankLine) -> Value {
    let line: &BankLine = &new.line;
    json!([
        new.id,
        statement,
        new.bank_account,
        position,
        new.fingerprint,
        new.occurrence,
        line.booked_on,
        line.value_on,
        line.cents,
        line.code,
        line.bank_reference,
        line.end_to_end_id,
        line.payment_id,
        line.mandate,
        line.counterparty_name,
        line.counterparty_iban,
        line.remittance,
        line.return_reason,
    ])
}

fn figures(statement: &Statement, booked: &[BankLine]) -> Result<Figures, Refusal> {
    let (Some(opening), Some(closing)) = (&statement.opening, &statement.closing) else {
        return Err(STATEMENT_WITHOUT_BALANCES.because(""));
    };
    let last = booked.iter().map(|line| line.booked_on).max().unwrap_or(closing.on).max(closing.on);
    Ok(Figures {
        reference: statement.id.clone(),
        opened_on: opening.on.min(last),
        closed_on: last,
        opening: Cents(opening.cents),
        closing: Cents(closing.cents),
    })
}
