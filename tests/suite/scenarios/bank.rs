//! The bank of a scenario: its tables of lines become camt.053.001.08 files, imported by the program's own reader.

use super::cfonb;
use super::given::POOL;
use super::text::{Row, Table};
use super::world::{World, cents, day, iban_of, order, texts};
use chrono::NaiveDate;
use quitus::intake::import::import_file;
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
    /// Says again what was read already.
    again: bool,
    /// The refusal that the scenario expects.
    pub refused: Option<String>,
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
            file.refused = Some(text.to_owned());
        } else if let Some(text) = word.strip_prefix("compte de ") {
            world.number(place, text);
            text.clone_into(&mut file.account);
        } else if word == "en CFONB" {
            file.cfonb = true;
        } else if word == "situation du jour" {
            file.report = true;
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

/// Writes the file that a table describes and imports it; gives back the refusal that the scenario expects and the answer.
pub async fn import(world: &mut World, table: &Table) -> (Option<String>, Result<(), Failure>) {
    table.columns(&["montant", "tiers"], &["libellé", "nature", "valeur"]);
    let file = file(world, table);
    let mut tx = world.db.write().await.unwrap();
    let mut entries = Vec::new();
    for row in &table.rows {
        entries.push(entry(&mut tx, &file.account, row).await);
    }
    let days: Vec<NaiveDate> = table.rows.iter().map(|row| day(&row.place, &row.first)).collect();
    let (first, last) = (*days.iter().min().unwrap(), *days.iter().max().unwrap());
    let opens = file.opens.unwrap_or_else(|| world.balances.get(&file.account).copied().unwrap_or(0));
    let moved: i64 = table.rows.iter().map(|row| cents(&row.place, row.cell("montant")).0).sum();
    let closes = file.closes.unwrap_or(opens + moved);
    let iban = file.iban.clone().unwrap_or_else(|| iban_of(&format!("compte {}", file.account), 0));
    let text = statement(&file.name, &iban, (first, opens), (last, closes), &entries);
    let report = || text.replace("BkToCstmrStmt>", "BkToCstmrAcctRpt>").replace("Stmt>", "Rpt>").replace("camt.053", "camt.052");
    let bytes = if file.report { report().into_bytes() } else { text.into_bytes() };
    let bytes = if file.cfonb { cfonb::from_camt(&bytes) } else { bytes };
    let act = world.act(&table.place, "Camille", file.imported_on.unwrap_or(last));
    let answer = import_file(&mut tx, &act, &file.name, &bytes).await;
    let answer = match answer {
        Ok(imported) => {
            assert_eq!(imported.informs.is_some(), file.report, "{}", table.place);
            assert!(!file.again || imported.new_lines == 0, "{}: {imported:?}", table.place);
            tx.commit().await
        }
        Err(failure) => Err(failure),
    };
    if answer.is_ok() && !file.report {
        world.balances.insert(file.account, closes);
        world.files.insert(file.name, bytes);
    }
    (file.refused, answer)
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

fn statement(name: &str, iban: &str, opening: (NaiveDate, i64), closing: (NaiveDate, i64), entries: &[String]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>{0}T23:00:00</CreDtTm></GrpHdr><Stmt><Id>{name}</Id><CreDtTm>{0}T23:00:00</CreDtTm>\
         <Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>",
        closing.0
    );
    for (code, (on, cents)) in [("OPBD", opening), ("CLBD", closing)] {
        write!(text, "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{}<Dt><Dt>{on}</Dt></Dt></Bal>", signed(cents))
            .unwrap();
    }
    text + &entries.concat() + "</Stmt></BkToCstmrStmt></Document>"
}

/// What the nature of a line adds to it: transaction code, references, batch, return reason.
#[derive(Default)]
struct Nature {
    code: [&'static str; 3],
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
        assert!(words.is_empty(), "{}: « {words} » n'est pas une nature de ligne", row.place);
    }
    nature
}

async fn entry(tx: &mut Tx, account: &str, row: &Row) -> String {
    let cents = cents(&row.place, row.cell("montant")).0;
    let booked = day(&row.place, &row.first);
    let value = day(&row.place, row.cell_or("valeur", &row.first));
    let Nature { code: [domain, family, sub], references, batch, returned } = nature(tx, account, row, cents).await;
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
        "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>{value}</Dt></ValDt><BkTxCd><Domn><Cd>{domain}</Cd>\
         <Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>{details}</NtryDtls></Ntry>",
        signed(cents)
    )
}
