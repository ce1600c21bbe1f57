//! An XML document as a tree of local names, read under limits: no DTD, bounded size and depth.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// Largest document, in bytes: ten times a file of 10 000 transfers.
const LARGEST: usize = 64 * 1024 * 1024;
/// Deepest nesting; the messages read here stay under 15.
const DEEPEST: usize = 32;

/// Most elements: six times a file of 10 000 transfers.
const MOST_ELEMENTS: usize = 1_000_000;
/// Most attributes of one element; comparing their names takes the square of their number.
const MOST_ATTRIBUTES: usize = 16;

/// One element: its local name, its text if it has no child, its children in order.
#[derive(Debug, Default)]
pub(crate) struct Element<'a> {
    pub(crate) name: &'a str,
    /// Position of its start tag, in bytes from the start of the document.
    pub(crate) offset: usize,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: Cow<'a, str>,
    pub(crate) children: Vec<Self>,
}

/// A document: its root and what was met beside elements.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) root: Element<'a>,
    /// Position of the first comment or processing instruction.
    pub(crate) comment: Option<usize>,
}

/// Why no tree can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// More than [`LARGEST`] bytes, [`MOST_ELEMENTS`] elements or [`MOST_ATTRIBUTES`] attributes on one of them.
    TooLarge,
    /// Not UTF-8.
    Encoding,
    /// A document type declaration, never needed and a known way to attack a reader.
    Dtd,
    /// Nested deeper than [`DEEPEST`].
    TooDeep,
    /// Not well-formed XML, or an entity of no DTD.
    Malformed,
}

/// Where and why reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) offset: usize,
    /// Local names from the root to the element being read, joined by `/`.
    pub(crate) path: String,
}

impl<'a> Element<'a> {
    /// First child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Children of that name, in order.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> + use<'a, 'e> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// First descendant along a path of names such as `Id/IBAN`.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// Trimmed text along a path, when there is some.
    pub(crate) fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).map(|element| element.text.trim()).filter(|text| !text.is_empty())
    }

    /// Value of an attribute, by its local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a whole document. A byte order mark is skipped; its absence or presence is for the caller to judge.
pub(crate) fn read(bytes: &[u8]) -> Result<Document<'_>, Fault> {
    let fault = |kind, offset| Fault { kind, offset, path: String::new() };
    if bytes.len() > LARGEST {
        return Err(fault(FaultKind::TooLarge, LARGEST));
    }
    let input = std::str::from_utf8(bytes).map_err(|error| fault(FaultKind::Encoding, error.valid_up_to()))?;
    let body = input.strip_prefix('\u{feff}').unwrap_or(input);
    Builder { input: body, skipped: input.len() - body.len(), ..Builder::default() }.run()
}

#[derive(Default)]
struct Builder<'a> {
    input: &'a str,
    /// Bytes of the byte order mark, so that offsets count from the start of the file.
    skipped: usize,
    open: Vec<Element<'a>>,
    root: Option<Element<'a>>,
    comment: Option<usize>,
    elements: usize,
}

impl<'a> Builder<'a> {
    fn run(mut self) -> Result<Document<'a>, Fault> {
        let mut reader = Reader::from_str(self.input);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => event,
                Err(_) => return Err(self.fault(FaultKind::Malformed, at)),
            };
            self.take(event, at).map_err(|kind| self.fault(kind, at))?;
        }
        match (self.root.take(), self.open.is_empty()) {
            (Some(root), true) => Ok(Document { root, comment: self.comment }),
            _ => Err(self.fault(FaultKind::Malformed, self.input.len())),
        }
    }

    fn take(&mut self, event: Event<'a>, at: usize) -> Result<(), FaultKind> {
        match event {
            Event::Start(tag) => {
                let element = self.element(&tag, at)?;
                self.open.push(element);
                if self.open.len() > DEEPEST { Err(FaultKind::TooDeep) } else { Ok(()) }
            }
            Event::Empty(tag) => {
                let element = self.element(&tag, at)?;
                self.close(element);
                Ok(())
            }
            Event::End(_) => {
                let element = self.open.pop().ok_or(FaultKind::Malformed)?;
                self.close(element);
                Ok(())
            }
            Event::Text(text) => self.append(text.into_inner()),
            Event::CData(data) => self.append(data.into_inner()),
            Event::GeneralRef(reference) => self.append(resolve(&reference)?),
            Event::DocType(_) => Err(FaultKind::Dtd),
            Event::Comment(_) | Event::PI(_) => {
                self.comment.get_or_insert(at + self.skipped);
                Ok(())
            }
            Event::Decl(_) | Event::Eof => Ok(()),
        }
    }

    fn element(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<Element<'a>, FaultKind> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(FaultKind::Malformed);
        }
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err(FaultKind::TooLarge);
        }
        // The name is sliced from the input, where it follows the "<", so that it needs no copy.
        let end = at + 1 + tag.name().as_ref().len();
        let name = self.input.get(at + 1..end).ok_or(FaultKind::Malformed)?;
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| FaultKind::Malformed)?;
            if attributes.len() == MOST_ATTRIBUTES {
                return Err(FaultKind::TooLarge);
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| FaultKind::Malformed)?;
            attributes.push((local(attribute.key.as_ref()).to_owned(), value.into_owned()));
        }
        Ok(Element { name: local(name), offset: at + self.skipped, attributes, ..Element::default() })
    }

    fn close(&mut self, mut element: Element<'a>) {
        if !element.children.is_empty() {
            element.text = Cow::Borrowed("");
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn append(&mut self, part: Cow<'a, str>) -> Result<(), FaultKind> {
        match self.open.last_mut() {
            Some(element) if element.text.is_empty() => element.text = part,
            Some(element) => element.text.to_mut().push_str(&part),
            None if part.trim().is_empty() => {}
            None => return Err(FaultKind::Malformed),
        }
        Ok(())
    }

    fn fault(&self, kind: FaultKind, at: usize) -> Fault {
        let names: Vec<&str> = self.open.iter().map(|element| element.name).collect();
        Fault { kind, offset: at.saturating_add(self.skipped), path: names.join("/") }
    }
}

fn resolve<'a>(reference: &BytesRef<'_>) -> Result<Cow<'a, str>, FaultKind> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(Cow::Owned(c.to_string())),
        Ok(None) => resolve_xml_entity(reference).map(Cow::Borrowed).ok_or(FaultKind::Malformed),
        Err(_) => Err(FaultKind::Malformed),
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
