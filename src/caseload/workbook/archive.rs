//! The packed parts of a workbook, unpacked one by one within a bound that no declared size can pass.

use super::unreadable;
use crate::refusal::{Refusal, WORKBOOK_TOO_LARGE, WORKBOOK_WITH_MACROS};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Parts of a workbook: a caseload has some twenty.
const MOST_PARTS: usize = 2_000;
/// Bytes of all the parts that are read, once unpacked: twice the caseload of ten thousand people.
const MOST_UNPACKED: u64 = 128 << 20;
/// The container of older workbooks and of encrypted ones.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Parts that run or fetch something.
const ACTIVE: [&str; 5] = ["vbaproject", "/macrosheets/", "/dialogsheets/", "/externallinks/", "/activex/"];

pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// The parts of a workbook.
pub(super) struct Archive<'a> {
    parts: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// `workbook_unreadable`, `workbook_with_macros`, `workbook_too_large`.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if is_compound(bytes) {
            return Err(unreadable("Il est protégé par un mot de passe, ou dans l'ancien format .xls."));
        }
        let parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unreadable("Ce n'est pas un classeur .xlsx entier."))?;
        if parts.len() > MOST_PARTS {
            return Err(WORKBOOK_TOO_LARGE.because(format!("({} parties)", parts.len())));
        }
        for name in parts.file_names() {
            let name = name.map_err(|_| unreadable("Une partie n'a pas de nom lisible."))?;
            if ACTIVE.iter().any(|word| name.to_lowercase().contains(word)) {
                let shown: String = name.chars().take(60).collect();
                return Err(WORKBOOK_WITH_MACROS.because(format!("({shown})")));
            }
        }
        Ok(Self { parts, left: MOST_UNPACKED })
    }

    /// The text of a part.
    ///
    /// # Errors
    /// `workbook_unreadable` when it is not there or not UTF-8; `workbook_too_large`.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Refusal> {
        if self.parts.index_for_name(name).is_none() {
            return Err(unreadable("Il lui manque une partie.").at(name.chars().take(80).collect::<String>()));
        }
        self.optional(name)
    }

    /// The text of a part, empty when it is not there.
    ///
    /// # Errors
    /// `workbook_unreadable` when it is damaged or not UTF-8; `workbook_too_large`.
    pub(super) fn optional(&mut self, name: &str) -> Result<String, Refusal> {
        let Some(at) = self.parts.index_for_name(name) else { return Ok(String::new()) };
        let damaged = || unreadable("Une partie est abîmée ou chiffrée.");
        let part = self.parts.by_index(at).map_err(|_| damaged())?;
        let mut bytes = Vec::new();
        part.take(self.left.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| damaged())?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left = self
            .left
            .checked_sub(size)
            .ok_or_else(|| WORKBOOK_TOO_LARGE.because(format!("(plus de {} Mo une fois décompressé)", MOST_UNPACKED >> 20)))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("Une partie n'est pas en UTF-8."))?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}
