//! Signing in.

use crate::web::form::{Field, Form, Kind};
use crate::web::gate::Gate;
use crate::web::routes::Map;
use crate::web::sent::Sent;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};

/// Where the second factor is asked.
pub const SECOND_FACTOR: &str = "/connexion/code";
/// Where a first second factor is chosen.
pub const ENROL: &str = "/connexion/activer";

/// Adds the pages of signing in.
pub fn add(map: Map) -> Map {
    map.get("/connexion", Gate::Open, sign_in)
}

async fn sign_in() -> Response {
    use askama::Template;
    let form = Form::open(String::new(), "/connexion", "Se connecter")
        .field(Field::new("nom", "Votre nom", Kind::Text))
        .field(Field::new("mot_de_passe", "Mot de passe", Kind::Password));
    crate::web::answer::page(None, "Connexion", &form.render().unwrap_or_default())
}

/// The sign-in page, which leads on to the page asked.
pub fn sign_in_then(uri: &Uri) -> String {
    let _ = uri;
    "/connexion".to_owned()
}

/// The session ended before the form was sent.
pub fn session_ended(_path: &str, _sent: &Sent) -> Response {
    "session".into_response()
}
