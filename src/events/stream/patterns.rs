//! How the directories and files of streams are called.

use std::fmt;
use std::path::Path;

use jiff::Zoned;
use jiff::civil::{DateTime, date};
use jiff::fmt::strtime::BrokenDownTime;

use crate::record::names;

/// Why a pattern was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// A `%` with something that is no part of a time.
    #[error("{0}")]
    Time(String),
    /// A name in braces that nothing is known of, or a brace that stands alone.
    #[error("only {{{known}}} can stand in braces")]
    Placeholder {
        /// What can.
        known: &'static str,
    },
    /// A letter that has a meaning in patterns, but not in this one.
    #[error("`{0}` has no meaning here: {1}")]
    Meaningless(char, &'static str),
    /// Without it, all sessions would be one.
    #[error("{{{0}}} must be in it")]
    Missing(&'static str),
    /// A part of the path that is not the name of anything.
    #[error("`{0}` can't be a part of a path here")]
    Path(String),
}

/// How files are called: the letters of `strftime`, such as `%Y%m%d_%H%M%S`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern {
    text: String,
    grain: Grain,
}

/// What a file of a session holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// The whole session: the pattern changes by the second, and tells when the session began.
    Session,
    /// What was written while the pattern stayed the same, such as a day.
    Period,
}

impl FilePattern {
    /// Checks a pattern from outside.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPattern> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(InvalidPattern::Empty);
        }
        if text.contains(['/', '\\']) {
            return Err(InvalidPattern::Path(text));
        }
        if text.contains(['{', '}']) {
            return Err(InvalidPattern::Meaningless('{', "files are named by the time alone"));
        }
        let at = |time: DateTime| -> Result<String, InvalidPattern> {
            let zoned =
                time.to_zoned(jiff::tz::TimeZone::UTC).map_err(|error| InvalidPattern::Time(error.to_string()))?;
            render(&text, &zoned).map_err(|error| InvalidPattern::Time(error.to_string()))
        };
        let day = date(2026, 11, 21);
        let [one, second, fraction] =
            [at(day.at(14, 30, 22, 0))?, at(day.at(14, 30, 23, 0))?, at(day.at(14, 30, 22, 123_456_789))?];
        let grain = if one == second && one == fraction { Grain::Period } else { Grain::Session };
        Ok(Self { text, grain })
    }

    /// What a file of that name holds.
    #[must_use]
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// The name for a time, without an ending, safe for any file system.
    #[must_use]
    pub fn name(&self, time: &Zoned) -> String {
        // A pattern that could be rendered once can be again.
        names::component(&render(&self.text, time).unwrap_or_default())
    }
}

fn render(pattern: &str, time: &Zoned) -> Result<String, jiff::Error> {
    BrokenDownTime::from(time).to_string(pattern)
}

impl fmt::Display for FilePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Default for FilePattern {
    /// `%Y%m%d_%H%M%S`
    fn default() -> Self {
        Self { text: "%Y%m%d_%H%M%S".to_owned(), grain: Grain::Session }
    }
}

/// How the directory of a session is called: `{session_id}` with what stands around it. A `/` parts directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionPattern(Vec<String>);

const SESSION: &str = "session_id";

impl SessionPattern {
    /// Checks a pattern from outside.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(text: &str) -> Result<Self, InvalidPattern> {
        if text.trim().is_empty() {
            return Err(InvalidPattern::Empty);
        }
        check_braces(text, SESSION)?;
        if text.contains('%') {
            return Err(InvalidPattern::Meaningless('%', "times stand in the names of files"));
        }
        let parts: Vec<_> = text.split('/').map(str::to_owned).collect();
        let bad = |part: &&String| part.is_empty() || part.starts_with('.') || part.contains('\\');
        match parts.iter().find(bad) {
            Some(part) => Err(InvalidPattern::Path(part.clone())),
            None => Ok(Self(parts)),
        }
    }

    /// The directories of a session, one within the other. Each is safe: a session can't leave its own.
    pub fn directories(&self, session: &str) -> impl Iterator<Item = String> {
        self.0.iter().map(move |part| names::component(&part.replace("{session_id}", session)))
    }

    /// The session whose directory that is, and what the directories of all sessions lie in; `None` if it is called in another way.
    pub(super) fn session_of<'p>(&self, directory: &'p Path) -> Option<(String, &'p Path)> {
        let mut base = directory;
        let mut found = Vec::new();
        for _ in &self.0 {
            found.push(base.file_name()?.to_str()?);
            base = base.parent()?;
        }
        found.reverse();
        let session = self.0.iter().zip(&found).find_map(|(part, name)| {
            let (before, after) = part.split_once("{session_id}").filter(|(_, after)| !after.contains('{'))?;
            Some(names::original(name).strip_prefix(before)?.strip_suffix(after)?.to_owned())
        })?;
        // What was cut, or written by others, may be spelt otherwise.
        self.directories(&session).eq(found).then_some((session, base))
    }
}

impl fmt::Display for SessionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

impl Default for SessionPattern {
    /// `{session_id}`
    fn default() -> Self {
        Self(vec!["{session_id}".to_owned()])
    }
}

/// What a session is called that nothing names: `{uuid}`, eight hexadecimal digits, with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPattern(String);

const UUID: &str = "uuid";

impl UnknownPattern {
    /// Checks a pattern from outside.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPattern> {
        let text = text.into();
        if text.trim().is_empty() {
            return Err(InvalidPattern::Empty);
        }
        check_braces(&text, UUID)?;
        Ok(Self(text))
    }

    /// The name that these digits make.
    #[must_use]
    pub fn session(&self, digits: u32) -> String {
        self.0.replace("{uuid}", &format!("{digits:08x}"))
    }
}

impl fmt::Display for UnknownPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Default for UnknownPattern {
    /// `unknown_{uuid}`
    fn default() -> Self {
        Self("unknown_{uuid}".to_owned())
    }
}

/// In braces stands nothing but that name, and it stands there.
fn check_braces(text: &str, name: &'static str) -> Result<(), InvalidPattern> {
    let placeholder = format!("{{{name}}}");
    if text.replace(&placeholder, "").contains(['{', '}']) {
        return Err(InvalidPattern::Placeholder { known: name });
    }
    if text.contains(&placeholder) { Ok(()) } else { Err(InvalidPattern::Missing(name)) }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn refused<T: std::fmt::Debug>(result: Result<T, InvalidPattern>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn patterns_are_checked_before_anything_is_written() {
        assert_eq!(refused(FilePattern::new(" ")), "it is empty");
        assert_eq!(refused(FilePattern::new("../%Y")), "`../%Y` can't be a part of a path here");
        assert!(refused(FilePattern::new("%Y%")).contains('%'));
        assert!(refused(FilePattern::new("%!")).contains('!'));
        assert_eq!(
            refused(FilePattern::new("{session_id}")),
            "`{` has no meaning here: files are named by the time alone"
        );
        let dated = SessionPattern::new("%Y/{session_id}");
        assert_eq!(refused(dated), "`%` has no meaning here: times stand in the names of files");
        assert_eq!(refused(SessionPattern::new("x")), "{session_id} must be in it");
        assert_eq!(refused(SessionPattern::new("{session_id}{user}")), "only {session_id} can stand in braces");
        assert_eq!(refused(SessionPattern::new("../{session_id}")), "`..` can't be a part of a path here");
        assert_eq!(refused(SessionPattern::new("/{session_id}")), "`` can't be a part of a path here");
        assert_eq!(refused(UnknownPattern::new("unknown")), "{uuid} must be in it");
    }

    #[test]
    fn no_session_leaves_its_directory() {
        let pattern = SessionPattern::new("runs/{session_id}-log").unwrap();
        let directories: Vec<_> = pattern.directories("../../x").collect();
        assert_eq!(directories, ["runs", "%2E.%2F..%2Fx-log"]);
        assert_eq!(SessionPattern::default().directories("..").collect::<Vec<_>>(), ["%2E%2E"]);
    }

    #[test]
    fn a_session_is_known_by_its_directory() {
        let sessions = ["tiger", "../../x", "a-log", ".", "é 日本", "a/b", "-log", "runs"];
        for text in ["{session_id}", "runs/{session_id}-log", "{session_id}/logs", "a{session_id}/{session_id}b/c"] {
            let pattern = SessionPattern::new(text).unwrap();
            for session in sessions {
                let directory = pattern.directories(session).fold(PathBuf::from("base"), |path, name| path.join(name));
                let expected = Some((session.to_owned(), Path::new("base")));
                assert_eq!(pattern.session_of(&directory), expected, "{text} {session}");
            }
        }
        let pattern = SessionPattern::new("runs/{session_id}").unwrap();
        for other in ["other/tiger", "tiger", "", "runs/%41"] {
            assert_eq!(pattern.session_of(Path::new(other)), None, "{other}");
        }
    }

    #[test]
    fn a_pattern_with_seconds_names_the_beginning_of_a_session() {
        assert_eq!(FilePattern::default(), FilePattern::new("%Y%m%d_%H%M%S").unwrap());
        assert_eq!(FilePattern::new("%Y%m%d").unwrap().grain(), Grain::Period);
        assert_eq!(FilePattern::new("%s").unwrap().grain(), Grain::Session);
        assert_eq!(FilePattern::new("%Y_%f").unwrap().grain(), Grain::Session, "no file for each event either");
        let time: Zoned = "2026-11-21T09:30:12+01:00[Europe/Berlin]".parse().unwrap();
        assert_eq!(FilePattern::default().name(&time), "20261121_093012");
        assert_eq!(FilePattern::new("%H:%M").unwrap().name(&time), "09%3A30");
        assert_eq!(UnknownPattern::default().session(0xab), "unknown_000000ab");
    }
}
