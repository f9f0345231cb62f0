//! The kinds of rules that most instructions consist of: a count to compare, or a condition with a fixed message.

use crate::diagnostic::did_you_mean;
use crate::suite::check::arguments::Arguments;
use crate::suite::check::rule::Rule;

/// A rule, or nothing if the arguments are invalid.
pub(super) type Built = Option<Box<dyn Rule>>;

/// How a count must compare with the required number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Comparison {
    LessThan,
    AtLeast,
    Exactly,
}

/// The comparisons by their names in the reference's parameter `relation`.
const COMPARISONS: [(&str, Comparison); 2] = [("less than", Comparison::LessThan), ("at least", Comparison::AtLeast)];

/// The comparison in the required parameter `relation`.
pub(super) fn read_comparison(arguments: &Arguments<'_, '_>) -> Option<Comparison> {
    let text = arguments.required_text("relation")?;
    let found = COMPARISONS.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let guess = did_you_mean(&text, COMPARISONS.map(|(name, _)| name));
        let hint = guess.unwrap_or_else(|| "use `less than` or `at least`".to_owned());
        let message = format!("unknown relation `{text}`; {hint}");
        arguments.fault(message, arguments.place_of("relation"));
    }
    found.map(|(_, comparison)| *comparison)
}

/// The noun for what is counted.
pub(super) struct Noun {
    /// For one.
    pub(super) one: String,
    /// For any other number.
    pub(super) many: String,
}

impl Noun {
    /// A noun whose plural ends in `s`.
    pub(super) fn regular(one: &str) -> Self {
        Self { one: one.to_owned(), many: format!("{one}s") }
    }

    fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { &self.one } else { &self.many })
    }
}

/// A condition on a count.
pub(super) struct CountRule {
    comparison: Comparison,
    count: usize,
    noun: Noun,
    measure: Box<dyn Fn(&str) -> usize + Send + Sync>,
}

impl CountRule {
    /// A rule that compares `measure` of an answer with `count`.
    pub(super) fn build(
        comparison: Comparison,
        count: usize,
        noun: Noun,
        measure: impl Fn(&str) -> usize + Send + Sync + 'static,
    ) -> Built {
        Some(Box::new(Self { comparison, count, noun, measure: Box::new(measure) }))
    }
}

impl std::fmt::Debug for CountRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.describe())
    }
}

impl Rule for CountRule {
    fn describe(&self) -> String {
        let comparison = match self.comparison {
            Comparison::LessThan => "less than",
            Comparison::AtLeast => "at least",
            Comparison::Exactly => "exactly",
        };
        format!("{comparison} {}", self.noun.counted(self.count))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let found = (self.measure)(answer);
        let passes = match self.comparison {
            Comparison::LessThan => found < self.count,
            Comparison::AtLeast => found >= self.count,
            Comparison::Exactly => found == self.count,
        };
        (!passes).then(|| self.noun.counted(found))
    }
}

/// A condition that holds or does not, with a fixed message if it does not.
pub(super) struct FixedRule {
    wanted: String,
    found: &'static str,
    holds: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl FixedRule {
    /// A rule that passes an answer if `holds`.
    pub(super) fn build(
        wanted: impl Into<String>,
        found: &'static str,
        holds: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Built {
        Some(Box::new(Self { wanted: wanted.into(), found, holds: Box::new(holds) }))
    }
}

impl std::fmt::Debug for FixedRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.wanted)
    }
}

impl Rule for FixedRule {
    fn describe(&self) -> String {
        self.wanted.clone()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!(self.holds)(answer)).then(|| self.found.to_owned())
    }
}
