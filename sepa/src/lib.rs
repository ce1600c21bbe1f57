//! French bank files: bytes in, values out.
#![forbid(unsafe_code)]

pub mod camt;
pub mod diagnostic;
pub mod statement;
