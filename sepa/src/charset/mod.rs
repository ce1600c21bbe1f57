//! The character set of SEPA messages: letters without accents, digits, space and `/ - ? : ( ) . , ' +`.
//!
//! Text for people (names, remittance) is rewritten by [`to_sepa`]; identifiers are never rewritten, only judged by
//! [`check_identifier`]. The rewriting follows EPC217-08 (accents fall, `&` → `+`, brackets → parentheses, anything
//! unknown → `.`) except where reading suffers, which is our choice and stays inside the set:
//!
//! | Written | EPC217-08 | Here |
//! |---|---|---|
//! | œ, æ | o, a | oe, ae |
//! | ’ ‘ | . | ' |
//! | – — − | . | - |
//! | … | . | ... |
//! | “ ” „ « » " | . | nothing |
//! | ﬁ ﬂ and other compatibility forms (½, ², №, full width) | . | fi fl, 1/2, 2, No |
//! | tabs, line ends, unbreakable spaces | . | space |
//! | letters that the table does not have (Vietnamese, Serbian…) | . | base letter |
//! | soft hyphens, zero-width marks, stray accents | . | nothing |
//!
//! Then runs of spaces become one and the ends are trimmed. Lengths are to be checked after that.

mod table;

use std::borrow::Cow;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Why a text cannot be an identifier of a SEPA message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing is written.
    #[error("l'identifiant est vide")]
    Empty,
    /// More than 35 characters.
    #[error("l'identifiant compte {0} caractères ; 35 au plus sont admis")]
    Length(usize),
    /// A character outside the set.
    #[error("l'identifiant contient le caractère « {0} », qui n'est pas admis")]
    Character(char),
    /// A slash at an end, or two in a row (EPC132-08).
    #[error("l'identifiant commence ou finit par « / », ou contient « // »")]
    Slash,
}

impl IdentifierError {
    /// Stable code of the error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "identifier_missing",
            Self::Length(_) => "identifier_length",
            Self::Character(_) => "identifier_characters",
            Self::Slash => "identifier_slash",
        }
    }
}

/// Longest identifier (`MsgId`, `PmtInfId`, `InstrId`, `EndToEndId`), in characters.
pub const IDENTIFIER_LENGTH: usize = 35;

/// Whether a character is in the set.
#[must_use]
pub const fn is_sepa_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ')
}

/// [`is_sepa_char`] of each byte, for whole texts.
const SET: [bool; 256] = {
    let mut set = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "a constant: an error would not compile")]
        {
            set[byte as usize] = is_sepa_char(byte as char);
        }
        byte += 1;
    }
    set
};

/// Whether that byte is a character of the set.
fn in_set(byte: u8) -> bool {
    SET.get(usize::from(byte)).is_some_and(|known| *known)
}

/// Whether every character of the text is in the set.
#[must_use]
pub fn is_sepa(text: &str) -> bool {
    text.bytes().all(in_set)
}

/// Rewrites a text for people into the set. The result is final: rewriting it again changes nothing.
#[must_use]
pub fn to_sepa(text: &str) -> String {
    sepa_text(text).into_owned()
}

/// The same, without a copy when nothing changes.
pub(crate) fn sepa_text(text: &str) -> Cow<'_, str> {
    if is_final(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    // Composing costs more than all the rest, and ordinary text is composed already.
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| push_char(&mut out, c));
    } else {
        text.nfc().for_each(|c| push_char(&mut out, c));
    }
    if out.ends_with(' ') {
        out.pop();
    }
    Cow::Owned(out)
}

/// Whether rewriting would change nothing: most texts, and every text rewritten before.
fn is_final(text: &str) -> bool {
    let mut previous = b' ';
    for byte in text.bytes() {
        if !in_set(byte) || (byte == b' ' && previous == b' ') {
            return false;
        }
        previous = byte;
    }
    previous != b' ' || text.is_empty()
}

/// Judges an identifier: 1 to 35 characters of the set, no space or slash at an end, no two slashes in a row.
///
/// # Errors
/// [`IdentifierError`] with the rule broken.
pub fn check_identifier(identifier: &str) -> Result<(), IdentifierError> {
    if identifier.trim().is_empty() {
        return Err(IdentifierError::Empty);
    }
    // By bytes first: an identifier is nearly always in the set.
    let outside = identifier.bytes().any(|b| !in_set(b));
    if let Some(c) = identifier.chars().find(|c| outside && !is_sepa_char(*c)) {
        return Err(IdentifierError::Character(c));
    }
    // Banks trim: an identifier with a space at an end would not come back as it was sent.
    if identifier.starts_with(' ') || identifier.ends_with(' ') {
        return Err(IdentifierError::Character(' '));
    }
    if identifier.len() > IDENTIFIER_LENGTH {
        return Err(IdentifierError::Length(identifier.len()));
    }
    if identifier.starts_with('/') || identifier.ends_with('/') || identifier.contains("//") {
        return Err(IdentifierError::Slash);
    }
    Ok(())
}

/// Appends the rewriting of one character; never a space at the start or after a space.
fn push_char(out: &mut String, c: char) {
    if c == ' ' {
        if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    } else if is_sepa_char(c) {
        out.push(c);
    } else if c.is_whitespace() {
        push_char(out, ' ');
    } else if let Some(text) = table::replacement(c) {
        text.chars().for_each(|c| push_char(out, c));
    } else if !is_combining_mark(c) {
        push_decomposed(out, c);
    }
}

/// Appends a character by its compatibility decomposition: its letters without their marks, or `.` when nothing known
/// is left.
fn push_decomposed(out: &mut String, c: char) {
    let before = out.len();
    decompose_compatible(c, |part| {
        if part != c && !is_combining_mark(part) {
            push_char(out, part);
        }
    });
    if out.len() == before {
        out.push('.');
    }
}
