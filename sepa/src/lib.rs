#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bic;
pub mod calendar;
pub mod camt;
pub mod cfonb120;
pub mod charset;
pub mod diagnostic;
pub mod file;
pub mod iban;
pub mod pain001;
pub mod pain002;
pub mod profile;
pub mod reference;
pub mod statement;
mod tree;
