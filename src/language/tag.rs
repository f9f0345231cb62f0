//! Tags of languages, as of BCP 47 (<https://www.rfc-editor.org/info/bcp47>).

use chrono::{Datelike, NaiveDate};

use super::convention::Convention;
use super::{dates, names, strings};
use crate::name::Slug;

/// A language, by its tag: of a post, a page, or the words of its interface.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language {
    /// In lower case, as in paths: `pt-br`.
    slug: String,
}

/// Why a text is not the tag of a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not the tag of a language")]
pub struct NotALanguage {
    /// What was found.
    pub found: String,
    /// The tag that was probably meant: `de` for `german`.
    pub meant: Option<&'static str>,
}

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextDirection {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl TextDirection {
    /// As in HTML.
    pub fn word(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// Languages that are written from right to left unless their tag names another script.
const RIGHT_TO_LEFT: [&str; 18] = [
    "ar", "arc", "ary", "arz", "ckb", "dv", "fa", "he", "ks", "nqo", "pnb", "prs", "ps", "sd", "syr", "ug", "ur", "yi",
];

/// Scripts that are written from right to left (<https://www.unicode.org/iso15924/iso15924-codes.html>).
const RIGHT_TO_LEFT_SCRIPTS: [&str; 10] =
    ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"];

impl Language {
    /// The language of a tag in lower case: `de`, `pt-br`, `zh-hant`, `sr-latn-rs`.
    ///
    /// # Errors
    /// [`NotALanguage`] where the text is not built like a tag, or its language is not known.
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        let mut parts = text.split('-');
        let known = parts.next().is_some_and(|code| names::find(code).is_some());
        if known && is_well_formed(parts) {
            return Ok(Self { slug: text.to_owned() });
        }
        let first = text.split('-').next().unwrap_or(text);
        Err(NotALanguage { found: text.to_owned(), meant: names::meant(text).or_else(|| names::meant(first)) })
    }

    /// The language of a folder, whether it is known or not; an unknown one is written from left to right and is called by its tag.
    pub fn of(folder: &Slug) -> Self {
        Self { slug: folder.as_str().to_owned() }
    }

    /// English.
    pub fn english() -> Self {
        Self { slug: "en".to_owned() }
    }

    /// In lower case, as in paths and names of files: `pt-br`.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The language without script and region: `pt`.
    pub fn primary(&self) -> &str {
        self.slug.split('-').next().unwrap_or(&self.slug)
    }

    /// As it is written in markup: `pt-BR`, `zh-Hant`.
    pub fn tag(&self) -> String {
        let mut parts = self.slug.split('-');
        let mut tag = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            tag.push('-');
            match part.len() {
                2 => tag.push_str(&part.to_ascii_uppercase()),
                4 if !starts_with_digit(part) => {
                    tag.push_str(&part[..1].to_ascii_uppercase());
                    tag.push_str(&part[1..]);
                }
                _ => tag.push_str(part),
            }
        }
        tag
    }

    /// What the language calls itself, with the script or the region that its tag names: `Deutsch`, `Português (BR)`.
    pub fn own_name(&self) -> String {
        let own = names::find(self.primary()).map_or(self.primary(), |known| known.own);
        match self.tag().split_once('-') {
            Some((_, more)) => format!("{own} ({more})"),
            None => own.to_owned(),
        }
    }

    /// The direction in which it is written: that of the script in its tag, else the usual one.
    pub fn direction(&self) -> TextDirection {
        let script = self.slug.split('-').nth(1).filter(|part| part.len() == 4 && !starts_with_digit(part));
        let is_right_to_left = match script {
            Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
            None => RIGHT_TO_LEFT.contains(&self.primary()),
        };
        if is_right_to_left { TextDirection::RightToLeft } else { TextDirection::LeftToRight }
    }

    /// How it writes numbers.
    pub fn convention(&self) -> Convention {
        Convention::of(&self.slug)
    }

    /// A day as it is written in the language: `5. Mai 2026`; as `2026-05-05` where its form is not known.
    pub fn day(&self, date: NaiveDate) -> String {
        let Some(days) = dates::find(&self.slug) else { return date.to_string() };
        let month = match &days.months {
            Some(months) => months[date.month0() as usize].to_owned(),
            None => date.month().to_string(),
        };
        strings::fill(
            days.form,
            &[("day", &date.day().to_string()), ("month", &month), ("year", &date.year().to_string())],
        )
    }

    /// The attributes of an element in this language inside one in another: `lang` and, where it differs, `dir`, each after a space; empty
    /// inside the same language.
    pub fn attributes_within(&self, outer: &Self) -> String {
        if self.slug == outer.slug {
            return String::new();
        }
        let direction = self.direction();
        let dir = if direction == outer.direction() { String::new() } else { format!(" dir=\"{}\"", direction.word()) };
        format!(" lang=\"{}\"{dir}", crate::text::html(&self.tag()))
    }
}

/// Whether what follows the language in a tag is script, region and variants, in this order, each optional.
fn is_well_formed<'a>(parts: impl Iterator<Item = &'a str>) -> bool {
    let mut parts = parts.peekable();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next_if(|part| part.len() == 4 && letters(part));
    parts.next_if(|part| part.len() == 2 && letters(part) || part.len() == 3 && digits(part));
    parts.all(|part| (5..=8).contains(&part.len()) || part.len() == 4 && starts_with_digit(part))
}

fn starts_with_digit(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str) -> Language {
        Language::parse(text).expect("it is a tag")
    }

    #[test]
    fn a_tag_is_read_and_written() {
        let tags = ["de", "pt-br", "zh-hant", "sr-latn-rs", "es-419", "de-1996", "ca-valencia", "ckb"];
        let written = ["de", "pt-BR", "zh-Hant", "sr-Latn-RS", "es-419", "de-1996", "ca-valencia", "ckb"];
        assert_eq!(tags.map(|tag| language(tag).tag()), written);
    }

    #[test]
    fn what_is_no_tag_is_told_with_what_was_meant() {
        let refused = |text: &str| Language::parse(text).expect_err(text).meant;
        assert_eq!(refused("english"), Some("en"));
        assert_eq!(refused("jp"), Some("ja"));
        assert_eq!(refused("gb-en"), Some("en"));
        for text in ["blog", "posts", "faq", "en_gb", "en-", "en-uk-x", "de-hessen-de", "", "EN", "../en"] {
            assert!(Language::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for tag in ["ar", "ar-eg", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb", "az-arab", "pa-arab-pk", "ks"]
        {
            assert_eq!(language(tag).direction(), TextDirection::RightToLeft, "{tag}");
        }
        for tag in ["en", "ja", "az", "ku", "ks-deva", "sd-deva", "ar-latn", "zh-hant"] {
            assert_eq!(language(tag).direction(), TextDirection::LeftToRight, "{tag}");
        }
    }

    #[test]
    fn a_day_is_written_as_in_the_language() {
        let date = NaiveDate::from_ymd_opt(2026, 5, 5).expect("it is a day");
        let said = |tag: &str| language(tag).day(date);
        assert_eq!(
            ["en", "en-us", "de", "de-ch", "fr"].map(said),
            ["5 May 2026", "May 5, 2026", "5. Mai 2026", "5. Mai 2026", "5 mai 2026"]
        );
        assert_eq!(
            ["ja", "zh-hant", "ar", "cs", "hu"].map(said),
            ["2026年5月5日", "2026年5月5日", "5 مايو 2026", "5. května 2026", "2026. május 5."]
        );
        assert_eq!(said("sw"), "2026-05-05");
    }

    #[test]
    fn a_language_is_named_by_itself() {
        assert_eq!(
            ["de", "ar", "ja", "pt-br", "zh-hant"].map(|tag| language(tag).own_name()),
            ["Deutsch", "العربية", "日本語", "Português (BR)", "中文 (Hant)"]
        );
        let unknown = Language::of(&Slug::parse("blog").expect("a slug"));
        assert_eq!((unknown.own_name().as_str(), unknown.direction()), ("blog", TextDirection::LeftToRight));
    }

    #[test]
    fn markup_inside_another_language_says_its_own() {
        let within = |inner: &str, outer: &str| language(inner).attributes_within(&language(outer));
        assert_eq!(within("en", "en"), "");
        assert_eq!(within("en", "ja"), " lang=\"en\"");
        assert_eq!(within("en", "ar"), " lang=\"en\" dir=\"ltr\"");
        assert_eq!(within("ar", "de"), " lang=\"ar\" dir=\"rtl\"");
    }
}
