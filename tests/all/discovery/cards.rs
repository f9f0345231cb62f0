//! The pictures that links to pages show.

use offprint::site::FileContent;

use crate::harness::Site;

use super::{Files, post, run, said, site};

/// The drawing of a card.
fn card(files: &Files, path: &str) -> Option<Vec<u8>> {
    match files.0.get(path)? {
        FileContent::Drawn(drawing) => Some(drawing.png().expect("it can be drawn")),
        other => unreachable!("{path}: {other:?}"),
    }
}

#[test]
fn a_card_is_a_picture_of_the_size_that_is_asked_for_and_is_drawn_where_there_is_a_figure() {
    let posts = vec![
        post("a", "title = \"A\"\nrun = \"one\""),
        post("b", "title = \"B\""),
        post("c", "title = \"通义千问很快\"\nrun = \"one\""),
    ];
    let files = Files::of(&site(vec![(run("one", 0), None)], posts));
    for path in ["card.png", "runs/one/card.png", "en/blog/a/card.png"] {
        let picture = card(&files, path).expect("it is there");
        assert_eq!(picture[16..24], [1200_u32.to_be_bytes(), 630_u32.to_be_bytes()].concat(), "{path}");
        assert!((5_000..100_000).contains(&picture.len()), "{path}: {}", picture.len());
    }
    let shown = |path: &str| said(files.text(path), "og:image").expect("it has a picture").to_owned();
    assert!(card(&files, "en/blog/b/card.png").is_none(), "a post without a run");
    assert_eq!(shown("en/blog/b/index.html"), "https://example.org/bench/card.png");
    assert!(card(&files, "en/blog/c/card.png").is_none(), "the font has no letters of the title");
    assert_eq!(
        shown("en/blog/c/index.html"),
        "https://example.org/bench/runs/one/card.png",
        "what is known of its run"
    );
}

#[test]
fn the_picture_of_an_author_takes_the_place_of_a_card() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\nbase_url = \"https://example.org\"\n");
    site.write(
        "content/en/blog/a.md",
        "+++\ntitle = \"A\"\ndate = 2026-05-05\nimage = { path = \"a.png\", alt = \"A rack\" }\n+++\nText.\n",
    );
    let png = [
        &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
        &300_u32.to_be_bytes(),
        &200_u32.to_be_bytes(),
        b"\x08\x02\0\0\0\0\0\0\0",
    ]
    .concat();
    site.put("content/en/blog/a.png", &png);
    site.run(&["build"]).ends_with(0);
    let page = site.read("public/en/blog/a/index.html");
    assert_eq!(said(&page, "og:image"), Some("https://example.org/en/blog/a/a.png"));
    assert_eq!([said(&page, "og:image:width"), said(&page, "og:image:alt")], [Some("300"), Some("A rack")]);
    assert!(!site.path("public/en/blog/a/card.png").exists());
}

#[test]
fn a_card_that_is_published_is_not_drawn_again_unless_somebody_changed_it() {
    let site = Site::empty();
    let written = |expected: &str| {
        let ran = site.run(&["build"]).ends_with(0);
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    };
    site.write("offprint.toml", "title = \"Bench notes\"\nbase_url = \"https://example.org\"\n");
    written(" written, 0 unchanged");
    let before = site.files("public").into_iter().find(|(path, _)| path == "public/card.png").expect("it is there").1;
    site.put("public/card.png", &before[..before.len() - 9]);
    written(": 1 written,");
    let after = site.files("public").into_iter().find(|(path, _)| path == "public/card.png").expect("it is there").1;
    assert_eq!(before, after);
    site.write("offprint.toml", "title = \"Bench notes\"\ntagline = \"More\"\nbase_url = \"https://example.org\"\n");
    site.run(&["build"]).ends_with(0);
    let other = site.files("public").into_iter().find(|(path, _)| path == "public/card.png").expect("it is there").1;
    assert_ne!(before, other);
}
