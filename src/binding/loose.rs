//! Loose numbers: those of the prose that are neither bound, nor from elsewhere, nor exempt.

use std::collections::BTreeSet;
use std::ops::Range;

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
use super::runs::{PostRuns, RunData};
use super::words;

/// The most characters that are shown of a number that cannot be read.
const MOST_SHOWN: usize = 40;

/// Finds the loose numbers of a post.
pub(super) fn bind(post: &Post, runs: &PostRuns<'_>, level: LooseNumbers, bound: &mut Bound) {
    if level == LooseNumbers::Off || runs.runs.is_empty() || runs.is_waiting() {
        return;
    }
    let candidates = candidates::of_runs(runs);
    let names = Names::of(runs);
    let convention = Convention::of(post.language.as_str());
    let finder = Finder { post, candidates, level };
    for stretch in &post.prose {
        for numeral in numerals(&stretch.text, convention, &|word| names.has(word)) {
            finder.look_at(stretch, &numeral, bound);
        }
    }
}

struct Finder<'a> {
    post: &'a Post,
    candidates: Vec<Candidate<'a>>,
    level: LooseNumbers,
}

impl Finder<'_> {
    fn look_at(&self, stretch: &Stretch, numeral: &Numeral, bound: &mut Bound) {
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
            Some((_, column)) => literal.clone().under_heading(column),
            None => literal.clone(),
        };
        if self.counts_nothing_of_a_run(stretch, &numeral.range, &literal) {
            return;
        }
        let context = Context::of(stretch, &numeral.range, &literal);
        let mut allowed: Vec<Candidate<'_>> = context.allowed(&self.candidates).into_iter().cloned().collect();
        allowed.extend(self.between(&context));
        let fault = match stretch.claim {
            Some(_) => self.in_claim(written, span),
            None => self.told(written, &literal, span, &allowed, bound),
        };
        bound.faults.push(fault);
    }

    /// Whether a number in words counts something that runs do not have: `two ways`, `three reasons`.
    fn counts_nothing_of_a_run(&self, stretch: &Stretch, at: &Range<usize>, literal: &Literal) -> bool {
        let in_words = !stretch.text[at.clone()].contains(|character: char| character.is_ascii_digit());
        let is_count =
            matches!(literal.measure(), MeasuredIn::Counted | MeasuredIn::Bare) && literal.numbers().len() == 1;
        in_words && is_count && cues::counts(&stretch.text[at.start..]).is_empty()
    }

    /// The fault of a loose number: it equals findings, or it equals none.
    fn told(
        &self,
        written: &str,
        literal: &Literal,
        span: Span,
        allowed: &[Candidate<'_>],
        bound: &mut Bound,
    ) -> Diagnostic {
        let written = plain(written);
        let ends = literal.ends();
        let found: Vec<_> =
            ends.iter().map(|end| nearest(end, allowed.iter().map(|candidate| &candidate.known))).collect();
        let lit = format!(
            "from elsewhere: `[{written}](lit: \"SOURCE\")`; not a measurement: `` `{written}` ``, or other words"
        );
        if found.iter().all(|end| !end.fitting.is_empty()) && !found.is_empty() {
            let fitting = &found[0].fitting;
            // That the number itself is what is written is likelier than that it is one of its units.
            let is_itself = |place: &&usize| {
                let Candidate { known, .. } = &allowed[**place];
                ends[0].fits(&Known::new(known.number, known.unit))
            };
            let first = &allowed[*fitting.iter().find(is_itself).unwrap_or(&fitting[0])];
            let measured = plain(&number(first));
            if let [end] = found.as_slice() {
                let text = format!("[{}](value: \"{}\")", self.source(span), first.query);
                let others = end.fitting.len() - 1;
                let edit = Edit { span, text };
                bound.proposals.push(Proposal { edit, measured: format!("{}: {measured}", first.query), others });
            }
            if found.len() > 1 {
                return self.range(&written, span, (&ends, &found), allowed).help(lit);
            }
            let more = match fitting.len() {
                1 => String::new(),
                several => format!(", and {} more", several - 1),
            };
            return self
                .fault(Code::LOOSE_NUMBER, format!("`{written}` is not bound to the run"), span)
                .label(format!("`{}` is {measured}{more}", first.query))
                .help(format!("bind it: `[{written}](value: \"{}\")`; `offprint bind` writes it for you", first.query))
                .help(lit);
        }
        let near = found.iter().find(|end| end.fitting.is_empty()).and_then(|end| allowed.get(end.nearest?));
        let fault = self.fault(Code::MATCHES_NOTHING, format!("`{written}` matches no finding of the run"), span);
        let fault = match near {
            Some(near) => fault.label(format!("the nearest is `{}`: {}", near.query, plain(&number(near)))),
            None => fault.label("the run has nothing in such a unit"),
        };
        fault.help("correct it and bind it: `[NUMBER](value: \"METRIC of MODEL\")`").help(lit)
    }

    /// The fault of a loose range, each end of which equals a finding.
    fn range(
        &self,
        written: &str,
        span: Span,
        (ends, found): (&[Literal], &[Nearest]),
        allowed: &[Candidate<'_>],
    ) -> Diagnostic {
        let bound = ends.iter().zip(found).map(|(end, found)| {
            let query =
                found.fitting.first().and_then(|place| allowed.get(*place)).map_or("", |one| one.query.as_str());
            format!("`[{}](value: \"{query}\")`", plain(end.text()))
        });
        self.fault(Code::LOOSE_NUMBER, format!("`{written}` is not bound to the run"), span)
            .label("two numbers, each of which is a finding")
            .help(format!("bind each: {}", bound.collect::<Vec<_>>().join(" and ")))
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
    fn between(&self, context: &Context) -> Vec<Candidate<'_>> {
        /// The most targets of one sentence that are paired.
        const MOST: usize = 6;
        let named = context.about(&self.candidates);
        if named.len() < 2 || named.len() > MOST {
            return Vec::new();
        }
        let of = |candidate: &&Candidate<'_>| candidate.about.len() == 1 && named.contains(&candidate.about[0]);
        let paired: Vec<&Candidate<'_>> = context.allowed(&self.candidates).into_iter().filter(of).collect();
        let mut made = Vec::new();
        for first in &paired {
            for second in paired.iter().filter(|second| second.metric == first.metric && second.about != first.about) {
                made.extend(combined(first, second));
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
            match run.data {
                Some(RunData::Native(findings, _)) => {
                    findings.target_names().into_iter().for_each(&mut add);
                    findings.targets.iter().for_each(|target| add(&target.subject.family));
                }
                Some(RunData::Ingested(findings)) => {
                    findings.groups.iter().flat_map(|group| &group.rows).for_each(|row| add(&row.model));
                }
                None => {}
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
