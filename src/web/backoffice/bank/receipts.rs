//! *Encaissements*: credits that wait for a person, and those decided lately.

use crate::access::visible;
use crate::bank::age::{Age, age};
use crate::bank::labels::names;
use crate::calendar::one_month_before;
use crate::intake::look::decided_since;
use crate::intake::receipt::{ListedReceipt, waiting_receipts};
use crate::settings::{Settings, settings_on};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::age as in_words;
use askama::Template;
use chrono::NaiveDate;
use std::collections::HashMap;

const WAITING: &[Column] = &[
    words("jour", "Reçu le"),
    words("attente", "Attend"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("proposition", "Proposition"),
];
const DECIDED: &[Column] = &[
    words("jour", "Reçu le"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("etat", "État"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/receipts.html")]
struct Page {
    decided: bool,
    list: String,
    waiting: usize,
}

/// The list; `etat=repartis` shows what was decided in the last two months.
pub async fn receipts(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let waiting = waiting_receipts(&mut tx, &|column| visible(&visit.session.user, column, visit.clock())).await?;
    let decided = visit.query.get("etat") == "repartis";
    let mut list = if decided {
        List::new(
            &visit,
            "Encaissements décidés depuis deux mois",
            DECIDED,
            "Aucun encaissement n’a été décidé depuis deux mois.",
        )
    } else {
        let empty = "Aucun encaissement n’attend. Importez le prochain relevé de la banque : ce que Quitus ne reconnaît pas avec certitude viendra ici.";
        List::new(&visit, "Encaissements à identifier", WAITING, empty)
    };
    if decided {
        let since = one_month_before(one_month_before(act.today));
        let condition = visible(&visit.session.user, "s.person", visit.clock());
        for receipt in decided_since(&mut tx, since, &condition).await? {
            let (state, tone) = if receipt.state == "decided" {
                ("réparti", Tone::Good)
            } else {
                ("annulé avec un autre mouvement", Tone::Calm)
            };
            list.push(row(&receipt, Cell::State(state.to_owned(), tone)));
        }
    } else {
        let people: Vec<i64> = waiting.iter().filter_map(|one| one.proposals.first()?.person).collect();
        let names = names(&mut tx, &people).await?;
        let settings = settings_on(&mut tx, act.today).await?;
        for receipt in &waiting {
            let mut cells = row(receipt, Cell::text(proposal(receipt, &names)));
            cells.insert(1, waits(receipt.received_on, act.today, &settings));
            list.push(cells);
        }
    }
    if list.is_csv() {
        return Ok(list.csv("encaissements")?);
    }
    let waiting = waiting.len();
    visit.page("Encaissements", &Page { decided, list: list.html()?, waiting })
}

/// How long the credit has waited, and how grave that is (RULE 73).
fn waits(since: NaiveDate, today: NaiveDate, settings: &Settings) -> Cell {
    let tone = match age(since, today, settings) {
        Age::Fresh => Tone::Calm,
        Age::Late => Tone::Waiting,
        Age::VeryLate => Tone::Bad,
    };
    Cell::State(in_words(since, today), tone)
}

fn row(receipt: &ListedReceipt, last: Cell) -> Vec<Cell> {
    vec![
        Cell::Day(receipt.received_on),
        Cell::AmountLink(receipt.cents, format!("/banque/encaissements/{}", receipt.id)),
        Cell::text(receipt.payer.clone().unwrap_or_default()),
        Cell::text(receipt.remittance.clone().unwrap_or_default()),
        Cell::text(receipt.account.clone()),
        last,
    ]
}

fn proposal(receipt: &ListedReceipt, names: &HashMap<i64, String>) -> String {
    let Some(best) = receipt.proposals.first() else { return "Rien de connu : à identifier.".to_owned() };
    match best.person {
        Some(person) => format!("{person} {} : {}", names.get(&person).map_or("", String::as_str), best.words),
        None => best.words.clone(),
    }
}
