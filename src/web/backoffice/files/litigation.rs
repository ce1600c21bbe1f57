//! A file in litigation, said at the head of its journal: since when, why, and until when nothing of it goes away (RULE 82).

use super::file::File;
use super::journal;
use crate::access::retention::{Hold, holds_of, lift_hold, place_hold};
use crate::access::{Act, Right};
use crate::calendar::{day_in_french, parse_day};
use crate::refusal::{Failure, HOLD_DATES, HOLD_LIFTED_WHY, HOLD_REASON, NOT_A_DATE, PAGE_UNKNOWN, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit};
use crate::web::words::instant;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;

const DAY: &str = "jour";
const WHY: &str = "motif";

/// What the journal says of it.
pub struct Told {
    /// The hold that lives, and those that ended.
    pub live: Option<String>,
    /// Those that ended.
    pub ended: Vec<String>,
    /// The form that places or lifts one, for who may.
    pub form: Option<Form>,
    /// True after a refusal: the form is open.
    pub open: bool,
}

/// What is known of a person's file; with what was sent and refused, its form again.
pub async fn told(visit: &Visit, file: &mut File, refused: Option<(&Sent, &[Refusal])>) -> Result<Told, Failure> {
    let (live, ended): (Vec<Hold>, Vec<Hold>) =
        holds_of(&mut file.tx, file.number).await?.into_iter().partition(|hold| hold.lifted_on.is_none());
    let may = visit.role().may(Right::Litigation);
    let form = may.then(|| {
        let form = if live.is_empty() {
            Form::new(visit, file.at("/litige"), "Noter le litige")
                .field(Field::new(DAY, "En litige depuis le", Kind::Day).with(file.today().to_string()))
                .field(Field::new(WHY, "Raison", Kind::Text).hint("Qui conteste, quoi, devant qui. Elle reste dans le journal."))
        } else {
            Form::new(visit, file.at("/litige/lever"), "Lever la conservation")
                .grave()
                .field(Field::new(DAY, "Litige clos le", Kind::Day).with(file.today().to_string()))
                .field(Field::new(WHY, "Raison", Kind::Text).hint("Comment il s’est clos. Elle reste dans le journal."))
        };
        match refused {
            Some((sent, refusals)) => form.again(sent, refusals, place),
            None => form,
        }
    });
    Ok(Told {
        live: live.first().map(|hold| {
            format!(
                "En litige depuis le {}, noté par {} le {}. {}",
                day_in_french(hold.held_from),
                hold.placed_by,
                instant(hold.placed_at),
                hold.reason
            )
        }),
        ended: ended.iter().filter_map(over).collect(),
        form,
        open: refused.is_some(),
    })
}

fn place(code: &str) -> &'static str {
    if code == HOLD_DATES.name || code == NOT_A_DATE.name {
        DAY
    } else if code == HOLD_REASON.name || code == HOLD_LIFTED_WHY.name {
        WHY
    } else {
        ""
    }
}

fn over(hold: &Hold) -> Option<String> {
    let (on, by, why) = (hold.lifted_on?, hold.lifted_by.as_ref()?, hold.lifted_why.as_ref()?);
    Some(format!(
        "Du {} au {} : {}. Noté par {}, clos par {by} : {why}",
        day_in_french(hold.held_from),
        day_in_french(on),
        hold.reason,
        hold.placed_by
    ))
}

/// Says that a file is in litigation.
pub async fn hold(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    change(visit, number, sent, true).await
}

/// Says that it is no more.
pub async fn lift(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    change(visit, number, sent, false).await
}

async fn change(visit: Visit, number: String, sent: Sent, begins: bool) -> Answer {
    let person: i64 = number.parse().map_err(|_| PAGE_UNKNOWN.because(format!("(dossier « {number} »)")))?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = changed(&mut writing.tx, &writing.act, person, &sent, begins).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        Ended::Refused(refusals) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, journal::page(&visit, &number, Some((&sent, &refusals))).await?)
                .into_response())
        }
    }
}

async fn changed(tx: &mut Tx, act: &Act, person: i64, sent: &Sent, begins: bool) -> Result<Done, Failure> {
    let typed = sent.fields.get(DAY);
    let day: NaiveDate = parse_day(typed).ok_or_else(|| NOT_A_DATE.because(format!("(« {typed} »)")))?;
    let why = sent.fields.get(WHY);
    let (title, sentence) = if begins {
        place_hold(tx, act, person, day, why).await?;
        ("noté en litige", "Rien de ce dossier ne s’efface, ni ses traces de lecture, tant que la conservation n’est pas levée.")
    } else {
        lift_hold(tx, act, person, day, why).await?;
        ("litige clos", "Ses traces de lecture s’effacent de nouveau après leur temps de conservation.")
    };
    Ok(Done {
        title: format!("Dossier {person} : {title}"),
        sentences: vec![sentence.to_owned()],
        links: vec![("Revenir au journal du dossier".to_owned(), format!("/dossiers/{person}/journal"))],
    })
}
