//! Compliance against the time to the complete answer: quality against performance.

use crate::analysis::headline::headline;
use crate::analysis::{FigureName, Front, TableName, is_dominated};
use crate::figure::chart::PointFront;
use crate::figure::definition::Figure;
use crate::figure::legend::Legend;

use super::compliance::{self, AgainstTime};

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Qpr,
    title: "Compliance against time",
    needs: |_| true,
    hint: "",
    companion: TableName::Leaderboard,
    finding: |findings| headline(findings).to_string(),
    chart: |findings| Some(compliance::chart(findings, &AGAINST_TIME)),
    legend: Legend::of,
    notes: compliance::notes,
    omissions: compliance::omissions,
};

const AGAINST_TIME: AgainstTime = AgainstTime {
    name: FigureName::Qpr,
    title: "median time to the complete answer",
    axis: "Median time to the complete answer, log scale",
    short_axis: "Median time per answer, log scale",
    latency: |target| &target.total,
    front: |findings, target| match target.front {
        Front::Certain => PointFront::Certain,
        // A target that ties with those that dominate it is possibly on the front, but not on the line through the estimates.
        Front::Possible if !is_dominated(target, &findings.targets) => PointFront::On,
        Front::Possible | Front::Off => PointFront::Off,
    },
};
