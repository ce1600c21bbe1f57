//! Walks through the elements of a file, with the path to each, and refuses what no bank file needs.

use std::fmt::Write;

use quick_xml::events::BytesRef;
use quick_xml::events::attributes::{AttrError, Attributes};

use super::events::{Events, Spot, malformed, too_long, xml_malformed};
use super::markup::{Markup, is_name};
use super::source::EVENT_LIMIT;
use super::tag::Tag;
use super::value::Leaf;
use crate::diagnostic::{Diagnostic, Place, Remark, quoted};

/// Deepest nesting; a camt file goes to about 15.
const DEPTH_LIMIT: usize = 64;

/// Longest name of an element, in bytes; ISO 20022 stays below 40. Every entry's place repeats the names above it.
const NAME_LIMIT: usize = 100;

/// The start of the name of a camt message in a namespace.
const FAMILY: &str = "camt.05";

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element begins: the last of [`Walker::path`].
    Open,
    /// The last element of the path ends; it leaves the path at the next step.
    Close,
    /// The file is over.
    Done,
}

/// One open element.
struct Level {
    /// Start of its name in `Levels::names`.
    name: usize,
    spot: Spot,
}

/// The open elements, as parallel lists so that a path is a slice of tags.
#[derive(Default)]
struct Levels {
    tags: Vec<Tag>,
    levels: Vec<Level>,
    names: String,
    text: String,
    currency: String,
    leaf: bool,
    closing: bool,
    root_seen: bool,
    message: Option<String>,
    statement: u64,
    entry: u64,
}

/// A walk through one file.
pub(crate) struct Walker<E> {
    events: E,
    levels: Levels,
    /// An empty element was opened and closes next.
    empty: bool,
    /// Where the latest event ended.
    last: Spot,
}

impl<E: Events> Walker<E> {
    pub(crate) fn new(events: E) -> Self {
        Self { events, levels: Levels::default(), empty: false, last: Spot { line: 1, byte: 0 } }
    }

    /// Elements from the root to the current one.
    pub(crate) fn path(&self) -> &[Tag] {
        &self.levels.tags
    }

    /// The current element if it has no children.
    pub(crate) fn leaf(&self) -> Option<Leaf<'_>> {
        self.levels.leaf.then_some(Leaf { text: &self.levels.text, currency: &self.levels.currency })
    }

    /// The message of the namespace, as `camt.053.001.08`.
    pub(crate) fn message(&self) -> Option<&str> {
        self.levels.message.as_deref()
    }

    /// Where the current element begins.
    pub(crate) fn place(&mut self) -> Place {
        let spot = self.levels.levels.last().map_or(self.last, |level| level.spot);
        self.place_at(spot)
    }

    /// Bytes of text read so far.
    pub(crate) fn position(&self) -> u64 {
        self.last.byte
    }

    /// The next element that opens or closes.
    pub(crate) fn step(&mut self) -> Result<Step, Box<Diagnostic>> {
        let levels = &mut self.levels;
        if levels.closing {
            levels.pop();
        }
        if self.empty {
            self.empty = false;
            levels.closing = true;
            return Ok(Step::Close);
        }
        loop {
            let (levels, empty, last) = (&mut self.levels, &mut self.empty, &mut self.last);
            let outcome = self.events.next(|markup, spot| {
                *last = spot;
                *empty = matches!(markup, Markup::Open { empty: true, .. });
                levels.take(markup, spot)
            });
            let remark = match outcome {
                Ok(Ok(Some(step))) => return Ok(step),
                Ok(Ok(None)) => continue,
                Ok(Err(remark)) => *remark,
                Err(fault) => {
                    let (remark, spot) = *fault;
                    self.last = spot.unwrap_or(self.last);
                    remark
                }
            };
            // Markup that is malformed begins where the event before it ends.
            return Err(Box::new(remark.at(self.place_at(self.last))));
        }
    }

    fn place_at(&mut self, spot: Spot) -> Place {
        Place { line: self.events.line(spot), byte: spot.byte, path: self.levels.path_text() }
    }
}

impl Levels {
    fn take(&mut self, markup: Markup<'_>, spot: Spot) -> Result<Option<Step>, Box<Remark>> {
        let (outcome, step) = match markup {
            Markup::Open { name, attributes, .. } => (self.open(name, attributes, spot), Some(Step::Open)),
            Markup::Close => {
                self.closing = true;
                return Ok(Some(Step::Close));
            }
            Markup::Text(text) => (self.append(text), None),
            Markup::Reference(name) => (self.reference(name), None),
            Markup::Doctype => (Err(doctype()), None),
            Markup::End => (self.end(), Some(Step::Done)),
            Markup::Aside => return Ok(None),
        };
        match outcome {
            Ok(()) => Ok(step),
            Err(remark) => Err(Box::new(remark)),
        }
    }

    fn open(&mut self, name: &str, attributes: &str, spot: Spot) -> Result<(), Remark> {
        if self.tags.len() >= DEPTH_LIMIT {
            return Err(Remark::fatal(
                "nesting_too_deep",
                format!("Les éléments sont imbriqués sur plus de {DEPTH_LIMIT} niveaux."),
                "Ce n'est pas un relevé bancaire : vérifiez le fichier choisi.",
            ));
        }
        if self.tags.is_empty() && self.root_seen {
            return Err(Remark::fatal(
                "second_document",
                "Un second document commence après la fin du premier.",
                "Un fichier contient un seul document : séparez-les, ou redemandez le fichier à la banque.",
            ));
        }
        let (local, tag) = local(name);
        if tag == Tag::Other && !is_name(name) {
            return Err(xml_malformed());
        }
        if local.len() > NAME_LIMIT {
            return Err(Remark::fatal(
                "name_too_long",
                format!("Le nom d'un élément dépasse {NAME_LIMIT} caractères."),
                "Ce n'est pas un relevé bancaire : vérifiez le fichier choisi.",
            ));
        }
        self.currency.clear();
        if tag == Tag::Amt || tag == Tag::TtlAmt {
            self.read_currency(attributes)?;
        } else if self.message.is_none() && self.tags.len() < 4 {
            self.read_namespace(attributes);
        }
        match tag {
            Tag::Stmt | Tag::Rpt | Tag::Ntfctn => (self.statement, self.entry) = (self.statement.saturating_add(1), 0),
            Tag::Ntry => self.entry = self.entry.saturating_add(1),
            _ => {}
        }
        self.root_seen = true;
        self.levels.push(Level { name: self.names.len(), spot });
        self.names.push_str(local);
        self.tags.push(tag);
        self.text.clear();
        self.leaf = true;
        Ok(())
    }

    fn pop(&mut self) {
        self.closing = false;
        self.leaf = false;
        self.tags.pop();
        if let Some(level) = self.levels.pop() {
            self.names.truncate(level.name);
        }
    }

    fn read_currency(&mut self, attributes: &str) -> Result<(), Remark> {
        // As nearly all banks write it.
        if let Some(code) = attributes.strip_prefix(" Ccy=\"").and_then(|rest| rest.strip_suffix('"'))
            && code.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            self.currency.push_str(code);
            return Ok(());
        }
        // Looking for any attribute given twice would allocate for every amount; only this one matters.
        for attribute in Attributes::new(attributes, 0).with_checks(false) {
            let attribute = attribute.map_err(|error| malformed(&error.into(), false))?;
            if attribute.key.local_name().as_ref() != "Ccy" {
                continue;
            }
            if !self.currency.is_empty() {
                return Err(malformed(&AttrError::Duplicated(0, 0).into(), false));
            }
            self.currency.push_str(&attribute.value);
        }
        Ok(())
    }

    fn read_namespace(&mut self, attributes: &str) {
        for attribute in Attributes::new(attributes, 0).with_checks(false).flatten() {
            if !attribute.key.as_ref().starts_with("xmlns") {
                continue;
            }
            let name = attribute.value.rsplit(':').next().unwrap_or_default();
            if name.starts_with(FAMILY) {
                self.message = Some(name.to_owned());
            }
        }
    }

    fn append(&mut self, text: &str) -> Result<(), Remark> {
        if self.tags.is_empty() {
            // What some transports pad with is harmless after the root.
            let padding = |c: char| c.is_whitespace() || matches!(c, '\0' | '\u{1a}' | '\u{feff}');
            return if text.chars().all(padding) { Ok(()) } else { Err(not_xml()) };
        }
        if !self.leaf {
            return Ok(());
        }
        // Every byte is looked at, without stopping early: several at once.
        if text.bytes().fold(true, |plain, byte| plain & (byte >= b' ')) {
            self.text.push_str(text);
        } else {
            self.append_lines(text)?;
        }
        if u64::try_from(self.text.len()).is_ok_and(|length| length <= EVENT_LIMIT) { Ok(()) } else { Err(too_long()) }
    }

    /// Line ends as XML 1.0 reads them (§2.11), and none of the characters that it forbids.
    fn append_lines(&mut self, text: &str) -> Result<(), Remark> {
        if text.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) {
            return Err(Remark::fatal(
                "control_character",
                "Un texte contient un caractère de contrôle que XML interdit.",
                "Le fichier a été abîmé : demandez-en un nouveau à la banque.",
            ));
        }
        if text.contains('\r') {
            self.text.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.text.push_str(text);
        }
        Ok(())
    }

    fn reference(&mut self, name: &str) -> Result<(), Remark> {
        let mut encoded = [0; 4];
        let text = match (BytesRef::new(name).resolve_char_ref(), name) {
            (Ok(Some(character)), _) => &*character.encode_utf8(&mut encoded),
            (Ok(None), "amp") => "&",
            (Ok(None), "lt") => "<",
            (Ok(None), "gt") => ">",
            (Ok(None), "quot") => "\"",
            (Ok(None), "apos") => "'",
            (_, name) => {
                return Err(Remark::fatal(
                    "entity_refused",
                    format!("Le fichier utilise l'entité {}, qui n'est pas définie en XML.", quoted(name)),
                    "Un fichier de banque n'en contient pas : demandez un nouveau fichier.",
                ));
            }
        };
        self.append(text)
    }

    fn end(&self) -> Result<(), Remark> {
        if self.tags.is_empty() && self.root_seen {
            return Ok(());
        }
        if !self.root_seen {
            return Err(not_xml());
        }
        Err(Remark::fatal(
            "file_truncated",
            "Le fichier s'arrête avant sa fin.",
            "Le transfert a sans doute été interrompu : téléchargez le fichier à nouveau.",
        ))
    }

    fn path_text(&self) -> String {
        let mut path = String::with_capacity(self.names.len().saturating_add(24));
        let ends = self.levels.iter().skip(1).map(|level| level.name).chain([self.names.len()]);
        for ((level, end), tag) in self.levels.iter().zip(ends).zip(&self.tags) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(self.names.get(level.name..end).unwrap_or_default());
            match tag {
                Tag::Stmt | Tag::Rpt | Tag::Ntfctn => push_number(&mut path, self.statement),
                Tag::Ntry => push_number(&mut path, self.entry),
                _ => {}
            }
        }
        path
    }
}

/// The local name of an element; the names looked for have no prefix, and nearly all elements neither.
fn local(name: &str) -> (&str, Tag) {
    match Tag::of(name) {
        Tag::Other => {
            let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
            (local, Tag::of(local))
        }
        tag => (name, tag),
    }
}

fn push_number(path: &mut String, number: u64) {
    // Into the text itself: every entry has a place.
    let _ = write!(path, "[{number}]");
}

fn doctype() -> Remark {
    Remark::fatal(
        "dtd_refused",
        "Le fichier contient une déclaration DOCTYPE, refusée par sécurité.",
        "Un fichier de banque n'en contient pas : vérifiez sa provenance.",
    )
}

fn not_xml() -> Remark {
    Remark::fatal(
        "not_xml",
        "Le fichier n'est pas un document XML.",
        "Un relevé camt.053, camt.052 ou camt.054 est attendu : vérifiez le fichier choisi.",
    )
}
