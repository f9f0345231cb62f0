//! A post for another blog: the author's source, in which what only offprint knows is replaced.

use std::collections::BTreeSet;
use std::ops::Range;

use super::markdown::{link, plain};
use super::source::{Change, changed};
use super::{BundleHead, Exporter};
use crate::content::{self, Directive, DirectiveKind, Erratum, LinkForm, OrdinaryLink, Post, ShownLine};
use crate::language::fill;
use crate::name::RunId;
use crate::site::FileContent;
use crate::site::called::Called;
use crate::site::links::LinkTarget;
use crate::site::plan;
use crate::site::post_runs::{case_page, model_page, run_called, run_of};
use crate::site::views::evidence;

impl Exporter<'_> {
    /// Its front matter, and its body as Markdown.
    pub(super) fn post(&mut self, post: &Post) -> (BundleHead, String) {
        let front = &post.front;
        let summary = front.description.as_ref().or(front.finding.as_ref());
        let head = BundleHead {
            slug: post.slug.to_string(),
            language: post.language.to_string(),
            title: front.title.words.clone(),
            date: front.date,
            updated: front.updated,
            description: summary.map(|line| line.words.clone()).unwrap_or_default(),
            authors: front.authors.clone(),
            tags: front.tags.clone(),
            draft: front.draft,
        };
        let source = post.source.text();
        let notices = self.site.notices(post, self.interface).into_iter();
        let notices = notices.map(|(word, notice)| match word.as_str() {
            "" => format!("> {}", plain(&notice)),
            word => format!("> **{}** {}", plain(word), plain(&notice)),
        });
        let mut parts: Vec<String> = notices.collect();
        parts.extend(front.finding.as_ref().map(|line| self.line(post, line)));
        let mut changes = self.changes(post, post.body_start..source.len());
        changes.extend(self.anchors(post));
        changes.extend(self.definitions(post));
        parts.push(changed(source, post.body_start..source.len(), changes).trim().to_owned());
        if !front.errata.is_empty() {
            let entry = |exporter: &mut Self, erratum: &Erratum| {
                format!("- **{}**: {}", exporter.interface.spoken.day(erratum.date), exporter.line(post, &erratum.text))
            };
            let errata: Vec<String> = front.errata.iter().map(|erratum| entry(self, erratum)).collect();
            parts.push(format!("## {}\n\n{}", plain(&self.interface.strings.corrections), errata.join("\n")));
        }
        parts.extend(self.colophon(post));
        (head, parts.join("\n\n") + "\n")
    }

    /// A line of the front matter as a paragraph.
    fn line(&mut self, post: &Post, line: &ShownLine) -> String {
        let part = line.span.start..line.span.end;
        let changes = self.changes(post, part.clone());
        // Only a line with links of ours is Markdown.
        match changes.iter().any(|change| !change.is_block) {
            true => changed(post.source.text(), part, changes),
            false => plain(&line.words),
        }
    }

    /// The run behind the post, and where everything is checked.
    fn colophon(&self, post: &Post) -> Option<String> {
        let id = run_of(self.material, post).id()?;
        let page = self.published(&plan::post(post), "");
        let words = &self.interface.strings;
        let run = self.run_line(id);
        let evidence = page.map(|page| {
            let here = link(&plain(&words.export_here), Some(&page));
            format!(" {}", fill(&plain(&words.export_evidence), &[("here", &here)]))
        });
        Some(format!("{run}{}", evidence.unwrap_or_default()))
    }

    /// What becomes of everything in a part of the source that only offprint knows.
    fn changes(&mut self, post: &Post, part: Range<usize>) -> Vec<Change> {
        let is_in = |start: usize, end: usize| part.start <= start && end <= part.end;
        let mut changes = Vec::new();
        for directive in post.directives.iter().filter(|directive| is_in(directive.span.start, directive.span.end)) {
            changes.push(self.directive(post, directive));
        }
        for link in post.links.iter().filter(|link| is_in(link.span.start, link.span.end)) {
            changes.extend(self.ordinary(post, link));
        }
        changes
    }

    fn directive(&mut self, post: &Post, directive: &Directive) -> Change {
        let at = directive.span.start..directive.span.end;
        let run = |name: Option<&str>| run_called(self.material, post, name);
        let words = post.source.text().get(directive.words.start..directive.words.end).unwrap_or_default();
        let (with, is_block) = match &directive.kind {
            DirectiveKind::Figure(name, part) => {
                (self.figure(run(part.run.as_deref()), *name, part, &directive.text), true)
            }
            DirectiveKind::Table(name, part) => {
                (self.table(run(part.run.as_deref()), *name, part, &directive.text), true)
            }
            DirectiveKind::Lit(source) => (format!("{words} ({})", plain(source)), false),
            DirectiveKind::Value(_) | DirectiveKind::Claim(_) => {
                let anchor = evidence::anchor(self.site.bound(post), directive.span.start);
                let address = anchor.and_then(|anchor| self.published(&plan::post(post), &anchor));
                (link(words, address.as_deref()), false)
            }
            DirectiveKind::Run(name) => {
                let named = run(name.as_ref().map(|name| name.as_str())).id().cloned();
                let id = named.or_else(|| RunId::parse(name.as_ref()?.as_str()).ok());
                let address = id.and_then(|id| self.published(&plan::run(&id), ""));
                (link(words, address.as_deref()), false)
            }
            DirectiveKind::Post(slug) => {
                let address = match self.atlas.names.called(post, slug) {
                    Called::Post(other) => self.published(&plan::post(other), ""),
                    Called::Several(_) | Called::Nothing => None,
                };
                (link(words, address.as_deref()), false)
            }
            DirectiveKind::Model(name) => {
                let page = model_page(self.material, post, name);
                (link(words, page.and_then(|page| self.published(&page, "")).as_deref()), false)
            }
            DirectiveKind::Case(name) => {
                let page = case_page(self.material, post, name.as_str());
                (link(words, page.and_then(|page| self.published(&page, "")).as_deref()), false)
            }
        };
        Change { at, with, is_block }
    }

    /// An ordinary link or picture: a file beside the post comes along, a page is linked where it is published.
    fn ordinary(&mut self, post: &Post, ordinary: &OrdinaryLink) -> Option<Change> {
        let destination = self.atlas.find(post, &ordinary.url).ok()?;
        let tail = destination.tail.as_str();
        let address = match destination.target {
            LinkTarget::Elsewhere | LinkTarget::Itself => return None,
            LinkTarget::Beside(address, file) => {
                let own = plan::post(post).path().trim_end_matches("index.html").to_owned();
                let below = address.path().strip_prefix(&own);
                let name = below.or_else(|| address.path().rsplit('/').next()).unwrap_or(address.path()).to_owned();
                let name = self.add(&name, FileContent::CopyOf(file.facts.path.clone()));
                plan::asset(&name).from(&plan::home()) + tail
            }
            LinkTarget::Static(address, Some(facts)) => {
                let name = address.path().rsplit('/').next().unwrap_or(address.path()).to_owned();
                let name = self.add(&name, FileContent::CopyOf(facts.path.clone()));
                plan::asset(&name).from(&plan::home()) + tail
            }
            LinkTarget::Page(address, _) | LinkTarget::Static(address, None) => self.published(&address, "")? + tail,
        };
        let source = post.source.text();
        let at = ordinary.span.start..ordinary.span.end;
        let written = source.get(at.clone())?;
        let with = match (written == ordinary.url, ordinary.form) {
            (true, _) | (_, LinkForm::Html) => address,
            // The address stands in a definition elsewhere.
            (false, form) => {
                let words = written.split_once('[').and_then(|(_, rest)| rest.split_once(']'))?.0;
                let sign = if form == LinkForm::Picture { "!" } else { "" };
                format!("{sign}{}", link(words, Some(&address)))
            }
        };
        Some(Change { at, with, is_block: false })
    }

    /// The definitions of addresses that mean nothing elsewhere: the links that refer to them have been replaced.
    fn definitions(&self, post: &Post) -> Vec<Change> {
        let is_ours = |url: &str| match self.atlas.find(post, url) {
            Ok(found) => !matches!(found.target, LinkTarget::Elsewhere | LinkTarget::Itself) || !is_web(url),
            Err(_) => true,
        };
        let ours = content::definitions(post).into_iter().filter(|(url, _)| is_ours(url));
        ours.map(|(_, span)| Change { at: span.start..span.end, with: String::new(), is_block: false }).collect()
    }

    /// The ids of headings that the post's own links lead to, where the author did not write them: other blogs make other ones.
    fn anchors(&self, post: &Post) -> Vec<Change> {
        let source = post.source.text();
        let own = post.links.iter().filter_map(|link| match self.atlas.find(post, &link.url).ok()? {
            found if matches!(found.target, LinkTarget::Itself) => found.anchor,
            _ => None,
        });
        let linked: BTreeSet<String> = own.collect();
        let mut changes = Vec::new();
        for heading in post.headings.iter().filter(|heading| linked.contains(&heading.id)) {
            let written = source.get(heading.span.start..heading.span.end).unwrap_or_default();
            let line = written.lines().next().unwrap_or_default().trim_end();
            // A heading that is underlined, or has its id already, stays as it is.
            if line.starts_with('#') && !line.ends_with('}') {
                let (start, words) = (heading.span.start, line.trim_end_matches('#'));
                // Only behind a space does `#` close a heading; in `## C#` it is a part of the words.
                let end = if words.ends_with([' ', '\t']) { words.trim_end().len() } else { line.len() };
                changes.push(Change {
                    at: start + end..start + line.len(),
                    with: format!(" {{#{}}}", heading.id),
                    is_block: false,
                });
            }
        }
        changes
    }
}

/// Whether an address is one that every blog understands alike.
fn is_web(url: &str) -> bool {
    url.starts_with('#') || ["https:", "http:", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}
