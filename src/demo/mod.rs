//! An invented caseload and a simulated bank, file to file (neither sees the database), and the play that puts both in front of
//! the real services.
//!
//! [`caseload::Caseload::invent`] makes persons, contracts, leases and budgets from a seed; its [`plan::Plan`] says what
//! payers and creditors will do; [`bank::Bank`] plays that plan day by day, answers the payment files that it receives
//! and writes the statements. The same seed gives the same bytes. All names, accounts and places are invented, and
//! the bank codes (99xxx) belong to no bank.

pub mod bank;
pub mod caseload;
pub mod chance;
pub mod days;
pub mod iban;
pub mod keys;
mod names;
pub mod plan;
pub mod play;
pub mod summary;
