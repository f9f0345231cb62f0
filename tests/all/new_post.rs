//! `offprint new post`: what it writes builds, and nothing is overwritten.

use offprint::archive::Archive;

use crate::harness::Site;
use crate::harness::records::{moment, run, trial};

#[test]
fn a_new_post_builds_at_once() {
    let site = Site::new();
    let new = |words: &[&str]| site.run(&[&["new", "post"], words].concat()).ends_with(0).out;
    let printed = new(&["Größe \"zählt\": 5 models", "--language", "de", "--date", "2026-05-05", "--draft"]);
    assert_eq!(printed, "SITE/content/de/blog/2026-05-05-groesse-zaehlt-5-models.md\n");
    let text = site.read("content/de/blog/2026-05-05-groesse-zaehlt-5-models.md");
    assert!(text.contains("draft = true\n") && !text.contains("run ="), "there is no run yet: {text}");

    let mut writer = Archive::open(site.root()).begin(&run("done")).expect("it is new");
    writer.append(&trial(0)).expect("the disk is there");
    writer.seal(moment(90)).expect("the disk is there");
    let printed = new(&["5 models: [one](two) & 'three'", "--section", "notes", "--date", "2026-05-06"]);
    assert_eq!(printed, "SITE/content/en/notes/2026-05-06-5-models-one-two-three.md\n");
    let text = site.read("content/en/notes/2026-05-06-5-models-one-two-three.md");
    assert!(text.contains("run = \"latest\"\n") && text.contains("numbers = \"warn\"\n"), "{text}");
    let printed = new(&["Another", "--run", "done", "--bundle", "--date", "2026-05-07", "--slug", "a-name"]);
    assert_eq!(printed, "SITE/content/en/blog/2026-05-07-a-name/index.md\n");
    assert!(site.read("content/en/blog/2026-05-07-a-name/index.md").contains("run = \"done\"\n"));

    site.run(&["build", "--drafts"]).ends_with(0);
    assert!(site.read("public/de/blog/2026-05-05-groesse-zaehlt-5-models/index.html").contains("Größe"));
    assert!(site.read("public/index.html").contains("5 models: [one](two) &amp; "));
    let before = site.files("content");
    site.run(&["new", "post", "Another", "--date", "2026-05-07", "--slug", "a-name"]).ends_with(2);
    assert_eq!(site.files("content"), before);
}
