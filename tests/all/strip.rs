//! Every answer at its time: of a target on its page, of all targets in posts, of thousands of answers a bounded number.

use std::collections::BTreeMap;

use offprint::analysis::{FigureName, analyse};
use offprint::figure::{Links, find};
use offprint::record::{Run, Trial};
use offprint::wording::plain;

use crate::harness::built::pages;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::posts::read_named;

fn made(units: usize, repeats: u32, models: &[&str]) -> (Run, Vec<Trial>) {
    let run = Layout { repeats, ..Layout::in_turn(units, 3) }.run(models);
    let trials = trials(&run, |target, unit, repeat| Did {
        passes: (unit + target) % 4 > 0,
        seconds: 0.5 + unit as f64 * 0.37 + f64::from(repeat) * 0.01 + if unit % 10 == 9 { 100.0 } else { 0.0 },
        first: 0.1,
    });
    (run, trials)
}

fn built(text: &str) -> BTreeMap<String, String> {
    let (run, trials) = made(30, 1, &["larch:8b", "heron:30b"]);
    let post = format!("---\ntitle: A\ndate: 2026-01-01\nrun: measured\nnumbers: off\n---\n{text}\n");
    pages(run, &trials, vec![read_named("a", &post).expect("it is in order").value]).expect("it builds")
}

/// The marks of a way of ending in the first layout of a drawing.
fn marks(svg: &str, class: &str) -> usize {
    let wide = svg.split("</svg>").next().unwrap_or_default();
    let path = wide.split(&format!("<path class=\"{class}\" d=\"")).nth(1);
    path.and_then(|path| path.split('"').next()).map_or(0, |path| path.matches('M').count())
}

#[test]
fn a_targets_page_has_its_answers_by_category_with_links_to_them() {
    let pages = built("Text.");
    let page = plain(&pages["runs/measured/targets/larch-8b--ollama/index.html"]);
    let figure = page.split("id=\"fig-strip\"").nth(1).and_then(|rest| rest.split("</figure>").next());
    let figure = figure.expect("the page has the figure");
    // Of 30 answers 3 timed out; of the others the 8 of units 0, 4, ..., 28 fail.
    let counts = ["a-pass", "a-fail", "a-late"].map(|class| marks(figure, class));
    assert_eq!(counts, [19, 8, 3], "{figure}");
    assert!(figure.contains("Of 30 requests: 19 compliant, 8 not compliant, 3 timed out."), "{figure}");
    for category in ["one", "two", "three"] {
        assert!(figure.contains(&format!("href=\"#c-{category}\"")), "{category}");
    }
    assert!(figure.contains(">limit 60 s</text>"), "{figure}");
}

#[test]
fn a_post_has_a_row_for_each_target_or_for_each_category_of_one() {
    let pages = built("![](figure:strip)\n\n![](figure:strip \"targets=heron:30b\")");
    let page = plain(&pages["en/blog/a/index.html"]);
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    assert!(figures[0].contains("aria-label=\"2 rows\"") && figures[0].contains("larch:8b on Ollama: of 30 requests"));
    assert!(
        figures[1].contains("aria-label=\"3 rows\"") && !figures[1].contains("larch:8b on Ollama"),
        "{}",
        figures[1]
    );
    assert!(pages["runs/measured/strip.svg"].contains("Every answer by its time, 2 targets"));
}

#[test]
fn ten_thousand_answers_are_a_bounded_number_of_marks() {
    let (run, trials) = made(1_000, 10, &["larch:8b"]);
    let findings = analyse(&run, &trials);
    assert_eq!(findings.targets[0].timed.len(), 10_000);
    let figure = find(FigureName::Strip).expect("it is a figure");
    let svg = (figure.chart)(&findings).expect("there are times").draw("fig", Links::None).svg;
    let drawn: usize = ["a-pass", "a-fail", "a-late"].map(|class| marks(&svg, class)).iter().sum();
    assert!((1_000..=1_230).contains(&drawn), "{drawn}");
    assert!(svg.len() < 80_000, "{} bytes", svg.len());
    let notes = plain(&(figure.notes)(&findings).join(" "));
    assert!(notes.contains("Of 10,000 answers of a row that ended in one way, every 9th"), "{notes}");
}
