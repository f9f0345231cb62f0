//! What a page is about, in the words of <https://schema.org>, for search engines: a post, or the data of a run.
//!
//! Who published a site is known by the name of the site only; nothing else is made up. What search engines ask for is at
//! <https://developers.google.com/search/docs/appearance/structured-data/dataset>.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::plan::{self, Address};
use super::views::day_of;
use super::{IngestedMaterial, RunMaterial, metrics};
use crate::analysis::metric::RunMetric;
use crate::content::Post;
use crate::name::RunId;
use crate::project::Config;
use crate::wording::counted;

/// The fewest and the most characters of a description of data.
const DESCRIPTION: (usize, usize) = (50, 5_000);

/// The site, the page, and the addresses of both: in full where the site says its own.
pub(super) struct Context<'a> {
    config: &'a Config,
    here: &'a Address,
}

impl<'a> Context<'a> {
    pub(super) fn new(config: &'a Config, here: &'a Address) -> Self {
        Self { config, here }
    }

    /// The address of a file.
    fn address(&self, there: &Address) -> String {
        match &self.config.base_url {
            Some(base) => there.absolute(base),
            None => there.from(self.here),
        }
    }

    /// The address of a page in full, where the site says its own: what a page is called has no other.
    fn page(&self, there: &Address) -> Option<String> {
        self.config.base_url.as_ref().map(|base| there.absolute(base))
    }

    /// Who answers for the page.
    fn site(&self) -> Value {
        let name = &self.config.title;
        Value::Object(object(json!({"@type": "Organization", "name": name, "url": self.page(&plan::home())})))
    }

    /// A post.
    pub(super) fn post(
        &self,
        post: &Post,
        (description, language): (&str, &str),
        image: Option<&Address>,
        run: Option<&RunId>,
    ) -> Value {
        let front = &post.front;
        let url = self.page(self.here);
        let authors: Vec<Value> = front.authors.iter().map(|name| json!({"@type": "Person", "name": name})).collect();
        let revised = front.updated.unwrap_or(front.date);
        let mut data = object(json!({
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": front.title.words,
            "datePublished": front.date.to_string(),
            "dateModified": revised.to_string(),
            "inLanguage": language,
            "author": if authors.is_empty() { vec![self.site()] } else { authors },
            "publisher": self.site(),
            "url": url,
            "mainEntityOfPage": url,
        }));
        if !description.is_empty() {
            data.insert("description".to_owned(), json!(description));
        }
        if !front.tags.is_empty() {
            data.insert("keywords".to_owned(), json!(front.tags));
        }
        data.extend(image.map(|image| ("image".to_owned(), json!(self.address(image)))));
        let run = run.and_then(|run| self.page(&plan::run(run)));
        data.extend(run.map(|run| ("isBasedOn".to_owned(), json!(run))));
        let licence = front.licence.as_ref().or(self.config.licence.as_ref());
        data.extend(licence.map(|words| ("license".to_owned(), licence_of(words))));
        Value::Object(data)
    }

    /// The data of a native run, in these files.
    pub(super) fn run<'f>(&self, entry: &RunMaterial, finding: &str, files: impl Iterator<Item = &'f str>) -> Value {
        let (run, news) = (&entry.run, &entry.summary.news);
        let suite = &run.suite;
        let simulated = if run.simulation.is_some() { " Simulated: the models are invented." } else { "" };
        let description = format!(
            "{finding}{simulated} Run {} of the benchmark {} {}: {} of {}, {}, {}.",
            run.id,
            suite.title,
            suite.version,
            entry.findings.coverage.words(),
            counted(run.targets.len(), "target"),
            counted(entry.requests.measured, "request"),
            day_of(run.started)
        );
        let mut data = self.dataset(&run.id, &news.title, &description, files);
        // Their definitions are in the data dictionary, which is among the files.
        let variable = |one: RunMetric<'_>| {
            json!({
                "@type": "PropertyValue",
                "name": one.label(),
                "propertyID": one.id(),
                "unitText": one.metric.unit.word(),
            })
        };
        let variables: Vec<Value> = metrics::in_files(&entry.findings).map(variable).collect();
        data.insert("variableMeasured".to_owned(), Value::Array(variables));
        let finished = news.finished.map_or_else(|| "..".to_owned(), moment);
        data.insert("temporalCoverage".to_owned(), json!(format!("{}/{finished}", moment(run.started))));
        data.insert("measurementTechnique".to_owned(), json!(format!("{} {}", suite.title, suite.version)));
        data.insert("keywords".to_owned(), json!(["language models", "benchmark", suite.id.as_str()]));
        data.extend(news.finished.map(|day| ("datePublished".to_owned(), json!(day.date_naive().to_string()))));
        Value::Object(data)
    }

    /// The data of another tool's run.
    pub(super) fn ingested<'f>(
        &self,
        entry: &IngestedMaterial,
        (title, finding): (&str, &str),
        files: impl Iterator<Item = &'f str>,
    ) -> Value {
        let run = &entry.run;
        let rows = counted(run.measurements.len(), "number");
        let description = format!(
            "{finding} Run {}: {rows} as {} gave them, from its file {}.",
            run.id, run.source.tool, run.source.file
        );
        let mut data = self.dataset(&run.id, title, &description, files);
        let variables = entry.findings.groups.iter().map(|group| {
            let mut variable = object(json!({"@type": "PropertyValue", "name": group.named()}));
            if !group.unit.is_empty() {
                variable.insert("unitText".to_owned(), json!(group.unit));
            }
            Value::Object(variable)
        });
        data.insert("variableMeasured".to_owned(), variables.collect());
        data.extend(run.measured.map(|at| ("temporalCoverage".to_owned(), json!(moment(at)))));
        data.insert("measurementTechnique".to_owned(), json!(run.source.tool));
        Value::Object(data)
    }

    fn dataset<'f>(
        &self,
        run: &RunId,
        title: &str,
        description: &str,
        files: impl Iterator<Item = &'f str>,
    ) -> Map<String, Value> {
        let download = |name: &'f str| {
            Some(json!({
                "@type": "DataDownload",
                "contentUrl": self.address(&plan::run_file(run, name)),
                "encodingFormat": media_type(name)?,
            }))
        };
        let files: Vec<Value> = files.filter_map(download).collect();
        let mut data = object(json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": format!("{title}, run {run}"),
            "description": described(description),
            "identifier": run.as_str(),
            "url": self.page(self.here),
            "inLanguage": "en",
            "isAccessibleForFree": true,
            "creator": self.site(),
            "publisher": self.site(),
            "distribution": files,
        }));
        data.extend(self.config.licence.as_ref().map(|words| ("license".to_owned(), licence_of(words))));
        data
    }
}

/// The fields of an object that it has.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A description of the length that search engines take.
fn described(text: &str) -> String {
    let (fewest, most) = DESCRIPTION;
    let text = text.trim();
    match text.chars().count() {
        short if short < fewest => format!("{text} Every answer, and tables of the results, as plain files."),
        long if long > most => text.chars().take(most - 1).chain(['…']).collect(),
        _ => text.to_owned(),
    }
}

/// The media type of a data file; `None` of what is not data.
fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        _ if super::citation::FILES.contains(&name) => None,
        "json" => Some("application/json"),
        "jsonl" => Some("application/jsonl"),
        "gz" => Some("application/gzip"),
        "csv" => Some("text/csv"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// The address of a licence that is known or is one itself, else its name as a work.
fn licence_of(words: &str) -> Value {
    let name = words.trim().to_uppercase().replace([' ', '_'], "-");
    let creative = |kind: &str| format!("https://creativecommons.org/licenses/{}/4.0/", kind.to_lowercase());
    let known = match name.as_str() {
        "CC0" | "CC0-1.0" => Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        "MIT" => Some("https://spdx.org/licenses/MIT.html".to_owned()),
        "APACHE-2.0" => Some("https://www.apache.org/licenses/LICENSE-2.0".to_owned()),
        _ => name
            .strip_prefix("CC-")
            .and_then(|rest| rest.strip_suffix("-4.0"))
            .filter(|kind| ["BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND"].contains(kind))
            .map(creative),
    };
    match known {
        Some(address) => json!(address),
        None if words.starts_with("https://") || words.starts_with("http://") => json!(words),
        None => json!({"@type": "CreativeWork", "name": words}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_has_its_address_where_that_is_known() {
        assert_eq!(licence_of("CC BY 4.0"), json!("https://creativecommons.org/licenses/by/4.0/"));
        assert_eq!(licence_of("cc-by-nc-sa-4.0"), json!("https://creativecommons.org/licenses/by-nc-sa/4.0/"));
        assert_eq!(licence_of("CC0"), json!("https://creativecommons.org/publicdomain/zero/1.0/"));
        assert_eq!(licence_of("https://a.example/l"), json!("https://a.example/l"));
        assert_eq!(licence_of("as <you> like"), json!({"@type": "CreativeWork", "name": "as <you> like"}));
    }

    #[test]
    fn a_description_has_the_length_that_is_asked_for() {
        for text in ["", "Short.", &"long ".repeat(3000), &"ü".repeat(4_999)] {
            let length = described(text).chars().count();
            assert!((DESCRIPTION.0..=DESCRIPTION.1).contains(&length), "{length}");
        }
    }
}
