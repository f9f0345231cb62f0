//! The registry of functions: what a claim can say. The parser's checks, the hints for authors and the table in `docs/posts.md` use it.

use crate::analysis::Standing;
use crate::wording::Unit;

/// A function of claims.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its arguments: what each is called and of which kind.
    pub arguments: &'static [(&'static str, ArgumentKind)],
    /// How many of them, the last ones, may be left out.
    pub optional: usize,
    /// What decides it, or where its number is from.
    pub decided: &'static str,
    /// When it holds, or what number it is, in one sentence.
    pub sentence: &'static str,
    pub(super) meaning: Meaning,
}

/// A kind of argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentKind {
    /// A target: the name of a model in quotes.
    Model,
    /// The id of a metric in quotes.
    Metric,
    /// Which time, in quotes: one of [`TIMES`].
    Time,
    /// A number.
    Number,
    /// A number of points, as `points(5)`.
    Points,
    /// Another run of the post: its name in the front matter, or its id, in quotes.
    Run,
    /// What moved between two runs, in quotes: one of [`MOVES`].
    Move,
}

/// The times that `faster`, `slower` and `fastest` can be about: the name and the metric.
pub const TIMES: [(&str, &str); 2] = [("total", "total.p50"), ("ttft", "ttft.p50")];

/// What can be said to have changed since an earlier run: what the comparison of two runs tests.
pub const MOVES: [(&str, Moving); 3] =
    [("compliance", Moving::Compliance), ("total", Moving::Total), ("ttft", Moving::FirstToken)];

/// What moves between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moving {
    /// Compliance.
    Compliance,
    /// The time to the complete answer.
    Total,
    /// The time to the first token.
    FirstToken,
}

/// Which way something is claimed to have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Either,
    Up,
    Down,
}

/// What a function means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Faster,
    Slower,
    Fastest,
    /// How the rank table compares the first target with the other.
    Ranked(Standing),
    Best,
    OnFrontier,
    Symmetric,
    /// Which way a target moved since an earlier run.
    Since(Way),
    Rank,
    /// The metric that the first argument names.
    Metric,
    /// This metric.
    MetricOf(&'static str),
    /// A number of this unit, times this.
    Constant(Unit, f64),
}

use ArgumentKind::{Metric, Model, Move, Number, Points, Run, Time};

const A: (&str, ArgumentKind) = ("a", Model);
const B: (&str, ArgumentKind) = ("b", Model);
const TIME: (&str, ArgumentKind) = ("time", Time);
const N: (&str, ArgumentKind) = ("n", Number);
const SINCE: &[(&str, ArgumentKind)] = &[A, ("run", Run), ("what", Move)];

const RANKS: &str = "the rank table";
const TEST: &str = "a test, in the post's family";
const FRONT: &str = "the front";
const COMPARISON: &str = "the comparison of both runs";
const INTERVAL: &str = "its interval";
const NOTHING: &str = "nothing";

/// All functions. To add one, add an entry here and what it means in `check.rs`.
#[rustfmt::skip]
pub const FUNCTIONS: &[Function] = &[
    function("faster", &[A, B, TIME], 1, TEST, Meaning::Faster,
        "Holds if the time of `a` is significantly shorter than that of `b`, request by request; `time` is `\"total\"`, the default, or `\"ttft\"`. False if it is significantly longer."),
    function("slower", &[A, B, TIME], 1, TEST, Meaning::Slower,
        "The same as `faster(b, a)`."),
    function("fastest", &[A, TIME], 1, TEST, Meaning::Fastest,
        "Holds if `a` is ranked and faster than every other ranked target. False if one is faster."),
    function("better", &[A, B], 0, RANKS, Meaning::Ranked(Standing::Better),
        "Holds if `a` is ahead of `b`. False if `b` is ahead."),
    function("worse", &[A, B], 0, RANKS, Meaning::Ranked(Standing::Worse),
        "The same as `better(b, a)`."),
    function("tied", &[A, B], 0, RANKS, Meaning::Ranked(Standing::Tied),
        "Holds if neither is ahead of the other: the run cannot tell them apart. False if one is."),
    function("best", &[A], 0, RANKS, Meaning::Best,
        "Holds if `a` is ahead of every other ranked target. False if one is ahead of it."),
    function("on_frontier", &[A], 0, FRONT, Meaning::OnFrontier,
        "Holds if `a` is a certain member of the front of compliance and time. False if it is off the front."),
    function("rank", &[A], 0, RANKS, Meaning::Rank,
        "The range of ranks of `a`: `rank(\"a\") <= 3` holds if the whole range is within the first three."),
    function("metric", &[("id", Metric), A], 0, INTERVAL, Meaning::Metric,
        "The metric of `a` with this id, such as `\"total.p95\"`; the ids are in [metrics.md](metrics.md)."),
    function("compliance", &[A], 0, INTERVAL, Meaning::MetricOf("compliance"),
        "The compliance of `a`."),
    function("qpr", &[A], 0, INTERVAL, Meaning::MetricOf("qpr"),
        "The quality-performance rate of `a`, per minute."),
    function("timeouts", &[A], 0, NOTHING, Meaning::MetricOf("timeouts"),
        "The number of requests to `a` that timed out."),
    function("lean", &[A], 0, INTERVAL, Meaning::MetricOf("lean"),
        "The lean of `a`, in points; negative if it favours side B."),
    function("symmetric", &[A, ("margin", Points)], 1, INTERVAL, Meaning::Symmetric,
        "Holds if the whole interval of the lean of `a` is within `margin` of 0, 10 points if it is left out. False if it is certain that `a` leans, or the whole interval is beyond."),
    function("changed_since", SINCE, 1, COMPARISON, Meaning::Since(Way::Either),
        "Holds if `a` changed significantly since the earlier `run`, another one that the post names; `what` is `\"compliance\"`, the default, `\"total\"` or `\"ttft\"`. False if every case complies as often as before."),
    function("increased_since", SINCE, 1, COMPARISON, Meaning::Since(Way::Up),
        "Holds if it is significantly more than in `run`; a time that is longer is more. False if it is significantly less, or every case complies as often as before."),
    function("decreased_since", SINCE, 1, COMPARISON, Meaning::Since(Way::Down),
        "Holds if it is significantly less than in `run`. False if it is significantly more, or every case complies as often as before."),
    function("ms", &[N], 0, NOTHING, Meaning::Constant(Unit::Seconds, 1e-3),
        "`n` milliseconds."),
    function("s", &[N], 0, NOTHING, Meaning::Constant(Unit::Seconds, 1.0),
        "`n` seconds."),
    function("minutes", &[N], 0, NOTHING, Meaning::Constant(Unit::Seconds, 60.0),
        "`n` minutes."),
    function("percent", &[N], 0, NOTHING, Meaning::Constant(Unit::Percent, 1.0),
        "`n` percent."),
    function("points", &[N], 0, NOTHING, Meaning::Constant(Unit::Points, 1.0),
        "`n` percentage points: a difference of two percentages."),
];

const fn function(
    name: &'static str,
    arguments: &'static [(&'static str, ArgumentKind)],
    optional: usize,
    decided: &'static str,
    meaning: Meaning,
    sentence: &'static str,
) -> Function {
    Function { name, arguments, optional, decided, sentence, meaning }
}

impl Function {
    /// The function of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    /// How it is written: `faster(a, b, [time])`.
    pub fn form(&self) -> String {
        let needed = self.arguments.len() - self.optional;
        let argument = |(place, (name, _)): (usize, &(&str, ArgumentKind))| match place < needed {
            true => (*name).to_owned(),
            false => format!("[{name}]"),
        };
        let arguments: Vec<String> = self.arguments.iter().enumerate().map(argument).collect();
        format!("{}({})", self.name, arguments.join(", "))
    }

    /// Whether it is true or false, or a number.
    pub fn result(&self) -> &'static str {
        match self.meaning {
            Meaning::Rank => "a range",
            Meaning::Metric | Meaning::MetricOf(_) | Meaning::Constant(..) => "a number",
            Meaning::Faster
            | Meaning::Slower
            | Meaning::Fastest
            | Meaning::Ranked(_)
            | Meaning::Best
            | Meaning::OnFrontier
            | Meaning::Symmetric
            | Meaning::Since(_) => "true or false",
        }
    }
}

impl ArgumentKind {
    /// What is expected, in a sentence.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Model => "the name of a model in quotes",
            Metric => "the id of a metric in quotes",
            Time => "`\"total\"` or `\"ttft\"`",
            Number => "a number",
            Points => "points, such as `points(5)`",
            Run => "the name of another run of the post in quotes",
            Move => "`\"compliance\"`, `\"total\"` or `\"ttft\"`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sentences_end() {
        for (index, function) in FUNCTIONS.iter().enumerate() {
            assert!(FUNCTIONS[..index].iter().all(|other| other.name != function.name), "{}", function.name);
            assert!(function.sentence.ends_with('.') && function.optional < function.arguments.len());
        }
        assert_eq!(FUNCTIONS[0].form(), "faster(a, b, [time])");
    }

    #[test]
    fn times_are_measures() {
        for (_, metric) in TIMES {
            assert!(crate::analysis::contrasts::MEASURES.iter().any(|measure| measure.metric == metric), "{metric}");
        }
    }
}
