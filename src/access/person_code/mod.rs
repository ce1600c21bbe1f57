//! The person's own code (*code personnel*): chosen by the person on a screen that is handed to them, kept as argon2id, renewed and
//! taken back, made to wait after wrong tries. It proves who answers a statement at the interview (RULE 90, 92); no user ever sees it.

mod rules;
mod store;

pub(super) use rules::plain;
pub use rules::{Known, LONGEST, SHORTEST, acceptable};
pub use store::{Asked, Checked, Seen, Standing, Witness, asked, choose, choose_by_link, note_wrong, revoke, standing, used};
