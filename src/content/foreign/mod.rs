//! Markup in the text that other tools replace by something else: shortcodes, Liquid, links of a wiki. Markdown reads it as text, so that
//! readers would see it as it is written; each is answered with what to write instead. In code it is an example, and after a backslash it is meant as text.

mod kinds;
mod parameters;
mod proposals;

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::manuscript::Manuscript;
use crate::diagnostic::{Code, Diagnostic, SourceFile};

pub use kinds::{FOREIGN_MARKUP, ForeignMarkup};

use kinds::Where::{self, Address, Anywhere, Comment, Text};
use proposals::Rewriting;

/// Whether an address has markup of another tool, so that it is not a path.
pub(super) fn is_in_address(url: &str) -> bool {
    url.starts_with("@/") || url.contains("{{") || url.contains("{%")
}

/// A fault for each piece of markup of another tool.
pub(super) fn faults(manuscript: &Manuscript<'_>, source: &SourceFile, body_start: usize) -> Vec<Diagnostic> {
    let text = source.text();
    let body = &text[body_start.min(text.len())..];
    let kinds = kinds::kinds_in(body);
    if kinds.is_empty() {
        return Vec::new();
    }
    let areas = Areas::of(manuscript, text, body_start);
    let mut faults = Vec::new();
    // Where each that is told begins and ends; none overlaps another.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (markup, pattern) in kinds {
        for area in areas.of_place(markup.place) {
            for captures in pattern.captures_iter(&text[area.clone()]) {
                let Some(whole) = captures.get(1) else { continue };
                let span = area.start + whole.start()..area.start + whole.end();
                let is_taken = taken.range(..span.end).next_back().is_some_and(|(_, end)| *end > span.start);
                if is_taken || text[..span.start].ends_with('\\') {
                    continue;
                }
                if let Some(proposal) = (markup.propose)(&captures) {
                    taken.insert(span.start, span.end);
                    faults.push(fault(markup, proposal, source, span));
                }
            }
        }
    }
    faults
}

fn fault(markup: &ForeignMarkup, proposal: Rewriting, source: &SourceFile, span: Range<usize>) -> Diagnostic {
    let written = source.text()[span.clone()].lines().next().unwrap_or_default().to_owned();
    let tools: Vec<&str> = markup.tools.iter().map(|tool| tool.name()).collect();
    let message = format!("`{written}` is {} of {}", markup.name, tools.join(" or "));
    // Nothing of it is shown to readers.
    let fault = match markup.place {
        Comment => Diagnostic::warning(Code::FOREIGN_MARKUP, message),
        _ => Diagnostic::error(Code::FOREIGN_MARKUP, message),
    };
    let fault = fault.at(source, span).label(match markup.place {
        Comment => "without effect here",
        Address => "it would lead nowhere",
        _ => "readers would see this",
    });
    match proposal {
        Rewriting::Write(new) if new.contains('`') => fault.help(format!("write {new}")),
        Rewriting::Write(new) => fault.help(format!("write `{new}`")),
        Rewriting::Remove(why) => fault.help(format!("remove it: {why}")),
        Rewriting::Say(help) => fault.help(help).help("put it in backticks if readers should see it"),
    }
}

/// The parts of a text by what they are.
struct Areas {
    anywhere: Vec<Range<usize>>,
    text: Vec<Range<usize>>,
    outside_code: Vec<Range<usize>>,
    addresses: Vec<Range<usize>>,
}

impl Areas {
    fn of(manuscript: &Manuscript<'_>, text: &str, body_start: usize) -> Self {
        let mut code = Vec::new();
        let mut addresses = Vec::new();
        for (index, (event, range)) in manuscript.events.iter().enumerate() {
            match event {
                Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => code.push(range.clone()),
                Event::Start(Tag::CodeBlock(_)) => code.push(range.clone()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    let end = manuscript.events[manuscript.close(index)].1.end;
                    let place = text.get(range.start..end).and_then(|whole| whole.rfind(dest_url.as_ref()));
                    addresses.extend(place.map(|at| range.start + at..range.start + at + dest_url.len()));
                }
                _ => {}
            }
        }
        let outside_code = without(&code, body_start..text.len());
        let mut hidden = code;
        hidden.extend(outside_code.iter().flat_map(|area| comments(text, area.clone())));
        hidden.sort_by_key(|area| area.start);
        let anywhere = without(&hidden, body_start..text.len());
        Self { anywhere, text: manuscript.plain_stretches(), outside_code, addresses }
    }

    fn of_place(&self, place: Where) -> &[Range<usize>] {
        match place {
            Anywhere => &self.anywhere,
            Text => &self.text,
            Comment => &self.outside_code,
            Address => &self.addresses,
        }
    }
}

/// What is left of a range without these parts, which are in order.
fn without(parts: &[Range<usize>], whole: Range<usize>) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    let mut from = whole.start;
    for part in parts {
        if part.start > from {
            left.push(from..part.start);
        }
        from = from.max(part.end);
    }
    left.push(from.min(whole.end)..whole.end);
    left
}

/// The comments of HTML in a part of a text.
fn comments(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = part.start;
    while let Some(start) = text[from..part.end].find("<!--").map(|at| from + at) {
        let Some(end) = text[start..part.end].find("-->").map(|at| start + at + 3) else { break };
        found.push(start..end);
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    /// What is said of a body: what is pointed at, and the last way out.
    fn said(body: &str) -> Vec<(String, String)> {
        let source = SourceFile::new("a.md", body);
        let manuscript = Manuscript::read(body, 0..body.len());
        let mut faults = faults(&manuscript, &source, 0);
        crate::diagnostic::sort(&mut faults);
        let place = |fault: &Diagnostic| {
            let (_, span) = fault.place.as_ref().expect("it has a place");
            body[span.start..span.end].to_owned()
        };
        faults.iter().map(|fault| (place(fault), fault.help[0].clone())).collect()
    }

    #[test]
    fn every_example_is_recognised() {
        for markup in FOREIGN_MARKUP {
            let source = SourceFile::new("a.md", markup.example);
            let manuscript = Manuscript::read(markup.example, 0..markup.example.len());
            let faults = faults(&manuscript, &source, 0);
            assert_eq!(faults.len(), 1, "{}", markup.example);
            assert!(faults[0].message.contains(markup.name), "{}: {}", markup.example, faults[0].message);
            assert_eq!(faults[0].severity == Severity::Warning, markup.place == Comment);
        }
    }

    #[test]
    fn each_is_answered_with_what_to_write() {
        for (body, pointed, help) in [
            ("{{< figure src=\"a.png\" alt=\"A\" caption=\"C\" >}}", "", "write `![A](a.png \"C\")`"),
            ("{{<figure src='a b.png'>}}", "", "write `![What it shows](<a b.png>)`"),
            (
                "See [b]({{< ref \"blog/2026-01-01-b.md\" >}}).",
                "{{< ref \"blog/2026-01-01-b.md\" >}}",
                "write `post:2026-01-01-b`",
            ),
            ("See [b]({{% relref \"b\" %}}).", "{{% relref \"b\" %}}", "write `post:b`"),
            ("{{< youtube w7Ft2ymGmfc >}}", "", "write `[Video](https://www.youtube.com/watch?v=w7Ft2ymGmfc)`"),
            (
                "{{ youtube(id=\"w7Ft2ymGmfc\", autoplay=true) }}",
                "",
                "write `[Video](https://www.youtube.com/watch?v=w7Ft2ymGmfc)`",
            ),
            (
                "{% highlight rust linenos %}\nlet a = 1;\n{% endhighlight %}",
                "{% highlight rust linenos %}",
                "write ```rust",
            ),
            ("See [b]({% post_url 2016-07-26-b %}).", "{% post_url 2016-07-26-b %}", "write `post:2016-07-26-b`"),
            (
                "![a]({{ site.baseurl }}/a.png)",
                "{{ site.baseurl }}",
                "remove it: addresses are relative or begin with `/`",
            ),
            ("![a]({{site.url}}/a.png)", "{{site.url}}", "remove it: addresses are relative or begin with `/`"),
            ("[a]({{ '/b/' | relative_url }})", "{{ '/b/' | relative_url }}", "write `/b/`"),
            ("See [[My Note|this]].", "[[My Note|this]]", "write `[this](post:my-note)`"),
            ("See [[My Note#Part two]].", "[[My Note#Part two]]", "write `[My Note](my-note.md#part-two)`"),
            ("![[a.png|300]]", "", "write `![What it shows](a.png)`"),
            (
                "[x](https://e.example){:target=\"_blank\"}",
                "{:target=\"_blank\"}",
                "remove it: the stylesheet is the same for every post",
            ),
            ("It is ==very== good.", "==very==", "write `**very**`"),
            ("See [b](@/blog/b.md).", "@/blog/b.md", "write `post:b`"),
            ("See [b](@/blog/b/index.md).", "@/blog/b/index.md", "write `post:b`"),
        ] {
            let pointed = if pointed.is_empty() { body } else { pointed };
            let found = said(body);
            assert_eq!(found.first().map(|(at, help)| (at.as_str(), help.as_str())), Some((pointed, help)), "{body}");
        }
    }

    #[test]
    fn what_is_code_or_means_something_else_is_left_alone() {
        for body in [
            "`{{< figure src=\"a.png\" >}}` and ``{% raw %}``",
            "```\n{{< x >}} {% y %} [[z]] ==m==\n```",
            "    {{ site.baseurl }} [[x]]",
            "<!-- {{< figure src=\"a.png\" >}} -->",
            r"\{{< x >}} and \[[x]]",
            "[[1]](https://e.example) and a[i][j], [[1,2],[3,4]]",
            "if a==b and c==d, or a == b == c",
            "100 % of 50 %, {a: b}, {{2}} and x^{{n}}",
            "<!-- a comment about toc -->",
            "[total] and [t](https://e.example)",
        ] {
            assert_eq!(said(body), [], "{body}");
        }
    }
}
