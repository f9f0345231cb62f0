//! The history of the built-in suites, by which `offprint suite update` knows what a site has not changed.
#![expect(clippy::disallowed_methods, reason = "these tests read suites and write the history")]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::diagnostic::SourceFile;
use offprint::project::{SuiteFiles, built_in_suite};
use offprint::suite::{parse, update};

const SUITE: &str = "compliance";

/// `OFFPRINT_WRITE=1 cargo test the_history` adds the suite as it is: before a release, and before its version is counted up. With
/// `OFFPRINT_SUITE=FOLDER` it adds the state of it in that folder.
#[test]
fn the_history_has_every_earlier_version() {
    let path = root().join(format!("src/suite/update/history/{SUITE}.txt"));
    let text = fs::read_to_string(&path).expect("it is there");
    let mut rows: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(rows.iter().map(|row| format!("{row}\n")).collect::<String>(), text, "its lines are sorted, each once");
    if env::var_os("OFFPRINT_WRITE").is_some() {
        let files = env::var("OFFPRINT_SUITE").map_or_else(|_| built_in(), |folder| files_in(Path::new(&folder)));
        let version = parse::version(&files.manifest).expect("it states one");
        rows.extend(update::rows(&files, version).expect("it is TOML"));
        fs::write(&path, rows.iter().map(|row| format!("{row}\n")).collect::<String>()).expect("it can be written");
    }
    let present = parse::version(&built_in().manifest).expect("it states one");
    for version in 1..present {
        let has = |kind: &str| rows.iter().any(|row| row.starts_with(&format!("{version} {kind} ")));
        assert!(
            has("manifest") && has("head") && has("case"),
            "version {version} of {SUITE} is not in {}",
            path.display()
        );
    }
}

fn built_in() -> SuiteFiles {
    built_in_suite(SUITE).expect("it is compiled in").1
}

fn files_in(folder: &Path) -> SuiteFiles {
    let names = fs::read_dir(folder).expect("the suite is there").flatten().map(|entry| entry.path());
    let source = |path: PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        SourceFile::new(name, fs::read_to_string(path).expect("it is text"))
    };
    let (manifest, categories): (Vec<_>, Vec<_>) = names
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(source)
        .partition(|file| file.path() == "suite.toml");
    SuiteFiles { manifest: manifest.into_iter().next().expect("there is a manifest"), categories }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}
