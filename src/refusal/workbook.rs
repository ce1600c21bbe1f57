//! Refusals of workbooks brought in as a caseload.

use super::Code;

/// Not a workbook, or one that nobody can read.
pub const WORKBOOK_UNREADABLE: Code = Code::input(
    "workbook_unreadable",
    "Ce classeur ne peut pas être lu.",
    "Ouvrez-le dans votre tableur et enregistrez-le au format .xlsx, sans mot de passe.",
);
/// More than any caseload holds, or than one part may hold once unpacked.
pub const WORKBOOK_TOO_LARGE: Code = Code::input(
    "workbook_too_large",
    "Ce classeur est plus grand que tout dossier à importer : il n'a pas été lu.",
    "Gardez les seules colonnes et lignes du modèle, et importez les dossiers en plusieurs fois.",
);
/// Macros, controls, links to other files.
pub const WORKBOOK_WITH_MACROS: Code = Code::input(
    "workbook_with_macros",
    "Ce classeur contient des macros ou des liens vers d'autres fichiers : il n'a pas été lu.",
    "Copiez les valeurs dans le modèle et enregistrez-le au format .xlsx, sans macro.",
);
/// Merged cells: nobody can say which row they belong to.
pub const WORKBOOK_MERGED_CELLS: Code = Code::input(
    "workbook_merged_cells",
    "Une feuille contient des cellules fusionnées.",
    "Défusionnez-les, et écrivez la valeur sur chaque ligne.",
);
/// A workbook among other files.
pub const WORKBOOK_ALONE: Code = Code::input(
    "workbook_alone",
    "Un classeur s'importe seul : il contient déjà les sept feuilles.",
    "Déposez le classeur seul, ou les sept fichiers CSV.",
);
/// A sheet is missing.
pub const SHEET_MISSING: Code = Code::input(
    "sheet_missing",
    "Une feuille du classeur manque.",
    "Donnez aux sept feuilles les noms du modèle ; une feuille peut ne contenir que ses titres de colonnes.",
);
/// A formula: what it shows is not what is written.
pub const CELL_FORMULA: Code = Code::input(
    "cell_formula",
    "La cellule contient une formule.",
    "Remplacez la formule par sa valeur (copier, puis collage spécial des valeurs).",
);
/// A cell that shows something else than a value.
pub const CELL_UNREADABLE: Code = Code::input(
    "cell_unreadable",
    "La valeur de la cellule ne peut pas être reprise telle quelle.",
    "Écrivez la valeur attendue.",
);

pub(super) const WORKBOOK_CODES: &[&Code] = &[
    &WORKBOOK_UNREADABLE,
    &WORKBOOK_TOO_LARGE,
    &WORKBOOK_WITH_MACROS,
    &WORKBOOK_MERGED_CELLS,
    &WORKBOOK_ALONE,
    &SHEET_MISSING,
    &CELL_FORMULA,
    &CELL_UNREADABLE,
];
