//! Why an archive can't be used.

use std::io;
use std::path::PathBuf;

use super::read::WINDOW;
use crate::record::Problem;

/// Why an archive can't be read, or is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// The operating system refused, or the data is not `zstd`, or its checksum does not fit.
    #[error("damaged archive: {0}")]
    Stream(String),
    /// It ends before it should.
    #[error("damaged archive: it ends too early")]
    Cut,
    /// A header of a member makes no sense.
    #[error("damaged archive: {0}")]
    Header(String),
    /// A member's name leads out of the store, or is not one that records have.
    #[error("refused archive: `{}` is not the place of a record", path.to_string_lossy().escape_debug())]
    Name {
        /// The name.
        path: PathBuf,
    },
    /// A member is a link, a device, a sparse file, or of no known kind.
    #[error("refused archive: `{}` is neither a plain file nor a directory", path.to_string_lossy().escape_debug())]
    Kind {
        /// The member's name.
        path: PathBuf,
    },
    /// Two members have the same name.
    #[error("refused archive: `{}` is in it twice", path.to_string_lossy().escape_debug())]
    Twice {
        /// The name.
        path: PathBuf,
    },
    /// A member is larger than any record that is read.
    #[error("refused archive: `{}` is larger than the limit of {max_bytes} bytes", path.to_string_lossy().escape_debug())]
    LargeMember {
        /// The member's name.
        path: PathBuf,
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// More comes out of it than we are willing to read.
    #[error("refused archive: more than the limit of {max_bytes} bytes comes out of it")]
    TooLarge {
        /// The limit that was in force, in bytes.
        max_bytes: u64,
    },
    /// Decompressing it takes more memory than we are willing to give.
    #[error("refused archive: its window is larger than the limit of {max_bytes} bytes")]
    Window {
        /// The limit, in bytes.
        max_bytes: u64,
    },
    /// It has more members than we are willing to remember.
    #[error("refused archive: it has more than {most} members")]
    TooMany {
        /// The limit.
        most: usize,
    },
    /// There are not as many records in it as it says itself.
    #[error("damaged archive: it should hold {said} responses and holds {found}")]
    Incomplete {
        /// What its label says.
        said: u64,
        /// What is there.
        found: u64,
    },
    /// The compressed data carries no checksum, so that damage could go unnoticed.
    #[error("the archive has no checksum")]
    Unchecked,
    /// It is no file that can be read.
    #[error("{0}")]
    File(Problem),
}

impl Damage {
    /// True if the archive is not damaged but gone, restored by another process since it was listed.
    pub(in crate::store) fn is_absence(&self) -> bool {
        matches!(self, Self::File(Problem::Gone))
    }
}

impl From<Damage> for Problem {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::File(problem) => problem,
            damage => Self::Archive(damage.to_string()),
        }
    }
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        Self::other(damage)
    }
}

/// An error of reading. Ours comes back out of the error that it travelled in.
impl From<io::Error> for Damage {
    fn from(error: io::Error) -> Self {
        let mut inner: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|inner| inner as _);
        while let Some(cause) = inner {
            if let Some(damage) = cause.downcast_ref::<Self>() {
                return damage.clone();
            }
            if let Some(error) = cause.downcast_ref::<io::Error>()
                && let Some(damage) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>())
            {
                return damage.clone();
            }
            inner = cause.source();
        }
        match error.to_string() {
            _ if error.kind() == io::ErrorKind::UnexpectedEof => Self::Cut,
            // The library tells its errors apart by their texts alone.
            text if text.contains("too much memory") => Self::Window { max_bytes: 1 << WINDOW },
            text => Self::Stream(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_still_known_after_a_way_through_other_errors() {
        let damage = Damage::TooLarge { max_bytes: 7 };
        assert_eq!(Damage::from(io::Error::from(damage.clone())), damage);
        assert_eq!(Damage::from(io::Error::other(io::Error::from(damage.clone()))), damage);
        assert_eq!(Damage::from(io::Error::from(io::ErrorKind::UnexpectedEof)), Damage::Cut);
        assert!(matches!(Damage::from(io::Error::other("x")), Damage::Stream(_)));
    }
}
