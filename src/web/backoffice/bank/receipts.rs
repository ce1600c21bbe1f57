//! *Encaissements*: credits that wait for a person, and those decided lately.

use crate::access::visible;
use crate::bank::labels::names;
use crate::calendar::one_month_before;
use crate::intake::look::decided_since;
use crate::intake::receipt::{ListedReceipt, list_receipts};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use askama::Template;
use std::collections::HashMap;

const WAITING: &[Column] = &[
    words("jour", "Reçu le"),
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
    let waiting = list_receipts(&mut tx, true).await?;
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
        for receipt in &waiting {
            list.push(row(receipt, Cell::text(proposal(receipt, &names))));
        }
    }
    if list.is_csv() {
        return Ok(list.csv("encaissements")?);
    }
    let waiting = waiting.len();
    visit.page("Encaissements", &Page { decided, list: list.html()?, waiting })
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
