//! Where captured responses are written.

/// Where captured responses are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// To record files.
    #[default]
    Json,
    /// To the system log.
    Syslog,
    /// To the journal.
    Journald,
}

impl Format {
    /// Every one, with the word for it in a configuration file.
    pub const WORDS: [(&'static str, Self); 3] =
        [("json", Self::Json), ("syslog", Self::Syslog), ("journald", Self::Journald)];

    /// The word for it in a configuration file.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, format)| *format == self).map_or("json", |(word, _)| word)
    }
}
