//! The double-entry ledger: append-only entries in a hash chain, one running balance per account, no pot below zero.
//!
//! Money moves only by [`post`], from a draft that one file of [`movement`] makes: the list of those files is the list of
//! ways money can move. The ledger knows accounts, people by number and days; no bank, no name, no SEPA word.
//!
//! Promises, each held by the database itself (`migrations/*/0004_ledger.sql`, `0007_law.sql`): an entry has at least two lines
//! that sum to zero; numbers follow each other per journal and year; every entry seals the one before; nothing is changed or
//! deleted; an entry never mixes two people or two bank accounts; a balance is the sum of its lines.

pub mod account;
pub mod balance;
pub mod chain;
pub mod chart;
pub mod entry;
pub mod movement;
pub mod period;
pub mod post;
pub mod verify;

pub use chart::{Account, AccountCode, Chart, Pot};
pub use entry::{Draft, Line, Movement, Posted};
pub use post::post;
