//! A PDF with its attachments, sealed by the organisation (PAdES baseline B, ETSI EN 319 142-1): readers of PDF show who sealed it and that
//! nothing was changed since.
//!
//! The seal covers every byte but its own, and its own leave no freedom: they are read strictly, down to the zeros behind it.

use crate::refusal::{NOT_VERIFIABLE, Refusal, SEAL_ALTERED, SIGNED_FILE_ALTERED};
use crate::signature::seal::cms::{Opened, open, seal};
use crate::signature::seal::key::Signer;
use crate::statement::pack::{Object, number_after, stream, taken_apart};
use chrono::{DateTime, Utc};
use flate2::read::ZlibDecoder;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::Read;

/// The longest attachment that is unpacked: 32 MB, hundreds of times a statement.
const LONGEST: u64 = 32 << 20;
/// Room for a signature whose length differs a little from the first one's: they are written in a shortest form.
const SLACK: usize = 16;
const RANGE: &[u8] = b"/ByteRange[0 ";
/// Three numbers of ten digits and their spaces, for what is not known yet.
const RANGE_ROOM: usize = 32;
const CONTENTS: &[u8] = b"/Contents<";

/// A file inside the PDF.
#[derive(Clone, Copy, Debug)]
pub struct Attachment<'a> {
    /// Its name: ASCII, without brackets. They come in the order of their names.
    pub name: &'a str,
    /// What it is (RFC 6838), with `/` written as `#2F`.
    pub kind: &'a str,
    /// What it is to the document (ISO 19005-3): `Source`, `Data`, `Supplement`.
    pub relationship: &'a str,
    /// What it is, for a reader of the list.
    pub description: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The PDF with its attachments and the seal, made in the name of `organisation` at an instant. None when `pdf` is not laid out as our
/// writer does, or the system has no random numbers.
#[must_use]
pub fn sealed(
    pdf: &[u8],
    attachments: &[Attachment],
    (organisation, signer): (&str, &Signer),
    at: DateTime<Utc>,
) -> Option<Vec<u8>> {
    let room = seal(signer, &[0; 32])?.len().checked_add(SLACK)?;
    let mut made = with_room(pdf, attachments, organisation, at, room)?;
    let contents = only(&made, CONTENTS)?.checked_add(CONTENTS.len())?.checked_sub(1)?;
    let after = contents.checked_add(room.checked_mul(2)?)?.checked_add(2)?;
    let range = only(&made, RANGE)?.checked_add(RANGE.len())?;
    let said = format!("{contents} {after} {}", made.len().checked_sub(after)?);
    let said = format!("{said:<RANGE_ROOM$}");
    made.get_mut(range..range.checked_add(RANGE_ROOM)?)?.copy_from_slice(said.as_bytes());
    let written = hex::encode(seal(signer, &digest(&made, contents, after)?)?);
    let start = contents.checked_add(1)?;
    made.get_mut(start..start.checked_add(written.len())?)
        .filter(|_| written.len() <= 2 * room)?
        .copy_from_slice(written.as_bytes());
    Some(made)
}

/// The document with everything but the seal itself, for which there is room.
fn with_room(pdf: &[u8], attachments: &[Attachment], organisation: &str, at: DateTime<Utc>, room: usize) -> Option<Vec<u8>> {
    let mut parts = taken_apart(pdf)?;
    let root = number_after(parts.trailer, parts.trailer.windows(6).position(|seen| seen == b"/Root ")?.checked_add(6)?)?;
    let page = parts.objects.iter().find(|object| object.body.starts_with(b"<</Type/Page/"))?.number;
    let day = at.format("D:%Y%m%d%H%M%SZ").to_string();
    let mut next = parts.objects.len();
    let mut add = |body: Vec<u8>| {
        next = next.saturating_add(1);
        parts.objects.push(Object { number: next, body: Cow::Owned(body), apart: true });
        next
    };
    let (mut names, mut files) = (String::new(), String::new());
    for file in attachments {
        let said = format!("/Type/EmbeddedFile/Subtype/{}/Params<</Size {}/ModDate({day})>>", file.kind, file.bytes.len());
        let held = add(stream(said.as_bytes(), file.bytes)?);
        let said = format!(
            "<</Type/Filespec/F({0})/UF({0})/AFRelationship/{1}/Desc{2}/EF<</F {held} 0 R/UF {held} 0 R>>>>",
            file.name,
            file.relationship,
            text(file.description)
        );
        let filed = add(said.into_bytes());
        names.push_str(&format!("({}) {filed} 0 R", file.name));
        files.push_str(&format!("{filed} 0 R "));
    }
    let value = add(format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M({day})/Name{}/Reason{}/ByteRange[0 {}]/Contents<{}>>>",
        text(organisation),
        text("Copie conforme du relevé, de la réponse et de sa preuve"),
        " ".repeat(RANGE_ROOM),
        "0".repeat(room.checked_mul(2)?)
    )
    .into_bytes());
    // Outside the page: nothing to show, and nothing that its structure would have to tell (ISO 14289-1, 7.18.1).
    let field = add(format!(
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(Sceau)/TU{}/F 132/Rect[-9 -9 -9 -9]/P {page} 0 R/V {value} 0 R>>",
        text("Sceau de l’organisation")
    )
    .into_bytes());
    let more = format!(
        "/AcroForm<</Fields[{field} 0 R]/SigFlags 3>>/Names<</EmbeddedFiles<</Names[{names}]>>>>/AF[{}]>>",
        files.trim_end()
    );
    extend(&mut parts.objects, root, more.as_bytes())?;
    extend(&mut parts.objects, page, format!("/Annots[{field} 0 R]>>").as_bytes())?;
    parts.gathered()
}

/// Adds entries to a dictionary that has none of them.
fn extend(objects: &mut [Object], number: usize, more: &[u8]) -> Option<()> {
    let object = objects.iter_mut().find(|object| object.number == number)?;
    let taken = [b"/AcroForm".as_slice(), b"/Names", b"/AF[", b"/Annots"];
    if taken.iter().any(|entry| object.body.windows(entry.len()).any(|seen| seen == *entry)) {
        return None;
    }
    let body = [object.body.strip_suffix(b">>")?, more].concat();
    object.body = Cow::Owned(body);
    Some(())
}

/// A text string of PDF in UTF-16, as hexadecimal digits.
fn text(words: &str) -> String {
    let units: String = words.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

/// Where bytes are that must be there once.
fn only(file: &[u8], what: &[u8]) -> Option<usize> {
    let mut found = file.windows(what.len()).enumerate().filter(|(_, seen)| *seen == what).map(|(at, _)| at);
    found.next().filter(|_| found.next().is_none())
}

fn digest(file: &[u8], contents: usize, after: usize) -> Option<[u8; 32]> {
    Some(Sha256::new().chain_update(file.get(..contents)?).chain_update(file.get(after..)?).finalize().into())
}

/// True of a PDF that bears a seal, good or not.
#[must_use]
pub fn is_sealed(file: &[u8]) -> bool {
    file.starts_with(b"%PDF-") && file.windows(RANGE.len()).any(|seen| seen == RANGE)
}

/// Who sealed a PDF, when every byte is as it was sealed.
///
/// # Errors
/// `not_verifiable` when it bears no seal of ours; `seal_altered`, `signed_file_altered`.
pub fn opened(file: &[u8]) -> Result<Opened, Refusal> {
    let altered = || SIGNED_FILE_ALTERED.because("");
    if !is_sealed(file) {
        return Err(NOT_VERIFIABLE.because(""));
    }
    let (contents, after) = covered(file).ok_or_else(altered)?;
    let written = file.get(contents..after).and_then(within).ok_or_else(|| SEAL_ALTERED.because(""))?;
    let opened = open(&written).ok_or_else(|| SEAL_ALTERED.because(""))?;
    if digest(file, contents, after) == Some(opened.digest) { Ok(opened) } else { Err(altered()) }
}

/// What stands between the two parts that the seal covers: the whole file but that.
fn covered(file: &[u8]) -> Option<(usize, usize)> {
    let range = only(file, RANGE)?.checked_add(RANGE.len())?;
    let said = std::str::from_utf8(file.get(range..range.checked_add(RANGE_ROOM)?)?).ok()?;
    let mut numbers = said.split_whitespace().map(str::parse::<usize>);
    let (contents, after, rest) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    let whole = numbers.next().is_none() && after.checked_add(rest)? == file.len() && contents < after;
    let announced = file.get(..contents.checked_add(1)?)?.ends_with(CONTENTS);
    (whole && announced).then_some((contents, after))
}

/// The seal between `<` and `>`: its hexadecimal digits in small letters, then zeros.
fn within(written: &[u8]) -> Option<Vec<u8>> {
    let digits = written.strip_prefix(b"<")?.strip_suffix(b">")?;
    if digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let bytes = hex::decode(digits).ok()?;
    let [0x30, 0x82, high, low, ..] = bytes.as_slice() else { return None };
    let length = usize::from(u16::from_be_bytes([*high, *low])).checked_add(4)?;
    let (own, rest) = bytes.split_at_checked(length)?;
    rest.iter().all(|byte| *byte == 0).then(|| own.to_vec())
}

/// An attachment of a file whose seal was found good.
#[must_use]
pub fn attached(file: &[u8], name: &str) -> Option<Vec<u8>> {
    let filed = after(file, format!("/Type/Filespec/F({name})").as_bytes())?;
    let held = number_after(filed, find(filed, b"/EF<</F ")?.checked_add(8)?)?;
    let object = after(file, format!("\n{held} 0 obj\n<</Type/EmbeddedFile").as_bytes())?;
    let length = number_after(object, find(object, b"/Length ")?.checked_add(8)?)?;
    let packed = after(object, b"\nstream\n")?.get(..length)?;
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn find(file: &[u8], what: &[u8]) -> Option<usize> {
    file.windows(what.len()).position(|seen| seen == what)
}

fn after<'a>(file: &'a [u8], what: &[u8]) -> Option<&'a [u8]> {
    file.get(find(file, what)?.checked_add(what.len())?..)
}
