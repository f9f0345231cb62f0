//! The command line as a whole: arguments, help, examples, and the commands that the documents name.
#![expect(clippy::disallowed_methods, reason = "a test may read the documents")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::{Arg, Command, CommandFactory, Parser};

use super::Cli;

/// A terminal's usual width, in characters.
const COLUMNS: usize = 80;

/// The program and all its commands, hidden ones included, each with its full name: `offprint suite list`.
fn commands() -> Vec<(String, Command)> {
    fn collect(name: &str, command: Command, found: &mut Vec<(String, Command)>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            collect(&format!("{name} {}", inner.get_name()), inner.clone(), found);
        }
        found.push((name.to_owned(), command));
    }
    let mut program = Cli::command().term_width(COLUMNS);
    program.build();
    let mut found = Vec::new();
    collect("offprint", program, &mut found);
    assert!(found.len() > 15, "the walk found {} commands", found.len());
    found
}

/// Those that a user can type and that do something themselves.
fn leaves() -> Vec<(String, Command)> {
    let is_leaf = |(_, command): &(String, Command)| !command.has_subcommands() && !command.is_hide_set();
    commands().into_iter().filter(is_leaf).collect()
}

#[test]
fn every_command_has_the_global_arguments_and_no_id_twice() {
    let program = Cli::command();
    let globals: Vec<&Arg> = program.get_arguments().filter(|argument| argument.is_global_set()).collect();
    assert_eq!(globals.len(), 3, "-C, --quiet and --explain");
    for (name, mut command) in commands() {
        let ids: Vec<_> = command.get_arguments().map(|argument| argument.get_id().clone()).collect();
        let distinct: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), distinct.len(), "{name} has two arguments with one id: {ids:?}");
        let help = command.render_long_help().to_string();
        for global in &globals {
            let flag = match (global.get_short(), global.get_long()) {
                (Some(short), _) => format!("-{short}"),
                (None, long) => format!("--{}", long.expect("it has a name")),
            };
            let line = help.lines().find(|line| line.trim_start().starts_with(&flag));
            assert!(line.is_some(), "the help of `{name}` lacks {flag}:\n{help}");
            let text = global.get_help().expect("it has a help text").to_string();
            assert!(help.contains(&text), "`{name}` has another {flag}:\n{help}");
        }
    }
}

#[test]
fn every_help_fits_a_terminal_and_reads_like_the_others() {
    for (name, mut command) in commands() {
        for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
            let wide = help.lines().find(|line| line.chars().count() > COLUMNS);
            assert_eq!(wide, None, "{name}");
        }
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(about.starts_with(char::is_uppercase) && !about.ends_with('.'), "{name}: {about}");
        for argument in command.get_arguments() {
            let text = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let id = argument.get_id();
            assert!(text.starts_with(char::is_uppercase) && !text.ends_with('.'), "{name} {id}: {text}");
            assert!(!text.starts_with("The ") && !text.starts_with("A "), "{name} {id}: {text}");
        }
    }
}

#[test]
fn every_command_has_examples_and_every_example_parses() {
    for (name, command) in leaves().into_iter().chain([("offprint".to_owned(), Cli::command())]) {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("  ")).collect();
        assert!((2..=4).contains(&examples.len()), "`{name}` has {} examples", examples.len());
        for example in examples {
            assert!(example.len() + 2 <= COLUMNS, "`{example}` of `{name}` does not fit a terminal");
            let words = words(example);
            let parsed = Cli::try_parse_from(&words).err().map(|error| error.to_string());
            assert_eq!(parsed, None, "`{example}` of `{name}`");
            let own = name.split(' ').next_back().expect("a name has words");
            assert!(words.iter().any(|word| word == own), "`{example}` is not an example of `{name}`");
        }
    }
}

/// An example's words as a shell would pass them: without single quotes, and up to a redirection or a pipe.
fn words(example: &str) -> Vec<String> {
    let mut is_quoted = false;
    let is_between = |character: char| {
        is_quoted ^= character == '\'';
        character == ' ' && !is_quoted
    };
    let typed = example.split(is_between).take_while(|word| !["|", ">", ">>"].contains(word));
    typed.map(|word| word.trim_matches('\'').to_owned()).collect()
}

#[test]
fn the_documents_name_every_command_and_no_other() {
    let real: BTreeSet<String> = leaves().into_iter().map(|(name, _)| name).collect();
    for document in ["README.md", "docs/command-line.md"] {
        assert_eq!(listed_commands(document), real, "the table of commands in {document}");
    }
}

#[test]
fn the_documents_name_only_real_options() {
    let all: BTreeSet<String> = commands()
        .iter()
        .flat_map(|(_, command)| {
            command.get_arguments().filter_map(Arg::get_long).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let option = regex::Regex::new(r"offprint[^`\n]*? --([a-z-]+)|`--([a-z-]+)").expect("it is a pattern");
    for document in ["README.md", "docs/command-line.md", "docs/ifeval.md", "docs/suites.md"] {
        for found in option.captures_iter(&read(document)) {
            let name = found.get(1).or(found.get(2)).map_or("", |name| name.as_str());
            // Cargo's own, in `cargo run --release -- demo`.
            assert!(all.contains(name) || name == "release", "{document} names --{name}");
        }
    }
}

/// The commands in the first column of a document's table of commands.
fn listed_commands(document: &str) -> BTreeSet<String> {
    let text = read(document);
    let (_, section) = text.split_once("\n## Commands\n").expect("the document has the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `offprint "));
    let name = |row: &str| {
        let typed = row.split('`').next().unwrap_or_default();
        let is_name = |word: &&str| word.chars().all(|letter| letter.is_ascii_lowercase());
        format!("offprint {}", typed.split(' ').take_while(is_name).collect::<Vec<_>>().join(" "))
    };
    rows.map(name).collect()
}

fn read(document: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).expect("the document is there")
}
