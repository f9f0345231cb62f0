//! Axes as data, and places on them.

use crate::analysis::Quantile;
use crate::analysis::metric::Better;
use crate::wording::Unit;

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its name in the wide layout.
    pub name: String,
    /// Its name in the narrow layout.
    pub short_name: String,
    /// The unit of its values.
    pub unit: Unit,
    /// Which values are better.
    pub better: Better,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// The limit over which values are censored: after a break of the axis, a strip of its own is for them.
    pub limit: Option<f64>,
}

/// A scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Linear.
    Linear,
    /// Logarithmic: positive values only.
    Logarithmic,
}

/// A place on an axis, in the axis's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AxisPlace {
    /// At this value.
    At(f64),
    /// Over the axis's limit.
    Beyond,
}

impl AxisPlace {
    /// The place of a time on an axis of seconds; absent without one.
    pub(super) fn of_time(quantile: Quantile) -> Option<Self> {
        match quantile {
            Quantile::At { value, .. } => Some(Self::At(value.as_secs_f64())),
            Quantile::Beyond { .. } => Some(Self::Beyond),
            Quantile::Absent => None,
        }
    }
}
