//! Times of day: `20:00`, `8 pm`, *eight in the evening*, *half past two*, *noon*.

use super::number::{self, in_words};

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ClockTime {
    /// From 0 to 23.
    pub(super) hour: u64,
    /// From 0 to 59.
    minute: u64,
}

/// How the two halves of the day are written after a number.
const MORNING: &str = r"(?:a\.?\s?m\b\.?|in the morning|this morning)";
const AFTERNOON: &str =
    r"(?:p\.?\s?m\b\.?|in the (?:early |late |)(?:afternoon|evening)|at night|tonight|this (?:afternoon|evening))";

/// Words after which a bare number is a time of day: *by eight*, *it is four now*.
const BEFORE: &str = r"(?:at|by|until|till|til|from|after|before|since|between|past|around|about|to|and|is|it['’]s|was|or)\s+(?:(?:around|about|nearly|almost|already|now)\s+)?";

/// A time at the beginning of a phrase, and its length in bytes.
pub(super) fn at_start(text: &str) -> Option<(ClockTime, usize)> {
    for (name, hour) in [("noon", 12), ("midday", 12), ("midnight", 0)] {
        if text.starts_with(name) && !text[name.len()..].starts_with(char::is_alphanumeric) {
            return Some((ClockTime { hour, minute: 0 }, name.len()));
        }
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (hour, mut end) = match digits {
        1 | 2 => (text[..digits].parse::<u64>().ok()?, digits),
        _ => {
            let (number, length) = number::at_start(text)?;
            (number.whole, length)
        }
    };
    let mut minute = None;
    let minutes = text[end..].strip_prefix(':').and_then(|rest| rest.get(..2));
    if let Some(digits) = minutes.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit())) {
        minute = Some(digits.parse::<u64>().ok()?);
        end += 3;
    }
    let rest = text[end..].trim_start_matches(' ');
    let half = [("pm", 12), ("p.m.", 12), ("am", 0), ("a.m.", 0)]
        .into_iter()
        .find(|(name, _)| rest.starts_with(name) && !rest[name.len()..].starts_with(char::is_alphanumeric));
    let hour = match half {
        Some((_, shift)) => (1..=12).contains(&hour).then_some(hour % 12 + shift)?,
        None => minute.map(|_| hour)?,
    };
    if let Some((name, _)) = half {
        end = text.len() - rest.len() + name.len();
    }
    let after = text[end..].trim_start_matches(':');
    // `12 am: my sister` has a colon of its own.
    let goes_on = after.starts_with(char::is_alphanumeric);
    let time = ClockTime { hour, minute: minute.unwrap_or(0) };
    (time.hour < 24 && time.minute < 60 && !goes_on).then_some((time, end))
}

impl ClockTime {
    /// Some spellings, with and without the half of the day.
    pub(super) fn spellings(self) -> Vec<String> {
        let Self { hour, minute } = self;
        let (of_twelve, half) = ((hour + 11) % 12 + 1, if hour < 12 { 'a' } else { 'p' });
        let minutes = if minute == 0 { String::new() } else { format!(":{minute:02}") };
        vec![
            format!("{hour:02}:{minute:02}"),
            format!("{of_twelve}{minutes} {half}m"),
            format!("{of_twelve}{minutes}{half}m"),
            format!("{of_twelve}{minutes} {half}.m."),
        ]
    }

    /// The pattern of the time in every form. A bare number is a time only after a word such as *by*; `alone` says that
    /// no such word is a part of the phrase.
    pub(super) fn pattern(self, alone: bool) -> String {
        let Self { hour, minute } = self;
        let half = if hour < 12 { MORNING } else { AFTERNOON };
        let of_twelve = (hour + 11) % 12 + 1;
        let word = in_words(of_twelve);
        let mut forms = vec![
            format!(r"\b0?{of_twelve}[:.]{minute:02}\s?{half}"),
            format!(r"\b0?{hour}(?:[:.]|\s?h\s?){minute:02}(?:[:.]00)?(?:\s?(?:h|hrs|hours|uhr)\b)?"),
            format!(r"\b{hour:02}{minute:02}\s?(?:h|hrs|hours)\b"),
            format!(r"\b{of_twelve}[:.]{minute:02}"),
        ];
        if minute == 0 {
            let number = format!("(?:{of_twelve}|{word})");
            let joint = r"(?:\s?[-–—]\s?|\s+(?:to|and|until|till)\s+)";
            forms.extend([
                format!(r"\b{number}(?:\s+o['’]?clock)?[\s,]*{half}"),
                format!(r"\b{number}\s+o['’]?clock"),
                format!(r"\b{hour}\s?(?:h|hrs|hours|uhr)\b"),
                format!(r"\b{number}{joint}(?:\d{{1,2}}|[a-z]+)(?:[:.]\d\d)?\s?{half}"),
            ]);
            if alone {
                forms.push(format!(r"\b{BEFORE}{number}\b"));
            } else {
                forms.push(format!(r"\b{number}\b"));
            }
        }
        forms.extend(spoken(hour, minute));
        format!("(?:{})", forms.join("|"))
    }
}

/// *noon*, *half past two*, *a quarter to five*, *twenty past three*.
fn spoken(hour: u64, minute: u64) -> Vec<String> {
    let name = |hour: u64| {
        let of_twelve = (hour + 11) % 12 + 1;
        format!("(?:{}|{of_twelve})", in_words(of_twelve))
    };
    let past = |what: &str| format!(r"\b{what}\s+past\s+{}\b", name(hour));
    let to = |what: &str| format!(r"\b{what}\s+to\s+{}\b", name(hour + 1));
    match (hour, minute) {
        (12, 0) => vec![r"\b(?:12 |twelve )?(?:noon|midday)\b".to_owned()],
        (0, 0) => vec![r"\bmidnight\b".to_owned()],
        (_, 30) => vec![past("half"), format!(r"\bhalf\s+{}\b", name(hour))],
        (_, 15) => vec![past("(?:a )?quarter")],
        (_, 45) => vec![to("(?:a )?quarter")],
        (_, minutes) if minutes > 0 && minutes < 30 => vec![past(&format!("{}(?: minutes)?", in_words(minutes)))],
        (_, minutes) if minutes > 30 => vec![to(&format!("{}(?: minutes)?", in_words(60 - minutes)))],
        _ => Vec::new(),
    }
}
