//! *Dérogations*: exceptions to rent first, with a reason, granted by another person (RULE 30).

use super::GRANTS;
use super::shared::{Tabs, lets, month_typed, refused, tabs, visible};
use crate::calendar::one_month_after;
use crate::money::Cents;
use crate::payment::derogation::{self, Asked};
use crate::payment::view::derogations::{Derogation, derogations, terms};
use crate::refusal::{FILE_NOT_SEEN, Failure, Refusal, VALUE_MALFORMED, VALUE_MISSING};
use crate::rent::reserve::current;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Hidden, Kind, Refusals};
use crate::web::gate::MONEY;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use crate::web::words::{instant, short_day, short_id};
use askama::Template;

const PATH: &str = "/paiements/derogations";

const COLUMNS: &[Column] = &[
    words("personne", "Personne"),
    words("mois", "Loyer"),
    numbers("montant", "Montant"),
    words("motif", "Motif"),
    words("demande", "Demandée"),
    words("etat", "Approuvée"),
];

/// A demand that waits, and why the user cannot grant it.
struct Waiting {
    one: Derogation,
    stopped: &'static str,
    hidden: Hidden,
}

#[derive(Template)]
#[template(path = "backoffice/payments/derogations.html")]
struct Page<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    waiting: Vec<Waiting>,
    form: Option<Form>,
    list: String,
}

/// The demands, and the form that makes one.
pub async fn list(visit: Visit) -> Answer {
    shown(&visit, None, &[]).await
}

async fn shown(visit: &Visit, asked: Option<&Sent>, why: &[Refusal]) -> Answer {
    let page = Visit { path: PATH.to_owned(), ..visit.clone() };
    let mut tx = visit.read().await?;
    let all = derogations(&mut tx, &visible(visit)).await?;
    let today = visit.act(&mut tx).await?.today;
    let person = asked.map_or(visit.query.get("personne"), |sent| sent.fields.get("personne")).parse::<i64>().ok();
    let person = match person {
        Some(number) if crate::access::sees(&mut tx, &visit.session.user, number, visit.clock()).await? => Some(number),
        _ => None,
    };
    let owed = match person {
        Some(number) => terms(&mut tx, number, current(today).0, one_month_after(one_month_after(today))).await?,
        None => Vec::new(),
    };
    drop(tx);
    let (granted, waiting): (Vec<Derogation>, Vec<Derogation>) = all.into_iter().partition(|one| one.approver.is_some());
    let list = granted_list(&page, &granted);
    if list.is_csv() {
        return Ok(list.csv("derogations")?);
    }
    let choices: Vec<(String, String)> = owed
        .iter()
        .map(|term| {
            (
                format!("{} {}", term.month, term.lease),
                format!("{}, bail {}, {} dus", short_day(term.due_on), term.lease, term.unpaid),
            )
        })
        .collect();
    let form = lets(visit, MONEY).then(|| match asked {
        Some(sent) => form(visit, person, choices, &sent.fields).again(sent, why, place),
        None => form(visit, person, choices, &visit.query),
    });
    let waiting = waiting.into_iter().map(|one| Waiting { stopped: stopped(visit, &one), hidden: Hidden::new(visit, None), one });
    let on_top = if asked.is_none() { why } else { &[] };
    let page =
        Page { tabs: tabs(&page), refusals: Refusals { refusals: on_top }, waiting: waiting.collect(), form, list: list.html()? };
    visit.page("Dérogations au loyer d’abord", &page)
}

fn stopped(visit: &Visit, one: &Derogation) -> &'static str {
    if !lets(visit, GRANTS) {
        "Un responsable décide."
    } else if one.asked_by == visit.session.user.id {
        "Vous l’avez demandée : un autre responsable décide."
    } else {
        ""
    }
}

/// The form: once the person is known, it offers the rent terms that are owed.
fn form(visit: &Visit, person: Option<i64>, owed: Vec<(String, String)>, fields: &crate::web::sent::Fields) -> Form {
    let number = fields.get("personne").to_owned();
    let start = Form::new(visit, format!("{PATH}/demander"), "Demander la dérogation")
        .field(Field::new("personne", "Numéro de la personne", Kind::Text).with(number));
    let start = if person.is_some() && !owed.is_empty() {
        start.field(Field::new("terme", "Loyer concerné", Kind::Choice(owed)))
    } else {
        start.field(Field::new("bail", "Référence du bail", Kind::Text)).field(Field::new("mois", "Mois du loyer", Kind::Month))
    };
    start
        .field(
            Field::new("montant", "Part du loyer qui servira à autre chose", Kind::Amount)
                .hint("En euros. Cet argent redevient libre une fois la dérogation approuvée."),
        )
        .field(Field::new("motif", "Pourquoi", Kind::Area).hint("Le motif figure sur le relevé que la personne lit et signe."))
}

fn place(code: &str) -> &'static str {
    match code {
        "person_not_number" | "file_of_another" => "personne",
        "value_malformed" | "derogation_positive" => "montant",
        "value_missing" | "derogation_reason_filled" => "motif",
        "reference_missing" => "bail",
        _ => "",
    }
}

fn granted_list(visit: &Visit, granted: &[Derogation]) -> List {
    let mut list = List::new(visit, "Dérogations accordées", COLUMNS, "Aucune dérogation n’a été accordée.");
    for one in granted {
        let name = one.person_name.as_deref().unwrap_or_default();
        let approved = one.approved_at.map(instant).unwrap_or_default();
        list.push(vec![
            Cell::Link(format!("{name} ({})", one.person), format!("/dossiers/{}/budget", one.person)),
            Cell::text(format!("{}, bail {}", super::words::month(&one.month), one.lease)),
            Cell::Amount(one.cents),
            Cell::text(&one.reason),
            Cell::text(format!("{}, {}", instant(one.asked_at), one.asker)),
            Cell::State(format!("{approved}, {}", one.approver.as_deref().unwrap_or_default()), Tone::Good),
        ]);
    }
    list
}

/// Records a demand.
pub async fn ask(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = asked(&mut writing, &visit, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(shown(&visit, Some(&sent), &why).await?)),
    }
}

async fn asked(writing: &mut Writing, visit: &Visit, sent: &Sent) -> Result<Done, Failure> {
    let fields = &sent.fields;
    let number = fields.get("personne");
    let person: i64 = number
        .parse()
        .map_err(|_| VALUE_MALFORMED.because(format!("(« {number} » n’est pas un numéro de personne)")).at("Personne"))?;
    if !crate::access::sees(&mut writing.tx, &visit.session.user, person, visit.clock()).await? {
        return Err(FILE_NOT_SEEN.because(format!("(personne {person})")).into());
    }
    let text = fields.get("montant");
    let cents = Cents::parse(text).ok().filter(|cents| cents.is_positive());
    let cents = cents
        .ok_or_else(|| VALUE_MALFORMED.because(format!("(« {text} » n’est pas un montant au-dessus de zéro)")).at("Montant"))?;
    let reason = fields.get("motif").to_owned();
    if reason.is_empty() {
        return Err(VALUE_MISSING.because("(le motif)").into());
    }
    let (month, lease) = match fields.get("terme").split_once(' ') {
        Some((month, lease)) => {
            (month.parse().map_err(|_| VALUE_MALFORMED.because(format!("(« {month} »)")).at("Loyer"))?, lease.to_owned())
        }
        None => (month_typed(fields)?, fields.get("bail").to_owned()),
    };
    let asked = Asked { person, lease, month, cents, reason };
    let id = derogation::ask(&mut writing.tx, &writing.act, &asked).await?;
    Ok(Done {
        title: "Dérogation demandée".to_owned(),
        sentences: vec![
            format!("Demande {} : {cents} du loyer {} de la personne {person}.", short_id(&id), month.of_in_french()),
            "Rien ne change avant qu’un responsable, autre que vous, l’approuve.".to_owned(),
        ],
        links: vec![
            ("Revenir aux dérogations".to_owned(), PATH.to_owned()),
            ("Voir le dossier".to_owned(), format!("/dossiers/{person}/budget")),
        ],
    })
}

/// Grants a demand.
pub async fn approve(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let id = sent.fields.get("derogation");
    let done = Done {
        title: "Dérogation approuvée".to_owned(),
        sentences: vec!["L’argent est libéré du loyer. La dérogation figurera sur le relevé de la personne.".to_owned()],
        links: vec![("Revenir aux dérogations".to_owned(), PATH.to_owned())],
    };
    let outcome = derogation::approve(&mut writing.tx, &writing.act, id).await;
    match writing.end(outcome.map(|()| done)).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(why) => Ok(refused(shown(&visit, None, &why).await?)),
    }
}
