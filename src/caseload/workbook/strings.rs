//! The texts that cells share.

use super::cells::Limits;
use super::unreadable;
use super::xml::{Item, Tags};
use crate::refusal::Refusal;

/// The texts, by their position.
#[derive(Debug, Default)]
pub(super) struct Strings(Vec<String>);

impl Strings {
    /// Reads the part that holds them; an empty one holds none.
    ///
    /// # Errors
    /// `workbook_unreadable`, `workbook_too_large`.
    pub(super) fn read(text: &str, limits: &mut Limits) -> Result<Self, Refusal> {
        let mut strings = Self::default();
        let mut tags = Tags::of(text);
        while let Some(item) = tags.next()? {
            match item {
                Item::Start(tag) if tag.local_name().into_inner() == "si" => {
                    let text = rich_text(&mut tags, "si")?;
                    limits.share(&text)?;
                    strings.0.push(text);
                }
                Item::Empty(tag) if tag.local_name().into_inner() == "si" => {
                    limits.share("")?;
                    strings.0.push(String::new());
                }
                _ => {}
            }
        }
        Ok(strings)
    }

    /// The text at a position.
    pub(super) fn get(&self, position: &str) -> Option<&str> {
        self.0.get(position.trim().parse::<usize>().ok()?).map(String::as_str)
    }
}

/// The text of an element up to its end, in as many pieces as it is printed, without what says how it is pronounced.
///
/// # Errors
/// `workbook_unreadable`.
pub(super) fn rich_text(tags: &mut Tags<'_>, element: &str) -> Result<String, Refusal> {
    let (mut text, mut inside, mut spoken) = (String::new(), false, false);
    while let Some(item) = tags.next()? {
        match item {
            Item::Start(tag) => match tag.local_name().into_inner() {
                "t" => inside = true,
                "rPh" => spoken = true,
                _ => {}
            },
            Item::End(name) => match name.as_str() {
                "t" => inside = false,
                "rPh" => spoken = false,
                name if name == element => return Ok(text),
                _ => {}
            },
            Item::Text(part) if inside && !spoken => text.push_str(&part),
            Item::Text(_) | Item::Empty(_) => {}
        }
    }
    Err(unreadable("Une partie s'arrête au milieu."))
}
