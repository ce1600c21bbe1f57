//! One piece of markup or text of an XML file.

use quick_xml::events::Event;

/// One event, as far as the reader looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Markup<'a> {
    /// A tag that opens an element.
    Open {
        /// With its prefix.
        name: &'a str,
        /// What follows the name.
        attributes: &'a str,
        /// Whether it closes the element too.
        empty: bool,
    },
    /// The tag that closes the latest open element.
    Close,
    /// Text, as it stands in the file.
    Text(&'a str),
    /// A reference to a character or an entity, without `&` and `;`.
    Reference(&'a str),
    /// A document type.
    Doctype,
    /// A declaration, a processing instruction or a comment.
    Aside,
    /// The file is over.
    End,
}

impl<'a> Markup<'a> {
    /// What the XML reader found.
    pub(crate) fn of(event: &'a Event<'_>) -> Self {
        match event {
            Event::Start(tag) => Self::Open { name: tag.name().into_inner(), attributes: tag.attributes_raw(), empty: false },
            Event::Empty(tag) => Self::Open { name: tag.name().into_inner(), attributes: tag.attributes_raw(), empty: true },
            Event::End(_) => Self::Close,
            Event::Text(text) => Self::Text(text),
            Event::CData(text) => Self::Text(text),
            Event::GeneralRef(reference) => Self::Reference(reference),
            Event::DocType(_) => Self::Doctype,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Self::Aside,
            Event::Eof => Self::End,
        }
    }
}

/// Whether a name has none of the characters with which markup is told apart: such a name could not be found again in a closing tag.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['"', '\'', '<', '&', '='])
}

/// White space of XML 1.0 (§2.3).
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// The first tag or text, and what follows it. Nothing for what is rare in a bank file (comments, references, CDATA…) and for what is
/// malformed: the XML reader has the last word on those. `open` is the name of the element in which `text` stands.
pub(crate) fn split<'a>(text: &'a str, open: Option<&str>) -> Option<(Markup<'a>, &'a str)> {
    let Some(tag) = text.strip_prefix('<') else {
        if text.is_empty() {
            return Some((Markup::End, text));
        }
        let end = memchr::memchr2(b'<', b'&', text.as_bytes()).unwrap_or(text.len());
        let (text, rest) = text.split_at_checked(end).filter(|_| end > 0)?;
        return Some((Markup::Text(text), rest));
    };
    match tag.as_bytes().first()? {
        b'/' => close(tag, open?),
        b'!' | b'?' => None,
        _ => start(tag),
    }
}

/// Past the `</` of a closing tag, if it closes that element.
fn close<'a>(tag: &'a str, open: &str) -> Option<(Markup<'a>, &'a str)> {
    let after = tag.strip_prefix('/')?.strip_prefix(open)?;
    let rest = match after.strip_prefix('>') {
        Some(rest) => rest,
        None => after.trim_start_matches([' ', '\t', '\r', '\n']).strip_prefix('>')?,
    };
    Some((Markup::Close, rest))
}

/// Past the `<` of an opening tag.
fn start(tag: &str) -> Option<(Markup<'_>, &str)> {
    let (tag, rest) = tag.split_at_checked(end(tag.as_bytes())?)?;
    let (content, empty) = match tag.strip_suffix('/') {
        Some(content) => (content, true),
        None => (tag, false),
    };
    let length = content.bytes().position(is_space).unwrap_or(content.len());
    let (name, attributes) = content.split_at_checked(length)?;
    Some((Markup::Open { name, attributes, empty }, rest.strip_prefix('>')?))
}

/// Where the `>` of a tag is: the first one outside of quotes.
fn end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(opened), byte) if opened == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::Reader;

    /// The pieces found here, until one is left to the XML reader.
    fn ours(mut text: &str) -> Vec<Markup<'_>> {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        while let Some((markup, rest)) = split(text, open.last().copied()) {
            match markup {
                // The reader goes no further.
                Markup::Open { name, .. } if !is_name(name) => break,
                Markup::Open { name, empty: false, .. } => open.push(name),
                Markup::Close => drop(open.pop()),
                _ => {}
            }
            found.push(markup);
            if markup == Markup::End {
                break;
            }
            text = rest;
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// Names, quotes and white space in any order: what is found here is what the XML reader finds.
        #[test]
        fn the_xml_reader_finds_the_same(text in "(</?[aé]{0,2}(/|[ \t]|b=['\"][>/]?['\"]?){0,3}>|[aé ]|<|>|&amp;|<!--a-->){0,12}") {
            let ours = ours(&text);
            let mut reader = Reader::from_str(&text);
            for (at, markup) in ours.iter().enumerate() {
                match reader.read_event() {
                    Ok(event) => prop_assert_eq!(*markup, Markup::of(&event), "{}: {}", at, text),
                    Err(error) => prop_assert!(false, "{at}: {text}: {markup:?} instead of {error}"),
                }
            }
            // What was left is rare or malformed.
            if let Ok(Event::Start(tag) | Event::Empty(tag)) = reader.read_event() {
                prop_assert!(!is_name(tag.name().into_inner()), "{tag:?}: {text}");
            }
        }
    }

    #[test]
    fn an_end_inside_quotes_is_no_end() {
        let found = ours("<a b='>'>1</a >");
        let open = Markup::Open { name: "a", attributes: " b='>'", empty: false };
        assert_eq!(found, [open, Markup::Text("1"), Markup::Close, Markup::End]);
    }
}
