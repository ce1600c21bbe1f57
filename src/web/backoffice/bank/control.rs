//! *Contrôle du jour*: each bank account against the books, each figure of the equation, and the difference line by line.

use crate::access::visible;
use crate::bank::proof::{
    Odd, Proof, Proofs, Read, entries_without_line, last_statements, lines_without_entry, proofs, proofs_among,
};
use crate::books::{Compared, compare};
use crate::calendar::day_in_french;
use crate::money::Cents;
use crate::refusal::PAGE_UNKNOWN;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, Tone, numbers, words};
use crate::web::visit::Visit;
use crate::web::words::{iban, short_day};
use askama::Template;
use axum::extract::Path;

/// Statements shown of an account.
const LAST: i64 = 12;

const COLUMNS: &[Column] = &[
    words("compte", "Compte"),
    words("releve", "Dernier relevé"),
    numbers("banque", "Solde de la banque"),
    numbers("comptes", "Solde des comptes"),
    numbers("ecart", "Écart"),
    words("etat", "Contrôle"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/control.html")]
struct Page {
    list: String,
    failed: usize,
    all: usize,
}

/// The proof of every account that the user may see.
pub async fn control(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let house = visit.recall(&mut tx, &Proofs).await?;
    let proofs = proofs_among(&house, &visit.files(&mut tx).await?);
    let (holding, failed): (Vec<&Proof>, Vec<&Proof>) = proofs.iter().partition(|proof| proof.holds());
    let empty = "Aucun compte bancaire. Les dossiers importés apportent les comptes.";
    let mut list = List::new(&visit, "Contrôle de chaque compte", COLUMNS, empty);
    let sorted = [failed.as_slice(), &holding].concat();
    for proof in list.part_of(&sorted) {
        list.push(row(proof));
    }
    if list.is_csv() {
        return Ok(list.csv("controle-du-jour")?);
    }
    visit.page("Contrôle du jour", &Page { list: list.html()?, failed: failed.len(), all: proofs.len() })
}

pub(super) fn row(proof: &Proof) -> Vec<Cell> {
    let amount = |cents: Option<Cents>| cents.map_or(Cell::Empty, Cell::Amount);
    vec![
        Cell::Link(proof.reference.clone(), format!("/banque/controle/{}", proof.bank_account)),
        Cell::day(proof.closed_on),
        amount(proof.closing),
        Cell::Amount(proof.bank),
        amount(proof.gap_with_bank()),
        state(proof),
    ]
}

/// How a proof stands.
pub(super) fn state(proof: &Proof) -> Cell {
    let (words, tone) = match (proof.holds(), proof.closing.is_some()) {
        (false, _) => ("à expliquer", Tone::Bad),
        (true, true) => ("juste", Tone::Good),
        (true, false) => ("aucun relevé encore", Tone::Calm),
    };
    Cell::State(words.to_owned(), tone)
}

/// One term of the equation.
struct Term {
    sign: &'static str,
    account: &'static str,
    words: &'static str,
    cents: Cents,
    href: &'static str,
}

#[derive(Template)]
#[template(path = "backoffice/bank/proof.html")]
struct ProofPage {
    proof: Proof,
    iban: String,
    terms: Vec<Term>,
    explained: Cents,
    inside: Cents,
    with_bank: Option<Cents>,
    closed_on: String,
    compared: Vec<Compared>,
    odd_lines: Vec<Odd>,
    odd_entries: Vec<Odd>,
    statements: Vec<Read>,
}

impl ProofPage {
    #[expect(clippy::unused_self, reason = "templates call methods of their own struct")]
    fn day(&self, day: &chrono::NaiveDate) -> String {
        short_day(*day)
    }
}

/// The proof of one account.
pub async fn proof(visit: Visit, Path(account): Path<i64>) -> Answer {
    let mut tx = visit.read().await?;
    let condition = visible(&visit.session.user, "p.number", visit.clock());
    let proof = proofs(&mut tx, Some(account), &condition).await?.into_iter().next().ok_or_else(|| PAGE_UNKNOWN.because(""))?;
    let wrong = !proof.holds();
    let page = ProofPage {
        iban: iban(&proof.iban),
        terms: terms(&proof),
        explained: proof.explained().unwrap_or_default(),
        inside: proof.gap_inside().unwrap_or_default(),
        with_bank: proof.gap_with_bank(),
        closed_on: proof.closed_on.map(day_in_french).unwrap_or_default(),
        compared: compare(&mut tx, Some(account)).await?,
        odd_lines: if wrong { lines_without_entry(&mut tx, account).await? } else { Vec::new() },
        odd_entries: if wrong { entries_without_line(&mut tx, account).await? } else { Vec::new() },
        statements: last_statements(&mut tx, account, LAST).await?,
        proof,
    };
    visit.page("Contrôle d’un compte", &page)
}

fn terms(proof: &Proof) -> Vec<Term> {
    vec![
        Term { sign: "", account: "4671", words: "Réserves des personnes", cents: proof.pots, href: "/dossiers" },
        Term {
            sign: "+", account: "471", words: "Reçu, à identifier", cents: proof.unidentified, href: "/banque/encaissements"
        },
        Term { sign: "+", account: "4673", words: "Refusé, à rendre", cents: proof.to_return, href: "/banque/refuses" },
        Term {
            sign: "+",
            account: "4672",
            words: "Paiements approuvés, pas encore débités",
            cents: proof.in_transit,
            href: "/paiements",
        },
        Term { sign: "−", account: "4718", words: "Débits à expliquer", cents: proof.unexplained, href: "/banque/debits" },
        Term { sign: "−", account: "4687", words: "Frais de la banque que l’organisme doit", cents: proof.fees, href: "" },
    ]
}
