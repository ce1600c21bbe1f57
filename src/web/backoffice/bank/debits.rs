//! *Débits à expliquer*: debits that nobody asked for, each with what is known of it.

use crate::intake::undone::{Alarm, alarms};
use crate::money::Cents;
use crate::web::answer::Answer;
use crate::web::list::{Cell, Column, List, numbers, words};
use crate::web::visit::Visit;
use askama::Template;

const COLUMNS: &[Column] = &[
    words("jour", "Débité le"),
    numbers("montant", "Montant"),
    words("qui", "Qui"),
    words("libelle", "Libellé"),
    words("compte", "Compte"),
    words("conseil", "Ce qu’on en sait"),
];

#[derive(Template)]
#[template(path = "backoffice/bank/debits.html")]
struct Page {
    list: String,
    count: usize,
    total: Cents,
}

/// The list.
pub async fn debits(visit: Visit) -> Answer {
    let mut tx = visit.read().await?;
    let alarms = alarms(&mut tx).await?;
    let empty = "Aucun débit à expliquer. Un débit que personne n’a demandé viendra ici avec le prochain relevé.";
    let mut list = List::new(&visit, "Débits à expliquer", COLUMNS, empty);
    for alarm in &alarms {
        let debit = &alarm.debit;
        list.push(vec![
            Cell::Day(debit.booked_on),
            Cell::AmountLink(debit.cents, format!("/banque/debits/{}", debit.line)),
            Cell::text(debit.name.clone().unwrap_or_default()),
            Cell::text(debit.remittance.clone().unwrap_or_default()),
            Cell::text(debit.account.clone()),
            Cell::text(advice(alarm)),
        ]);
    }
    if list.is_csv() {
        return Ok(list.csv("debits-a-expliquer")?);
    }
    let total = Cents::total(alarms.iter().map(|alarm| alarm.debit.cents)).unwrap_or_default();
    visit.page("Débits à expliquer", &Page { list: list.html()?, count: alarms.len(), total })
}

/// What is known of a debit, and what to do.
pub(super) fn advice(alarm: &Alarm) -> String {
    match (&alarm.takes_back, &alarm.executes) {
        (Some(_), _) if alarm.missing.is_some_and(Cents::is_positive) => {
            format!("La banque reprend un crédit reçu, mais il manque {} dans les réserves.", alarm.missing.unwrap_or_default())
        }
        (Some(_), _) => "La banque reprend un crédit reçu : dites-le.".to_owned(),
        (None, Some(_)) => "Paiement noté rejeté, que la banque a exécuté : dites-le.".to_owned(),
        (None, None) if alarm.debit.mandate.is_some() => {
            "Prélèvement avec mandat : cherchez la ligne de budget, ou contestez-le à la banque.".to_owned()
        }
        (None, None) => "Rien de connu : demandez à la banque, contestez-le si personne ne l’a autorisé.".to_owned(),
    }
}
