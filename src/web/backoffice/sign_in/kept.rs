//! A form that was being filled when the session ended: carried through the sign-in, shown again, sent when its author says so.
//! Where to go on after a sign-in travels in the same way.

use crate::access::Session;
use crate::ids::new_id;
use crate::refusal::Failure;
use crate::web::answer::{Problem, page};
use crate::web::form::{Field, Form, PERSON_CODE, TOKEN};
use crate::web::sent::{Fields, Sent};
use crate::web::visit::Visit;
use askama::Template;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};

/// The hidden field of the address to go on to.
const NEXT: &str = "suite";
/// The hidden field of the form that was kept, as JSON.
const KEPT: &str = "garde";

/// Where to go on, and the form that waits there.
#[derive(Clone, Debug, Default)]
pub struct Onward {
    next: String,
    kept: Vec<(String, String)>,
}

/// An address of this site; anything else leads to the dashboard.
fn local(path: &str) -> String {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.chars().all(|c| !c.is_control());
    if own { path.to_owned() } else { "/".to_owned() }
}

impl Onward {
    /// On to a page of this site.
    #[must_use]
    pub fn to(page: &str) -> Self {
        Self { next: local(page), kept: Vec::new() }
    }

    /// What an address carries: never a form, which anybody could have written there.
    #[must_use]
    pub fn of_address(query: &Fields) -> Self {
        Self { next: local(query.get(NEXT)), kept: Vec::new() }
    }

    /// What a form of the sign-in carries.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        let kept = serde_json::from_str(fields.get(KEPT)).unwrap_or_default();
        Self { next: local(fields.get(NEXT)), kept }
    }

    /// The hidden fields that carry it on.
    #[must_use]
    pub fn carried(&self, form: Form) -> Form {
        let form = form.field(Field::hidden(NEXT, self.next.as_str()));
        if self.kept.is_empty() {
            return form;
        }
        form.field(Field::hidden(KEPT, serde_json::to_string(&self.kept).unwrap_or_default()))
    }

    /// True when a form waits.
    #[must_use]
    pub const fn waits(&self) -> bool {
        !self.kept.is_empty()
    }

    /// The page to go on to.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.next
    }

    /// The address of a page that carries on; a kept form cannot travel in an address.
    #[must_use]
    pub fn address(&self, page: &str) -> String {
        let query = serde_urlencoded::to_string([(NEXT, &self.next)]).unwrap_or_default();
        format!("{page}?{query}")
    }

    /// The answer to who is in now: the page asked, or the form that was kept.
    ///
    /// # Errors
    /// Broken when the page cannot be written.
    pub fn arrive(&self, session: &Session) -> Result<Response, Problem> {
        if self.kept.is_empty() {
            return Ok(Redirect::to(&self.next).into_response());
        }
        let resumed = Resumed { fields: &self.kept, action: &self.next, token: &session.csrf };
        let content = resumed.render().map_err(|error| Failure::Broken(format!("{error}.")))?;
        Ok(page(None, "Reprendre votre saisie", &content))
    }
}

#[derive(Template)]
#[template(path = "backoffice/sign_in/resumed.html")]
struct Resumed<'a> {
    fields: &'a [(String, String)],
    action: &'a str,
    token: &'a str,
}

/// The page of a form whose token is of an earlier session of the same browser: shown again, sent when its author says so.
///
/// # Errors
/// Broken when the page cannot be written.
pub fn form_of_before(visit: &Visit, sent: &Sent) -> Result<Response, Problem> {
    Onward { next: local(&visit.path), kept: typed(sent) }.arrive(&visit.session)
}

/// The address of the sign-in that leads on to the page asked.
#[must_use]
pub fn sign_in_then(uri: &Uri) -> String {
    let asked = uri.path_and_query().map_or("/", |asked| asked.as_str());
    if asked == "/" {
        return super::SIGN_IN.to_owned();
    }
    Onward::to(asked).address(super::SIGN_IN)
}

/// What was typed, but for the token and for the code of a person, which is not for the eyes of whoever signs in.
fn typed(sent: &Sent) -> Vec<(String, String)> {
    sent.fields.without(&[&[TOKEN], &PERSON_CODE[..]].concat()).pairs().to_vec()
}

/// The page of a form that came after the end of its session: nothing typed is lost.
#[must_use]
pub fn session_ended(path: &str, sent: &Sent) -> Response {
    let mut kept = typed(sent);
    if kept.is_empty() {
        kept.push((crate::web::form::KEY.to_owned(), new_id()));
    }
    let onward = Onward { next: local(path), kept };
    let mut notice =
        "Votre session s’est terminée. Connectez-vous : ce que vous avez saisi est gardé, et vous sera montré avant l’envoi."
            .to_owned();
    if !sent.files.is_empty() {
        notice.push_str(" Les fichiers joints sont à choisir de nouveau.");
    }
    super::password::page_of_waiting(&onward, &notice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for elsewhere in ["https://autre.example/", "//autre.example", "/\\autre.example", "javascript:x", "", "/a\nb"] {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
        assert_eq!(local("/dossiers?q=a"), "/dossiers?q=a");
    }
}
