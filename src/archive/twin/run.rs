//! `run.json` of a run that offprint made.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::environment::EnvironmentTwin;
use super::head::{FORMAT, Kind};
use super::simulation::SimulationItem;
use super::target::TargetItem;
use super::value::{count, id, is_one, milliseconds, one, optional, optional_count, optional_milliseconds, weight};
use crate::name::{CaseId, CategoryId, PairId, RunId, SuiteId};
use crate::quantity::{Tokens, Weight};
use crate::record::{Environment, Origin, Question, Rescore, Run, RunState, Sampler, Settings, SuiteIdentity};
use crate::suite::{OwnLimits, Side};

/// The whole file, in the order of its keys.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::archive) struct RunFile {
    format: u32,
    kind: Kind,
    #[serde(with = "id")]
    id: RunId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    started: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<OriginTwin>,
    suite: SuiteTwin,
    #[serde(with = "SettingsTwin")]
    settings: Settings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    simulation: Option<SimulationItem>,
    #[serde(with = "EnvironmentTwin")]
    environment: Environment,
    targets: Vec<TargetItem>,
    questions: Vec<QuestionTwin>,
    /// The lines that say what would pass each check, each once: the questions name them by index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    explanations: Vec<String>,
    /// From here on, missing until the run is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    finished: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trials: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trials_digest: Option<String>,
    /// The last key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<Seal>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seal {
    /// In runs up to format 2, whose seal does not cover it; so the next two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    finished: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trials: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trials_digest: Option<String>,
    run_digest: Option<String>,
}

impl RunFile {
    /// The file of a run; `run_digest` goes into its seal, where it has one.
    pub(in crate::archive) fn of(run: &Run, run_digest: &str) -> Self {
        let run = run.clone();
        let mut lines = Lines::default();
        let questions = run.questions.into_iter().map(|question| QuestionTwin::of(question, &mut lines)).collect();
        let (finished, trials, trials_digest) = match run.state {
            RunState::Unfinished => (None, None, None),
            RunState::Sealed { finished, digest, trials } => (Some(finished), Some(trials), Some(digest)),
        };
        let seal = || Seal { run_digest: Some(run_digest.to_owned()), ..Seal::default() };
        Self {
            format: FORMAT,
            kind: Kind::Run,
            id: run.id,
            title: run.title,
            started: run.started,
            origin: run.origin.map(OriginTwin::of),
            suite: SuiteTwin::of(run.suite),
            settings: run.settings,
            simulation: run.simulation.map(SimulationItem),
            environment: run.environment,
            targets: run.targets.into_iter().map(TargetItem).collect(),
            questions,
            explanations: lines.all,
            sealed: finished.map(|_| seal()),
            finished,
            trials,
            trials_digest,
        }
    }

    /// Whether this is a run that offprint made, of a format that this version knows.
    pub(in crate::archive) fn is_readable(&self) -> bool {
        self.format <= FORMAT && self.kind == Kind::Run
    }

    /// The run, and the digest of `run.json` in its seal, where it has one.
    ///
    /// # Errors
    /// Part of the seal is missing, or an explanation of a check.
    pub(in crate::archive) fn into_record(self) -> Result<(Run, Option<String>), &'static str> {
        let seal = self.sealed.unwrap_or_default();
        let finished = self.finished.or(seal.finished);
        let (trials, digest) = (self.trials.or(seal.trials), self.trials_digest.or(seal.trials_digest));
        let (state, run_digest) = match (finished, trials, digest, seal.run_digest) {
            (None, None, None, None) => (RunState::Unfinished, None),
            (Some(finished), Some(trials), Some(digest), Some(run_digest)) => {
                (RunState::Sealed { finished, digest, trials }, Some(run_digest))
            }
            _ => {
                return Err(
                    "the seal of this run is incomplete: a sealed run has `finished`, `trials`, `trials_digest` and the seal's `run_digest`",
                );
            }
        };
        let explanations = self.explanations;
        let question = |twin: QuestionTwin| twin.into_record(&explanations);
        let questions: Option<Vec<Question>> = self.questions.into_iter().map(question).collect();
        let run = Run {
            id: self.id,
            title: self.title,
            suite: self.suite.into_record(),
            settings: self.settings,
            simulation: self.simulation.map(|item| item.0),
            environment: self.environment,
            targets: self.targets.into_iter().map(|item| item.0).collect(),
            questions: questions.ok_or("`explained` of a question has an index that `explanations` does not have")?,
            origin: self.origin.map(OriginTwin::into_record).transpose()?,
            started: self.started,
            state,
        };
        Ok((run, run_digest))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginTwin {
    #[serde(with = "id")]
    run: RunId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    only_failed: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    same_nonce: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rescored: Option<RescoreTwin>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RescoreTwin {
    at: DateTime<Utc>,
    offprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repeats: Option<String>,
}

impl OriginTwin {
    fn of(origin: Origin) -> Self {
        let rescored = origin.rescored.map(|Rescore { at, offprint, repeats }| RescoreTwin {
            at,
            offprint,
            repeats: repeats.map(|run| run.to_string()),
        });
        Self { run: origin.run, only_failed: origin.only_failed, same_nonce: origin.same_nonce, rescored }
    }

    fn into_record(self) -> Result<Origin, &'static str> {
        let rescored = match self.rescored {
            None => None,
            Some(RescoreTwin { at, offprint, repeats }) => {
                let repeats = repeats.map(|name| RunId::parse(&name)).transpose();
                let repeats = repeats.map_err(|_| "`repeats` of `rescored` is not the name of a run")?;
                Some(Rescore { at, offprint, repeats })
            }
        };
        Ok(Origin { run: self.run, only_failed: self.only_failed, same_nonce: self.same_nonce, rescored })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuiteTwin {
    #[serde(with = "id")]
    id: SuiteId,
    title: String,
    version: u32,
    digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cases: Option<u64>,
    categories: Vec<CategoryTwin>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTwin {
    #[serde(with = "id")]
    id: CategoryId,
    title: String,
    #[serde(default = "one", with = "weight", skip_serializing_if = "is_one")]
    weight: Weight,
}

impl SuiteTwin {
    fn of(suite: SuiteIdentity) -> Self {
        let weight = |id: &CategoryId| suite.weights.get(id).copied().unwrap_or(Weight::ONE);
        let twin = |(id, title): (CategoryId, String)| CategoryTwin { weight: weight(&id), id, title };
        let categories = suite.categories.into_iter().map(twin).collect();
        Self {
            id: suite.id,
            title: suite.title,
            version: suite.version,
            digest: suite.digest,
            cases: suite.cases,
            categories,
        }
    }

    fn into_record(self) -> SuiteIdentity {
        let weighted = self.categories.iter().filter(|category| !is_one(&category.weight));
        let weights: BTreeMap<_, _> = weighted.map(|category| (category.id.clone(), category.weight)).collect();
        let categories = self.categories.into_iter().map(|category| (category.id, category.title)).collect();
        SuiteIdentity {
            id: self.id,
            title: self.title,
            version: self.version,
            digest: self.digest,
            cases: self.cases,
            categories,
            weights,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Settings", deny_unknown_fields)]
struct SettingsTwin {
    #[serde(rename = "timeout_ms", with = "milliseconds")]
    timeout: Duration,
    #[serde(rename = "context_tokens", with = "count")]
    context: Tokens,
    #[serde(with = "count")]
    max_tokens: Tokens,
    temperature: f64,
    #[serde(default, with = "sampler", skip_serializing_if = "Option::is_none")]
    sampler: Option<Sampler>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce_seed: Option<u64>,
    seed: u64,
    repeats: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Sampler", deny_unknown_fields)]
struct SamplerTwin {
    top_k: u32,
    top_p: f64,
    min_p: f64,
    repeat_penalty: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SamplerItem(#[serde(with = "SamplerTwin")] Sampler);

// Runs of older versions have no sampler.
optional!(sampler, Sampler, SamplerItem);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionTwin {
    #[serde(with = "id")]
    case: CaseId,
    title: String,
    #[serde(with = "id")]
    category: CategoryId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<PairTwin>,
    #[serde(rename = "timeout_ms", default, with = "optional_milliseconds", skip_serializing_if = "Option::is_none")]
    timeout: Option<Duration>,
    #[serde(default, with = "optional_count", skip_serializing_if = "Option::is_none")]
    max_tokens: Option<Tokens>,
    #[serde(default = "one", with = "weight", skip_serializing_if = "is_one")]
    weight: Weight,
    prompt: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    control: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stands_for: Option<String>,
    checks: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    explained: Vec<Vec<usize>>,
    #[serde(rename = "voice_checks", default, skip_serializing_if = "Vec::is_empty")]
    voice: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PairTwin {
    #[serde(with = "id")]
    id: PairId,
    #[serde(with = "SideTwin")]
    side: Side,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Side", rename_all = "lowercase")]
enum SideTwin {
    A,
    B,
}

/// Lines in the order in which they first occur.
#[derive(Default)]
struct Lines {
    all: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Lines {
    /// The index of a line, which is added if it is new.
    fn place(&mut self, line: String) -> usize {
        let next = self.all.len();
        *self.places.entry(line).or_insert_with_key(|line| {
            self.all.push(line.clone());
            next
        })
    }
}

impl QuestionTwin {
    /// The twin of a question; adds the lines of its explanations that are not among `lines` yet.
    fn of(question: Question, lines: &mut Lines) -> Self {
        let mut places = |explanation: Vec<String>| explanation.into_iter().map(|line| lines.place(line)).collect();
        Self {
            explained: question.explanations.into_iter().map(&mut places).collect(),
            case: question.case,
            title: question.title,
            category: question.category,
            pair: question.pair.map(|(id, side)| PairTwin { id, side }),
            timeout: question.limits.timeout,
            max_tokens: question.limits.max_tokens,
            weight: question.weight,
            prompt: question.prompt,
            control: question.control,
            stands_for: question.stands_for,
            checks: question.checks,
            voice: question.voice,
        }
    }

    /// The question; `None` if a line that it names does not exist.
    fn into_record(self, lines: &[String]) -> Option<Question> {
        let explanation = |places: &Vec<usize>| places.iter().map(|place| lines.get(*place).cloned()).collect();
        Some(Question {
            explanations: self.explained.iter().map(explanation).collect::<Option<Vec<_>>>()?,
            case: self.case,
            title: self.title,
            category: self.category,
            pair: self.pair.map(|pair| (pair.id, pair.side)),
            limits: OwnLimits { timeout: self.timeout, max_tokens: self.max_tokens },
            weight: self.weight,
            prompt: self.prompt,
            control: self.control,
            stands_for: self.stands_for,
            checks: self.checks,
            voice: self.voice,
        })
    }
}
