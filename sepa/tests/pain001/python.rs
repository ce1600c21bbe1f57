//! What we write, read by PyPI package `pyiso20022`: same message, same blocks, same transfers.

use super::any::any_order;
use super::samples::cases;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use quitus_sepa::pain001::{Message, PartyId, PaymentBlock, Remittance, Scheme, Transfer};
use quitus_sepa::profile::{BankProfile, CreditorAgent};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Random messages beside the golden ones.
const MESSAGES: usize = 150;

/// The interpreter that has the package: `QUITUS_SEPA_PYTHON`, or the one that `tests/run` prepares under `target/`.
fn python() -> Option<PathBuf> {
    let prepared = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("oracle").join("bin/python");
    let python = std::env::var_os("QUITUS_SEPA_PYTHON").map_or_else(prepared, PathBuf::from);
    let ready = Command::new(&python).args(["-c", "import pyiso20022.pain, xsdata"]).output();
    ready.is_ok_and(|output| output.status.success()).then_some(python)
}

#[test]
fn a_python_package_reads_the_same_payments() {
    let Some(python) = python() else {
        eprintln!("left out: no Python with pyiso20022 1.6.2 and xsdata (QUITUS_SEPA_PYTHON, or target/oracle by tests/run)");
        return;
    };
    let mut orders: Vec<(BankProfile, Message)> = cases().into_iter().map(|case| (case.profile, case.message)).collect();
    let mut runner = TestRunner::deterministic();
    orders.extend((0..MESSAGES).map(|_| any_order().new_tree(&mut runner).unwrap().current()));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pain001-python");
    std::fs::create_dir_all(&folder).unwrap();
    let (mut paths, mut expected) = (Vec::new(), Vec::new());
    for (profile, message) in orders {
        for file in message.files(&profile).unwrap() {
            let path = folder.join(format!("{}.xml", paths.len()));
            std::fs::write(&path, &file.bytes).unwrap();
            paths.push(path);
            expected.push(whole(&file.message, &profile));
        }
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pain001/read_back.py");
    let output = Command::new(python).arg(script).args(&paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read: Vec<Value> = output.stdout.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(read.len(), expected.len());
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(read, expected);
    }
}

fn whole(message: &Message, profile: &BankProfile) -> Value {
    let transfers = || message.payments.iter().flat_map(|block| &block.transfers);
    json!({
        "id": message.message_id,
        "created": message.created.format("%Y-%m-%dT%H:%M:%S").to_string(),
        "count": transfers().count(),
        "sum": transfers().map(|one| one.cents).sum::<i64>(),
        "party": message.initiating_party.name,
        "party_id": message.initiating_party.id.as_ref().map(|id| match id {
            PartyId::Siren(code) => json!([code, "SREN"]),
            PartyId::Siret(code) => json!([code, "SRET"]),
            PartyId::Bank(code) => json!([code, null]),
        }),
        "blocks": message.payments.iter().map(|one| block(one, profile)).collect::<Vec<_>>(),
    })
}

fn block(block: &PaymentBlock, profile: &BankProfile) -> Value {
    json!({
        "id": block.id,
        "batch": block.batch_booking,
        "count": block.transfers.len(),
        "sum": block.transfers.iter().map(|one| one.cents).sum::<i64>(),
        "instrument": (block.scheme == Scheme::Instant).then_some("INST"),
        "category": profile.category_purpose.map(|category| category.code()),
        "day": block.execution_on.to_string(),
        "debtor": block.debtor_name,
        "iban": block.debtor_iban.as_str(),
        "bank": block.debtor_bic.as_ref().map_or("NOTPROVIDED", |bic| bic.as_str()),
        "transfers": block.transfers.iter().map(|one| transfer(one, profile)).collect::<Vec<_>>(),
    })
}

fn transfer(transfer: &Transfer, profile: &BankProfile) -> Value {
    let unknown = (profile.creditor_agent == CreditorAgent::NotProvided).then_some("NOTPROVIDED");
    json!({
        "end_to_end": transfer.end_to_end_id,
        "instruction": transfer.instruction_id,
        "cents": transfer.cents,
        "bank": transfer.creditor_bic.as_ref().map(|bic| bic.as_str()).or(unknown),
        "creditor": transfer.creditor_name,
        "address": transfer.address.as_ref().map(|address| {
            json!([address.street, address.building, address.post_code, address.town, address.country, address.lines])
        }),
        "iban": transfer.creditor_iban.as_str(),
        "purpose": transfer.purpose.map(|purpose| purpose.code()),
        "remittance": match &transfer.remittance {
            Remittance::Nothing => Value::Null,
            Remittance::Text(text) => json!(["text", text]),
            Remittance::Reference(reference) => json!(["reference", reference.as_str()]),
        },
    })
}
