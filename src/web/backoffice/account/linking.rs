//! One's account at the house's identity provider: linked to one's user here, and taken away. Another site leads back here with who it is
//! that it knows; nothing is linked before its owner has read that name and said yes.

use super::confirm;
use crate::access::{ProposedIdentity, has_second_factor, identity_of, link_identity, proposed_identity, unlink_own_identity};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::{gateway, leave};
use crate::web::form::Form;
use crate::web::gate::Gate;
use crate::web::routes::Map;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};

pub(super) const HERE: &str = "/compte/organisation";
const LEAVE: &str = "/compte/organisation/partir";
pub(super) const UNLINK: &str = "/compte/organisation/retirer";

/// Adds these pages: they are nowhere without a provider.
pub fn add(map: Map) -> Map {
    map.get(HERE, Gate::Oneself, ask)
        .get(LEAVE, Gate::Oneself, depart)
        .post(UNLINK, Gate::Oneself, unlink)
        .get("/compte/organisation/{id}", Gate::Oneself, show)
        .post("/compte/organisation/{id}", Gate::Oneself, link)
}

/// The page of an identity that was proved and waits for its owner's yes.
pub(in crate::web::backoffice) fn address(proposed: &str) -> String {
    format!("{HERE}/{proposed}")
}

#[derive(Template)]
#[template(path = "backoffice/account/linking.html")]
struct Ask<'a> {
    issuer: &'a str,
    leave: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/account/linked.html")]
struct Show<'a> {
    proposed: &'a ProposedIdentity,
    name: &'a str,
    form: Form,
}

/// A link as the page of the account tells it: the name, since when, and whether there is one to take away.
pub(super) struct Told {
    pub words: String,
    pub facts: String,
    pub linked: bool,
}

/// The link of the visitor, in a house with a provider.
pub(super) async fn told(visit: &Visit) -> Result<Option<Told>, Problem> {
    let Some(gateway) = &visit.office.provider else { return Ok(None) };
    let mut tx = visit.read().await?;
    let identity = identity_of(&mut tx, &visit.session.user, gateway.provider.issuer()).await?;
    Ok(Some(identity.map_or_else(
        || Told {
            words: "Aucun compte lié".into(),
            facts: "Liez le vôtre pour vous connecter sans le mot de passe de Quitus.".into(),
            linked: false,
        },
        |identity| Told {
            words: identity.called,
            facts: format!("Lié le {}. Il remplace le mot de passe à la connexion.", instant(identity.linked_at)),
            linked: true,
        },
    )))
}

/// Says what will happen; who gave no second factor lately gives one first.
async fn ask(visit: Visit) -> Answer {
    let gateway = gateway(&visit.office)?;
    let mut tx = visit.read().await?;
    if !visit.session.is_confirmed(visit.now) && has_second_factor(&mut tx, &visit.session.user).await? {
        return Ok(Redirect::to(&confirm::then(HERE)).into_response());
    }
    visit.page("Lier mon compte de l’organisation", &Ask { issuer: gateway.provider.issuer(), leave: LEAVE })
}

/// Leaves for the provider.
async fn depart(visit: Visit) -> Answer {
    match leave(&visit.office, Some(&visit.session), HERE, visit.now).await {
        Err(Problem(failure)) => super::confirm_first(failure, HERE),
        answer => answer,
    }
}

/// Shows who the provider says that the visitor is.
async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let proposed = proposed_identity(&mut tx, &visit.session, &id, visit.now).await?;
    let form = Form::new(&visit, address(&id), "Lier ce compte");
    visit.page("Est-ce bien vous ?", &Show { proposed: &proposed, name: &visit.session.user.name, form })
}

/// Links it.
async fn link(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    link_identity(&mut writing.tx, &visit.session, &id, visit.now).await?;
    let done = Done {
        title: "Compte de l’organisation lié".into(),
        sentences: vec![
            "À la prochaine connexion, il remplacera votre mot de passe si vous le voulez. Votre mot de passe reste valable."
                .into(),
        ],
        links: super::back(),
    };
    Ok(writing.done(&done).await?)
}

/// Takes the link away.
async fn unlink(visit: Visit, sent: Sent) -> Answer {
    let issuer = gateway(&visit.office)?.provider.issuer();
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    match unlink_own_identity(&mut writing.tx, &visit.session, issuer, visit.now).await {
        Ok(()) => {
            let done = Done {
                title: "Compte de l’organisation retiré".into(),
                sentences: vec![
                    "Il n’ouvre plus rien ici\u{a0}; votre mot de passe reste valable. Vos autres sessions sont terminées."
                        .into(),
                ],
                links: super::back(),
            };
            Ok(writing.done(&done).await?)
        }
        Err(failure) => super::confirm_first(failure, super::HERE),
    }
}
