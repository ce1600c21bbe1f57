//! Every address of the site, each with who may use it: the table that the router is made from and that a test walks.

use super::gate::{self, Gate};
use super::server::Office;
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
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
    office: Arc<Office>,
}

impl Map {
    /// An empty site.
    #[must_use]
    pub fn new(office: Arc<Office>) -> Self {
        Self { router: Router::new(), rows: Vec::new(), office }
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

    /// The router.
    pub fn into_router(self) -> Router<Arc<Office>> {
        self.router
    }
}
