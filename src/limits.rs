//! The limits of what is taken from servers and files, in one place. Servers, models, answers and other tools' files are untrusted:
//! without a bound, one reply could fill the memory or the disk, or hold a number that no reader of the archive accepts.
//!
//! They are far beyond real data: answers of reasoning models reach 200 KB, and contexts a million tokens. What exceeds
//! a limit ends that request, that row or that file, or is left out, with the reason; it never ends the run. `docs/archive.md` lists those of
//! files.

use std::ops::RangeInclusive;
use std::time::Duration;

/// The longest answer, in bytes of UTF-8.
pub const ANSWER_LENGTH: usize = 4_000_000;
/// The longest reasoning, in bytes of UTF-8. Answer and reasoning, with every byte escaped, fit into one line of the
/// archive.
pub const REASONING_LENGTH: usize = 4_000_000;
/// How much is kept of an answer and of a reasoning after one of them exceeded its limit, in bytes: enough to see what
/// it was.
pub const KEPT_LENGTH: usize = 64_000;
/// The longest line, or event, of a stream, in bytes.
pub const LINE_LENGTH: usize = 8_000_000;
/// The longest reply that is not a stream, in bytes.
pub const REPLY_LENGTH: usize = 16_000_000;
/// The longest message of a failure, in characters: servers may echo the prompt in it.
pub const MESSAGE_LENGTH: usize = 500;
/// The longest excerpt of what a server sent in place of what was expected, in characters.
pub const EXCERPT_LENGTH: usize = 120;

/// The largest count of tokens of one request: a thousand times the largest contexts.
pub const TOKENS: u64 = 1_000_000_000;
/// The largest of all other counts, such as bytes and parameters: up to here JSON's numbers are exact in every language
/// (RFC 8259, section 6).
pub const COUNT: u64 = 1 << 53;
/// The longest time that a server may report for one request.
pub const TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The most measured requests per case and target of a run.
pub const REPEATS: u32 = 1000;
/// The longest time in a run, whether it was set, measured or reported.
pub const LONGEST_TIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// The years of moments in the archive: later ones have more than four digits, which other tools do not read.
pub const YEARS: RangeInclusive<i32> = 1970..=9999;
/// The longest file of a site that is read as text: a post, a suite, a template, the configuration; in bytes.
pub const TEXT_FILE_LENGTH: u64 = 16 << 20;
/// The longest file of another tool, in bytes: samples with their prompts reach hundreds of megabytes.
pub const RESULT_FILE_LENGTH: u64 = 1 << 30;
/// The longest front matter of a post, in bytes. It is read whole into a tree; what people write by hand is far shorter.
pub const FRONT_MATTER_LENGTH: usize = 64 * 1024;
/// The longest name of a model, a test, a metric or a condition of another tool, in bytes. Names on Hugging Face reach 96 bytes with their
/// publisher.
pub const NAME_LENGTH: usize = 512;
/// The longest text of a condition or of the environment of another tool, in bytes. llama-bench's tensor overrides may name every layer.
pub const CONDITION_LENGTH: usize = 8192;
/// The most measurements of one file.
pub const MEASUREMENTS: usize = 100_000;
/// The most values of one thing: columns of a row and keys of an object of another tool, keys of a table of a suite or of the configuration.
pub const VALUES: usize = 500;
/// The most tables and lists within each other in a suite or in the configuration, that of the whole file among them. People nest four or five.
pub const DEPTH: usize = 32;
/// The most faults of one file of another tool that are told: one of another kind could give one for each of its lines.
pub const RESULT_FAULTS_TOLD: usize = 8;
/// The most faults of one file that are told one by one; more are counted.
pub const FAULTS_TOLD: usize = 100;

/// The most pixels of a picture of a figure: 256 MB while it is drawn.
pub const PICTURE_PIXELS: u64 = 1 << 26;
/// The greatest width of a picture of a figure, in pixels.
pub const PICTURE_WIDTH: u32 = 10_000;

/// A text cut to this many characters.
pub fn cut(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(index, _)| index);
    &text[..end]
}
