//! What holds for any text and any number.

use offprint::wording::Unit;
use offprint::written::Agreement::Agrees;
use offprint::written::Convention::{English, German};
use offprint::written::{Known, literal, numerals};
use proptest::prelude::*;

use super::{count, of, percent, plain, seconds, within};

/// Pieces of prose that mean something to a reader of numbers.
fn prose() -> impl Strategy<Value = String> {
    let pieces = [
        "about ",
        "under ",
        "over ",
        "between ",
        " and ",
        " to ",
        "from ",
        " of ",
        "7",
        "17",
        "0.5",
        "1,234",
        "1.234,5",
        ".",
        ",",
        "-",
        "\u{2013}",
        "\u{2212}",
        "+",
        "%",
        " %",
        " ms",
        " s",
        "x",
        "\u{d7}",
        "(",
        ")",
        "[",
        "]",
        "/",
        ":",
        " ",
        "\u{a0}",
        "\u{202f}",
        "\n",
        "seven",
        "Twenty-",
        "one",
        "a",
        "half",
        "third",
        "thirds",
        "twice",
        "n = ",
        "\u{b1}",
        "95% CI ",
        "May ",
        "2026",
        "v",
        "Q4_K",
        "b",
        "e",
        "E9",
        "K",
        "ß",
        "İ",
        "ﬀ",
        "東",
        "\u{301}",
        "½",
        "٣",
        "999999999999",
        "Section ",
        "#",
        "https://",
        "@",
        "fünf",
        "und",
        "zwanzig",
    ];
    let piece = prop_oneof![8 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,3}", 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn any_known() -> impl Strategy<Value = Known> {
    let units = [
        Unit::Percent,
        Unit::Points,
        Unit::Seconds,
        Unit::PerMinute,
        Unit::TokensPerSecond,
        Unit::Count,
        Unit::Bytes,
        Unit::Parameters,
        Unit::Plain,
    ];
    let number =
        prop_oneof![-200.0..200.0_f64, 0.0..2.0_f64, (0_u32..40).prop_map(f64::from), 0.0..1e10_f64, any::<f64>()];
    (number, prop::sample::select(units.to_vec()), any::<bool>(), prop::option::of(0_usize..300)).prop_map(
        |(number, unit, over, n)| Known {
            low: Some(number - number.abs() * 0.1),
            high: Some(number + number.abs() * 0.1),
            over,
            parts: n.map(|n| ((n / 2) as f64, n as f64)),
            n,
            ..Known::new(number, unit)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn numerals_are_in_order_and_apart(text in prose(), german: bool) {
        let convention = if german { German } else { English };
        let mut end = 0;
        for numeral in numerals(&text, convention, &|name| name.len() % 3 == 0) {
            prop_assert!(numeral.range.start >= end && numeral.range.end > numeral.range.start, "{numeral:?}");
            prop_assert!(text.get(numeral.range.clone()).is_some(), "{numeral:?}");
            end = numeral.range.end;
        }
    }

    #[test]
    fn what_is_spelt_again_agrees(text in prose(), german: bool, known in any_known()) {
        let convention = if german { German } else { English };
        let Ok(read) = literal(&text, convention) else { return Ok(()) };
        let Some(again) = read.respelled(&known) else { return Ok(()) };
        let reread = literal(&again, convention).map(|literal| literal.agrees(&known));
        prop_assert_eq!(reread, Ok(Agrees), "{:?} as {:?}", text, again);
    }

    #[test]
    fn every_usual_style_can_be_spelt_again(style in 0_usize..8, number in 0.01..5000.0_f64) {
        let (text, known) = [
            ("212 ms", seconds(number)),
            ("0.21 s", seconds(number)),
            ("95.5 %", percent(number)),
            ("about 70 %", percent(number)),
            ("1.8x", plain(number)),
            ("10,539 per minute", of(number, Unit::PerMinute)),
            ("seven targets", count(number.floor())),
            ("95.5 (91–99)", within(percent(number), number * 0.9, number * 1.1)),
        ][style];
        let again = literal(text, English).unwrap().respelled(&known);
        prop_assert!(again.is_some(), "{} with {}", text, number);
    }
}

#[test]
fn long_texts_are_read_through() {
    for piece in [
        "1,",
        "1 ",
        "a-1",
        "1.",
        "about ",
        "http://,",
        "0",
        "between 1 and ",
        "(",
        "May ",
        "1–",
        "Figure 1 and ",
        "½",
        " ",
    ] {
        let text = piece.repeat(2_000 / piece.len());
        let found = numerals(&text, English, &|_| false);
        assert!(found.len() <= text.len());
        let _ = literal(&text, German);
    }
}
