//! `offprint export`: a post or a run for another blog.

use std::path::PathBuf;

use offprint::content::Post;
use offprint::diagnostic::{Checked, Code, Diagnostic};
use offprint::name::RunId;
use offprint::site::Material;
use offprint::site::export::{self, Bundle, Exported, FLAVOURS, Flavour};
use offprint::text::ShownPath;

use super::new_folder::check_names;
use super::{CommandFailure, Place, Terminal, build, material};

const EXAMPLES: &str = "\
Examples:
  offprint export 2026-05-05-title --to hugo ~/blog/content/posts
  offprint export content/en/blog/a-title.md --to zola ~/blog/content/blog
  offprint export 2026-05-05-m4-pro --to html out";

/// The arguments of `offprint export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Post, by path or name, or run
    #[arg(value_name = "POST|RUN")]
    what: String,

    /// Blog that the folder is for
    #[arg(long, value_name = "BLOG", value_parser = clap::builder::PossibleValuesParser::new(FLAVOURS.map(|flavour| flavour.name)))]
    to: String,

    /// Folder in which to make the folder of the post or the run
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the folder and prints the path of its document. Another export of the same post replaces what this one wrote, and nothing else.
pub(super) fn export(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    // Who names a draft wants it; it stays one there.
    let material = material::gather(&project, terminal)?;
    let subject = subject(&material, &arguments.what)?;
    let Some(flavour) = Flavour::named(&arguments.to) else { return Ok(()) };
    let Checked { value: Bundle { name, document, site }, warnings } =
        export::bundle(&material, subject, flavour).map_err(CommandFailure::Content)?;
    terminal.diagnostics(&warnings);
    if material.config.base_url.is_none() {
        terminal.note("nothing links to the full results: offprint.toml has no `base_url`");
    }
    let folder = arguments.folder.join(name);
    check_names(&folder)?;
    let report = build::begin(&folder, terminal)?.write(&site).map_err(CommandFailure::work)?;
    terminal.note(&build::written(site.files.len(), &report));
    terminal.result(&place.seen_from_start(&folder.join(document)).shown());
    Ok(())
}

/// The post of this path or name, else the run of this id.
pub(super) fn subject<'m>(material: &'m Material, name: &'m str) -> Result<Exported<'m>, CommandFailure> {
    let plain = name.trim_start_matches("./");
    let is_it = |post: &&Post| post.source.path() == plain || post.slug.as_str() == plain;
    let named: Vec<&Post> = material.posts.iter().filter(is_it).collect();
    let runs = || material.runs.iter().map(|entry| &entry.run.id);
    let runs = || runs().chain(material.ingested.iter().map(|entry| &entry.run.id));
    match named.as_slice() {
        [post] => Ok(Exported::Post(post)),
        [] => {
            let run: Option<&RunId> = runs().find(|id| id.as_str() == plain);
            let known = material.posts.iter().map(|post| post.slug.as_str()).chain(runs().map(RunId::as_str));
            run.map(Exported::Run).ok_or_else(|| {
                let fault = Diagnostic::error(Code::NO_SUCH_POST, format!("no post and no run `{name}`"))
                    .help("name a post by its path, `content/en/blog/2026-05-05-title.md`, or by its file's name without `.md`")
                    .help("`offprint runs` lists the runs");
                CommandFailure::usage(fault.hinted(plain, known))
            })
        }
        several => {
            let paths: Vec<String> = several.iter().map(|post| format!("`{}`", post.source.path())).collect();
            let fault = Diagnostic::error(Code::NO_SUCH_POST, format!("several posts are called `{name}`"));
            Err(CommandFailure::usage(fault.help(format!("name one by its path: {}", paths.join(", ")))))
        }
    }
}
