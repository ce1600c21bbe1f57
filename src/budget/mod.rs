//! The agreed budget and the waterfall that funds it, rent first (domain §3.3, RULE 30-34, 40).

pub mod due;
pub mod waterfall;
