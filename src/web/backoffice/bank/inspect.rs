//! *Lire sans importer*: what a bank file says, nothing written.

use crate::bank::inspect::{EntrySeen, Inspected, Kept, OutcomeSeen, RemarkSeen, inspect, status};
use crate::plural::count;
use crate::refusal::{FILES_MISSING, Failure, Refusal};
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use crate::web::words::{iban, short_day};
use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use std::io::Cursor;

/// Entries, transfers and remarks that a page shows of each list.
const SHOWN: Kept = Kept { entries: 50, transfers: 50, remarks: 50 };

#[derive(Template)]
#[template(path = "backoffice/bank/inspect.html")]
struct Page<'a> {
    hidden: Hidden,
    refused: Refusals<'a>,
    files: Vec<Inspected>,
}

impl Page<'_> {
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn iban(&self, text: &Option<String>) -> String {
        text.as_deref().map_or_else(|| "sans numéro".to_owned(), iban)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn own(&self, text: &Option<String>) -> String {
        text.clone().unwrap_or_default()
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn outcome(&self, said: &OutcomeSeen) -> String {
        let status = said.status.as_deref().map(status).map(str::to_owned);
        let checked = said.verification.map(|result| format!("vérification du bénéficiaire : {result}"));
        let unclear = said.contradictory.then(|| "la banque se contredit".to_owned());
        let reasons = (!said.reasons.is_empty()).then(|| format!("motif {}", said.reasons.join(", ")));
        let parts: Vec<String> = [status, unclear, reasons, checked].into_iter().flatten().collect();
        if parts.is_empty() { "rien n’est dit".to_owned() } else { parts.join(" ; ") }
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn place(&self, remark: &RemarkSeen) -> String {
        if remark.path.is_empty() { format!("ligne {}", remark.line) } else { format!("ligne {}, {}", remark.line, remark.path) }
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn day(&self, entry: &EntrySeen) -> String {
        entry.booked_on.or(entry.value_on).map(short_day).unwrap_or_default()
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn on(&self, day: &chrono::NaiveDate) -> String {
        short_day(*day)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn who(&self, entry: &EntrySeen) -> String {
        let inside = (entry.payments > 1).then(|| count(entry.payments, "paiement", "paiements"));
        entry.who.clone().or(inside).unwrap_or_default()
    }

    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn state(&self, entry: &EntrySeen) -> String {
        match (entry.status.as_str(), entry.returned) {
            ("BOOK", true) => format!("retour {}", entry.return_reason.as_deref().unwrap_or_default()).trim_end().to_owned(),
            ("BOOK", false) => String::new(),
            ("PDNG", _) => "en attente".to_owned(),
            ("INFO", _) => "pour information".to_owned(),
            ("FUTR", _) => "à venir".to_owned(),
            (other, _) => other.to_owned(),
        }
    }
}

/// Where files are given to be read.
pub async fn form(visit: Visit) -> Answer {
    shown(&visit, &[], Vec::new(), StatusCode::OK)
}

/// Reads them.
pub async fn look(visit: Visit, sent: Sent) -> Answer {
    if sent.files.is_empty() {
        return shown(&visit, &[FILES_MISSING.because("")], Vec::new(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    // A year of statements takes a while: other requests are answered meanwhile.
    let read = tokio::task::spawn_blocking(move || {
        sent.files.iter().map(|file| inspect(&file.name, Cursor::new(&file.bytes), SHOWN)).collect::<Result<Vec<_>, _>>()
    });
    let files = read.await.map_err(|error| Failure::Broken(format!("{error}.")))?;
    let files = files.map_err(|error| Failure::Broken(format!("{error}.")))?;
    let unreadable = files.iter().all(Inspected::is_unreadable);
    shown(&visit, &[], files, if unreadable { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

fn shown(visit: &Visit, refusals: &[Refusal], files: Vec<Inspected>, status: StatusCode) -> Answer {
    let page = Page { hidden: Hidden::new(visit, None), refused: Refusals { refusals }, files };
    Ok((status, visit.page("Lire un fichier de la banque", &page)?).into_response())
}
