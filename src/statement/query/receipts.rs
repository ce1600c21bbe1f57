//! Accepted benefits: each decision on a bank credit, with the parts that entered this person's pots (`RULE 13`).

use super::entries::pot;
use super::{Scope, month_of, named, sum, text};
use crate::benefit::Catalogue;
use crate::money::Cents;
use crate::refusal::{Failure, REFERENCE_MISSING};
use crate::statement::model::{Receipt, ReceiptLine};
use crate::store::Tx;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

#[derive(sqlx::FromRow)]
struct SplitRow {
    id: String,
    receipt: String,
    kind: String,
    person: Option<i64>,
    benefit: Option<i64>,
    pot: Option<String>,
    month: String,
    gross: Cents,
    recovery: Cents,
    net: Cents,
    decided_at: DateTime<Utc>,
    payer: Option<String>,
}

// All parts of the credits that hold the parts told: what is outside the pots is among them.
const PARTS: &str =
    "SELECT s.id, s.receipt, s.kind, s.person, s.benefit, s.pot, s.month, s.gross, s.recovery, s.net, s.decided_at,
        COALESCE(b.counterparty_name, a.payer) AS payer
    FROM receipt_split s JOIN bank_line b ON b.id = s.receipt LEFT JOIN authorisation_current a ON a.id = s.authorisation
    WHERE s.receipt IN (SELECT r.receipt FROM receipt_split r WHERE r.id IN :ids) ORDER BY s.receipt, s.id";

/// The receipts of each person, in the order of the chain.
pub async fn read(tx: &mut Tx, scope: &Scope, catalogue: &Catalogue) -> Result<HashMap<i64, Vec<Receipt>>, Failure> {
    let accepted = || scope.entries.iter().filter(|line| !line.late && line.movement == "split_accepted");
    let mut ids: Vec<&str> = accepted().map(|line| line.source.as_str()).collect();
    ids.sort_unstable();
    let parts: Vec<SplitRow> = named(tx, PARTS, &ids).await?;
    let by_id: HashMap<&str, &SplitRow> = parts.iter().map(|part| (part.id.as_str(), part)).collect();
    // A credit that was corrected and decided again is told once per decision.
    let mut outside: HashMap<(&str, DateTime<Utc>), Outside> = HashMap::new();
    for part in &parts {
        outside.entry((part.receipt.as_str(), part.decided_at)).or_default().add(part);
    }
    let mut receipts: BTreeMap<(i64, i64, &str, DateTime<Utc>), Receipt> = BTreeMap::new();
    let mut places: HashMap<(i64, &str, DateTime<Utc>), i64> = HashMap::new();
    for line in accepted() {
        let Some(part) = by_id.get(line.source.as_str()) else { continue };
        let Some(listed) = part.benefit.and_then(|number| catalogue.number(number, line.on)) else {
            return Err(REFERENCE_MISSING.because("(une prestation du relevé)").at(part.id.clone()).into());
        };
        let place = *places.entry((line.person, part.receipt.as_str(), part.decided_at)).or_insert(line.seq);
        let receipt = receipts.entry((line.person, place, part.receipt.as_str(), part.decided_at)).or_insert_with(|| Receipt {
            booked_on: line.on,
            payer: part.payer.clone().unwrap_or_else(|| text::UNKNOWN_PAYER.to_owned()),
            credit: Cents::ZERO,
            outside: Cents::ZERO,
            lines: Vec::new(),
        });
        receipt.lines.push(ReceiptLine {
            benefit: text::benefit(listed),
            entitlement: month_of(&part.month)?,
            gross: part.gross,
            recovery: part.recovery,
            net: part.net,
            pot: pot(part.pot.as_deref().unwrap_or_default())?,
        });
    }
    let mut told: HashMap<i64, Vec<Receipt>> = HashMap::new();
    for ((person, _, line, decided_at), mut receipt) in receipts {
        receipt.outside = outside.get(&(line, decided_at)).map_or(Ok(Cents::ZERO), |outside| outside.of(person))?;
        receipt.credit = sum(receipt.lines.iter().map(|line| line.net).chain([receipt.outside]))?;
        told.entry(person).or_default().push(receipt);
    }
    Ok(told)
}

/// The refused parts of one decision.
#[derive(Default)]
struct Outside {
    refused: Vec<(Option<i64>, Cents)>,
    people: Vec<i64>,
}

impl Outside {
    fn add(&mut self, part: &SplitRow) {
        self.people.extend(part.person);
        if part.kind == "refused" {
            self.refused.push((part.person, part.net));
        }
    }

    /// What of a credit is outside this person's pots. A credit that pays several people shows each their own part only.
    fn of(&self, person: i64) -> Result<Cents, Failure> {
        let alone = self.people.iter().all(|one| *one == person);
        sum(self.refused.iter().filter(|(whose, _)| whose.map_or(alone, |one| one == person)).map(|(_, net)| *net))
    }
}
