//! *Argent refusé*: what the law does not let in, why, and its way back to the payer.

use super::face::here;
use crate::access::{Act, visible};
use crate::benefit::rules::Reason;
use crate::calendar::day_in_french;
use crate::money::Cents;
use crate::payment::State;
use crate::payment::give_back::{Destination, give_back};
use crate::payment::refused::{RefusedPart, Which, refused};
use crate::plural::count;
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::MONEY;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::iban;
use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

const COLUMNS: &[Column] = &[
    words("jour", "Reçu le"),
    numbers("montant", "Montant"),
    words("payeur", "Payeur"),
    words("revenu", "Revenu"),
    words("motif", "Motif"),
    words("etat", "Restitution"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/refused.html")]
struct Page {
    done: bool,
    list: String,
}

/// The list; `etat=rendus` shows what went back.
pub async fn list(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let done = visit.query.get("etat") == "rendus";
    let condition = visible(&visit.session.user, "s.person", visit.clock());
    let parts = refused(&mut tx, if done { Which::Done } else { Which::Open }, &condition).await?;
    let empty = if done {
        "Rien n’a encore été rendu."
    } else {
        "Aucun argent refusé à rendre. Un revenu hors de la liste viendra ici dès qu’il est refusé."
    };
    let mut list = List::new(&visit, "Argent refusé", COLUMNS, empty);
    for part in &parts {
        let (state, tone) = state(part);
        list.push(vec![
            Cell::Day(part.received_on),
            Cell::AmountLink(part.cents, format!("/banque/refuses/{}", part.receipt)),
            Cell::text(part.payer.clone().unwrap_or_default()),
            Cell::text(what(part)),
            Cell::text(why(part)),
            Cell::State(state.to_owned(), tone),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("argent-refuse")?);
    }
    visit.page("Argent refusé", &Page { done, list: list.html()? })
}

fn what(part: &RefusedPart) -> String {
    part.outside.clone().or_else(|| part.benefit.clone()).unwrap_or_default()
}

fn why(part: &RefusedPart) -> String {
    format!("{} ({})", Reason::of(&part.reason).map_or("", Reason::words), part.article)
}

fn state(part: &RefusedPart) -> (&'static str, Tone) {
    match part.order_state.as_deref().and_then(State::of) {
        None => ("à proposer", Tone::Bad),
        Some(State::Proposed) => ("à approuver", Tone::Waiting),
        Some(State::Approved | State::Sealed) => ("en route", Tone::Waiting),
        Some(_) => ("rendu", Tone::Good),
    }
}

struct PartSeen {
    cents: Cents,
    what: String,
    why: String,
    state: &'static str,
    tone: &'static str,
    to: String,
    order: Option<String>,
}

#[derive(Template)]
#[template(path = "backoffice/bank/refused_one.html")]
struct OnePage {
    receipt: String,
    payer: String,
    account: String,
    day: String,
    total: Cents,
    parts: Vec<PartSeen>,
    to_payer: Option<Form>,
    elsewhere: Option<Form>,
    open: bool,
}

/// One refused credit, and the forms that give it back.
pub async fn one(visit: Visit, Path(receipt): Path<String>) -> Answer {
    page(&visit, &receipt, None).await
}

async fn page(visit: &Visit, receipt: &str, tried: Option<(&Sent, Vec<Refusal>)>) -> Answer {
    let mut tx = visit.read().await?;
    let condition = visible(&visit.session.user, "s.person", visit.clock());
    let parts = refused(&mut tx, Which::Of(receipt), &condition).await?;
    drop(tx);
    let first = parts.first().ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let waits = MONEY.lets(visit.role()) && parts.iter().any(|part| part.order_id.is_none());
    let elsewhere = tried.as_ref().is_some_and(|(sent, _)| sent.fields.get("vers") == "autre");
    let (to_payer, other) = if waits { forms(visit, receipt, first) } else { (None, None) };
    let again = |form: Option<Form>, mine: bool| match (&tried, form) {
        (Some((sent, refusals)), Some(form)) if mine => {
            Some(form.again(sent, refusals, if elsewhere { place_elsewhere } else { place }))
        }
        (_, form) => form,
    };
    let content = OnePage {
        receipt: receipt.to_owned(),
        payer: first.payer.clone().unwrap_or_else(|| "payeur non indiqué par la banque".to_owned()),
        account: first.iban.as_deref().map(iban).unwrap_or_default(),
        day: day_in_french(first.received_on),
        total: Cents::total(parts.iter().map(|part| part.cents)).unwrap_or_default(),
        open: elsewhere || to_payer.is_none(),
        to_payer: again(to_payer, !elsewhere),
        elsewhere: again(other, elsewhere),
        parts: parts.iter().map(seen).collect(),
    };
    let people: Vec<i64> = parts.iter().filter_map(|part| part.person).collect();
    for person in people {
        visit.open_file(person, "argent refusé").await?;
    }
    let status = if tried.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, visit.page("Argent refusé", &content)?).into_response())
}

fn seen(part: &RefusedPart) -> PartSeen {
    let (state, tone) = state(part);
    let to = match (&part.to_name, &part.to_iban) {
        (Some(name), Some(account)) => format!("{name}, {}", iban(account)),
        _ => String::new(),
    };
    let tone = match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        _ => "waiting",
    };
    PartSeen { cents: part.cents, what: what(part), why: why(part), state, tone, to, order: part.order_id.clone() }
}

fn forms(visit: &Visit, receipt: &str, part: &RefusedPart) -> (Option<Form>, Option<Form>) {
    let action = format!("/banque/refuses/{receipt}/rendre");
    let evidence =
        |name| Field::new(name, "Pièce justificative", Kind::Text).hint("Référence du document : relevé, courrier du payeur…");
    let known = part.payer.is_some() && part.iban.is_some();
    let to_payer =
        Form::new(visit, action.clone(), "Rendre au payeur").field(Field::hidden("vers", "payeur")).field(evidence("piece"));
    let other = Form::new(visit, action, "Rendre sur ce compte")
        .field(Field::hidden("vers", "autre"))
        .field(Field::new("nom", "Titulaire du compte", Kind::Text))
        .field(Field::new("iban", "IBAN", Kind::Text))
        .field(evidence("piece_autre"));
    (known.then_some(to_payer), Some(other))
}

fn place(code: &str) -> &'static str {
    if code == "evidence_missing" { "piece" } else { "" }
}

fn place_elsewhere(code: &str) -> &'static str {
    match code {
        "evidence_missing" => "piece_autre",
        "iban_invalid" => "iban",
        _ => "nom",
    }
}

/// Proposes the orders that give it back.
pub async fn give(visit: Visit, Path(receipt): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = proposed(&mut writing.tx, &writing.act, &receipt, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => page(&visit, &receipt, Some((&sent, here(refusals, &receipt)))).await,
    }
}

async fn proposed(tx: &mut Tx, act: &Act, receipt: &str, sent: &Sent) -> Result<Done, Failure> {
    let fields = &sent.fields;
    let elsewhere = fields.get("vers") == "autre";
    let to = elsewhere.then(|| Destination { name: fields.get("nom").to_owned(), iban: fields.get("iban").to_owned() });
    let evidence = fields.get(if elsewhere { "piece_autre" } else { "piece" });
    let orders = give_back(tx, act, receipt, to.as_ref(), evidence).await?;
    let own = ("Voir cet argent refusé".to_owned(), format!("/banque/refuses/{receipt}"));
    Ok(Done {
        title: "Restitution proposée".to_owned(),
        sentences: vec![format!(
            "{}, à approuver par une deuxième personne.",
            count(orders.len(), "paiement préparé", "paiements préparés")
        )],
        links: vec![
            own,
            ("Argent refusé".to_owned(), "/banque/refuses".to_owned()),
            ("Paiements à approuver".to_owned(), "/paiements/approuver".to_owned()),
        ],
    })
}

/// The letter to the payer.
pub async fn letter(visit: Visit, Path(receipt): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let condition = visible(&visit.session.user, "s.person", visit.clock());
    let parts = refused(&mut tx, Which::Of(&receipt), &condition).await?;
    if parts.is_empty() {
        return Err(PAGE_UNKNOWN.because("").into());
    }
    let letter = crate::statement::letter::of(&mut tx, &receipt, &parts, act.today).await?;
    drop(tx);
    for person in parts.iter().filter_map(|part| part.person) {
        visit.open_file(person, "lettre de refus").await?;
    }
    let printed = tokio::task::spawn_blocking(move || letter.pdf()).await;
    let pdf =
        printed.map_err(|error| Failure::Broken(format!("{error}.")))?.map_err(|error| Failure::Broken(error.to_string()))?;
    let name = format!("attachment; filename=\"refus-{}.pdf\"", crate::web::words::short_id(&receipt));
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], pdf).into_response())
}
