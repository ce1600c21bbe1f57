//! The web: server-rendered French pages over the same services as the command line. No rule lives here, and every page works
//! without JavaScript.
//!
//! A request passes its [`gate`](routes) first (where from, who, which role, the form and its token), then one handler, which calls
//! a service and fills a page. [`routes::Map`] is the only way to add an address, so that none is without a gate.

pub mod answer;
mod archive;
mod assets;
pub mod backoffice;
mod caller;
mod cookie;
pub mod daily;
pub mod form;
pub mod gate;
pub mod list;
pub mod notes;
mod portal;
pub mod provider;
pub mod remedies;
pub mod routes;
pub mod sent;
pub mod server;
mod told;
mod turn;
pub mod typography;
pub mod visit;
pub mod words;

pub use server::{Listening, Office, Site, listen, map, serve};
