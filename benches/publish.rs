//! Writing a site of 2,000 small pages: into an empty folder, again without a change, and with one page changed.
//!
//! The second of these is what an author waits for after every build, so it should cost a small part of the first.

use std::path::Path;

use criterion::{BatchSize, Criterion};
use offprint::publish;
use offprint::site::{BuiltSite, FileContent};

const PAGES: usize = 2_000;

fn main() {
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("publish 2,000 pages");
    let pages = site("");
    group.bench_function("into an empty folder", |bencher| {
        bencher.iter_batched_ref(folder, |folder| write(&pages, folder.path()), BatchSize::PerIteration);
    });
    let folder = folder();
    write(&pages, folder.path());
    group.bench_function("again, unchanged", |bencher| bencher.iter(|| write(&pages, folder.path())));
    let mut versions = (0..).map(|version: usize| site(&version.to_string()));
    group.bench_function("again, one page changed", |bencher| {
        bencher.iter_batched_ref(
            || versions.next().expect("versions never end"),
            |site| write(site, folder.path()),
            BatchSize::PerIteration,
        );
    });
    group.finish();
    criterion.final_summary();
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

fn write(site: &BuiltSite, folder: &Path) {
    publish::write(site, folder).expect("the folder can be written");
}

/// Pages of about four kilobytes, twenty to a folder; `version` stands on the first.
fn site(version: &str) -> BuiltSite {
    let page = |number: usize| {
        let version = if number == 0 { version } else { "" };
        let text = format!("<p>Page {number} {version}</p>\n").repeat(4_000 / 20);
        (format!("en/{}/{number}/index.html", number / 20), FileContent::Bytes(text.into_bytes()))
    };
    BuiltSite { files: (0..PAGES).map(page).collect() }
}
