//! What the end of a reply means: the model's answer, or a trouble of its server.

use std::time::Duration;

use crate::record::{Answered, Failure, FailureKind, Outcome};
use crate::suite::marks::template_token;
use crate::wording::grouped;

use super::failure::failure;
use super::finish::Finish;
use super::request::ChatRequest;
use super::transcript::Transcript;

/// The shortest generation, by the server's clock, that is compared with the arrival of its tokens. Within a shorter one
/// a buffer on the way changes the time of the first token by less than that.
const SHORTEST_GENERATION: Duration = Duration::from_millis(5);

/// The least time between two tokens of a stream: no server generates 200,000 tokens per second for one request.
const SHORTEST_TOKEN: Duration = Duration::from_micros(5);
/// How many tokens may have left no byte in an answer with reasoning: the marks between the two.
const MARKS: u64 = 64;

/// How a request ended; `Err(None)` is one that ran out of time. The transcript is that of the finished reply.
pub(super) fn outcome(
    ended: Result<(), Option<Failure>>,
    transcript: &Transcript,
    request: &ChatRequest<'_>,
) -> Outcome {
    match ended {
        Err(Some(failure)) => Outcome::Failed(failure),
        // A model whose end is not recognised writes on until the limit of time, too.
        Err(None) => broken_template(transcript, request).unwrap_or(Outcome::TimedOut),
        Ok(()) => broken_template(transcript, request).or_else(|| cut_by_server(transcript, request)).unwrap_or(
            match transcript.finish {
                Some((Finish::Cut, _)) => Outcome::Answered(Answered::CutAtTokenLimit),
                _ => Outcome::Answered(Answered::Whole),
            },
        ),
    }
}

/// The failure of an answer with tokens of the chat template in it.
fn broken_template(transcript: &Transcript, request: &ChatRequest<'_>) -> Option<Outcome> {
    let token = template_token(&transcript.answer, request.prompt)?;
    let message = format!("the answer has `{token}` in it: the server's chat template does not fit the model");
    Some(Outcome::Failed(failure(FailureKind::BrokenTemplate, message)))
}

/// The failure of an answer that was cut before the limit that was sent.
fn cut_by_server(transcript: &Transcript, request: &ChatRequest<'_>) -> Option<Outcome> {
    let (finish, _) = transcript.finish?;
    let (generated, most) = (transcript.tokens.generated.filter(|count| *count > 0), request.max_tokens());
    let counted = || generated.map_or_else(|| "an unknown number".to_owned(), grouped);
    let by_server = match finish {
        Finish::OutOfContext => true,
        // Servers differ by one in whether they count the token that they stopped at.
        Finish::Cut => generated.unwrap_or_else(|| most_tokens(transcript)) + 1 < most,
        Finish::Whole | Finish::Broken => false,
    };
    let message = || {
        format!("cut by the server's context, or a limit of its own, after {} of {} tokens", counted(), grouped(most))
    };
    by_server.then(|| Outcome::Failed(failure(FailureKind::ContextOverflow, message())))
}

/// The most tokens that the received text can be: each has at least one byte.
fn most_tokens(transcript: &Transcript) -> u64 {
    let marks = if transcript.reasoning.is_empty() { 0 } else { MARKS };
    (transcript.answer.len() + transcript.reasoning.len()) as u64 + marks
}

/// Whether the time of the first token was seen. It was not where the reply is not a stream, and where something on the
/// way held the tokens back:
///
/// - If the server reports how long it generated, the tokens took at least half of that to arrive when they were
///   streamed.
/// - If it does not, an answer of more than one token arrived no faster than any server generates, and not in one read
///   with its end.
pub(super) fn first_token_was_seen(transcript: &Transcript) -> bool {
    let end = transcript.finish.map(|(_, at)| at).or(transcript.ended);
    let (Some(first), Some(end)) = (transcript.first_token, end) else { return !transcript.is_whole };
    let one_token = transcript.tokens.generated == Some(1);
    let streamed = match transcript.server.generation {
        Some(generation) if generation >= SHORTEST_GENERATION => end.saturating_sub(first) >= generation / 2,
        Some(_) => true,
        None => {
            let tokens = u32::try_from(transcript.tokens.generated.unwrap_or(0)).unwrap_or(u32::MAX);
            first < end && end - first >= SHORTEST_TOKEN.saturating_mul(tokens)
        }
    };
    !transcript.is_whole && (streamed || one_token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ServerTimes, TokenCounts};

    fn reply(first: u64, end: u64, generation: Option<u64>, generated: Option<u64>) -> Transcript {
        filled(Transcript::default(), first, end, generation, generated)
    }

    fn filled(
        mut transcript: Transcript,
        first: u64,
        end: u64,
        generation: Option<u64>,
        generated: Option<u64>,
    ) -> Transcript {
        transcript.first_token = Some(Duration::from_millis(first));
        transcript.ended = Some(Duration::from_millis(end));
        transcript.server = ServerTimes { generation: generation.map(Duration::from_millis), ..ServerTimes::default() };
        transcript.tokens = TokenCounts { generated, ..TokenCounts::default() };
        transcript
    }

    #[test]
    fn a_first_token_is_seen_where_tokens_arrive_as_they_are_generated() {
        assert!(first_token_was_seen(&reply(100, 500, Some(410), Some(20))));
        assert!(!first_token_was_seen(&reply(500, 500, Some(410), Some(20))));
        assert!(!first_token_was_seen(&reply(400, 500, Some(410), Some(20))), "most were held back");
        assert!(first_token_was_seen(&reply(500, 500, Some(410), Some(1))), "one token comes with its end");
        assert!(first_token_was_seen(&reply(5, 5, Some(4), Some(20))), "shorter than can be told apart");
    }

    #[test]
    fn a_text_has_no_more_tokens_than_bytes() {
        let mut transcript = Transcript::default();
        transcript.answer.push_str("Paris");
        assert_eq!(most_tokens(&transcript), 5);
        transcript.reasoning.push_str("hm");
        assert_eq!(most_tokens(&transcript), 7 + MARKS);
    }

    #[test]
    fn without_the_servers_times_the_reads_tell() {
        assert!(first_token_was_seen(&reply(100, 101, None, Some(20))));
        assert!(!first_token_was_seen(&reply(100, 101, None, Some(500))), "a buffer, emptied in two reads");
        assert!(!first_token_was_seen(&reply(100, 100, None, Some(20))));
        assert!(!first_token_was_seen(&reply(100, 100, None, None)));
        assert!(first_token_was_seen(&reply(100, 100, None, Some(1))));
        let mut whole = reply(100, 200, None, Some(20));
        whole.is_whole = true;
        assert!(!first_token_was_seen(&whole));
    }
}
