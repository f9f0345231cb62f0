//! Sizes of models: known from the server, another target of the model, the architecture or the name, and never guessed.

use offprint::analysis::{FigureName, Findings, KnownFrom, ModelKind, ModelSize, analyse};
use offprint::figure::{self, Chart, Scatter, Shape};
use offprint::quantity::{Bytes, Parameters};
use offprint::record::{Graphics, ModelFacts, Run, Runtime};

use crate::harness::made::{Did, Layout, trials};

const BILLION: u64 = 1_000_000_000;

/// A run of these models on this machine, each with what its server says.
fn run_of(models: &[(&str, ModelFacts)]) -> Run {
    let mut run = Layout::in_turn(20, 2).run(models.iter().map(|(name, _)| name));
    run.environment.processor = Some("Apple M4 Pro".to_owned());
    for (target, (_, facts)) in run.targets.iter_mut().zip(models) {
        target.facts = facts.clone();
        target.address = Some("http://127.0.0.1:11434".to_owned());
        target.serve.clear();
    }
    run
}

fn found(run: &Run) -> Findings {
    analyse(run, trials(run, |target, unit, _| Did { passes: unit >= target, seconds: 1.0, first: 0.2 }))
}

fn size(findings: &Findings, model: &str) -> ModelSize {
    findings.targets.iter().find(|target| target.subject.model == model).expect("it was asked").size
}

fn server(all: u64, active: Option<u64>) -> ModelFacts {
    ModelFacts { parameters: Some(Parameters(all)), active_parameters: active.map(Parameters), ..ModelFacts::default() }
}

fn scatter(findings: &Findings, name: FigureName) -> Scatter {
    let figure = figure::find(name).expect("it is registered");
    assert!((figure.needs)(findings));
    let chart = (figure.chart)(findings).expect("it has what it needs");
    if let Chart::Scatter(scatter) = chart { Some(scatter) } else { None }.expect("it is a scatterplot")
}

#[test]
fn a_size_says_where_it_is_known_from_and_what_is_not_known_is_absent() {
    let of_architecture = |name: &str, all| ModelFacts { architecture: Some(name.to_owned()), ..server(all, None) };
    let run = run_of(&[
        ("alder", server(8 * BILLION, Some(8 * BILLION))),
        ("birch", server(30 * BILLION, Some(3 * BILLION))),
        ("cedar", of_architecture("qwen3", 4 * BILLION)),
        ("fir", of_architecture("qwen3moe", 40 * BILLION)),
        ("oak:30b-a3b", server(31 * BILLION, None)),
        ("yew:8b", ModelFacts::default()),
        ("elm", ModelFacts::default()),
    ]);
    let findings = found(&run);
    let told = |model: &str| {
        let ModelSize { parameters, active, kind, .. } = size(&findings, model);
        let number =
            |known: Option<offprint::analysis::KnownCount>| known.map(|known| (known.count.0 / BILLION, known.from));
        (number(parameters), number(active), kind)
    };
    use KnownFrom::{Architecture, Name, Server};
    use ModelKind::{Dense, Mixture};
    assert_eq!(told("alder"), (Some((8, Server)), Some((8, Server)), Some((Dense, Server))));
    assert_eq!(told("birch"), (Some((30, Server)), Some((3, Server)), Some((Mixture, Server))));
    assert_eq!(told("cedar"), (Some((4, Server)), Some((4, Architecture)), Some((Dense, Architecture))));
    assert_eq!(told("fir"), (Some((40, Server)), None, Some((Mixture, Architecture))));
    assert_eq!(told("oak:30b-a3b"), (Some((31, Server)), Some((3, Name)), Some((Mixture, Name))));
    assert_eq!(told("yew:8b"), (Some((8, Name)), None, None));
    assert_eq!(told("elm"), (None, None, None));
}

#[test]
fn one_model_on_two_runtimes_has_one_size() {
    let mut run = run_of(&[("birch", server(30 * BILLION, Some(3 * BILLION))), ("fir", ModelFacts::default())]);
    run.targets[1].runtime = Runtime::LlamaCpp;
    for target in &mut run.targets {
        target.facts.file_digest = Some("a".repeat(64));
    }
    let twin = size(&found(&run), "fir");
    assert_eq!(twin.active.map(|known| (known.count.0, known.from)), Some((3 * BILLION, KnownFrom::Twin)));
}

#[test]
fn a_mixture_has_two_marks_and_no_other_model_has() {
    let run = run_of(&[
        ("alder", server(8 * BILLION, Some(8 * BILLION))),
        ("birch", server(30 * BILLION, Some(3 * BILLION))),
        ("yew:8b", ModelFacts::default()),
        ("elm", ModelFacts::default()),
    ]);
    let findings = found(&run);
    let drawn = scatter(&findings, FigureName::Size);
    let marks: Vec<(&str, Shape)> = drawn.points.iter().map(|point| (point.label.as_str(), point.shape)).collect();
    assert_eq!(
        marks,
        [("alder", Shape::Circle), ("birch", Shape::Triangle), ("birch", Shape::Square), ("yew:8b", Shape::Square)]
    );
    let figure = figure::find(FigureName::Size).expect("it is registered");
    assert_eq!(
        (figure.omissions)(&findings),
        ["Not shown, because the number of parameters is not known: elm on Ollama."]
    );
}

/// By hand: 4 GB at 50 tokens a second are 200 GB/s of the 273 that Apple documents; a mixture of 30 GB of which a tenth is active reads 3 GB.
#[test]
fn the_bandwidth_is_drawn_where_it_is_documented_and_else_the_caption_says_why_not() {
    let file = |all, active, bytes| ModelFacts {
        size: Some(Bytes(bytes * BILLION)),
        ..server(all * BILLION, Some(active * BILLION))
    };
    let run = run_of(&[("alder", file(8, 8, 4)), ("birch", file(30, 3, 30))]);
    let of = |run: &Run| {
        let mut made = trials(run, |_, _, _| Did { passes: true, seconds: 3.0, first: 0.2 });
        for trial in &mut made {
            trial.tokens.generated = Some(101);
            trial.server.generation = Some(std::time::Duration::from_secs(2));
        }
        analyse(run, &made)
    };
    let findings = of(&run);
    assert_eq!(size(&findings, "birch").read_per_token, Some(Bytes(3 * BILLION)));
    let drawn = scatter(&findings, FigureName::Bandwidth);
    assert_eq!(drawn.bound.as_ref().map(|bound| bound.product), Some(273e9));
    assert!(drawn.points[0].summary.ends_with("73\u{a0}% of the memory’s bandwidth"), "{}", drawn.points[0].summary);
    let svg = Chart::Scatter(drawn).draw("fig", figure::Links::None).svg;
    assert!(svg.contains("273\u{a0}GB/s") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");

    let figure = figure::find(FigureName::Bandwidth).expect("it is registered");
    let why_not = |change: &dyn Fn(&mut Run)| {
        let mut other = run.clone();
        change(&mut other);
        let findings = of(&other);
        assert_eq!(scatter(&findings, FigureName::Bandwidth).bound, None);
        (figure.notes)(&findings).pop().expect("it says why")
    };
    let away = why_not(&|run| run.targets[1].address = None);
    assert_eq!(away, "No line of what the memory allows: a server is on another machine.");
    let unknown = why_not(&|run| run.environment.processor = Some("Apple M3 Max".to_owned()));
    assert!(
        unknown.contains("not documented"),
        "two of that name differ, and the cores of this one are neither: {unknown}"
    );

    // What a site states counts where nothing is documented; a card before the processor.
    let stated = [("A card".to_owned(), 1008.0), ("Some Processor".to_owned(), 50.0), ("Apple M4 Pro".to_owned(), 1.0)];
    let with = |change: &dyn Fn(&mut Run)| {
        let mut other = run.clone();
        change(&mut other);
        let findings = of(&other).with_bandwidth(&other, &stated.clone().into());
        findings.memory.known().map(|known| (known.of.clone(), known.bytes_per_second, known.source))
    };
    let bandwidth = |of: &str, gigabytes: f64, source| Some((of.to_owned(), gigabytes * 1e9, source));
    assert_eq!(with(&|_| ()), bandwidth("Apple M4 Pro", 273.0, "Apple’s specifications"));
    let other = |run: &mut Run| run.environment.processor = Some("Some Processor".to_owned());
    assert_eq!(with(&other), bandwidth("Some Processor", 50.0, "as this site states"));
    let card = Graphics { name: "A card".to_owned(), driver: None };
    let with_card = |run: &mut Run| {
        other(run);
        run.environment.graphics = vec![card.clone()];
    };
    assert_eq!(with(&with_card), bandwidth("A card", 1008.0, "as this site states"));
    let elsewhere = |run: &mut Run| {
        with_card(run);
        run.targets[1].address = None;
    };
    assert_eq!(with(&elsewhere), None);
}

#[test]
fn where_every_model_is_of_a_family_of_its_own_labels_name_it_and_the_legend_does_not() {
    let file = |bytes: u64| ModelFacts { size: Some(Bytes(bytes * BILLION)), ..server(8 * BILLION, Some(8 * BILLION)) };
    let legends = |models: &[(&str, ModelFacts)]| {
        let run = run_of(models);
        let mut made = trials(&run, |target, unit, _| Did { passes: unit >= target, seconds: 3.0, first: 0.2 });
        for trial in &mut made {
            trial.tokens.generated = Some(101);
            trial.server.generation = Some(std::time::Duration::from_secs(2));
        }
        let findings = analyse(&run, &made);
        [FigureName::Size, FigureName::Bandwidth].map(|name| {
            let figure = figure::find(name).expect("it is registered");
            assert!((figure.needs)(&findings), "{name}");
            let legend = (figure.legend)(&findings);
            (legend.families.len(), legend.runtimes.len())
        })
    };
    assert_eq!(legends(&[("alder:8b", file(4)), ("birch:8b", file(8))]), [(0, 1), (0, 1)]);
    let two_of_a_family = [("alder:8b", file(4)), ("alder:9b", file(5)), ("birch:8b", file(8))];
    assert_eq!(legends(&two_of_a_family), [(2, 1), (2, 1)]);
    // One whose number of parameters is not known is not drawn, and its family not in the legend.
    let and_unknown = [("alder:8b", file(4)), ("alder:9b", file(5)), ("elm", ModelFacts::default())];
    assert_eq!(legends(&and_unknown), [(1, 1), (1, 1)]);
}

/// The ends of every label of the horizontal axis, in each layout, by the table of widths that the drawing uses.
#[test]
fn no_label_of_an_axis_leaves_the_drawing() {
    for bytes in [60, 70, 80, 85, 90, 95, 99, 100, 101] {
        let file =
            |bytes: u64| ModelFacts { size: Some(Bytes(bytes * BILLION)), ..server(8 * BILLION, Some(8 * BILLION)) };
        let run = run_of(&[("alder", file(2)), ("birch", file(bytes))]);
        let mut made = trials(&run, |_, _, _| Did { passes: true, seconds: 3.0, first: 0.2 });
        for trial in &mut made {
            trial.tokens.generated = Some(101);
            trial.server.generation = Some(std::time::Duration::from_secs(2));
        }
        let drawn =
            Chart::Scatter(scatter(&analyse(&run, made), FigureName::Bandwidth)).draw("fig", figure::Links::None).svg;
        for svg in drawn.split("<svg").skip(1) {
            let number = |text: &str| {
                text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect::<String>().parse::<f64>()
            };
            let width = number(svg.split("viewBox=\"0 0 ").nth(1).expect("it has a view box")).expect("a number");
            let is_label = |text: &&str| text.contains("\u{a0}GB</text>");
            let labels: Vec<&str> = svg.split("<text").filter(is_label).collect();
            assert!(!labels.is_empty(), "{svg}");
            for label in labels {
                let x = number(label.split(" x=\"").nth(1).expect("it has a place")).expect("a number");
                // `100 GB` is 42 units wide at 12: half of it is on either side.
                assert!(x + 16.0 <= width, "{bytes}: {x} of {width}");
            }
        }
    }
}
