//! What goes back to the browser: pages in their frame, and problems as pages that say what to do.

use super::typography::hard_spaces;
use super::visit::Visit;
use crate::access::Role;
use crate::calendar::day_in_french;
use crate::refusal::{
    ACCESS_NOT_CONFIRMED, COMES_FROM_ELSEWHERE, FILE_NOT_SEEN, FORM_TOO_LARGE, Failure, PAGE_NOT_FOR_ROLE, PAGE_UNKNOWN, Refusal,
};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use std::sync::Arc;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub struct Problem(pub Failure);

/// What a handler answers.
pub type Answer = Result<Response, Problem>;

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.into())
    }
}

/// The problem travels to the gate, which knows the user and writes the page.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The HTTP status of a failure (design §3, Outcomes).
pub(super) fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(refusals) => {
            let is = |codes: &[&str]| refusals.iter().any(|refusal| codes.contains(&refusal.code.name));
            if is(&[PAGE_NOT_FOR_ROLE.name, ACCESS_NOT_CONFIRMED.name, FILE_NOT_SEEN.name, COMES_FROM_ELSEWHERE.name]) {
                StatusCode::FORBIDDEN
            } else if is(&[PAGE_UNKNOWN.name]) {
                StatusCode::NOT_FOUND
            } else if is(&[FORM_TOO_LARGE.name]) {
                StatusCode::PAYLOAD_TOO_LARGE
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            }
        }
        Failure::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// One entry of the menu.
struct Entry {
    words: &'static str,
    href: &'static str,
    here: bool,
}

/// The menu of a role; each entry leads somewhere that the role may go.
fn menu(role: Role, path: &str, demonstration: bool) -> Vec<Entry> {
    let files = role != Role::Admin;
    let books = matches!(role, Role::Comptable | Role::Responsable | Role::Auditeur);
    let entries = [
        (true, "Tableau de bord", "/"),
        (files, "Dossiers", "/dossiers"),
        (files, "Banque", "/banque"),
        (files, "Paiements", "/paiements"),
        (files, "Relevés", "/releves"),
        (books, "Comptabilité", "/comptabilite"),
        (true, "Administration", "/administration"),
        (true, "Aide", "/aide"),
        (demonstration, "Démonstration", "/demonstration"),
    ];
    let here = |href: &str| if href == "/" { path == "/" } else { path == href || path.starts_with(&format!("{href}/")) };
    entries.into_iter().filter(|(may, ..)| *may).map(|(_, words, href)| Entry { words, href, here: here(href) }).collect()
}

#[derive(Template)]
#[template(path = "frame.html")]
struct Frame<'a> {
    title: &'a str,
    content: &'a str,
    menu: Vec<Entry>,
    user: Option<(&'a str, &'static str)>,
    token: &'a str,
    /// The day of the demonstration, when one is served.
    demonstration: Option<String>,
    /// A screen that is handed to a person: nothing on it leads elsewhere by itself.
    for_person: bool,
    /// Who hands it over.
    organisation: &'a str,
}

/// A page in its frame: with the menu for who is signed in, bare for the others.
#[must_use]
pub fn page(visit: Option<&Visit>, title: &str, content: &str) -> Response {
    let signed_in = visit.filter(|visit| visit.session.stage == crate::access::Stage::Full && !visit.session.awaits);
    let frame = Frame {
        title,
        content,
        menu: signed_in.map(|visit| menu(visit.role(), &visit.path, visit.office.demonstration.is_some())).unwrap_or_default(),
        demonstration: visit.and_then(|visit| visit.office.demonstration.as_deref()).map(|bank| day_in_french(bank.today())),
        user: visit.map(|visit| (visit.session.user.name.as_str(), visit.role().word())),
        token: visit.map_or("", |visit| visit.session.csrf.as_str()),
        for_person: false,
        organisation: "",
    };
    framed(&frame)
}

/// A page for the person of a file, on a screen that is handed to them: large, and without any menu.
#[must_use]
pub fn page_for_person(organisation: &str, title: &str, content: &str) -> Response {
    framed(&Frame {
        title,
        content,
        menu: Vec::new(),
        user: None,
        token: "",
        demonstration: None,
        for_person: true,
        organisation,
    })
}

fn framed(frame: &Frame<'_>) -> Response {
    match frame.render() {
        Ok(html) => Html(hard_spaces(&html)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    title: &'static str,
    refusals: &'a [Refusal],
    sentence: String,
    incident: Option<String>,
}

/// True of the screens that are handed to a person: the reading of a statement, and the choice of a code.
fn is_held_by_a_person(path: &str) -> bool {
    path.contains("/lecture/") || path.ends_with("/code/choisir")
}

/// The page of a problem. The details of a breakdown are in the log only, under the number that the page shows.
#[must_use]
pub fn problem(visit: Option<&Visit>, problem: &Problem) -> Response {
    let status = status(&problem.0);
    let (title, refusals, sentence, incident) = match &problem.0 {
        Failure::Refused(refusals) => {
            let title = match status {
                StatusCode::FORBIDDEN if problem.0.code() == Some(ACCESS_NOT_CONFIRMED.name) => "Accès à confirmer",
                StatusCode::FORBIDDEN => "Accès refusé",
                StatusCode::NOT_FOUND => "Page introuvable",
                _ => "Ce n’est pas possible ainsi",
            };
            (title, refusals.as_slice(), String::new(), None)
        }
        Failure::Unavailable { .. } => ("Réessayez dans un instant", &[][..], problem.0.to_string(), None),
        Failure::Broken(why) => {
            let number = crate::ids::new_id();
            let number = super::words::short_id(&number);
            tracing::error!(incident = %number, "{why}");
            let sentence = "Une erreur est survenue dans Quitus. Rien de ce que vous demandiez n’a été enregistré. \
                Signalez le numéro ci-dessous à la personne qui administre Quitus."
                .to_owned();
            ("Une erreur est survenue", &[][..], sentence, Some(number))
        }
    };
    let content = ProblemPage { title, refusals, sentence, incident }.render().unwrap_or_default();
    // On the screen that a person holds, even a problem leads nowhere else.
    let shown = match visit {
        Some(visit) if is_held_by_a_person(&visit.path) => page_for_person("", title, &content),
        _ => page(visit, title, &content),
    };
    (status, shown).into_response()
}
