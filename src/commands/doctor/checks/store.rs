//! What is judged of the store itself.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{Check, number};
use crate::commands::doctor::seen::Seen;
use crate::store::cleanup::Mode;
use crate::store::{CLOCKS_DIFFER, Inventory, Temporary};
use crate::ui::units;

/// Less free space than this is a warning, and than a tenth of it a problem: 1 GiB.
const LITTLE_SPACE: u64 = 1 << 30;
/// Where fewer files than this can be made it is a warning, and where fewer than a tenth of it a problem.
const FEW_FILES: u64 = 10_000;
/// So many paths are named in a message.
const NAMED: usize = 3;

pub(super) fn storage(seen: &Seen<'_>) -> Check {
    let store = seen.store.display();
    match (seen.health.storage_available, seen.store.exists()) {
        (true, true) => Check::ok("storage", store.to_string()),
        (true, false) => Check::ok("storage", format!("{store} is not there yet; the first response creates it")),
        (false, _) => Check::problem("storage", format!("{store} can't be written"))
            .hint("check who owns it, and whether its file system is read-only"),
    }
}

pub(super) fn space(seen: &Seen<'_>) -> Option<Check> {
    let free = seen.health.free_bytes?;
    let message = format!("{} free", units::bytes(free));
    let hint = "`responses clear --older-than 30d --purge --yes` deletes old sessions for good";
    Some(match free {
        _ if free >= LITTLE_SPACE => Check::ok("space", message),
        _ if free >= LITTLE_SPACE / 10 => Check::warning("space", message).hint(hint),
        _ => Check::problem("space", message).hint(hint),
    })
}

pub(super) fn permissions(seen: &Seen<'_>) -> Option<Check> {
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

pub(super) fn responses(seen: &Seen<'_>) -> Option<Check> {
    let contents = seen.health.contents.as_ref().ok()?;
    let found = format!(
        "{} in {} ({} active in the last 24 hours), {}",
        units::counted(contents.total_responses, "response"),
        units::counted(contents.total_sessions, "session"),
        units::count(contents.active_sessions),
        units::bytes(contents.total_bytes),
    );
    Some(match contents.unreadable.len() {
        _ if seen.health.interrupted => {
            Check::warning("responses", format!("{found}; a clear, repair or undo was interrupted"))
                .hint("the next command that reads the store completes it")
        }
        0 => Check::ok("responses", found),
        bad => Check::warning("responses", format!("{found}; {} can't be read", units::counted(number(bad), "file")))
            .hint("-v names them and says why; `responses repair` puts aside what is damaged"),
    })
}

pub(super) fn clock(seen: &Seen<'_>) -> Option<Check> {
    let contents = seen.health.contents.as_ref().ok()?;
    let is_ahead = |time: Timestamp| time.duration_since(seen.now) > CLOCKS_DIFFER;
    if let Some(changed) = contents.last_changed.filter(|changed| is_ahead(*changed)) {
        let message = format!("it is behind: a response was written at {changed:.0}, which is yet to come");
        return Some(
            Check::warning("clock", message).hint("set it; until then nothing is cleared by its age as it should be"),
        );
    }
    let newest = contents.newest.filter(|_| contents.future > 0)?;
    let message = format!(
        "{} dated in the future, the newest {newest}",
        if contents.future == 1 { "1 response is".to_owned() } else { format!("{} responses are", contents.future) }
    );
    Some(Check::warning("clock", message).hint("a clock was wrong, here or where it was recorded"))
}

pub(super) fn files(seen: &Seen<'_>) -> Option<Check> {
    let free = seen.health.free_files.filter(|free| *free < FEW_FILES)?;
    let message = format!("no more than {} can be made", units::counted(free, "file"));
    let hint = "`responses archive` makes few files of many, and `responses clear --purge` deletes old ones";
    let check = if free < FEW_FILES / 10 { Check::problem } else { Check::warning };
    Some(check("files", message).hint(hint))
}

/// Temporary files whose writers are gone.
pub(super) fn stale(inventory: &Inventory, now: Timestamp) -> impl Iterator<Item = &Temporary> {
    inventory.temporary.iter().filter(move |file| file.is_stale(now))
}

pub(super) fn temporary(seen: &Seen<'_>) -> Option<Check> {
    let stale: Vec<_> = stale(seen.health.inventory.as_ref().ok()?, seen.now).collect();
    let bytes = stale.iter().map(|file| file.bytes).sum();
    let message =
        format!("{} left by killed processes, {}", units::counted(number(stale.len()), "file"), units::bytes(bytes));
    (!stale.is_empty()).then(|| Check::warning("temporary", message).hint("`responses repair` removes them"))
}

pub(super) fn links(seen: &Seen<'_>) -> Option<Check> {
    let links = &seen.health.inventory.as_ref().ok()?.links;
    let message = format!("{}, not followed: {}", units::counted(number(links.len()), "symbolic link"), some_of(links));
    let hint = "what they lead to is not read; move it into the store, or give its place as the store";
    (!links.is_empty()).then(|| Check::warning("links", message).hint(hint))
}

pub(super) fn foreign(seen: &Seen<'_>) -> Option<Check> {
    let inventory = seen.health.inventory.as_ref().ok()?;
    let all: Vec<_> = inventory.foreign.iter().chain(&inventory.special).cloned().collect();
    let verb = if all.len() == 1 { "is" } else { "are" };
    let message =
        format!("{} that {verb} not ours, never touched: {}", units::counted(number(all.len()), "file"), some_of(&all));
    (!all.is_empty()).then(|| Check::ok("foreign", message))
}

pub(super) fn unseen(seen: &Seen<'_>) -> Option<Check> {
    let unseen = match &seen.health.inventory {
        Ok(inventory) => &inventory.unseen,
        // That the store can't be listed was said of its permissions.
        Err(_) => return None,
    };
    let first = unseen.first()?;
    let message = format!(
        "{} not looked into, the first {}: {}",
        if unseen.len() == 1 { "1 directory was".to_owned() } else { format!("{} directories were", unseen.len()) },
        first.path.display(),
        first.problem
    );
    Some(Check::warning("directories", message))
}

/// The first few of some paths.
fn some_of(paths: &[PathBuf]) -> String {
    let named: Vec<_> = paths.iter().take(NAMED).map(|path| path.display().to_string()).collect();
    let more = if paths.len() > NAMED { ", ..." } else { "" };
    format!("{}{more}", named.join(", "))
}

/// How many clears can be undone, and the bytes that they hold.
pub(super) fn cleared(seen: &Seen<'_>) -> (u64, u64) {
    let receipts = seen.trash.iter().flat_map(|trash| &trash.found);
    let cleared: Vec<_> = receipts.filter(|receipt| receipt.mode != Mode::Quarantine).collect();
    (number(cleared.len()), cleared.iter().map(|receipt| receipt.totals.bytes).sum())
}

/// How many files are in quarantine.
pub(super) fn quarantined(seen: &Seen<'_>) -> u64 {
    let receipts = seen.trash.iter().flat_map(|trash| &trash.found);
    receipts.filter(|receipt| receipt.mode == Mode::Quarantine).map(|receipt| receipt.totals.responses).sum()
}

pub(super) fn trash(seen: &Seen<'_>) -> Option<Check> {
    if let Err(error) = &seen.trash {
        return Some(Check::warning("trash", error.to_string()));
    }
    let (receipts, bytes) = cleared(seen);
    let message = format!("{} that can be undone: {}", units::counted(receipts, "clear"), units::bytes(bytes));
    (receipts > 0).then(|| Check::ok("trash", message).hint("`responses trash empty` frees that space"))
}

pub(super) fn quarantine(seen: &Seen<'_>) -> Option<Check> {
    let files = quarantined(seen);
    let message = format!("{} that could not be read", units::counted(files, "file"));
    let hint = "`responses trash list` names the receipts, `responses undo` puts the files back";
    (files > 0).then(|| Check::ok("quarantine", message).hint(hint))
}

pub(super) fn archive(seen: &Seen<'_>) -> Option<Check> {
    let archives = match &seen.archives {
        Ok(archives) if archives.found.is_empty() && archives.skipped.is_empty() => return None,
        Ok(archives) => archives,
        Err(error) => return Some(Check::warning("archive", error.to_string())),
    };
    let held = units::counted(number(archives.found.len()), "archive");
    let message = format!("{held}, {}", units::bytes(seen.health.archive_bytes));
    let unreadable: Vec<_> = archives.skipped.iter().map(|one| one.path.clone()).collect();
    Some(match unreadable.len() {
        0 => Check::ok("archive", message),
        bad => {
            let bad = units::counted(number(bad), "file");
            Check::warning("archive", format!("{message}; {bad} can't be read: {}", some_of(&unreadable)))
                .hint("`responses verify` says why, and decodes the others to their ends")
        }
    })
}

pub(super) fn cache(seen: &Seen<'_>) -> Option<Check> {
    let bytes = units::bytes(seen.cache?.bytes);
    let age = cache_age(seen).map(|age| format!(", written {} ago", units::duration(age))).unwrap_or_default();
    Some(Check::ok("cache", format!("{bytes}{age}")))
}

/// How long ago the cache was written; nothing at all if its time is yet to come.
pub(super) fn cache_age(seen: &Seen<'_>) -> Option<Duration> {
    Some(seen.now.duration_since(seen.cache?.written?).try_into().unwrap_or_default())
}
