//! What a bank file sets in motion, in one transaction: new lines are booked, our orders settle or come back, certain benefits
//! enter their pots, the rent is set aside, agreed direct debits pay their budget line, and everything else waits for a person.

pub mod answer;
pub mod close;
pub mod day;
pub mod debit;
pub mod evidence;
pub mod expected;
pub mod files;
pub mod import;
pub mod interest;
mod interest_taken_back;
pub mod look;
pub mod opening;
pub mod pages;
pub mod proposed;
pub mod reach;
pub mod receipt;
pub mod split;
mod take;
pub mod undone;
pub mod upload;
mod whose;
