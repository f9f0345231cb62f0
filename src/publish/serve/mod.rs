//! A site over HTTP, for its author: pages as they would be published, made when they are asked for, with what is wrong shown over them.
//!
//! Nothing of it reaches the disk. Every page of HTML gets a few elements before its end (`inject`): a script that loads the page again when
//! the site has changed, and the errors. What a browser asks for is looked up by its path among the files of the site, never on the disk
//! (`asked`).

mod asked;
mod host;
mod inject;
mod live;
mod streamed;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::diagnostic::Diagnostic;
use crate::file::{HTML_KIND, is_page, kind_of};
use crate::site::FileContent;
use asked::Asked;
use live::Now;
use streamed::Sent;

pub use live::LiveSite;

/// Where the files of the site come from.
pub trait PageSource: Send + Sync {
    /// The file at a path below `public/`; `None` where the site has none.
    ///
    /// # Errors
    /// It cannot be made.
    fn file(&self, path: &str) -> Result<Option<MadeFile>, Diagnostic>;

    /// The path of the site's root where it is published, with a slash at both ends: some links begin there.
    fn root(&self) -> &str;
}

/// A file of the site.
#[derive(Debug)]
pub struct MadeFile {
    /// What is in it.
    pub content: FileContent,
    /// What is wrong with it, though it can be shown.
    pub faults: Vec<Diagnostic>,
}

/// Serves a site until `ended` is.
///
/// # Errors
/// The system refuses.
pub async fn serve(
    listener: TcpListener,
    site: Arc<LiveSite>,
    ended: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let is_guarded = listener.local_addr().is_ok_and(|address: SocketAddr| address.ip().is_loopback());
    let app = Router::new()
        .route(live::EVENTS, get(live::events))
        .route(inject::SCRIPT, get(inject::script))
        .route(inject::STYLE, get(inject::style))
        .fallback(answer)
        .with_state(Arc::clone(&site))
        .layer(axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| async move {
            if is_guarded && !host::is_own(&request) {
                return headed(plain(StatusCode::FORBIDDEN, host::REFUSAL));
            }
            headed(next.run(request).await)
        }));
    tokio::select! {
        served = axum::serve(listener, app).into_future() => served,
        () = ended => Ok(()),
    }
}

/// What every answer has: nothing is kept by a browser, taken for another kind than it is, or read by another site.
fn headed(mut response: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn answer(State(site): State<Arc<LiveSite>>, request: Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let refused = plain(StatusCode::METHOD_NOT_ALLOWED, "a preview is only read\n");
        return ([(header::ALLOW, "GET, HEAD")], refused).into_response();
    }
    let uri = request.uri().clone();
    let Some(asked) = Asked::of(uri.path()) else { return plain(StatusCode::NOT_FOUND, "not found\n") };
    let now = site.now().await;
    // Making a page takes a processor, and a large file a disk.
    let made = tokio::task::spawn_blocking(move || found(&site, &now, &asked, uri.path(), uri.query())).await;
    made.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made\n"))
}

/// The answer to what was asked for.
fn found(site: &LiveSite, now: &Now, asked: &Asked, raw: &str, query: Option<&str>) -> Response {
    let path = asked.file();
    match now.file(&path) {
        Ok(Some((Sent::Whole(bytes), faults))) if is_page(&path) => {
            site.remember(&path, &bytes);
            page(StatusCode::OK, &bytes, now, &faults)
        }
        Ok(Some((sent, _))) => file(&path, sent),
        Ok(None) if !now.has_pages() => page(StatusCode::SERVICE_UNAVAILABLE, inject::NO_PAGE.as_bytes(), now, &[]),
        Ok(None) => match asked.folder().map(|index| now.file(&index)) {
            Some(Ok(Some(_)) | Err(_)) => moved(&format!("{raw}/"), query),
            _ => match now.below_root(raw) {
                Some(below) => moved(below, query),
                None => missing(now),
            },
        },
        Err(_) if !is_page(&path) => plain(StatusCode::INTERNAL_SERVER_ERROR, "this file cannot be read\n"),
        // The last one that could be made, with the reason.
        Err(fault) => {
            let why = [fault];
            match site.last(&path) {
                Some(last) => page(StatusCode::OK, &last, now, &why),
                None => page(StatusCode::INTERNAL_SERVER_ERROR, inject::NO_PAGE.as_bytes(), now, &why),
            }
        }
    }
}

/// The site's own page for what it does not have, or a short one.
fn missing(now: &Now) -> Response {
    match now.file("404.html") {
        Ok(Some((Sent::Whole(bytes), faults))) => page(StatusCode::NOT_FOUND, &bytes, now, &faults),
        _ => page(StatusCode::NOT_FOUND, inject::NOT_FOUND.as_bytes(), now, &[]),
    }
}

/// To another address of the site: that with a slash at its end, without which the page's relative links would lead elsewhere; or that which a
/// link means that begins at the root of the published site.
fn moved(raw: &str, query: Option<&str>) -> Response {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    match HeaderValue::from_str(&format!("{raw}{query}")) {
        Ok(there) => (StatusCode::FOUND, [(header::LOCATION, there)]).into_response(),
        Err(_) => plain(StatusCode::NOT_FOUND, "not found\n"),
    }
}

fn page(status: StatusCode, html: &[u8], now: &Now, faults: &[Diagnostic]) -> Response {
    let of_page: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
    let errors = now.errors().into_iter().chain(of_page.iter().map(String::as_str));
    let html = inject::injected(html, &now.number(), errors);
    (status, [(header::CONTENT_TYPE, HTML_KIND)], html).into_response()
}

fn file(path: &str, sent: Sent) -> Response {
    let kind = [(header::CONTENT_TYPE, kind_of(path))];
    match sent {
        Sent::Whole(bytes) => (kind, Body::from(bytes)).into_response(),
        Sent::Pieces(body, None) => (kind, body).into_response(),
        Sent::Pieces(body, Some(length)) => {
            (kind, [(header::CONTENT_LENGTH, length.to_string())], body).into_response()
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
