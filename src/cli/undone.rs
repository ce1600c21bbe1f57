//! Commands about debits that wait, and about what the bank undoes.

use super::args::{DebitCommand, ReceiptCommand};
use super::naming::{Named, short_id, whole_id, whole_ids};
use super::output::Output;
use crate::access::Act;
use crate::intake::debit::{Explanation, explain};
use crate::intake::undone::{Refunded, executed, fees_repaid, refunded, reversed};
use crate::refusal::Failure;
use crate::store::Tx;
use serde_json::json;

/// `quitus debit …`.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write_debit(tx: &mut Tx, act: &Act, command: &DebitCommand) -> Result<Output, Failure> {
    match command {
        DebitCommand::Explain { line, person, budget, evidence, .. } => {
            let explanation = match (person, budget) {
                (Some(person), Some(reference)) => Explanation::Budget { person: *person, reference: reference.clone() },
                _ => Explanation::Fee,
            };
            let line = whole_id(tx, Named::BankLine, line).await?;
            explain(tx, act, &line, &explanation, evidence).await?;
            Ok(Output::new(&json!({ "line": line }), format!("Débit {line} expliqué.")))
        }
        DebitCommand::Reversed { line, receipt, evidence, .. } => {
            let line = whole_id(tx, Named::BankLine, line).await?;
            let receipt = whole_id(tx, Named::Receipt, receipt).await?;
            reversed(tx, act, &line, &receipt, evidence).await?;
            let text = format!("L'encaissement {} est repris par la banque : il est sorti des réserves.", short_id(&receipt));
            Ok(Output::new(&json!({ "line": line, "receipt": receipt }), text))
        }
        DebitCommand::Executed { line, orders, evidence, .. } => {
            let line = whole_id(tx, Named::BankLine, line).await?;
            let orders = whole_ids(tx, Named::Order, orders).await?;
            executed(tx, act, &line, &orders, evidence).await?;
            let text =
                "La banque a exécuté ce paiement : l'argent est ressorti des mêmes réserves, il ne sera pas payé de nouveau.";
            Ok(Output::new(&json!({ "line": line, "orders": orders }), text))
        }
    }
}

/// `quitus receipt refunded` and `quitus receipt fees`.
///
/// # Errors
/// What the service refuses.
pub(super) async fn write_receipt(tx: &mut Tx, act: &Act, command: &ReceiptCommand) -> Result<Output, Failure> {
    match command {
        ReceiptCommand::Refunded { id, debit, evidence, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            let debit = whole_id(tx, Named::BankLine, debit).await?;
            let text = match refunded(tx, act, &id, &debit, evidence).await? {
                Refunded::ToPots { person } => {
                    format!("Débit remboursé : l'argent est revenu aux réserves de la personne {person}.")
                }
                Refunded::Alarm => "Débit remboursé : l'alarme est levée, aucune réserve n'avait payé.".to_owned(),
                Refunded::Fee => "Frais remboursés : l'organisme les doit en moins.".to_owned(),
            };
            Ok(Output::new(&json!({ "receipt": id, "debit": debit }), text))
        }
        ReceiptCommand::Fees { id, evidence, .. } => {
            let id = whole_id(tx, Named::Receipt, id).await?;
            fees_repaid(tx, act, &id, evidence).await?;
            let text = "Frais remboursés : l'organisme les doit en moins, aucune réserve ne change.";
            Ok(Output::new(&json!({ "receipt": id }), text))
        }
        _ => Err(Failure::Broken("cette commande n'est pas d'ici.".into())),
    }
}
