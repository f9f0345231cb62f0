//! Answers as models write them: typographic marks, bold words, line breaks of Windows, other languages. None of it decides a verdict that
//! is about something else.
#![expect(clippy::panic, reason = "a test may fail")]

use offprint::diagnostic::SourceFile;
use offprint::name::SuiteId;
use offprint::suite::{parse, reading};

/// Whether an answer passes a check.
fn passes(check: &str, answer: &str) -> bool {
    let manifest = "title = \"T\"\ndescription = \"D\"\nversion = 1\ncategories = [\"one\"]\nproof = \"none\"\n\n[limits]\n\
                    timeout = \"60s\"\ncontext = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let case = format!(
        "title = \"T\"\ndescription = \"D\"\n\n[[case]]\nid = \"one\"\ntitle = \"T\"\nprompt = \"P\"\nchecks = [{check}]\n"
    );
    let id = SuiteId::parse("suite").expect("it is a name");
    let read = parse::parse(id, SourceFile::new("suite.toml", manifest), vec![SourceFile::new("one.toml", case)]);
    let suite = read.unwrap_or_else(|faults| panic!("{}", faults[0])).value;
    suite.cases[0].checks[0].objection(answer).is_none()
}

fn hold(passing: &[(&str, &str)], failing: &[(&str, &str)]) {
    let wrong = passing.iter().filter(|(check, answer)| !passes(check, answer)).map(|it| ("fails", it));
    let wrong: Vec<_> =
        wrong.chain(failing.iter().filter(|(check, answer)| passes(check, answer)).map(|it| ("passes", it))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_phrase_is_found_whatever_hyphens_quotes_and_spaces_it_is_set_with() {
    hold(
        &[
            // Some models write U+2011 wherever there is a hyphen.
            (r#"{ contains = ["car-free"] }"#, "A car\u{2011}free street."),
            (r#"{ contains = ["2019-2021"] }"#, "From 2019\u{2013}2021."),
            (r#"{ contains = ["300 euros"] }"#, "It costs 300\u{202f}euros."),
            (r#"{ contains = ['the "green" list'] }"#, "It is on the \u{201c}green\u{201d} list."),
            (r#"{ contains = ["don't"] }"#, "Please don\u{2019}t."),
            (r#"{ keeps = ["follow-up"] }"#, "A follow\u{2011}up on Friday."),
            (r#"{ in_order = ["first-aid", "then"] }"#, "first\u{2011}aid, then rest"),
        ],
        &[
            (r#"{ excludes = ["so-called"] }"#, "The so\u{2011}called plan."),
            (r#"{ contains = ["car-free"] }"#, "A car is free."),
        ],
    );
}

#[test]
fn bold_and_italic_words_are_the_words_they_are() {
    hold(
        &[
            (r#"{ contains = ["300 euros"] }"#, "It costs **300** euros."),
            (r#"{ contains = ["Friday the third"] }"#, "Come on **Friday** *the* third."),
            (r#"{ contains = ["Friday"] }"#, "Come on _Friday_."),
            (r#"{ contains = ["clos*"] }"#, "It is __closing__ now."),
            (r#"{ words = 4 }"#, "**Come** on _this_ Friday."),
        ],
        &[
            (r#"{ contains = ["case"] }"#, "snake_case"),
            (r#"{ contains = ["snake"] }"#, "snake_case"),
            (r#"{ excludes = ["as an AI"] }"#, "Well, as an **AI** I cannot say."),
            (r#""no_hedge""#, "On the **other** hand, it costs money."),
        ],
    );
}

#[test]
fn line_breaks_of_windows_are_line_breaks() {
    hold(
        &[
            (r#"{ exact = "one\ntwo" }"#, "one\r\ntwo\r\n"),
            (r#"{ matches = 'one\ntwo' }"#, "one\r\ntwo"),
            (r#"{ starts_with = "Dear Ada,\nthank" }"#, "Dear Ada,\r\nthank you."),
            (r#"{ lines = 2 }"#, "one\r\n\r\ntwo\r\n"),
            (r#"{ paragraphs = 2 }"#, "one\r\n\r\ntwo\r\n"),
            (r#"{ bullets = 2, marker = "-" }"#, "- a\r\n- b\r\n"),
            (r#"{ characters_at_most = 3 }"#, "a\r\nb\r\n"),
            (r#"{ csv = ["a", "b"], rows = 1 }"#, "a,b\r\n1,2\r\n"),
            (r#"{ json_object = ["a"] }"#, "{\r\n  \"a\": 1\r\n}\r\n"),
        ],
        &[(r#""no_preamble""#, "Revised version:\r\n\r\nClose the street.")],
    );
    assert_eq!(reading::lenient("```json\r\n{\"a\": 1}\r\n```\r\n"), "{\"a\": 1}");
    assert_eq!(reading::lenient("Sure! Here it is:\r\n\r\n- a"), "- a");
}

#[test]
fn german_and_french_sentences_are_counted_as_their_readers_count() {
    hold(
        &[
            (r#"{ sentences = 1 }"#, "Wir treffen uns am 3. Mai um 10 Uhr im Rathaus."),
            (r#"{ sentences = 1 }"#, "Bringen Sie z. B. Brot, Käse usw. mit."),
            (r#"{ sentences = 1 }"#, "Das gilt d. h. auch für Nr. 5 und ca. 20 Gäste."),
            (r#"{ sentences = 2 }"#, "Es war 1984. Danach kam der Regen."),
            (r#"{ sentences = 2 }"#, "„Halt!“ rief sie. Er blieb stehen."),
            (r#"{ sentences = 2 }"#, "Vraiment ? Oui, M. Dupont vient."),
            (r#"{ sentences = 1 }"#, "L’été est là, n’est-ce pas ?"),
            (r#"{ words = 4 }"#, "L’été n’est pas fini."),
            (r#"{ words = 3 }"#, "über schöne Straßen"),
            (r#"{ language = "de" }"#, "**Die Straße bleibt am Samstag für Autos gesperrt.** 🚲"),
            (r#"{ language = "fr" }"#, "La rue reste fermée aux voitures le samedi, s’il vous plaît."),
            (r#""uppercase""#, "STRASSE GESPERRT 🚧"),
            (r#""lowercase""#, "straße gesperrt 🚧"),
        ],
        &[],
    );
    assert_eq!(reading::lenient("»Die Straße bleibt zu.«"), "Die Straße bleibt zu.");
    assert_eq!(reading::lenient("„Die Straße bleibt zu.”"), "Die Straße bleibt zu.");
    assert_eq!(reading::lenient("« La rue reste fermée. »"), "La rue reste fermée.");
}

#[test]
fn an_emoji_is_no_word_and_hides_no_chat() {
    hold(
        &[
            (r#"{ words = 2 }"#, "Close it 🚧"),
            (r#"{ sentences = 1 }"#, "Close the street now. 🚧"),
            (r#"{ bullets = 2 }"#, "- 🥚 eggs\n- 🥛 milk"),
            (r#""no_preamble""#, "🚧 Close the street."),
        ],
        &[
            (r#""no_preamble""#, "😊 Sure! Here is the list:\n- eggs"),
            (r#""no_preamble""#, "✅ Here is the list:\n- eggs"),
            (r#"{ exact = "Paris" }"#, "Paris 🗼"),
        ],
    );
}

#[test]
fn the_numbers_of_a_list_are_no_invented_figures() {
    let check = r#"{ no_invention = ["refund"], figures = ["300", "10:30"] }"#;
    hold(
        &[(check, "1. Pay 300 euros.\n2. Come at 10:30."), (check, "1) Pay 300.\r\n2) Come.")],
        &[(check, "1. Pay 400 euros."), (check, "In 2 weeks."), (check, "3 people pay 300.")],
    );
}

#[test]
fn a_number_in_json_is_the_number_it_is_however_deep() {
    let nested = r#"{ json_object = ["order"], holds = { order = { packets = 7 } } }"#;
    let long = r#"{ json_object = ["id"], holds = { id = 9007199254740993 } }"#;
    hold(
        &[(nested, "{\"order\": {\"packets\": 7.0}}"), (long, "{\"id\": 9007199254740993}")],
        &[
            (nested, "{\"order\": {\"packets\": 7.5}}"),
            (nested, "{\"order\": {\"packets\": 7, \"more\": 1}}"),
            (long, "{\"id\": 9007199254740992}"),
        ],
    );
}
