//! The site of some runs, built without a disk.

use std::collections::BTreeMap;

use offprint::analysis::changes::changes;
use offprint::analysis::{self, Findings};
use offprint::binding::Stale;
use offprint::content::Post;
use offprint::diagnostic::{Checked, CheckedResult, Diagnostic};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::record::{Run, Trial};
use offprint::site::{
    self, FileContent, ListPages, Material, RunComparer, RunFiles, RunMaterial, RunSummary, TrialSource, Unread,
};

/// What is built of a run, its trials and these posts, as text by path.
pub(crate) fn pages(run: Run, trials: &[Trial], posts: Vec<Post>) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let findings = analysis::analyse(&run, trials);
    Ok(site(vec![(run, trials.to_vec(), findings)], posts)?.value)
}

/// A site of runs with their trials and findings, and of these posts.
#[expect(clippy::disallowed_methods, reason = "a site has a configuration")]
pub(crate) fn material(runs: Vec<(Run, Vec<Trial>, Findings)>, posts: Vec<Post>) -> Material {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    std::fs::write(folder.path().join("offprint.toml"), "title = \"Bench notes\"\n").expect("it can be written");
    let project = Project::open(folder.path()).expect("the configuration is right").value;
    let kept: BTreeMap<RunId, Vec<Trial>> =
        runs.iter().map(|(run, trials, _)| (run.id.clone(), trials.clone())).collect();
    let with_contrasts = |(run, trials, findings): (Run, Vec<Trial>, Findings)| {
        let nothing = || FileContent::Bytes(Vec::new());
        let files = RunFiles { run: nothing(), trials: nothing() };
        let (_, contrasts) = analysis::contrasted(&run, &trials);
        let mut requests = analysis::Requests::of(&run);
        let reduction = analysis::Reduction::of(&run);
        trials.iter().for_each(|trial| requests.take(&reduction.reduced(trial)));
        let trials = TrialSource::kept(&run, trials);
        let summary = RunSummary::of(&run, &findings);
        RunMaterial {
            run: run.into(),
            requests: requests.into(),
            summary,
            stands: false,
            trials,
            findings: findings.into(),
            contrasts: contrasts.into(),
            since: None,
            files,
        }
    };
    Material {
        config: project.config().clone(),
        theme: project.theme().expect("the theme is readable").value,
        posts,
        held: Vec::new(),
        today: chrono::NaiveDate::MAX,
        files: Vec::new(),
        runs: runs.into_iter().map(with_contrasts).collect(),
        comparer: RunComparer::new(move |[before, after]| {
            Ok(changes((before, &kept[&before.id]), (after, &kept[&after.id])).ok())
        }),
        standing: Vec::new(),
        lists: ListPages::default(),
        ingested: Vec::new(),
        suites: Vec::new(),
        accepted: BTreeMap::new(),
        stale: Stale::Fail,
        unread: Unread::default(),
    }
}

/// What is built of them, as text by path; files that are copied as they are have none.
pub(crate) fn site(
    runs: Vec<(Run, Vec<Trial>, Findings)>,
    posts: Vec<Post>,
) -> CheckedResult<BTreeMap<String, String>> {
    let material = material(runs, posts);
    let text = |content: FileContent| match content {
        FileContent::Bytes(bytes) => Some(String::from_utf8(bytes).expect("pages are text")),
        FileContent::CopyOf(_) | FileContent::Original(_) | FileContent::Compressed(_) | FileContent::Drawn(_) => None,
    };
    let Checked { value, warnings } = site::build(&material)?;
    let files = value.files.into_iter().filter_map(|(path, content)| Some((path, text(content)?))).collect();
    Ok(Checked { value: files, warnings })
}
