//! The life of a statement after its issue (RULE 43) and its countersignature, at the interview, in the person's own space and on paper (RULE 90 to 92).
//!
//! A statement that was issued is to present. It is shown by a [`presentation`], screen by screen; the person answers themself, with a code
//! of their own ([`answer`]), or on paper, where a second user compares the sheet with the statement before it counts ([`paper`]); tries to
//! reach them are noted ([`tries`]). Nobody signs for the person, and no state blocks money: nothing here reads or moves any.

pub mod answer;
pub mod code;
pub mod paper;
pub mod presentation;
pub mod proof;
pub mod rules;
pub mod seal;
pub mod sheet_mark;
pub mod signed_file;
mod step;
pub mod tries;
pub mod view;
pub mod wording;

use crate::refusal::{ANSWER_MISSING, Refusal, TRY_MEANS};
use serde::Serialize;

/// Where a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Issued; nobody has shown it to the person.
    ToPresent,
    /// Shown; the person has not answered.
    Presented,
    /// The person agrees.
    Signed,
    /// The person agrees but for what they wrote.
    SignedWithReserve,
    /// The person did not wish to sign.
    Refused,
    /// The person could not be reached.
    NotReached,
    /// The person does not agree.
    Contested,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::ToPresent,
        Self::Presented,
        Self::Signed,
        Self::SignedWithReserve,
        Self::Refused,
        Self::NotReached,
        Self::Contested,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToPresent => "to_present",
            Self::Presented => "presented",
            Self::Signed => "signed",
            Self::SignedWithReserve => "signed_with_reserve",
            Self::Refused => "refused",
            Self::NotReached => "not_reached",
            Self::Contested => "contested",
        }
    }

    /// Reads the word of the database.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// In French.
    #[must_use]
    pub const fn in_french(self) -> &'static str {
        match self {
            Self::ToPresent => "à présenter",
            Self::Presented => "présenté, sans réponse",
            Self::Signed => "signé",
            Self::SignedWithReserve => "signé avec réserve",
            Self::Refused => "non signé, à sa demande",
            Self::NotReached => "personne non jointe",
            Self::Contested => "contesté",
        }
    }
}

/// What the person says of their statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// They agree.
    Agree,
    /// They agree, but for what they write.
    Reserve,
    /// They do not agree, and write why.
    Disagree,
    /// They do not wish to sign.
    NotSigned,
}

impl Answer {
    /// Every answer, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Agree, Self::Reserve, Self::Disagree, Self::NotSigned];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Reserve => "reserve",
            Self::Disagree => "disagree",
            Self::NotSigned => "not_signed",
        }
    }

    /// Reads a word.
    ///
    /// # Errors
    /// `answer_missing`.
    pub fn read(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|answer| answer.code() == code).ok_or_else(|| ANSWER_MISSING.because(""))
    }

    /// The state that it leads to.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Agree => State::Signed,
            Self::Reserve => State::SignedWithReserve,
            Self::Disagree => State::Contested,
            Self::NotSigned => State::Refused,
        }
    }

    /// True when it says what it is about in words.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Reserve | Self::Disagree)
    }

    /// True when the person proves that it is they. Who does not wish to sign is not asked to type a code for it.
    #[must_use]
    pub const fn needs_code(self) -> bool {
        !matches!(self, Self::NotSigned)
    }
}

/// A screen of a presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The plain layer.
    Plain,
    /// The detail.
    Detail,
    /// Where the person answers.
    Answer,
}

impl Screen {
    /// The word in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Detail => "detail",
            Self::Answer => "answer",
        }
    }
}

/// What became of the person's copy of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copy {
    /// Handed over now, on paper.
    Given,
    /// They had it.
    Had,
    /// They want none.
    Declined,
}

impl Copy {
    /// Each, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Given, Self::Had, Self::Declined];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Had => "had",
            Self::Declined => "declined",
        }
    }

    /// Reads a word.
    ///
    /// # Errors
    /// `answer_missing`.
    pub fn read(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|copy| copy.code() == code).ok_or_else(|| ANSWER_MISSING.because("(votre copie du relevé)"))
    }
}

/// How the person was tried to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A call.
    Telephone,
    /// A letter.
    Letter,
    /// A visit.
    Visit,
    /// A text message or an e-mail.
    Message,
}

impl Means {
    /// Each, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Telephone, Self::Letter, Self::Visit, Self::Message];

    /// The word in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Letter => "letter",
            Self::Visit => "visit",
            Self::Message => "message",
        }
    }

    /// Reads a word.
    ///
    /// # Errors
    /// `statement_try_means_known`.
    pub fn read(code: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|means| means.code() == code).ok_or_else(|| TRY_MEANS.because(""))
    }

    /// In French.
    #[must_use]
    pub const fn in_french(self) -> &'static str {
        match self {
            Self::Telephone => "téléphone",
            Self::Letter => "courrier",
            Self::Visit => "visite",
            Self::Message => "message (SMS ou courriel)",
        }
    }
}
