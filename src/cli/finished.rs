//! A build that goes by the same files as an earlier one, and finds what that one wrote, has nothing to do.
//!
//! What the earlier one said is said again. Neither the files nor the pages are read: what the system says about each of them is compared, of
//! the pages of a very large site about some of them, in turn.

use serde::{Deserialize, Serialize};

use offprint::cache::Cache;
use offprint::project::Project;
use offprint::publish::PublishedFiles;

use super::published::Published;
use super::sources::Sources;

/// The state of a site's own files before a build reads them, and the build's settings.
pub(super) struct Begun<'c> {
    cache: &'c Cache,
    sources: Sources,
    settings: String,
}

/// What a build has made and said.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finished {
    /// The digest of what it has published.
    pub(super) published: String,
    /// The number of files of the site.
    pub(super) files: usize,
    /// Its warnings, as they are printed without colours and with them.
    pub(super) warnings: [String; 2],
}

impl<'c> Begun<'c> {
    /// Looks at the files of a site; `settings` is all that a build depends on besides them.
    pub(super) fn new(cache: &'c Cache, project: &Project, settings: String) -> Self {
        let settings = format!("{settings} {:?}", project.foreign());
        Self { cache, sources: Sources::of(project), settings }
    }

    /// The state of the files.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What an earlier build made of the same files with the same settings, if it is still there untouched.
    pub(super) fn finished(&self, project: &Project) -> Option<Finished> {
        let finished: Finished = serde_json::from_slice(&self.cache.get(&self.key()?)?).ok()?;
        let published = PublishedFiles::read(&project.public()).ok()?;
        let published = Published::look(project, &published, self.cache);
        if published.digest() != finished.published {
            return None;
        }
        published.done(self.cache);
        Some(finished)
    }

    /// Remembers a build that has written the site.
    pub(super) fn remember(&self, finished: &Finished) {
        if let (Some(key), Ok(bytes)) = (self.key(), serde_json::to_vec(finished)) {
            self.cache.put(&key, &bytes);
        }
    }

    /// The key of a build of these files; `None` where they cannot be relied on.
    fn key(&self) -> Option<String> {
        Some(format!("build {} {}", self.sources.digest()?, self.settings))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "a test may write files")]

    use std::fs;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_the_same_files_and_settings_are_a_finished_build() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = site.path().join(name);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        };
        write("offprint.toml", "title = 'A'\n");
        write("content/en/blog/a.md", "A");
        write("public/index.html", "A");
        write("public/.offprint-manifest", "index.html\n");
        let project = Project::open(site.path()).expect("it is a site").value;
        let cache = Cache::open(site.path());
        let begun = |settings: &str| Begun::new(&cache, &project, settings.to_owned());
        let remember = || {
            let published = PublishedFiles::read(&project.public()).expect("it can be read");
            let published = Published::look(&project, &published, &cache).digest();
            let warnings = ["plain".to_owned(), "coloured".to_owned()];
            begun("fail").remember(&Finished { published, files: 1, warnings });
        };
        let files = |settings: &str| begun(settings).finished(&project).map(|finished| finished.files);
        remember();
        assert_eq!(files("fail"), None, "the files were changed a moment ago");
        // What may be relied on is two seconds old.
        sleep(Duration::from_millis(2_100));
        remember();
        assert_eq!((files("fail"), files("mark")), (Some(1), None));
        let found = begun("fail").finished(&project).expect("it is remembered");
        assert_eq!(found.warnings, ["plain", "coloured"]);
        write("public/index.html", "B");
        assert_eq!(files("fail"), None, "a page was changed");
        remember();
        assert_eq!(files("fail"), Some(1));
        write("content/en/blog/b.md", "B");
        assert_eq!(files("fail"), None, "a post was added");
    }
}
