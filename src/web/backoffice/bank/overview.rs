//! *Banque*: the accounts with their last statement and proof, the last files, and what waits.

use super::control::state;
use crate::bank::proof::{ImportedFile, LastFiles, Proofs, proofs_among};
use crate::books::queues::{Queue, Waiting, Waits};
use crate::calendar::day_in_french;
use crate::money::Cents;
use crate::web::answer::Answer;
use crate::web::gate::APPROVERS;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::{iban, instant};
use askama::Template;

/// Files shown.
pub const LAST_FILES: i64 = 8;

const COLUMNS: &[Column] = &[
    words("compte", "Compte"),
    words("iban", "IBAN"),
    words("releve", "Dernier relevé"),
    numbers("solde", "Solde de la banque"),
    words("etat", "Contrôle"),
];

/// A queue on screen.
struct Card {
    words: &'static str,
    href: &'static str,
    count: i64,
    cents: Option<Cents>,
    since: String,
    tone: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/bank/overview.html")]
struct Page {
    cards: Vec<Card>,
    list: String,
    files: Vec<ImportedFile>,
    may: bool,
}

impl Page {
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn at(&self, file: &ImportedFile) -> String {
        instant(file.at)
    }
}

/// The page.
pub async fn overview(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let today = visit.act(&mut tx).await?.today;
    let empty = "Aucun compte bancaire. Les dossiers importés apportent les comptes.";
    let mut list = List::new(&visit, "Comptes bancaires", COLUMNS, empty);
    let house = visit.recall(&mut tx, &Proofs).await?;
    let proofs = proofs_among(&house, &visit.files(&mut tx).await?);
    for proof in list.part_of(&proofs) {
        list.push(vec![
            Cell::Link(proof.reference.clone(), format!("/banque/controle/{}", proof.bank_account)),
            Cell::text(iban(&proof.iban)),
            Cell::day(proof.closed_on),
            proof.closing.map_or(Cell::Empty, Cell::Amount),
            state(proof),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("comptes-bancaires")?);
    }
    let mut queues = Vec::new();
    for what in [Waits::Receipts, Waits::Debits, Waits::ToReturn, Waits::FailedProofs] {
        queues.push(visit.recall(&mut tx, &Waiting::of(what, today, visit.reach())).await?);
    }
    let page = Page {
        cards: queues.iter().filter(|queue| queue.count > 0).map(|queue| card(queue)).collect(),
        list: list.html()?,
        files: visit.recall(&mut tx, &LastFiles { most: LAST_FILES }).await?.to_vec(),
        may: APPROVERS.lets(visit.role()),
    };
    visit.page("Banque", &page)
}

fn card(queue: &Queue) -> Card {
    let (words, href, tone) = match queue.what {
        Waits::Receipts => ("Encaissements à identifier", "/banque/encaissements", "waiting"),
        Waits::Debits => ("Débits à expliquer", "/banque/debits", "bad"),
        Waits::ToReturn => ("Argent refusé à rendre", "/banque/refuses", "waiting"),
        _ => ("Contrôles en échec", "/banque/controle", "bad"),
    };
    let since = queue.day.map(|day| format!("le plus ancien est du {}", day_in_french(day))).unwrap_or_default();
    Card { words, href, count: queue.count, cents: queue.cents, since, tone }
}
