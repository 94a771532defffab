//! Reading what is added to a log while it grows.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use memchr::memrchr;

use super::ReadOptions;
use super::line::{Line, LinesOf};
use super::problem::{LineProblem, Problem};
use crate::files::{self, FileId};
use crate::record::{self, PlacesOf};

/// As much is read at once.
const BLOCK: u64 = 256 << 10;

/// As much of what was read last is looked at again, to tell whether it is still there: as a rule the last line, whose id and time stand at
/// its beginning. Lines of a log often end alike and have the same length.
const KNOWN: usize = 4096;

/// Reads a log further each time it is asked to. A log that is replaced is read from its beginning, after what was still added to the old one;
/// one that is cut off is read from its beginning, without what nobody can read any more; one that is not there is waited for.
///
/// It never waits by itself: whoever asks again pauses in between.
#[derive(Debug)]
pub struct Follower {
    path: PathBuf,
    max_line_bytes: usize,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    id: Option<FileId>,
    /// How far it was read.
    offset: u64,
    /// The last bytes that were read.
    known: Vec<u8>,
    /// The number of the next line.
    next: u64,
    /// The beginning of a line whose end is not there yet.
    rest: Vec<u8>,
    /// True while the rest of a line that is too long is passed over.
    skipping: bool,
}

/// What is new in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News<'a> {
    /// A whole line. Its number counts from the beginning of the file.
    Line(Line<'a>),
    /// What could not be read.
    Problem(LineProblem),
    /// The log was replaced after all of it was shown: what follows stands at the beginning of the new one.
    Restarted,
    /// The log was cut off, or written anew: what follows stands at its beginning, and what was added between the last look and that is lost.
    CutOff {
        /// So much of it had been read, in bytes.
        read: u64,
    },
}

impl Follower {
    /// Follows the log at a path from its first line on.
    #[must_use]
    pub fn from_start(path: impl Into<PathBuf>, options: &ReadOptions) -> Self {
        Self { path: path.into(), max_line_bytes: options.max_line_bytes, open: None }
    }

    /// Follows it from what is added from now on. The lines before are counted.
    ///
    /// # Errors
    /// A log that is there and can't be read.
    pub fn from_end(path: impl Into<PathBuf>, options: &ReadOptions) -> Result<Self, LineProblem> {
        let mut follower = Self::from_start(path, options);
        let mut problem = None;
        follower.read_new(|news| {
            if let News::Problem(found @ LineProblem { line: None, .. }) = news {
                problem = Some(found);
            }
        });
        problem.map_or(Ok(follower), Err)
    }

    /// The log.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Shows what is new since the last time. Only whole lines are shown: one without an end may still be being written.
    pub fn read_new(&mut self, mut each: impl FnMut(News<'_>)) {
        let (path, most) = (self.path.clone(), self.max_line_bytes);
        let problem = |problem: Problem| News::Problem(LineProblem { path: path.clone(), line: None, problem });
        let there = self.path.symlink_metadata();
        let replaced = match (&self.open, &there) {
            (Some(open), Ok(metadata)) => files::file_id(metadata) != open.id,
            (Some(_), Err(error)) => error.kind() == io::ErrorKind::NotFound,
            (None, _) => false,
        };
        if let Some(open) = &mut self.open
            && let Err(error) = open.read_on(&path, most, &mut each)
        {
            return each(problem(record::Problem::Io(error.to_string()).into()));
        }
        if replaced {
            self.open = None;
            each(News::Restarted);
        }
        if self.open.is_none() && there.is_ok() {
            match Open::at(&self.path) {
                Ok(open) => {
                    let read = self.open.insert(open).read_on(&path, most, &mut each);
                    read.unwrap_or_else(|error| each(problem(record::Problem::Io(error.to_string()).into())));
                }
                Err(error) => each(problem(error.into())),
            }
        }
    }
}

impl Open {
    fn at(path: &Path) -> Result<Self, record::Problem> {
        let (file, metadata) = files::open_regular(path)?;
        let id = files::file_id(&metadata);
        Ok(Self { file, id, offset: 0, known: Vec::new(), next: 1, rest: Vec::new(), skipping: false })
    }

    /// Shows the lines that were added, from the beginning if what was read before is no longer there.
    fn read_on(&mut self, path: &Path, most: usize, each: &mut impl FnMut(News<'_>)) -> io::Result<()> {
        if !self.goes_on()? {
            each(News::CutOff { read: self.offset });
            (self.offset, self.next, self.skipping) = (0, 1, false);
            self.known.clear();
            self.rest.clear();
        }
        self.file.seek(SeekFrom::Start(self.offset))?;
        loop {
            let before = self.rest.len();
            let count = (&mut self.file).take(BLOCK).read_to_end(&mut self.rest)?;
            self.offset += u64::try_from(count).unwrap_or(0);
            if count == 0 {
                return Ok(());
            }
            self.know(before);
            let Some(end) = memrchr(b'\n', &self.rest[before..]).map(|end| before + end + 1) else {
                self.skipping |= self.rest.len() > most;
                if self.skipping {
                    self.rest.clear();
                }
                continue;
            };
            self.show(end, path, most, each);
        }
    }

    /// True if the end of what was read still stands where it stood. A log that was cut off and has grown again may be longer than before.
    fn goes_on(&mut self) -> io::Result<bool> {
        let Some(start) = u64::try_from(self.known.len()).ok().and_then(|known| self.offset.checked_sub(known)) else {
            return Ok(false);
        };
        if self.file.metadata()?.len() < self.offset {
            return Ok(false);
        }
        let mut there = [0; KNOWN];
        let there = &mut there[..self.known.len()];
        self.file.seek(SeekFrom::Start(start))?;
        match self.file.read_exact(there) {
            Ok(()) => Ok(*there == *self.known),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Keeps the end of what was read, of which the last part begins at `from` in the rest.
    fn know(&mut self, from: usize) {
        let new = &self.rest[from.max(self.rest.len().saturating_sub(KNOWN))..];
        let kept = self.known.len().min(KNOWN - new.len());
        self.known.drain(..self.known.len() - kept);
        self.known.extend_from_slice(new);
    }

    /// Shows the lines in the first `end` bytes of what was read.
    fn show(&mut self, end: usize, path: &Path, most: usize, each: &mut impl FnMut(News<'_>)) {
        let problem = |line, problem| News::Problem(LineProblem { path: path.to_owned(), line: Some(line), problem });
        let mut whole = &self.rest[..end];
        if std::mem::take(&mut self.skipping) {
            each(problem(self.next, Problem::TooLong { max_bytes: most }));
            whole = memchr::memchr(b'\n', whole).map_or(&[], |end| &whole[end + 1..]);
            self.next += 1;
        }
        for (number, text) in LinesOf::new(whole, PlacesOf::new(b'\n', whole), self.next, most) {
            each(match text {
                Ok(text) => News::Line(Line { file: 0, number, text }),
                Err(wrong) => problem(number, wrong),
            });
        }
        self.next += u64::try_from(memchr::memchr_iter(b'\n', whole).count()).unwrap_or(0);
        self.rest.drain(..end);
    }
}
