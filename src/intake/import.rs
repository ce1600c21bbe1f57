//! Import of one bank file: all of it or nothing of it; the same file again, or an overlapping one, changes nothing twice.

use super::day::Day;
use super::pages::join_pages;
use super::take::{Source, take};
use crate::access::{Act, Right, audit};
use crate::ids::new_id;
use crate::money::Cents;
use crate::plural::count;
use crate::refusal::{BANK_FILE_IS_ORDER, BANK_FILE_IS_REPORT, BANK_FILE_UNREADABLE, Failure, Refusal};
use crate::store::{Tx, failure, on};
use quitus_sepa::file::{self, Content};
use quitus_sepa::statement::{Balance, Kind, Statement};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The file's name.
    pub file: String,
    /// True when these very bytes were imported before: nothing was done.
    pub already: bool,
    /// Statements of the file.
    pub statements: usize,
    /// Lines that were new.
    pub new_lines: usize,
    /// Lines that were known already.
    pub known_lines: usize,
    /// Credits received.
    pub credits: Cents,
    /// Debits, as a positive amount.
    pub debits: Cents,
    /// Receipts whose parts entered their pots without a person.
    pub receipts_posted: usize,
    /// Receipts that wait for a person.
    pub receipts_waiting: usize,
    /// Orders that the bank debited.
    pub orders_settled: usize,
    /// Orders that came back.
    pub orders_returned: usize,
    /// Agreed direct debits that paid their budget line.
    pub direct_debits: usize,
    /// Debits that nobody explains: alarms.
    pub debits_unexplained: usize,
    /// Lines that undid an earlier one: refunds, credits taken back, orders executed although noted rejected.
    pub undone: usize,
    /// Bank fees that the organisation owes.
    pub fees: Cents,
    /// What a camt.052 or camt.054 says: it informs, and only the statement books.
    pub informs: Option<String>,
    /// Accounts that a bank refused, and deaths that it tells: what a person must look at.
    pub alerts: Vec<String>,
    /// Remarks of the reader.
    pub remarks: Vec<String>,
}

/// Imports one file.
///
/// # Errors
/// Those of [`import_files`].
pub async fn import_file(tx: &mut Tx, act: &Act, name: &str, bytes: &[u8]) -> Result<Imported, Failure> {
    import_files(tx, act, &[(name, bytes)]).await
}

/// Imports files that belong together (see [`super::pages::together`]): all of them or nothing of them.
///
/// # Errors
/// Exit class "input": unreadable file, unknown account, other currency, missing balances, missing page, broken sum, gap; nothing is
/// written.
pub async fn import_files(tx: &mut Tx, act: &Act, files: &[(&str, &[u8])]) -> Result<Imported, Failure> {
    act.with(Right::Money)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let name = names.join(", ");
    let mut imported = Imported { file: name.clone(), ..Imported::default() };
    let unknown = unknown_files(tx, files).await?;
    if unknown.is_empty() {
        return Ok(Imported { already: true, ..imported });
    }
    let mut statements = Vec::new();
    for (name, bytes) in files {
        let (own, remarks) = read(name, bytes)?;
        statements.extend(own);
        imported.remarks.extend(remarks);
    }
    if statements.iter().all(|statement| statement.kind != Kind::Statement) {
        imported.informs = Some(informs(&statements));
        return Ok(imported);
    }
    // Beside statements too, a report or a notification only informs.
    let (statements, others): (Vec<_>, Vec<_>) = statements.into_iter().partition(|statement| statement.kind == Kind::Statement);
    if !others.is_empty() {
        imported.remarks.push(informs(&others));
    }
    let file = record_files(tx, act, &unknown).await?;
    let statements = oldest_first(join_pages(statements).map_err(|refusal| refusal.at(&name))?);
    let days = take(tx, &Source { file: &file, name: &name }, &statements, &mut imported).await?;
    let mut day = Day::open(tx, &days).await?;
    for (entered_on, lines) in days {
        day.book(tx, act, entered_on, lines, &mut imported).await?;
    }
    let new = count(imported.new_lines, "ligne nouvelle", "lignes nouvelles");
    let hashes: Vec<&str> = unknown.iter().map(|(_, sha256)| sha256.as_str()).collect();
    audit(tx, act, "bank_import", &name, &format!("{new}, {}", hashes.join(", "))).await?;
    Ok(imported)
}

/// The files whose very bytes were never imported, with their SHA-256.
async fn unknown_files<'a>(tx: &mut Tx, files: &[(&'a str, &[u8])]) -> Result<Vec<(&'a str, String)>, Failure> {
    let mut unknown: Vec<(&str, String)> = Vec::new();
    for (name, bytes) in files {
        let sha256 = hex::encode(Sha256::digest(bytes));
        let before: Option<(String,)> = on!(tx, c => sqlx::query_as("SELECT id FROM bank_file WHERE sha256 = $1")
            .bind(&sha256).fetch_optional(c).await.map_err(failure))?;
        if before.is_none() && !unknown.iter().any(|(_, other)| *other == sha256) {
            unknown.push((*name, sha256));
        }
    }
    Ok(unknown)
}

/// Keeps the traces of these files; gives the identifier of the first, which stands for the statements that they make together.
async fn record_files(tx: &mut Tx, act: &Act, files: &[(&str, String)]) -> Result<String, Failure> {
    let mut first = None;
    for (name, sha256) in files {
        let file = new_id();
        on!(tx, c => sqlx::query("INSERT INTO bank_file (id, sha256, name, imported_at, imported_by) VALUES ($1, $2, $3, $4, $5)")
            .bind(&file).bind(sha256).bind(*name).bind(act.at).bind(&act.user.id).execute(c).await.map(|_| ()).map_err(failure))?;
        first.get_or_insert(file);
    }
    first.ok_or_else(|| Failure::Broken("un import n'a pas de fichier.".into()))
}

/// The statements of a file whatever its format, told by its content, and the reader's remarks.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Vec<Statement>, Vec<String>), Refusal> {
    let reading = file::read(bytes).map_err(|d| {
        BANK_FILE_UNREADABLE.because(format!("{} {} ({})", d.what, d.expected, d.code)).at(format!("{name}, {}", d.place))
    })?;
    let remarks = reading.diagnostics.iter().map(ToString::to_string).collect();
    match reading.value.content {
        Content::Statements(statements) => Ok((statements, remarks)),
        Content::StatusReport(_) => Err(BANK_FILE_IS_REPORT.because("").at(name)),
        Content::Orders(_) => Err(BANK_FILE_IS_ORDER.because("").at(name)),
    }
}

/// What reports of the day and notifications say, and that the statement will book it.
fn informs(statements: &[Statement]) -> String {
    let report = statements.iter().any(|statement| statement.kind == Kind::Report);
    let what = if report { "Situation du jour (camt.052)" } else { "Avis d'opérations (camt.054)" };
    let entries = statements.iter().map(|statement| statement.entries.len()).sum::<usize>();
    let mut sums = [Cents::ZERO, Cents::ZERO];
    for entry in statements.iter().flat_map(|statement| &statement.entries).filter(|entry| entry.foreign_currency.is_none()) {
        let [credits, debits] = &mut sums;
        let sum = if entry.cents < 0 { debits } else { credits };
        *sum = Cents(sum.0.saturating_add(entry.cents.saturating_abs()));
    }
    let [credits, debits] = sums;
    format!(
        "{what} : {}, crédits {credits}, débits {debits}. Rien n'est enregistré : le relevé (camt.053 ou CFONB 120) le fera.",
        count(entries, "mouvement annoncé", "mouvements annoncés")
    )
}

/// Statements of a file follow each other by day whatever their order in it; where days are equal the bank's numbering decides.
fn oldest_first(mut statements: Vec<Statement>) -> Vec<Statement> {
    let day = |balance: &Option<Balance>| balance.as_ref().map(|balance| balance.on);
    let number = |statement: &Statement| statement.sequence.as_ref().and_then(|text| text.parse::<u64>().ok());
    statements.sort_by_key(|statement| (day(&statement.opening), day(&statement.closing), number(statement)));
    statements
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use quitus_sepa::statement::AccountId;

    fn balance(on: u32, cents: i64) -> Option<Balance> {
        let on = NaiveDate::from_ymd_opt(2026, 11, on).unwrap();
        Some(Balance { code: String::new(), cents, foreign_currency: None, on })
    }

    fn statement(opened: u32, closed: u32, number: i64) -> Statement {
        Statement {
            kind: Kind::Statement,
            id: String::new(),
            sequence: Some(number.to_string()),
            created: None,
            account: AccountId::default(),
            duplicate: None,
            page: None,
            opening: balance(opened, number),
            closing: balance(closed, number + 1),
            other_balances: Vec::new(),
            entries: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn statements_follow_each_other_whatever_their_order_in_the_file(
            shuffled in Just(vec![(1, 1, 9), (1, 1, 10), (1, 2, 11), (2, 3, 12), (3, 9, 13), (10, 11, 1)]).prop_shuffle(),
        ) {
            let sorted = oldest_first(shuffled.into_iter().map(|(opened, closed, number)| statement(opened, closed, number)).collect());
            let numbers: Vec<&str> = sorted.iter().filter_map(|statement| statement.sequence.as_deref()).collect();
            prop_assert_eq!(numbers, ["9", "10", "11", "12", "13", "1"]);
        }
    }
}
