//! A suite over time: its figure on its page and in posts, made from what is kept of runs.

use std::collections::BTreeMap;

use offprint::analysis::{TargetFindings, analyse};
use offprint::content::Post;
use offprint::diagnostic::Diagnostic;
use offprint::record::Run;
use offprint::site::{FileContent, Material, build};
use offprint::wording::{fixed, plain, signed};

use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::posts::read_named;
use crate::harness::records::{id, moment};

const DAY: i64 = 86_400;

/// Finished runs of these models, one a month, of which the later versions of the suite begin with the run of this number.
fn of_runs(models: &[&[&str]], version_2_from: usize, posts: Vec<Post>) -> Material {
    let run = |(number, models): (usize, &&[&str])| {
        let started = moment(30 * DAY * i64::try_from(number).expect("it is small"));
        let layout = Layout { repeats: 1, ..Layout::sized(&[8, 8]) };
        let mut run = Run { id: id(&format!("run-{number}")), started, ..layout.run(*models) };
        run.suite.version = if number < version_2_from { 1 } else { 2 };
        let trials = trials(&run, |target, unit, _| Did {
            passes: (target + unit + number) % 5 > 0,
            seconds: 1.0 + target as f64,
            first: 0.1,
        });
        let findings = analyse(&run, &trials);
        (run, trials, findings)
    };
    let mut material = material(models.iter().enumerate().map(run).collect(), posts);
    material.runs.iter_mut().for_each(|entry| entry.summary.is_finished = true);
    material
}

fn post(text: &str) -> Vec<Post> {
    let text = format!("---\ntitle: A\ndate: 2026-01-01\nrun: latest\nnumbers: off\n---\n{text}\n");
    vec![read_named("a", &text).expect("it is in order").value]
}

fn pages(material: &Material) -> BTreeMap<String, String> {
    let files = build(material).expect("it builds").value.files;
    let text = |(path, content)| match content {
        FileContent::Bytes(bytes) => Some((path, String::from_utf8(bytes).expect("it is text"))),
        _ => None,
    };
    files.into_iter().filter_map(text).collect()
}

fn faults(text: &str, models: &[&[&str]]) -> Vec<Diagnostic> {
    build(&of_runs(models, 0, post(text))).expect_err("it has a fault")
}

/// The data of the lines of this class, in the first layout.
fn lines(svg: &str, class: &str) -> Vec<String> {
    let wide = svg.split("</svg>").next().unwrap_or_default();
    let with_class = format!("<path class=\"{class}\"");
    let data = |rest: &str| rest.split(" d=\"").nth(1)?.split('"').next().map(str::to_owned);
    wide.split(&with_class).skip(1).filter_map(data).collect()
}

const SUITE: &str = "suites/compliance/index.html";
const TWO: &[&str] = &["larch:8b", "heron:30b"];

#[test]
fn the_page_of_a_suite_has_every_metric_and_category_of_its_newest_run() {
    let pages = pages(&of_runs(&[TWO, TWO], 0, Vec::new()));
    let page = plain(&pages[SUITE]);
    let table = page.split("id=\"standing-caption\"").nth(1).and_then(|rest| rest.split("</table>").next());
    let table = table.expect("the suite has the table");
    assert!(table.contains("run run-1, version 2"), "{table}");
    let boards: serde_json::Value = serde_json::from_str(&pages["runs/run-1/leaderboard.json"]).expect("it is JSON");
    let categories: serde_json::Value = serde_json::from_str(&pages["runs/run-1/categories.json"]).expect("it is JSON");
    let rounded = |value: &serde_json::Value| fixed(value.as_f64().expect("it is a number"), 0);
    for model in TWO {
        let of = |rows: &serde_json::Value| {
            let rows = rows.as_array().expect("it has rows");
            rows.iter().find(|row| row["model"] == *model).expect("it has a row").clone()
        };
        let row = table.split(&format!(">{model}<")).nth(1).and_then(|rest| rest.split("</tr>").next());
        let row = row.expect("it has a row");
        let cells: Vec<&str> = row.split("<td").skip(1).filter_map(|cell| cell.split(['>', '<']).nth(1)).collect();
        let (board, categories) = (of(&boards), of(&categories));
        let number = |cell: &str| cell.trim().parse::<f64>().expect("it is a number");
        assert!((number(cells[0]) - board["compliance"].as_f64().expect("a number")).abs() < 0.05, "{cells:?}");
        assert!((number(cells[1]) - board["total.p50"].as_f64().expect("a number")).abs() < 0.005, "{cells:?}");
        assert!((number(cells[3]) - board["qpr"].as_f64().expect("a number")).abs() < 0.05, "{cells:?}");
        let shares = [&categories["compliance.one"], &categories["compliance.two"]].map(rounded);
        assert_eq!(cells[4..], shares.each_ref().map(String::as_str), "{row}");
    }
    // In figures that a reader opens.
    for metric in ["Quality-performance rate", "Median time", "Time, 90th percentile"] {
        assert!(page.contains(&format!("<summary>{metric} over time</summary>")), "{metric}: {page}");
    }
}

#[test]
fn the_page_of_a_suite_says_how_each_category_of_a_target_moved() {
    let one: &[&str] = &["heron:30b"];
    let pages = pages(&of_runs(&[TWO, one, TWO], 0, Vec::new()));
    let page = plain(&pages[SUITE]);
    assert!(page.contains("<summary>Compliance by category over time</summary>"), "{page}");
    let table = page.split("id=\"history-categories-caption\"").nth(1).and_then(|rest| rest.split("</table>").next());
    let bands: Vec<&str> = table.expect("the suite has the table").split("<tr class=\"band\">").skip(1).collect();
    assert_eq!(bands.len(), TWO.len());
    for model in TWO {
        let band = bands.iter().find(|band| band.contains(&format!(">{model} on Ollama<"))).expect("it has its rows");
        let rows: Vec<&str> = band.split("<tr>").skip(1).collect();
        for (row, field) in rows.iter().zip(["compliance.one", "compliance.two"]) {
            let in_run = |run: &str| {
                let file = &pages[&format!("runs/{run}/categories.json")];
                let file: serde_json::Value = serde_json::from_str(file).expect("it is JSON");
                let target = file.as_array().expect("it has rows").iter().find(|row| row["model"] == **model)?;
                Some(target[field].as_f64().expect("it is a number"))
            };
            let shown = ["run-0", "run-1", "run-2"].map(in_run);
            let text = |cell: &str| cell.replace("</a>", "").rsplit_once("</td>").map(|(cell, _)| cell.to_owned());
            let cells: Vec<String> = row.split("<td").skip(1).filter_map(text).collect();
            let cells: Vec<&str> = cells.iter().filter_map(|cell| cell.rsplit('>').next()).map(str::trim).collect();
            let expected = shown.map(|share| share.map_or_else(String::new, |share| fixed(share, 0)));
            assert_eq!(cells[..3], expected.each_ref().map(String::as_str), "{row}");
            let moved = shown[2].expect("it is in the newest") - shown[0].expect("it is in the oldest");
            assert_eq!(cells[3], plain(&signed(moved, 0)), "{row}");
            assert_eq!(row.contains("href=\"../../runs/run-1/targets/"), shown[1].is_some(), "{row}");
        }
        assert_eq!(rows.len(), 2, "{band}");
    }
}

#[test]
fn one_run_and_two_of_different_versions_have_no_table_of_categories_over_time() {
    for page in [pages(&of_runs(&[TWO], 0, Vec::new())), pages(&of_runs(&[TWO, TWO], 1, Vec::new()))] {
        assert!(!page[SUITE].contains("history-categories"), "{}", page[SUITE]);
    }
}

#[test]
fn the_page_of_a_suite_shows_its_runs_over_time_with_gaps_and_breaks() {
    let one: &[&str] = &["heron:30b"];
    let pages = pages(&of_runs(&[TWO, TWO, TWO, one, TWO, TWO], 2, Vec::new()));
    let page = plain(&pages[SUITE]);
    let figure = page.split("id=\"fig-history\"").nth(1).and_then(|rest| rest.split("</figure>").next());
    let figure = figure.expect("the suite has a figure");
    assert!(figure.contains(">version 2</text>"), "{figure}");
    // One line is of the runs 0, 1; 2; 4, 5: moved to three times. The other is of 0, 1; 2 to 5.
    let mut moves: Vec<usize> =
        ["curve f1", "curve f2"].iter().map(|class| lines(figure, class)[0].matches('M').count()).collect();
    moves.sort_unstable();
    assert_eq!(moves, [2, 3], "{figure}");
    for run in ["run-0", "run-5"] {
        assert!(figure.contains(&format!("href=\"../../runs/{run}/index.html\"")), "{run} in {figure}");
    }
    assert!(
        figure.contains("Dashed rules: what is before is not compared with what is after (version 2 on "),
        "{figure}"
    );
    // The numbers of the figure are those of the table: the newest run's.
    let table = page.split("id=\"history-caption\"").nth(1).expect("the table follows");
    for model in TWO {
        let row = table
            .split(&format!(">{model} "))
            .nth(1)
            .and_then(|rest| rest.split("</tr>").next())
            .expect("it has a row");
        let newest = row
            .rsplit("data-v=\"")
            .next()
            .and_then(|rest| rest.split('>').nth(2))
            .and_then(|rest| rest.split('<').next());
        let newest = newest.expect("it has a value").trim();
        assert!(figure.contains(&format!("{model} on Ollama {newest} %")), "{model} {newest} in {figure}");
    }
    assert!(pages["suites/compliance/history.svg"].contains("Compliance, 6 runs, 2 targets"));
    assert!(
        page.contains("href=\"history.svg\">SVG<span") && page.contains("<summary>Median time over time</summary>"),
        "{page}"
    );
}

#[test]
fn each_day_is_written_once_below_the_runs_of_it() {
    let models: &[&str] = &["larch:8b"];
    let mut material = of_runs(&[models; 5], 0, Vec::new());
    for (number, entry) in material.runs.iter_mut().enumerate() {
        entry.summary.started = moment(3_600 * i64::try_from(number).expect("it is small"));
    }
    let file = &pages(&material)["suites/compliance/history.svg"];
    assert_eq!(file.matches(">2026-05-05</text>").count(), 1, "{file}");
}

#[test]
fn one_run_has_no_history_on_its_page_and_an_honest_one_in_a_post() {
    let pages = pages(&of_runs(&[TWO], 0, post("![](figure:history)")));
    assert!(!pages[SUITE].contains("fig-history"));
    let page = plain(&pages["en/blog/a/index.html"]);
    assert!(
        page.contains("Compliance over time") && page.contains("no earlier run is compared with that one."),
        "{page}"
    );
    assert!(!page.contains("NaN"), "{page}");
}

#[test]
fn a_post_shows_the_metric_and_the_targets_that_it_names() {
    let text = "![](figure:history)\n\n![Slow](figure:history \"metric=total.p90 targets=heron:30b\")\n\n![](figure:history \"metric=qpr\")";
    let page = plain(&pages(&of_runs(&[TWO, TWO, TWO], 0, post(text)))["en/blog/a/index.html"]);
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    assert_eq!(figures.len(), 3);
    assert!(figures[0].contains("larch:8b on Ollama") && figures[0].contains("Compliance, %"));
    assert!(
        figures[1].contains("Time, 90th percentile, log scale") && figures[1].contains("<b>Figure 2. Slow</b>"),
        "{}",
        figures[1]
    );
    assert!(figures[1].contains("heron:30b") && !figures[1].contains("larch:8b"), "{}", figures[1]);
    assert!(figures[2].contains("Quality-performance rate, per min"), "{}", figures[2]);
}

#[test]
fn a_post_shows_a_category_over_time() {
    let text = "![](figure:history)\n\n![](figure:history \"category=one\")";
    let material = of_runs(&[TWO, TWO, TWO], 0, post(text));
    let page = plain(&pages(&material)["en/blog/a/index.html"]);
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    assert!(figures[1].contains("Compliance, one, %") && figures[1].contains("compliance in one "), "{}", figures[1]);
    assert!(figures[1].contains("Compliance is that of the category one alone."), "{}", figures[1]);
    assert!(figures[0].contains("Compliance, %") && !figures[0].contains("the category one"), "{}", figures[0]);
    // Each value in words is that of the findings.
    for entry in &material.runs {
        for target in &entry.findings.targets {
            let share = target.categories.iter().find(|(id, _)| id.as_str() == "one").expect("it was asked").1;
            let words =
                format!("{} on {} {}", target.subject.model, target.subject.runtime, fixed(share.value.percent(), 1));
            assert!(figures[1].contains(&words), "{words}: {}", figures[1]);
        }
    }
    let differs = |target: &TargetFindings| {
        target.categories.values().any(|share| share.value != target.compliance.expect("it was asked").value)
    };
    assert!(material.runs.iter().flat_map(|entry| &entry.findings.targets).any(differs));
}

#[test]
fn what_a_history_cannot_show_is_said_with_what_would_be_right() {
    for (text, message, help) in [
        ("figure:history \"metric=total.p51\"", "the figure `history` has no metric `total.p51`", "`total.p50`"),
        (
            "figure:qpr \"metric=qpr\"",
            "only the figures `history` and `size` show one metric or another",
            "leave `metric` out",
        ),
        (
            "figure:history \"targets=heron:3b\"",
            "no run of the suite `compliance` has a target or model `heron:3b`",
            "heron:30b",
        ),
        (
            "figure:latency \"curves=qpr\"",
            "only the figure `qpr` has curves of equal quality per time",
            "leave `curves` out",
        ),
        ("table:leaderboard \"width=full\"", "a table has no width of its own", "leave `width` out"),
        (
            "figure:outcomes \"category=one\"",
            "only the figures `qpr`, `ttft` and `history` show a category alone",
            "leave `category` out",
        ),
        (
            "figure:history \"category=part\"",
            "no run of the suite `compliance` has a category `part`",
            "the categories are one, two",
        ),
        (
            "figure:history \"category=one metric=qpr\"",
            "of a category alone, compliance is shown only",
            "leave `category` or `metric` out",
        ),
    ] {
        let found = faults(&format!("![]({text})"), &[TWO]);
        let all: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(all.len() == 1 && all[0].contains(message) && all[0].contains(help), "{text}: {all:#?}");
        assert!(all[0].contains("a.md:7:"), "{all:#?}");
    }
}

#[test]
fn a_post_decides_how_wide_a_figure_is_and_what_is_behind_its_points() {
    let text = "![](figure:qpr \"width=full curves=qpr\")\n\n![](figure:latency \"width=text\")\n\n![](figure:qpr)";
    let page = plain(&pages(&of_runs(&[TWO], 0, post(text)))["en/blog/a/index.html"]);
    let figures: Vec<&str> = page.split("<figure class=\"").skip(1).collect();
    assert!(figures[0].starts_with("fig broad\"") && figures[0].contains("class=\"rate\""), "{}", figures[0]);
    assert!(figures[0].contains("Dotted curves: equal quality per time"), "{}", figures[0]);
    assert!(figures[1].starts_with("fig slim\""), "{}", figures[1]);
    assert!(figures[2].starts_with("fig\"") && !figures[2].contains("class=\"rate\""), "{}", figures[2]);
}

#[test]
fn the_size_of_models_has_their_rate_in_place_of_their_compliance() {
    let text = "![](figure:size)\n\n![](figure:size \"metric=tokens_per_second.p50\")";
    let page = plain(&pages(&of_runs(&[TWO], 0, post(text)))["en/blog/a/index.html"]);
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    assert!(
        figures[0].contains("Compliance against size")
            && figures[0].contains("larch:8b on Ollama: 1.00B of 4.00B parameters active"),
        "{}",
        figures[0]
    );
    assert!(
        figures[1].contains("Generation rate against size") && figures[1].contains("Tokens per second, log scale"),
        "{}",
        figures[1]
    );
    assert!(figures[1].contains("; generation ") && figures[1].contains(" tokens/s"), "{}", figures[1]);
    assert!(!figures[1].contains("Compliance"), "{}", figures[1]);
}
