//! What is wrong with the pictures of posts.

use super::atlas::{Destination, LinkTarget};
use crate::content::{LinkForm, OrdinaryLink, host};
use crate::diagnostic::{Code, Diagnostic};
use crate::project::{FileFacts, PICTURE_FORMATS, Picture};
use crate::wording::grouped;

/// The largest picture without a warning, in bytes.
const MOST_BYTES: u64 = 2_000_000;

/// The widest or highest picture without a warning, in pixels.
const MOST_PIXELS: u32 = 4_000;

/// Everything that is wrong with a picture, without its place.
pub(super) fn faults(link: &OrdinaryLink, destination: &Destination<'_>, shown: &[String]) -> Vec<Diagnostic> {
    let facts = match &destination.target {
        LinkTarget::Elsewhere => match host(&link.url) {
            Some(host) if shown.contains(&host) => return Vec::new(),
            host => return vec![remote(link, &host.unwrap_or_default())],
        },
        LinkTarget::Itself | LinkTarget::Page(..) => return vec![not_a_picture(link, "it is a page")],
        LinkTarget::Static(_, None) => None,
        LinkTarget::Beside(_, file) => Some(&file.facts),
        LinkTarget::Static(_, Some(facts)) => Some(*facts),
    };
    let mut faults = Vec::new();
    match facts.and_then(|facts| facts.picture) {
        Some(picture) => faults.extend(format(link, &picture)),
        None => faults.push(not_a_picture(link, "its ending is not that of a picture which browsers show")),
    }
    faults.extend(facts.and_then(|facts| large(link, facts)));
    // That of the front matter is told where it is read.
    if link.words.is_empty() && link.form == LinkForm::Picture {
        faults.push(
            Diagnostic::warning(
                Code::NO_ALTERNATIVE_TEXT,
                format!("the picture `{}` has no alternative text", link.url),
            )
            .help(format!("say between the brackets what it shows: `![The laptop on its stand]({})`", link.url))
            .help(format!("if it only decorates, write it in HTML: `<img src=\"{}\" alt=\"\">`", link.url)),
        );
    }
    faults
}

/// A picture in the text becomes a link; that of the front matter, which cards show, cannot.
fn remote(link: &OrdinaryLink, host: &str) -> Diagnostic {
    let message = "this picture is on another server";
    let fault = match link.form {
        LinkForm::Lead => Diagnostic::error(Code::REMOTE_PICTURE, message),
        _ => Diagnostic::warning(Code::REMOTE_PICTURE, format!("{message}: the page has a link to it")),
    };
    fault
        .label("readers of the page would ask that server")
        .help("if its licence allows that, copy it beside the post, and write its name")
        .help(format!("to show it, allow the server in `offprint.toml`: `image_hosts = [\"{host}\"]`"))
}

/// The fault of a picture whose bytes are not what its name says.
fn format(link: &OrdinaryLink, picture: &Picture) -> Option<Diagnostic> {
    match picture.found {
        Some(found) if found == picture.said => None,
        Some(found) => {
            let ending = PICTURE_FORMATS.iter().find(|(name, _)| *name == found).map_or("", |(_, endings)| endings[0]);
            let message = format!("`{}` is not {} but {found}", link.url, picture.said);
            let fault = Diagnostic::warning(Code::PICTURE_FORMAT, message);
            Some(
                fault.help(format!(
                    "give it the ending `.{ending}`: some servers tell browsers the format by the ending"
                )),
            )
        }
        None => {
            let message = format!("`{}` is not a picture in the format {}", link.url, picture.said);
            let fault = Diagnostic::error(Code::PICTURE_FORMAT, message);
            Some(
                fault.help("open it in a program for pictures; a failed download often has the text of an error in it"),
            )
        }
    }
}

fn not_a_picture(link: &OrdinaryLink, why: &str) -> Diagnostic {
    let formats: Vec<&str> = PICTURE_FORMATS.iter().map(|(name, _)| *name).collect();
    Diagnostic::error(Code::PICTURE_FORMAT, format!("`{}` cannot be shown as a picture: {why}", link.url))
        .help(format!("the formats of pictures are {}", formats.join(", ")))
        .help("to offer the file, link to it: without the `!`; a film is `<video controls src=\"..\"></video>`")
}

/// The warning of a picture that takes long to load. The lines of an SVG have no pixels.
fn large(link: &OrdinaryLink, facts: &FileFacts) -> Option<Diagnostic> {
    let picture = facts.picture?;
    let of_pixels = picture.size.filter(|_| picture.found != Some("SVG"));
    let side = of_pixels.map_or(0, |(width, height)| width.max(height));
    let said = match (facts.bytes > MOST_BYTES, side > MOST_PIXELS) {
        (false, false) => return None,
        (true, _) => format!("has {} kB", grouped(facts.bytes / 1_000)),
        (false, true) => {
            let (width, height) = of_pixels.unwrap_or_default();
            format!("has {} by {} pixels", grouped(width.into()), grouped(height.into()))
        }
    };
    Some(
        Diagnostic::warning(Code::LARGE_PICTURE, format!("the picture `{}` {said}", link.url))
            .help("scale it to at most 2,000 pixels, or save it as WebP or AVIF"),
    )
}
