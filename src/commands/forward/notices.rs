//! What happens while forwarding, in words.

use std::path::PathBuf;
use std::time::Duration;

use crate::gateway::forwarder::Notice;
use crate::gateway::outbox::Gap;
use crate::gateway::outbox::cursor::Damage;
use crate::ui::units::counted;

/// How much a notice matters.
pub(super) enum Told {
    /// It is good to know.
    Say(String),
    /// Somebody should see to it.
    Warn(String),
}

/// A notice in words. Of attempts that fail, the first is told and then each that is twice as many, since there may be very many.
pub(super) fn words(notice: &Notice) -> Option<Told> {
    let warn = |text: String| Some(Told::Warn(text));
    match notice {
        Notice::Damaged(Damage::Table) => warn(
            "the cursor is damaged: what it does not know any more as delivered is sent again, under the same ids"
                .to_owned(),
        ),
        Notice::Damaged(Damage::Journal) => warn(
            "the cursor ends in what a crash left; the last batch may be sent again, under the same ids".to_owned(),
        ),
        Notice::Failed { in_a_row, .. } if !in_a_row.is_power_of_two() => None,
        Notice::Failed { error, wait, in_a_row } => {
            let times = if *in_a_row > 1 { format!(" ({in_a_row} times)") } else { String::new() };
            warn(format!("{error}{times}; next attempt in {}", rounded(*wait)))
        }
        Notice::Back => Some(Told::Say("takes records again".to_owned())),
        Notice::Refused { item, reason } => warn(format!("refused {item}, which is a dead letter now: {reason}")),
        Notice::Skipped(skipped) if skipped.is_empty() => None,
        Notice::Skipped(skipped) => {
            warn(format!("passed over {} without a record; `responses verify` says why", number(skipped.len(), "file")))
        }
        Notice::Restarted(logs) => {
            warn(format!("begins anew with {}, cut off or replaced: {}", number(logs.len(), "event log"), named(logs)))
        }
        Notice::Unreadable(logs) if logs.is_empty() => None,
        Notice::Unreadable(logs) => warn(format!("can't read {}: {}", number(logs.len(), "event log"), named(logs))),
        Notice::Vanished(files) => warn(format!("{} went before being sent", number(*files, "file"))),
        Notice::Lost(logs) => {
            warn(format!("{} went before being sent to the end: {}", number(logs.len(), "event log"), named(logs)))
        }
        Notice::GivenUp(Gap { records, first, last }) => {
            let from = first.map(|time| format!(" from {time}")).unwrap_or_default();
            let to = last.map(|time| format!(" to {time}")).unwrap_or_default();
            warn(format!(
                "more wait than `max_backlog` allows: the {records} oldest{from}{to} are not sent; the destination is told"
            ))
        }
    }
}

fn number(number: usize, one: &str) -> String {
    counted(u64::try_from(number).unwrap_or(u64::MAX), one)
}

/// The first few of many.
fn named(logs: &[PathBuf]) -> String {
    let first: Vec<_> = logs.iter().take(3).map(|path| path.display().to_string()).collect();
    first.join(", ") + if logs.len() > 3 { ", ..." } else { "" }
}

fn rounded(wait: Duration) -> String {
    let wait = if wait < Duration::from_secs(1) {
        Duration::from_millis(u64::try_from(wait.as_millis()).unwrap_or(0))
    } else {
        Duration::from_secs(wait.as_secs())
    };
    humantime::format_duration(wait).to_string()
}
