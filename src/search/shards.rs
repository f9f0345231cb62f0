//! An index as scripts: each is one or several calls of one function with data that is nothing but data, whatever it holds.
//!
//! The data are arrays: as the name of a property, a word such as `__proto__` would mean something
//! (<https://tc39.es/ecma262/#sec-__proto__-property-names-in-object-initializers>).

use std::ops::Range;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::LARGEST_FILE;
use super::index::Whole;
use super::texts::literal;

/// About how many bytes a shard of words has, and one of texts: a page loads one for a word, and one for a result.
const WORDS: usize = 128_000;
const TEXTS: usize = 96_000;

/// An index that is smaller is one file, in bytes.
const ONE_FILE: usize = 96_000;

/// The files of an index.
pub(super) fn written(name: &str, Whole { kinds, texts, words }: Whole, note: &Value) -> Vec<(String, Vec<u8>)> {
    let name = literal(name);
    let entries: usize = kinds.iter().map(|(_, count)| count).sum();
    let word_shards = split(words.len(), WORDS, |index| words[index].0.len() + words[index].1.len() + 4);
    let text_shards = split(texts.len(), TEXTS, |index| texts[index].json.len() + 1);
    let of_words = |(number, range): (usize, &Range<usize>)| {
        let (words, entries) = list(&words[range.clone()]);
        call(&name, "words", number, &format!("[[{words}],[{entries}]]"))
    };
    let of_texts = |(number, range): (usize, &Range<usize>)| {
        let part: Vec<&str> = texts[range.clone()].iter().map(|text| text.json.as_str()).collect();
        call(&name, "texts", number, &format!("[{}]", part.join(",")))
    };
    let shards = [
        ("words", word_shards.par_iter().enumerate().map(of_words).collect::<Vec<String>>()),
        ("texts", text_shards.par_iter().enumerate().map(of_texts).collect()),
    ];
    let kinds: Vec<Value> = kinds.iter().map(|(kind, count)| json!([kind.name(), count])).collect();
    let firsts: Vec<&str> = word_shards.iter().map(|range| words[range.start].0.as_str()).collect();
    let starts: Vec<usize> = text_shards.iter().map(|range| range.start).collect();
    let head = format!(
        "{{\"entries\":{entries},\"kinds\":{},\"words\":[{}],\"texts\":{},\"note\":{}}}",
        Value::from(kinds),
        firsts.join(","),
        Value::from(starts),
        note.to_string().replace('<', "\\u003c"),
    );
    let mut index = call(&name, "index", 0, &head);
    let mut files = Vec::new();
    if shards.iter().flat_map(|(_, calls)| calls).map(String::len).sum::<usize>() <= ONE_FILE {
        index.extend(shards.into_iter().flat_map(|(_, calls)| calls));
    } else {
        let named = |(kind, calls): (&str, Vec<String>)| {
            let file = |(number, call): (usize, String)| (format!("{kind}-{}.js", number + 1), call.into_bytes());
            calls.into_iter().enumerate().map(file).collect::<Vec<_>>()
        };
        files.extend(shards.into_iter().flat_map(named));
    }
    files.insert(0, ("index.js".to_owned(), index.into_bytes()));
    debug_assert!(files.iter().all(|(_, bytes)| bytes.len() <= LARGEST_FILE));
    files
}

/// A line of a file.
fn call(name: &str, kind: &str, number: usize, data: &str) -> String {
    format!("offprintSearch({name},\"{kind}\",{number},{data});\n")
}

/// Words, and what is coded of each, with commas between them.
fn list(words: &[(String, String)]) -> (String, String) {
    let size = |part: fn(&(String, String)) -> &String| words.iter().map(|both| part(both).len() + 1).sum();
    let (mut all, mut coded) =
        (String::with_capacity(size(|both| &both.0)), String::with_capacity(size(|both| &both.1)));
    for (place, (word, entries)) in words.iter().enumerate() {
        if place > 0 {
            all.push(',');
            coded.push(',');
        }
        all.push_str(word);
        coded.push_str(entries);
    }
    (all, coded)
}

/// Ranges of things that take about `most` bytes together, or one that takes more.
fn split(count: usize, most: usize, size: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for index in 0..count {
        let own = size(index);
        match ranges.last_mut().filter(|_| bytes + own <= most) {
            Some(range) => {
                range.end = index + 1;
                bytes += own;
            }
            None => {
                ranges.push(index..index + 1);
                bytes = own;
            }
        }
    }
    ranges
}
