//! From a bank's statement to decided receipts: which lines are new, whose a credit is, what enters a pot and what never does.
//!
//! [`inspect`] shows any bank file to a person and writes nothing.
//!
//! Pure: [`age`], [`line`], [`continuity`], [`gap`], [`words`], [`recognition`], [`received`], [`interest`], and the rules of [`decision`]. The rest reads and writes.

pub mod age;
pub mod continuity;
pub mod decision;
pub mod gap;
pub mod inspect;
pub mod interest;
pub mod labels;
pub mod learnt;
pub mod line;
pub mod proof;
pub mod reason;
pub mod received;
pub mod recognition;
pub mod store;
pub mod words;
