//! Writes account statements: camt.053.001.08, or .02 as older channels still give.

use super::account::{Account, Detail, Entry};
use super::xml::Xml;
use chrono::NaiveDate;

/// The version of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// camt.053.001.02
    V02,
    /// camt.053.001.08
    V08,
}

/// The period and the form of a statement file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period<'a> {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub version: Version,
    pub bic: &'a str,
}

impl Period<'_> {
    /// The name of a party: one level deeper since .07.
    fn party(self, xml: &mut Xml, role: &str, name: &str) {
        match self.version {
            Version::V02 => xml.nested(&[role, "Nm"], name),
            Version::V08 => xml.nested(&[role, "Pty", "Nm"], name),
        }
    }
}

/// One statement per account that moved; the first account when none did.
pub(super) fn write(accounts: &[Account], period: Period<'_>) -> Vec<u8> {
    let message = match period.version {
        Version::V02 => "camt.053.001.02",
        Version::V08 => "camt.053.001.08",
    };
    let stamp = format!("{}-{}", period.first.format("%Y%m%d"), period.last.format("%Y%m%d"));
    let made_at = period.last.and_hms_opt(23, 30, 0).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S").to_string();
    let moved = |account: &Account| !account.between(period.first, period.last).is_empty();
    let quiet = !accounts.iter().any(moved);
    let mut xml = Xml::document(message);
    xml.inside("BkToCstmrStmt", |xml| {
        xml.inside("GrpHdr", |xml| {
            xml.leaf("MsgId", &format!("REL-{stamp}"));
            xml.leaf("CreDtTm", &made_at);
        });
        for (index, account) in accounts.iter().enumerate().filter(|(index, account)| moved(account) || (quiet && *index == 0)) {
            xml.inside("Stmt", |xml| {
                xml.leaf("Id", &format!("{stamp}-{index:05}"));
                xml.leaf("CreDtTm", &made_at);
                statement(xml, account, period);
            });
        }
    });
    xml.finish()
}

fn statement(xml: &mut Xml, account: &Account, period: Period<'_>) {
    let entries = account.between(period.first, period.last);
    xml.inside("FrToDt", |xml| {
        xml.leaf("FrDtTm", &format!("{}T00:00:00", period.first));
        xml.leaf("ToDtTm", &format!("{}T23:59:59", period.last));
    });
    xml.inside("Acct", |xml| {
        xml.nested(&["Id", "IBAN"], &account.iban);
        xml.leaf("Ccy", "EUR");
        xml.nested(&["Ownr", "Nm"], &account.holder);
        let bic = if period.version == Version::V02 { "BIC" } else { "BICFI" };
        xml.nested(&["Svcr", "FinInstnId", bic], period.bic);
    });
    let opening = account.balance_before(period.first);
    let closing = entries.last().map_or(opening, |entry| entry.balance_after);
    for (code, cents, day) in [("OPBD", opening, period.first), ("CLBD", closing, period.last)] {
        xml.inside("Bal", |xml| {
            xml.nested(&["Tp", "CdOrPrtry", "Cd"], code);
            signed(xml, cents);
            xml.nested(&["Dt", "Dt"], &day.to_string());
        });
    }
    for entry in entries {
        xml.inside("Ntry", |xml| write_entry(xml, entry, account, period));
    }
}

fn signed(xml: &mut Xml, cents: i64) {
    xml.amount("Amt", cents);
    xml.leaf("CdtDbtInd", sign(cents));
}

const fn sign(cents: i64) -> &'static str {
    if cents < 0 { "DBIT" } else { "CRDT" }
}

fn write_entry(xml: &mut Xml, entry: &Entry, account: &Account, period: Period<'_>) {
    signed(xml, entry.cents);
    match period.version {
        Version::V02 => xml.leaf("Sts", "BOOK"),
        Version::V08 => xml.nested(&["Sts", "Cd"], "BOOK"),
    }
    xml.nested(&["BookgDt", "Dt"], &entry.day.to_string());
    xml.nested(&["ValDt", "Dt"], &entry.day.to_string());
    xml.leaf("AcctSvcrRef", &entry.reference);
    xml.inside("BkTxCd", |xml| {
        xml.inside("Domn", |xml| {
            xml.leaf("Cd", entry.code.0);
            xml.inside("Fmly", |xml| {
                xml.leaf("Cd", entry.code.1);
                xml.leaf("SubFmlyCd", entry.code.2);
            });
        });
    });
    if !entry.details.is_empty() {
        xml.inside("NtryDtls", |xml| {
            if let Some(batch) = &entry.batch {
                xml.inside("Btch", |xml| {
                    xml.leaf("MsgId", &batch.message_id);
                    xml.leaf("PmtInfId", &batch.block_id);
                    xml.leaf("NbOfTxs", &entry.details.len().to_string());
                    xml.amount("TtlAmt", entry.cents);
                    xml.leaf("CdtDbtInd", sign(entry.cents));
                });
            }
            for detail in &entry.details {
                xml.inside("TxDtls", |xml| write_detail(xml, detail, (entry, account), period));
            }
        });
    }
    xml.leaf("AddtlNtryInf", &entry.label);
}

fn write_detail(xml: &mut Xml, detail: &Detail, (entry, account): (&Entry, &Account), period: Period<'_>) {
    xml.inside("Refs", |xml| {
        xml.leaf("MsgId", &detail.message_id);
        xml.leaf("PmtInfId", &detail.block_id);
        xml.leaf("InstrId", &detail.instruction);
        xml.leaf("EndToEndId", if detail.end_to_end.is_empty() { "NOTPROVIDED" } else { &detail.end_to_end });
        xml.leaf("MndtId", &detail.mandate);
    });
    match period.version {
        Version::V02 => xml.inside("AmtDtls", |xml| xml.inside("TxAmt", |xml| xml.amount("Amt", detail.cents))),
        Version::V08 => {
            xml.amount("Amt", detail.cents);
            xml.leaf("CdtDbtInd", sign(entry.cents));
        }
    }
    xml.inside("RltdPties", |xml| {
        if !detail.returned.is_empty() {
            // The returned transfer was ours: its debtor is the holder of this account.
            period.party(xml, "Dbtr", &account.holder);
            xml.nested(&["DbtrAcct", "Id", "IBAN"], &account.iban);
        } else if entry.cents > 0 {
            period.party(xml, "Dbtr", &detail.party);
            xml.nested(&["DbtrAcct", "Id", "IBAN"], &detail.party_iban);
        }
        if entry.cents < 0 || !detail.returned.is_empty() {
            period.party(xml, "Cdtr", &detail.party);
            xml.nested(&["CdtrAcct", "Id", "IBAN"], &detail.party_iban);
        }
    });
    xml.nested(&["RmtInf", "Ustrd"], &detail.remittance);
    xml.nested(&["RtrInf", "Rsn", "Cd"], detail.returned);
}
