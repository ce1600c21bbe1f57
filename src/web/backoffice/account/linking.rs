//! One's account at the house's identity provider: linked to one's user here, and taken away. Another site leads back here with who it is
//! that it knows; nothing is linked before its owner has read that name and said yes.

use super::confirm;
use crate::access::{ProposedIdentity, has_second_factor, identity_of, link_identity, proposed_identity, unlink_own_identity};
use crate::refusal::{PASSWORD_WRONG, Refusal};
use crate::web::answer::{Answer, Problem};
use crate::web::backoffice::sign_in::{checked_again, gateway, leave, out_with};
use crate::web::form::{Field, Form, Kind};
use crate::web::gate::Gate;
use crate::web::routes::Map;
use crate::web::sent::Sent;
use crate::web::visit::{Begun, Done, Visit};
use crate::web::words::instant;
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

pub(super) const HERE: &str = "/compte/organisation";
const LEAVE: &str = "/compte/organisation/partir";
pub(super) const UNLINK: &str = "/compte/organisation/retirer";

/// What the account's page is told once an account is linked.
pub(super) const LINKED: &str = "organisation";

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
    trusted: bool,
    leave: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/account/linked.html")]
struct Show<'a> {
    proposed: &'a ProposedIdentity,
    name: &'a str,
    trusted: bool,
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
            facts: format!(
                "Lié le {}. Il remplace le mot de passe à la connexion{}.",
                instant(identity.linked_at),
                match (gateway.provider.is_trusted(), identity.confirmed_at.is_some()) {
                    (false, _) => "",
                    (true, true) => ", et la deuxième étape quand il en a vérifié deux",
                    (true, false) => ". Une deuxième personne doit le confirmer avant qu’il remplace aussi la deuxième étape",
                }
            ),
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
    let provider = &gateway.provider;
    let page = Ask { issuer: provider.issuer(), trusted: provider.is_trusted(), leave: LEAVE };
    visit.page("Lier mon compte de l’organisation", &page)
}

/// Leaves for the provider, from our own page alone: another site that begins it leads to that page, which says what it is about.
async fn depart(visit: Visit, headers: HeaderMap) -> Answer {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return Ok(Redirect::to(HERE).into_response());
    }
    match leave(&visit.office, Some(&visit.session), HERE, visit.now).await {
        Err(Problem(failure)) => super::confirm_first(failure, HERE),
        answer => answer,
    }
}

fn shown(visit: &Visit, proposed: &ProposedIdentity, refused: Option<(&Sent, Refusal)>) -> Result<Response, Problem> {
    let mut form = Form::new(visit, address(&proposed.id), "Lier ce compte")
        .field(Field::new("mot_de_passe", "Votre mot de passe de Quitus", Kind::Password).autocomplete("current-password"));
    if let Some((sent, refusal)) = refused {
        form = form.again(sent, &[refusal], |code| if code == PASSWORD_WRONG.name { "mot_de_passe" } else { "" });
    }
    let trusted = gateway(&visit.office)?.provider.is_trusted();
    visit.page("Est-ce bien vous ?", &Show { proposed, name: &visit.session.user.name, trusted, form })
}

/// Shows who the provider says that the visitor is.
async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.read().await?;
    let proposed = proposed_identity(&mut tx, &visit.session, &id, visit.now).await?;
    shown(&visit, &proposed, None)
}

/// Links it. No request is kept: its content would be the password. Sent again, the account is linked already.
async fn link(visit: Visit, Path(id): Path<String>, sent: Sent) -> Answer {
    let done = || Ok(Redirect::to(&format!("{}?fait={LINKED}", super::HERE)).into_response());
    let mut tx = visit.read().await?;
    let linked = identity_of(&mut tx, &visit.session.user, gateway(&visit.office)?.provider.issuer()).await?;
    if linked.is_some_and(|linked| linked.id == id) {
        return done();
    }
    let proposed = proposed_identity(&mut tx, &visit.session, &id, visit.now).await?;
    drop(tx);
    let again = |status: StatusCode, refusal: Refusal| -> Answer {
        Ok((status, shown(&visit, &proposed, Some((&sent, refusal)))?).into_response())
    };
    let password = match checked_again(&visit.office, &visit.session, sent.fields.raw("mot_de_passe")).await? {
        Ok(checked) => checked,
        Err(busy) => return again(StatusCode::SERVICE_UNAVAILABLE, busy),
    };
    let mut tx = visit.office.db.write().await?;
    let refused = link_identity(&mut tx, &visit.session, &id, password, visit.now).await?;
    tx.commit().await?;
    refused.map_or_else(done, |refusal| again(StatusCode::UNPROCESSABLE_ENTITY, refusal))
}

/// Takes the link away.
async fn unlink(visit: Visit, sent: Sent) -> Answer {
    let issuer = gateway(&visit.office)?.provider.issuer();
    let mut writing = match visit.begin(&sent).await? {
        Begun::New(writing) => writing,
        Begun::Before(answer) => return Ok(answer),
    };
    match unlink_own_identity(&mut writing.tx, &visit.session, issuer, visit.now).await {
        Ok(goes_on) => {
            let done = Done {
                title: "Lien avec le compte de l’organisation retiré".into(),
                sentences: vec![
                    "Ce compte n’ouvre plus rien ici ; votre mot de passe reste valable. Vos autres sessions sont terminées."
                        .into(),
                ],
                links: super::back(),
            };
            let answer = writing.done(&done).await?;
            let notice = "Le lien est retiré. Le compte de l’organisation avait ouvert cette session, qui est terminée : \
                connectez-vous avec votre mot de passe.";
            Ok(if goes_on { answer } else { out_with(&visit.office, notice) })
        }
        Err(failure) => super::confirm_first(failure, super::HERE),
    }
}
