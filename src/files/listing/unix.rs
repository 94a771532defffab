//! The names in a directory, one after the other.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;

use rustix::fs::Dir;

use super::{Handle, kind_of};
use crate::files::Listed;

/// So many names are listed at once.
const AT_ONCE: usize = 256;

#[derive(Debug)]
pub(in crate::files) struct Listing {
    handle: Handle,
    entries: Dir,
}

impl Listing {
    pub(in crate::files) fn of(handle: Handle) -> io::Result<Self> {
        Ok(Self { entries: Dir::read_from(&handle.file)?, handle })
    }

    pub(in crate::files) fn into_handle(self) -> Handle {
        self.handle
    }

    pub(in crate::files) fn next_names(&mut self, mut each: impl FnMut(Listed<'_>)) -> io::Result<bool> {
        for _ in 0..AT_ONCE {
            let Some(entry) = self.entries.read() else { return Ok(false) };
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                let name = OsStr::from_bytes(name);
                each(Listed { name, kind: kind_of(entry.file_type()), inode: entry.ino() });
            }
        }
        Ok(true)
    }
}
