//! *Relevés*: those that were issued, as files; and what the others would say today.

use super::file::File;
use crate::calendar::{Month, day_in_french};
use crate::refusal::{Failure, PAGE_UNKNOWN, Refusal};
use crate::statement::document::Document;
use crate::statement::issued::{issued, preview, stored};
use crate::statement::wording::detail::Kind;
use crate::statement::workers::Pool;
use crate::web::answer::Answer;
use crate::web::visit::Visit;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use std::sync::OnceLock;

/// A process that has printed is kept: the next statement is twice as fast.
static POOL: OnceLock<Pool> = OnceLock::new();

/// Months without a statement that the page offers to look at.
const AHEAD: usize = 3;

struct Row {
    month: String,
    number: String,
    issued: String,
    read: String,
    pdf: String,
}

struct Next {
    words: String,
    href: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/statements.html")]
struct Page {
    top: String,
    rows: Vec<Row>,
    next: Vec<Next>,
}

#[derive(Template)]
#[template(path = "backoffice/files/statement.html")]
struct Shown {
    top: String,
    back: String,
    document: Document,
    issued: String,
    pdf: String,
    month: String,
}

/// A month that cannot be told, and why.
#[derive(Template)]
#[template(path = "backoffice/files/untold.html")]
struct Untold {
    top: String,
    back: String,
    month: String,
    refusals: Vec<Refusal>,
}

impl Shown {
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn right(&self, kind: &Kind) -> bool {
        *kind == Kind::Amount
    }

    /// The cell of a row, by its place.
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn kind(&self, columns: &[crate::statement::wording::detail::Column], at: &usize) -> (&'static str, bool) {
        columns.get(*at).map_or(("", false), |column| (column.title, column.kind == Kind::Amount))
    }
}

/// The statements of a person.
pub async fn statements(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut file = File::open(&visit, &number, "releves").await?;
    let all = issued(&mut file.tx, file.number).await?;
    let last = all.iter().filter_map(|one| one.month.parse::<Month>().ok()).max();
    let mut month = Month::of(file.today());
    let mut next = Vec::new();
    while next.len() < AHEAD && last.is_none_or(|last| last < month) {
        next.push(Next { words: capital(&month.in_french()), href: file.at(&format!("/releves/{month}")) });
        month = month.previous();
    }
    let rows = all.into_iter().map(|one| Row {
        month: one.month.parse::<Month>().map_or_else(|_| one.month.clone(), |month| capital(&month.in_french())),
        issued: format!("{}, par {}", day_in_french(one.issued_on), one.issued_by),
        read: file.at(&format!("/releves/{}", one.month)),
        pdf: file.at(&format!("/releves/{}.pdf", one.month)),
        number: one.number,
    });
    let page = Page { rows: rows.collect(), next, top: file.top("releves")? };
    file.page(&visit, "releves", &page)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A statement: its file as it was issued (`MONTH.pdf`), or its figures as a page.
pub async fn statement(visit: Visit, Path((number, asked)): Path<(String, String)>) -> Answer {
    let mut file = File::open(&visit, &number, "releve").await?;
    let unknown = || PAGE_UNKNOWN.because(format!("(relevé « {asked} »)"));
    let (text, as_file) = asked.strip_suffix(".pdf").map_or((asked.as_str(), false), |month| (month, true));
    let month: Month = text.parse().map_err(|_| unknown())?;
    let kept = stored(&mut file.tx, file.number, month).await?;
    if as_file {
        let kept = kept.ok_or_else(unknown)?;
        // The press is slow next to a page: the database is not held meanwhile.
        drop(file);
        let bytes = kept.pdf(pool()?).await?;
        let disposition = format!("attachment; filename=\"releve-{}.pdf\"", kept.number());
        let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
        return Ok((headers, bytes).into_response());
    }
    let (document, issued) = match &kept {
        Some(kept) => (kept.document()?, true),
        None => match preview(&mut file.tx, &file.act, file.number, month).await {
            Ok(document) => (document, false),
            Err(Failure::Refused(refusals)) => {
                let page = Untold { top: file.top("releves")?, back: file.at("/releves"), month: month.in_french(), refusals };
                return file.page(&visit, "releves", &page);
            }
            Err(other) => return Err(other.into()),
        },
    };
    let page = Shown {
        top: file.top("releves")?,
        back: file.at("/releves"),
        issued: if issued { format!("Relevé émis, n° {}", document.number) } else { String::new() },
        document,
        pdf: if issued { file.at(&format!("/releves/{month}.pdf")) } else { String::new() },
        month: month.in_french(),
    };
    file.page(&visit, "releves", &page)
}

fn pool() -> Result<&'static Pool, Failure> {
    if let Some(pool) = POOL.get() {
        return Ok(pool);
    }
    let pool = Pool::of_this_program().map_err(|error| Failure::Broken(format!("{error}.")))?;
    Ok(POOL.get_or_init(|| pool))
}
