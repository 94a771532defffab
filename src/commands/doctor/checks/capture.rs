//! What is judged of capture: whether it is on, what it could not do, and what waits.

use super::{Check, number};
use crate::commands::doctor::seen::Seen;
use crate::ui::units;

pub(super) fn configuration(seen: &Seen<'_>) -> Check {
    if let Some(first) = seen.misconfigured.first() {
        let more = seen.misconfigured.len() - 1;
        let message = if more == 0 { first.to_string() } else { format!("{first} (and {more} more)") };
        return Check::warning("configuration", message)
            .hint("`responses config check` tells everything that is doubtful");
    }
    if !seen.settings.enabled.value {
        return Check::warning("configuration", "capture is switched off, so hooks record nothing")
            .hint("`responses config show` says what switched it off");
    }
    Check::ok("configuration", "capture is on")
}

pub(super) fn hooks(seen: &Seen<'_>) -> Check {
    let named = |status: &str| {
        let matching = seen.hooks.iter().filter(|hooks| hooks.status == status);
        matching.map(|hooks| format!("{} ({})", hooks.client, hooks.scope)).collect::<Vec<_>>().join(", ")
    };
    let (installed, other) = (named("installed"), named("other_version"));
    match (installed.is_empty(), other.is_empty()) {
        (_, false) => Check::warning("hooks", format!("of another version or incomplete: {other}"))
            .hint("`responses hook install` updates them"),
        (false, true) => Check::ok("hooks", format!("installed: {installed}")),
        (true, true) => Check::warning("hooks", "not installed, so nothing is recorded by itself")
            .hint("`responses hook install` lets Claude Code record; --client names others"),
    }
}

pub(super) fn failures(seen: &Seen<'_>) -> Check {
    let lines = match &seen.failures {
        Ok(lines) => lines,
        Err(error) => return Check::warning("failures", format!("the log of the hooks can't be read: {error}")),
    };
    let Some(newest) = lines.last() else { return Check::ok("failures", "none in the last 24 hours") };
    Check::warning("failures", format!("{} in the last 24 hours, the newest: {newest}", lines.len()))
        .hint(format!("all of them are in {}", seen.hook_log.display()))
}

pub(super) fn pending(seen: &Seen<'_>) -> Option<Check> {
    match &seen.pending {
        Ok(pending) if pending.fresh + pending.stale == 0 => None,
        Ok(pending) => {
            let message = format!("waiting for other events of hooks: {}, stale: {}", pending.fresh, pending.stale);
            Some(match pending.stale {
                0 => Check::ok("pending", message),
                _ => Check::warning("pending", message)
                    .hint("agents that were killed never ended them; the next hook of any agent removes them"),
            })
        }
        Err(error) => Some(Check::warning("pending", format!("what waits can't be read: {error}"))),
    }
}

pub(super) fn stranded(seen: &Seen<'_>) -> Option<Check> {
    if let Some(first) = seen.stranded.unreadable.first() {
        return Some(Check::warning("stranded", format!("{}: {}", first.path.display(), first.why)));
    }
    let here = seen.stranded_here;
    let elsewhere = seen.stranded.found.len() - here;
    let others = format!("{} of other stores in fallback places", units::counted(number(elsewhere), "response"));
    match (here, elsewhere) {
        (0, 0) => None,
        (0, _) => Some(Check::ok("stranded", others)),
        (_, _) => {
            let more = if elsewhere == 0 { String::new() } else { format!("; {others}") };
            let lie = if here == 1 { "lies" } else { "lie" };
            let responses = units::counted(number(here), "response");
            let message = format!("{responses} that this store could not take {lie} elsewhere{more}");
            Some(Check::warning("stranded", message).hint("`responses repair --collect` brings them home"))
        }
    }
}
