//! The words of the interface in one language, as `data/strings/LANGUAGE.toml` has them.

use serde::{Deserialize, Serialize};

/// Words that depend on a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// For one.
    pub one: String,
    /// For every other number.
    pub other: String,
}

impl Counted {
    /// The words for a count, with its text in place of `{count}`.
    pub fn of(&self, count: usize, text: &str) -> String {
        fill(if count == 1 { &self.one } else { &self.other }, &[("count", text)])
    }
}

/// A text with each `{name}` replaced by its value. A name that is not among the values stays as it is, as do braces in a value.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, behind))
        });
        match named {
            Some((value, behind)) => {
                filled.push_str(value);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// The names in braces that a text has, in order.
pub(super) fn placeholders(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Declares [`Strings`] from the keys of a file, so that every key that code or a template uses is in every language, and no other.
macro_rules! strings {
    (counted: $($counted:ident)+; plain: $($plain:ident)+) => {
        /// The words of the interface in one language; a field is a key of the files.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Strings {
            $(pub(crate) $counted: Counted,)+
            $(pub(crate) $plain: String,)+
        }
    };
}

strings! {
    counted:
    cases part count_posts count_claims count_values state_stale search_results;
    plain:
    skip site_nav posts runs models methods all_data feed translations simulated withdrawn partial
    notice_models notice_seconds notice_faster notice_faster_limits notice_withdrawn notice_left_out notice_partial part_failed
    search search_label search_needs_script search_kinds search_all search_keys search_more search_none search_some search_failed search_within
    search_whole search_capped search_models search_cases search_answers kind_post kind_run kind_model kind_case kind_answer
    latest_finding latest_run no_whole_run nothing_yet add_something all_runs withdrawn_post
    tagged all_posts missing missing_why
    draft draft_label held_draft held_ahead moved names_and contents about_tags
    heading_link picture_on code_number formula task_done task_open alert_note alert_tip alert_important alert_warning alert_caution
    run_link corrections about about_run about_run_latest about_hardware about_versions about_revised not_revised about_licence licence_of
    about_cite citation citation_run about_data raw_data
    notes note_number note_back note_back_again
    figure_number table_number table_alone figure_table figure_how none_yet left_out_here export_results export_no_run export_run export_evidence export_here
    evidence evidence_claims evidence_values evidence_sources evidence_mark evidence_said evidence_asked evidence_data evidence_where
    evidence_written evidence_measured evidence_source evidence_back evidence_table
    claim_holds claim_false claim_unknown claim_other_data claim_now_false claim_now_unknown value_now claims_and_values
    state_waiting state_true state_marks one_run several_runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_filled_in() {
        assert_eq!(fill("{day}. {month} {x}", &[("day", "5"), ("month", "{day}")]), "5. {day} {x}");
        assert_eq!(fill("a { b } {", &[("b", "c")]), "a { b } {");
        assert_eq!(placeholders("{b} and {a}, {b}"), ["a", "b"]);
    }

    #[test]
    fn one_has_words_of_its_own() {
        let counted = Counted { one: "{count} case".to_owned(), other: "{count} cases".to_owned() };
        assert_eq!(
            [(1, "1"), (0, "0"), (1234, "1,234")].map(|(count, text)| counted.of(count, text)),
            ["1 case", "0 cases", "1,234 cases"]
        );
    }
}
