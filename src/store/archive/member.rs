//! One member of an archive: its place, and what the file system said of it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tar::{EntryType, Header};

use super::damage::Damage;
use super::pax;
use crate::store::cleanup::{Folder, StorePath};
use crate::store::files::path_from_bytes;
use crate::store::layout::is_record;

/// The permission bits of a file that are kept. A record that runs as somebody else is none of ours.
const FILE_MODE: u32 = 0o777;
/// Those of a directory: the bit by which a group inherits it, and the sticky one, have a meaning there.
const FOLDER_MODE: u32 = 0o3777;
/// The longest name that fits into the header of a member itself.
const SHORT: usize = 100;

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Member {
    /// A directory that led to a file.
    Folder(Folder),
    /// A record.
    File(Record),
}

/// A record file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) path: StorePath,
    /// Its size.
    pub(super) bytes: u64,
    pub(super) mode: u32,
    pub(super) modified: Timestamp,
}

/// The header of a member, and what does not fit into it.
pub(super) struct Headers {
    pub(super) header: Header,
    /// The content of an extended header before it; empty if there is none.
    pub(super) extended: Vec<u8>,
}

impl Member {
    /// The member as the `tar` format has it.
    pub(super) fn to_headers(&self) -> Headers {
        let mut header = Header::new_ustar();
        let mut extended = Vec::new();
        header.set_uid(0);
        header.set_gid(0);
        let (path, modified) = match self {
            Self::Folder(folder) => {
                header.set_entry_type(EntryType::Directory);
                header.set_size(0);
                header.set_mode(folder.mode.unwrap_or(0o700) & FOLDER_MODE);
                pax::put(&mut extended, "comment", folder.names.as_bytes());
                (&folder.path, folder.modified.unwrap_or_default())
            }
            Self::File(record) => {
                header.set_entry_type(EntryType::Regular);
                header.set_size(record.bytes);
                header.set_mode(record.mode & FILE_MODE);
                (&record.path, record.modified)
            }
        };
        // Whole seconds since 1970 are all that the header itself can say.
        header.set_mtime(u64::try_from(modified.as_second()).unwrap_or(0));
        if modified.subsec_nanosecond() != 0 || modified.as_second() < 0 {
            pax::put(&mut extended, "mtime", pax::time_text(modified).as_bytes());
        }
        put_name(&mut header, &mut extended, path.as_path(), matches!(self, Self::Folder(_)));
        header.set_cksum();
        Headers { header, extended }
    }

    /// Reads what stands in front of a member's content.
    pub(super) fn of(header: &Header, extended: &Extended) -> Result<Self, Damage> {
        let name = extended.path.clone().unwrap_or_else(|| header.path_bytes().into_owned());
        let shown = || PathBuf::from(String::from_utf8_lossy(&name).into_owned());
        let refused = || Damage::Name { path: shown() };
        let number = |read: io::Result<u64>| read.map_err(|error| Damage::Header(error.to_string()));
        let kind = header.entry_type();
        if !(kind.is_file() || kind.is_dir()) || extended.is_special {
            return Err(Damage::Kind { path: shown() });
        }
        let seconds = || i64::try_from(number(header.mtime())?).map_err(|_| refused());
        let modified = match extended.modified {
            Some(time) => time,
            None => Timestamp::from_second(seconds()?).map_err(|error| Damage::Header(error.to_string()))?,
        };
        let mode = header.mode().map_err(|error| Damage::Header(error.to_string()))?;
        let plain = name.strip_suffix(b"/").filter(|_| kind.is_dir()).unwrap_or(&name);
        let path = path_from_bytes(plain.to_vec()).and_then(|path| StorePath::new(&path)).ok_or_else(refused)?;
        if kind.is_dir() {
            let (mode, modified) = (Some(mode & FOLDER_MODE), Some(modified));
            return Ok(Self::Folder(Folder { path, mode, modified, names: extended.comment.clone(), absent: false }));
        }
        if !is_record(path.name()) || name.ends_with(b"/") {
            return Err(refused());
        }
        Ok(Self::File(Record { path, bytes: number(header.entry_size())?, mode: mode & FILE_MODE, modified }))
    }

    /// The path below the store.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Folder(folder) => folder.path.as_path(),
            Self::File(record) => record.path.as_path(),
        }
    }
}

/// Puts a name where it fits: bytes as they are, and whole in the extended header if it is long.
fn put_name(header: &mut Header, extended: &mut Vec<u8>, path: &Path, is_folder: bool) {
    // Where separators are others, members still have those of the format.
    let parts: Vec<_> = path.iter().map(OsStr::as_encoded_bytes).collect();
    let mut name = parts.join(&b'/');
    if is_folder {
        name.push(b'/');
    }
    if name.len() > SHORT {
        pax::put(extended, "path", &name);
        name.truncate(SHORT);
    }
    header.as_old_mut().name[..name.len()].copy_from_slice(&name);
}

/// What extended headers say of the member behind them.
#[derive(Debug, Default)]
pub(super) struct Extended {
    pub(super) path: Option<Vec<u8>>,
    modified: Option<Timestamp>,
    comment: String,
    /// It is sparse, or its size is said elsewhere than in the header, which other programs may read otherwise.
    is_special: bool,
}

impl Extended {
    /// Takes in the content of an extended header.
    pub(super) fn read(&mut self, content: &[u8]) -> Result<(), Damage> {
        for record in pax::records(content) {
            match record? {
                (b"path", value) => self.path = Some(value.to_vec()),
                (b"mtime", value) => {
                    let time =
                        pax::parse_time(value).ok_or_else(|| Damage::Header("a time makes no sense".to_owned()))?;
                    self.modified = Some(time);
                }
                (b"comment", value) => self.comment = String::from_utf8_lossy(value).into_owned(),
                (b"size" | b"linkpath", _) => self.is_special = true,
                (key, _) if key.starts_with(b"GNU.sparse") => self.is_special = true,
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(path: &str, time: &str) -> Member {
        let path = StorePath::new(Path::new(path)).unwrap();
        Member::File(Record { path, bytes: 7, mode: 0o640, modified: time.parse().unwrap() })
    }

    fn read(headers: &Headers) -> Result<Member, Damage> {
        let mut extended = Extended::default();
        extended.read(&headers.extended)?;
        Member::of(&headers.header, &extended)
    }

    #[test]
    fn names_and_times_of_every_kind_come_back() {
        let long = format!("{}/{}.json", "d".repeat(90), "x\n".repeat(120));
        for path in ["a.json", "a/b/c.json.gz", "ü/ö.json", "a\nb.json", &long, &format!("{}.json", "y".repeat(95))] {
            for time in ["2026-11-21T00:10:39Z", "2026-11-21T00:10:39.101000001Z", "1969-12-31T23:59:58.9Z"] {
                let member = record(path, time);
                assert_eq!(read(&member.to_headers()).unwrap(), member);
            }
        }
        let path = StorePath::new(Path::new("a/b")).unwrap();
        let modified = "1950-01-01T00:00:00Z".parse().ok();
        let folder = Folder { path, mode: Some(0o2750), modified, names: "0123".to_owned(), absent: false };
        let member = Member::Folder(folder);
        assert_eq!(read(&member.to_headers()).unwrap(), member);
    }

    #[test]
    fn what_is_no_record_or_leads_elsewhere_is_refused() {
        let renamed = |name: &str| {
            let mut headers = record("a.json", "2026-11-21T00:10:39Z").to_headers();
            pax::put(&mut headers.extended, "path", name.as_bytes());
            read(&headers)
        };
        for name in [
            "../a.json",
            "/a.json",
            ".lock",
            "a/.x/b.json",
            "",
            "a/../b.json",
            "./a.json",
            "a.sh",
            "a/",
            "..",
            "a.json/",
        ] {
            assert!(matches!(renamed(name), Err(Damage::Name { .. })), "{name}");
        }
        for (key, value) in [("size", "3"), ("linkpath", "x"), ("GNU.sparse.major", "1")] {
            let mut headers = record("a.json", "2026-11-21T00:10:39Z").to_headers();
            pax::put(&mut headers.extended, key, value.as_bytes());
            assert!(matches!(read(&headers), Err(Damage::Kind { .. })), "{key}");
        }
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Fifo, EntryType::GNUSparse] {
            let mut headers = record("a.json", "2026-11-21T00:10:39Z").to_headers();
            headers.header.set_entry_type(kind);
            assert!(matches!(read(&headers), Err(Damage::Kind { .. })), "{kind:?}");
        }
    }
}
