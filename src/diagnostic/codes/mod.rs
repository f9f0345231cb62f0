//! The registry of diagnostic codes: one for each kind of fault, with what it means and what would be right.
//!
//! **Codes are stable.** A code is never given another meaning, and that of a kind that is gone is not used again. To add one, add an entry
//! to the file of its area; `docs/errors.md` and `offprint explain` follow from it.

use std::fmt;

/// A kind of fault.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Code(&'static Explained);

/// What is known of a kind of fault.
#[derive(Debug, PartialEq, Eq)]
struct Explained {
    id: &'static str,
    title: &'static str,
    explanation: &'static str,
    right: &'static str,
}

/// Entries of an area: name, code, title, explanation, what would be right.
macro_rules! codes {
    ($($name:ident $id:literal $title:literal $explanation:literal $right:literal)*) => {
        impl Code {
            $(
                #[doc = concat!("`", $id, "`: ", $title, ".")]
                pub const $name: Self = Self(&Explained { id: $id, title: $title, explanation: $explanation, right: $right });
            )*
        }

        /// The codes of the area, in order.
        pub(super) const CODES: &[Code] = &[$(Code::$name),*];
    };
}

mod archive;
mod command;
mod files;
mod ingest;
mod languages;
mod posts;
mod run;
mod suite;
mod system;

/// The areas: the letter that their codes begin with, their name, their codes.
pub const AREAS: [(char, &str, &[Code]); 9] = [
    ('A', "The archive", archive::CODES),
    ('C', "Configuration and commands", command::CODES),
    ('F', "Files and links of posts", files::CODES),
    ('I', "Imported files", ingest::CODES),
    ('L', "Languages", languages::CODES),
    ('P', "Posts and pages", posts::CODES),
    ('R', "Targets and runs", run::CODES),
    ('S', "Suites", suite::CODES),
    ('X', "The system", system::CODES),
];

impl Code {
    /// The code: `P003`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// The kind of fault in a few words.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// What it means and why it is a fault, in a few sentences.
    pub fn explanation(self) -> &'static str {
        self.0.explanation
    }

    /// What would be right.
    pub fn right(self) -> &'static str {
        self.0.right
    }

    /// Whether it is about the system, such as the disk, and not about what somebody wrote.
    pub fn is_of_the_system(self) -> bool {
        self.id().starts_with('X')
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        AREAS.into_iter().flat_map(|(_, _, codes)| codes.iter().copied())
    }

    /// The code with this id, in either case.
    pub fn find(id: &str) -> Option<Self> {
        Self::all().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_in_order_and_each_is_explained() {
        for (letter, area, codes) in AREAS {
            let ids: Vec<&str> = codes.iter().map(|code| code.id()).collect();
            assert!(ids.is_sorted() && ids.iter().all(|id| id.starts_with(letter) && id.len() == 4), "{area}: {ids:?}");
        }
        for code in Code::all() {
            let sentences = code.explanation().matches(['.', '?']).count();
            assert!(sentences >= 2 && code.explanation().ends_with('.'), "{code:?}: {}", code.explanation());
            assert!(code.right().ends_with('.') && !code.title().ends_with('.'), "{code:?}");
        }
        let titles: BTreeSet<&str> = Code::all().map(Code::title).collect();
        let ids: BTreeSet<&str> = Code::all().map(Code::id).collect();
        assert_eq!((titles.len(), ids.len()), (Code::all().count(), Code::all().count()));
    }

    #[test]
    fn a_code_is_found_in_either_case() {
        assert_eq!(Code::find("x001"), Some(Code::FILE));
        assert_eq!(Code::find("X999"), None);
    }
}
