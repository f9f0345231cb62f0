//! German.

use super::units::MeasuredIn;
use super::{Direction, Hedge, Meanings, Vocabulary};

#[rustfmt::skip]
pub(in crate::written) const GERMAN: Vocabulary = Vocabulary {
    cardinals: [
        "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn",
        "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig",
    ],
    tens: ["dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
    articles: &["eine", "einer", "einem", "einen", "eines", "ein", "eins"],
    ordinals: [
        "erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwölft", "dreizehnt",
        "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt", "zwanzigst",
    ],
    ordinal_endings: &["er", "en", "es", "em", "e"],
    digit_endings: &["."],
    before_ranks: &["platz", "rang", "als"],
    behind_ranks: &[
        "platz", "rang", "stelle", "position", "von", "unter", "beste", "bester", "besten", "bestes", "schnellste", "schnellster",
        "schnellsten", "langsamste", "langsamster", "langsamsten", "höchste", "höchsten", "niedrigste",
    ],
    portions: &[
        (2, &["hälfte", "halb", "halbe", "halben", "halber", "halbes"]), (3, &["drittel", "dritteln"]), (4, &["viertel", "vierteln"]),
        (5, &["fünftel", "fünfteln"]), (6, &["sechstel", "sechsteln"]), (8, &["achtel", "achteln"]), (10, &["zehntel", "zehnteln"]),
        (20, &["zwanzigstel"]),
    ],
    behind_portions: &["der", "des", "aller", "von", "mehr", "weniger", "schneller", "langsamer", "so", "ihrer", "seiner", "davon"],
    multiples: &[(1, &["einmal"]), (2, &["doppelt", "doppelte", "doppelten"]), (3, &["dreifach", "dreifache"])],
    multipliers: &[
        (&[1e2], &["hundert"]), (&[1e3], &["tausend", "tsd."]), (&[1e6], &["million", "millionen", "mio.", "mio"]),
        (&[1e9], &["milliarde", "milliarden", "mrd.", "mrd"]), (&[12.0], &["dutzend"]), (&[1e3, 1024.0], &["k"]),
    ],
    hedges: HEDGES,
    hedges_behind: &[
        (Hedge::AtMost, &["oder weniger", "höchstens", "maximal"]),
        (Hedge::AtLeast, &["oder mehr", "mindestens", "und mehr", "+"]),
        (Hedge::About, &["oder so"]),
    ],
    directions: &[
        (Direction::Faster, &["schneller", "schnellere", "schnelleren"]),
        (Direction::Slower, &["langsamer", "langsamere", "langsameren"]),
        (Direction::More, &["mehr", "höher", "länger", "größer", "besser", "darüber", "voraus"]),
        (Direction::Less, &["weniger", "niedriger", "kürzer", "kleiner", "schlechter", "darunter", "geringer", "zurück"]),
    ],
    units: &[
        ((MeasuredIn::Percent, 1.0), &["prozent", "v. h.", "v.h."]),
        ((MeasuredIn::Points, 1.0), &["prozentpunkt", "prozentpunkte", "prozentpunkten", "punkt", "punkte", "punkten", "%-punkte", "%-punkten"]),
        ((MeasuredIn::Time, 1e-6), &["mikrosekunde", "mikrosekunden"]),
        ((MeasuredIn::Time, 1e-3), &["millisekunde", "millisekunden"]),
        ((MeasuredIn::Time, 1.0), &["sekunde", "sekunden", "sek.", "sek"]),
        ((MeasuredIn::Time, 60.0), &["minute", "minuten", "min."]),
        ((MeasuredIn::Time, 3600.0), &["stunde", "stunden", "std.", "std"]),
        ((MeasuredIn::Time, 86_400.0), &["tag", "tage", "tagen"]),
        ((MeasuredIn::Time, 604_800.0), &["woche", "wochen"]),
        ((MeasuredIn::PerMinute, 1.0), &["pro minute", "je minute", "in der minute", "/minute", "pro min", "mal pro minute", "mal in der minute"]),
        ((MeasuredIn::PerMinute, 60.0), &["pro sekunde", "je sekunde"]),
        ((MeasuredIn::PerMinute, 1.0 / 60.0), &["pro stunde", "je stunde"]),
        ((MeasuredIn::TokensPerSecond, 1.0), &[
            "token pro sekunde", "tokens pro sekunde", "token je sekunde", "tokens je sekunde", "token/sekunde", "tokens/sekunde",
            "token/sek", "token in der sekunde",
        ]),
        ((MeasuredIn::TokensPerSecond, 1.0 / 60.0), &["token pro minute", "tokens pro minute", "token/min"]),
        ((MeasuredIn::Times, 1.0), &["mal", "male"]),
        ((MeasuredIn::Factor, 1.0), &["fach", "fache", "fachen", "faches", "facher", "mal so"]),
        ((MeasuredIn::Parameters, 1.0), &["parameter", "parametern"]),
        ((MeasuredIn::Parameters, 1e9), &["b parameter", "milliarden parameter", "milliarden parametern", "mrd. parameter"]),
        ((MeasuredIn::Parameters, 1e6), &["m parameter", "millionen parameter", "millionen parametern", "mio. parameter"]),
        ((MeasuredIn::Bytes, 1.0), &["bytes", "byte"]),
        ((MeasuredIn::Bytes, 1e6), &["megabyte"]),
        ((MeasuredIn::Bytes, 1e9), &["gigabyte"]),
        ((MeasuredIn::Other, 1.0), &[
            "joule", "watt", "wattstunden", "grad", "dollar", "cent", "euro", "jahr", "jahre", "jahren", "monat", "monate", "monaten",
        ]),
    ],
    rates: &[
        (1.0, &["pro minute", "je minute", "in der minute", "/min", "/ min", "/minute", "pro min"]),
        (60.0, &["pro sekunde", "je sekunde", "in der sekunde", "/s"]),
        (1.0 / 60.0, &["pro stunde", "je stunde", "/h"]),
    ],
    of: &["von", "von den", "der", "aus", "von insgesamt", "der insgesamt", "unter", "von allen"],
    of_between_words: &["in"],
    to: &["bis", "bis zu"],
    between: &[("und", &["zwischen"]), ("bis", &["von"])],
    and: &["und", "oder", ",", "bis", "–", "-", "&"],
    interval_names: &[
        "95-%-ki", "95 %-ki", "95%-ki", "95-%-konfidenzintervall", "95%-konfidenzintervall", "95 %-konfidenzintervall", "ki",
        "konfidenzintervall", "95 % ki", "95-prozent-intervall", "95 % ci", "95% ci", "ci", "intervall",
    ],
    not_nouns: &["Uhr"],
    nouns: &["der", "davon", "von ihnen", "von den", "dieser"],
    capital_nouns: true,
    places: &[
        "abschnitt", "abschnitte", "abschnitten", "abbildung", "abbildungen", "abb.", "bild", "tabelle", "tabellen", "tab.", "kapitel",
        "anhang", "schritt", "schritte", "anmerkung", "fußnote", "fußnoten", "gleichung", "teil", "punkt", "zeile", "seite", "seiten", "s.",
        "issue", "phase", "frage", "fall", "versuch", "stufe", "beispiel", "nr.", "nummer", "seed", "rfc", "figur", "tag",
    ],
    versions: &[
        "version", "versionen", "v", "ver.", "fassung", "release", "build", "revision", "schema", "debian", "fedora", "macos", "ios", "windows",
    ],
    products: &["cuda", "rocm", "python", "pytorch", "rust", "node", "ubuntu", "linux"],
    months: &[
        "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember", "jan.",
        "feb.", "mrz.", "apr.", "jun.", "jul.", "aug.", "sep.", "sept.", "okt.", "nov.", "dez.", "jänner",
    ],
    before_years: &[
        "in", "im", "seit", "von", "bis", "ab", "ende", "anfang", "mitte", "jahr", "jahre", "jahres", "vor", "nach", "frühjahr",
        "frühling", "sommer", "herbst", "winter", "©", "al.", "al",
    ],
    statistics: &[
        "-%-ki", " %-ki", "%-ki", "-%-konfidenz", " %-konfidenz", "%-konfidenz", "-%-konfidenzintervall", "%-konfidenzintervall",
        "-%-konfidenzintervalle", "%-konfidenzintervalle", "-prozent-konfidenzintervall", "-prozent-intervall", "-%-intervall", "%-intervall",
        " %-intervall", "% ki", "% ci", ". perzentil", "-%-quantil", ". perzentils", "%-quantil", "%-konfidenzniveau",
    ],
    clock: &["uhr"],
    not_names: &[
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "alle", "beide", "jede", "jedes", "mit", "nur",
        "für", "bei", "in", "im", "auf", "und", "oder", "aber", "kein", "keine", "von", "zu", "unter", "über", "etwa", "ist", "war",
    ],
};

#[rustfmt::skip]
const HEDGES: Meanings<Hedge> = &[
    (Hedge::About, &[
        "etwa", "ungefähr", "rund", "circa", "ca.", "ca", "zirka", "um die", "gegen", "in etwa", "an die", "~", "≈", "≃", "∼", "grob",
        "schätzungsweise",
    ]),
    (Hedge::Nearly, &["fast", "beinahe", "knapp", "nahezu"]),
    (Hedge::JustOver, &["gut", "etwas über", "etwas mehr als", "knapp über"]),
    (Hedge::Under, &["unter", "weniger als", "unterhalb von", "kürzer als", "niedriger als", "<"]),
    (Hedge::AtMost, &["höchstens", "maximal", "bis zu", "nicht mehr als", "≤", "<="]),
    (Hedge::Over, &["über", "mehr als", "oberhalb von", "länger als", "höher als", ">"]),
    (Hedge::AtLeast, &["mindestens", "wenigstens", "nicht weniger als", "≥", ">="]),
];
