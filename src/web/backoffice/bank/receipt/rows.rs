//! The rows of a split as they are typed: read back from the form, summed, and turned into what the service wants.

use crate::bank::decision::{Wanted, What};
use crate::bank::recognition::Part;
use crate::calendar::Month;
use crate::money::Cents;
use crate::web::sent::Fields;
use crate::web::words::typed_amount;

/// One row, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// A number, or a name.
    pub person: String,
    /// The number of a benefit, or the code of an income outside the list.
    pub what: String,
    /// Month of entitlement.
    pub month: String,
    /// Before what the payer keeps back.
    pub gross: String,
    /// What the payer keeps back.
    pub recovery: String,
}

impl Row {
    /// An empty row.
    #[must_use]
    pub fn blank(month: Month) -> Self {
        Self { month: month.to_string(), ..Self::default() }
    }

    /// True when nothing but the month is there.
    #[must_use]
    pub const fn is_blank(&self) -> bool {
        self.person.is_empty() && self.what.is_empty() && self.gross.is_empty() && self.recovery.is_empty()
    }

    /// The number with which the person's field begins.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        let digits: String = self.person.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    }

    fn net(&self) -> Option<Cents> {
        let gross = Cents::parse(&self.gross).ok()?;
        let recovery = if self.recovery.is_empty() { Cents::ZERO } else { Cents::parse(&self.recovery).ok()? };
        gross.minus(recovery)
    }
}

/// Rows of one form: no transfer holds as many parts.
const MOST: usize = 50;

/// The rows of a form, in their order.
#[must_use]
pub fn rows(fields: &Fields) -> Vec<Row> {
    let column = |name| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
    let [person, what, month, gross, recovery] = ["personne", "nature", "mois", "brut", "retenue"].map(column);
    let at = |column: &[String], place: usize| column.get(place).cloned().unwrap_or_default();
    (0..what.len().min(MOST))
        .map(|place| Row {
            person: at(&person, place),
            what: at(&what, place),
            month: at(&month, place),
            gross: at(&gross, place),
            recovery: at(&recovery, place),
        })
        .collect()
}

/// The rows of a proposal; a proposal that names the person alone leaves the rest to say.
#[must_use]
pub fn proposed(parts: &[Part], person: Option<i64>, month: Month) -> Vec<Row> {
    let whose = person.map(|number| number.to_string()).unwrap_or_default();
    let row = |part: &Part| Row {
        person: whose.clone(),
        what: part
            .benefit
            .map_or_else(|| part.outside.clone().unwrap_or_else(|| "autre".to_owned()), |number| number.to_string()),
        month: month.to_string(),
        gross: typed_amount(part.cents),
        recovery: String::new(),
    };
    let rows: Vec<Row> = parts.iter().map(row).collect();
    if rows.is_empty() { vec![Row { person: whose, ..Row::blank(month) }] } else { rows }
}

/// What the rows leave of the credit; rows whose amounts cannot be read count for nothing.
#[must_use]
pub fn left(credit: Cents, rows: &[Row]) -> Cents {
    let given = rows.iter().filter_map(Row::net).try_fold(Cents::ZERO, Cents::plus);
    given.and_then(|given| credit.minus(given)).unwrap_or(credit)
}

/// Writes what is left in the only row that has no amount yet.
pub fn complete(credit: Cents, rows: &mut [Row]) {
    let left = left(credit, rows);
    let mut open = rows.iter_mut().filter(|row| row.gross.is_empty() && row.recovery.is_empty() && !row.is_blank());
    if let (Some(row), None, true) = (open.next(), open.next(), left.is_positive()) {
        row.gross = typed_amount(left);
    }
}

/// Something typed that cannot be read: the row, the column and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The row, from 0.
    pub row: usize,
    /// The field.
    pub field: &'static str,
    /// What to do.
    pub words: String,
}

/// What the rows ask for. Rows that are still blank ask for nothing.
///
/// # Errors
/// Everything that cannot be read.
pub fn wanted(rows: &[Row]) -> Result<Vec<Wanted>, Vec<Wrong>> {
    let mut wanted = Vec::new();
    let mut wrong = Vec::new();
    let mut say = |row: usize, field: &'static str, words: &str| wrong.push(Wrong { row, field, words: words.to_owned() });
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let what = match (row.what.as_str(), row.what.parse()) {
            ("", _) => None,
            (_, Ok(number)) => Some(What::Benefit(number)),
            (code, Err(_)) => Some(What::Outside(code.to_owned())),
        };
        let month = row.month.parse::<Month>().ok();
        let gross = Cents::parse(&row.gross).ok();
        let recovery = if row.recovery.is_empty() { Some(Cents::ZERO) } else { Cents::parse(&row.recovery).ok() };
        if what.is_none() {
            say(place, "nature", "Choisissez la prestation ou le revenu.");
        }
        if month.is_none() {
            say(place, "mois", "Écrivez le mois des droits, par exemple 2026-10.");
        }
        if gross.is_none() {
            say(place, "brut", "Écrivez un montant, par exemple 573,49.");
        }
        if recovery.is_none() {
            say(place, "retenue", "Écrivez un montant, ou laissez vide.");
        }
        let person = row.number();
        if person.is_none() && (!row.person.is_empty() || matches!(what, Some(What::Benefit(_)))) {
            say(place, "personne", "Dites à qui est cette prestation : un numéro, ou un nom à chercher.");
        }
        if let (Some(what), Some(month), Some(gross), Some(recovery)) = (what, month, gross, recovery) {
            wanted.push(Wanted { person, what, month, gross, recovery });
        }
    }
    if wrong.is_empty() && wanted.is_empty() {
        wrong.push(Wrong { row: 0, field: "nature", words: "Répartissez l’encaissement sur une ligne au moins.".to_owned() });
    }
    if wrong.is_empty() { Ok(wanted) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(person: &str, what: &str, gross: &str, recovery: &str) -> Row {
        let [person, what, gross, recovery] = [person, what, gross, recovery].map(str::to_owned);
        Row { person, what, month: "2026-10".into(), gross, recovery }
    }

    #[test]
    fn a_form_gives_its_rows_back() {
        let pairs = [
            ("personne", "12 · MARTIN Jeanne"),
            ("nature", "17"),
            ("mois", "2026-10"),
            ("brut", "573,49"),
            ("retenue", ""),
            ("personne", ""),
            ("nature", "salaire"),
            ("mois", "2026-10"),
            ("brut", "10"),
            ("retenue", "1"),
        ];
        let fields = Fields::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let read = rows(&fields);
        assert_eq!(read, [row("12 · MARTIN Jeanne", "17", "573,49", ""), row("", "salaire", "10", "1")]);
        let wanted = wanted(&read).unwrap();
        assert_eq!((wanted[0].person, &wanted[0].what, wanted[0].gross), (Some(12), &What::Benefit(17), Cents(57349)));
        assert_eq!((wanted[1].person, wanted[1].recovery), (None, Cents(100)));
    }

    #[test]
    fn what_cannot_be_read_is_said_where_it_is() {
        let wrong = wanted(&[row("martin", "17", "x", "y"), row("", "17", "5", "")]).unwrap_err();
        let places: Vec<(usize, &str)> = wrong.iter().map(|one| (one.row, one.field)).collect();
        assert_eq!(places, [(0, "brut"), (0, "retenue"), (0, "personne"), (1, "personne")]);
        assert_eq!(wanted(&[Row::blank("2026-10".parse().unwrap())]).unwrap_err()[0].field, "nature");
    }

    #[test]
    fn the_only_open_row_takes_what_is_left() {
        let mut rows = [row("1", "17", "100,00", "26,51"), row("1", "4", "", "")];
        complete(Cents(20_000), &mut rows);
        assert_eq!(rows[1].gross, "126,51");
        assert_eq!(left(Cents(20_000), &rows), Cents::ZERO);
    }

    proptest! {
        #[test]
        fn what_is_left_and_the_rows_make_the_credit(credit in 0_i64..1_000_000, amounts in prop::collection::vec((1_i64..400_000, 0_i64..900), 0..5)) {
            let rows: Vec<Row> = amounts.iter().map(|(gross, kept)| row("1", "17", &typed_amount(Cents(*gross)), &typed_amount(Cents(*kept)))).collect();
            let nets: i64 = amounts.iter().map(|(gross, kept)| gross - kept).sum();
            prop_assert_eq!(left(Cents(credit), &rows).0 + nets, credit);
        }
    }
}
