//! The parameters of a shortcode: `src="a.png" 300`, `id="x", autoplay=true`.

use std::sync::LazyLock;

use regex::Regex;

/// A parameter, with its name if it has one.
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`,()=]+))"#).expect("it is a pattern")
});

/// The parameters, in order.
pub(super) struct ShortcodeParameters<'a>(Vec<(Option<&'a str>, &'a str)>);

impl<'a> ShortcodeParameters<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let read = |found: regex::Captures<'a>| {
            let value = (2..=5).find_map(|group| found.get(group)).map_or("", |value| value.as_str());
            (found.get(1).map(|name| name.as_str()), value)
        };
        Self(PARAMETER.captures_iter(text).map(read).collect())
    }

    /// The first parameter with one of these names.
    pub(super) fn named(&self, names: &[&str]) -> Option<&'a str> {
        let is_it = |name: &Option<&str>| name.is_some_and(|name| names.contains(&name));
        self.0.iter().find(|(name, value)| is_it(name) && !value.is_empty()).map(|(_, value)| *value)
    }

    /// The parameter without a name at this place among those without, from 0.
    pub(super) fn at(&self, place: usize) -> Option<&'a str> {
        self.0.iter().filter(|(name, _)| name.is_none()).nth(place).map(|(_, value)| *value)
    }
}
