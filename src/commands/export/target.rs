//! The file that an export goes to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::store::Error;

/// Where an export is written.
#[derive(Debug)]
pub(super) enum Target {
    /// To a private temporary file beside the one that it will be.
    Staged { staged: NamedTempFile, path: PathBuf },
    /// Straight to a pipe or device, in the place of which no file must come.
    Direct { file: File },
}

impl Target {
    /// Makes ready to write to a path. What a link leads to is what is replaced, not the link.
    ///
    /// # Errors
    /// [`Error::Storage`] if nothing can be written there.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Storage { action: "write to", path: path.to_owned(), source };
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
            Ok(metadata) if !metadata.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(failed)?;
                return Ok(Self::Direct { file });
            }
            _ => {}
        }
        let path = match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => path.canonicalize().map_err(failed)?,
            _ => path.to_owned(),
        };
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let staged = Builder::new().prefix(".tmp-").rand_bytes(12).tempfile_in(directory).map_err(failed)?;
        Ok(Self::Staged { staged, path })
    }

    /// What is written to.
    pub(super) fn writer(&mut self) -> impl Write + Send {
        match self {
            Self::Staged { staged, .. } => staged.as_file_mut(),
            Self::Direct { file } => file,
        }
    }

    /// Makes the file durable and gives it its name. Gives its size.
    ///
    /// # Errors
    /// [`Error::Storage`]; then what stood there before still does.
    pub(super) fn finish(self) -> Result<u64, Error> {
        let (staged, path) = match self {
            Self::Staged { staged, path } => (staged, path),
            Self::Direct { .. } => return Ok(0),
        };
        let failed = |source| Error::Storage { action: "write to", path: path.clone(), source };
        staged.as_file().sync_all().map_err(failed)?;
        staged.persist(&path).map_err(|error| failed(error.error))?;
        fs::metadata(&path).map(|metadata| metadata.len()).map_err(failed)
    }
}
