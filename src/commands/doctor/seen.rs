//! What the doctor looks at, as it was seen.

use std::io;
use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use crate::capture::fallback::{StrandedRecords, stranded};
use crate::capture::{PendingCount, count_pending, problems};
use crate::commands::context::Context;
use crate::commands::hook_install::{self, HooksOutput};
use crate::config::{Problem, Settings};
use crate::store::trash::{self, Summary};
use crate::store::{CacheState, Error, Health, ResponseTracker, Scanned, archive};

/// Failures of captures count while they are younger than this.
const RECENT: SignedDuration = SignedDuration::from_hours(24);

/// Everything that is judged.
pub(super) struct Seen<'a> {
    pub(super) now: Timestamp,
    pub(super) store: PathBuf,
    pub(super) hook_log: PathBuf,
    pub(super) settings: &'a Settings,
    pub(super) misconfigured: &'a [Problem],
    pub(super) health: Health,
    pub(super) failures: io::Result<Vec<String>>,
    pub(super) pending: io::Result<PendingCount>,
    pub(super) stranded: StrandedRecords,
    /// How many of these belong to the store.
    pub(super) stranded_here: usize,
    pub(super) hooks: Vec<HooksOutput>,
    pub(super) trash: Result<Scanned<Vec<Summary>>, Error>,
    pub(super) archives: Result<Scanned<Vec<archive::Summary>>, Error>,
    pub(super) cache: Option<CacheState>,
}

impl<'a> Seen<'a> {
    /// Looks around.
    pub(super) fn around(ctx: &'a Context, tracker: &ResponseTracker) -> Self {
        let layout = tracker.layout();
        let stranded = stranded(&ctx.fallbacks(), tracker.options());
        Self {
            now: ctx.now,
            store: layout.base().to_owned(),
            hook_log: layout.hook_log(),
            settings: &ctx.config.settings,
            misconfigured: &ctx.config.problems,
            health: tracker.health_check(ctx.now),
            failures: problems(layout, ctx.now - RECENT),
            pending: count_pending(layout, ctx.config.settings.pending_ttl.value, ctx.now),
            stranded_here: stranded.of(layout.base()).count(),
            stranded,
            // Without a home there are no clients of this user either.
            hooks: hook_install::installed(ctx).unwrap_or_default(),
            trash: trash::list(layout),
            archives: archive::list(layout, tracker.reader()),
            cache: tracker.options().cache.as_ref().and_then(|cache| cache.state(layout)),
        }
    }
}
