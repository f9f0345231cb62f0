//! Names that may become paths and addresses: [`Slug`], and the id types minted from it.
//!
//! Model names, case ids and run ids end up in file names, URLs and HTML anchors. All of them go through [`Slug`], whose
//! constructor admits nothing but lowercase ASCII letters, digits and inner hyphens, and no device of Windows; so nothing hostile
//! ever becomes a path. Names that are not slugs, of people's files, are held against [`why_not_portable`] and [`folded`].

mod percent;
mod portable;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use percent::percent_decoded;
use portable::is_device;
pub use portable::{folded, is_folded, why_not_portable};

/// A name safe in a path, a URL and an HTML id: `[a-z0-9]` with inner hyphens, 1 to 80 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASlug {
    /// It has other characters, or is too long.
    #[error("`{0}` is not a name of lowercase letters, digits and inner hyphens, at most {max} long", max = Slug::MAX_LENGTH)]
    Malformed(String),
    /// No file or folder can have this name on Windows.
    #[error("`{0}` is a device on Windows, where no file or folder can have that name")]
    Device(String),
}

impl Slug {
    /// The longest slug, in bytes; longer text is cut and gets a digest at its end.
    pub const MAX_LENGTH: usize = 80;

    /// The slug that `text` spells, exactly.
    ///
    /// # Errors
    /// [`NotASlug`] where it holds anything but lowercase letters, digits and inner hyphens, or is the name of a device.
    pub fn parse(text: &str) -> Result<Self, NotASlug> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let sound = !text.is_empty()
            && text.len() <= Self::MAX_LENGTH
            && text.bytes().all(allowed)
            && !text.starts_with('-')
            && !text.ends_with('-');
        match sound {
            true if is_device(text) => Err(NotASlug::Device(text.to_owned())),
            true => Ok(Self(text.to_owned())),
            false => Err(NotASlug::Malformed(text.to_owned())),
        }
    }

    /// A slug for any text: letters lowered, everything else folded into single hyphens. Text that is too long, of which nothing
    /// is left, or of which the name of a device is left, gets eight digits of its digest, so that different names stay different.
    pub fn from_text(text: &str) -> Self {
        let mut slug = String::new();
        for character in text.chars() {
            if character.is_ascii_alphanumeric() {
                slug.push(character.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        if !slug.is_empty() && slug.len() <= Self::MAX_LENGTH && !is_device(slug) {
            return Self(slug.to_owned());
        }
        Self(cut(slug, text, Self::MAX_LENGTH))
    }

    /// The slug if it has at most this many bytes, which must be 10 or more; else its beginning, with eight digits of its
    /// digest.
    #[must_use]
    pub fn cut_to(self, length: usize) -> Self {
        if self.0.len() <= length { self } else { Self(cut(&self.0, &self.0, length)) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A slug for each of these texts, no two alike. Where several texts would have one, each gets eight digits of its digest, but for the one
/// that is the slug. Accents are dropped, `+` and `#` are spelled: `c-plus-plus`, `c-sharp`.
pub fn told_apart(texts: BTreeSet<&str>) -> BTreeMap<&str, Slug> {
    let slug = |text: &str| Slug::from_text(&portable::spelled(text));
    let mut sharing: BTreeMap<Slug, usize> = BTreeMap::new();
    texts.iter().for_each(|text| *sharing.entry(slug(text)).or_default() += 1);
    let own = |text: &str| {
        let slug = slug(text);
        let is_alone = sharing.get(&slug).is_none_or(|sharing| *sharing < 2);
        if is_alone || slug.as_str() == text { slug } else { Slug(cut(slug.as_str(), text, Slug::MAX_LENGTH)) }
    };
    texts.into_iter().map(|text| (text, own(text))).collect()
}

/// The beginning of a slug, with eight digits of the digest of `text`, in at most `length` bytes.
fn cut(slug: &str, text: &str, length: usize) -> String {
    let digest = &blake3::hash(text.as_bytes()).to_hex()[..8];
    let kept = slug[..slug.len().min(length.saturating_sub(9))].trim_end_matches('-');
    if kept.is_empty() { format!("x-{digest}") } else { format!("{kept}-{digest}") }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The last part of a path of any system that is not empty: `qwen3.gguf` of `C:\\models\\qwen3.gguf` and of `/models/qwen3.gguf`. A text
/// without separators is its own last part.
///
/// Archives and pages keep only this part of paths that come from elsewhere, because folders name people.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Slug);

        impl $name {
            /// The id that `text` spells.
            ///
            /// # Errors
            /// [`NotASlug`] where it is not a slug.
            pub fn parse(text: &str) -> Result<Self, NotASlug> {
                Slug::parse(text).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl From<Slug> for $name {
            fn from(slug: Slug) -> Self {
                Self(slug)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )+};
}

ids! {
    /// A run's name and folder: `2026-05-05-m4-pro`.
    RunId,
    /// A suite's name and folder: `compliance`.
    SuiteId,
    /// A category of a suite: `formatting`.
    CategoryId,
    /// A case, unique in its suite: `three-bullets`, `market-street-a`.
    CaseId,
    /// A symmetry pair, unique in its suite: `market-street`.
    PairId,
    /// A target, unique in its run: `qwen3-8b--ollama`.
    TargetId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_model_name_becomes_a_slug() {
        assert_eq!(Slug::from_text("Qwen3-Coder:30B (q4)").as_str(), "qwen3-coder-30b-q4");
        assert_eq!(Slug::from_text("../../etc/passwd").as_str(), "etc-passwd");
        assert_eq!(Slug::from_text("NUL:").as_str(), format!("nul-{}", &blake3::hash(b"NUL:").to_hex()[..8]));
    }

    #[test]
    fn a_long_slug_is_cut_and_stays_its_own() {
        let [one, other] = ["a", "b"].map(|end| Slug::from_text(&format!("{}{end}", "x-".repeat(38))).cut_to(40));
        assert!(one != other && one.as_str().len() <= 40 && Slug::parse(one.as_str()).is_ok(), "{one} {other}");
        assert_eq!(Slug::from_text("short").cut_to(40).as_str(), "short");
    }

    #[test]
    fn texts_that_share_a_slug_are_told_apart() {
        let slugs = told_apart(["C++", "C#", "c", "Übersetzung", "llm", "LLM", "日本"].into());
        let slug = |text: &str| slugs[text].as_str();
        assert_eq!([slug("C++"), slug("C#"), slug("c")], ["c-plus-plus", "c-sharp", "c"]);
        assert_eq!([slug("Übersetzung"), slug("llm")], ["ubersetzung", "llm"]);
        assert!(slug("LLM").starts_with("llm-") && slug("日本").starts_with("x-"), "{slugs:?}");
    }

    #[test]
    fn of_a_path_the_last_part_is_kept() {
        for (path, last) in
            [("a/b", "b"), (r"C:\a\b", "b"), ("a/b/", "b"), ("b", "b"), ("a/ /", "a"), ("/", ""), ("", "")]
        {
            assert_eq!(last_part(path), last, "{path:?}");
        }
    }

    #[test]
    fn a_path_is_refused() {
        for bad in ["", "..", "a/b", "-a", "a-", "A", "a b", "a.b", &"a".repeat(81)] {
            assert!(matches!(Slug::parse(bad), Err(NotASlug::Malformed(_))), "{bad}");
        }
        for device in ["con", "aux", "com1", "lpt9"] {
            assert!(matches!(RunId::parse(device), Err(NotASlug::Device(_))), "{device}");
        }
    }

    proptest! {
        #[test]
        fn every_text_has_a_slug_that_parses(text in ".{0,200}") {
            let slug = Slug::from_text(&text);
            prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
        }
    }
}
