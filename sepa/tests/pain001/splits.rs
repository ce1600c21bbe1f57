//! One list of orders in several files, when the bank limits the transfers of a file.

use super::any::any_order;
use super::samples::message;
use proptest::prelude::*;
use quitus_sepa::pain001::{Message, PaymentBlock, Transfer};
use quitus_sepa::profile::BankProfile;

fn limited(most: &str) -> BankProfile {
    BankProfile::from_settings([("max_transfers", most)]).unwrap()
}

/// Message identifier, then each block's identifier and its end-to-end references.
fn outline(message: &Message) -> String {
    let references =
        |block: &PaymentBlock| block.transfers.iter().map(|one| one.end_to_end_id.clone()).collect::<Vec<_>>().join(" ");
    let blocks = message.payments.iter().map(|block| format!("{}({})", block.id, references(block)));
    format!("{}: {}", message.message_id, blocks.collect::<Vec<_>>().join(" "))
}

fn outlines(message: &Message, most: &str) -> Vec<String> {
    message.files(&limited(most)).unwrap().iter().map(|file| outline(&file.message)).collect()
}

fn short() -> Message {
    let mut message = message();
    message.message_id = "M".to_owned();
    for (block, id) in message.payments.iter_mut().zip(["P", "Q"]) {
        block.id = id.to_owned();
        let base = block.transfers[0].clone();
        let numbered = |i: usize| Transfer { end_to_end_id: format!("{id}{i}"), cents: 100, ..base.clone() };
        block.transfers = (1..=3).map(numbered).collect();
    }
    message
}

#[test]
fn files_are_filled_in_order() {
    assert_eq!(outlines(&short(), "6"), ["M: P(P1 P2 P3) Q(Q1 Q2 Q3)"]);
    assert_eq!(outlines(&short(), "5"), ["M: P(P1 P2 P3) Q(Q1 Q2)", "M-2: Q-2(Q3)"]);
    assert_eq!(outlines(&short(), "3"), ["M: P(P1 P2 P3)", "M-2: Q(Q1 Q2 Q3)"]);
    assert_eq!(outlines(&short(), "2"), ["M: P(P1 P2)", "M-2: P-2(P3) Q(Q1)", "M-3: Q-2(Q2 Q3)"]);
}

#[test]
fn one_file_is_refused_when_it_is_too_long() {
    let found = short().write(&limited("5")).unwrap_err();
    assert_eq!((found[0].code, found[0].where_.as_str()), ("too_many_transfers", "GrpHdr/NbOfTxs"));
    assert!(short().write(&limited("6")).is_ok());
}

#[test]
fn identifiers_of_the_parts_are_judged() {
    let mut message = short();
    message.message_id = "M".repeat(34);
    let found = message.files(&limited("3")).unwrap_err();
    assert_eq!((found.len(), found[0].code), (1, "identifier_length"));
    let mut message = short();
    message.payments[0].id = "Q-2".to_owned();
    let found = message.files(&limited("5")).unwrap_err();
    assert_eq!((found.len(), found[0].code), (1, "payment_id_duplicate"));
}

proptest! {
    #[test]
    fn nothing_is_lost_moved_or_mixed((profile, message) in any_order(), most in 1_usize..6) {
        let mut profile = profile;
        profile.max_transfers = most.try_into().ok();
        let files = message.files(&profile).unwrap();
        let whole = message.sendable(&profile).unwrap();
        let transfers = |message: &Message| -> Vec<Transfer> {
            message.payments.iter().flat_map(|block| block.transfers.clone()).collect()
        };
        let sizes: Vec<usize> = files.iter().map(|file| transfers(&file.message).len()).collect();
        let (last, full) = sizes.split_last().unwrap();
        prop_assert!(full.iter().all(|size| *size == most) && (1..=most).contains(last));
        let joined: Vec<Transfer> = files.iter().flat_map(|file| transfers(&file.message)).collect();
        prop_assert_eq!(joined, transfers(&whole));
        // A transfer stays with its account, its day and its scheme.
        let heading = |message: &Message| -> Vec<_> {
            let of = |block: &PaymentBlock| (block.debtor_iban.clone(), block.execution_on, block.scheme == quitus_sepa::pain001::Scheme::Instant);
            message.payments.iter().flat_map(|block| vec![of(block); block.transfers.len()]).collect()
        };
        let headings: Vec<_> = files.iter().flat_map(|file| heading(&file.message)).collect();
        prop_assert_eq!(headings, heading(&whole));
    }
}
