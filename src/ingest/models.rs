//! Names of models, distinct where the models are.
//!
//! Pages show the last part of a path, and two models may share it: llama-bench's own documentation compares
//! `models/7B/ggml-model-q4_0.gguf` with `models/13B/ggml-model-q4_0.gguf`
//! (<https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/README.md>). What the file says of them besides then tells them
//! apart: the type, the number of parameters, the size, the folder; where nothing does, they are numbered.

use std::collections::{BTreeMap, BTreeSet};

use super::naming;
use crate::wording::count;

/// What a file says of a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StatedModel {
    /// Its name or the path of its file, as it is in the file.
    pub(super) path: String,
    /// `llama 7B Q4_0`.
    pub(super) kind: Option<String>,
    /// The number of parameters, for display.
    pub(super) parameters: Option<String>,
    /// The size of its file, for display.
    pub(super) size: Option<String>,
}

/// How many parts of a path are looked at, from its end.
const DEEPEST: usize = 16;

/// A name for each of `models`, in their order: the same for the same model, and another for every other one.
pub(super) fn names(models: &[StatedModel]) -> Vec<String> {
    let models = completed(models);
    let mut known: BTreeMap<&StatedModel, (String, usize)> = BTreeMap::new();
    let mut families: BTreeMap<String, Family<'_>> = BTreeMap::new();
    for model in &models {
        if !known.contains_key(model) {
            let name = naming::model(&model.path);
            let place = families.entry(name.clone()).or_default().place_of(model);
            known.insert(model, (name, place));
        }
    }
    let mut taken: BTreeSet<String> = families.keys().cloned().collect();
    let mut named: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, family) in &families {
        let one = family.members.len() == 1;
        let distinct = if one { vec![name.clone()] } else { told_apart(name, &family.members, &taken) };
        taken.extend(distinct.iter().cloned());
        named.insert(name, distinct);
    }
    let name_of = |model: &StatedModel| {
        let (name, place) = known.get(model)?;
        named.get(name.as_str())?.get(*place).cloned()
    };
    models.iter().map(|model| name_of(model).unwrap_or_else(|| naming::model(&model.path))).collect()
}

/// The models, each with what the file says elsewhere of the same path.
fn completed(models: &[StatedModel]) -> Vec<StatedModel> {
    let mut elsewhere: BTreeMap<&str, &StatedModel> = BTreeMap::new();
    for model in
        models.iter().filter(|model| model.kind.is_some() && model.parameters.is_some() && model.size.is_some())
    {
        elsewhere.entry(&model.path).or_insert(model);
    }
    let complete = |model: &StatedModel| {
        let other = elsewhere.get(model.path.as_str()).copied().unwrap_or(model);
        let first = |one: &Option<String>, other: &Option<String>| one.clone().or_else(|| other.clone());
        StatedModel {
            path: model.path.clone(),
            kind: first(&model.kind, &other.kind),
            parameters: first(&model.parameters, &other.parameters),
            size: first(&model.size, &other.size),
        }
    };
    models.iter().map(complete).collect()
}

/// The last parts of a path, the last one first.
type Parts<'a> = Vec<&'a str>;

/// The models of one name.
#[derive(Default)]
struct Family<'a> {
    members: Vec<Individual<'a>>,
    /// The place of each path among the members, by what else the file says of it.
    places: BTreeMap<[Option<&'a str>; 3], BTreeMap<Parts<'a>, usize>>,
}

/// A model among those of its name.
struct Individual<'a> {
    stated: &'a StatedModel,
    /// The parts of its longest path.
    path: Parts<'a>,
}

impl<'a> Family<'a> {
    /// The place of a model among the members; it is added where it is a new one. `models/a.gguf` and `/home/ada/models/a.gguf` may be one
    /// file, so a path that ends another one is the same model, where the file says nothing else that differs.
    fn place_of(&mut self, model: &'a StatedModel) -> usize {
        let parts = model.path.rsplit(['/', '\\']).filter(|part| !["", ".", ".."].contains(part));
        let path: Parts<'a> = parts.take(DEEPEST).collect();
        let facts = [&model.kind, &model.parameters, &model.size].map(Option::as_deref);
        let places = self.places.entry(facts).or_default();
        let shorter = (1..=path.len()).rev().find_map(|length| places.get(&path[..length]));
        let longer = || places.range(path.clone()..).next().filter(|(other, _)| other.starts_with(&path));
        let place = shorter.copied().or_else(|| longer().map(|(_, place)| *place)).unwrap_or(self.members.len());
        match self.members.get_mut(place) {
            Some(known) if known.path.len() < path.len() => known.path.clone_from(&path),
            Some(_) => {}
            None => self.members.push(Individual { stated: model, path: path.clone() }),
        }
        places.insert(path, place);
        place
    }
}

/// Names for models that share one.
fn told_apart(name: &str, family: &[Individual<'_>], taken: &BTreeSet<String>) -> Vec<String> {
    let in_brackets = |of: fn(&StatedModel) -> Option<&String>| -> Option<Vec<String>> {
        family.iter().map(|one| of(one.stated).map(|fact| format!("{name} ({fact})"))).collect()
    };
    let by_statement = [
        in_brackets(|stated| stated.kind.as_ref()),
        in_brackets(|stated| stated.parameters.as_ref()),
        in_brackets(|stated| stated.size.as_ref()),
    ];
    let deepest = family.iter().map(|one| one.path.len()).max().unwrap_or_default();
    let by_folder = (1..deepest).map(|depth| {
        let folder = |one: &Individual<'_>| folder_at(&one.path, depth).map(|folder| format!("{folder}/{name}"));
        family.iter().map(folder).collect::<Option<Vec<String>>>()
    });
    let numbered = || (1..).map(|number| format!("{name} ({})", count(number))).filter(|name| !taken.contains(name));
    let fitting = |names: &Vec<String>| {
        let distinct: BTreeSet<&String> = names.iter().collect();
        distinct.len() == names.len() && distinct.is_disjoint(&taken.iter().collect())
    };
    let found = by_statement.into_iter().chain(by_folder).flatten().find(fitting);
    found.unwrap_or_else(|| numbered().take(family.len()).collect())
}

/// A folder of a path, as far as it may be shown: not the one below `home`, which names a person, nor a digest.
fn folder_at<'a>(path: &[&'a str], depth: usize) -> Option<&'a str> {
    const HOMES: [&str; 3] = ["home", "users", "documents and settings"];
    let folder = path.get(depth)?;
    let person = path.get(depth + 1).is_some_and(|above| HOMES.contains(&above.to_lowercase().as_str()));
    let digest = folder.len() >= 32 && folder.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!person && !digest && !folder.contains(':')).then_some(*folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(path: &str, kind: &str, parameters: &str) -> StatedModel {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        StatedModel { path: path.to_owned(), kind: some(kind), parameters: some(parameters), size: None }
    }

    fn named(models: &[(&str, &str, &str)]) -> Vec<String> {
        names(&models.iter().map(|(path, kind, parameters)| facts(path, kind, parameters)).collect::<Vec<_>>())
    }

    #[test]
    fn models_of_different_names_keep_them() {
        let models = [
            ("m/birch.gguf", "birch 4B", "4B"),
            ("m/larch.gguf", "birch 4B", "4B"),
            ("m/birch.gguf", "birch 4B", "4B"),
        ];
        assert_eq!(named(&models), ["birch", "larch", "birch"]);
    }

    #[test]
    fn what_the_file_says_besides_tells_models_of_one_name_apart() {
        let by_kind =
            [("7B/m.gguf", "llama 7B", "7B"), ("13B/m.gguf", "llama 13B", "13B"), ("7B/m.gguf", "llama 7B", "7B")];
        assert_eq!(named(&by_kind), ["m (llama 7B)", "m (llama 13B)", "m (llama 7B)"]);
        assert_eq!(
            named(&[("llama ?B", "", "2.80 M"), ("llama ?B", "", "13.82 M")]),
            ["llama ?B (2.80 M)", "llama ?B (13.82 M)"]
        );
        let by_folder = [(r"C:\models\birch\m.gguf", "llama 7B", "7B"), (r"C:\models\larch\m.gguf", "llama 7B", "7B")];
        assert_eq!(named(&by_folder), ["birch/m", "larch/m"]);
        let by_folder_above = [("a/q4/m.gguf", "llama 7B", "7B"), ("b/q4/m.gguf", "llama 7B", "7B")];
        assert_eq!(named(&by_folder_above), ["a/m", "b/m"]);
        let replaced = [("m.gguf", "llama 7B", "7B"), ("m.gguf", "llama 13B", "13B")];
        assert_eq!(named(&replaced), ["m (llama 7B)", "m (llama 13B)"]);
    }

    #[test]
    fn parts_of_a_model_and_other_spellings_of_its_path_are_one_model() {
        let paths = ["models/m.gguf", "./models/m.gguf", "/srv/models/m.gguf", "m-00001-of-00002.gguf"];
        let models = paths.map(|path| (path, "llama 7B", "7B"));
        assert_eq!(named(&models[..3]), ["m", "m", "m"]);
        assert_eq!(named(&[models[0], models[3]]), ["m (1)", "m (2)"], "a part is another file");
    }

    #[test]
    fn no_folder_that_names_a_person_is_shown() {
        let homes = [("/home/ada/m.gguf", "", ""), ("/home/bob/m.gguf", "", "")];
        assert_eq!(named(&homes), ["m (1)", "m (2)"]);
        let windows = [(r"C:\Users\ada\m.gguf", "", ""), (r"D:\Users\bob\m.gguf", "", "")];
        assert_eq!(named(&windows), ["m (1)", "m (2)"]);
        let digests = ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"];
        let cache =
            |digest: &str, model: &str| format!("/home/ada/.cache/hub/models--{model}/snapshots/{digest}/m.gguf");
        let [one, other] = [cache(digests[0], "birch"), cache(digests[1], "larch")];
        assert_eq!(named(&[(&one, "", ""), (&other, "", "")]), ["models--birch/m", "models--larch/m"]);
    }

    #[test]
    fn what_one_row_leaves_out_another_one_says() {
        let models = [("/srv/m.gguf", "llama 7B", "7B"), ("/srv/m.gguf", "llama 7B", "")];
        let mut models = models.map(|(path, kind, parameters)| facts(path, kind, parameters));
        models[0].size = Some("4 GB".to_owned());
        assert_eq!(names(&models), ["m", "m"]);
    }

    #[test]
    fn a_name_that_another_model_has_is_not_given() {
        let models = [("a/m.gguf", "7B", ""), ("b/m.gguf", "13B", ""), ("m (7B)", "x", "")];
        assert_eq!(named(&models), ["a/m", "b/m", "m (7B)"]);
    }
}
