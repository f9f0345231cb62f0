//! Links between the pages of a long list: the first, the last, and those near the one that is read.

use serde::Serialize;

/// How many pages are linked on each side of the one that is read.
const NEAR: usize = 2;

/// A page of a list.
#[derive(Debug, Serialize)]
pub(in crate::site) struct PageLink {
    number: usize,
    href: String,
    current: bool,
    /// Whether pages before it are left out.
    after_gap: bool,
}

/// The links on one of these pages, from 1; none where there is only one.
pub(in crate::site) fn pager(pages: usize, current: usize, href: impl Fn(usize) -> String) -> Vec<PageLink> {
    if pages < 2 {
        return Vec::new();
    }
    let is_near = |number: &usize| *number == 1 || *number == pages || number.abs_diff(current) <= NEAR;
    let numbers: Vec<usize> = (1..=pages).filter(is_near).collect();
    let before = std::iter::once(0).chain(numbers.iter().copied());
    let link = |(before, number): (usize, &usize)| PageLink {
        number: *number,
        href: href(*number),
        current: *number == current,
        after_gap: *number > before + 1,
    };
    before.zip(&numbers).map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pages: usize, current: usize) -> String {
        let links = pager(pages, current, |number| number.to_string());
        let one = |link: &PageLink| {
            let number = if link.current { format!("[{}]", link.href) } else { link.href.clone() };
            if link.after_gap { format!("… {number}") } else { number }
        };
        links.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn of_many_pages_those_near_are_linked() {
        assert_eq!(shown(1, 1), "");
        assert_eq!(shown(3, 2), "1 [2] 3");
        assert_eq!(shown(800, 1), "[1] 2 3 … 800");
        assert_eq!(shown(800, 400), "1 … 398 399 [400] 401 402 … 800");
        assert_eq!(shown(800, 800), "1 … 798 799 [800]");
    }
}
