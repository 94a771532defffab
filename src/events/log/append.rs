//! Adding lines to a log.

use std::ops::Range;
use std::path::{Path, PathBuf};

use memchr::memchr2;

use super::current::Current;
use super::lease::Leases;
use crate::events::Error;

/// When what was appended is made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sync {
    /// By the operating system, when it likes. A crash of this process loses nothing, a power cut may.
    None,
    /// With others: after every 256 lines or 1 MiB, by [`Appender::flush`], and when the appender is dropped.
    #[default]
    Batch,
    /// Before each append returns.
    Always,
}

/// So many lines may wait to be made durable together.
const BATCH_LINES: u64 = 256;
/// So many bytes may wait to be made durable together.
const BATCH_BYTES: usize = 1 << 20;

/// Adds lines to one log, which is made by the first. Any number of appenders, in any number of processes, can add to the same log.
///
/// An append takes the log's lock and gives it back. After 16 appends within a millisecond, with nobody else's between them, the lock is kept for about a
/// millisecond more, so that those that follow are quicker; a thread of the appender gives it back then. Others wait for as long.
///
/// ```
/// use responses::events::log::{Appender, Sync};
///
/// let dir = tempfile::tempdir()?;
/// let path = dir.path().join("sessions/today.jsonl");
/// let mut log = Appender::new(&path, Sync::Always);
/// log.append(r#"{"event": "began"}"#)?;
/// log.append(r#"{"event": "ended"}"#)?;
/// assert_eq!(std::fs::read_to_string(path)?, "{\"event\": \"began\"}\n{\"event\": \"ended\"}\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Appender {
    path: PathBuf,
    sync: Sync,
    current: Option<Current>,
    leases: Leases,
    /// An end of line for a torn tail, then the lines to write.
    buffer: String,
}

impl Appender {
    /// An appender to the log at a path, which comes from [`crate::events::Layout`]. Nothing is opened yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, sync: Sync) -> Self {
        Self { path: path.into(), sync, current: None, leases: Leases::default(), buffer: String::new() }
    }

    /// The log.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, which is given without its end, and says which bytes of the log it is, with its end.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is blank or more than one line; [`Error::Storage`] if it could not be written, or the log is compressed, and then the
    /// log is as it was. Only after a failed `sync` the line is in the log, and nobody knows whether it would outlast a power cut.
    pub fn append(&mut self, line: &str) -> Result<Range<u64>, Error> {
        self.append_all([line])
    }

    /// Adds lines in one write, all of them or none, and says which bytes of the log they are.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_all<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) -> Result<Range<u64>, Error> {
        self.append_encoded(|buffer| gather(lines, buffer))
    }

    /// Adds the lines that `encode` puts behind what is in a buffer, each with its end, and counts. They are known to be lines.
    pub(in crate::events) fn append_encoded(
        &mut self,
        encode: impl FnOnce(&mut String) -> Result<u64, Error>,
    ) -> Result<Range<u64>, Error> {
        let count = self.encoded(encode)?;
        if count == 0 {
            return Ok(0..0);
        }
        let (current, length) = self.locked()?;
        self.write(current, length, count)
    }

    /// Adds the lines that `decide` makes of the log as it stands, in one write, while nobody else can add to it. It gets the path of the log,
    /// which may be empty, and may give back no lines.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_with<T>(&mut self, decide: impl FnOnce(&Path) -> (Vec<String>, T)) -> Result<T, Error> {
        let (current, length) = self.locked()?;
        let (lines, decided) = decide(&self.path);
        match self.encoded(|buffer| gather(lines.iter().map(String::as_str), buffer)) {
            Ok(count @ 1..) => _ = self.write(current, length, count)?,
            gathered => {
                self.give_back(current, length);
                gathered?;
            }
        }
        Ok(decided)
    }

    /// Writes the buffer to the locked log, and gives the lock back.
    fn write(&mut self, mut current: Current, length: u64, count: u64) -> Result<Range<u64>, Error> {
        let written = match current.add(self.buffer.as_bytes(), length, count) {
            Ok(written) => written,
            Err(error) => {
                self.give_back(current, length);
                return Err(Error::storage("append to", &self.path)(error));
            }
        };
        match self.sync {
            Sync::None | Sync::Batch if current.is_known() => current.let_go(&mut self.leases),
            _ => current.unlock(),
        }
        if current.is_known() || self.sync != Sync::None {
            self.current = Some(current);
        }
        self.sync_if_due()?;
        Ok(written)
    }

    /// Gives the lock back after nothing was added.
    fn give_back(&mut self, mut current: Current, length: u64) {
        if !current.give_back(&self.path, length) {
            self.current = Some(current);
        }
    }

    /// Makes everything durable that was appended, whatever was agreed.
    ///
    /// # Errors
    /// [`Error::Storage`]: nobody knows how much of what was appended since the last sync would outlast a power cut.
    pub fn flush(&mut self) -> Result<(), Error> {
        let Some(current) = self.current.as_mut().filter(|current| current.unsynced().lines > 0) else { return Ok(()) };
        if current.sync().map_err(Error::storage("sync", &self.path))? {
            self.leases.go_on();
        }
        let directory = self.path.parent().unwrap_or(Path::new("."));
        current.sync_directory(directory).map_err(Error::storage("sync", directory))
    }

    /// Fills the buffer.
    fn encoded(&mut self, encode: impl FnOnce(&mut String) -> Result<u64, Error>) -> Result<u64, Error> {
        self.buffer.clear();
        self.buffer.push('\n');
        encode(&mut self.buffer)
    }

    /// The file at our path, locked, and its length. It is opened anew if another one stands there since the last append.
    fn locked(&mut self) -> Result<(Current, u64), Error> {
        loop {
            let mut current = match self.current.take() {
                Some(current) if current.is_known() => current,
                other => {
                    self.part_with(other)?;
                    Current::open(&self.path).map_err(Error::storage("open", &self.path))?
                }
            };
            match current.lock(&self.path).map_err(Error::storage("lock", &self.path))? {
                Some(length) => return Ok((current, length)),
                None => self.part_with(Some(current))?,
            }
        }
    }

    /// What we wrote to a file that was since taken elsewhere must last there.
    fn part_with(&self, file: Option<Current>) -> Result<(), Error> {
        match file.filter(|file| self.sync != Sync::None && file.unsynced().lines > 0) {
            Some(mut file) => file.sync().map(drop).map_err(Error::storage("sync", &self.path)),
            None => Ok(()),
        }
    }

    fn sync_if_due(&mut self) -> Result<(), Error> {
        let Some(unsynced) = self.current.as_ref().map(Current::unsynced) else { return Ok(()) };
        let is_due = match self.sync {
            Sync::None => false,
            Sync::Batch => unsynced.lines >= BATCH_LINES || unsynced.bytes >= BATCH_BYTES,
            Sync::Always => true,
        };
        if is_due { self.flush() } else { Ok(()) }
    }
}

/// Puts lines into the buffer, and counts them.
fn gather<'a>(lines: impl IntoIterator<Item = &'a str>, buffer: &mut String) -> Result<u64, Error> {
    let mut count = 0;
    for line in lines {
        if line.trim().is_empty() || memchr2(b'\n', b'\r', line.as_bytes()).is_some() {
            return Err(Error::Invalid { rules: vec!["an event is one line, which is not blank".to_owned()] });
        }
        buffer.push_str(line);
        buffer.push('\n');
        count += 1;
    }
    Ok(count)
}

impl Drop for Appender {
    /// Whoever wants to hear of a failure calls [`Appender::flush`] before.
    fn drop(&mut self) {
        if self.sync != Sync::None {
            _ = self.flush();
        }
    }
}
