//! Means of signing in: taken away, and codes on paper made anew.

use crate::access::{CODES as HOW_MANY, Factor, recovery_codes_left, remove_factor, renew_recovery_codes};
use crate::plural::count;
use crate::web::answer::{Answer, Problem};
use crate::web::form::Form;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;

pub(super) const CODES: &str = "/compte/codes";

#[derive(Template)]
#[template(path = "backoffice/account/renew.html")]
struct Renew {
    how_many: usize,
    left: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "backoffice/sign_in/codes.html")]
struct Codes {
    codes: Vec<String>,
    next: &'static str,
}

/// The codes, shown once.
pub(super) fn codes_page(visit: &Visit, codes: Vec<String>) -> Result<Response, Problem> {
    visit.page("Vos codes de secours", &Codes { codes, next: super::HERE })
}

/// Says what new codes do to the old ones.
pub(super) async fn ask_codes(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let left = match recovery_codes_left(&mut tx, &visit.session.user).await? {
        0 => "Aucun ne reste.".to_owned(),
        some => format!("{}, qui ne serviront plus.", count(some, "ancien code reste", "anciens codes restent")),
    };
    let form = Form::new(&visit, CODES, "Faire de nouveaux codes");
    visit.page("Nouveaux codes de secours", &Renew { how_many: HOW_MANY, left, form })
}

/// Makes new ones.
pub(super) async fn renew_codes(visit: Visit, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    match renew_recovery_codes(&mut writing.tx, &visit.session, visit.now).await {
        Ok(codes) => {
            let done = Done {
                title: "Nouveaux codes de secours".into(),
                sentences: vec!["Ils ont été montrés une fois. Si vous ne les avez pas notés, faites-en d’autres.".into()],
                links: super::back(),
            };
            writing.keep(&done).await?;
            codes_page(&visit, codes)
        }
        Err(failure) => super::confirm_first(failure, CODES),
    }
}

async fn remove(visit: &Visit, sent: &Sent, factor: Factor<'_>, title: &str) -> Answer {
    let mut writing = match visit.begin(sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    match remove_factor(&mut writing.tx, &visit.session, factor, visit.now).await {
        Ok(()) => {
            let done = Done {
                title: title.into(),
                sentences: vec!["N’ouvre plus rien. Vos autres sessions sont terminées.".into()],
                links: super::back(),
            };
            Ok(writing.done(&done).await?)
        }
        Err(failure) => super::confirm_first(failure, super::HERE),
    }
}

/// Takes the telephone away.
pub(super) async fn remove_telephone(visit: Visit, sent: Sent) -> Answer {
    remove(&visit, &sent, Factor::Totp, "Téléphone retiré").await
}

/// Takes a passkey away.
pub(super) async fn remove_passkey(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    remove(&visit, &sent, Factor::Passkey(&id), "Clé d’accès retirée").await
}
