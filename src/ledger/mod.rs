//! The double-entry ledger: accounts, entries, balances. Knows no bank, name or SEPA word.

pub mod account;
