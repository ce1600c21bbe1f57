//! Commands that only read.

use super::args::{BankCommand, BatchCommand, Command, StatementCommand, UserCommand};
use super::naming::Names;
use super::output::{Lean, Output, table};
use super::{lists, profiles};
use crate::access::{Reach, list_users};
use crate::benefit::{catalogue, labels};
use crate::books::prove;
use crate::calendar::{Month, day_in_french};
use crate::intake::receipt::list_receipts;
use crate::intake::undone::alarms;
use crate::ledger::balance::{AsOf, trial_balance};
use crate::payment::{OrderFilter, batch, list_orders};
use crate::plural::count;
use crate::refusal::Failure;
use crate::signature::State;
use crate::signature::view::States;
use crate::store::{Question, Tx};
use serde_json::json;
use std::path::Path;

/// Answers a command that only reads.
///
/// # Errors
/// What the service refuses.
pub async fn read(tx: &mut Tx, command: &Command) -> Result<Output, Failure> {
    match command {
        Command::User(UserCommand::List) => {
            let users = list_users(tx).await?;
            let rows = users.iter().map(|user| vec![user.name.clone(), user.role.to_string()]).collect();
            let empty = "Aucun utilisateur. « quitus user add NOM --role responsable » ajoute le premier.";
            Ok(Output::new(&users, table(&[("Nom", Lean::Left), ("Rôle", Lean::Left)], rows, empty)))
        }
        Command::Benefits => Ok(lists::benefits(&catalogue(tx).await?, &labels::pots(tx).await?)),
        Command::Receipts { waiting } => Ok(lists::receipts(&list_receipts(tx, *waiting).await?, &Names::read(tx).await?)),
        Command::Debits => Ok(lists::debits(&alarms(tx).await?)),
        Command::Orders { state, month, person } => {
            let filter = OrderFilter { state: *state, month: *month, person: *person };
            Ok(lists::orders(&list_orders(tx, &filter).await?, &Names::read(tx).await?))
        }
        Command::Bank(BankCommand::Profile(command)) => profiles::read(tx, command).await,
        Command::Batch(BatchCommand::List) => Ok(lists::batches(&batch::list(tx).await?)),
        Command::Statement(StatementCommand::States { month }) => statement_states(tx, *month).await,
        Command::Verify => {
            let proven = prove(tx).await?;
            let text = format!(
                "Comptes vérifiés : {} en chaîne ; juste au centime : {} ; sceau intact : {}.\nSceau de tête : {}",
                count(proven.entries, "écriture", "écritures"),
                count(proven.bank_accounts, "compte bancaire", "comptes bancaires"),
                count(proven.proofs, "preuve de réponse", "preuves de réponses"),
                proven.head
            );
            Ok(Output::new(&proven, text))
        }
        Command::TrialBalance { as_of, recorded_at } => {
            let as_of = as_of.map(AsOf::OccurredOn).or_else(|| recorded_at.map(AsOf::RecordedAt));
            let title = match as_of {
                Some(AsOf::OccurredOn(day)) => format!("Balance au {}\n", day_in_french(day)),
                _ => String::new(),
            };
            let output = lists::balance(&trial_balance(tx, as_of).await?)?;
            Ok(Output { text: title + &output.text, ..output })
        }
        _ => Err(Failure::Broken("cette commande ne se lit pas ainsi.".into())),
    }
}

/// Where each statement of a month is.
async fn statement_states(tx: &mut Tx, month: Month) -> Result<Output, Failure> {
    let listed = States { month: Some(month), open: false, reach: Reach::Everyone }.ask(tx).await?;
    let row = |one: &crate::signature::view::Listed| {
        let state = State::of(&one.state).map_or("", State::in_french);
        let paper = if one.paper.is_some() { ", feuille à vérifier" } else { "" };
        vec![one.number.clone(), one.name.clone().unwrap_or_default(), format!("{state}{paper}"), one.tries.to_string()]
    };
    let headers = [("Relevé", Lean::Left), ("Personne", Lean::Left), ("État", Lean::Left), ("Essais", Lean::Right)];
    let empty = "Aucun relevé de ce mois n'est émis. « quitus statement issue --month MOIS … » les émet.";
    Ok(Output::new(&listed, table(&headers, listed.iter().map(row).collect(), empty)))
}

/// Writes the model of a caseload folder.
///
/// # Errors
/// `file_unreadable` when the folder cannot be written.
pub fn template(dir: &Path) -> Result<Output, Failure> {
    crate::caseload::template(dir)?;
    let text = format!(
        "Modèle écrit dans {} : lisez LISEZMOI.md, puis « quitus caseload import {} --by … ».",
        dir.display(),
        dir.display()
    );
    Ok(Output::new(&json!({ "dir": dir }), text))
}
