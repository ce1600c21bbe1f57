//! Reads a payment file (pain.001.001.03 or .09) as a bank would, apart from the code that wrote it.

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The messages that this bank takes: the ends of their namespaces.
const FORMATS: [&str; 2] = ["pain.001.001.03", "pain.001.001.09"];

/// A payment file.
#[derive(Clone, Debug, Default)]
pub(super) struct OrderFile {
    pub format: &'static str,
    pub message_id: String,
    pub count: usize,
    pub control_sum: Option<i64>,
    pub blocks: Vec<Block>,
}

/// A payment block: one debtor account, one execution date.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub id: String,
    pub batch: Option<bool>,
    pub requested_on: NaiveDate,
    pub debtor_iban: String,
    pub transfers: Vec<Transfer>,
}

/// A transfer.
#[derive(Clone, Debug, Default)]
pub(super) struct Transfer {
    pub instruction: String,
    pub end_to_end: String,
    pub cents: i64,
    pub creditor: String,
    pub creditor_iban: String,
    pub remittance: String,
}

/// Why the simulated bank cannot read a payment file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not XML, or not UTF-8.
    #[error("Le fichier n'est pas du XML lisible, à l'octet {at}. Produisez-le de nouveau.")]
    NotXml {
        /// Byte position.
        at: u64,
    },
    /// Another message, or another version of it.
    #[error(
        "Le fichier n'est pas un ordre de virement pain.001.001.03 ou pain.001.001.09. Choisissez-en un dans le profil de la banque."
    )]
    NotAPaymentFile,
    /// A mandatory element is absent.
    #[error("Il manque l'élément {element} (dans : {place}). Produisez le fichier de nouveau.")]
    Missing {
        /// Its name.
        element: &'static str,
        /// The block or transfer that lacks it.
        place: String,
    },
    /// A value is not in its format.
    #[error(
        "La valeur « {value} » de l'élément {element} n'est pas au bon format. Corrigez-la et produisez le fichier de nouveau."
    )]
    BadValue {
        /// The element's name.
        element: String,
        /// What it holds.
        value: String,
    },
}

impl Unreadable {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotXml { .. } => "demo_bank_not_xml",
            Self::NotAPaymentFile => "demo_bank_not_a_payment_file",
            Self::Missing { .. } => "demo_bank_missing_element",
            Self::BadValue { .. } => "demo_bank_bad_value",
        }
    }
}

/// Reads a payment file.
pub(super) fn read(bytes: &[u8]) -> Result<OrderFile, Unreadable> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| Unreadable::NotXml { at: u64::try_from(error.valid_up_to()).unwrap_or(0) })?;
    let mut reader = Reader::from_str(text);
    let mut reading = Reading::default();
    loop {
        let event = reader.read_event().map_err(|_| Unreadable::NotXml { at: reader.error_position() })?;
        match event {
            Event::Start(start) => reading.open(&start)?,
            Event::Text(part) => reading.text.push_str(&part),
            Event::GeneralRef(reference) => {
                reading.text.push_str(&resolved(&reference).ok_or_else(|| bad("référence", &reference))?)
            }
            Event::End(_) => reading.close()?,
            Event::DocType(_) | Event::CData(_) => return Err(Unreadable::NotXml { at: reader.buffer_position() }),
            Event::Eof => break,
            Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if !reading.path.is_empty() {
        return Err(Unreadable::NotXml { at: reader.buffer_position() });
    }
    checked(reading.file)
}

fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character.to_string()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

fn bad(element: &str, value: &str) -> Unreadable {
    Unreadable::BadValue { element: element.to_owned(), value: value.to_owned() }
}

/// The place in the document, the text of the element in hand, and what is read so far.
#[derive(Default)]
struct Reading {
    path: Vec<String>,
    text: String,
    file: OrderFile,
}

impl Reading {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Unreadable> {
        let name = start.local_name().as_ref().to_owned();
        let attribute = |key| start.try_get_attribute(key).ok().flatten().map(|found| found.value.to_string());
        if self.path.is_empty() {
            let namespace = attribute("xmlns").unwrap_or_default();
            let format = FORMATS.into_iter().find(|format| namespace.ends_with(&format!(":{format}")));
            let format = format.filter(|_| name == "Document");
            self.file.format = format.ok_or(Unreadable::NotAPaymentFile)?;
        }
        match name.as_str() {
            "PmtInf" => self.file.blocks.push(Block::default()),
            "CdtTrfTxInf" => {
                if let Some(block) = self.file.blocks.last_mut() {
                    block.transfers.push(Transfer::default());
                }
            }
            "InstdAmt" if attribute("Ccy").as_deref() != Some("EUR") => {
                return Err(bad("InstdAmt/@Ccy", &attribute("Ccy").unwrap_or_default()));
            }
            _ => {}
        }
        self.path.push(name);
        self.text.clear();
        Ok(())
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let mut parents = self.path.iter().rev().map(String::as_str);
        let place = [parents.next(), parents.next(), parents.next()].map(Option::unwrap_or_default);
        set(&mut self.file, place, text)?;
        self.path.pop();
        Ok(())
    }
}

/// Puts an element's text where it belongs; `place` is the element, its parent and its grandparent.
fn set(file: &mut OrderFile, place: [&str; 3], text: &str) -> Result<(), Unreadable> {
    let owned = || text.to_owned();
    match place {
        ["MsgId", "GrpHdr", _] => file.message_id = owned(),
        ["NbOfTxs", "GrpHdr", _] => file.count = text.parse().map_err(|_| bad("NbOfTxs", text))?,
        ["CtrlSum", "GrpHdr", _] => file.control_sum = Some(cents(text).ok_or_else(|| bad("CtrlSum", text))?),
        _ => {
            if let Some(block) = file.blocks.last_mut() {
                set_in_block(block, place, text)?;
            }
        }
    }
    Ok(())
}

fn set_in_block(block: &mut Block, place: [&str; 3], text: &str) -> Result<(), Unreadable> {
    match (place, block.transfers.last_mut()) {
        (["PmtInfId", "PmtInf", _], _) => block.id = text.to_owned(),
        (["BtchBookg", "PmtInf", _], _) => block.batch = Some(matches!(text, "true" | "1")),
        // The day stands in the element itself in .03, in its `Dt` in .09.
        (["ReqdExctnDt", "PmtInf", _], _) if text.is_empty() => {}
        (["Dt", "ReqdExctnDt", _] | ["ReqdExctnDt", "PmtInf", _], _) => {
            block.requested_on = text.parse().map_err(|_| bad("ReqdExctnDt", text))?
        }
        (["IBAN", "Id", "DbtrAcct"], _) => block.debtor_iban = text.to_owned(),
        (["InstrId", "PmtId", _], Some(transfer)) => transfer.instruction = text.to_owned(),
        (["EndToEndId", "PmtId", _], Some(transfer)) => transfer.end_to_end = text.to_owned(),
        (["InstdAmt", "Amt", _], Some(transfer)) => transfer.cents = cents(text).ok_or_else(|| bad("InstdAmt", text))?,
        (["Nm", "Cdtr", _], Some(transfer)) => transfer.creditor = text.to_owned(),
        (["IBAN", "Id", "CdtrAcct"], Some(transfer)) => transfer.creditor_iban = text.to_owned(),
        (["Ustrd", "RmtInf", _] | ["Ref", "CdtrRefInf", _], Some(transfer)) => transfer.remittance = text.to_owned(),
        _ => {}
    }
    Ok(())
}

/// `1234.5` in cents; no sign, at most two decimals.
fn cents(text: &str) -> Option<i64> {
    let (euros, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if euros.is_empty() || decimals.len() > 2 || !digits(euros) || !digits(decimals) {
        return None;
    }
    euros.parse::<i64>().ok()?.checked_mul(100)?.checked_add(format!("{decimals:0<2}").parse().ok()?)
}

/// Refuses a file in which something mandatory is missing.
fn checked(file: OrderFile) -> Result<OrderFile, Unreadable> {
    let need = |present: bool, element, place: &str| {
        if present { Ok(()) } else { Err(Unreadable::Missing { element, place: place.to_owned() }) }
    };
    need(!file.message_id.is_empty(), "MsgId", "en-tête")?;
    need(!file.blocks.is_empty(), "PmtInf", &file.message_id)?;
    for block in &file.blocks {
        need(!block.id.is_empty(), "PmtInfId", &file.message_id)?;
        need(block.requested_on != NaiveDate::default(), "ReqdExctnDt", &block.id)?;
        need(!block.debtor_iban.is_empty(), "DbtrAcct", &block.id)?;
        need(!block.transfers.is_empty(), "CdtTrfTxInf", &block.id)?;
        for transfer in &block.transfers {
            need(!transfer.end_to_end.is_empty(), "EndToEndId", &block.id)?;
            need(transfer.cents > 0, "InstdAmt", &transfer.end_to_end)?;
            need(!transfer.creditor.is_empty(), "Cdtr", &transfer.end_to_end)?;
            need(!transfer.creditor_iban.is_empty(), "CdtrAcct", &transfer.end_to_end)?;
        }
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_amounts_without_guessing() {
        assert_eq!(cents("1234.5"), Some(123_450));
        assert_eq!(cents("0.07"), Some(7));
        for text in ["", ".5", "-1", "+1", "1.234", "1,5", "99999999999999999999"] {
            assert_eq!(cents(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_read_as_written(euros in 0i64..1_000_000_000, decimals in 0i64..100) {
            prop_assert_eq!(cents(&format!("{euros}.{decimals:02}")), Some(euros * 100 + decimals));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
            let file = b"<Document xmlns=\"urn:pain.001.001.09\"><PmtInf><CdtTrfTxInf><Amt><InstdAmt Ccy=\"EUR\">1.00</InstdAmt></Amt>";
            let mixed: Vec<u8> = file.iter().take(cut).copied().chain(bytes).collect();
            prop_assert!(read(&mixed).is_err());
        }
    }

    #[test]
    fn reads_the_day_of_either_message() {
        let file = |format: &str, day: &str| {
            format!(
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{format}\"><GrpHdr><MsgId>M</MsgId></GrpHdr><PmtInf><PmtInfId>P</PmtInfId>\
                 <ReqdExctnDt>{day}</ReqdExctnDt><DbtrAcct><Id><IBAN>FR76</IBAN></Id></DbtrAcct><CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId>\
                 </PmtId><Amt><InstdAmt Ccy=\"EUR\">1.00</InstdAmt></Amt><Cdtr><Nm>N</Nm></Cdtr><CdtrAcct><Id><IBAN>FR76</IBAN></Id>\
                 </CdtrAcct></CdtTrfTxInf></PmtInf></Document>"
            )
        };
        for (format, day) in [("pain.001.001.03", "2026-11-10"), ("pain.001.001.09", "<Dt>2026-11-10</Dt>")] {
            let read = read(file(format, day).as_bytes()).unwrap();
            assert_eq!((read.format, read.blocks[0].requested_on.to_string().as_str()), (format, "2026-11-10"));
        }
        assert_eq!(read(file("pain.001.001.03", "").as_bytes()).unwrap_err().code(), "demo_bank_missing_element");
    }

    #[test]
    fn says_what_it_cannot_read() {
        let head = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\">";
        for (text, code) in [
            ("<a", "demo_bank_not_xml"),
            ("<Document xmlns=\"x\"/>", "demo_bank_missing_element"),
            ("<Document xmlns=\"x\"></Document>", "demo_bank_not_a_payment_file"),
            (&format!("{head}<GrpHdr><NbOfTxs>x</NbOfTxs></GrpHdr></Document>"), "demo_bank_bad_value"),
            (&format!("{head}<GrpHdr><MsgId>A&amp;&#66;</MsgId></GrpHdr></Document>"), "demo_bank_missing_element"),
            (&format!("{head}<GrpHdr>"), "demo_bank_not_xml"),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().code(), code, "{text}");
        }
        assert_eq!(read(&[0xff]).unwrap_err(), Unreadable::NotXml { at: 0 });
    }
}
