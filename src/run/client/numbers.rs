//! Reads a server's numbers. One that cannot be right is left out and noted, and the answer counts.

use std::time::Duration;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::quantity::Tokens;
use crate::wording;

/// A number of a server that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfRange {
    /// The field, by the server's name for it: `timings.prompt_ms`.
    pub field: &'static str,
    /// What it held.
    pub found: String,
    /// What it may hold: `0 to 7 days`.
    range: String,
}

impl OutOfRange {
    /// The warning about it, for the model of this name.
    pub fn warning(&self, model: &str) -> Diagnostic {
        let Self { field, found, range } = self;
        Diagnostic::warning(
            Code::SERVER_NUMBER,
            format!("the server of `{model}` reports {found} as `{field}`; it is left out"),
        )
        .help(format!("right would be {range}; answers count all the same, and this is said once per target"))
    }
}

/// Reads numbers of one reply, and collects those that it leaves out.
#[derive(Debug)]
pub(super) struct Numbers<'a> {
    notices: &'a mut Vec<OutOfRange>,
}

impl<'a> Numbers<'a> {
    /// A reader that adds to these notices.
    pub(super) fn new(notices: &'a mut Vec<OutOfRange>) -> Self {
        Self { notices }
    }

    /// A count of tokens. `null` is one that the server does not know.
    pub(super) fn tokens(&mut self, field: &'static str, value: Option<&Value>) -> Option<u64> {
        let value = value.filter(|value| !value.is_null())?;
        let number = value.as_u64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).and_then(whole));
        let count = number.filter(|count| *count <= limits::TOKENS);
        if count.is_none() {
            self.leave_out(field, value, || format!("0 to {}", Tokens(limits::TOKENS)));
        }
        count
    }

    /// A time in milliseconds, llama-server's unit.
    pub(super) fn milliseconds(&mut self, field: &'static str, value: Option<&Value>) -> Option<Duration> {
        self.time(field, value, |value| Duration::try_from_secs_f64(value.as_f64()? / 1e3).ok())
    }

    /// A time in nanoseconds, Ollama's unit.
    pub(super) fn nanoseconds(&mut self, field: &'static str, value: Option<&Value>) -> Option<Duration> {
        self.time(field, value, |value| match value.as_u64() {
            Some(whole) => Some(Duration::from_nanos(whole)),
            None => Duration::try_from_secs_f64(value.as_f64()? / 1e9).ok(),
        })
    }

    fn time(
        &mut self,
        field: &'static str,
        value: Option<&Value>,
        read: impl Fn(&Value) -> Option<Duration>,
    ) -> Option<Duration> {
        let value = value.filter(|value| !value.is_null())?;
        let time = read(value).filter(|time| *time <= limits::TIME);
        if time.is_none() {
            self.leave_out(field, value, || format!("0 to {}", wording::plain(&wording::time(limits::TIME))));
        }
        time
    }

    fn leave_out(&mut self, field: &'static str, value: &Value, range: impl Fn() -> String) {
        if self.notices.iter().all(|notice| notice.field != field) {
            let found = limits::cut(&value.to_string(), limits::EXCERPT_LENGTH).to_owned();
            self.notices.push(OutOfRange { field, found, range: range() });
        }
    }
}

/// A whole number from 0 to the largest count.
fn whole(number: f64) -> Option<u64> {
    (0.0..=limits::COUNT as f64).contains(&number).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_outside_its_range_is_left_out_and_noted_once() {
        let mut notices = Vec::new();
        let mut numbers = Numbers::new(&mut notices);
        assert_eq!(numbers.tokens("a", Some(&json!(1_000_000))), Some(1_000_000));
        assert_eq!(numbers.tokens("a", Some(&json!(12.0))), Some(12));
        assert_eq!((numbers.tokens("a", None), numbers.tokens("a", Some(&Value::Null))), (None, None));
        for value in [json!(-1), json!(1e300), json!(1.5), json!(u64::MAX), json!("NaN"), json!([1])] {
            assert_eq!(numbers.tokens("count", Some(&value)), None, "{value}");
        }
        assert_eq!(numbers.milliseconds("b", Some(&json!(1.5))), Some(Duration::from_micros(1500)));
        assert_eq!(numbers.nanoseconds("b", Some(&json!(1_500))), Some(Duration::from_nanos(1500)));
        for value in [json!(-1), json!(1e300), json!(1e14), json!("Infinity"), json!({})] {
            assert_eq!(numbers.milliseconds("time", Some(&value)), None, "{value}");
        }
        for value in [json!(-1), json!(u64::MAX), json!(1e300)] {
            assert_eq!(numbers.nanoseconds("time", Some(&value)), None, "{value}");
        }
        let noted: Vec<_> = notices.iter().map(|notice| (notice.field, notice.found.as_str())).collect();
        assert_eq!(noted, [("count", "-1"), ("time", "-1")]);
        let told = notices[0].warning("birch3:4b").to_string();
        assert!(told.contains("`count`") && told.contains("1,000,000,000"), "{told}");
    }
}
