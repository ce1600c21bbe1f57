//! The trial balance, of now or of a day.

use crate::calendar::{day_in_french, parse_day};
use crate::ledger::balance::{AsOf, TrialBalance, trial_balance};
use crate::money::Cents;
use crate::refusal::{AMOUNT_TOO_LARGE, NOT_A_DATE};
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use askama::Template;
use std::sync::Arc;

const COLUMNS: &[Column] = &[
    words("compte", "Compte"),
    words("nature", "Nature"),
    numbers("debit", "Débit"),
    numbers("credit", "Crédit"),
    numbers("solde", "Solde"),
];

#[derive(Template)]
#[template(path = "backoffice/books/balance.html")]
struct Page {
    day: String,
    title: String,
    debit: Cents,
    credit: Cents,
    list: String,
}

/// What an account holds, in words.
fn nature(kind: &str) -> &str {
    match kind {
        "bank" => "Banque",
        "in_transit" => "Virements en cours",
        "unidentified" => "Encaissements à identifier",
        "unexplained" => "Débits à expliquer",
        "to_return" => "Argent à rendre",
        "fees" => "Frais de la banque",
        "pot" => "Argent d’une personne",
        other => other,
    }
}

/// Every account that ever moved; both columns have equal sums.
pub(super) async fn balance(visit: Visit) -> Answer {
    let asked = visit.query.get("jour").to_owned();
    let day = match asked.as_str() {
        "" => None,
        text => Some(parse_day(text).ok_or_else(|| NOT_A_DATE.because(format!("(« {text} »)")))?),
    };
    let mut tx = visit.read().await?;
    let accounts = match day {
        None => visit.recall(&mut tx, &TrialBalance).await?,
        Some(day) => Arc::new(trial_balance(&mut tx, Some(AsOf::OccurredOn(day))).await?),
    };
    drop(tx);
    let too_large = || AMOUNT_TOO_LARGE.because("");
    let debit = Cents::total(accounts.iter().map(|account| account.debit)).ok_or_else(too_large)?;
    let credit = Cents::total(accounts.iter().map(|account| account.credit)).ok_or_else(too_large)?;
    let mut list =
        List::new(&visit, "Balance des comptes", COLUMNS, "Aucune écriture à cette date. Choisissez un jour plus récent.");
    for account in list.part_of(&accounts) {
        let net = account.debit.minus(account.credit).ok_or_else(too_large)?;
        list.push(vec![
            Cell::text(&account.code),
            Cell::text(nature(&account.kind)),
            Cell::Amount(account.debit),
            Cell::Amount(account.credit),
            Cell::Amount(net),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("balance")?);
    }
    let title = day.map_or_else(|| "Balance des comptes".to_owned(), |day| format!("Balance au {}", day_in_french(day)));
    let list = list.html()?;
    visit.page(&title.clone(), &Page { day: asked, title, debit, credit, list })
}
