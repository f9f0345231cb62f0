//! Decides the claims of a post: by the rank table, by the family of its comparisons, by intervals.

use crate::analysis::contrasts::{Comparand, FEWEST_TO_COMPARE};
use crate::analysis::{Contrasts, Findings, Front, RankRange, RunData, Standing, TargetFindings};

use super::between::Between;
use super::evidence::{Decided, DecidedBy, Evidence, Truth, Why};
use super::family::{Family, can_be_compared};
use super::function::Moving;
use super::resolve::{Pair, ResolvedClaim, Since, Term, Test};
use super::scope::{Scope, ShownValue};
use super::since::{Comparisons, Found};
use super::syntax::Logic;
use super::words::{statement, whole};

/// The test of the rank table and of the family.
const SIGN_FLIP: &str = "sign-flip test over the units that both have";

/// Decides all claims of a post, in their order. They are one family: a claim's truth depends on which others the post makes.
pub fn decide<'a>(claims: &[ResolvedClaim<'a>], scope: &'a Scope<'a>) -> Vec<Decided> {
    let all: Vec<&Test<'a>> = claims.iter().flat_map(|claim| tests(&claim.root)).collect();
    let judge = Judge { scope, family: Family::of(&all, scope), comparisons: Comparisons::of(&all, scope) };
    claims.iter().map(|claim| judge.claim(claim)).collect()
}

fn tests<'t, 'a>(term: &'t Term<'a>) -> Vec<&'t Test<'a>> {
    match term {
        Term::Joined(_, left, right) => [tests(left), tests(right)].concat(),
        Term::Not(inner) => tests(inner),
        Term::Test(test) => vec![&**test],
    }
}

struct Judge<'a> {
    scope: &'a Scope<'a>,
    family: Family<'a>,
    comparisons: Comparisons,
}

/// A run of offprint with its contrasts.
type Measured<'a> = (&'a Findings, &'a Contrasts);

impl<'a> Judge<'a> {
    fn claim(&self, claim: &ResolvedClaim<'a>) -> Decided {
        let mut evidence = Vec::new();
        let mut words = Vec::new();
        let truth = self.term(&claim.root, &mut evidence, &mut words);
        Decided { truth, evidence, words: whole(&words) }
    }

    fn term(&self, term: &Term<'a>, evidence: &mut Vec<Evidence>, words: &mut Vec<String>) -> Truth {
        match term {
            Term::Not(inner) => self.term(inner, evidence, words).not(),
            Term::Joined(logic, left, right) => {
                let left = self.term(left, evidence, words);
                let right = self.term(right, evidence, words);
                match logic {
                    Logic::And => left.and(right),
                    Logic::Or => left.or(right),
                }
            }
            Term::Test(test) => {
                let found = match &**test {
                    Test::Fastest { run, one, comparand } => self.fastest(*run, one, *comparand),
                    test => vec![self.test(test)],
                };
                // One sentence, on what decides it.
                let telling = found.iter().find(|one| one.truth != Truth::Holds).or(found.first());
                words.extend(telling.map(|one| one.words.clone()));
                let truth = truth_of_all(&found);
                evidence.extend(found);
                truth
            }
        }
    }

    /// The other ranked targets.
    fn rivals(&self, run: usize, one: &TargetFindings) -> Vec<&'a TargetFindings> {
        let RunData::Native(findings, _) = self.scope.runs[run].data else { return Vec::new() };
        let is_rival = |other: &&TargetFindings| other.rank.is_some() && other.subject.id != one.subject.id;
        findings.targets.iter().filter(is_rival).collect()
    }

    /// One comparison a rival; or one that cannot tell, without rivals.
    fn fastest(&self, run: usize, one: &'a TargetFindings, comparand: Comparand<'a>) -> Vec<Evidence> {
        let alone = |why: Why| vec![self.evidence(run, Truth::CannotTell(why), Vec::new(), DecidedBy::Plain)];
        let rivals = self.rivals(run, one);
        let metric = comparand.measure.metric;
        let pair = |other: &&'a TargetFindings| {
            self.pair(&Pair { run, metric: metric.to_owned(), comparand, one, other, against: 1.0, more: false })
        };
        match (self.withdrawn(run), one.unranked()) {
            (Some(why), _) => alone(why),
            (None, Some(reason)) => alone(Why::NotRanked(reason)),
            (None, None) if rivals.is_empty() => alone(Why::Alone),
            (None, None) => rivals.iter().map(pair).collect(),
        }
    }

    fn test(&self, test: &Test<'a>) -> Evidence {
        match test {
            Test::Pair(pair) => self.pair(pair),
            Test::Fastest { run, .. } | Test::Imported { run } => {
                self.evidence(*run, Truth::CannotTell(Why::Imported), Vec::new(), DecidedBy::Plain)
            }
            Test::Ranked { run, one, other, standing } => self.ranked(*run, one, other, *standing),
            Test::Best { run, one } => {
                let is_best = |rank: RankRange, ranked: usize| match rank {
                    _ if ranked < 2 => Truth::CannotTell(Why::Alone),
                    RankRange { best: 1, worst: 1 } => Truth::Holds,
                    RankRange { best: 1, .. } => Truth::CannotTell(Why::NotSeparable),
                    _ => Truth::False,
                };
                self.of_rank(*run, one, is_best)
            }
            Test::Rank { run, one, relation, constant } => {
                let within = |rank: RankRange, _| {
                    let span = Between { low: rank.best as f64, high: Some(rank.worst as f64) };
                    span.compared(*relation, *constant).unwrap_or(Truth::CannotTell(Why::NotSeparable))
                };
                self.of_rank(*run, one, within)
            }
            Test::Since(since) => self.since(since),
            Test::OnFrontier { run, one } => self.on_frontier(*run, one),
            Test::Symmetric { run, one, margin } => self.symmetric(*run, one, *margin),
            Test::Value { shown, relation, constant } => {
                let truth = self
                    .withdrawn(shown.run)
                    .map_or_else(|| value(shown, |span| span.compared(*relation, *constant)), Truth::CannotTell);
                let by = match shown.value.and_then(|value| value.interval) {
                    Some(_) => DecidedBy::Interval,
                    None => DecidedBy::Plain,
                };
                self.evidence(shown.run, truth, vec![shown.clone()], by)
            }
            Test::Values { one, other, factor, constant, more } => {
                let truth = apart(one, other, (*factor, *constant))
                    .map_or_else(Truth::CannotTell, |found| if found == *more { Truth::Holds } else { Truth::False });
                self.evidence(one.run, truth, vec![one.clone(), other.clone()], DecidedBy::Interval)
            }
        }
    }

    fn pair(&self, pair: &Pair<'a>) -> Evidence {
        let run = pair.run;
        let values = self.values(run, &pair.metric, &[pair.one, pair.other]);
        let member = self.family.get(pair);
        let contrast = member.and_then(|(member, _)| member.contrast);
        // Whether the one is significantly more than what it is tested against.
        let more = member.and_then(|(member, straight)| Some(member.first_is_more? == straight));
        let known = || values.iter().all(|shown| shown.value.is_some());
        let truth = match (self.measured(run), contrast) {
            _ if self.withdrawn(run).is_some() => Truth::CannotTell(Why::Withdrawn),
            (Some((findings, _)), _) if !can_be_compared(findings, pair) => Truth::CannotTell(Why::NotComparable),
            _ if !known() => Truth::CannotTell(Why::NotMeasured),
            (_, None) => Truth::CannotTell(Why::TooFewUnits),
            (_, Some(contrast)) => match more.filter(|more| !contradict(*more, &values, pair)) {
                Some(more) if more == pair.more => Truth::Holds,
                Some(_) => Truth::False,
                None if self.family.level.is_too_few(contrast.n, self.family.of) => Truth::CannotTell(Why::TooFewUnits),
                None if values.iter().any(is_censored) => Truth::CannotTell(Why::Censored),
                None => Truth::CannotTell(Why::NotSeparable),
            },
        };
        let by = DecidedBy::Family { place: member.map_or(0, |(member, _)| member.place), of: self.family.of };
        let found = Evidence {
            units: contrast.map(|contrast| contrast.n),
            test: contrast.map(|_| SIGN_FLIP),
            p: contrast.map(|contrast| contrast.p),
            separable: Some(more.is_some()),
            ..self.evidence(run, truth, values, by)
        };
        Evidence { words: statement(&found), ..found }
    }

    fn ranked(&self, run: usize, one: &'a TargetFindings, other: &'a TargetFindings, wanted: Standing) -> Evidence {
        let values = self.values(run, "compliance", &[one, other]);
        let (one, other) = ((one, &one.subject.id), (other, &other.subject.id));
        let measured = self.measured(run);
        let contrast = measured.and_then(|(findings, contrasts)| {
            contrasts.compare(super::resolve::comparand(findings, "compliance")?, (one.1, other.1), 0.0)
        });
        let found = measured.and_then(|(findings, _)| findings.decisions.get(one.1, other.1));
        let unranked = [one.0, other.0].into_iter().find_map(TargetFindings::unranked);
        let truth = match (found, wanted) {
            _ if self.withdrawn(run).is_some() => Truth::CannotTell(Why::Withdrawn),
            (None, _) => Truth::CannotTell(unranked.map_or(Why::NotMeasured, Why::NotRanked)),
            // Where nothing was tested, two targets are not shown to be alike.
            (Some(Standing::Tied), _) if contrast.is_none() => Truth::CannotTell(Why::TooFewUnits),
            (Some(found), wanted) if found == wanted => Truth::Holds,
            (Some(Standing::Tied), _) => Truth::CannotTell(Why::NotSeparable),
            (Some(_), _) => Truth::False,
        };
        let evidence = Evidence {
            units: contrast.map(|contrast| contrast.n),
            test: contrast.map(|_| SIGN_FLIP),
            p: contrast.map(|contrast| contrast.p),
            separable: found.map(|found| found != Standing::Tied),
            ..self.evidence(run, truth, values, DecidedBy::RankTable)
        };
        Evidence { words: statement(&evidence), ..evidence }
    }

    /// What follows from a target's range of ranks and the number of ranked targets.
    fn of_rank(&self, run: usize, one: &'a TargetFindings, truth: impl Fn(RankRange, usize) -> Truth) -> Evidence {
        let ranked = self.measured(run).map_or(0, |(findings, _)| findings.decisions.ranked());
        let truth = match (self.withdrawn(run), one.rank, one.unranked()) {
            (Some(why), ..) => Truth::CannotTell(why),
            (None, Some(rank), _) => truth(rank, ranked),
            (None, None, reason) => Truth::CannotTell(reason.map_or(Why::NotMeasured, Why::NotRanked)),
        };
        let found = self.evidence(run, truth, self.values(run, "compliance", &[one]), DecidedBy::RankTable);
        let words = match one.rank {
            Some(rank) => format!("{}, {} of {}", found.words, rank.prose(), crate::wording::count(ranked)),
            None => found.words.clone(),
        };
        Evidence { words, ..found }
    }

    fn on_frontier(&self, run: usize, one: &'a TargetFindings) -> Evidence {
        let truth = match (self.withdrawn(run), one.unranked(), one.front) {
            (Some(why), ..) => Truth::CannotTell(why),
            (None, Some(reason), _) => Truth::CannotTell(Why::NotRanked(reason)),
            (None, None, Front::Certain) => Truth::Holds,
            (None, None, Front::Possible | Front::Tied) => Truth::CannotTell(Why::NotSeparable),
            (None, None, Front::Off) => {
                let complies = one.compliance.is_some_and(|compliance| compliance.value.get() > 0.0);
                match one.total.median.at() {
                    None if complies => Truth::CannotTell(Why::Censored),
                    _ => Truth::False,
                }
            }
        };
        let mut values = self.values(run, "compliance", &[one]);
        values.extend(self.values(run, "total.p50", &[one]));
        self.evidence(run, truth, values, DecidedBy::Front)
    }

    fn symmetric(&self, run: usize, one: &'a TargetFindings, margin: f64) -> Evidence {
        let lean = one.symmetry.as_ref().and_then(|symmetry| symmetry.lean);
        let truth = match (self.withdrawn(run), lean) {
            (Some(why), _) => Truth::CannotTell(why),
            (None, None) => Truth::CannotTell(Why::NotMeasured),
            (None, Some(lean)) => {
                let (low, high) = (lean.low * 100.0, lean.high * 100.0);
                match () {
                    () if lean.n < FEWEST_TO_COMPARE => Truth::CannotTell(Why::TooFewUnits),
                    () if lean.certain || low > margin || high < -margin => Truth::False,
                    () if low >= -margin && high <= margin => Truth::Holds,
                    () => Truth::CannotTell(Why::NotSeparable),
                }
            }
        };
        self.evidence(run, truth, self.values(run, "lean", &[one]), DecidedBy::Interval)
    }

    fn since(&self, since: &Since<'a>) -> Evidence {
        let metric = match since.moving {
            Moving::Compliance => "compliance",
            Moving::Total => "total.p50",
            Moving::FirstToken => "ttft.p50",
        };
        let mut values = self.values(since.after, metric, &[since.one]);
        if let RunData::Native(earlier, _) = self.scope.runs[since.before].data {
            let is_it = |target: &&TargetFindings| target.subject.id == since.one.subject.id;
            let known: Vec<&TargetFindings> = earlier.targets.iter().filter(is_it).collect();
            values.extend(self.values(since.before, metric, &known));
        }
        let withdrawn = [since.after, since.before].into_iter().find_map(|run| self.withdrawn(run));
        if let Some(why) = withdrawn {
            return self.evidence(since.after, Truth::CannotTell(why), values, DecidedBy::Plain);
        }
        let Found { truth, tests, units, words } = self.comparisons.decide(since, self.scope);
        let by = tests.map_or(DecidedBy::Plain, |tests| DecidedBy::Comparison { tests });
        Evidence { units, words, ..self.evidence(since.after, truth, values, by) }
    }

    fn measured(&self, run: usize) -> Option<Measured<'a>> {
        match self.scope.runs[run].data {
            RunData::Native(findings, contrasts) => Some((findings, contrasts)),
            RunData::Ingested(_) => None,
        }
    }

    fn withdrawn(&self, run: usize) -> Option<Why> {
        self.measured(run).and_then(|(findings, _)| findings.withdrawn.as_ref()).map(|_| Why::Withdrawn)
    }

    fn values(&self, run: usize, metric: &str, targets: &[&'a TargetFindings]) -> Vec<ShownValue> {
        let shown = |target: &&'a TargetFindings| self.scope.shown(run, metric, target);
        targets.iter().filter_map(shown).collect()
    }

    fn evidence(&self, run: usize, truth: Truth, values: Vec<ShownValue>, decided_by: DecidedBy) -> Evidence {
        let found = Evidence {
            truth,
            run,
            run_id: self.scope.runs[run].id().clone(),
            values,
            units: None,
            test: None,
            p: None,
            separable: None,
            decided_by,
            words: String::new(),
        };
        Evidence { words: statement(&found), ..found }
    }
}

/// All of them: one that is false decides; then one whose times cannot be compared, then any other that cannot be told.
fn truth_of_all(evidence: &[Evidence]) -> Truth {
    let not_compared = Truth::CannotTell(Why::NotComparable);
    let all = evidence.iter().map(|one| one.truth).fold(Truth::Holds, Truth::and);
    match all {
        Truth::CannotTell(_) if evidence.iter().any(|one| one.truth == not_compared) => not_compared,
        all => all,
    }
}

/// Whether the two numbers are in the other order than the test says: it is of units, and medians may differ from it. Neither is then shown.
fn contradict(more: bool, values: &[ShownValue], pair: &Pair<'_>) -> bool {
    let numbers: Vec<f64> = values.iter().filter_map(|shown| Some(shown.value?.number)).collect();
    let is_known = !values.iter().any(is_censored) && pair.comparand.is_ratio();
    let [one, other] = numbers.as_slice() else { return false };
    is_known && if more { *one < other * pair.against } else { *one > other * pair.against }
}

fn is_censored(shown: &ShownValue) -> bool {
    shown.value.is_some_and(|value| value.censored || value.interval.is_some_and(|(_, high)| high.is_none()))
}

/// What follows from a value's interval, or from the value itself where its metric has none.
fn value(shown: &ShownValue, truth: impl Fn(Between) -> Option<Truth>) -> Truth {
    let Some(value) = shown.value else { return Truth::CannotTell(Why::NotMeasured) };
    let span = match value.interval {
        Some((low, high)) => Between { low, high },
        None if value.censored => Between { low: value.number, high: None },
        None if shown.estimated => return Truth::CannotTell(Why::TooFewUnits),
        None => Between { low: value.number, high: Some(value.number) },
    };
    let open = if span.high.is_none() { Why::Censored } else { Why::NotSeparable };
    truth(span).unwrap_or(Truth::CannotTell(open))
}

/// Whether one imported number is surely more than another times a factor plus a constant, or surely less: their intervals do not overlap.
fn apart(one: &ShownValue, other: &ShownValue, (factor, constant): (f64, f64)) -> Result<bool, Why> {
    let (value, others) = one.value.zip(other.value).ok_or(Why::NotMeasured)?;
    let ((low, high), (others_low, others_high)) = value.interval.zip(others.interval).ok_or(Why::Imported)?;
    let at = |number: f64| number * factor + constant;
    match () {
        () if others_high.is_some_and(|others_high| low > at(others_high)) => Ok(true),
        () if high.is_some_and(|high| high < at(others_low)) => Ok(false),
        () => Err(Why::NotSeparable),
    }
}
