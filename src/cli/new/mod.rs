//! `offprint new`: a post to begin with.
#![expect(clippy::disallowed_methods, reason = "`new` writes a post, and dates it by the clock")]

mod name;

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use chrono::{Local, NaiveDate};

use offprint::archive::Archive;
use offprint::content;
use offprint::diagnostic::{self, Checked, Code, Diagnostic, Severity, SourceFile};
use offprint::name::{RunId, Slug};
use offprint::project::{LooseNumbers, Project};
use offprint::record::Record;
use offprint::text::ShownPath;
use offprint::written::{Convention, NumeralKind, numerals};

use super::{CommandFailure, Place, Terminal};

const POST_EXAMPLES: &str = "\
Examples:
  offprint new post 'Seating a judge panel'
  offprint new post 'Seating a judge panel' --run 2026-05-05-m4-pro --bundle
  offprint new post 'Ein Gremium' --language de --date 2026-05-05";

/// The commands of `offprint new`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum NewAction {
    /// Write a post about a run, and print its path
    #[command(after_help = POST_EXAMPLES)]
    Post(PostArguments),
}

/// The arguments of `offprint new post`.
#[derive(Debug, clap::Args)]
pub(crate) struct PostArguments {
    /// Title of the post
    title: String,

    /// Run that the post is about, by its id [default: the newest, if there is one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// Folder of the language [default: the language of the site]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,

    /// Folders between the language and the post
    #[arg(long, value_name = "FOLDER", default_value = "blog")]
    section: String,

    /// Date of the post [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<NaiveDate>,

    /// Name of the post behind its date, if the title does not give one
    #[arg(long, value_name = "NAME")]
    slug: Option<String>,

    /// Make a folder with an `index.md`, for files beside the post
    #[arg(long)]
    bundle: bool,

    /// Make it a draft, which a build leaves out
    #[arg(long)]
    draft: bool,
}

/// Runs a command of `offprint new`.
pub(super) fn new(action: &NewAction, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    match action {
        NewAction::Post(arguments) => post(arguments, place, terminal),
    }
}

fn post(arguments: &PostArguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let new = NewPost::of(arguments, &project)?;
    let text = new.text(project.config().numbers);
    new.check(&text)?;
    let folder = new.folder();
    let (file, bundle) = (format!("{folder}.md"), format!("{folder}/index.md"));
    let (name, other) = if arguments.bundle { (bundle, file) } else { (file, bundle) };
    if project.root().join(&other).exists() {
        return Err(exists(&other));
    }
    let path = project.root().join(&name);
    write_new(&path, text.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => exists(&name),
        _ => CommandFailure::work(diagnostic::io("write", &name, &error)),
    })?;
    if new.date > Local::now().date_naive() {
        terminal.note(&format!("a build leaves it out until {}; `offprint build --drafts` builds it", new.date));
    } else if new.draft {
        terminal.note("a build leaves it out; `offprint build --drafts` builds it");
    }
    terminal.result(&path.shown());
    Ok(())
}

/// A post that is not written yet.
struct NewPost {
    title: String,
    date: NaiveDate,
    language: Slug,
    section: Vec<Slug>,
    slug: Slug,
    run: Option<NewPostRun>,
    draft: bool,
}

/// The run that a new post is about.
struct NewPostRun {
    /// As the front matter names it.
    reference: String,
    /// Whether it has the figures of a suite; imported runs have others.
    is_native: bool,
}

impl NewPost {
    fn of(arguments: &PostArguments, project: &Project) -> Result<Self, CommandFailure> {
        let title = arguments.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            let fault = Diagnostic::error(Code::NO_POST_NAME, "the title is empty");
            return Err(CommandFailure::usage(fault.help("write it between quotes: `offprint new post 'A title'`")));
        }
        let language = match &arguments.language {
            Some(language) => parsed("a language", language)?,
            None => project.config().language.clone(),
        };
        let section = arguments.section.split('/').filter(|part| !part.is_empty());
        let section = section.map(|part| parsed("a folder", part)).collect::<Result<Vec<_>, _>>()?;
        let date = arguments.date.unwrap_or_else(|| Local::now().date_naive());
        let slug = match &arguments.slug {
            Some(slug) => parsed("a name", slug)?,
            None => name::of(&title, language.as_str()).map_err(CommandFailure::usage)?,
        };
        let slug = parsed("a name", &format!("{date}-{slug}"))?;
        let run = run(project, arguments.run.as_deref())?;
        Ok(Self { title, date, language, section, slug, run, draft: arguments.draft })
    }

    /// Its path below the root of the site, without an ending.
    fn folder(&self) -> String {
        let folders = std::iter::once(&self.language).chain(&self.section).chain([&self.slug]);
        format!("content/{}", folders.map(Slug::as_str).collect::<Vec<_>>().join("/"))
    }

    /// Its front matter, and a body that shows what the run has.
    fn text(&self, level: LooseNumbers) -> String {
        let mut lines = vec!["+++".to_owned(), format!("title = {}", toml::Value::from(self.title.as_str()))];
        lines.push(format!("date = {}", self.date));
        lines.push("# finding = \"What you found, in a sentence or two.\"".to_owned());
        if self.draft {
            lines.push("draft = true".to_owned());
        }
        if let Some(run) = &self.run {
            lines.push(format!("run = \"{}\"", run.reference));
            if level == LooseNumbers::Strict && self.has_numbers() {
                lines.push("# The title has a number. Bind it, and remove this line.".to_owned());
                lines.push("numbers = \"warn\"".to_owned());
            }
        }
        lines.extend(["+++", ""].map(str::to_owned));
        if let Some(run) = &self.run {
            if run.is_native {
                lines.extend(["![Compliance against the time of one answer](figure:qpr)", ""].map(str::to_owned));
            }
            lines.extend(["[See the full results](run:)", ""].map(str::to_owned));
        }
        lines.join("\n")
    }

    fn has_numbers(&self) -> bool {
        let found = numerals(&self.title, Convention::of(self.language.as_str()), &|_| false);
        found.iter().any(|number| !matches!(number.kind, NumeralKind::Exempt(_)))
    }

    /// Checks that the post can be read: a title may have links of ours.
    fn check(&self, text: &str) -> Result<(), CommandFailure> {
        let source = SourceFile::new(format!("{}.md", self.folder()), text);
        let seat = (self.language.clone(), self.section.clone(), self.slug.clone());
        let faults = content::parse::read(source, seat.0, seat.1, seat.2).faults;
        match faults.iter().any(|fault| fault.severity == Severity::Error) {
            true => Err(CommandFailure::Usage(faults)),
            false => Ok(()),
        }
    }
}

/// The run with this id; without one, the newest, if the archive has any.
fn run(project: &Project, named: Option<&str>) -> Result<Option<NewPostRun>, CommandFailure> {
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(CommandFailure::work)?.value;
    let is_native = |id: &RunId| match archive.load(id) {
        Ok(Checked { value: Record::Ingested(_), .. }) => false,
        // What is wrong with a run is said by a build.
        Ok(_) | Err(_) => true,
    };
    let latest = || NewPostRun { reference: "latest".to_owned(), is_native: true };
    match named {
        Some("latest") => Ok(Some(latest())),
        Some(named) => match ids.iter().find(|id| id.as_str() == named) {
            Some(id) => Ok(Some(NewPostRun { reference: id.to_string(), is_native: is_native(id) })),
            None => {
                let fault = Diagnostic::error(Code::NO_SUCH_RUN, format!("there is no run `{named}` in the archive"))
                    .help("`offprint runs` lists all runs")
                    .hinted(named, ids.iter().map(RunId::as_str));
                Err(CommandFailure::usage(fault))
            }
        },
        None if ids.iter().any(is_native) => Ok(Some(latest())),
        None => Ok(ids.last().map(|id| NewPostRun { reference: id.to_string(), is_native: false })),
    }
}

fn parsed(what: &str, text: &str) -> Result<Slug, CommandFailure> {
    Slug::parse(text).map_err(|reason| {
        let fault = Diagnostic::error(Code::NO_POST_NAME, format!("this cannot be {what} of a post: {reason}"));
        CommandFailure::usage(fault.help(format!("write `{}`", Slug::from_text(text))))
    })
}

fn exists(name: &str) -> CommandFailure {
    let fault = Diagnostic::error(Code::POST_EXISTS, format!("there is a post `{name}` already"));
    CommandFailure::usage(fault.help("give the new one another name with `--slug`, or another date with `--date`"))
}

/// Writes a file that does not exist yet, with its folders.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes)
}
