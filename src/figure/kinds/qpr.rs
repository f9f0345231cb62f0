//! Compliance against the time to the complete answer: quality against performance.

use crate::analysis::headline;
use crate::analysis::{FigureName, Front, TableName};
use crate::figure::chart::PointFront;
use crate::figure::definition::{Figure, MarksLead};

use super::compliance::{self, AgainstTime};

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Qpr,
    title: "Compliance against time",
    needs: |_| true,
    hint: "",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: headline::sentence,
    chart: |findings| Some(compliance::chart(findings, &AGAINST_TIME)),
    legend: compliance::legend,
    notes: compliance::notes,
    omissions: |findings| compliance::omissions(findings, &AGAINST_TIME),
};

const AGAINST_TIME: AgainstTime = AgainstTime {
    name: FigureName::Qpr,
    title: "median time to the complete answer",
    axis: "Median time to the complete answer, log scale",
    short_axis: "Median time per answer, log scale",
    latency: |target| &target.total,
    front: |target| match target.front {
        Front::Certain => PointFront::Certain,
        Front::Possible => PointFront::On,
        // The line joins the estimates.
        Front::Tied | Front::Off => PointFront::Off,
    },
};
