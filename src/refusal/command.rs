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

/// A demonstration of nobody.
pub const DEMO_PEOPLE: Code =
    Code::input("demo_people", "Une démonstration compte au moins une personne.", "Donnez --people 40, par exemple.");
/// A demonstration beside the database of its folder.
pub const DEMO_OWN_DATABASE: Code = Code::input(
    "demo_own_database",
    "La démonstration fait sa propre base, dans son dossier : elle n'en remplit pas d'autre.",
    "Retirez --db ; --dir choisit le dossier de la démonstration.",
);
/// Several identifiers end so.
pub const REFERENCE_AMBIGUOUS: Code = Code::rule(
    "reference_ambiguous",
    "Plusieurs identifiants se terminent ainsi.",
    "Donnez plus de caractères de la fin, ou l'identifiant entier.",
);
/// The database to read is not there.
pub const DATABASE_MISSING: Code = Code::input(
    "database_missing",
    "Cette base de données n'existe pas.",
    "Vérifiez --db ou QUITUS_DB ; « quitus user add NOM --role responsable » crée une base, « quitus demo » une démonstration.",
);
/// PostgreSQL has no file beside which the keys could be.
pub const KEY_FILE_NEEDED: Code = Code::input(
    "key_file_needed",
    "Il faut dire où est le fichier des clés qui chiffrent les secrets des téléphones.",
    "Donnez --key-file CHEMIN, ou la variable QUITUS_KEY_FILE ; le fichier est créé au premier démarrage.",
);
/// The database holds secrets that only the keys of the missing file open.
pub const KEY_FILE_MISSING: Code = Code::input(
    "key_file_missing",
    "Le fichier des clés n'est pas là, et la base contient des secrets qu'il chiffre.",
    "Remettez-le depuis sa sauvegarde. S'il est perdu, « quitus secrets renew --lost » en fait un autre : chacun enregistrera de nouveau son téléphone.",
);
/// Not a file of keys.
pub const KEY_FILE_MALFORMED: Code = Code::input(
    "key_file_malformed",
    "Ce fichier n'est pas un fichier de clés : une clé par ligne, en 64 chiffres hexadécimaux.",
    "Remettez-le depuis sa sauvegarde ; ne le corrigez pas à la main.",
);
/// Other users of the machine can read the keys.
pub const KEY_FILE_OPEN: Code = Code::input(
    "key_file_open",
    "Les autres utilisateurs de cette machine peuvent lire ou changer le fichier des clés.",
    "Réservez-le à Quitus : « chmod 600 » sur ce fichier.",
);
/// The file of keys cannot be written.
pub const KEY_FILE_UNWRITABLE: Code = Code::input(
    "key_file_unwritable",
    "Le fichier des clés ne peut pas être écrit.",
    "Vérifiez que son dossier existe, et que Quitus peut y écrire.",
);
/// A file after the one that was refused.
pub const FILE_NOT_READ: Code = Code::rule(
    "file_not_read",
    "Ce fichier n'a pas été lu : un fichier donné avant lui a été refusé.",
    "Donnez-le de nouveau une fois le refus réglé.",
);
/// A month has no proposal to approve.
pub const ORDER_NONE_PROPOSED: Code = Code::rule(
    "order_none_proposed",
    "Aucun paiement de ce mois n'attend d'approbation.",
    "« quitus month prepare AAAA-MM --by … » en propose ; « quitus orders --month AAAA-MM » montre ce qui existe.",
);
/// A month has nobody to issue a statement for.
pub const STATEMENT_NONE: Code = Code::rule(
    "statement_none",
    "Ce mois ne donne aucun relevé : aucun contrat n'y court et aucun argent n'y a bougé.",
    "Vérifiez le mois, et les dossiers importés.",
);

pub(super) const COMMAND_CODES: &[&Code] = &[
    &USER_ADD_NEEDS_AUTHOR,
    &USER_NAME_FILLED,
    &DEMO_PEOPLE,
    &DEMO_OWN_DATABASE,
    &REFERENCE_AMBIGUOUS,
    &DATABASE_MISSING,
    &KEY_FILE_NEEDED,
    &KEY_FILE_MISSING,
    &KEY_FILE_MALFORMED,
    &KEY_FILE_OPEN,
    &KEY_FILE_UNWRITABLE,
    &FILE_NOT_READ,
    &ORDER_NONE_PROPOSED,
    &STATEMENT_NONE,
];
