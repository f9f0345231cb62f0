//! Aliases: earlier addresses of a post, which become pages that lead to it.
//!
//! An alias with `/` before it counts from the root of the site, as in Hugo, Zola and Jekyll; with `./` or `../` from the folder of the post,
//! as in Hugo. Without either, Zola counts from the root and Hugo from the folder: that is asked.

use super::Seat;
use super::reader::{FrontReader, write_instead};
use crate::content::Alias;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::name::{Slug, why_not_portable};

/// The longest part of an alias, in bytes: what file systems allow.
const LONGEST_PART: usize = 200;

/// An alias and the file that it becomes.
pub(super) fn read(reader: &mut FrontReader<'_>, seat: &Seat, text: &str, span: Span) -> Option<Alias> {
    match resolved(text, seat) {
        Ok(path) => Some(Alias { path, span }),
        Err(Wrong { why, help }) => {
            let fault = Diagnostic::error(Code::ALIAS, format!("`{text}` cannot be an alias")).at(reader.source, span);
            reader.faults.push(fault.label(why).help(help));
            None
        }
    }
}

/// Why a text cannot be an alias, and what would be right.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    why: String,
    help: String,
}

/// The file below the root of the site: `2024/old/index.html` for `/2024/old/`.
fn resolved(text: &str, seat: &Seat) -> Result<String, Wrong> {
    let wrong = |why: &str, help: &str| Err(Wrong { why: why.to_owned(), help: help.to_owned() });
    let home = || std::iter::once(&seat.language).chain(&seat.section).map(Slug::as_str);
    if let Some((_, rest)) = text.split_once("://") {
        let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
        return wrong("an alias is an address of this site", &write_instead(path, text));
    }
    let Some(decoded) = decoded(text) else {
        return wrong("it has a `%` that is not an encoded character", "write the characters themselves");
    };
    let mut folders: Vec<&str> = match () {
        () if decoded.starts_with('/') => Vec::new(),
        () if decoded.starts_with("./") || decoded.starts_with("../") => home().collect(),
        () => return Err(from_where(text, &home().collect::<Vec<_>>().join("/"))),
    };
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." if folders.pop().is_none() => return wrong("it leads out of the site", "begin it with `/`"),
            ".." => {}
            part if part.starts_with('.') || part.len() > LONGEST_PART => {
                return wrong("one of its parts cannot be the name of a file everywhere", "leave the alias out");
            }
            // `?` and `#` end the path of an address.
            part if part.contains(['?', '#']) => {
                return wrong(
                    "it has a character that an address of a page cannot have",
                    "leave out what begins with it",
                );
            }
            part => match why_not_portable(part) {
                Some(why) => return wrong(&format!("its page would be a file: {why}"), "leave the alias out"),
                None => folders.push(part),
            },
        }
    }
    let is_file =
        !decoded.ends_with('/') && folders.last().is_some_and(|last| last.ends_with(".html") || last.ends_with(".htm"));
    if !is_file {
        folders.push("index.html");
    }
    Ok(folders.join("/"))
}

/// The fault of an alias that does not say where it counts from.
fn from_where(text: &str, home: &str) -> Wrong {
    let plain = text.trim_end_matches('/');
    let looks_like_words =
        plain.contains(' ') || !plain.contains(['/', '-', '.']) && plain.chars().any(char::is_uppercase);
    match looks_like_words {
        true => Wrong {
            why: "this is not an address".to_owned(),
            help: format!(
                "remove it if it is another name of a note; an address begins with `/`: `/{}/`",
                Slug::from_text(plain)
            ),
        },
        false => Wrong {
            why: "it does not say where it counts from".to_owned(),
            help: format!(
                "write `/{plain}/` for an address from the root of the site, `/{home}/{plain}/` for one in the folder of the post"
            ),
        },
    }
}

/// A text with its `%..` decoded; nothing where they are not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?
            }
            plain => plain,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Result<String, String> {
        let slug = |text| Slug::parse(text).expect("a slug");
        let seat = Seat { language: slug("en"), section: vec![slug("blog")], slug: slug("a") };
        resolved(text, &seat).map_err(|wrong| wrong.why)
    }

    #[test]
    fn an_alias_is_a_page_or_a_folder_from_the_root_or_the_post() {
        for (text, file) in [
            ("/2024/old/", "2024/old/index.html"),
            ("/2024/old", "2024/old/index.html"),
            ("/2024/old.html", "2024/old.html"),
            ("/a//b/./c/", "a/b/c/index.html"),
            ("./old/", "en/blog/old/index.html"),
            ("../old.htm", "en/old.htm"),
            ("/stra%C3%9Fe/", "straße/index.html"),
            ("/比較/", "比較/index.html"),
            ("/", "index.html"),
            ("/old.php", "old.php/index.html"),
        ] {
            assert_eq!(path(text).as_deref(), Ok(file), "{text}");
        }
    }

    #[test]
    fn an_alias_cannot_leave_the_site_or_be_anything_but_a_path() {
        for text in [
            "/../x",
            "../../../x",
            "/a/../../x",
            "/%2e%2e/x",
            "https://e.example/x",
            "/a?b",
            "/a#b",
            "/a\\b",
            "/c:/x",
            "/%zz",
            "/%ff",
            "/.git/x",
            "/a./",
            "/a\u{1}",
            "old",
            "posts/old",
            "My note",
            "",
        ] {
            assert!(path(text).is_err(), "{text}: {:?}", path(text));
        }
    }
}
