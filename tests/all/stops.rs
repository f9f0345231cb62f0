//! A run that is stopped together with its servers: what fails for that reason is not a result.

use std::collections::BTreeSet;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use offprint::quantity::Tokens;
use offprint::record::{Outcome, Settings, Trial};
use offprint::run::{Ended, Stop, plan};
use serde_json::json;
use tokio::sync::watch;

use crate::harness::compliance;
use crate::harness::pretend::{Doing, Pretend, chat, says};
use crate::harness::run::run_until;

/// The requests that are answered, before a server that is stopped drops its connections.
const ANSWERED: usize = 4;

/// Runs the suite against a server that answers these requests and drops all connections then; `stop`, if given, is asked for this long
/// after the first that is dropped.
fn ends(stop: Option<(Stop, Duration)>) -> (Vec<Trial>, Ended) {
    let (asks, asked) = watch::channel(Stop::No);
    let dropped = Once::new();
    let chats = AtomicUsize::new(0);
    let server = Pretend::start(move |asked| match asked.is_chat() {
        false if asked.path == "/v1/models" => says(200, &json!({ "data": [{ "id": "m" }] })),
        false => says(404, &json!({})),
        true if chats.fetch_add(1, Ordering::SeqCst) < ANSWERED => chat("2026-03-04"),
        true => {
            let asks = asks.clone();
            dropped.call_once(move || {
                drop(thread::spawn(move || {
                    if let Some((stop, after)) = stop {
                        thread::sleep(after);
                        asks.send_replace(stop);
                    }
                }));
            });
            Doing::Closes
        }
    });
    let whole = compliance();
    let first: BTreeSet<_> = whole.cases.iter().take(1).map(|case| case.id.clone()).collect();
    let suite = plan::narrowed(&whole, |case| first.contains(case));
    let settings = Settings { repeats: 3, context: Tokens(1024), ..plan::settings(&suite, 1) };
    let (_, trials, ended) = run_until(asked, &suite, settings, &format!("openai:m@{}", server.url()));
    (trials, ended)
}

fn failed(trials: &[Trial]) -> usize {
    trials.iter().filter(|trial| matches!(trial.outcome, Outcome::Failed(_))).count()
}

#[test]
fn a_request_that_fails_a_moment_before_the_stop_is_no_result() {
    for stop in [Stop::AfterThisRequest, Stop::Now] {
        let (trials, ended) = ends(Some((stop, Duration::from_millis(20))));
        assert_eq!((trials.len(), failed(&trials), ended), (ANSWERED, 0, Ended::Interrupted));
    }
}

#[test]
fn a_request_that_fails_in_a_run_that_goes_on_is_a_result() {
    let (trials, ended) = ends(None);
    assert!(failed(&trials) > 1, "{ended:?}");
}
