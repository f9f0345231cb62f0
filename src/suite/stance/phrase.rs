//! The phrases of a position: `close`, `(keep|leave) … open`, `{end} … quota`.

use std::ops::Range;

use super::grammar::Grammar;
use super::lexicon::{ClassMarks, Lexicon, WordClass, WordForm, begins_with, forms};
use super::tokens::ClauseWord;

/// The most words that `…` takes.
const LONGEST_GAP: usize = 8;

/// What a suite writes for a gap.
const GAPS: [&str; 2] = ["…", "..."];

/// What begins an indirect question; it is one of the words that begin a clause.
const INDIRECT_QUESTION: &str = "whether";

/// A phrase that states a position.
#[derive(Debug, Clone)]
pub(super) struct StancePhrase {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    /// One word.
    Word(WordForm),
    /// Any of these.
    Either(Vec<Vec<WordForm>>),
    /// Any entry of a class.
    Class(WordClass),
    /// Up to [`LONGEST_GAP`] words of the same clause.
    Gap,
    /// The end of a clause: `yes,` is not the `yes` of "a yes in a drawer".
    Stop,
}

/// An answer, ready to be searched.
pub(super) struct MarkedText {
    /// Its words.
    pub(super) words: Vec<ClauseWord>,
    /// The entries of classes in it.
    pub(super) marks: ClassMarks,
    breaks: WordClass,
    beyond: WordClass,
    being: WordClass,
    helper: WordClass,
    not: WordClass,
    /// Whether each word is part of a question, direct or indirect: neither states anything.
    asked: Vec<bool>,
}

impl MarkedText {
    /// The words of an answer with the classes that they belong to.
    pub(super) fn new(words: Vec<ClauseWord>, grammar: &Grammar) -> Self {
        let marks = Lexicon::get().marks(&words);
        let &Grammar { breaks, beyond, being, helper, not, .. } = grammar;
        let mut text = Self { words, marks, breaks, beyond, being, helper, not, asked: Vec::new() };
        let mut indirect = false;
        for at in 0..text.words.len() {
            indirect = if text.opens(at) { text.words[at].text == INDIRECT_QUESTION } else { indirect };
            text.asked.push(text.words[at].asked || indirect);
        }
        text
    }

    /// Where words are in the answer, in bytes.
    pub(super) fn place(&self, words: Range<usize>) -> Option<Range<usize>> {
        Some(self.words.get(words.start)?.start..self.words.get(words.end.checked_sub(1)?)?.end)
    }

    /// Whether a word is part of a question.
    pub(super) fn is_asked(&self, at: usize) -> bool {
        self.asked.get(at).is_some_and(|asked| *asked)
    }

    /// Whether a gap can take a word.
    fn is_passable(&self, at: usize) -> bool {
        !self.opens(at) && self.marks.at(at, self.beyond) == 0
    }

    /// Whether a clause begins at a word.
    pub(super) fn opens(&self, at: usize) -> bool {
        self.words.get(at).is_none_or(|word| word.after_stop) || self.marks.at(at, self.breaks) > 0
    }
}

impl StancePhrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        for piece in pieces(text) {
            parts.extend(read_piece(&piece)?);
        }
        let is_gap = |part: Option<&Part>| matches!(part, None | Some(Part::Gap));
        if is_gap(parts.first()) || is_gap(parts.last()) {
            return Err(format!("`{text}` must begin and end with a word"));
        }
        Ok(Self { parts })
    }

    /// The words of the answer that the phrase takes if it begins at a word, by index; a gap takes as few as it can.
    pub(super) fn at(&self, begin: usize, text: &MarkedText) -> Option<Vec<usize>> {
        let mut taken = Vec::new();
        follow(&self.parts, (begin, true), text, &mut taken).then_some(taken).or_else(|| self.passive_at(begin, text))
    }

    /// The same for the passive of a phrase that is a verb, a gap and an object: `jets should be banned` is `ban … jets`.
    fn passive_at(&self, begin: usize, text: &MarkedText) -> Option<Vec<usize>> {
        let [verb @ (Part::Class(_) | Part::Either(_)), Part::Gap, object] = self.parts.as_slice() else { return None };
        let mut taken = Vec::new();
        let passive = [object.clone(), Part::Gap, Part::Class(text.being), verb.clone()];
        if follow(&passive, (begin, true), text, &mut taken) {
            return Some(taken).filter(|taken| taken.iter().all(|word| text.marks.at(*word, text.not) == 0));
        }
        // `jets should not be banned` is found above, `jets are not banned` is not: the denial stays outside of the phrase.
        let denied = [object.clone(), Part::Gap, Part::Class(text.being), Part::Class(text.not), verb.clone()];
        let fits = follow(&denied, (begin, true), text, &mut taken);
        taken.retain(|word| text.marks.at(*word, text.not) == 0);
        fits.then_some(taken)
    }

    /// The number of words and alternatives that it names.
    pub(super) fn ways(&self) -> usize {
        let ways = |part: &Part| match part {
            Part::Word(_) => 1,
            Part::Gap | Part::Stop => 0,
            Part::Either(alternatives) => alternatives.len(),
            Part::Class(class) => Lexicon::get().size(*class),
        };
        self.parts.iter().map(ways).sum()
    }

    /// Whether it names a class.
    pub(super) fn names(&self, class: WordClass) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Class(own) if *own == class))
    }

    /// The number of its words, gaps aside.
    pub(super) fn length(&self) -> usize {
        self.parts.iter().filter(|part| !matches!(part, Part::Gap | Part::Stop)).count()
    }
}

/// Whether the parts fit from a word on, which may begin a clause or not; collects the words that they take.
fn follow(parts: &[Part], (at, may_open): (usize, bool), text: &MarkedText, taken: &mut Vec<usize>) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    if let Part::Stop = part {
        return text.words.get(at).is_none_or(|word| word.after_stop) && follow(rest, (at, true), text, taken);
    }
    if let Part::Gap = part {
        return (0..=LONGEST_GAP)
            .take_while(|skipped| {
                *skipped == 0 || text.is_passable(at + skipped - 1) || joins(at, at + skipped - 1, text)
            })
            .any(|skipped| follow(rest, (at + skipped, false), text, taken));
    }
    let separated = !may_open && text.words.get(at).is_some_and(|word| word.after_stop);
    let lengths = if separated { Vec::new() } else { lengths(part, at, text) };
    lengths.into_iter().any(|length| {
        let before = taken.len();
        taken.extend(at..at + length);
        let fits = follow(rest, (at + length, false), text, taken);
        if !fits {
            taken.truncate(before);
        }
        fits
    })
}

/// Whether a gap that begins at a word can take `and`: between two verbs, `open and pay for the library`, or before another one
/// of the same subject, `the tax is wrong and should go`.
fn joins(begin: usize, at: usize, text: &MarkedText) -> bool {
    let is_and = text.words.get(at).is_some_and(|word| word.text == "and" && !word.after_stop);
    is_and && (at == begin || text.marks.at(at + 1, text.helper) > 0)
}

/// The numbers of words that a part can take at a word.
fn lengths(part: &Part, at: usize, text: &MarkedText) -> Vec<usize> {
    let words = text.words.get(at..).unwrap_or_default();
    match part {
        Part::Gap | Part::Stop => Vec::new(),
        Part::Word(form) => words.first().filter(|word| form.fits(&word.text)).map(|_| 1).into_iter().collect(),
        Part::Either(alternatives) => {
            alternatives.iter().filter(|forms| begins_with(words, forms)).map(Vec::len).collect()
        }
        Part::Class(class) => Some(text.marks.at(at, *class)).filter(|length| *length > 0).into_iter().collect(),
    }
}

/// A phrase at its white space, except within brackets.
fn pieces(text: &str) -> Vec<String> {
    let (mut pieces, mut open) = (vec![String::new()], false);
    for character in text.chars() {
        match character {
            '(' => open = true,
            ')' => open = false,
            _ => {}
        }
        match pieces.last_mut() {
            Some(last) if open || !character.is_whitespace() => last.push(character),
            _ => pieces.push(String::new()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn read_piece(piece: &str) -> Result<Vec<Part>, String> {
    if let Some(word) = piece.strip_suffix(',').filter(|word| !word.is_empty()) {
        return Ok(read_piece(word)?.into_iter().chain([Part::Stop]).collect());
    }
    if GAPS.contains(&piece) {
        return Ok(vec![Part::Gap]);
    }
    if let Some(name) = piece.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        let lexicon = Lexicon::get();
        let unknown =
            || format!("`{{{name}}}` is not a class of words: the classes are {}", lexicon.names().join(", "));
        return Ok(vec![Part::Class(lexicon.class(name).ok_or_else(unknown)?)]);
    }
    if let Some(inner) = piece.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let alternatives: Vec<Vec<WordForm>> = inner.split('|').map(forms).collect();
        if alternatives.iter().any(Vec::is_empty) {
            return Err(format!("an alternative of `{piece}` is empty"));
        }
        return Ok(vec![Part::Either(alternatives)]);
    }
    if piece.contains(['(', ')', '{', '}', '|']) {
        return Err(format!("`{piece}`: brackets and braces need white space around them"));
    }
    let words = forms(piece);
    if words.is_empty() {
        Err(format!("`{piece}` is not a word"))
    } else {
        Ok(words.into_iter().map(Part::Word).collect())
    }
}
