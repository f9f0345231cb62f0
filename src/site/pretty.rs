//! Links by folders in place of files, `../title/` for `../title/index.html`, in the HTML of a finished page.

/// What begins an address in the HTML that pages are made of.
const BEGINS: [&str; 2] = [" href=\"", " href='"];

/// The file that a server shows for a folder.
const INDEX: &str = "index.html";

/// The page with pretty links.
pub(super) fn linked(html: &str) -> String {
    let mut pretty = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, begin)) = next(rest) {
        let (before, behind) = rest.split_at(at + begin.len());
        let quote = if begin.ends_with('"') { '"' } else { '\'' };
        let address = &behind[..behind.find(quote).unwrap_or(behind.len())];
        pretty.push_str(before);
        pretty.push_str(&folder(address).unwrap_or_else(|| address.to_owned()));
        rest = &behind[address.len()..];
    }
    pretty.push_str(rest);
    pretty
}

/// The next address.
fn next(html: &str) -> Option<(usize, &'static str)> {
    // One pass: both beginnings have this in common.
    let mut from = 0;
    while let Some(at) = html[from..].find(" href=") {
        let at = from + at;
        if let Some(begin) = BEGINS.into_iter().find(|begin| html[at..].starts_with(begin)) {
            return Some((at, begin));
        }
        from = at + " href=".len();
    }
    None
}

/// The address of the folder of a file of this site that is one's index.
fn folder(address: &str) -> Option<String> {
    let (path, tail) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let folder = path.strip_suffix(INDEX).filter(|folder| folder.is_empty() || folder.ends_with('/'))?;
    if path.contains(':') || path.starts_with("//") {
        return None;
    }
    Some(format!("{}{tail}", if folder.is_empty() { "./" } else { folder }))
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn an_index_becomes_its_folder_and_nothing_else_changes() {
        for (html, pretty) in [
            ("<a href=\"index.html\">index.html</a>", "<a href=\"./\">index.html</a>"),
            ("<a class=\"x\" href=\"../b/index.html#c\">", "<a class=\"x\" href=\"../b/#c\">"),
            ("<a href='../index.html?x#y'>", "<a href='../?x#y'>"),
            ("<a href=\"https://a.example/index.html\">", "<a href=\"https://a.example/index.html\">"),
            ("<a href=\"//a.example/index.html\">", "<a href=\"//a.example/index.html\">"),
            ("<a href=\"my-index.html\"> href=index.html", "<a href=\"my-index.html\"> href=index.html"),
            ("<a href=\"a.csv\">ü</a>", "<a href=\"a.csv\">ü</a>"),
        ] {
            assert_eq!(linked(html), pretty);
        }
    }
}
