//! What another tool's numbers say, in a title and a sentence for each metric of which it is known what is better.
//!
//! Nothing is decided here that the tool did not measure: a model is ahead where its numbers are, and the sentence says where the stated
//! intervals reach those of the next model, or that the file does not state any.

use std::collections::{BTreeMap, BTreeSet};

use crate::wording::{NO_BREAK, count, counted, significant};

use super::{IngestedFindings, IngestedRow, MetricGroup};

/// What is said first of an ingested run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestedLead {
    /// `birch-4b has the highest throughput of generation`
    pub title: String,
    /// Its numbers: `109 to 128 tokens/s on all 5 tests`; empty if the title has them.
    pub numbers: String,
}

impl IngestedLead {
    /// Both as a sentence.
    pub fn sentence(&self) -> String {
        let between = if self.numbers.is_empty() { "" } else { ": " };
        format!("{}{between}{}.", self.title, self.numbers)
    }
}

/// The leads of a run, one for each metric that has one; that of generation first, as answers are waited for.
pub fn ingested_leads(findings: &IngestedFindings) -> Vec<IngestedLead> {
    let mut groups: Vec<&MetricGroup> = findings.groups.iter().collect();
    groups.sort_by_key(|group| group.of != Some(super::GENERATION));
    groups.into_iter().filter_map(lead).collect()
}

fn lead(group: &MetricGroup) -> Option<IngestedLead> {
    let higher = group.higher_is_better?;
    let rows = || group.rows.iter().filter_map(|row| Some((row, row.value.filter(|value| value.is_finite())?)));
    let models: BTreeSet<&str> = rows().map(|(row, _)| row.model.as_str()).collect();
    let mut tests: BTreeMap<&str, Vec<Entry<'_>>> = BTreeMap::new();
    for (row, value) in rows() {
        tests.entry(&row.test).or_default().push(Entry { row, value });
    }
    match models.len() {
        0 => None,
        1 => alone(group, &rows().map(|(row, value)| Entry { row, value }).collect::<Vec<_>>()),
        several => {
            // Of one model with several numbers of a test, as with different settings, none is that of the model.
            let is_common = |of_test: &&mut Vec<Entry<'_>>| {
                let measured: BTreeSet<&str> = of_test.iter().map(|one| one.row.model.as_str()).collect();
                measured.len() == several && of_test.len() == several
            };
            let mut common: Vec<&mut Vec<Entry<'_>>> = tests.values_mut().filter(is_common).collect();
            for of_test in &mut common {
                of_test.sort_by(|one, other| one.value.total_cmp(&other.value));
                if higher {
                    of_test.reverse();
                }
            }
            let ranked: Vec<&[Entry<'_>]> = common.iter().map(|of_test| of_test.as_slice()).collect();
            ahead(group, &ranked, if higher { "highest" } else { "lowest" })
        }
    }
}

#[derive(Clone, Copy)]
struct Entry<'a> {
    row: &'a IngestedRow,
    value: f64,
}

/// Of one model: its number, or the range of its numbers.
fn alone(group: &MetricGroup, entries: &[Entry<'_>]) -> Option<IngestedLead> {
    let (least, most) = (by(entries, f64::total_cmp)?, by(entries, |one, other| other.total_cmp(one))?);
    let (model, named, unit) = (&least.row.model, group.named(), unit(group));
    let at = |entry: &Entry<'_>| format!("{} on {}", significant(entry.value), entry.row.test);
    let title = match entries.len() {
        1 => format!("{model}: {}{unit} {named} on {}", significant(least.value), least.row.test),
        _ => format!("{model}: {named} of {} to {}{unit}", significant(least.value), significant(most.value)),
    };
    let numbers = match entries.len() {
        1 => String::new(),
        several => format!("{} and {}, of {} measurements", at(&least), at(&most), count(several)),
    };
    Some(IngestedLead { title, numbers })
}

fn by<'a>(entries: &[Entry<'a>], order: impl Fn(&f64, &f64) -> std::cmp::Ordering) -> Option<Entry<'a>> {
    entries.iter().copied().min_by(|one, other| order(&one.value, &other.value))
}

/// Of several models: which is ahead on the tests that all of them have, each test's best first.
fn ahead(group: &MetricGroup, tests: &[&[Entry<'_>]], best: &str) -> Option<IngestedLead> {
    let mut wins: BTreeMap<&str, usize> = BTreeMap::new();
    for of_test in tests {
        let (first, next) = (of_test.first()?, of_test.get(1)?);
        // Of two with the same number none is ahead.
        if first.value != next.value {
            *wins.entry(first.row.model.as_str()).or_default() += 1;
        }
    }
    let mut wins: Vec<(&str, usize)> = wins.into_iter().collect();
    wins.sort_by_key(|(_, wins)| std::cmp::Reverse(*wins));
    let (first, of_first) = *wins.first()?;
    let named = group.named();
    if of_first < tests.len() {
        let title = format!("No model has the {best} {named} on all {}", counted(tests.len(), "test"));
        let each: Vec<String> =
            wins.iter().take(3).map(|(model, wins)| format!("{model} on {}", count(*wins))).collect();
        let rest = if wins.len() > 3 { ", and others" } else { "" };
        return Some(IngestedLead { title, numbers: format!("{}{rest}", each.join(", ")) });
    }
    let title = format!("{first} has the {best} {named}");
    let values: Vec<Entry<'_>> = tests.iter().filter_map(|of_test| of_test.first().copied()).collect();
    let (least, most) = (by(&values, f64::total_cmp)?, by(&values, |one, other| other.total_cmp(one))?);
    let unit = unit(group);
    let numbers = match tests {
        [one] => format!(
            "{}{unit} on {}; next is {} with {}",
            significant(least.value),
            least.row.test,
            one.get(1)?.row.model,
            significant(one.get(1)?.value)
        ),
        _ => format!(
            "{} to {}{unit} on all {}",
            significant(least.value),
            significant(most.value),
            counted(tests.len(), "test")
        ),
    };
    Some(IngestedLead { title, numbers: numbers + &reached(tests) })
}

/// On how many tests the interval of the best reaches that of the next.
fn reached(tests: &[&[Entry<'_>]]) -> String {
    let intervals = |of_test: &&[Entry<'_>]| Some((of_test.first()?.row.interval?, of_test.get(1)?.row.interval?));
    let known: Vec<_> = tests.iter().filter_map(intervals).collect();
    let reached =
        known.iter().filter(|((low, high), (next_low, next_high))| low <= next_high && next_low <= high).count();
    match (known.len(), reached) {
        (0, _) => "; how much they vary is not stated".to_owned(),
        (_, 0) => String::new(),
        (1, 1) => "; their intervals overlap".to_owned(),
        (_, some) => format!("; on {} its interval reaches that of the next", counted(some, "test")),
    }
}

fn unit(group: &MetricGroup) -> String {
    if group.unit.is_empty() { String::new() } else { format!("{NO_BREAK}{}", group.unit) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ingested::summarise;
    use crate::name::{RunId, Slug};
    use crate::record::{IngestedMetric, IngestedRun, IngestedUnit, Measurement, Source, Spread, SpreadKind};

    /// The sentences of rows of model, test, value and the half of its interval.
    fn said(rows: &[(&str, &str, f64, f64)]) -> Vec<String> {
        leads(rows, Some(true)).into_iter().map(|lead| lead.sentence()).collect()
    }

    fn leads(rows: &[(&str, &str, f64, f64)], higher_is_better: Option<bool>) -> Vec<IngestedLead> {
        let row = |(model, test, value, half): &(&str, &str, f64, f64)| Measurement {
            model: (*model).to_owned(),
            test: (*test).to_owned(),
            metric: IngestedMetric {
                name: "throughput".to_owned(),
                unit: IngestedUnit::TokensPerSecond,
                higher_is_better,
            },
            value: Some(*value),
            spread: Some(Spread { kind: SpreadKind::StandardError, value: half / 1.959_964 }),
            n: None,
            samples: Vec::new(),
            model_size: None,
            parameters: None,
            conditions: Vec::new(),
        };
        let text = || "a".to_owned();
        let source = Source { tool: text(), tool_version: None, format: text(), file: text(), digest: text() };
        let run = IngestedRun {
            id: RunId::from(Slug::from_text("a")),
            source,
            measured: None,
            environment: Vec::new(),
            measurements: rows.iter().map(row).collect(),
        };
        ingested_leads(&summarise(&run))
    }

    #[test]
    fn prompts_and_generation_are_told_apart_and_generation_comes_first() {
        let rows = [
            ("oak", "pp512", 900.0, 1.0),
            ("elm", "pp512", 1_000.0, 1.0),
            ("oak", "tg128", 50.0, 1.0),
            ("elm", "tg128", 40.0, 1.0),
        ];
        let expected = [
            "oak has the highest throughput of generation: 50.0\u{a0}tokens/s on tg128; next is elm with 40.0.",
            "elm has the highest throughput of prompts: 1,000\u{a0}tokens/s on pp512; next is oak with 900.",
        ];
        assert_eq!(said(&rows), expected);
        assert_eq!(leads(&rows, Some(true))[0].title, "oak has the highest throughput of generation");
        assert!(said(&[("oak", "pp512+tg128", 9.0, 1.0)])[0].contains("of prompts and generation"));
    }

    #[test]
    fn a_model_is_ahead_where_it_is_on_every_test_that_all_have() {
        let mut rows = vec![
            ("oak", "tg128", 50.0, 1.0),
            ("elm", "tg128", 40.0, 1.0),
            ("oak", "tg512", 45.0, 1.0),
            ("elm", "tg512", 44.5, 1.0),
            ("elm", "tg4096", 99.0, 1.0),
        ];
        let all = "oak has the highest throughput of generation: 45.0 to 50.0\u{a0}tokens/s on all 2 tests; on 1 test its interval reaches that of the next.";
        assert_eq!(said(&rows), [all]);
        rows[0].2 = 30.0;
        assert_eq!(
            said(&rows),
            ["No model has the highest throughput of generation on all 2 tests: elm on 1, oak on 1."]
        );
        assert!(leads(&rows, Some(false))[0].title.starts_with("No model has the lowest"));
        rows[0].2 = 40.0;
        assert_eq!(said(&rows), ["No model has the highest throughput of generation on all 2 tests: oak on 1."]);
        assert_eq!(said(&rows[..2]), [""; 0], "both have the same number");
        assert_eq!(leads(&rows, None), [], "what is better is not known");
    }

    #[test]
    fn without_a_stated_spread_it_is_said_and_overlap_is_said() {
        let rows = |half| [("oak", "tg128", 50.0, half), ("elm", "tg128", 49.0, half)];
        assert!(said(&rows(0.0))[0].ends_with("; how much they vary is not stated."), "{:?}", said(&rows(0.0)));
        assert!(said(&rows(2.0))[0].ends_with("; their intervals overlap."));
        assert!(said(&rows(0.1))[0].ends_with("next is elm with 49.0."));
    }

    #[test]
    fn one_model_has_its_numbers_and_several_settings_are_no_comparison() {
        assert_eq!(
            said(&[("oak", "tg128", 50.0, 1.0)]),
            ["oak: 50.0\u{a0}tokens/s throughput of generation on tg128."]
        );
        let two = [("oak", "tg128", 50.0, 1.0), ("oak", "tg512", 45.0, 1.0)];
        assert_eq!(
            said(&two),
            [
                "oak: throughput of generation of 45.0 to 50.0\u{a0}tokens/s: 45.0 on tg512 and 50.0 on tg128, of 2 measurements."
            ]
        );
        let settings = [("oak", "tg128", 50.0, 1.0), ("oak", "tg128", 60.0, 1.0), ("elm", "tg128", 55.0, 1.0)];
        assert_eq!(said(&settings), [""; 0]);
    }
}
