//! A document under construction: elements in order, text escaped, nothing else.

use quick_xml::escape::escape;

/// XML text that grows.
pub(super) struct Xml {
    text: String,
}

impl Xml {
    /// A document of an ISO 20022 message, its root open.
    pub(super) fn document(message: &str) -> Self {
        Self {
            text: format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{message}\">\n"
            ),
        }
    }

    /// An element with children.
    pub(super) fn inside(&mut self, name: &str, children: impl FnOnce(&mut Self)) {
        self.text.extend(["<", name, ">"]);
        children(self);
        self.text.extend(["</", name, ">\n"]);
    }

    /// An element with text; left out when the text is empty.
    pub(super) fn leaf(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text.extend(["<", name, ">", &escape(text), "</", name, ">"]);
        }
    }

    /// Elements of which each holds the next, around one text.
    pub(super) fn nested(&mut self, names: &[&str], text: &str) {
        match names {
            [] => {}
            [name] => self.leaf(name, text),
            [name, rest @ ..] => {
                if !text.is_empty() {
                    self.inside(name, |xml| xml.nested(rest, text));
                }
            }
        }
    }

    /// An amount in euros.
    pub(super) fn amount(&mut self, name: &str, cents: i64) {
        self.text.extend(["<", name, " Ccy=\"EUR\">", &euros(cents), "</", name, ">"]);
    }

    /// The document, its root closed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.text.push_str("</Document>\n");
        self.text.into_bytes()
    }
}

/// The absolute value of an amount, `1234.56`.
pub(super) fn euros(cents: i64) -> String {
    let cents = cents.unsigned_abs();
    format!("{}.{:02}", cents / 100, cents % 100)
}
