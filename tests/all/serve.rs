//! The preview over HTTP: what it answers, whom, and what happens when the site changes or has errors.
#![expect(clippy::disallowed_methods, reason = "these tests look at the disk, and put things there")]

use std::fs;
use std::net::TcpListener;

use crate::harness::Site;
use crate::harness::preview::Preview;

fn notes() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Notes\"\n");
    site.write("content/en/blog/2026-01-01-first.md", "+++\ntitle = \"First\"\n+++\n\nText.\n");
    site
}

#[test]
fn pages_are_served_as_they_are_published_with_a_script_more() {
    let site = notes();
    site.write("static/a b/図.txt", "plain");
    let preview = Preview::of(&site, &[]);
    site.run(&["build"]).ends_with(0);
    let files = site.files("public");
    assert!(files.len() > 5);
    for (name, bytes) in files.iter().filter(|(name, _)| !name.contains("/.")) {
        let path = name.trim_start_matches("public/").replace(' ', "%20").replace('図', "%E5%9B%B3");
        let answer = preview.get(&format!("/{path}"));
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.text().contains("/.offprint/preview.js"), name.ends_with(".html"), "{name}");
        assert!(answer.published() == *bytes, "{name}: {}", answer.text());
    }
    let front = preview.get("/");
    assert_eq!((front.status, front.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(preview.get("/site.css").header("content-type"), "text/css; charset=utf-8");
    let folder = preview.get("/en/blog/2026-01-01-first?a=b");
    assert_eq!((folder.status, folder.header("location")), (302, "/en/blog/2026-01-01-first/?a=b"));
    let missing = preview.get("/nothing/");
    assert_eq!(missing.status, 404);
    assert!(missing.published() == fs::read(site.path("public/404.html")).expect("it is built"), "{}", missing.text());
    let head = preview.ask(&format!("HEAD / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", preview.host));
    assert_eq!((head.status, head.body.len()), (200, 0));
    let post = preview.ask(&format!("POST / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", preview.host));
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
    assert!(!site.read("public/index.html").contains(".offprint"), "a build has nothing of it");
    assert!(!site.path(".offprint/preview").exists());
}

#[test]
fn a_link_that_begins_at_the_root_of_the_published_site_leads_to_its_page() {
    let site = notes();
    site.write("offprint.toml", "title = \"Notes\"\nbase_url = \"https://example.org/some/bench/\"\n");
    let preview = Preview::of(&site, &[]);
    assert!(preview.get("/nothing/").text().contains("\"/some/bench/site.css\""));
    for (path, there) in
        [("/some/bench/site.css", "/site.css"), ("/some/bench/runs/?x", "/runs/?x"), ("/some/bench/", "/")]
    {
        let moved = preview.get(path);
        assert_eq!((moved.status, moved.header("location")), (302, there), "{path}");
    }
    for path in ["/some/bench//example.org/", "/some/benches/", "/some/", "/some/bench"] {
        let answer = preview.get(path);
        assert!(answer.status == 404 && answer.header("location").is_empty(), "{path}: {}", answer.head);
    }
}

#[test]
fn what_is_not_of_the_site_is_not_served() {
    let site = notes();
    site.write("secret.md", "secret");
    site.write("content/secret", "secret");
    let preview = Preview::of(&site, &[]);
    let outside = fs::read_dir("/etc").is_ok();
    for path in [
        "/../secret.md",
        "/%2e%2e/secret.md",
        "/%2e%2e%2fsecret.md",
        "/..%5csecret.md",
        "/..\\secret.md",
        "//secret.md",
        "//etc/passwd",
        "/secret.md",
        "/content/secret",
        "/static/../secret.md",
        "/en/../../secret.md",
        "/%00",
        "/index.html%00.css",
        "/offprint.toml",
        "/%2fetc%2fpasswd",
        "/C:/Windows/win.ini",
        "/.offprint/cache",
        "/.offprint/",
        "/.offprint-manifest",
        "/en//blog/",
        "/index.html/",
    ] {
        let answer = preview.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.head);
        assert!(!answer.text().contains("secret") && !answer.text().contains("root:"), "{path}: {}", answer.text());
        assert_eq!(answer.header("location"), "", "{path}");
    }
    assert!(outside || cfg!(not(unix)));
    assert_eq!(preview.get("/").status, 200, "it is still there");
}

#[test]
fn another_name_of_this_machine_is_refused() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    let port = preview.host.rsplit_once(':').map_or("", |(_, port)| port).to_owned();
    let asked_as = |host: &str| preview.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    for own in [format!("localhost:{port}"), "127.0.0.1".to_owned(), format!("[::1]:{port}")] {
        assert_eq!(asked_as(&own).status, 200, "{own}");
    }
    for other in [format!("rebound.example:{port}"), "localhost.example".to_owned(), "192.168.0.7".to_owned()] {
        let refused = asked_as(&other);
        assert_eq!(refused.status, 403, "{other}");
        assert!(!refused.text().contains("Notes"), "{}", refused.text());
    }
    for request in [
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\nConnection: close\r\n\r\n",
        "GET http://rebound.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET /.offprint/changes HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n",
    ] {
        let refused = preview.ask(request).status;
        assert!([400, 403].contains(&refused), "{request:?}: {refused}");
    }
    assert!(!preview.said().contains("other machines"));
}

#[test]
fn an_address_that_others_can_reach_is_told() {
    let site = notes();
    let preview = Preview::of(&site, &["--address", "0.0.0.0"]);
    let port = preview.host.rsplit_once(':').map_or("", |(_, port)| port).to_owned();
    let answer = preview.ask(&format!("GET / HTTP/1.1\r\nHost: bench.example:{port}\r\nConnection: close\r\n\r\n"));
    assert_eq!(answer.status, 200);
    preview.until("it warns", || preview.said().contains("warning: other machines can read this preview"));
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let told = notes().run(&["serve", "--port", &port]).ends_with(1).told();
    assert!(told.contains(&format!("cannot listen on port {port} of 127.0.0.1")), "{told}");
    assert!(told.contains("`--port 0` takes any free port"), "{told}");
}

#[test]
fn a_change_is_served_however_an_editor_saves_it() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    let post = "content/en/blog/2026-01-01-first.md";
    let shows = |words: &str| preview.get("/en/blog/2026-01-01-first/").text().contains(words);
    assert!(shows("Text."));
    preview.after(|| site.write(post, "+++\ntitle = \"First\"\n+++\n\nIn place.\n"));
    preview.until("a file that is written", || shows("In place."));
    preview.after(|| {
        site.write("content/en/blog/.first.tmp", "+++\ntitle = \"First\"\n+++\n\nRenamed.\n");
        fs::rename(site.path("content/en/blog/.first.tmp"), site.path(post)).expect("it is there");
    });
    preview.until("a file that replaces another", || shows("Renamed."));
    preview.after(|| site.write("content/de/notizen/tief/2026-02-02-neu.md", "+++\ntitle = \"Neu\"\n+++\n\nA.\n"));
    preview.until("new folders", || preview.get("/de/notizen/tief/2026-02-02-neu/").status == 200);
    preview.after(|| site.write("content/de/notizen/tief/2026-02-02-neu.md", "+++\ntitle = \"Neu\"\n+++\n\nSpäter.\n"));
    preview.until("a file in them", || preview.get("/de/notizen/tief/2026-02-02-neu/").text().contains("Später."));
    // Folders of the root that were not there when it began.
    preview.after(|| site.write("templates/home.html", "<body>Mine</body>"));
    preview.until("a template", || preview.get("/").text().starts_with("<body>Mine<"));
    preview.after(|| site.write("static/x.txt", "1"));
    preview.until("a static file", || preview.get("/x.txt").text() == "1");
    preview.after(|| fs::remove_dir_all(site.path("templates")).expect("it is there"));
    preview.until("a folder that is gone", || !preview.get("/").text().contains("Mine"));
    preview.after(|| site.write("templates/home.html", "<body>Again</body>"));
    preview.until("a folder that came back", || preview.get("/").text().contains("Again"));
    preview.after(|| site.write("offprint.toml", "title = \"Other notes\"\n"));
    preview.until("the configuration", || shows("Other notes"));
    preview.after(|| fs::remove_file(site.path(post)).expect("it is there"));
    preview.until("a post that is gone", || preview.get("/en/blog/2026-01-01-first/").status == 404);
}

#[test]
fn its_own_reading_and_what_a_build_writes_are_not_changes() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    preview.get("/");
    site.run(&["build"]).ends_with(0);
    site.write("notes.txt", "not read");
    site.write("content/en/blog/.2026-01-01-first.md.swp", "an editor's");
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(preview.said().matches("built in").count(), 1, "{}", preview.said());
}

#[test]
fn errors_are_over_the_last_page_without_any() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    let post = "content/en/blog/2026-01-01-first.md";
    let page = || preview.get("/en/blog/2026-01-01-first/");
    assert!(!page().text().contains("offprint-errors"));
    let hostile = "+++\ntitle = \"Second\"\n+++\n\n[x](</pre></dialog><script>alert(1)</script>.md)\n";
    preview.after(|| site.write(post, hostile));
    preview.until("the error is shown", || page().text().contains("offprint-errors"));
    let (shown, told) = (page().text(), preview.said());
    assert!(shown.contains("<h1>First</h1>") || shown.contains(">First<"), "the last good page: {shown}");
    assert!(shown.contains("&lt;/pre&gt;&lt;/dialog&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{shown}");
    assert_eq!(shown.matches("</dialog>").count(), 1, "{shown}");
    assert!(shown.contains("error[P072]: `&lt;script&gt;` cannot stand in a post"), "{shown}");
    let built = site.run(&["build"]);
    assert_eq!(built.code, 3);
    let first = built.err.lines().next().unwrap_or_default();
    assert!(told.contains(first), "the same as a build says: {first}\n{told}");
    preview.after(|| site.write(post, "+++\ntitle = \"Second\"\n+++\n\nText.\n"));
    preview.until("it is gone", || !page().text().contains("offprint-errors"));
    assert!(page().text().contains("Second"));
}

#[test]
fn a_template_that_does_not_render_keeps_the_page_as_it_was() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    let page = || preview.get("/en/blog/2026-01-01-first/");
    assert_eq!(page().status, 200);
    preview.after(|| site.write("templates/post.html", "{{ frame.nothing_of_this_name }}"));
    preview.until("it says so", || page().text().contains("offprint-errors"));
    let shown = page();
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("Text.") && shown.text().contains("templates/post.html"), "{}", shown.text());
    assert!(!preview.get("/").text().contains("offprint-errors"), "other pages are well");
}

#[test]
fn what_is_wrong_with_a_finished_page_is_over_it() {
    let site = notes();
    let preview = Preview::of(&site, &[]);
    let page = || preview.get("/en/blog/2026-01-01-first/").text();
    assert!(!page().contains("offprint-errors"), "{}", page());
    let template = "<body id=\"a\"><b id=\"a\">Mine</b><a href=\"nowhere.html\">A</a><a href=\"../../../runs/index.html\">B</a></body>";
    preview.after(|| site.write("templates/post.html", template));
    preview.until("it is shown", || page().contains("offprint-errors"));
    let (shown, built) = (page(), site.run(&["build"]).ends_with(3).err);
    assert!(shown.contains("<b id=\"a\">Mine</b>"), "{shown}");
    for said in
        ["has the id `a` twice", "refers to `en/blog/2026-01-01-first/nowhere.html`, which the site does not have"]
    {
        assert!(shown.contains(said) && built.contains(said), "{said}: {shown}\n{built}");
    }
    assert!(!shown.contains("runs/index.html`"), "{shown}");
}

#[test]
fn a_site_that_was_never_without_errors_says_what_is_wrong() {
    let site = notes();
    site.write("offprint.toml", "title = \n");
    let preview = Preview::of(&site, &[]);
    for path in ["/", "/en/blog/2026-01-01-first/", "/any.html"] {
        let shown = preview.get(path);
        assert!(
            shown.text().contains("No page yet") && shown.text().contains("offprint.toml"),
            "{path}: {}",
            shown.text()
        );
    }
    assert_eq!(preview.get("/site.css").status, 503);
    preview.after(|| site.write("offprint.toml", "title = \"Notes\"\n"));
    preview.until("it is well", || preview.get("/").text().contains("First"));
    assert!(!preview.get("/").text().contains("offprint-errors"));
}

#[test]
fn drafts_are_shown_where_they_are_asked_for() {
    let site = notes();
    site.write("content/en/blog/2026-02-02-draft.md", "+++\ntitle = \"Draft\"\ndraft = true\n+++\n\nText.\n");
    let preview = Preview::of(&site, &[]);
    assert_eq!(preview.get("/en/blog/2026-02-02-draft/").status, 404);
    preview.until("it says so", || preview.said().contains("is left out: it is a draft"));
    let preview = Preview::of(&site, &["--drafts"]);
    assert_eq!(preview.get("/en/blog/2026-02-02-draft/").status, 200);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_although_a_page_is_open() {
    use rustix::process::{Pid, Signal, kill_process};
    let site = notes();
    let mut preview = Preview::of(&site, &[]);
    let mut changes = preview.changes();
    assert!(changes.next().is_some());
    kill_process(Pid::from_child(&preview.process), Signal::INT).expect("it runs");
    assert_eq!(preview.process.wait().expect("it ends").code(), Some(0));
    // That it has been built, if it was not yet.
    assert!(changes.count() <= 1);
    assert!(!site.path("public").exists());
}
