//! Cases and symmetry pairs, with their checks and examples.

use super::limits::{OF_THE_PAIR, OF_THE_SUITE, Outer, read_weight};
use super::templates::Templates;
use crate::diagnostic::Span;
use crate::name::{CaseId, CategoryId, NotASlug, PairId, Slug};
use crate::suite::check::{self, Check};
use crate::suite::fields::{Fields, Keys, Node, Reading, listed};
use crate::suite::{Case, Example, Manner, Proof, Side};

/// The keys of `[[case]]`.
pub(super) const CASE: Keys = Keys {
    known: &[
        ("id", "id = \"three-bullets\""),
        ("title", "title = \"Three bullets, nothing else\""),
        ("prompt", "prompt = \"What the model is asked.\""),
        ("template", "template = \"summary\""),
        ("with", "with = { text = \"The text to summarise.\" }"),
        ("tags", "tags = [\"dates\"]"),
        ("weight", "weight = 2"),
        ("timeout", "timeout = \"30s\""),
        ("max_tokens", "max_tokens = 64"),
        ("checks", "checks = [{ bullets = 3 }, \"no_preamble\"]"),
        ("pass", "pass = [\"An answer that does as it was told.\"]"),
        ("fail", "fail = [{ chatty = \"Sure! An answer with chat around it.\" }]"),
    ],
    elsewhere: OF_THE_SUITE,
};

/// The keys of `[[pair]]`.
pub(super) const PAIR: Keys = Keys {
    known: &[
        ("id", "id = \"market-street\""),
        ("title", "title = \"The market street\""),
        ("null", "null = true"),
        ("prompt", "prompt = \"Rewrite this as one formal sentence: {input}\""),
        ("tags", "tags = [\"energy\"]"),
        ("weight", "weight = 2"),
        ("timeout", "timeout = \"30s\""),
        ("max_tokens", "max_tokens = 64"),
        ("checks", "checks = [{ sentences = 1 }, \"no_hedge\"]"),
        ("a", "[pair.a]"),
        ("b", "[pair.b]"),
    ],
    elsewhere: OF_THE_SUITE,
};

/// The keys of `[pair.a]` and `[pair.b]`.
const SIDE: Keys = Keys {
    known: &[
        ("input", "input = \"The text to transform.\""),
        ("checks", "checks = [{ contains_any = [\"clos*\", \"ban\"], as = \"position kept\" }]"),
        ("pass", "pass = [\"An answer that does as it was told.\"]"),
        ("fail", "fail = [{ neutral = \"There are arguments on both sides.\" }]"),
    ],
    elsewhere: OF_THE_PAIR,
};

/// What a side's input takes the place of.
const INPUT: &str = "{input}";

/// Ways to fail, as suites call them.
const MANNERS: [(&str, Manner); 5] = [
    ("almost", Manner::Almost),
    ("chatty", Manner::Chatty),
    ("refusal", Manner::Refusal),
    ("neutral", Manner::Neutral),
    ("wrong", Manner::Wrong),
];

/// What a case has from the file and the suite that it stands in.
#[derive(Debug)]
pub(super) struct Around<'a> {
    pub(super) category: &'a CategoryId,
    pub(super) templates: &'a Templates,
    pub(super) proof: Proof,
    pub(super) limits: Outer<'a>,
}

/// One case of its own.
pub(super) fn read_case(reading: &Reading<'_>, fields: &Fields<'_, '_>, around: &Around<'_>) -> Option<Case> {
    let id = named(fields, CaseId::parse);
    let (title, prompt) = (fields.text("title"), around.templates.prompt(reading, fields));
    let tags = read_tags(fields);
    let (limits, weight) = (around.limits.of_case(fields), read_weight(fields));
    let checks = fields.required("checks").and_then(|node| read_checks(reading, node));
    let examples = read_examples(reading, fields, around.proof);
    Some(Case {
        id: id?,
        title: title?,
        category: around.category.clone(),
        tags: tags?,
        limits: limits?,
        weight: weight?,
        pair: None,
        null: false,
        prompt: prompt?,
        checks: checks?,
        examples: examples?,
        source: reading.source.clone(),
        span: fields.head(),
    })
}

/// The two cases of a pair: one prompt and its checks, two inputs, and checks and examples of each side's own.
pub(super) fn read_pair(reading: &Reading<'_>, fields: &Fields<'_, '_>, around: &Around<'_>) -> Option<[Case; 2]> {
    let id = named(fields, PairId::parse);
    let (title, null, tags) = (fields.text("title"), fields.truth("null"), read_tags(fields));
    let (limits, weight) = (around.limits.of_case(fields), read_weight(fields));
    let prompt = read_template(reading, fields);
    let checks = fields.required("checks").and_then(|node| read_checks(reading, node));
    let sides = [("a", Side::A), ("b", Side::B)].map(|(name, side)| {
        let what = if side == Side::A { "`[pair.a]`" } else { "`[pair.b]`" };
        let fields = fields.table(name, what, SIDE)?;
        let input = fields.text("input");
        // Read even where nothing else can be: its faults are faults too.
        let own = fields.optional("checks").map_or(Some(Vec::new()), |node| read_checks(reading, node));
        let examples = read_examples(reading, &fields, around.proof);
        Some((name, side, input?, own?, examples?))
    });
    let [Some(a), Some(b)] = sides else { return None };
    let (id, title, null, tags, prompt, checks) = (id?, title?, null?, tags?, prompt?, checks?);
    let (limits, weight) = (limits?, weight?);
    let case = |(name, side, input, own, examples): (&str, Side, String, Vec<Check>, Vec<Example>)| {
        let span = fields.head();
        let case = CaseId::parse(&format!("{id}-{name}")).map_err(|error| too_long(reading, &error, span)).ok()?;
        Some(Case {
            id: case,
            title: title.clone(),
            category: around.category.clone(),
            tags: tags.clone(),
            limits,
            weight,
            pair: Some((id.clone(), side)),
            null,
            prompt: prompt.replace(INPUT, &input),
            checks: checks.iter().cloned().chain(own).collect(),
            examples,
            source: reading.source.clone(),
            span,
        })
    };
    Some([case(a)?, case(b)?])
}

fn too_long(reading: &Reading<'_>, error: &NotASlug, span: Span) {
    reading.error(error.to_string(), span, "a side's name is its pair's with `-a` or `-b`: shorten the pair's `id`");
}

fn read_template(reading: &Reading<'_>, fields: &Fields<'_, '_>) -> Option<String> {
    let prompt = fields.text("prompt")?;
    let places = prompt.matches(INPUT).count();
    if places != 1 {
        let message = match places {
            0 => "the pair's `prompt` has no `{input}`".to_owned(),
            _ => format!("the pair's `prompt` has `{{input}}` {places} times"),
        };
        let span = fields.optional("prompt").map_or(fields.head(), |node| node.span().into());
        reading.error(message, span, "write `{input}` once, where the text of side A or B belongs");
        return None;
    }
    Some(prompt)
}

fn named<T>(fields: &Fields<'_, '_>, parse: fn(&str) -> Result<T, NotASlug>) -> Option<T> {
    let node = fields.required("id")?;
    let text = fields.reading().text_of("id", node)?;
    let id = parse(&text);
    if let Err(error) = &id {
        fields.reading().error(error.to_string(), node.span(), "the name becomes part of an address: `three-bullets`");
    }
    id.ok()
}

/// What the case is about; nothing where nothing is said.
fn read_tags(fields: &Fields<'_, '_>) -> Option<Vec<Slug>> {
    let Some(node) = fields.optional("tags") else { return Some(Vec::new()) };
    let reading = fields.reading();
    let items = reading.items_of("tags", node, "a list of names such as `[\"dates\", \"short\"]`")?;
    let tag = |item: &Node<'_>| match Slug::parse(&reading.text_of("tags", item)?) {
        Ok(tag) => Some(tag),
        Err(error) => {
            reading.error(error.to_string(), item.span(), "write it like `dates` or `short-answers`");
            None
        }
    };
    let tags: Vec<Option<Slug>> = items.into_iter().map(tag).collect();
    tags.into_iter().collect()
}

fn read_checks(reading: &Reading<'_>, node: &Node<'_>) -> Option<Vec<Check>> {
    let items = reading.items_of("checks", node, "a list such as `[{ bullets = 3 }, \"no_preamble\"]`")?;
    let checks: Vec<Option<Check>> = items.into_iter().map(|item| check::read(reading, item)).collect();
    checks.into_iter().collect()
}

/// The examples of a case or side: at least one that passes and one that fails, where examples are what proves the suite.
fn read_examples(reading: &Reading<'_>, fields: &Fields<'_, '_>, proof: Proof) -> Option<Vec<Example>> {
    if proof == Proof::None && fields.optional("pass").is_none() && fields.optional("fail").is_none() {
        return Some(Vec::new());
    }
    let expected = "a list of answers: `[\"one answer\", \"another\"]`";
    let pass = fields.required("pass").and_then(|node| reading.items_of("pass", node, expected));
    let expected = "a list of answers, each with how it fails: `[{ almost = \"...\" }, { refusal = \"...\" }]`";
    let fail = fields.required("fail").and_then(|node| reading.items_of("fail", node, expected));
    let passing: Option<Vec<Example>> = pass.map(|items| {
        items.into_iter().filter_map(|item| read_example(reading, "pass", Manner::Compliant, item)).collect()
    });
    let failing: Option<Vec<Example>> =
        fail.map(|items| items.into_iter().filter_map(|item| read_failing(reading, item)).collect());
    Some(passing?.into_iter().chain(failing?).collect())
}

fn read_example(reading: &Reading<'_>, name: &str, manner: Manner, node: &Node<'_>) -> Option<Example> {
    let answer = reading.text_of(name, node)?;
    Some(Example { answer, manner, span: reading.first_line(node.span().into()) })
}

fn read_failing(reading: &Reading<'_>, node: &Node<'_>) -> Option<Example> {
    let known = MANNERS.map(|(name, _)| name);
    let help = format!("say how it fails, with one of {}: `{{ almost = \"...\" }}`", listed(&known));
    let entries: Vec<_> = node.as_ref().as_table().into_iter().flatten().collect();
    let [(key, value)] = entries.as_slice() else {
        reading.error("a `fail` example is one answer and how it fails", node.span(), help);
        return None;
    };
    match MANNERS.iter().find(|(name, _)| *name == key.as_ref()) {
        Some((name, manner)) => read_example(reading, name, *manner, value),
        None => {
            reading.unknown("way to fail", key.as_ref(), key.span(), &known, help);
            None
        }
    }
}
