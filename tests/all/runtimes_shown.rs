//! The same model on two runtimes: how it is drawn, tabled and told.

use std::collections::BTreeMap;

use crate::harness::two_runtimes::{Did, base, run_of, trials_of};
use crate::harness::{Simulated, Site};
use offprint::analysis;
use offprint::analysis::FigureName;
use offprint::analysis::Findings;
use offprint::content;
use offprint::diagnostic::{Diagnostic, SourceFile};
use offprint::figure::{self, Chart, Links};
use offprint::name::Slug;
use offprint::record::{Run, Runtime, Trial};

/// What a model might be called, to get at a reader.
const HOSTILE: &str = "<script>alert(1)</script>\"'&\u{202e}:8b";

/// Four models: faster on llama.cpp, alike, too slow for either, and one that is out for harm and was faster on Ollama.
fn four() -> (Run, Vec<Trial>) {
    let mut run = run_of(&["birch3:8b", "hazel3:12b", "sequoia:120b", HOSTILE]);
    run.targets[1].facts.quantisation = Some("Q8_0".to_owned());
    let jitter = |case: usize| 1.0 + 0.01 * (case * 7 % 5) as f64;
    let slow = |case: usize| if case < 15 { Did::TimedOut } else { Did::Complied(50.0) };
    let mut trials =
        trials_of("birch3:8b", |case| Did::Complied(base(case) * 1.4 * jitter(case)), |case| Did::Complied(base(case)));
    trials.extend(trials_of(
        "hazel3:12b",
        |case| if case == 3 { Did::TimedOut } else { Did::Complied(base(case)) },
        |case| Did::Complied(base(case) * (0.98 + jitter(case) - 1.0)),
    ));
    trials.extend(trials_of("sequoia:120b", slow, slow));
    trials.extend(trials_of(
        HOSTILE,
        |case| Did::Complied(base(case)),
        |case| if case.is_multiple_of(3) { Did::Failed(12.0 * base(case)) } else { Did::Complied(13.0 * base(case)) },
    ));
    (run, trials)
}

/// The site of one run, and of a post with these lines, as text by path.
fn pages(run: &Run, trials: &[Trial], lines: &str) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let source = SourceFile::new(
        "content/en/blog/2026-05-05-a.md",
        format!("+++\ntitle = \"A\"\nrun = \"{}\"\n+++\n\n{lines}\n", run.id),
    );
    let slug = |text: &str| Slug::parse(text).expect("it is a slug");
    let post =
        content::parse::parse(source, slug("en"), vec![slug("blog")], slug("2026-05-05-a")).expect("it is right").value;
    crate::harness::built::pages(run.clone(), trials, vec![post])
}

/// The part of a page from one text to another.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let begin = page.find(from).expect("it begins");
    &page[begin..begin + page[begin..].find(to).expect("it ends")]
}

#[test]
fn a_run_with_pairs_has_a_section_a_figure_and_files_of_them() {
    let (run, trials) = four();
    let built = pages(&run, &trials, "").expect("it builds");
    let page = &built["runs/side-by-side/index.html"];
    insta::assert_snapshot!("section", between(page, "<h2 id=\"runtimes\">", "<h2 id=\"cases\">"));
    insta::assert_snapshot!("csv", built["runs/side-by-side/runtimes.csv"]);
    insta::assert_snapshot!("file", built["runs/side-by-side/runtimes.svg"]);
    assert!(page.contains("href=\"#runtimes\"") && page.contains("href=\"runtimes.csv\""));
    for id in ["birch3-8b", "hazel3-12b", "sequoia-120b"] {
        let anchor = format!("runtimes--{id}--llamacpp");
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        assert_eq!(
            page.matches(&format!("href=\"#{anchor}\"")).count(),
            5,
            "two marks in two layouts lead to {anchor}, and so does its row"
        );
    }
    for (path, text) in built.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".svg")) {
        assert!(!text.contains("<script>alert") && !text.contains('\u{202e}'), "{path}");
    }
}

#[test]
fn a_run_without_pairs_has_none_of_it() {
    let (mut run, trials) = four();
    for target in &mut run.targets {
        target.identity = None;
    }
    let built = pages(&run, &trials, "").expect("it builds");
    let page = &built["runs/side-by-side/index.html"];
    assert!(!page.contains("id=\"runtimes\"") && !page.contains("on two runtimes"));
    // The figure of sizes joins the two sizes of a mixture of experts.
    assert!(!page.split("id=\"fig-size\"").next().unwrap_or_default().contains("class=\"pair"));
    assert!(!built.keys().any(|path| path.contains("/runtimes.")));
}

#[test]
fn a_scatterplot_joins_what_is_joined_and_nothing_by_its_name() {
    let (mut run, trials) = four();
    for target in &mut run.targets {
        target.identity = target.identity.take().filter(|identity| identity == "birch3-8b");
    }
    let built = pages(&run, &trials, "").expect("it builds");
    assert_eq!(built["runs/side-by-side/qpr.svg"].matches("class=\"pair").count(), 1);
}

#[test]
fn a_post_can_show_the_figure_and_the_table() {
    let (run, trials) = four();
    let lines = "![Side by side](figure:runtimes)\n\n![Both](table:runtimes)";
    let post = &pages(&run, &trials, lines).expect("it builds")["en/blog/2026-05-05-a/index.html"];
    assert!(post.contains("Figure 1. Side by side") && post.contains("Table 1. Both"), "{post}");
    assert!(post.contains("href=\"#runtimes--birch3-8b--llamacpp\""), "the table is on the same page");
    let alone = &pages(&run, &trials, "![](figure:runtimes)").expect("it builds")["en/blog/2026-05-05-a/index.html"];
    assert!(alone.contains("href=\"../../../runs/side-by-side/index.html#runtimes--birch3-8b--llamacpp\""));
}

#[test]
fn a_post_about_a_run_without_pairs_is_told_what_makes_one() {
    let (mut run, trials) = four();
    run.targets.truncate(2);
    let faults = pages(&run, &trials, "![](figure:runtimes)\n\n![](table:runtimes)").expect_err("there is no pair");
    let told: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
    insta::assert_snapshot!("no_pairs", told.join("\n"));
}

#[test]
fn a_figure_that_a_run_lacks_says_how_to_get_it() {
    let (mut run, trials) = four();
    let full = analysis::analyse(&run, &trials);
    run.targets.truncate(1);
    let lacking = analysis::analyse(&run, &trials);
    for figure in figure::FIGURES.iter() {
        // The suite of this run has no symmetry pairs.
        let has = figure.name != FigureName::Symmetry;
        assert_eq!(((figure.needs)(&full), (figure.chart)(&full).is_some()), (has, has), "{}", figure.name);
        assert!(!figure.title.is_empty() && !(figure.notes)(&full).is_empty(), "{}", figure.name);
        let has = (figure.needs)(&lacking);
        assert_eq!((figure.chart)(&lacking).is_some(), has, "{}", figure.name);
        assert!(has || !figure.hint.is_empty(), "{}", figure.name);
    }
}

/// The chart of the figure.
fn chart(findings: &Findings) -> Option<Chart> {
    (figure::find(FigureName::Runtimes)?.chart)(findings)
}

#[test]
fn the_figure_draws_every_pair_and_nothing_without_a_place() {
    let (run, trials) = four();
    let mut findings = analysis::analyse(&run, &trials);
    let draw = |findings: &Findings| {
        let chart = chart(findings).expect("there are pairs");
        chart.draw("fig", Links::To(&|key| format!("#{key}")))
    };
    let drawn = draw(&findings);
    assert_eq!(drawn.svg.matches("class=\"m\"").count(), 16, "two marks for each of four rows, in two layouts");
    assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf") && !drawn.svg.contains("<script"));
    assert_eq!(draw(&findings), drawn, "the same every time");
    findings.targets.retain(|target| target.subject.runtime == Runtime::Ollama);
    assert_eq!(draw(&findings).svg.matches("class=\"m\"").count(), 8);
    findings.runtimes.clear();
    assert_eq!(chart(&findings), None);
}

#[test]
fn models_that_only_look_the_same_are_not_joined_and_the_way_out_is_said() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let targets = ["ollama", "llamacpp"].map(|word| format!("{word}:birch3:8b@{}", server.url()));
    let words =
        ["run", "compliance", "--cases", "*-json", "--id", "r", "--target", &targets[0], "--target", &targets[1]];
    let ran = site.run(&words).ends_with(0);
    let way_out = "`identity = \"birch3-8b\"`";
    assert!(
        ran.err.contains("warning[R030]: birch3:8b on Ollama and on llama.cpp look like the same model"),
        "{}",
        ran.err
    );
    assert_eq!(ran.err.matches(way_out).count(), 2, "before and after: {}", ran.err);
    assert!(!ran.err.contains("same model on Ollama"), "{}", ran.err);
    let declared: String = targets
        .iter()
        .map(|target| format!("\n[[target]]\ntarget = \"{target}\"\nidentity = \"birch3-8b\"\n"))
        .collect();
    site.write("offprint.toml", &(site.read("offprint.toml") + &declared));
    let ran = site.run(&["run", "compliance", "--cases", "*-json", "--id", "s"]).ends_with(0);
    assert!(!ran.err.contains("look like") && ran.err.contains("same model on Ollama and llama.cpp"), "{}", ran.err);
    assert!(ran.err.lines().all(|line| line.chars().count() <= 80), "{}", ran.err);
    site.run(&["build"]).ends_with(0);
    assert!(site.read("public/runs/s/index.html").contains("id=\"runtimes\""));
    assert!(!site.read("public/runs/r/index.html").contains("id=\"runtimes\""));
}
