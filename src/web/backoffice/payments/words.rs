//! How the pages of this area write values; templates hand over references.

use crate::calendar;
use crate::plural;
use crate::web::words;
use chrono::{DateTime, NaiveDate, Utc};

/// An instant.
pub fn at(instant: &DateTime<Utc>) -> String {
    words::instant(*instant)
}

/// A day in a table.
pub fn day(day: &NaiveDate) -> String {
    words::short_day(*day)
}

/// A day in a sentence.
pub fn day_in_french(day: &NaiveDate) -> String {
    calendar::day_in_french(*day)
}

/// A month in a sentence.
pub fn month(text: &str) -> String {
    text.parse::<calendar::Month>().map_or_else(|_| text.to_owned(), calendar::Month::in_french)
}

/// An account number.
pub fn iban(text: &str) -> String {
    words::iban(text)
}

/// The end of an identifier.
pub fn number(id: &str) -> String {
    words::short_id(id)
}

/// So many, with their noun.
pub fn count(number: &i64, one: &str, several: &str) -> String {
    plural::count(*number, one, several)
}
