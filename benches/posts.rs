//! Reading and rendering one long post, in three lengths: 20,000 words with 300 notes, 100 pictures and 50 blocks of code, and two and four times
//! as much. The time for a word should stay the same.

use std::sync::{Arc, LazyLock};

use criterion::{BenchmarkId, Criterion, Throughput};
use offprint::analysis::{FigureName, TableName};
use offprint::content::parse::parse;
use offprint::content::render::{Marks, Occurrence, Resolver, Setting, render};
use offprint::content::{Directive, DirectiveKind, ExhibitParameters};
use offprint::diagnostic::{Diagnostic, SourceFile};
use offprint::language::{Interface, Interfaces, Language};
use offprint::name::Slug;

/// Parts of the shortest post: each has six paragraphs with a note each, two pictures, and a block of code.
const PARTS: usize = 50;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("a long post");
    for times in [1, 2, 4] {
        let text = post(PARTS * times);
        group.throughput(Throughput::Elements(text.split_whitespace().count() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(times), &text, |bencher, text| bencher.iter(|| page(text)));
    }
    group.finish();
    criterion.final_summary();
}

fn page(text: &str) -> usize {
    let slug = |text| Slug::parse(text).expect("a slug");
    let source = SourceFile::new("content/en/blog/2026-05-05-long.md", text);
    let post = parse(source, slug("en"), vec![slug("blog")], slug("2026-05-05-long")).expect("it is in order").value;
    render(&post, &mut Nothing, &Setting::default()).expect("it needs no run").body.len()
}

fn post(parts: usize) -> String {
    let words = "the model answers a question in time and with care while others need more of it ".repeat(4);
    let mut text = "+++\ntitle = \"Long\"\n+++\n\n".to_owned();
    for part in 0..parts {
        text += &format!("## Part {part}\n\n");
        for paragraph in 0..6 {
            text += &format!("{words}[^n{}] and 5 ms.\n\n", part * 6 + paragraph);
        }
        text += &format!("![A picture](a{part}.png)\n\n![Another](b{part}.png)\n\n");
        text += &format!(
            "```rust\nfn main() {{\n    let x = \"some text\"; // {part}\n    println!(\"{{}}\", x.len());\n}}\n```\n\n"
        );
    }
    for note in 0..parts * 6 {
        text += &format!("[^n{note}]: {words}\n");
    }
    text
}

/// A site without runs.
struct Nothing;

impl Resolver for Nothing {
    fn figure(&mut self, _: FigureName, _: &ExhibitParameters, _: &str) -> Result<String, Diagnostic> {
        Ok(String::new())
    }
    fn table(&mut self, _: TableName, _: &ExhibitParameters, _: &str) -> Result<String, Diagnostic> {
        Ok(String::new())
    }
    fn foreign(&mut self, _: &DirectiveKind) -> Option<Language> {
        None
    }
    fn interface(&self) -> Arc<Interface> {
        static ENGLISH: LazyLock<Interfaces> = LazyLock::new(|| {
            let en = Slug::parse("en").expect("a slug");
            Interfaces::read(&offprint::project::strings(), &[], &en, []).expect("the built-in words are right").value
        });
        Arc::clone(ENGLISH.main())
    }
    fn href(&mut self, _: &DirectiveKind) -> String {
        String::new()
    }
    fn marks(&mut self, _: &Directive, _: Occurrence) -> Marks {
        Marks::default()
    }
}
