//! An index as scripts: each is one or several calls of one function with data that is nothing but data, whatever it holds.
//!
//! The data are arrays: as the name of a property, a word such as `__proto__` would mean something
//! (<https://tc39.es/ecma262/#sec-__proto__-property-names-in-object-initializers>).

use rayon::prelude::*;
use serde_json::{Value, json};

use super::LARGEST_FILE;
use super::index::Whole;
use super::texts::{Text, literal};

/// About how many bytes a shard of words has, and one of texts: a page loads one for a word, and one for a result.
const WORDS: usize = 128_000;
const TEXTS: usize = 96_000;

/// An index that is smaller is one file, in bytes.
const ONE_FILE: usize = 96_000;

/// Makes the files of an index; each shard is given away before the next ones are made.
pub(super) fn write<E: Send>(
    name: &str,
    Whole { kinds, texts, words }: Whole,
    note: &Value,
    take: &(impl Fn(String, Vec<u8>) -> Result<(), E> + Sync),
) -> Result<(), E> {
    let name = literal(name);
    let (word_shards, text_shards) = (split(words, WORDS, bytes_of_word), split(texts, TEXTS, bytes_of_text));
    let kinds_listed: Vec<Value> = kinds.iter().map(|(kind, count)| json!([kind.name(), count])).collect();
    let firsts: Vec<&str> = word_shards.iter().filter_map(|shard| Some(shard.first()?.0.as_str())).collect();
    let starts: Vec<usize> =
        text_shards.iter().scan(0, |start, shard| Some(std::mem::replace(start, *start + shard.len()))).collect();
    let head = format!(
        "{{\"entries\":{},\"kinds\":{},\"words\":[{}],\"texts\":{},\"note\":{}}}",
        kinds.iter().map(|(_, count)| count).sum::<usize>(),
        Value::from(kinds_listed),
        firsts.join(","),
        Value::from(starts),
        note.to_string().replace('<', "\\u003c"),
    );
    let mut index = call(&name, "index", 0, &head);
    let of_words = |(number, shard): (usize, Vec<(String, String)>)| {
        let (words, entries) = list(&shard);
        call(&name, "words", number, &format!("[[{words}],[{entries}]]"))
    };
    let of_texts = |(number, shard): (usize, Vec<Text>)| {
        let part: Vec<&str> = shard.iter().map(|text| text.json.as_str()).collect();
        call(&name, "texts", number, &format!("[{}]", part.join(",")))
    };
    let words_in_all = word_shards.iter().flatten().map(bytes_of_word);
    if words_in_all.chain(text_shards.iter().flatten().map(bytes_of_text)).sum::<usize>() <= ONE_FILE {
        index.extend(word_shards.into_iter().enumerate().map(of_words));
        index.extend(text_shards.into_iter().enumerate().map(of_texts));
        return taken("index.js".to_owned(), index, take);
    }
    taken("index.js".to_owned(), index, take)?;
    let named = |kind: &str, number: usize| format!("{kind}-{}.js", number + 1);
    let of_words = |(number, shard)| taken(named("words", number), of_words((number, shard)), take);
    word_shards.into_par_iter().enumerate().try_for_each(of_words)?;
    let of_texts = |(number, shard)| taken(named("texts", number), of_texts((number, shard)), take);
    text_shards.into_par_iter().enumerate().try_for_each(of_texts)
}

fn taken<E>(file: String, text: String, take: &impl Fn(String, Vec<u8>) -> Result<(), E>) -> Result<(), E> {
    debug_assert!(text.len() <= LARGEST_FILE);
    take(file, text.into_bytes())
}

/// About how many bytes a word takes in a file, and a text.
fn bytes_of_word((word, entries): &(String, String)) -> usize {
    word.len() + entries.len() + 4
}

fn bytes_of_text(text: &Text) -> usize {
    text.json.len() + 1
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

/// Lists of things that take about `most` bytes together, or of one that takes more.
fn split<T>(all: Vec<T>, most: usize, size: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut lists: Vec<Vec<T>> = Vec::new();
    let mut bytes = 0;
    for one in all {
        let own = size(&one);
        match lists.last_mut().filter(|_| bytes + own <= most) {
            Some(list) => {
                list.push(one);
                bytes += own;
            }
            None => {
                lists.push(vec![one]);
                bytes = own;
            }
        }
    }
    lists
}
