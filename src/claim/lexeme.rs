//! The words and signs of a claim, checked before the parser sees them: it recurses, and its messages list its grammar.

use std::ops::Range;

use super::fault::ClaimFault;

/// The longest claim, in bytes.
pub const LONGEST: usize = 1_000;
/// The most words and signs of a claim.
pub const MOST_LEXEMES: usize = 200;
/// How deep parentheses may be nested.
pub const DEEPEST: usize = 12;
/// The longest number, in characters. All digits of such a number are kept by a float.
const LONGEST_NUMBER: usize = 15;

/// A word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) kind: LexemeKind,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LexemeKind {
    Name,
    Number,
    Text,
    /// `(`, with the index of the lexeme that closes it.
    Open(usize),
    Close,
    Comma,
    Operator,
}

/// Operators, the longer ones first.
const OPERATORS: [&str; 13] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/"];

/// What people write in place of the language's signs and words, and what to write.
#[rustfmt::skip]
const SLIPS: &[(&str, &str)] = &[
    ("\u{201c}", "write straight quotes: `\"`"), ("\u{201d}", "write straight quotes: `\"`"), ("\u{201e}", "write straight quotes: `\"`"),
    ("\u{2018}", "write straight quotes: `'`"), ("\u{2019}", "write straight quotes: `'`"),
    ("\u{2264}", "write `<=`"), ("\u{2265}", "write `>=`"), ("\u{2260}", "write `!=`"), ("\u{2212}", "write `-`"), ("\u{d7}", "write `*`"),
    ("=", "write `==`"), ("&", "write `&&`"), ("|", "write `||`"),
    ("%", "a unit is a function: write `percent(90)`"),
];

/// Words of other languages, or of CEL, that claims do not have.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("and", "write `&&`"),
    ("or", "write `||`"),
    ("not", "write `!`"),
    ("in", "the run is named within the quotes: `\"qwen3:8b in ollama\"`"),
];

/// Takes a claim apart.
pub(super) fn scan(text: &str) -> Result<Vec<Lexeme>, Vec<ClaimFault>> {
    if text.len() > LONGEST {
        let fault = ClaimFault::new(0..text.len(), format!("the claim has over {LONGEST} bytes"));
        return Err(vec![fault.help("make several claims of it")]);
    }
    let mut faults = Vec::new();
    let mut lexemes = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        if first.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = match next(rest, first) {
            Ok(found) => found,
            Err((length, fault)) => {
                faults.push(fault.moved(at));
                at += length;
                continue;
            }
        };
        lexemes.push(Lexeme { kind, range: at..at + length });
        at += length;
    }
    faults.extend(nesting(text, &mut lexemes));
    if lexemes.len() > MOST_LEXEMES {
        let end = lexemes.last().map_or(0, |last| last.range.end);
        let fault = ClaimFault::new(lexemes[MOST_LEXEMES].range.start..end, "the claim is too long")
            .label(format!("from here on there are over {MOST_LEXEMES} words and signs"));
        faults.push(fault.help("make several claims of it"));
    }
    if faults.is_empty() { Ok(lexemes) } else { Err(faults) }
}

/// The kind of the next lexeme and its length; or a fault, and the length to pass over.
fn next(rest: &str, first: char) -> Result<(LexemeKind, usize), (usize, ClaimFault)> {
    let while_in = |is_in: fn(char) -> bool| rest.find(|one: char| !is_in(one)).unwrap_or(rest.len());
    match first {
        '(' => Ok((LexemeKind::Open(0), 1)),
        ')' => Ok((LexemeKind::Close, 1)),
        ',' => Ok((LexemeKind::Comma, 1)),
        '"' | '\'' => quoted(rest, first),
        'a'..='z' | 'A'..='Z' | '_' => name(rest, while_in(|one| one.is_ascii_alphanumeric() || one == '_')),
        '0'..='9' => number(rest),
        _ => match OPERATORS.iter().find(|sign| rest.starts_with(**sign)) {
            // A comment would hide the rest.
            Some(&"/") if rest.starts_with("//") => {
                Err((rest.len(), ClaimFault::new(0..2, "a claim has no comments").label("write one `/` to divide")))
            }
            Some(sign) => Ok((LexemeKind::Operator, sign.len())),
            None => Err(stranger(rest, first)),
        },
    }
}

fn name(rest: &str, length: usize) -> Result<(LexemeKind, usize), (usize, ClaimFault)> {
    let word = &rest[..length];
    if let Some((_, instead)) = OTHER_WORDS.iter().find(|(other, _)| *other == word) {
        return Err((length, ClaimFault::new(0..length, format!("claims do not have `{word}`")).label(*instead)));
    }
    if rest[length..].starts_with(['"', '\'']) {
        let fault = ClaimFault::new(0..length, format!("unexpected `{word}` before a quotation mark"));
        return Err((length, fault.label("a text begins with its quotation mark")));
    }
    Ok((LexemeKind::Name, length))
}

/// A number: digits, with a fraction and an exponent perhaps.
fn number(rest: &str) -> Result<(LexemeKind, usize), (usize, ClaimFault)> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = bytes.get(length + 1 + sign..).map_or(0, |_| digits(length + 1 + sign));
        length += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    let tail = rest[length..].find(|one: char| !(one.is_alphanumeric() || one == '_' || one == '.'));
    let whole = length + tail.unwrap_or(rest.len() - length);
    if whole > length {
        let fault = ClaimFault::new(0..whole, format!("`{}` is not a number", &rest[..whole]));
        return Err((
            whole,
            fault.label(format!("a unit is a function: `ms({})`", &rest[..length.min(LONGEST_NUMBER)])),
        ));
    }
    if length > LONGEST_NUMBER {
        let fault = ClaimFault::new(0..length, "the number is too long");
        return Err((length, fault.label(format!("write at most {LONGEST_NUMBER} characters"))));
    }
    Ok((LexemeKind::Number, length))
}

/// A text in quotation marks. Of CEL's escapes it may have those of the marks and of the backslash.
fn quoted(rest: &str, mark: char) -> Result<(LexemeKind, usize), (usize, ClaimFault)> {
    let mut escaped = None;
    for (at, one) in rest.char_indices().skip(1) {
        match (escaped.take(), one) {
            (Some(from), '\\' | '"' | '\'') => debug_assert!(from < at),
            (Some(from), _) => {
                let end = at + one.len_utf8();
                let fault = ClaimFault::new(from..end, format!("unknown escape `{}`", &rest[from..end]));
                let past = rest[end..].find(mark).map_or(rest.len(), |past| end + past + 1);
                return Err((past, fault.label("write `\\\\` for a backslash")));
            }
            (None, '\\') => escaped = Some(at),
            (None, '\n' | '\r') => break,
            (None, one) if one == mark => return Ok((LexemeKind::Text, at + 1)),
            (None, _) => {}
        }
    }
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    Err((end, ClaimFault::new(0..end, "the text does not end").label(format!("`{mark}` is missing at its end"))))
}

/// A character that is not in the language.
fn stranger(rest: &str, first: char) -> (usize, ClaimFault) {
    let length = first.len_utf8();
    let fault = ClaimFault::new(0..length, format!("unexpected `{first}`"));
    let slip = SLIPS.iter().find(|(sign, _)| rest.starts_with(sign));
    let fault = match slip {
        Some((_, instead)) => fault.label(*instead),
        None => fault.label("claims do not have this sign"),
    };
    (length, fault)
}

/// Sets which lexeme closes each parenthesis, and finds those that are not closed, not opened, or nested too deep.
fn nesting(text: &str, lexemes: &mut [Lexeme]) -> Vec<ClaimFault> {
    let mut faults = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for index in 0..lexemes.len() {
        let range = lexemes[index].range.clone();
        match lexemes[index].kind {
            LexemeKind::Open(_) => {
                open.push(index);
                if open.len() == DEEPEST + 1 {
                    let fault = ClaimFault::new(range, "the parentheses are nested too deep");
                    faults.push(fault.label(format!("at most {DEEPEST} levels")));
                }
            }
            LexemeKind::Close => match open.pop() {
                Some(opened) => lexemes[opened].kind = LexemeKind::Open(index),
                None => faults.push(ClaimFault::new(range, "unexpected `)`").label("nothing opens it")),
            },
            _ => {}
        }
    }
    debug_assert!(lexemes.iter().all(|lexeme| lexeme.range.end <= text.len()));
    let unclosed =
        |index: usize| ClaimFault::new(lexemes[index].range.clone(), "`(` is not closed").label("`)` is missing");
    faults.extend(open.into_iter().map(unclosed));
    faults
}
