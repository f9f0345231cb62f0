//! Posts: what is read, what is refused and with which words, and the HTML that comes out.

use offprint::analysis::{FigureName, TableName};
use offprint::content::render::Rendered;
use offprint::content::{DirectiveKind, ExhibitParameters, NamedRun, RunReference};
use offprint::diagnostic::Diagnostic;
use offprint::name::{RunId, Slug};

use crate::harness::posts::{body_faults, check_page, page_of, post, read, read_named, unchecked};

fn rendered(body: &str) -> Rendered {
    page_of(&post(body), "")
}

fn html(body: &str) -> String {
    let Rendered { body, endnotes, .. } = rendered(body);
    body + endnotes.as_deref().unwrap_or_default()
}

/// What people see of a post that is refused.
fn refusal(text: &str) -> String {
    faults(text).iter().map(|fault| fault.render(false)).collect::<Vec<_>>().join("\n")
}

fn faults(text: &str) -> Vec<Diagnostic> {
    read(text).expect_err("the post is refused")
}

#[test]
fn front_matter_names_the_post_and_its_run() {
    let text = "\u{feff}+++\r\ntitle = \"A  title\"\r\ndate = 2026-05-05\r\nupdated = \"2026-05-06\"\r\nfinding = \"It is fast.\"\r\nrun = \"2026-05-05-m4\"\r\n+++\r\nWords.\r\n";
    let post = read(text).expect("nothing is wrong").value;
    assert_eq!(post.front.title.words, "A title");
    assert_eq!(post.front.date.to_string(), "2026-05-05");
    assert_eq!(post.front.updated.map(|day| day.to_string()).as_deref(), Some("2026-05-06"));
    assert_eq!(post.front.finding.as_ref().map(|line| line.words.as_str()), Some("It is fast."));
    let NamedRun { name, reference, span } = post.front.own_run().expect("it names one");
    assert_eq!(*name, None);
    assert_eq!(*reference, RunReference::Id(RunId::parse("2026-05-05-m4").expect("an id")));
    assert_eq!(&text[span.start..span.end], "\"2026-05-05-m4\"");
    assert_eq!(&text[post.body_start..], "Words.\r\n");
}

#[test]
fn the_newest_run_can_be_asked_for() {
    let post = read("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"latest\"\n+++\n").expect("nothing is wrong").value;
    assert_eq!(post.front.own_run().map(|run| &run.reference), Some(&RunReference::Latest));
}

#[test]
fn the_file_name_gives_the_date_where_the_front_matter_does_not() {
    let dated =
        |name: &str| read_named(name, "+++\ntitle = \"A\"\n+++\n").map(|post| post.value.front.date.to_string());
    assert_eq!(dated("2026-05-05-title").as_deref(), Ok("2026-05-05"));
    assert_eq!(dated("2026-05-05").as_deref(), Ok("2026-05-05"));
    for name in ["title", "2026-13-05-title", "2026-05-055", "20260505-title"] {
        assert!(dated(name).is_err(), "{name}");
    }
}

#[test]
fn a_wrong_date_is_not_excused_by_the_file_name() {
    assert!(read_named("2026-05-05-a", "+++\ntitle = \"A\"\ndate = \"5 May\"\n+++\n").is_err());
    assert!(read_named("2026-05-05-a", "+++\ntitle = \"A\"\ndate = 10:00:00\n+++\n").is_err());
    assert!(read_named("2026-05-05-a", "+++\ntitle = \"A\"\ndate = \"2026-5-5\"\n+++\n").is_err());
}

#[test]
fn every_fault_of_a_post_is_said_at_once() {
    let said = refusal(
        "+++\ntitel = \"A\"\ndate = \"2026-02-30\"\nupdated = 7\nrun = \"../etc\"\nfinding = \" \"\n+++\n\n\
         See ![the key](figure:qpr) and [all](figure:qpr).\n\n\
         ![a](figur:qpr)\n\n![b](table:leaderboard \"top=3\")\n\n![c](run:)\n\n![](figure:)\n\n\
         [d](claim: \"x\") [e](post:../x) [f](run:A) [g](javascript:alert(1))\n\n\
         Words[^gone], more[^Kept] and [h](value: 212 ms)[^kept].\n\n\
         ![i](figure:q p r)\n\n\
         [^kept]: One.\n[^kept]: Two.\n[^spare]: Three.\n",
    );
    insta::assert_snapshot!(said);
}

#[test]
fn a_post_without_readable_front_matter_says_what_to_write() {
    let yaml = refusal("---\ntitle: A: B\n---\nWords[^x].\n");
    let json = refusal("{\n  \"title\": \"A\"\n}\nWords.\n");
    let late = refusal("\n---\ntitle: A\n---\n");
    let none = refusal("# A title\n");
    let unclosed = refusal("+++\ntitle = \"A\"\n");
    let empty = refusal("+++\n+++\n");
    let broken = refusal("+++\ntitle = \"A\ndate = \nrun = \"latest\"\n+++\n");
    let said = [yaml, json, late, none, unclosed, empty, broken].join("\n");
    insta::assert_snapshot!(said);
}

#[test]
fn what_is_meant_as_text_is_left_alone() {
    for body in [
        r"\[^x] is how a reference is written.",
        "`[^x]` and `![a](figure:x y)`",
        "    [^x] [a](claim: b)\n",
        "A [relative](../a/index.html), an [anchor](#b), <https://c.example>, <d@e.example>, [f](mailto:g@h.example).",
        "![A photo](photo.jpg \"taken here\")",
        "[^a-z without an end",
        r"[a\](run: b) and \[^c]",
        "Ratios such as [3:1] and a [list] of (things).",
    ] {
        assert_eq!(body_faults(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn an_unused_note_is_a_warning() {
    assert_eq!(body_faults("Words.\n\n[^a]: A note[^b].\n\n[^b]: Another.\n").len(), 2);
    assert!(read("+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\nWords.\n\n[^a]: A note.\n").is_ok());
}

#[test]
fn a_post_becomes_a_page() {
    let text = "\
A judge panel[^limit] is asked *short* questions.[^two] See [the results](run:), [another](run:2026-01-01-b) or [a post](post:c).

![Quality against latency](figure:qpr)

## What the *runtime* changes

![All models](table:leaderboard)

> Quoted.

## What the runtime changes

| Model | Time | |
|:--|--:|:-:|
| `a:7b` | 1 | x |
| b[^limit] | 2 | |

```rust
let a = 1 < 2 && true;
```

- one
- two ~~three~~

![A photo of *us*](us.jpg \"Here & now\")

[^limit]: A timeout is a lower bound,[^two] not a time.
[^two]:
    Two paragraphs.

    - and a list
";
    insta::assert_snapshot!(html(text));
}

#[test]
fn notes_are_numbered_by_first_reference_and_lead_back() {
    let page = rendered("One[^b] two[^a] three[^b] four[^b].\n\n[^a]: First.\n[^b]: Second.\n");
    let notes = page.endnotes.expect("there are notes");
    assert!(notes.find("Second.") < notes.find("First."), "{notes}");
    for (href, name) in [
        ("#fnref-1", "Back to reference 1"),
        ("#fnref-1-2", "Back to reference 1, mention 2"),
        ("#fnref-1-3", "Back to reference 1, mention 3"),
        ("#fnref-2", "Back to reference 2"),
    ] {
        assert!(notes.contains(&format!("<a href=\"{href}\" role=\"doc-backlink\" aria-label=\"{name}\">")), "{notes}");
        assert!(page.body.contains(&format!("<sup id=\"{}\">", &href[1..])), "{}", page.body);
    }
    assert_eq!(page.body.matches("class=\"sidenote\"").count(), 2, "a sidenote follows the first reference only");
}

#[test]
fn a_note_stands_beside_running_text_only() {
    let body = |text: &str| rendered(text).body;
    assert!(!body("## A[^a]\n\n[^a]: N.\n").contains("sidenote"));
    assert!(!body("| a[^a] |\n|--|\n| b |\n\n[^a]: N.\n").contains("sidenote"));
    assert!(!body("Words[^a].\n\n[^a]: N.\n\n    More.\n").contains("sidenote"));
    assert!(!body("Words[^a].\n\n[^a]: ![x](figure:qpr)\n").contains("sidenote"));
    assert!(body("## A[^a]\n\nWords[^a].\n\n[^a]: N.\n").contains("sidenote"), "the first with room beside it");
    assert!(html("Words[^a].\n\n[^a]: N.\n\n    More.\n").contains("<li id=\"fn-1\" class=\"no-sidenote\">"));
    assert_eq!(rendered("Words.\n").endnotes, None);
}

#[test]
fn headings_have_stable_ids_of_their_own() {
    let page = html("## Notes\n\n## A, b & c!\n\n## A b c\n\n## A b c 2\n\n## fn 1[^a]\n\n## é\n\n[^a]: N.\n");
    for id in ["notes-2", "a-b-c", "a-b-c-2", "a-b-c-2-2", "on-fn-1"] {
        assert!(page.contains(&format!("<h2 id=\"{id}\">")), "{id}: {page}");
    }
    check_page(&page).expect("it is well formed");
}

#[test]
fn two_posts_can_stand_on_one_page() {
    let post = post("## A\n\nWords[^a], [above](#a).\n\n[^a]: N.\n");
    let page = |prefix: &str| {
        let Rendered { body, endnotes, .. } = page_of(&post, prefix);
        body + &endnotes.expect("there are notes")
    };
    let both = page("p1-") + &page("p2-");
    check_page(&both).expect("no id comes twice");
    assert!(both.contains("<a href=\"#p2-a\">above</a>"), "{both}");
}

#[test]
fn the_summary_is_the_first_paragraph_in_plain_words() {
    assert_eq!(
        post("# T\n\n![x](figure:qpr)\n\n- item\n\nA *b* `c`[^n]\nd & [e](run:).\n\nMore.\n\n[^n]: N.\n").opening,
        "A b c d & e."
    );
    assert_eq!(post("![x](figure:qpr)\n").opening, "");
}

#[test]
fn addresses_from_the_site_are_escaped() {
    assert!(html("[a](post:b)").contains("<a href=\"../b/index.html?a&amp;b\">a</a>"));
}

#[test]
fn what_no_checked_post_holds_leads_nowhere() {
    let page = page_of(&unchecked("[a](javascript:alert(1)) ![b](data:text/html,x) [c](run:../d) [e](figur:f)"), "");
    assert_eq!(
        page.body,
        "<p><a href=\"\">a</a> <img src=\"\" alt=\"b\" /> <a href=\"\">c</a> <a href=\"\">e</a></p>\n"
    );
}

#[test]
fn a_long_post_takes_no_longer_than_its_length() {
    let count = 20_000;
    let mut body = String::new();
    for number in 0..count {
        body += &format!("## Same\n\nWords[^n{number}] and [a link](run:).\n\n[^n{number}]: See[^n0].\n\n");
    }
    let post = post(&body);
    assert_eq!(post.directives.len(), count);
    let page = page_of(&post, "");
    assert_eq!(page.body.matches("role=\"note\"").count(), count);
    let open = format!("{}x", "> ".repeat(count)) + &"[^".repeat(count) + &"![".repeat(count) + &"*".repeat(count);
    assert!(!page_of(&unchecked(&open), "").body.is_empty());
    assert!(read(&open).is_err());
}

#[test]
fn directives_say_what_they_ask_for() {
    let kinds: Vec<_> = post("![a](figure:qpr)\n\n> ![c](table:cases)\n\n- [e](run:)\n\n[f][g]\n\n[g]: post:h\n")
        .directives
        .into_iter()
        .map(|directive| directive.kind.clone())
        .collect();
    let slug = Slug::parse("h").expect("a slug");
    let expected = [
        DirectiveKind::Figure(FigureName::Qpr, ExhibitParameters::default()),
        DirectiveKind::Table(TableName::Cases, ExhibitParameters::default()),
        DirectiveKind::Run(None),
        DirectiveKind::Post(slug),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn the_documentation_shows_what_is_so() {
    let documentation = include_str!("../../docs/posts.md");
    let example: String = documentation
        .lines()
        .skip_while(|line| *line != "    +++")
        .map_while(|line| line.strip_prefix("    "))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(
        read(&example).expect("the example is in order").value.front.title.words,
        "Seating a judge panel on one laptop"
    );
    let message = documentation.rsplit("```").nth(1).expect("it shows one").trim();
    let lines = "\n".repeat(7) + "![Quality against latency](figur:qpr)\n";
    let wrong = format!("+++\ntitle = \"A\"\n+++\n{lines}");
    let said = read_named("2026-05-05-title", &wrong).expect_err("it is wrong")[0].render(false);
    assert_eq!(said.trim(), message);
}
