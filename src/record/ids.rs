//! Names that came from outside, checked once and then trusted.

use std::fmt;

/// Longest session or agent name that is accepted for writing, in bytes. Names on disk are shortened long before.
const MAX_BYTES: usize = 4096;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Nothing but white space.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// Longer than any name has reason to be.
    #[error("the {what} is {length} bytes long, at most {MAX_BYTES} are accepted")]
    TooLong {
        /// Which name.
        what: &'static str,
        /// Its length in bytes.
        length: usize,
    },
    /// Not of the form `<session>/<file stem>`.
    #[error("a response id is `<session>/<name>`, and `{0}` is not")]
    NotAResponseId(String),
}

fn check(what: &'static str, text: &str) -> Result<(), InvalidId> {
    match text.len() {
        _ if text.trim().is_empty() => Err(InvalidId::Empty(what)),
        length if length > MAX_BYTES => Err(InvalidId::TooLong { what, length }),
        _ => Ok(()),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Checks a name from outside. Any text is a name if it is not blank and not longer than 4096 bytes: what a
            /// file system can't hold is encoded by [`super::names`], and the record keeps the name as it is.
            ///
            /// # Errors
            /// Blank or over-long names.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                check($what, &text)?;
                Ok(Self(text))
            }

            /// The name as it came.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A conversation's name.
    SessionId, "session id"
}

id! {
    /// The name of the agent that answered.
    AgentName, "agent name"
}

impl Default for SessionId {
    /// `default`, the session of a response that was tracked without one.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

/// The name of one response in a store: `<session>/<file stem>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResponseId(String);

impl ResponseId {
    /// The id of the response of `session` in the file whose name without `.json` or `.json.gz` is `stem`.
    #[must_use]
    pub fn of(session: &str, stem: &str) -> Self {
        Self(format!("{session}/{stem}"))
    }

    /// Checks an id from outside.
    ///
    /// # Errors
    /// [`InvalidId::NotAResponseId`] if either half is missing.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        match text.rsplit_once('/') {
            Some((session, stem)) if !session.is_empty() && !stem.is_empty() => Ok(Self(text)),
            _ => Err(InvalidId::NotAResponseId(text)),
        }
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if `text` is the id, or the beginning or end of it.
    #[must_use]
    pub fn is_named_by(&self, text: &str) -> bool {
        !text.is_empty() && (self.0.starts_with(text) || self.0.ends_with(text))
    }
}

impl fmt::Display for ResponseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
