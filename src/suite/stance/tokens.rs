//! An answer as words, for judging what it says about a position: in lower case, with contractions taken apart, and with the
//! places where a clause begins.

/// A word of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClauseWord {
    /// In lower case; `n't` is the word `not`, and a possessive or another contraction is left out.
    pub(super) text: String,
    /// Where it begins, as a byte of the answer.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// Whether punctuation or a line break separates it from the word before.
    pub(super) after_stop: bool,
    /// Whether its clause ends with a question mark: a question states nothing.
    pub(super) asked: bool,
}

/// Negated words whose first half is irregular, or that are written without an apostrophe.
const NEGATED: [(&str, &str); 16] = [
    ("can't", "can"),
    ("won't", "will"),
    ("shan't", "shall"),
    ("cannot", "can"),
    ("dont", "do"),
    ("doesnt", "does"),
    ("didnt", "did"),
    ("isnt", "is"),
    ("arent", "are"),
    ("shouldnt", "should"),
    ("mustnt", "must"),
    ("wouldnt", "would"),
    ("couldnt", "could"),
    ("neednt", "need"),
    ("wont", "will"),
    ("cant", "can"),
];

/// The endings of other contractions and of possessives.
const ENDINGS: [&str; 6] = ["'s", "'re", "'ll", "'ve", "'d", "'m"];

/// What may stand between two commas within a clause: `I cannot, unfortunately, come`. A contraction is one word here.
const ASIDES: [&str; 10] = [
    "unfortunately",
    "sadly",
    "however",
    "regrettably",
    "alas",
    "therefore",
    "please",
    "in fact",
    "of course",
    "i afraid",
];

/// What a request in the form of a question begins with, before `you`.
const REQUESTS: [&str; 4] = ["will", "would", "could", "can"];

/// What is between two words of one clause: markup, quotation marks, currencies.
const WITHIN_A_CLAUSE: &str = "*_`'\"“”‘’$€£%&/";

/// The words of a text.
pub(super) fn clause_words(text: &str) -> Vec<ClauseWord> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let is_word = |at: usize| characters.get(at).is_some_and(|(_, character)| character.is_alphanumeric());
    let is_digit = |at: usize| characters.get(at).is_some_and(|(_, character)| character.is_ascii_digit());
    let (mut words, mut at, mut after_stop): (Vec<ClauseWord>, _, _) = (Vec::new(), 0, false);
    while let Some(&(start, character)) = characters.get(at) {
        // A hashtag is one word of its own: `#RealNames` names a debate and takes no side.
        let begins_hashtag = character == '#' && is_word(at + 1);
        if !is_word(at) && !begins_hashtag {
            if character == '?' && !after_stop {
                mark_question(&mut words);
            }
            after_stop |= is_stop(character, at > 0 && is_word(at - 1) && is_word(at + 1));
            at += 1;
            continue;
        }
        let begin = at;
        at += 1;
        loop {
            let joins = match characters.get(at) {
                Some((_, mark)) if mark.is_alphanumeric() => true,
                Some((_, '\'' | '’')) => is_word(at + 1),
                Some((_, '.' | ',')) => is_digit(at - 1) && is_digit(at + 1),
                _ => false,
            };
            if !joins {
                break;
            }
            at += 1;
        }
        let end = characters.get(at).map_or(text.len(), |(end, _)| *end);
        let written: String = characters[begin..at].iter().map(|(_, character)| *character).collect();
        push(&mut words, &written.to_lowercase().replace('’', "'"), (start, end), after_stop);
        after_stop = false;
    }
    join_asides(&mut words, text);
    words
}

/// Lets an aside between two commas be a part of the clause around it.
fn join_asides(words: &mut [ClauseWord], text: &str) {
    let is_comma = |words: &[ClauseWord], at: usize| {
        let between = at.checked_sub(1).and_then(|before| text.get(words.get(before)?.end..words.get(at)?.start));
        between.is_some_and(|between| between.trim() == ",")
    };
    for begin in 1..words.len() {
        let aside = ASIDES.iter().map(|aside| aside.split(' ')).find(|aside| {
            let mut at = begin;
            aside.clone().all(|word| {
                at += 1;
                words.get(at - 1).is_some_and(|own| own.text == word)
            })
        });
        let Some(end) = aside.map(|aside| begin + aside.count()) else { continue };
        if is_comma(words, begin) && is_comma(words, end) {
            words[begin].after_stop = false;
            words[end].after_stop = false;
        }
    }
}

/// Whether a character ends a clause. A hyphen within a word only separates its parts.
fn is_stop(character: char, within_a_word: bool) -> bool {
    match character {
        '\n' | '\r' => true,
        '-' | '‐' | '‑' => !within_a_word,
        other => !other.is_whitespace() && !WITHIN_A_CLAUSE.contains(other),
    }
}

/// Marks the last clause as a question, unless it is a request: `will you open the library, please?`
fn mark_question(words: &mut [ClauseWord]) {
    let begin = words.iter().rposition(|word| word.after_stop).unwrap_or(0);
    let clause = &mut words[begin..];
    let begins_with_request = match clause {
        [first, second, ..] => REQUESTS.contains(&first.text.as_str()) && second.text == "you",
        _ => false,
    };
    if !begins_with_request && clause.iter().all(|word| word.text != "please") {
        clause.iter_mut().for_each(|word| word.asked = true);
    }
}

/// Adds a word, taken apart if it is a contraction.
fn push(words: &mut Vec<ClauseWord>, word: &str, (start, end): (usize, usize), after_stop: bool) {
    // `let us talk` and `let's talk` allow nothing.
    if let Some(last) = words.last_mut().filter(|last| last.text == "let" && word == "us" && !after_stop) {
        last.text.push_str("'s");
        last.end = end;
        return;
    }
    let mut add =
        |text: &str, after_stop| words.push(ClauseWord { text: text.to_owned(), start, end, after_stop, asked: false });
    let irregular = NEGATED.iter().find(|(negated, _)| *negated == word).map(|(_, stem)| *stem);
    if let Some(stem) = irregular.or_else(|| word.strip_suffix("n't")) {
        add(stem, after_stop);
        add("not", false);
        return;
    }
    let ending = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|stem| *stem != "let");
    add(ending.unwrap_or(word), after_stop);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let word = |word: ClauseWord| format!("{}{}", if word.after_stop { "| " } else { "" }, word.text);
        clause_words(text).into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_taken_apart_and_clauses_are_kept_apart() {
        assert_eq!(told("Don’t close it, it's *OURS*!"), "do not close it | it ours");
        assert_eq!(told("car-free - 5,000.50 cars; won't"), "car free | 5,000.50 cars | will not");
        assert_eq!(told("- NO\n- No—ever"), "| no | no | ever");
        assert_eq!(told("Let us talk, let me in"), "let's talk | let me in");
        assert_eq!(told("Let's sign #RealNames, boatyards' union"), "let's sign #realnames | boatyards union");
        assert_eq!(told("I cannot, unfortunately, come"), "i can not unfortunately come");
        assert_eq!(told("I refuse. However, close it, I'm afraid"), "i refuse | however | close it | i afraid");
        assert_eq!(told(""), "");
    }
}
