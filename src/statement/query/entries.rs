//! The pot lines of a month and what they say by themselves: balances, moves between pots, corrections, opening balances.

use super::window::When;
use super::{Scope, named, sum, text};
use crate::benefit::Catalogue;
use crate::calendar::Month;
use crate::ledger;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::{Move, OtherKind, OtherMovement, Pot, PotMonth};
use crate::store::Tx;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// A line on a pot, of the month or late.
#[derive(Clone, Debug)]
pub struct PotLine {
    pub person: i64,
    pub pot: Pot,
    /// Positive adds to the pot.
    pub cents: Cents,
    pub seq: i64,
    pub movement: String,
    pub on: NaiveDate,
    pub source: String,
    pub corrects: Option<i64>,
    pub late: bool,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    person: i64,
    pot: String,
    cents: Cents,
    seq: i64,
    movement: String,
    occurred_on: NaiveDate,
    source: String,
    corrects: Option<i64>,
}

// Each person's own lines, whatever the size of the house; those before the month only when recorded after the last statement. Two
// questions, each a range of the index: together they would have every line since the first day looked at.
const LINES: &str = "WITH pot AS MATERIALIZED (SELECT id, person, pot FROM account WHERE person IN :keys)
    SELECT p.person, p.pot, -l.cents AS cents, e.seq, e.movement, e.occurred_on, e.source, e.corrects, l.no
    FROM pot p JOIN line l ON l.account = p.id JOIN entry e ON e.seq = l.entry WHERE l.occurred_on >= $2 AND l.occurred_on <= $3
    UNION ALL SELECT p.person, p.pot, -l.cents, e.seq, e.movement, e.occurred_on, e.source, e.corrects, l.no
    FROM pot p JOIN line l ON l.account = p.id JOIN entry e ON e.seq = l.entry WHERE l.occurred_on < $2 AND l.entry > $4
    ORDER BY seq, no";

/// The lines that these statements tell, in the order of the chain.
pub async fn lines(tx: &mut Tx, scope: &Scope) -> Result<Vec<PotLine>, Failure> {
    let rows: Vec<LineRow> = scope.told(tx, LINES).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let late = match scope.window(row.person).when(row.occurred_on, row.seq) {
            When::Month => false,
            When::Late => true,
            When::Before | When::After => continue,
        };
        lines.push(PotLine {
            person: row.person,
            pot: pot(&row.pot)?,
            cents: row.cents,
            seq: row.seq,
            movement: row.movement,
            on: row.occurred_on,
            source: row.source,
            corrects: row.corrects,
            late,
        });
    }
    Ok(lines)
}

/// The pot of a code of the ledger.
pub fn pot(code: &str) -> Result<Pot, Failure> {
    Ok(match code.parse::<ledger::Pot>()? {
        ledger::Pot::Libre => Pot::Libre,
        ledger::Pot::Loyer => Pot::Loyer,
        ledger::Pot::Logement => Pot::Logement,
        ledger::Pot::Apa => Pot::Apa,
        ledger::Pot::Pch => Pot::Pch,
        ledger::Pot::Actp => Pot::Actp,
        ledger::Pot::Arsm => Pot::Arsm,
        ledger::Pot::Provision => Pot::Provision,
    })
}

#[derive(sqlx::FromRow)]
struct SumRow {
    person: i64,
    pot: String,
    before: Cents,
    after: Cents,
}

/// What a statement tells of one pot.
#[derive(Default)]
struct Told {
    incoming: Vec<Cents>,
    outgoing: Vec<Cents>,
    late: Vec<Cents>,
}

// Back from the balance kept: the lines since the month are few, those before it are a life.
const SUMS: &str = "SELECT a.person, a.pot,
        CAST(COALESCE(SUM(l.cents), 0) - b.cents AS BIGINT) AS before,
        CAST(COALESCE(SUM(CASE WHEN l.occurred_on > $3 THEN l.cents END), 0) - b.cents AS BIGINT) AS after
    FROM account a JOIN balance b ON b.account = a.id LEFT JOIN line l ON l.account = a.id AND l.occurred_on >= $2
    WHERE a.person IN :keys AND b.last_entry > 0 GROUP BY a.person, a.pot, a.id, b.cents ORDER BY a.person, a.pot";

/// Every pot that had money or moved. Opening and closing are figures of the ledger, not of what the statement tells:
/// `rules::check` compares the two.
pub async fn pots(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, Vec<PotMonth>>, Failure> {
    let mut told: HashMap<(i64, Pot), Told> = HashMap::new();
    for line in &scope.entries {
        let told = told.entry((line.person, line.pot)).or_default();
        match line.cents.opposite().filter(|_| line.cents.is_negative()) {
            Some(debit) => told.outgoing.push(debit),
            None => told.incoming.push(line.cents),
        }
        if line.late {
            told.late.push(line.cents);
        }
    }
    let mut pots: HashMap<i64, Vec<PotMonth>> = HashMap::new();
    for row in scope.month::<SumRow>(tx, SUMS).await? {
        let pot = pot(&row.pot)?;
        let Told { incoming, outgoing, late } = told.remove(&(row.person, pot)).unwrap_or_default();
        let moved = !incoming.is_empty() || !outgoing.is_empty();
        let late = sum(late)?.opposite().unwrap_or_default();
        let opening = sum([row.before, late])?;
        if moved || opening != Cents::ZERO || row.after != Cents::ZERO {
            let (incoming, outgoing) = (sum(incoming)?, sum(outgoing)?);
            pots.entry(row.person).or_default().push(PotMonth { pot, opening, incoming, outgoing, closing: row.after });
        }
    }
    for rows in pots.values_mut() {
        rows.sort_by_key(|row| row.pot);
    }
    Ok(pots)
}

impl Scope {
    /// Money set aside for the rent or given back; a late move keeps its own day.
    pub fn moves(&self, person: i64) -> Vec<Move> {
        let gives = |line: &&PotLine| line.person == person && line.cents.is_negative();
        self.entries
            .iter()
            .filter(gives)
            .filter_map(|line| {
                let (from, to, reason) = match line.movement.as_str() {
                    "rent_set_aside" => (Pot::Libre, Pot::Loyer, text::SET_ASIDE),
                    "rent_released" => (Pot::Loyer, Pot::Libre, text::RELEASED),
                    _ => return None,
                };
                Some(Move { booked_on: line.on, from, to, amount: line.cents.opposite()?, reason: reason.to_owned() })
            })
            .collect()
    }

    /// Sources of the lines of the month with one of these movements.
    pub fn sources(&self, movements: &[&str]) -> Vec<&str> {
        let mut found: Vec<&str> = self
            .entries
            .iter()
            .filter(|line| movements.contains(&line.movement.as_str()))
            .map(|line| line.source.as_str())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[derive(sqlx::FromRow)]
struct WhyRow {
    id: String,
    words: Option<String>,
    benefit: Option<i64>,
    corrected_on: Option<NaiveDate>,
    #[sqlx(default)]
    taken_back: bool,
}

const OPENINGS: &str = "SELECT id, proof AS words, CAST(NULL AS BIGINT) AS benefit, CAST(NULL AS DATE) AS corrected_on
    FROM opening_balance WHERE id IN :ids";
// Corrected because the money was taken back: the same decision says both.
const SPLITS: &str = "SELECT s.id, x.reason AS words, s.benefit, e.occurred_on AS corrected_on,
        EXISTS (SELECT 1 FROM bank_reversal v WHERE v.credit = s.receipt AND v.kind = 'reversal' AND v.decided_at = x.recorded_at) AS taken_back
    FROM receipt_split s JOIN entry e ON e.source = s.id AND e.movement IN ('split_accepted', 'split_refused')
        LEFT JOIN receipt_correction x ON x.split = s.id
    WHERE s.id IN :ids";
const INTEREST: &str =
    "SELECT s.id, CAST(i.from_on AS TEXT) || ' ' || CAST(i.to_on AS TEXT) AS words, CAST(NULL AS BIGINT) AS benefit,
        CAST(NULL AS DATE) AS corrected_on
    FROM interest_share s JOIN interest i ON i.id = s.interest WHERE s.id IN :ids";
const INTEREST_BACK: &str = "SELECT s.id, x.reason AS words, CAST(NULL AS BIGINT) AS benefit, e.occurred_on AS corrected_on
    FROM interest_share s JOIN interest_correction x ON x.interest = s.interest
        JOIN entry e ON e.source = s.id AND e.movement = 'interest_shared'
    WHERE s.id IN :ids";
const ORDERS: &str = "SELECT id, creditor_name AS words, CAST(NULL AS BIGINT) AS benefit, CAST(NULL AS DATE) AS corrected_on
    FROM payment_order WHERE id IN :ids";
const DEBITS: &str = "SELECT d.line AS id, COALESCE(p.name, b.counterparty_name) AS words, CAST(NULL AS BIGINT) AS benefit,
        CAST(NULL AS TEXT) AS month, CAST(NULL AS DATE) AS corrected_on
    FROM direct_debit d JOIN bank_line b ON b.id = d.line JOIN budget_line_current g ON g.id = d.budget_line
        LEFT JOIN payee_current p ON p.reference = g.payee
    WHERE d.line IN :ids";

const REFUNDS: &str = "SELECT x.credit AS id, COALESCE(p.name, b.counterparty_name) AS words, CAST(NULL AS BIGINT) AS benefit,
        b.booked_on AS corrected_on
    FROM bank_reversal x JOIN bank_line b ON b.id = x.debit JOIN direct_debit d ON d.line = x.debit
        JOIN budget_line_current g ON g.id = d.budget_line LEFT JOIN payee_current p ON p.reference = g.payee
    WHERE x.credit IN :ids";
// Their payment was told as rejected: what happens to it afterwards is told by itself.
const TAKEN_AGAIN: &str = "SELECT source FROM entry WHERE source IN :ids AND movement = 'order_taken_again'";

/// True when the line is told by itself: a correction, an opening balance, interest, a refund, a rejected order that the bank executed, or late
/// money that came or went.
fn stands_alone(line: &PotLine, taken_again: &HashSet<String>) -> bool {
    match line.movement.as_str() {
        "correction" | "opening_balance" | "interest_shared" | "interest_taken_back" | "debit_refunded" | "order_taken_again" => {
            true
        }
        "order_returned" if taken_again.contains(&line.source) => true,
        "rent_set_aside" | "rent_released" => false,
        _ => line.late,
    }
}

/// Corrections, opening balances, interest, and late money with its own day.
pub async fn others(tx: &mut Tx, scope: &Scope, catalogue: &Catalogue) -> Result<HashMap<i64, Vec<OtherMovement>>, Failure> {
    let taken_again: Vec<(String,)> = named(tx, TAKEN_AGAIN, &scope.sources(&["order_returned"])).await?;
    let taken_again: HashSet<String> = taken_again.into_iter().map(|(order,)| order).collect();
    let listed: Vec<&PotLine> = scope.entries.iter().filter(|line| stands_alone(line, &taken_again)).collect();
    let sources = |movements: &[&str]| -> Vec<&str> {
        listed.iter().filter(|line| movements.contains(&line.movement.as_str())).map(|line| line.source.as_str()).collect()
    };
    let mut rows: Vec<WhyRow> = named(tx, OPENINGS, &sources(&["opening_balance"])).await?;
    rows.extend(named::<WhyRow>(tx, SPLITS, &sources(&["correction", "split_accepted"])).await?);
    rows.extend(named::<WhyRow>(tx, INTEREST, &sources(&["interest_shared"])).await?);
    let of_orders = ["order_approved", "order_rejected", "order_returned", "order_taken_again"];
    rows.extend(named::<WhyRow>(tx, ORDERS, &sources(&of_orders)).await?);
    rows.extend(named::<WhyRow>(tx, REFUNDS, &sources(&["debit_refunded"])).await?);
    rows.extend(named::<WhyRow>(tx, DEBITS, &sources(&["direct_debit", "debit_explained"])).await?);
    let why: HashMap<&str, &WhyRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    // A share and its correction bear the same source, often in one month.
    let back: Vec<WhyRow> = named(tx, INTEREST_BACK, &sources(&["interest_taken_back"])).await?;
    let back: HashMap<&str, &WhyRow> = back.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut others: HashMap<i64, Vec<OtherMovement>> = HashMap::new();
    for line in listed {
        let known = if line.movement == "interest_taken_back" { &back } else { &why };
        let found = known.get(line.source.as_str()).copied();
        others.entry(line.person).or_default().push(other(line, found, catalogue));
    }
    Ok(others)
}

fn other(line: &PotLine, why: Option<&WhyRow>, catalogue: &Catalogue) -> OtherMovement {
    let words = why.and_then(|row| row.words.as_deref()).unwrap_or_default();
    let benefit = why.and_then(|row| row.benefit).and_then(|number| catalogue.number(number, line.on)).map(text::benefit_words);
    let taken_back = !line.late && why.is_some_and(|row| row.taken_back);
    let (kind, about) = match (line.movement.as_str(), line.corrects) {
        ("opening_balance", _) if !line.late => (OtherKind::OpeningBalance, None),
        ("interest_shared", _) if !line.late => (OtherKind::Interest, None),
        ("debit_refunded" | "order_returned", _) if !line.late => (OtherKind::Refund, None),
        ("order_taken_again", _) if !line.late => (OtherKind::TakenAgain, None),
        ("correction", _) if taken_back => (OtherKind::TakenBack, None),
        ("interest_taken_back", _) | (_, Some(_)) => (OtherKind::Correction, why.and_then(|row| row.corrected_on).map(Month::of)),
        _ => (OtherKind::Correction, Some(Month::of(line.on))),
    };
    let reason = if taken_back {
        text::taken_back(benefit.as_deref())
    } else {
        text::other(&line.movement, line.late, benefit.as_deref(), words)
    };
    OtherMovement { booked_on: line.on, kind, pot: line.pot, amount: line.cents, about, reason }
}
