//! Separates the thinking that a model writes into its text from the answer, while the text arrives.
//!
//! Every byte is looked at once, however the text is split: what may become a mark waits for the bytes after it, and
//! nothing before it is read again.

use std::ops::Range;

use super::mark_search::{Found, Meaning, mark_at};
use super::marks::{ANSWER, CHANNELS_OF_REASONING, FINAL, START};

/// The longest text between the marks before a message of harmony: a role, or a channel with its recipient. In bytes.
const LONGEST_HEADER: usize = 128;

/// Where in the text the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before any text, or after thinking: thinking may begin.
    Beginning,
    /// In thinking with this mark, which began here.
    Thinking { mark: usize, from: usize },
    /// In the content of a message of harmony, which began here.
    Channel { from: usize, is_final: bool },
    /// In the answer.
    Answer,
}

/// The marks of harmony after the content of a message, up to the content of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Header {
    /// Where the first of them begins: the content ends here.
    stop: usize,
    /// Where the last of them ends.
    last: usize,
    /// Where the name of the channel begins.
    channel: Option<usize>,
    /// Whether words follow the end of a message, in place of another message.
    loose: bool,
}

/// A text that arrives in pieces, with what in it is thinking and what is the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separator {
    text: String,
    /// Everything before was looked at.
    scanned: usize,
    place: Place,
    header: Option<Header>,
    /// The finished pieces of thinking.
    reasoning: Vec<Range<usize>>,
    /// Whether there was thinking, or any other mark before the answer.
    separated: bool,
    /// Where the first character of the text is that is not white space.
    first: Option<usize>,
    /// Where the answer begins, if it has begun; what looks like it may turn out to be thinking.
    answer: Option<usize>,
    /// Where the answer's first character is.
    begins: Option<usize>,
    /// Where the answer ends, if a mark ended it.
    end: Option<usize>,
    /// The marks that the answer itself has opened, by bit.
    mentioned: u32,
    /// How often a byte was compared.
    #[cfg(test)]
    work: usize,
}

impl Default for Separator {
    fn default() -> Self {
        Self {
            text: String::new(),
            scanned: 0,
            place: Place::Beginning,
            header: None,
            reasoning: Vec::new(),
            separated: false,
            first: None,
            answer: Some(0),
            begins: None,
            end: None,
            mentioned: 0,
            #[cfg(test)]
            work: 0,
        }
    }
}

impl Separator {
    /// Appends the next piece.
    pub fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.scan(false);
    }

    /// Takes the end of the text: what looks like the beginning of a mark is text.
    pub fn finish(&mut self) {
        self.scan(true);
    }

    /// How much has arrived, in bytes.
    pub fn received(&self) -> usize {
        self.text.len()
    }

    /// How much of the text is known not to be the beginning of a mark, in bytes.
    pub fn decided(&self) -> usize {
        self.scanned
    }

    /// Where the first character of the answer is, in bytes, as far as that is known: it may still turn out to be
    /// thinking, and then the answer begins later.
    pub fn answer_begins(&self) -> Option<usize> {
        self.begins
    }

    /// The answer: the text as it is if it has no thinking, else what follows the thinking, without white space around
    /// it. Thinking without an end leaves no answer.
    pub fn answer(&self) -> &str {
        let Some(from) = self.answer else { return "" };
        if !self.separated {
            return &self.text;
        }
        let end = match (self.place, self.header) {
            (Place::Channel { is_final: true, .. }, Some(header)) if !header.loose => Some(header.stop),
            _ => self.end,
        };
        self.text[from..end.unwrap_or(self.text.len())].trim()
    }

    /// The thinking, without white space around each piece, if there was any.
    pub fn reasoning(&self) -> Option<String> {
        let open = match self.place {
            Place::Thinking { from, .. } => Some(from..self.text.len()),
            Place::Channel { from, is_final: false } => {
                Some(from..self.header.map_or(self.text.len(), |header| header.stop))
            }
            Place::Beginning | Place::Channel { .. } | Place::Answer => None,
        };
        if !self.separated && open.is_none() {
            return None;
        }
        let pieces = self.reasoning.iter().cloned().chain(open).map(|range| self.text[range].trim());
        Some(pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n"))
    }

    fn scan(&mut self, complete: bool) {
        while let Some(byte) = self.text.as_bytes().get(self.scanned).copied() {
            let at = self.scanned;
            let (found, _work) = mark_at(&self.text.as_bytes()[at..]);
            #[cfg(test)]
            {
                self.work += _work;
            }
            match found {
                Found::Partial if !complete => return,
                Found::Mark(length, meaning) => {
                    self.first.get_or_insert(at);
                    self.scanned = at + length;
                    if !self.take_mark(at, meaning) {
                        self.take_text(at);
                    }
                }
                Found::Partial | Found::Text => {
                    self.scanned = at + 1;
                    if !byte.is_ascii_whitespace() {
                        self.first.get_or_insert(at);
                        self.take_text(at);
                    }
                }
            }
        }
    }

    /// Takes a character that is not white space and not a mark that means anything here.
    fn take_text(&mut self, at: usize) {
        if let Some(header) = &mut self.header {
            let names = header.channel.is_some() || self.text[header.stop..header.last].ends_with(START);
            header.loose |= !names;
            if at - header.last <= LONGEST_HEADER {
                return;
            }
            // Too long for the head of a message: it is content.
            self.header = None;
        }
        match self.place {
            Place::Beginning => {
                if !self.separated {
                    self.answer = Some(0);
                }
                self.begins = Some(if self.separated { at } else { 0 });
                self.place = Place::Answer;
            }
            Place::Answer | Place::Channel { is_final: true, .. } => {
                self.begins.get_or_insert(at);
                self.end = None;
            }
            Place::Thinking { .. } | Place::Channel { .. } => {}
        }
    }

    /// Takes a mark that begins at `at` and ends before `self.scanned`. Returns whether it means anything here.
    fn take_mark(&mut self, at: usize, meaning: Meaning) -> bool {
        match (meaning, self.place) {
            (Meaning::Think(mark), Place::Beginning) => {
                self.place = Place::Thinking { mark, from: self.scanned };
                self.answer = None;
            }
            // A mark in the middle of an answer is part of it, and so is its closing one.
            (Meaning::Think(mark), Place::Answer) => {
                self.mentioned |= 1 << mark;
                return false;
            }
            (Meaning::Thought(mark), Place::Thinking { mark: open, from }) if mark == open => self.thought(from..at),
            // Some templates end with the opening mark, such as DeepSeek-R1's, so that only the closing one arrives.
            (Meaning::Thought(mark), Place::Beginning | Place::Answer)
                if !self.separated && self.mentioned & (1 << mark) == 0 =>
            {
                self.thought(0..at);
            }
            (Meaning::Answer(mark), Place::Beginning | Place::Answer)
                if self.begins.is_none() && (self.separated || ANSWER[mark].special) =>
            {
                self.answer_from(self.scanned);
                self.place = Place::Answer;
            }
            (Meaning::Answered(mark), Place::Answer) if self.separated || ANSWER[mark].special => {
                self.separated = true;
                self.end.get_or_insert(at);
            }
            (Meaning::PlainFinal, Place::Beginning) => self.answer_from(self.scanned),
            (Meaning::PlainFinal, Place::Answer) => return self.take_plain_final(at),
            (Meaning::Start | Meaning::Channel | Meaning::End | Meaning::Message, Place::Thinking { .. }) => {
                return false;
            }
            (Meaning::Start | Meaning::Channel | Meaning::End, _) => self.take_control(at, meaning),
            (Meaning::Message, _) => return self.take_message(at),
            _ => return false,
        }
        true
    }

    /// Takes the end of thinking: the answer may begin.
    fn thought(&mut self, range: Range<usize>) {
        self.reasoning.push(range);
        self.answer_from(self.scanned);
        self.place = Place::Beginning;
    }

    fn answer_from(&mut self, from: usize) {
        self.separated = true;
        self.answer = Some(from);
        self.begins = None;
        self.end = None;
        self.header = None;
    }

    fn take_plain_final(&mut self, at: usize) -> bool {
        let Some(first) = self.first.filter(|_| !self.separated) else { return false };
        let channel = CHANNELS_OF_REASONING.iter().find(|channel| {
            #[cfg(test)]
            {
                self.work += channel.len();
            }
            self.text[first..at].starts_with(**channel)
        });
        let Some(channel) = channel else { return false };
        let from = first + channel.len();
        self.reasoning.push(from..at);
        self.answer_from(self.scanned);
        true
    }

    /// Takes a mark of harmony between two messages.
    fn take_control(&mut self, at: usize, meaning: Meaning) {
        let before = self.header.map_or((at, false), |header| (header.stop, header.loose));
        let channel = (meaning == Meaning::Channel).then_some(self.scanned);
        self.header = Some(Header { stop: before.0, last: self.scanned, channel, loose: before.1 });
    }

    /// Takes the mark before the content of a message of harmony, if its channel is known.
    fn take_message(&mut self, at: usize) -> bool {
        let Some(header) = self.header else { return false };
        let name = header.channel.and_then(|from| self.text[from..at].split_whitespace().next()).unwrap_or(FINAL);
        let is_final = name == FINAL;
        if !is_final && !CHANNELS_OF_REASONING.contains(&name) {
            return false;
        }
        match self.place {
            Place::Channel { from, is_final: false } => self.reasoning.push(from..header.stop),
            Place::Channel { is_final: true, .. } => self.end = Some(header.stop),
            // What came before the first channel is the rest of one that the template had opened.
            Place::Beginning | Place::Answer | Place::Thinking { .. } => {
                self.reasoning.push(self.answer.unwrap_or(0)..header.stop);
                self.answer = None;
                self.begins = None;
            }
        }
        if is_final {
            // Only the last final message is the answer.
            if let (Some(from), Some(end)) = (self.answer, self.end) {
                self.reasoning.push(from..end);
            }
            self.answer_from(self.scanned);
        }
        self.separated = true;
        self.header = None;
        self.place = Place::Channel { from: self.scanned, is_final };
        true
    }
}

/// The answer and the thinking of a complete text, if it has any. See [`Separator`].
pub fn without_reasoning(text: &str) -> (String, Option<String>) {
    let mut separator = Separator::default();
    separator.push(text);
    separator.finish();
    (separator.answer().to_owned(), separator.reasoning())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_answer_begins_with_its_first_character() {
        let mut separator = Separator::default();
        separator.push("<think>hm</thi");
        assert_eq!(separator.answer_begins(), None);
        separator.push("nk>\n\n");
        assert_eq!(separator.answer_begins(), None);
        separator.push("Paris");
        assert_eq!(separator.answer_begins(), Some("<think>hm</think>\n\n".len()));
        let mut separator = Separator::default();
        separator.push("hm");
        assert_eq!(separator.answer_begins(), Some(0));
        separator.push("</think>");
        assert_eq!(separator.answer_begins(), None);
    }

    #[test]
    fn no_byte_is_read_again_for_a_later_piece() {
        let adversaries = ["<", ">", "]", "[", "<|", "</think", "<think>", "◁", "a", "x", "<|channel|>", "<|end|>"];
        for unit in adversaries {
            let mut separator = Separator::default();
            let pieces = 20_000;
            for _ in 0..pieces {
                separator.push(unit);
            }
            separator.finish();
            // A byte may be compared with every mark, once for each piece that leaves a mark undecided.
            let most = pieces * unit.len() * 45 * 24;
            assert!(separator.work < most, "{unit}: {} for {pieces} pieces", separator.work);
        }
    }

    #[test]
    fn blanks_before_an_answer_are_not_read_again_for_every_mark() {
        let (blanks, marks) = (100_000, 5_000);
        let text = " ".repeat(blanks) + "x" + &"assistantfinal".repeat(marks);
        let mut separator = Separator::default();
        separator.push(&text);
        separator.finish();
        assert!(separator.work < text.len() * 45, "{}", separator.work);
        assert_eq!(separator.answer(), text);
        let plain = without_reasoning(" \n analysishm. assistantfinalParis");
        assert_eq!(plain, ("Paris".to_owned(), Some("hm.".to_owned())));
    }

    proptest! {
        #[test]
        fn the_parts_do_not_depend_on_how_a_text_is_split(
            text in r"(?s)(<think>|</think>|<\|channel\|>|final|analysis|<\|message\|>|<\|end\|>|<\|start\|>assistant|<answer>|</answer>|assistantfinal|<|\[THINK\]|◁think▷|◁/think▷|.){0,30}",
        ) {
            let mut separator = Separator::default();
            for character in text.chars() {
                separator.push(character.encode_utf8(&mut [0; 4]));
            }
            separator.finish();
            prop_assert_eq!((separator.answer().to_owned(), separator.reasoning()), without_reasoning(&text));
        }
    }
}
