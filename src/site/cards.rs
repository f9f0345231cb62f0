//! What a link to a page shows where links are shared: the author's picture, or a card that is drawn of title, finding and run.
//!
//! A run has a card, and so has a post that names a run. All other pages show the one of the site: a card says nothing of a post that the words
//! beside it do not say better, unless it has a figure, and ten thousand cards take minutes. Only a site that says its own address has cards,
//! because only an address in full can be shared.

use crate::analysis::headline;
use crate::content::Post;
use crate::figure::Chart;
use crate::language::{Interface, fill};
use crate::name::RunId;
use crate::project::{Config, FileFacts};

use super::links::{Atlas, LinkTarget};
use super::plan::{self, Address};
use super::views::meta::{LinkPreview, PreviewImage};
use super::views::{day_of, environment};
use super::{FileContent, IngestedMaterial, Material, RunMaterial, Simulated};

/// A card: its file, and what pages say of it.
pub(super) struct Card {
    pub(super) file: (String, FileContent),
    pub(super) preview: LinkPreview,
}

/// What a card says besides the name of the site.
#[cfg_attr(not(feature = "png"), expect(dead_code, reason = "nothing is drawn"))]
struct Said<'a> {
    title: &'a str,
    finding: &'a str,
    foot: &'a [&'a str],
    simulated: &'a str,
}

/// Whether pages of a site have cards.
pub(super) fn are_drawn(config: &Config) -> bool {
    cfg!(feature = "png") && config.base_url.is_some()
}

/// The picture of the author if links can show it, where a post has one.
pub(super) fn authors_picture(atlas: &Atlas<'_>, post: &Post) -> Option<LinkPreview> {
    let lead = post.front.image.as_ref()?;
    let (address, facts) = match atlas.find(post, &lead.path).ok()?.target {
        LinkTarget::Beside(address, file) => (address, &file.facts),
        LinkTarget::Static(address, Some(facts)) => (address, facts),
        _ => return None,
    };
    raster(facts).then(|| LinkPreview {
        address,
        size: facts.picture.and_then(|picture| picture.size),
        alt: lead.alt.clone(),
    })
}

/// Whether a picture is in a format that programs which show links can be expected to read.
fn raster(facts: &FileFacts) -> bool {
    let found = facts.picture.and_then(|picture| picture.found);
    found.is_some_and(|format| ["PNG", "JPEG", "GIF", "WebP"].contains(&format))
}

/// The card of a post about a run, with the plot of the run.
pub(super) fn of_post(
    config: &Config,
    post: &Post,
    Interface { language, strings: words, .. }: &Interface,
    (run, finding, simulated): (&RunId, &str, Option<Simulated>),
    plot: Option<&Chart>,
) -> Option<Card> {
    let (day, run) = (language.day(post.front.date), fill(&words.run_link, &[("run", run.as_str())]));
    let simulated = simulated.map_or("", |_| words.simulated.trim_end_matches('.'));
    let said = Said { title: &post.front.title.words, finding, foot: &[&day, &run], simulated };
    card(config, plan::card(&plan::post(post)), &said, plot)
}

/// The card of a run, with its plot.
pub(super) fn of_run(config: &Config, entry: &RunMaterial, plot: Option<&Chart>) -> Option<Card> {
    let run = &entry.run;
    let title = environment::title(run);
    let title = if can_say(&title) { title } else { run.id.to_string() };
    let simulated = if run.simulation.is_some() { "Simulated" } else { "" };
    let (name, day) = (format!("run {}", run.id), day_of(run.started));
    let said = Said { title: &title, finding: &finding(entry), foot: &[&name, &day], simulated };
    card(config, plan::card(&plan::run(&run.id)), &said, plot)
}

/// What a link to a page about a run shows: the card of the run.
pub(super) fn preview_of(run: &RunId) -> Option<LinkPreview> {
    #[cfg(feature = "png")]
    let size = Some(crate::figure::card::SIZE);
    #[cfg(not(feature = "png"))]
    let size = None;
    Some(LinkPreview { address: plan::card(&plan::run(run)), size: Some(size?), alt: format!("Run {run}") })
}

/// The card of another tool's run.
pub(super) fn of_ingested(config: &Config, entry: &IngestedMaterial, (title, finding): (&str, &str)) -> Option<Card> {
    let run = &entry.run;
    let title = if can_say(title) { title } else { run.id.as_str() };
    let (name, day) = (format!("run {}", run.id), run.measured.map(day_of).unwrap_or_default());
    let said = Said { title, finding, foot: &[&name, &run.source.tool, &day], simulated: "" };
    card(config, plan::card(&plan::run(&run.id)), &said, None)
}

/// The card of the site, for all other pages: its file, and what a link to such a page shows. The site's own file of that name takes its place.
pub(super) fn of_site(material: &Material) -> (Option<(String, FileContent)>, Option<PreviewImage>) {
    let config = &material.config;
    let Some(base) = config.base_url.as_ref().filter(|_| are_drawn(config)) else { return (None, None) };
    let address = plan::card(&plan::home());
    if material.theme.files.contains_key(address.path()) {
        let preview = LinkPreview { address, size: None, alt: config.title.clone() };
        return (None, Some(preview.published(base)));
    }
    let (tagline, base_words) = (config.tagline.as_deref().unwrap_or_default(), base.to_string());
    let foot = base_words.split_once("://").map_or("", |(_, rest)| rest);
    let said = Said { title: &config.title, finding: tagline, foot: &[foot], simulated: "" };
    match card(config, address, &said, None) {
        Some(Card { file, preview }) => (Some(file), Some(preview.published(base))),
        None => (None, None),
    }
}

/// The headline of a run with names that the font of cards can write.
fn finding(entry: &RunMaterial) -> String {
    #[cfg(feature = "png")]
    let sentence = headline::sentence(&crate::figure::png::lettered(entry.findings.as_ref().clone()).0);
    #[cfg(not(feature = "png"))]
    let sentence = headline::sentence(&entry.findings);
    sentence
}

/// The plot of a run for cards; nothing of a run that was withdrawn, whose numbers count for nothing.
pub(super) fn plot(entry: &RunMaterial) -> Option<Chart> {
    #[cfg(feature = "png")]
    let plot = crate::figure::card::plot(&entry.findings);
    #[cfg(not(feature = "png"))]
    let plot = None;
    plot.filter(|_| entry.findings.withdrawn.is_none())
}

#[cfg(feature = "png")]
fn can_say(title: &str) -> bool {
    crate::figure::card::can_say(title)
}

#[cfg(not(feature = "png"))]
fn can_say(_: &str) -> bool {
    false
}

#[cfg(feature = "png")]
fn card(config: &Config, address: Address, said: &Said<'_>, plot: Option<&Chart>) -> Option<Card> {
    use super::Drawing;
    use crate::figure::card::{CardWords, SIZE, draw};

    config.base_url.as_ref()?;
    let Said { title, finding, foot, simulated } = *said;
    let site = if title == config.title { "" } else { &config.title };
    let svg = draw(&CardWords { site, title, finding, foot, simulated }, plot)?;
    let alt = if finding.is_empty() { title.to_owned() } else { format!("{title}: {finding}") };
    let file = (address.path().to_owned(), FileContent::Drawn(Drawing::new(svg, SIZE.0)));
    Some(Card { file, preview: LinkPreview { address, size: Some(SIZE), alt } })
}

#[cfg(not(feature = "png"))]
fn card(_: &Config, _: Address, _: &Said<'_>, _: Option<&Chart>) -> Option<Card> {
    None
}
