//! Archives: the responses of a session in one compressed file, from which every byte comes back.
//!
//! An archive is a `tar` in `zstd`, `<store>/.archive/<session>-<time>.tar.zst`, that any `tar --zstd` reads. Its members have their paths
//! below the store, their modes, and their times to the nanosecond (PAX); the directories that led to them are in it too. A session that is
//! archived again, since responses came after the first time, gets another archive beside it. What an older archive of the session
//! already holds to the last byte is not stored twice.
//!
//! 1. [`parts`] says what goes into which archive (pure), out of the same plan that a clear has;
//! 2. [`apply`] writes, syncs, reads back and compares, publishes, and only then removes the originals that are still the files that
//!    were compared; [`restore`] goes the other way, and removes the archive last;
//! 3. [`recover`] completes or takes back what a crash cut short;
//! 4. [`list`], [`verify`](verify()) and the scan of a tracker that reaches into archives read them;
//! 5. a scrub writes archives anew, in which nothing but the texts with secrets differs.
//!
//! How that stays whole: at every moment each response is at its place or in an archive that is durable and was compared, or both. Before the
//! first original goes, a journal that names the archive and the files is durable. Whoever finds it compares anew and removes what
//! is identical, so that step can be taken any number of times. The same holds for the way back.
//!
//! Archives are read as hostile: see [`Limits`] and [`Damage`].

mod apply;
mod compare;
mod damage;
mod dir;
mod journal;
mod label;
mod list;
mod member;
mod name;
mod pax;
mod plan;
mod put_back;
mod read;
mod recover;
mod restore;
mod rewrite;
mod stage;
#[cfg(test)]
mod tests;
mod verify;
mod visit;
mod write;

pub use apply::{Archived, NewArchive, apply};
pub use compare::{Left, Why};
pub use damage::Damage;
pub use list::{Summary, list};
pub use name::{ArchiveName, InvalidArchiveName};
pub use plan::{Part, parts};
pub use read::{Limits, read_foreign_archive};
pub use recover::{Completed, recover};
pub use restore::{Afterwards, Restored, RestoredArchive, restore};
pub use verify::{Verified, verify};

pub(in crate::store) use list::unlisted;
pub(in crate::store) use recover::lock_settled;
pub(in crate::store) use rewrite::{Change, rewrite};
pub(in crate::store) use visit::{Place, all_members, members_of, names, visit};
