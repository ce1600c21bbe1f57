//! The numbers of the pages, written into a document that is already laid out.
//!
//! A template that asks typst for its page numbers is laid out twice: a first time to count the pages. The template leaves a
//! place instead ([`PLACE`], drawn last on every page), and its digits are rearranged here.

use typst::layout::{Frame, FrameItem};
use typst::model::Document;
use typst::text::{Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

/// What the template draws where the number goes: every letter that a number is made of.
const PLACE: &str = "0123456789/";

/// Writes `2/4` in the place of the second page of four, and so on. A page without a place stays as it is.
#[must_use]
pub(super) fn number_pages(document: &PagedDocument) -> PagedDocument {
    let total = document.pages().len();
    let numbered = |(page, number): (&Page, usize)| {
        let mut page = page.clone();
        write_last(&mut page.frame, &format!("{number}/{total}"));
        page
    };
    PagedDocument::new(document.pages().iter().zip(1..).map(numbered).collect(), document.info().clone())
}

fn holds_place(item: &FrameItem) -> bool {
    match item {
        FrameItem::Group(group) => group.frame.items().any(|(_, item)| holds_place(item)),
        FrameItem::Text(text) => text.text == PLACE,
        _ => false,
    }
}

/// Only the last place is written in: the same letters elsewhere are somebody's words.
fn write_last(frame: &mut Frame, number: &str) {
    let Some(last) = frame.items().rposition(|(_, item)| holds_place(item)) else { return };
    let mut at = 0..;
    frame.retain(|item| {
        if at.next() == Some(last) {
            match item {
                FrameItem::Group(group) => write_last(&mut group.frame, number),
                FrameItem::Text(text) => write(text, number),
                _ => {}
            }
        }
        true
    });
}

fn write(place: &mut TextItem, number: &str) {
    let drawn = |(at, letter): (u16, char)| {
        let glyph = place.glyphs.get(PLACE.find(letter)?)?;
        Some(Glyph { range: at..at.saturating_add(1), ..glyph.clone() })
    };
    place.glyphs = (0..).zip(number.chars()).filter_map(drawn).collect();
    place.text = number.into();
}
