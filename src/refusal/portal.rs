//! Refusals around the person's own space: the link that a user gives, the way in, the sessions.

use super::Code;

/// Wrong number or wrong code: one sentence for both.
pub const PORTAL_REFUSED: Code = Code::rule(
    "portal_refused",
    "Le numéro de dossier ou le code n'est pas le bon.",
    "Regardez votre numéro sur votre relevé. En cas d'oubli du code, demandez un nouveau lien.",
);
/// Too many failures.
pub const PORTAL_LOCKED: Code = Code::rule(
    "portal_locked",
    "Il y a eu trop d'essais.",
    "Attendez un peu, puis essayez encore. Votre argent n'est pas bloqué.",
);
/// The link is unknown, was taken back, or is too old to choose a code with.
pub const PORTAL_LINK_ENDED: Code =
    Code::rule("portal_link_ended", "Ce lien ne sert plus.", "Demandez un nouveau lien à la personne qui vous accompagne.");
/// The person's session is over.
pub const PORTAL_ENDED: Code =
    Code::rule("portal_ended", "Votre espace s'est refermé pour vous protéger.", "Entrez de nouveau avec votre code.");
/// The person's space is open by another link already.
pub const PORTAL_LINK_OPEN: Code = Code::rule(
    "portal_link_person_unique",
    "L'espace de cette personne est déjà ouvert.",
    "Rouvrez la page de son espace : un nouveau lien y remplace l'ancien.",
);
/// A link is given unused, for a month at most.
pub const PORTAL_LINK_LAWFUL: Code =
    Code::rule("portal_link_lawful", "Un lien se donne neuf, pour 30 jours au plus.", "Donnez un nouveau lien.");
/// A session begins open, at one instant.
pub const PORTAL_SESSION_LAWFUL: Code =
    Code::rule("portal_session_lawful", "Une session de l'espace personnel commence ouverte.", "Entrez de nouveau.");
/// A statement of somebody else, or a session that is over.
pub const PORTAL_SESSION_OF_ANOTHER: Code = Code::rule(
    "portal_session_of_another",
    "Ce relevé n'est pas le vôtre, ou votre espace s'est refermé.",
    "Entrez de nouveau avec votre code.",
);

pub(super) const PORTAL_CODES: &[&Code] = &[
    &PORTAL_REFUSED,
    &PORTAL_LOCKED,
    &PORTAL_LINK_ENDED,
    &PORTAL_ENDED,
    &PORTAL_LINK_OPEN,
    &PORTAL_LINK_LAWFUL,
    &PORTAL_SESSION_LAWFUL,
    &PORTAL_SESSION_OF_ANOTHER,
];
