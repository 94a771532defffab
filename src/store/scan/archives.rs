//! The archives of a store as one more place in which records are.

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};

use super::{Gathering, Place, Scan, Skipped, Visited};
use crate::record::Problem;
use crate::store::archive::{self, ArchiveName, Limits};

/// How far a question reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// To what lies in the store.
    #[default]
    Store,
    /// Into its archives too. A response that is at its place as well counts once.
    Archives,
}

impl Scan<'_> {
    /// Shows every record of every archive to one of the states that `new` makes. Decoding is work for a processor, so there are no more
    /// threads than those; one of them decodes an archive from its beginning to its end. If they can't be listed, that is skipped.
    pub(super) fn visit_archives<G: Send>(
        self,
        new: impl Fn() -> Gathering<G> + Sync,
        each: impl Fn(&mut G, Visited<'_>) -> Result<(), Problem> + Sync,
    ) -> Vec<Gathering<G>> {
        let mut names = match archive::names(self.layout) {
            Ok(names) => names,
            Err(error) => {
                let mut none = new();
                none.skipped.push(archive::unlisted(self.layout, error));
                return vec![none];
            }
        };
        names.retain(|name| !self.passed_over.contains(name));
        let next = AtomicUsize::new(0);
        let work = || {
            let mut state = new();
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.visit_archive(name, &mut state, &each);
            }
            state
        };
        let helpers = self.threads.busy_helpers(names.len());
        scope(|scope| {
            // Where no thread can be started this one does all the work.
            let helpers: Vec<_> = (0..helpers).map_while(|_| Builder::new().spawn_scoped(scope, work).ok()).collect();
            let own = work();
            let joined = helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
            joined.chain([own]).collect()
        })
    }

    fn visit_archive<G>(
        self,
        name: &ArchiveName,
        state: &mut Gathering<G>,
        each: &impl Fn(&mut G, Visited<'_>) -> Result<(), Problem>,
    ) {
        let stopped = || self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        if stopped() {
            return;
        }
        let visited = archive::visit(self.layout, name, Limits::new(self.max_bytes), |place, stat, bytes| {
            let file = Visited { at: Place::Archive(place), stat, bytes };
            if let Err(problem) = each(&mut state.gathered, file) {
                state.skipped.push(Skipped { path: file.path(), problem });
            }
            self.progress.inspect(|count| _ = count.fetch_add(1, Ordering::Relaxed));
            if stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let whole = |damage: archive::Damage| Skipped { path: self.layout.archive_below(name), problem: damage.into() };
        state.skipped.extend(visited.err().filter(|damage| !damage.is_absence()).map(whole));
    }
}
