//! Names as servers may give them, for tests of every figure: the library's, and those of `tests/all`, which include this file.

/// Short, long, in scripts without spaces or from right to left, and written to break a page.
pub(crate) const NAMES: [&str; 8] = [
    "birch3:8b",
    "a-model-with-a-name-that-is-eighty-characters-long-and-has-its-size-at-the-end:70b",
    "نموذج-عربي:7b",
    "通义千问:7b",
    "मॉडल:3b",
    "🦙🦙 llama",
    "<script>alert(1)</script>",
    "\"'&\u{202e}]]>\u{0}",
];
