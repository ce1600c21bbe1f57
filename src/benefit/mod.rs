//! The closed list of CASF D271-2.

pub mod rules;
