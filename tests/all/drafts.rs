//! What is not published yet, and what was published elsewhere: drafts, posts of the future, aliases.

use crate::harness::Site;
use crate::harness::built::{material, site};
use crate::harness::posts::{post_at, read, read_named};
use offprint::content::Post;
use offprint::project::BaseUrl;

#[test]
fn a_build_leaves_drafts_and_the_future_out_and_names_them() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Notes\"\n");
    site.write("content/en/blog/2026-01-01-kept.md", "+++\ntitle = \"Kept\"\n+++\nText.\n");
    site.write("content/en/blog/2999-01-01-ahead.md", "---\ntitle: Ahead\n---\nText.\n");
    for number in 10..22 {
        let text = format!(
            "+++\ntitle = \"Draft {number}\"\ndate = 2026-01-02\ndraft = true\n+++\nSee [that](post:gone-{number}).\n"
        );
        site.write(&format!("content/en/blog/draft-{number}.md"), &text);
    }
    let told = site.run(&["build"]).ends_with(0).told();
    assert!(
        told.contains("`content/en/blog/2999-01-01-ahead.md` is left out: its date, 2999-01-01, is in the future"),
        "{told}"
    );
    assert_eq!(told.matches("is left out: it is a draft").count(), 9, "{told}");
    assert!(told.contains("3 posts more left out"), "{told}");
    assert!(!site.path("public/en/blog/draft-10").exists() && !site.path("public/en/blog/2999-01-01-ahead").exists());
    assert!(!site.read("public/index.html").contains("Draft 10"));

    for number in 10..22 {
        let text = "+++\ntitle = \"A draft\"\ndate = 2026-01-02\ndraft = true\n+++\nSee [that](post:2999-01-01-ahead) and [this](2999-01-01-ahead.md).\n";
        site.write(&format!("content/en/blog/draft-{number}.md"), text);
    }
    let told = site.run(&["build", "--drafts"]).ends_with(0).told();
    assert!(!told.contains("left out"), "{told}");
    let page = site.read("public/en/blog/draft-10/index.html");
    assert!(page.contains("<strong>Draft.</strong> This page is not published."), "{page}");
    assert!(page.contains("name=\"robots\" content=\"noindex\""), "{page}");
    assert!(site.read("public/en/blog/2999-01-01-ahead/index.html").contains("not published before its date"));
    assert!(!site.read("public/en/blog/2026-01-01-kept/index.html").contains("Draft."));
    assert!(site.read("public/index.html").contains("A draft</a> <span>(draft)</span>"));
}

#[test]
fn a_link_means_the_draft_of_its_own_language_unless_a_post_is_published() {
    let draft = |path: &str, date: &str| {
        let mut post = post_at(path, "A", "Text.");
        post.front.draft = date.is_empty();
        post.front.date = date.parse().unwrap_or(post.front.date);
        post
    };
    let told = |posts: Vec<Post>| {
        let mut material = material(Vec::new(), posts);
        material.today = "2026-11-26".parse().expect("a day");
        let faults = offprint::site::links_to_held(&material);
        faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
    };
    let from = || post_at("de/blog/b", "B", "[Hier](post:a)");
    assert_eq!(
        told(vec![draft("en/blog/a", ""), draft("de/blog/a", "2999-01-01"), from()]),
        ["the post `a` is dated 2999-01-01, which is in the future"]
    );
    assert_eq!(told(vec![post_at("en/blog/a", "A", "Text."), draft("de/blog/a", ""), from()]), [""; 0]);
}

#[test]
fn an_alias_is_a_page_that_leads_to_its_post() {
    let text = "---\ntitle: A & <b>\ndate: 2026-05-05\naliases: [/2019/比較/, ./near.html, /en]\n---\nText.\n";
    let post = read(text).expect("it is in order").value;
    let files = site(Vec::new(), vec![post]).expect("it builds").value;
    for (alias, href) in [
        ("2019/比較/index.html", "../../en/blog/a-post/index.html"),
        ("en/blog/near.html", "a-post/index.html"),
        ("en/index.html", "blog/a-post/index.html"),
    ] {
        let page = &files[alias];
        assert!(page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={href}\">")), "{page}");
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{href}\">")), "{page}");
        assert!(page.contains(&format!("<a href=\"{href}\">A &amp; &lt;b&gt;</a>")), "{page}");
    }
    let mut material = material(Vec::new(), vec![read(text).expect("it is in order").value]);
    material.config.base_url = BaseUrl::parse("https://bench.example/notes/").ok();
    let built = offprint::site::build(&material).expect("it builds").value;
    let offprint::site::FileContent::Bytes(page) = &built.files["en/blog/near.html"] else {
        unreachable!("it is a page")
    };
    let page = String::from_utf8_lossy(page);
    assert!(page.contains("<link rel=\"canonical\" href=\"https://bench.example/notes/en/blog/a-post/\">"), "{page}");
}

#[test]
fn what_the_front_matter_says_is_on_the_page() {
    let text = "---\ntitle: A\ndate: 2026-05-05\nauthors: [Ada <i>, Grace, Edsger]\ndescription: What it is.\ntags: [a, b & c]\nlicence: CC0\n---\nText.\n";
    let post = |name: &str, text: &str| read_named(name, text).expect("it is in order").value;
    let found = text.replace("tags:", "finding: It is fast.\ntags:");
    let files = site(Vec::new(), vec![post("one", text), post("two", &found)]).expect("it builds").value;
    let one = &files["en/blog/one/index.html"];
    assert!(one.contains("<p class=\"finding\">What it is.</p>"), "{one}");
    for page in [one, &files["en/blog/two/index.html"]] {
        for said in [
            "<meta name=\"description\" content=\"What it is.\">",
            "<meta name=\"author\" content=\"Ada &lt;i&gt;, Grace and Edsger\">",
            "Ada &lt;i&gt;, Grace and Edsger</p>",
            "tags/a/index.html\">a</a>, <a href=\"../../../tags/b-c/index.html\">b &amp; c</a>",
            "text and data CC0",
            "What it is.</p>",
        ] {
            assert!(page.contains(said), "{said} in {page}");
        }
    }
    assert!(files["en/blog/two/index.html"].contains("<p class=\"finding\">It is fast.</p>"));
}
