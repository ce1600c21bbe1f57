//! The frame of the space: large, without the back-office's menu and without scripts; and its problems, told plainly.

use super::HOME;
use crate::access::Organisation;
use crate::ids::new_id;
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::web::answer::{Problem, status};
use crate::web::remedies;
use crate::web::typography::hard_spaces;
use crate::web::words::short_id;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// What stands around a page.
#[derive(Debug, Default)]
pub(super) struct Around<'a> {
    /// Who manages the money.
    pub(super) house: Option<Organisation>,
    /// For who is in: the path asked, and the token of their forms.
    pub(super) inside: Option<(&'a str, &'a str)>,
}

#[derive(Template)]
#[template(path = "portal/frame.html")]
struct Frame<'a> {
    title: &'a str,
    content: &'a str,
    name: &'a str,
    phone: &'a str,
    places: Vec<(&'static str, &'static str, bool)>,
    token: &'a str,
}

/// The places of the space.
fn places(path: &str) -> Vec<(&'static str, &'static str, bool)> {
    let statements = path.starts_with("/espace/releves");
    vec![(HOME, "Mon argent", !statements), ("/espace/releves", "Mes relevés", statements)]
}

/// A page in its frame.
pub(super) fn in_space(around: &Around<'_>, title: &str, content: &str) -> Response {
    let house = around.house.as_ref();
    let frame = Frame {
        title,
        content,
        name: house.map_or("", |house| house.name.as_str()),
        phone: house.map_or("", |house| house.phone.as_str()),
        places: around.inside.map(|(path, _)| places(path)).unwrap_or_default(),
        token: around.inside.map_or("", |(_, token)| token),
    };
    match frame.render() {
        Ok(html) => Html(hard_spaces(&html)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// What the person reads of something that did not work.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What happened.
    pub(super) said: String,
    /// What to do.
    pub(super) remedy: String,
    /// What to quote on the telephone; empty when there is nothing to quote.
    pub(super) code: &'static str,
}

impl Told {
    fn only(said: &str, remedy: &str) -> Vec<Self> {
        vec![Self { said: said.to_owned(), remedy: remedy.to_owned(), code: "" }]
    }
}

/// Refusals as the person reads them.
pub(super) fn told(refusals: &[Refusal]) -> Vec<Told> {
    let curly = |text: &str| text.replace('\'', "’").trim().to_owned();
    let one = |one: &Refusal| Told {
        said: curly(&format!("{} {}", one.code.sentence, one.facts)),
        remedy: curly(remedies::of(one.code)),
        code: one.code.name,
    };
    refusals.iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "portal/problem.html")]
struct Wrong {
    title: &'static str,
    sentences: Vec<Told>,
}

/// True of the addresses of the space.
pub fn is_in_the_space(path: &str) -> bool {
    path.strip_prefix(HOME).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An address of the space that leads nowhere.
pub fn unknown() -> Response {
    problem(&Around::default(), &PAGE_UNKNOWN.because("").into())
}

/// The page of a problem. The details of a breakdown are in the log only.
pub(super) fn problem(around: &Around<'_>, problem: &Problem) -> Response {
    let status = status(&problem.0);
    let (title, sentences) = match &problem.0 {
        Failure::Refused(_) if status == StatusCode::NOT_FOUND => {
            ("Page introuvable", Told::only("Cette page n’existe pas dans votre espace.", ""))
        }
        Failure::Refused(refusals) => ("Ce n’est pas possible ainsi", told(refusals)),
        Failure::Unavailable { .. } => ("Réessayez dans un instant", Told::only("Votre espace ne répond pas encore.", "")),
        Failure::Broken(why) => {
            let number = new_id();
            let number = short_id(&number);
            tracing::error!(incident = %number, "{why}");
            let said = format!("Dites ce numéro à qui vous accompagne : {number}.");
            ("Une erreur est survenue", Told::only(&said, "Votre argent n’est pas touché."))
        }
    };
    let content = Wrong { title, sentences }.render().unwrap_or_default();
    (status, in_space(around, title, &content)).into_response()
}

#[cfg(test)]
mod tests {
    use super::is_in_the_space;

    #[test]
    fn the_space_is_told_from_its_neighbours() {
        assert!(is_in_the_space("/espace") && is_in_the_space("/espace/nulle/part"));
        assert!(!is_in_the_space("/espaces") && !is_in_the_space("/") && !is_in_the_space("/dossiers/1/espace"));
    }
}
