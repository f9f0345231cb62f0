//! Files beside posts: what is published and where, what links mean, and that nothing is passed over.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and put tricks into it")]

use std::collections::BTreeSet;
use std::fs;

use offprint::diagnostic::{Code, Severity};
use offprint::project::LITTER;

use crate::harness::paths::symlink;
use crate::harness::tree::{Planted, Tree, picture};

/// The codes of what was said, without repetition.
fn codes(planted: &Planted) -> BTreeSet<&'static str> {
    planted.said.iter().map(|fault| fault.code.id()).collect()
}

/// The first `<img>` of a page, and the rest of the page.
fn first_picture(page: &str) -> (&str, &str) {
    let start = page.find("<img").expect("it has a picture");
    let end = page[start..].find('>').expect("it has an end") + start;
    (&page[start..=end], &page[end..])
}

#[test]
fn a_bundle_is_a_page_with_its_files_beside_it() {
    let tree = Tree::new();
    tree.post(
        "content/en/blog/2026-05-05-title/index.md",
        "![The laptop](photo.png \"On its *stand*\")\n\nSee [the data](data/all%20of%20it.csv) and ![a map](<images/図 1.jpg>).\n",
    );
    tree.put("content/en/blog/2026-05-05-title/photo.png", picture("png", 1200, 800));
    tree.put("content/en/blog/2026-05-05-title/images/図 1.jpg", picture("jpg", 30, 40));
    tree.put("content/en/blog/2026-05-05-title/data/all of it.csv", "a,b\n");
    tree.put("content/en/blog/2026-05-05-title/not-linked.txt", "a bundle is a unit");
    let planted = tree.sound();
    assert_eq!(planted.said, []);
    let folder = "en/blog/2026-05-05-title";
    let page = &planted.pages[&format!("{folder}/index.html")];
    for file in ["photo.png", "images/図 1.jpg", "data/all of it.csv", "not-linked.txt"] {
        let copy = &planted.copies[&format!("{folder}/{file}")];
        assert_eq!(*copy, tree.path(&format!("content/{folder}/{file}")));
    }
    let (first, rest) = first_picture(page);
    assert_eq!(first, "<img src=\"photo.png\" alt=\"The laptop\" width=\"1200\" height=\"800\" />");
    assert!(rest.contains("<figcaption>On its *stand*</figcaption></figure>"), "{rest}");
    let second = "<img src=\"images/%E5%9B%B3%201.jpg\" alt=\"a map\" width=\"30\" height=\"40\" loading=\"lazy\" decoding=\"async\" />";
    assert_eq!(first_picture(rest).0, second);
    assert!(page.contains("<a href=\"data/all%20of%20it.csv\">the data</a>"), "{page}");
}

#[test]
fn a_picture_on_another_server_is_a_link_unless_the_site_shows_that_server() {
    let tree = Tree::new();
    tree.put("offprint.toml", "title = \"A site\"\nimage_hosts = [\"Shown.example.org\"]\n");
    tree.post(
        "content/en/blog/a.md",
        "![The laptop](https://hidden.example.org:8080/a.png \"On its stand\")\n\n[![in a link](//hidden.example.org/b.png)](https://example.org)\n\n\
         ![shown](https://shown.example.org/c.png)\n",
    );
    let planted = tree.sound();
    assert_eq!(
        planted.said.iter().map(|fault| (fault.code, fault.severity)).collect::<Vec<_>>(),
        [(Code::REMOTE_PICTURE, Severity::Warning); 2]
    );
    let page = &planted.pages["en/blog/a/index.html"];
    for expected in [
        "<p><a href=\"https://hidden.example.org:8080/a.png\">The laptop</a> <small>(picture on hidden.example.org)</small></p>",
        "<p><a href=\"https://example.org\">in a link <small>(picture on hidden.example.org)</small></a></p>",
        "<img src=\"https://shown.example.org/c.png\" alt=\"shown\"",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    assert_eq!(page.matches("<img").count(), 1, "{page}");
}

#[test]
fn a_post_without_a_folder_has_the_files_that_it_links_to_beside_its_page() {
    let tree = Tree::new();
    tree.post(
        "content/en/blog/plain.md",
        "![a](p.png) ![b](pictures/q.png) ![c](../../shared/s.png) ![d](/images/st.png)\n\n[e](bundle/data.csv)\n\n\
         <img src=\"p.png\" alt=\"\"> <a href=\"../../shared/s.png\">f</a>\n\n<p\n><a\nhref='bundle/index.md?x#one'>g</a></p>\n",
    );
    tree.post("content/en/blog/bundle/index.md", "## One\n\n[h](../p.png), ![i](../../../shared/s.png)\n");
    tree.put("content/en/blog/bundle/data.csv", "a");
    for file in
        ["content/en/blog/p.png", "content/en/blog/pictures/q.png", "content/shared/s.png", "static/images/st.png"]
    {
        tree.put(file, picture("png", 7, 9));
    }
    let planted = tree.sound();
    assert_eq!(planted.said, []);
    let page = &planted.pages["en/blog/plain/index.html"];
    for (address, link) in [
        ("en/blog/plain/p.png", "src=\"p.png\" alt=\"a\" width=\"7\""),
        ("en/blog/plain/pictures/q.png", "src=\"pictures/q.png\""),
        ("shared/s.png", "src=\"../../../shared/s.png\""),
        ("images/st.png", "src=\"../../../images/st.png\" alt=\"d\" width=\"7\""),
        ("en/blog/bundle/data.csv", "href=\"../bundle/data.csv\""),
        ("en/blog/plain/p.png", "<img src=\"p.png\" alt=\"\">"),
        ("shared/s.png", "<a href=\"../../../shared/s.png\">f"),
    ] {
        assert!(planted.copies.contains_key(address), "{address}");
        assert!(page.contains(link), "{link}: {page}");
    }
    assert!(page.contains("href='../bundle/index.html?x#one'"), "{page}");
    // Another post's loose file keeps its place.
    assert!(planted.pages["en/blog/bundle/index.html"].contains("<a href=\"../p.png\">h</a>"));
    assert!(planted.copies.contains_key("en/blog/p.png"));
}

#[test]
fn links_are_read_as_an_editor_reads_them_and_lead_to_pages() {
    let tree = Tree::new();
    tree.post(
        "content/en/blog/a.md",
        "## Résumé of it\n\n[1](b.md) [2](b.md#one) [3](c/index.md) [4](c/) [5](c) [6](/en/blog/b/) [7](/en/blog/b) [8](/) \
         [9](../b/index.html) [10](../b/) [11](a.md) [12](/site.css) [13](<https://example.org/a b.md>) [14][r] [15](#top) \
         [16](/runs/) [17](mailto:a@b.example) [18](?x)[^n]\n\n<d@e.example>\n\n[r]: ../blog/./b.md\n[^n]: See [19](b.md).\n",
    );
    tree.post("content/en/blog/b.markdown", "## One\n\n<a id=\"two\"></a>[x](a.md)");
    tree.post("content/en/blog/c/index.md", "[x](../b.markdown#two) [y](#fn-1)[^n]\n\n[^n]: A note.\n");
    let text = fs::read_to_string(tree.path("content/en/blog/a.md")).expect("it is there");
    tree.put("content/en/blog/a.md", text.replace("b.md", "b.markdown"));
    let planted = tree.sound();
    assert_eq!(planted.said, []);
    let page = &planted.pages["en/blog/a/index.html"];
    for (number, address) in [
        (1, "../b/index.html"),
        (2, "../b/index.html#one"),
        (3, "../c/index.html"),
        (4, "../c/index.html"),
        (5, "../c/index.html"),
        (6, "../b/index.html"),
        (7, "../b/index.html"),
        (8, "../../../index.html"),
        (9, "../b/index.html"),
        (10, "../b/index.html"),
        (11, "index.html"),
        (12, "../../../site.css"),
        (14, "../b/index.html"),
        (15, "#top"),
        (16, "../../../runs/index.html"),
        (18, "?x"),
        (19, "../b/index.html"),
    ] {
        assert!(page.contains(&format!("<a href=\"{address}\">{number}</a>")), "{number} {address}: {page}");
    }
}

#[test]
fn a_picture_of_every_format_has_its_size() {
    let tree = Tree::new();
    let endings = ["png", "gif", "jpg", "webp", "avif", "svg"];
    let text: String = endings.iter().map(|ending| format!("![It](one.{ending})\n\n")).collect();
    tree.post("content/en/blog/a/index.md", &format!("{text}[![Small](one.png)](large.png)\n\n![Any](any.svg)"));
    for ending in endings {
        tree.put(&format!("content/en/blog/a/one.{ending}"), picture(ending, 640, 361));
    }
    tree.put("content/en/blog/a/large.png", picture("png", 9_000, 9_000));
    tree.put("content/en/blog/a/any.svg", "<!-- a -->\n<svg/>");
    let planted = tree.sound();
    assert_eq!(planted.said, [], "a picture that is only linked to may be large");
    let page = &planted.pages["en/blog/a/index.html"];
    for ending in endings {
        assert!(
            page.contains(&format!("<img src=\"one.{ending}\" alt=\"It\" width=\"640\" height=\"361\"")),
            "{ending}"
        );
    }
    assert!(page.contains("<figure class=\"picture\"><a href=\"large.png\"><img"), "{page}");
    assert!(page.contains("alt=\"Any\" loading"), "{page}");
    assert_eq!(page.matches("loading=\"lazy\"").count(), endings.len() + 1, "all but the first");
}

/// A tree with everything that could be overlooked.
fn nasty() -> Tree {
    let tree = Tree::new();
    tree.post("content/en/blog/a.md", "![It](photo.png)");
    tree.post("content/en/blog/b/index.md", "Words");
    tree.post("content/en/blog/c.MD", "Words");
    tree.post("content/en/My Post.md", "no address");
    tree.post("content/stray.md", "no language");
    tree.post("content/en/index.md", "no folder of its own");
    tree.post("content/en/blog/_index.md", "a list of Hugo");
    tree.put("content/en/blog/bytes.md", [0xff, 0xfe, 0]);
    tree.put("content/en/blog/photo.png", picture("png", 3, 4));
    tree.put("content/en/blog/b/not-shown.png", picture("png", 3, 4));
    tree.put("content/en/blog/b/.hidden", "");
    tree.put("content/en/.obsidian/app.json", "{}");
    tree.put("content/en/blog/.#a.md", "");
    tree.put("content/runs/notes.txt", "");
    tree.put("content/note.org", "* other markup");
    tree.put("content/pictures/p.png", picture("png", 3, 4));
    for number in 0..13 {
        tree.put(&format!("content/en/blog/left-{number:02}.csv"), "");
    }
    tree.put("static/.nojekyll", "");
    symlink("/etc/hostname", tree.path("content/en/blog/linked.md")).expect("links can be made");
    symlink("/etc", tree.path("static/linked")).expect("links can be made");
    symlink("nowhere", tree.path("content/en/blog/photo2.png")).expect("links can be made");
    tree
}

#[test]
fn files_that_begin_with_a_dot_are_published_from_static() {
    let tree = Tree::new();
    tree.put("static/.nojekyll", "");
    tree.put("static/.well-known/security.txt", "x");
    tree.put("static/a b/.DS_Store", "");
    let planted = tree.sound();
    assert_eq!(planted.said, []);
    assert_eq!(planted.copies.keys().collect::<Vec<_>>(), [".nojekyll", ".well-known/security.txt"]);
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn every_file_is_read_published_or_named() {
    let tree = nasty();
    let planted = tree.built();
    let (material, _) = tree.material();
    let named: Vec<String> = planted.said.iter().map(|fault| fault.render(false)).collect();
    let more: usize = planted
        .said
        .iter()
        .flat_map(|fault| &fault.help)
        .filter_map(|help| help.strip_prefix("the same is true of ")?.split(' ').next()?.parse::<usize>().ok())
        .sum();
    let litter = |path: &str| {
        let exact = LITTER.iter().any(|known| path.split('/').any(|part| part == *known));
        exact || path.contains("/.#")
    };
    let (mut known, mut lost) = (0, Vec::new());
    let all = files_below(&tree);
    for path in &all {
        let is_named = named.iter().any(|text| text.contains(&format!("`{path}`")));
        let is_static = path.strip_prefix("static/").is_some_and(|name| material.theme.files.contains_key(name));
        let is_linked = path == "content/en/blog/photo.png";
        if planted.posts.contains(path) || is_named || is_static || is_linked || litter(path) {
            known += 1;
        } else {
            lost.push(path);
        }
    }
    // Of thirteen of a kind ten are named, and the first of the others by its count.
    assert_eq!((more, lost.len()), (3, 2), "{lost:?}\n{}", named.join("\n"));
    assert!(lost.iter().all(|path| path.contains("left-")), "{lost:?}");
    assert_eq!(known + lost.len(), all.len());
    for path in &all {
        let times =
            named.iter().filter(|text| text.lines().next().is_some_and(|line| line.contains(&format!("`{path}`"))));
        assert!(times.count() <= 1, "{path} is named twice");
    }
    assert!(!planted.posts.iter().any(|post| post.contains("linked")), "a link is not followed");
}

/// Every file and link below `content` and `static`, by its path below the root.
fn files_below(tree: &Tree) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec!["content".to_owned(), "static".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(tree.path(&folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let is_folder = entry.file_type().expect("it has one").is_dir();
            if is_folder { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
#[cfg_attr(any(windows, target_os = "macos"), ignore = "the disk takes the two names for one")]
fn two_things_of_one_address_are_told_with_both_names() {
    let tree = Tree::new();
    tree.post("content/en/blog/x.md", "![It](Photo.png) ![It](photo.png)");
    tree.post("content/en/blog/x/index.md", "Words");
    tree.post("content/de/notes/x.md", "Words: of another language");
    tree.post("content/en/blog/y.md", "Words");
    tree.put("static/EN/blog/y/index.html", "");
    tree.put("static/index.html", "");
    for name in ["photo.png", "Photo.png"] {
        tree.put(&format!("content/en/blog/{name}"), picture("png", 3, 4));
    }
    let planted = tree.built();
    assert_eq!(codes(&planted), [Code::SAME_ADDRESS.id()].into());
    let said: Vec<&str> = planted.said.iter().map(|fault| fault.message.as_str()).collect();
    for both in [
        ["`content/en/blog/x.md`", "`content/en/blog/x/index.md`"],
        ["`content/en/blog/y.md`", "`static/EN/blog/y/index.html`"],
        ["a page of offprint", "`static/index.html`"],
        ["`content/en/blog/photo.png`", "`content/en/blog/Photo.png`"],
    ] {
        assert!(said.iter().any(|text| both.iter().all(|name| text.contains(name))), "{both:?}: {said:?}");
    }
    assert_eq!(planted.said.len(), 4, "{said:?}");
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn hostile_addresses_and_names_lead_nowhere() {
    let tree = Tree::new();
    let hostile = [
        "../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc/passwd",
        "/../../etc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/x.png",
        "a%00.png",
        "aux.png",
        "back%5Cslash.png",
        "//example.org/x.png",
        "linked/hostname",
        ".hidden.png",
        "%ff.png",
        "",
    ];
    let text: String = hostile.iter().map(|url| format!("![It](<{url}>)\n\n")).collect();
    tree.post("content/en/blog/a.md", &text);
    for name in ["aux.png", "back\\slash.png", ".hidden.png"] {
        tree.put(&format!("content/en/blog/{name}"), picture("png", 3, 4));
    }
    symlink("/etc", tree.path("content/en/blog/linked")).expect("links can be made");
    let planted = tree.built();
    let errors: Vec<_> = planted.said.iter().filter(|fault| fault.severity == Severity::Error).collect();
    // The picture on another server is a link.
    assert_eq!(errors.len(), hostile.len() - 1, "{errors:?}");
    assert!(planted.pages.is_empty() && planted.copies.is_empty());
    let expected =
        [Code::NO_SUCH_FILE, Code::UNUSABLE_NAME, Code::REMOTE_PICTURE, Code::NOT_FOLLOWED, Code::NOT_PUBLISHED];
    assert_eq!(codes(&planted), expected.map(Code::id).into());
}

#[test]
fn what_is_passed_over_without_a_word_is_in_the_documentation() {
    let documentation = include_str!("../../docs/posts.md");
    let listed = documentation.split("<!-- litter -->").nth(1).and_then(|rest| rest.split("<!-- end -->").next());
    let expected = LITTER.map(|pattern| format!("`{pattern}`")).join(", ");
    assert_eq!(listed, Some(expected.as_str()));
}

#[test]
fn the_picture_of_the_front_matter_is_under_the_title() {
    let tree = Tree::new();
    let front =
        "+++\ntitle = \"A\"\ndate = 2026-05-05\nimage = { path = \"lead.png\", alt = \"The \\\"laptop\\\"\" }\n+++\n";
    tree.put("content/en/blog/a.md", format!("{front}Words.\n\n![It](lead.png)\n"));
    tree.put("content/en/blog/lead.png", picture("png", 30, 20));
    let planted = tree.sound();
    assert_eq!(planted.said, []);
    let (first, rest) = first_picture(&planted.pages["en/blog/a/index.html"]);
    assert_eq!(first, "<img src=\"lead.png\" alt=\"The &quot;laptop&quot;\" width=\"30\" height=\"20\" />");
    assert!(first_picture(rest).0.contains("loading=\"lazy\""));
    assert!(planted.copies.contains_key("en/blog/a/lead.png"));
    tree.put("content/en/blog/a.md", front.replace("lead.png", "led.png"));
    let faults = tree.built().said;
    assert!(faults.iter().any(|fault| fault.code == Code::NO_SUCH_FILE && fault.place.is_some()), "{faults:?}");
}

#[test]
fn the_files_of_a_draft_wait_with_it() {
    let tree = Tree::new();
    let draft = "+++\ntitle = \"A\"\ndate = 2026-05-05\ndraft = true\n+++\n![It](it.png)\n";
    for name in ["content/en/blog/loose.md", "content/en/blog/bundle/index.md"] {
        tree.put(name, draft);
    }
    for name in ["it.png", "bundle/it.png", "bundle/other.png"] {
        tree.put(&format!("content/en/blog/{name}"), picture("png", 3, 4));
    }
    tree.post("content/en/blog/b.md", "Words");
    let planted = tree.sound();
    assert_eq!((planted.said.len(), planted.copies.len()), (0, 0), "{:?}", planted.said);
    tree.post("content/en/blog/b.md", "[1](loose.md#x) [2](bundle/index.md) [3](bundle/)");
    assert_eq!(codes(&tree.built()), [Code::LINK_TO_DRAFT.id()].into());
}

#[test]
fn a_link_may_lead_to_an_alias() {
    let tree = Tree::new();
    tree.put(
        "content/en/blog/a.md",
        "+++\ntitle = \"A\"\ndate = 2026-05-05\naliases = [\"/old/a/\"]\n+++\n[it](/old/a/)\n",
    );
    assert!(tree.sound().pages["en/blog/a/index.html"].contains("<a href=\"../../../old/a/index.html\">it</a>"));
}
