//! What a `value:` asks of the data: `ttft.p50 of qwen3:8b in pilot`, `total.p50 of a / total.p50 of b`.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// A number of a run, or two of them and what is made of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As written.
    pub text: String,
    /// The first number.
    pub first: QueryTerm,
    /// The operation and the second number, if there are two.
    pub second: Option<(Operation, QueryTerm)>,
}

/// What is made of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// ` / `: a ratio, or a share where the number is written in percent or as `3 of 4`.
    Ratio,
    /// ` - `.
    Difference,
}

/// One number: a metric, of a target, in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryTerm {
    /// The metric's id, or a field of one: `ttft.p50`, `ttft.p50.low`.
    pub metric: String,
    /// The target or model, unless the number describes a whole run.
    pub of: Option<String>,
    /// The run, by its name in the front matter, or the runtime.
    pub within: Option<String>,
    /// Where the metric stands in the text.
    pub metric_at: Range<usize>,
    /// Where the target stands in the text.
    pub of_at: Range<usize>,
    /// Where the run stands in the text.
    pub within_at: Range<usize>,
}

/// What is wrong with a query, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadQuery {
    pub(super) message: String,
    pub(super) at: Range<usize>,
}

/// How a query is written.
pub(super) const HOW: &str =
    "write `METRIC of MODEL`, `METRIC of MODEL in RUN`, or two of these with ` / ` or ` - ` between them";

impl Query {
    /// The query that is all of a text.
    ///
    /// # Errors
    /// What cannot be read in it, with its place.
    pub fn alone(source: &SourceFile) -> Result<Self, Diagnostic> {
        let told = |bad: BadQuery| {
            let span = Span::new(bad.at.start, bad.at.end);
            Diagnostic::error(Code::DIRECTIVE_TITLE, bad.message).at(source, span).help(HOW)
        };
        Self::parse(source.text()).map_err(told)
    }

    /// Reads a query. Operators stand between spaces, so that names can contain their characters.
    pub(super) fn parse(text: &str) -> Result<Self, BadQuery> {
        let words = words(text);
        if words.is_empty() {
            return Err(BadQuery { message: "this value does not name a metric".to_owned(), at: 0..text.len() });
        }
        let operators: Vec<usize> = (0..words.len()).filter(|at| operation(words[*at].0).is_some()).collect();
        let second = match operators.as_slice() {
            [] => None,
            [at] => {
                let made = operation(words[*at].0).unwrap_or(Operation::Ratio);
                Some((made, QueryTerm::read(&words[at + 1..], text.len())?))
            }
            [_, next, ..] => {
                let message = "a value is made of two numbers at most".to_owned();
                return Err(BadQuery { message, at: words[*next].1.clone() });
            }
        };
        let end = operators.first().copied().unwrap_or(words.len());
        let after = words.get(end).map_or(text.len(), |word| word.1.start);
        Ok(Self { text: text.trim().to_owned(), first: QueryTerm::read(&words[..end], after)?, second })
    }

    /// Its terms, in order.
    pub fn terms(&self) -> impl Iterator<Item = &QueryTerm> {
        std::iter::once(&self.first).chain(self.second.as_ref().map(|(_, term)| term))
    }
}

impl QueryTerm {
    fn read(words: &[(&str, Range<usize>)], end: usize) -> Result<Self, BadQuery> {
        let bad = |message: &str, at: Range<usize>| Err(BadQuery { message: message.to_owned(), at });
        let Some((metric, metric_at)) = words.first() else { return bad("a metric is missing here", end..end) };
        let mut term = Self {
            metric: (*metric).to_owned(),
            of: None,
            within: None,
            metric_at: metric_at.clone(),
            of_at: metric_at.clone(),
            within_at: metric_at.clone(),
        };
        let mut rest = &words[1..];
        while let [(word, at), tail @ ..] = rest {
            let is_free = match *word {
                "of" => term.of.is_none() && term.within.is_none(),
                "in" => term.within.is_none(),
                _ => false,
            };
            if !is_free {
                return bad(&format!("`{word}` is not expected here"), at.clone());
            }
            // A model's name may have several words.
            let until = tail.iter().position(|(word, _)| *word == "in").unwrap_or(tail.len());
            let name = tail[..until].iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
            let name_at = match (tail.first(), until) {
                (Some(first), 1..) => first.1.start..tail[until - 1].1.end,
                _ => return bad(&format!("a name is missing after `{word}`"), at.clone()),
            };
            match *word {
                "of" => (term.of, term.of_at) = (Some(name), name_at),
                _ => (term.within, term.within_at) = (Some(name), name_at),
            }
            rest = &tail[until..];
        }
        Ok(term)
    }
}

/// Each word and its bytes.
fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|word| (word, start(word)..start(word) + word.len())).collect()
}

fn operation(word: &str) -> Option<Operation> {
    match word {
        "/" => Some(Operation::Ratio),
        "-" | "\u{2212}" => Some(Operation::Difference),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_metric_target_and_run() {
        let query = Query::parse("ttft.p50 of qwen3-coder:30b in pilot").expect("nothing is wrong");
        let term = &query.first;
        assert_eq!(
            (term.metric.as_str(), term.of.as_deref(), term.within.as_deref()),
            ("ttft.p50", Some("qwen3-coder:30b"), Some("pilot"))
        );
        assert_eq!(&query.text[term.of_at.clone()], "qwen3-coder:30b");
        assert_eq!(query.second, None);
        let run = Query::parse(" targets in pilot ").expect("nothing is wrong");
        assert_eq!((run.first.of.as_deref(), run.first.within.as_deref()), (None, Some("pilot")));
    }

    #[test]
    fn two_numbers_make_a_ratio_or_a_difference() {
        let ratio = Query::parse("total.p50 of a/b-c / total.p50 of d").expect("nothing is wrong");
        assert_eq!(ratio.first.of.as_deref(), Some("a/b-c"));
        assert_eq!(ratio.second.map(|(made, term)| (made, term.of)), Some((Operation::Ratio, Some("d".to_owned()))));
        let difference = Query::parse("compliance of a - compliance of b in x").expect("nothing is wrong");
        assert_eq!(
            difference.second.map(|(made, term)| (made, term.within)),
            Some((Operation::Difference, Some("x".to_owned())))
        );
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, message, at) in [
            ("", "this value does not name a metric", 0..0),
            ("total.p50 of", "a name is missing after `of`", 10..12),
            ("total.p50 a", "`a` is not expected here", 10..11),
            ("a / ", "a metric is missing here", 4..4),
            ("a - b - c", "a value is made of two numbers at most", 6..7),
            ("a of b of c in", "a name is missing after `in`", 12..14),
        ] {
            let bad = Query::parse(text).expect_err(text);
            assert_eq!((bad.message.as_str(), bad.at), (message, at), "{text}");
        }
    }
}
