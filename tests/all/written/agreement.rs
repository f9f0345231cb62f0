//! Which literal is true of which known number, and how it is spelt with another.

use offprint::wording::Unit;
use offprint::written::Agreement::{Agrees, Censored};
use offprint::written::Convention::{English, German};
use offprint::written::{Agreement, Hedge, Known, NumberRole, literal};

use super::{LOW, NUMBER, VALUE, count, hold, of, over, percent, plain, seconds, share, within};

#[test]
fn a_number_agrees_at_its_precision() {
    hold(
        English,
        &[
            ("212 ms", seconds(0.212_34), Agrees, Some("212 ms")),
            ("0.21 s", seconds(0.212_34), Agrees, Some("0.21 s")),
            ("212 ms", seconds(0.2361), VALUE, Some("236 ms")),
            ("212ms", seconds(0.2361), VALUE, Some("236ms")),
            ("212\u{a0}ms", seconds(0.2361), VALUE, Some("236\u{a0}ms")),
            ("212 milliseconds", seconds(0.2361), VALUE, Some("236 milliseconds")),
            ("0.21 s", seconds(0.2361), VALUE, Some("0.24 s")),
            ("1.3 seconds", seconds(4.268), VALUE, Some("4.3 seconds")),
            ("0.2 s", seconds(0.0041), VALUE, Some("0.004 s")),
            ("95.5 %", percent(95.4545), Agrees, Some("95.5 %")),
            ("95%", percent(95.4545), Agrees, Some("95%")),
            ("96 %", percent(95.4545), VALUE, Some("95 %")),
            ("95 percent", percent(88.2), VALUE, Some("88 percent")),
            ("1.8x", plain(1.83), Agrees, Some("1.8x")),
            ("1.8×", plain(2.25), VALUE, Some("2.2×")),
            ("3-fold", plain(4.2), VALUE, Some("4-fold")),
            ("10,539 per minute", of(10_539.2, Unit::PerMinute), Agrees, Some("10,539 per minute")),
            (
                "10,539 compliant answers per minute",
                of(9_812.2, Unit::PerMinute),
                VALUE,
                Some("9,812 compliant answers per minute"),
            ),
            ("10539/min", of(11_539.2, Unit::PerMinute), VALUE, Some("11539/min")),
            ("43.2 tokens/s", of(43.21, Unit::TokensPerSecond), Agrees, Some("43.2 tokens/s")),
            ("43 tok/s", of(51.7, Unit::TokensPerSecond), VALUE, Some("52 tok/s")),
            ("43 tokens per second", of(51.7, Unit::TokensPerSecond), VALUE, Some("52 tokens per second")),
            ("3.1 points", of(-3.06, Unit::Points), Agrees, Some("3.1 points")),
            ("-3.1 percentage points", of(-3.06, Unit::Points), Agrees, Some("-3.1 percentage points")),
            ("\u{2212}3.1 pp", of(2.04, Unit::Points), VALUE, Some("+2.0 pp")),
            ("+3.1 points", of(-2.04, Unit::Points), VALUE, Some("\u{2212}2.0 points")),
            ("2 min 5 s", seconds(125.2), Agrees, Some("2 min 5 s")),
            ("2 min 5 s", seconds(191.0), VALUE, Some("3 min 11 s")),
            ("4.7 GB", of(4.68e9, Unit::Bytes), Agrees, Some("4.7 GB")),
            ("7.6B parameters", of(7.62e9, Unit::Parameters), Agrees, Some("7.6B parameters")),
            ("7.6 billion parameters", of(1.23e9, Unit::Parameters), VALUE, Some("1.2 billion parameters")),
            ("32K tokens", count(32_768.0), Agrees, Some("32K tokens")),
            ("273 GB/s", plain(273.0), Agrees, Some("273 GB/s")),
        ],
    );
}

#[test]
fn halfway_may_be_rounded_either_way() {
    hold(
        English,
        &[
            ("212 ms", seconds(0.2125), Agrees, Some("212 ms")),
            ("213 ms", seconds(0.2125), Agrees, Some("213 ms")),
            ("91.5 %", percent(91.45), Agrees, Some("91.5 %")),
            ("91.4 %", percent(91.449_999_999), Agrees, Some("91.4 %")),
        ],
    );
}

#[test]
fn a_number_alone_may_have_its_unit_elsewhere() {
    hold(
        English,
        &[
            ("91", percent(91.2), Agrees, Some("91")),
            ("212", seconds(0.2361), VALUE, Some("236")),
            ("1.34", seconds(1.61), VALUE, Some("1.61")),
            ("12", count(14.0), VALUE, Some("14")),
            ("8", of(7.62e9, Unit::Parameters), Agrees, Some("8")),
            ("950", count(12_050.0), VALUE, Some("12,050")),
            ("8192", count(10_240.0), VALUE, Some("10240")),
            ("2026", count(2031.0), VALUE, Some("2031")),
        ],
    );
}

#[test]
fn words_stay_words_up_to_twenty() {
    hold(
        English,
        &[
            ("seven", count(7.0), Agrees, Some("seven")),
            ("Seven", count(9.0), VALUE, Some("Nine")),
            ("seven targets", count(23.0), VALUE, Some("23 targets")),
            ("one timeout", count(3.0), VALUE, Some("three timeouts")),
            ("3 timeouts", count(1.0), VALUE, Some("1 timeout")),
            ("one minute", seconds(60.0), Agrees, Some("one minute")),
            ("sixty seconds", seconds(60.0), Agrees, Some("sixty seconds")),
            ("twenty-one models", count(21.0), Agrees, Some("twenty-one models")),
            ("third", count(3.0), Agrees, Some("third")),
            ("third", count(5.0), VALUE, Some("fifth")),
            ("3rd", count(22.0), VALUE, Some("22nd")),
            ("twice", plain(2.1), Agrees, Some("twice")),
            ("twice", plain(3.0), VALUE, Some("thrice")),
            ("three times", plain(3.4), Agrees, Some("three times")),
            ("half", percent(51.0), Agrees, Some("half")),
            ("half", percent(61.0), VALUE, None),
            ("two thirds", share(35.0, 52.0), Agrees, Some("two thirds")),
            ("a third of the cases", percent(33.3), Agrees, Some("a third of the cases")),
            ("half a second", seconds(0.51), Agrees, Some("half a second")),
            ("two", count(1.0), VALUE, Some("one")),
        ],
    );
}

#[test]
fn shares_have_both_their_numbers() {
    hold(
        English,
        &[
            ("seven of seventeen", share(7.0, 17.0), Agrees, Some("seven of seventeen")),
            ("seven of seventeen", share(9.0, 17.0), NUMBER, Some("nine of seventeen")),
            ("7 of 17", share(9.0, 23.0), NUMBER, Some("9 of 23")),
            ("63 out of 146", share(63.0, 146.0), Agrees, Some("63 out of 146")),
            ("63/146", share(70.0, 146.0), NUMBER, Some("70/146")),
            ("7 of the 17 targets", Known { n: Some(17), ..count(7.0) }, Agrees, Some("7 of the 17 targets")),
            ("41 %", share(7.0, 17.0), Agrees, Some("41 %")),
            ("7 of 17", percent(41.2), Agreement::NotKnown { role: NumberRole::Numerator }, None),
        ],
    );
}

#[test]
fn intervals_and_ranges_have_their_ends() {
    let known = within(percent(95.4545), 91.2, 98.7);
    hold(
        English,
        &[
            ("95.5 (91–99)", known, Agrees, Some("95.5 (91–99)")),
            ("95.5 % (95% CI 91-99)", known, Agrees, Some("95.5 % (95% CI 91-99)")),
            ("95.5 % [91, 99]", known, Agrees, Some("95.5 % [91, 99]")),
            ("95.5 % (92-99)", known, LOW, Some("95.5 % (91-99)")),
            ("93.1 % (88.0 % to 96.1 %)", known, VALUE, Some("95.5 % (91.2 % to 98.7 %)")),
            ("91-99 %", known, Agrees, Some("91-99 %")),
            ("40–50 ms", within(seconds(0.05), 0.042, 0.058), LOW, Some("42–58 ms")),
            ("between 42 and 58 ms", within(seconds(0.05), 0.042, 0.058), Agrees, Some("between 42 and 58 ms")),
            ("1.9 to 2.1 times", within(plain(2.0), 1.88, 2.12), Agrees, Some("1.9 to 2.1 times")),
            ("212 ms ± 8 ms", within(seconds(0.212), 0.204, 0.220), Agrees, Some("212 ms ± 8 ms")),
            ("95.5 (91–99)", percent(95.5), Agreement::NotKnown { role: NumberRole::Low }, None),
            (
                "236 ms (95% CI 229-244, n = 180)",
                Known { n: Some(146), ..within(seconds(0.236), 0.229, 0.244) },
                Agreement::Differs { role: NumberRole::Units },
                Some("236 ms (95% CI 229-244, n = 146)"),
            ),
        ],
    );
}

#[test]
fn about_is_as_rough_as_its_number() {
    hold(
        English,
        &[
            ("about 70 %", percent(70.4), Agrees, Some("about 70 %")),
            ("about 70 %", percent(66.1), Agrees, Some("about 70 %")),
            ("about 70 %", percent(58.3), VALUE, Some("about 60 %")),
            ("about 70 %", percent(14.6), VALUE, Some("about 15 %")),
            ("roughly 200 ms", seconds(0.212), Agrees, Some("roughly 200 ms")),
            ("roughly 200 ms", seconds(0.231), VALUE, Some("roughly 230 ms")),
            ("~35 ms", seconds(0.0336), Agrees, Some("~35 ms")),
            ("~ 36 ms", seconds(0.041), VALUE, Some("~ 41 ms")),
            ("around 1.2 s", seconds(1.24), Agrees, Some("around 1.2 s")),
            ("about a minute", seconds(62.0), Agrees, Some("about a minute")),
            ("nearly 300 ms", seconds(0.291), Agrees, Some("nearly 300 ms")),
            ("nearly 300 ms", seconds(0.321), VALUE, Some("nearly 321 ms")),
            ("just over 300 ms", seconds(0.307), Agrees, Some("just over 300 ms")),
            ("almost half", percent(48.1), Agrees, Some("almost half")),
        ],
    );
}

#[test]
fn bounds_hold_or_cannot_be_kept() {
    hold(
        English,
        &[
            ("under 300 ms", seconds(0.212), Agrees, Some("under 300 ms")),
            ("under 300 ms", seconds(0.340), VALUE, None),
            ("over 90 %", percent(91.2), Agrees, Some("over 90 %")),
            ("more than 90 %", percent(90.0), VALUE, None),
            ("at least 90 %", percent(90.0), Agrees, Some("at least 90 %")),
            ("90 % or more", percent(89.0), VALUE, None),
            ("at most 12", count(12.0), Agrees, Some("at most 12")),
            ("more than half", percent(52.1), Agrees, Some("more than half")),
            ("> 60 s", over(60.0), Agrees, Some("> 60 s")),
            ("over 60 s", over(60.0), Agrees, Some("over 60 s")),
            ("over 90 s", over(60.0), Censored, Some("over 60 s")),
            ("60 s", over(60.0), Censored, None),
            ("under 50 s", over(60.0), VALUE, None),
        ],
    );
}

#[test]
fn a_percentage_may_be_the_change_that_a_ratio_is() {
    let against = |written| Agreement::WrongDirection { written };
    hold(
        English,
        &[
            ("40 % faster", plain(1.404), Agrees, Some("40 % faster")),
            ("40 % faster", plain(1.25), VALUE, Some("25 % faster")),
            ("40 % faster", plain(0.6), against(offprint::written::Direction::Faster), None),
            ("40 % less", plain(0.6), Agrees, Some("40 % less")),
            ("40 % less", plain(1.4), against(offprint::written::Direction::Less), None),
            ("40 % slower", plain(0.6), Agrees, Some("40 % slower")),
            ("40 % slower", plain(1.4), Agrees, Some("40 % slower")),
            ("91 %", plain(0.911), Agrees, Some("91 %")),
            ("3 points behind", of(-3.1, Unit::Points), Agrees, Some("3 points behind")),
            ("3 points ahead", of(-3.1, Unit::Points), against(offprint::written::Direction::More), None),
        ],
    );
}

#[test]
fn what_measures_something_else_is_said() {
    for (text, known) in [
        ("212 ms", percent(21.2)),
        ("91 %", seconds(91.0)),
        ("3 %", of(3.0, Unit::Points)),
        ("3 points", percent(3.0)),
        ("17 models", percent(17.0)),
        ("1.8x", seconds(1.8)),
        ("third", percent(3.0)),
    ] {
        let agreement = literal(text, English).map(|literal| literal.agrees(&known));
        assert!(matches!(agreement, Ok(Agreement::WrongUnit { .. })), "{text}: {agreement:?}");
    }
}

#[test]
fn german_has_its_own_marks_and_words() {
    hold(
        German,
        &[
            ("1,8-fach", plain(1.83), Agrees, Some("1,8-fach")),
            ("1,8-fache", plain(2.43), VALUE, Some("2,4-fache")),
            ("95,5 %", percent(95.4545), Agrees, Some("95,5 %")),
            ("95 Prozent", percent(88.2), VALUE, Some("88 Prozent")),
            ("1.234 Token/s", of(1234.2, Unit::TokensPerSecond), Agrees, Some("1.234 Token/s")),
            ("10.539,2 pro Minute", of(9_812.24, Unit::PerMinute), VALUE, Some("9.812,2 pro Minute")),
            ("43 Token pro Sekunde", of(43.2, Unit::TokensPerSecond), Agrees, Some("43 Token pro Sekunde")),
            ("3,1 Prozentpunkte", of(-3.06, Unit::Points), Agrees, Some("3,1 Prozentpunkte")),
            ("ca. 70 %", percent(58.3), VALUE, Some("ca. 60 %")),
            ("rund 200 ms", seconds(0.212), Agrees, Some("rund 200 ms")),
            ("weniger als 300 ms", seconds(0.340), VALUE, None),
            ("über 60 s", over(60.0), Agrees, Some("über 60 s")),
            ("sieben von siebzehn", share(9.0, 17.0), NUMBER, Some("neun von siebzehn")),
            ("dreimal", plain(2.9), Agrees, Some("dreimal")),
            ("dreimal", plain(4.1), VALUE, Some("viermal")),
            ("dritte", count(5.0), VALUE, Some("fünfte")),
            ("Dritter", count(2.0), VALUE, Some("Zweiter")),
            ("zwei Drittel", percent(66.9), Agrees, Some("zwei Drittel")),
            ("mehr als die Hälfte", percent(52.1), Agrees, Some("mehr als die Hälfte")),
            ("eine Minute", seconds(60.0), Agrees, Some("eine Minute")),
            ("einundzwanzig Modelle", count(21.0), Agrees, Some("einundzwanzig Modelle")),
            ("zwischen 42 und 58 ms", within(seconds(0.05), 0.042, 0.058), Agrees, Some("zwischen 42 und 58 ms")),
            (
                "42 bis 58 ms",
                within(seconds(0.05), 0.042, 0.061),
                Agreement::Differs { role: NumberRole::High },
                Some("42 bis 61 ms"),
            ),
            ("40 % schneller", plain(1.25), VALUE, Some("25 % schneller")),
            ("1.8x", plain(2.43), VALUE, Some("2.4x")),
        ],
    );
}

#[test]
fn a_text_that_is_not_one_number_is_said() {
    let read = |text: &str| literal(text, English).err().map(|error| format!("{error:?}"));
    assert_eq!(read("fast").as_deref(), Some("Nothing"));
    assert_eq!(read("").as_deref(), Some("Nothing"));
    assert_eq!(read("212 ms and 340 ms").as_deref(), Some("Several(0..6, 11..17)"));
    assert_eq!(read("99999999999999999999999999999999999999999999999999 ms").as_deref(), Some("Malformed(0..50)"));
    assert_eq!(read("only about 212 ms on average"), None);
    assert_eq!(literal("about 3 s", English).map(|literal| literal.hedge()), Ok(Some(Hedge::About)));
}
