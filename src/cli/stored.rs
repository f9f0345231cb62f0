//! What the cache has of a run whose pages stand.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use offprint::analysis::{Estimate, Quantile, RankRange, Rate};
use offprint::name::{CategoryId, RunId, SuiteId, TargetId};
use offprint::quantity::Fraction;
use offprint::record::{Clock, Origin, Rescore, Runtime};
use offprint::site::{RunSummary, Simulated, TargetSummary};

use super::stored_news::StoredNews;

/// A run whose pages were published.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stands {
    pub(super) summary: RunSummary,
    /// What its pages say of other runs.
    pub(super) relations: BTreeSet<String>,
}

/// A run as the cache has it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) id: String,
    /// The digests of the states of its folder and of its pages.
    pub(super) source: String,
    pub(super) pages: String,
    relations: BTreeSet<String>,
    origin: Option<StoredOrigin>,
    suite: (String, u32),
    text: String,
    asked: String,
    started: DateTime<Utc>,
    is_finished: bool,
    simulated: Option<StoredSimulation>,
    hardware: Option<String>,
    targets: Vec<StoredTarget>,
    requests: usize,
    part: Option<String>,
    quickest: String,
    withdrawn: Option<String>,
    news: StoredNews,
    digest: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredSimulation {
    compression: f64,
    is_real_time: bool,
    timeout: Duration,
    is_one_limit: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredTarget {
    id: String,
    model: String,
    runtime: String,
    version: Option<String>,
    quantisation: Option<String>,
    identity: Option<String>,
    rank: Option<(usize, usize)>,
    compliance: Option<StoredShare>,
    categories: Vec<(String, StoredShare)>,
    time: StoredTime,
    p90: StoredTime,
    qpr: Option<StoredRate>,
    scored: usize,
    timed_out: usize,
}

/// An [`Estimate`]: it and the ends of its interval, and the number of units.
type StoredShare = ([f64; 3], usize);

/// A rate, its interval, and the number of requests.
type StoredRate = (f64, Option<(f64, f64)>, usize);

/// A [`Quantile`].
#[derive(Debug, Serialize, Deserialize)]
enum StoredTime {
    At(Duration, Option<(Duration, Option<Duration>)>),
    Beyond(Duration, Option<Duration>),
    Absent,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredOrigin {
    run: String,
    only_failed: bool,
    same_nonce: bool,
    /// When the answers were judged again, by which version, and the run that theirs repeats.
    rescored: Option<(DateTime<Utc>, String, Option<String>)>,
}

impl Stored {
    pub(super) fn of(Stands { summary, relations }: Stands, source: String, pages: String) -> Self {
        let origin = |origin: Origin| StoredOrigin {
            run: origin.run.to_string(),
            only_failed: origin.only_failed,
            same_nonce: origin.same_nonce,
            rescored: origin.rescored.map(|one| (one.at, one.offprint, one.repeats.map(|id| id.to_string()))),
        };
        let RunSummary {
            id,
            origin: from,
            suite,
            text,
            asked,
            started,
            is_finished,
            simulated,
            hardware,
            targets,
            requests,
            part,
            quickest,
            withdrawn,
            news,
            digest,
        } = summary;
        Self {
            id: id.to_string(),
            source,
            pages,
            relations,
            origin: from.map(origin),
            suite: (suite.0.to_string(), suite.1),
            text,
            asked,
            started,
            is_finished,
            simulated: simulated.map(StoredSimulation::of),
            hardware,
            targets: targets.into_iter().map(StoredTarget::of).collect(),
            requests,
            part,
            quickest,
            withdrawn,
            news: StoredNews::of(news),
            digest,
        }
    }

    /// `None` of what no version of ours has written.
    pub(super) fn stands(self) -> Option<Stands> {
        let origin = match self.origin {
            None => None,
            Some(StoredOrigin { run, only_failed, same_nonce, rescored }) => {
                let rescored = match rescored {
                    None => None,
                    Some((at, offprint, repeats)) => {
                        let repeats = repeats.map(|id| RunId::parse(&id)).transpose().ok()?;
                        Some(Rescore { at, offprint, repeats })
                    }
                };
                Some(Origin { run: RunId::parse(&run).ok()?, only_failed, same_nonce, rescored })
            }
        };
        let summary = RunSummary {
            id: RunId::parse(&self.id).ok()?,
            origin,
            suite: (SuiteId::parse(&self.suite.0).ok()?, self.suite.1),
            text: self.text,
            asked: self.asked,
            started: self.started,
            is_finished: self.is_finished,
            simulated: self.simulated.map(StoredSimulation::stands),
            hardware: self.hardware,
            targets: self.targets.into_iter().map(StoredTarget::summary).collect::<Option<_>>()?,
            requests: self.requests,
            part: self.part,
            quickest: self.quickest,
            withdrawn: self.withdrawn,
            news: self.news.news()?,
            digest: self.digest,
        };
        Some(Stands { summary, relations: self.relations })
    }
}

impl StoredTime {
    fn of(time: Quantile) -> Self {
        match time {
            Quantile::At { value, interval } => Self::At(value, interval),
            Quantile::Beyond { bound, low } => Self::Beyond(bound, low),
            Quantile::Absent => Self::Absent,
        }
    }

    fn quantile(self) -> Quantile {
        match self {
            Self::At(value, interval) => Quantile::At { value, interval },
            Self::Beyond(bound, low) => Quantile::Beyond { bound, low },
            Self::Absent => Quantile::Absent,
        }
    }
}

fn stored_share(share: Estimate) -> StoredShare {
    ([share.value, share.low, share.high].map(Fraction::get), share.n)
}

/// `None` of what is not a share.
fn estimate(([value, low, high], n): StoredShare) -> Option<Estimate> {
    Some(Estimate { value: Fraction::new(value)?, low: Fraction::new(low)?, high: Fraction::new(high)?, n })
}

impl StoredSimulation {
    fn of(simulated: Simulated) -> Self {
        let Simulated { compression, clock, timeout, is_one_limit } = simulated;
        Self { compression, is_real_time: clock == Clock::Real, timeout, is_one_limit }
    }

    fn stands(self) -> Simulated {
        let Self { compression, is_real_time, timeout, is_one_limit } = self;
        let clock = if is_real_time { Clock::Real } else { Clock::Simulated };
        Simulated { compression, clock, timeout, is_one_limit }
    }
}

impl StoredTarget {
    fn of(target: TargetSummary) -> Self {
        let TargetSummary {
            id,
            model,
            runtime,
            version,
            quantisation,
            identity,
            rank,
            compliance,
            categories,
            time,
            p90,
            qpr,
            scored,
            timed_out,
        } = target;
        Self {
            id: id.to_string(),
            model,
            runtime: runtime.word().to_owned(),
            version,
            quantisation,
            identity,
            rank: rank.map(|rank| (rank.best, rank.worst)),
            compliance: compliance.map(stored_share),
            categories: categories.into_iter().map(|(id, share)| (id.to_string(), stored_share(share))).collect(),
            time: StoredTime::of(time),
            p90: StoredTime::of(p90),
            qpr: qpr.map(|rate| (rate.value, rate.interval, rate.n)),
            scored,
            timed_out,
        }
    }

    fn summary(self) -> Option<TargetSummary> {
        let compliance = match self.compliance {
            None => None,
            Some(share) => Some(estimate(share)?),
        };
        let category = |(id, share): (String, StoredShare)| Some((CategoryId::parse(&id).ok()?, estimate(share)?));
        Some(TargetSummary {
            id: TargetId::parse(&self.id).ok()?,
            model: self.model,
            runtime: Runtime::ALL.into_iter().find(|runtime| runtime.word() == self.runtime)?,
            version: self.version,
            quantisation: self.quantisation,
            identity: self.identity,
            rank: self.rank.map(|(best, worst)| RankRange { best, worst }),
            compliance,
            categories: self.categories.into_iter().map(category).collect::<Option<_>>()?,
            time: self.time.quantile(),
            p90: self.p90.quantile(),
            qpr: self.qpr.map(|(value, interval, n)| Rate { value, interval, n }),
            scored: self.scored,
            timed_out: self.timed_out,
        })
    }
}
