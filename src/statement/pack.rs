//! The objects of a PDF gathered in one compressed stream: half the bytes, the same document (ISO 32000-1, 7.5.7 and 7.5.8).
//!
//! A tagged document is mostly hundreds of small objects, each of some words. Reads the one layout that our PDF writer makes (one
//! table of offsets, every object of generation 0) and nothing else.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::borrow::Cow;
use std::io::Write;
use std::ops::Range;

/// An entry of a table of offsets is 20 bytes long.
const ENTRY: usize = 20;

/// An object of a document.
#[derive(Clone, Debug)]
pub(crate) struct Object<'a> {
    /// Its number.
    pub number: usize,
    /// What is between its `obj` and its `endobj`.
    pub body: Cow<'a, [u8]>,
    /// True of one that is never gathered with others: its bytes are found in the file as they are.
    pub apart: bool,
}

impl Object<'_> {
    fn is_apart(&self) -> bool {
        self.apart || self.body.ends_with(b"endstream")
    }
}

/// A document taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Parts<'a> {
    /// What is before the first object.
    head: &'a [u8],
    /// The objects, in the order of the file; their numbers leave no gap.
    pub objects: Vec<Object<'a>>,
    /// What the trailer says besides the size.
    pub trailer: &'a [u8],
}

/// Where a reader finds an object.
#[derive(Clone, Copy)]
enum Place {
    Nowhere,
    At(usize),
    /// The how manieth of the gathered ones.
    Gathered(usize),
}

/// The same document with its objects gathered. None when `pdf` is not laid out as our writer does.
#[must_use]
pub(super) fn pack(pdf: &[u8]) -> Option<Vec<u8>> {
    taken_apart(pdf)?.gathered()
}

/// The objects of a document. None when `pdf` is not laid out as our writer does.
#[must_use]
pub(crate) fn taken_apart(pdf: &[u8]) -> Option<Parts<'_>> {
    let table = number_after(pdf, pdf.windows(10).rposition(|seen| seen == b"startxref\n")?.checked_add(10)?)?;
    let Table { offsets, trailer } = read_table(pdf.get(table..)?)?;
    let first = *offsets.iter().map(|(offset, _)| offset).min()?;
    Some(Parts { head: pdf.get(..first)?, objects: objects(pdf, &offsets, table)?, trailer })
}

impl Parts<'_> {
    /// The document again, its objects gathered.
    #[must_use]
    pub(crate) fn gathered(&self) -> Option<Vec<u8>> {
        let count = self.objects.len();
        let mut places = vec![Place::Nowhere; count.checked_add(3)?];
        let mut packed = self.head.to_vec();
        for object in self.objects.iter().filter(|object| object.is_apart()) {
            *places.get_mut(object.number)? = Place::At(packed.len());
            add(&mut packed, object.number, &object.body);
        }
        let gathered: Vec<&Object> = self.objects.iter().filter(|object| !object.is_apart()).collect();
        for (index, object) in gathered.iter().enumerate() {
            *places.get_mut(object.number)? = Place::Gathered(index);
        }
        let holder = count.checked_add(1)?;
        *places.get_mut(holder)? = Place::At(packed.len());
        add(&mut packed, holder, &gather(&gathered)?);
        let index = holder.checked_add(1)?;
        *places.get_mut(index)? = Place::At(packed.len());
        let start = packed.len();
        add(&mut packed, index, &index_of(&places, holder, self.trailer)?);
        packed.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
        Some(packed)
    }
}

fn add(packed: &mut Vec<u8>, number: usize, body: &[u8]) {
    packed.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    packed.extend_from_slice(body);
    packed.extend_from_slice(b"\nendobj\n");
}

pub(crate) fn number_after(pdf: &[u8], at: usize) -> Option<usize> {
    let digits: Vec<u8> = pdf.get(at..)?.iter().copied().take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

/// Where the objects are, as the file says at its end.
struct Table<'a> {
    /// Offset and number of each.
    offsets: Vec<(usize, usize)>,
    /// What the trailer says besides its size.
    trailer: &'a [u8],
}

fn read_table(table: &[u8]) -> Option<Table<'_>> {
    let rest = table.strip_prefix(b"xref\n0 ")?;
    let size = number_after(rest, 0)?;
    let entries = rest.get(size.to_string().len().checked_add(1)?..)?;
    let length = size.checked_mul(ENTRY)?;
    let mut found = Vec::with_capacity(size);
    for (number, entry) in entries.get(..length)?.chunks(ENTRY).enumerate().skip(1) {
        let offset = std::str::from_utf8(entry.get(..10)?).ok()?.parse().ok()?;
        // Every number is in use: the writer counts without a gap.
        (entry.get(10..18)? == b" 00000 n").then_some(())?;
        found.push((offset, number));
    }
    let said = entries.get(length..)?.strip_prefix(format!("trailer\n<</Size {size}").as_bytes())?;
    let end = said.windows(12).position(|seen| seen == b">>\nstartxref")?;
    Some(Table { offsets: found, trailer: said.get(..end)? })
}

fn objects<'a>(pdf: &'a [u8], offsets: &[(usize, usize)], end: usize) -> Option<Vec<Object<'a>>> {
    let mut starts = offsets.to_vec();
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(offset, _)| *offset).chain(std::iter::once(end));
    let object = |((start, number), end): (&(usize, usize), usize)| {
        let written = pdf.get(Range { start: *start, end })?.strip_prefix(format!("{number} 0 obj\n").as_bytes())?;
        let body = Cow::Borrowed(written.trim_ascii_end().strip_suffix(b"\nendobj")?);
        Some(Object { number: *number, body, apart: false })
    };
    starts.iter().zip(ends).map(object).collect()
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

pub(crate) fn stream(said: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let bytes = deflated(bytes)?;
    let mut body = b"<<".to_vec();
    body.extend_from_slice(said);
    body.extend_from_slice(format!("/Length {}/Filter/FlateDecode>>\nstream\n", bytes.len()).as_bytes());
    body.extend_from_slice(&bytes);
    body.extend_from_slice(b"\nendstream");
    Some(body)
}

/// Pairs of number and offset, then the objects themselves.
fn gather(objects: &[&Object]) -> Option<Vec<u8>> {
    let (mut pairs, mut bodies) = (String::new(), Vec::new());
    for object in objects {
        pairs.push_str(&format!("{} {} ", object.number, bodies.len()));
        bodies.extend_from_slice(&object.body);
        bodies.push(b'\n');
    }
    let said = format!("/Type/ObjStm/N {}/First {}", objects.len(), pairs.len());
    let mut all = pairs.into_bytes();
    all.append(&mut bodies);
    stream(said.as_bytes(), &all)
}

/// Where everything is: per object a kind, four bytes and two bytes.
fn index_of(places: &[Place], holder: usize, trailer: &[u8]) -> Option<Vec<u8>> {
    let mut entries = Vec::with_capacity(places.len().checked_mul(7)?);
    for place in places {
        let (kind, wide, narrow) = match place {
            Place::Nowhere => (0, 0, u16::MAX),
            Place::At(offset) => (1, u32::try_from(*offset).ok()?, 0),
            Place::Gathered(index) => (2, u32::try_from(holder).ok()?, u16::try_from(*index).ok()?),
        };
        entries.push(kind);
        entries.extend_from_slice(&wide.to_be_bytes());
        entries.extend_from_slice(&narrow.to_be_bytes());
    }
    let mut said = format!("/Type/XRef/Size {}/W[1 4 2]", places.len()).into_bytes();
    said.extend_from_slice(trailer);
    stream(&said, &entries)
}

#[cfg(test)]
mod tests {
    use super::{Table, number_after, objects, pack, read_table};
    use flate2::read::ZlibDecoder;
    use std::collections::BTreeMap;
    use std::io::Read;

    fn at(text: &[u8], what: &[u8]) -> usize {
        text.windows(what.len()).position(|seen| seen == what).unwrap()
    }

    fn inflated(body: &[u8]) -> Vec<u8> {
        let start = at(body, b"stream\n") + 7;
        let mut bytes = Vec::new();
        ZlibDecoder::new(&body[start..]).read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// Read by another way than it is written: from the index at its end.
    fn unpacked(pdf: &[u8]) -> BTreeMap<usize, Vec<u8>> {
        let start = number_after(pdf, pdf.windows(10).rposition(|seen| seen == b"startxref\n").unwrap() + 10).unwrap();
        let index = inflated(&pdf[start..]);
        let holder = |wide: &[u8]| u32::from_be_bytes(wide.try_into().unwrap());
        let body = |offset: usize| {
            let own = &pdf[offset..];
            let from = at(own, b" obj\n") + 5;
            own[from..].to_vec()
        };
        let entries: Vec<&[u8]> = index.chunks(7).collect();
        let mut found = BTreeMap::new();
        for (number, entry) in entries.iter().enumerate() {
            let wide = usize::try_from(holder(&entry[1..5])).unwrap();
            match entry[0] {
                1 if wide != start => drop(found.insert(number, body(wide))),
                2 => {
                    let offset = usize::try_from(holder(&entries[wide][1..5])).unwrap();
                    let said = body(offset);
                    let first = number_after(&said, at(&said, b"/First ") + 7).unwrap();
                    let gathered = inflated(&said);
                    let pairs = String::from_utf8(gathered[..first].to_vec()).unwrap();
                    let pairs: Vec<usize> = pairs.split_whitespace().map(|word| word.parse().unwrap()).collect();
                    let index = usize::from(u16::from_be_bytes(entry[5..7].try_into().unwrap()));
                    assert_eq!(pairs[2 * index], number);
                    found.insert(number, gathered[first + pairs[2 * index + 1]..].to_vec());
                }
                _ => {}
            }
        }
        found
    }

    fn table_of(pdf: &[u8]) -> usize {
        at(pdf, b"xref\n0 ")
    }

    /// Three objects as our writer lays them out; the last one holds words that look like the layout.
    fn plain() -> Vec<u8> {
        let bodies = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[]/Count 0>>",
            "<</Length 20>>\nstream\nnot 4 0 obj\nendobj\nx\nendstream",
        ];
        let mut pdf = "%PDF-1.7\n%\u{80}\n\n".to_owned();
        let mut table = "xref\n0 4\n0000000000 65535 f\r\n".to_owned();
        for (number, body) in (1..).zip(bodies) {
            table.push_str(&format!("{:010} 00000 n\r\n", pdf.len()));
            pdf.push_str(&format!("{number} 0 obj\n{body}\nendobj\n\n"));
        }
        let start = pdf.len();
        format!("{pdf}{table}trailer\n<</Size 4/Root 1 0 R/ID[(a)(b)]>>\nstartxref\n{start}\n%%EOF").into_bytes()
    }

    #[test]
    fn every_object_is_found_again() {
        let pdf = plain();
        let packed = pack(&pdf).unwrap();
        let Table { offsets, .. } = read_table(&pdf[table_of(&pdf)..]).unwrap();
        let found = unpacked(&packed);
        assert_eq!(found.len(), 4, "three objects and the one that holds two of them");
        for object in objects(&pdf, &offsets, table_of(&pdf)).unwrap() {
            assert!(found[&object.number].starts_with(&object.body), "object {}", object.number);
        }
        assert!(packed.windows(11).any(|seen| seen == b"/Root 1 0 R"));
    }

    #[test]
    fn what_is_cut_or_otherwise_laid_out_is_left_alone() {
        let pdf = plain();
        for length in 0..pdf.len() - 6 {
            assert!(pack(&pdf[..length]).is_none(), "cut at {length}");
        }
        let swapped = String::from_utf8_lossy(&pdf).replace("00000 n\r\n0", "00001 n\r\n0");
        assert!(pack(swapped.as_bytes()).is_none(), "another generation");
    }
}
