//! What a reader should know before relying on the times of a run, in sentences for its page and the terminal.

use std::collections::BTreeMap;

use crate::wording::{self, Unit, counted};

use super::findings::{Findings, TargetFindings};
use super::prompts::{Evaluation, Prompts};

/// The most targets that a sentence names.
const MOST_NAMED: usize = 3;

/// The most sentences of one kind.
const MOST_OF_A_KIND: usize = 5;

/// The sentences, in order: settings that were not sent, answers that waited, prompts from caches, times that are not compared, rates beyond belief.
pub fn cautions(findings: &Findings) -> Vec<String> {
    let of_targets =
        |differs: &str, what: fn(&TargetFindings) -> Option<String>| of_targets(&findings.targets, differs, what);
    let mut said = of_targets("settings", not_sent);
    said.extend(of_targets("numbers", behind_another));
    said.extend(of_targets("numbers", from_cache));
    said.extend(not_compared(findings));
    said.extend(of_targets("numbers", beyond_belief));
    said
}

/// What holds of targets, each sentence once, with those of which it holds: `larch-7b on Ollama, larch-8b on Ollama: ...`. `differs` says in what
/// the sentences of one kind differ.
fn of_targets(targets: &[TargetFindings], differs: &str, what: fn(&TargetFindings) -> Option<String>) -> Vec<String> {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for (target, words) in targets.iter().filter_map(|target| Some((target, what(target)?))) {
        match said.iter_mut().find(|(earlier, _)| *earlier == words) {
            Some((_, named)) => named.push(target.subject.named()),
            None => said.push((words, vec![target.subject.named()])),
        }
    }
    let left = said.split_off(said.len().min(MOST_OF_A_KIND));
    let mut sentences: Vec<String> =
        said.into_iter().map(|(words, named)| format!("{}: {words}.", who(named))).collect();
    let more: usize = left.iter().map(|(_, named)| named.len()).sum();
    sentences.extend(
        (more > 0).then(|| format!("The same, with other {differs}, holds of {}.", counted(more, "further target"))),
    );
    sentences
}

/// Some targets by their names, many by their number.
fn who(named: Vec<String>) -> String {
    match named.len() {
        0..=MOST_NAMED => named.join(", "),
        more => counted(more, "target"),
    }
}

/// `the server refuses seed, top_p; requests were sent without them`
fn not_sent(target: &TargetFindings) -> Option<String> {
    let names: Vec<&str> = target.left_out.iter().map(String::as_str).collect();
    let without = if names.len() == 1 { "it" } else { "them" };
    (!names.is_empty())
        .then(|| format!("the server refuses {}; requests were sent without {without}", names.join(", ")))
}

/// `2 of 30 answers may have waited for the end of an earlier request; their times do not count`
fn behind_another(target: &TargetFindings) -> Option<String> {
    let Prompts { behind, n, .. } = target.prompts;
    (behind > 0).then(|| {
        format!(
            "{} of {} may have waited for the end of an earlier request; their times do not count",
            wording::count(behind),
            counted(n, "answer")
        )
    })
}

/// `2 of 3 prompts came from the cache, and their first-token times do not count (178 of 270 tokens in all)`
fn from_cache(target: &TargetFindings) -> Option<String> {
    let prompts = target.prompts;
    let of = |count: usize| format!("{} of {}", wording::count(count), counted(prompts.n, "prompt"));
    let mut parts = Vec::new();
    if prompts.from_cache > 0 {
        parts.push(format!("{} came from the cache, and their first-token times do not count", of(prompts.from_cache)));
    }
    if prompts.in_part > 0 {
        parts.push(format!("{} came in part from the cache", of(prompts.in_part)));
    }
    let tokens = format!("{} of {} tokens in all", wording::grouped(prompts.cached), wording::grouped(prompts.tokens));
    (!parts.is_empty()).then(|| format!("{} ({tokens})", parts.join("; ")))
}

/// Which targets' times are not compared with those of others, and why.
fn not_compared(findings: &Findings) -> Option<String> {
    if findings.not_compared.is_empty() {
        return None;
    }
    let mut by_reason: BTreeMap<Evaluation, Vec<String>> = BTreeMap::new();
    for target in &findings.targets {
        by_reason.entry(target.prompts.evaluation).or_default().push(target.subject.named());
    }
    let reasons = by_reason.into_iter().filter_map(|(evaluation, named)| {
        let several = named.len() > 1;
        evaluation.reason(&who(named), several)
    });
    Some(format!("Not all times are compared: {}.", reasons.collect::<Vec<_>>().join("; ")))
}

/// The rates that cannot be true.
fn beyond_belief(target: &TargetFindings) -> Option<String> {
    let rates = target.beyond_belief;
    let one = |count: usize, what: &str, highest: f64| {
        let highest = match highest.is_finite() {
            true => format!("up to {}", Unit::TokensPerSecond.prose(highest)),
            false => "in no time at all".to_owned(),
        };
        (count > 0).then(|| format!("{} {what} beyond belief, {highest}", wording::count(count)))
    };
    let prompts = match rates.prompts {
        1 => "prompt was evaluated at a rate",
        _ => "prompts were evaluated at a rate",
    };
    let generations = match rates.generations {
        1 => "answer was generated at a rate",
        _ => "answers were generated at a rate",
    };
    let parts = [
        one(rates.prompts, prompts, rates.highest_prompt)
            .map(|words| words + ": the server may have had them in its cache without reporting it"),
        one(rates.generations, generations, rates.highest_generation)
            .map(|words| words + ": the server's clock may be wrong"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
