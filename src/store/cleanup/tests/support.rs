//! A store made for a test, and the picture of one that can be compared.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tempfile::TempDir;

use crate::record::compress;
use crate::store::cleanup::{Criteria, Plan, Selectors, plan};
use crate::store::retention::{Circumstances, Rules};
use crate::store::{Layout, Pattern, ResponseTracker, files};

/// The time at which every test happens.
pub(crate) fn now() -> Timestamp {
    "2026-11-21T00:10:39.101Z".parse().unwrap()
}

/// A day, as long as it mostly is.
pub(crate) const DAY: Duration = Duration::from_hours(24);

pub(crate) struct Store {
    pub(crate) dir: TempDir,
    pub(crate) tracker: ResponseTracker,
}

impl Store {
    pub(crate) fn new() -> Self {
        // In memory, where that can be had: these tests end at every step, and are not about disks.
        let dir = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let base = dir.path().join("responses");
        fs::create_dir(&base).unwrap();
        let tracker = ResponseTracker::new(base).unwrap();
        Self { dir, tracker }
    }

    /// Two sessions of a few days' and a flat one, small enough to break at every step.
    pub(crate) fn small() -> Self {
        let store = Self::new();
        store.record("old/a.json", "old", "engineer", Some(400)).record("old/b.json", "old", "qa", Some(410));
        store.record("deep/er/c.json", "deep/er", "qa", Some(300)).record("new-qa.json", "new", "qa", Some(1));
        store.write("old/notes.txt", b"foreign");
        store.age();
        store
    }

    /// One of everything that a store may hold.
    pub(crate) fn varied() -> Self {
        let store = Self::small();
        // Windows takes no line feed in a name.
        let odd = if cfg!(windows) { "s p%2Füx/1.json" } else { "s p%2Fü\nx/1.json" };
        store.record(odd, "s p/ü\nx", "qa", Some(50)).record("pure/1.json", "pure", "qa", Some(90));
        store.record("pure/2.json", "pure", "qa", None).record("undated/1.json", "undated", "qa", None);
        store.record("future/1.json", "future", "qa", Some(-10)).record("deep/d.json", "deep", "engineer", Some(5));
        let json = fs::read(store.path("pure/1.json")).unwrap();
        store.write("zip/1.json.gz", &compress(&json).unwrap()).write("mixed/torn.json", &json[..20]);
        store.record("mixed/1.json", "mixed", "qa", Some(70)).write("mixed/.tmp-123", b"{").write(".hidden", b"x");
        fs::create_dir(store.path("hollow")).unwrap();
        #[cfg(unix)]
        store.vary_for_unix(&json);
        store.age();
        store
    }

    #[cfg(unix)]
    fn vary_for_unix(&self, json: &[u8]) {
        let odd = crate::store::files::path_from_bytes(b"odd\xff\xfe/1.json".to_vec()).unwrap();
        fs::create_dir(self.path("").join(odd.parent().unwrap())).unwrap();
        let json = String::from_utf8_lossy(json).replace("pure", "odd");
        fs::write(self.path("").join(odd), json).unwrap();
        std::os::unix::fs::symlink("nowhere", self.path("mixed/link.json")).unwrap();
        std::os::unix::fs::symlink(self.dir.path(), self.path("linked")).unwrap();
        set_mode(&self.path("pure/1.json"), 0o400).unwrap();
        set_mode(&self.path("old/a.json"), 0o644).unwrap();
        set_mode(&self.path("pure"), 0o750).unwrap();
        set_mode(&self.path("deep"), 0o755).unwrap();
        if rustix::process::geteuid().is_root() {
            set_mode(&self.path("undated"), 0o500).unwrap();
        }
    }

    /// Writes a record that was given so many days ago, or at no readable time, and dates the file before 1970.
    pub(crate) fn record(&self, path: &str, session: &str, agent: &str, days_ago: Option<i64>) -> &Self {
        let time = days_ago.map_or_else(
            || "no time".to_owned(),
            |days| (now() - jiff::SignedDuration::from_hours(24 * days)).to_string(),
        );
        let json = serde_json::json!({ "timestamp": time, "session_id": session, "agent": agent,
            "request": path, "response": "x".repeat(path.len() * 7), "metadata": {} });
        self.write(path, json.to_string().as_bytes());
        let early = SystemTime::UNIX_EPOCH - Duration::new(1000 + path.len() as u64, 123_456_789);
        File::options().write(true).open(self.path(path)).unwrap().set_modified(early).unwrap();
        self
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> &Self {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), bytes).unwrap();
        self
    }

    /// Gives everything but records a time of its own, each long ago.
    pub(crate) fn age(&self) {
        for (number, entry) in
            walkdir::WalkDir::new(self.path("")).min_depth(1).sort_by_file_name().into_iter().enumerate()
        {
            let (entry, time) = (entry.unwrap(), Duration::new(1_000_000 + number as u64, 987_654_321));
            if !entry.file_type().is_symlink() && !entry.path().to_string_lossy().contains(".json") {
                files::open_to_set_time(entry.path()).unwrap().set_modified(SystemTime::UNIX_EPOCH + time).unwrap();
            }
        }
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.layout().base().join(below)
    }

    pub(crate) fn layout(&self) -> &Layout {
        self.tracker.layout()
    }

    pub(crate) fn plan(&self, selectors: Selectors) -> Plan {
        plan(&self.tracker, &Criteria::new(selectors).unwrap(), &Circumstances::at(now())).unwrap().found
    }

    /// Everything in the store but the lock: kind, mode, time and content of each name.
    pub(crate) fn picture(&self) -> BTreeMap<PathBuf, String> {
        picture(self.layout().base())
    }

    /// The records that are at their places, and nothing of what is ours.
    pub(crate) fn records(&self) -> Vec<PathBuf> {
        let mut paths: Vec<_> = self.picture().into_keys().collect();
        paths.retain(|path| !path.starts_with(".trash") && path.to_string_lossy().contains(".json"));
        paths
    }

    /// The same as [`Self::picture`], without the trash.
    pub(crate) fn outside_trash(&self) -> BTreeMap<PathBuf, String> {
        self.picture().into_iter().filter(|(path, _)| !path.starts_with(".trash")).collect()
    }

    pub(crate) fn journal_exists(&self) -> bool {
        self.layout().journal().exists()
    }
}

/// Every name below a directory with all that a tree is compared by.
pub(crate) fn picture(base: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    for entry in walkdir::WalkDir::new(base).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(base).unwrap().to_owned();
        let metadata = entry.metadata().unwrap();
        let content = match entry.file_type() {
            kind if kind.is_file() => fs::read(entry.path()).unwrap().escape_ascii().to_string(),
            kind if kind.is_dir() => "directory".to_owned(),
            _ => "other".to_owned(),
        };
        let text = format!("{:?} {:?} {content}", mode(&metadata), metadata.modified().unwrap());
        all.insert(path, text);
    }
    all.remove(Path::new(".lock"));
    all
}

pub(crate) fn everything() -> Selectors {
    Selectors { breadth: crate::store::cleanup::Breadth::Everything, ..Selectors::default() }
}

pub(crate) fn older_than(age: Duration) -> Selectors {
    rules(Rules { older_than: Some(age), ..Rules::default() })
}

pub(crate) fn rules(rules: Rules) -> Selectors {
    Selectors { rules, ..Selectors::default() }
}

pub(crate) fn session(pattern: &str) -> Selectors {
    Selectors { sessions: vec![Pattern::new(pattern)], ..Selectors::default() }
}

pub(crate) fn agent(pattern: &str) -> Selectors {
    Selectors { agents: vec![Pattern::new(pattern)], ..Selectors::default() }
}

/// The permission bits of a file or directory; 0 where there are none.
pub(crate) fn mode(metadata: &Metadata) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    #[cfg(not(unix))]
    return {
        _ = metadata;
        0
    };
}

/// Sets the permission bits, where there are any.
pub(crate) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    return fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    return {
        _ = (path, mode);
        Ok(())
    };
}
