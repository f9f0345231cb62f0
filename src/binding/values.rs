//! Values: numbers in the prose, compared with what was measured.

use crate::analysis::metric::Value;
use crate::content::{Directive, DirectiveKind, Operation, Post, Query};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::wording::{Unit, plain};
use crate::written::{self, Agreement, Convention, Known, Literal, MeasuredIn, NumberRole, Unreadable};

use super::bound::{Bound, BoundValue, Edit};
use super::candidates;
use super::resolve::{NoAnswer, QueryAnswer, answer};
use super::rules::Stale;
use super::runs::PostRuns;
use super::words;

/// Compares every value of a post.
pub(super) fn bind(post: &Post, runs: &PostRuns<'_>, stale: Stale, bound: &mut Bound) {
    let convention = Convention::of(post.language.as_str());
    for directive in &post.directives {
        let DirectiveKind::Value(query) = &directive.kind else { continue };
        let reader = Reader { post, directive, query, convention };
        let mut value = BoundValue {
            at: directive.span.start,
            written: directive.text.clone(),
            query: query.text.clone(),
            answer: None,
            now: None,
        };
        // The site tells of a post without a run.
        if !runs.is_waiting() && !runs.runs.is_empty() {
            reader.compare(runs, stale, &mut value, bound);
        }
        bound.values.push(value);
    }
}

struct Reader<'a> {
    post: &'a Post,
    directive: &'a Directive,
    query: &'a Query,
    convention: Convention,
}

impl Reader<'_> {
    fn compare(&self, runs: &PostRuns<'_>, stale: Stale, value: &mut BoundValue, bound: &mut Bound) {
        let answer = match answer(self.query, runs) {
            Ok(answer) => answer,
            Err(none) => return bound.faults.push(self.no_answer(none)),
        };
        let literal = match written::literal(&self.directive.text, self.convention) {
            Ok(literal) => literal,
            Err(unreadable) => {
                value.answer = Some(answer);
                return bound.faults.push(self.unreadable(&unreadable));
            }
        };
        let known = known(&answer, &literal);
        match literal.agrees(&known) {
            Agreement::Agrees => {}
            _ if self.agrees_with_words_around(&literal, &answer) => {}
            Agreement::Differs { .. } | Agreement::WrongDirection { .. } | Agreement::Censored => {
                self.is_stale(&literal, &known, &answer, stale, value, bound);
            }
            Agreement::WrongUnit { .. } => bound.faults.push(self.other_unit(&answer)),
            Agreement::NotKnown { role } => bound.faults.push(self.not_known(role, &answer)),
        }
        value.answer = Some(answer);
    }

    /// Whether the number is true with the hedge before its brackets, or the direction behind them: `about [200 ms](..)`, `[40 %](..) faster`.
    /// A bound must be near: `unless you need more than [47 %](..)` states nothing of 65 %.
    fn agrees_with_words_around(&self, literal: &Literal, answer: &QueryAnswer) -> bool {
        /// The most words of a hedge.
        const MOST: usize = 3;
        let source = self.post.source.text();
        let Span { start, end } = self.directive.span;
        let is_mark = |character: char| matches!(character, '*' | '_' | '~');
        let line = source[..start].rsplit('\n').next().unwrap_or_default().trim_end_matches(is_mark);
        let mut before: Vec<&str> =
            line.split_whitespace().rev().take(MOST).map(|word| word.trim_matches(is_mark)).collect();
        before.reverse();
        let after = source[end..].trim_start_matches(is_mark).split_whitespace().next().unwrap_or_default();
        let after = after.trim_end_matches(|character: char| !character.is_alphabetic());
        let text = format!("{} {} {after}", before.join(" "), self.directive.text);
        let Ok(whole) = written::literal(&text, self.convention) else { return false };
        let says_more = whole.hedge() != literal.hedge() || whole.direction() != literal.direction();
        says_more && whole.fits(&known(answer, &whole))
    }

    /// The number in the prose is no longer true.
    fn is_stale(
        &self,
        literal: &Literal,
        known: &Known,
        answer: &QueryAnswer,
        stale: Stale,
        value: &mut BoundValue,
        bound: &mut Bound,
    ) {
        let says = plain(&run_says(literal, known, answer));
        let message = format!("the prose says {}, the run says {says}", plain(&self.directive.text));
        let run = answer.found.first().map(|found| found.run.to_string()).unwrap_or_default();
        let label = format!("{} in run {run}: {}", self.query.text, plain(&words::answer(answer)));
        let fault = stale.fault(Code::STALE_VALUE, message).at(&self.post.source, self.directive.words).label(label);
        let now = literal.respelled(known);
        value.now = Some(now.clone().unwrap_or_else(|| words::number(&answer.value, answer.unit)));
        let respelled = now.is_some();
        let edit = now.and_then(|text| self.edit(text));
        let help = match &edit {
            Some(edit) => {
                format!("`offprint accept` writes `{}`; read the sentence around it first", plain(&edit.text))
            }
            None => match &value.now {
                Some(now) if respelled => format!("write `{}`; its markup is between the digits", plain(now)),
                _ => "the sentence around it no longer fits the number: rewrite both".to_owned(),
            },
        };
        bound.edits.extend(edit);
        bound.faults.push(fault.help(help));
    }

    /// The change that puts another number between the brackets. Where they hold markup inside the number, `**212** ms`, it changes the digits
    /// alone; `None` if more than these change.
    fn edit(&self, text: String) -> Option<Edit> {
        let Span { start, end } = self.directive.words;
        let inside = self.post.source.text().get(start..end)?;
        let (old, new) = match inside.contains(&self.directive.text) {
            true => (self.directive.text.as_str(), text.as_str()),
            false => changed(&self.directive.text, &text),
        };
        let first = old.chars().next()?;
        let at = inside.find(old).filter(|at| !inside[at + first.len_utf8()..].contains(old))?;
        Some(Edit { span: Span::new(start + at, start + at + old.len()), text: new.to_owned() })
    }

    fn unreadable(&self, unreadable: &Unreadable) -> Diagnostic {
        let message = match unreadable {
            Unreadable::Nothing => "the words of a value have no number",
            Unreadable::Several(..) => "the words of a value have more than one number",
            Unreadable::Malformed(_) => "the words of a value have a number that cannot be read",
        };
        Diagnostic::error(Code::NOT_ONE_NUMBER, message)
            .at(&self.post.source, self.directive.words)
            .label("one number is needed here, with its unit")
            .help("write it alone between the brackets: `[212 ms](value: \"...\")`, or with its interval: `[95.5 % (91-99)](value: \"...\")`")
    }

    fn not_known(&self, role: NumberRole, answer: &QueryAnswer) -> Diagnostic {
        Diagnostic::error(
            Code::NOT_KNOWN,
            format!("the run does not know the {} in `{}`", role.name(), self.directive.text),
        )
        .at(&self.post.source, self.directive.words)
        .label(format!("it is {}", plain(&words::answer(answer))))
        .help("leave it out, or ask for a metric that has it")
    }

    fn other_unit(&self, answer: &QueryAnswer) -> Diagnostic {
        Diagnostic::error(
            Code::OTHER_UNIT,
            format!("`{}` is not in the unit of `{}`", self.directive.text, self.query.text),
        )
        .at(&self.post.source, self.directive.words)
        .label(format!("it is {}", plain(&words::answer(answer))))
        .help(format!("write it in {}", answer.unit.word()))
    }

    fn no_answer(&self, none: NoAnswer) -> Diagnostic {
        let (post, directive) = (self.post, self.directive);
        // The query has no white space at its beginning, the title may.
        let title = directive.title;
        let written = post.source.text().get(title.start..title.end).unwrap_or_default();
        let indent = written.len() - written.trim_start().len();
        let span = match title == directive.span {
            true => title,
            false => Span::new(title.start + indent + none.at.start, title.start + indent + none.at.end),
        };
        none.told(&post.source, span)
    }
}

/// What the run says, in the kind of number that is written: an interval beside an interval, both counts of a share.
fn run_says(literal: &Literal, known: &Known, answer: &QueryAnswer) -> String {
    let is_share = answer.operation == Some(Operation::Ratio) && known.parts.is_some();
    let interval = || words::interval(&answer.value, answer.unit).filter(|_| !literal.ends().is_empty());
    match is_share {
        true => words::answer(answer),
        false => interval().unwrap_or_else(|| {
            let value = Value { number: known.number, interval: None, ..answer.value };
            words::number(&value, known.unit)
        }),
    }
}

/// What differs between two spellings of a number: the words of both from the first that differs to the last.
fn changed<'t>(old: &'t str, new: &'t str) -> (&'t str, &'t str) {
    let is_gap = |(_, character): &(usize, char)| character.is_whitespace();
    let same = old.bytes().zip(new.bytes()).take_while(|(one, other)| one == other).count();
    let start = old.char_indices().filter(is_gap).map(|(at, gap)| at + gap.len_utf8()).rfind(|at| *at <= same);
    let start = start.unwrap_or(0);
    let (old, new) = (&old[start..], new.get(start..).unwrap_or_default());
    let same = old.bytes().rev().zip(new.bytes().rev()).take_while(|(one, other)| one == other).count();
    let end = old.char_indices().filter(is_gap).map(|(at, _)| old.len() - at).find(|behind| *behind <= same);
    let end = end.unwrap_or(0);
    (&old[..old.len() - end], new.get(..new.len() - end).unwrap_or_default())
}

/// An answer as a literal is compared with it: a ratio that is written in percent is a share.
fn known(answer: &QueryAnswer, literal: &Literal) -> Known {
    let known = candidates::known(&answer.value, answer.unit);
    let (Some(operation), [first, second]) = (answer.operation, answer.found.as_slice()) else { return known };
    // The number of units behind two numbers is that of neither.
    let known = Known { n: None, ..known };
    if operation != Operation::Ratio {
        return known;
    }
    let parts = (first.unit == Unit::Count).then_some((first.value.number, second.value.number));
    match literal.measure() {
        // `40 % faster` is a change, not a share.
        MeasuredIn::Percent if literal.direction().is_none() => {
            Known { number: known.number * 100.0, unit: Unit::Percent, parts, ..known }
        }
        _ => Known { parts, ..known },
    }
}
