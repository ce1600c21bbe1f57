//! Rent first (CASF L271-2): what is owed to the landlord each month.

mod store;
pub mod terms;

pub use store::{Leases, write_terms};
