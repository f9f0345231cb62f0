//! The prompts of an earlier run, which a new run repeats exactly.

use std::collections::BTreeMap;

use offprint::archive::Archive;
use offprint::name::CaseId;
use offprint::record::{Phase, Run, Target, TrialKey};

use super::CommandFailure;

/// What the prompts of a run had besides its cases.
#[derive(Debug)]
pub(super) struct SamePrompts {
    /// The targets, in the run's order: default system prompts and the places of nonces.
    targets: Vec<Target>,
    /// The nonce of the last attempt of each measured request, by the index of its target.
    nonces: BTreeMap<(usize, CaseId, u32), String>,
}

impl SamePrompts {
    /// Reads them from the archive.
    pub(super) fn of(run: &Run, archive: &Archive) -> Result<Self, CommandFailure> {
        let mut nonces = BTreeMap::new();
        for trial in archive.trials(run).map_err(CommandFailure::work)? {
            let trial = trial.map_err(CommandFailure::work)?;
            let index = run.targets.iter().position(|target| target.id == trial.target);
            if let (Phase::Measured, Some(index), Some(nonce)) = (trial.phase, index, trial.nonce) {
                nonces.insert((index, trial.case, trial.repeat), nonce);
            }
        }
        Ok(Self { targets: run.targets.clone(), nonces })
    }

    /// The header of the new run with the system prompts of the earlier one, and its places of nonces. The targets are in the same order.
    pub(super) fn apply_to(&self, header: &mut Run) {
        for (target, old) in header.targets.iter_mut().zip(&self.targets) {
            target.system.clone_from(&old.system);
            target.nonce_place = old.nonce_place;
        }
    }

    /// The nonces by the requests of the new run, whose targets may have other ids.
    pub(super) fn nonces(&self, run: &Run) -> BTreeMap<TrialKey, String> {
        let of_request = |((index, case, repeat), nonce): (&(usize, CaseId, u32), &String)| {
            let target = run.targets.get(*index)?;
            Some(((target.id.clone(), case.clone(), *repeat, Phase::Measured), nonce.clone()))
        };
        self.nonces.iter().filter_map(of_request).collect()
    }
}
