//! The bank's figure of an account in one person's name, and the fees that the organisation bears (`RULE 23`, `RULE 44`).

use super::Scope;
use crate::money::Cents;
use crate::refusal::Failure;
use crate::statement::model::BankPosition;
use crate::store::Tx;
use std::collections::{BTreeMap, HashMap};

#[derive(sqlx::FromRow)]
struct SumRow {
    person: i64,
    kind: String,
    cents: Cents,
    debits: Cents,
}

const SUMS: &str = "SELECT p.number AS person, a.kind, CAST(SUM(l.cents) AS BIGINT) AS cents,
        CAST(SUM(CASE WHEN l.occurred_on >= $2 AND l.cents > 0 THEN l.cents ELSE 0 END) AS BIGINT) AS debits
    FROM person p JOIN bank_account k ON k.id = p.bank_account AND k.holder = 'personne'
        JOIN account a ON a.bank_account = k.id AND a.kind <> 'pot' JOIN line l ON l.account = a.id
    WHERE p.number IN :keys AND l.occurred_on <= $3
        AND NOT EXISTS (SELECT 1 FROM person o WHERE o.bank_account = k.id AND o.number <> p.number)
    GROUP BY p.number, a.kind";
const CLOSINGS: &str = "SELECT p.number, s.closing FROM person p JOIN bank_statement s ON s.bank_account = p.bank_account
    WHERE p.number IN :keys AND s.closed_on <= $3 AND s.position = (SELECT MAX(b.position) FROM bank_statement b
        WHERE b.bank_account = s.bank_account AND b.closed_on <= $3)";

/// The bank's position, where the bank's own statements give it for the last day, and the fees of the month.
pub async fn positions(tx: &mut Tx, scope: &Scope) -> Result<HashMap<i64, (Option<BankPosition>, Cents)>, Failure> {
    let mut people: BTreeMap<i64, HashMap<String, SumRow>> = BTreeMap::new();
    for row in scope.month::<SumRow>(tx, SUMS).await? {
        people.entry(row.person).or_default().insert(row.kind.clone(), row);
    }
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let closings: HashMap<i64, Cents> = scope.month::<(i64, Cents)>(tx, CLOSINGS).await?.into_iter().collect();
    let told = people.into_iter().map(|(person, sums)| {
        let fees = sums.get("fees").map_or(Cents::ZERO, |row| row.debits);
        (person, (position(&sums, closings.get(&person).copied()), fees))
    });
    Ok(told.collect())
}

/// None while the bank did not say this balance, or while a fee or a debit that nobody explains stands between the two.
fn position(sums: &HashMap<String, SumRow>, said: Option<Cents>) -> Option<BankPosition> {
    let of = |kind: &str| sums.get(kind).map_or(Cents::ZERO, |row| row.cents);
    let balance = said.filter(|said| *said == of("bank"))?;
    if of("unexplained") != Cents::ZERO || of("fees") != Cents::ZERO {
        return None;
    }
    let held = of("unidentified").plus(of("to_return"))?.opposite()?;
    Some(BankPosition { balance, in_transit: of("in_transit").opposite()?, held })
}
