//! Bars by month, drawn by the server. The figures always stand in a table beneath; the drawing only shows their shape.

use crate::calendar::Month;
use crate::money::Cents;
use crate::refusal::Failure;
use askama::Template;

/// Where the bars stand in the drawing, whose width and height its template says.
const LEFT: i64 = 66;
const RIGHT: i64 = 590;
const TOP: i64 = 14;
const BOTTOM: i64 = 206;
/// Lines across, besides the ground.
const STEPS: i64 = 4;

/// What one colour means.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    /// In words.
    pub words: &'static str,
    /// Its class.
    pub class: &'static str,
}

/// The bars of one month, an amount for each series; none is below zero.
#[derive(Clone, Debug)]
pub struct Bars {
    /// The month.
    pub month: Month,
    /// One amount for each series.
    pub amounts: Vec<Cents>,
}

/// How the bars of one month stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One on the other: parts of a whole.
    Stacked,
    /// Side by side: to be compared.
    Beside,
}

struct Rect {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    class: &'static str,
}

struct Label {
    x: i64,
    y: i64,
    words: String,
}

#[derive(Template)]
#[template(path = "backoffice/files/chart.html")]
struct Drawing<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    rects: Vec<Rect>,
    months: Vec<Label>,
    levels: Vec<Label>,
    series: &'a [Series],
}

/// Draws the bars; `id` tells two drawings of a page apart.
///
/// # Errors
/// Broken when it cannot be written.
pub fn draw(
    id: &str,
    (title, description): (&str, &str),
    series: &[Series],
    bars: &[Bars],
    layout: Layout,
) -> Result<String, Failure> {
    let highest = |bars: &Bars| match layout {
        Layout::Stacked => Cents::total(bars.amounts.iter().copied()).unwrap_or_default(),
        Layout::Beside => bars.amounts.iter().copied().max().unwrap_or_default(),
    };
    let step = step(bars.iter().map(highest).max().unwrap_or_default());
    let top = step.saturating_mul(STEPS);
    let height = |cents: Cents| scaled(cents.0, top, BOTTOM - TOP);
    let slot = (RIGHT - LEFT) / i64::try_from(bars.len().max(4)).unwrap_or(4);
    let mut rects = Vec::new();
    let mut months = Vec::new();
    let mut x = LEFT;
    for month in bars {
        rects.extend(month_rects(month, series, layout, (x, slot), &height));
        months.push(Label { x: x + slot / 2, y: BOTTOM + 20, words: short_month(month.month) });
        x += slot;
    }
    let level = |number: i64| {
        let euros = step.saturating_mul(number) / 100;
        Label { x: LEFT - 8, y: BOTTOM - scaled(number, STEPS, BOTTOM - TOP), words: format!("{} €", thousands(euros)) }
    };
    let levels = (0..=STEPS).map(level).collect();
    let drawing = Drawing { id, title, description, rects, months, levels, series };
    drawing.render().map_err(|error| Failure::Broken(format!("{error}.")))
}

fn month_rects(
    month: &Bars,
    series: &[Series],
    layout: Layout,
    (left, slot): (i64, i64),
    height: &dyn Fn(Cents) -> i64,
) -> Vec<Rect> {
    let many = i64::try_from(series.len().max(1)).unwrap_or(1);
    let room = slot * 7 / 10;
    let (width, shift) = if layout == Layout::Beside { (room / many, room / many) } else { (room, 0) };
    let (mut x, mut ground) = (left + (slot - room) / 2, BOTTOM);
    let mut rects = Vec::with_capacity(series.len());
    for (one, cents) in series.iter().zip(&month.amounts) {
        let height = height(*cents);
        if height > 0 {
            rects.push(Rect { x, y: ground - height, width, height, class: one.class });
        }
        if layout == Layout::Stacked {
            ground -= height;
        }
        x += shift;
    }
    rects
}

/// `part` of `whole`, on a length; 0 when either is not positive.
fn scaled(part: i64, whole: i64, length: i64) -> i64 {
    if part <= 0 || whole <= 0 {
        return 0;
    }
    i64::try_from(i128::from(part) * i128::from(length) / i128::from(whole)).unwrap_or(length)
}

/// The least round number of cents (1, 2 or 5 and zeros, ten euros at least) of which [`STEPS`] reach the highest bar.
fn step(highest: Cents) -> i64 {
    let mut unit = 1_000_i64;
    loop {
        for factor in [1, 2, 5] {
            let step = unit.saturating_mul(factor);
            if step.saturating_mul(STEPS) >= highest.0 {
                return step;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

fn thousands(euros: i64) -> String {
    if euros < 1_000 { euros.to_string() } else { format!("{}\u{a0}{:03}", euros / 1_000, euros % 1_000) }
}

fn short_month(month: Month) -> String {
    let name = month.in_french();
    let name = name.split(' ').next().unwrap_or_default();
    match name {
        "janvier" => "janv.",
        "février" => "févr.",
        "avril" => "avr.",
        "juillet" => "juil.",
        "septembre" => "sept.",
        "octobre" => "oct.",
        "novembre" => "nov.",
        "décembre" => "déc.",
        whole => whole,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels_are_round() {
        assert_eq!(step(Cents(0)), 1_000);
        assert_eq!(step(Cents(120_001)), 50_000);
        assert_eq!(step(Cents(80_000)), 20_000);
        assert_eq!(thousands(12_050), "12\u{a0}050");
        assert_eq!(short_month("2026-12".parse().unwrap()), "déc.");
    }

    proptest! {
        #[test]
        fn no_bar_leaves_the_drawing(amounts in prop::collection::vec((0_i64..9_000_000, 0_i64..9_000_000), 1..13), stacked: bool) {
            let series = [Series { words: "a", class: "a" }, Series { words: "b", class: "b" }];
            let month: Month = "2026-01".parse().unwrap();
            let bars: Vec<Bars> =
                amounts.into_iter().map(|(a, b)| Bars { month, amounts: vec![Cents(a), Cents(b)] }).collect();
            let layout = if stacked { Layout::Stacked } else { Layout::Beside };
            let whole = |bars: &Bars| if stacked { bars.amounts.iter().map(|c| c.0).sum() } else { bars.amounts.iter().map(|c| c.0).max().unwrap() };
            let top = step(Cents(bars.iter().map(whole).max().unwrap())) * STEPS;
            let slot = (RIGHT - LEFT) / i64::try_from(bars.len().max(4)).unwrap();
            for month in &bars {
                for rect in month_rects(month, &series, layout, (LEFT, slot), &|cents| scaled(cents.0, top, BOTTOM - TOP)) {
                    prop_assert!(rect.y >= TOP && rect.y + rect.height <= BOTTOM && rect.width > 0);
                    prop_assert!(rect.x >= LEFT && rect.x + rect.width <= LEFT + slot);
                }
            }
        }
    }
}
