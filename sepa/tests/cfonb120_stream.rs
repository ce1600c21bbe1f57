//! A stream gives what the whole file gives: values, remarks and faults, wherever the bytes are cut.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Read, Seek, SeekFrom};

use proptest::prelude::*;
use quitus_sepa::camt::Item;
use quitus_sepa::cfonb120::{Reader, read};
use quitus_sepa::diagnostic::{Diagnostic, Reading};
use quitus_sepa::statement::Statement;

/// Gives its bytes a few at a time.
struct Slow<'a>(Cursor<&'a [u8]>, usize);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let few = buffer.len().min(self.1);
        self.0.read(buffer.get_mut(..few).unwrap())
    }
}

impl Seek for Slow<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

/// What a stream gives, put together.
fn streamed(bytes: &[u8], few: usize) -> Result<Reading<Vec<Statement>>, Diagnostic> {
    let mut reader = Reader::new(Slow(Cursor::new(bytes), few))?;
    let mut value: Vec<Statement> = Vec::new();
    for item in reader.by_ref() {
        match item? {
            Item::Start(header) => value.push(Statement {
                kind: header.kind,
                id: header.id,
                sequence: header.sequence,
                created: header.created,
                account: header.account,
                duplicate: header.duplicate,
                page: header.page,
                opening: None,
                closing: None,
                other_balances: Vec::new(),
                entries: Vec::new(),
            }),
            Item::Entry(entry) => value.last_mut().unwrap().entries.push(*entry),
            Item::End(balances) => {
                let statement = value.last_mut().unwrap();
                (statement.opening, statement.closing) = (balances.opening, balances.closing);
            }
        }
    }
    Ok(Reading { value, diagnostics: reader.into_diagnostics() })
}

/// A record of the layout; each part may be missing or wrong.
fn record() -> impl Strategy<Value = String> {
    let kind = prop_oneof![2 => Just("01"), 5 => Just("04"), 2 => Just("05"), 2 => Just("07"), 1 => Just("09")];
    let unit = prop_oneof![4 => Just("EUR2"), 1 => Just("    "), 1 => Just("EUR "), 1 => Just("   2"), 1 => Just("USD2")];
    let sign = prop_oneof![4 => Just('{'), 4 => Just('J'), 1 => Just('é'), 1 => Just('è')];
    let label = prop_oneof!["[A-Z ]{1,31}", "[A-Zé€ ]{1,31}", Just("01 04 07".to_owned())];
    (kind, unit, 0_u64..3, sign, label).prop_map(|(kind, unit, units, sign, label)| {
        let zone = if kind == "05" {
            format!("     LIB{label:<70}  ")
        } else {
            format!("  021226{label:<42}{units:013}{sign}{:16}", "")
        };
        format!("{kind}30006    00001{unit} 12345678901  021226{zone}")
    })
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![
        6 => Just("\n"), 2 => Just(""), 2 => Just("\r\n"), 1 => Just("\r"), 1 => Just("\n\n"), 1 => Just("   \n"), 1 => Just("\u{1a}"),
        1 => Just("    "),
    ];
    let trim = prop::bool::weighted(0.1);
    (prop::collection::vec((record(), end, trim), 0..9), prop::sample::select(vec![0_u8, 1, 2])).prop_map(
        |(records, encoding)| {
            let text: String = records
                .into_iter()
                .map(|(record, end, trim)| (if trim { record.trim_end().to_owned() } else { record }) + end)
                .collect();
            match encoding {
                0 => text.chars().map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap_or(b'?') }).collect(),
                1 => text.into_bytes(),
                _ => ("\u{feff}".to_owned() + &text).into_bytes(),
            }
        },
    )
}

#[test]
fn faults_of_a_line_are_the_same_in_a_stream() {
    let record = format!("0130006    00001EUR2 12345678901  021226{:50}00000000000000{{{:15}", "", "");
    let blank = " ".repeat(300);
    for line in [
        format!("{record}{blank}"),
        format!("{record}{blank}x"),
        format!("{blank}{record}"),
        format!("{blank}\n{record}"),
        format!("{record}0"),
        format!("{record}04"),
        format!("{record}\u{1a}\u{1a}"),
    ] {
        for few in [1, 119, 120, 121, 10_000] {
            assert_eq!(streamed(line.as_bytes(), few), read(line.as_bytes()), "{line} {few}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_gives_what_the_whole_file_gives(bytes in file(), few in 1_usize..400) {
        prop_assert_eq!(streamed(&bytes, few), read(&bytes));
    }

    #[test]
    fn so_do_any_bytes(bytes in prop::collection::vec(prop_oneof![Just(b'0'), Just(b'1'), Just(b' '), Just(b'\n'), any::<u8>()], 0..600), few in 1_usize..200) {
        prop_assert_eq!(streamed(&bytes, few), read(&bytes));
    }
}
