//! The finished pages are read once more: what no earlier check can see, as what a template of the site writes, is found there.

use offprint::analysis::analyse;
use offprint::content::Post;
use offprint::diagnostic::Diagnostic;
use offprint::record::Run;
use offprint::site::{Material, build};

use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::posts::post_at;
use crate::harness::records::id;

/// The faults of a site whose posts' template ends with this HTML.
fn faults(html: &str, posts: Vec<Post>) -> Vec<Diagnostic> {
    with_template(material(Vec::new(), posts), html)
}

fn with_template(mut material: Material, html: &str) -> Vec<Diagnostic> {
    let template = material.theme.templates.iter_mut().find(|template| template.path().ends_with("/post.html"));
    let template = template.expect("there is a template of posts");
    let text = template.text().replace("</article>", &format!("{html}</article>"));
    *template = offprint::diagnostic::SourceFile::new(template.path(), text);
    build(&material).map_or_else(|faults| faults, |_| Vec::new())
}

fn messages(html: &str) -> Vec<String> {
    let faults = faults(html, vec![post_at("en/blog/a", "A", "Text."), post_at("en/blog/b", "B", "Text.")]);
    faults.iter().map(|fault| format!("{}: {}", fault.code.id(), fault.message)).collect()
}

#[test]
fn what_a_template_writes_is_checked_on_the_finished_pages() {
    let pages = "the page `en/blog/a/index.html` and 1 further page";
    for (html, expected) in [
        (
            "<a href=\"../../about.html\">About</a>",
            format!("P080: {pages} refers to `en/about.html`, which the site does not have"),
        ),
        (
            "<a href=\"../../../index.html#nothing\">x</a>",
            format!("P080: {pages} refers to `#nothing` of `index.html`, which has no such anchor"),
        ),
        (
            "<a href=\"../../../../x\">x</a>",
            format!("P080: {pages} refers to `../../../../x`, which leads out of the site"),
        ),
        ("<p id=\"main\"></p>", format!("P081: {pages} has the id `main` twice")),
        (
            "<img src=\"../../../site.css\">",
            format!("P081: {pages} shows the picture `../../../site.css` without `alt`"),
        ),
        (
            "<script src=\"https://cdn.example/x.js\"></script>",
            format!("P082: {pages} would load `https://cdn.example/x.js` from another server"),
        ),
        (
            "<link rel=\"preconnect\" href=\"//fonts.example\">",
            format!("P082: {pages} would load `//fonts.example` from another server"),
        ),
        ("<svg><path d=\"M0 NaN\"/></svg>", format!("P081: {pages} has `M0 NaN` for a number")),
        ("<table><tr><td class=\"n\">null</td></tr></table>", format!("P081: {pages} has `null` for a number")),
        (
            "{% raw %}<a href=\"{{ frame.home }}\">x</a>{% endraw %}",
            format!("P081: {pages} has a mark of a template that was not replaced: `{{{{ frame.home }}}}`"),
        ),
    ] {
        assert_eq!(messages(html), [expected], "{html}");
    }
}

#[test]
fn pages_of_a_run_that_stands_are_taken_to_be_there_and_no_others() {
    let layout = Layout { repeats: 1, ..Layout::sized(&[2]) };
    let run = Run { id: id("may"), ..layout.run(["larch:8b"]) };
    let trials = trials(&run, |_, _, _| Did { passes: true, seconds: 1.0, first: 0.1 });
    let findings = analyse(&run, &trials);
    let mut material = material(vec![(run, trials, findings)], vec![post_at("en/blog/a", "A", "Text.")]);
    let stands = material.runs.pop().expect("there is a run");
    material.standing.push(stands.summary);
    let links =
        "<a href=\"../../../runs/may/cases/x/index.html#y\">x</a><a href=\"../../../runs/mayor/index.html\">x</a>";
    let told: Vec<String> = with_template(material, links).into_iter().map(|fault| fault.message).collect();
    assert_eq!(
        told,
        ["the page `en/blog/a/index.html` refers to `runs/mayor/index.html`, which the site does not have"]
    );
}

#[test]
fn what_is_as_it_should_be_is_passed_over() {
    let sound = "<a href=\"https://example.org/x\">x</a><a href=\"../../../\">x</a><a href=\"../b/?q#top\">x</a><a href=\"#\">x</a>\
        <a href=\"mailto:a@example.org\">x</a><img alt=\"\" src=\"data:,\"><p>NaN null {{ \"{{\" }} </p><td class=\"words\">null</td>\
        <script>var a = '<a href=\"nowhere.html\">';</script><!-- <img src=\"x\"> -->";
    assert_eq!(messages(sound), [""; 0]);
}

#[test]
fn all_faults_are_told_at_once_and_at_the_place_where_a_post_has_them() {
    let found = faults(
        "<p id=\"main\"></p><a href=\"nowhere.html\">x</a>",
        vec![post_at(
            "en/blog/a",
            "A",
            "Text.\n\n<a href=\"https://example.org/\" id=\"main2\" aria-describedby=\"no-such\">x</a>",
        )],
    );
    let told: Vec<(&str, Option<usize>)> = found
        .iter()
        .map(|fault| (fault.code.id(), fault.place.as_ref().map(|(source, span)| source.position(span.start).line)))
        .collect();
    assert_eq!(told, [("P080", Some(1)), ("P081", Some(8)), ("P080", Some(8))], "{found:#?}");
}

#[test]
fn of_very_many_links_that_lead_to_nothing_the_rest_is_counted() {
    let links: String = (0..25).map(|number| format!("<a href=\"{number:02}.html\">x</a>")).collect();
    let told = messages(&format!("{links}<a href=\"#main\">x</a><a href=\"#not-here\">x</a>"));
    // 25 files beside each of two pages, and an anchor of each that it lacks.
    assert_eq!(told.len(), 21);
    assert!(told.iter().all(|message| message.starts_with("P080: ")), "{told:?}");
    let rest = "P080: 32 further links that lead to nothing, or whose anchor is not there, are not told";
    assert!(told.iter().any(|message| message == rest), "{told:?}");
}
