//! An axis on the drawing: linear or logarithmic, with a gutter beyond its limit.
//!
//! plotters clamps a value that it cannot place to the edge of the plot, where it looks like a measurement; so [`can_be_placed`] tells
//! beforehand which values can be drawn.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::wording::Unit;

use super::chart::{Axis, AxisPlace, Scale};
use super::layout::BREAK;
use super::svg::backend::SCALE;
use super::ticks;

/// The room on either side of the values, as a share of their range.
const ROOM: f64 = 0.125;

/// An axis fitted to its values, in the form that plotters needs.
#[derive(Debug, Clone)]
pub(super) struct FittedAxis {
    unit: Unit,
    scale: Scale,
    low: f64,
    high: f64,
    /// Units of the drawing at the far end that belong to values beyond the limit: a strip, and the break before it.
    gutter: i32,
    /// Those of the strip.
    strip: i32,
    /// Those that a label of a tick needs.
    label: f64,
    ticks: Vec<f64>,
}

impl FittedAxis {
    /// Fits an axis to its values (finite, positive on a logarithmic scale) over `length` units of the drawing, with room for
    /// tick labels of `label` units.
    pub(super) fn fit(axis: &Axis, values: &[f64], length: i32, strip: i32, label: f64) -> Self {
        let limit = axis.limit.filter(|limit| has_place(axis.scale, *limit));
        let (gutter, strip) = if limit.is_some() { (strip + BREAK, strip) } else { (0, 0) };
        let (low, high) = match axis.scale {
            Scale::Logarithmic => logarithmic_range(values, limit),
            Scale::Linear => linear_range(axis.unit, values),
        };
        let room = f64::from(length - gutter);
        let ticks = match axis.scale {
            Scale::Logarithmic => ticks::logarithmic(axis.unit, low, high, room, label),
            Scale::Linear => ticks::linear(axis.unit, low, high, room, label),
        };
        Self { unit: axis.unit, scale: axis.scale, low, high, gutter, strip, label, ticks }
    }

    /// The axis without the ticks whose labels, of the width that is given, would leave the drawing, or reach into the label of the strip beyond the
    /// limit: this much room is before its beginning and beyond its end.
    pub(super) fn with_labels_inside(
        mut self,
        length: i32,
        (before, beyond): (f64, f64),
        width: impl Fn(&str) -> f64,
    ) -> Self {
        let inside = f64::from(length - self.gutter);
        let beyond = if self.gutter > 0 { f64::from(BREAK) } else { beyond };
        let fits = |tick: &f64| {
            let (half, at) = (width(&self.unit.tick(*tick)) / 2.0, self.share(*tick) * inside);
            half <= at + before && half <= inside - at + beyond
        };
        let ticks: Vec<f64> = self.ticks.iter().copied().filter(fits).collect();
        // One tick alone says nothing of any other place: then closer ones.
        let closer = || ticks::closer(self.unit, self.low, self.high, inside, self.label).into_iter().filter(fits);
        self.ticks = if ticks.len() < 2 { closer().collect() } else { ticks };
        self
    }

    /// The lower end.
    pub(super) fn low(&self) -> f64 {
        self.low
    }

    /// The values of its ticks.
    pub(super) fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    /// The labels of its ticks.
    pub(super) fn tick_labels(&self) -> Vec<String> {
        self.ticks.iter().map(|tick| self.unit.tick(*tick)).collect()
    }

    /// The number by which [`Ranged::map`] finds a place.
    pub(super) fn number(&self, place: AxisPlace) -> f64 {
        match place {
            AxisPlace::At(value) => value,
            // Any number over the limit is drawn in the middle of the gutter.
            AxisPlace::Beyond => f64::MAX,
        }
    }

    fn share(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Logarithmic => (value / self.low).ln() / (self.high / self.low).ln(),
        }
    }
}

/// Whether a scale has a place for a value.
pub(super) fn has_place(scale: Scale, value: f64) -> bool {
    value.is_finite() && (scale == Scale::Linear || value > 0.0)
}

/// Whether an axis has a place for a value.
pub(super) fn can_be_placed(axis: &Axis, place: AxisPlace) -> bool {
    match place {
        AxisPlace::At(value) => has_place(axis.scale, value),
        AxisPlace::Beyond => axis.limit.is_some(),
    }
}

impl Ranged for FittedAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let far = to - self.gutter * SCALE * (to - from).signum();
        if *value > self.high && self.gutter > 0 {
            return to - self.strip * SCALE / 2 * (to - from).signum();
        }
        from + (f64::from(far - from) * self.share(*value).clamp(-0.5, 1.5)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for FittedAxis {
    fn format_ext(&self, value: &f64) -> String {
        self.unit.tick(*value)
    }
}

/// An eighth of the values' range on either side, so that they span four fifths of the axis; a factor of four around a single value.
fn logarithmic_range(values: &[f64], limit: Option<f64>) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(0.0, f64::max);
    match (limit, least.is_finite()) {
        (_, true) => {
            let room = (most / least).powf(ROOM);
            if room > 1.0 { (least / room, most * room) } else { (least / 2.0, most * 2.0) }
        }
        (Some(limit), false) => (limit / 10.0, limit),
        (None, false) => (1.0, 10.0),
    }
}

fn linear_range(unit: Unit, values: &[f64]) -> (f64, f64) {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if unit == Unit::Percent {
        let low = if least.is_finite() { ((least / 10.0).floor() * 10.0).clamp(0.0, 90.0) } else { 0.0 };
        return (low, 100.0);
    }
    if !least.is_finite() {
        return (0.0, 1.0);
    }
    let span = (most - least).max(most.abs() * 0.1).max(f64::MIN_POSITIVE);
    // The position of a dot shows its value, not its distance from zero, so zero need not be shown; but it is included if it is near.
    let low = if least >= 0.0 && least < span { 0.0 } else { least - span * 0.1 };
    (low, most + span * 0.1)
}
