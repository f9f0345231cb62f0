//! What a page may run, load and send, as its `Content-Security-Policy` says it to the browser: a second line of defence, should anything of an
//! answer, a name or a post ever be taken for markup.
//!
//! It is in the page, because no server sends the headers of a page that is opened from a disk. There, too, `'self'` covers the files of the site: browsers
//! take it for every file.

use crate::project::Config;

/// The policy of a page: scripts and styles that are files of the site, no others; pictures of the site and of the servers that its configuration
/// names; nothing else from anywhere. The attribute `style` is for alignment in tables and for what authors write; the preview of a site is told
/// over a connection to its own server that the site has changed.
pub(super) fn of_page(config: &Config, forms: Forms) -> String {
    let mut pictures = "'self' data:".to_owned();
    for host in &config.image_hosts {
        // A name in letters beyond ASCII has another form in addresses; what no name has could end the directive.
        match host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)) {
            true => pictures.push_str(&format!(" https://{host}:* http://{host}:*")),
            false => pictures.push_str(" https: http:"),
        }
    }
    let forms = match forms {
        Forms::None => "'none'",
        Forms::Anywhere => "*",
    };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src {pictures}; media-src 'self'; \
         font-src 'self'; connect-src 'self'; base-uri 'none'; form-action {forms}"
    )
}

/// The policy of a page that only leads to another.
pub(super) const OF_REDIRECT: &str = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'";

/// Where the forms of a page may send what a reader writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forms {
    /// Nowhere: it has none.
    None,
    /// Where its author says.
    Anywhere,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::project::{LinkStyle, LooseNumbers};

    fn config(hosts: &[&str]) -> Config {
        Config {
            title: "Bench notes".to_owned(),
            tagline: None,
            base_url: None,
            links: LinkStyle::Portable,
            language: crate::name::Slug::parse(Language::english().slug()).expect("a tag is a name"),
            licence: None,
            numbers: LooseNumbers::Warn,
            smart_punctuation: false,
            memory_bandwidth: std::collections::BTreeMap::new(),
            image_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            targets: Vec::new(),
            declared: Vec::new(),
        }
    }

    #[test]
    fn a_page_asks_nobody_but_the_servers_of_pictures_that_its_site_names() {
        let plain = of_page(&config(&[]), Forms::None);
        assert!(plain.contains("default-src 'none'; script-src 'self';") && !plain.contains("http"), "{plain}");
        let pictures = of_page(&config(&["img.example.org"]), Forms::None);
        assert!(pictures.contains("img-src 'self' data: https://img.example.org:* http://img.example.org:*;"));
    }

    #[test]
    fn no_name_of_a_server_adds_to_the_policy() {
        for host in ["a; script-src *", "a'unsafe-inline'", "a\nb", "münchen.example"] {
            let policy = of_page(&config(&[host]), Forms::None);
            assert_eq!(policy, of_page(&config(&["é"]), Forms::None), "{host}");
        }
    }
}
