//! Targets that gave the same answers to a case, shown once.

use super::answers::Group;

/// The groups, each of those with the same answers as an earlier one beside it.
pub(in crate::site) fn merged(groups: impl IntoIterator<Item = Group>) -> Vec<Group> {
    let mut merged: Vec<Group> = Vec::new();
    for group in groups {
        match merged.iter_mut().find(|earlier| earlier.says_the_same(&group)) {
            Some(earlier) => earlier.same.push(group.without_answers()),
            None => merged.push(group),
        }
    }
    merged
}
