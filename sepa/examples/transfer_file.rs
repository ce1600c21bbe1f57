//! Writes one month's rents for one bank, in as many files as it wants, and judges them before they are sent.
//!
//! `cargo run -p quitus-sepa --example transfer_file`

use chrono::NaiveDate;
use quitus_sepa::bic::Bic;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::check::check_for;
use quitus_sepa::pain001::{Message, Party, PaymentBlock, Remittance, Scheme, Transfer, Violation};
use quitus_sepa::profile::BankProfile;
use quitus_sepa::reference::RfReference;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // What the bank's technical annex says, as it would be stored.
    let annex =
        [("version", "09"), ("debtor_bic", "required"), ("calendar", "french"), ("cut_off", "1@16:00"), ("max_transfers", "2")];
    let bank = BankProfile::from_settings(annex).map_err(|refused| format!("{refused:?}"))?;

    let created = NaiveDate::from_ymd_opt(2026, 12, 1).and_then(|day| day.and_hms_opt(16, 5, 0)).ok_or("date")?;
    let cut_off = bank.cut_off.ok_or("no cut-off")?;
    let first = bank.calendar.first_execution(created, cut_off).ok_or("date")?;
    println!("created on {created}, executed on {first} at the earliest");

    let rents = [
        ("Régie d'Août", "0500013M026", 41_250, Remittance::text("Loyer décembre 2026 — n° 12")),
        ("Bailleur fictif", "00000000100", 38_000, Remittance::Reference(RfReference::create("LOT42")?)),
        ("SCI de l'Exemple", "00000000200", 52_075, Remittance::text("Loyer décembre 2026")),
    ];
    let transfers = rents.into_iter().enumerate().map(|(i, (name, account, cents, remittance))| {
        Ok(Transfer {
            end_to_end_id: format!("ORD-2026-{i:06}"),
            instruction_id: None,
            cents,
            creditor_name: name.to_owned(),
            creditor_iban: Iban::french("20041", "01005", account)?,
            creditor_bic: None,
            remittance,
            address: None,
            purpose: None,
        })
    });
    let message = Message {
        message_id: "MSG-2026-12".to_owned(),
        created,
        initiating_party: Party { name: "Association d'exemple".to_owned(), id: None },
        payments: vec![PaymentBlock {
            id: "PMT-2026-12".to_owned(),
            scheme: Scheme::Sct,
            execution_on: first,
            debtor_name: "Association d'exemple".to_owned(),
            debtor_iban: Iban::french("30003", "00001", "12345678901")?,
            debtor_bic: Some(Bic::parse("SOGEFRPP")?),
            batch_booking: Some(false),
            transfers: transfers.collect::<Result<_, Box<dyn Error>>>()?,
        }],
    };

    for file in message.files(&bank).map_err(|found| sentences(&found))? {
        let found = check_for(&file.bytes, &bank);
        println!("{}: {} bytes, {} rules broken", file.message.message_id, file.bytes.len(), found.len());
        print!("{}", String::from_utf8_lossy(&file.bytes));
    }
    Ok(())
}

fn sentences(found: &[Violation]) -> String {
    found.iter().map(|one| format!("{} [{}] {}\n", one.where_, one.code, one.message_fr)).collect()
}
