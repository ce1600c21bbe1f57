//! A folder to start from: the seven files with invented rows, and the guide that explains every column.

use crate::refusal::{FILE_UNREADABLE, Refusal, file_unreadable};
use std::path::Path;

/// Spreadsheets read UTF-8 only behind this mark.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const FILES: [(&str, &str); 7] = [
    ("people.csv", include_str!("template/people.csv")),
    ("bank_accounts.csv", include_str!("template/bank_accounts.csv")),
    ("contracts.csv", include_str!("template/contracts.csv")),
    ("authorisations.csv", include_str!("template/authorisations.csv")),
    ("payees.csv", include_str!("template/payees.csv")),
    ("rents.csv", include_str!("template/rents.csv")),
    ("budget.csv", include_str!("template/budget.csv")),
];
const GUIDE: &str = include_str!("template/LISEZMOI.md");
/// The name of the workbook.
pub const WORKBOOK: &str = "modele.xlsx";

/// The same seven files as the sheets of one workbook.
#[must_use]
pub const fn template_workbook() -> &'static [u8] {
    include_bytes!("template/modele.xlsx")
}

/// The seven files and the guide, as they are written.
#[must_use]
pub fn template_files() -> Vec<(&'static str, String)> {
    let files = FILES.map(|(name, text)| (name, format!("{BYTE_ORDER_MARK}{text}")));
    files.into_iter().chain([("LISEZMOI.md", GUIDE.to_owned())]).collect()
}

/// Writes the seven files, `LISEZMOI.md` and the workbook into `dir`, made if missing. Files that are there are not replaced.
///
/// # Errors
/// `file_unreadable` when a file exists already or cannot be written; then nothing was written or the first files only.
pub fn template(dir: &Path) -> Result<(), Refusal> {
    std::fs::create_dir_all(dir).map_err(|error| file_unreadable(dir, &error))?;
    let texts = template_files().into_iter().map(|(name, text)| (name, text.into_bytes()));
    let all: Vec<(&str, Vec<u8>)> = texts.chain([(WORKBOOK, template_workbook().to_vec())]).collect();
    for (name, _) in &all {
        let path = dir.join(name);
        if path.exists() {
            let facts = "Ce fichier existe déjà : choisissez un dossier vide.";
            return Err(FILE_UNREADABLE.because(facts).at(path.display().to_string()));
        }
    }
    for (name, bytes) in all {
        let path = dir.join(name);
        std::fs::write(&path, bytes).map_err(|error| file_unreadable(&path, &error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caseload::rows::{AUTHORISATIONS, BANK_ACCOUNTS, BUDGET, CONTRACTS, PAYEES, PEOPLE, RENTS};

    #[test]
    fn the_guide_explains_every_column_of_every_file() {
        let layouts = [&PEOPLE, &BANK_ACCOUNTS, &CONTRACTS, &AUTHORISATIONS, &PAYEES, &RENTS, &BUDGET];
        assert_eq!(layouts.map(|layout| layout.file), FILES.map(|(name, _)| name));
        for (layout, (name, text)) in layouts.into_iter().zip(FILES) {
            assert_eq!(text.lines().next(), Some(layout.columns.join(";").as_str()), "{name}");
            let section = GUIDE.split("## ").find(|section| section.starts_with(name)).unwrap();
            let explained: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
            assert_eq!(explained, layout.columns, "{name}");
        }
    }

    #[test]
    fn a_template_never_replaces_a_file() {
        let dir = tempfile::tempdir().unwrap();
        template(dir.path()).unwrap();
        let before = std::fs::read(dir.path().join("people.csv")).unwrap();
        assert_eq!(template(dir.path()).map_err(|no| no.code.name), Err("file_unreadable"));
        assert_eq!(std::fs::read(dir.path().join("people.csv")).unwrap(), before);
        assert_eq!(crate::caseload::read(dir.path()).unwrap().people.len(), 3);
    }
}
