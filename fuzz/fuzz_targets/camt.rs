//! Any bytes: no panic, and a file read from memory and one read as a stream, byte by byte, give the same.
#![no_main]

use std::io::BufReader;

use libfuzzer_sys::fuzz_target;
use quitus_sepa::camt::{self, Item, Reader};

fuzz_target!(|bytes: &[u8]| {
    let whole = camt::read(bytes);
    let streamed: Result<Vec<Item>, _> = match Reader::new(BufReader::with_capacity(1, bytes)) {
        Ok(reader) => reader.collect(),
        Err(diagnostic) => Err(diagnostic),
    };
    match (&whole, &streamed) {
        (Ok(reading), Ok(items)) => {
            let entries = reading.value.iter().flat_map(|statement| &statement.entries);
            let others = items.iter().filter_map(|item| if let Item::Entry(entry) = item { Some(&**entry) } else { None });
            assert!(entries.eq(others));
            for statement in &reading.value {
                let _ = statement.arithmetic();
            }
        }
        (Err(one), Err(other)) => assert_eq!(one.code, other.code),
        _ => panic!("{whole:?}\n{streamed:?}"),
    }
});
