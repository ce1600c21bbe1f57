//! The square code of the sheet to sign, drawn into a document that is already laid out.
//!
//! Its squares would be hundreds of elements of the template. The template leaves a shape of a colour of its own ([`PLACE`]) instead, and
//! that shape becomes the squares here, as one path: its tag and its alternative text stay around it.

use super::reply::squares;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::Document;
use typst::visualize::{Color, Curve, FillRule, Geometry, Paint, Shape};
use typst_layout::{Page, PagedDocument};

/// The red, green and blue of the shape that the template leaves; nothing else is of this colour.
const PLACE: [u8; 3] = [1, 2, 3];

/// Draws the code of this text in the last place that is left for it. None when none is, or no code holds the text.
#[must_use]
pub(super) fn draw(document: &PagedDocument, text: &str) -> Option<PagedDocument> {
    let mut pages = document.pages().to_vec();
    let drawn = |page: &mut Page| {
        let mut drawn = None;
        each_place(&mut page.frame, &mut |shape| drawn = squared(shape, text));
        drawn
    };
    pages.iter_mut().rev().find_map(drawn)?;
    Some(PagedDocument::new(pages.into_iter().collect(), document.info().clone()))
}

fn each_place(frame: &mut Frame, fill: &mut impl FnMut(&mut Shape)) {
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => each_place(&mut group.frame, fill),
            FrameItem::Shape(shape, _) if is_place(shape) => fill(shape),
            _ => {}
        }
        true
    });
}

fn is_place(shape: &Shape) -> bool {
    let [red, green, blue] = PLACE;
    shape.fill == Some(Paint::Solid(Color::from_u8(red, green, blue, u8::MAX)))
}

/// The shape becomes dark squares from its own corner. None when they do not fit its side.
fn squared(shape: &mut Shape, text: &str) -> Option<()> {
    let (blocks, side) = squares(text)?;
    let edges: Vec<Abs> = (0..=side).scan(Abs::zero(), |edge, _| Some(std::mem::replace(edge, *edge + Abs::pt(2.5)))).collect();
    let ground = shape.bbox(false).size();
    (*edges.last()? <= ground.x.min(ground.y)).then_some(())?;
    let edge = |at: u16| edges.get(usize::from(at)).copied().unwrap_or_default();
    let corner = |column: u16, row: u16| Point::new(edge(column), edge(row));
    let mut curve = Curve::new();
    for [row, column, rows, columns] in blocks {
        let (end, below) = (column.saturating_add(columns), row.saturating_add(rows));
        curve.move_(corner(column, row));
        curve.line(corner(end, row));
        curve.line(corner(end, below));
        curve.line(corner(column, below));
        curve.close();
    }
    shape.geometry = Geometry::Curve(curve);
    shape.fill_rule = FillRule::NonZero;
    Some(())
}
