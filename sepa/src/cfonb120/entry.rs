//! A movement (04) and its complements (05) as an entry.

use super::complement::{self, Texts};
use super::field;
use super::group::Figure;
use super::notes::Notes;
use super::record::Record;
use crate::diagnostic::{Diagnostic, Place, Remark};
use crate::statement::{Detail, Entry, Proprietary, ReturnReason, Status, TransactionCode};

/// Whose list the operation codes are.
pub(super) const ISSUER: &str = "CFONB";

/// A movement being read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) figure: Figure,
    entry: Entry,
    detail: Detail,
    texts: Texts,
    place: Place,
}

impl Draft {
    pub(super) fn new(record: &Record<'_>) -> Result<Self, Diagnostic> {
        let figure = Figure::of(record)?;
        let operation = field::some(&record.text(33, 34));
        let proprietary = operation.map(|code| Proprietary { code, issuer: Some(ISSUER.to_owned()) });
        let number = record.text(82, 88);
        let reason = field::some(&record.text(41, 42)).filter(|reason| reason != "00");
        let place = record.place();
        let entry = Entry {
            status: Status::Booked,
            cents: 0,
            foreign_currency: None,
            reversal: false,
            booked_on: Some(figure.on),
            value_on: record.date(43, 48)?,
            bank_reference: field::some(&record.text(105, 120)),
            entry_reference: field::some(&number).filter(|number| number.bytes().any(|byte| byte != b'0' && byte != b' ')),
            transaction_code: TransactionCode { proprietary, ..TransactionCode::default() },
            batch: None,
            charges: Vec::new(),
            details: Vec::new(),
            additional_information: None,
            place: place.clone(),
        };
        let return_reason = reason.map(|reason| ReturnReason { proprietary: Some(reason), ..ReturnReason::default() });
        let detail = Detail { return_reason, ..Detail::default() };
        // 80–81 are reserved, and some banks let the label run on into them.
        let texts = Texts::new(field::some(&record.text(49, 81)));
        Ok(Self { figure, entry, detail, texts, place })
    }

    /// A record 05 that follows.
    pub(super) fn complement(&mut self, record: &Record<'_>, notes: &mut Notes) {
        complement::read(record, &mut self.detail, &mut self.texts, notes);
    }

    /// The entry, once the amount and the account's currency are known.
    pub(super) fn finish(self, cents: i64, account: &str, notes: &mut Notes) -> Entry {
        let foreign_currency = self.figure.currency.filter(|currency| currency != account);
        if let Some(currency) = &foreign_currency {
            let remark = Remark::noted(
                "currency_foreign",
                format!("Un montant est en {currency} alors que le compte est en {account}."),
                "Il est gardé dans sa devise et ne peut pas être additionné aux autres : vérifiez-le auprès de la banque.",
            );
            notes.add(remark, &self.place);
        }
        let detail = Detail { credit: cents >= 0, cents: Some(cents), ..self.detail };
        Entry { cents, foreign_currency, details: vec![detail], additional_information: self.texts.joined(), ..self.entry }
    }
}
