//! Quitus: the ledger and back-office of a UDAF's MASP 2 contracts. See `docs/ARCHITECTURE.md`.

pub mod calendar;
pub mod ids;
pub mod money;
pub mod statement;
