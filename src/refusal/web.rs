//! Refusals of the web: addresses, forms, sessions.

use super::Code;

/// The page does not exist.
pub const PAGE_UNKNOWN: Code =
    Code::rule("page_unknown", "Cette page n'existe pas.", "Vérifiez l'adresse, ou repartez du tableau de bord.");
/// The page is not for that role.
pub const PAGE_NOT_FOR_ROLE: Code = Code::rule(
    "page_not_for_role",
    "Votre rôle ne donne pas accès à cette page.",
    "Demandez à une personne dont le rôle le permet.",
);
/// A form that another site sent.
pub const COMES_FROM_ELSEWHERE: Code = Code::rule(
    "comes_from_elsewhere",
    "Cette demande ne vient pas de Quitus : elle n'a pas été faite.",
    "Ouvrez Quitus à son adresse habituelle et recommencez.",
);
/// A form that was sent before, with another content.
pub const FORM_SENT_OTHERWISE: Code = Code::rule(
    "form_sent_otherwise",
    "Ce formulaire a déjà été envoyé avec un autre contenu.",
    "Vérifiez ce qui a été enregistré, puis rouvrez la page avant de recommencer.",
);
/// What would be done is not what was shown.
pub const SHOWN_HAS_CHANGED: Code = Code::rule(
    "shown_has_changed",
    "Ce qui serait fait n'est plus ce qui vous a été montré : rien n'est enregistré.",
    "Relisez ce que la page montre maintenant, puis confirmez.",
);
/// What was sent is larger than any form.
pub const FORM_TOO_LARGE: Code =
    Code::input("form_too_large", "Ce qui a été envoyé est trop grand.", "Envoyez les fichiers en plusieurs fois.");
/// What was sent is not a form.
pub const FORM_UNREADABLE: Code =
    Code::input("form_unreadable", "Ce qui a été envoyé n'est pas un formulaire lisible.", "Rechargez la page et recommencez.");
/// A new password typed twice, not the same.
pub const PASSWORDS_DIFFER: Code =
    Code::rule("passwords_differ", "Les deux mots de passe ne sont pas les mêmes.", "Saisissez deux fois le même.");
/// A list of which nothing was chosen.
pub const NOBODY_TICKED: Code =
    Code::input("nobody_ticked", "Aucune personne n'est cochée.", "Cochez-en au moins une dans la liste, puis recommencez.");
/// A number was expected.
pub const NOT_A_NUMBER: Code = Code::input("not_a_number", "Ce n'est pas un numéro.", "Écrivez-le en chiffres, par exemple 12.");
/// The address to listen on cannot be taken.
pub const LISTEN_IMPOSSIBLE: Code = Code::input(
    "listen_impossible",
    "Quitus ne peut pas répondre à cette adresse.",
    "Choisissez une autre adresse ou un autre port avec --listen.",
);
/// The site's own address is not usable.
pub const ORIGIN_UNREADABLE: Code = Code::input(
    "origin_unreadable",
    "L'adresse publique du site n'est pas utilisable : les navigateurs demandent une connexion sûre.",
    "Écrivez https://NOM sans chemin ; http n'est accepté que pour localhost.",
);

pub(super) const WEB_CODES: &[&Code] = &[
    &PAGE_UNKNOWN,
    &PAGE_NOT_FOR_ROLE,
    &COMES_FROM_ELSEWHERE,
    &FORM_SENT_OTHERWISE,
    &SHOWN_HAS_CHANGED,
    &FORM_TOO_LARGE,
    &FORM_UNREADABLE,
    &PASSWORDS_DIFFER,
    &NOBODY_TICKED,
    &NOT_A_NUMBER,
    &LISTEN_IMPOSSIBLE,
    &ORIGIN_UNREADABLE,
];
