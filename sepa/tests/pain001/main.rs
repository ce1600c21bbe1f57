//! Transfer orders: the file we write, the checker that judges it, and the oracles that we did not write.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod any;
mod echo;
mod golden;
mod limits;
mod mutants;
mod oracles;
mod profiles;
mod python;
mod samples;
#[path = "../schemas/mod.rs"]
mod schemas;
mod splits;
