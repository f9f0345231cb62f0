//! `offprint figure`: a figure of a run as a file, or what is wrong.

use offprint::archive::Archive;

use crate::harness::Site;
use crate::harness::records::moment;
use crate::harness::two_runtimes::{Did, base, run, trials};

/// A site with one run of a model on two runtimes.
fn site() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    let trials = trials(|case| Did::Complied(base(case)), |case| Did::Complied(base(case) * 2.0));
    let archive = Archive::open(site.root());
    archive.add_rescored(&run(), moment(900), trials.into_iter().map(Ok)).expect("it is new");
    site
}

#[test]
fn a_figure_is_printed_or_written_and_both_are_the_same() {
    let site = site();
    let printed = site.run(&["figure", "runtimes", "--run", "side-by-side"]).ends_with(0).out;
    assert!(printed.starts_with("<svg xmlns=") && printed.contains("The same model on two runtimes"), "{printed}");
    let said = site.run(&["figure", "runtimes", "--run", "side-by-side", "-o", "out/a.svg"]).ends_with(0).out;
    assert!(said.trim().ends_with("a.svg"), "{said}");
    assert_eq!(site.read("out/a.svg").trim_end(), printed.trim_end());
    // Once more, in its place.
    site.write("out/a.svg", "older");
    site.run(&["figure", "runtimes", "--run", "side-by-side", "-o", "out/a.svg"]).ends_with(0);
    assert_eq!(site.read("out/a.svg").trim_end(), printed.trim_end());
}

#[test]
fn what_cannot_be_drawn_is_told_and_nothing_is_written() {
    let site = site();
    let told = site.run(&["figure", "qprr", "--run", "side-by-side"]).ends_with(2).err;
    assert!(told.contains("the figures are qpr, answers, ttft, anatomy, runtimes"), "{told}");
    let told = site.run(&["figure", "qpr", "--run", "side-by-side", "-o", "a.png"]).ends_with(2).err;
    assert!(told.contains("does not end in .svg"), "{told}");
    let told = site.run(&["figure", "qpr", "--run", "side-by-sid"]).ends_with(2).err;
    assert!(told.contains("side-by-side"), "{told}");
    assert!(!site.path("a.png").exists());
}
