//! What a path of a request means: the name of a file of the site. It is never taken for a path of the disk.

use crate::name::percent_decoded;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// The page of a folder, below the root: empty for the front page.
    Folder(String),
    /// A file, or a folder without its slash.
    File(String),
}

impl Asked {
    /// What a path as a browser sends it asks for; `None` where it cannot be that of a file: it is not text once it is decoded, or a part of it is
    /// empty, is `.` or `..`, or has what separates folders on some system or ends a text.
    pub(super) fn of(raw: &str) -> Option<Self> {
        let below = percent_decoded(raw.strip_prefix('/')?)?;
        let (folders, is_folder) = match below.strip_suffix('/') {
            Some(folders) => (folders, true),
            None => (below.as_str(), below.is_empty()),
        };
        let is_sound = |part: &str| {
            let is_name = !part.is_empty() && part != "." && part != "..";
            is_name && !part.contains(|letter: char| letter == '\\' || letter.is_control())
        };
        if !below.is_empty() && !folders.split('/').all(is_sound) {
            return None;
        }
        Some(if is_folder { Self::Folder(folders.to_owned()) } else { Self::File(folders.to_owned()) })
    }

    /// The file below `public/`.
    pub(super) fn file(&self) -> String {
        match self {
            Self::Folder(folder) if folder.is_empty() => "index.html".to_owned(),
            Self::Folder(folder) => format!("{folder}/index.html"),
            Self::File(file) => file.clone(),
        }
    }

    /// The page that is meant where there is no such file but a folder of the name.
    pub(super) fn folder(&self) -> Option<String> {
        match self {
            Self::Folder(_) => None,
            Self::File(file) => Some(format!("{file}/index.html")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_pages() {
        for (raw, file, folder) in [
            ("/", "index.html", None),
            ("/runs/", "runs/index.html", None),
            ("/runs", "runs", Some("runs/index.html")),
            ("/a/b.css", "a/b.css", Some("a/b.css/index.html")),
            ("/a%20b/%E5%9B%B3.png", "a b/図.png", Some("a b/図.png/index.html")),
            ("/100%25%2e", "100%.", Some("100%./index.html")),
            ("/%zz%+1%", "%zz%+1%", Some("%zz%+1%/index.html")),
        ] {
            let asked = Asked::of(raw).expect("it is a path");
            assert_eq!((asked.file().as_str(), asked.folder().as_deref()), (file, folder), "{raw}");
        }
    }

    #[test]
    fn a_path_stays_within_the_site() {
        for raw in [
            "",
            "*",
            "index.html",
            "//",
            "//example.org/",
            "/a//b",
            "/a//",
            "/..",
            "/../",
            "/../etc/passwd",
            "/a/../../b",
            "/./a",
            "/%2e%2e/a",
            "/%2E./a",
            "/a/%2e%2e%2fb",
            "/%2fetc/passwd",
            "/a%5c..%5cb",
            "/a\\..\\b",
            "/a%00.html",
            "/%00",
            "/a%0d%0ab",
            "/%ff",
            "/%c0%ae/",
        ] {
            assert_eq!(Asked::of(raw), None, "{raw:?}");
        }
        // It is decoded once.
        assert_eq!(Asked::of("/%252e%252e/a"), Some(Asked::File("%2e%2e/a".to_owned())));
    }
}
