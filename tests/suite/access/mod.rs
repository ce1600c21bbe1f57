//! The door and the keys: invitations, passwords, second factors, sessions, users, whose file is whose, and what is noted of it.

mod administration;
mod assignment;
mod device;
mod factors;
pub mod house;
mod identity;
mod sign_in;
mod trace;
mod two_people;

pub use device::encoded;

use libtest_mimic::Trial;

/// The tests of this module.
pub fn tests() -> Vec<Trial> {
    [
        sign_in::tests(),
        factors::tests(),
        identity::tests(),
        administration::tests(),
        assignment::tests(),
        trace::tests(),
        two_people::tests(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
