//! From statements to a file, as a bank does it: for simulated banks and for tests.

use super::entry::ISSUER;
use super::field;
use crate::statement::{Balance, Counterparty, Detail, Entry, Statement, Status};
use chrono::NaiveDate;

/// What separates the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaks {
    /// Carriage return and line feed.
    CrLf,
    /// Line feed.
    Lf,
    /// Nothing: records follow each other.
    None,
}

impl Breaks {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Self::CrLf => b"\r\n",
            Self::Lf => b"\n",
            Self::None => b"",
        }
    }
}

/// Why a statement cannot be written in CFONB 120. Nothing is ever cut or left out to make it fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} (relevé {statement}, écriture {entry}) : le format CFONB 120 ne peut pas l'écrire")]
pub struct WriteError {
    /// Which statement, from 1.
    pub statement: usize,
    /// Which of its entries, from 1; 0 for the statement itself.
    pub entry: usize,
    /// The value that has no place in the format, in French.
    pub what: &'static str,
}

/// Writes statements, one group of records each, with two decimals, in Windows-1252.
///
/// What [`super::read`] gives back are the same statements, but for [`Entry::place`] and runs of spaces at the places where
/// a text is cut. The account is taken from a French IBAN, else from 21 characters of bank, branch and number.
///
/// # Errors
/// [`WriteError`] names the first value that the format has no room for.
pub fn write(statements: &[Statement], breaks: Breaks) -> Result<Vec<u8>, WriteError> {
    let mut file = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let mut writer = Writer { file: &mut file, breaks, account: [b' '; 21], currency: [b' '; 3] };
        let fault = |entry: usize| move |what| WriteError { statement: at.saturating_add(1), entry, what };
        writer.open(statement).map_err(fault(0))?;
        for (number, entry) in statement.entries.iter().enumerate() {
            writer.entry(entry).map_err(fault(number.saturating_add(1)))?;
        }
        writer.balance(b"07", statement.closing.as_ref()).map_err(fault(0))?;
    }
    Ok(file)
}

type Outcome = Result<(), &'static str>;

struct Writer<'a> {
    file: &'a mut Vec<u8>,
    breaks: Breaks,
    /// Bank, branch, number.
    account: [u8; 21],
    currency: [u8; 3],
}

/// One record being filled, by the positions of the layout.
struct Filled([u8; 120]);

impl Filled {
    fn put(&mut self, first: usize, last: usize, text: &str, what: &'static str) -> Outcome {
        let bytes: Vec<u8> = text.chars().map(field::encode).collect::<Option<_>>().ok_or(what)?;
        if text.trim() != text || text.contains(char::is_control) {
            return Err(what);
        }
        self.put_bytes(first, last, &bytes, what)
    }

    fn put_bytes(&mut self, first: usize, last: usize, bytes: &[u8], what: &'static str) -> Outcome {
        let room = first.checked_sub(1).and_then(|start| self.0.get_mut(start..last)).ok_or(what)?;
        room.get_mut(..bytes.len()).ok_or(what)?.copy_from_slice(bytes);
        Ok(())
    }

    fn date(&mut self, first: usize, on: NaiveDate) -> Outcome {
        let what = "une date hors des années 1960 à 2059";
        let known = (NaiveDate::from_ymd_opt(1960, 1, 1), NaiveDate::from_ymd_opt(2059, 12, 31));
        if known.0.is_none_or(|start| on < start) || known.1.is_none_or(|end| on > end) {
            return Err(what);
        }
        self.put(first, first.saturating_add(5), &on.format("%d%m%y").to_string(), what)
    }

    fn amount(&mut self, cents: i64) -> Outcome {
        let what = "un montant de plus de quatorze chiffres";
        let digits = format!("{:014}", cents.unsigned_abs());
        let (units, last) = digits.split_at_checked(13).filter(|(_, last)| last.len() == 1).ok_or(what)?;
        let last = match (last.parse::<u8>().map_err(|_| what)?, cents < 0) {
            (0, false) => b'{',
            (0, true) => b'}',
            (digit, false) => digit.saturating_add(b'@'),
            (digit, true) => digit.saturating_add(b'I'),
        };
        self.put(91, 103, units, what)?;
        self.put_bytes(104, 104, &[last], what)
    }
}

impl Writer<'_> {
    fn record(&self, code: &[u8]) -> Filled {
        let mut filled = Filled([b' '; 120]);
        let (bank, rest) = self.account.split_at(5);
        let (branch, number) = rest.split_at(5);
        let parts = [(1, code), (3, bank), (12, branch), (17, self.currency.as_slice()), (20, b"2".as_slice()), (22, number)];
        for (first, bytes) in parts {
            let start: usize = first - 1;
            if let Some(room) = filled.0.get_mut(start..start.saturating_add(bytes.len())) {
                room.copy_from_slice(bytes);
            }
        }
        filled
    }

    fn push(&mut self, record: &Filled) {
        self.file.extend_from_slice(&record.0);
        self.file.extend_from_slice(self.breaks.bytes());
    }

    fn open(&mut self, statement: &Statement) -> Outcome {
        let what = "un compte qui n'est pas un RIB";
        let account = match (&statement.account.iban, &statement.account.other) {
            (Some(iban), _) => iban.strip_prefix("FR").and_then(|rest| rest.get(2..23)).ok_or(what)?,
            (None, Some(other)) => other,
            (None, None) => return Err(what),
        };
        self.account = account.as_bytes().try_into().map_err(|_| what)?;
        let currency = statement.account.currency.as_deref().ok_or("une devise inconnue")?;
        self.currency = currency.as_bytes().try_into().map_err(|_| "une devise qui n'a pas trois lettres")?;
        if statement.page.is_some() || !statement.other_balances.is_empty() {
            return Err("une page, ou un solde autre que l'ancien et le nouveau");
        }
        self.balance(b"01", statement.opening.as_ref())
    }

    fn balance(&mut self, code: &[u8], balance: Option<&Balance>) -> Outcome {
        let balance = balance.ok_or("un ancien ou un nouveau solde absent")?;
        if balance.foreign_currency.is_some() {
            return Err("un solde dans une autre devise");
        }
        let mut record = self.record(code);
        record.date(35, balance.on)?;
        record.amount(balance.cents)?;
        self.push(&record);
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Outcome {
        if entry.status != Status::Booked || entry.reversal || entry.foreign_currency.is_some() {
            return Err("une écriture en attente, une extourne ou une autre devise");
        }
        if entry.batch.is_some() || !entry.charges.is_empty() {
            return Err("une remise ou des frais de l'écriture entière");
        }
        let [detail] = entry.details.as_slice() else { return Err("un nombre de paiements autre qu'un") };
        if detail.cents != Some(entry.cents) || detail.credit != (entry.cents >= 0) {
            return Err("un paiement d'un autre montant que l'écriture");
        }
        if detail.additional_information.is_some() {
            return Err("des mots de la banque sur un seul paiement");
        }
        let operation = operation(entry)?;
        let booked_on = entry.booked_on.ok_or("une date comptable absente")?;
        let texts = entry.additional_information.as_deref().unwrap_or_default();
        let (label, lines) = texts.split_once('\n').map_or((texts, None), |(label, lines)| (label, Some(lines)));
        let mut record = self.record(b"04");
        record.put(33, 34, operation, "un code opération")?;
        record.date(35, booked_on)?;
        if let Some(on) = entry.value_on {
            record.date(43, on)?;
        }
        record.put(49, 79, label, "un libellé de plus de 31 caractères")?;
        record.put(82, 88, entry.entry_reference.as_deref().unwrap_or("0000000"), "un numéro d'écriture")?;
        record.amount(entry.cents)?;
        record.put(105, 120, entry.bank_reference.as_deref().unwrap_or_default(), "une référence de plus de 16 caractères")?;
        if let Some(reason) = &detail.return_reason {
            let own = reason.proprietary.as_deref().filter(|_| reason.code.is_none() && reason.information.is_empty());
            record.put(41, 42, own.filter(|own| own.len() == 2).ok_or("un motif de rejet")?, "un motif de rejet")?;
        }
        self.push(&record);
        let mut complements = Complements { writer: self, operation, booked_on };
        for line in lines.into_iter().flat_map(|lines| lines.split('\n')) {
            complements.put("LIB", line)?;
        }
        complements.detail(detail)
    }
}

/// The operation code, which only CFONB's own list gives.
fn operation(entry: &Entry) -> Result<&str, &'static str> {
    let what = "une nature d'opération qui n'est pas un code CFONB";
    let code = &entry.transaction_code;
    let own = code.proprietary.as_ref().filter(|own| own.issuer.as_deref() == Some(ISSUER) && own.code.len() == 2).ok_or(what)?;
    if code.domain.is_some() || code.family.is_some() || code.sub_family.is_some() {
        return Err(what);
    }
    Ok(&own.code)
}

/// Records 05 of one movement.
struct Complements<'a, 'b> {
    writer: &'a mut Writer<'b>,
    operation: &'a str,
    booked_on: NaiveDate,
}

impl Complements<'_, '_> {
    /// Texts at their positions, under one qualifier; nothing when all are empty.
    fn put_at(&mut self, qualifier: &str, parts: &[(usize, usize, &str)]) -> Outcome {
        if parts.iter().all(|(_, _, text)| text.is_empty()) {
            return Ok(());
        }
        let mut record = self.writer.record(b"05");
        record.put(33, 34, self.operation, "un code opération")?;
        record.date(35, self.booked_on)?;
        record.put(46, 48, qualifier, "un qualifiant")?;
        for (first, last, text) in parts {
            record.put(*first, *last, text, "un texte plus long que sa zone, ou un caractère hors de Windows-1252")?;
        }
        self.writer.push(&record);
        Ok(())
    }

    fn put(&mut self, qualifier: &str, text: &str) -> Outcome {
        self.put_at(qualifier, &[(49, 118, text)])
    }

    fn pair(&mut self, qualifier: &str, first: Option<&str>, second: Option<&str>) -> Outcome {
        self.put_at(qualifier, &[(49, 83, first.unwrap_or_default()), (84, 118, second.unwrap_or_default())])
    }

    fn detail(&mut self, detail: &Detail) -> Outcome {
        let none = detail.bank_reference.is_none() && detail.message_id.is_none() && detail.creditor_id.is_none();
        if !none || detail.transaction_code != Default::default() {
            return Err("une référence ou une nature propre au paiement");
        }
        self.party("NPY", "IPY", "CPY", detail.debtor.as_ref())?;
        self.party("NBE", "IBE", "CBE", detail.creditor.as_ref())?;
        self.put("NPO", detail.ultimate_debtor.as_deref().unwrap_or_default())?;
        self.put("NBU", detail.ultimate_creditor.as_deref().unwrap_or_default())?;
        for part in &detail.remittance {
            self.remittance(part)?;
        }
        self.put("LCS", detail.structured_reference.as_deref().unwrap_or_default())?;
        self.pair("RCN", detail.end_to_end_id.as_deref(), detail.purpose.as_deref())?;
        self.pair("REF", detail.payment_id.as_deref(), detail.instruction_id.as_deref())?;
        self.pair("RUM", detail.mandate_id.as_deref(), detail.sequence_type.as_deref())?;
        if let Some(original) = &detail.original_amount {
            let (rate, decimals) = original.rate.unwrap_or_default();
            let rate = if original.rate.is_some() { format!("{decimals:02}{rate:011}") } else { String::new() };
            self.money("MMO", &original.currency, original.decimals, original.units, &rate)?;
        }
        for charge in &detail.charges {
            let currency = charge.currency.as_deref().filter(|_| charge.credit.is_none() && charge.included.is_none());
            let units = u64::try_from(charge.cents).map_err(|_| "des frais négatifs")?;
            self.money("FEE", currency.ok_or("des frais sans devise, ou dont le sens est donné")?, 2, units, "")?;
        }
        detail.complements.iter().try_for_each(|one| self.put(&one.qualifier, &one.text))
    }

    fn party(&mut self, name: &str, identifier: &str, account: &str, party: Option<&Counterparty>) -> Outcome {
        let Some(party) = party else { return Ok(()) };
        if party.bic.is_some() {
            return Err("un BIC");
        }
        self.put(name, party.name.as_deref().unwrap_or_default())?;
        if let Some(own) = &party.identifier {
            self.pair(identifier, Some(&own.id), own.scheme.as_deref())?;
        }
        self.put_at(account, &[(49, 83, party.iban.as_deref().unwrap_or_default())])
    }

    /// Up to 140 characters on two lines. A space at the cut ends the first line, and is put back when they are joined.
    fn remittance(&mut self, text: &str) -> Outcome {
        let Some((cut, _)) = text.char_indices().nth(70) else { return self.put("LCC", text) };
        let (first, second) = text.split_at(cut);
        self.put("LCC", first.trim_end())?;
        if !first.ends_with(' ') && second.starts_with(' ') {
            let mut record = self.writer.record(b"05");
            record.put(33, 34, self.operation, "un code opération")?;
            record.date(35, self.booked_on)?;
            record.put(46, 48, "LC2", "un qualifiant")?;
            record.put(50, 118, second.trim_start(), "un motif de plus de 140 caractères")?;
            self.writer.push(&record);
            return Ok(());
        }
        self.put("LC2", second)
    }

    fn money(&mut self, qualifier: &str, currency: &str, decimals: u8, units: u64, rest: &str) -> Outcome {
        let shaped = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) && decimals < 10;
        if !shaped {
            return Err("une devise ou un nombre de décimales");
        }
        let amount = format!("{currency}{decimals}{units:014}");
        self.put_at(qualifier, &[(49, 66, &amount), (67, 79, rest)])
    }
}
