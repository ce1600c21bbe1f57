//! Who acts: users and how they prove who they are, their roles, whose file is whose, and the trace of every write and of every read
//! of a file (RULE 35, 81).

mod administration;
mod assignment;
mod at_rest;
mod attempt;
mod challenge;
mod confirmation;
mod day;
mod factor;
mod hash;
mod identity;
pub mod lockout;
mod opened;
mod organisation;
mod passkey;
mod password;
pub mod person_code;
pub mod policy;
pub mod portal;
mod recovery;
pub mod retention;
mod sealing;
mod secret;
mod session;
mod sign_in;
mod store;
mod telephone;
mod totp;
mod trace;
pub mod visibility;

pub use administration::{Account, UserChange, accounts, disable_user, enable_user, set_role, user_changes};
pub use assignment::{
    Assignment, Files, Replacement, assign, assignments_of, end_replacement, files_seen, must_see, replace, replacements,
    seen_among, sees,
};
pub use at_rest::{Sealed, SealedWith, seal_secrets, sealed_secrets};
pub use challenge::CHALLENGE;
pub use confirmation::{
    AwaitedAccess, Confirmed, access_awaited, access_by_no_third, awaits_confirmation, confirm_access, rescue_access,
};
pub use day::{business_day, last_days};
pub use factor::{Factor, Factors, Given, factors_of, remove_factor, reset_second_factor, second_factor};
pub use identity::{
    AwaitedLink, CameBack, DEPARTURE, Departure, Discovered, LinkedIdentity, NotProved, Proof, ProposedIdentity, Provider,
    ProviderAnswer, ProviderAsked, Settings as ProviderSettings, Way, arrive, come_back, confirm_link, depart, identity_of,
    link_identity, links_awaited, propose_identity, proposed_identity, unlink_identity, unlink_own_identity,
};
pub use opened::Opened;
pub use organisation::{Organisation, organisation, set_organisation};
pub use passkey::{
    RegisteredPasskey, Site, passkey_begin_registration, passkey_begin_sign_in, passkey_finish_registration, passkeys_of,
};
pub use password::{INVITATION, Invitation, accept_invitation, change_password, first_administrator, invite, invited};
pub use recovery::{CODES, recovery_codes_left, renew_recovery_codes};
pub(crate) use sealing::of_seal_key;
pub use sealing::{KeyId, KeyRing};
pub use session::{
    ABSOLUTE, CONFIRMED, IDLE, NewSession, OpenSession, PENDING, Session, Stage, end_session, end_sessions_of, expires_at,
    session, sessions_of, touch,
};
pub use sign_in::{
    Asked, Checked, SignIn, has_second_factor, proof_failed, provider_asked, sign_in, sign_in_asked, sign_in_by_identity,
    sign_in_checked,
};
pub use store::{active_users, add_user, audit, audit_many, find_by_id, find_user, list_users, named_user, program};
pub use telephone::{Enrolled, totp_awaited, totp_begin, totp_confirm};
pub use totp::{TotpEnrolment, telephone_code};
pub use trace::{
    AuditFilter, AuditLine, FileRead, Page, ReadFilter, SAME_READING, audit_actions, audit_page, is_read_noted, read_file,
    reads_of, reads_page,
};
pub use visibility::{Reach, visible, visible_people_condition};

use crate::refusal::{ROLE_NOT_ALLOWED, Refusal};
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
    /// Change roles; give a way in to somebody who has one already: not for who moves money.
    Accounts,
    /// Say who manages whom.
    Assign,
    /// Read who wrote and who read what.
    Audit,
    /// Change the settings of the Département.
    Settings,
    /// Amend the list of benefits as the law is amended.
    Catalogue,
    /// Say, as a second person, that an access was given to the right one.
    Confirm,
    /// Say how long a new account waits before its first payment.
    Delays,
    /// Remove traces of access that are past their term.
    Retention,
    /// Hold what is known of a file in litigation, and let it go.
    Litigation,
    /// Show a statement to its person, and record what they answer.
    Present,
    /// Put in force a key of the organisation's seal.
    Seal,
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
            Right::Money | Right::Present => matches!(self, Self::Gestionnaire | Self::Comptable | Self::Responsable),
            Right::Approve => matches!(self, Self::Comptable | Self::Responsable),
            Right::Caseload => matches!(self, Self::Comptable | Self::Responsable | Self::Admin),
            Right::Users => matches!(self, Self::Admin | Self::Responsable),
            Right::BankProfile => matches!(self, Self::Comptable | Self::Responsable | Self::Admin),
            Right::Accounts | Right::Seal => matches!(self, Self::Admin),
            Right::Assign | Right::Delays => matches!(self, Self::Responsable | Self::Admin),
            Right::Confirm => matches!(self, Self::Comptable | Self::Responsable | Self::Admin),
            Right::Audit => matches!(self, Self::Responsable | Self::Auditeur),
            Right::Settings => matches!(self, Self::Responsable | Self::Admin),
            Right::Catalogue => matches!(self, Self::Admin),
            // The server does it by itself every day.
            Right::Retention => matches!(self, Self::Responsable | Self::Admin | Self::Programme),
            Right::Litigation => matches!(self, Self::Responsable),
        }
    }

    /// True when a password alone does not let the role in: every role that moves money or gives access.
    #[must_use]
    pub const fn needs_second_factor(self) -> bool {
        !matches!(self, Self::Auditeur)
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

impl User {
    /// The user, if their role holds the right.
    ///
    /// # Errors
    /// `role_not_allowed`.
    pub fn with(&self, right: Right) -> Result<&Self, Refusal> {
        if self.role.may(right) {
            Ok(self)
        } else {
            let able: Vec<_> = Role::PEOPLE.into_iter().filter(|role| role.may(right)).map(Role::word).collect();
            let facts = format!("({}, {} ; il faut : {})", self.name, self.role, able.join(", "));
            Err(ROLE_NOT_ALLOWED.because(facts))
        }
    }
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
    pub fn with(&self, right: Right) -> Result<&Self, Refusal> {
        self.user.with(right)?;
        Ok(self)
    }
}
