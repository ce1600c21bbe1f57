//! What a decision would do, before it is made: the same services in a transaction that is never committed.

use super::again;
use super::page::{Natures, Typed, page, seen_by, whose};
use super::rows::{Row, wanted};
use super::whose::find;
use crate::access::Act;
use crate::bank::decision::{Decided, Wanted, What};
use crate::bank::labels::{names, pots};
use crate::benefit::rules::Decision;
use crate::intake::look::{LookedReceipt, look};
use crate::intake::split;
use crate::ledger::Pot;
use crate::ledger::balance::PotBalances;
use crate::money::Cents;
use crate::payment::give_back::propose_refused;
use crate::payment::{Order, find_orders};
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::Hidden;
use crate::web::visit::Visit;
use crate::web::words::iban;
use askama::Template;
use std::collections::HashMap;

/// What a decision does.
pub(super) struct Outcome {
    /// The decided parts.
    pub parts: Vec<Decided>,
    /// The orders that give refused money back.
    pub orders: Vec<Order>,
    pots: HashMap<String, String>,
}

impl Outcome {
    /// The label of a pot.
    pub fn pot(&self, code: &str) -> String {
        self.pots.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// Splits, and proposes to give back what is refused.
pub(super) async fn outcome(tx: &mut Tx, act: &Act, id: &str, wanted: Vec<Wanted>, evidence: &str) -> Result<Outcome, Failure> {
    let parts = split::split(tx, act, id, wanted, evidence).await?;
    let orders = propose_refused(tx, act, id, &parts, evidence).await?;
    Ok(Outcome { parts, orders: find_orders(tx, &orders).await?, pots: pots(tx).await? })
}

struct Fate {
    whose: String,
    what: String,
    month: String,
    cents: Cents,
    words: String,
    tone: &'static str,
}

/// A pot before and after.
struct Moved {
    whose: String,
    pot: String,
    before: Cents,
    after: Cents,
}

#[derive(Template)]
#[template(path = "backoffice/bank/receipt/preview.html")]
struct Page {
    receipt: LookedReceipt,
    hidden: Hidden,
    rows: Vec<Row>,
    evidence: String,
    fates: Vec<Fate>,
    moved: Vec<Moved>,
    back: Vec<String>,
}

/// The page before the decision; the first page again when it would be refused.
pub(super) async fn preview(visit: &Visit, id: &str, mut typed: Typed<'_>) -> Answer {
    let mut tx = visit.read().await?;
    let receipt = look(&mut tx, id).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    typed.complete(receipt.cents);
    let mut rows = typed.rows.clone().unwrap_or_default();
    let whose = find(visit, &mut tx, receipt.bank_account, &mut rows).await?;
    drop(tx);
    // Nobody is shown of whom the user may not see the file: the page says that there is no such person.
    let wanted = match wanted(&rows) {
        Ok(wanted) if whose.iter().all(|one| !one.unknown) => wanted,
        answer => {
            return page(visit, id, Typed { wrong: answer.err().unwrap_or_default(), refused: true, ..typed }).await;
        }
    };
    let people: Vec<i64> = wanted.iter().filter_map(|part| part.person).collect();
    let (wanted_of, people_of, evidence) = (&wanted, &people, typed.evidence.as_str());
    let play = |mut tx: Tx| async move {
        let act = visit.act(&mut tx).await?;
        let before = PotBalances::of_people(&mut tx, people_of).await?;
        let outcome = outcome(&mut tx, &act, id, wanted_of.clone(), evidence).await?;
        Ok((before, outcome, PotBalances::of_people(&mut tx, people_of).await?))
    };
    let (before, outcome, after) = match visit.office.db.rehearse(play).await {
        Ok(played) => played,
        Err(failure) => return again(visit, id, typed, failure).await,
    };
    let mut tx = visit.read().await?;
    let shown = seen_by(visit, &mut tx, people.clone()).await?;
    let names = names(&mut tx, &shown).await?;
    let natures = Natures::read(&mut tx, &receipt).await?;
    drop(tx);
    let content = Page {
        fates: outcome.parts.iter().map(|part| fate(part, &outcome, &names, &natures)).collect(),
        moved: moved(shown, &before, &after, &names, &outcome),
        back: back(&outcome),
        hidden: Hidden::new(visit, typed.sent),
        rows: rows.into_iter().filter(|row| !row.is_blank()).collect(),
        evidence: typed.evidence,
        receipt,
    };
    visit.page("Avant de décider", &content)
}

fn fate(part: &Decided, outcome: &Outcome, names: &HashMap<i64, String>, natures: &Natures) -> Fate {
    let (words, tone) = match &part.decision {
        Decision::Accept { pot, .. } => (format!("Accepté, réserve « {} »", outcome.pot(pot)), "good"),
        Decision::Refuse(reason) => (format!("Refusé ({}). {}", reason.article(), reason.words()), "bad"),
    };
    let code = match &part.wanted.what {
        What::Benefit(number) => number.to_string(),
        What::Outside(code) => code.clone(),
    };
    Fate {
        whose: part.wanted.person.map_or_else(|| "personne non indiquée".to_owned(), |person| whose(person, names)),
        what: natures.of(&code),
        month: part.wanted.month.in_french(),
        cents: part.net,
        words,
        tone,
    }
}

/// The pots that change, of people whose file the user may see: the money that comes in, and the rent that is set aside of it.
fn moved(
    people: Vec<i64>,
    before: &PotBalances,
    after: &PotBalances,
    names: &HashMap<i64, String>,
    outcome: &Outcome,
) -> Vec<Moved> {
    let mut moved = Vec::new();
    for person in people {
        for pot in Pot::ALL {
            let (before, after) = (before.of(person, pot), after.of(person, pot));
            if before != after {
                moved.push(Moved { whose: whose(person, names), pot: outcome.pot(pot.code()), before, after });
            }
        }
    }
    moved
}

/// Where what is refused goes.
fn back(outcome: &Outcome) -> Vec<String> {
    let refused = outcome.parts.iter().any(|part| matches!(part.decision, Decision::Refuse(_)));
    if refused && outcome.orders.is_empty() {
        return vec!["Le compte du payeur n’est pas connu : vous direz où rendre cet argent dans « Argent refusé ».".to_owned()];
    }
    let order = |order: &Order| {
        format!(
            "{} à rendre à {}, compte {}, par un paiement qu’une deuxième personne approuve.",
            order.cents,
            order.creditor_name,
            iban(&order.creditor_iban)
        )
    };
    outcome.orders.iter().map(order).collect()
}
