//! How much text the checks judge in a second, family by family, and how many answers a scorer does.
//!
//! The text is an answer of about two kilobytes that no check can turn down at its first word.
#![expect(clippy::panic, clippy::disallowed_methods, reason = "a benchmark reads its answers, and may fail")]

use std::fs;
use std::path::Path;

use criterion::{Criterion, Throughput};
use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::suite::check::{Spec, instructions, judge, registry};
use offprint::suite::score::Scorer;
use offprint::suite::{Case, Suite, ifeval, parse};

/// Families of checks, by the beginnings of their names.
const FAMILIES: [(&str, &[&str]); 15] = [
    ("whole text", &["exact", "one_of", "matches", "verdict", "lowercase", "uppercase"]),
    ("phrases", &["contains", "excludes", "starts_with", "ends_with", "keeps", "in_order", "no_invention"]),
    ("counts", &["words", "sentences", "lines", "line_words", "characters", "paragraphs"]),
    ("lists", &["bullets", "numbered"]),
    ("JSON", &["json_object", "json_schema"]),
    ("tables", &["csv", "markdown_table"]),
    ("voice", &["no_preamble", "no_sign_off", "no_hedge", "no_refusal", "no_disclaimer", "formal", "polite", "blunt"]),
    ("style", &["count_of", "grade_at_most"]),
    ("language", &["language"]),
    ("IFEval keywords", &["keywords:"]),
    ("IFEval length", &["length_constraints:"]),
    ("IFEval format and content", &["detectable_", "punctuation:"]),
    ("IFEval beginning and end", &["combination:", "startend:"]),
    ("IFEval case", &["change_case:"]),
    ("IFEval language", &["language:"]),
];

/// One sentence in the manner of models.
const SENTENCE: &str =
    "Dr. Okafor's market opens at 8:30, and it *isn't* far; the (old) NASA building stands 3.5 km away. ";

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let answer = format!("{}\n\n- one\n- two\n\n{}", SENTENCE.repeat(10), SENTENCE.repeat(10));
    let mut group = criterion.benchmark_group("judge two kilobytes");
    group.throughput(Throughput::Bytes(answer.len() as u64));
    for (family, names) in FAMILIES {
        let case = case(family, names);
        group.bench_function(family, |bencher| bencher.iter(|| judge(&case.checks, &answer)));
    }
    group.finish();

    let suite = fixture();
    let answers = read("answers.jsonl");
    let scorer = Scorer::new(&suite);
    let lines: Vec<&str> = answers.lines().collect();
    let mut group = criterion.benchmark_group("score");
    group.throughput(Throughput::Elements(lines.len() as u64));
    group.bench_function("short answers to IFEval's instructions", |bencher| {
        bencher.iter(|| lines.iter().filter(|line| scorer.score("answers", 1, line).is_ok()).count());
    });
    group.finish();
    criterion.final_summary();
}

/// A case with every check of a family.
fn case(family: &str, names: &[&str]) -> Case {
    let specs = if family.starts_with("IFEval") { instructions() } else { registry() };
    let is_meant = |spec: &&Spec| names.iter().any(|name| spec.name.starts_with(name));
    let checks: Vec<&str> = specs.into_iter().filter(is_meant).map(|spec| spec.example).collect();
    let text = format!(
        "title = \"T\"\ndescription = \"D\"\n\n[[case]]\nid = \"one\"\ntitle = \"T\"\nprompt = \"P\"\nchecks = [\n  {}\n]\n",
        checks.join(",\n  ").replace("\"Dear \"", "\"Dear\""),
    );
    let manifest = "title = \"T\"\ndescription = \"D\"\nversion = 1\ncategories = [\"one\"]\nproof = \"none\"\n\n[limits]\n\
                    timeout = \"60s\"\ncontext = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    suite(manifest, "one.toml", text).cases.into_iter().next().expect("there is one")
}

fn fixture() -> Suite {
    let text = ifeval::import(&SourceFile::new("prompts.jsonl", read("prompts.jsonl"))).expect("it can be imported");
    suite(&text.manifest, "prompts.toml", text.prompts)
}

fn suite(manifest: &str, name: &str, text: String) -> Suite {
    let id = SuiteId::parse("suite").expect("it is a name");
    let read = parse::parse(id, SourceFile::new("suite.toml", manifest), vec![SourceFile::new(name, text)]);
    read.unwrap_or_else(|faults| panic!("{}", faults[0])).value
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/ifeval").join(name);
    fs::read_to_string(path).expect("it is there")
}
