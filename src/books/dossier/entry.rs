//! Why an amount is what it is: an entry with both its sides, the decision behind it, and the line of the bank.

use super::Labels;
use super::account::piece;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AssertSqlSafe;

/// An entry, explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The entry itself.
    pub entry: Entry,
    /// Both sides.
    pub lines: Vec<Side>,
    /// The entry that it corrects.
    pub corrects: Option<Other>,
    /// The entry that corrects it.
    pub corrected_by: Option<Other>,
    /// The part of a receipt that it accepts or refuses.
    pub split: Option<Split>,
    /// The payments of the person that it is about.
    pub orders: Vec<OrderDecision>,
    /// The agreed debit that it is.
    pub debit: Option<Debit>,
    /// Any other decision: its words, its evidence, who and when.
    pub other: Option<OtherDecision>,
    /// What the bank wrote.
    pub bank: Vec<BankLine>,
    /// The other entries of the same money, in order of the chain.
    pub same_money: Vec<Other>,
}

/// The header of an entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// Place in the chain.
    pub seq: i64,
    /// Journal.
    pub journal: String,
    /// Year of the number.
    pub year: i64,
    /// Number in its journal.
    pub number: i64,
    /// Code of the movement.
    pub movement: String,
    /// The movement in words.
    pub kind: String,
    /// The words of the entry; none once erased.
    pub words: Option<String>,
    /// Booking day.
    pub occurred_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// What caused it.
    pub source: String,
    /// The entry that it corrects.
    pub corrects: Option<i64>,
    /// Its seal.
    pub seal: Vec<u8>,
}

impl Entry {
    /// Its number as accountants quote it.
    #[must_use]
    pub fn piece(&self) -> String {
        piece(&self.journal, self.year, self.number)
    }
}

/// One side of an entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Side {
    /// The account's number.
    pub code: String,
    /// What the account is.
    pub kind: String,
    /// The pot, for a person's account.
    pub pot: Option<String>,
    /// Debit positive.
    pub cents: Cents,
}

impl Side {
    /// The account in words.
    #[must_use]
    pub fn words(&self, pots: &Labels) -> String {
        match (self.kind.as_str(), &self.pot) {
            (_, Some(pot)) => pots.of(pot),
            ("bank", _) => "Argent à la banque".to_owned(),
            ("in_transit", _) => "Paiements en cours".to_owned(),
            ("unidentified", _) => "Encaissements à identifier".to_owned(),
            ("unexplained", _) => "Débits à expliquer".to_owned(),
            ("to_return", _) => "Argent refusé, à rendre".to_owned(),
            ("fees", _) => "Frais bancaires dus par l’organisation".to_owned(),
            (other, _) => other.to_owned(),
        }
    }
}

/// Another entry.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Other {
    /// Place in the chain.
    pub seq: i64,
    /// Journal.
    pub journal: String,
    /// Year of the number.
    pub year: i64,
    /// Number in its journal.
    pub number: i64,
    /// The movement in words.
    pub kind: String,
    /// Booking day.
    pub occurred_on: NaiveDate,
}

impl Other {
    /// Its number as accountants quote it.
    #[must_use]
    pub fn piece(&self) -> String {
        piece(&self.journal, self.year, self.number)
    }
}

/// The part of a receipt that was decided.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Split {
    /// `benefit` or `refused`.
    pub kind: String,
    /// Name of the benefit, or of the income outside the list.
    pub what: Option<String>,
    /// Month of entitlement.
    pub month: String,
    /// Before recovery.
    pub gross: Cents,
    /// Recovered by the payer.
    pub recovery: Cents,
    /// What arrived.
    pub net: Cents,
    /// Code of the reason of a refusal.
    pub reason: Option<String>,
    /// Its article.
    pub article: Option<String>,
    /// The document behind the decision.
    pub evidence: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Who.
    pub decided_by: String,
    /// The bank line.
    pub receipt: String,
    /// Why it was taken back, if it was.
    pub taken_back: Option<String>,
}

/// A payment and who decided it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OrderDecision {
    /// Identifier.
    pub id: String,
    /// Who is paid.
    pub creditor_name: String,
    /// Account to pay.
    pub creditor_iban: String,
    /// Amount.
    pub cents: Cents,
    /// Words for the payee.
    pub remittance: String,
    /// Where it stands.
    pub state: String,
    /// When it was prepared.
    pub prepared_at: DateTime<Utc>,
    /// By whom.
    pub prepared_by: String,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// By whom.
    pub approved_by: Option<String>,
    /// The bank line that debited it.
    pub settled_line: Option<String>,
    /// The bank line that brought it back.
    pub returned_line: Option<String>,
    /// The bank's reason.
    pub reason: Option<String>,
}

/// A debit of the bank that paid a line of the budget.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Debit {
    /// The budget line.
    pub label: String,
    /// Expense category, in words.
    pub category: String,
    /// The mandate agreed.
    pub mandate: Option<String>,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// By whom.
    pub decided_by: String,
}

/// A decision of another kind.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OtherDecision {
    /// What was decided.
    pub what: String,
    /// The document behind it.
    pub evidence: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Who.
    pub decided_by: String,
    /// The bank line it is about.
    pub line: Option<String>,
}

/// What the bank wrote.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BankLine {
    /// Identifier.
    pub id: String,
    /// Booking day at the bank.
    pub booked_on: NaiveDate,
    /// Value day.
    pub value_on: NaiveDate,
    /// Credit positive.
    pub cents: Cents,
    /// The other side's name.
    pub name: Option<String>,
    /// The other side's account.
    pub iban: Option<String>,
    /// What it wrote.
    pub remittance: Option<String>,
    /// Our own reference, when it bears one.
    pub end_to_end_id: Option<String>,
    /// The bank's statement.
    pub statement: String,
    /// Our account.
    pub account: String,
    /// The file.
    pub file: String,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// By whom.
    pub imported_by: String,
}

const ENTRY: &str =
    "SELECT e.seq, e.journal, e.year, e.number, e.movement, m.label AS kind, t.text AS words, e.occurred_on, e.value_on,
        e.recorded_at, u.name AS recorded_by, e.source, e.corrects, e.seal
    FROM entry e JOIN movement m ON m.code = e.movement JOIN app_user u ON u.id = e.recorded_by
        LEFT JOIN entry_text t ON t.entry = e.seq WHERE e.seq = $1";
const SPLIT: &str = "SELECT s.kind, COALESCE(i.label, (SELECT n.name FROM benefit n WHERE n.number = s.benefit
            ORDER BY n.from_on DESC LIMIT 1)) AS what, s.month, s.gross, s.recovery, s.net, s.reason, s.article, s.evidence, s.decided_at,
        u.name AS decided_by, s.receipt, x.reason AS taken_back
    FROM receipt_split s JOIN app_user u ON u.id = s.decided_by LEFT JOIN outside_income i ON i.code = s.outside
        LEFT JOIN receipt_correction x ON x.split = s.id WHERE s.id = $1 AND s.person = $2";
const ORDERS: &str =
    "SELECT o.id, o.creditor_name, o.creditor_iban, o.cents, o.remittance, o.state, o.prepared_at, p.name AS prepared_by,
        o.approved_at, a.name AS approved_by, o.settled_line, o.returned_line, o.reason
    FROM payment_order o JOIN app_user p ON p.id = o.prepared_by LEFT JOIN app_user a ON a.id = o.approved_by
    WHERE o.person = $2 AND (o.id = $1 OR o.split = $1 OR o.settled_line = $1 OR o.returned_line = $1) ORDER BY o.id";
const DEBIT: &str = "SELECT g.label, c.label AS category, g.mandate, d.decided_at, u.name AS decided_by
    FROM direct_debit d JOIN budget_line_current g ON g.id = d.budget_line JOIN expense_category c ON c.code = d.category
        JOIN app_user u ON u.id = d.decided_by
    WHERE d.person = $2 AND (d.line = $1 OR d.line = (SELECT v.debit FROM bank_reversal v WHERE v.credit = $1))";
const OTHER: &str = "SELECT 'Solde d’ouverture repris' AS what, o.proof AS evidence, o.recorded_at AS decided_at, u.name AS decided_by,
        CAST(NULL AS TEXT) AS line
    FROM opening_balance o JOIN app_user u ON u.id = o.recorded_by WHERE o.id = $1 AND o.person = $2
    UNION ALL SELECT 'Intérêts du compte, répartis selon l’argent que chacun avait chaque jour', i.evidence, i.decided_at, u.name, i.receipt
    FROM interest_share s JOIN interest i ON i.id = s.interest JOIN app_user u ON u.id = i.decided_by
    WHERE s.id = $1 AND s.person = $2
    UNION ALL SELECT 'Dérogation au loyer d’abord', d.reason, d.approved_at, u.name, CAST(NULL AS TEXT)
    FROM derogation d JOIN app_user u ON u.id = d.approved_by WHERE d.id = $1 AND d.person = $2";
const UNDONE: &str =
    "SELECT CASE v.kind WHEN 'refund' THEN 'Prélèvement rendu par la banque' WHEN 'fee' THEN 'Frais rendus par la banque'
            ELSE 'Débit et crédit qui s’annulent' END AS what, v.evidence, v.decided_at, u.name AS decided_by, v.debit AS line
    FROM bank_reversal v JOIN app_user u ON u.id = v.decided_by WHERE v.credit = $1 OR v.debit = $1";
const BANK: &str =
    "SELECT b.id, b.booked_on, b.value_on, b.cents, b.counterparty_name AS name, b.counterparty_iban AS iban, b.remittance,
        b.end_to_end_id, s.reference AS statement, k.reference AS account, f.name AS file, f.imported_at, u.name AS imported_by
    FROM bank_line b JOIN bank_statement s ON s.id = b.statement JOIN bank_account k ON k.id = b.bank_account
        JOIN bank_file f ON f.id = s.file JOIN app_user u ON u.id = f.imported_by";
const HEADERS: &str = "SELECT e.seq, e.journal, e.year, e.number, m.label AS kind, e.occurred_on
    FROM entry e JOIN movement m ON m.code = e.movement";

/// The entry, if it is about this person: on one of their pots, or about their receipts and payments. None otherwise.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn explain(tx: &mut Tx, person: i64, seq: i64) -> Result<Option<Explained>, Failure> {
    let entry: Option<Entry> = on!(tx, c => sqlx::query_as(ENTRY).bind(seq).fetch_optional(c).await.map_err(failure))?;
    let Some(entry) = entry else { return Ok(None) };
    let source = entry.source.as_str();
    let split: Option<Split> =
        on!(tx, c => sqlx::query_as(SPLIT).bind(source).bind(person).fetch_optional(c).await.map_err(failure))?;
    let orders: Vec<OrderDecision> =
        on!(tx, c => sqlx::query_as(ORDERS).bind(source).bind(person).fetch_all(c).await.map_err(failure))?;
    let debit: Option<Debit> =
        on!(tx, c => sqlx::query_as(DEBIT).bind(source).bind(person).fetch_optional(c).await.map_err(failure))?;
    let mut other: Option<OtherDecision> =
        on!(tx, c => sqlx::query_as(OTHER).bind(source).bind(person).fetch_optional(c).await.map_err(failure))?;
    let parts = parts(tx, person, source).await?;
    let direct = split.is_some() || !orders.is_empty() || debit.is_some() || other.is_some() || !parts.is_empty();
    if !direct && !on_their_pots(tx, person, seq).await? {
        return Ok(None);
    }
    if other.is_none() {
        other = on!(tx, c => sqlx::query_as(UNDONE).bind(source).fetch_optional(c).await.map_err(failure))?;
    }
    let mut sources: Vec<&str> = vec![source];
    sources.extend(parts.iter().map(String::as_str));
    sources.extend(split.iter().map(|split| split.receipt.as_str()));
    sources.extend(orders.iter().flat_map(|order| [&order.settled_line, &order.returned_line]).flatten().map(String::as_str));
    sources.extend(orders.iter().map(|order| order.id.as_str()));
    sources.extend(other.iter().filter_map(|other| other.line.as_deref()));
    let bank = bank_lines(tx, &sources).await?;
    let same_money = if entry.journal == "LO" { Vec::new() } else { same_money(tx, person, seq, &sources).await? };
    Ok(Some(Explained {
        lines: sides(tx, seq).await?,
        corrects: match entry.corrects {
            Some(wrong) => header(tx, "e.seq", wrong).await?,
            None => None,
        },
        corrected_by: header(tx, "e.corrects", seq).await?,
        same_money,
        entry,
        split,
        orders,
        debit,
        other,
        bank,
    }))
}

async fn on_their_pots(tx: &mut Tx, person: i64, seq: i64) -> Result<bool, Failure> {
    let (found,): (bool,) = on!(tx, c => sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = $2 AND a.person = $1)")
        .bind(person).bind(seq).fetch_one(c).await.map_err(failure))?;
    Ok(found)
}

/// The person's parts of a receipt.
async fn parts(tx: &mut Tx, person: i64, receipt: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(
        "SELECT s.id FROM receipt_split s WHERE s.receipt = $2 AND s.person = $1
         UNION ALL SELECT h.id FROM interest_share h JOIN interest i ON i.id = h.interest WHERE i.receipt = $2 AND h.person = $1")
        .bind(person).bind(receipt).fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

async fn sides(tx: &mut Tx, seq: i64) -> Result<Vec<Side>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.code, a.kind, a.pot, l.cents FROM line l JOIN account a ON a.id = l.account WHERE l.entry = $1
         ORDER BY CASE WHEN l.cents > 0 THEN 0 ELSE 1 END, l.no")
        .bind(seq).fetch_all(c).await.map_err(failure))
}

async fn header(tx: &mut Tx, column: &str, seq: i64) -> Result<Option<Other>, Failure> {
    let sql = format!("{HEADERS} WHERE {column} = $1");
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(seq).fetch_optional(c).await.map_err(failure))
}

async fn bank_lines(tx: &mut Tx, ids: &[&str]) -> Result<Vec<BankLine>, Failure> {
    let sql = format!("{BANK} WHERE b.id {} ORDER BY b.booked_on, b.id", tx.among_texts("$1"));
    let ids = serde_json::json!(ids).to_string();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(ids).fetch_all(c).await.map_err(failure))
}

/// The other entries of these sources: the way of the money from the bank to the pot and back. Parts of other people stay out.
async fn same_money(tx: &mut Tx, person: i64, seq: i64, sources: &[&str]) -> Result<Vec<Other>, Failure> {
    let sql = format!(
        "{HEADERS} WHERE e.source {} AND e.seq <> $2 AND e.journal <> 'LO' AND NOT EXISTS (
            SELECT 1 FROM line l JOIN account a ON a.id = l.account WHERE l.entry = e.seq AND a.person IS NOT NULL AND a.person <> $3)
         ORDER BY e.seq",
        tx.among_texts("$1")
    );
    let sources = serde_json::json!(sources).to_string();
    on!(tx, c => sqlx::query_as(AssertSqlSafe(sql)).bind(sources).bind(seq).bind(person).fetch_all(c).await.map_err(failure))
}
