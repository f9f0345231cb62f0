//! `offprint.toml`: the configuration of a site.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic, SourceFile, Span};
use crate::language::Language;
use crate::name::Slug;
use crate::text::one_line;

use super::base_url::BaseUrl;
use super::bounds::{BeyondBounds, beyond_bounds};

/// The values of `offprint.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's name, in the masthead and page titles.
    pub title: String,
    /// One line for the foot of every page.
    pub tagline: Option<String>,
    /// Where the site will be published: for what needs an address in full, as feeds do. Links of pages never need it.
    pub base_url: Option<BaseUrl>,
    /// The first language: `en`.
    pub language: Slug,
    /// The licence of text and data: `CC BY 4.0`.
    pub licence: Option<String>,
    /// What happens to loose numbers in posts that do not say it themselves.
    pub numbers: LooseNumbers,
    /// Whether posts have typographic quotes and dashes in place of straight ones.
    pub smart_punctuation: bool,
    /// The servers whose pictures pages show: `img.example.org`. Pictures of others become links.
    pub image_hosts: Vec<String>,
    /// How pages link to each other.
    pub links: LinkStyle,
    /// How fast memories are read that offprint does not know, in GB/s, by the name of the processor or graphics card as pages show it.
    pub memory_bandwidth: BTreeMap<String, f64>,
    /// Default targets of `offprint run`.
    pub targets: Vec<String>,
    /// Further targets, with keys that the command line does not have.
    pub declared: Vec<Declared>,
}

impl Config {
    /// The path of the site's root on its server, with a slash at both ends: `/`, or `/bench/` where the address has one.
    pub fn root_path(&self) -> String {
        self.base_url.as_ref().map_or_else(|| "/".to_owned(), BaseUrl::path)
    }
}

/// What happens to a number that nothing vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LooseNumbers {
    /// Nothing.
    Off,
    /// A warning.
    Warn,
    /// An error.
    Strict,
}

impl LooseNumbers {
    /// The levels as written, with their meaning.
    pub const ALL: [(&'static str, Self); 3] = [("strict", Self::Strict), ("warn", Self::Warn), ("off", Self::Off)];

    /// The level of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == text).map(|(_, level)| level)
    }
}

/// How pages link to each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkStyle {
    /// By their files, `../title/index.html`: links work from a disk, too.
    #[default]
    Portable,
    /// By their folders, `../title/`: a server is needed.
    Pretty,
}

/// A target as `[[target]]` declares it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// As on the command line: `llamacpp:qwen3-8b`.
    pub target: String,
    /// The command that serves it, word by word, with `{port}` in place of the port; empty where the server is running already.
    #[serde(default)]
    pub serve: Vec<String>,
    /// What identifies the same model on another runtime.
    pub identity: Option<String>,
    /// The environment variable that holds the key for its server.
    pub key_env: Option<String>,
    /// Whether the key may be sent unencrypted to another machine.
    #[serde(default)]
    pub key_over_http: bool,
}

const KEYS: [&str; 12] = [
    "title",
    "tagline",
    "base_url",
    "language",
    "licence",
    "numbers",
    "smart_punctuation",
    "image_hosts",
    "links",
    "memory_bandwidth",
    "targets",
    "target",
];

/// The file as TOML gives it.
#[derive(Deserialize)]
struct Written {
    title: Option<Spanned<String>>,
    tagline: Option<String>,
    base_url: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    licence: Option<String>,
    numbers: Option<Spanned<String>>,
    #[serde(default)]
    smart_punctuation: bool,
    #[serde(default)]
    image_hosts: Vec<Spanned<String>>,
    #[serde(default)]
    links: LinkStyle,
    #[serde(default)]
    memory_bandwidth: BTreeMap<String, Spanned<f64>>,
    targets: Option<Vec<String>>,
    #[serde(default)]
    target: Vec<Declared>,
}

/// Reads `offprint.toml`.
///
/// # Errors
/// Every fault in it: TOML that does not parse, unknown keys, wrong types, a title that is missing or empty.
pub(super) fn parse(source: &SourceFile) -> CheckedResult<Config> {
    let table = toml::de::DeTable::parse(source.text()).map_err(|error| vec![not_toml(source, &error)])?;
    if let Some(BeyondBounds { message, span }) = beyond_bounds(table.get_ref(), table.span()) {
        return Err(vec![Diagnostic::error(Code::CONFIG_VALUE, message).at(source, span)]);
    }
    let written: Written =
        toml::from_str(source.text()).map_err(|error| vec![wrong_value(source, table.get_ref(), &error)])?;
    let unknown = table.get_ref().keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref()));
    let mut faults: Vec<Diagnostic> =
        unknown.map(|key| unknown_key(source, key.get_ref(), key.span().into())).collect();

    let title = written.title.filter(|title| !title.get_ref().trim().is_empty());
    if title.is_none() {
        faults.push(
            Diagnostic::error(Code::NO_TITLE, "the site has no title")
                .at(source, source.line_span(1))
                .help("add a line such as `title = \"Bench notes\"`"),
        );
    }
    let language = language(source, written.language.as_ref(), &mut faults);
    let base_url = written.base_url.as_ref().and_then(|url| base_url(source, url, &mut faults));
    let numbers = written.numbers.as_ref().map(|word| (LooseNumbers::parse(word.get_ref()), word.span()));
    if let Some((None, span)) = &numbers {
        let levels = LooseNumbers::ALL.map(|(name, _)| format!("`\"{name}\"`")).join(", ");
        let fault = Diagnostic::error(Code::NUMBERS_LEVEL, "`numbers` is not a level").at(source, span.clone());
        faults.push(fault.help(format!("the levels are {levels}")));
    }
    let numbers = numbers.and_then(|(level, _)| level).unwrap_or(LooseNumbers::Warn);

    faults.extend(not_hosts(source, &written.image_hosts));
    faults.extend(not_rates(source, &written.memory_bandwidth));
    match (title, language) {
        (Some(title), Some(language)) if faults.is_empty() => Ok(Checked {
            value: Config {
                title: title.into_inner(),
                tagline: written.tagline,
                base_url,
                language,
                licence: written.licence,
                numbers,
                smart_punctuation: written.smart_punctuation,
                image_hosts: written.image_hosts.into_iter().map(|host| host.into_inner().to_lowercase()).collect(),
                links: written.links,
                memory_bandwidth: written
                    .memory_bandwidth
                    .into_iter()
                    .map(|(of, rate)| (of, rate.into_inner()))
                    .collect(),
                targets: written.targets.unwrap_or_default(),
                declared: written.target,
            },
            warnings: Vec::new(),
        }),
        _ => Err(faults),
    }
}

/// Where the site is published.
fn base_url(source: &SourceFile, written: &Spanned<String>, faults: &mut Vec<Diagnostic>) -> Option<BaseUrl> {
    let fault = |why: &str| {
        Diagnostic::error(Code::NOT_AN_ADDRESS, format!("`{}` cannot be the `base_url`: {why}", written.get_ref()))
            .at(source, written.span())
            .help("write it in full: `https://example.org/bench/`")
    };
    BaseUrl::parse(written.get_ref()).map_err(|why| faults.push(fault(why))).ok()
}

/// The faults of names that no server has.
fn not_hosts(source: &SourceFile, hosts: &[Spanned<String>]) -> Vec<Diagnostic> {
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', ':', '@', '*', ' ']);
    let fault = |host: &Spanned<String>| {
        Diagnostic::error(Code::NOT_AN_ADDRESS, format!("`{}` is not the name of a server", host.get_ref()))
            .at(source, host.span())
            .help("write its name only, as it is between `https://` and the next `/`: `img.example.org`")
    };
    hosts.iter().filter(|host| !is_host(host.get_ref())).map(fault).collect()
}

/// The faults of bandwidths that no memory has.
fn not_rates(source: &SourceFile, stated: &BTreeMap<String, Spanned<f64>>) -> Vec<Diagnostic> {
    let fault = |(of, rate): (&String, &Spanned<f64>)| {
        let message = format!("`memory_bandwidth` of `{}` is not a number of GB/s", one_line(of));
        let fault = Diagnostic::error(Code::CONFIG_VALUE, message).at(source, rate.span());
        fault.help("write gigabytes per second, as the vendor does: `\"NVIDIA GeForce RTX 4090\" = 1008`")
    };
    let is_rate = |rate: f64| rate.is_finite() && (1.0..=1e6).contains(&rate);
    stated.iter().filter(|(_, rate)| !is_rate(*rate.get_ref())).map(fault).collect()
}

/// The site's own language; English where none is given.
fn language(source: &SourceFile, written: Option<&Spanned<String>>, faults: &mut Vec<Diagnostic>) -> Option<Slug> {
    let Some(word) = written else { return Slug::parse("en").ok() };
    let error = match (Slug::parse(word.get_ref()), Language::parse(word.get_ref())) {
        (Ok(slug), Ok(_)) => return Some(slug),
        (Err(_), Ok(_)) => return None,
        (_, Err(error)) => error,
    };
    let fault = Diagnostic::error(Code::LANGUAGE, format!("`language`: {error}"))
        .at(source, word.span())
        .help("a language is written as its tag in lower case, such as `en` or `pt-br`");
    faults.push(match error.meant {
        Some(meant) => fault.label(format!("did you mean `{meant}`?")),
        None => fault,
    });
    None
}

fn unknown_key(source: &SourceFile, key: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key `{key}`"))
        .at(source, span)
        .help(format!("the keys of `offprint.toml` are {}", KEYS.join(", ")))
        .hinted(key, KEYS)
}

fn not_toml(source: &SourceFile, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().trim_end().replace('\n', ", ");
    Diagnostic::error(Code::CONFIG_VALUE, format!("this is not TOML: {message}"))
        .at(source, error.span().map_or(Span::new(0, 0), Span::from))
        .help("a line is `key = value`, with text between quotes: `title = \"Bench notes\"`")
}

/// What serde expects, in the words of a file.
const KINDS: [(&str, &str); 5] = [
    ("a string", "text in quotes"),
    ("a sequence", "a list in brackets"),
    ("a boolean", "`true` or `false`"),
    ("a borrowed string", "text in quotes"),
    ("struct Declared", "a table: write `[[target]]` above its keys"),
];

/// What serde found, in these words too.
const FOUND: [(&str, &str); 6] = [
    ("string", "text"),
    ("integer", "a number"),
    ("floating point", "a number"),
    ("boolean", "true or false"),
    ("sequence", "a list"),
    ("map", "a table"),
];

/// The fault of a key whose value serde refuses: ``invalid type: string "x", expected a sequence``.
fn wrong_value(source: &SourceFile, table: &toml::de::DeTable<'_>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().map_or(Span::new(0, 0), Span::from);
    let within = |value: std::ops::Range<usize>| value.start <= span.start && span.end <= value.end;
    let key = table.iter().find(|(_, value)| within(value.span())).map_or("offprint.toml", |(key, _)| key.get_ref());
    let message = error.message().lines().next().unwrap_or_default();
    let wanted = message.split_once(", expected ").map_or("", |(_, wanted)| wanted);
    let known = KINDS.iter().find(|(kind, _)| *kind == wanted && message.starts_with("invalid type"));
    let fault = match known {
        Some((_, words)) => Diagnostic::error(Code::CONFIG_VALUE, format!("`{key}` must be {words}")),
        None => Diagnostic::error(Code::CONFIG_VALUE, format!("in `{key}`: {}", message.replace(" field `", " key `"))),
    };
    let fault = fault.at(source, span);
    let fault = match FOUND.iter().find(|(kind, _)| message.starts_with(&format!("invalid type: {kind}"))) {
        Some((_, words)) => fault.label(format!("this is {words}")),
        None => fault,
    };
    match key.starts_with("target") {
        true => fault.help("`docs/targets.md` shows how targets are written"),
        false => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str) -> String {
        let faults = parse(&SourceFile::new("offprint.toml", text)).expect_err("it has faults");
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_site_needs_only_a_title() {
        let config = parse(&SourceFile::new("offprint.toml", "title = \"Bench notes\"")).expect("it is right").value;
        assert_eq!(config.title, "Bench notes");
        assert_eq!(config.language.as_str(), "en");
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        insta::assert_snapshot!(faults_of(
            "titel = \"Bench notes\"\nbase_url = \"example.org\"\nlanguage = \"English!\"\n"
        ));
    }

    #[test]
    fn a_bandwidth_is_a_number_of_gigabytes_per_second() {
        let text = "title = \"x\"\n[memory_bandwidth]\n\"A card\" = 1008\n\"B\" = 68.25\n";
        let config = parse(&SourceFile::new("offprint.toml", text)).expect("it is right").value;
        assert_eq!(config.memory_bandwidth, [("A card".to_owned(), 1008.0), ("B".to_owned(), 68.25)].into());
        for wrong in ["-1", "0", "inf", "1008000000000"] {
            let told = faults_of(&format!("title = \"x\"\n[memory_bandwidth]\n\"A card\" = {wrong}\n"));
            assert!(told.contains("`memory_bandwidth` of `A card` is not a number of GB/s"), "{told}");
        }
    }

    #[test]
    fn what_is_not_toml_is_reported_with_its_place() {
        insta::assert_snapshot!(faults_of("title = \"Bench\nx = 1\n"));
    }

    #[test]
    fn a_wrong_type_is_reported_with_its_place() {
        insta::assert_snapshot!(faults_of("title = 3\n"));
    }
}
