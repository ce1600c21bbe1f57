//! Refusals of the door: invitations, passwords, second factors, sessions, users, and whose file is whose.

use super::Code;

/// The link is unknown, used, ended or too old: one sentence, so that nobody learns which.
pub const INVITATION_UNKNOWN: Code = Code::rule(
    "invitation_unknown",
    "Ce lien ne sert plus : il a déjà servi, un autre l'a remplacé, ou il a plus de 72 heures.",
    "Demandez un nouveau lien à un administrateur.",
);
/// A first link needs no author only while nobody can sign in.
pub const INVITATION_NEEDS_AUTHOR: Code = Code::rule(
    "invitation_needs_author",
    "Quelqu'un peut déjà se connecter : une invitation se fait au nom d'un administrateur ou d'un responsable.",
    "Ajoutez --by avec son nom.",
);
/// Two links of one user at once.
pub const INVITATION_TWICE: Code = Code::rule(
    "invitation_app_user_unique",
    "Cet utilisateur a déjà un lien d'invitation en cours.",
    "Mettez fin au premier lien avant d'en faire un autre.",
);
/// The user is no longer in service.
pub const USER_DISABLED: Code = Code::rule(
    "user_disabled",
    "Cet utilisateur est désactivé : il ne se connecte plus et n'enregistre plus rien.",
    "Un administrateur peut le réactiver.",
);
/// A change of what one is oneself.
pub const NOT_ONESELF: Code =
    Code::rule("not_oneself", "On ne change pas soi-même son rôle ni son accès.", "Demandez à un autre administrateur.");
/// Nobody would be left to administer.
pub const LAST_ADMINISTRATOR: Code = Code::rule(
    "last_administrator",
    "C'est le dernier administrateur actif : sans lui, plus personne ne gérerait les accès.",
    "Nommez d'abord un autre administrateur.",
);
/// Role or service were changed without a version.
pub const USER_CHANGE_UNVERSIONED: Code = Code::rule(
    "user_change_unversioned",
    "Le rôle ou l'accès d'un utilisateur change par une nouvelle version, avec son auteur et sa raison.",
    "Passez par l'administration des utilisateurs.",
);
/// A user changes while a session is open.
pub const USER_STILL_IN: Code = Code::rule(
    "user_still_in",
    "Cet utilisateur a une session ouverte.",
    "Mettez fin à ses sessions avant de changer son rôle ou son accès.",
);
/// Nothing would change.
pub const USER_ALREADY_SO: Code = Code::rule("user_already_so", "Cet utilisateur est déjà dans cet état.", "Rien à faire.");
/// A change of a user without its reason.
pub const USER_REASON: Code = Code::rule(
    "user_version_reason_filled",
    "La raison de ce changement manque.",
    "Écrivez-la en quelques mots : elle reste dans le journal.",
);

/// Fewer than 12 characters.
pub const PASSWORD_TOO_SHORT: Code = Code::rule(
    "password_too_short",
    "Un mot de passe compte au moins 12 caractères.",
    "Une phrase de quelques mots convient très bien.",
);
/// More than 256 characters.
pub const PASSWORD_TOO_LONG: Code =
    Code::rule("password_too_long", "Un mot de passe compte au plus 256 caractères.", "Raccourcissez-le.");
/// A repetition or a run.
pub const PASSWORD_SIMPLE: Code = Code::rule(
    "password_simple",
    "Ce mot de passe est une répétition ou une suite de touches, que l'on devine tout de suite.",
    "Choisissez plusieurs mots sans lien entre eux.",
);
/// Made of the user's name or of the organisation's.
pub const PASSWORD_IS_NAME: Code = Code::rule(
    "password_is_name",
    "Ce mot de passe est fait de votre nom ou de celui de l'organisation.",
    "Choisissez plusieurs mots sans lien avec vous.",
);
/// One of those that are tried first.
pub const PASSWORD_COMMON: Code = Code::rule(
    "password_common",
    "Ce mot de passe est parmi les premiers que l'on essaie.",
    "Choisissez plusieurs mots sans lien entre eux.",
);
/// The present password, asked again, was not it.
pub const PASSWORD_WRONG: Code =
    Code::rule("password_wrong", "Le mot de passe actuel n'est pas le bon.", "Tapez de nouveau votre mot de passe actuel.");

/// Wrong name or wrong password: one sentence for both.
pub const SIGN_IN_REFUSED: Code = Code::rule(
    "sign_in_refused",
    "Le nom ou le mot de passe n'est pas le bon.",
    "Vérifiez les deux ; un administrateur peut vous envoyer un nouveau lien.",
);
/// Too many failures.
pub const SIGN_IN_LOCKED: Code = Code::rule(
    "sign_in_locked",
    "Trop d'essais ont échoué : la connexion est suspendue un moment.",
    "Attendez, puis réessayez ; rien d'autre n'est bloqué.",
);
/// Too many passwords to look at at once.
pub const SIGN_IN_BUSY: Code = Code::rule(
    "sign_in_busy",
    "Trop de personnes se connectent en ce moment : votre mot de passe n'a pas été vérifié.",
    "Réessayez dans un instant ; cet essai ne compte pas.",
);
/// The session is over.
pub const SESSION_ENDED: Code = Code::rule(
    "session_ended",
    "Votre session est terminée.",
    "Connectez-vous de nouveau : ce qui était enregistré l'est toujours.",
);
/// There is no such session.
pub const SESSION_UNKNOWN: Code =
    Code::rule("session_unknown", "Cette session n'existe pas ou est déjà terminée.", "Rien à faire.");
/// A password alone, where more is needed.
pub const SECOND_FACTOR_MISSING: Code = Code::rule(
    "second_factor_missing",
    "Ce rôle demande un second facteur : un code du téléphone ou une clé d'accès.",
    "Terminez la connexion, ou enregistrez un second facteur.",
);
/// The code or the key did not open.
pub const SECOND_FACTOR_WRONG: Code = Code::rule(
    "second_factor_wrong",
    "Ce code ou cette clé n'est pas reconnu, ou a déjà servi.",
    "Attendez le code suivant et tapez-le, ou prenez un code de secours.",
);
/// The last factor of a role that needs one.
pub const LAST_SECOND_FACTOR: Code = Code::rule(
    "last_second_factor",
    "C'est votre dernier second facteur, et votre rôle en demande un.",
    "Enregistrez-en d'abord un autre.",
);
/// Factors change only just after one was given.
pub const FACTOR_TO_CONFIRM: Code = Code::rule(
    "factor_to_confirm",
    "Pour changer vos moyens de connexion, donnez de nouveau votre second facteur.",
    "Confirmez votre identité, puis recommencez.",
);
/// There is no such factor.
pub const FACTOR_UNKNOWN: Code =
    Code::rule("factor_unknown", "Ce moyen de connexion n'existe pas ou a déjà été retiré.", "Rien à faire.");
/// A second secret of codes.
pub const TOTP_TWICE: Code = Code::rule(
    "totp_secret_app_user_unique",
    "Cet utilisateur a déjà un téléphone enregistré pour les codes.",
    "Retirez d'abord l'ancien.",
);
/// The first code of a new telephone is wrong.
pub const TOTP_CODE_WRONG: Code = Code::rule(
    "totp_code_wrong",
    "Ce code n'est pas celui que le téléphone devrait afficher.",
    "Vérifiez l'heure du téléphone, attendez le code suivant et tapez ses six chiffres.",
);
/// A secret of codes that is not sealed.
pub const TOTP_SECRET_IN_CLEAR: Code = Code::rule(
    "totp_secret_in_clear",
    "Le secret d'un téléphone ne s'écrit dans la base que chiffré.",
    "Passez par « Mon compte », qui le chiffre.",
);
/// The key that sealed a secret is not among those of this server.
pub const SEALING_KEY_UNKNOWN: Code = Code::rule(
    "sealing_key_unknown",
    "Les codes de ce téléphone ne peuvent pas être vérifiés : la clé qui chiffre son secret n'est pas sur ce serveur.",
    "Prenez un code de secours ou une clé d'accès, puis enregistrez de nouveau votre téléphone ; ou demandez à l'administrateur de retirer vos moyens de connexion.",
);
/// A sealed secret is not what was sealed for this use and this user.
pub const SEALED_SECRET_ALTERED: Code = Code::rule(
    "sealed_secret_altered",
    "Les codes de ce téléphone ne peuvent pas être vérifiés : son secret a été modifié dans la base.",
    "Prévenez l'administrateur. Prenez un code de secours ou une clé d'accès, puis enregistrez de nouveau votre téléphone.",
);
/// Traces younger than their term were to be removed.
pub const RETENTION_TOO_EARLY: Code = Code::rule(
    "retention_too_early",
    "Ces traces n'ont pas encore vécu le temps pendant lequel elles se gardent.",
    "Vérifiez l'horloge du serveur et le réglage « Traces d'accès » ; rien n'a été effacé.",
);
/// The enrolment or the challenge is over.
pub const CHALLENGE_ENDED: Code = Code::rule(
    "challenge_ended",
    "Cette demande a expiré ou a déjà reçu sa réponse.",
    "Recommencez depuis le début : cela prend une minute.",
);
/// The browser's answer is not a passkey of this house.
pub const PASSKEY_REFUSED: Code =
    Code::rule("passkey_refused", "Cette clé d'accès n'a pas pu être vérifiée.", "Recommencez, ou prenez un autre moyen.");
/// The passkey belongs to a user already.
pub const PASSKEY_TWICE: Code =
    Code::rule("passkey_credential_id_unique", "Cette clé d'accès est déjà enregistrée.", "Prenez-en une autre.");
/// The passkey has no name.
pub const PASSKEY_NAME: Code = Code::rule(
    "passkey_name_filled",
    "Une clé d'accès porte un nom de 1 à 70 caractères.",
    "Donnez-lui un nom, par exemple « Ordinateur du bureau ».",
);
/// The counter of a passkey went back: there is a copy of it.
pub const PASSKEY_COUNTER: Code = Code::rule(
    "passkey_counter_went_back",
    "Le compteur de cette clé d'accès a reculé : il en existe peut-être une copie.",
    "Retirez cette clé et prévenez l'administrateur.",
);
/// The address under which passkeys are registered is not one.
pub const SITE_MALFORMED: Code = Code::input(
    "site_malformed",
    "L'adresse publique du site n'est pas comprise.",
    "Écrivez-la entière, par exemple https://quitus.exemple.fr.",
);

/// Files are given to a manager of cases who is in service.
pub const ASSIGNMENT_TO_MANAGER: Code = Code::rule(
    "assignment_to_manager",
    "Un dossier se confie à un gestionnaire en activité.",
    "Choisissez un gestionnaire, ou changez d'abord son rôle.",
);
/// Two managers of one person on one day.
pub const ASSIGNMENTS_OVERLAP: Code = Code::rule(
    "assignments_overlap",
    "Une personne a un seul gestionnaire à la fois.",
    "Choisissez un premier jour qui suit la fin de l'attribution précédente.",
);
/// A beginning before that of the present manager.
pub const ASSIGNMENT_BEFORE_LAST: Code = Code::rule(
    "assignment_before_last",
    "Ce premier jour précède celui de l'attribution en cours.",
    "Choisissez le même jour ou un jour plus tard.",
);
/// The person's file is somebody else's.
pub const FILE_NOT_SEEN: Code = Code::rule(
    "file_not_seen",
    "Ce dossier ne vous est pas confié.",
    "Demandez à votre responsable de vous l'attribuer, ou un remplacement.",
);
/// One cannot stand in for oneself.
pub const REPLACEMENT_ONESELF: Code =
    Code::rule("replacement_not_oneself", "On ne se remplace pas soi-même.", "Choisissez un autre gestionnaire.");
/// The last day is before the first.
pub const REPLACEMENT_DATES: Code =
    Code::rule("replacement_dates_ordered", "Le dernier jour précède le premier.", "Vérifiez les deux dates.");
/// A replacement without its reason.
pub const REPLACEMENT_REASON: Code =
    Code::rule("replacement_reason_filled", "La raison du remplacement manque.", "Écrivez-la : congés, arrêt ou formation.");
/// There is no such replacement.
pub const REPLACEMENT_UNKNOWN: Code =
    Code::rule("replacement_unknown", "Ce remplacement n'existe pas ou est déjà terminé.", "Rien à faire.");

/// One person let this user in, and no other has confirmed it yet (RULE 35).
pub const ACCESS_NOT_CONFIRMED: Code = Code::rule(
    "access_not_confirmed",
    "Cet accès attend qu'une deuxième personne le confirme : d'ici là, il ne sert à rien d'autre qu'à se connecter.",
    "Demandez à un responsable, un comptable ou un administrateur, autre que celui qui a donné l'accès.",
);
/// Who gave an access does not confirm it.
pub const ACCESS_FOUR_EYES: Code = Code::rule(
    "access_four_eyes",
    "Celui qui a donné un accès ne le confirme pas lui-même.",
    "Demandez à une autre personne : responsable, comptable ou administrateur.",
);
/// One of the two people let the other in, and no third has confirmed it.
pub const ACCESS_SAME_HAND: Code = Code::rule(
    "access_same_hand",
    "L'une de ces deux personnes a donné son accès à l'autre, et aucune troisième ne l'a confirmé : ce ne sont pas quatre yeux.",
    "Faites confirmer cet accès par une troisième personne, ou faites agir quelqu'un d'autre.",
);
/// The user's access waits for nobody.
pub const ACCESS_NOTHING_TO_CONFIRM: Code =
    Code::rule("access_nothing_to_confirm", "L'accès de cet utilisateur n'attend pas de confirmation.", "Rien à faire.");

/// More was done to the access than the confirming person was shown.
pub const ACCESS_CHANGED_SINCE: Code = Code::rule(
    "access_changed_since",
    "Cet accès a encore changé depuis que la page s'est affichée.",
    "Lisez ce qui s'est ajouté, parlez-en à la personne, puis confirmez.",
);
/// Nobody could confirm the access after the change.
pub const ACCESS_NOBODY_TO_CONFIRM: Code = Code::rule(
    "access_nobody_to_confirm",
    "Une troisième personne devrait ensuite confirmer cet accès, et il n'y en a pas : cet utilisateur ne pourrait plus rien faire.",
    "Faites d'abord entrer un autre responsable, comptable ou administrateur ; si personne ne peut plus le confirmer, voyez « quitus user rescue ».",
);
/// A confirmation dated before what it confirms.
pub const ACCESS_CONFIRMED_TOO_EARLY: Code = Code::rule(
    "access_confirmed_too_early",
    "Cette confirmation serait datée d'avant l'accès qu'elle confirme.",
    "Vérifiez l'horloge de l'ordinateur, puis recommencez.",
);
/// The console confirms only when nobody else can.
pub const ACCESS_SOMEBODY_ELSE_CONFIRMS: Code = Code::rule(
    "access_somebody_else_confirms",
    "Une autre personne de la maison peut confirmer cet accès : la console ne le fait pas à sa place.",
    "Demandez à un responsable, un comptable ou un administrateur.",
);

pub(super) const ACCESS_CODES: &[&Code] = &[
    &INVITATION_UNKNOWN,
    &INVITATION_NEEDS_AUTHOR,
    &INVITATION_TWICE,
    &USER_DISABLED,
    &NOT_ONESELF,
    &LAST_ADMINISTRATOR,
    &USER_CHANGE_UNVERSIONED,
    &USER_STILL_IN,
    &USER_ALREADY_SO,
    &USER_REASON,
    &PASSWORD_TOO_SHORT,
    &PASSWORD_TOO_LONG,
    &PASSWORD_SIMPLE,
    &PASSWORD_IS_NAME,
    &PASSWORD_COMMON,
    &PASSWORD_WRONG,
    &SIGN_IN_REFUSED,
    &SIGN_IN_LOCKED,
    &SIGN_IN_BUSY,
    &SESSION_ENDED,
    &SESSION_UNKNOWN,
    &SECOND_FACTOR_MISSING,
    &SECOND_FACTOR_WRONG,
    &LAST_SECOND_FACTOR,
    &FACTOR_TO_CONFIRM,
    &FACTOR_UNKNOWN,
    &TOTP_TWICE,
    &TOTP_CODE_WRONG,
    &TOTP_SECRET_IN_CLEAR,
    &SEALING_KEY_UNKNOWN,
    &SEALED_SECRET_ALTERED,
    &RETENTION_TOO_EARLY,
    &CHALLENGE_ENDED,
    &PASSKEY_REFUSED,
    &PASSKEY_TWICE,
    &PASSKEY_NAME,
    &PASSKEY_COUNTER,
    &SITE_MALFORMED,
    &ASSIGNMENT_TO_MANAGER,
    &ASSIGNMENTS_OVERLAP,
    &ASSIGNMENT_BEFORE_LAST,
    &FILE_NOT_SEEN,
    &REPLACEMENT_ONESELF,
    &REPLACEMENT_DATES,
    &REPLACEMENT_REASON,
    &REPLACEMENT_UNKNOWN,
    &ACCESS_NOT_CONFIRMED,
    &ACCESS_FOUR_EYES,
    &ACCESS_SAME_HAND,
    &ACCESS_NOTHING_TO_CONFIRM,
    &ACCESS_CHANGED_SINCE,
    &ACCESS_NOBODY_TO_CONFIRM,
    &ACCESS_CONFIRMED_TOO_EARLY,
    &ACCESS_SOMEBODY_ELSE_CONFIRMS,
];
