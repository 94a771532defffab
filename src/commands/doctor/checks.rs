//! What the doctor makes of what was seen: pure.

use std::time::Duration;

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;

use super::seen::Seen;
use crate::commands::contract::SCHEMA_VERSION;
use crate::store::Contents;
use crate::ui::units;

/// Less free space than this is a warning, and than a tenth of it a problem: 1 GiB.
const LITTLE_SPACE: u64 = 1 << 30;
/// Clocks of several machines differ by so much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// `doctor --json`. What can't be known is null.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::commands) struct DoctorOutput {
    /// 1
    schema_version: u32,
    /// False if one of the checks found a problem.
    healthy: bool,
    /// The store.
    store: String,
    /// The store is there, or can be created.
    storage_available: bool,
    /// It can be read and written, and nobody but its owner can read it.
    permissions_ok: bool,
    /// What hooks could not do in the last 24 hours.
    recent_failures: Option<u64>,
    /// Sessions with a response in the last 24 hours.
    active_sessions: Option<u64>,
    /// All sessions.
    total_sessions: Option<u64>,
    /// All readable responses.
    total_responses: Option<u64>,
    /// The bytes of their files.
    total_bytes: Option<u64>,
    /// Files that can't be read as responses.
    unreadable_files: Option<u64>,
    /// Bytes free where the store is.
    free_bytes: Option<u64>,
    /// Requests and the like that wait for other events of hooks.
    pending: Option<u64>,
    /// Responses that the store could not take when they came, and that lie elsewhere.
    stranded: u64,
    /// Clears that can be undone.
    trash_receipts: Option<u64>,
    /// The bytes that they hold.
    trash_bytes: Option<u64>,
    /// The bytes of what is remembered of the store's files, outside of it; null if there is nothing, or `--no-cache` is given.
    cache_bytes: Option<u64>,
    /// How long ago that was written, in seconds.
    cache_age: Option<u64>,
    /// Each check with its result.
    pub(super) checks: Vec<Check>,
}

/// What one check found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Check {
    /// What was looked at.
    pub(super) name: &'static str,
    /// How it is.
    pub(super) status: Status,
    /// What was found.
    pub(super) message: String,
    /// What can be done about it.
    pub(super) hint: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Warning,
    /// It keeps responses from being recorded, or from being private.
    Problem,
}

/// Judges everything.
pub(super) fn judge(seen: &Seen<'_>) -> DoctorOutput {
    let checks = [
        Some(storage(seen)),
        space(seen),
        permissions(seen),
        responses(seen),
        clock(seen),
        Some(configuration(seen)),
        Some(hooks(seen)),
        Some(failures(seen)),
        pending(seen),
        stranded(seen),
        trash(seen),
        cache(seen),
    ];
    let checks: Vec<_> = checks.into_iter().flatten().collect();
    let contents = seen.health.contents.as_ref().ok();
    let of = |number: fn(&Contents) -> u64| contents.map(number);
    let trash = seen.trash.as_ref().ok().map(|trash| &trash.found);
    DoctorOutput {
        schema_version: SCHEMA_VERSION,
        healthy: checks.iter().all(|check| check.status != Status::Problem),
        store: seen.store.display().to_string(),
        storage_available: seen.health.storage_available,
        permissions_ok: seen.health.permissions_ok,
        recent_failures: seen.failures.as_ref().ok().map(|lines| number(lines.len())),
        active_sessions: of(|contents| contents.active_sessions),
        total_sessions: of(|contents| contents.total_sessions),
        total_responses: of(|contents| contents.total_responses),
        total_bytes: of(|contents| contents.total_bytes),
        unreadable_files: of(|contents| number(contents.unreadable.len())),
        free_bytes: seen.health.free_bytes,
        pending: seen.pending.as_ref().ok().map(|pending| pending.fresh + pending.stale),
        stranded: number(seen.stranded.found.len()),
        trash_receipts: trash.map(|receipts| number(receipts.len())),
        trash_bytes: trash.map(|receipts| receipts.iter().map(|receipt| receipt.totals.bytes).sum()),
        cache_bytes: seen.cache.map(|cache| cache.bytes),
        cache_age: cache_age(seen).map(|age| age.as_secs()),
        checks,
    }
}

impl Check {
    fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, message: message.into(), hint: None }
    }

    fn warning(name: &'static str, message: impl Into<String>) -> Self {
        Self { status: Status::Warning, ..Self::ok(name, message) }
    }

    fn problem(name: &'static str, message: impl Into<String>) -> Self {
        Self { status: Status::Problem, ..Self::ok(name, message) }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

fn storage(seen: &Seen<'_>) -> Check {
    let store = seen.store.display();
    match (seen.health.storage_available, seen.store.exists()) {
        (true, true) => Check::ok("storage", store.to_string()),
        (true, false) => Check::ok("storage", format!("{store} is not there yet; the first response creates it")),
        (false, _) => Check::problem("storage", format!("{store} can't be written"))
            .hint("check who owns it, and whether its file system is read-only"),
    }
}

fn space(seen: &Seen<'_>) -> Option<Check> {
    let free = seen.health.free_bytes?;
    let message = format!("{} free", units::bytes(free));
    let hint = "`responses clear --older-than 30d --purge --yes` deletes old sessions for good";
    Some(match free {
        _ if free >= LITTLE_SPACE => Check::ok("space", message),
        _ if free >= LITTLE_SPACE / 10 => Check::warning("space", message).hint(hint),
        _ => Check::problem("space", message).hint(hint),
    })
}

fn permissions(seen: &Seen<'_>) -> Option<Check> {
    match &seen.health.contents {
        _ if !seen.store.exists() => None,
        Ok(_) if seen.health.permissions_ok => Some(Check::ok("permissions", "only its owner can read the store")),
        Ok(_) if !seen.health.storage_available => None,
        Ok(_) => {
            let check = Check::problem("permissions", "others than its owner may look into the store");
            Some(check.hint("`responses doctor --fix-permissions` closes it to them"))
        }
        Err(error) => Some(Check::problem("permissions", error.to_string())),
    }
}

fn responses(seen: &Seen<'_>) -> Option<Check> {
    let contents = seen.health.contents.as_ref().ok()?;
    let found = format!(
        "{} in {} ({} active in the last 24 hours), {}",
        counted(contents.total_responses, "response"),
        counted(contents.total_sessions, "session"),
        units::count(contents.active_sessions),
        units::bytes(contents.total_bytes),
    );
    Some(match contents.unreadable.len() {
        _ if seen.health.interrupted => {
            Check::warning("responses", format!("{found}; a clear or undo was interrupted"))
                .hint("the next command that reads the store completes it")
        }
        0 => Check::ok("responses", found),
        bad => Check::warning("responses", format!("{found}; {} can't be read", counted(number(bad), "file")))
            .hint("-v names them and says why"),
    })
}

fn clock(seen: &Seen<'_>) -> Option<Check> {
    let newest = seen.health.contents.as_ref().ok()?.newest?;
    let ahead = newest.instant().duration_since(seen.now) > CLOCKS_DIFFER;
    ahead.then(|| {
        Check::warning("clock", format!("the newest response is dated {newest}, which is yet to come"))
            .hint("a clock was wrong, here or where it was recorded")
    })
}

fn configuration(seen: &Seen<'_>) -> Check {
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

fn hooks(seen: &Seen<'_>) -> Check {
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

fn failures(seen: &Seen<'_>) -> Check {
    let lines = match &seen.failures {
        Ok(lines) => lines,
        Err(error) => return Check::warning("failures", format!("the log of the hooks can't be read: {error}")),
    };
    let Some(newest) = lines.last() else { return Check::ok("failures", "none in the last 24 hours") };
    Check::warning("failures", format!("{} in the last 24 hours, the newest: {newest}", lines.len()))
        .hint(format!("all of them are in {}", seen.hook_log.display()))
}

fn pending(seen: &Seen<'_>) -> Option<Check> {
    match &seen.pending {
        Ok(pending) if pending.fresh + pending.stale == 0 => None,
        Ok(pending) => {
            let message = format!("waiting for other events of hooks: {}, stale: {}", pending.fresh, pending.stale);
            Some(Check::ok("pending", message))
        }
        Err(error) => Some(Check::warning("pending", format!("what waits can't be read: {error}"))),
    }
}

fn stranded(seen: &Seen<'_>) -> Option<Check> {
    if let Some(first) = seen.stranded.unreadable.first() {
        return Some(Check::warning("stranded", format!("{}: {}", first.path.display(), first.why)));
    }
    let here = seen.stranded_here;
    let elsewhere = seen.stranded.found.len() - here;
    let others = format!("{} of other stores in fallback places", counted(number(elsewhere), "response"));
    match (here, elsewhere) {
        (0, 0) => None,
        (0, _) => Some(Check::ok("stranded", others)),
        (_, _) => {
            let more = if elsewhere == 0 { String::new() } else { format!("; {others}") };
            let message =
                format!("{} that this store could not take lie elsewhere{more}", counted(number(here), "response"));
            Some(Check::warning("stranded", message).hint("`responses repair --collect` brings them home"))
        }
    }
}

fn trash(seen: &Seen<'_>) -> Option<Check> {
    match &seen.trash {
        Ok(trash) if trash.found.is_empty() => None,
        Ok(trash) => {
            let bytes = units::bytes(trash.found.iter().map(|receipt| receipt.totals.bytes).sum());
            let message = format!("{} that can be undone: {bytes}", counted(number(trash.found.len()), "clear"));
            Some(Check::ok("trash", message).hint("`responses trash empty` frees that space"))
        }
        Err(error) => Some(Check::warning("trash", error.to_string())),
    }
}

fn cache(seen: &Seen<'_>) -> Option<Check> {
    let bytes = units::bytes(seen.cache?.bytes);
    let age = cache_age(seen).map(|age| format!(", written {} ago", units::duration(age))).unwrap_or_default();
    Some(Check::ok("cache", format!("{bytes}{age}")))
}

/// How long ago the cache was written; nothing at all if its time is yet to come.
fn cache_age(seen: &Seen<'_>) -> Option<Duration> {
    Some(seen.now.duration_since(seen.cache?.written?).try_into().unwrap_or_default())
}

/// A number of things.
fn counted(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", units::count(number), if number == 1 { "" } else { "s" })
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
