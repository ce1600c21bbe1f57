//! Failures at the door, counted per typed name and per address.

use super::User;
use super::lockout::{Counted, LONGEST, locked_until};
use super::secret::hashed;
use crate::plural::count;
use crate::refusal::{Failure, Refusal, SIGN_IN_LOCKED};
use crate::store::{Tx, failure, on};
use chrono::{DateTime, Utc};
use std::net::IpAddr;

/// What is noted of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Wrong name or wrong password.
    Password,
    /// Wrong second factor.
    Factor,
    /// In: the name's failures are forgiven.
    Success,
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Factor => "factor",
            Self::Success => "success",
        }
    }
}

/// A typed name as it is counted. Hashed: people type their password there by mistake.
pub(super) fn name_hash(name: &str) -> Vec<u8> {
    hashed("name", &name.trim().to_lowercase())
}

/// An address as it is counted: whoever has one IPv6 address has 2^64 of them.
fn counted(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(four) => four.to_string(),
        Err(_) => address.chars().filter(|c| !c.is_control()).take(60).collect(),
    }
}

/// Notes one attempt.
pub(super) async fn note(
    tx: &mut Tx,
    name: &[u8],
    user: Option<&User>,
    address: &str,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    on!(tx, c => sqlx::query(
        "INSERT INTO sign_in_attempt (seq, at, name_hash, app_user, address, outcome)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM sign_in_attempt), $1, $2, $3, $4, $5)")
        .bind(at).bind(name).bind(user.map(|user| user.id.as_str())).bind(counted(address)).bind(outcome.word())
        .execute(c).await.map(|_| ()).map_err(failure))
}

type Found = (i64, Option<DateTime<Utc>>);

/// The refusal that makes this name or this address wait, if one must.
pub(super) async fn locked(tx: &mut Tx, name: &[u8], address: &str, at: DateTime<Utc>) -> Result<Option<Refusal>, Failure> {
    let by_name: Found = on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*), MAX(at) FROM sign_in_attempt WHERE name_hash = $1 AND outcome <> 'success'
         AND seq > (SELECT COALESCE(MAX(seq), 0) FROM sign_in_attempt WHERE name_hash = $1 AND outcome = 'success')")
        .bind(name).fetch_one(c).await.map_err(failure))?;
    let by_address = of_address(tx, address, at).await?;
    Ok(wait(until(Counted::Name, by_name, at).max(until(Counted::Address, by_address, at)), at))
}

/// The refusal that makes this address wait, whatever name it gives.
pub(super) async fn locked_address(tx: &mut Tx, address: &str, at: DateTime<Utc>) -> Result<Option<Refusal>, Failure> {
    let by_address = of_address(tx, address, at).await?;
    Ok(wait(until(Counted::Address, by_address, at), at))
}

async fn of_address(tx: &mut Tx, address: &str, at: DateTime<Utc>) -> Result<Found, Failure> {
    on!(tx, c => sqlx::query_as(
        "SELECT COUNT(*), MAX(at) FROM sign_in_attempt WHERE address = $1 AND address <> '' AND outcome <> 'success' AND at > $2")
        .bind(counted(address)).bind(at - LONGEST).fetch_one(c).await.map_err(failure))
}

fn until(counted: Counted, found: Found, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    locked_until(counted, u32::try_from(found.0).unwrap_or(u32::MAX), found.1, at)
}

fn wait(until: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Option<Refusal> {
    until.map(|until| {
        let minutes = until.signed_duration_since(at).num_seconds().saturating_add(59).div_euclid(60);
        SIGN_IN_LOCKED.because(format!("(nouvel essai possible dans {})", count(minutes, "minute", "minutes")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(counted("2001:db8:1:2:3::4"), counted("2001:db8:1:2:ffff::1"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(counted("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(counted("192.0.2.1"), "192.0.2.1");
        assert_eq!(counted("pas une\nadresse"), "pas uneadresse");
    }

    #[test]
    fn capitals_and_spaces_make_no_other_name() {
        assert_eq!(name_hash(" Élise "), name_hash("éLISE"));
        assert_ne!(name_hash("Élise"), name_hash("Elise"));
    }
}
