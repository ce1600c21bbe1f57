//! The scripted accountant: reads the payer's notification and decides what recognition left waiting.

use crate::bank::decision::{Wanted, What};
use crate::bank::recognition::{Part, entitlement_month};
use crate::demo::caseload::Caseload;
use crate::intake::receipt::ListedReceipt;
use crate::money::Cents;
use crate::payment::give_back::Destination;
use chrono::NaiveDate;
use std::collections::HashMap;

/// What a payer notified for one person.
#[derive(Clone, Debug)]
struct Notice {
    person: i64,
    payer: String,
    benefit: i64,
    cents: Cents,
    from: NaiveDate,
    to: NaiveDate,
}

/// What the accountant knows: the notifications by file number, and the people's own accounts.
#[derive(Clone, Debug)]
pub(super) struct Accountant {
    notices: HashMap<String, Vec<Notice>>,
    own: HashMap<i64, Destination>,
}

/// What is decided of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Parts that sum to the credit.
    pub parts: Vec<Wanted>,
    /// The document.
    pub evidence: String,
    /// Where refused parts go; the payer when none.
    pub refused_to: Option<Destination>,
}

impl Verdict {
    /// True when a benefit and an income outside the list came in one credit.
    pub fn is_mixed(&self) -> bool {
        let outside = self.parts.iter().filter(|part| matches!(part.what, What::Outside(_))).count();
        outside > 0 && outside < self.parts.len()
    }
}

impl Accountant {
    /// Reads the documents of the caseload.
    pub fn with(caseload: &Caseload) -> Self {
        let people: HashMap<&str, u32> = caseload.contracts.iter().map(|row| (row.reference.as_str(), row.person)).collect();
        let mut notices: HashMap<String, Vec<Notice>> = HashMap::new();
        for row in &caseload.authorisations {
            let Some(&person) = people.get(row.contract.as_str()) else { continue };
            notices.entry(row.file_number.clone()).or_default().push(Notice {
                person: i64::from(person),
                payer: row.payer.clone(),
                benefit: i64::from(row.benefit),
                cents: Cents(row.expected.0),
                from: row.starts_on.0,
                to: row.ends_on.0,
            });
        }
        let own = caseload.people.iter().map(|row| {
            let name = format!("{} {}", row.first_name, row.last_name);
            (i64::from(row.number), Destination { name, iban: row.own_iban.clone() })
        });
        Self { notices, own: own.collect() }
    }

    /// What the accountant decides, or nothing when the documents do not tell.
    pub fn decide(&self, receipt: &ListedReceipt) -> Option<Verdict> {
        self.by_notice(receipt).or_else(|| self.outside_the_list(receipt))
    }

    fn by_notice(&self, receipt: &ListedReceipt) -> Option<Verdict> {
        let words = receipt.remittance.as_deref().unwrap_or("");
        let all = words.split_whitespace().find_map(|word| self.notices.get(word))?;
        let live: Vec<&Notice> =
            all.iter().filter(|one| one.from <= receipt.received_on && receipt.received_on <= one.to).collect();
        let first = live.first()?;
        let total = Cents::total(live.iter().map(|one| one.cents))?;
        let rest = receipt.cents.minus(total)?;
        let part = |what, cents| Wanted {
            person: Some(first.person),
            what,
            month: entitlement_month(receipt.received_on),
            gross: cents,
            recovery: Cents::ZERO,
        };
        let benefit = |one: &Notice| part(What::Benefit(one.benefit), one.cents);
        let mut parts: Vec<Wanted> = if rest.is_negative() {
            vec![benefit(live.iter().find(|one| one.cents == receipt.cents)?)]
        } else {
            live.iter().map(|one| benefit(one)).collect()
        };
        if rest.is_positive() {
            parts.push(part(beyond(&first.payer), rest));
        }
        let evidence = format!("Notification {} du {}", first.payer, receipt.received_on.format("%d/%m/%Y"));
        Some(Verdict { parts, evidence, refused_to: self.own.get(&first.person).cloned() })
    }

    /// A whole credit that recognition reads as an income outside the list, or that a health insurer paid back.
    fn outside_the_list(&self, receipt: &ListedReceipt) -> Option<Verdict> {
        let words = receipt.remittance.as_deref().unwrap_or("");
        let proposed = receipt.proposals.iter().find(|proposal| proposal.reason == "outside_list").and_then(|proposal| {
            let parts: Vec<Part> = serde_json::from_str(&proposal.splits).ok()?;
            parts.into_iter().find_map(|part| part.outside)
        });
        let income = proposed.or_else(|| words.contains("REMBOURSEMENT SOINS").then(|| "autre".to_owned()))?;
        let person = receipt.proposals.iter().find_map(|proposal| proposal.person);
        let wanted = Wanted {
            person,
            what: What::Outside(income),
            month: entitlement_month(receipt.received_on),
            gross: receipt.cents,
            recovery: Cents::ZERO,
        };
        let evidence = format!("Avis de crédit du {}", receipt.received_on.format("%d/%m/%Y"));
        Some(Verdict { parts: vec![wanted], evidence, refused_to: person.and_then(|person| self.own.get(&person).cloned()) })
    }
}

/// What a payer adds to the benefits that it notified: a pension, or family allowances that nobody authorised.
fn beyond(payer: &str) -> What {
    if payer.starts_with("CARSAT") {
        What::Outside("retraite".to_owned())
    } else if payer.starts_with("CPAM") {
        What::Outside("invalidite".to_owned())
    } else {
        What::Benefit(19)
    }
}
