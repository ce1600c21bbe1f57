//! Refusals around users, the database's address and what a command names.

use super::Code;

/// Nobody is named as the author of a user, in a house that already keeps books.
pub const USER_ADD_NEEDS_AUTHOR: Code = Code::rule(
    "user_add_needs_author",
    "Cette organisation tient déjà des comptes : un utilisateur s'y ajoute par un responsable ou un admin.",
    "Ajoutez --by avec le nom d'un responsable ou d'un admin.",
);
/// The user's name is empty or too long.
pub const USER_NAME_FILLED: Code =
    Code::rule("app_user_name_filled", "Le nom d'un utilisateur compte de 1 à 70 caractères.", "Choisissez un autre nom.");

pub(super) const COMMAND_CODES: &[&Code] = &[&USER_ADD_NEEDS_AUTHOR, &USER_NAME_FILLED];
