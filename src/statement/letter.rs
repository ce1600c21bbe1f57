//! The letter that tells a payer why a sum is given back (CASF D271-2). It names no person that the organisation looks after.

use super::model::Organisation;
use super::organisation;
use super::render::{RenderError, render};
use crate::benefit::rules::Reason;
use crate::calendar::day_in_french;
use crate::intake::look::{LookedReceipt, look};
use crate::money::Cents;
use crate::payment::refused::RefusedPart;
use crate::refusal::{Failure, RECEIPT_UNKNOWN};
use crate::store::Tx;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// Everything that is printed: words and figures already written.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    template: &'static str,
    number: String,
    title: String,
    date: [i32; 3],
    day: String,
    organisation: Organisation,
    payer: String,
    subject: String,
    received: String,
    /// What the payer wrote with the transfer, if anything.
    words: Vec<String>,
    refused: String,
    /// Income, amount, reason and article of each refused part.
    rows: Vec<[String; 4]>,
    back: String,
    ask: String,
    reference: String,
}

/// The letter about the refused parts of a receipt, dated that day.
///
/// # Errors
/// `receipt_unknown`.
pub async fn of(tx: &mut Tx, receipt: &str, parts: &[RefusedPart], day: NaiveDate) -> Result<Letter, Failure> {
    let credit = look(tx, receipt).await?.ok_or_else(|| RECEIPT_UNKNOWN.because(format!("(« {receipt} »)")))?;
    let organisation = organisation::current(tx).await?;
    let total = Cents::total(parts.iter().map(|part| part.cents)).unwrap_or_default();
    Ok(written(&credit, organisation, parts, total, day))
}

fn written(credit: &LookedReceipt, organisation: Organisation, parts: &[RefusedPart], total: Cents, day: NaiveDate) -> Letter {
    let received_on = day_in_french(credit.booked_on);
    let whole = total == credit.cents;
    let reference: String = credit.id.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    let back = parts.iter().any(|part| part.order_id.is_some());
    let row = |part: &RefusedPart| {
        let what = part.outside.clone().or_else(|| part.benefit.clone()).unwrap_or_default();
        [what, part.cents.to_string(), Reason::of(&part.reason).map_or("", Reason::words).to_owned(), part.article.clone()]
    };
    Letter {
        template: "refusal_letter",
        number: credit.id.clone(),
        title: format!("Votre virement du {received_on}"),
        date: [day.year(), day.month().cast_signed(), day.day().cast_signed()],
        day: day_in_french(day),
        payer: credit.payer.clone().unwrap_or_else(|| "Service payeur".to_owned()),
        subject: format!("votre virement de {} du {received_on}, que nous vous rendons{}", credit.cents, if whole { "" } else { " en partie" }),
        received: format!(
            "Le {received_on}, vous avez versé {} sur un compte que notre association gère pour les personnes qu’elle accompagne.",
            credit.cents
        ),
        words: credit.remittance.iter().filter(|text| !text.trim().is_empty()).cloned().collect(),
        refused: if whole {
            "Nous n’avons pas le droit de garder cette somme.".to_owned()
        } else {
            format!("De cette somme, nous n’avons pas le droit de garder {total}.")
        },
        rows: parts.iter().map(row).collect(),
        back: if back {
            format!("Nous vous rendons {total} par virement, dès que notre contrôle interne l’a approuvé.")
        } else {
            format!("Pour vous rendre {total}, il nous faut le numéro de compte (IBAN) où verser cette somme et le nom de son titulaire. Merci de nous les écrire en rappelant la référence ci-dessous.")
        },
        ask: "Ce revenu peut être versé directement à la personne, sur son propre compte. Merci de noter ce changement pour vos prochains versements.".to_owned(),
        reference,
        organisation,
    }
}

impl Letter {
    /// The tagged PDF.
    ///
    /// # Errors
    /// [`RenderError`].
    pub fn pdf(&self) -> Result<Vec<u8>, RenderError> {
        let json = serde_json::to_vec(self).map_err(|error| RenderError::NotADocument(error.to_string()))?;
        render(&json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(payer_account: bool) -> Letter {
        let day = NaiveDate::from_ymd_opt(2026, 12, 2).unwrap();
        let credit = LookedReceipt {
            id: "01A2055C6EAB710B894DE7FE02F48AFC".into(),
            bank_account: 1,
            account: "BQ".into(),
            received_on: day,
            booked_on: day,
            cents: Cents(129_434),
            state: "decided".into(),
            payer: Some("EMPLOYEUR SA".into()),
            iban: None,
            remittance: Some("SALAIRE".into()),
            end_to_end_id: None,
            bank_reference: None,
            return_reason: None,
            statement: "R".into(),
            file: "F".into(),
        };
        let part = RefusedPart {
            id: "S".into(),
            receipt: credit.id.clone(),
            received_on: day,
            cents: Cents(25_275),
            person: Some(12),
            payer: None,
            iban: None,
            outside: Some("Salaire".into()),
            benefit: None,
            reason: "not_listed".into(),
            article: "CASF D271-2".into(),
            order_id: payer_account.then(|| "O".into()),
            order_state: None,
            to_name: None,
            to_iban: None,
        };
        let organisation = Organisation { name: "UDAF".into(), address: vec!["1 rue A".into()], phone: "01".into() };
        written(&credit, organisation, &[part], Cents(25_275), day)
    }

    #[test]
    fn a_letter_prints_and_is_the_same_every_time() {
        let pdf = letter(true).pdf().unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7") && pdf == letter(true).pdf().unwrap());
    }

    #[test]
    fn a_payer_without_account_is_asked_for_it() {
        assert!(letter(false).back.contains("IBAN") && !letter(true).back.contains("IBAN"));
        assert!(letter(true).refused.contains("252,75") && letter(true).subject.ends_with("en partie"));
    }
}
