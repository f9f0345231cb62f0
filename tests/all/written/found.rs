//! Which numbers of a text are found, which are exempt, and what they may be about.

use offprint::written::Convention::{English, German};
use offprint::written::{Convention, Exemption, Known, NumeralKind, literal, nearest, numerals};

use super::{count, over, percent, plain, seconds, share};

/// The numerals of a text, as what was written, exempt ones in brackets.
fn found(text: &str, convention: Convention) -> Vec<String> {
    let names = ["Qwen", "Qwen3", "qwen3", "coder", "30b", "gemma3", "Gemma 3", "SmolLM2", "135M"];
    let found = numerals(text, convention, &|name| names.contains(&name));
    let shown = found.iter().map(|numeral| match &numeral.kind {
        NumeralKind::Quantity(_) => text[numeral.range.clone()].to_owned(),
        NumeralKind::Unreadable => format!("?{}", &text[numeral.range.clone()]),
        NumeralKind::Exempt(kind) => format!("({kind:?}: {})", &text[numeral.range.clone()]),
    });
    shown.collect()
}

#[test]
fn every_number_of_a_sentence_is_found() {
    for (text, expected) in [
        ("The first token arrives after 212 ms, the last after 1.34 s.", vec!["212 ms", "1.34 s"]),
        ("It passes 96.0 % (91–99), and six others could be as good.", vec!["96.0 % (91–99)", "six"]),
        ("Seven of seventeen invented targets pass; two do not.", vec!["Seven of seventeen"]),
        ("One model failed, and none of them is one.", vec![]),
        ("It is 1.9 to 2.1 times as fast, twice as fast as the other.", vec!["1.9 to 2.1 times as", "twice"]),
        ("A third model came third; a third of the cases failed.", vec!["third", "a third"]),
        (
            "Half of the answers took half a second; on more than half, nothing.",
            vec!["Half", "half a second", "more than half"],
        ),
        ("top-5 targets in sub-100 ms at 200-token prompts", vec!["5 targets", "100 ms", "200"]),
        ("n = 180, p < 0.05, 63/146.", vec!["n = 180", "< 0.05", "63/146"]),
        ("At 43.2 tokens/s (41–45) it needs 4.7 GB.", vec!["43.2 tokens/s (41–45)", "4.7 GB"]),
        ("from 212 ms to 180 ms; $0.03; 2×", vec!["from 212 ms to 180 ms", "0.03", "2×"]),
        ("**91 %** and _88_ and `x` 3.", vec!["91 %", "88", "3"]),
        ("1,250 cases, 1 250 cases, 1\u{202f}250 cases", vec!["1,250", "1 250", "1\u{202f}250"]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(|one| one.replace("5 targets", "5")).collect();
        assert_eq!(found(text, English), expected, "{text}");
    }
}

#[test]
fn what_is_exempt_by_its_form_is_marked() {
    for (text, expected) in [
        ("On 2026-05-05, 5 May 2026, May 5, 2026 and in May 2026", "Date Date Date Date"),
        ("In 2026, since 2024–2026, at 14:30 or 9 am", "Date Date TimeOfDay TimeOfDay"),
        ("v0.3.1 of b11669, Ollama 0.33.0, CUDA 12.4, version 2", "Version Name Version Version Version"),
        ("qwen3-coder:30b in Q4_K_M on an M4 Pro", "Name Name Name"),
        ("Qwen 3.5 and Gemma 3 27B, SmolLM2 135M, Qwen3-30B-A3B", "Name Name Name Name Name"),
        ("GPT-4, INT8, 4-bit, 5-shot, 941f309b, p95", "Name Name Name Statistic Name Statistic"),
        ("Section 3, Figures 2 and 4, Table 1, step 2, note 4, #12", "Label Label Label Label Label Label"),
        ("the 95 % CI, a 95% confidence interval, the 95th percentile", "Statistic Statistic Statistic"),
        ("see https://arxiv.org/abs/1701.06538 for more", "Address"),
        ("1. first\n2) second", "ListMarker ListMarker"),
        ("data/runs/2026-05-05-m4-pro and 2026-05-05-m4-pro", "Name Name"),
    ] {
        let kinds = numerals(text, English, &|name| ["Qwen3.5", "Gemma 3", "135M", "SmolLM2"].contains(&name));
        let shown: Vec<String> = kinds
            .iter()
            .map(|one| match &one.kind {
                NumeralKind::Exempt(kind) => format!("{kind:?}"),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }
    let german = found("Am 5. Mai 2026 um 14 Uhr, Abschnitt 3, 95-%-Konfidenzintervall, im Mai 2026", German);
    let expected = [Exemption::Date, Exemption::TimeOfDay, Exemption::Label, Exemption::Statistic, Exemption::Date];
    assert_eq!(
        german.iter().map(|one| one.split(':').next().unwrap().to_owned()).collect::<Vec<_>>(),
        expected.map(|kind| format!("({kind:?}"))
    );
}

#[test]
fn german_prose_is_read() {
    for (text, expected) in [
        ("Das erste Token kommt nach 212 ms, das letzte nach 1,34 s.", vec!["212 ms", "1,34 s"]),
        ("Sieben von siebzehn Modellen; zwei Zeitüberschreitungen.", vec!["Sieben von siebzehn", "zwei"]),
        ("Es ist 1,8-mal so schnell und liegt auf Platz 3.", vec!["1,8-mal so", "3"]),
        ("Gut 70 Prozent, knapp 1.234 Anfragen, ein Modell.", vec!["Gut 70 Prozent", "knapp 1.234"]),
        ("Das dritte Modell kam auf den dritten Platz.", vec!["dritten"]),
    ] {
        assert_eq!(found(text, German), expected, "{text}");
    }
}

#[test]
fn an_unbound_number_is_matched_by_its_unit() {
    let known = [
        seconds(0.2123),
        percent(91.2),
        count(91.0),
        share(7.0, 17.0),
        Known { n: Some(146), ..percent(60.0) },
        plain(1.83),
        over(60.0),
    ];
    let fitting = |text: &str| nearest(&literal(text, English).unwrap(), &known).fitting;
    assert_eq!(fitting("212 ms"), [0]);
    assert_eq!(fitting("212"), [0; 0]);
    assert_eq!(fitting("91"), [1, 2]);
    assert_eq!(fitting("91 %"), [1]);
    assert_eq!(fitting("seven of seventeen"), [3]);
    assert_eq!(fitting("over 146 cases"), [4]);
    assert_eq!(fitting("1.8x"), [5]);
    assert_eq!(fitting("under 300 ms"), [0; 0]);
    assert_eq!(fitting("under 220 ms"), [0]);
    assert_eq!(fitting("over 60 s"), [6]);
    assert_eq!(nearest(&literal("93 %", English).unwrap(), &known).nearest, Some(1));
    let cell = |heading: &str| nearest(&literal("212", English).unwrap().under_heading(heading), &known).fitting;
    assert_eq!((cell("TTFT (ms)"), cell("Compliance, %")), (vec![0], vec![]));
}
