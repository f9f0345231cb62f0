//! Sentences as posts about benchmarks have them, with right and wrong numbers, through the whole of binding: bound to a run, and not.
//!
//! A file of `tests/fixtures/sentences` has posts about the run of `harness::panel`: a line `language de` for those that follow, a line
//! `post TITLE` before each, and Markdown. `{{310 ms|ttft.p50 of moss:4b}}` is right, `{{!340 ms|ttft.p50 of moss:4b}}` was right before a seeded script changed it, without a look
//! at what else it would match.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "fixtures are read from disk, and rates are printed"
)]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use offprint::analysis::{self, Contrasts, Findings, RunData};
use offprint::binding::{Bound, BoundRun, PostRuns, Rules, Stale, bind};
use offprint::content::Post;
use offprint::content::parse::parse;
use offprint::diagnostic::{Code, Diagnostic, SourceFile};
use offprint::name::Slug;
use offprint::project::LooseNumbers;

use crate::harness::panel::panel;

/// A number of a sentence.
struct Mark {
    written: String,
    query: String,
    is_right: bool,
}

/// A post of a file: its language, and its text between marks.
struct Marked {
    language: String,
    /// The text before each mark, and the mark.
    pieces: Vec<(String, Mark)>,
    rest: String,
}

/// What became of the marked numbers.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    /// Unbound: right ones that match nothing, wrong ones that match something, and those that nothing is said about.
    right_reported: Vec<String>,
    wrong_missed: Vec<String>,
    passed_over: Vec<String>,
    /// Unbound, wrong, and reported without the nearest finding.
    without_nearest: Vec<String>,
    /// Unbound, right: the proposed directive is of another finding.
    other_query: Vec<String>,
    /// Bound: right ones that are faults, wrong ones that are none.
    bound_right: Vec<String>,
    bound_wrong: Vec<String>,
}

#[test]
fn wrong_numbers_of_posts_are_told_and_right_ones_are_not() {
    let score = scored(&folder("tests/fixtures/sentences"));
    let counts = score.counts();
    println!("{counts}");
    assert!(score.right >= 300 && score.wrong >= 60, "{counts}\n{score:#?}");
    assert!(score.passed_over.is_empty(), "{counts}\n{:#?}", score.passed_over);
    assert!(score.right_reported.len() * 50 <= score.right, "{counts}\n{:#?}", score.right_reported);
    assert!(score.wrong_missed.len() * 20 <= score.wrong, "{counts}\n{:#?}", score.wrong_missed);
    assert!(score.without_nearest.is_empty(), "{counts}\n{:#?}", score.without_nearest);
    assert!(score.bound_right.is_empty(), "{counts}\n{:#?}", score.bound_right);
    assert!(score.bound_wrong.is_empty(), "{counts}\n{:#?}", score.bound_wrong);
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The score of every file of a folder.
fn scored(folder: &Path) -> Score {
    let (run, trials) = panel();
    let data = analysis::contrasted(&run, &trials);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("it is there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut score = Score::default();
    for file in files {
        for post in read(&fs::read_to_string(file).expect("fixtures are text")) {
            post.judge_unbound(&data, &mut score);
            post.judge_bound(&data, &mut score);
        }
    }
    score
}

/// The posts of a file.
fn read(text: &str) -> Vec<Marked> {
    let mut language = "en";
    let mut posts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(tag) = line.strip_prefix("language ") {
            language = tag;
        } else if line.starts_with("post ") {
            posts.push((language.to_owned(), String::new()));
        } else if let Some((_, body)) = posts.last_mut() {
            body.push_str(line);
            body.push('\n');
        }
    }
    posts.into_iter().map(|(language, body)| marked(language, &body)).collect()
}

fn marked(language: String, body: &str) -> Marked {
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, after) = after.split_once("}}").expect("a mark has its end");
        let (written, query) = inside.split_once('|').expect("a mark has its query");
        let is_right = !written.starts_with('!');
        let written = written.trim_start_matches('!').to_owned();
        pieces.push((before.to_owned(), Mark { written, query: query.to_owned(), is_right }));
        rest = after;
    }
    Marked { language, pieces, rest: rest.to_owned() }
}

impl Marked {
    /// The post with its marks as `spelt`, and where those are.
    fn post(&self, spelt: impl Fn(&Mark) -> String) -> (Post, Vec<Range<usize>>) {
        let mut text = "+++\ntitle = \"A post\"\ndate = 2026-05-05\nrun = \"panel\"\n+++\n".to_owned();
        let mut places = Vec::new();
        for (before, mark) in &self.pieces {
            text.push_str(before);
            let start = text.len();
            text.push_str(&spelt(mark));
            places.push(start..text.len());
        }
        text.push_str(&self.rest);
        text.push('\n');
        let slug = |text: &str| Slug::parse(text).expect("a slug");
        let source = SourceFile::new("content/a.md", text);
        let post = parse(source, slug(&self.language), vec![slug("blog")], slug("2026-05-05-a"));
        (post.expect("the post is in order").value, places)
    }

    fn judge_unbound(&self, data: &(Findings, Contrasts), score: &mut Score) {
        let (post, places) = self.post(|mark| mark.written.clone());
        let bound = bound(&post, data);
        for ((_, mark), place) in self.pieces.iter().zip(&places) {
            let faults: Vec<&Diagnostic> = bound.faults.iter().filter(|fault| meets(fault, place)).collect();
            let is_of = |code: Code| faults.iter().any(|fault| fault.code == code);
            let told = faults.iter().map(|fault| fault.label.as_deref().unwrap_or_default()).collect::<Vec<_>>();
            let said = format!("{} ({}) of {:?}: {told:?}", mark.written, mark.query, line(&post, place));
            if faults.is_empty() {
                score.passed_over.push(said.clone());
            }
            let unmatched = is_of(Code::MATCHES_NOTHING) || is_of(Code::UNREADABLE_NUMBER);
            match (mark.is_right, unmatched) {
                (true, true) => score.right_reported.push(said.clone()),
                (false, false) => score.wrong_missed.push(said.clone()),
                _ => {}
            }
            score.right += usize::from(mark.is_right);
            score.wrong += usize::from(!mark.is_right);
            if !mark.is_right && unmatched && !told.iter().any(|label| label.starts_with("the nearest is")) {
                score.without_nearest.push(said.clone());
            }
            let proposed =
                |fault: &&Diagnostic| fault.label.as_deref().is_some_and(|label| label.contains(&mark.query));
            if mark.is_right && is_of(Code::LOOSE_NUMBER) && !faults.iter().any(proposed) {
                score.other_query.push(said);
            }
        }
    }

    fn judge_bound(&self, data: &(Findings, Contrasts), score: &mut Score) {
        let (post, places) = self.post(|mark| format!("[{}](value: \"{}\")", mark.written, mark.query));
        let bound = bound(&post, data);
        for ((_, mark), place) in self.pieces.iter().zip(&places) {
            let faults: Vec<&Diagnostic> = bound.faults.iter().filter(|fault| meets(fault, place)).collect();
            let said = format!("{} ({}): {faults:?}", mark.written, mark.query);
            match (mark.is_right, faults.is_empty()) {
                (true, false) => score.bound_right.push(said),
                (false, true) => score.bound_wrong.push(said),
                _ => {}
            }
        }
    }
}

fn bound(post: &Post, (findings, contrasts): &(Findings, Contrasts)) -> Bound {
    let data = Some(RunData::Native(findings, contrasts));
    let runs = PostRuns { runs: vec![BoundRun { name: None, data, digest: None, day: None }], compare: None };
    bind(post, &runs, None, &Rules { numbers: LooseNumbers::Strict, stale: Stale::Fail })
}

fn meets(fault: &Diagnostic, place: &Range<usize>) -> bool {
    fault.place.as_ref().is_some_and(|(_, span)| span.start < place.end && place.start < span.end)
}

/// The line around a place.
fn line<'p>(post: &'p Post, place: &Range<usize>) -> &'p str {
    let text = post.source.text();
    let start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

impl Score {
    fn counts(&self) -> String {
        format!(
            "{} right: {} reported, {} with another finding proposed; {} wrong: {} missed; passed over: {}; bound: {} right reported, {} wrong missed",
            self.right,
            self.right_reported.len(),
            self.other_query.len(),
            self.wrong,
            self.wrong_missed.len(),
            self.passed_over.len(),
            self.bound_right.len(),
            self.bound_wrong.len(),
        )
    }
}
