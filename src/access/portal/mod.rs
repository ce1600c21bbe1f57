//! The way into the person's own space (*espace personnel*): a link that a user gives them once they know who they are, with which the person
//! chooses their code; then the file's number, or the link, and that code. A code taken back or renewed ends every session that it
//! opened; so does the link.

mod link;
mod session;

pub use link::{Given, LASTS, Opened, end, give, opened, standing, used};
pub use session::{
    ABSOLUTE, Asked, Checked, IDLE, NewPortalSession, PortalSession, SignIn, asked, asked_of, enter, expires_at, leave, session,
    sign_in, touch,
};
