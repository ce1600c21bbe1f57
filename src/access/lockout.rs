//! How long a name or an address waits after failures: a minute, then twice as long each time, up to an hour.

use chrono::{DateTime, Duration, Utc};

/// Who is made to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// One user name: failures in a row.
    Name,
    /// One network address, behind which a whole office may stand: failures of the last hour.
    Address,
}

impl Counted {
    /// Failures without a wait.
    #[must_use]
    pub const fn free(self) -> u32 {
        match self {
            Self::Name => 4,
            Self::Address => 29,
        }
    }
}

/// The longest wait, and how far back failures of an address count.
pub const LONGEST: Duration = Duration::hours(1);

/// The wait that so many failures earn.
#[must_use]
pub fn delay(counted: Counted, failures: u32) -> Duration {
    let Some(beyond) = failures.checked_sub(counted.free()).and_then(|beyond| beyond.checked_sub(1)) else {
        return Duration::zero();
    };
    Duration::minutes(1 << beyond.min(6)).min(LONGEST)
}

/// The instant before which nobody may try again; `None` when anybody may.
#[must_use]
pub fn locked_until(counted: Counted, failures: u32, last: Option<DateTime<Utc>>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = last?.checked_add_signed(delay(counted, failures))?;
    (until > at).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minutes(failures: u32) -> i64 {
        delay(Counted::Name, failures).num_minutes()
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        assert_eq!([0, 1, 4, 5, 6, 7, 10, 11, 12, 1_000].map(minutes), [0, 0, 0, 1, 2, 4, 32, 60, 60, 60]);
        assert_eq!([29, 30, 31].map(|failures| delay(Counted::Address, failures).num_minutes()), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn more_failures_never_wait_less(failures in 0_u32..200) {
            for counted in [Counted::Name, Counted::Address] {
                prop_assert!(delay(counted, failures) <= delay(counted, failures + 1));
                prop_assert!(delay(counted, failures) <= LONGEST);
            }
            prop_assert!(delay(Counted::Address, failures) <= delay(Counted::Name, failures));
        }

        #[test]
        fn the_wait_ends(failures in 0_u32..200, since in 0_i64..7_200) {
            let last = DateTime::<Utc>::UNIX_EPOCH;
            let at = last + Duration::seconds(since);
            let until = locked_until(Counted::Name, failures, Some(last), at);
            prop_assert_eq!(until.is_some(), Duration::seconds(since) < delay(Counted::Name, failures));
            prop_assert!(locked_until(Counted::Name, failures, None, at).is_none());
        }
    }
}
