//! Colours: the tokens of the theme, and which family gets which.

use std::collections::BTreeMap;

/// What a colour of the theme is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The background.
    Paper,
    /// Text.
    Ink,
    /// The gutter.
    Wash,
    /// Ticks and intervals.
    Muted,
    /// Grid lines.
    Rule,
    /// Axes.
    RuleStrong,
    /// The heatmap; the prompt's part of a bar.
    Heat,
    /// What is bound to data; the part of a bar that is generating.
    Accent,
    /// Answers that comply.
    Pass,
    /// Answers that do not.
    Fail,
    /// Answers that decline.
    Refused,
    /// A model family.
    Family(Colour),
}

/// The colour of a model family: one of six, or the grey that all other families share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Colour(u8);

impl Colour {
    /// The grey of families without a colour of their own.
    pub const OTHER: Self = Self(0);

    /// Every colour, [`Self::OTHER`] first.
    pub const ALL: [Self; COLOURS + 1] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6)];

    /// Its number in the names of style sheet classes: 1 to 6, 0 for [`Self::OTHER`].
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Its class in the style sheet: `f1`.
    pub(super) fn class(self) -> String {
        format!("f{}", self.0)
    }
}

/// The light theme.
pub const LIGHT: [(Token, &str); 18] = [
    (Token::Paper, "#fff"),
    (Token::Ink, "#1b1b1a"),
    (Token::Wash, "#f6f5f2"),
    (Token::Muted, "#5c5c5a"),
    (Token::Rule, "#dddbd6"),
    (Token::RuleStrong, "#8b8983"),
    (Token::Heat, "#639a87"),
    (Token::Accent, "#175c48"),
    (Token::Pass, "#d6e5e0"),
    (Token::Fail, "#444443"),
    (Token::Refused, "#d1491b"),
    (Token::Family(Colour(0)), "#6d6d6b"),
    (Token::Family(Colour(1)), "#022187"),
    (Token::Family(Colour(2)), "#cf7b26"),
    (Token::Family(Colour(3)), "#4692a5"),
    (Token::Family(Colour(4)), "#b90044"),
    (Token::Family(Colour(5)), "#894ed6"),
    (Token::Family(Colour(6)), "#5e1400"),
];

/// The dark theme.
pub const DARK: [(Token, &str); 18] = [
    (Token::Paper, "#15171a"),
    (Token::Ink, "#e3e1dc"),
    (Token::Wash, "#1d2023"),
    (Token::Muted, "#a3a19d"),
    (Token::Rule, "#34373b"),
    (Token::RuleStrong, "#74767a"),
    (Token::Heat, "#43755f"),
    (Token::Accent, "#84c7a9"),
    (Token::Pass, "#212f2c"),
    (Token::Fail, "#bebdb9"),
    (Token::Refused, "#e0501f"),
    (Token::Family(Colour(0)), "#9a9a97"),
    (Token::Family(Colour(1)), "#98cbf5"),
    (Token::Family(Colour(2)), "#fce6ab"),
    (Token::Family(Colour(3)), "#499aa4"),
    (Token::Family(Colour(4)), "#ed4952"),
    (Token::Family(Colour(5)), "#a167f1"),
    (Token::Family(Colour(6)), "#f89700"),
];

/// How many families have a colour of their own.
const COLOURS: usize = 6;

/// A colour for each family: the six with the most targets get one of their own, in the order of their names; the rest share grey. Never by rank,
/// so that the next run does not change the colours.
pub(super) fn assign<'a>(families: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, Colour> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for family in families {
        *counts.entry(family).or_default() += 1;
    }
    let mut by_size: Vec<(&str, usize)> = counts.iter().map(|(family, count)| (*family, *count)).collect();
    by_size.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut chosen: Vec<&str> = by_size.iter().take(COLOURS).map(|(family, _)| *family).collect();
    chosen.sort_unstable();
    let own = Colour::ALL.iter().skip(1);
    let colours: BTreeMap<&str, Colour> = chosen.into_iter().zip(own.copied()).collect();
    let colour = |family: &str| colours.get(family).copied().unwrap_or(Colour::OTHER);
    counts.keys().map(|family| ((*family).to_owned(), colour(family))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(hex: &str) -> [f64; 3] {
        let hex = hex.trim_start_matches('#');
        let hex = if hex.len() == 3 { hex.chars().flat_map(|digit| [digit, digit]).collect() } else { hex.to_owned() };
        [0, 2, 4].map(|at| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("tokens are hexadecimal")) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let luminance = |hex: &str| {
            linear(hex).iter().zip([0.2126, 0.7152, 0.0722]).map(|(value, weight)| value * weight).sum::<f64>()
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn family(theme: &[(Token, &'static str); 18], colour: Colour) -> &'static str {
        theme.iter().find(|(token, _)| *token == Token::Family(colour)).expect("every family has a colour").1
    }

    /// Viénot, Brettel and Mollon (1999) for protanopia and deuteranopia; a like projection for tritanopia.
    fn as_seen_by(deficiency: usize, [r, g, b]: [f64; 3]) -> [f64; 3] {
        match deficiency {
            0 => [r, g, b],
            1 => [0.112_38 * r + 0.887_62 * g, 0.112_38 * r + 0.887_62 * g, 0.004_01 * r - 0.004_01 * g + b],
            2 => [0.292_75 * r + 0.707_25 * g, 0.292_75 * r + 0.707_25 * g, -0.022_34 * r + 0.022_34 * g + b],
            _ => [r + 0.144_61 * g - 0.144_61 * b, 0.859_24 * g + 0.140_76 * b, 0.859_24 * g + 0.140_76 * b],
        }
    }

    /// Distance in OKLab (Ottosson, 2020).
    fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
        let lab = |[r, g, b]: [f64; 3]| {
            let l = (0.412_221_47 * r + 0.536_332_54 * g + 0.051_445_99 * b).max(0.0).cbrt();
            let m = (0.211_903_5 * r + 0.680_699_55 * g + 0.107_396_96 * b).max(0.0).cbrt();
            let s = (0.088_302_46 * r + 0.281_718_84 * g + 0.629_978_7 * b).max(0.0).cbrt();
            [
                0.210_454_26 * l + 0.793_617_79 * m - 0.004_072_05 * s,
                1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_71 * s,
                0.025_904_04 * l + 0.782_771_77 * m - 0.808_675_77 * s,
            ]
        };
        lab(a).iter().zip(lab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn every_family_stands_out_from_its_ground() {
        for (theme, paper) in [(&LIGHT, "#fff"), (&DARK, "#15171a")] {
            for colour in Colour::ALL {
                let found = contrast(family(theme, colour), paper);
                assert!(found >= 3.0, "{colour:?} on {paper}: {found:.2}");
            }
        }
    }

    #[test]
    fn the_parts_of_bars_stand_out_from_their_ground() {
        for theme in [&LIGHT, &DARK] {
            let colour = |wanted: Token| theme.iter().find(|(token, _)| *token == wanted).expect("it is a token").1;
            for part in [Token::Ink, Token::RuleStrong, Token::Heat, Token::Accent] {
                let found = contrast(colour(part), colour(Token::Paper));
                assert!(found >= 3.0, "{part:?}: {found:.2}");
            }
        }
    }

    #[test]
    fn answers_that_fail_stand_out_from_those_that_comply() {
        for theme in [&LIGHT, &DARK] {
            let colour = |wanted: Token| theme.iter().find(|(token, _)| *token == wanted).expect("it is a token").1;
            for failed in [Token::Fail, Token::Refused] {
                let found = contrast(colour(failed), colour(Token::Pass));
                assert!(found >= 3.0, "{failed:?}: {found:.2}");
            }
            for deficiency in 0..4 {
                let seen = |token: Token| as_seen_by(deficiency, linear(colour(token)));
                let found = distance(seen(Token::Fail), seen(Token::Refused));
                assert!(found > 0.06, "deficiency {deficiency}: {found:.3}");
            }
        }
    }

    #[test]
    fn families_stay_apart_for_every_eye() {
        for theme in [&LIGHT, &DARK] {
            for deficiency in 0..4 {
                for a in 1..=COLOURS {
                    for b in a + 1..=COLOURS {
                        let seen = |index: usize| as_seen_by(deficiency, linear(family(theme, Colour::ALL[index])));
                        let found = distance(seen(a), seen(b));
                        assert!(found > 0.06, "families {a} and {b}, deficiency {deficiency}: {found:.3}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_six_largest_families_have_colours_by_name() {
        let names = ["z", "z", "a", "a", "b", "c", "d", "e", "f", "g"];
        let colours = assign(names);
        let numbers = ["a", "b", "z", "g"].map(|family| colours[family].number());
        assert_eq!(numbers, [1, 2, 6, 0]);
    }
}
