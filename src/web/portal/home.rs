//! *Mon argent aujourd'hui*: what the pots hold, what came in, the next rent; and the last month, told as its statement
//! would tell it today.

use super::visit::PersonVisit;
use crate::access::Act;
use crate::books::dossier::account::pots;
use crate::books::dossier::head::{Head, head};
use crate::books::dossier::money_in::{Part, parts};
use crate::calendar::{Month, day_in_french};
use crate::money::Cents;
use crate::refusal::{Failure, PAGE_UNKNOWN};
use crate::signature::State;
use crate::signature::view::lives_of;
use crate::statement::document::Document;
use crate::statement::issued::preview;
use crate::store::Tx;
use crate::web::answer::Answer;
use askama::Template;
use chrono::NaiveDate;

#[derive(Template)]
#[template(path = "portal/home.html")]
struct Home {
    name: String,
    number: i64,
    today: String,
    waiting: String,
    total: Cents,
    received: Cents,
    rent: String,
    pots: Vec<(String, Cents)>,
    month: Option<(String, Document)>,
}

#[derive(Template)]
#[template(path = "portal/month.html")]
struct RunningMonth {
    heading: String,
    document: Document,
}

/// How far back the last month that can be told is looked for: the one that runs waits for the statements before it.
const BACK: usize = 3;

/// The last month that can be told: its heading, and what its statement would say today.
async fn running(tx: &mut Tx, act: &Act, person: i64) -> Result<Option<(String, Document)>, Failure> {
    let mut month = Month::of(act.today);
    for _ in 0..BACK {
        match preview(tx, act, person, month).await {
            Ok(document) => return Ok(Some((format!("Votre mois {}", month.of_in_french().replace('\'', "’")), document))),
            Err(Failure::Refused(_)) => month = month.previous(),
            Err(other) => return Err(other),
        }
    }
    Ok(None)
}

/// What was received since the month began, as decided.
fn received(parts: &[Part], today: NaiveDate) -> Option<Cents> {
    let counts =
        |part: &&Part| part.kind != "refused" && part.taken_back.is_none() && Month::of(part.received_on) == Month::of(today);
    Cents::total(parts.iter().filter(counts).map(|part| part.net))
}

/// The next rent, as the person is told it.
fn rent_in_words(head: &Head) -> String {
    match head.rent {
        Some((cents, day)) => format!("Prochain loyer à payer : {cents}, le {}.", day_in_french(day)),
        None => "Aucun loyer n’est à payer maintenant.".to_owned(),
    }
}

/// Those of the statements that wait for the person.
async fn waiting(tx: &mut Tx, person: i64) -> Result<String, Failure> {
    let mut waiting = 0_usize;
    for life in lives_of(tx, person).await? {
        if matches!(life.state()?, State::ToPresent | State::Presented | State::NotReached) {
            waiting = waiting.saturating_add(1);
        }
    }
    Ok(match waiting {
        0 => String::new(),
        1 => "Un relevé attend votre avis.".to_owned(),
        several => format!("{several} relevés attendent votre avis."),
    })
}

/// The first page.
pub(super) async fn home(visit: PersonVisit) -> Answer {
    let unsummed = || Failure::Broken("les montants d'un dossier ne s'additionnent pas.".into());
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let person = visit.person();
    let head = head(&mut tx, person, act.today, &[]).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let pots: Vec<(String, Cents)> = pots(&mut tx, person).await?.into_iter().map(|(_, label, cents)| (label, cents)).collect();
    let page = Home {
        rent: rent_in_words(&head),
        name: head.name,
        number: person,
        today: day_in_french(act.today),
        waiting: waiting(&mut tx, person).await?,
        total: Cents::total(pots.iter().map(|(_, cents)| *cents)).ok_or_else(unsummed)?,
        pots,
        received: received(&parts(&mut tx, person).await?, act.today).ok_or_else(unsummed)?,
        month: running(&mut tx, &act, person).await?,
    };
    drop(tx);
    visit.page("Mon argent", &page).await
}

/// That month, in detail: what was refused, what came back, and why.
pub(super) async fn month(visit: PersonVisit) -> Answer {
    let mut tx = visit.read().await?;
    let act = visit.act(&mut tx).await?;
    let (heading, document) = running(&mut tx, &act, visit.person()).await?.ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    drop(tx);
    visit.page("Mon mois", &RunningMonth { heading, document }).await
}
