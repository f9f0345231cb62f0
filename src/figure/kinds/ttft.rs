//! Compliance against the time to the first token.

use crate::analysis::{FigureName, TableName};
use crate::figure::chart::PointFront;
use crate::figure::definition::{Figure, MarksLead};

use super::compliance::{self, AgainstTime};

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Ttft,
    title: "Compliance against time to first token",
    needs: |_| true,
    hint: "",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |_| String::new(),
    chart: |findings| Some(compliance::chart(findings, &AGAINST_TIME)),
    legend: compliance::legend,
    notes: compliance::notes,
    omissions: |findings| compliance::omissions(findings, &AGAINST_TIME),
};

const AGAINST_TIME: AgainstTime = AgainstTime {
    name: FigureName::Ttft,
    title: "median time to the first token",
    axis: "Median time to the first token, log scale",
    short_axis: "Median time to first token, log scale",
    latency: |target| &target.first_token,
    // The front is one of compliance and total time.
    front: |_| PointFront::Off,
};
