//! The square code of a signed sheet, read off its scan: which statement the sheet answers (RULE 91).
//!
//! A scan may be skewed, stained or of another thing altogether: a code that does not let itself be read is nothing, and the second look
//! compares the sheet by eye.

use crate::intake::evidence::Kind;
use crate::statement::reply::Mark;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::{GrayImage, ImageFormat, ImageReader, Limits, imageops};
use rqrr::PreparedImage;
use std::io::Cursor;

/// The longer side that a picture is read at: a sheet at 250 points an inch.
const LONGEST: u32 = 2_900;
/// The longest side of a picture that is unpacked at all: a sheet at 1 200 points an inch.
const LARGEST: u32 = 15_000;
/// What unpacking a picture may take: 512 MB.
const MEMORY: u64 = 512 << 20;
/// How many pages of a PDF are looked at: the whole statement may have been scanned with its sheet.
const PAGES: usize = 12;

/// The mark on a sheet, of whatever statement. It takes a while: seconds for a large scan.
#[must_use]
pub fn mark_on(kind: Kind, bytes: &[u8]) -> Option<Mark> {
    match kind {
        Kind::Png => read(&picture(ImageFormat::Png, bytes)?),
        Kind::Jpeg => read(&picture(ImageFormat::Jpeg, bytes)?),
        Kind::Pdf => {
            let pdf = Pdf::new(bytes.to_vec()).ok()?;
            // The sheet is the last page of a statement.
            pdf.pages().iter().rev().take(PAGES).find_map(|page| read(&drawn(page)?))
        }
    }
}

fn picture(format: ImageFormat, bytes: &[u8]) -> Option<GrayImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?.into_luma8();
    let (width, height) = picture.dimensions();
    if width.max(height) <= LONGEST {
        return Some(picture);
    }
    let side = |side: u32| u32::try_from(u64::from(side) * u64::from(LONGEST) / u64::from(width.max(height))).unwrap_or(1).max(1);
    Some(imageops::resize(&picture, side(width), side(height), imageops::FilterType::Triangle))
}

/// A page as a picture, neither too coarse for a code nor larger than a scan.
fn drawn(page: &Page<'_>) -> Option<GrayImage> {
    let (width, height) = page.render_dimensions();
    // A sheet in points is drawn at 216 points an inch; a page measured in pixels of its scan, as it is or smaller.
    let scale = match width.max(height) {
        side if side <= 1_000.0 => 3.0,
        side if side <= 3_000.0 => 1.0,
        side if side <= 9_000.0 => 0.3,
        _ => return None,
    };
    let settings = RenderSettings { x_scale: scale, y_scale: scale, bg_color: WHITE, ..RenderSettings::default() };
    let page = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    let grey = |[red, green, blue, _]: &[u8; 4]| {
        let sum = u16::from(*red).saturating_add(u16::from(*green)).saturating_add(u16::from(*blue));
        u8::try_from(sum / 3).unwrap_or(u8::MAX)
    };
    let (colours, _) = page.data_as_u8_slice().as_chunks::<4>();
    GrayImage::from_raw(page.width().into(), page.height().into(), colours.iter().map(grey).collect())
}

fn read(picture: &GrayImage) -> Option<Mark> {
    let side = |side: u32| usize::try_from(side).ok();
    let (width, height) = (side(picture.width())?, side(picture.height())?);
    let shade = |x: usize, y: usize| {
        let at = y.saturating_mul(width).saturating_add(x);
        picture.as_raw().get(at).copied().unwrap_or(u8::MAX)
    };
    let mut prepared = PreparedImage::prepare_from_greyscale(width, height, shade);
    prepared.detect_grids().into_iter().find_map(|grid| Mark::read(&grid.decode().ok()?.1))
}
