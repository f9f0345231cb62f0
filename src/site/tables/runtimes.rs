//! The table of the same model on two runtimes, for runs with such pairs.

use crate::analysis::metric::{Part, Value, find};
use crate::analysis::runtimes::{inputs_in_words, not_compared, ratio_words};
use crate::analysis::{
    Difference, Faster, Findings, Inputs, Joined, LookAlike, RuntimePair, Subject, TableName, TargetFindings, TimeRatio,
};
use crate::figure::kinds::runtimes::{row_key, timeouts};
use crate::site::plan;
use crate::wording::{self, TimeUnit, Unit, counted};

use super::board::{Board, median, simulated_times};
use super::table::{Cell, Column, Datum, Row, Table, datum};
use crate::site::views::mark::mark;

/// The fields on what both were asked, and how much of the answers is identical.
const INPUTS: [&str; 9] = [
    "answers.identical",
    "answers",
    "prompts",
    "prompts.longer_on_first",
    "prompts.longer_on_other",
    "prompts.difference",
    "same_template",
    "same_system",
    "same_sampler",
];
/// The fields of one measure's ratio, after its prefix: `total.ratio`.
const RATIO: [&str; 6] = ["ratio", "ratio.low", "ratio.high", "faster", "ratio.n", "ratio.bounded"];
/// The parts of a median that a side's fields hold.
const MEDIAN: [Part; 5] = [Part::Number, Part::Low, Part::High, Part::N, Part::Censored];

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let view = View { board };
    let (first, other) = view.heads();
    let pairs = &board.findings().runtimes;
    let medians = pairs.iter().flat_map(|pair| [&pair.first, &pair.other]);
    let unit = TimeUnit::of(medians.filter_map(|subject| view.target(subject)?.total.median.at_least()));
    Table {
        id: TableName::Runtimes.to_string(),
        title: "The same model on two runtimes, case by case".to_owned(),
        note: note(board.findings(), &first, &other),
        class: "stacked".to_owned(),
        sortable: true,
        columns: view.columns(&first, &other, unit),
        rows: pairs.iter().map(|pair| view.row(pair, unit)).collect(),
        more_fields: Vec::new(),
    }
}

struct View<'a> {
    board: &'a Board<'a>,
}

impl View<'_> {
    fn target(&self, subject: &Subject) -> Option<&TargetFindings> {
        self.board.findings().targets.iter().find(|target| target.subject.id == subject.id)
    }

    /// Whether the pairs are of different runtimes.
    fn mixed(&self) -> bool {
        let runtimes = |pair: &RuntimePair| (pair.first.runtime, pair.other.runtime);
        self.board.findings().runtimes.windows(2).any(|two| runtimes(&two[0]) != runtimes(&two[1]))
    }

    /// The heads of the columns of both sides: the runtimes, if they are the same in all rows.
    fn heads(&self) -> (String, String) {
        let (first, other) = match self.board.findings().runtimes.first() {
            Some(pair) if !self.mixed() => (pair.first.runtime.short(), pair.other.runtime.short()),
            _ => ("First", "Other"),
        };
        (first.to_owned(), other.to_owned())
    }

    fn columns(&self, first: &str, other: &str, unit: TimeUnit) -> Vec<Column> {
        let fields = |stem: &str, ends: &[&str]| ends.iter().map(|end| format!("{stem}.{end}")).collect::<Vec<_>>();
        let ratio =
            |label: &str, unit: &str, stem: &str| Column::numbers(label, unit, &[]).owned_fields(fields(stem, &RATIO));
        let median = |label: &str, side: &str| {
            let parts = MEDIAN.map(|part| format!("{side}.total.p50{}", part.suffix())).to_vec();
            Column::numbers(label, &format!("median, {}", unit.word()), &[]).owned_fields(parts)
        };
        // Without a comparison, no head says what a comparison would.
        let compared = self.board.findings().runtimes.iter().any(|pair| pair.compared);
        let of = |words: &'static str| if compared { words } else { "" };
        let points = format!("points; + {}", if self.mixed() { "other" } else { other });
        let who = ["model", "first.target", "first.runtime", "other.target", "other.model", "other.runtime", "joined"];
        let mut columns = vec![Column::words("Model", "").fields(&who)];
        if self.mixed() {
            columns.push(Column::words("Runtimes", "").fields(&[]));
        }
        columns.extend([
            median(first, "first"),
            median(other, "other"),
            ratio("Answer", of("faster, 95 % CI"), "total").sorted(),
            ratio("First token", of("faster"), "ttft"),
            ratio("Overhead", of("less"), "overhead"),
            Column::numbers(
                "Compliance",
                &points,
                &[
                    "compliance.difference",
                    "compliance.difference.low",
                    "compliance.difference.high",
                    "compliance.difference.n",
                    "compliance.difference.separable",
                ],
            )
            .more_first(),
            Column::numbers("Same answers", "of those on both", &INPUTS).more_first(),
            Column::numbers(
                "Cases",
                "",
                &[
                    "cases",
                    "cases.timed_out_on_first",
                    "cases.timed_out_on_other",
                    "cases.timed_out_on_both",
                    "cases.missing",
                ],
            )
            .more_first(),
        ]);
        columns
    }

    fn row(&self, pair: &RuntimePair, unit: TimeUnit) -> Row {
        let joined = match pair.joined {
            Joined::ByFile => "file digest",
            Joined::ByDeclaration => "declared",
        };
        let (first, other) = (&pair.first, &pair.other);
        let who = [
            first.model.clone(),
            first.id.to_string(),
            first.runtime.to_string(),
            other.id.to_string(),
            other.model.clone(),
            other.runtime.to_string(),
            joined.to_owned(),
        ];
        let page = plan::target(&self.board.entry.run.id, &first.id).from(self.board.here);
        let head = Cell::words(&first.model).data(who.map(Datum::Words).to_vec()).head().link(page);
        let head = match self.target(first) {
            Some(target) => head.mark(mark(&self.board.legend, target)),
            None => head,
        };
        let mut cells = vec![head];
        if self.mixed() {
            let both = format!("{}, {}", first.runtime.short(), other.runtime.short());
            cells.push(Cell::words(both).data(Vec::new()));
        }
        let cases = pair.cases;
        cells.extend([
            self.median(first, unit),
            self.median(other, unit),
            ratio(pair, pair.total),
            ratio(pair, pair.first_token),
            ratio(pair, pair.overhead),
            compliance(pair.compliance),
            inputs(&pair.inputs),
            Cell::count(cases.n).small(timed_out(cases.timed_out())).data(
                [cases.n, cases.timed_out_on_first, cases.timed_out_on_other, cases.timed_out_on_both, cases.missing]
                    .map(Datum::count)
                    .to_vec(),
            ),
        ]);
        Row { id: row_key(pair), ..Row::of(cells) }
    }

    fn median(&self, subject: &Subject, unit: TimeUnit) -> Cell {
        let value: Option<Value> = find(self.board.findings(), "total.p50")
            .zip(self.target(subject))
            .and_then(|(metric, target)| metric.of(target));
        let data = MEDIAN.map(|part| Datum::from(value.and_then(|value| value.part(part, Unit::Seconds)))).to_vec();
        match self.target(subject) {
            Some(target) => median(&target.total, unit, data),
            None => Cell::absent().data(data),
        }
    }
}

/// Which runtime is faster, and how many times; only the interval without a significant difference.
fn ratio(pair: &RuntimePair, ratio: Option<TimeRatio>) -> Cell {
    let Some(ratio) = ratio else {
        let cell = Cell::absent();
        let cell = if pair.compared { cell } else { cell.text("not compared") };
        return cell.data(vec![Datum::Absent; RATIO.len()]);
    };
    let described = ratio_words(pair, &ratio);
    let words = match (described.faster, described.enough) {
        (Some(runtime), _) => format!("{} {}×", runtime.short(), described.factor),
        (None, true) => "no difference".to_owned(),
        (None, false) => "too few cases".to_owned(),
    };
    // A lower bound of 0 bounds nothing; `datum` leaves out an infinite upper bound.
    let bound = |value: f64| datum(Some(value).filter(|value| *value > 0.0));
    let faster = match (described.enough, described.faster) {
        (false, _) => Datum::Absent,
        (true, Some(runtime)) => Datum::Words(runtime.to_string()),
        (true, None) => Datum::Words("neither".to_owned()),
    };
    let cell = match ratio.median.nearest() {
        nearest if nearest.is_finite() => Cell::number(words, nearest),
        _ => Cell::absent().text(words),
    };
    let cell = cell.small(described.interval_with("\u{2013}").unwrap_or_default()).data(vec![
        // A median with two different bounds is not a number; its bounds are in the text only.
        datum((ratio.median.low == ratio.median.high).then_some(ratio.median.low)),
        ratio.interval.map_or(Datum::Absent, |interval| bound(interval.low)),
        ratio.interval.map_or(Datum::Absent, |interval| bound(interval.high)),
        faster,
        Datum::count(ratio.n),
        Datum::count(ratio.bounded),
    ]);
    // `Cell::absent` is muted already.
    let is_muted = ratio.median.nearest().is_infinite();
    if !is_muted && matches!(ratio.faster, Faster::Neither | Faster::TooFew) { cell.class("muted") } else { cell }
}

/// The difference in points, other less first; muted unless it is significant.
fn compliance(difference: Option<Difference>) -> Cell {
    let Some(difference) = difference else {
        return Cell::absent().data(vec![Datum::Absent; 5]);
    };
    let [value, low, high] = [difference.value, difference.low, difference.high].map(|share| share * 100.0);
    let ends = [low, high].map(|end| wording::signed(end, 0));
    let cell = Cell::number(Unit::Points.cell(value), value).small(ends.join(" to ")).data(vec![
        datum(Some(value)),
        datum(Some(low)),
        datum(Some(high)),
        Datum::count(difference.n),
        Datum::Flag(difference.separable),
    ]);
    if difference.separable { cell } else { cell.class("muted") }
}

/// How many answers are identical, and of how many.
fn inputs(inputs: &Inputs) -> Cell {
    let flag = |known: Option<bool>| known.map_or(Datum::Absent, Datum::Flag);
    let data = vec![
        Datum::count(inputs.identical),
        Datum::count(inputs.answers),
        Datum::count(inputs.prompts),
        Datum::count(inputs.longer_on_first),
        Datum::count(inputs.longer_on_other),
        datum((inputs.prompts > 0).then_some(inputs.difference as f64)),
        flag(inputs.same_template),
        flag(inputs.same_system),
        Datum::Flag(inputs.same_sampler),
    ];
    match inputs.answers {
        0 => Cell::absent().data(data),
        answers => Cell::count(inputs.identical).small(format!("of {}", wording::count(answers))).data(data),
    }
}

fn timed_out(count: usize) -> String {
    if count == 0 { String::new() } else { format!("{} timed out", wording::count(count)) }
}

/// How to read the table, and what is left out.
fn note(findings: &Findings, first: &str, other: &str) -> String {
    let pairs = &findings.runtimes;
    let mut note = Vec::new();
    note.extend(simulated_times(findings));
    let any = pairs.iter().any(|pair| pair.compared);
    note.extend(any.then(|| format!(
        "Which runtime is faster and how many times: the median of the cases’ ratios. A runtime is named if the difference is significant after \
         Holm’s correction over the pairs; otherwise the interval is for how many times as fast {} is.",
        if first == "First" { "the other" } else { other }
    )));
    note.push(match (joined_by(pairs, Joined::ByFile), joined_by(pairs, Joined::ByDeclaration)) {
        (0, _) => "Declared as the same model (`identity` in offprint.toml).".to_owned(),
        (_, 0) => "Matching file digests identify them as the same model.".to_owned(),
        _ => "Matching file digests or a declaration identify them as the same model (see the CSV).".to_owned(),
    });
    note.extend(pairs.iter().filter_map(|pair| {
        let (a, b) = pair.quantisations.as_ref()?;
        let Subject { model, runtime, .. } = &pair.first;
        Some(format!("{model} is {a} on {runtime} and {b} on {}.", pair.other.runtime))
    }));
    let all: Vec<&RuntimePair> = pairs.iter().collect();
    note.extend(not_compared(&all));
    note.extend(inputs_in_words(&all));
    note.extend(timeouts(findings));
    let missing: usize = pairs.iter().map(|pair| pair.cases.missing).sum();
    if missing > 0 {
        note.push(format!("{} measured on both runtimes, and left out of the ratios.", cases_were_not(missing)));
    }
    note.extend(similar_names(&findings.look_alikes));
    note.join(" ")
}

fn joined_by(pairs: &[RuntimePair], joined: Joined) -> usize {
    pairs.iter().filter(|pair| pair.joined == joined).count()
}

/// `1 case was not`, `2 cases were not`.
fn cases_were_not(count: usize) -> String {
    format!("{} {} not", counted(count, "case"), if count == 1 { "was" } else { "were" })
}

/// Targets with similar names that are not compared.
fn similar_names(look_alikes: &[LookAlike]) -> Option<String> {
    let named: Vec<String> = look_alikes.iter().map(LookAlike::named).collect();
    (!named.is_empty())
        .then(|| format!("Similar names, not known to be the same model, so not compared: {}.", named.join("; ")))
}
