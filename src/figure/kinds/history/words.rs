//! What the caption of a history says: its finding, what its lines mean, where they are interrupted, and what it has no room for.

use std::collections::BTreeMap;

use crate::wording::{NO_BREAK, count, counted};

use crate::figure::of_category;

use super::{Kind, PastRun, SuiteHistory};

impl<'a> SuiteHistory<'a> {
    /// The first run that has a target since the newest from which it is told apart, with its value there.
    fn since(&self, kind: Kind<'_>) -> Option<(&PastRun<'a>, String)> {
        let mut first = None;
        let mut after: Option<&PastRun<'a>> = None;
        for run in self.runs.iter().rev() {
            if after.is_some_and(|after| self.apart(run, after).is_some()) {
                break;
            }
            after = Some(run);
            first = self.target(run, kind).map(|(target, point)| (run, self.metric.words(target, point))).or(first);
        }
        first
    }

    /// The first target of the newest run: its value there, and in the first run with which that is compared.
    pub fn finding(&self) -> String {
        let Some((kind, (newest, now))) = self.kinds.first().and_then(|kind| Some((kind, self.newest(*kind)?))) else {
            return String::new();
        };
        let named = format!("{} on {}", kind.0, kind.1);
        let what = self.subject();
        match self.since(*kind).filter(|(run, _)| run.id != newest.id) {
            Some((run, then)) => format!("{named}: {what} {then} on {}, {now} on {}.", run.date, newest.date),
            None => format!("{named}: {what} {now} on {}; no earlier run is compared with that one.", newest.date),
        }
    }

    /// What lines and marks mean.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "Lines join a target’s values in runs that follow one another; where a run lacks it, its line has a gap, and dots lead past the \
             newest runs to its name. Runs stand at their dates, a little apart where they would be one."
                .to_owned(),
        ];
        notes.extend(self.category.map(of_category));
        let with_interval = |run: &PastRun<'a>| {
            self.named().iter().any(|kind| self.target(run, *kind).is_some_and(|(_, point)| point.interval.is_some()))
        };
        if self.runs.iter().any(with_interval) {
            notes.push(format!("Vertical whiskers, where there is room: 95{NO_BREAK}% CI."));
        }
        notes.push(
            "Two intervals that overlap are not two equal targets: whether a change is real is on the later run’s page of changes."
                .to_owned(),
        );
        if self.kinds.len() > self.named().len() {
            let which = if self.chosen { "of those chosen" } else { "of the newest run" };
            notes.push(format!("With names: the first {} {which}; grey: the others.", count(self.named().len())));
        }
        notes.extend(self.breaks());
        notes
    }

    /// Where lines are interrupted, and why.
    fn breaks(&self) -> Option<String> {
        let mut days: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for pair in self.runs.windows(2) {
            if let Some(why) = self.apart(&pair[0], &pair[1]) {
                days.entry(why).or_default().push(&pair[1].date);
            }
        }
        let part = |(why, days): (&String, &Vec<&str>)| format!("{why} on {}", days.join(", "));
        let parts: Vec<String> = days.iter().map(part).collect();
        (!parts.is_empty())
            .then(|| format!("Dashed rules: what is before is not compared with what is after ({}).", parts.join("; ")))
    }

    /// What it has no room for.
    pub fn omissions(&self) -> Vec<String> {
        let mut omissions = Vec::new();
        if self.runs.len() < self.all {
            let newest = count(self.runs.len());
            omissions.push(format!("Only the newest {newest} of {} are shown.", counted(self.all, "run")));
        }
        if self.kinds.len() < self.all_kinds {
            let first = count(self.kinds.len());
            omissions.push(format!("Only {first} of {} are shown.", counted(self.all_kinds, "target")));
        }
        let none = |run: &&PastRun<'a>| !self.kinds.iter().any(|kind| self.target(run, *kind).is_some());
        let without: Vec<&str> = self.runs.iter().filter(none).map(|run| run.id).collect();
        if !without.is_empty() {
            omissions.push(format!("Without a value: {}.", without.join(", ")));
        }
        omissions
    }
}
