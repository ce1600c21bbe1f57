//! The look, the script and the picture: in the program itself, kept by browsers for a day.

use super::gate::Gate;
use super::routes::Map;
use axum::http::header;
use axum::response::{IntoResponse, Response};

fn asset(kind: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")], bytes).into_response()
}

/// The look of the whole site, then that of each area.
const STYLE: &str = concat!(
    include_str!("assets/quitus.css"),
    include_str!("backoffice/dashboard/style.css"),
    include_str!("backoffice/files/style.css"),
    include_str!("backoffice/signature/style.css"),
    include_str!("backoffice/bank/style.css"),
    include_str!("backoffice/payments/style.css"),
    include_str!("backoffice/books/style.css"),
    include_str!("backoffice/house/style.css"),
    include_str!("backoffice/account/style.css"),
    include_str!("backoffice/help/style.css"),
    include_str!("portal/style.css"),
);

/// Adds the files of the site.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/statique/quitus.css", Gate::Open, || async { asset("text/css; charset=utf-8", STYLE.as_bytes()) })
        .get("/statique/quitus.js", Gate::Open, || async {
            asset("text/javascript; charset=utf-8", include_bytes!("assets/quitus.js"))
        })
        .get("/statique/passkeys.js", Gate::Open, || async {
            asset("text/javascript; charset=utf-8", include_bytes!("assets/passkeys.js"))
        })
        .get("/statique/quitus.svg", Gate::Open, || async { asset("image/svg+xml", include_bytes!("assets/quitus.svg")) })
        .get("/favicon.ico", Gate::Open, || async { asset("image/svg+xml", include_bytes!("assets/quitus.svg")) })
}
