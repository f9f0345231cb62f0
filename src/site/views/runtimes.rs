//! The same model on two runtimes, as figure and table: only where a run has such a pair.

use crate::analysis::runtimes::told;
use crate::analysis::{
    Difference, Faster, Findings, Joined, LookAlike, Quantile, RuntimePair, Subject, TargetFindings, TimeRatio,
};
use crate::figure::Legend;
use crate::figure::kinds::runtimes::{row_key, timeouts};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};

use super::figure::mark;
use super::table::{Cell, Column, Datum, Row, Table, datum};
use super::{TimeUnit, counted};

/// The name of the table, and of its files.
pub(in crate::site) const NAME: &str = "runtimes";

/// The table, as `here` shows it.
pub(super) fn table(entry: &RunMaterial, here: &Address) -> Table {
    let findings = &entry.findings;
    let pairs = &findings.runtimes;
    let view = View { entry, here, legend: Legend::of(findings) };
    let (first, other) = view.heads();
    let unit = TimeUnit::of(pairs.iter().flat_map(|pair| [&pair.first, &pair.other]).filter_map(|subject| {
        match view.target(subject)?.total.median {
            Quantile::At { value, .. } => Some(value),
            _ => None,
        }
    }));
    let ratio_fields =
        |stem: &str| ["ratio", "low", "high", "faster", "n", "bounded"].map(|end| format!("{stem}_{end}")).to_vec();
    let ratio =
        |label: &str, unit: &str, stem: &str| Column::numbers(label, unit, &[]).owned_fields(ratio_fields(stem));
    let mut columns =
        vec![Column::words("Model", "model").fields(&["model", "first", "other", "other_model", "joined"])];
    if view.mixed() {
        columns.push(Column::words("Runtimes", "").fields(&[]));
    }
    let median = format!("median, {}", unit.word());
    columns.extend([
        Column::numbers(&first, &median, &["first_median_s"]),
        Column::numbers(&other, &median, &["other_median_s"]),
        ratio("Answer", "faster, 95 % CI", "total").sorted(),
        ratio("First token", "faster", "first_token"),
        ratio("Overhead", "less", "overhead"),
        Column::numbers(
            "Compliance",
            &format!("points; + {}", if view.mixed() { "other" } else { &other }),
            &["compliance_points", "compliance_low", "compliance_high", "compliance_units", "compliance_separable"],
        )
        .more_first(),
        Column::numbers(
            "Cases",
            "",
            &["cases", "timed_out_on_first", "timed_out_on_other", "timed_out_on_both", "missing"],
        )
        .more_first(),
    ]);
    Table {
        id: NAME.to_owned(),
        title: "The same model on two runtimes, case by case".to_owned(),
        note: note(findings, &first, &other),
        class: "stacked".to_owned(),
        sortable: true,
        columns,
        rows: pairs.iter().map(|pair| view.row(pair, unit)).collect(),
    }
}

struct View<'a> {
    entry: &'a RunMaterial,
    here: &'a Address,
    legend: Legend,
}

impl View<'_> {
    fn target(&self, subject: &Subject) -> Option<&TargetFindings> {
        self.entry.findings.targets.iter().find(|target| target.subject.id == subject.id)
    }

    /// Whether not all pairs are of the same two runtimes.
    fn mixed(&self) -> bool {
        let runtimes = |pair: &RuntimePair| (pair.first.runtime.clone(), pair.other.runtime.clone());
        self.entry.findings.runtimes.windows(2).any(|two| runtimes(&two[0]) != runtimes(&two[1]))
    }

    /// What the columns of the two sides are called: the runtimes where they are the same in all rows.
    fn heads(&self) -> (String, String) {
        let (first, other) = match self.entry.findings.runtimes.first() {
            Some(pair) if !self.mixed() => (short(&pair.first.runtime), short(&pair.other.runtime)),
            _ => ("First", "Other"),
        };
        (first.to_owned(), other.to_owned())
    }

    fn row(&self, pair: &RuntimePair, unit: TimeUnit) -> Row {
        let words = |text: &str| Datum::Words(text.to_owned());
        let joined = match pair.joined {
            Joined::ByFile => "file digest",
            Joined::ByDeclaration => "declared",
        };
        let data = [&pair.first.model, &pair.first.runtime, &pair.other.runtime, &pair.other.model];
        let data = data.into_iter().map(|text| words(text)).chain([words(joined)]).collect();
        let head = Cell::words(&pair.first.model)
            .data(data)
            .head()
            .link(plan::target(&self.entry.run.id, &pair.first.id).from(self.here));
        let head = match self.target(&pair.first) {
            Some(target) => head.mark(mark(&self.legend, target)),
            None => head,
        };
        let mut cells = vec![head];
        if self.mixed() {
            let both = format!("{}, {}", short(&pair.first.runtime), short(&pair.other.runtime));
            cells.push(Cell::words(both).data(Vec::new()));
        }
        let median = |subject: &Subject| {
            self.target(subject).map_or_else(Cell::absent, |target| super::leaderboard::time(target.total.median, unit))
        };
        let cases = pair.cases;
        cells.extend([
            median(&pair.first),
            median(&pair.other),
            ratio(pair, pair.total),
            ratio(pair, pair.first_token),
            ratio(pair, pair.overhead),
            compliance(pair.compliance),
            Cell::number(cases.n.to_string(), cases.n as f64).small(timed_out(cases.timed_out())).data(
                [cases.n, cases.timed_out_on_first, cases.timed_out_on_other, cases.timed_out_on_both, cases.missing]
                    .map(|count| Datum::Number(count as f64))
                    .to_vec(),
            ),
        ]);
        Row { id: row_key(pair), class: String::new(), cells }
    }
}

/// Which is faster, and how many times. Where the data cannot tell, the interval alone.
fn ratio(pair: &RuntimePair, ratio: Option<TimeRatio>) -> Cell {
    let Some(ratio) = ratio else {
        return Cell::absent().data(vec![Datum::Absent; 6]);
    };
    let told = told(pair, &ratio);
    let words = match (&told.faster, told.enough) {
        (Some(runtime), _) => format!("{} {}×", short(runtime), told.factor),
        (None, true) => "no difference".to_owned(),
        (None, false) => "too few cases".to_owned(),
    };
    let open = |value: f64| datum((value > 0.0 && value.is_finite()).then(|| rounded(value)));
    let known = (ratio.median.low == ratio.median.high).then(|| rounded(ratio.median.low));
    let faster = match (told.enough, &told.faster) {
        (false, _) => Datum::Absent,
        (true, Some(runtime)) => Datum::Words(runtime.clone()),
        (true, None) => Datum::Words("neither".to_owned()),
    };
    let cell = match ratio.median.nearest() {
        nearest if nearest.is_finite() => Cell::number(words, rounded(nearest)),
        _ => Cell::absent().text(words),
    };
    let cell = cell.small(told.interval_with("–").unwrap_or_default()).data(vec![
        datum(known),
        ratio.interval.map_or(Datum::Absent, |interval| open(interval.low)),
        ratio.interval.map_or(Datum::Absent, |interval| open(interval.high)),
        faster,
        Datum::Number(ratio.n as f64),
        Datum::Number(ratio.bounded as f64),
    ]);
    let is_muted = ratio.median.nearest().is_infinite();
    if !is_muted && matches!(ratio.faster, Faster::Neither | Faster::TooFew) { cell.class("muted") } else { cell }
}

/// To six decimals: the last digits of a logarithm are each machine's own.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// A runtime's name where room is short.
fn short(runtime: &str) -> &str {
    runtime.trim_end_matches("-compatible")
}

/// Points more on the other; in plain ink only where they stand.
fn compliance(difference: Option<Difference>) -> Cell {
    let Some(difference) = difference else {
        return Cell::absent().data(vec![Datum::Absent; 5]);
    };
    let [value, low, high] = [difference.value, difference.low, difference.high].map(|share| rounded(share * 100.0));
    let cell =
        Cell::number(signed(value, 1), value).small(format!("{} to {}", signed(low, 0), signed(high, 0))).data(vec![
            Datum::Number(value),
            Datum::Number(low),
            Datum::Number(high),
            Datum::Number(difference.n as f64),
            Datum::Words(if difference.separable { "yes" } else { "no" }.to_owned()),
        ]);
    if difference.separable { cell } else { cell.class("muted") }
}

/// A difference with its sign; nothing is neither more nor less.
fn signed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    if text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        return text;
    }
    format!("{}{text}", if value < 0.0 { '−' } else { '+' })
}

fn timed_out(count: usize) -> String {
    if count == 0 { String::new() } else { format!("{count} timed out") }
}

/// How to read the table, and what it leaves out.
fn note(findings: &Findings, first: &str, other: &str) -> String {
    let pairs = &findings.runtimes;
    let mut note = Vec::new();
    if findings.simulated {
        note.push("Simulated.".to_owned());
    }
    note.push(format!(
        "Which runtime is faster and how many times: the median of the cases’ own ratios. It is named where the difference stands after \
         Holm’s correction over the pairs; else the interval says how many times as fast {} may be.",
        if first == "First" { "the other" } else { other }
    ));
    note.push(match (by(pairs, Joined::ByFile), by(pairs, Joined::ByDeclaration)) {
        (0, _) => "That they are one model is declared.".to_owned(),
        (_, 0) => "That they are one model their files’ digests say.".to_owned(),
        _ => "That they are one model their files’ digests say, or a declaration (see the CSV).".to_owned(),
    });
    note.extend(pairs.iter().filter_map(|pair| {
        let (a, b) = pair.quantisations.as_ref()?;
        let Subject { model, runtime, .. } = &pair.first;
        Some(format!("{model} is {a} on {runtime} and {b} on {}.", pair.other.runtime))
    }));
    note.extend(timeouts(findings));
    let missing: usize = pairs.iter().map(|pair| pair.cases.missing).sum();
    if missing > 0 {
        note.push(format!("{} measured on both runtimes: in no ratio.", not(missing)));
    }
    note.extend(apart(&findings.look_alikes));
    note.join(" ")
}

fn by(pairs: &[RuntimePair], joined: Joined) -> usize {
    pairs.iter().filter(|pair| pair.joined == joined).count()
}

/// `1 case was not`, `2 cases were not`.
fn not(count: usize) -> String {
    format!("{} {} not", counted(count, "case"), if count == 1 { "was" } else { "were" })
}

/// Those that look alike and are not compared.
fn apart(look_alikes: &[LookAlike]) -> Option<String> {
    let named: Vec<String> = look_alikes.iter().map(LookAlike::named).collect();
    (!named.is_empty())
        .then(|| format!("Of one name, but not known to be one model, and so not compared: {}.", named.join("; ")))
}
