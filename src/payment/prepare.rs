//! Preparing a month: the waterfall's answer for every person, as proposals that a second person will approve.
//!
//! Preparing twice changes nothing: a proposal that still says the same stays, one that no longer does is withdrawn and replaced.

use super::candidates::{Candidate, Cause, Standing, candidates, live_contracts};
use crate::access::{Act, Right, audit};
use crate::budget::waterfall::{Funded, Level, Need, Pots, waterfall};
use crate::calendar::{Month, day_in_french, months_after};
use crate::ids::new_id;
use crate::ledger::Pot;
use crate::ledger::balance::PotBalances;
use crate::money::Cents;
use crate::plural::count;
use crate::refusal::{AMOUNT_TOO_LARGE, Failure, MONTH_TOO_FAR};
use crate::rent::reserve::{current, shortfall};
use crate::rent::{Moves, positions, rent_moves};
use crate::settings::settings_on;
use crate::store::{Column, Question, Tx, failure, insert_many, on};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, HashSet};

/// Longest remittance of a SEPA credit transfer.
const REMITTANCE: usize = 140;

/// One line of the prepared month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreparedLine {
    /// Whose.
    pub person: i64,
    /// Rank in the waterfall.
    pub rank: i64,
    /// Expense category.
    pub category: String,
    /// Who is paid.
    pub creditor: String,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What is owed.
    pub wanted: Cents,
    /// What is proposed, kept or committed.
    pub funded: Cents,
    /// How far it is funded.
    pub level: Level,
    /// Why.
    pub why: String,
    /// The proposal, if there is one.
    pub order: Option<String>,
}

/// A person whose current rent is not covered (RULE 32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RentAlert {
    /// Whose.
    pub person: i64,
    /// What is missing.
    pub missing: Cents,
}

/// The prepared month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Prepared {
    /// Every line, person by person, in order of rank.
    pub lines: Vec<PreparedLine>,
    /// Rents that are short.
    pub rents_short: Vec<RentAlert>,
    /// Proposals made now.
    pub added: usize,
    /// Proposals withdrawn because they no longer stand.
    pub withdrawn: usize,
}

/// Brings the rent reserve up to date, then proposes what the money allows, rent first.
///
/// # Errors
/// `role_not_allowed`, `month_too_far`, and what the ledger refuses.
pub async fn prepare(tx: &mut Tx, act: &Act, month: Month) -> Result<Prepared, Failure> {
    act.with(Right::Money)?;
    let Plan { reserve, work, withdrawn } = plan(tx, act.today, month).await?;
    reserve.post(tx, act, &format!("préparation {month}")).await?;
    work.write(tx, act, month, &withdrawn).await
}

/// What [`prepare`] would do on a day, decided by the same function over the same state, and not written: it only reads, so that who
/// looks at a month keeps nobody from working. A proposal that would be new has no identifier yet.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The month.
    pub month: Month,
    /// The day.
    pub today: NaiveDate,
}

impl Question for Foreseen {
    type Answer = Prepared;

    async fn ask(&self, tx: &mut Tx) -> Result<Prepared, Failure> {
        let Plan { mut work, withdrawn, .. } = plan(tx, self.today, self.month).await?;
        work.close(&withdrawn);
        for line in &mut work.prepared.lines {
            line.order = line.order.take().filter(|order| work.kept.contains(order));
        }
        Ok(work.prepared)
    }
}

/// Everything that a preparation decides.
struct Plan {
    /// What the rent reserve moves first.
    reserve: Moves,
    /// The lines, and the proposals to write.
    work: Work,
    /// Proposals that no longer stand.
    withdrawn: Vec<String>,
}

/// # Errors
/// `month_too_far`.
async fn plan(tx: &mut Tx, today: NaiveDate, month: Month) -> Result<Plan, Failure> {
    let ahead = settings_on(tx, today).await?.preparation_months;
    if month.first_day() >= months_after(today, ahead) {
        return Err(MONTH_TOO_FAR.because(format!("({}, le {})", month.in_french(), day_in_french(today))).into());
    }
    let contracts = live_contracts(tx, month).await?;
    let mut people: Vec<i64> = contracts.iter().map(|contract| contract.person).collect();
    people.dedup();
    let reserve = rent_moves(tx, &people, today).await?;
    // What the reserve moves stays the person's: their rent lacks the same before and after.
    let positions = positions(tx, &people, today).await?;
    let mut pots = PotBalances::of_people(tx, &people).await?;
    reserve.apply(&mut pots)?;
    let mut by_person: BTreeMap<i64, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates(tx, &people, month, today).await? {
        let live = |c: &&super::candidates::Live| {
            c.person == candidate.person && c.starts_on <= candidate.need.due_on && candidate.need.due_on <= c.ends_on
        };
        let from = contracts.partition_point(|c| c.person < candidate.person);
        if contracts.get(from..).unwrap_or_default().iter().take_while(|c| c.person == candidate.person).any(|c| live(&c)) {
            by_person.entry(candidate.person).or_default().push(candidate);
        }
    }
    let mut work = Work::default();
    for (person, candidates) in by_person {
        // A house of thousands is a long sum: the server answers others in between.
        tokio::task::consume_budget().await;
        let missing =
            positions.get(&person).map_or(Some(Cents::ZERO), |p| shortfall(*p)).ok_or_else(|| AMOUNT_TOO_LARGE.because(""))?;
        let floor = contracts.iter().skip(contracts.partition_point(|c| c.person < person)).take_while(|c| c.person == person);
        let floor = floor.map(|c| c.living_floor).max().unwrap_or_default();
        if missing.is_positive() {
            work.prepared.rents_short.push(RentAlert { person, missing });
        }
        let needs: Vec<Need> = candidates.iter().map(|c| c.need.clone()).collect();
        let answers = waterfall(&needs, &pots_of(&pots, person), floor, missing);
        for (candidate, answer) in candidates.into_iter().zip(&answers) {
            work.settle(candidate, answer);
        }
    }
    // A proposal that no need asks for any more (a changed day, an ended line or lease, another amount or account) would be
    // approved beside its successor: it goes.
    let standing = standing(tx, month, today, &people).await?;
    let withdrawn = standing.into_iter().filter(|id| !work.kept.contains(id)).collect();
    Ok(Plan { reserve, work, withdrawn })
}

fn pots_of(balances: &PotBalances, person: i64) -> Pots {
    Pot::ALL.into_iter().map(|pot| (pot, balances.of(person, pot))).collect()
}

#[derive(Default)]
struct Work {
    prepared: Prepared,
    /// New proposals: for what, how much, under which identifier.
    added: Vec<(Candidate, Cents, String)>,
    kept: HashSet<String>,
}

impl Work {
    /// Compares the waterfall's answer with the proposal that stands, and keeps, replaces, withdraws or adds it.
    fn settle(&mut self, candidate: Candidate, answer: &Funded) {
        let too_long = candidate.remittance.chars().count() > REMITTANCE;
        let payable = matches!(answer.level, Level::Funded | Level::PartFunded) && !too_long;
        let standing = candidate.proposed.as_ref().filter(|own| payable && says_the_same(own, &candidate, answer.cents));
        let kept = standing.map(|own| own.id.clone());
        let order = kept.clone().or_else(|| payable.then(new_id));
        self.kept.extend(kept.clone());
        self.prepared.lines.push(PreparedLine {
            person: candidate.person,
            rank: candidate.need.rank,
            category: candidate.need.category.clone(),
            creditor: candidate.creditor_name.clone(),
            due_on: candidate.need.due_on,
            wanted: candidate.need.wanted,
            funded: if too_long { Cents::ZERO } else { answer.cents },
            level: if too_long { Level::Unfunded } else { answer.level },
            why: if too_long { format!("Le libellé dépasse {REMITTANCE} caractères.") } else { answer.why.clone() },
            order: order.clone(),
        });
        if let (None, Some(id)) = (kept, order) {
            self.added.push((candidate, answer.cents, id));
        }
    }

    /// Counts, once every line is settled.
    fn close(&mut self, withdrawn: &[String]) {
        self.prepared.added = self.added.len();
        self.prepared.withdrawn = withdrawn.len();
        self.prepared.lines.sort_by_key(|line| (line.person, line.rank, line.due_on));
    }

    async fn write(mut self, tx: &mut Tx, act: &Act, month: Month, withdrawn: &[String]) -> Result<Prepared, Failure> {
        let sql = format!(
            "UPDATE payment_order SET state = 'cancelled', reason = 'Remplacé par une nouvelle préparation' WHERE id {}",
            tx.among_texts("$1")
        );
        let list = json!(withdrawn).to_string();
        on!(tx, c => sqlx::query(AssertSqlSafe(sql)).bind(list).execute(c).await.map(|_| ()).map_err(failure))?;
        let rows: Vec<Value> = self.added.iter().map(|(candidate, cents, id)| row(act, month, candidate, *cents, id)).collect();
        insert_many(tx, "payment_order", ORDER, &rows).await?;
        self.close(withdrawn);
        let detail = format!(
            "{}, {}",
            count(self.prepared.added, "proposition", "propositions"),
            count(self.prepared.withdrawn, "retirée", "retirées")
        );
        audit(tx, act, "month_prepare", &month.to_string(), &detail).await?;
        Ok(self.prepared)
    }
}

fn says_the_same(own: &Standing, candidate: &Candidate, cents: Cents) -> bool {
    own.cents == cents && own.creditor_name == candidate.creditor_name && own.creditor_iban == candidate.creditor_iban
}

/// Proposals that this preparation answers for: budget lines of the month, and current rent due by its end. The rent of somebody whose
/// contract ended before the month still is due: whoever is not considered keeps it.
async fn standing(tx: &mut Tx, month: Month, today: NaiveDate, people: &[i64]) -> Result<Vec<String>, Failure> {
    let (from, _) = current(today);
    let sql = format!(
        "SELECT id FROM payment_order WHERE state = 'proposed' AND ((kind = 'budget' AND month = $1)
            OR (kind = 'rent' AND due_on >= $2 AND due_on <= $3 AND person {})) ORDER BY id",
        tx.among_numbers("$4")
    );
    let rows: Vec<(String,)> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(month.to_string()).bind(from).bind(month.last_day()).bind(json!(people).to_string())
        .fetch_all(c).await.map_err(failure))?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Columns of a new order; shared with everything that proposes one.
pub(super) const ORDER: &[Column] = &[
    Column::Text("id"),
    Column::Text("kind"),
    Column::Integer("bank_account"),
    Column::Integer("person"),
    Column::Text("month"),
    Column::Date("due_on"),
    Column::Integer("rank"),
    Column::Text("category"),
    Column::Text("rent"),
    Column::Text("budget_line"),
    Column::Text("split"),
    Column::Text("payee"),
    Column::Text("creditor_name"),
    Column::Text("creditor_iban"),
    Column::Text("creditor_bic"),
    Column::Integer("cents"),
    Column::Integer("wanted"),
    Column::Text("remittance"),
    Column::Text("state"),
    Column::Instant("prepared_at"),
    Column::Text("prepared_by"),
];

fn row(act: &Act, month: Month, candidate: &Candidate, cents: Cents, id: &str) -> Value {
    let (kind, rent, line, month) = match &candidate.cause {
        Cause::Rent { rent, month } => ("rent", Some(rent), None, month.clone()),
        Cause::Budget { line } => ("budget", None, Some(line), month.to_string()),
    };
    json!([
        id,
        kind,
        candidate.bank_account,
        candidate.person,
        month,
        candidate.need.due_on,
        candidate.need.rank,
        candidate.need.category,
        rent,
        line,
        Value::Null,
        candidate.payee,
        candidate.creditor_name,
        candidate.creditor_iban,
        candidate.creditor_bic,
        cents,
        candidate.need.wanted,
        candidate.remittance,
        "proposed",
        act.at,
        act.user.id,
    ])
}
