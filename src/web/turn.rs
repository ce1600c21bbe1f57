//! Whose password or code is looked at: a few at a time, at the door of the back-office and of the person's own space together.

use crate::refusal::{Refusal, SIGN_IN_BUSY};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Looked at together: each takes a core and 19 MiB for a moment, on purpose, and strangers may send many.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place among those that are looked at; it is given back when it is dropped.
///
/// # Errors
/// `sign_in_busy`.
pub async fn turn() -> Result<SemaphorePermit<'static>, Refusal> {
    place(&AT_ONCE, PATIENCE).await
}

async fn place(places: &Semaphore, patience: Duration) -> Result<SemaphorePermit<'_>, Refusal> {
    match tokio::time::timeout(patience, places.acquire()).await {
        Ok(Ok(place)) => Ok(place),
        _ => Err(SIGN_IN_BUSY.because("")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_no_place_is_told_and_a_place_given_back_serves_again() {
        let places = Semaphore::new(1);
        let first = place(&places, Duration::ZERO).await.unwrap();
        assert_eq!(place(&places, Duration::ZERO).await.map(drop).unwrap_err().code.name, "sign_in_busy");
        drop(first);
        assert!(place(&places, Duration::ZERO).await.is_ok());
    }
}
