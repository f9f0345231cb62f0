//! Loose numbers: those of the prose that are neither bound, nor from elsewhere, nor exempt.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::analysis::RunData;
use crate::analysis::metric::Value;
use crate::content::{DirectiveKind, Post, Stretch};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::limits::cut;
use crate::project::LooseNumbers;
use crate::wording::{Unit, plain};
use crate::written::{Convention, Known, Literal, MeasuredIn, Nearest, Numeral, NumeralKind, nearest, numerals};

use super::bound::{Bound, Edit, Proposal};
use super::candidates::{self, Candidate, known};
use super::context::Context;
use super::cues;
use super::runs::PostRuns;
use super::words;

/// The most characters that are shown of a number that cannot be read.
const MOST_SHOWN: usize = 40;

/// Finds the loose numbers of a post.
pub(super) fn bind(post: &Post, runs: &PostRuns<'_>, level: LooseNumbers, bound: &mut Bound) {
    if level == LooseNumbers::Off || runs.runs.is_empty() || runs.is_waiting() {
        return;
    }
    let names = Names::of(runs);
    let convention = Convention::of(post.language.as_str());
    let finder = Finder { post, runs, candidates: OnceCell::new(), level };
    let mut earlier: Option<&Stretch> = None;
    for stretch in &post.prose {
        let before = earlier.filter(|earlier| earlier.heading == stretch.heading).map_or("", |earlier| &earlier.text);
        for numeral in numerals(&stretch.text, convention, &|word| names.has(word)) {
            finder.look_at((stretch, before), &numeral, bound);
        }
        if stretch.cell.is_none() && stretch.claim.is_none() {
            earlier = Some(stretch);
        }
    }
}

struct Finder<'p, 'a> {
    post: &'p Post,
    runs: &'p PostRuns<'a>,
    /// Every number of the runs, collected for the first loose number.
    candidates: OnceCell<Vec<Candidate<'a>>>,
    level: LooseNumbers,
}

impl<'a> Finder<'_, 'a> {
    fn candidates(&self) -> &[Candidate<'a>] {
        self.candidates.get_or_init(|| candidates::of_runs(self.runs))
    }

    /// Tells of a number of a stretch, unless it needs no finding; with the stretch comes the text before it under its heading.
    fn look_at(&self, (stretch, earlier): (&Stretch, &str), numeral: &Numeral, bound: &mut Bound) {
        let literal = match &numeral.kind {
            NumeralKind::Exempt(_) => return,
            NumeralKind::Unreadable => None,
            NumeralKind::Quantity(literal) => Some(literal),
        };
        let written = &stretch.text[numeral.range.clone()];
        let span = stretch.span(numeral.range.clone());
        if stretch.claim.is_some_and(|at| literal.is_some_and(|literal| self.is_in_claim(at, literal))) {
            return;
        }
        let Some(literal) = literal else {
            let fault = self.fault(
                Code::UNREADABLE_NUMBER,
                format!("`{}` is not bound to the run, and cannot be read", cut(&plain(written), MOST_SHOWN)),
                span,
            );
            return bound.faults.push(fault.help("write a number that has one meaning, or mark it as code"));
        };
        let literal = match &stretch.cell {
            Some((row, column)) => literal.clone().under_heading(column).under_heading(unit_of_row(row)),
            None => literal.clone(),
        };
        if self.counts_nothing_of_a_run(stretch, &numeral.range, &literal) {
            return;
        }
        let context = Context::of(stretch, earlier, &numeral.range, &literal);
        let mut allowed: Vec<Candidate<'_>> = context.allowed(self.candidates()).into_iter().cloned().collect();
        allowed.extend(self.between(&context));
        if stretch.claim.is_some() {
            return bound.faults.push(self.in_claim(written, span));
        }
        // The ends of a range may be two findings: `from 212 ms to 180 ms`.
        let ends = literal.ends();
        let fits = |one: &Literal| !found(one, &allowed).fitting.is_empty();
        if fits(&literal) || !ends.iter().any(|(_, end)| fits(end)) {
            return bound.told(self.told(&literal, span, &allowed));
        }
        for (place, end) in ends {
            let start = numeral.range.start;
            let span = stretch.span(start + place.start..start + place.end);
            bound.told(self.told(&end, span, &allowed));
        }
    }

    /// Whether a number in words counts something that runs do not have: `two ways`, `three reasons`.
    fn counts_nothing_of_a_run(&self, stretch: &Stretch, at: &Range<usize>, literal: &Literal) -> bool {
        let in_words = !stretch.text[at.clone()].contains(|character: char| character.is_ascii_digit());
        let is_count =
            matches!(literal.measure(), MeasuredIn::Counted | MeasuredIn::Bare) && literal.numbers().len() == 1;
        in_words && is_count && cues::counts(&stretch.text[at.start..]).is_empty()
    }

    /// The fault of a loose number, and the directive for it: it equals findings, or it equals none.
    fn told(&self, literal: &Literal, span: Span, allowed: &[Candidate<'_>]) -> (Diagnostic, Option<Proposal>) {
        let written = plain(self.source(span));
        let lit = format!(
            "from elsewhere: `[{written}](lit: \"SOURCE\")`; not a measurement: `` `{written}` ``, or other words"
        );
        let Nearest { fitting, nearest } = found(literal, allowed);
        let Some(any) = fitting.first() else {
            let message = format!("`{written}` matches no finding of the run");
            let fault = self.fault(Code::MATCHES_NOTHING, message, span);
            let fault = match nearest.and_then(|nearest| allowed.get(nearest)) {
                Some(near) => fault.label(format!("the nearest is `{}`: {}", near.query, plain(&number(near)))),
                None => fault.label("the run has nothing in such a unit"),
            };
            let help = "correct it and bind it: `[NUMBER](value: \"METRIC of MODEL\")`";
            return (fault.help(help).help(lit), None);
        };
        // That the number itself is what is written is likelier than that it is one of its units.
        let is_itself = |place: &&usize| {
            let Candidate { known, .. } = &allowed[**place];
            literal.fits(&Known { n: None, parts: None, ..*known })
        };
        let first = &allowed[*fitting.iter().find(is_itself).unwrap_or(any)];
        let measured = plain(&number(first));
        let text = format!("[{}](value: \"{}\")", self.source(span), first.query);
        let others = fitting.len() - 1;
        let edit = Edit { span, text };
        let proposal = Proposal { edit, measured: format!("{}: {measured}", first.query), others };
        let more = if others == 0 { String::new() } else { format!(", and {others} more") };
        let fault = self
            .fault(Code::LOOSE_NUMBER, format!("`{written}` is not bound to the run"), span)
            .label(format!("`{}` is {measured}{more}", first.query))
            .help(format!("bind it: `[{written}](value: \"{}\")`; `offprint bind` writes it for you", first.query))
            .help(lit);
        (fault, Some(proposal))
    }

    fn in_claim(&self, written: &str, span: Span) -> Diagnostic {
        self.fault(
            Code::NUMBER_IN_CLAIM,
            format!("`{}` is in the words of a claim that does not test it", plain(written)),
            span,
        )
        .help("add it to the claim's expression, or move it out of the brackets and bind it")
    }

    /// Numbers made of those of two targets that the sentence names: ratios and differences.
    fn between(&self, context: &Context) -> Vec<Candidate<'a>> {
        /// The most targets of one sentence that are paired.
        const MOST: usize = 6;
        let named = context.about_two(self.candidates());
        if named.len() < 2 || named.len() > MOST {
            return Vec::new();
        }
        let paired = context.of_these(self.candidates(), &named);
        let (is_ratio, is_difference) = (context.is_ratio(), context.is_difference());
        let may_be = |one: &Candidate<'_>| match one.unit {
            Unit::Plain => is_ratio,
            Unit::Points => true,
            _ => is_difference,
        };
        let mut made = Vec::new();
        for first in &paired {
            for second in paired.iter().filter(|second| second.metric == first.metric && second.about != first.about) {
                made.extend(combined(first, second).into_iter().filter(may_be));
            }
        }
        made
    }

    /// Whether a number in the words of a claim is in its expression: as it is, in milliseconds, or in percent.
    fn is_in_claim(&self, at: usize, literal: &Literal) -> bool {
        let directive = self.post.directives.iter().find(|directive| directive.span.start == at);
        let Some(DirectiveKind::Claim(expression)) = directive.map(|directive| &directive.kind) else { return false };
        let in_expression: Vec<f64> = expression
            .split(|character: char| !character.is_ascii_digit() && character != '.')
            .filter_map(|digits| digits.parse().ok())
            .collect();
        let is_there = |number: f64| {
            let same = |known: f64| (known - number).abs() <= number.abs() * 1e-9;
            in_expression.iter().any(|known| same(*known) || same(known * 1e-3) || same(known * 60.0))
        };
        literal.numbers().iter().all(|(_, number)| is_there(*number))
    }

    fn fault(&self, code: Code, message: String, span: Span) -> Diagnostic {
        let fault = match self.level {
            LooseNumbers::Strict => Diagnostic::error(code, message),
            LooseNumbers::Warn | LooseNumbers::Off => Diagnostic::warning(code, message),
        };
        fault.at(&self.post.source, span)
    }

    fn source(&self, span: Span) -> &str {
        self.post.source.text().get(span.start..span.end).unwrap_or_default()
    }
}

/// What may be a unit in the head of a row, `TTFT (ms)`: what stands in brackets or behind a comma, or a rate or percent sign alone. A model in
/// the head of a row may have letters of units.
fn unit_of_row(row: &str) -> &str {
    let bracket = row.rfind(['(', '[']).map(|at| row[at + 1..].trim_end_matches([')', ']']));
    let comma = || row.rfind(',').map(|at| &row[at + 1..]);
    let alone = if row.contains(['/', '%']) { row } else { "" };
    bracket.or_else(comma).unwrap_or(alone)
}

/// What a literal may be among these.
fn found(literal: &Literal, allowed: &[Candidate<'_>]) -> Nearest {
    nearest(literal, allowed.iter().map(|candidate| &candidate.known))
}

fn number(candidate: &Candidate<'_>) -> String {
    words::number(&candidate.value, candidate.unit)
}

/// The ratio of two numbers of one metric, and their difference where that has a meaning.
fn combined<'a>(first: &Candidate<'a>, second: &Candidate<'a>) -> Vec<Candidate<'a>> {
    let (one, other) = (first.value.number, second.value.number);
    if other == 0.0 || first.value.censored || second.value.censored {
        return Vec::new();
    }
    let with = |number: f64, unit: Unit, sign: char| {
        let value = Value { number, interval: None, ..first.value };
        let query = format!("{} {sign} {}", first.query, second.query);
        let known = Known { n: None, ..known(&value, unit) };
        Candidate { known, value, unit, query, about: [first.about[0], second.about[0]].to_vec(), ..first.clone() }
    };
    let ratio = with(one / other, Unit::Plain, '/');
    let unit = if first.unit == Unit::Percent { Unit::Points } else { first.unit };
    vec![ratio, with(one - other, unit, '-')]
}

/// The names that the data know.
struct Names {
    words: BTreeSet<String>,
}

impl Names {
    fn of(runs: &PostRuns<'_>) -> Self {
        let mut words = BTreeSet::new();
        let mut add = |name: &str| {
            let name = name.to_lowercase();
            let parts =
                name.split(|character: char| !character.is_alphanumeric() && character != '.' && character != '-');
            words.extend(parts.chain(name.split(|character: char| !character.is_alphanumeric())).map(str::to_owned));
            words.insert(name);
        };
        for run in &runs.runs {
            run.data.map(RunData::names).into_iter().flatten().for_each(&mut add);
            if let Some(RunData::Native(findings, _)) = run.data {
                findings.targets.iter().for_each(|target| add(&target.subject.family));
            }
        }
        words.remove("");
        // A number alone is not a name.
        words.retain(|word| word.chars().any(char::is_alphabetic));
        Self { words }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }
}
