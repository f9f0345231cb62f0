//! The metrics that have a history.

use crate::analysis::Quantile;
use crate::analysis::metric::{Better, METRICS, Metric};
use crate::figure::chart::AxisPlace;
use crate::figure::timeline::TimelinePoint;
use crate::wording::{self, NO_BREAK, Unit, range};

use super::PastTarget;

/// What is shown over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryMetric {
    /// Compliance.
    Compliance,
    /// The quality-performance rate.
    Qpr,
    /// The median time.
    Median,
    /// The 90th percentile of times.
    NinetiethPercentile,
}

impl HistoryMetric {
    /// All of them, the usual one first.
    pub const ALL: [Self; 4] = [Self::Compliance, Self::Qpr, Self::Median, Self::NinetiethPercentile];

    /// Its id in the registry of metrics.
    pub fn id(self) -> &'static str {
        match self {
            Self::Compliance => "compliance",
            Self::Qpr => "qpr",
            Self::Median => "total.p50",
            Self::NinetiethPercentile => "total.p90",
        }
    }

    /// The metric with this id; `None` of one that has no history.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.id() == id)
    }

    pub(super) fn entry(self) -> Option<&'static Metric> {
        METRICS.iter().find(|metric| metric.id == self.id())
    }

    pub(super) fn label(self) -> &'static str {
        self.entry().map_or("", |metric| metric.label)
    }

    /// Whether it depends on the machine.
    pub(super) fn is_timed(self) -> bool {
        self != Self::Compliance
    }

    /// A target's value; `None` if it was not measured.
    pub(super) fn of(self, target: &PastTarget<'_>) -> Option<TimelinePoint> {
        let time = |quantile: Quantile| {
            let interval = match quantile {
                Quantile::At { interval: Some((low, Some(high))), .. } => Some((low.as_secs_f64(), high.as_secs_f64())),
                _ => None,
            };
            Some(TimelinePoint { at: AxisPlace::of_time(quantile)?, interval })
        };
        match self {
            Self::Compliance => target.compliance.map(|share| TimelinePoint {
                at: AxisPlace::At(share.value.percent()),
                interval: Some((share.low.percent(), share.high.percent())),
            }),
            Self::Qpr => {
                target.qpr.map(|rate| TimelinePoint { at: AxisPlace::At(rate.value), interval: rate.interval })
            }
            Self::Median => time(target.times.0),
            Self::NinetiethPercentile => time(target.times.1),
        }
    }

    /// A number that is less for a better value.
    pub(super) fn cost(self, point: TimelinePoint) -> f64 {
        match (point.at, self.better()) {
            (AxisPlace::At(value), Better::More) => -value,
            (AxisPlace::At(value), _) => value,
            (AxisPlace::Beyond, _) => f64::INFINITY,
        }
    }

    pub(super) fn better(self) -> Better {
        self.entry().map_or(Better::Neither, |metric| metric.better)
    }

    /// A target's value in words: `91.2 % (95 % CI 88–94)`.
    pub(super) fn words(self, target: &PastTarget<'_>, point: TimelinePoint) -> String {
        let unit = self.entry().map_or(Unit::Plain, |metric| metric.unit);
        let quantile = if self == Self::Median { target.times.0 } else { target.times.1 };
        let value = match (point.at, quantile) {
            (AxisPlace::At(value), _) => unit.prose(value),
            (AxisPlace::Beyond, Quantile::Beyond { bound, .. }) => wording::over(bound),
            (AxisPlace::Beyond, _) => "over the limit".to_owned(),
        };
        let interval = point.interval.map(|(low, high)| match unit {
            Unit::Percent => wording::interval(low, high),
            unit => range(&unit.cell(low), &unit.cell(high)),
        });
        // An interval of times is in seconds, whatever the unit of the time before it.
        let seconds = if unit == Unit::Seconds { format!("{NO_BREAK}s") } else { String::new() };
        interval.map_or(value.clone(), |interval| format!("{value} (95{NO_BREAK}% CI {interval}{seconds})"))
    }
}
