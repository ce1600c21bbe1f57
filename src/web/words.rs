//! How values are written on French screens.

use crate::money::Cents;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Paris;

/// A day in a table: 05/12/2026.
#[must_use]
pub fn short_day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// An instant as clocks in France show it.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).format("%d/%m/%Y à %H:%M").to_string()
}

/// An IBAN in groups of four.
#[must_use]
pub fn iban(text: &str) -> String {
    let compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    compact.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// An amount as a form shows it: 1234,56, so that it can be typed over.
#[must_use]
pub fn typed_amount(cents: Cents) -> String {
    cents.plain().replace('.', ",")
}

/// How long something has waited.
#[must_use]
pub fn age(since: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(since).num_days() {
        i64::MIN..=0 => "aujourd’hui".to_owned(),
        1 => "depuis hier".to_owned(),
        days => format!("depuis {days} jours"),
    }
}

/// The end of an identifier, as people quote it.
#[must_use]
pub fn short_id(id: &str) -> String {
    id.get(id.len().saturating_sub(8)..).unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::parse_day;

    #[test]
    fn values_are_written_as_in_france() {
        let day = |text| parse_day(text).unwrap();
        assert_eq!(short_day(day("2026-12-05")), "05/12/2026");
        assert_eq!(iban("FR7610278022000002045650132"), "FR76 1027 8022 0000 0204 5650 132");
        assert_eq!(typed_amount(Cents(123_456)), "1234,56");
        assert_eq!(age(day("2026-12-05"), day("2026-12-05")), "aujourd’hui");
        assert_eq!(age(day("2026-12-05"), day("2026-12-09")), "depuis 4 jours");
        assert_eq!(short_id("ABC"), "ABC");
    }
}
