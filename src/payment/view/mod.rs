//! What pages show of payments: where a month stands, orders with the names around them, files, and the life of one order.
//!
//! Each list takes `visible`, the SQL condition on the column of people that keeps a manager to their own files (RULE 81).

pub mod answers;
pub mod derogations;
pub mod files;
pub mod life;
pub mod listed;
pub mod month;
pub mod sealing;
pub mod verdict;
pub mod why_failed;

/// Gives the SQL condition on a column of people: only the files that the user may see.
pub type Visible<'a> = &'a (dyn Fn(&str) -> String + Sync);
