//! The list of D271-2 amended by an administrator: a dated row that takes the place of the one before, or its end. What was in the
//! list before stays as it was.

use super::{Benefit, Catalogue, Tier, catalogue};
use crate::access::{Act, Right, audit};
use crate::calendar::day_in_french;
use crate::refusal::{
    BENEFIT_AMENDMENT_NUMBER, BENEFIT_AMENDMENT_REASON, CATALOGUE_AMENDMENT_DATES, CATALOGUE_AMENDMENT_FAR, CATALOGUE_CODE_TAKEN,
    Failure, REFERENCE_UNKNOWN, Refusal, VALUE_MISSING,
};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Serialize;

/// The pots that a benefit's money may enter (R271-4): the others are made by the ledger.
pub const POTS: [&str; 6] = ["libre", "logement", "apa", "pch", "actp", "arsm"];

/// How far ahead a text is recorded. What is recorded closes its number to every change before its day: a mistyped year would do so for
/// decades.
const AHEAD: Months = Months::new(24);

/// A change of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// The row from a day on; its `to_on` says nothing. Only number and day count for an end.
    pub row: Benefit,
    /// True when the benefit leaves the list.
    pub ends: bool,
    /// The text that changed the law, and why.
    pub reason: String,
}

/// A change that was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Recorded {
    /// The benefit's number.
    pub number: i64,
    /// From which day.
    pub from_on: NaiveDate,
    /// True when the benefit left the list.
    pub ends: bool,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub author: String,
}

/// The changes, the last recorded first.
///
/// # Errors
/// Unavailable when the engine does not answer.
pub async fn amendments(tx: &mut Tx) -> Result<Vec<Recorded>, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT a.number, a.from_on, a.ends, a.reason, a.recorded_at, u.name AS author
         FROM benefit_amendment a JOIN app_user u ON u.id = a.recorded_by ORDER BY a.recorded_at DESC, a.number")
        .fetch_all(c).await.map_err(failure))
}

/// What is wrong with a change. Pure.
#[must_use]
pub fn judged(list: &Catalogue, amendment: &Amendment, today: NaiveDate) -> Vec<Refusal> {
    let row = &amendment.row;
    let mut refusals = Vec::new();
    if !(1..=99).contains(&row.number) {
        refusals.push(BENEFIT_AMENDMENT_NUMBER.because(format!("({})", row.number)).at("numero"));
    }
    let own = || list.all().iter().filter(|known| known.number == row.number);
    let live = own().any(|known| known.to_on.is_none_or(|last| last >= row.from_on));
    let later = own().any(|known| known.from_on >= row.from_on);
    if row.from_on < today || later || (amendment.ends && !live) {
        let facts = format!("(à partir du {}, le {})", day_in_french(row.from_on), day_in_french(today));
        refusals.push(CATALOGUE_AMENDMENT_DATES.because(facts).at("du"));
    }
    if today.checked_add_months(AHEAD).is_some_and(|last| row.from_on > last) {
        refusals.push(CATALOGUE_AMENDMENT_FAR.because(format!("(à partir du {})", day_in_french(row.from_on))).at("du"));
    }
    if amendment.reason.trim().is_empty() {
        refusals.push(BENEFIT_AMENDMENT_REASON.because("").at("motif"));
    }
    if amendment.ends {
        return refusals;
    }
    for (name, value) in [("code", &row.code), ("nom", &row.name), ("article", &row.legal_reference), ("payeurs", &row.payers)] {
        if value.trim().is_empty() {
            refusals.push(VALUE_MISSING.because("").at(name));
        }
    }
    if !POTS.contains(&row.pot.as_str()) {
        refusals.push(REFERENCE_UNKNOWN.because(format!("(« {} » ; attendu : {})", row.pot, POTS.join(", "))).at("reserve"));
    }
    let taken = |known: &&Benefit| {
        known.number != row.number
            && known.code.eq_ignore_ascii_case(row.code.trim())
            && known.to_on.is_none_or(|last| last >= row.from_on)
    };
    if let Some(other) = list.all().iter().find(taken) {
        refusals.push(CATALOGUE_CODE_TAKEN.because(format!("(n° {})", other.number)).at("code"));
    }
    refusals
}

/// Records a change of the list.
///
/// # Errors
/// `role_not_allowed`, and those of [`judged`].
pub async fn amend(tx: &mut Tx, act: &Act, amendment: &Amendment) -> Result<(), Failure> {
    act.with(Right::Catalogue)?;
    let list = catalogue(tx).await?;
    let refusals = judged(&list, amendment, act.today);
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let Amendment { row, ends, reason } = amendment;
    on!(tx, c => sqlx::query(
        "INSERT INTO benefit_amendment (number, from_on, ends, reason, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(row.number).bind(row.from_on).bind(ends).bind(reason.trim()).bind(act.at).bind(&act.user.id)
        .execute(c).await.map(|_| ()).map_err(failure))?;
    let eve = row.from_on.pred_opt().unwrap_or(row.from_on);
    on!(tx, c => sqlx::query("UPDATE benefit SET to_on = $1 WHERE number = $2 AND (to_on IS NULL OR to_on > $1)")
        .bind(eve).bind(row.number).execute(c).await.map(|_| ()).map_err(failure))?;
    if !ends {
        on!(tx, c => sqlx::query(
            "INSERT INTO benefit (number, from_on, to_on, code, name, legal_reference, payers, tier, pot, tiers_payant)
             VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8, $9)")
            .bind(row.number).bind(row.from_on).bind(row.code.trim()).bind(row.name.trim()).bind(row.legal_reference.trim())
            .bind(row.payers.trim()).bind(if row.tier == Tier::A { "A" } else { "B" }).bind(&row.pot).bind(row.tiers_payant)
            .execute(c).await.map(|_| ()).map_err(failure))?;
    }
    let what = if *ends { "sortie de la liste" } else { "nouvelle rédaction" };
    let detail = format!("{what} le {} ({})", day_in_french(row.from_on), reason.trim());
    audit(tx, act, "catalogue_amend", &row.number.to_string(), &detail).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    fn row(number: i64, code: &str, from: &str, to: Option<&str>) -> Benefit {
        let day = |text: &str| parse_day(text).unwrap();
        Benefit {
            number,
            code: code.into(),
            name: "Nom".into(),
            legal_reference: "CASF D271-2".into(),
            payers: "CAF".into(),
            tier: Tier::A,
            pot: "libre".into(),
            tiers_payant: false,
            from_on: day(from),
            to_on: to.map(day),
        }
    }

    #[test]
    fn an_amendment_comes_after_what_is_there() {
        let list = Catalogue::new(vec![row(16, "RMI", "2009-01-01", Some("2009-05-31")), row(17, "RSA", "2009-06-01", None)]);
        let today = parse_day("2026-10-01").unwrap();
        let of = |row: Benefit, ends| {
            let amendment = Amendment { row, ends, reason: "Décret".into() };
            judged(&list, &amendment, today).iter().map(|refusal| refusal.code.name).collect::<Vec<_>>()
        };
        let none: Vec<&str> = Vec::new();
        assert_eq!(of(row(17, "RSA", "2027-01-01", None), false), none);
        assert_eq!(of(row(30, "NEUF", "2026-10-01", None), false), none);
        assert_eq!(of(row(17, "", "2027-01-01", None), true), none);
        assert_eq!(of(row(16, "", "2027-01-01", None), true), ["catalogue_amendment_dates"], "it left the list");
        assert_eq!(of(row(17, "RSA", "2026-09-30", None), false), ["catalogue_amendment_dates"]);
        assert_eq!(of(row(30, "rsa", "2027-01-01", None), false), ["catalogue_code_taken"]);
        assert_eq!(of(row(17, "RSA", "2028-10-01", None), false), none, "two years ahead");
        for (ends, day) in [(false, "2062-01-01"), (true, "2028-10-02")] {
            assert_eq!(of(row(17, "RSA", day, None), ends), ["catalogue_amendment_far"], "it would close the list until then");
        }
        assert_eq!(of(row(100, "X", "2027-01-01", None), false), ["benefit_amendment_number_lawful"]);
        assert_eq!(of(Benefit { pot: "loyer".into(), ..row(30, "X", "2027-01-01", None) }, false), ["reference_unknown"]);
    }
}
