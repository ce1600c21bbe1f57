//! Rent first: the terms that a lease makes, the reserve that sets their money aside, and the old terms that arrears settle
//! (design §5, CASF L271-2).

pub mod arrears;
pub mod reserve;
mod schedule;
mod store;
pub mod terms;

pub use schedule::{Leases, write_terms};
pub use store::{DueTerm, Moves, due_terms, hold_rent, positions, rent_moves, reserve_day, set_rent_aside};
