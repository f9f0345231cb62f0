//! After any edits, a preview serves what a build would write, byte for byte, but for the script that it adds: nothing of an earlier state is left.
#![expect(clippy::disallowed_methods, reason = "these tests edit a site")]

use std::fs;

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg32;

use crate::harness::preview::Preview;
use crate::harness::{Simulated, Site};

/// Edits of one sequence.
const EDITS: usize = 40;

#[test]
fn after_any_edits_what_is_served_is_what_a_build_writes() {
    let site = site();
    let preview = Preview::of(&site, &[]);
    let mut random = Pcg32::seed_from_u64(17);
    let (mut failed, mut compared) = (0, 0);
    for number in 0..EDITS {
        let what = edit(&site, &mut random);
        let built = site.run(&["build"]);
        let is_sound = built.code == 0;
        let about = format!("edit {number}, {what}");
        preview.until(&about, || preview.get("/").text().contains("offprint-errors") != is_sound);
        if is_sound {
            compared += 1;
            same(&site, &preview, &mut random, &about);
        } else {
            failed += 1;
        }
    }
    // Otherwise the edits are not what they are meant to be.
    assert!(failed > 2 && compared > EDITS / 3, "{failed} failed, {compared} were compared");
}

/// A site in two languages, with a run.
fn site() -> Site {
    let (site, server) = (Site::empty(), Simulated::start(1_000.0));
    site.write("offprint.toml", "title = \"Notes\"\n");
    let target = format!("ollama:birch3:8b@{}", server.url());
    site.run(&["run", "compliance", "--cases", "*-json", "--id", "measured", "--target", &target]).ends_with(0);
    for number in 0..4 {
        site.write(&format!("content/en/blog/2026-01-0{}-post-{number}.md", number + 1), &post(number, "plain", ""));
    }
    site
}

/// Changes something; says what.
fn edit(site: &Site, random: &mut impl Rng) -> String {
    let number = random.random_range(0..4_usize);
    let (en, de) = (
        format!("content/en/blog/2026-01-0{}-post-{number}.md", number + 1),
        format!("content/de/blog/2026-01-0{}-post-{number}.md", number + 1),
    );
    let toggle = |path: &str, text: &str| match site.path(path).exists() {
        true => fs::remove_file(site.path(path)).expect("it is there"),
        false => site.write(path, text),
    };
    let other = (number + 1) % 4;
    let kinds = [
        "body",
        "body",
        "title",
        "link",
        "alias",
        "run",
        "draft",
        "translation",
        "gone",
        "template",
        "static",
        "config",
        "words",
        "withdrawn",
        "picture",
        "broken",
    ];
    let kind = *kinds.choose(random).expect("there are some");
    let mark = random.random_range(0..1_000_000);
    match kind {
        "body" => site.write(&en, &post(number, "plain", &format!("Words {mark}.[^1]\n\n[^1]: A note {mark}."))),
        "title" => site.write(&en, &post(number, &format!("title {mark}"), "")),
        "link" => {
            site.write(&en, &post(number, "links", &format!("See [that](post:2026-01-0{}-post-{other}).", other + 1)))
        }
        "alias" => site.write(
            &en,
            &post(number, "old", "").replace("+++\n\n", &format!("aliases = [\"/old/{number}/\"]\n+++\n\n")),
        ),
        "run" => {
            let with_run =
                post(number, "measured", "![Key](figure:qpr)\n").replace("+++\n\n", "run = \"measured\"\n+++\n\n");
            site.write(&en, &with_run);
        }
        "draft" => site.write(&en, &post(number, "draft", "").replace("+++\n\n", "draft = true\n+++\n\n")),
        "translation" => toggle(&de, &post(number, "deutsch", "Text.")),
        "gone" => toggle(&en, &post(number, "back", "")),
        "template" => toggle("templates/parts/spec.html", &format!("<p>Mine, {mark}</p>\n")),
        "static" => toggle("static/mine.txt", &mark.to_string()),
        "config" => site.write("offprint.toml", &format!("title = \"Notes {mark}\"\nlanguage = \"en\"\n")),
        "words" => toggle("data/strings/en.toml", &format!("posts = \"Posts {mark}\"\n")),
        "withdrawn" => toggle("content/runs/measured.toml", "reason = \"The fan was off.\"\n"),
        "picture" => {
            toggle(
                "content/en/blog/picture.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>",
            );
            site.write(&en, &post(number, "picture", "![A picture](picture.svg)"));
        }
        _ => site.write(&en, &post(number, "broken", "[Nowhere](post:nowhere)")),
    }
    format!("{kind} of {number}")
}

fn post(number: usize, title: &str, text: &str) -> String {
    format!("+++\ntitle = \"Post {number}, {title}\"\ntags = [\"tag {number}\"]\n+++\n\n{text}\n")
}

/// Compares every file that is not of a run, and some that are.
fn same(site: &Site, preview: &Preview, random: &mut impl Rng, about: &str) {
    let files = site.files("public");
    let (of_run, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .filter(|(name, _)| !name.contains("/."))
        .partition(|(name, _)| name.starts_with("public/runs/measured/"));
    let some = of_run.sample(random, 12);
    for (name, bytes) in others.iter().chain(some) {
        let path = name.trim_start_matches("public");
        // The last change may have come in two parts.
        preview.until(&format!("{about}: {name}"), || preview.get(path).published() == *bytes);
    }
    let gone = [
        "/en/blog/2026-01-01-post-0/",
        "/de/blog/2026-01-02-post-1/",
        "/old/0/",
        "/mine.txt",
        "/de/",
        "/en/blog/picture.svg",
    ];
    for path in gone {
        let index = if path.ends_with('/') { "index.html" } else { "" };
        let is_there = site.path(&format!("public{path}{index}")).exists();
        preview.until(&format!("{about}: {path}"), || (preview.get(path).status == 200) == is_there);
    }
}
