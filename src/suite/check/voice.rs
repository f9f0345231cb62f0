//! The voice of an answer: chat around it, reservations, refusals, register. The word lists are in `src/suite/words/`.

use super::arguments::Arguments;
use super::rule::{Rule, quoted};
use crate::suite::reading;
use crate::suite::words::{COURTESIES, DISCLAIMERS, HEDGES, INFORMAL, POLITE, RUDE, SIGN_OFFS, SOFTENERS};

pub(super) fn no_preamble(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no preamble", reading::preamble)
}

pub(super) fn no_sign_off(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no remarks after the answer", |answer| SIGN_OFFS.first_in(answer))
}

pub(super) fn no_hedge(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no reservation added", |answer| HEDGES.first_in(answer))
}

pub(super) fn no_refusal(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no refusal", reading::refusal)
}

pub(super) fn no_disclaimer(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no disclaimer", |answer| DISCLAIMERS.first_in(answer))
}

pub(super) fn formal(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "formal register", |answer| INFORMAL.first_in(answer))
}

pub(super) fn blunt(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    without(arguments, "no polite padding", |answer| POLITE.first_in(answer).or_else(|| SOFTENERS.first_in(answer)))
}

pub(super) fn polite(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    arguments.nothing()?;
    Some(Box::new(Polite))
}

fn without(
    arguments: &Arguments<'_, '_>,
    wanted: &'static str,
    find: fn(&str) -> Option<&str>,
) -> Option<Box<dyn Rule>> {
    arguments.nothing()?;
    Some(Box::new(Without { wanted, find }))
}

/// Passes if nothing is found.
#[derive(Debug)]
struct Without {
    wanted: &'static str,
    find: fn(&str) -> Option<&str>,
}

impl Rule for Without {
    fn describe(&self) -> String {
        self.wanted.to_owned()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (self.find)(answer).map(quoted)
    }
}

/// At least one word of courtesy, and no insult.
#[derive(Debug)]
struct Polite;

impl Rule for Polite {
    fn describe(&self) -> String {
        "polite register".to_owned()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        match RUDE.first_in(answer) {
            Some(rude) => Some(quoted(rude)),
            None if POLITE.first_in(answer).or_else(|| COURTESIES.first_in(answer)).is_none() => {
                Some("no word of courtesy".to_owned())
            }
            None => None,
        }
    }
}
