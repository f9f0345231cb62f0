//! lm-evaluation-harness: the results of a run, and its samples, one answer a line.
//!
//! Source: `lm_eval/loggers/evaluation_tracker.py`, versions 0.3 to 0.4.13
//! (<https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/loggers/evaluation_tracker.py>).

mod environment;
mod metric;
mod results;
mod samples;

pub(super) use results::RESULTS;
pub(super) use samples::SAMPLES;
