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
    assert!(
        told.contains(
            "the figures are qpr, answers, ttft, anatomy, runtimes, size, bandwidth, outcomes, symmetry, latency"
        ),
        "{told}"
    );
    let told = site.run(&["figure", "qpr", "--run", "side-by-side", "-o", "a.pdf"]).ends_with(2).err;
    assert!(told.contains("neither .svg nor .png"), "{told}");
    let told = site.run(&["figure", "qpr", "--run", "side-by-side", "-o", "a.svg", "--width", "900"]).ends_with(2).err;
    assert!(told.contains("is the width of a PNG file"), "{told}");
    let told =
        site.run(&["figure", "qpr", "--run", "side-by-side", "-o", "a.png", "--width", "10001"]).ends_with(2).err;
    assert!(told.contains("100..=10000"), "{told}");
    let told = site.run(&["figure", "qpr", "--run", "side-by-sid"]).ends_with(2).err;
    assert!(told.contains("side-by-side"), "{told}");
    assert!(!site.path("a.png").exists() && !site.path("a.svg").exists() && !site.path("a.pdf").exists());
}

#[test]
fn a_figure_shows_what_its_parameters_choose() {
    let site = site();
    let drawn = |arguments: &[&str]| {
        let all: Vec<&str> = ["figure"].iter().chain(arguments).chain(&["--run", "side-by-side"]).copied().collect();
        site.run(&all).ends_with(0).out
    };
    let all = drawn(&["qpr"]);
    let one = drawn(&["qpr", "--targets", "birch3-8b--ollama"]);
    assert!(all.contains("2 targets") && one.contains("1 target"), "{one}");
    let curves = drawn(&["qpr", "--curves"]);
    assert!(curves.contains("class=\"rate\"") && !all.contains("class=\"rate\""), "{curves}");
    let category = drawn(&["ttft", "--category", "formatting"]);
    assert!(category.contains("Compliance, "), "{category}");
    let history = drawn(&["history", "--metric", "total.p50"]);
    assert!(history.contains("Median time, 1 run, 2 targets"), "{history}");
    let history = drawn(&["history", "--category", "formatting"]);
    assert!(history.contains("Compliance, Formatting, 1 run, 2 targets"), "{history}");
}

#[test]
fn parameters_that_make_no_sense_are_told_with_what_would() {
    let site = site();
    for (arguments, message, help) in [
        (["qpr", "--targets", "birch3:9b"], "the run `side-by-side` has no target or model `birch3:9b`", "birch3:8b"),
        (
            ["qpr", "--metric", "qpr"],
            "only the figures `history` and `size` show one metric or another",
            "leave `metric` out",
        ),
        (["history", "--metric", "total.p51"], "the figure `history` has no metric `total.p51`", "total.p50"),
        (
            ["history", "--targets", "oak:1b"],
            "no run of the suite `compliance` has a target or model `oak:1b`",
            "its runs have birch3:8b",
        ),
        (
            ["latency", "--category", "tone"],
            "only the figures `qpr`, `ttft` and `history` show a category alone",
            "leave `category` out",
        ),
        (["qpr", "--category", "tonne"], "the run `side-by-side` has no category `tonne`", "the categories are "),
    ] {
        let all: Vec<&str> = ["figure"].iter().chain(&arguments).chain(&["--run", "side-by-side"]).copied().collect();
        let told = site.run(&all).ends_with(2).err;
        assert!(told.contains(message) && told.contains(help), "{arguments:?}: {told}");
    }
}

#[cfg(feature = "png")]
mod png {
    use offprint::archive::Archive;
    use offprint::figure::FIGURES;
    use offprint::name::TargetId;
    use resvg::tiny_skia::Pixmap;

    use super::site;
    use crate::harness::Site;
    use crate::harness::records::{id, moment};
    use crate::harness::two_runtimes::{Did, base, run, trials};

    /// The picture of a figure, twice as wide as its drawing.
    fn picture(site: &Site, name: &str) -> Pixmap {
        site.run(&["figure", name, "--run", "side-by-side", "-o", "a.png"]).ends_with(0);
        Pixmap::load_png(site.path("a.png")).expect("it is a PNG file")
    }

    #[test]
    fn every_figure_is_a_picture_twice_as_large_as_its_drawing() {
        let site = site();
        for figure in &FIGURES {
            let name = figure.name.to_string();
            // The figures of pairs and of servers' times need what this run does not have.
            let drawn = site.run(&["figure", &name, "--run", "side-by-side"]);
            if drawn.code != 0 {
                continue;
            }
            let size = |attribute: &str| -> u32 {
                let from = drawn.out.find(&format!(" {attribute}=\"")).expect("it has a size") + attribute.len() + 3;
                drawn.out[from..].split('"').next().expect("it ends").parse().expect("it is a number")
            };
            let picture = picture(&site, &name);
            assert_eq!((picture.width(), picture.height()), (2 * size("width"), 2 * size("height")), "{name}");
            let inked = picture.pixels().iter().filter(|pixel| pixel.red() < 128).count();
            assert!(inked > 500, "{name}: {inked} dark pixels");
            let blank = picture.pixels().iter().filter(|pixel| pixel.red() == 255 && pixel.green() == 255).count();
            assert!(blank * 2 > picture.pixels().len(), "{name}: its ground is white");
        }
    }

    #[test]
    fn a_picture_is_as_wide_as_asked_and_the_same_every_time() {
        let site = site();
        let make = |name: &str| {
            site.run(&["figure", "qpr", "--run", "side-by-side", "-o", name, "--width", "900"]).ends_with(0);
            Pixmap::load_png(site.path(name)).expect("it is a PNG file")
        };
        let (one, other) = (make("a.png"), make("b.png"));
        assert_eq!(one.width(), 900);
        assert!(one == other);
    }

    #[test]
    fn a_name_without_letters_in_the_font_is_the_id_and_it_is_said_once() {
        let site = Site::empty();
        site.write("offprint.toml", "title = \"Bench notes\"\n");
        let mut run = run();
        let mut trials = trials(|case| Did::Complied(base(case)), |case| Did::Complied(base(case) * 2.0));
        let chinese: TargetId = id("qwen-7b--ollama");
        for trial in &mut trials {
            if trial.target == run.targets[0].id {
                trial.target = chinese.clone();
            }
        }
        run.targets[0].id = chinese;
        run.targets[0].model = "通义千问:7b".to_owned();
        let archive = Archive::open(site.root());
        archive.add_rescored(&run, moment(900), trials.into_iter().map(Ok)).expect("it is new");
        let said = site.run(&["figure", "qpr", "--run", "side-by-side", "-o", "a.png"]).ends_with(0).err;
        assert_eq!(said.matches("`通义千问:7b` is called `qwen-7b--ollama`").count(), 1, "{said}");
        picture(&site, "qpr");
    }
}
