//! The invented caseload and the simulated bank, judged by readers that are not ours: the ISO schemas and crate `sepa`.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chrono::NaiveDate;
use fastxml::schema::{Schema, Validator};
use proptest::prelude::*;
use quitus::demo::bank::{Bank, BankFile, Cadence, Version};
use quitus::demo::caseload::{Caseload, RentRow};
use quitus::demo::iban;
use quitus::demo::plan::Outcome;
use sepa::{Camt053Document, Camt053Statement, CashEntry, ParseLimits, parse_camt053_with_limits};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The schema of a message, from the sources of crate `sepa`.
fn schema(message: &str) -> Schema {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", "host-tuple"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let package =
        metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "sepa" && p["version"] == "0.9.0").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let path = manifest.parent().unwrap().join(format!("tests/xsd/{message}.xsd"));
    Schema::from_xsd(std::fs::read(path).unwrap()).unwrap()
}

fn assert_valid(schema: &Schema, name: &str, bytes: &[u8]) {
    let report = Validator::from_reader(bytes).schema(schema.clone()).run().unwrap();
    assert!(report.is_valid(), "{name}: {:?}", report.errors().first());
}

fn read(file: &BankFile) -> Camt053Document {
    let limits = ParseLimits { nodes: 20_000_000, input_bytes: 1 << 30, total_text_bytes: 1 << 30, ..ParseLimits::default() };
    parse_camt053_with_limits(std::str::from_utf8(&file.bytes).unwrap(), limits).unwrap_or_else(|e| panic!("{}: {e}", file.name))
}

/// A transfer to write: end-to-end reference, cents, payee's name and IBAN.
struct Pay {
    end_to_end: String,
    cents: i64,
    name: String,
    iban: String,
}

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A payment file, one block per debtor account.
fn payment_file(message: &str, on: NaiveDate, blocks: &[(String, Vec<Pay>)]) -> String {
    let all = || blocks.iter().flat_map(|(_, pays)| pays);
    let (count, sum) = (all().count(), all().map(|pay| pay.cents).sum());
    let mut text = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn><GrpHdr><MsgId>{message}</MsgId>\
         <CreDtTm>2026-01-01T00:00:00</CreDtTm><NbOfTxs>{count}</NbOfTxs><CtrlSum>{}</CtrlSum><InitgPty><Nm>UDAF</Nm></InitgPty></GrpHdr>",
        euros(sum)
    );
    for (index, (debtor, pays)) in blocks.iter().enumerate() {
        write!(
            text,
            "<PmtInf><PmtInfId>{message}-{index}</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>{on}</Dt></ReqdExctnDt><Dbtr><Nm>UDAF</Nm></Dbtr>\
             <DbtrAcct><Id><IBAN>{debtor}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"
        )
        .unwrap();
        for pay in pays {
            write!(
                text,
                "<CdtTrfTxInf><PmtId><InstrId>I{0}</InstrId><EndToEndId>{0}</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"EUR\">{1}</InstdAmt></Amt>\
                 <Cdtr><Nm>{2}</Nm></Cdtr><CdtrAcct><Id><IBAN>{3}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>LOYER {0}</Ustrd></RmtInf></CdtTrfTxInf>",
                pay.end_to_end,
                euros(pay.cents),
                pay.name,
                pay.iban
            )
            .unwrap();
        }
        text.push_str("</PmtInf>");
    }
    text + "</CstmrCdtTrfInitn></Document>"
}

fn account_iban(caseload: &Caseload, person: u32) -> String {
    let reference = &caseload.people.iter().find(|row| row.number == person).unwrap().account;
    caseload.accounts.iter().find(|row| &row.reference == reference).unwrap().iban.clone()
}

/// The rent of one person in a month.
fn rent(caseload: &Caseload, row: &RentRow, month: &str) -> (String, Pay) {
    let payee = caseload.payees.iter().find(|payee| payee.reference == row.landlord).unwrap();
    let cents = row.rent.0 + row.charges.0 - row.rebate.0 - row.paid_to_landlord.0;
    let pay = Pay { end_to_end: format!("L{:05}{month}", row.person), cents, name: payee.name.clone(), iban: payee.iban.clone() };
    (account_iban(caseload, row.person), pay)
}

/// The rents that run on a day, by debtor account.
fn rents(caseload: &Caseload, on: NaiveDate) -> Vec<(String, Vec<Pay>)> {
    let mut blocks: Vec<(String, Vec<Pay>)> = Vec::new();
    let month = on.format("%Y%m").to_string();
    for row in caseload.rents.iter().filter(|row| row.starts_on.0 <= on && row.ends_on.is_none_or(|end| on <= end.0)) {
        let (debtor, pay) = rent(caseload, row, &month);
        match blocks.iter_mut().find(|(iban, _)| *iban == debtor) {
            Some((_, pays)) => pays.push(pay),
            None => blocks.push((debtor, vec![pay])),
        }
    }
    blocks
}

/// Three months with the rents of every month, and a transfer to the wrong account number of person 5.
fn three_months(caseload: &Caseload) -> (Bank, Vec<BankFile>, Vec<Vec<u8>>) {
    let mut bank = Bank::open(&caseload.plan, Cadence::FourAMonth);
    let (mut files, mut reports) = (Vec::new(), Vec::new());
    for (month, prepared_on, executed_on) in [
        ("2026-09", "2026-09-09", "2026-09-10"),
        ("2026-10", "2026-10-09", "2026-10-12"),
        ("2026-11", "2026-11-09", "2026-11-10"),
    ] {
        files.extend(bank.advance_to(day(prepared_on)));
        let mut blocks = rents(caseload, day(executed_on));
        if let Some(five) = caseload.people.iter().find(|person| person.number == 5) {
            let (name, iban) = ("Personne".to_owned(), five.own_iban.clone());
            blocks[0].1.push(Pay { end_to_end: format!("V{month}"), cents: 7_000, name, iban });
        }
        if blocks.is_empty() {
            continue;
        }
        let receipt = bank.receive(payment_file(&format!("M{month}"), day(executed_on), &blocks).as_bytes()).unwrap();
        let sent: usize = blocks.iter().map(|(_, pays)| pays.len()).sum();
        assert_eq!(receipt.accepted + receipt.rejected, sent);
        reports.push(receipt.report);
    }
    files.extend(bank.advance_to(day("2026-11-30")));
    (bank, files, reports)
}

fn statements(files: &[BankFile]) -> Vec<Camt053Statement> {
    files.iter().filter(|file| file.name.starts_with("releve")).flat_map(|file| read(file).statements).collect()
}

/// True when the bank's label of an entry starts so.
fn says(entry: &CashEntry, start: &str) -> bool {
    entry.additional_info.as_deref().is_some_and(|label| label.starts_with(start))
}

fn entries(statements: &[Camt053Statement]) -> impl Iterator<Item = &CashEntry> {
    statements.iter().flat_map(|statement| &statement.entries)
}

#[test]
fn a_seed_gives_the_same_bytes_and_a_person_does_not_depend_on_the_others() {
    let files = |seed, people| Caseload::invent(seed, people).files().unwrap();
    assert_eq!(files(1, 40), files(1, 40));
    assert_ne!(files(1, 40), files(2, 40));
    let (few, many) = (Caseload::invent(1, 40), Caseload::invent(1, 80));
    assert_eq!(format!("{:?}", few.people), format!("{:?}", &many.people[..40]));
    assert_eq!(format!("{:?}", few.budget), format!("{:?}", &many.budget[..few.budget.len()]));
    let (_, first, _) = three_months(&few);
    let (_, second, _) = three_months(&few);
    assert_eq!(first, second);
}

#[test]
fn the_files_refer_to_each_other_and_every_iban_is_valid_and_unique() {
    let caseload = Caseload::invent(3, 400);
    let own = caseload.people.iter().map(|row| &row.own_iban);
    let ibans: Vec<&String> =
        own.chain(caseload.accounts.iter().map(|row| &row.iban)).chain(caseload.payees.iter().map(|row| &row.iban)).collect();
    assert!(ibans.iter().all(|iban| iban::passes_mod_97(iban) && sepa::validate_iban(iban).is_ok()));
    assert_eq!(ibans.iter().collect::<HashSet<_>>().len(), ibans.len());
    let payees: HashSet<&str> = caseload.payees.iter().map(|row| row.reference.as_str()).collect();
    assert!(caseload.budget.iter().all(|row| row.payee == "PERSONNE" || payees.contains(row.payee.as_str())));
    assert!(caseload.rents.iter().all(|row| payees.contains(row.landlord.as_str())));
    let contracts: HashMap<&str, _> = caseload.contracts.iter().map(|row| (row.reference.as_str(), row)).collect();
    assert!(caseload.authorisations.iter().all(|row| contracts.contains_key(row.contract.as_str())));
    assert!(caseload.authorisations.iter().all(|row| (row.benefit >= 18) != row.justification.is_empty()));
    for contract in &caseload.contracts {
        assert!(contract.received_on <= contract.starts_on && contract.starts_on < contract.ends_on);
        if !contract.renews.is_empty() {
            assert!(
                contract.evaluated_on.unwrap() < contract.starts_on
                    && contracts[contract.renews.as_str()].ends_on < contract.starts_on
            );
        }
    }
    for person in &caseload.people {
        let alive =
            |row: &&quitus::demo::caseload::ContractRow| row.person == person.number && row.ends_on.0 >= day("2026-12-31");
        assert_eq!(caseload.contracts.iter().filter(alive).count(), 1, "person {}", person.number);
    }
}

#[test]
fn most_rents_are_funded_and_some_budgets_are_short() {
    let caseload = Caseload::invent(3, 400);
    let persons: HashMap<&str, u32> = caseload.contracts.iter().map(|row| (row.reference.as_str(), row.person)).collect();
    let mut funds: HashMap<u32, i64> = HashMap::new();
    for row in caseload.authorisations.iter().filter(|row| !matches!(row.benefit, 3 | 15 | 27)) {
        *funds.entry(persons[row.contract.as_str()]).or_default() += row.expected.0;
    }
    let mut owed: HashMap<u32, i64> = HashMap::new();
    for row in caseload.rents.iter().filter(|row| row.starts_on.0 == day("2026-09-01")) {
        *owed.entry(row.person).or_default() += row.rent.0 + row.charges.0 - row.rebate.0 - row.paid_to_landlord.0;
    }
    let unpaid_rent = owed.iter().filter(|(person, cents)| funds[person] < **cents).count();
    for row in &caseload.budget {
        let times = if row.period == "hebdomadaire" { 4 } else { 1 };
        let earmarked = matches!(row.category, "apa" | "compensation" | "aide_menagere");
        *owed.entry(row.person).or_default() += if earmarked { 0 } else { row.amount.0 * times };
    }
    let short = owed.iter().filter(|(person, cents)| funds[person] < **cents).count();
    assert!(unpaid_rent <= 4, "{unpaid_rent} rents of 400 are not funded");
    assert!((8..=80).contains(&short), "{short} budgets of 400 are short");
}

#[test]
fn every_statement_and_report_is_valid_against_its_schema() {
    let (bank, files, reports) = three_months(&Caseload::invent(3, 60));
    let (camt, pain) = (schema("camt.053.001.08"), schema("pain.002.001.10"));
    let (older, newer): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.name.ends_with("-20.xml"));
    assert_eq!((older.len(), newer.len()), (3, 9));
    for file in newer {
        assert_valid(&camt, &file.name, &file.bytes);
    }
    for report in &reports {
        assert_valid(&pain, "pain.002", report);
    }
    let quiet = bank.statement(day("2027-01-02"), day("2027-01-03"), Version::V08);
    assert_valid(&camt, "a period without movement", &quiet);
    assert!(older.iter().all(|file| file.bytes.windows(15).any(|part| part == b"camt.053.001.02")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn balances_follow_each_other_to_the_cent(seed in any::<u64>(), people in prop_oneof![0u32..6, 6u32..70]) {
        let caseload = Caseload::invent(seed, people);
        let (bank, files, _) = three_months(&caseload);
        let (mut closing, mut ids, mut references) = (HashMap::new(), HashSet::new(), HashSet::new());
        for statement in statements(&files) {
            let balances: Vec<i64> = statement.balances.iter().map(|balance| balance.signed_ct().unwrap()).collect();
            let [opens, closes] = balances[..] else { panic!("two balances expected") };
            let moved: i64 = statement.entries.iter().map(|entry| entry.amount.signed_ct().unwrap()).sum();
            prop_assert_eq!(opens + moved, closes, "{}", statement.stmt_id);
            prop_assert!(closes >= 0);
            let iban = statement.account.iban.clone().unwrap();
            prop_assert_eq!(closing.insert(iban, closes).unwrap_or(0), opens, "{}", statement.stmt_id);
            prop_assert!(ids.insert(statement.stmt_id.clone()), "{} comes twice", statement.stmt_id);
            for entry in statement.entries {
                let total = entry.amount.signed_ct().unwrap();
                let details: i64 = entry.details.iter().map(|detail| detail.amount.signed_ct().unwrap_or(total)).sum();
                prop_assert!(entry.details.is_empty() || details == total);
                prop_assert!(entry.account_servicer_ref.is_none_or(|reference| references.insert(reference)));
            }
        }
        prop_assert_eq!(closing.len(), caseload.accounts.len());
        prop_assert!(closing.iter().all(|(iban, cents)| bank.balance(iban) == Some(*cents)));
    }
}

#[test]
fn the_pooled_account_is_debited_once_per_block_and_a_person_once_per_transfer() {
    let caseload = Caseload::invent(3, 8);
    let mut bank = Bank::open(&caseload.plan, Cadence::FourAMonth);
    bank.advance_to(day("2026-09-09"));
    let ibans = [caseload.accounts[0].iban.clone(), account_iban(&caseload, 4)];
    let pay = |account: usize, rank: usize| {
        let payee = &caseload.payees[rank];
        Pay { end_to_end: format!("E{account}{rank}"), cents: 1_000, name: payee.name.clone(), iban: payee.iban.clone() }
    };
    let blocks: Vec<_> = ibans.iter().enumerate().map(|(i, iban)| (iban.clone(), vec![pay(i, 0), pay(i, 1)])).collect();
    assert_eq!(bank.receive(payment_file("M", day("2026-09-10"), &blocks).as_bytes()).unwrap().accepted, 4);
    let statements = statements(&bank.advance_to(day("2026-09-12")));
    let sent = |iban: &String| -> Vec<(bool, usize, i64)> {
        let mine = statements.iter().find(|statement| statement.account.iban.as_ref() == Some(iban)).unwrap();
        let sent = mine.entries.iter().filter(|entry| says(entry, "VIR SEPA EMIS") || says(entry, "REMISE DE"));
        sent.map(|entry| (entry.batch.is_some(), entry.details.len(), entry.amount.signed_ct().unwrap())).collect()
    };
    assert_eq!(sent(&ibans[0]), [(true, 2, -2_000)]);
    assert_eq!(sent(&ibans[1]), [(false, 1, -1_000); 2]);
}

#[test]
fn one_transfer_is_refused_before_booking_and_one_comes_back() {
    let caseload = Caseload::invent(3, 40);
    let outcomes: Vec<Outcome> = caseload.plan.troubles.iter().map(|trouble| trouble.outcome).collect();
    assert_eq!(outcomes, [Outcome::Returned, Outcome::Rejected]);
    let (_, files, reports) = three_months(&caseload);
    let statements = statements(&files);
    let november = String::from_utf8(reports[2].clone()).unwrap();
    assert!(november.contains("<GrpSts>PART</GrpSts>") && november.contains("<OrgnlEndToEndId>V2026-11</OrgnlEndToEndId>"));
    assert!(november.contains("<Cd>AC01</Cd>") && !reports[1].windows(4).any(|part| part == b"AC01"));
    let refused = |entry: &&CashEntry| entry.details.iter().any(|detail| detail.end_to_end_id.as_deref() == Some("V2026-11"));
    assert_eq!(entries(&statements).filter(refused).count(), 0);

    let back: Vec<_> = entries(&statements).filter(|entry| says(entry, "VIREMENT RETOURNE")).collect();
    let [back] = back[..] else { panic!("one return expected, {} found", back.len()) };
    assert!(back.amount.signed_ct().unwrap() > 0);
    assert_eq!(back.details[0].return_reason_code.as_deref(), Some("AC04"));
    assert_eq!(back.details[0].end_to_end_id.as_deref(), Some("L00002202610"));
    assert_eq!(back.booking_date_raw.as_deref(), Some("2026-10-14"));
    let text =
        files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).find(|text| text.contains("RRTN")).unwrap();
    assert!(text.split("RRTN").nth(1).unwrap().replace('\n', "").contains("<Dbtr><Nm>UDAF DU VAL-DE-BRENNE</Nm>"));
}

#[test]
fn the_odd_events_of_the_plan_are_on_the_statements() {
    let caseload = Caseload::invent(3, 40);
    let (_, files, _) = three_months(&caseload);
    let statements = statements(&files);
    let of_person = |number: u32, benefit: u8| {
        let row = |row: &&quitus::demo::caseload::AuthorisationRow| {
            row.benefit == benefit && row.document.starts_with(&format!("AUT-{number:05}"))
        };
        caseload.authorisations.iter().find(row).unwrap().clone()
    };
    let caf = |number: u32| -> Vec<i64> {
        let file_number = of_person(number, 17).file_number;
        assert_eq!(file_number.len(), 7);
        let mine =
            |e: &&CashEntry| e.details.iter().any(|d| d.reference.as_ref().is_some_and(|text| text.starts_with(&file_number)));
        entries(&statements).filter(mine).map(|entry| entry.amount.signed_ct().unwrap()).collect()
    };
    let (rsa, apl) = (of_person(8, 17).expected.0, of_person(8, 1).expected.0);
    assert_eq!(caf(8), [rsa + apl, rsa, rsa], "the APL moves to the landlord in October");
    let (rsa, apl) = (of_person(16, 17).expected.0, of_person(16, 1).expected.0);
    assert_eq!(caf(16), [rsa + apl, apl, rsa + apl], "no RSA in October");
    assert_eq!(caf(1), [84_349; 3], "the worked example");

    let equal: Vec<_> = entries(&statements).filter(|entry| entry.account_servicer_ref.is_none()).collect();
    assert_eq!(equal.len(), 2);
    assert_eq!(equal[0].amount.signed_ct(), equal[1].amount.signed_ct());
    assert_eq!(equal[0].booking_date_raw, equal[1].booking_date_raw);

    assert_eq!(entries(&statements).filter(|entry| entry.bank_tx_code.as_deref() == Some("ACMT")).count(), 9, "fees");
    let mandates: HashSet<&str> = caseload.budget.iter().map(|row| row.mandate.as_str()).collect();
    let debits: Vec<_> = entries(&statements).filter(|entry| says(entry, "PRLV SEPA")).collect();
    let unknown = debits.iter().filter(|e| !mandates.contains(e.details[0].mandate_id.as_deref().unwrap())).count();
    assert!(debits.len() > 20 && unknown == 1, "{} direct debits, {unknown} unknown", debits.len());
    let salary =
        |entry: &&CashEntry| entry.details.iter().any(|d| d.reference.as_ref().is_some_and(|text| text.starts_with("SALAIRE")));
    assert!(entries(&statements).any(|entry| salary(&entry)));
}

#[test]
fn a_day_at_a_time_or_all_at_once_is_the_same() {
    let caseload = Caseload::invent(9, 40);
    let mut at_once = Bank::open(&caseload.plan, Cadence::Daily);
    let mut by_day = at_once.clone();
    let expected = at_once.advance_to(day("2026-10-31"));
    let days = day("2026-09-01").iter_days().take_while(|date| *date <= day("2026-10-31"));
    let files: Vec<BankFile> = days.flat_map(|date| by_day.advance_to(date)).collect();
    assert_eq!(files, expected);
    assert_eq!(by_day.advance_to(day("2026-09-01")), []);
    assert_eq!(files.len(), 44);
}

#[test]
fn faulty_files_are_refused_without_booking() {
    let caseload = Caseload::invent(3, 8);
    let mut bank = Bank::open(&caseload.plan, Cadence::FourAMonth);
    bank.advance_to(day("2026-09-08"));
    let pay = |end_to_end: &str, cents, iban: &str| Pay {
        end_to_end: end_to_end.to_owned(),
        cents,
        name: "A".to_owned(),
        iban: iban.to_owned(),
    };
    let good = caseload.payees[0].iban.clone();
    let own = caseload.accounts[1].iban.clone();
    let before = bank.balance(&own).unwrap();
    let on = day("2026-09-10");
    let wrong_iban = payment_file("A", on, &[(own.clone(), vec![pay("1", 100, "FR7612345678901234567890123")])]);
    let answer = bank.receive(wrong_iban.as_bytes()).unwrap();
    assert_eq!((answer.accepted, answer.rejected), (0, 1));
    let wrong_sum = payment_file("B", on, &[(own.clone(), vec![pay("2", 100, &good)])]).replace("<CtrlSum>1.00", "<CtrlSum>1.01");
    assert!(String::from_utf8(bank.receive(wrong_sum.as_bytes()).unwrap().report).unwrap().contains("AM10"));
    let twice = payment_file("C", on, &[(own.clone(), vec![pay("3", before + 1, &good), pay("3", 100, &good)])]);
    let answer = bank.receive(twice.as_bytes()).unwrap();
    assert!(String::from_utf8(answer.report).unwrap().contains("DU04"));
    assert_eq!(bank.receive(twice.as_bytes()).unwrap().accepted, 0);
    let files = bank.advance_to(day("2026-09-12"));
    assert_eq!(bank.balance(&own), Some(before), "the balance did not cover the only accepted transfer");
    let late = files.iter().find(|file| file.name.starts_with("etat")).unwrap();
    assert!(String::from_utf8_lossy(&late.bytes).contains("AM04"));
    assert_valid(&schema("pain.002.001.10"), &late.name, &late.bytes);
    assert_eq!(bank.receive(b"<x/>").unwrap_err().code(), "demo_bank_missing_element");
}
