//! Every advised day sealed in one go: a file for each day that serves what was approved, as the page advises them one by one.

use super::batch::{Sealed, seal};
use super::view::sealing::to_seal;
use crate::access::Act;
use crate::refusal::{BATCH_NOTHING_TO_SEND, BATCH_TOO_FAR_AHEAD, Failure, Refusal};
use crate::store::Tx;
use chrono::NaiveDate;

/// Seals what each advised day serves, in the order of days: all or none. A day that is still too far ahead waits for its turn.
///
/// # Errors
/// `batch_nothing_to_send` when none serves anything, `batch_too_far_ahead` when those that do are all too far; those of [`seal`].
pub async fn seal_advised(tx: &mut Tx, act: &Act) -> Result<Sealed, Failure> {
    let days: Vec<NaiveDate> = to_seal(tx, act).await?.days.iter().map(|day| day.execution).collect();
    let mut all = Sealed { batches: Vec::new(), left_out: Vec::new() };
    let mut far: Vec<Refusal> = Vec::new();
    let passed = [BATCH_NOTHING_TO_SEND.name, BATCH_TOO_FAR_AHEAD.name];
    for day in days {
        // A day whose orders an earlier one took, or that holds only orders to leave out, has nothing to send.
        match seal(tx, act, &[], day, false).await {
            Ok(sealed) => {
                all.batches.extend(sealed.batches);
                all.left_out = sealed.left_out;
            }
            Err(Failure::Refused(why)) if why.iter().all(|one| passed.contains(&one.code.name)) => {
                far.extend(why.into_iter().filter(|one| one.code.name == BATCH_TOO_FAR_AHEAD.name));
            }
            Err(other) => return Err(other),
        }
    }
    match (all.batches.is_empty(), far.is_empty()) {
        (false, _) => Ok(all),
        (true, false) => Err(Failure::Refused(far)),
        (true, true) => Err(BATCH_NOTHING_TO_SEND.because("").into()),
    }
}
