//! A site that changes while it is served: its pages, what is wrong with it, and those who wait for the next change.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::watch;

use super::streamed::{self, Sent};
use super::{MadeFile, PageSource};
use crate::diagnostic::Diagnostic;
use crate::file::is_page;
use crate::publish::disk;

/// Where changes are told.
pub(super) const EVENTS: &str = "/.offprint/changes";

/// The most pages that are kept for when they cannot be made any more.
const MOST_LAST: usize = 32;

/// A site that changes while it is served.
pub struct LiveSite {
    now: watch::Sender<Now>,
    /// The pages that were served last, as they were made, the newest at the end.
    last: Mutex<VecDeque<(String, Arc<[u8]>)>>,
}

/// One state of the site.
#[derive(Clone)]
pub(super) struct Now {
    /// Tells the states of this server from those of another one.
    server: u64,
    /// How many states there were before; 0 until it has been built at all.
    count: u64,
    /// Nothing until it has been built once without errors.
    pages: Option<Arc<dyn PageSource>>,
    /// What is wrong, as text; empty where nothing is.
    errors: Arc<str>,
}

impl Default for LiveSite {
    fn default() -> Self {
        Self::new()
    }
}

impl LiveSite {
    /// A site that is not built yet. Who asks for a page waits.
    pub fn new() -> Self {
        let now = Now { server: RandomState::new().hash_one(0), count: 0, pages: None, errors: "".into() };
        Self { now: watch::Sender::new(now), last: Mutex::default() }
    }

    /// Shows these pages from now on, and what is wrong with what they do not have: text, or empty.
    pub fn show(&self, pages: Arc<dyn PageSource>, errors: &str) {
        self.change(|now| {
            now.pages = Some(pages);
            now.errors = errors.into();
        });
    }

    /// Shows what is wrong over the pages as they are.
    pub fn fail(&self, errors: &str) {
        self.change(|now| now.errors = errors.into());
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        self.now.send_modify(|now| {
            now.count += 1;
            change(now);
        });
    }

    /// The state once there is one.
    pub(super) async fn now(&self) -> Now {
        let mut seen = self.now.subscribe();
        match seen.wait_for(|now| now.count > 0).await {
            Ok(now) => now.clone(),
            // The sender is in `self`.
            Err(_) => self.now.borrow().clone(),
        }
    }

    /// Keeps a page for when it cannot be made any more.
    pub(super) fn remember(&self, path: &str, page: &[u8]) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|(other, _)| other != path);
        last.push_back((path.to_owned(), page.into()));
        if last.len() > MOST_LAST {
            last.pop_front();
        }
    }

    /// The page as it was made last.
    pub(super) fn last(&self, path: &str) -> Option<Arc<[u8]>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.iter().find(|(other, _)| other == path).map(|(_, page)| Arc::clone(page))
    }
}

impl Now {
    /// A file of the site as it is sent, and what is wrong with it, though it can be shown; nothing before the site has been built without
    /// errors. A page is whole, since something is added to it.
    pub(super) fn file(&self, path: &str) -> Result<Option<(Sent, Vec<Diagnostic>)>, Diagnostic> {
        let file = self.pages.as_ref().map(|pages| pages.file(path)).transpose()?.flatten();
        let sent = |content| match is_page(path) {
            true => disk::bytes(content).map(Sent::Whole),
            false => streamed::sent(content),
        };
        file.map(|MadeFile { content, faults }| Ok((sent(content)?, faults))).transpose()
    }

    /// The address here of what has this one on the published site, where the two differ.
    pub(super) fn below_root<'r>(&self, raw: &'r str) -> Option<&'r str> {
        let root = self.pages.as_ref()?.root().strip_suffix('/').filter(|root| !root.is_empty())?;
        raw.strip_prefix(root).filter(|below| below.starts_with('/'))
    }

    /// Whether it has ever been built without errors.
    pub(super) fn has_pages(&self) -> bool {
        self.pages.is_some()
    }

    /// Tells the state from every other one.
    pub(super) fn number(&self) -> String {
        format!("{:x}.{}", self.server, self.count)
    }

    pub(super) fn errors(&self) -> Option<&str> {
        Some(&*self.errors).filter(|errors| !errors.is_empty())
    }
}

/// The number of the state now, and of every later one.
pub(super) async fn events(State(site): State<Arc<LiveSite>>) -> impl IntoResponse {
    let seen = site.now.subscribe();
    let next = |(mut seen, is_first): (watch::Receiver<Now>, bool)| async move {
        if !is_first {
            seen.changed().await.ok()?;
        }
        let number = seen.borrow_and_update().number();
        Some((Ok::<_, Infallible>(Event::default().data(number)), (seen, false)))
    };
    let events = stream::unfold((seen, true), next);
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
