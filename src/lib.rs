//! Quitus: the ledger and back-office of a UDAF's MASP 2 contracts. See `docs/ARCHITECTURE.md`.

pub mod access;
pub mod bank;
pub mod benefit;
pub mod books;
pub mod budget;
pub mod calendar;
pub mod caseload;
pub mod cli;
pub mod demo;
pub mod ids;
pub mod intake;
pub mod ledger;
pub mod money;
pub mod payment;
pub mod person;
pub mod plural;
pub mod refusal;
pub mod rent;
pub mod settings;
pub mod signature;
pub mod statement;
pub mod store;
pub mod web;

/// For the whole program; its C parts (SQLite) get the same by the crate's `override`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
