//! The look, the script and the picture: in the program itself, kept by browsers for a day.

use super::gate::Gate;
use super::routes::Map;
use axum::http::header;
use axum::response::{IntoResponse, Response};

fn asset(kind: &'static str, bytes: &'static [u8]) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")], bytes).into_response()
}

/// Adds the files of the site.
#[must_use]
pub fn add(map: Map) -> Map {
    map.get("/statique/quitus.css", Gate::Open, || async { asset("text/css; charset=utf-8", include_bytes!("assets/quitus.css")) })
        .get("/statique/quitus.js", Gate::Open, || async {
            asset("text/javascript; charset=utf-8", include_bytes!("assets/quitus.js"))
        })
        .get("/statique/quitus.svg", Gate::Open, || async { asset("image/svg+xml", include_bytes!("assets/quitus.svg")) })
        .get("/favicon.ico", Gate::Open, || async { asset("image/svg+xml", include_bytes!("assets/quitus.svg")) })
}
