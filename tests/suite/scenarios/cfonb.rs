//! The same statement as a bank gives it in CFONB 120: no account of the payer, French codes, nothing of what the format lacks.

use quitus_sepa::camt;
use quitus_sepa::cfonb120::{Breaks, write};
use quitus_sepa::statement::{
    AccountId, Batch, Counterparty, Detail, Entry, Proprietary, ReturnReason, Statement, TransactionCode,
};

/// A file of CFONB 120 that says what the camt.053 file says.
pub fn from_camt(bytes: &[u8]) -> Vec<u8> {
    let statements: Vec<Statement> = camt::read(bytes).unwrap().value.into_iter().map(statement).collect();
    write(&statements, Breaks::CrLf).unwrap()
}

fn statement(statement: Statement) -> Statement {
    let account = AccountId { other: None, ..statement.account };
    let entries = statement.entries.into_iter().map(entry).collect();
    Statement { account, entries, id: String::new(), created: None, sequence: None, page: None, ..statement }
}

fn entry(entry: Entry) -> Entry {
    let given = entry.details.first().cloned().unwrap_or_default();
    let operation = if let Some(named) = &entry.transaction_code.proprietary {
        &named.code
    } else if entry.is_return() {
        "12"
    } else if entry.transaction_code.sub_family.as_deref() == Some("CHRG") {
        "62"
    } else if entry.transaction_code.sub_family.as_deref() == Some("INTR") {
        "61"
    } else if given.mandate_id.is_some() {
        "B1"
    } else if entry.cents < 0 {
        "06"
    } else {
        "05"
    };
    let named = |party: Option<Counterparty>| {
        party.filter(|party| party.name.is_some()).map(|party| Counterparty { name: party.name, ..Counterparty::default() })
    };
    let reason = given.return_reason.and_then(|reason| reason.code).map(|code| ReturnReason {
        proprietary: Some(match code.as_str() {
            "AC01" => "12".to_owned(),
            "AC04" => "14".to_owned(),
            "MD07" => "35".to_owned(),
            other => panic!("« {other} » n'a pas de code CFONB ici"),
        }),
        ..ReturnReason::default()
    });
    let detail = Detail {
        credit: entry.cents > 0,
        end_to_end_id: given.end_to_end_id,
        payment_id: None,
        mandate_id: given.mandate_id,
        debtor: named(given.debtor),
        creditor: named(given.creditor),
        remittance: given.remittance,
        return_reason: reason,
        cents: Some(entry.cents),
        ..Detail::default()
    };
    Entry {
        transaction_code: TransactionCode {
            proprietary: Some(Proprietary { code: operation.to_owned(), issuer: Some("CFONB".to_owned()) }),
            ..TransactionCode::default()
        },
        batch: None::<Batch>,
        details: vec![detail],
        additional_information: Some("OPERATION".to_owned()),
        ..entry
    }
}
