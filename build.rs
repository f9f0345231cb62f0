//! Tells Cargo what is compiled in, so that a new file there rebuilds the crate, and gives the crate a number of its own sources:
//! what one build has kept in a site's cache is nothing to a build of other sources, even of the same version.
#![expect(clippy::disallowed_methods, reason = "what is compiled in is read here, and Cargo speaks by variables")]

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = DefaultHasher::new();
    for folder in ["src", "templates", "static", "data/strings", "data/suites", "starter"] {
        println!("cargo::rerun-if-changed={folder}");
        for file in files_below(Path::new(folder)) {
            file.to_string_lossy().hash(&mut hasher);
            fs::read(&file).unwrap_or_default().hash(&mut hasher);
        }
    }
    // Debug assertions are off in every profile (see Cargo.toml); checks of our own are on where nobody measures.
    println!("cargo::rustc-check-cfg=cfg(with_checks)");
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        println!("cargo::rustc-cfg=with_checks");
    }
    println!("cargo::rustc-env=OFFPRINT_SOURCES={:016x}", hasher.finish());
}

/// Every file below a folder, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
