//! The checks beyond counting: tables, schemas, verdicts, facts, style; and that no text makes any check panic or hang.
#![expect(clippy::panic, reason = "a test may fail")]

use std::fmt::Write;
#[cfg(not(unix))]
use std::sync::LazyLock;
use std::time::Duration;
#[cfg(not(unix))]
use std::time::Instant;

use offprint::diagnostic::{Diagnostic, SourceFile};
use offprint::name::SuiteId;
use offprint::suite::check::{Check, Spec, instructions, judge, registry};
use offprint::suite::{Case, Suite, parse};
use proptest::prelude::*;

/// A check, and answers with the expected objection.
type Judged = (&'static str, &'static [(&'static str, Option<&'static str>)]);

/// Answers to each check with the expected objection; `None` if the answer passes.
const ANSWERS: &[Judged] = &[
    (
        r#"{ json_schema = { type = "object", required = ["age"], properties = { age = { type = "integer", minimum = 0 } }, additionalProperties = false } }"#,
        &[
            (r#"{"age": 3}"#, None),
            (r#"{"age": "3"}"#, Some("at `/age`: want integer, but got string")),
            (r#"{"age": -1}"#, Some("at `/age`: must be >=0, but got -1")),
            (r#"{}"#, Some("missing properties 'age'")),
            (r#"{"age": 3, "name": "A"}"#, Some("additionalProperties 'name' not allowed")),
            ("Here: {\"age\": 3}", Some("not JSON: expected value at line 1 column 1")),
        ],
    ),
    (
        r#"{ csv = ["name", "age"], rows = 2 }"#,
        &[
            ("name,age\nAda,36\n\"Doe, Jo\",40", None),
            ("name, age\nAda, 36\nJo, 40", None),
            ("name,age\nAda,36", Some("1 row")),
            ("name;age\nAda;36\nJo;40", Some("the columns “name;age”")),
            ("name,age\nAda,36\nJo", Some("1 field in row 2")),
        ],
    ),
    (
        r#"{ markdown_table = ["Name", "Age"], rows = 1 }"#,
        &[
            ("| Name | Age |\n| --- | --- |\n| Ada | `36` |", None),
            ("Here it is:\n\n| Name | Age |\n| --- | --- |\n| Ada | 36 |", Some("“Here it is:”")),
            ("| Name | Age |\n| --- | --- |", Some("0 rows")),
            ("| Age | Name |\n| --- | --- |\n| 36 | Ada |", Some("the columns “Age”, “Name”")),
            ("Name, Age", Some("“Name, Age”")),
        ],
    ),
    (
        r#"{ verdict = ["PASS", "FAIL"], right = "PASS" }"#,
        &[
            ("PASS", None),
            ("FAIL", Some("“FAIL”")),
            ("pass", Some("“pass” instead of a bare “PASS”")),
            ("**PASS**", Some("“**PASS**” instead of a bare “PASS”")),
            ("PASS: it is fine", Some("“PASS” with more text after it")),
            ("It passes.", Some("“It passes.”")),
        ],
    ),
    (
        r#"{ keeps = [["300 euros", "€300"], "Friday"] }"#,
        &[
            ("Pay €300 by Friday.", None),
            ("Pay 300 Euros by friday.", None),
            ("Pay €200 by Monday.", Some("no “300 euros” or “€300”, no “Friday”")),
        ],
    ),
    (
        r#"{ in_order = ["bread", ["milk", "cream"], "eggs"] }"#,
        &[
            ("Bread, cream and eggs.", None),
            ("Eggs, bread and milk.", Some("“eggs” too early")),
            ("Bread and eggs.", Some("no “milk” or “cream”")),
        ],
    ),
    (
        r#"{ no_invention = ["refund*"], figures = ["300", "10:30"] }"#,
        &[
            ("300 euros at 10:30", None),
            ("We refunded it.", Some("“refunded”")),
            ("300 euros at 11:30", Some("“11:30”")),
        ],
    ),
    (
        r#"{ language = "fr" }"#,
        &[
            ("Le marché ouvre chaque matin à huit heures sur la grande place.", None),
            ("LE MARCHÉ OUVRE CHAQUE MATIN À HUIT HEURES SUR LA GRANDE PLACE.", None),
            ("The market opens every morning at eight on the main square.", Some("detected as `en`")),
            ("42", Some("no detectable language")),
        ],
    ),
    (
        r#"{ count_of = "contractions", at_least = 1, at_most = 2 }"#,
        &[
            ("I can't.", None),
            ("I cannot.", Some("0 contractions")),
            ("I can't, don't, won't.", Some("3 contractions")),
        ],
    ),
    (r#"{ count_of = "exclamations", at_most = 0 }"#, &[("Fine.", None), ("Fine!!", Some("1 exclamation mark"))]),
    (
        "{ grade_at_most = 5 }",
        &[
            ("The shop is shut on Monday. You can call us.", None),
            ("Regrettably, administrative considerations necessitate discontinuing operations.", Some("grade 37.9")),
        ],
    ),
    (
        r#""no_disclaimer""#,
        &[
            ("Close the street.", None),
            ("Close it. This does not constitute legal advice.", Some("“does not constitute”")),
            ("As an AI language model, I would close it.", Some("“As an AI”")),
        ],
    ),
    ("{ paragraphs = 2 }", &[("a\nb\n\nc", None), ("a\n\nb\n\nc", Some("3 paragraphs"))]),
    ("{ paragraphs_at_most = 2 }", &[("a", None), ("a\n\nb\n\nc", Some("3 paragraphs"))]),
];

/// Invalid checks.
const INVALID: &[&str] = &[
    r#"{ json_schema = { type = "objekt" } }"#,
    r#"{ json_schema = { "$ref" = "https://example.org/schema.json" } }"#,
    r#"{ json_schema = '{"type": ' }"#,
    r#"{ json_schema = 3 }"#,
    r#"{ csv = [] }"#,
    r#"{ csv = ["a"], row = 3 }"#,
    r#"{ verdict = ["PASS", "NOT SURE"] }"#,
    r#"{ verdict = ["PASS", "FAIL"], right = "MAYBE" }"#,
    r#"{ keeps = [["a", 3]] }"#,
    r#"{ no_invention = "a", figures = "300" }"#,
    r#"{ language = "german" }"#,
    r#"{ count_of = "contraction", at_most = 0 }"#,
    r#"{ count_of = "contractions" }"#,
    r#"{ count_of = "contractions", at_least = 3, at_most = 2 }"#,
    r#"{ "length_constraints:number_words" = 300 }"#,
    r#"{ "length_constraints:number_words" = 300, relation = "at most" }"#,
    r#"{ "length_constraints:number_word" = 300, relation = "at least" }"#,
    r#"{ "keywords:frequency" = "a", frequenzy = 3, relation = "at least" }"#,
    r#"{ "language:response_language" = "xx" }"#,
    r#"{ "length_constraints:nth_paragraph_first_word" = "a", paragraph = 3, of = 2 }"#,
];

#[test]
fn answers_pass_or_fail_with_a_reason() {
    for (check, answers) in ANSWERS {
        let check = only_check(check);
        for (answer, expected) in *answers {
            assert_eq!(check.objection(answer).as_deref(), *expected, "{}: {answer}", check.describe());
        }
    }
}

#[test]
fn every_check_describes_what_it_requires() {
    let mut told = String::new();
    for spec in registry().into_iter().chain(instructions()) {
        let check = only_check(&example(spec));
        let _ = writeln!(told, "{}: {}", spec.name, check.describe());
    }
    insta::assert_snapshot!(told);
}

#[test]
fn invalid_checks_are_reported_with_their_place_and_a_fix() {
    let mut told = String::new();
    for check in INVALID {
        let faults = read(check).err().unwrap_or_else(|| panic!("{check} was accepted"));
        for fault in &faults {
            assert!(fault.place.is_some() && !fault.help.is_empty(), "{fault}");
            let _ = writeln!(told, "{fault}");
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_template_is_filled_by_its_cases() {
    let suite = category(
        r#"
[templates]
short = 'In {count} words, as {"a": 1}: {text}'

[[case]]
id = "one"
title = "T"
template = "short"
with = { count = "five", text = "The {count} market opens." }
tags = ["markets"]
checks = [{ words = 5 }]
"#,
    )
    .unwrap_or_else(|faults| panic!("{}", faults[0]));
    assert_eq!(suite.cases[0].prompt, "In five words, as {\"a\": 1}: The {count} market opens.");
    assert_eq!(suite.cases[0].tags[0].as_str(), "markets");
}

#[test]
fn invalid_uses_of_templates_are_reported() {
    let mut told = String::new();
    for case in [
        "template = \"shot\"\nwith = { text = \"a\" }",
        "template = \"short\"",
        "template = \"short\"\nwith = { text = \"a\", txt = \"b\" }",
        "template = \"short\"\nwith = \"a\"",
        "template = \"short\"\nprompt = \"a\"",
        "prompt = \"a\"\nwith = { text = \"a\" }",
        "title = \"no prompt\"",
        "prompt = \"a\"\ntags = [\"Two Words\"]",
    ] {
        let title = if case.starts_with("title") { "" } else { "title = \"T\"\n" };
        let text = format!(
            "[templates]\nshort = \"Shorten: {{text}}\"\n\n[[case]]\nid = \"one\"\n{title}{case}\nchecks = [\"lowercase\"]\n"
        );
        let faults = category(&text).err().unwrap_or_else(|| panic!("{case} was accepted"));
        told.extend(faults.iter().map(|fault| format!("{fault}\n")));
    }
    insta::assert_snapshot!(told);
}

/// Pieces of answers for which a careless check would take quadratic time.
const PIECES: [&str; 20] = [
    " ",
    "\n",
    "**",
    "***\n",
    "[",
    "<<",
    "! ",
    "!)",
    ". a",
    ". a.b.c.d",
    "A.b. ",
    "don't ",
    "Ää ",
    "नदी ",
    "|-",
    "\"",
    "{\"a\":[",
    "٣",
    "1,",
    ", but also ",
];

#[test]
fn a_long_answer_takes_no_longer_than_its_length() {
    let case = every_check();
    for piece in PIECES {
        judged_within(&case, piece, 1 << 14, Duration::from_secs(4));
    }
}

#[test]
fn an_eighth_of_a_megabyte_is_judged_within_seven_seconds() {
    let case = every_check();
    for piece in ["a", "* a\n", "A.b. ", "!)"] {
        judged_within(&case, piece, 1 << 17, Duration::from_secs(7));
    }
}

/// What this thread has computed so far: unlike a clock, it does not run while other programs do.
#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).expect("it has begun"), u32::try_from(time.tv_nsec).expect("it is a part"))
}

#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "a test measures how long checks take")]
fn processor_time() -> Duration {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    STARTED.elapsed()
}

fn judged_within(case: &Case, piece: &str, length: usize, limit: Duration) {
    let answer = piece.repeat(length / piece.len());
    let started = processor_time();
    judge(&case.checks, &answer);
    let took = processor_time() - started;
    assert!(took < limit, "{piece:?} took {took:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_makes_a_check_panic(
        text in proptest::string::string_regex(
            "(?s)(.|[a-z ]{1,9}|\\*{1,3}|\\n{1,2}|[.!?] |- |<<|>>|\\[|\\]|\"|['’]|don't |SECTION 1|\\||,|```|<think>|\u{301}|İ|ǅ){0,60}",
        ).expect("it is a pattern"),
    ) {
        let case = EVERY_CHECK.with(Clone::clone);
        for judgement in judge(&case.checks, &text) {
            prop_assert!(judgement.strict == judgement.found.is_none());
            prop_assert!(judgement.lenient || !judgement.strict, "{}", judgement.check);
        }
    }
}

thread_local! {
    static EVERY_CHECK: Case = every_check();
}

/// A case that has every check there is.
fn every_check() -> Case {
    let checks: Vec<String> = registry().into_iter().chain(instructions()).map(example).collect();
    let read = read(&checks.join(",\n  ")).unwrap_or_else(|faults| panic!("{}", faults[0]));
    read.cases.into_iter().next().expect("there is one")
}

/// A check's example. The text of `starts_with` ends in white space in the documentation.
fn example(spec: &Spec) -> String {
    spec.example.replace("\"Dear \"", "\"Dear\"")
}

fn only_check(check: &str) -> Check {
    let suite = read(check).unwrap_or_else(|faults| panic!("{}", faults[0]));
    suite.cases[0].checks[0].clone()
}

/// A suite of one case with these checks.
fn read(checks: &str) -> Result<Suite, Vec<Diagnostic>> {
    category(&format!("[[case]]\nid = \"one\"\ntitle = \"T\"\nprompt = \"P\"\nchecks = [\n  {checks}\n]\n"))
}

/// A suite of one category with these cases.
fn category(cases: &str) -> Result<Suite, Vec<Diagnostic>> {
    let manifest = "title = \"T\"\ndescription = \"D\"\nversion = 1\ncategories = [\"one\"]\nproof = \"none\"\n\n[limits]\n\
                    timeout = \"60s\"\ncontext = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let category = SourceFile::new("one.toml", format!("title = \"T\"\ndescription = \"D\"\n\n{cases}"));
    let id = SuiteId::parse("suite").expect("it is a name");
    parse::parse(id, SourceFile::new("suite.toml", manifest), vec![category]).map(|checked| checked.value)
}
