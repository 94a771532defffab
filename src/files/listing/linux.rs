//! The names in a directory, as many in one system call as there is room for, and none of them copied.

use std::ffi::OsStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;

use rustix::fs::RawDir;
use rustix::io::Errno;

use super::{Handle, kind_of};
use crate::files::Listed;

/// Room for some hundred names. The longest has 255 bytes.
const ROOM: usize = 1 << 14;

/// The descriptor of the directory knows how far it was listed.
#[derive(Debug)]
pub(in crate::files) struct Listing(Handle);

impl Listing {
    #[expect(clippy::unnecessary_wraps, reason = "on other systems listing has to be begun")]
    pub(in crate::files) fn of(handle: Handle) -> io::Result<Self> {
        Ok(Self(handle))
    }

    pub(in crate::files) fn into_handle(self) -> Handle {
        self.0
    }

    pub(in crate::files) fn next_names(&mut self, mut each: impl FnMut(Listed<'_>)) -> io::Result<bool> {
        let mut room = [const { MaybeUninit::uninit() }; ROOM];
        let mut entries = RawDir::new(&self.0.file, &mut room);
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let name = entry.file_name().to_bytes();
                    if name != b"." && name != b".." {
                        let name = OsStr::from_bytes(name);
                        each(Listed { name, kind: kind_of(entry.file_type()), inode: entry.ino() });
                    }
                }
                Err(Errno::INTR) => continue,
                // So says a directory that was removed meanwhile.
                Err(Errno::NOENT) => return Ok(false),
                Err(error) => return Err(error.into()),
            }
            if entries.is_buffer_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
