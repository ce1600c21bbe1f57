//! The two traces (RULE 81): every write, and every reading of a file. Filtered, and paged by the database.

use super::actions;
use crate::access::retention::last_removal;
use crate::access::{
    AuditFilter, AuditLine, FileRead, Page as Lines, ReadFilter, audit_actions, audit_page, list_users, reads_page,
};
use crate::calendar::{day_in_french, parse_day};
use crate::refusal::{Failure, NOT_A_DATE, NOT_A_NUMBER, Refusal};
use crate::settings::history;
use crate::store::Tx;
use crate::web::answer::{Answer, Problem};
use crate::web::form::{Field, Kind};
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::instant;
use askama::Template;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

pub(super) const AUDIT: &str = "/administration/journal";
pub(super) const READS: &str = "/administration/lectures";

/// Lines of a page.
const PAGE: u32 = 50;
/// Lines read at once for a file.
const BLOCK: u32 = 1_000;
/// Lines of a file at most: what a spreadsheet opens with ease.
const MOST: usize = 100_000;

const AUDIT_COLUMNS: &[Column] =
    &[words("le", "Le"), words("par", "Par"), words("action", "Action"), words("objet", "Sur quoi"), words("detail", "Détail")];
const READ_COLUMNS: &[Column] =
    &[words("le", "Le"), words("par", "Par"), words("role", "Rôle"), numbers("personne", "Personne"), words("page", "Page lue")];

#[derive(Template)]
#[template(path = "backoffice/house/traces.html")]
struct Page<'a> {
    title: &'static str,
    help: &'static str,
    /// How long traces of access are kept, and the last removal.
    kept: String,
    audit: bool,
    here: &'static str,
    refusals: &'a [Refusal],
    fields: Vec<Field>,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    filtered: bool,
    next: Option<String>,
    latest: Option<String>,
    csv: String,
}

/// The beginning of a day in Paris.
fn begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    Paris.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

/// What was asked of either trace: the author, and the days.
struct Asked {
    by_user: Option<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    before: Option<i64>,
    refusals: Vec<Refusal>,
}

impl Asked {
    fn of(visit: &Visit) -> Self {
        let query = &visit.query;
        let mut refusals = Vec::new();
        let mut day = |name: &str| {
            let typed = query.filled(name)?;
            let day = parse_day(typed);
            if day.is_none() {
                refusals.push(NOT_A_DATE.because(format!("(« {typed} »)")));
            }
            day
        };
        let from = day("du").map(begins);
        let to = day("au").and_then(|day| day.checked_add_days(Days::new(1))).map(begins);
        let before = query.filled("avant").and_then(|place| place.parse().ok());
        Self { by_user: query.filled("par").map(str::to_owned), from, to, before, refusals }
    }
}

/// The address of this page with another place, or as a file.
fn address(visit: &Visit, name: &str, value: &str) -> String {
    let kept = visit.query.pairs().iter().filter(|(name, value)| name != "avant" && name != "format" && !value.is_empty());
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = kept.chain([(name, value)]).filter(|(_, value)| !value.is_empty()).collect();
    let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if text.is_empty() { visit.path.clone() } else { format!("{}?{text}", visit.path) }
}

/// The fields that both filters have.
async fn fields(tx: &mut Tx, visit: &Visit) -> Result<[Field; 3], Failure> {
    let users = list_users(tx).await?.into_iter().map(|user| (user.id, user.name));
    let users = [(String::new(), "Tout le monde".to_owned())].into_iter().chain(users).collect();
    let typed = |name: &str| visit.query.get(name).to_owned();
    Ok([
        Field::new("par", "Par", Kind::Choice(users)).with(typed("par")).optional(),
        Field::new("du", "Du", Kind::Day).with(typed("du")).optional(),
        Field::new("au", "Au", Kind::Day).with(typed("au")).optional(),
    ])
}

fn audit_row(line: AuditLine) -> [String; 5] {
    [instant(line.at), line.by_name, actions::words(&line.action), line.subject, line.detail]
}

fn read_row(line: FileRead) -> [String; 5] {
    [instant(line.at), line.name, line.role, line.person.to_string(), line.what]
}

/// A file of the rows; says so where it stops.
fn file(visit: &Visit, columns: &'static [Column], name: &str, rows: Vec<[String; 5]>, whole: bool) -> Answer {
    let mut list = List::new(visit, "", columns, "");
    for row in rows {
        list.push(row.map(Cell::Text).into());
    }
    if !whole {
        list.push(vec![Cell::text("La suite n’est pas dans ce fichier : choisissez une période plus courte.")]);
    }
    Ok(list.csv(name)?)
}

/// How long traces of access are kept, and what the last removal took away.
async fn kept(tx: &mut Tx, at: DateTime<Utc>) -> Result<String, Failure> {
    let months = history(tx).await?.trace_months_on(at.date_naive());
    let last = match last_removal(tx).await? {
        None => "Aucune n’a encore passé ce temps.".to_owned(),
        Some(last) => format!(
            "Dernier effacement : le {} par {}, traces d’avant le {} ({}).",
            instant(last.applied_at),
            last.author,
            day_in_french(last.past.kept_from),
            last.past.words()
        ),
    };
    Ok(format!(
        "Les traces d’accès (dossiers lus, connexions, listes et pièces ouvertes, liens et codes qui ont servi) se gardent {months} mois ; \
         le serveur efface chaque jour celles qui sont plus anciennes. Ce qui a été fait sur l’argent, les dossiers et les accès ne s’efface \
         jamais, ni rien d’un dossier en litige. {last}"
    ))
}

/// What is common to both pages.
struct Shown<'a> {
    title: &'static str,
    help: &'static str,
    kept: String,
    columns: &'static [Column],
    fields: Vec<Field>,
    rows: Vec<[String; 5]>,
    next: Option<i64>,
    refusals: &'a [Refusal],
}

fn page(visit: &Visit, shown: Shown<'_>) -> Result<axum::response::Response, Problem> {
    let audit = visit.path == AUDIT;
    let own = |name: &String| name != "avant" && name != "format";
    let page = Page {
        title: shown.title,
        help: shown.help,
        kept: shown.kept,
        audit,
        here: if audit { AUDIT } else { READS },
        refusals: shown.refusals,
        fields: shown.fields,
        headings: shown.columns.iter().map(Column::title).collect(),
        rows: shown.rows.into_iter().map(Vec::from).collect(),
        filtered: visit.query.pairs().iter().any(|(name, value)| own(name) && !value.is_empty()),
        next: shown.next.map(|place| address(visit, "avant", &place.to_string())),
        latest: visit.query.filled("avant").map(|_| address(visit, "avant", "")),
        csv: address(visit, "format", "csv"),
    };
    visit.page(shown.title, &page)
}

/// Every write.
pub(super) async fn audit(visit: Visit) -> Answer {
    let asked = Asked::of(&visit);
    let filter = AuditFilter {
        by_user: asked.by_user.clone(),
        action: visit.query.filled("action").map(str::to_owned),
        subject: visit.query.filled("objet").map(str::to_owned),
        from: asked.from,
        to: asked.to,
    };
    let reader = &visit.session.user;
    let mut tx = visit.read().await?;
    if visit.query.get("format") == "csv" && asked.refusals.is_empty() {
        let (mut rows, mut before) = (Vec::new(), None);
        loop {
            let Lines { lines, next } = audit_page(&mut tx, reader, &filter, before, BLOCK).await?;
            rows.extend(lines.into_iter().map(audit_row));
            before = next;
            if before.is_none() || rows.len() >= MOST {
                return file(&visit, AUDIT_COLUMNS, "journal", rows, before.is_none());
            }
        }
    }
    let Lines { lines, next } = audit_page(&mut tx, reader, &filter, asked.before, PAGE).await?;
    let known = audit_actions(&mut tx, reader).await?.into_iter().map(|code| (code.clone(), actions::words(&code)));
    let mut known: Vec<(String, String)> = known.collect();
    known.sort_by_key(|(_, words)| crate::person::search_key(words));
    known.insert(0, (String::new(), "Toutes".to_owned()));
    let [by, from, to] = fields(&mut tx, &visit).await?;
    let action = Field::new("action", "Action", Kind::Choice(known)).with(visit.query.get("action")).optional();
    let subject = Field::new("objet", "Sur quoi", Kind::Text).with(visit.query.get("objet")).optional();
    let shown = Shown {
        title: "Journal des actions",
        help: "Tout ce qui a été fait dans Quitus : quand, par qui, sur quoi.",
        kept: kept(&mut tx, visit.now).await?,
        columns: AUDIT_COLUMNS,
        fields: vec![by, action, subject.hint("Numéro ou nom entier."), from, to],
        rows: lines.into_iter().map(audit_row).collect(),
        next,
        refusals: &asked.refusals,
    };
    page(&visit, shown)
}

/// Every reading of a file.
pub(super) async fn reads(visit: Visit) -> Answer {
    let mut asked = Asked::of(&visit);
    let typed = visit.query.get("personne");
    let person = typed.parse::<i64>().ok();
    if person.is_none() && !typed.is_empty() {
        asked.refusals.push(NOT_A_NUMBER.because(format!("(« {typed} »)")));
    }
    let filter = ReadFilter { by_user: asked.by_user.clone(), person, from: asked.from, to: asked.to };
    let reader = &visit.session.user;
    let mut tx = visit.read().await?;
    if visit.query.get("format") == "csv" && asked.refusals.is_empty() {
        let (mut rows, mut before) = (Vec::new(), None);
        loop {
            let Lines { lines, next } = reads_page(&mut tx, reader, &filter, before, BLOCK).await?;
            rows.extend(lines.into_iter().map(read_row));
            before = next;
            if before.is_none() || rows.len() >= MOST {
                return file(&visit, READ_COLUMNS, "lectures", rows, before.is_none());
            }
        }
    }
    let Lines { lines, next } = reads_page(&mut tx, reader, &filter, asked.before, PAGE).await?;
    let [by, from, to] = fields(&mut tx, &visit).await?;
    let person = Field::new("personne", "Personne", Kind::Code).with(typed).hint("Son numéro de dossier.").optional();
    let shown = Shown {
        title: "Lectures des dossiers",
        help: "Qui a ouvert le dossier de qui. Une page relue dans les cinq minutes compte une fois.",
        kept: kept(&mut tx, visit.now).await?,
        columns: READ_COLUMNS,
        fields: vec![by, person, from, to],
        rows: lines.into_iter().map(read_row).collect(),
        next,
        refusals: &asked.refusals,
    };
    page(&visit, shown)
}

#[cfg(test)]
mod tests {
    use super::begins;
    use crate::calendar::parse_day;

    #[test]
    fn a_day_begins_at_midnight_in_paris() {
        let at = |day: &str| begins(parse_day(day).unwrap()).to_rfc3339();
        assert_eq!(at("2026-07-01"), "2026-06-30T22:00:00+00:00");
        assert_eq!(at("2026-12-01"), "2026-11-30T23:00:00+00:00");
    }
}
