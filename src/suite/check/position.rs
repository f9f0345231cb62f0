//! The position of one side of a pair: stated, and neither denied nor contradicted.

use std::ops::Range;

use super::arguments::Arguments;
use super::rule::{Rule, quoted};
use crate::suite::matcher::new_quantities;
use crate::suite::stance::{AnswerClauses, Stance, Statement};

/// Without a pair, only what denies the position contradicts it. [`KeepsPosition::opposed_to`] adds the other side.
pub(super) fn position(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    match Stance::read(&arguments.texts()?) {
        Ok(own) => Some(Box::new(KeepsPosition { own, other: None })),
        Err(message) => {
            arguments.fault(message, arguments.place());
            None
        }
    }
}

/// The most denials that reverse an answer: more than any short answer has statements.
const MOST_DENIALS: usize = 12;

#[derive(Debug)]
struct KeepsPosition {
    own: Stance,
    /// What states the position of the other side.
    other: Option<Stance>,
}

impl KeepsPosition {
    fn statements(&self, answer: &str) -> Vec<Statement> {
        self.own.statements(self.other.as_ref(), answer)
    }

    fn new_number(&self, answer: &str) -> Option<String> {
        let other = self.other.as_ref().and_then(Stance::text).unwrap_or_default();
        let told = AnswerClauses::new(answer);
        // `without a five-year wait` denies a number of the other side.
        let denied =
            |place: &Range<usize>| told.opposes(place) && new_quantities(&answer[place.clone()], other).is_empty();
        let place = new_quantities(answer, self.own.text()?).into_iter().find(|place| !denied(place))?;
        Some(format!("{}, which the text does not give", quoted(&answer[place])))
    }
}

impl Rule for KeepsPosition {
    fn describe(&self) -> String {
        "position kept".to_owned()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let statements = self.statements(answer);
        let said = |statement: &Statement| quoted(answer.get(statement.range.clone()).unwrap_or_default());
        match statements.iter().find(|statement| !statement.agrees()) {
            Some(statement) if statement.denied => Some(format!("denies {}", said(statement))),
            Some(statement) => Some(format!("{}, which is the other side's", said(statement))),
            // One statement without a limit is enough: others may tell of some places, or of what might follow.
            None => match statements.iter().map(|statement| statement.limit.clone()).min_by_key(Option::is_some) {
                Some(Some(limit)) => Some(format!("asks for less: {}", quoted(&answer[limit]))),
                Some(None) => self.new_number(answer),
                None => Some("none of its phrases".to_owned()),
            },
        }
    }

    fn position(&self) -> Option<&Stance> {
        Some(&self.own)
    }

    fn opposed_to(&self, other: &Stance) -> Option<Box<dyn Rule>> {
        Some(Box::new(Self { own: self.own.clone(), other: Some(other.clone()) }))
    }

    fn of_text(&self, text: &str) -> Option<Box<dyn Rule>> {
        Some(Box::new(Self { own: self.own.of_text(text), other: self.other.clone() }))
    }

    fn reversed(&self, answer: &str) -> Option<String> {
        let mut reversed = answer.to_owned();
        for _ in 0..MOST_DENIALS {
            let statements = self.statements(&reversed);
            let Some(first) = statements.iter().find(|statement| statement.agrees()) else { break };
            reversed.insert_str(first.range.start, "not ");
        }
        (reversed != answer).then_some(reversed)
    }
}
