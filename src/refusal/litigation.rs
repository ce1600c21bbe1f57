//! Refusals around files in litigation.

use super::Code;

/// What would go away is of a file in litigation.
pub const FILE_IN_LITIGATION: Code = Code::rule(
    "file_in_litigation",
    "Ce dossier est en litige\u{a0}: rien n'en est effacé.",
    "Quand le litige est clos, un responsable lève la conservation dans le journal du dossier.",
);
/// The file is held already.
pub const HOLD_TWICE: Code = Code::rule(
    "litigation_hold_person_unique",
    "Ce dossier est déjà noté en litige.",
    "Regardez le journal du dossier\u{a0}: la raison et la date y sont.",
);
/// A hold without its reason.
pub const HOLD_REASON: Code =
    Code::rule("litigation_hold_reason_filled", "La raison du litige manque.", "Écrivez-la en quelques mots.");
/// A hold that ends without its reason.
pub const HOLD_LIFTED_WHY: Code =
    Code::rule("litigation_hold_lifted_why_filled", "La raison de la levée manque.", "Écrivez comment le litige s'est clos.");
/// A hold that begins or ends in the future, or ends before it began.
pub const HOLD_DATES: Code = Code::rule(
    "litigation_hold_dates_in_order",
    "Un litige commence au plus tard aujourd'hui, et se clôt entre son début et aujourd'hui.",
    "Vérifiez la date.",
);
/// There is no hold to lift.
pub const HOLD_NONE: Code = Code::rule("litigation_hold_none", "Ce dossier n'est pas en litige.", "Rien à faire.");

pub(super) const LITIGATION_CODES: &[&Code] =
    &[&FILE_IN_LITIGATION, &HOLD_TWICE, &HOLD_REASON, &HOLD_LIFTED_WHY, &HOLD_DATES, &HOLD_NONE];
