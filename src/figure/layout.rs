//! What all drawings share: the measures of the two layouts, and where marks lead.

/// The measures of a layout, in units of the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Which layout it is.
    pub(super) layout: Layout,
    pub(super) width: i32,
    /// Height of a scatterplot.
    pub(super) height: i32,
    /// Width of the strip for values over the limit.
    pub(super) gutter: i32,
    pub(super) font: f64,
    /// Room for one tick label of the horizontal axis.
    pub(super) tick: f64,
}

/// A layout, chosen by the width of the page's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Wide,
    Narrow,
}

impl Layout {
    /// Its class in the style sheet.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// For columns of 600 px and more.
pub(super) const WIDE: Frame =
    Frame { layout: Layout::Wide, width: 720, height: 470, gutter: 60, font: 13.0, tick: 54.0 };

/// For phones.
pub(super) const NARROW: Frame =
    Frame { layout: Layout::Narrow, width: 358, height: 430, gutter: 44, font: 12.0, tick: 48.0 };

/// For the card of a page, where it is seen at half its size or less.
#[cfg(feature = "png")]
pub(super) const CARD: Frame =
    Frame { layout: Layout::Narrow, width: 352, height: 340, gutter: 44, font: 13.0, tick: 52.0 };

/// Width of the break of an axis before the strip for values over the limit.
pub(super) const BREAK: i32 = 14;

/// Where marks lead.
#[derive(Clone, Copy)]
pub enum Links<'a> {
    /// To the address that this gives for the key of a mark's row in the companion table.
    To(&'a dyn Fn(&str) -> String),
    /// Nowhere: marks are not links.
    None,
}

/// What a drawing could not show.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Omissions {
    /// Labels for which there was no room.
    pub(super) hidden: Vec<String>,
    /// Points for which the axes have no place.
    pub(super) left_out: usize,
    /// Where the vertical axis starts, in its unit; absent without one.
    pub(super) y_low: Option<f64>,
}
