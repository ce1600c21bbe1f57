//! Contracts with their successive versions, and the benefits that the person authorises.

use crate::money::Cents;
use crate::refusal::Failure;
use crate::store::{Tx, failure, on};
use chrono::{DateTime, NaiveDate, Utc};

/// Months of contract that one person may have in all (CASF L271-2, RULE 03).
pub const MOST_MONTHS: i64 = 48;

/// One version of a contract: the first, or an amendment (*avenant*).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    /// The contract.
    pub reference: String,
    /// 1 for the contract as first signed.
    pub version: i64,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included.
    pub ends_on: NaiveDate,
    /// The person's signature.
    pub signed_by_person_on: NaiveDate,
    /// The Département's.
    pub signed_by_department_on: NaiveDate,
    /// Reception of the contract signed by all.
    pub received_on: NaiveDate,
    /// Reference of the delegation convention.
    pub convention: String,
    /// The contract that this one renews.
    pub renews: Option<String>,
    /// The evaluation before a renewal.
    pub evaluated_on: Option<NaiveDate>,
    /// Monthly living money under which arrears and the rest are not paid.
    pub living_floor: Cents,
    /// Months that it counts for; a started month is one.
    pub months: i64,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
}

/// A contract, its version in force first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// In force.
    pub current: Version,
    /// Before it, the latest first.
    pub earlier: Vec<Version>,
}

/// The contracts of a person, the latest first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn contracts(tx: &mut Tx, person: i64) -> Result<Vec<Contract>, Failure> {
    let rows: Vec<Version> = on!(tx, c => sqlx::query_as(
        "SELECT c.reference, v.version, v.starts_on, v.ends_on, v.signed_by_person_on, v.signed_by_department_on, v.received_on,
            v.convention, v.renews, v.evaluated_on, v.living_floor, v.term_ceiling AS months, v.recorded_at, u.name AS recorded_by
         FROM contract c JOIN contract_version v ON v.contract = c.reference JOIN app_user u ON u.id = v.recorded_by
         WHERE c.person = $1 ORDER BY c.reference, v.version DESC")
        .bind(person).fetch_all(c).await.map_err(failure))?;
    let mut contracts: Vec<Contract> = Vec::new();
    for row in rows {
        match contracts.last_mut().filter(|contract| contract.current.reference == row.reference) {
            Some(contract) => contract.earlier.push(row),
            None => contracts.push(Contract { current: row, earlier: Vec::new() }),
        }
    }
    contracts.sort_by_key(|contract| std::cmp::Reverse(contract.current.starts_on));
    Ok(contracts)
}

/// Months of contract so far, of the [`MOST_MONTHS`].
#[must_use]
pub fn months(contracts: &[Contract]) -> i64 {
    contracts.iter().map(|contract| contract.current.months).fold(0, i64::saturating_add)
}

/// A benefit that the person authorises.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Authorised {
    /// The contract.
    pub contract: String,
    /// The benefit's number in D271-2.
    pub benefit: i64,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub code: String,
    /// The article.
    pub legal_reference: String,
    /// `A`, or `B` when a justification is needed.
    pub tier: String,
    /// Code of the pot that its money enters.
    pub pot: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, included.
    pub to_on: NaiveDate,
    /// Who pays.
    pub payer: String,
    /// The person's number at the payer.
    pub file_number: Option<String>,
    /// The monthly amount expected.
    pub expected: Option<Cents>,
    /// The day on which it is expected.
    pub expected_day: Option<i64>,
    /// Paid straight to the landlord or the service.
    pub tiers_payant: bool,
    /// Why, for the benefits that need a justification.
    pub justification: Option<String>,
    /// Under a court's order for family benefits.
    pub mjagbf: bool,
    /// The household member who holds the right.
    pub holder: Option<String>,
    /// True when that holder signed.
    pub holder_signed: bool,
    /// The document that proves it.
    pub document: Option<String>,
}

/// The benefits authorised, those in force first, by number.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn authorised(tx: &mut Tx, person: i64, today: NaiveDate) -> Result<Vec<Authorised>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.contract, a.benefit, b.name, b.code, b.legal_reference, b.tier, b.pot, a.from_on, a.to_on, a.payer, a.file_number,
            a.expected, a.expected_day, a.tiers_payant, a.justification, a.mjagbf, a.holder, a.holder_signed, a.document
         FROM authorisation_current a JOIN benefit b ON b.number = a.benefit AND b.from_on <= a.from_on
            AND (b.to_on IS NULL OR b.to_on >= a.from_on)
         WHERE a.person = $1 ORDER BY CASE WHEN a.to_on < $2 THEN 1 ELSE 0 END, a.benefit, a.from_on DESC")
        .bind(person).bind(today).fetch_all(c).await.map_err(failure))
}
