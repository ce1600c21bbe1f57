//! The bank of a scenario: its tables of lines become camt.053.001.08 files, imported by the program's own reader.

use super::cfonb;
use super::given::POOL;
use super::text::{Row, Table};
use super::world::{World, cents, day, iban_of, order, texts};
use chrono::NaiveDate;
use quitus::intake::import::{import_file, import_files};
use quitus::intake::pages::together;
use quitus::payment::State;
use quitus::refusal::Failure;
use quitus::store::Tx;
use std::fmt::Write;

/// What the line above a table of bank lines says.
#[derive(Default)]
struct File {
    name: String,
    account: String,
    /// Another account number than the account's own.
    iban: Option<String>,
    opens: Option<i64>,
    closes: Option<i64>,
    imported_on: Option<NaiveDate>,
    /// Written in CFONB 120.
    cfonb: bool,
    /// A report of the day, camt.052, that books nothing.
    report: bool,
    /// Followed, in the same document, by a report of the day with the same lines again.
    beside: bool,
    /// Says again what was read already.
    again: bool,
    /// Its page, of how many.
    page: Option<(u64, u64)>,
    /// Given to the bank import together with the next one.
    held: bool,
    /// Written in the same file as the one before.
    joined: bool,
    /// Names the account by bank, branch and number alone.
    rib: bool,
    /// The refusal that the scenario expects, and words that it says.
    refused: Option<String>,
    said: Option<String>,
}

/// A file that waits for the next one.
pub struct Held {
    name: String,
    bytes: Vec<u8>,
    /// The balances that its statements end with.
    closes: Vec<(String, i64)>,
}

/// `Fichier A, compte Anne, ouvre à 10,00, ferme à 20,00, importé le 20/11/2026, refus statement_gap`
fn file(world: &World, table: &Table) -> File {
    let mut words = table.caption.trim_end_matches(" :").split(", ");
    let name = words.next().and_then(|word| word.strip_prefix("Fichier "));
    let name = name.unwrap_or_else(|| panic!("{}: des lignes de banque s'annoncent « Fichier A : »", table.place));
    let mut file = File { name: name.to_owned(), account: POOL.to_owned(), ..File::default() };
    for word in words {
        let place = &table.place;
        if let Some(text) = word.strip_prefix("ouvre à ") {
            file.opens = Some(cents(place, text).0);
        } else if let Some(text) = word.strip_prefix("ferme à ") {
            file.closes = Some(cents(place, text).0);
        } else if let Some(text) = word.strip_prefix("importé le ") {
            file.imported_on = Some(day(place, text));
        } else if let Some(text) = word.strip_prefix("refus ") {
            let (code, said) =
                text.strip_suffix(')').and_then(|text| text.split_once(" (")).map_or((text, None), |(a, b)| (a, Some(b)));
            file.refused = Some(code.to_owned());
            file.said = said.map(str::to_owned);
        } else if let Some((page, pages)) = word.strip_prefix("page ").and_then(|text| text.split_once(" sur ")) {
            file.page = Some((page.parse().unwrap(), pages.parse().unwrap()));
        } else if word == "à suivre" {
            file.held = true;
        } else if word == "dans le même fichier" {
            file.joined = true;
        } else if word == "par le RIB seul" {
            file.rib = true;
        } else if let Some(text) = word.strip_prefix("compte de ") {
            world.number(place, text);
            text.clone_into(&mut file.account);
        } else if word == "en CFONB" {
            file.cfonb = true;
        } else if word == "situation du jour" {
            file.report = true;
        } else if word == "avec sa situation du jour" {
            file.beside = true;
        } else if word == "déjà lu" {
            file.again = true;
        } else if word == "compte inconnu" {
            file.iban = Some(iban_of("un autre compte", 0));
        } else {
            panic!("{place}: « {word} » ne se dit pas d'un fichier");
        }
    }
    file
}

/// Writes the file that a table describes and imports it, with those that waited for it; gives back the refusal that the scenario
/// expects and the answer.
pub async fn import(world: &mut World, table: &Table) -> (Option<String>, Result<(), Failure>) {
    table.columns(&["montant", "tiers"], &["libellé", "nature", "valeur"]);
    let file = file(world, table);
    let days: Vec<NaiveDate> = table.rows.iter().map(|row| day(&row.place, &row.first)).collect();
    let last = *days.iter().max().unwrap();
    let now = written(world, table, &file, (*days.iter().min().unwrap(), last)).await;
    world.held.push(now);
    if file.held {
        return (None, Ok(()));
    }
    let held = std::mem::take(&mut world.held);
    let files: Vec<(String, Vec<u8>)> = held.iter().map(|one| (one.name.clone(), one.bytes.clone())).collect();
    let act = world.act(&table.place, "Camille", file.imported_on.unwrap_or(last));
    let mut tx = world.db.write().await.unwrap();
    let mut answer = Ok(());
    for places in together(&files) {
        let group: Vec<(&str, &[u8])> = places.iter().map(|&i| (files[i].0.as_str(), files[i].1.as_slice())).collect();
        match import_files(&mut tx, &act, &group).await {
            Ok(imported) => {
                assert_eq!(imported.informs.is_some(), file.report, "{}", table.place);
                assert!(!file.again || imported.new_lines == 0, "{}: {imported:?}", table.place);
            }
            Err(failure) => answer = Err(failure),
        }
    }
    let answer = match answer {
        Ok(()) => tx.commit().await,
        Err(failure) => {
            let words = failure.to_string().replace('\u{a0}', " ");
            assert!(file.said.as_ref().is_none_or(|said| words.contains(said)), "{}: {words}", table.place);
            Err(failure)
        }
    };
    if answer.is_ok() && !file.report {
        for Held { name, bytes, closes } in held {
            world.balances.extend(closes);
            world.files.insert(name, bytes);
        }
    }
    (file.refused, answer)
}

async fn written(world: &mut World, table: &Table, file: &File, (first, last): (NaiveDate, NaiveDate)) -> Held {
    let mut tx = world.db.write().await.unwrap();
    let mut entries = Vec::new();
    for row in &table.rows {
        entries.push(entry(&mut tx, &file.account, row).await);
    }
    let mut waiting = world.held.iter().flat_map(|held| &held.closes);
    let before = waiting.rfind(|(account, _)| *account == file.account).map(|(_, closes)| *closes);
    let known = || before.or_else(|| world.balances.get(&file.account).copied()).unwrap_or(0);
    let opens = file.opens.unwrap_or_else(known);
    let moved: i64 = table.rows.iter().map(|row| cents(&row.place, row.cell("montant")).0).sum();
    let closes = file.closes.unwrap_or(opens + moved);
    let text = statement(file, (first, opens), (last, closes), &entries);
    let bytes = match (file.report, file.beside) {
        (true, _) => as_report(&text),
        // It follows the statement: booked, it would count.
        (_, true) => beside(&text, &as_report(&statement(file, (last, closes), (last, closes + moved), &entries))),
        _ => text,
    };
    let bytes = bytes.into_bytes();
    let bytes = if file.cfonb { cfonb::from_camt(&bytes) } else { bytes };
    let now = (file.account.clone(), closes);
    match world.held.pop_if(|_| file.joined) {
        Some(Held { name, bytes: first, closes }) => {
            Held { name, bytes: joined(&first, &bytes, file.cfonb), closes: closes.into_iter().chain([now]).collect() }
        }
        None => Held { name: file.name.clone(), bytes, closes: vec![now] },
    }
}

/// Two statements in one file.
fn joined(first: &[u8], second: &[u8], cfonb: bool) -> Vec<u8> {
    if cfonb {
        return [first, second].concat();
    }
    let (first, second) = (std::str::from_utf8(first).unwrap(), std::str::from_utf8(second).unwrap());
    let (head, _) = first.split_once("</BkToCstmrStmt>").unwrap();
    let (_, statement) = second.split_once("</GrpHdr>").unwrap();
    format!("{head}{statement}").into_bytes()
}

/// The same as camt.052.
fn as_report(text: &str) -> String {
    text.replace("BkToCstmrStmt>", "BkToCstmrAcctRpt>").replace("Stmt>", "Rpt>").replace("camt.053", "camt.052")
}

/// A document that holds a report after its statement.
fn beside(text: &str, report: &str) -> String {
    let (_, report) = report.split_once("<BkToCstmrAcctRpt>").unwrap();
    text.replace("</Document>", &format!("<BkToCstmrAcctRpt>{report}"))
}

/// Imports the same bytes again; nothing may be new.
///
/// # Errors
/// What the import refuses.
pub async fn again(world: &mut World, tx: &mut Tx, place: &str, name: &str, today: NaiveDate) -> Result<(), Failure> {
    let bytes = world.files.get(name).unwrap_or_else(|| panic!("{place}: le fichier « {name} » n'a pas été lu")).clone();
    let act = world.act(place, "Camille", today);
    let imported = import_file(tx, &act, name, &bytes).await?;
    assert!(imported.already && imported.new_lines == 0, "{place}: {imported:?}");
    Ok(())
}

fn euros(cents: i64) -> String {
    let cents = cents.unsigned_abs();
    format!("<Amt Ccy=\"EUR\">{}.{:02}</Amt>", cents / 100, cents % 100)
}

fn signed(cents: i64) -> String {
    format!("{}<CdtDbtInd>{}</CdtDbtInd>", euros(cents), if cents < 0 { "DBIT" } else { "CRDT" })
}

fn statement(file: &File, opening: (NaiveDate, i64), closing: (NaiveDate, i64), entries: &[String]) -> String {
    let iban = file.iban.clone().unwrap_or_else(|| iban_of(&format!("compte {}", file.account), 0));
    let number = if file.rib { format!("<Othr><Id>{}</Id></Othr>", &iban[4..25]) } else { format!("<IBAN>{iban}</IBAN>") };
    let (page, pages) = file.page.unwrap_or((1, 1));
    let pagination = format!("<StmtPgntn><PgNb>{page}</PgNb><LastPgInd>{}</LastPgInd></StmtPgntn>", page == pages);
    let name = &file.name;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}{page}</MsgId><CreDtTm>{0}T23:00:00</CreDtTm></GrpHdr><Stmt><Id>{name}</Id>{1}<CreDtTm>{0}T23:00:00</CreDtTm>\
         <Acct><Id>{number}</Id><Ccy>EUR</Ccy></Acct>",
        closing.0,
        file.page.map_or(String::new(), |_| pagination),
    );
    let codes = (if page == 1 { "OPBD" } else { "ITBD" }, if page == pages { "CLBD" } else { "ITBD" });
    for (code, (on, cents)) in [(codes.0, opening), (codes.1, closing)] {
        write!(text, "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{on}</Dt></Dt></Bal>", signed(cents))
            .unwrap();
    }
    text + &entries.concat() + "</Stmt></BkToCstmrStmt></Document>"
}

/// What the nature of a line adds to it: transaction code, references, batch, return reason, that it takes an earlier one back.
#[derive(Default)]
struct Nature {
    code: [&'static str; 3],
    operation: String,
    reversal: bool,
    references: String,
    batch: String,
    returned: String,
}

async fn nature(tx: &mut Tx, account: &str, row: &Row, cents: i64) -> Nature {
    let words = row.cell("nature");
    let end_to_end = |id: String| format!("<EndToEndId>{id}</EndToEndId>");
    let plain = if cents < 0 { ["PMNT", "ICDT", "ESCT"] } else { ["PMNT", "RCDT", "ESCT"] };
    let mut nature = Nature { code: plain, ..Nature::default() };
    if words == "frais" {
        nature.code = ["ACMT", "MDOP", "CHRG"];
    } else if words == "intérêts" {
        nature.code = ["ACMT", "MCOP", "INTR"];
    } else if let Some(mandate) = words.strip_prefix("prélèvement ") {
        nature.code = ["PMNT", "RDDT", "ESDT"];
        nature.references = format!("<MndtId>{mandate}</MndtId>");
    } else if let Some((code, mandate)) = words.strip_prefix("remboursement ").and_then(|rest| rest.split_once(' ')) {
        nature.code = ["PMNT", "RDDT", "UPDD"];
        nature.references = format!("<MndtId>{mandate}</MndtId>");
        nature.returned = format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>");
    } else if words == "reprise" {
        nature.reversal = true;
    } else if let Some(payee) = words.strip_prefix("exécution de ") {
        nature.references = end_to_end(order(tx, &row.place, payee, &[State::Rejected]).await.unwrap().id);
    } else if let Some(payee) = words.strip_prefix("ordre en minuscules ") {
        nature.references = end_to_end(order(tx, &row.place, payee, &[State::Sealed]).await.unwrap().id.to_lowercase());
    } else if let Some(payee) = words.strip_prefix("ordre ") {
        nature.references = end_to_end(order(tx, &row.place, payee, &[State::Sealed]).await.unwrap().id);
    } else if words == "lot" {
        let sql = "SELECT b.payment_id FROM batch_block b JOIN bank_account k ON k.id = b.bank_account WHERE k.reference = '";
        let blocks = texts(tx, &format!("{sql}{account}' ORDER BY b.batch DESC")).await;
        nature.batch = format!("<Btch><PmtInfId>{}</PmtInfId></Btch>", blocks[0]);
    } else if let Some((code, payee)) = words.strip_prefix("retour ").and_then(|rest| rest.split_once(' ')) {
        nature.code = ["PMNT", "ICDT", "RRTN"];
        nature.references = end_to_end(order(tx, &row.place, payee, &[State::Settled]).await.unwrap().id);
        nature.returned = format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>");
    } else {
        came_back(tx, row, &mut nature).await;
    }
    nature
}

/// The other signs that a bank gives of a payment that comes back, one at a time beside its reference.
async fn came_back(tx: &mut Tx, row: &Row, nature: &mut Nature) {
    let words = row.cell("nature");
    let payee = if let Some(payee) = words.strip_prefix("référence de ") {
        payee
    } else if let Some(payee) = words.strip_prefix("code de retour de ") {
        nature.code = ["PMNT", "ICDT", "RRTN"];
        payee
    } else if let Some(payee) = words.strip_prefix("extourne de ") {
        nature.reversal = true;
        payee
    } else if let Some((code, payee)) = words.strip_prefix("motif ").and_then(|rest| rest.split_once(" de ")) {
        nature.returned = format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>");
        payee
    } else if let Some((operation, payee)) = words.strip_prefix("opération ").and_then(|rest| rest.split_once(" de ")) {
        nature.operation = operation.to_owned();
        payee
    } else {
        assert!(words.is_empty(), "{}: « {words} » n'est pas une nature de ligne", row.place);
        return;
    };
    let order = order(tx, &row.place, payee, &[State::Settled, State::Returned]).await.unwrap();
    nature.references = format!("<EndToEndId>{}</EndToEndId>", order.id);
}

async fn entry(tx: &mut Tx, account: &str, row: &Row) -> String {
    let cents = cents(&row.place, row.cell("montant")).0;
    let booked = day(&row.place, &row.first);
    let value = day(&row.place, row.cell_or("valeur", &row.first));
    let Nature { code: [domain, family, sub], operation, reversal, references, batch, returned } =
        nature(tx, account, row, cents).await;
    let code = if operation.is_empty() {
        format!("<Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn>")
    } else {
        format!("<Prtry><Cd>{operation}</Cd><Issr>CFONB</Issr></Prtry>")
    };
    let (party, name) = (if cents < 0 { "Cdtr" } else { "Dbtr" }, row.cell("tiers"));
    let parties = format!(
        "<RltdPties><{party}><Pty><Nm>{name}</Nm></Pty></{party}><{party}Acct><Id><IBAN>{}</IBAN></Id></{party}Acct></RltdPties>",
        iban_of(name, 0)
    );
    let (parties, words) = if name.is_empty() { (String::new(), "") } else { (parties, row.cell("libellé")) };
    let words = if words.is_empty() { String::new() } else { format!("<RmtInf><Ustrd>{words}</Ustrd></RmtInf>") };
    let details = if batch.is_empty() {
        format!("<TxDtls><Refs>{references}</Refs>{}{parties}{words}{returned}</TxDtls>", signed(cents))
    } else {
        batch
    };
    format!(
        "<Ntry>{}{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>{value}</Dt></ValDt><BkTxCd>{code}</BkTxCd>\
         <NtryDtls>{details}</NtryDtls></Ntry>",
        signed(cents),
        if reversal { "<RvslInd>true</RvslInd>" } else { "" }
    )
}
