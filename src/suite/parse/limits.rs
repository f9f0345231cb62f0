//! Limits and weights: the suite's limits, those that a category, a case or a pair has of its own, and how much each counts. Of two limits
//! the nearer one holds.
//!
//! Only what one request can have for itself stands nearer than the suite: how long to wait, and how much may be said. The context belongs
//! to the loaded model, the temperature to the whole experiment; and a case that is asked more often than others would count for more
//! in every count of requests, where a weight is what says that it counts for more.

use std::time::Duration;

use crate::quantity::{Tokens, Weight, parse_time};
use crate::suite::fields::{Elsewhere, Fields, Key, Keys, Node, Reading};
use crate::suite::{Limits, OwnLimits};

const TIMEOUT: Key = ("timeout", "timeout = \"60s\"");
const MAX_TOKENS: Key = ("max_tokens", "max_tokens = 512");

/// The keys of `[limits]` in `suite.toml`.
pub(super) const LIMITS: Keys = Keys {
    known: &[
        TIMEOUT,
        ("context", "context = 32768"),
        MAX_TOKENS,
        ("temperature", "temperature = 0"),
        ("repeats", "repeats = 1"),
    ],
    elsewhere: &[("weight", "`[limits]` has no `weight`", CATEGORY_WEIGHT)],
};

/// What `suite.toml` does not say of its categories.
pub(super) const NOT_IN_THE_MANIFEST: &[Elsewhere] = &[
    ("weight", "a suite has no `weight`", CATEGORY_WEIGHT),
    ("weights", "`suite.toml` has no weights", CATEGORY_WEIGHT),
    ("timeout", "`timeout` is a limit", "put it under `[limits]`"),
    ("max_tokens", "`max_tokens` is a limit", "put it under `[limits]`"),
];

const CATEGORY_WEIGHT: &str = "a category's `weight` stands at the top of its own file, a case's under its `[[case]]`";

const CONTEXT: Elsewhere = (
    "context",
    "`context` can only be set for the whole suite",
    "a runtime loads the model anew when the context changes: set it under `[limits]` in `suite.toml`",
);
const TEMPERATURE: Elsewhere = (
    "temperature",
    "`temperature` can only be set for the whole suite",
    "answers at two temperatures are two experiments: set it under `[limits]` in `suite.toml`, or make a second suite",
);
const REPEATS: Elsewhere = (
    "repeats",
    "`repeats` can only be set for the whole suite",
    "times and outcomes count requests, so every case is asked as often as any other: set it under `[limits]` in `suite.toml`; a `weight` makes a \
     case count for more",
);
const TABLE: Elsewhere = (
    "limits",
    "`limits` is a table of `suite.toml`",
    "write `timeout = \"30s\"` or `max_tokens = 64` here, without a table",
);

/// What a category, a case or a pair cannot have of its own.
pub(super) const OF_THE_SUITE: &[Elsewhere] = &[CONTEXT, TEMPERATURE, REPEATS, TABLE];

/// What the side of a pair cannot have of its own.
pub(super) const OF_THE_PAIR: &[Elsewhere] = &[
    ("timeout", "a side has no `timeout` of its own", UNDER_THE_PAIR),
    ("max_tokens", "a side has no `max_tokens` of its own", UNDER_THE_PAIR),
    ("weight", "a side has no `weight` of its own", "the two sides are one unit of the score: put it under `[[pair]]`"),
    CONTEXT,
    TEMPERATURE,
    REPEATS,
];

const UNDER_THE_PAIR: &str = "two sides are compared, so one limit holds for both: put it under `[[pair]]`";

/// The longest limit that makes sense for a short answer.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// The weights that make sense: beside one of a thousand, nothing else counts.
const LEAST_WEIGHT: f64 = 0.001;
const MOST_WEIGHT: f64 = 1000.0;

/// The limits that hold where a case says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outer<'l> {
    /// The suite's, where they could be read.
    suite: Option<&'l Limits>,
    /// The category's own.
    category: OwnLimits,
}

impl<'l> Outer<'l> {
    /// The suite's limits, and those at the head of a category's file.
    pub(super) fn read(suite: Option<&'l Limits>, head: &Fields<'_, '_>) -> Option<Self> {
        Some(Self { suite, category: read_own(head, suite)? })
    }

    /// The limits of a case or a pair: its own, else the category's; none where they are the suite's.
    pub(super) fn of_case(&self, fields: &Fields<'_, '_>) -> Option<OwnLimits> {
        let own = read_own(fields, self.suite)?;
        let (timeout, max_tokens) =
            (own.timeout.or(self.category.timeout), own.max_tokens.or(self.category.max_tokens));
        Some(OwnLimits {
            timeout: timeout.filter(|timeout| self.suite.is_none_or(|suite| suite.timeout != *timeout)),
            max_tokens: max_tokens.filter(|most| self.suite.is_none_or(|suite| suite.max_tokens != *most)),
        })
    }
}

/// The suite's limits.
pub(super) fn read_limits(fields: &Fields<'_, '_>) -> Option<Limits> {
    let reading = fields.reading();
    let timeout = fields.required("timeout").and_then(|node| read_timeout(reading, node));
    let context = fields.whole("context", 1..=1 << 32);
    let max_tokens = fields.required("max_tokens").and_then(|node| read_max_tokens(reading, node, context));
    let temperature = fields
        .required("temperature")
        .and_then(|node| reading.number_of("temperature", node, 0.0..=10.0, "`temperature` is a number from 0 to 10"));
    let repeats = fields.whole("repeats", 1..=1000);
    Some(Limits {
        timeout: timeout?,
        context: Tokens(context?),
        max_tokens: max_tokens?,
        temperature: temperature?,
        repeats: u32::try_from(repeats?).ok()?,
    })
}

/// How much something counts; 1 where nothing is said.
pub(super) fn read_weight(fields: &Fields<'_, '_>) -> Option<Weight> {
    let Some(node) = fields.optional("weight") else { return Some(Weight::ONE) };
    let help = "`weight` is a number from 0.001 to 1000: 1 counts as much as any other, 2 twice as much; what is not to count at all is left out";
    fields.reading().number_of("weight", node, LEAST_WEIGHT..=MOST_WEIGHT, help).and_then(Weight::new)
}

/// The limits that a table says itself.
fn read_own(fields: &Fields<'_, '_>, suite: Option<&Limits>) -> Option<OwnLimits> {
    let reading = fields.reading();
    let timeout = fields.optional("timeout").map(|node| read_timeout(reading, node));
    let context = suite.map(|suite| suite.context.0);
    let max_tokens = fields.optional("max_tokens").map(|node| read_max_tokens(reading, node, context));
    match (timeout, max_tokens) {
        (Some(None), _) | (_, Some(None)) => None,
        (timeout, max_tokens) => Some(OwnLimits { timeout: timeout.flatten(), max_tokens: max_tokens.flatten() }),
    }
}

fn read_timeout(reading: &Reading<'_>, node: &Node<'_>) -> Option<Duration> {
    if !node.as_ref().is_str() {
        reading.wrong_type("timeout", node, "a time in quotes such as `\"60s\"`");
        return None;
    }
    let text = reading.text_of("timeout", node)?;
    let help = "`timeout` is a time such as `\"60s\"`, over nothing and at most a day";
    match parse_time(&text) {
        Ok(time) if !time.is_zero() && time <= LONGEST_TIMEOUT => Some(time),
        Ok(_) => {
            reading.error(format!("a limit of `{text}` makes no sense"), node.span(), help);
            None
        }
        Err(message) => {
            reading.error(message, node.span(), help);
            None
        }
    }
}

/// The most tokens of an answer; more than the context, where that is known, is noted.
fn read_max_tokens(reading: &Reading<'_>, node: &Node<'_>, context: Option<u64>) -> Option<Tokens> {
    let most = reading.whole_of("max_tokens", node, 1..=1 << 32)?;
    if let Some(context) = context.filter(|context| most > *context) {
        reading.error(
            format!("answers of {most} tokens do not fit a context of {context}"),
            node.span(),
            "let `max_tokens` be less than `context`, which holds prompt and answer",
        );
    }
    Some(Tokens(most))
}
