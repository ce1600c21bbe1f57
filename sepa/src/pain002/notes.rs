//! What a person should look at in a report that was read.

use crate::diagnostic::{Diagnostic, Place, Remark, quoted};
use crate::tree::Element;

/// Most remarks that are kept for one file.
const LIMIT: usize = 1000;

/// Remarks with the offset and the path of their element.
#[derive(Default)]
pub(super) struct Notes(Vec<(usize, &'static str, Remark)>);

impl Notes {
    pub(super) fn add(&mut self, element: &Element<'_>, path: &str, remark: Remark) {
        let path = match path {
            "GrpSts" => "CstmrPmtStsRpt/OrgnlGrpInfAndSts/GrpSts",
            "PmtInfSts" => "CstmrPmtStsRpt/OrgnlPmtInfAndSts/PmtInfSts",
            "TxSts" => "CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts/TxSts",
            _ => "CstmrPmtStsRpt/OrgnlPmtInfAndSts/TxInfAndSts",
        };
        if self.0.len() < LIMIT {
            self.0.push((element.offset, path, remark));
        }
    }

    /// The same with their lines, counted in one pass.
    pub(super) fn located(mut self, text: &[u8]) -> Vec<Diagnostic> {
        self.0.sort_by_key(|(offset, ..)| *offset);
        let (mut line, mut counted) = (1_u64, 0);
        let mut diagnostics = Vec::with_capacity(self.0.len());
        for (offset, path, remark) in self.0 {
            let ends = memchr::memchr_iter(b'\n', text.get(counted..offset).unwrap_or_default()).count();
            line = line.saturating_add(u64::try_from(ends).unwrap_or(u64::MAX));
            counted = offset;
            let byte = u64::try_from(offset).unwrap_or(u64::MAX);
            diagnostics.push(remark.at(Place { line, byte, path: path.to_owned() }));
        }
        diagnostics
    }
}

pub(super) fn unknown(code: &str) -> Remark {
    Remark::noted(
        "status_unknown",
        format!("Le statut {} n'est pas connu.", quoted(code)),
        "Il est gardé tel quel et ne change l'état d'aucun ordre : demandez à la banque ce qu'il veut dire.",
    )
}

pub(super) fn contradiction() -> Remark {
    Remark::noted(
        "status_contradictory",
        "Un virement est accepté dans un lot ou un fichier que le même compte rendu rejette.",
        "Aucun des deux n'est retenu : demandez à la banque ce qu'il en est.",
    )
}
