//! What recognition has learnt of the payers, how often it served, and taking it back.

use crate::bank::labels::names;
use crate::bank::learnt::{Change, Hit, Learnt, changes, hits, learnt, one, set_active};
use crate::refusal::Refusal;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::APPROVERS;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::{iban as grouped, instant, short_day};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono_tz::Europe::Paris;

/// The list.
pub(super) const HERE: &str = "/administration/reconnaissance";
/// One rule, named by `iban` and `payeur`.
pub(super) const ONE: &str = "/administration/reconnaissance/fiche";
/// Hits that are listed.
const MOST: i64 = 50;

const COLUMNS: &[Column] = &[
    words("payeur", "Payeur"),
    words("iban", "Compte du payeur"),
    words("etat", "État"),
    numbers("fois", "Reconnu"),
    words("dernier", "Dernière fois"),
    numbers("personnes", "Personnes"),
    numbers("prestations", "Prestations"),
    words("confirme", "Confirmé le"),
    words("par", "Par"),
];

#[derive(Template)]
#[template(path = "backoffice/house/recognition.html")]
struct Page {
    list: String,
}

struct HitShown {
    href: String,
    on: String,
    cents: String,
    who: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/house/rule.html")]
struct RulePage {
    rule: Learnt,
    iban: String,
    confirmed: String,
    last: String,
    hits: Vec<HitShown>,
    changes: Vec<(String, &'static str, String, String)>,
    form: Option<Form>,
}

fn address(rule: &Learnt) -> String {
    let query = serde_urlencoded::to_string([("iban", &rule.iban), ("payeur", &rule.payer)]).unwrap_or_default();
    format!("{ONE}?{query}")
}

const fn state(rule: &Learnt) -> (&'static str, Tone) {
    if rule.active { ("sert", Tone::Good) } else { ("retirée", Tone::Calm) }
}

/// Every rule.
pub(super) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let empty = "Rien encore. Quitus apprend le compte d’un payeur quand une personne répartit un encaissement de ce compte.";
    let mut list = List::new(&visit, "Comptes de payeurs appris", COLUMNS, empty);
    for rule in learnt(&mut tx).await? {
        let (words, tone) = state(&rule);
        list.push(vec![
            Cell::Link(rule.payer.clone(), address(&rule)),
            Cell::text(grouped(&rule.iban)),
            Cell::State(words.to_owned(), tone),
            Cell::Number(rule.hits),
            Cell::day(rule.last_hit),
            Cell::Number(rule.people),
            Cell::Number(rule.benefits),
            Cell::Day(rule.confirmed_at.with_timezone(&Paris).date_naive()),
            Cell::text(rule.confirmed_by),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("reconnaissance")?);
    }
    let list = list.html()?;
    visit.page("Reconnaissance", &Page { list })
}

async fn page(visit: &Visit, iban: &str, payer: &str, refused: Option<(&Sent, &[Refusal])>) -> Answer {
    let mut tx = visit.read().await?;
    let rule = one(&mut tx, iban, payer).await?;
    let hits = hits(&mut tx, iban, MOST).await?;
    let people: Vec<i64> = hits.iter().filter_map(|hit| hit.person).collect();
    let names = names(&mut tx, &people).await?;
    let shown = |hit: &Hit| HitShown {
        href: format!("/banque/encaissements/{}", hit.receipt),
        on: short_day(hit.received_on),
        cents: hit.cents.to_string(),
        who: hit.person.map_or_else(String::new, |person| {
            format!("{person} {}", names.get(&person).map_or("", String::as_str)).trim().to_owned()
        }),
        state: match hit.state.as_str() {
            "waiting" => "à décider",
            "returned" => "annulé avec un autre mouvement",
            _ => "décidé",
        },
    };
    let told = |change: Change| {
        let words = if change.active { "Remise en service" } else { "Retirée" };
        (instant(change.recorded_at), words, change.reason, change.author)
    };
    let form = APPROVERS.lets(visit.role()).then(|| form(visit, &rule, refused));
    let page = RulePage {
        iban: grouped(&rule.iban),
        confirmed: format!("le {} par {}", instant(rule.confirmed_at), rule.confirmed_by),
        last: rule.last_hit.map_or_else(|| "jamais".to_owned(), |day| format!("le {}", short_day(day))),
        hits: hits.iter().map(shown).collect(),
        changes: changes(&mut tx, iban, payer).await?.into_iter().map(told).collect(),
        form,
        rule,
    };
    visit.page(&format!("Reconnaissance : {payer}"), &page)
}

fn form(visit: &Visit, rule: &Learnt, refused: Option<(&Sent, &[Refusal])>) -> Form {
    let (words, wanted) = if rule.active { ("Retirer cette règle", "non") } else { ("Remettre cette règle en service", "oui") };
    let form = Form::new(visit, ONE, words)
        .field(Field::hidden("iban", rule.iban.clone()))
        .field(Field::hidden("payeur", rule.payer.clone()))
        .field(Field::hidden("active", wanted))
        .field(Field::new("motif", "Motif", Kind::Text).hint("Pourquoi : il reste dans l’historique."));
    let form = if rule.active { form.grave() } else { form };
    match refused {
        Some((sent, refusals)) => form.again(sent, refusals, |code| if code.ends_with("reason_filled") { "motif" } else { "" }),
        None => form,
    }
}

/// One rule with its hits and changes.
pub(super) async fn show(visit: Visit) -> Answer {
    let (iban, payer) = (visit.query.get("iban").to_owned(), visit.query.get("payeur").to_owned());
    page(&visit, &iban, &payer, None).await
}

/// Takes it back, or lets it serve again.
pub(super) async fn change(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let (iban, payer) = (sent.fields.get("iban"), sent.fields.get("payeur"));
    let active = sent.fields.get("active") == "oui";
    let outcome = set_active(&mut writing.tx, &writing.act, iban, payer, active, sent.fields.get("motif")).await;
    let outcome = outcome.map(|()| Done {
        title: if active { "Règle remise en service" } else { "Règle retirée" }.into(),
        sentences: vec![
            if active {
                "Les prochains encaissements de ce compte seront de nouveau reconnus."
            } else {
                "Ce compte ne sert plus à reconnaître ce payeur. Ce qui attend reste à la personne dont c’est peut-être l’argent ; ce qui est déjà réparti reste réparti."
            }
            .into(),
        ],
        links: vec![("Revenir à la reconnaissance".into(), HERE.into())],
    });
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&visit, iban, payer, Some((&sent, &refusals))).await?).into_response())
        }
    }
}
