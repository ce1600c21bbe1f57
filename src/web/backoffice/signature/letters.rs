//! The letters in which a person's next statements are printed, as they ask.

use super::person;
use crate::refusal::Failure;
use crate::statement::model::Print;
use crate::statement::print_choice::{choose as record, chosen};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Ended, Visit, Writing};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};

const LETTERS: &str = "lettres";

/// The form, with what was chosen last.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub(in crate::web::backoffice) async fn form(visit: &Visit, tx: &mut Tx, person: i64) -> Result<Form, Failure> {
    let print = chosen(tx, &[person]).await?.get(&person).copied().unwrap_or_default();
    let choices = Print::ALL.map(|print| (print.code().to_owned(), print.in_french().to_owned()));
    Ok(Form::new(visit, format!("/dossiers/{person}/releves/lettres"), "Enregistrer")
        .field(Field::new(LETTERS, "Lettres des prochains relevés", Kind::Choice(choices.into())).with(print.code().to_owned())))
}

/// Records the choice.
pub async fn choose(visit: Visit, Path(number): Path<String>, sent: Sent) -> Answer {
    let person = person(&visit, &number).await?;
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    let outcome = recorded(&mut writing, person, &sent).await;
    match writing.end(outcome).await? {
        Ended::Done(answer) => Ok(answer),
        // Only a form that is not ours says something else.
        Ended::Refused(_) => Ok(Redirect::to(&format!("/dossiers/{person}/releves")).into_response()),
    }
}

async fn recorded(writing: &mut Writing, person: i64, sent: &Sent) -> Result<Done, Failure> {
    let print = Print::read(sent.fields.get(LETTERS))?;
    record(&mut writing.tx, &writing.act, person, print).await?;
    Ok(Done {
        title: "Choix enregistré".to_owned(),
        sentences: vec![format!("Prochains relevés du dossier {person} : {}.", print.in_french().to_lowercase())],
        links: vec![("Revenir aux relevés".to_owned(), format!("/dossiers/{person}/releves"))],
    })
}
