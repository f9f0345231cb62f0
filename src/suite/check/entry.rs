//! An entry of the registry: a check's description together with what builds it.

use super::arguments::Arguments;
use super::rule::Rule;
use super::spec::Spec;

/// Builds a check's rule, or reports why the arguments are invalid.
pub(super) type Build = fn(&Arguments<'_, '_>) -> Option<Box<dyn Rule>>;

/// A check and what builds it.
#[derive(Debug)]
pub(super) struct Entry {
    /// The description.
    pub(super) spec: Spec,
    /// Builds the check's rule.
    pub(super) build: Build,
}
