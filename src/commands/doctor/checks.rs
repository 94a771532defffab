//! What the doctor makes of what was seen: pure.

mod capture;
mod store;

use schemars::JsonSchema;
use serde::Serialize;

use super::seen::Seen;
use crate::commands::contract::SCHEMA_VERSION;
use crate::store::Contents;

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
    /// Files that can still be made there, where that is limited.
    free_files: Option<u64>,
    /// Responses dated later than the present.
    future_responses: Option<u64>,
    /// Temporary files that killed processes left.
    stale_temporary_files: Option<u64>,
    /// Symbolic links in the store, none of which is followed.
    links: Option<u64>,
    /// Files in the store that are not ours.
    foreign_files: Option<u64>,
    /// Requests and the like that wait for other events of hooks.
    pending: Option<u64>,
    /// Responses that the store could not take when they came, and that lie elsewhere.
    stranded: u64,
    /// Clears that can be undone.
    trash_receipts: Option<u64>,
    /// The bytes that they hold.
    trash_bytes: Option<u64>,
    /// Files in quarantine, which `repair` puts there.
    quarantined: Option<u64>,
    /// Archives of sessions.
    archives: Option<u64>,
    /// What lies among them under the name of one and can't be read as one.
    unreadable_archives: Option<u64>,
    /// The bytes of what was archived.
    archive_bytes: u64,
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
        Some(store::storage(seen)),
        store::space(seen),
        store::files(seen),
        store::permissions(seen),
        store::responses(seen),
        store::clock(seen),
        store::temporary(seen),
        store::links(seen),
        store::foreign(seen),
        store::unseen(seen),
        Some(capture::configuration(seen)),
        Some(capture::hooks(seen)),
        Some(capture::failures(seen)),
        capture::pending(seen),
        capture::stranded(seen),
        store::trash(seen),
        store::quarantine(seen),
        store::archive(seen),
        store::cache(seen),
    ];
    let checks: Vec<_> = checks.into_iter().flatten().collect();
    let contents = seen.health.contents.as_ref().ok();
    let of = |number: fn(&Contents) -> u64| contents.map(number);
    let trash = seen.trash.as_ref().ok().map(|_| store::cleared(seen));
    let inventory = seen.health.inventory.as_ref().ok();
    let archives = seen.archives.as_ref().ok();
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
        free_files: seen.health.free_files,
        future_responses: of(|contents| contents.future),
        stale_temporary_files: inventory.map(|inventory| number(store::stale(inventory, seen.now).count())),
        links: inventory.map(|inventory| number(inventory.links.len())),
        foreign_files: inventory.map(|inventory| number(inventory.foreign.len())),
        pending: seen.pending.as_ref().ok().map(|pending| pending.fresh + pending.stale),
        stranded: number(seen.stranded.found.len()),
        trash_receipts: trash.as_ref().map(|(receipts, _)| *receipts),
        trash_bytes: trash.map(|(_, bytes)| bytes),
        quarantined: seen.trash.as_ref().ok().map(|_| store::quarantined(seen)),
        archives: archives.map(|archives| number(archives.found.len())),
        unreadable_archives: archives.map(|archives| number(archives.skipped.len())),
        archive_bytes: seen.health.archive_bytes,
        cache_bytes: seen.cache.map(|cache| cache.bytes),
        cache_age: store::cache_age(seen).map(|age| age.as_secs()),
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

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
