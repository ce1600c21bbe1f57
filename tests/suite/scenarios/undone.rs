//! What people say of lines that undo each other.

use super::actions::evidence;
use super::text::Row;
use super::world::{cents, texts};
use quitus::access::Act;
use quitus::intake::debit::unexplained;
use quitus::intake::receipt::list_receipts;
use quitus::intake::undone::{executed, fees_repaid, refunded, reversed};
use quitus::money::Cents;
use quitus::payment::{OrderFilter, list_orders};
use quitus::refusal::Failure;
use quitus::store::Tx;

/// `dire remboursé | 20,00 | le débit de 60,00`, `dire frais remboursés | 8,20 | relevé`, `dire repris | 573,49 | le crédit de 573,49`,
/// `dire exécuté | 52,00 | Lumière Énergie` (several payees: ` et `).
pub async fn run(tx: &mut Tx, act: &Act, row: &Row) -> Result<(), Failure> {
    let wanted = cents(&row.place, row.cell("sur"));
    let (detail, document) = evidence(row.cell("détail"), "lettre de la banque");
    match row.cell("action") {
        "dire remboursé" => {
            let debit = bank_line(tx, row, "le débit de ", detail, -1).await;
            let receipt = receipt(tx, row, wanted).await;
            refunded(tx, act, &receipt, &debit, document).await.map(|_| ())
        }
        "dire frais remboursés" => {
            let receipt = receipt(tx, row, wanted).await;
            fees_repaid(tx, act, &receipt, document).await
        }
        "dire repris" => {
            let credit = bank_line(tx, row, "le crédit de ", detail, 1).await;
            let debit = debit(tx, row, wanted).await;
            reversed(tx, act, &debit, &credit, document).await
        }
        _ => {
            let mut orders = Vec::new();
            for payee in detail.split(" et ") {
                let all = list_orders(tx, &OrderFilter::default()).await?;
                let sent: Vec<_> = all.iter().filter(|own| own.creditor_name == payee && own.batch.is_some()).collect();
                assert_eq!(sent.len(), 1, "{}: paiements envoyés à « {payee} » : {all:?}", row.place);
                orders.push(sent[0].id.clone());
            }
            let debit = debit(tx, row, wanted).await;
            executed(tx, act, &debit, &orders, document).await
        }
    }
}

async fn receipt(tx: &mut Tx, row: &Row, wanted: Cents) -> String {
    let receipts = list_receipts(tx, true).await.unwrap();
    let found: Vec<_> = receipts.iter().filter(|receipt| receipt.cents == wanted).collect();
    assert_eq!(found.len(), 1, "{}: encaissements de ce montant : {receipts:?}", row.place);
    found[0].id.clone()
}

async fn debit(tx: &mut Tx, row: &Row, wanted: Cents) -> String {
    let debits = unexplained(tx).await.unwrap();
    let found: Vec<_> = debits.iter().filter(|debit| debit.cents == wanted).collect();
    assert_eq!(found.len(), 1, "{}: débits de ce montant : {debits:?}", row.place);
    found[0].line.clone()
}

async fn bank_line(tx: &mut Tx, row: &Row, before: &str, detail: &str, sign: i64) -> String {
    let text = detail.strip_prefix(before).unwrap_or_else(|| panic!("{}: « {before}MONTANT »", row.place));
    let wanted = cents(&row.place, text).0 * sign;
    let found = texts(tx, &format!("SELECT id FROM bank_line WHERE cents = {wanted} ORDER BY id")).await;
    assert_eq!(found.len(), 1, "{}: lignes de ce montant", row.place);
    found[0].clone()
}
