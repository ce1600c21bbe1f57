//! Lists: the same searching, sorting, paging and CSV everywhere, over rows that a service gave.

mod sheet;
mod window;

use super::sent::Fields;
use super::visit::Visit;
use super::words::{short_day, typed_amount};
use crate::money::Cents;
use crate::person::search_key;
use crate::refusal::Failure;
use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sheet::sheet;
use std::cmp::Ordering;
use window::Cut;

pub use sheet::sheet_of;

/// Rows of a page.
const ROWS: usize = 50;

/// How a state looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Waits for somebody.
    Waiting,
    /// Needs care.
    Bad,
    /// Neither.
    Calm,
}

impl Tone {
    /// The class of its look.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Waiting => "waiting",
            Self::Bad => "bad",
            Self::Calm => "calm",
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// Words that lead somewhere.
    Link(String, String),
    /// Euros.
    Amount(Cents),
    /// Euros that lead to their explanation.
    AmountLink(Cents, String),
    /// A day.
    Day(NaiveDate),
    /// A number.
    Number(i64),
    /// A state.
    State(String, Tone),
    /// A box to tick, for the form of the page whose id is `selection`: name, value, ticked, what it is about.
    Tick(&'static str, String, bool, String),
    /// Nothing.
    Empty,
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A day, if there is one.
    #[must_use]
    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn words(&self) -> String {
        match self {
            Self::Text(words) | Self::Link(words, _) | Self::State(words, _) => words.clone(),
            Self::Amount(cents) | Self::AmountLink(cents, _) => typed_amount(*cents),
            Self::Day(day) => short_day(*day),
            Self::Number(number) => number.to_string(),
            Self::Tick(..) | Self::Empty => String::new(),
        }
    }

    /// A spreadsheet runs a text that begins like a formula: it is marked as text.
    fn csv(&self) -> String {
        let words = self.words();
        let typed = matches!(self, Self::Text(_) | Self::Link(..) | Self::State(..));
        if typed && words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Amount(a) | Self::AmountLink(a, _), Self::Amount(b) | Self::AmountLink(b, _)) => a.cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Empty, Self::Empty) => Ordering::Equal,
            (Self::Empty, _) => Ordering::Less,
            (_, Self::Empty) => Ordering::Greater,
            (a, b) => search_key(&a.words()).cmp(&search_key(&b.words())),
        }
    }
}

/// A column: its key in the address, its words, and whether its values are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    key: &'static str,
    words: &'static str,
    right: bool,
}

impl Column {
    /// Its words.
    #[must_use]
    pub const fn title(&self) -> &'static str {
        self.words
    }
}

/// A column of words.
#[must_use]
pub const fn words(key: &'static str, words: &'static str) -> Column {
    Column { key, words, right: false }
}

/// A column of numbers.
#[must_use]
pub const fn numbers(key: &'static str, words: &'static str) -> Column {
    Column { key, words, right: true }
}

/// A list of a page.
#[derive(Clone, Debug)]
pub struct List {
    path: String,
    query: Fields,
    columns: &'static [Column],
    rows: Vec<Vec<Cell>>,
    caption: &'static str,
    empty: String,
    rows_of_page: usize,
    searching: &'static str,
    cut: Option<Cut>,
}

struct Heading {
    words: &'static str,
    right: bool,
    href: String,
    sorted: &'static str,
}

#[derive(Template)]
#[template(path = "list.html")]
struct Shown<'a> {
    caption: &'static str,
    path: &'a str,
    searched: &'a str,
    carried: Vec<(&'a str, &'a str)>,
    headings: Vec<Heading>,
    rows: Vec<&'a [Cell]>,
    columns: &'static [Column],
    empty: &'a str,
    searching: &'static str,
    found: usize,
    all: usize,
    first: usize,
    last: usize,
    before: Option<String>,
    after: Option<String>,
    csv: String,
    /// A small script may search while one types: not where boxes are ticked, which a new list would untick.
    live: bool,
}

impl Shown<'_> {
    fn label(&self, at: &usize) -> &'static str {
        self.columns.get(*at).map_or("", |column| column.words)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn day(&self, day: &NaiveDate) -> String {
        short_day(*day)
    }
}

impl List {
    /// An empty list of the page that is visited; `empty` says what to do when nothing is there.
    #[must_use]
    pub fn new(visit: &Visit, caption: &'static str, columns: &'static [Column], empty: impl Into<String>) -> Self {
        Self {
            path: visit.path.clone(),
            query: visit.query.clone(),
            columns,
            rows: Vec::new(),
            caption,
            empty: empty.into(),
            rows_of_page: ROWS,
            searching: "Chercher dans la liste",
            cut: None,
        }
    }

    /// The same with that many rows on a page: what is chosen on one page is sent together.
    #[must_use]
    pub const fn on_one_page(mut self, rows: usize) -> Self {
        self.rows_of_page = rows;
        self
    }

    /// One more row, a cell for each column.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// True when the address asks for the file instead of the page.
    #[must_use]
    pub fn is_csv(&self) -> bool {
        self.query.get("format") == "csv"
    }

    fn found(&self) -> Vec<&[Cell]> {
        if self.cut.is_some() {
            return self.rows.iter().map(Vec::as_slice).collect();
        }
        let searched = search_key(self.query.get("q"));
        let words: Vec<&str> = searched.split_whitespace().collect();
        let holds = |row: &&Vec<Cell>| {
            let text = row.iter().map(|cell| search_key(&cell.words())).collect::<Vec<_>>().join(" ");
            words.iter().all(|word| text.contains(word))
        };
        let mut found: Vec<&[Cell]> = self.rows.iter().filter(|row| words.is_empty() || holds(row)).map(Vec::as_slice).collect();
        let (key, down) = self.order();
        if let Some(at) = self.columns.iter().position(|column| column.key == key && !key.is_empty()) {
            found.sort_by(|a, b| {
                let order = a.get(at).unwrap_or(&Cell::Empty).cmp(b.get(at).unwrap_or(&Cell::Empty));
                if down { order.reverse() } else { order }
            });
        }
        found
    }

    fn order(&self) -> (&str, bool) {
        let asked = self.query.get("tri");
        asked.strip_prefix('-').map_or((asked, false), |key| (key, true))
    }

    /// The address of the same list with some parameters changed; an empty value takes the parameter away.
    fn address(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.query.pairs().iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<(&str, &str)> = kept.chain(changes.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
        let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
        if text.is_empty() { self.path.clone() } else { format!("{}?{text}", self.path) }
    }

    /// The list as a part of a page.
    ///
    /// # Errors
    /// Broken when it cannot be written.
    pub fn html(&self) -> Result<String, Failure> {
        let found = self.found();
        let count = self.cut.map_or(found.len(), |cut| cut.found);
        let (skipped, most) = self.window(count);
        let page = skipped.div_euclid(self.rows_of_page).saturating_add(1);
        let pages = count.div_ceil(self.rows_of_page).max(1);
        let (key, down) = self.order();
        let heading = |column: &Column| {
            let here = column.key == key && !key.is_empty();
            let next = if here && !down { format!("-{}", column.key) } else { column.key.to_owned() };
            let sorted = match (here, down) {
                (true, false) => "ascending",
                (true, true) => "descending",
                _ => "",
            };
            let href = if column.key.is_empty() { String::new() } else { self.address(&[("tri", &next), ("page", "")]) };
            Heading { words: column.words, right: column.right, href, sorted }
        };
        let to = |number: usize| self.address(&[("page", &number.to_string())]);
        let before = if self.cut.is_some() { 0 } else { skipped };
        let rows: Vec<&[Cell]> = found.iter().skip(before).take(most).copied().collect();
        let hidden = ["q", "page", "format"];
        let shown = Shown {
            caption: self.caption,
            path: &self.path,
            searched: self.query.get("q"),
            carried: self
                .query
                .pairs()
                .iter()
                .filter(|(name, _)| !hidden.contains(&name.as_str()))
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect(),
            headings: self.columns.iter().map(heading).collect(),
            first: if rows.is_empty() { 0 } else { skipped.saturating_add(1) },
            last: skipped.saturating_add(rows.len()),
            rows,
            columns: self.columns,
            empty: &self.empty,
            searching: self.searching,
            found: count,
            all: self.cut.map_or(self.rows.len(), |cut| cut.all),
            before: (page > 1).then(|| to(page.saturating_sub(1))),
            after: (page < pages).then(|| to(page.saturating_add(1))),
            csv: self.address(&[("format", "csv"), ("page", "")]),
            live: !self.rows.iter().flatten().any(|cell| matches!(cell, Cell::Tick(..))),
        };
        shown.render().map_err(|error| Failure::Broken(format!("{error}.")))
    }

    /// Everything found, as a file that a French spreadsheet opens.
    ///
    /// # Errors
    /// Broken when it cannot be written.
    pub fn csv(&self, name: &str) -> Result<Response, Failure> {
        // Boxes to tick mean nothing on paper.
        let ticks = |at: usize| self.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Tick(..))));
        let columns: Vec<usize> =
            self.columns.iter().enumerate().filter(|(at, c)| !c.words.is_empty() && !ticks(*at)).map(|(at, _)| at).collect();
        let title = |at: &usize| self.columns.get(*at).map_or("", |column| column.words);
        let found = self.found();
        let rows = found.iter().map(|row| columns.iter().map(|at| row.get(*at).map(Cell::csv).unwrap_or_default()).collect());
        let bytes = sheet(columns.iter().map(title).collect(), rows)?;
        let disposition = format!("attachment; filename=\"{name}.csv\"");
        Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
            .into_response())
    }
}

#[cfg(test)]
pub(in crate::web::list) mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[words("nom", "Nom"), numbers("montant", "Montant")];

    pub fn list(query: &[(&str, &str)]) -> List {
        let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let rows = [("Zoé", 500), ("=1+1", 20_000), ("Élodie", 1_000)];
        let rows = rows.map(|(name, cents)| vec![Cell::text(name), Cell::Amount(Cents(cents))]).to_vec();
        List {
            path: "/liste".into(),
            query: Fields::of(pairs),
            columns: COLUMNS,
            rows,
            caption: "Liste",
            empty: "Rien.".into(),
            rows_of_page: ROWS,
            searching: "Chercher",
            cut: None,
        }
    }

    pub fn names(list: &List) -> Vec<String> {
        list.found().iter().map(|row| row[0].words()).collect()
    }

    #[test]
    fn rows_are_searched_without_accents_and_sorted_by_value() {
        assert_eq!(names(&list(&[("q", "elo")])), ["Élodie"]);
        assert_eq!(names(&list(&[("tri", "montant")])), ["Zoé", "Élodie", "=1+1"]);
        assert_eq!(names(&list(&[("tri", "-montant")])), ["=1+1", "Élodie", "Zoé"]);
        assert_eq!(names(&list(&[("tri", "nom"), ("q", "o")])), ["Élodie", "Zoé"]);
    }

    #[test]
    fn addresses_keep_what_was_asked() {
        let list = list(&[("etat", "à voir"), ("page", "2")]);
        assert_eq!(list.address(&[("page", "3")]), "/liste?etat=%C3%A0+voir&page=3");
        assert_eq!(list.address(&[("page", ""), ("etat", "")]), "/liste");
    }

    #[test]
    fn a_spreadsheet_runs_no_cell() {
        assert_eq!(Cell::text("=1+1").csv(), "'=1+1");
        assert_eq!(Cell::Amount(Cents(-500)).csv(), "-5,00");
    }
}
