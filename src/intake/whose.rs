//! Whose account a statement is of, and whether what it counts is in euros.

use crate::bank::store::{OurAccount, french_account};
use crate::refusal::{BANK_ACCOUNT_UNKNOWN, Refusal, STATEMENT_CURRENCY};
use quitus_sepa::statement::{Statement, Status};
use std::collections::HashMap;

/// Our account of a statement, told by its IBAN or by bank, branch and number.
///
/// # Errors
/// `bank_account_unknown`; `statement_currency` when the account, a balance or a booked entry is in another currency.
pub(super) fn account_of<'a>(
    statement: &Statement,
    accounts: &'a HashMap<String, OurAccount>,
) -> Result<&'a OurAccount, Refusal> {
    let (iban, other) = (statement.account.iban.as_deref(), statement.account.other.as_deref());
    let own = |account: &&OurAccount| other == account.rib() || other.is_some() && other == account.rib_with_key();
    let by_rib = || accounts.values().find(own).filter(|_| iban.is_none_or(|iban| is_derived(iban, other)));
    let account = iban.or(other).and_then(|number| accounts.get(number)).or_else(by_rib);
    let account =
        account.ok_or_else(|| BANK_ACCOUNT_UNKNOWN.because(format!("({})", iban.or(other).unwrap_or("sans numéro"))))?;
    match other_currency(statement) {
        None => Ok(account),
        Some(currency) => Err(STATEMENT_CURRENCY.because(format!("({currency}, compte {})", account.reference))),
    }
}

/// A currency other than the euro in what counts: the account, its balances, its booked entries. What only informs may be in any.
fn other_currency(statement: &Statement) -> Option<&str> {
    let booked = statement.entries.iter().filter(|entry| entry.status == Status::Booked);
    let balances = [&statement.opening, &statement.closing].into_iter().flatten();
    let foreign = booked.map(|entry| &entry.foreign_currency).chain(balances.map(|balance| &balance.foreign_currency));
    let own = statement.account.currency.as_deref().filter(|own| *own != "EUR");
    own.or_else(|| foreign.flatten().next().map(String::as_str))
}

/// True for the IBAN that the reader makes of a French account number: in Monaco the same number has another IBAN.
fn is_derived(iban: &str, other: Option<&str>) -> bool {
    other.is_some() && other == french_account(iban)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quitus_sepa::camt;

    const IBAN: &str = "FR7630006000011234567890189";

    /// The refusal of a statement with these changes to its text.
    fn refused(changes: &[(&str, &str)]) -> Option<String> {
        let balance = |code: &str, amount: &str| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-05</Dt></Dt></Bal>"
            )
        };
        let mut text = format!(
            "<BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{}{}<Ntry>\
             <Amt Ccy=\"EUR\">2.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts></Ntry></Stmt></BkToCstmrStmt>",
            balance("OPBD", "<Amt Ccy=\"EUR\">1.00</Amt>"),
            balance("CLBD", "<Amt Ccy=\"EUR\">3.00</Amt>")
        );
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let statement = camt::read(text.as_bytes()).unwrap().value.pop().unwrap();
        let ours = OurAccount { id: 1, reference: "COMMUN".into(), iban: IBAN.into() };
        let accounts = HashMap::from([(IBAN.to_owned(), ours)]);
        account_of(&statement, &accounts).err().map(|refusal| format!("{} {}", refusal.code.name, refusal.facts))
    }

    #[test]
    fn all_that_counts_is_in_euros() {
        let usd = Some("statement_currency (USD, compte COMMUN)".to_owned());
        assert_eq!(refused(&[]), None);
        assert_eq!(refused(&[("<Ccy>EUR", "<Ccy>USD")]), usd);
        assert_eq!(refused(&[("EUR\">2.00", "USD\">2.00")]), usd);
        // The same number in another currency would add up.
        assert_eq!(refused(&[("EUR\">1.00", "USD\">1.00"), ("EUR\">3.00", "USD\">3.00")]), usd);
        assert_eq!(refused(&[("EUR\">3.00", "USD\">3.00")]), usd);
        assert_eq!(refused(&[("<Sts>BOOK", "<Sts>PDNG"), ("EUR\">2.00", "USD\">2.00")]), None, "it only informs");
    }

    #[test]
    fn an_unknown_account_is_refused_with_its_number() {
        let found = refused(&[(IBAN, "FR1420041010050500013M02606")]);
        assert_eq!(found.as_deref(), Some("bank_account_unknown (FR1420041010050500013M02606)"));
    }
}
