//! Contracts: 6 to 24 months, alive from September 2026 to the end of the year at least; some renew a former one.

use super::rows::{ContractRow, Day, Euros};
use crate::demo::chance::Chance;
use chrono::{Days, Months, NaiveDate};

/// A term of a person's measure.
fn term(person: u32, rank: u32, starts_on: NaiveDate, months: u32, floor: i64) -> ContractRow {
    let before = |days| Day(starts_on.checked_sub_days(Days::new(days)).unwrap_or(starts_on));
    let ends_on = starts_on.checked_add_months(Months::new(months)).and_then(|day| day.pred_opt()).unwrap_or(starts_on);
    ContractRow {
        reference: format!("MASP-{person:05}-{rank}"),
        person,
        starts_on: Day(starts_on),
        ends_on: Day(ends_on),
        signed_by_person: before(18),
        signed_by_department: before(9),
        received_on: before(4),
        convention: "CONV-MASP-2023-2026".to_owned(),
        renews: String::new(),
        evaluated_on: None,
        living_floor: Euros(floor),
    }
}

/// The contracts of a person, the current one last.
pub(super) fn contracts(person: u32, first_day: NaiveDate, floor: i64, chance: &mut Chance) -> Vec<ContractRow> {
    let months_before = |months: u32| first_day.checked_sub_months(Months::new(months)).unwrap_or(first_day);
    // One in fifty has used up the 48 months of L271-2 when the current term ends.
    let (age, length, former) = if person % 50 == 11 {
        (19, 24, Some(24))
    } else {
        let age = u32::try_from(chance.between(0, 14)).unwrap_or(0);
        let length = if age <= 2 && chance.percent(30) { 6 } else { (age + 4).next_multiple_of(6).max(12) };
        (age, length, (person.is_multiple_of(6)).then_some(12))
    };
    let starts_on = months_before(age);
    let Some(former) = former else { return vec![term(person, 1, starts_on, length, floor)] };
    let first = term(person, 1, months_before(age + former), former, floor);
    let evaluated_on = starts_on.checked_sub_days(Days::new(30)).map(Day);
    let second = ContractRow { renews: first.reference.clone(), evaluated_on, ..term(person, 2, starts_on, length, floor) };
    vec![first, second]
}
