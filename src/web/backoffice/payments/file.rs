//! One sealed file: what it holds, what the bank said of each order, each time it left the house.

use super::files::state;
use super::shared::{Tabs, lets, order_href, person_cell, state_cell, tabs, tone_class, visible};
use crate::access::Role;
use crate::payment::view::files::{Block, Export, File, Sealed, blocks_among, exports};
use crate::payment::view::listed::{Content, Which, orders};
use crate::plural::count;
use crate::refusal::{Failure, Refusal};
use crate::store::Tx;
use crate::web::answer::Answer;
use crate::web::form::{Hidden, Refusals};
use crate::web::gate::APPROVERS;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::sent::Sent;
use crate::web::visit::Visit;
use crate::web::words::{iban, short_id};
use askama::Template;
use axum::extract::Path;

const COLUMNS: &[Column] = &[
    words("personne", "Personne"),
    words("depense", "Dépense"),
    words("beneficiaire", "Bénéficiaire"),
    words("iban", "IBAN"),
    numbers("montant", "Montant"),
    words("etat", "État"),
];

#[derive(Template)]
#[template(path = "backoffice/payments/file.html")]
struct Page<'a> {
    tabs: Tabs,
    refusals: Refusals<'a>,
    hidden: Hidden,
    file: &'a File,
    number: String,
    state: (String, &'static str),
    blocks: Vec<&'a Block>,
    more_blocks: String,
    exports: Vec<Export>,
    downloads: bool,
    own_files_only: bool,
    list: String,
}

/// Accounts that are named one by one: each person may have their own.
const NAMED: usize = 20;

/// A sealed file.
pub async fn file(visit: Visit, Path(id): Path<String>) -> Answer {
    shown(&visit, &id, None, &[]).await
}

/// The page, or again with why a download was refused.
pub async fn shown(visit: &Visit, id: &str, sent: Option<&Sent>, why: &[Refusal]) -> Answer {
    let mut tx = visit.read().await?;
    let sealed = visit.recall(&mut tx, &Sealed { batch: id.to_owned() }).await?;
    let (file, blocks) = &*sealed;
    let files = visit.files(&mut tx).await?;
    let mut blocks = blocks_among(blocks, &files);
    let more = blocks.len().saturating_sub(NAMED);
    blocks.truncate(NAMED);
    let page = Visit { path: format!("/paiements/fichiers/{id}"), ..visit.clone() };
    let list = content_list(&page, &mut tx, id).await?;
    let exports = exports(&mut tx, id).await?;
    drop(tx);
    if list.is_csv() {
        return Ok(list.csv(&format!("fichier-{}", short_id(id)))?);
    }
    let (words, tone) = state(file);
    let page = Page {
        tabs: tabs(&page),
        refusals: Refusals { refusals: why },
        hidden: Hidden::new(visit, sent),
        number: short_id(&file.id),
        state: (words, tone_class(tone)),
        file,
        blocks,
        more_blocks: if more == 0 { String::new() } else { count(more, "autre compte", "autres comptes") },
        exports,
        downloads: lets(visit, APPROVERS),
        own_files_only: visit.role() == Role::Gestionnaire,
        list: list.html()?,
    };
    visit.page(&format!("Fichier {}", page.number), &page)
}

/// What the file holds: a file of thousands is read one page at a time.
async fn content_list(visit: &Visit, tx: &mut Tx, batch: &str) -> Result<List, Failure> {
    let mut list = List::new(visit, "Paiements du fichier", COLUMNS, "Aucun paiement de vos dossiers dans ce fichier.");
    let files = visit.files(tx).await?;
    let house = visit.recall(tx, &Content { batch: batch.to_owned() }).await?;
    let sees = |person: &Option<i64>| person.is_none_or(|person| files.hold(person));
    let all: Vec<&String> = house.iter().filter(|(person, _)| sees(person)).map(|(_, id)| id).collect();
    let part: Vec<String> = list.part_of(&all).iter().copied().cloned().collect();
    let which = if part.len() == all.len() { Which::Batch(batch) } else { Which::Ids(&part) };
    for one in orders(tx, &which, &visible(visit)).await? {
        list.push(vec![
            person_cell(&one),
            Cell::text(one.what()),
            Cell::text(&one.order.creditor_name),
            Cell::text(iban(&one.order.creditor_iban)),
            Cell::AmountLink(one.order.cents, order_href(&one.order.id)),
            state_cell(&one),
        ]);
    }
    Ok(list)
}
