//! *Retours*: orders that the bank rejected or gave back, why in words, and what to do.

use super::shared::{Tabs, lets, order_href, person_cell, refused, state_cell, tabs, told, visible};
use crate::money::Cents;
use crate::payment::State;
use crate::payment::give_back;
use crate::payment::view::listed::{Listed, Which, orders, orders_of};
use crate::payment::view::why_failed::{Why, why};
use crate::plural::count;
use crate::refusal::{Failure, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::MONEY;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::short_id;
use askama::Template;
use axum::extract::Path;

const PATH: &str = "/paiements/retours";

const COLUMNS: &[Column] = &[
    words("echeance", "Échéance"),
    words("personne", "Personne"),
    words("beneficiaire", "Bénéficiaire"),
    numbers("montant", "Montant"),
    words("etat", "État"),
    words("motif", "Motif"),
];

/// An order to treat.
struct Failed {
    one: Listed,
    why: Why,
    state: &'static str,
    payee_href: String,
    hidden: Hidden,
}

#[derive(Template)]
#[template(path = "backoffice/payments/returns.html")]
struct Page<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    deaths: usize,
    total: String,
    failed: Vec<Failed>,
    writes: bool,
    list: String,
}

/// What failed: to treat first, then what was prepared again.
pub async fn list(visit: Visit) -> Answer {
    shown(&visit, &[]).await
}

async fn shown(visit: &Visit, refused: &[Refusal]) -> Answer {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let mut tx = visit.read().await?;
    let all = orders(&mut tx, &Which::States(&[State::Rejected, State::Returned], None), &visible(visit)).await?;
    drop(tx);
    let told = told(refused.to_vec(), &all);
    let (treated, waiting): (Vec<Listed>, Vec<Listed>) = all.into_iter().partition(|one| one.prepared_again);
    let list = treated_list(&page, &treated);
    if list.is_csv() {
        return Ok(list.csv("paiements-rejetes-traites")?);
    }
    let cents = Cents::total(waiting.iter().map(|one| one.order.cents)).unwrap_or_default();
    let total = format!("{}, {cents}", count(waiting.len(), "paiement à traiter", "paiements à traiter"));
    let failed: Vec<Failed> = waiting.into_iter().map(|one| failed(visit, one)).collect();
    let page = Page {
        tabs: tabs(&page),
        refusals: Refusals { refusals: &told },
        deaths: failed.iter().filter(|one| one.why.death).count(),
        total,
        failed,
        writes: lets(visit, MONEY),
        list: list.html()?,
    };
    visit.page("Paiements rejetés ou revenus", &page)
}

fn failed(visit: &Visit, one: Listed) -> Failed {
    let query = one.order.payee.as_deref().map(|payee| serde_urlencoded::to_string([("reference", payee)]).unwrap_or_default());
    Failed {
        why: why(one.order.reason.as_deref()),
        state: one.state().map_or("", State::in_french),
        payee_href: query.map_or_else(
            || "/paiements/beneficiaires#comptes-des-personnes".to_owned(),
            |query| format!("/paiements/beneficiaires/fiche?{query}"),
        ),
        hidden: Hidden::new(visit, None),
        one,
    }
}

fn treated_list(visit: &Visit, treated: &[Listed]) -> List {
    let mut list =
        List::new(visit, "Paiements préparés de nouveau", COLUMNS, "Aucun paiement n’a encore été préparé de nouveau.");
    for one in treated {
        list.push(vec![
            Cell::Day(one.order.due_on),
            person_cell(one),
            Cell::text(&one.order.creditor_name),
            Cell::AmountLink(one.order.cents, order_href(&one.order.id)),
            state_cell(one),
            Cell::text(format!("{} {}", one.order.reason.as_deref().unwrap_or_default(), why(one.order.reason.as_deref()).words)),
        ]);
    }
    list
}

/// Proposes a failed order again, with the payee's present account.
pub async fn again(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = proposed(&mut writing, &visit, &id).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(shown(&visit, &why).await?)),
    }
}

async fn proposed(writing: &mut Writing, visit: &Visit, id: &str) -> Result<Done, Failure> {
    orders_of(&mut writing.tx, &[id.to_owned()], &visible(visit)).await?;
    let new = give_back::again(&mut writing.tx, &writing.act, id).await?;
    let found = orders_of(&mut writing.tx, std::slice::from_ref(&new), &visible(visit)).await?;
    let mut sentences = vec![format!("Le paiement {} remplace le paiement {}.", short_id(&new), short_id(id))];
    sentences.extend(found.first().map(|one| format!("Montant : {}.", one.order.cents)));
    if found.iter().any(|one| one.unconfirmed) {
        sentences.push("L’IBAN du bénéficiaire reste à confirmer : il ne peut pas encore être approuvé.".to_owned());
    }
    sentences.push("Une autre personne que vous doit l’approuver.".to_owned());
    Ok(Done {
        title: "Paiement préparé de nouveau".to_owned(),
        sentences,
        links: vec![
            ("Voir le nouveau paiement".to_owned(), order_href(&new)),
            ("Revenir aux retours".to_owned(), PATH.to_owned()),
        ],
    })
}
