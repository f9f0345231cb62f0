//! Rows below each other over an axis: where each begins, and how high a drawing of them is.

use crate::figure::layout::Frame;

/// Space below the rows, for the axis and its name.
pub(super) const FOOT: i32 = 46;

/// Rows of one height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    /// Space above them.
    pub(super) head: i32,
    pub(super) height: i32,
    pub(super) count: usize,
}

impl Rows {
    /// Where they end and the axis is.
    pub(super) fn bottom(self) -> i32 {
        // The bound only keeps a nonsensical number of rows from overflowing.
        self.head + self.height * i32::try_from(self.count).unwrap_or(i32::MAX / 64)
    }

    /// Width and height of a layout's drawing.
    pub(super) fn size(self, frame: Frame) -> (i32, i32) {
        (frame.width, self.bottom() + FOOT)
    }

    /// The top of a row.
    pub(super) fn top(self, index: usize) -> f64 {
        f64::from(self.head) + f64::from(self.height) * index as f64
    }
}
