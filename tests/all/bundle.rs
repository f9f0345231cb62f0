//! A page as one file: it asks for nothing, and no link in it needs another file.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

use crate::harness::{Simulated, Site};

/// A site with a run, and a post about it that shows a picture, a figure and a table.
fn site(config: &str) -> Site {
    let (site, server) = (Site::empty(), Simulated::start(1_000.0));
    site.write("offprint.toml", &format!("title = \"Notes\"\n{config}"));
    let target = format!("ollama:birch3:8b@{}", server.url());
    site.run(&["run", "compliance", "--cases", "*-json", "--id", "measured", "--target", &target]).ends_with(0);
    site.write(
        "content/en/blog/2026-01-01-post.md",
        "+++\ntitle = \"A post\"\nrun = \"measured\"\ntags = [\"tag\"]\n+++\n\n## Part\n\n![A photo](photo.png \"Words\")\n\n![Key](figure:qpr)\n\n\
         ![All](table:leaderboard)\n\nSee [the run](run:), [another](post:2026-01-02-other), [elsewhere](https://example.org/), [here](#part) and \
         [a file](numbers.csv).[^1]\n\n<video src=\"film.mp4\" poster=\"photo.png\" controls></video>\n\n[^1]: A note.\n",
    );
    site.write("content/en/blog/2026-01-02-other.md", "+++\ntitle = \"Another\"\n+++\n\nText.\n");
    site.put("content/en/blog/photo.png", &picture());
    site.put("content/en/blog/film.mp4", b"film");
    site.write("content/en/blog/numbers.csv", "a,b\n1,2\n");
    site
}

/// The smallest PNG.
fn picture() -> Vec<u8> {
    let hex = "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffff3f0005fe02fea7d6059b0000000049454e44ae426082";
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("it is hexadecimal")).collect()
}

fn bundled(site: &Site, what: &str) -> (String, String) {
    let ran = site.run(&["bundle", what, "-o", &site.path("one.html").display().to_string()]).ends_with(0);
    assert!(ran.out.trim().ends_with("one.html"), "{}", ran.out);
    (site.read("one.html"), ran.err)
}

/// What is wrong with a page that should need no other file.
fn needs(page: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let (mut ids, mut inside, mut faults) = (BTreeSet::new(), Vec::new(), Vec::new());
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        for (attribute, value) in &tag.attributes {
            let (attribute, value) = (String::from_utf8_lossy(attribute), String::from_utf8_lossy(&value.value));
            let is_link = ["a", "area"].contains(&name.as_str()) && attribute == "href";
            let is_absolute = ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme));
            match &*attribute {
                "id" => _ = ids.insert(value.into_owned()),
                "href" | "xlink:href" | "src" | "poster" | "data" | "action" | "srcset" | "cite" => {
                    match value.strip_prefix('#') {
                        Some(anchor) => inside.push(anchor.to_owned()),
                        None if value.starts_with("data:") => {}
                        None if is_absolute && (is_link || name == "link") => {}
                        None => faults.push(format!("<{name} {attribute}=\"{value}\">")),
                    }
                }
                "style" if value.contains("url(") && !value.contains("url(\"data:") => faults.push(value.into_owned()),
                _ => {}
            }
        }
        if name == "link" && tag.attributes.values().any(|value| *value.value == *b"stylesheet") {
            faults.push("a stylesheet".to_owned());
        }
    }
    faults.extend(
        inside
            .into_iter()
            .filter(|anchor| !anchor.is_empty() && !ids.contains(anchor))
            .map(|anchor| format!("#{anchor}")),
    );
    assert!(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"));
    faults
}

#[test]
fn a_post_is_one_file() {
    let site = site("");
    let (page, told) = bundled(&site, "2026-01-01-post");
    assert_eq!(needs(&page), [""; 0]);
    assert!(told.contains("links to other pages are plain text: offprint.toml has no `base_url`"), "{told}");
    for there in [
        "src=\"data:image/png;base64,iVBORw0KGgo",
        "src=\"data:video/mp4;base64,",
        "poster=\"data:image/png;base64,",
        "download=\"leaderboard.csv\"",
        "download=\"numbers.csv\" href=\"data:text/csv;charset=utf-8;base64,YSxiCjEsMgo=\"",
        "download=\"measured-run.json\"",
        "download=\"measured-trials.jsonl\"",
        "href=\"https://example.org/\"",
        "href=\"#part\"",
        "<a>another</a>",
        "<a>the run</a>",
        "<svg ",
    ] {
        assert!(page.contains(there), "{there}: {page}");
    }
    // The style and the script are those of the site.
    site.run(&["build"]).ends_with(0);
    assert!(page.contains(&site.read("public/site.css").replace("</", "<\\/")));
    assert!(page.contains(site.read("public/site.js").trim()));
    assert_eq!(bundled(&site, "content/en/blog/2026-01-01-post.md").0, page, "the same again");
}

#[test]
fn links_lead_to_the_published_site() {
    let site = site("base_url = \"https://bench.example/some/\"\n");
    let (page, told) = bundled(&site, "2026-01-01-post");
    assert_eq!(needs(&page), [""; 0]);
    for there in [
        "/some/en/blog/2026-01-02-other/\"",
        "/some/runs/measured/\"",
        "/some/runs/measured/#data\"",
        "/some/\"",
        "/some/tags/tag/\"",
    ] {
        assert!(page.contains(&format!("href=\"https://bench.example{there}")), "{there}");
    }
    assert!(!told.contains("plain text"), "{told}");
}

#[test]
fn a_run_is_one_file() {
    let (page, _) = bundled(&site(""), "measured");
    assert_eq!(needs(&page), [""; 0]);
    for there in
        ["download=\"run.json\"", "download=\"trials.jsonl\"", "download=\"qpr.svg\"", "download=\"leaderboard.csv\""]
    {
        assert!(page.contains(there), "{there}");
    }
}

#[test]
fn what_a_theme_adds_is_in_the_file_or_left_out() {
    let site = site("image_hosts = [\"remote.example\"]\n");
    site.write("static/site.css", "@import 'x.css'; body { background: url( 'bg.png' ) } i { background: url(https://remote.example/a.png) } /* </style><b> */");
    site.put("static/bg.png", &picture());
    site.write("static/site.js", "document.title += '</script><!--';");
    site.write(
        "templates/post.html",
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title><base href=\"https://remote.example/\">\
         <link rel=stylesheet href=\"{{ frame.css }}\"><link rel=stylesheet href=\"https://remote.example/a.css\"><link rel=preconnect href=\"https://remote.example\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">\
         <script src=\"https://remote.example/a.js\"></script><script src=\"{{ frame.js }}\" defer></script><script>var a = 1;</script></head>\
         <body><main><svg><symbol id=\"m-0\"/><symbol id=\"m-1\"/></svg>{{ body | safe }}{{ endnotes | safe }}<iframe src=\"https://remote.example\"></iframe><object data=\"x.pdf\"></object>\
         <img alt=\"Remote\" src=\"//remote.example/a.png\" srcset=\"a.png 2x\"><form action=\"../search/\"><input></form></main></body></html>",
    );
    let (page, _) = bundled(&site, "2026-01-01-post");
    // This theme has neither the symbols of figures nor the notes.
    let needs: Vec<String> = needs(&page).into_iter().filter(|needed| !needed.starts_with('#')).collect();
    assert_eq!(needs, [""; 0]);
    assert!(!page.contains("<script src") && !page.contains("default-src *") && !page.contains("<base"), "{page}");
    assert!(!page.contains("remote.example"), "{page}");
    assert!(
        page.contains("url(\"data:image/png;base64,")
            && page.contains("<\\/style><b>")
            && page.contains("'<\\/script><\\!--'"),
        "{page}"
    );
    let policy = page.split("script-src ").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    assert_eq!(policy.matches("'sha256-").count(), 2, "{policy}");
    assert_eq!(policy.split(' ').count(), 2, "nothing but these two: {policy}");
}

#[test]
fn what_is_too_long_is_named() {
    let site = site("");
    site.put("content/en/blog/film.mp4", &vec![7; (4 << 20) + 1]);
    let (page, told) = bundled(&site, "2026-01-01-post");
    assert!(
        told.contains(
            "not in the file, because they are longer than 4,194,304 bytes: en/blog/2026-01-01-post/film.mp4"
        ),
        "{told}"
    );
    assert_eq!(needs(&page), [""; 0]);
}

#[test]
fn only_a_page_is_written_and_only_of_what_there_is() {
    let site = site("");
    let told = site.run(&["bundle", "2026-01-01-post", "-o", "one.pdf"]).ends_with(2).told();
    assert!(told.contains("does not end in .html"), "{told}");
    let told = site.run(&["bundle", "2026-01-01-pots", "-o", "one.html"]).ends_with(2).told();
    assert!(told.contains("did you mean `2026-01-01-post`?"), "{told}");
    site.write("content/en/blog/2026-01-02-other.md", "+++\ntitle = \"Another\"\n+++\n\n[x](nowhere.md)\n");
    site.run(&["bundle", "2026-01-01-post", "-o", "one.html"]).ends_with(3);
    assert!(!Path::new("one.html").exists() && !site.path("one.html").exists());
    assert!(fs::read_dir(site.root()).expect("it is there").flatten().all(|entry| entry.file_name() != "public"));
}
