//! The sections and keys that are ours.

use std::fmt;

/// A section of a configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// `response_tracking`
    Tracking,
    /// `response_logging`
    Logging,
    /// `hook`
    Hook,
    /// `limits`
    Limits,
    /// `retention`
    Retention,
    /// `event_logs`
    EventLogs,
}

impl Section {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 6] =
        [Self::Tracking, Self::Logging, Self::Hook, Self::Limits, Self::Retention, Self::EventLogs];

    /// Its name in a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tracking => "response_tracking",
            Self::Logging => "response_logging",
            Self::Hook => "hook",
            Self::Limits => "limits",
            Self::Retention => "retention",
            Self::EventLogs => "event_logs",
        }
    }

    /// The section of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}

/// A key in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The section.
    pub section: Section,
    /// Its name there.
    pub name: &'static str,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.section.name(), self.name)
    }
}

macro_rules! keys {
    ($($constant:ident = $section:ident $name:literal;)*) => {
        $(pub(super) const $constant: Key = Key { section: Section::$section, name: $name };)*

        /// Every key there is.
        pub(super) const ALL: &[Key] = &[$($constant),*];
    };
}

keys! {
    TRACKING_ENABLED = Tracking "enabled";
    STORAGE_DIR = Tracking "storage_dir";
    BASE_DIR = Tracking "base_dir";
    TRACK_ALL_AGENTS = Tracking "track_all_agents";
    EXCLUDED_AGENTS = Tracking "excluded_agents";
    MIN_RESPONSE_LENGTH = Tracking "min_response_length";
    AUTO_CLEANUP_DAYS = Tracking "auto_cleanup_days";
    MAX_SESSIONS = Tracking "max_sessions";
    NAIVE_TIMEZONE = Tracking "naive_timezone";
    REDACT = Tracking "redact";
    DURABILITY = Tracking "durability";
    LOGGING_ENABLED = Logging "enabled";
    USE_ASYNC = Logging "use_async";
    DEBUG_SYNC = Logging "debug_sync";
    FORMAT = Logging "format";
    SESSION_DIRECTORY = Logging "session_directory";
    MAX_QUEUE_SIZE = Logging "max_queue_size";
    ENABLE_COMPRESSION = Logging "enable_compression";
    PENDING_TTL = Hook "pending_ttl";
    FILE_SIZE = Limits "file_size";
    DECOMPRESSED_SIZE = Limits "decompressed_size";
    DEPTH = Limits "depth";
    LINE_LENGTH = Limits "line_length";
    RETENTION_POLICY = Retention "policy";
    RETENTION_POLICIES = Retention "policies";
    TRASH_DAYS = Retention "trash_days";
    STREAM_DIRECTORY = EventLogs "directory";
    STREAM_FORMAT = EventLogs "format";
    INCLUDE_PROMPT = EventLogs "include_prompt";
    MAX_RETRIES = EventLogs "max_retries";
    RETRY_DELAY = EventLogs "retry_delay";
    FILE_PATTERN = EventLogs "file_pattern";
    SESSION_PATTERN = EventLogs "session_pattern";
    UNKNOWN_PATTERN = EventLogs "unknown_pattern";
    ENABLE_LOCAL = EventLogs "enable_local";
}

/// What somebody may have meant by an unknown key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// A key of the same section, misspelt.
    Spelling(Key),
    /// The key is right, the section is not.
    Elsewhere(Key),
}

/// What was meant by a key that its section does not have, if it resembles anything.
pub(super) fn meant(section: Section, name: &str) -> Option<Meant> {
    let named = |known: &str| ALL.iter().find(|key| key.section == section && key.name == known);
    let here: Vec<_> = ALL.iter().filter(|key| key.section == section).map(|key| key.name).collect();
    let near = nearest(name, &here).and_then(named);
    let name = name.to_lowercase().replace(['-', ' '], "_");
    let elsewhere = || ALL.iter().find(|key| key.name == name).map(|key| Meant::Elsewhere(*key));
    near.map(|key| Meant::Spelling(*key)).or_else(elsewhere)
}

/// The one of these names that a word is a misspelling of.
pub(super) fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace(['-', ' '], "_");
    let nearest = names.iter().map(|name| (distance(&word, name), *name)).min_by_key(|(distance, _)| *distance);
    nearest.filter(|(distance, name)| *distance <= name.len() / 3).map(|(_, name)| name)
}

/// The section of ours that the name of a foreign one is a misspelling of.
pub(super) fn meant_section(name: &str) -> Option<Section> {
    // `hook` is too short a name to tell a misspelling from another tool's word.
    let ours = [Section::Tracking, Section::Logging, Section::EventLogs].into_iter();
    ours.into_iter().find(|section| distance(&name.to_lowercase().replace('-', "_"), section.name()) <= 2)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to make one word the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let replaced = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[1][j] + 1).min(rows[2][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_recognised_and_other_words_left() {
        for (name, key) in [
            ("storage_dri", STORAGE_DIR),
            ("excluded_agent", EXCLUDED_AGENTS),
            ("exclude-agents", EXCLUDED_AGENTS),
            ("Enabled", TRACKING_ENABLED),
            ("redcat", REDACT),
        ] {
            assert_eq!(meant(Section::Tracking, name), Some(Meant::Spelling(key)), "{name}");
        }
        assert_eq!(meant(Section::Tracking, "max_queue_size"), Some(Meant::Elsewhere(MAX_QUEUE_SIZE)));
        assert_eq!(meant(Section::Logging, "colour"), None);
        assert_eq!(meant_section("response-tracking"), Some(Section::Tracking));
        assert_eq!(meant_section("hooks"), None);
    }

    #[test]
    fn distances() {
        let expected =
            [("", "", 0), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "xabc", 1), ("ab", "ba", 1)];
        for (a, b, steps) in expected {
            assert_eq!((distance(a, b), distance(b, a)), (steps, steps), "{a} {b}");
        }
    }
}
