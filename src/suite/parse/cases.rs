//! Reads cases and symmetry pairs with their checks and examples.

use super::limits::{InheritedLimits, NOT_FOR_SIDES, SUITE_ONLY, read_weight};
use super::templates::Templates;
use crate::diagnostic::Span;
use crate::name::{CaseId, CategoryId, NotASlug, PairId, Slug};
use crate::suite::check::{self, Check};
use crate::suite::fields::{Fields, Node, TableKeys, TomlReader, listed};
use crate::suite::model::{Case, Example, Manner, Proof, Side};
use crate::suite::variation::{VARIATIONS, Variation};

/// The keys of `[[case]]`.
pub(super) const CASE: TableKeys = TableKeys {
    known: &[
        ("id", "id = \"three-bullets\""),
        ("title", "title = \"Three bullets, nothing else\""),
        ("prompt", "prompt = \"The full prompt.\""),
        ("template", "template = \"summary\""),
        ("with", "with = { text = \"The text to summarise.\" }"),
        ("tags", "tags = [\"dates\"]"),
        ("weight", "weight = 2"),
        ("timeout", "timeout = \"30s\""),
        ("max_tokens", "max_tokens = 64"),
        ("checks", "checks = [{ bullets = 3 }, \"no_preamble\"]"),
        ("pass", "pass = [\"An answer that follows the prompt.\"]"),
        ("fail", "fail = [{ chatty = \"Sure! An answer with chat around it.\" }]"),
        ("unproved", "unproved = { letter_case = \"the order gives the word in capital letters\" }"),
    ],
    misplaced: SUITE_ONLY,
};

/// The keys of `[[pair]]`.
pub(super) const PAIR: TableKeys = TableKeys {
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
        ("unproved", "unproved = { letter_case = \"the order gives the word in capital letters\" }"),
        ("a", "[pair.a]"),
        ("b", "[pair.b]"),
    ],
    misplaced: SUITE_ONLY,
};

/// The keys of `[pair.a]` and `[pair.b]`.
const SIDE: TableKeys = TableKeys {
    known: &[
        ("input", "input = \"The text to transform.\""),
        ("checks", "checks = [{ contains_any = [\"clos*\", \"ban\"], as = \"position kept\" }]"),
        ("pass", "pass = [\"An answer that follows the prompt.\"]"),
        ("fail", "fail = [{ neutral = \"There are arguments on both sides.\" }]"),
    ],
    misplaced: NOT_FOR_SIDES,
};

/// `[pair.a]` or `[pair.b]`.
struct OneSide {
    name: &'static str,
    side: Side,
    input: String,
    checks: Vec<Check>,
    examples: Vec<Example>,
}

/// The placeholder for a side's input in the prompt of a pair.
const INPUT: &str = "{input}";

/// The names of the ways to fail.
const MANNERS: [(&str, Manner); 5] = [
    ("almost", Manner::Almost),
    ("chatty", Manner::Chatty),
    ("refusal", Manner::Refusal),
    ("neutral", Manner::Neutral),
    ("wrong", Manner::Wrong),
];

/// What a case inherits from its category and suite.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The category.
    pub(super) category: &'a CategoryId,
    /// The templates of the file.
    pub(super) templates: &'a Templates,
    /// How the suite is proved.
    pub(super) proof: Proof,
    /// The limits of suite and category.
    pub(super) limits: InheritedLimits<'a>,
}

/// A single case.
pub(super) fn read_case(reader: &TomlReader<'_>, fields: &Fields<'_, '_>, context: &Context<'_>) -> Option<Case> {
    let id = named(fields, CaseId::parse);
    let (title, prompt) = (fields.text("title"), context.templates.prompt(reader, fields));
    let tags = read_tags(fields);
    let (limits, weight) = (context.limits.of_case(fields), read_weight(fields));
    let checks = fields.required("checks").and_then(|node| read_checks(reader, node));
    let examples = read_examples(reader, fields, context.proof);
    let unproved = read_unproved(reader, fields);
    let prompt = prompt?;
    let checks = checks?.iter().map(|check| check.of_text(&prompt)).collect();
    Some(Case {
        id: id?,
        title: title?,
        category: context.category.clone(),
        tags: tags?,
        limits: limits?,
        weight: weight?,
        pair: None,
        null: false,
        prompt,
        checks,
        examples: examples?,
        unproved: unproved?,
        source: reader.source.clone(),
        span: fields.head(),
    })
}

/// The two cases of a pair. They share the prompt and its checks; each side adds its input, checks and examples.
pub(super) fn read_pair(reader: &TomlReader<'_>, fields: &Fields<'_, '_>, context: &Context<'_>) -> Option<[Case; 2]> {
    let id = named(fields, PairId::parse);
    let (title, null, tags) = (fields.text("title"), fields.truth("null"), read_tags(fields));
    let (limits, weight) = (context.limits.of_case(fields), read_weight(fields));
    let prompt = read_template(reader, fields);
    let checks = fields.required("checks").and_then(|node| read_checks(reader, node));
    let sides = [("a", Side::A), ("b", Side::B)].map(|(name, side)| {
        let what = if side == Side::A { "`[pair.a]`" } else { "`[pair.b]`" };
        let fields = fields.table(name, what, SIDE)?;
        let input = fields.text("input");
        // Even if the input is invalid, so that errors here are reported, too.
        let own = fields.optional("checks").map_or(Some(Vec::new()), |node| read_checks(reader, node));
        let examples = read_examples(reader, &fields, context.proof);
        let input = input?;
        let checks = own?.iter().map(|check| check.of_text(&input)).collect();
        Some(OneSide { name, side, input, checks, examples: examples? })
    });
    let [Some(a), Some(b)] = sides else { return None };
    let (id, title, null, tags, prompt, checks) = (id?, title?, null?, tags?, prompt?, checks?);
    let (limits, weight) = (limits?, weight?);
    let (a, b) = if null { (a, b) } else { opposed(a, b) };
    let unproved = read_unproved(reader, fields)?;
    let case = |OneSide { name, side, input, checks: own, examples }: OneSide| {
        let span = fields.head();
        let case = CaseId::parse(&format!("{id}-{name}")).map_err(|error| too_long(reader, &error, span)).ok()?;
        Some(Case {
            id: case,
            title: title.clone(),
            category: context.category.clone(),
            tags: tags.clone(),
            limits,
            weight,
            pair: Some((id.clone(), side)),
            null,
            prompt: prompt.replace(INPUT, &input),
            checks: checks.iter().map(|check| check.of_text(&input)).chain(own).collect(),
            examples,
            unproved: unproved.clone(),
            source: reader.source.clone(),
            span,
        })
    };
    Some([case(a)?, case(b)?])
}

/// The position of each side with what the other side says in its place, so that no suite writes it twice.
fn opposed(mut a: OneSide, mut b: OneSide) -> (OneSide, OneSide) {
    for (of_a, of_b) in a.checks.iter_mut().zip(&mut b.checks) {
        (*of_a, *of_b) = (of_a.opposed_to(of_b), of_b.opposed_to(of_a));
    }
    (a, b)
}

fn too_long(reader: &TomlReader<'_>, error: &NotASlug, span: Span) {
    reader.error(
        error.to_string(),
        span,
        "the id of a side is the pair's `id` with `-a` or `-b`: shorten the pair's `id`",
    );
}

fn read_template(reader: &TomlReader<'_>, fields: &Fields<'_, '_>) -> Option<String> {
    let prompt = fields.text("prompt")?;
    let places = prompt.matches(INPUT).count();
    if places != 1 {
        let message = match places {
            0 => "the pair's `prompt` has no `{input}`".to_owned(),
            _ => format!("the pair's `prompt` has `{{input}}` {places} times"),
        };
        let span = fields.optional("prompt").map_or(fields.head(), |node| node.span().into());
        reader.error(message, span, "write `{input}` exactly once, in place of the text of side A or B");
        return None;
    }
    Some(prompt)
}

fn named<T>(fields: &Fields<'_, '_>, parse: fn(&str) -> Result<T, NotASlug>) -> Option<T> {
    let node = fields.required("id")?;
    let text = fields.reader().text_of("id", node)?;
    let id = parse(&text);
    if let Err(error) = &id {
        fields.reader().error(error.to_string(), node.span(), "the id becomes part of a URL: `three-bullets`");
    }
    id.ok()
}

/// The tags of a case; none by default.
fn read_tags(fields: &Fields<'_, '_>) -> Option<Vec<Slug>> {
    let Some(node) = fields.optional("tags") else { return Some(Vec::new()) };
    let reader = fields.reader();
    let items = reader.items_of("tags", node, "a list of names such as `[\"dates\", \"short\"]`")?;
    let tag = |item: &Node<'_>| match Slug::parse(&reader.text_of("tags", item)?) {
        Ok(tag) => Some(tag),
        Err(error) => {
            reader.error(error.to_string(), item.span(), "write it like `dates` or `short-answers`");
            None
        }
    };
    let tags: Vec<Option<Slug>> = items.into_iter().map(tag).collect();
    tags.into_iter().collect()
}

fn read_checks(reader: &TomlReader<'_>, node: &Node<'_>) -> Option<Vec<Check>> {
    let items = reader.items_of("checks", node, "a list such as `[{ bullets = 3 }, \"no_preamble\"]`")?;
    let checks: Vec<Option<Check>> = items.into_iter().map(|item| check::read(reader, item)).collect();
    checks.into_iter().collect()
}

/// The variations that prove nothing for a case, each with the reason; none by default.
fn read_unproved(reader: &TomlReader<'_>, fields: &Fields<'_, '_>) -> Option<Vec<(Variation, String)>> {
    let Some(node) = fields.optional("unproved") else { return Some(Vec::new()) };
    let Some(table) = node.as_ref().as_table() else {
        reader.wrong_type("unproved", node, "a table such as `{ letter_case = \"the order gives the word\" }`");
        return None;
    };
    let known = VARIATIONS.each_ref().map(|kind| kind.name);
    let reason = |(key, value): (&toml::Spanned<_>, &Node<'_>)| {
        let name: &str = key.as_ref() as &str;
        let Some(kind) = VARIATIONS.iter().find(|kind| kind.name == name) else {
            let help = format!("a good answer is varied in these ways: {}", listed(&known));
            reader.unknown("variation", name, key.span(), &known, help);
            return None;
        };
        Some((kind.variation, reader.text_of(name, value)?))
    };
    let reasons: Vec<Option<(Variation, String)>> = table.iter().map(|(key, value)| reason((key, value))).collect();
    reasons.into_iter().collect()
}

/// The examples of a case or side: at least one that passes and one that fails, unless the suite is not proved with
/// examples.
fn read_examples(reader: &TomlReader<'_>, fields: &Fields<'_, '_>, proof: Proof) -> Option<Vec<Example>> {
    if proof == Proof::None && fields.optional("pass").is_none() && fields.optional("fail").is_none() {
        return Some(Vec::new());
    }
    let expected = "a list of answers: `[\"one answer\", \"another\"]`";
    let pass = fields.required("pass").and_then(|node| reader.items_of("pass", node, expected));
    let expected = "a list of answers, each with the way it fails: `[{ almost = \"...\" }, { refusal = \"...\" }]`";
    let fail = fields.required("fail").and_then(|node| reader.items_of("fail", node, expected));
    let passing: Option<Vec<Example>> = pass.map(|items| {
        items.into_iter().filter_map(|item| read_example(reader, "pass", Manner::Compliant, item)).collect()
    });
    let failing: Option<Vec<Example>> =
        fail.map(|items| items.into_iter().filter_map(|item| read_failing(reader, item)).collect());
    Some(passing?.into_iter().chain(failing?).collect())
}

fn read_example(reader: &TomlReader<'_>, name: &str, manner: Manner, node: &Node<'_>) -> Option<Example> {
    let answer = reader.text_of(name, node)?;
    Some(Example { answer, manner, span: reader.first_line(node.span().into()) })
}

fn read_failing(reader: &TomlReader<'_>, node: &Node<'_>) -> Option<Example> {
    let known = MANNERS.map(|(name, _)| name);
    let help = format!("name the way it fails, which is one of {}: `{{ almost = \"...\" }}`", listed(&known));
    let entries: Vec<_> = node.as_ref().as_table().into_iter().flatten().collect();
    let [(key, value)] = entries.as_slice() else {
        reader.error("a `fail` example must be one answer with the way it fails", node.span(), help);
        return None;
    };
    match MANNERS.iter().find(|(name, _)| *name == key.as_ref()) {
        Some((name, manner)) => read_example(reader, name, *manner, value),
        None => {
            reader.unknown("way to fail", key.as_ref(), key.span(), &known, help);
            None
        }
    }
}
