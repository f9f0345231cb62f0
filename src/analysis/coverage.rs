//! How much of its suite a run covers. A part never represents the whole: what is left out may be what is hard.

use crate::name::RunId;
use crate::record::Run;
use crate::wording::{count, counted};

/// The cases of a run, and those of its suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The cases of the run.
    pub cases: usize,
    /// The cases of the whole suite; unknown in runs of older versions.
    pub of: Option<usize>,
    /// The run whose failed trials alone are repeated. Then not even the cases of two targets need be the same.
    pub only_failed_of: Option<RunId>,
}

impl Coverage {
    /// The coverage of a run.
    pub fn of(run: &Run) -> Self {
        let only_failed_of = run.origin.as_ref().filter(|origin| origin.only_failed).map(|origin| {
            let repeated = origin.rescored.as_ref().and_then(|source| source.repeats.as_ref());
            repeated.unwrap_or(&origin.run).clone()
        });
        Self {
            cases: run.questions.len(),
            of: run.suite.cases.and_then(|cases| usize::try_from(cases).ok()),
            only_failed_of,
        }
    }

    /// Whether the run is known to leave out a part of its suite.
    pub fn is_partial(&self) -> bool {
        self.only_failed_of.is_some() || self.of.is_some_and(|all| self.cases < all)
    }

    /// The cases of a partial run: `12 of 146 cases`; `None` for a run of the whole suite.
    pub fn part(&self) -> Option<String> {
        self.is_partial().then(|| match &self.only_failed_of {
            None => self.words(),
            Some(run) => format!("{}, those that failed in {run}", self.words()),
        })
    }

    /// A sentence about a run, which begins with the run's cases if it is partial: `12 of 146 cases: No target can be ranked.`
    pub fn qualified(&self, sentence: &str) -> String {
        match self.part() {
            Some(part) if !sentence.is_empty() => format!("{part}: {sentence}"),
            _ => sentence.to_owned(),
        }
    }

    /// The cases: `146 cases`, or `12 of 146 cases`.
    pub fn words(&self) -> String {
        match self.of {
            Some(all) if self.cases < all => format!("{} of {}", count(self.cases), counted(all, "case")),
            _ => counted(self.cases, "case"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(cases: usize, of: Option<usize>, only_failed_of: Option<&str>) -> Coverage {
        let only_failed_of = only_failed_of.map(|name| RunId::parse(name).expect("it is an id"));
        Coverage { cases, of, only_failed_of }
    }

    #[test]
    fn a_part_is_said_and_the_whole_is_not() {
        let part = |cases, of, only| coverage(cases, of, only).part();
        assert_eq!(part(12, Some(146), None).as_deref(), Some("12 of 146 cases"));
        assert_eq!(part(146, Some(146), None), None);
        assert_eq!(part(12, None, None), None, "an older run does not say how many there are");
        assert_eq!(part(3, Some(146), Some("may")).as_deref(), Some("3 of 146 cases, those that failed in may"));
        assert_eq!(part(1, None, Some("may")).as_deref(), Some("1 case, those that failed in may"));
    }
}
