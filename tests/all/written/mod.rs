//! Numbers as written: what agrees with what, how it is spelt again, and what no text can break.

mod agreement;
mod corpus;
mod found;
mod properties;

use offprint::wording::Unit;
use offprint::written::{Agreement, Convention, Known, NumberRole, literal};

pub(super) const VALUE: Agreement = Agreement::Differs { role: NumberRole::Value };
pub(super) const NUMBER: Agreement = Agreement::Differs { role: NumberRole::Numerator };
pub(super) const LOW: Agreement = Agreement::Differs { role: NumberRole::Low };

pub(super) fn of(number: f64, unit: Unit) -> Known {
    Known::new(number, unit)
}

pub(super) fn seconds(number: f64) -> Known {
    of(number, Unit::Seconds)
}

pub(super) fn percent(number: f64) -> Known {
    of(number, Unit::Percent)
}

pub(super) fn plain(number: f64) -> Known {
    of(number, Unit::Plain)
}

pub(super) fn count(number: f64) -> Known {
    of(number, Unit::Count)
}

pub(super) fn over(number: f64) -> Known {
    Known { over: true, ..seconds(number) }
}

pub(super) fn within(known: Known, low: f64, high: f64) -> Known {
    Known { low: Some(low), high: Some(high), ..known }
}

pub(super) fn share(part: f64, whole: f64) -> Known {
    Known { parts: Some((part, whole)), ..percent(100.0 * part / whole) }
}

/// A text, what is known, whether they agree, and the text with the known number.
pub(super) type Row = (&'static str, Known, Agreement, Option<&'static str>);

#[track_caller]
pub(super) fn hold(convention: Convention, rows: &[Row]) {
    let mut faults = Vec::new();
    for (text, known, agreement, respelled) in rows {
        let found = match literal(text, convention) {
            Ok(found) => (Some(found.agrees(known)), found.respelled(known)),
            Err(_) => (None, None),
        };
        if found != (Some(*agreement), respelled.map(str::to_owned)) {
            faults.push(format!("{text:?}: {found:?}, and not {:?}", (agreement, respelled)));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
