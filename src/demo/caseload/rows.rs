//! One row type per file of the caseload; the French column names are the import format.

use crate::money::Cents;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// An amount in euros, written `365,00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Euros(pub i64);

impl Serialize for Euros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Cents(self.0).plain().replace('.', ","))
    }
}

/// A date, written `31/12/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%d/%m/%Y"))
    }
}

/// A choice, written `oui` or `non`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YesNo(pub bool);

impl Serialize for YesNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0 { "oui" } else { "non" })
    }
}

/// A row of `people.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct PersonRow {
    #[serde(rename = "numero")]
    pub number: u32,
    #[serde(rename = "nom")]
    pub last_name: String,
    #[serde(rename = "prenom")]
    pub first_name: String,
    #[serde(rename = "naissance")]
    pub born_on: Day,
    #[serde(rename = "compte")]
    pub account: String,
    #[serde(rename = "iban_personnel")]
    pub own_iban: String,
}

/// A row of `bank_accounts.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct AccountRow {
    pub reference: String,
    #[serde(rename = "libelle")]
    pub label: String,
    #[serde(rename = "titulaire")]
    pub holder: &'static str,
    #[serde(rename = "numero_personne")]
    pub person: Option<u32>,
    pub iban: String,
    pub bic: String,
    #[serde(rename = "nom_titulaire")]
    pub holder_name: String,
}

/// A row of `contracts.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct ContractRow {
    pub reference: String,
    #[serde(rename = "numero_personne")]
    pub person: u32,
    #[serde(rename = "debut")]
    pub starts_on: Day,
    #[serde(rename = "fin")]
    pub ends_on: Day,
    #[serde(rename = "signature_personne")]
    pub signed_by_person: Day,
    #[serde(rename = "signature_departement")]
    pub signed_by_department: Day,
    #[serde(rename = "reception")]
    pub received_on: Day,
    pub convention: String,
    #[serde(rename = "renouvelle")]
    pub renews: String,
    #[serde(rename = "evaluation")]
    pub evaluated_on: Option<Day>,
    #[serde(rename = "plancher_vie")]
    pub living_floor: Euros,
}

/// A row of `authorisations.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct AuthorisationRow {
    #[serde(rename = "contrat")]
    pub contract: String,
    #[serde(rename = "prestation")]
    pub benefit: u8,
    #[serde(rename = "debut")]
    pub starts_on: Day,
    #[serde(rename = "fin")]
    pub ends_on: Day,
    #[serde(rename = "payeur")]
    pub payer: String,
    #[serde(rename = "numero_allocataire")]
    pub file_number: String,
    #[serde(rename = "montant_attendu")]
    pub expected: Euros,
    #[serde(rename = "jour_attendu")]
    pub expected_day: u32,
    #[serde(rename = "tiers_payant")]
    pub paid_to_landlord: YesNo,
    #[serde(rename = "justification")]
    pub justification: String,
    #[serde(rename = "mjagbf")]
    pub court_order: YesNo,
    #[serde(rename = "titulaire")]
    pub holder: String,
    #[serde(rename = "signataire")]
    pub holder_signed: YesNo,
    pub document: String,
}

/// A row of `payees.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct PayeeRow {
    pub reference: String,
    #[serde(rename = "nom")]
    pub name: String,
    pub iban: String,
    pub bic: String,
}

/// A row of `rents.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct RentRow {
    #[serde(rename = "numero_personne")]
    pub person: u32,
    #[serde(rename = "bail")]
    pub lease: String,
    #[serde(rename = "bailleur")]
    pub landlord: String,
    #[serde(rename = "debut")]
    pub starts_on: Day,
    #[serde(rename = "fin")]
    pub ends_on: Option<Day>,
    #[serde(rename = "loyer")]
    pub rent: Euros,
    pub charges: Euros,
    #[serde(rename = "tiers_payant")]
    pub paid_to_landlord: Euros,
    #[serde(rename = "rls")]
    pub rebate: Euros,
    #[serde(rename = "jour_echeance")]
    pub due_day: u32,
}

/// A row of `budget.csv`.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the column names say it")]
pub struct BudgetRow {
    #[serde(rename = "numero_personne")]
    pub person: u32,
    pub reference: String,
    #[serde(rename = "rang")]
    pub rank: u8,
    #[serde(rename = "categorie")]
    pub category: &'static str,
    #[serde(rename = "beneficiaire")]
    pub payee: String,
    #[serde(rename = "montant")]
    pub amount: Euros,
    #[serde(rename = "periodicite")]
    pub period: &'static str,
    #[serde(rename = "jour")]
    pub day: u32,
    #[serde(rename = "debut")]
    pub starts_on: Day,
    #[serde(rename = "fin")]
    pub ends_on: Option<Day>,
    #[serde(rename = "libelle")]
    pub label: &'static str,
    #[serde(rename = "mandat")]
    pub mandate: String,
}
