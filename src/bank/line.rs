//! From a statement's entries to bank lines: what the ledger books, one by one.

use crate::money::Cents;
use crate::refusal::{BANK_FILE_UNREADABLE, Refusal};
use chrono::NaiveDate;
use quitus_sepa::cfonb120::iso_reason;
use quitus_sepa::statement::{Detail, Entry, Statement, Status, TransactionCode};
use sha2::{Digest, Sha256};

/// One movement of a bank account as the bank states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Booking day, as written.
    pub booked_on: NaiveDate,
    /// Value day, the booking day when the bank gave none.
    pub value_on: NaiveDate,
    /// Credit positive.
    pub cents: Cents,
    /// `PMNT-RCDT-ESCT` or the bank's own code.
    pub code: String,
    /// The bank's reference.
    pub bank_reference: Option<String>,
    /// The payer's or our own end-to-end reference.
    pub end_to_end_id: Option<String>,
    /// Our payment block (`PmtInfId`).
    pub payment_id: Option<String>,
    /// Mandate of a direct debit.
    pub mandate: Option<String>,
    /// The other side's name.
    pub counterparty_name: Option<String>,
    /// The other side's account.
    pub counterparty_iban: Option<String>,
    /// What the payer wrote.
    pub remittance: Option<String>,
    /// Why a movement undoes an earlier one: present on every payment of ours that came back, on a direct debit that is given back
    /// and on a credit that is taken back.
    pub return_reason: Option<String>,
}

impl BankLine {
    /// What the line says, as a hash. Two movements may say the same: their occurrence tells them apart.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let mut field = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(text.as_bytes());
        };
        field(&self.booked_on.to_string());
        field(&self.cents.plain());
        field(self.end_to_end_id.as_deref().unwrap_or(""));
        match self.bank_reference.as_deref() {
            // The bank's own reference identifies the movement even where its words vary from one file to the next.
            Some(reference) => field(reference),
            None => {
                field(&self.value_on.to_string());
                field(&self.code);
                field(self.counterparty_name.as_deref().unwrap_or(""));
                field(self.remittance.as_deref().unwrap_or(""));
            }
        }
        hex::encode(hash.finalize())
    }

    /// True when the bank says that the movement undoes an earlier one (RRTN, RvslInd, a return reason, a code of its own list).
    #[must_use]
    pub const fn is_return(&self) -> bool {
        self.return_reason.is_some()
    }

    /// True for a fee of the bank: families of charges in the ISO list, or the French operation codes of commissions.
    #[must_use]
    pub fn is_fee(&self) -> bool {
        self.cents.is_negative() && self.bears_a_fee_code()
    }

    /// True when the bank gives fees back: the same codes on a credit.
    #[must_use]
    pub fn is_fee_refund(&self) -> bool {
        self.cents.is_positive() && self.bears_a_fee_code()
    }

    fn bears_a_fee_code(&self) -> bool {
        self.code.ends_with("-CHRG") || self.code.ends_with("-FEES") || matches!(self.code.as_str(), "62" | "64" | "65" | "66")
    }

    /// True for interest that the bank pays on the account: the ISO sub-family `INTR`, or the French operation code 61. Words alone
    /// never say so.
    #[must_use]
    pub fn is_interest(&self) -> bool {
        self.cents.is_positive() && !self.is_return() && (self.code.ends_with("-INTR") || self.code == "61")
    }

    /// Everything in which a payer may have written who is paid.
    #[must_use]
    pub fn words(&self) -> String {
        [&self.end_to_end_id, &self.remittance, &self.counterparty_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// The booked lines of a statement. An entry whose details sum to it becomes one line per detail; any other stays whole.
///
/// # Errors
/// `bank_file_unreadable` when a booked entry has no booking day.
pub fn lines(statement: &Statement) -> Result<Vec<BankLine>, Refusal> {
    let mut lines = Vec::new();
    for entry in statement.entries.iter().filter(|entry| entry.status == Status::Booked && entry.cents != 0) {
        let Some(booked_on) = entry.booked_on.or(entry.value_on) else {
            return Err(BANK_FILE_UNREADABLE.because("Une écriture n'a pas de date.").at(entry.place.to_string()));
        };
        if splits_exactly(entry) {
            lines.extend(entry.details.iter().map(|detail| line(entry, booked_on, Some(detail), detail.cents.unwrap_or(0))));
        } else {
            let mut whole = line(entry, booked_on, entry.details.first().filter(|_| entry.details.len() == 1), entry.cents);
            // Returns that cannot be told apart, as when the bank kept a fee, are no income either.
            let mut reasons = entry.details.iter().filter_map(|detail| return_reason(entry, Some(detail)));
            whole.return_reason = whole.return_reason.or_else(|| reasons.next());
            lines.push(whole);
        }
    }
    Ok(lines)
}

/// True when every detail has an amount in the entry's direction and they sum to the entry.
fn splits_exactly(entry: &Entry) -> bool {
    let sum = entry.details.iter().try_fold(0_i64, |sum, detail| {
        detail
            .cents
            .filter(|cents| *cents != 0 && cents.signum() == entry.cents.signum())
            .and_then(|cents| sum.checked_add(cents))
    });
    entry.details.len() > 1 && sum == Some(entry.cents)
}

fn line(entry: &Entry, booked_on: NaiveDate, detail: Option<&Detail>, cents: i64) -> BankLine {
    let other = detail.and_then(Detail::counterparty);
    let batch = entry.batch.as_ref();
    BankLine {
        booked_on,
        value_on: entry.value_on.unwrap_or(booked_on),
        cents: Cents(cents),
        code: code(detail, &entry.transaction_code),
        bank_reference: detail.and_then(|d| d.bank_reference.clone()).or_else(|| entry.bank_reference.clone()),
        end_to_end_id: detail.and_then(|d| d.end_to_end_id.clone()).filter(|id| id != "NOTPROVIDED"),
        payment_id: detail.and_then(|d| d.payment_id.clone()).or_else(|| batch.and_then(|b| b.payment_id.clone())),
        mandate: detail.and_then(|d| d.mandate_id.clone()),
        counterparty_name: other.and_then(|party| party.name.clone()),
        counterparty_iban: other.and_then(|party| party.iban.clone()),
        remittance: words_of(entry, detail),
        return_reason: return_reason(entry, detail),
    }
}

/// What is written on a movement: what the payer wrote, else the bank's label of the payment or of the entry, in one line. A label is also kept before the payer's
/// words where nothing else names the payer, as in CFONB 120 without `NPY`.
#[must_use]
pub fn words_of(entry: &Entry, detail: Option<&Detail>) -> Option<String> {
    let written = detail.map(Detail::remittance_text).filter(|text| !text.is_empty());
    let named = detail.and_then(Detail::counterparty).is_some_and(|party| party.name.is_some());
    let own = detail.and_then(|detail| detail.additional_information.as_deref());
    let label = own.or(entry.additional_information.as_deref()).filter(|_| written.is_none() || !named);
    let lines = label.into_iter().flat_map(str::lines).map(str::trim).filter(|line| !line.is_empty());
    let parts: Vec<&str> = lines.chain(written.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn code(detail: Option<&Detail>, entry: &TransactionCode) -> String {
    let own = detail.map(|d| &d.transaction_code).filter(|code| code.domain.is_some() || code.proprietary.is_some());
    let code = own.unwrap_or(entry);
    match (&code.domain, &code.proprietary) {
        (Some(domain), _) => [Some(domain), code.family.as_ref(), code.sub_family.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("-"),
        (None, Some(own)) => own.code.clone(),
        (None, None) => String::new(),
    }
}

fn return_reason(entry: &Entry, detail: Option<&Detail>) -> Option<String> {
    let reason = detail.and_then(|d| d.return_reason.as_ref());
    let french = [Some(&entry.transaction_code), detail.map(|d| &d.transaction_code)].into_iter().flatten().any(is_cfonb);
    let own = |code: &String| if french { own_reason(code) } else { code.clone() };
    let coded = reason.and_then(|r| r.code.clone().or_else(|| r.proprietary.as_ref().map(own)));
    let codes = [Some(&entry.transaction_code), detail.map(|d| &d.transaction_code)];
    let returned = reason.is_some()
        || entry.reversal
        || codes.into_iter().flatten().any(|code| code.is_return() || undoes(code, entry.cents > 0));
    returned.then(|| coded.unwrap_or_else(|| "NARR".to_owned()))
}

/// CFONB operations that give a direct debit back, on a credit.
const DEBIT_GIVEN_BACK: [&str; 5] = ["10", "A3", "A4", "B5", "B6"];
/// The CFONB operation that takes a credit back, on a debit.
const CREDIT_TAKEN_BACK: &str = "C4";

/// A credit in the ISO family of received direct debits can only give one back; CFONB has codes of its own for both ways.
fn undoes(code: &TransactionCode, credit: bool) -> bool {
    let own = code.proprietary.as_ref().filter(|_| is_cfonb(code)).map(|own| own.code.as_str());
    if credit {
        code.family.as_deref() == Some("RDDT") || own.is_some_and(|own| DEBIT_GIVEN_BACK.contains(&own))
    } else {
        own == Some(CREDIT_TAKEN_BACK)
    }
}

fn is_cfonb(code: &TransactionCode) -> bool {
    code.proprietary.as_ref().and_then(|own| own.issuer.as_deref()) == Some("CFONB")
}

/// A reason of the bank's own: a reject code of CFONB under the ISO code that is closest, so that a closed account is known as one
/// whatever the format; any other as written.
fn own_reason(code: &str) -> String {
    iso_reason(code).unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quitus_sepa::statement::Proprietary;

    fn own(code: &str, issuer: &str) -> TransactionCode {
        let proprietary = Proprietary { code: code.into(), issuer: Some(issuer.into()) };
        TransactionCode { proprietary: Some(proprietary), ..TransactionCode::default() }
    }

    /// The lines of a statement that holds one entry of ten euros with these payments.
    fn lines_of(entry: &str) -> Vec<BankLine> {
        let text = format!(
            "<BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"EUR\">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>\
             <Dt>2026-11-05</Dt></BookgDt>{entry}</Ntry></Stmt></BkToCstmrStmt>"
        );
        let statements = quitus_sepa::camt::read(text.as_bytes()).unwrap().value;
        lines(&statements[0]).unwrap()
    }

    #[test]
    fn returns_that_cannot_be_told_apart_are_still_returns() {
        let payment =
            |amount: &str| format!("<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>");
        let of = |amounts: [&str; 2]| {
            let [one, other] = amounts.map(payment);
            let lines = lines_of(&format!("<NtryDtls>{one}{other}</NtryDtls>"));
            lines.into_iter().map(|line| (line.cents.0, line.return_reason)).collect::<Vec<_>>()
        };
        let reason = || Some("AC04".to_owned());
        assert_eq!(of(["4.00", "6.00"]), [(400, reason()), (600, reason())]);
        assert_eq!(of(["4.00", "6.50"]), [(1_000, reason())], "a fee of 0,50 was kept");
    }

    #[test]
    fn the_banks_words_on_a_payment_come_before_those_on_its_entry() {
        let own = "<TxDtls><AddtlTxInf>VIR CAF 1234567</AddtlTxInf></TxDtls>";
        let of = |details: &str| {
            let lines = lines_of(&format!("<NtryDtls>{details}</NtryDtls><AddtlNtryInf>REMISE</AddtlNtryInf>"));
            lines[0].remittance.clone().unwrap()
        };
        assert_eq!(of(own), "VIR CAF 1234567");
        assert_eq!(of("<TxDtls/>"), "REMISE");
        assert_eq!(of(&own.replace("</TxDtls>", "<RmtInf><Ustrd>DOSSIER</Ustrd></RmtInf></TxDtls>")), "VIR CAF 1234567 DOSSIER");
    }

    #[test]
    fn a_code_says_which_way_a_movement_undoes_another() {
        for code in DEBIT_GIVEN_BACK {
            assert!(undoes(&own(code, "CFONB"), true) && !undoes(&own(code, "CFONB"), false), "{code}");
        }
        assert!(undoes(&own("C4", "CFONB"), false) && !undoes(&own("C4", "CFONB"), true));
        assert!(!undoes(&own("C4", "BANQUE"), false) && !undoes(&own("A3", "BANQUE"), true));
        let debits = TransactionCode { family: Some("RDDT".into()), ..TransactionCode::default() };
        assert!(undoes(&debits, true) && !undoes(&debits, false));
        assert!(!undoes(&own("05", "CFONB"), true) && !undoes(&own("B1", "CFONB"), false));
    }
}
