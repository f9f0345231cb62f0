//! What frames a text without being a part of it: the salutation and the closing of a letter, headings, signatures.

use std::sync::LazyLock;

use regex::Regex;

use crate::suite::pattern::any_case;

/// A salutation at the beginning: up to six words after *Dear*, *Hello* and the like, and the mark after them. Without
/// a mark it needs a line of its own.
static SALUTATION: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"^\s*[*_]*(?:(?:(?:my )?dear(?:est)?|hi|hiya|hello|hey|greetings|good (?:morning|afternoon|evening|day)|attention)\b",
        r"(?:\s+(?:(?:mr|mrs|ms|dr|prof|st)\.|[^\s,.!?:;–—]+)){0,6}",
        r"|to whom it may concern|to the [^\n,.!?:;]{1,40}|sir|madam|sir or madam|ladies and gentlemen)[*_]*(?:\s*[,!:–—]|\.(?:\s|$)|\s*\n)[*_]*",
    ))
});

/// A closing at the end: *Yours faithfully*, *Best regards, Anna*, and the lines of a signature below it.
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"(?:^|\n|[.!?]\s+)[*_]*(?:yours(?: \w+)?(?: \w+)?|(?:very )?(?:truly|sincerely|faithfully|respectfully)(?: yours)?",
        r"|(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|heartfelt|deepest|sincere|all the best)(?: (?:regards|wishes|thanks|sympathy|condolences|best))?",
        r"|(?:with )?(?:regards|sympathy|love|cheers|thanks|respect|gratitude|love and sympathy)|all the best|take care|signed|warmly|fondly|cordially|gratefully|lovingly|in sympathy|with (?:deepest|heartfelt|sincere|kind|warm|warmest|all my|much) \w+)",
        r"[*_]*\s*(?:[,.!]|\n|$)(?:\s*[^\s.!?,\n]+){0,8}\s*$",
    ))
});

/// The longest heading without a mark of its own, in words.
const HEADING_WORDS: usize = 6;
/// The longest signature without a closing, in words.
const SIGNATURE_WORDS: usize = 5;

/// How much of a text may be its salutation, or its closing, in bytes.
const NEAR: usize = 240;

/// The text without its salutation, closing and signature.
pub(in crate::suite) fn body(text: &str) -> &str {
    let text = text.trim();
    let head = &text[..text.floor_char_boundary(NEAR)];
    let without_head = SALUTATION.find(head).map_or(text, |head| &text[head.end()..]);
    let body = if without_head.trim().is_empty() { text } else { without_head };
    let near_end = body.ceil_char_boundary(body.len().saturating_sub(NEAR));
    let cut = CLOSING.find(&body[near_end..]).map_or(body, |tail| {
        let start = near_end + tail.start();
        // The stop before the closing ends the last sentence.
        let stop = body[start..].chars().next().filter(|first| ".!?".contains(*first));
        &body[..start + stop.map_or(0, char::len_utf8)]
    });
    without_signature(if cut.trim().is_empty() { body } else { cut }).trim()
}

/// A last line of a few words without a stop, after a sentence with one.
fn without_signature(text: &str) -> &str {
    let Some((before, last)) = text.trim_end().rsplit_once('\n') else { return text };
    let is_name = words(last) <= SIGNATURE_WORDS
        && !last.trim_end().ends_with(['.', '!', '?', ':', ';', ','])
        && !crate::suite::measure::is_list_item(last);
    let ended = before.trim_end().ends_with(['.', '!', '?']) && !before.trim_end().contains("\n- ");
    if is_name && ended { before } else { text }
}

/// Whether a line is a heading: marked as one, in bold as a whole, in capital letters, or a few words without a stop
/// above a blank line.
pub(super) fn is_heading(line: &str, before_blank: bool) -> bool {
    let line = line.trim();
    if line.starts_with('#') {
        return true;
    }
    let bold = line.len() > 4 && line.starts_with("**") && line.ends_with("**");
    let stopped = line.trim_end_matches(['*', '_']).ends_with(['.', '!', '?', ',', ';']);
    let capital = line.contains(char::is_uppercase) && !line.contains(char::is_lowercase);
    !stopped && words(line) <= HEADING_WORDS && (bold || capital || before_blank || line.ends_with(':'))
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
