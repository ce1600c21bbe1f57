//! The second factor once more, before one's means of signing in change; then back to where it was asked.

use crate::access::{Given, SignIn, second_factor};
use crate::refusal::Refusal;
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::{KeyForm, Onward, given, key_form, key_site, typed_code, with_session};
use crate::web::cookie;
use crate::web::form::{Field, Form, Kind};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

pub(super) const HERE: &str = "/compte/confirmer";
pub(super) const KEY: &str = "/compte/confirmer/cle";
pub(super) const KEY_ASKED: &str = "/compte/confirmer/cle/commencer";

#[derive(Template)]
#[template(path = "backoffice/account/confirm.html")]
struct Page {
    form: Form,
    key: Option<KeyForm>,
}

/// The address of this page, which comes back to another.
pub(super) fn then(back: &str) -> String {
    Onward::to(back).address(HERE)
}

async fn page(visit: &Visit, onward: &Onward, refused: Option<(&Sent, Refusal)>) -> Result<Response, Problem> {
    let field = Field::new("code", "Code", Kind::Code)
        .hint("Les 6 chiffres de l’application de votre téléphone, ou l’un de vos codes de secours.")
        .autocomplete("one-time-code");
    let mut form = onward.carried(Form::new(visit, HERE, "Confirmer").field(field));
    if let Some((sent, refusal)) = refused {
        form = form.again(sent, &[refusal], |_| "code");
    }
    let key = key_form(&visit.office, &visit.session, onward, (KEY, KEY_ASKED)).await?;
    visit.page("Confirmer que c’est vous", &Page { form, key })
}

/// Asks for the code.
pub(super) async fn ask(visit: Visit) -> Answer {
    page(&visit, &Onward::of_address(&visit.query), None).await
}

/// Checks the code.
pub(super) async fn check(visit: Visit, headers: HeaderMap, sent: Sent) -> Answer {
    answer(&visit, &headers, &sent, given(&visit.office, &typed_code(&sent))).await
}

/// Checks the answer of a passkey.
pub(super) async fn check_key(visit: Visit, headers: HeaderMap, sent: Sent) -> Answer {
    let site = key_site(&visit)?.clone();
    answer(&visit, &headers, &sent, Given::Passkey(&site, sent.fields.get("reponse"))).await
}

/// A right factor opens the session anew, under another secret; a wrong one counts as at the door.
async fn answer(visit: &Visit, headers: &HeaderMap, sent: &Sent, given: Given<'_>) -> Answer {
    let onward = Onward::of(&sent.fields);
    let secret = cookie::secret(headers).unwrap_or_default();
    let mut tx = visit.office.db.write().await?;
    let answer = second_factor(&mut tx, &secret, given, visit.now).await?;
    tx.commit().await?;
    match answer {
        SignIn::Refused(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, &onward, Some((sent, refusal))).await?).into_response())
        }
        SignIn::SignedIn(new) | SignIn::SecondFactor(new) | SignIn::MustEnrol(new) => {
            with_session(onward.arrive(&new.session)?, &new)
        }
    }
}
