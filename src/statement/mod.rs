//! The monthly statement (*relevé mensuel*) of a person: one model of the month, two layers, one tagged PDF.
//!
//! [`model::Statement`] is filled by one query; [`rules::check`] holds it to its sums; [`document::Document`] writes it in
//! French; [`render`] turns that into PDF/A-3a + PDF/UA-1, in worker processes of the same program ([`workers`]).

pub mod detail;
pub mod document;
pub mod issue;
pub mod issued;
pub mod letter;
pub mod measure;
pub mod model;
pub mod organisation;
pub(crate) mod pack;
mod page_number;
pub mod plain;
pub mod print_choice;
pub mod query;
pub mod render;
pub mod reply;
pub mod rules;
mod square_code;
pub mod wording;
pub mod workers;
