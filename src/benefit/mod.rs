//! The closed list of benefits that a MASP 2 may receive (CASF D271-2), as dated rows.

pub mod amendment;
pub mod labels;
pub mod payers;
pub mod rules;
mod store;

pub use store::catalogue;

use chrono::NaiveDate;
use serde::Serialize;

/// How freely a benefit may be authorised (CASF D271-3, R271-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Tier {
    /// Numbers 1 to 17: with the contract alone.
    A,
    /// Numbers 18 to 29: with a written justification, and outside any MJAGBF order.
    B,
}

impl TryFrom<String> for Tier {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "A" => Ok(Self::A),
            "B" => Ok(Self::B),
            other => Err(format!("« {other} » n'est ni A ni B")),
        }
    }
}

/// One benefit of the list, as the law stood from `from_on` to `to_on`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Benefit {
    /// Its number in D271-2.
    pub number: i64,
    /// Its short name: RSA, APL…
    pub code: String,
    /// Its full name.
    pub name: String,
    /// The article.
    pub legal_reference: String,
    /// Who pays it.
    pub payers: String,
    /// How freely it may be authorised.
    #[sqlx(try_from = "String")]
    pub tier: Tier,
    /// The pot that its money enters (R271-4).
    pub pot: String,
    /// True when it may be paid straight to the landlord or the service (RULE 15).
    pub tiers_payant: bool,
    /// First day in the list.
    pub from_on: NaiveDate,
    /// Last day in the list, if it left it.
    pub to_on: Option<NaiveDate>,
}

impl Benefit {
    /// True when the benefit is in the list on `day`.
    #[must_use]
    pub fn listed_on(&self, day: NaiveDate) -> bool {
        self.from_on <= day && self.to_on.is_none_or(|last| day <= last)
    }
}

/// The whole list, with its history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    benefits: Vec<Benefit>,
}

impl Catalogue {
    /// A catalogue of these rows.
    #[must_use]
    pub const fn new(benefits: Vec<Benefit>) -> Self {
        Self { benefits }
    }

    /// Every row, in the order given.
    #[must_use]
    pub fn all(&self) -> &[Benefit] {
        &self.benefits
    }

    /// The benefit of that number, if it is in the list on `day`.
    #[must_use]
    pub fn number(&self, number: i64, day: NaiveDate) -> Option<&Benefit> {
        self.benefits.iter().find(|benefit| benefit.number == number && benefit.listed_on(day))
    }

    /// The benefit that `asked` names, by number (`17`) or by code (`rsa`), if it is in the list on `day`.
    #[must_use]
    pub fn find(&self, asked: &str, day: NaiveDate) -> Option<&Benefit> {
        let asked = asked.trim();
        match asked.parse() {
            Ok(number) => self.number(number, day),
            Err(_) => self.benefits.iter().find(|benefit| benefit.code.eq_ignore_ascii_case(asked) && benefit.listed_on(day)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        crate::calendar::parse_day(text).unwrap()
    }

    fn row(number: i64, code: &str, from: &str, to: Option<&str>) -> Benefit {
        Benefit {
            number,
            code: code.to_owned(),
            name: String::new(),
            legal_reference: String::new(),
            payers: String::new(),
            tier: Tier::A,
            pot: "libre".to_owned(),
            tiers_payant: false,
            from_on: day(from),
            to_on: to.map(day),
        }
    }

    #[test]
    fn a_benefit_is_found_by_number_or_code_on_its_days_only() {
        let list = Catalogue::new(vec![row(16, "RMI", "2009-01-01", Some("2009-05-31")), row(17, "RSA", "2009-06-01", None)]);
        assert_eq!(list.find("rsa", day("2026-09-01")), list.number(17, day("2026-09-01")));
        assert!(list.find(" 16 ", day("2009-05-31")).is_some());
        assert!(list.find("RMI", day("2009-06-01")).is_none());
        assert!(list.number(17, day("2009-05-31")).is_none());
        assert!(list.find("SALAIRE", day("2026-09-01")).is_none());
    }
}
