//! Every address of the site, each with who may use it: the table that the router is made from and that a test walks.

use super::gate::{self, Gate};
use super::server::Office;
use axum::Router;
use axum::handler::Handler;
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{MethodRouter, get, post};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a request does to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes, with a form.
    Post,
}

/// One address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Reads or writes.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub gate: Gate,
}

/// The router and the table of its rows, filled together: an address without a gate cannot be written.
#[derive(Debug)]
pub struct Map {
    router: Router<Arc<Office>>,
    rows: Vec<Route>,
    pages: Vec<(&'static str, &'static str)>,
    office: Arc<Office>,
}

impl Map {
    /// An empty site.
    #[must_use]
    pub fn new(office: Arc<Office>) -> Self {
        Self { router: Router::new(), rows: Vec::new(), pages: Vec::new(), office }
    }

    /// An address that reads.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, gate: Gate, handler: H) -> Self
    where
        H: Handler<T, Arc<Office>>,
        T: 'static,
    {
        self.add(Route { method: Method::Get, path, gate }, get(handler))
    }

    /// An address that writes: the form is read, and its token checked, before the handler sees it.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, gate: Gate, handler: H) -> Self
    where
        H: Handler<T, Arc<Office>>,
        T: 'static,
    {
        self.add(Route { method: Method::Post, path, gate }, post(handler))
    }

    /// Says which page holds the form of the last address, where it is not the page above it.
    #[must_use]
    pub fn form_on(mut self, page: &'static str) -> Self {
        self.pages.extend(self.rows.last().map(|row| (row.path, page)));
        self
    }

    fn add(mut self, row: Route, handler: MethodRouter<Arc<Office>>) -> Self {
        let guarded = handler.layer(from_fn_with_state((Arc::clone(&self.office), row.gate), gate::guard));
        self.router = self.router.route(row.path, guarded);
        self.rows.push(row);
        self
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Route] {
        &self.rows
    }

    /// The router. An address that only writes stays in the browser's bar after a refused form: who asks it again, or kept it, is led to
    /// the page that holds the form, which has its own gate.
    pub fn into_router(self) -> Router<Arc<Office>> {
        let reads: BTreeSet<&str> = self.rows.iter().filter(|row| row.method == Method::Get).map(|row| row.path).collect();
        let only_write: BTreeSet<&'static str> =
            self.rows.iter().map(|row| row.path).filter(|path| !reads.contains(path)).collect();
        let lead = |router: Router<Arc<Office>>, path: &'static str| {
            let told = self.pages.iter().find(|(form, _)| *form == path).map(|(_, page)| *page);
            let page = told.unwrap_or_else(|| page_above(path, &reads)).to_owned();
            router.route(path, get(move |asked: Uri| async move { Redirect::to(&filled(&page, asked.path())) }))
        };
        only_write.into_iter().fold(self.router, lead)
    }
}

/// The nearest page above an address.
fn page_above<'p>(path: &'p str, reads: &BTreeSet<&str>) -> &'p str {
    let above = std::iter::successors(path.rsplit_once('/'), |(above, _)| above.rsplit_once('/'));
    above.map(|(above, _)| above).find(|above| reads.contains(above)).unwrap_or("/")
}

/// A page's path with the parts that were asked in the place of its parameters.
fn filled(page: &str, asked: &str) -> String {
    let mut asked = asked.split('/');
    let parts = page.split('/').map(|part| (part, asked.next().unwrap_or_default()));
    parts.map(|(part, asked)| if part.starts_with('{') { asked } else { part }).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_on_the_nearest_page_above() {
        let reads = BTreeSet::from(["/", "/banque/encaissements", "/banque/encaissements/{id}", "/compte"]);
        for (path, page) in [
            ("/banque/encaissements/{id}/frais", "/banque/encaissements/{id}"),
            ("/banque/encaissements/ensemble/decider", "/banque/encaissements"),
            ("/compte/cles/{id}/retirer", "/compte"),
            ("/deconnexion", "/"),
        ] {
            assert_eq!(page_above(path, &reads), page, "{path}");
        }
        assert_eq!(filled("/banque/encaissements/{id}", "/banque/encaissements/A1/frais"), "/banque/encaissements/A1");
        assert_eq!(filled("/", "/deconnexion"), "/");
    }
}
