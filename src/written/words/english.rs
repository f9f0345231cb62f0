//! English.

use super::units::MeasuredIn;
use super::{Direction, Hedge, Meanings, Vocabulary};

#[rustfmt::skip]
pub(in crate::written) const ENGLISH: Vocabulary = Vocabulary {
    cardinals: [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ],
    tens: ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    articles: &["one", "a", "an"],
    ordinals: [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ],
    ordinal_endings: &[""],
    digit_endings: &["st", "nd", "rd", "th"],
    before_ranks: &[
        "ranks", "ranked", "rank", "placed", "comes", "came", "finishes", "finished", "landed", "lands", "best", "worst", "is", "are", "stays", "remains",
    ],
    behind_ranks: &[
        "place", "rank", "position", "spot", "best", "worst", "fastest", "slowest", "highest", "lowest", "quickest", "most",
        "overall", "of", "-best", "-fastest", "-slowest", "-highest", "-lowest", "-worst", "-quickest", "among", "out of",
    ],
    portions: &[
        (2, &["half", "halves"]), (3, &["third", "thirds"]), (4, &["quarter", "quarters", "fourth", "fourths"]),
        (5, &["fifth", "fifths"]), (6, &["sixth", "sixths"]), (7, &["seventh", "sevenths"]), (8, &["eighth", "eighths"]),
        (9, &["ninth", "ninths"]), (10, &["tenth", "tenths"]), (20, &["twentieth", "twentieths"]),
    ],
    behind_portions: &[
        "of", "as", "the", "that", "less", "more", "faster", "slower", "longer", "fewer", "higher", "lower", "its", "their", "to",
    ],
    multiples: &[
        (1, &["once"]), (2, &["twice", "double"]), (3, &["thrice", "triple"]), (4, &["quadruple"]),
    ],
    multipliers: &[
        (&[1e2], &["hundred"]), (&[1e3], &["thousand"]), (&[1e6], &["million"]), (&[1e9], &["billion"]), (&[1e12], &["trillion"]),
        (&[12.0], &["dozen"]), (&[1e3, 1024.0], &["k"]),
    ],
    hedges: HEDGES,
    hedges_behind: &[
        (Hedge::AtMost, &["or less", "or fewer", "or under", "or faster", "at most"]),
        (Hedge::AtLeast, &["or more", "or better", "or longer", "or slower", "at least", "+"]),
        (Hedge::About, &["or so", "or thereabouts", "ish", "-ish"]),
    ],
    directions: &[
        (Direction::Faster, &["faster", "quicker"]),
        (Direction::Slower, &["slower"]),
        (Direction::More, &[
            "more", "higher", "greater", "longer", "larger", "bigger", "above", "ahead", "better", "further", "up",
        ]),
        (Direction::Less, &["less", "lower", "fewer", "shorter", "smaller", "below", "behind", "worse", "down"]),
    ],
    units: &[
        ((MeasuredIn::Percent, 1.0), &["percent", "per cent"]),
        ((MeasuredIn::Points, 1.0), &[
            "percentage point", "percentage points", "percent points", "point", "points", "%-points", "% points",
        ]),
        ((MeasuredIn::Time, 1e-6), &["microsecond", "microseconds"]),
        ((MeasuredIn::Time, 1e-3), &["millisecond", "milliseconds"]),
        ((MeasuredIn::Time, 1.0), &["second", "seconds"]),
        ((MeasuredIn::Time, 60.0), &["minute", "minutes"]),
        ((MeasuredIn::Time, 3600.0), &["hour", "hours"]),
        ((MeasuredIn::Time, 86_400.0), &["day", "days"]),
        ((MeasuredIn::Time, 604_800.0), &["week", "weeks"]),
        ((MeasuredIn::PerMinute, 1.0), &["per minute", "a minute", "per min", "/minute", "/ minute", "each minute", "times a minute", "times per minute", "times each minute"]),
        ((MeasuredIn::PerMinute, 60.0), &["per second", "/second", "a second"]),
        ((MeasuredIn::PerMinute, 1.0 / 60.0), &["per hour", "an hour"]),
        ((MeasuredIn::TokensPerSecond, 1.0), &[
            "tokens per second", "tokens a second", "tokens each second", "tokens every second", "tokens per sec", "token per second",
            "tokens/second", "tok per second", "tokens-per-second",
        ]),
        ((MeasuredIn::TokensPerSecond, 1.0 / 60.0), &["tokens per minute", "tokens a minute"]),
        ((MeasuredIn::Times, 1.0), &["times"]),
        ((MeasuredIn::Factor, 1.0), &["fold", "times as", "times the"]),
        ((MeasuredIn::Parameters, 1.0), &["parameters"]),
        ((MeasuredIn::Parameters, 1e9), &["b parameters", "b params", "billion parameters"]),
        ((MeasuredIn::Parameters, 1e6), &["m parameters", "m params", "million parameters"]),
        ((MeasuredIn::Bytes, 1.0), &["bytes"]),
        ((MeasuredIn::Bytes, 1e6), &["megabytes", "megabyte"]),
        ((MeasuredIn::Bytes, 1e9), &["gigabytes", "gigabyte"]),
        ((MeasuredIn::Other, 1.0), &[
            "joule", "joules", "watt", "watts", "watt-hours", "degrees", "dollars", "cents", "euros", "years", "months", "year", "month",
        ]),
    ],
    rates: &[
        (1.0, &["per minute", "a minute", "each minute", "every minute", "/minute", "/min", "/ min", "per min"]),
        (60.0, &["per second", "a second", "each second", "every second", "/s", "/second"]),
        (1.0 / 60.0, &["per hour", "an hour", "each hour", "/h", "/hour"]),
    ],
    of: &[
        "of", "out of", "of the", "out of the", "of its", "of all", "of our", "of their", "of these", "of those", "out of all",
    ],
    of_between_words: &["in", "in every"],
    to: &["to", "through"],
    between: &[("and", &["between", "anywhere between", "somewhere between"]), ("to", &["from", "anywhere from"])],
    and: &["and", "or", ",", "to", "–", "-", "&"],
    interval_names: &[
        "95 % ci", "95% ci", "95%-ci", "95 % confidence interval", "95% confidence interval", "95 % interval", "95% interval", "ci",
        "ci95", "interval", "confidence interval", "95 % ci of", "range",
    ],
    not_nouns: &[
        "is", "was", "has", "does", "as", "this", "its", "us", "thus", "versus", "vs", "less", "across", "plus", "perhaps", "always",
        "besides", "his", "hers", "ours", "theirs", "yes", "sometimes", "unless", "afterwards", "towards", "whereas", "nevertheless",
        "various", "regardless", "previous", "needs", "gives", "takes", "shows", "says", "makes", "looks", "leaves", "comes",
        "goes", "means", "and", "or", "but", "on", "in", "at", "for", "with", "to", "of", "by", "from", "against", "than", "while", "where",
        "when", "which", "that", "it", "the", "a", "an", "if", "are", "were", "per", "out", "into", "over", "under", "so", "because",
    ],
    nouns: &["people", "data", "criteria", "children", "of the", "of them", "of these", "of those", "of our", "of its", "of us", "of all"],
    capital_nouns: false,
    places: &[
        "section", "sections", "sec.", "figure", "figures", "fig.", "figs.", "table", "tables", "chapter", "chapters", "appendix",
        "step", "steps", "note", "notes", "footnote", "footnotes", "equation", "eq.", "part", "item", "line", "lines", "page", "pages",
        "pp.", "issue", "issues", "pr", "phase", "question", "case", "experiment", "option", "rule", "attempt", "day", "week", "type",
        "tier", "listing", "example", "no.", "number", "seed", "rfc", "layer", "gpu", "cpu", "core",
    ],
    versions: &[
        "version", "versions", "v", "ver.", "release", "build", "revision", "schema", "debian", "fedora", "macos", "ios", "windows", "java",
    ],
    products: &["cuda", "rocm", "python", "pytorch", "rust", "node", "ubuntu", "linux"],
    months: &[
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "jan.", "feb.", "aug.", "sept.", "oct.",
        "nov.", "dec.",
    ],
    before_years: &[
        "in", "since", "of", "by", "until", "till", "from", "late", "early", "mid", "year", "before", "after", "during", "spring",
        "summer", "autumn", "fall", "winter", "©", "copyright", "q1", "q2", "q3", "q4", "al.", "al", "through", "the",
    ],
    statistics: &[
        "% ci", "% cis", "%-ci", "% confidence", "% credible", "% interval", "% intervals", "% compatibility", "% bootstrap", "% level",
        "percent confidence", "per cent confidence", "percent interval", "percent ci", "th percentile", "th percentiles", "st percentile",
        "nd percentile", "rd percentile", "th-percentile", "th quantile", "% quantile", "th- percentile", "th and",
    ],
    clock: &["am", "pm", "a.m.", "p.m.", "o'clock", "o’clock", "utc", "gmt", "cet", "cest"],
    not_names: &[
        "the", "a", "an", "our", "this", "that", "these", "those", "both", "all", "every", "each", "any", "its", "their", "my", "with",
        "only", "for", "at", "in", "on", "of", "and", "or", "but", "no", "of", "to", "from", "under", "over", "about", "some", "is", "was",
    ],
};

#[rustfmt::skip]
const HEDGES: Meanings<Hedge> = &[
    (Hedge::About, &[
        "about", "around", "roughly", "approximately", "approx.", "approx", "circa", "ca.", "ca", "c.", "some", "close to",
        "on the order of", "in the region of", "something like", "more or less", "~", "≈", "≃", "∼", "very roughly", "very nearly",
    ]),
    (Hedge::Nearly, &[
        "nearly", "almost", "just under", "just below", "slightly under", "slightly below", "slightly less than", "a little under",
        "a little less than", "not quite", "a bit under", "a bit less than",
    ]),
    (Hedge::JustOver, &[
        "just over", "just above", "slightly over", "slightly above", "slightly more than", "a little over", "a little more than",
        "a bit over", "a bit more than", "a shade over",
    ]),
    (Hedge::Under, &[
        "under", "below", "less than", "fewer than", "lower than", "shorter than", "well under", "well below", "comfortably under", "<",
        "never reaches", "never reached",
    ]),
    (Hedge::AtMost, &["at most", "up to", "no more than", "not more than", "no longer than", "≤", "<=", "a maximum of"]),
    (Hedge::Over, &[
        "over", "above", "more than", "greater than", "higher than", "longer than", "well over", "well above", "beyond", ">",
        "upwards of", "north of",
    ]),
    (Hedge::AtLeast, &["at least", "no less than", "not less than", "no fewer than", "≥", ">=", "a minimum of"]),
];
