//! A page without other files: tag by tag, as a browser reads it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{EndTag, StartTag, Token, Tokenizer};
use sha2::{Digest, Sha256};

use super::element::Element;
use super::inside::{Inside, Leads};
use crate::diagnostic::Diagnostic;
use crate::text::html;

/// A page in the making.
struct OnePage<'p, 'i, 'a> {
    inside: &'p mut Inside<'i, 'a>,
    out: String,
    /// Where the policy belongs, which names all scripts.
    policy_at: usize,
    /// The scripts that were files, which run when the page is there.
    scripts: Vec<String>,
    /// The digests of the scripts of the page.
    digests: Vec<String>,
    /// The script that is being read; its text is kept as it is.
    script: Option<String>,
    /// Whether the end of an element is left out with its beginning.
    drops_end: bool,
}

/// The page with everything in it; `more` is added at the end of its content.
pub(super) fn in_one_file(page: &str, inside: &mut Inside<'_, '_>, more: &str) -> Result<String, Diagnostic> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    let mut one = OnePage {
        inside,
        out: String::with_capacity(page.len() * 2),
        policy_at: 0,
        scripts: Vec::new(),
        digests: Vec::new(),
        script: None,
        drops_end: false,
    };
    let mut copied = 0;
    for token in Tokenizer::new_with_emitter(page, emitter) {
        // Reading a text never fails.
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let (start, end) = (tag.span.start, tag.span.end);
                one.out.push_str(&page[copied..start]);
                one.start(&tag, &page[start..end])?;
                copied = end;
            }
            Token::EndTag(tag) => {
                let (start, end) = (tag.span.start, tag.span.end);
                one.out.push_str(&page[copied..start]);
                one.end(&tag, more);
                if !std::mem::take(&mut one.drops_end) {
                    one.out.push_str(&page[start..end]);
                }
                copied = end;
            }
            Token::String(text) => {
                if let Some(script) = &mut one.script {
                    script.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    one.out.push_str(&page[copied..]);
    let policy = one.policy();
    one.out.insert_str(one.policy_at, &policy);
    Ok(one.out)
}

impl OnePage<'_, '_, '_> {
    fn start(&mut self, tag: &StartTag<usize>, written: &str) -> Result<(), Diagnostic> {
        let mut element = Element::of(tag);
        match element.name.as_str() {
            "head" => {
                self.out.push_str(written);
                self.out.push_str("\n<meta charset=\"utf-8\">");
                self.policy_at = self.out.len();
                return Ok(());
            }
            // The page has both at its beginning already.
            "meta" if element.get("charset").is_some() || element.is("http-equiv", "content-security-policy") => {
                return Ok(());
            }
            "base" | "source" | "track" => return Ok(()),
            "link" => return self.link(element),
            "script" => return self.script(&element, written),
            "a" | "area" => self.leading(&mut element)?,
            "form" => element.remove(&["action"]),
            _ => self.shown(&mut element)?,
        }
        if let Some(style) = element.get("style").filter(|style| style.contains("url(")).map(str::to_owned) {
            element.set("style", self.inside.with_files(&style)?);
        }
        element.remove(&["ping", "cite", "srcset", "imagesrcset", "formaction", "background", "manifest"]);
        match element.is_changed {
            true => self.out.push_str(&element.html()),
            false => self.out.push_str(written),
        }
        Ok(())
    }

    /// What belongs before the end of an element.
    fn end(&mut self, tag: &EndTag<usize>, more: &str) {
        match tag.name.as_slice() {
            b"script" => {
                if let Some(script) = self.script.take() {
                    self.digests.push(digest(&script));
                }
            }
            b"main" => self.out.push_str(more),
            b"body" => {
                for script in std::mem::take(&mut self.scripts) {
                    self.digests.push(digest(&script));
                    self.out.push_str(&format!("<script>{script}</script>\n"));
                }
            }
            _ => {}
        }
    }

    /// A stylesheet becomes a part of the page; what tells of other pages leads to the published ones, or is left out.
    fn link(&mut self, mut element: Element) -> Result<(), Diagnostic> {
        let href = element.get("href").unwrap_or_default().to_owned();
        let path = self.inside.path(&href);
        if element.is("rel", "stylesheet") {
            if let Some(path) = path {
                let style = self.inside.style(&path)?;
                // In a style, only this ends it.
                let style = style.replace("</", "<\\/");
                let media = element.get("media").map(|media| format!(" media=\"{}\"", html(media))).unwrap_or_default();
                self.out.push_str(&format!("<style{media}>{style}</style>"));
            }
            return Ok(());
        }
        let is_fetched =
            ["icon", "preload", "prefetch", "modulepreload", "manifest", "dns-prefetch", "preconnect", "search"];
        let relations = element.get("rel").unwrap_or_default().to_ascii_lowercase();
        let is_fetched = relations.split_whitespace().any(|relation| is_fetched.contains(&relation));
        match self.inside.leads(&href)? {
            Leads::IntoThePage(data, _) if relations.contains("icon") => element.set("href", data),
            Leads::AsWritten if href.starts_with("data:") => {}
            _ if is_fetched => return Ok(()),
            Leads::AsWritten => {}
            Leads::To(there) if !there.starts_with('#') => element.set("href", there),
            Leads::To(_) | Leads::IntoThePage(..) | Leads::Nowhere => return Ok(()),
        }
        self.out.push_str(&element.html());
        Ok(())
    }

    /// A script that is a file of the site runs at the end of the page, where one that is deferred does; one of others is left out. What is in
    /// the page stays.
    fn script(&mut self, element: &Element, written: &str) -> Result<(), Diagnostic> {
        let Some(source) = element.get("src") else {
            let kind = element.get("type").unwrap_or_default().to_ascii_lowercase();
            let runs = kind.is_empty() || kind.contains("javascript");
            self.script = runs.then(String::new);
            self.out.push_str(written);
            return Ok(());
        };
        self.drops_end = true;
        if let Some(path) = self.inside.path(source)
            && let Some(bytes) = self.inside.bytes(&path)?
        {
            // In a script, `<\/` and `<\!` are the same in texts and patterns, where alone these can be.
            let script = String::from_utf8_lossy(&bytes).replace("</script", "<\\/script").replace("<!--", "<\\!--");
            self.scripts.push(script);
        }
        Ok(())
    }

    /// A link that a reader follows.
    fn leading(&mut self, element: &mut Element) -> Result<(), Diagnostic> {
        let Some(href) = element.get("href").map(str::to_owned) else { return Ok(()) };
        match self.inside.leads(&href)? {
            Leads::AsWritten => {}
            Leads::To(there) => element.set("href", there),
            Leads::IntoThePage(data, name) => {
                element.set("href", data);
                if element.get("download").is_none_or(str::is_empty) {
                    element.set("download", name);
                }
            }
            // https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-a-element
            Leads::Nowhere => {
                element.remove(&["href", "target", "download", "ping", "rel", "hreflang", "type", "referrerpolicy"])
            }
        }
        Ok(())
    }

    /// What a browser shows, without asking anybody for it.
    fn shown(&mut self, element: &mut Element) -> Result<(), Diagnostic> {
        for name in ["src", "poster", "data", "href", "xlink:href"] {
            let Some(url) = element.get(name).map(str::to_owned) else { continue };
            if url.starts_with('#') || url.starts_with("data:") {
                continue;
            }
            let data = match self.inside.path(&url) {
                Some(path) => self.inside.data(&path)?,
                None => None,
            };
            match data {
                Some(data) => element.set(name, data),
                // Its words are shown in its place.
                None if name == "src" && element.name == "img" => element.set(name, "data:,"),
                None => element.remove(&[name]),
            }
        }
        Ok(())
    }

    /// What the page may ask for: nothing.
    fn policy(&self) -> String {
        let mut scripts: String = self.digests.iter().map(|digest| format!(" 'sha256-{digest}'")).collect();
        if scripts.is_empty() {
            scripts = " 'none'".to_owned();
        }
        format!(
            "\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; media-src data:; font-src data:; \
             style-src 'unsafe-inline'; script-src{scripts}; base-uri 'none'; form-action 'none'\">"
        )
    }
}

/// The digest of a script as the policy has it (<https://www.w3.org/TR/CSP3/#framework-directive-source-list>).
fn digest(script: &str) -> String {
    STANDARD.encode(Sha256::digest(script.as_bytes()))
}
