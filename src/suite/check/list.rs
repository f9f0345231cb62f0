//! Lists that consist only of bullets or only of numbered items.

use super::arguments::Arguments;
use super::rule::{Rule, counted, quoted};
use crate::suite::measure;

pub(super) fn bullets(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let count = arguments.count()?;
    let marker = match arguments.optional_text("marker")? {
        None => None,
        Some(text) => {
            let mut characters = text.chars();
            let (Some(marker), None) = (characters.next(), characters.next()) else {
                arguments.fault(format!("`marker` must be a single character, not `{text}`"), arguments.place());
                return None;
            };
            Some(marker)
        }
    };
    Some(Box::new(Bullets { count, marker }))
}

pub(super) fn numbered(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    Some(Box::new(Numbered { count: arguments.count()? }))
}

#[derive(Debug)]
struct Bullets {
    count: usize,
    marker: Option<char>,
}

impl Rule for Bullets {
    fn describe(&self) -> String {
        let marker = self.marker.map(|marker| format!(" marked “{marker}”")).unwrap_or_default();
        format!("exactly {}{marker}, nothing else", counted(self.count, "bullet"))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let lines: Vec<&str> = measure::lines(answer).collect();
        let is_bullet = |line: &&str| match measure::bullet(line) {
            Some((marker, _)) => self.marker.is_none_or(|wanted| wanted == marker),
            None => false,
        };
        let found = lines.iter().copied().filter(is_bullet).count();
        // A wrong count is the more helpful objection, so it comes first.
        match lines.iter().copied().find(|line| !is_bullet(line)) {
            _ if found != self.count => Some(counted(found, "bullet")),
            Some(other) => Some(quoted(other)),
            None => None,
        }
    }
}

#[derive(Debug)]
struct Numbered {
    count: usize,
}

impl Rule for Numbered {
    fn describe(&self) -> String {
        format!("exactly {} from 1, nothing else", counted(self.count, "numbered item"))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let lines: Vec<&str> = measure::lines(answer).collect();
        let numbers: Vec<u32> =
            lines.iter().filter_map(|line| measure::numbered(line)).map(|(number, _)| number).collect();
        if numbers.len() != self.count {
            return Some(counted(numbers.len(), "numbered item"));
        }
        if let Some(other) = lines.iter().find(|line| measure::numbered(line).is_none()) {
            return Some(quoted(other));
        }
        let wrong = (1..).zip(&numbers).find(|(wanted, found)| wanted != *found);
        wrong.map(|(wanted, found)| format!("{found} instead of {wanted}"))
    }
}
