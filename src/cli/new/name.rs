//! The name of a new post: its title in the letters that addresses have.

use icu_normalizer::DecomposingNormalizerBorrowed;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::Slug;

/// The longest name, in bytes: with the date before it, it is still a slug.
const LONGEST: usize = 60;

/// Letters that are not a letter and an accent.
const LETTERS: [(char, &str); 12] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ł', "l"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ŋ', "n"),
    ('ŧ', "t"),
];

/// In German, umlauts are written with an `e` where they cannot be written.
const GERMAN: [(char, &str); 3] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue")];

/// Apostrophes, which stand within words.
const WITHIN_WORDS: [char; 2] = ['\'', '\u{2019}'];

/// The name of a post with this title.
///
/// # Errors
/// A letter of the title is of a script that addresses do not have, or it has no letter.
pub(super) fn of(title: &str, language: &str) -> Result<Slug, Diagnostic> {
    let is_german = language == "de" || language.starts_with("de-");
    let mut plain = String::new();
    let mut is_foreign = false;
    for character in title.to_lowercase().chars().filter(|character| !WITHIN_WORDS.contains(character)) {
        let german = GERMAN.iter().filter(|_| is_german);
        let spelling = german.chain(&LETTERS).find(|(letter, _)| *letter == character).map(|(_, spelling)| *spelling);
        match spelling {
            Some(spelling) => plain.push_str(spelling),
            None => {
                let base = DecomposingNormalizerBorrowed::new_nfd()
                    .normalize(character.encode_utf8(&mut [0; 4]))
                    .chars()
                    .next();
                let base = base.unwrap_or(character);
                is_foreign |= base.is_alphabetic() && !base.is_ascii();
                // An accent that was typed by itself belongs to the letter before it.
                if !is_combining(base) {
                    plain.push(base);
                }
            }
        }
    }
    let has_name = plain.chars().any(|character| character.is_ascii_alphanumeric());
    if is_foreign || !has_name {
        let example = if has_name { cut(&plain).to_string() } else { "a-name".to_owned() };
        let fault = Diagnostic::error(Code::NO_POST_NAME, "the title does not give the file a name");
        return Err(
            fault.help(format!("names are lowercase letters, digits and hyphens: add one, such as `--slug {example}`"))
        );
    }
    Ok(cut(&plain))
}

/// A text as a slug, without the words that are too many.
fn cut(plain: &str) -> Slug {
    let mut kept = String::new();
    for word in plain.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !kept.is_empty() && kept.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !kept.is_empty() {
            kept.push('-');
        }
        kept.push_str(word);
    }
    Slug::from_text(&kept).cut_to(LONGEST)
}

fn is_combining(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_without_accents() {
        for (title, language, name) in [
            ("It's fast, isn\u{2019}t it?", "en", "its-fast-isnt-it"),
            ("Naïve Bayes: un café à Łódź", "fr", "naive-bayes-un-cafe-a-lodz"),
            ("Größe zählt", "de", "groesse-zaehlt"),
            ("Größe zählt", "de-at", "groesse-zaehlt"),
            ("Über alles", "en", "uber-alles"),
            ("Tiếng Việt", "vi", "tieng-viet"),
            ("C++ & C# (2026)", "en", "c-c-2026"),
            ("cafe\u{301}", "en", "cafe"),
        ] {
            assert_eq!(of(title, language).expect("it is a name").as_str(), name, "{title}");
        }
        let long = of(&"many words ".repeat(20), "en").expect("it is cut");
        assert_eq!(long.as_str(), "many-words-many-words-many-words-many-words-many-words-many");
        assert!(of(&"x".repeat(300), "en").is_ok());
    }

    #[test]
    fn a_title_in_another_script_asks_for_a_name() {
        for (title, example) in
            [("比較", "a-name"), ("Сравнение of Qwen", "of-qwen"), ("مقارنة", "a-name"), ("???", "a-name")]
        {
            let fault = of(title, "en").expect_err("it has no letters of addresses");
            assert!(fault.help[0].contains(&format!("--slug {example}")), "{title}: {:?}", fault.help);
        }
    }
}
