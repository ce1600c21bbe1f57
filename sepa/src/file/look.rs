//! What a file is, by its content; its name is never looked at.

use encoding_rs::Encoding;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::camt::wide;
use crate::diagnostic::{Diagnostic, Place, Remark, quoted};

/// How much of a file is looked at, in bytes.
const LOOKED_AT: usize = 64 << 10;

/// Elements after which an XML file that named no message is another document.
const ELEMENTS: usize = 64;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Intraday report.
    Camt052,
    /// Statement.
    Camt053,
    /// Notification of credits and debits.
    Camt054,
    /// French statement of 120 characters.
    Cfonb120,
    /// Orders to the bank.
    Pain001,
    /// The bank's status report on orders.
    Pain002,
}

impl Format {
    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Camt052 => "camt.052",
            Self::Camt053 => "camt.053",
            Self::Camt054 => "camt.054",
            Self::Cfonb120 => "CFONB 120",
            Self::Pain001 => "pain.001",
            Self::Pain002 => "pain.002",
        }
    }

    fn of_element(name: &str) -> Option<Self> {
        match name {
            "BkToCstmrAcctRpt" => Some(Self::Camt052),
            "BkToCstmrStmt" => Some(Self::Camt053),
            "BkToCstmrDbtCdtNtfctn" => Some(Self::Camt054),
            "CstmrCdtTrfInitn" => Some(Self::Pain001),
            "CstmrPmtStsRpt" => Some(Self::Pain002),
            _ => None,
        }
    }
}

/// Finds the format of a file.
///
/// # Errors
/// A diagnostic that says what the file looks like and what is expected.
pub fn format_of(bytes: &[u8]) -> Result<Format, Diagnostic> {
    let start = skip(bytes);
    let body = bytes.get(start..).unwrap_or_default();
    let found = match wide(body) {
        Some(encoding) => of_wide(body, encoding),
        None if body.starts_with(b"<") => of_xml(&String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body))),
        None => of_text(body),
    };
    found.map_err(|(code, what)| {
        let line = memchr::memchr_iter(b'\n', bytes.get(..start).unwrap_or_default()).count();
        let place = Place {
            line: u64::try_from(line).unwrap_or(u64::MAX).saturating_add(1),
            byte: u64::try_from(start).unwrap_or(u64::MAX),
            path: String::new(),
        };
        Remark::fatal(code, what, EXPECTED).at(place)
    })
}

const EXPECTED: &str = "Un relevé (camt.053, camt.052, camt.054 ou CFONB 120), un compte rendu (pain.002) ou un ordre (pain.001) est \
                        attendu : vérifiez le fichier choisi, ou demandez l'un d'eux à la banque.";

type Look = Result<Format, (&'static str, String)>;

fn is(code: &'static str, what: &str) -> Look {
    Err((code, what.to_owned()))
}

/// Past a byte order mark and blank lines.
fn skip(bytes: &[u8]) -> usize {
    let mark = if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
    let blank = bytes.iter().skip(mark).take_while(|byte| byte.is_ascii_whitespace()).count();
    mark.saturating_add(blank)
}

/// Only statements are read in UTF-16.
fn of_wide(body: &[u8], encoding: &'static Encoding) -> Look {
    let (head, _) = encoding.decode_with_bom_removal(body.get(..LOOKED_AT).unwrap_or(body));
    match of_xml(&head) {
        Ok(format @ (Format::Camt052 | Format::Camt053 | Format::Camt054)) => Ok(format),
        _ => is("file_is_utf16", "Le fichier est écrit en UTF-16, que seuls des relevés camt emploient."),
    }
}

fn of_xml(head: &str) -> Look {
    let mut reader = Reader::from_str(head);
    reader.config_mut().check_end_names = false;
    let mut root = None;
    for _ in 0..ELEMENTS {
        let local = match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => tag.local_name().as_ref().to_owned(),
            Ok(Event::DocType(kind)) if kind.trim_start().to_ascii_lowercase().starts_with("html") => return html(),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => continue,
        };
        if let Some(format) = Format::of_element(&local) {
            return Ok(format);
        }
        root.get_or_insert(local);
    }
    match root.as_deref() {
        Some(name) if name.eq_ignore_ascii_case("html") => html(),
        Some("OFX") => ofx(),
        Some(name) => Err((
            "file_is_other_xml",
            format!("Le fichier est un document XML d'une autre sorte : sa racine est {}.", quoted(name)),
        )),
        None => is("file_is_other_xml", "Le fichier commence comme du XML, mais n'en est pas."),
    }
}

fn html() -> Look {
    is("file_is_html", "Le fichier est une page web, sans doute un message d'erreur ou de connexion du site de la banque.")
}

fn ofx() -> Look {
    is("file_is_ofx", "Le fichier est au format OFX, destiné aux logiciels de comptes personnels.")
}

/// The first bytes of formats that a person may take for a bank file.
const SIGNATURES: [(&[u8], &str, &str); 12] = [
    (b"%PDF", "file_is_pdf", "Le fichier est un PDF."),
    (b"PK\x03\x04", "file_is_zip", "Le fichier est une archive ZIP, ou un classeur ou document bureautique."),
    (&[0x1F, 0x8B], "file_is_gzip", "Le fichier est compressé (gzip) : décompressez-le d'abord."),
    (&[0xD0, 0xCF, 0x11, 0xE0], "file_is_office", "Le fichier est un document bureautique ancien (Word ou Excel)."),
    (&[0x89, b'P', b'N', b'G'], "file_is_image", "Le fichier est une image."),
    (&[0xFF, 0xD8, 0xFF], "file_is_image", "Le fichier est une image."),
    (b"OFXHEADER", "file_is_ofx", "Le fichier est au format OFX, destiné aux logiciels de comptes personnels."),
    (b"!Type", "file_is_qif", "Le fichier est au format QIF, destiné aux logiciels de comptes personnels."),
    (b"{1:", "file_is_mt940", "Le fichier est un message SWIFT (MT940 ou voisin)."),
    (b":20:", "file_is_mt940", "Le fichier est un relevé SWIFT MT940."),
    (b"{", "file_is_json", "Le fichier est du JSON."),
    (b"[", "file_is_json", "Le fichier est du JSON."),
];

fn of_text(body: &[u8]) -> Look {
    if body.iter().all(|byte| matches!(byte, 0 | 0x1A) || byte.is_ascii_whitespace()) {
        return is("file_is_empty", "Le fichier est vide.");
    }
    if let Some((_, code, what)) = SIGNATURES.iter().find(|(start, ..)| body.starts_with(start)) {
        return is(code, what);
    }
    // In EBCDIC the digits are F0 to F9: the records of a mainframe that were not converted.
    if matches!(body, [0xF0, 0xF1 | 0xF4 | 0xF5 | 0xF7, ..]) {
        return is("file_is_ebcdic", "Le fichier est en EBCDIC, l'alphabet des grands systèmes : il n'a pas été converti.");
    }
    let line = body.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    match body {
        [b'3', b'1' | b'4' | b'9', ..] if line.len() >= 200 => {
            is("file_is_cfonb240", "Le fichier est un relevé d'opérations CFONB 240, qui ne donne pas de soldes.")
        }
        [b'0', b'3' | b'6' | b'8', ..] if line.len() >= 150 && line.len() <= 160 => {
            is("file_is_cfonb160", "Le fichier est un ordre CFONB 160, l'ancien format des virements et prélèvements.")
        }
        [b'0', b'1' | b'4' | b'5' | b'7', rest @ ..] if looks_like_a_record(rest) => Ok(Format::Cfonb120),
        _ => of_words(body, line),
    }
}

/// Bank code and account number where CFONB 120 has them.
fn looks_like_a_record(rest: &[u8]) -> bool {
    let bank = rest.get(..5).unwrap_or_default();
    bank.len() == 5 && bank.iter().all(u8::is_ascii_alphanumeric) && rest.get(7..30).is_some_and(|rest| !rest.contains(&b';'))
}

fn of_words(body: &[u8], line: &[u8]) -> Look {
    let head = body.get(..LOOKED_AT).unwrap_or(body);
    if memchr::memmem::find(head, b"\n:61:").is_some() || memchr::memmem::find(head, b"\n:60F:").is_some() {
        return is("file_is_mt940", "Le fichier est un relevé SWIFT MT940.");
    }
    if head.iter().any(|byte| *byte < b' ' && !byte.is_ascii_whitespace()) {
        return is("file_is_binary", "Le fichier n'est pas du texte.");
    }
    let separators = line.iter().filter(|byte| matches!(byte, b';' | b',' | b'\t')).count();
    if separators >= 2 {
        return is("file_is_csv", "Le fichier est un tableau en texte (CSV).");
    }
    is("file_is_text", "Le fichier est un texte d'un format inconnu.")
}
