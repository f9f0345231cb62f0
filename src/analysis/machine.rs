//! The machine of a run in words, the same on its page and where two runs are compared.

use crate::quantity::Bytes;
use crate::record::{CoreKind, Environment, Graphics, Power};
use crate::wording::counted;

/// `14 cores`; with those of each kind, where kinds are told apart.
pub fn cores(all: u64, kinds: &[CoreKind]) -> String {
    let all = counted(usize::try_from(all).unwrap_or(usize::MAX), "core");
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("{} {}", kind.count, kind.name)).collect();
    if kinds.is_empty() { all } else { format!("{all} ({})", kinds.join(", ")) }
}

/// Memory as vendors state it: whole gibibytes, written as GB.
pub fn memory(bytes: Bytes) -> String {
    format!("{:.0} GB", bytes.0 as f64 / f64::from(1 << 30))
}

/// Graphics processors with their drivers; equal ones are counted.
pub fn graphics(graphics: &[Graphics]) -> String {
    let described = |one: &Graphics| match &one.driver {
        Some(driver) => format!("{}, driver {driver}", one.name),
        None => one.name.clone(),
    };
    let equal = graphics.chunk_by(PartialEq::eq).filter_map(|equal| Some((equal.len(), equal.first()?)));
    let words =
        equal.map(|(count, one)| if count == 1 { described(one) } else { format!("{count} × {}", described(one)) });
    words.collect::<Vec<_>>().join("; ")
}

/// The operating system: `Debian GNU/Linux 13, kernel 6.12.57, x86_64`; `None` if it is not known.
pub fn system(environment: &Environment) -> Option<String> {
    let architecture = &environment.architecture;
    environment.os.as_ref().map(|os| match &environment.kernel {
        Some(kernel) => format!("{os}, kernel {kernel}, {architecture}"),
        None => format!("{os}, {architecture}"),
    })
}

/// Where power comes from: `mains`, `battery`.
pub fn power(power: Power) -> &'static str {
    match power {
        Power::Mains => "mains",
        Power::Battery => "battery",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording;

    #[test]
    fn cores_are_counted_by_kind_where_kinds_are_told_apart() {
        let kind = |name: &str, count| CoreKind { name: name.to_owned(), count };
        assert_eq!(wording::plain(&cores(2, &[])), "2 cores");
        let kinds = [kind("performance", 10), kind("efficiency", 4)];
        assert_eq!(wording::plain(&cores(14, &kinds)), "14 cores (10 performance, 4 efficiency)");
    }
}
