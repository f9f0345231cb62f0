//! What makes a site be found and followed: addresses in full, feeds, the list of pages, previews, data for search engines, references.

mod cards;
mod data;
mod feeds;
mod pages;

use std::collections::BTreeMap;

use offprint::analysis::analyse;
use offprint::content::Post;
use offprint::project::BaseUrl;
use offprint::record::{Run, RunState};
use offprint::site::{FileContent, Material, build};
use serde_json::Value;

use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::posts::read_named;
use crate::harness::records::{id, moment};

pub(super) const HOSTILE: &str = "</script><script>alert(1)</script><!-- ]]> \"'& \u{1b}[31m \u{0} \u{fffe} \u{202e}x";

pub(super) fn post(name: &str, front: &str) -> Post {
    read_named(name, &format!("+++\ndate = 2026-05-05\n{front}\n+++\nText of it.\n")).expect("it is in order").value
}

/// A sealed run that began at this second.
pub(super) fn run(name: &str, second: i64) -> Run {
    let state = RunState::Sealed { finished: moment(second + 60), digest: "d".to_owned(), trials: 8 };
    let layout = Layout { repeats: 1, ..Layout::sized(&[4, 4]) };
    Run { id: id(name), started: moment(second), state, ..layout.run(["larch:8b", "heron:30b"]) }
}

/// A site of these runs, some of them withdrawn, and posts, which says its address.
pub(super) fn site(runs: Vec<(Run, Option<&str>)>, posts: Vec<Post>) -> Material {
    let with_trials = |(run, withdrawn): (Run, Option<&str>)| {
        let trials = trials(&run, |target, unit, _| Did { passes: (target + unit) % 3 > 0, seconds: 1.0, first: 0.1 });
        let findings = analyse(&run, &trials);
        let findings = withdrawn.map_or(findings.clone(), |reason| findings.withdrawn_for(reason));
        (run, trials, findings)
    };
    let mut material = material(runs.into_iter().map(with_trials).collect(), posts);
    material.config.base_url = BaseUrl::parse("https://example.org/bench").ok();
    material.config.licence = Some("CC BY 4.0".to_owned());
    material
}

pub(super) struct Files(pub(super) BTreeMap<String, FileContent>);

impl Files {
    pub(super) fn of(material: &Material) -> Self {
        Self(build(material).map_err(|faults| format!("{faults:?}")).expect("it builds").value.files)
    }

    pub(super) fn text(&self, path: &str) -> &str {
        match &self.0[path] {
            FileContent::Bytes(bytes) => std::str::from_utf8(bytes).expect("it is text"),
            other => unreachable!("{path}: {other:?}"),
        }
    }

    pub(super) fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.0.keys().filter(|path| path.ends_with(".html"));
        names.map(|path| (path.as_str(), self.text(path)))
    }

    /// The data of a page.
    pub(super) fn data(&self, path: &str) -> Value {
        let page = self.text(path);
        let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("it has data");
        serde_json::from_str(rest.split_once("</script>").expect("it ends").0).expect("it is JSON")
    }
}

/// What a page's `meta` says under this name.
pub(super) fn said<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("=\"{name}\" content=\""))?;
    rest.split('"').next()
}
