//! By what a session was opened.

/// How a session was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// By a password.
    Password,
    /// By the identity provider, which stands for the password.
    Provider {
        /// The link that let in.
        identity: String,
        /// True when the provider stood for the second factor too, as the house trusts it to.
        mfa: bool,
    },
}

impl Opened {
    /// From the words of the database.
    pub(super) fn of(word: &str, identity: Option<&str>) -> Self {
        let mfa = word == "provider_mfa";
        identity.map_or(Self::Password, |identity| Self::Provider { identity: identity.to_owned(), mfa })
    }

    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Provider { mfa: false, .. } => "provider",
            Self::Provider { mfa: true, .. } => "provider_mfa",
        }
    }

    /// The address as the audit keeps it, with what let in when that was not a password.
    pub(super) fn traced(&self, address: &str) -> String {
        match self {
            Self::Password => address.to_owned(),
            Self::Provider { mfa: false, .. } => format!("{address} (compte de l’organisation)").trim().to_owned(),
            Self::Provider { mfa: true, .. } => {
                format!("{address} (compte de l’organisation, sans deuxième étape)").trim().to_owned()
            }
        }
    }

    pub(super) fn identity(&self) -> Option<&str> {
        match self {
            Self::Password => None,
            Self::Provider { identity, .. } => Some(identity),
        }
    }
}
