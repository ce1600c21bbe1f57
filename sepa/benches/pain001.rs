//! A pain.001.001.09 of 10 000 transfers: our writer against crate `sepa` 0.9.0, in the same run. Rounds are interleaved and
//! medians compared, since machines are shared.
//!
//! `cargo bench -p quitus-sepa --bench pain001`. Two measures, each with names and texts that have accents and without: the
//! bytes from a ready message, and all the way from texts (account numbers checked, message made, bytes). Both sides
//! check their rules and rewrite texts by the same table (EPC217-08); the two files are compared before anything is measured.
#![expect(clippy::unwrap_used, reason = "a measure stops at the first error")]

use chrono::NaiveDate;
use quitus_sepa::iban::Iban;
use quitus_sepa::pain001::check::check;
use quitus_sepa::pain001::{Message, Party, PaymentBlock, Remittance, Scheme, Transfer};
use quitus_sepa::profile::BankProfile;
use std::hint::black_box;
use std::time::{Duration, Instant};

const TRANSFERS: u64 = 10_000;
const ROUNDS: usize = 41;
const DEBTOR: &str = "Union départementale d'exemple";

/// One order as a caller has it.
struct Order {
    id: String,
    cents: i64,
    name: String,
    iban: String,
    text: String,
}

fn orders(name: &str, text: &str) -> Vec<Order> {
    (0..TRANSFERS)
        .map(|i| Order {
            id: format!("ORD-2027-{i:08}"),
            cents: i64::try_from(i * 7_919 % 200_000).unwrap() + 1,
            name: format!("{name} {i}"),
            iban: Iban::french("30006", "00001", &i.to_string()).unwrap().as_str().to_owned(),
            text: text.to_owned(),
        })
        .collect()
}

fn message(orders: &[Order]) -> Message {
    let day = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
    let transfer = |order: &Order| Transfer {
        end_to_end_id: order.id.clone(),
        instruction_id: None,
        cents: order.cents,
        creditor_name: order.name.clone(),
        creditor_iban: Iban::parse(&order.iban).unwrap(),
        creditor_bic: None,
        remittance: Remittance::text(&order.text),
        address: None,
        purpose: None,
    };
    Message {
        message_id: "MSG-2026-0001".to_owned(),
        created: day.and_hms_opt(9, 30, 0).unwrap(),
        initiating_party: Party { name: DEBTOR.to_owned(), id: None },
        payments: vec![PaymentBlock {
            id: "PMT-2026-0001".to_owned(),
            scheme: Scheme::Sct,
            execution_on: day,
            debtor_name: DEBTOR.to_owned(),
            debtor_iban: Iban::french("30003", "00001", "1").unwrap(),
            debtor_bic: None,
            batch_booking: Some(true),
            transfers: orders.iter().map(transfer).collect(),
        }],
    }
}

fn builder(orders: &[Order]) -> sepa::Pain001Builder {
    let debtor = sepa::validate_iban(Iban::french("30003", "00001", "1").unwrap().as_str()).unwrap();
    let group = sepa::CreditTransferGroup::new(DEBTOR, &debtor, "2026-12-04".parse::<sepa::IsoDate>().unwrap())
        .payment_info_id("PMT-2026-0001")
        .batch_booking(true)
        .add_entries(orders.iter().map(|order| {
            let iban = sepa::validate_iban(&order.iban).unwrap();
            sepa::CreditTransferEntry::new(&order.name, iban, order.cents, &order.id).with_description(&order.text)
        }));
    sepa::Pain001Builder::new(DEBTOR, "MSG-2026-0001")
        .created_at("2026-12-04T09:30:00".parse().unwrap())
        .charset(sepa::CharsetPolicy::Transliterate(sepa::Transliteration::Epc))
        .add_group(group)
}

/// What a file says, without the white space between its elements, and with apostrophes as they are.
fn content(file: &str) -> String {
    file.lines().map(str::trim).collect::<String>().replace("&apos;", "'")
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

fn compare(what: &str, ours: impl Fn() -> Vec<u8>, theirs: impl Fn() -> String) {
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Neither side always comes first.
        if round % 2 == 0 {
            our_times.push(timed(&ours));
            their_times.push(timed(&theirs));
        } else {
            their_times.push(timed(&theirs));
            our_times.push(timed(&ours));
        }
    }
    let (ours, theirs) = (median(our_times).as_micros(), median(their_times).as_micros());
    println!("{what:<34} ours {ours:>6} µs   crate sepa {theirs:>6} µs   ours / theirs {:>3} %", ours * 100 / theirs);
}

fn main() {
    let profile = BankProfile::default();
    println!("pain.001.001.09, {TRANSFERS} transfers, medians of {ROUNDS} interleaved rounds");
    let texts = [
        ("plain", "Bailleur fictif", "Loyer decembre 2026"),
        ("accents", "Régie d'Août & fils n°", "Loyer décembre 2026, à Évry"),
    ];
    for (kind, name, text) in texts {
        let orders = orders(name, text);
        let (ready, prepared) = (message(&orders), builder(&orders));
        let file = ready.write(&profile).unwrap();
        let (one, other) = (content(std::str::from_utf8(&file).unwrap()), content(&prepared.build().unwrap()));
        let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        assert!(one == other, "the files differ at {same}: {:?} / {:?}", one.get(same..same + 60), other.get(same..same + 60));
        assert!(check(&file).is_empty());
        compare(&format!("{kind}: bytes of a ready message"), || ready.write(&profile).unwrap(), || prepared.build().unwrap());
        let all = || message(&orders).write(&profile).unwrap();
        compare(&format!("{kind}: from texts to bytes"), all, || builder(&orders).build().unwrap());
    }
}
