//! What reading costs, in one run: camt.053 against a bare scan of the same events and against crate `sepa`, CFONB 120 against a
//! scan of the same memory, and a million entries in the memory of one. `cargo bench -p quitus-sepa --bench reading`
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, BufReader, Read};
use std::time::{Duration, Instant};

use quick_xml::Reader as XmlReader;
use quick_xml::events::Event;
use quitus_sepa::camt::{self, Item};
use quitus_sepa::cfonb120;
use quitus_sepa::diagnostic::Diagnostic;
use sepa::{ParseLimits, parse_camt053_with_limits};

const ENTRIES: u64 = 10_000;
const MANY: u64 = 1_000_000;
const RUNS: u32 = 40;

fn main() {
    // Under `cargo test` a benchmark only has to run.
    let full = std::env::args().any(|argument| argument == "--bench");
    let (entries, runs, many) = if full { (ENTRIES, RUNS, MANY) } else { (100, 1, 1_000) };

    // First, for the peak of the process is told.
    let before = peak_memory();
    let start = Instant::now();
    let found =
        entries_of(camt::Reader::new(BufReader::new(Streamed { pieces: Pieces::new(many), piece: Vec::new(), at: 0 })).unwrap());
    let (time, after) = (start.elapsed(), peak_memory());
    assert_eq!(found, many, "an entry was lost");
    println!("camt.053.001.08, {many} entries read one at a time: {} ms", time.as_millis());
    println!("  peak memory of the process {before} kB before, {after} kB after");

    let file: String = Pieces::new(entries).collect();
    println!("camt.053.001.08, {entries} entries, {} kB, best of {runs}", file.len() / 1000);
    let limits =
        ParseLimits { nodes: 10_000_000, total_text_bytes: 1 << 30, total_attribute_bytes: 1 << 30, ..ParseLimits::default() };
    let [scanned, ours, one, streamed, other] = best(
        runs,
        [
            &mut || scan(&file),
            &mut || count(camt::read(file.as_bytes()).unwrap().value.iter().flat_map(|statement| &statement.entries)),
            &mut || entries_of(camt::items(file.as_bytes()).unwrap()),
            &mut || entries_of(camt::Reader::new(file.as_bytes()).unwrap()),
            &mut || count(&parse_camt053_with_limits(&file, limits).unwrap().statements),
        ],
    );
    line("quick-xml, events only", scanned, None);
    line("camt::read, all entries kept", ours, Some(("events", scanned)));
    line("camt::items, one at a time", one, Some(("events", scanned)));
    line("camt::Reader, one of a stream", streamed, Some(("events", scanned)));
    line("crate sepa 0.9.0", other, Some(("events", scanned)));
    line("camt::read, all entries kept", ours, Some(("crate sepa", other)));

    let file = movements(entries);
    println!("CFONB 120, {entries} movements, {} kB, best of {runs}", file.len() / 1000);
    let [touched, lines, ours] = best(
        runs,
        [
            &mut || file.iter().fold(0_u64, |sum, byte| sum.wrapping_add(u64::from(black_box(*byte)))),
            &mut || count(memchr::memchr_iter(b'\n', &file)),
            &mut || count(cfonb120::read(&file).unwrap().value.iter().flat_map(|statement| &statement.entries)),
        ],
    );
    line("every byte touched", touched, None);
    line("line ends counted", lines, None);
    line("cfonb120::read", ours, Some(("bytes", touched)));
}

fn count<T>(all: impl IntoIterator<Item = T>) -> u64 {
    all.into_iter().fold(0, |count, _| count + 1)
}

/// The shortest time of each, all of them in every round so that a busy machine is busy for all.
fn best<const N: usize>(runs: u32, mut works: [&mut dyn FnMut() -> u64; N]) -> [Duration; N] {
    let mut shortest = [Duration::MAX; N];
    for _ in 0..=runs {
        for (work, shortest) in works.iter_mut().zip(&mut shortest) {
            let start = Instant::now();
            black_box(work());
            *shortest = start.elapsed().min(*shortest);
        }
    }
    shortest
}

fn line(name: &str, time: Duration, other: Option<(&str, Duration)>) {
    let percent = other.map(|(of, base)| format!("{} % of {of}", time.as_nanos() * 100 / base.as_nanos().max(1)));
    println!("  {name:35} {:>8} µs  {}", time.as_micros(), percent.unwrap_or_default());
}

/// The lower bound: every event of the text, nothing done with it.
fn scan(file: &str) -> u64 {
    let mut reader = XmlReader::from_str(file);
    let mut events = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return events,
            event => {
                black_box(&event);
                events += 1;
            }
        }
    }
}

fn entries_of(items: impl Iterator<Item = Result<Item, Diagnostic>>) -> u64 {
    let mut entries = 0;
    for item in items {
        if let Item::Entry(entry) = item.unwrap() {
            black_box(&entry);
            entries += 1;
        }
    }
    entries
}

/// A statement piece by piece: its head, its entries, its end.
struct Pieces {
    entries: u64,
    next: u64,
}

impl Pieces {
    fn new(entries: u64) -> Self {
        Self { entries, next: 0 }
    }
}

fn balance(code: &str, cents: u64) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}.{:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
         <Dt><Dt>2026-12-04</Dt></Dt></Bal>\n",
        cents / 100,
        cents % 100
    )
}

impl Iterator for Pieces {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let number = self.next;
        self.next += 1;
        match number {
            0 => Some(format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\
                 <BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-04T06:00:00</CreDtTm></GrpHdr>\n<Stmt><Id>S1</Id>\
                 <CreDtTm>2026-12-04T06:00:00</CreDtTm><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>\n\
                 {}{}",
                balance("OPBD", 0),
                balance("CLBD", self.entries * 41_250)
            )),
            number if number <= self.entries => Some(entry(number)),
            number if number == self.entries + 1 => Some("</Stmt></BkToCstmrStmt></Document>\n".to_owned()),
            _ => None,
        }
    }
}

fn entry(number: u64) -> String {
    format!(
        "<Ntry><NtryRef>{number}</NtryRef><Amt Ccy=\"EUR\">412.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-12-04</Dt></BookgDt><ValDt><Dt>2026-12-04</Dt></ValDt><AcctSvcrRef>REF-{number:08}</AcctSvcrRef>\
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n\
         <NtryDtls><TxDtls><Refs><EndToEndId>E2E-{number:08}</EndToEndId></Refs><Amt Ccy=\"EUR\">412.50</Amt>\
         <CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>CAISSE D'EXEMPLE {number}</Nm></Pty></Dbtr>\
         <DbtrAcct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></DbtrAcct></RltdPties>\
         <RmtInf><Ustrd>PRESTATIONS DE DECEMBRE 2026 DOSSIER {number:08}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )
}

/// The pieces as bytes, made while they are read.
struct Streamed {
    pieces: Pieces,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Streamed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            let Some(piece) = self.pieces.next() else { return Ok(0) };
            (self.piece, self.at) = (piece.into_bytes(), 0);
        }
        let read = self.piece.get(self.at..).unwrap_or_default().read(into)?;
        self.at += read;
        Ok(read)
    }
}

/// A CFONB 120 file of one account, each movement with four complements.
fn movements(entries: u64) -> Vec<u8> {
    let head = |code: &str| format!("{code}30006    00001EUR2 12345678901");
    let mut file = String::new();
    writeln!(file, "{:40}{:50}{:013}{{{:16}", format!("{}  011226", head("01")), "", 0, "").unwrap();
    for number in 1..=entries {
        let own = format!("{}05021226", head("04"));
        writeln!(file, "{own:42}021226{:33}{number:07}  {:013}{{{:16}", "VIR SEPA RECU CAISSE D'EXEMPLE", 4125, "").unwrap();
        let own = format!("{}05021226", head("05"));
        for (qualifier, text) in [
            ("NPY", format!("CAISSE D'EXEMPLE {number}")),
            ("LCC", format!("PRESTATIONS DE DECEMBRE 2026 DOSSIER {number:08}")),
            ("RCN", format!("E2E-{number:08}")),
            ("REF", format!("LOT-{number:08}")),
        ] {
            writeln!(file, "{own:45}{qualifier}{text:72}").unwrap();
        }
    }
    writeln!(file, "{:40}{:50}{:013}{{{:16}", format!("{}  021226", head("07")), "", entries * 4125, "").unwrap();
    file.into_bytes()
}

/// `VmHWM` of Linux in kB; 0 elsewhere.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
