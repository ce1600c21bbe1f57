//! Who acts: users, their roles, and the trace of every write (RULE 35, 81).

mod day;
mod organisation;
mod store;

pub use day::{business_day, last_days};
pub use organisation::{Organisation, organisation, set_organisation};
pub use store::{add_user, audit, audit_many, find_user, list_users, program};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// What a user may do (design §8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Account manager: own files.
    Gestionnaire,
    /// Accountant: money, no social notes.
    Comptable,
    /// Manager: second approval, derogations.
    Responsable,
    /// Auditor: reads only.
    Auditeur,
    /// Administrator: settings, no money.
    Admin,
    /// Quitus itself, for what it posts without a decision.
    Programme,
}

/// What a role may be asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Import, split, prepare, seal: everything that moves or prepares money.
    Money,
    /// Approve what another prepared.
    Approve,
    /// Change the caseload.
    Caseload,
    /// Add users.
    Users,
    /// Record what a bank agreed to.
    BankProfile,
}

impl Role {
    /// Every role that a person may have.
    pub const PEOPLE: [Self; 5] = [Self::Gestionnaire, Self::Comptable, Self::Responsable, Self::Auditeur, Self::Admin];

    /// The word in the database, on the command line and on screen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gestionnaire => "gestionnaire",
            Self::Comptable => "comptable",
            Self::Responsable => "responsable",
            Self::Auditeur => "auditeur",
            Self::Admin => "admin",
            Self::Programme => "programme",
        }
    }

    /// True when the role holds the right.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        match right {
            Right::Money => matches!(self, Self::Gestionnaire | Self::Comptable | Self::Responsable),
            Right::Approve => matches!(self, Self::Comptable | Self::Responsable),
            Right::Caseload => matches!(self, Self::Gestionnaire | Self::Comptable | Self::Responsable | Self::Admin),
            Right::Users => matches!(self, Self::Admin | Self::Responsable),
            Right::BankProfile => matches!(self, Self::Comptable | Self::Responsable | Self::Admin),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Reads the role of a person: nobody can be given that of the program.
impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::PEOPLE
            .into_iter()
            .find(|role| role.word() == text)
            .ok_or_else(|| "un rôle est gestionnaire, comptable, responsable, auditeur ou admin".to_owned())
    }
}

/// A person who uses Quitus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// The identifier that enters sealed entries.
    pub id: String,
    /// The name that `--by` gives.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// One act: who does it, when, and on which business day. Every write receives one.
#[derive(Clone, Debug)]
pub struct Act {
    /// The author.
    pub user: User,
    /// The instant of recording, in UTC.
    pub at: DateTime<Utc>,
    /// The business day in Paris.
    pub today: NaiveDate,
}

impl Act {
    /// The act, if the author's role holds the right.
    ///
    /// # Errors
    /// `role_not_allowed`.
    pub fn with(&self, right: Right) -> Result<&Self, crate::refusal::Refusal> {
        if self.user.role.may(right) {
            Ok(self)
        } else {
            let able: Vec<_> = Role::PEOPLE.into_iter().filter(|role| role.may(right)).map(Role::word).collect();
            let facts = format!("({}, {} ; il faut : {})", self.user.name, self.user.role, able.join(", "));
            Err(crate::refusal::ROLE_NOT_ALLOWED.because(facts))
        }
    }
}
