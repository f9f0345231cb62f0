//! Numbers of runs in the words of messages and of the list of evidence.

use crate::analysis::metric::Value;
use crate::content::Operation;
use crate::wording::{self, NO_BREAK, Unit};

use super::resolve::{QueriedNumber, QueryAnswer};

/// A number in its unit: `236 ms`, `over 60 s`.
pub fn number(value: &Value, unit: Unit) -> String {
    let words = match unit {
        Unit::Plain => wording::significant(value.number),
        _ => unit.prose(value.number),
    };
    if value.censored { format!("over {words}") } else { words }
}

/// The 95 % interval of a number: `229–244 ms`; `None` without one.
pub fn interval(value: &Value, unit: Unit) -> Option<String> {
    let (low, high) = value.interval?;
    let Some(high) = high else { return Some(format!("{} or more", number(&end(low), unit))) };
    Some(match unit {
        Unit::Percent => format!("{}{NO_BREAK}%", wording::interval(low, high)),
        Unit::Points => {
            format!("{} to {}{NO_BREAK}points", wording::signed(low, 1), wording::signed(high, 1))
        }
        _ => joined(&number(&end(low), unit), &number(&end(high), unit)),
    })
}

/// A number with its interval and what it is based on: `236 ms (95% CI 229–244 ms, n = 180)`.
pub fn measured(found: &QueriedNumber) -> String {
    let interval = interval(&found.value, found.unit).map(|ends| format!("95{NO_BREAK}% CI {ends}"));
    let n = (found.unit != Unit::Count && found.value.n > 0).then(|| format!("n = {}", wording::count(found.value.n)));
    let more: Vec<String> = interval.into_iter().chain(n).collect();
    match more.is_empty() {
        true => number(&found.value, found.unit),
        false => format!("{} ({})", number(&found.value, found.unit), more.join(", ")),
    }
}

/// The number that a query asks for, and the numbers that it is made of.
pub fn answer(answer: &QueryAnswer) -> String {
    match (answer.operation, answer.found.as_slice()) {
        (Some(Operation::Ratio), [first, second]) if first.unit == Unit::Count => {
            let share = Unit::Percent.prose(answer.value.number * 100.0);
            let parts = [first, second].map(|found| number(&found.value, found.unit));
            format!("{} of {} ({share})", parts[0], parts[1])
        }
        (Some(operation), [first, second]) => {
            let sign = if operation == Operation::Ratio { "/" } else { "\u{2212}" };
            let parts = [first, second].map(|found| number(&found.value, found.unit));
            format!("{} ({} {sign} {})", number(&answer.value, answer.unit), parts[0], parts[1])
        }
        (_, found) => found.first().map(measured).unwrap_or_default(),
    }
}

fn end(number: f64) -> Value {
    Value { number, interval: None, n: 0, censored: false }
}

/// A range whose ends have one unit names it once: `229–244 ms`.
fn joined(low: &str, high: &str) -> String {
    let parts =
        |text: &str| text.split_once(char::is_whitespace).map(|(bare, unit)| (bare.to_owned(), unit.to_owned()));
    match (parts(low), parts(high)) {
        (Some((bare, unit)), Some((_, other))) if unit == other => wording::range(&bare, high),
        _ => wording::range(low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_names_its_unit_once() {
        let words = |interval: (f64, Option<f64>), unit: Unit| {
            let value = Value { number: interval.0, interval: Some(interval), n: 9, censored: false };
            super::interval(&value, unit).map(|words| wording::plain(&words))
        };
        assert_eq!(words((0.229, Some(0.244)), Unit::Seconds).as_deref(), Some("229-244 ms"));
        assert_eq!(words((0.9, Some(1.1)), Unit::Seconds).as_deref(), Some("900 ms-1.10 s"));
        assert_eq!(words((11.7, Some(25.5)), Unit::PerMinute).as_deref(), Some("11.7-25.5 per minute"));
        assert_eq!(words((90.6, Some(98.2)), Unit::Percent).as_deref(), Some("91-98 %"));
        assert_eq!(words((-3.21, Some(4.0)), Unit::Points).as_deref(), Some("-3.2 to +4.0 points"));
        assert_eq!(words((12.0, None), Unit::Seconds).as_deref(), Some("12.0 s or more"));
    }
}
