//! Joins a claim with the runs of its post: which targets and numbers it is about, and in which units.

use std::ops::Range;

use crate::analysis::contrasts::{Comparand, ComparedBy, Measure, Over};
use crate::analysis::metric;
use crate::analysis::{Findings, RunData, Standing, TargetFindings};

use super::check::{Claim, Spelled, Statement, Word};
use super::fault::ClaimFault;
use super::function::{Moving, Way};
use super::scope::{Named, Scope, ShownValue};
use super::sum::{Item, Summed, Summer};
use super::syntax::{Logic, Relation};

/// A claim about the targets and numbers of known runs.
pub struct ResolvedClaim<'a> {
    pub(super) text: &'a str,
    pub(super) root: Term<'a>,
}

impl ResolvedClaim<'_> {
    /// The expression.
    pub fn text(&self) -> &str {
        self.text
    }
}

/// What is true, false, or neither.
pub(super) enum Term<'a> {
    Joined(Logic, Box<Term<'a>>, Box<Term<'a>>),
    Not(Box<Term<'a>>),
    Test(Box<Test<'a>>),
}

/// One statement about a run.
pub(super) enum Test<'a> {
    Pair(Pair<'a>),
    /// Whether it is ahead of all others in this.
    Fastest {
        run: usize,
        one: &'a TargetFindings,
        comparand: Comparand<'a>,
    },
    Ranked {
        run: usize,
        one: &'a TargetFindings,
        other: &'a TargetFindings,
        standing: Standing,
    },
    Best {
        run: usize,
        one: &'a TargetFindings,
    },
    OnFrontier {
        run: usize,
        one: &'a TargetFindings,
    },
    /// Whether its lean is within a number of points.
    Symmetric {
        run: usize,
        one: &'a TargetFindings,
        margin: f64,
    },
    Rank {
        run: usize,
        one: &'a TargetFindings,
        relation: Relation,
        constant: f64,
    },
    Value {
        shown: ShownValue,
        relation: Relation,
        constant: f64,
    },
    /// Whether one imported number exceeds `factor` times another by `constant`, or falls below.
    Values {
        one: ShownValue,
        other: ShownValue,
        factor: f64,
        constant: f64,
        more: bool,
    },
    /// Whether it moved since an earlier run.
    Since(Since<'a>),
    /// A statistical word about an imported run.
    Imported {
        run: usize,
    },
}

/// Whether one target exceeds another: `against` times the other, of a ratio, or by `against`, of a difference.
#[derive(Debug, Clone)]
pub(super) struct Pair<'a> {
    pub(super) run: usize,
    /// The metric's id.
    pub(super) metric: String,
    pub(super) comparand: Comparand<'a>,
    pub(super) one: &'a TargetFindings,
    pub(super) other: &'a TargetFindings,
    pub(super) against: f64,
    /// Whether it is claimed to exceed it, or to fall below.
    pub(super) more: bool,
}

/// Whether a target moved this way from one run to another.
pub(super) struct Since<'a> {
    pub(super) before: usize,
    pub(super) after: usize,
    /// The target in the later run.
    pub(super) one: &'a TargetFindings,
    pub(super) moving: Moving,
    pub(super) way: Way,
}

impl Claim {
    /// Finds what the claim is about.
    ///
    /// # Errors
    /// Every name that is not known or not unique, and every comparison of numbers that cannot be compared, in their order in the expression.
    pub fn resolve<'a>(&'a self, scope: &'a Scope<'a>) -> Result<ResolvedClaim<'a>, Vec<ClaimFault>> {
        let mut resolver = Resolver { scope, faults: Vec::new() };
        let root = resolver.statement(&self.root);
        let mut faults = resolver.faults;
        faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        faults.dedup();
        match root {
            Some(root) if faults.is_empty() => Ok(ResolvedClaim { text: self.text(), root }),
            _ => Err(faults),
        }
    }
}

/// Collects faults; what has one is `None`.
struct Resolver<'a> {
    scope: &'a Scope<'a>,
    faults: Vec<ClaimFault>,
}

/// Targets of one run.
enum Together<'a, const N: usize> {
    Measured(usize, &'a Findings, [&'a TargetFindings; N]),
    Imported(usize),
}

impl<'a> Resolver<'a> {
    fn fault<T>(&mut self, fault: ClaimFault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    fn statement(&mut self, statement: &'a Statement) -> Option<Term<'a>> {
        match statement {
            Statement::Joined(logic, left, right) => {
                let (left, right) = (self.statement(left), self.statement(right));
                Some(Term::Joined(*logic, left?.into(), right?.into()))
            }
            Statement::Not(inner) => Some(Term::Not(self.statement(inner)?.into())),
            Statement::Word(word) => Some(Term::Test(self.word(word)?.into())),
            Statement::Comparison { relation, left, right, range } => {
                let mut summer = Summer { scope: self.scope, faults: Vec::new() };
                let compared = summer.compared(left, right, range);
                self.faults.append(&mut summer.faults);
                Some(Term::Test(self.comparison(compared?, *relation, range)?.into()))
            }
        }
    }

    fn word(&mut self, word: &'a Word) -> Option<Test<'a>> {
        Some(match word {
            Word::Faster { one, other, time, range } => match self.together([one, other], range)? {
                Together::Imported(run) => Test::Imported { run },
                Together::Measured(run, findings, [one, other]) => {
                    let comparand = comparand(findings, time)?;
                    let metric = (*time).to_owned();
                    Test::Pair(Pair { run, metric, comparand, one, other, against: 1.0, more: false })
                }
            },
            Word::Fastest { one, time, range } => match self.together([one], range)? {
                Together::Imported(run) => Test::Imported { run },
                Together::Measured(run, findings, [one]) => {
                    Test::Fastest { run, one, comparand: comparand(findings, time)? }
                }
            },
            Word::Ranked { one, other, standing, range } => match self.together([one, other], range)? {
                Together::Imported(run) => Test::Imported { run },
                Together::Measured(run, _, [one, other]) => Test::Ranked { run, one, other, standing: *standing },
            },
            Word::Best(one) => self.alone(one, |run, one| Test::Best { run, one })?,
            Word::OnFrontier(one) => self.alone(one, |run, one| Test::OnFrontier { run, one })?,
            Word::Symmetric { one, margin } => {
                self.alone(one, |run, one| Test::Symmetric { run, one, margin: *margin })?
            }
            Word::Since { one, before, moving, way, range } => {
                let (before, named) = self.since(one, before, range)?;
                match (named, self.scope.runs[before].data) {
                    (Named::Target(after, one), RunData::Native(..)) => {
                        Test::Since(Since { before, after, one, moving: *moving, way: *way })
                    }
                    (Named::Target(..), _) => Test::Imported { run: before },
                    (named, _) => Test::Imported { run: named.run() },
                }
            }
        })
    }

    /// The earlier run, and the target of another one.
    fn since(&mut self, one: &Spelled, before: &Spelled, range: &Range<usize>) -> Option<(usize, Named<'a>)> {
        let before = match self.scope.run_named(before) {
            Ok(before) => before,
            Err(fault) => return self.fault(fault),
        };
        match self.scope.named_but_in(one, Some(before)) {
            Ok(named) if named.run() == before => {
                let fault = ClaimFault::new(range.clone(), "the same run twice");
                self.fault(fault.label("name a target of one run, and an earlier run"))
            }
            Ok(named) => Some((before, named)),
            Err(fault) => self.fault(fault),
        }
    }

    fn alone(&mut self, name: &Spelled, test: impl Fn(usize, &'a TargetFindings) -> Test<'a>) -> Option<Test<'a>> {
        Some(match self.together([name], &name.range)? {
            Together::Imported(run) => Test::Imported { run },
            Together::Measured(run, _, [one]) => test(run, one),
        })
    }

    /// Different targets of one run.
    fn together<const N: usize>(&mut self, names: [&Spelled; N], range: &Range<usize>) -> Option<Together<'a, N>> {
        let named = names.map(|name| self.scope.named(name).map_err(|fault| self.faults.push(fault)).ok());
        if named.iter().any(Option::is_none) {
            return None;
        }
        let known: Vec<Named<'a>> = named.into_iter().flatten().collect();
        let first = known.first()?;
        if known.iter().any(|other| other.run() != first.run()) {
            return self.fault(of_two_runs(range));
        }
        if known.iter().skip(1).any(|other| other.key() == first.key()) {
            let fault = ClaimFault::new(range.clone(), "the same target twice").label("name two targets");
            return self.fault(fault);
        }
        let RunData::Native(findings, _) = self.scope.runs[first.run()].data else {
            return Some(Together::Imported(first.run()));
        };
        let targets: Vec<&'a TargetFindings> = known.iter().filter_map(Named::target).collect();
        Some(Together::Measured(first.run(), findings, targets.try_into().ok()?))
    }

    /// A comparison whose terms are all on one side: their sum and 0.
    fn comparison(&mut self, summed: Summed<'a>, relation: Relation, range: &Range<usize>) -> Option<Test<'a>> {
        let Summed { terms, constant } = summed;
        let equality = matches!(relation, Relation::Equal | Relation::NotEqual);
        match terms.as_slice() {
            [(factor, item)] => {
                let relation = if *factor < 0.0 { relation.mirrored() } else { relation };
                let bound = -constant / factor;
                match item {
                    Item::Rank(run, one) => Some(Test::Rank { run: *run, one, relation, constant: bound }),
                    Item::Value(shown, _) if equality && !shown.is_counted() => self.fault(
                        ClaimFault::new(range.clone(), "a measured number equals nothing for certain")
                            .label("write `<`, `<=`, `>` or `>=`"),
                    ),
                    Item::Value(shown, _) => Some(Test::Value { shown: (**shown).clone(), relation, constant: bound }),
                }
            }
            _ if equality => self.fault(
                ClaimFault::new(range.clone(), "two measured numbers are never equal for certain")
                    .label("write `<` or `>`, or `tied(a, b)`"),
            ),
            [(one, first), (other, second)] => {
                let more = matches!(relation, Relation::More | Relation::AtLeast) == (*one > 0.0);
                self.pair((*one, first), (*other, second), constant, more, range)
            }
            [] => self.fault(
                ClaimFault::new(range.clone(), "this says nothing about the run")
                    .label("the same on both sides, whatever was measured"),
            ),
            _ => self.fault(
                ClaimFault::new(range.clone(), "over two numbers of a run in one comparison")
                    .label("compare one with a constant, or one of two targets"),
            ),
        }
    }

    /// Whether `one * first + other * second + constant` is more than 0, or less, of two targets.
    fn pair(
        &mut self,
        (one, first): (f64, &Item<'a>),
        (other, second): (f64, &Item<'a>),
        constant: f64,
        more: bool,
        range: &Range<usize>,
    ) -> Option<Test<'a>> {
        let fault = |message: &str, label: &str| ClaimFault::new(range.clone(), message).label(label);
        let (Item::Value(shown, named), Item::Value(others, others_named)) = (first, second) else {
            return self.fault(fault("ranks are ranges", "write `better(a, b)` or `tied(a, b)`"));
        };
        if shown.run != others.run {
            return self.fault(of_two_runs(range));
        }
        let (factor, beyond) = (-other / one, -constant / one);
        if factor <= 0.0 {
            return self.fault(fault("a sum of two targets", "compare one target with another"));
        }
        let (Some(one), Some(other)) = (named.target(), others_named.target()) else {
            let (one, other) = ((**shown).clone(), (**others).clone());
            return Some(Test::Values { one, other, factor, constant: beyond, more });
        };
        if shown.metric != others.metric || shown.key == others.key {
            return self.fault(fault("two different metrics", "compare one metric of two targets"));
        }
        let RunData::Native(findings, _) = self.scope.runs[shown.run].data else { return None };
        let Some(comparand) = comparand(findings, &shown.metric) else {
            let tested: Vec<String> = tested(findings).into_iter().map(|id| format!("`{id}`")).collect();
            return self.fault(
                fault("two targets cannot be tested by this metric", "its values alone do not show a difference")
                    .help(format!("those that can be tested are {}", tested.join(", "))),
            );
        };
        let (run, metric) = (shown.run, shown.metric.clone());
        match comparand.measure.by {
            ComparedBy::Ratio if beyond == 0.0 => {
                Some(Test::Pair(Pair { run, metric, comparand, one, other, against: factor, more }))
            }
            ComparedBy::Ratio => {
                self.fault(fault("a difference of two measured numbers", "compare their ratio with a number"))
            }
            ComparedBy::Difference if factor != 1.0 => {
                self.fault(fault("a ratio of two shares", "compare their difference: `a - b > points(5)`"))
            }
            ComparedBy::Difference if beyond == 0.0 && comparand.measure.metric == "compliance" => {
                let standing = if more { Standing::Better } else { Standing::Worse };
                Some(Test::Ranked { run, one, other, standing })
            }
            ComparedBy::Difference if beyond != 0.0 && shown.is_counted() => {
                self.fault(fault("a difference of two counts", "compare them as they are"))
            }
            // Percentages and points.
            ComparedBy::Difference => {
                Some(Test::Pair(Pair { run, metric, comparand, one, other, against: beyond / 100.0, more }))
            }
        }
    }
}

fn of_two_runs(range: &Range<usize>) -> ClaimFault {
    ClaimFault::new(range.clone(), "targets of two runs")
        .label("only targets of one run can be compared: they had the same requests on one machine")
}

/// What two targets of a run can be compared in by this metric.
pub(super) fn comparand<'a>(findings: &'a Findings, id: &str) -> Option<Comparand<'a>> {
    let metric = metric::find(findings, id)?;
    Some(Comparand { measure: Measure::of(&metric)?, category: metric.category() })
}

/// The metrics of a run by which two targets can be tested.
fn tested(findings: &Findings) -> Vec<String> {
    let is_tested = |metric: &metric::RunMetric<'_>| Measure::of(metric).is_some_and(|one| one.over != Over::Category);
    metric::of_run(findings).into_iter().filter(is_tested).map(|metric| metric.id()).collect()
}
