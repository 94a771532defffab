//! What an answer means for the items.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use ureq::http::{HeaderMap, StatusCode, header};

use super::super::{Cause, SendError};

/// Nobody waits longer than this because a destination asked for it.
const LONGEST_DELAY: Duration = Duration::from_hours(24);

/// So much of what a destination says about an error is passed on, in characters.
const LONGEST_WORDS: usize = 200;

/// The answer to a request.
#[derive(Debug, Clone)]
pub(in crate::gateway::transport) struct Answer {
    status: StatusCode,
    /// How long the destination asks to wait.
    delay: Option<Duration>,
    /// Where it says to go instead.
    elsewhere: Option<String>,
    /// The body; `None` if it was longer than any should be, or did not arrive whole.
    pub(in crate::gateway::transport) body: Option<Vec<u8>>,
}

/// Which statuses mean that the same request may succeed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway::transport) enum Retryable {
    /// As HTTP has them: 408, 423, 425, 429 and all of the server's own errors.
    Usual,
    /// As OTLP has them, which are fewer: 429, 502, 503 and 504.
    #[cfg(feature = "otlp")]
    Otlp,
}

impl Retryable {
    fn includes(self, status: u16) -> bool {
        match self {
            Self::Usual => matches!(status, 408 | 423 | 425 | 429 | 500..),
            #[cfg(feature = "otlp")]
            Self::Otlp => matches!(status, 429 | 502..=504),
        }
    }
}

impl Answer {
    pub(super) fn new(status: StatusCode, headers: &HeaderMap, body: Option<Vec<u8>>, now: Timestamp) -> Self {
        let text = |name| headers.get(name)?.to_str().ok();
        let delay = text(header::RETRY_AFTER).and_then(|value| retry_after(value, now));
        Self { status, delay, elsewhere: text(header::LOCATION).map(str::to_owned), body }
    }

    /// Whether the items were taken.
    ///
    /// What concerns the destination and not the items (who may send, where to, in which form) may pass: somebody mends it, and no item
    /// is given up for it. All other refusals are permanent for some item in the batch.
    ///
    /// # Errors
    /// They were not, and why.
    pub(in crate::gateway::transport) fn judge(&self, retryable: Retryable) -> Result<(), SendError> {
        let status = self.status.as_u16();
        match (status, self.delay) {
            (200..=299, _) => Ok(()),
            (_, Some(delay)) if retryable.includes(status) => {
                Err(SendError::Throttled { delay, message: self.words() })
            }
            _ if retryable.includes(status) => Err(SendError::transient(Cause::Refused, self.words())),
            _ => match advice(status) {
                Some(advice) => {
                    let message = format!("{}; {advice}{}", self.words(), self.instead());
                    Err(SendError::transient(Cause::Refused, message))
                }
                None => Err(SendError::permanent(Cause::Refused, self.words())),
            },
        }
    }

    /// The same for a request without items: whether the destination would take some. That it does not like a request with nothing in it
    /// says nothing about others.
    ///
    /// # Errors
    /// It would not.
    pub(in crate::gateway::transport) fn judge_empty(&self, retryable: Retryable) -> Result<(), SendError> {
        match self.judge(retryable) {
            Err(SendError::Permanent { .. }) if self.status.is_client_error() => Ok(()),
            result => result,
        }
    }

    /// The status, and the first line of what is said about it.
    fn words(&self) -> String {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let status = format!("{} {reason}", self.status.as_u16());
        let said = String::from_utf8_lossy(self.body.as_deref().unwrap_or_default());
        let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let line: String = line.chars().filter(|c| !c.is_control()).take(LONGEST_WORDS).collect();
        let separator = if line.is_empty() { "" } else { ": " };
        format!("{}{separator}{line}", status.trim_end())
    }

    /// The origin to which a redirect leads; the rest of it may be a secret.
    fn instead(&self) -> String {
        let url = self.elsewhere.clone().and_then(|text| super::HttpUrl::try_from(text).ok());
        url.map(|url| format!(" ({url})")).unwrap_or_default()
    }
}

/// What to do about a status that has nothing to do with the items, if it is one.
fn advice(status: u16) -> Option<&'static str> {
    match status {
        300..=399 => Some("redirects are not followed: set `url` to where it leads"),
        401 | 407 => Some("is the token right?"),
        402 => Some("is the account in order?"),
        403 => Some("is the token right, and may it do this?"),
        404 | 405 | 410 | 421 => Some("is the URL right?"),
        406 | 415 => Some("does it take this format, and gzip if that is on?"),
        426 | 428 | 431 => Some("does it need other headers?"),
        400..=599 => None,
        _ => Some("this is no status that ends a request"),
    }
}

/// What `Retry-After` says: seconds, or a date (RFC 9110, section 10.2.3). A time that has passed, and nonsense, say nothing.
fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let delay = if let Ok(seconds) = value.parse() {
        Duration::from_secs(seconds)
    } else {
        let date = rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
        Duration::try_from(date.duration_since(now)).ok()?
    };
    (!delay.is_zero()).then_some(delay.min(LONGEST_DELAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        Answer::new(StatusCode::from_u16(status).unwrap(), &headers, Some(body.into()), now())
    }

    #[test]
    fn delays_are_seconds_or_dates() {
        for (value, seconds) in [
            ("0", None),
            ("7", Some(7)),
            (" 120 ", Some(120)),
            ("Sat, 21 Nov 2026 12:01:30 GMT", Some(90)),
            ("Sat, 21 Nov 2026 11:59:59 GMT", None),
            ("99999999999", Some(86400)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now()), seconds.map(Duration::from_secs), "{value:?}");
        }
    }

    #[test]
    fn statuses_are_of_the_moment_of_the_settings_or_of_an_item() {
        let judged = |status| match answer(status, &[], "").judge(Retryable::Usual) {
            Ok(()) => "taken",
            Err(SendError::Transient { .. }) => "later",
            Err(SendError::Throttled { .. }) => "after a delay",
            Err(SendError::Permanent { .. }) => "never",
        };
        for (statuses, expected) in [
            (&[200, 201, 202, 204, 299][..], "taken"),
            (&[408, 425, 429, 500, 502, 503, 504, 599], "later"),
            (&[301, 307, 308, 401, 403, 404, 405, 407, 410, 415], "later"),
            (&[400, 409, 413, 414, 422, 451, 499], "never"),
        ] {
            for status in statuses {
                assert_eq!(judged(*status), expected, "{status}");
            }
        }
    }

    #[test]
    fn a_delay_counts_where_the_status_is_one_of_the_moment() {
        let delay = [("Retry-After", "7")];
        for status in [429, 503, 500] {
            let judged = answer(status, &delay, "").judge(Retryable::Usual);
            assert!(matches!(judged, Err(SendError::Throttled { delay, .. }) if delay == Duration::from_secs(7)));
        }
        assert!(matches!(answer(422, &delay, "").judge(Retryable::Usual), Err(SendError::Permanent { .. })));
    }

    #[cfg(feature = "otlp")]
    #[test]
    fn otlp_retries_less() {
        let judge = |status| answer(status, &[], "").judge(Retryable::Otlp);
        for status in [429, 502, 503, 504] {
            assert!(matches!(judge(status), Err(SendError::Transient { .. })), "{status}");
        }
        for status in [400, 408, 413, 500, 501] {
            assert!(matches!(judge(status), Err(SendError::Permanent { .. })), "{status}");
        }
        assert!(matches!(judge(401), Err(SendError::Transient { .. })), "no item is given up for a token");
    }

    #[test]
    fn what_is_said_is_passed_on_but_no_secret_path() {
        let said = answer(422, &[], "\n  no `agent`\u{1b}[31m\nmore").judge(Retryable::Usual).unwrap_err().to_string();
        assert_eq!(said, "refused: 422 Unprocessable Entity: no `agent`[31m");
        let long = answer(400, &[], &"x".repeat(5000)).judge(Retryable::Usual).unwrap_err().to_string();
        assert!(long.len() < 300);
        let location = [("Location", "https://other.example/secret")];
        let moved = answer(301, &location, "").judge(Retryable::Usual).unwrap_err().to_string();
        assert_eq!(
            moved,
            "refused: 301 Moved Permanently; redirects are not followed: set `url` to where it leads (https://other.example)"
        );
    }

    #[test]
    fn an_empty_request_may_be_refused_for_being_empty() {
        for (status, fine) in [(204, true), (400, true), (422, true), (401, false), (404, false), (503, false)] {
            assert_eq!(answer(status, &[], "").judge_empty(Retryable::Usual).is_ok(), fine, "{status}");
        }
    }
}
