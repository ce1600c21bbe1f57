//! Refusals of who comes in by the house's identity provider, and of the link between the two.

use super::Code;

/// The provider cannot be reached, or answers something else than a provider does.
pub const PROVIDER_SILENT: Code = Code::rule(
    "provider_silent",
    "Le service de connexion de l'organisation ne répond pas, ou répond mal.",
    "Connectez-vous avec votre mot de passe, ou réessayez un peu plus tard.",
);
/// The provider itself says no: its user gave up, or may not come here.
pub const PROVIDER_REFUSED: Code = Code::rule(
    "provider_refused",
    "Le service de connexion de l'organisation n'a pas confirmé qui vous êtes.",
    "Recommencez, ou connectez-vous avec votre mot de passe.",
);
/// The answer does not stand up: signature, audience, dates, nonce, or a code that was used.
pub const PROVIDER_PROOF: Code = Code::rule(
    "provider_proof_refused",
    "La réponse du service de connexion ne prouve pas qui vous êtes\u{a0}: elle est refusée.",
    "Recommencez\u{a0}; si cela se répète, prévenez la personne qui administre Quitus.",
);
/// Whoever comes back did not leave from this browser, has come back already, or took too long.
pub const DEPARTURE_ENDED: Code = Code::rule(
    "departure_ended",
    "Cette connexion n'a pas été commencée dans ce navigateur, a déjà servi, ou a plus de 10 minutes.",
    "Recommencez depuis la page de connexion ou depuis «\u{a0}Mon compte\u{a0}».",
);
/// Nobody here is linked to that identity; a disabled user is nobody.
pub const IDENTITY_NOT_LINKED: Code = Code::rule(
    "identity_not_linked",
    "Ce compte de l'organisation n'est lié à aucun utilisateur de Quitus.",
    "Connectez-vous avec votre mot de passe, puis liez-le dans «\u{a0}Mon compte\u{a0}».",
);
/// What is to be linked was not proved in this session.
pub const IDENTITY_NOT_PROVED: Code = Code::rule(
    "identity_not_proved",
    "Ce compte de l'organisation n'a pas été reconnu dans cette session, ou il l'a été il y a plus de 10 minutes.",
    "Recommencez depuis «\u{a0}Mon compte\u{a0}».",
);
/// The identity is somebody's already.
pub const IDENTITY_TAKEN: Code = Code::rule(
    "linked_identity_issuer_subject_unique",
    "Ce compte de l'organisation est déjà lié à un utilisateur de Quitus.",
    "Si c'est à tort, un administrateur peut retirer ce lien.",
);
/// The user has an identity already.
pub const IDENTITY_TWICE: Code = Code::rule(
    "linked_identity_app_user_issuer_unique",
    "Un compte de l'organisation est déjà lié à cet utilisateur.",
    "Retirez d'abord ce lien dans «\u{a0}Mon compte\u{a0}».",
);
/// There is no link to take away.
pub const IDENTITY_UNKNOWN: Code = Code::rule("identity_unknown", "Ce lien n'existe pas ou a déjà été retiré.", "Rien à faire.");
/// Everybody on the machine could answer in our name.
pub const PROVIDER_SECRET_OPEN: Code = Code::input(
    "provider_secret_open",
    "Le fichier du secret auprès du service de connexion est ouvert à tous les utilisateurs de la machine.",
    "Ne le laissez lire qu'au compte qui fait tourner Quitus : chmod 600.",
);
/// The server was told of a provider in a way that cannot serve.
pub const PROVIDER_SETTINGS: Code = Code::input(
    "provider_settings",
    "Le service de connexion n'est pas indiqué comme il faut.",
    "Donnez --oidc-issuer (https, ou http sur cette machine), --oidc-client, et le secret dans QUITUS_OIDC_SECRET ou --oidc-secret-file.",
);

pub(super) const IDENTITY_CODES: &[&Code] = &[
    &PROVIDER_SILENT,
    &PROVIDER_REFUSED,
    &PROVIDER_PROOF,
    &DEPARTURE_ENDED,
    &IDENTITY_NOT_LINKED,
    &IDENTITY_NOT_PROVED,
    &IDENTITY_TAKEN,
    &IDENTITY_TWICE,
    &IDENTITY_UNKNOWN,
    &PROVIDER_SETTINGS,
    &PROVIDER_SECRET_OPEN,
];
