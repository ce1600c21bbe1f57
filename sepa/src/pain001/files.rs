//! One message as one file, or as several when the bank limits the transfers of a file.

use super::rules::{Findings, Place, Violation, too_many};
use super::{Message, PaymentBlock, emit, sendable};
use crate::charset::check_identifier;
use crate::profile::BankProfile;
use std::collections::HashSet;

/// A file to send and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFile {
    /// The message of this file, as the bank receives it.
    pub message: Message,
    /// The bytes to send.
    pub bytes: Vec<u8>,
}

pub(super) fn one(message: &Message, profile: &BankProfile) -> Result<Vec<u8>, Vec<Violation>> {
    let judged = sendable::judged(message, profile)?;
    let count = judged.transfers.iter().map(Vec::len).sum();
    if let Some(most) = profile.max_transfers.filter(|most| most.get() < count) {
        let sentence = too_many(count, most.get());
        return Err(vec![Violation::new("too_many_transfers", Place::Group.path("NbOfTxs"), sentence)]);
    }
    Ok(emit::emit_parts(&judged.head, &judged.transfers, profile))
}

pub(super) fn all(message: &Message, profile: &BankProfile) -> Result<Vec<OrderFile>, Vec<Violation>> {
    let sendable = message.sendable(profile)?;
    let messages = match profile.max_transfers {
        None => vec![sendable],
        Some(most) => split(sendable, most.get()),
    };
    check_identifiers(&messages)?;
    Ok(messages.into_iter().map(|message| OrderFile { bytes: emit::emit(&message, profile), message }).collect())
}

/// Fills one file after the other; a block is cut where a file is full.
fn split(message: Message, most: usize) -> Vec<Message> {
    let mut files = vec![Vec::new()];
    let mut room = most;
    for block in message.payments {
        let (mut part, mut rest) = (1, block.transfers.as_slice());
        while !rest.is_empty() {
            if room == 0 {
                files.push(Vec::new());
                room = most;
            }
            let (taken, left) = rest.split_at(room.min(rest.len()));
            if let Some(file) = files.last_mut() {
                let id = numbered(&block.id, part);
                file.push(PaymentBlock { id, transfers: taken.to_vec(), ..heading(&block) });
            }
            (part, rest, room) = (part + 1, left, room - taken.len());
        }
    }
    let head = |payments, rank: usize| Message {
        message_id: numbered(&message.message_id, rank),
        created: message.created,
        initiating_party: message.initiating_party.clone(),
        payments,
    };
    files.into_iter().enumerate().map(|(i, payments)| head(payments, i + 1)).collect()
}

/// The block without its transfers, which may be many.
fn heading(block: &PaymentBlock) -> PaymentBlock {
    PaymentBlock {
        id: String::new(),
        scheme: block.scheme,
        execution_on: block.execution_on,
        debtor_name: block.debtor_name.clone(),
        debtor_iban: block.debtor_iban.clone(),
        debtor_bic: block.debtor_bic.clone(),
        batch_booking: block.batch_booking,
        transfers: Vec::new(),
    }
}

fn numbered(id: &str, part: usize) -> String {
    if part == 1 { id.to_owned() } else { format!("{id}-{part}") }
}

/// A bank looks for duplicates from file to file (DU01, DU02).
fn check_identifiers(messages: &[Message]) -> Result<(), Vec<Violation>> {
    let (mut findings, mut seen) = (Findings::default(), HashSet::new());
    for message in messages {
        if let Err(error) = check_identifier(&message.message_id) {
            findings.add(error.code(), Place::Group.path("MsgId"), format!("{} : {error}", message.message_id));
        }
        for (rank, block) in message.payments.iter().enumerate() {
            let path = || format!("{} {}", message.message_id, Place::Block(rank).path("PmtInfId"));
            if let Err(error) = check_identifier(&block.id) {
                findings.add(error.code(), path(), format!("{} : {error}", block.id));
            } else if !seen.insert(&block.id) {
                let sentence = format!("une partie de lot porterait l'identifiant « {} », déjà pris ; changez-le", block.id);
                findings.add("payment_id_duplicate", path(), sentence);
            }
        }
    }
    if findings.0.is_empty() { Ok(()) } else { Err(findings.0) }
}
