//! Asking the targets and archiving their answers, for `run` and `demo`.
