//! Text of ours as Markdown that every blog reads alike.

use crate::text;

/// Plain text for running text and cells of tables: nothing in it is read as markup.
pub(in crate::site) fn plain(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in words.chars() {
        if r"\`*_[]{}|#~$^!".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    text::svg(&escaped)
}

/// A title in bold, as a sentence: `**Figure 1. A title.**`; number and title are plain text, and the number may be empty.
pub(super) fn title(number: &str, words: &str) -> String {
    let number = if number.is_empty() { String::new() } else { format!("{number}. ") };
    let words = words.trim();
    let end = if words.ends_with(['.', '?', '!', '。', '؟']) { "" } else { "." };
    format!("**{number}{}{end}**", plain(words))
}

/// A link; its words are Markdown. Without an address, the words alone.
pub(in crate::site) fn link(words: &str, address: Option<&str>) -> String {
    match address {
        Some(address) if !words.is_empty() => format!("[{words}](<{}>)", in_brackets(address)),
        _ => words.to_owned(),
    }
}

/// A picture; its alternative text is plain.
pub(super) fn picture(words: &str, file: &str) -> String {
    format!("![{}](<{}>)", plain(words), in_brackets(file))
}

/// An address between angle brackets.
fn in_brackets(address: &str) -> String {
    address.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_plain_text_is_markup() {
        assert_eq!(plain("a|b *c* <d> [e](f) `g`"), r"a\|b \*c\* &lt;d&gt; \[e\](f) \`g\`");
        assert_eq!(plain("a\nb\u{1b}"), "a b");
    }

    #[test]
    fn an_address_cannot_leave_its_brackets() {
        assert_eq!(link("a", Some("x>y\n")), "[a](<x%3Ey>)");
        assert_eq!(link("a", None), "a");
    }
}
