//! Who somebody is at the house's own identity provider (OpenID Connect), and which user that is here. An identity is the provider's
//! issuer and subject, compared as they are; its user links it from an open session, and nothing is ever guessed from a name.
//!
//! [`provider`] speaks the protocol and proves an identity; it reaches the network only by the [`Way`] that a face gives it. [`store`]
//! keeps who left for the provider and who is linked; what both decide is in [`rules`].

mod confirmation;
mod provider;
mod rules;
mod store;

pub use confirmation::{AwaitedLink, confirm_link, links_awaited};
pub use provider::{Discovered, NotProved, Proof, Provider, ProviderAnswer, ProviderAsked, Settings, Way};
pub use rules::{DEPARTURE, Departure};
pub use store::{
    CameBack, LinkedIdentity, ProposedIdentity, arrive, come_back, depart, identity_of, link_identity, propose_identity,
    proposed_identity, unlink_identity, unlink_own_identity,
};
pub(super) use store::{Link, end_identities, linked};
