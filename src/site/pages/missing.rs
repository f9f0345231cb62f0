//! What a server shows in place of a page that there is not: `404.html`, as static hosts expect it.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::site::plan;
use crate::site::policy::{self, Forms};

use super::{Files, Site};

#[derive(Serialize)]
struct MissingView {
    policy: String,
    language: String,
    site: String,
    /// The path of the site's root on its server, with a slash at both ends: the page is shown at any depth, so that relative links would
    /// lead astray.
    root: String,
}

/// The page.
pub(super) fn make(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let main = site.interfaces.main();
    let config = &site.material.config;
    let view = MissingView {
        policy: policy::of_page(config, Forms::None),
        language: main.language.tag(),
        site: config.title.clone(),
        root: config.root_path(),
    };
    Ok(vec![site.page(&plan::missing(), main, "404.html", &view)?])
}
