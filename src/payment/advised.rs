//! Every advised day sealed in one go: a file for each day that serves what was approved, as the page advises them one by one.

use super::batch::{Sealed, seal};
use super::view::sealing::to_seal;
use crate::access::Act;
use crate::refusal::{BATCH_NOTHING_TO_SEND, Failure};
use crate::store::Tx;
use chrono::NaiveDate;

/// Seals what each advised day serves, in the order of days: all or none.
///
/// # Errors
/// `batch_nothing_to_send` when none serves anything; those of [`seal`].
pub async fn seal_advised(tx: &mut Tx, act: &Act) -> Result<Sealed, Failure> {
    let days: Vec<NaiveDate> = to_seal(tx, act).await?.days.iter().map(|day| day.execution).collect();
    let mut all = Sealed { batches: Vec::new(), left_out: Vec::new() };
    for day in days {
        // A day whose orders an earlier one took, or that holds only orders to leave out, has nothing to send.
        match seal(tx, act, &[], day, false).await {
            Ok(sealed) => {
                all.batches.extend(sealed.batches);
                all.left_out = sealed.left_out;
            }
            Err(Failure::Refused(why)) if why.iter().all(|one| one.code.name == BATCH_NOTHING_TO_SEND.name) => {}
            Err(other) => return Err(other),
        }
    }
    if all.batches.is_empty() { Err(BATCH_NOTHING_TO_SEND.because("").into()) } else { Ok(all) }
}
