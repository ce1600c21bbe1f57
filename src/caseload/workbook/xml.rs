//! The elements of a part, whatever prefix its writer chose. No document type, so no entity that grows.

use super::unreadable;
use crate::refusal::Refusal;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What comes next in a part.
pub(super) enum Item<'a> {
    /// An element begins.
    Start(BytesStart<'a>),
    /// An element without content.
    Empty(BytesStart<'a>),
    /// An element of that name ends.
    End(String),
    /// Text, its references resolved.
    Text(String),
}

/// A walk through the elements of a part.
pub(super) struct Tags<'a> {
    reader: Reader<&'a [u8]>,
}

impl<'a> Tags<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { reader: Reader::from_str(text) }
    }

    /// The next item; none at the end.
    ///
    /// # Errors
    /// `workbook_unreadable`.
    pub(super) fn next(&mut self) -> Result<Option<Item<'a>>, Refusal> {
        let malformed = || unreadable("Une partie n'est pas du XML lisible.");
        loop {
            return Ok(Some(match self.reader.read_event().map_err(|_| malformed())? {
                Event::Start(tag) => Item::Start(tag),
                Event::Empty(tag) => Item::Empty(tag),
                Event::End(tag) => Item::End(tag.local_name().into_inner().to_owned()),
                Event::Text(text) => Item::Text(text.into_inner().into_owned()),
                Event::CData(text) => Item::Text(text.into_inner().into_owned()),
                Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                    Ok(Some(character)) => Item::Text(character.to_string()),
                    Ok(None) => Item::Text(resolve_predefined_entity(&reference).ok_or_else(malformed)?.to_owned()),
                    Err(_) => return Err(malformed()),
                },
                Event::DocType(_) => return Err(malformed()),
                Event::Eof => return Ok(None),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            }));
        }
    }

    /// The next element that begins, with or without content.
    ///
    /// # Errors
    /// `workbook_unreadable`.
    pub(super) fn next_start(&mut self) -> Result<Option<BytesStart<'a>>, Refusal> {
        while let Some(item) = self.next()? {
            if let Item::Start(tag) | Item::Empty(tag) = item {
                return Ok(Some(tag));
            }
        }
        Ok(None)
    }
}

/// The value of an attribute, by its name without prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|one| one.key.local_name().into_inner() == name)?;
    found.normalized_value(XmlVersion::Explicit1_0).ok().map(|value| value.into_owned())
}
