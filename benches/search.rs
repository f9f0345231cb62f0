//! The index of the search over 1,000 to 10,000 posts of 600 words: the time of each, and the files.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::sync::Mutex;

use criterion::{BenchmarkId, Criterion, Throughput};
use offprint::search::{Findable, IndexEntry, Passage, make_files};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// How many different words there are, of which the first are the most frequent.
const WORDS: usize = 40_000;
const EACH: usize = 600;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("an index of posts");
    for posts in [1_000, 10_000] {
        let texts = texts(posts);
        let made = index(&texts);
        let of = |kind: &str| {
            let these = || made.iter().filter(|(name, _)| name.starts_with(kind)).map(|(_, bytes)| bytes.len());
            format!("{} of {kind}, {} kB", these().count(), these().sum::<usize>() / 1_000)
        };
        let text: usize = texts.iter().flatten().map(String::len).sum();
        println!("{posts} posts, {} kB: {}, {}, {}", text / 1_000, of("index"), of("words"), of("texts"));
        group.throughput(Throughput::Elements(posts as u64));
        group.bench_with_input(BenchmarkId::from_parameter(posts), &texts, |bencher, texts| {
            bencher.iter(|| index(texts))
        });
    }
    group.finish();
    criterion.final_summary();
}

fn index(texts: &[Vec<String>]) -> Vec<(String, Vec<u8>)> {
    let entry = |number: usize| {
        let passages = texts[number].iter().map(|text| Passage::new("a-heading", "A heading", text)).collect();
        IndexEntry::new(Findable::Post, format!("en/blog/post-{number}/index.html"), "A post", "5 May 2026", passages)
    };
    let files = Mutex::new(Vec::new());
    let take = |name, bytes| files.lock().map(|mut files| files.push((name, bytes))).map_err(|_| ());
    _ = make_files("search/en", texts.len(), entry, &serde_json::Value::Null, &take);
    files.into_inner().unwrap_or_default()
}

/// Posts of four sections each, with words as frequent as in a language: the second half as often as the first.
fn texts(posts: usize) -> Vec<Vec<String>> {
    let mut random = Pcg64::seed_from_u64(42);
    let word = |number: usize| -> String {
        let letters = (0..3 + number % 8).map(|place| (number * 7_919 + place * 104_729 + number / 26 * place) % 26);
        letters.map(|letter| char::from(b'a' + letter as u8)).collect()
    };
    let vocabulary: Vec<String> = (0..WORDS).map(word).collect();
    let mut section = || {
        let rank = |share: f64| (WORDS as f64).powf(share) as usize;
        let words = (0..EACH / 4).map(|_| vocabulary[rank(random.random::<f64>()).min(WORDS - 1)].as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    (0..posts).map(|_| (0..4).map(|_| section()).collect()).collect()
}
