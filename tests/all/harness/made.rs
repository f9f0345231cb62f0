//! Runs made to order: units in categories, with weights; targets by name; what each does with each request.

use std::time::Duration;

use offprint::name::Slug;
use offprint::record::{Answered, CheckResult, Outcome, Question, Run, Target, Trial};
use offprint::suite::OwnLimits;

use super::records::{self, id, weight};

/// The time limit of every request, in seconds.
pub(crate) const LIMIT: f64 = 60.0;

/// The ids of categories.
const CATEGORIES: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// A suite to order.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Each unit's category, by its index.
    pub(crate) units: Vec<usize>,
    /// The weight of the first category.
    pub(crate) first: f64,
    /// The weight of a unit, by its number.
    pub(crate) unit_weight: fn(usize) -> f64,
    /// Requests to each case.
    pub(crate) repeats: u32,
}

/// What a target does with a request: whether it passes, and after how many seconds; over the limit is a timeout.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Did {
    pub(crate) passes: bool,
    pub(crate) seconds: f64,
    /// Until the first token; infinite where none came.
    pub(crate) first: f64,
}

impl Layout {
    /// Units in turn of so many categories, all of one weight.
    pub(crate) fn in_turn(units: usize, categories: usize) -> Self {
        Self::of((0..units).map(|unit| unit % categories).collect())
    }

    /// Categories of these sizes, all units of one weight.
    pub(crate) fn sized(sizes: &[usize]) -> Self {
        Self::of(sizes.iter().enumerate().flat_map(|(category, size)| std::iter::repeat_n(category, *size)).collect())
    }

    fn of(units: Vec<usize>) -> Self {
        Self { units, first: 1.0, unit_weight: |_| 1.0, repeats: 1 }
    }

    /// A run of these models on Ollama, without trials.
    pub(crate) fn run(&self, models: impl IntoIterator<Item = impl AsRef<str>>) -> Run {
        let template = records::run("measured");
        let mut run = Run { origin: None, simulation: None, title: None, ..template.clone() };
        run.settings.repeats = self.repeats;
        run.settings.timeout = Duration::from_secs_f64(LIMIT);
        let categories = self.units.iter().max().map_or(0, |last| last + 1);
        let category = |number: usize| CATEGORIES[number];
        run.suite.categories = (0..categories).map(|number| (id(category(number)), category(number).into())).collect();
        run.suite.weights = if self.first == 1.0 { [].into() } else { [(id(category(0)), weight(self.first))].into() };
        run.suite.cases = Some(self.units.len() as u64);
        let target = |model: &str| Target {
            id: id(&format!("{}--ollama", Slug::from_text(model))),
            model: model.to_owned(),
            identity: None,
            ..template.targets[0].clone()
        };
        run.targets = models.into_iter().map(|model| target(model.as_ref())).collect();
        let question = |(unit, number): (usize, &usize)| Question {
            case: id(&format!("case-{unit}")),
            category: id(category(*number)),
            pair: None,
            weight: weight((self.unit_weight)(unit)),
            limits: OwnLimits::default(),
            checks: vec!["it".to_owned()],
            explanations: vec![Vec::new()],
            voice: Vec::new(),
            ..template.questions[0].clone()
        };
        run.questions = self.units.iter().enumerate().map(question).collect();
        run
    }
}

/// The trials of a run: what each target does with each unit in each repeat, all by their numbers.
pub(crate) fn trials(run: &Run, mut does: impl FnMut(usize, usize, u32) -> Did) -> Vec<Trial> {
    let template = records::trial(0);
    let mut trials = Vec::with_capacity(run.targets.len() * run.questions.len());
    for (number, target) in run.targets.iter().enumerate() {
        for (unit, question) in run.questions.iter().enumerate() {
            for repeat in 0..run.settings.repeats {
                trials.push(trial(&template, (target, question, repeat), does(number, unit, repeat)));
            }
        }
    }
    trials
}

fn trial(template: &Trial, (target, question, repeat): (&Target, &Question, u32), did: Did) -> Trial {
    let Did { passes, seconds, first } = did;
    let timed_out = seconds > LIMIT;
    let mut trial = Trial { target: target.id.clone(), case: question.case.clone(), repeat, ..template.clone() };
    trial.answer = "a".to_owned();
    trial.after_unverified = false;
    trial.outcome = if timed_out { Outcome::TimedOut } else { Outcome::Answered(Answered::Whole) };
    trial.timing.total = Duration::from_secs_f64(seconds.min(LIMIT));
    trial.timing.first_token = first.is_finite().then(|| Duration::from_secs_f64(first));
    let check = CheckResult { check: "it".to_owned(), strict: passes, lenient: passes, found: None };
    trial.checks = if timed_out { Vec::new() } else { vec![check] };
    trial
}
