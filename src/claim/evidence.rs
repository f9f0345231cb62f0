//! What a claim comes to, and what shows it.

use crate::analysis::Unranked;
use crate::name::RunId;

use super::compared::Incomparable;
use super::scope::ShownValue;

/// Whether a claim is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Holds,
    /// It is false.
    False,
    /// The run cannot tell.
    CannotTell(Why),
}

/// Why a run cannot tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The difference, or the distance to a number, is within the noise.
    NotSeparable,
    /// There are too few units for a test or an interval.
    TooFewUnits,
    /// It depends on how long requests that timed out would have taken.
    Censored,
    /// The times of two targets cannot be compared: they evaluated their prompts differently.
    NotComparable,
    /// The site has withdrawn the run.
    Withdrawn,
    /// The run does not have the number.
    NotMeasured,
    /// A target is not ranked.
    NotRanked(Unranked),
    /// There is no other ranked target.
    Alone,
    /// Two runs cannot be compared.
    RunsNotCompared(Incomparable),
    /// Two runs have no case in common.
    NoCommonCase,
    /// Only one of two runs has the target.
    NotInBoth,
    /// The run was imported: there are no requests to test.
    Imported,
}

/// What decided a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// The decisions of the rank table, unchanged.
    RankTable,
    /// The front of compliance and time.
    Front,
    /// A test in the family of the post's comparisons.
    Family {
        /// Its place among them by p-value, from 1.
        place: usize,
        /// The number of comparisons in the family.
        of: usize,
    },
    /// The comparison of two runs.
    Comparison {
        /// The number of tests that it decides together.
        tests: usize,
    },
    /// The 95 % interval.
    Interval,
    /// The number itself, which has no interval.
    Plain,
}

/// What shows one statement of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Whether the statement is true.
    pub truth: Truth,
    /// The run, by its index in the scope.
    pub run: usize,
    /// The run's id.
    pub run_id: RunId,
    /// The numbers that it is about, one a target.
    pub values: Vec<ShownValue>,
    /// The units that both targets have, of a comparison.
    pub units: Option<usize>,
    /// The test, of a comparison.
    pub test: Option<&'static str>,
    /// Its p-value, before any correction.
    pub p: Option<f64>,
    /// Whether it is significant after the correction, or follows from such.
    pub separable: Option<bool>,
    /// What decided it.
    pub decided_by: DecidedBy,
    /// The same in a sentence, without its full stop.
    pub words: String,
}

/// A claim decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Whether it is true.
    pub truth: Truth,
    /// What shows it, a statement each, in the order of the claim; of `fastest`, a comparison each.
    pub evidence: Vec<Evidence>,
    /// The evidence in a sentence for the page.
    pub words: String,
}

impl Truth {
    /// The truth of a comparison with a side exchanged.
    #[must_use]
    pub(super) fn not(self) -> Self {
        match self {
            Self::Holds => Self::False,
            Self::False => Self::Holds,
            unknown @ Self::CannotTell(_) => unknown,
        }
    }

    /// Kleene's conjunction: false if either is, unknown if either is unknown.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (unknown @ Self::CannotTell(_), _) | (_, unknown @ Self::CannotTell(_)) => unknown,
            (Self::Holds, Self::Holds) => Self::Holds,
        }
    }

    /// Kleene's disjunction.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Whether it holds: `holds`, `is false`, `cannot be told: the difference is within the noise`.
    pub fn in_words(self) -> String {
        match self {
            Self::Holds => "holds".to_owned(),
            Self::False => "is false".to_owned(),
            Self::CannotTell(why) => format!("cannot be told: {}", why.reason()),
        }
    }
}

impl Why {
    /// The reason as a clause.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NotSeparable => "the difference is within the noise",
            Self::TooFewUnits => "there are too few cases",
            Self::Censored => "it depends on requests that timed out",
            Self::NotComparable => "the times cannot be compared: the prompts were not evaluated alike",
            Self::Withdrawn => "the run is withdrawn",
            Self::NotMeasured => "it was not measured",
            Self::NotRanked(reason) => reason.reason(),
            Self::RunsNotCompared(Incomparable::OtherSuites) => "the runs are of different suites",
            Self::RunsNotCompared(Incomparable::NotEarlier) => {
                "the run that it is compared with is not the earlier one"
            }
            Self::RunsNotCompared(Incomparable::Unread) => "the answers of the runs cannot be read",
            Self::NoCommonCase => "no case is the same in both runs",
            Self::NotInBoth => "the earlier run does not have this target",
            Self::Alone => "there is no other ranked target",
            Self::Imported => "the run was imported, without the requests that a test needs",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logic_is_kleene_s() {
        let unknown = Truth::CannotTell(Why::Censored);
        let all = [Truth::Holds, Truth::False, unknown];
        let and = all.map(|one| all.map(|other| one.and(other)));
        assert_eq!(and[0], [Truth::Holds, Truth::False, unknown]);
        assert_eq!(and[1], [Truth::False; 3]);
        assert_eq!(and[2], [unknown, Truth::False, unknown]);
        let or = all.map(|one| all.map(|other| one.or(other)));
        assert_eq!(or[0], [Truth::Holds; 3]);
        assert_eq!(or[1], [Truth::Holds, Truth::False, unknown]);
        assert_eq!(or[2], [Truth::Holds, unknown, unknown]);
    }
}
