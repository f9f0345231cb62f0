//! Text of people, as any editor and any shell writes it: UTF-8 and UTF-16, with a mark and without, and line ends of Windows.
#![expect(clippy::disallowed_methods, reason = "this test makes a folder")]

use std::fs;

use crate::harness::tree::Tree;
use offprint::name::SuiteId;
use offprint::project::Project;
use offprint::suite::parse::parse;

const POST: &str = "+++\ntitle = \"A – post\"\ndate = 2026-05-05\n+++\nWords – \u{e9}\u{1d11e}.\n\n```python\nif a:\n    b\n```\n\nA\nparagraph\\\nof lines[^1].\n\n[^1]: A note.\n";
const SUITE: &str = "title = \"Mine\"\nversion = 1\ndescription = \"Short – answers.\"\ncategories = [\"form\"]\n[limits]\ntimeout = \"60s\"\ncontext = 4096\nmax_tokens = 64\ntemperature = 0\nrepeats = 1\n";
const CASES: &str = "title = \"Form\"\ndescription = \"It is short.\"\n[[case]]\nid = \"one\"\ntitle = \"One\"\nprompt = \"\"\"\nSay\n– yes.\"\"\"\nchecks = [{ contains = [\"yes\"] }]\npass = [\"yes\"]\nfail = [{ wrong = \"no\" }]\n";

/// A text as somebody saved it.
struct Saved {
    name: &'static str,
    encode: fn(&str) -> Vec<u8>,
}

static SAVED: [Saved; 4] = [
    Saved { name: "UTF-8", encode: |text| text.as_bytes().to_vec() },
    Saved { name: "UTF-8 with a mark and CRLF", encode: |text| crlf(&format!("\u{feff}{text}")).into_bytes() },
    Saved {
        name: "UTF-16LE, as PowerShell writes it",
        encode: |text| crlf(&format!("\u{feff}{text}")).encode_utf16().flat_map(u16::to_le_bytes).collect(),
    },
    Saved {
        name: "UTF-16BE with a mark",
        encode: |text| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
    },
];

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

#[test]
fn a_site_in_any_encoding_is_the_same_site() {
    let built = SAVED.iter().map(|Saved { name, encode }| {
        let tree = Tree::new();
        tree.put("offprint.toml", encode("title = \"Bench – notes\"\n"));
        tree.put("content/en/blog/a.md", encode(POST));
        tree.put("data/suites/mine/suite.toml", encode(SUITE));
        tree.put("data/suites/mine/form.toml", encode(CASES));
        let pages = tree.sound().pages;
        let project = Project::open(&tree.path("")).expect("it is a site").value;
        let id = SuiteId::parse("mine").expect("it is a slug");
        let files = project.suite(&id).expect("it can be read");
        let suite = parse(id, files.manifest, files.categories).unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
        (name, pages, suite.value.digest)
    });
    let built: Vec<_> = built.collect();
    let (_, pages, digest) = &built[0];
    assert!(pages["en/blog/a/index.html"].contains("Words – \u{e9}\u{1d11e}."));
    for (name, other, suite) in &built[1..] {
        let differ: Vec<&String> = pages.keys().filter(|path| pages.get(*path) != other.get(*path)).collect();
        assert!(differ.is_empty() && other.len() == pages.len(), "{name}: {differ:?}");
        assert_eq!(suite, digest, "{name}");
    }
}

#[test]
fn a_fault_is_where_it_is_whatever_the_encoding() {
    for Saved { name, encode } in &SAVED {
        let tree = Tree::new();
        tree.put("content/en/blog/a.md", encode("+++\ntitle = \"\u{e9}\u{1d11e}\", date = 1\n+++\n"));
        let said = tree.built().said;
        let fault = said.first().unwrap_or_else(|| panic!("{name}")).render(false);
        assert!(fault.contains("content/en/blog/a.md:2:13"), "{name}: {fault}");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("offprint.toml"), b"\xff\xfet\0\n\0\0\xd8b\0").expect("it can be written");
    let said = Project::open(folder.path()).expect_err("half of a pair").first().map(ToString::to_string);
    let expected = "`offprint.toml` is not UTF-16LE text, as which it begins: line 2 has an invalid character";
    assert!(said.as_deref().is_some_and(|said| said.contains(expected)), "{said:?}");
}
