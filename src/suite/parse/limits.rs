//! Limits and weights: those of the suite, and those of a category, a case or a pair. The most specific limit applies.
//!
//! Only limits of a single request can be more specific than the suite: the timeout and the maximum number of tokens.
//! The context belongs to the loaded model and the temperature to the whole experiment. A case with more repeats than
//! others would count for more wherever requests are counted; a weight is the explicit way to let a case count for
//! more.

use std::time::Duration;

use crate::quantity::{Tokens, Weight, parse_time};
use crate::suite::fields::{Fields, KnownKey, MisplacedKey, Node, TableKeys, TomlReader};
use crate::suite::model::{Limits, OwnLimits};

const TIMEOUT: KnownKey = ("timeout", "timeout = \"60s\"");
const MAX_TOKENS: KnownKey = ("max_tokens", "max_tokens = 512");

/// The keys of `[limits]` in `suite.toml`.
pub(super) const LIMITS: TableKeys = TableKeys {
    known: &[
        TIMEOUT,
        ("context", "context = 32768"),
        MAX_TOKENS,
        ("temperature", "temperature = 0"),
        ("repeats", "repeats = 1"),
    ],
    misplaced: &[("weight", "`weight` is not a limit", CATEGORY_WEIGHT)],
};

/// Keys that are misplaced at the top of `suite.toml`.
pub(super) const NOT_IN_THE_MANIFEST: &[MisplacedKey] = &[
    ("weight", "a suite has no `weight`", CATEGORY_WEIGHT),
    ("weights", "`weights` is not a key of `suite.toml`", CATEGORY_WEIGHT),
    ("timeout", "`timeout` is a limit", "move it under `[limits]`"),
    ("max_tokens", "`max_tokens` is a limit", "move it under `[limits]`"),
];

const CATEGORY_WEIGHT: &str = "set a category's `weight` at the top of its file, and a case's under its `[[case]]`";

const CONTEXT: MisplacedKey = (
    "context",
    "`context` can only be set for the whole suite",
    "runtimes reload the model when the context changes: set it under `[limits]` in `suite.toml`",
);
const TEMPERATURE: MisplacedKey = (
    "temperature",
    "`temperature` can only be set for the whole suite",
    "answers at two temperatures belong to two experiments: set it under `[limits]` in `suite.toml`, or create a second suite",
);
const REPEATS: MisplacedKey = (
    "repeats",
    "`repeats` can only be set for the whole suite",
    "times and outcomes are counted per request, so all cases have the same number of repeats: set it under `[limits]` in \
     `suite.toml`; use `weight` to let a case count for more",
);
const TABLE: MisplacedKey = (
    "limits",
    "`limits` is only valid in `suite.toml`",
    "write `timeout = \"30s\"` or `max_tokens = 64` here, outside of any table",
);

/// Keys that a category, a case or a pair cannot have, because they apply to the whole suite.
pub(super) const SUITE_ONLY: &[MisplacedKey] = &[CONTEXT, TEMPERATURE, REPEATS, TABLE];

/// Keys that the side of a pair cannot have.
pub(super) const NOT_FOR_SIDES: &[MisplacedKey] = &[
    ("timeout", "a side cannot have its own `timeout`", UNDER_THE_PAIR),
    ("max_tokens", "a side cannot have its own `max_tokens`", UNDER_THE_PAIR),
    ("weight", "a side cannot have its own `weight`", "the two sides are scored as one unit: set it under `[[pair]]`"),
    CONTEXT,
    TEMPERATURE,
    REPEATS,
];

const UNDER_THE_PAIR: &str = "the two sides are compared, so they have the same limit: set it under `[[pair]]`";

/// The longest timeout for a short answer.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// The range of weights: next to a weight of a thousand, nothing else counts.
const LEAST_WEIGHT: f64 = 0.001;
const MOST_WEIGHT: f64 = 1000.0;

/// The limits that apply to a case without limits of its own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InheritedLimits<'l> {
    /// The suite's limits, unless they are invalid.
    suite: Option<&'l Limits>,
    /// The category's own limits.
    category: OwnLimits,
}

impl<'l> InheritedLimits<'l> {
    /// The suite's limits, and those at the top of a category's file.
    pub(super) fn read(suite: Option<&'l Limits>, head: &Fields<'_, '_>) -> Option<Self> {
        Some(Self { suite, category: read_own(head, suite)? })
    }

    /// The limits of a case or a pair: its own, or else the category's. Limits equal to the suite's are left out.
    pub(super) fn of_case(&self, fields: &Fields<'_, '_>) -> Option<OwnLimits> {
        let own = read_own(fields, self.suite)?;
        let (timeout, max_tokens) =
            (own.timeout.or(self.category.timeout), own.max_tokens.or(self.category.max_tokens));
        // A limit that only repeats the suite's would otherwise change the digest.
        Some(OwnLimits {
            timeout: timeout.filter(|timeout| self.suite.is_none_or(|suite| suite.timeout != *timeout)),
            max_tokens: max_tokens.filter(|most| self.suite.is_none_or(|suite| suite.max_tokens != *most)),
        })
    }
}

/// The suite's limits.
pub(super) fn read_limits(fields: &Fields<'_, '_>) -> Option<Limits> {
    let reader = fields.reader();
    let timeout = fields.required("timeout").and_then(|node| read_timeout(reader, node));
    let context = fields.whole("context", 1..=1 << 32);
    let max_tokens = fields.required("max_tokens").and_then(|node| read_max_tokens(reader, node, context));
    let temperature = fields.required("temperature").and_then(|node| {
        reader.number_of("temperature", node, 0.0..=10.0, "`temperature` must be a number from 0 to 10")
    });
    let repeats = fields.whole("repeats", 1..=1000);
    Some(Limits {
        timeout: timeout?,
        context: Tokens(context?),
        max_tokens: max_tokens?,
        temperature: temperature?,
        repeats: u32::try_from(repeats?).ok()?,
    })
}

/// A weight; 1 by default.
pub(super) fn read_weight(fields: &Fields<'_, '_>) -> Option<Weight> {
    let Some(node) = fields.optional("weight") else { return Some(Weight::ONE) };
    let help = "`weight` must be a number from 0.001 to 1000: 1 counts as much as any other, 2 twice as much; remove what should not count at all";
    fields.reader().number_of("weight", node, LEAST_WEIGHT..=MOST_WEIGHT, help).and_then(Weight::new)
}

/// The limits in a table itself.
fn read_own(fields: &Fields<'_, '_>, suite: Option<&Limits>) -> Option<OwnLimits> {
    let reader = fields.reader();
    let timeout = fields.optional("timeout").map(|node| read_timeout(reader, node));
    let context = suite.map(|suite| suite.context.0);
    let max_tokens = fields.optional("max_tokens").map(|node| read_max_tokens(reader, node, context));
    match (timeout, max_tokens) {
        (Some(None), _) | (_, Some(None)) => None,
        (timeout, max_tokens) => Some(OwnLimits { timeout: timeout.flatten(), max_tokens: max_tokens.flatten() }),
    }
}

fn read_timeout(reader: &TomlReader<'_>, node: &Node<'_>) -> Option<Duration> {
    if !node.as_ref().is_str() {
        reader.wrong_type("timeout", node, "a time in quotes such as `\"60s\"`");
        return None;
    }
    let text = reader.text_of("timeout", node)?;
    let help = "`timeout` must be a time such as `\"60s\"`, greater than 0 and at most a day";
    match parse_time(&text) {
        Ok(time) if !time.is_zero() && time <= LONGEST_TIMEOUT => Some(time),
        Ok(time) => {
            let bound = if time.is_zero() { "greater than 0" } else { "at most a day" };
            reader.error(format!("`timeout` must be {bound}, not `{text}`"), node.span(), help);
            None
        }
        Err(message) => {
            reader.error(message, node.span(), help);
            None
        }
    }
}

/// The maximum number of tokens in an answer; reports more than the context, if that is known.
fn read_max_tokens(reader: &TomlReader<'_>, node: &Node<'_>, context: Option<u64>) -> Option<Tokens> {
    let most = reader.whole_of("max_tokens", node, 1..=1 << 32)?;
    if let Some(context) = context.filter(|context| most > *context) {
        reader.error(
            format!("answers of {most} tokens do not fit into a context of {context}"),
            node.span(),
            "`max_tokens` must not exceed `context`, which holds both the prompt and the answer",
        );
    }
    Some(Tokens(most))
}
