//! Lines to trials.

use super::attempts::LastAttempts;
use super::kept::KeptLine;
use super::lines::{Block, Line};
use super::roster::{KnownNames, Place, Slot};
use super::run_json;
use super::twin::trial;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;
use crate::record::Trial;

/// What parsing depends on, and what is made of each trial.
pub(super) struct Parser<T> {
    pub(super) id: RunId,
    pub(super) names: KnownNames,
    /// `None` where no trial is taken to have been repeated until one is met that was.
    pub(super) last: Option<LastAttempts>,
    /// The places of measured trials with a repeat below this number are kept.
    pub(super) kept: u32,
    pub(super) make: Box<dyn Fn(Trial) -> T + Send + Sync>,
}

/// A trial of the run.
pub(super) struct Parsed<T> {
    /// How many lines of its block come before.
    pub(super) before: usize,
    pub(super) place: Place,
    pub(super) kept: Option<KeptLine>,
    /// Nothing where a later attempt counts.
    pub(super) made: Option<T>,
}

/// The trials of a block, up to the first line that is not one.
pub(super) struct ParsedBlock<T> {
    pub(super) block: Block,
    pub(super) trials: std::vec::IntoIter<Parsed<T>>,
    /// Why there are not more of them.
    pub(super) end: Option<LastLine>,
}

/// Why no trial follows.
pub(super) enum LastLine {
    /// The last line has no line break.
    Torn,
    /// A line is not a trial of the run.
    Fault(Diagnostic),
    /// A trial was repeated, against what was taken for certain.
    Repeated,
}

impl<T: Send> Parser<T> {
    pub(super) fn parse(&self, block: Block) -> ParsedBlock<T> {
        let (mut trials, mut end) = (Vec::new(), None);
        for (before, line) in block.lines().enumerate() {
            if !line.whole {
                end = Some(LastLine::Torn);
                break;
            }
            match self.trial(before, &line) {
                Ok(parsed) => trials.push(parsed),
                Err(why) => {
                    end = Some(why);
                    break;
                }
            }
        }
        ParsedBlock { block, trials: trials.into_iter(), end }
    }

    fn trial(&self, before: usize, line: &Line<'_>) -> Result<Parsed<T>, LastLine> {
        let trial = read(line, &self.id).map_err(LastLine::Fault)?;
        let place = self.names.place(&trial).map_err(|stranger| LastLine::Fault(stranger.fault(line, &self.id)))?;
        let counts = match &self.last {
            Some(last) => !last.supersede(&trial),
            None if trial.attempt > 1 => return Err(LastLine::Repeated),
            None => true,
        };
        let kept = match place.slot {
            Slot::Measured { target, case, repeat } if counts && repeat < self.kept => {
                Some(KeptLine::of(line, (case, target, repeat)))
            }
            _ => None,
        };
        Ok(Parsed { before, place, kept, made: counts.then(|| (self.make)(trial)) })
    }
}

/// Reads a line as a trial.
pub(super) fn read(line: &Line<'_>, id: &RunId) -> Result<Trial, Diagnostic> {
    trial::read(line.bytes).map_err(|error| {
        run_json::json_fault(&line.source(id), &error, "this line is not a trial")
            .help("offprint appends whole lines and never changes one: restore the file from version control")
    })
}
