//! Rows to mend as parts of a form: a field for each cell, the fault beside it.

use crate::caseload::{Mend, Sheets, Spot};
use crate::refusal::Refusal;
use crate::web::remedies;
use crate::web::sent::Fields;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A cell to mend.
pub(super) struct CellField {
    /// Name and identifier of its field.
    pub(super) name: String,
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) faults: Vec<String>,
}

/// A row to mend.
pub(super) struct RowField {
    /// What its fields begin with, after a letter.
    pub(super) key: String,
    pub(super) title: String,
    /// What is wrong with the row as a whole.
    pub(super) faults: Vec<String>,
    pub(super) cells: Vec<CellField>,
    /// True when its values can be taken as they are shown.
    pub(super) may_be_kept: bool,
}

/// The refusals of one row.
pub(super) type OfRow<'a> = ((usize, &'static str, u64), Vec<(Option<&'static str>, &'a Refusal)>);

/// The rows that have a fault, in the order of the template, and the refusals that are about no row.
pub(super) fn sorted<'a>(sheets: &Sheets, refusals: &'a [Refusal]) -> (Vec<OfRow<'a>>, Vec<&'a Refusal>) {
    let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut others = Vec::new();
    for refusal in refusals {
        match Spot::read(&refusal.place).filter(|spot| sheets.row(spot.file, spot.line).is_some()) {
            Some(spot) => {
                rows.entry((sheets.rank(spot.file), spot.file, spot.line)).or_default().push((spot.column, refusal));
            }
            None => others.push(refusal),
        }
    }
    (rows.into_iter().collect(), others)
}

/// A row with its faults as fields.
pub(super) fn field_of(sheets: &Sheets, ((_, file, line), faults): &OfRow<'_>) -> Option<RowField> {
    let (columns, row) = sheets.row(file, *line)?;
    let key = format!("{}-{line}", stem(file));
    let told = |column: Option<&'static str>| {
        let of = faults.iter().filter(|(at, _)| *at == column);
        of.map(|(_, refusal)| sentence(refusal)).collect::<Vec<_>>()
    };
    let cells = columns.iter().zip(&row.cells).map(|(column, value)| CellField {
        name: format!("c-{key}-{column}"),
        label: column,
        value: value.clone(),
        faults: told(Some(column)),
    });
    Some(RowField {
        title: format!("{}, ligne {line}", sheets.name(file)),
        faults: told(None),
        cells: cells.collect(),
        may_be_kept: row.is_doubtful(),
        key,
    })
}

/// A refusal beside a field: its place is seen.
fn sentence(refusal: &Refusal) -> String {
    let parts = [refusal.code.sentence, refusal.facts.as_str(), remedies::of(refusal.code)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A file in the names of fields.
pub(super) fn stem(file: &str) -> &str {
    file.strip_suffix(".csv").unwrap_or(file)
}

/// What a form of rows asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Rows that say something else than what is kept.
    pub(super) mends: Vec<Mend>,
    /// Rows that shall be again what was sent, by file and line.
    pub(super) again: Vec<(String, u64)>,
}

/// Reads a form of rows: a row is mended when a value changed, when its values are taken as shown, or when it is left out. A browser
/// gives back what nobody touched without its line breaks: that is no change.
pub(super) fn asked(sheets: &Sheets, fields: &Fields) -> Asked {
    let rows: BTreeSet<(String, u64)> = fields.pairs().iter().filter_map(|(name, _)| named(name)).collect();
    // A form may hold thousands of fields: each is found once.
    let mut values: HashMap<&str, &str> = HashMap::with_capacity(fields.pairs().len());
    for (name, value) in fields.pairs() {
        values.entry(name).or_insert(value.trim());
    }
    let value = |name: String| values.get(name.as_str()).copied();
    let ticked = |kind: char, key: &str| value(format!("{kind}-{key}")).is_some_and(|value| !value.is_empty());
    let mut asked = Asked::default();
    for (stem, line) in rows {
        let file = format!("{stem}.csv");
        let key = format!("{stem}-{line}");
        if ticked('r', &key) {
            asked.again.push((file, line));
            continue;
        }
        let Some((columns, row)) = sheets.row(&file, line) else { continue };
        if ticked('x', &key) {
            asked.mends.push(Mend { file, line, cells: None, taken: false });
            continue;
        }
        let written: Vec<Option<&str>> = columns.iter().map(|column| value(format!("c-{key}-{column}"))).collect();
        let typed = written.iter().any(Option::is_some);
        let cells: Vec<String> = written.into_iter().map(|cell| cell.unwrap_or_default().to_owned()).collect();
        let taken = ticked('k', &key);
        if typed && (taken || !row.is_untouched(&cells)) {
            asked.mends.push(Mend { file, line, cells: Some(cells), taken: taken || row.is_taken() });
        }
    }
    asked
}

/// The row that a field belongs to.
fn named(name: &str) -> Option<(String, u64)> {
    let mut parts = name.splitn(4, '-');
    let (kind, stem, line) = (parts.next()?, parts.next()?, parts.next()?);
    matches!(kind, "c" | "x" | "k" | "r").then(|| line.parse().ok().map(|line| (stem.to_owned(), line))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    const ROWS: u64 = 4_000;

    fn sheets() -> Sheets {
        let rows: String = (0..ROWS).map(|at| format!("{at};Nom;Prénom;jamais;BQ;\n")).collect();
        let text = format!("numero;nom;prenom;naissance;compte;iban_personnel\n{rows}");
        Sheets::of_files(&|name| {
            if name == "people.csv" { Ok(text.clone().into_bytes()) } else { Err(ErrorKind::NotFound.into()) }
        })
    }

    /// A form as large as the largest over many rows: as long as it is large, and no longer.
    #[test]
    fn a_large_form_is_read_once() {
        let sheets = sheets();
        let columns = ["numero", "nom", "prenom", "naissance", "compte", "iban_personnel"];
        let mut pairs = Vec::new();
        for line in 2..ROWS + 2 {
            let (columns_known, row) = sheets.row("people.csv", line).unwrap();
            assert_eq!(columns_known, columns);
            let field = |(column, value): (&&str, &String)| (format!("c-people-{line}-{column}"), value.clone());
            pairs.extend(columns.iter().zip(&row.cells).map(field));
        }
        assert_eq!(asked(&sheets, &Fields::of(pairs.clone())), Asked::default(), "nobody touched anything");
        pairs.retain(|(name, _)| !name.starts_with("c-people-2-nom"));
        pairs.push(("c-people-2-nom".into(), "Autre".into()));
        pairs.push(("x-people-3".into(), "oui".into()));
        pairs.push(("r-people-4".into(), "oui".into()));
        let asked = asked(&sheets, &Fields::of(pairs));
        assert_eq!(asked.again, [("people.csv".to_owned(), 4)]);
        let told: Vec<_> =
            asked.mends.iter().map(|mend| (mend.line, mend.cells.as_ref().map(|cells| cells[1].as_str()))).collect();
        assert_eq!(told, [(2, Some("Autre")), (3, None)]);
    }
}
