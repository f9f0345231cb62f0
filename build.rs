//! Tells Cargo that the theme and the built-in suite are compiled in, so that a new file there rebuilds the crate.

fn main() {
    for folder in ["templates", "static", "data/suites", "starter"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
