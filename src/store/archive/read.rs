//! Reading an archive, member by member, without believing anything it says.

use std::collections::HashSet;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

use tar::{Archive, EntryType};
use zstd::stream::read::Decoder;

use super::damage::Damage;
use super::label::Label;
use super::member::{Extended, Member};
use crate::record::Reader;
use crate::store::cleanup::StorePath;

/// The largest window that is decoded, as a power of two: 32 MiB of memory for each archive that is read. `zstd -19` uses 8 MiB.
pub(super) const WINDOW: u32 = 25;
/// The longest extended header. The longest path has 4096 bytes, and a session's name may be as long.
const LONGEST_HEADER: u64 = 1 << 16;
/// How many bytes of padding a `tar` may end with.
const PADDING: u64 = 1 << 20;

/// How much may come out of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest member, in bytes.
    pub member_bytes: u64,
    /// All of an archive decompressed, in bytes.
    pub total_bytes: u64,
    /// How many members an archive may have.
    pub members: usize,
}

impl Limits {
    /// The total of an archive unless told otherwise: 64 GiB. What [`apply`](super::apply()) makes is far below.
    pub const DEFAULT_TOTAL: u64 = 64 << 30;
    /// How many members an archive may have: each costs some 200 bytes of memory while the archive is read.
    const MEMBERS: usize = 1_000_000;

    /// The limits under which that reader reads.
    #[must_use]
    pub fn of(reader: &Reader) -> Self {
        Self::new(reader.max_bytes)
    }

    /// The limits where the largest record has so many bytes.
    pub(in crate::store) fn new(member_bytes: u64) -> Self {
        Self { member_bytes, total_bytes: Self::DEFAULT_TOTAL, members: Self::MEMBERS }
    }
}

/// An archive being read.
pub(super) struct ArchiveReader<R: Read> {
    tar: Archive<Capped<Decoder<'static, BufReader<R>>>>,
    limits: Limits,
}

/// What a reader has come by so far.
#[derive(Default)]
struct Progress {
    label: Option<Label>,
    extended: Extended,
    seen: HashSet<StorePath>,
    members: usize,
    records: u64,
}

impl<R: Read> ArchiveReader<R> {
    /// Begins to read an archive.
    pub(super) fn new(source: R, limits: Limits) -> Result<Self, Damage> {
        let mut decoder = Decoder::new(source)?;
        decoder.window_log_max(WINDOW)?;
        Ok(Self { tar: Archive::new(Capped { inner: decoder, left: limits.total_bytes, limits }), limits })
    }

    /// The label, if the archive begins with one.
    pub(super) fn label(mut self) -> Result<Option<Label>, Damage> {
        let Some(first) = self.tar.entries()?.raw(true).next() else { return Ok(None) };
        let mut first = first?;
        match first.header().entry_type() {
            EntryType::XGlobalHeader => Ok(Label::from_header(&short(&mut first)?)),
            _ => Ok(None),
        }
    }

    /// Shows every member, and its content, in the order of the archive, until one says that it is enough. Nobody who looks at all of them
    /// gets a good end unless the archive is whole: its checksum fits, and it holds as many records as its label says.
    ///
    /// # Errors
    /// The first [`Damage`], or the first error of `each`.
    pub(super) fn members<E: From<Damage>>(
        mut self,
        mut each: impl FnMut(Member, &mut dyn Read) -> Result<ControlFlow<()>, E>,
    ) -> Result<Option<Label>, E> {
        let mut progress = Progress::default();
        for entry in self.tar.entries().map_err(Damage::from)?.raw(true) {
            let mut entry = entry.map_err(Damage::from)?;
            let Some(member) = progress.take(&mut entry, self.limits)? else { continue };
            let mut content = Whole { left: entry.header().entry_size().unwrap_or(0), inner: &mut entry };
            if each(member, &mut content)?.is_break() {
                return Ok(progress.label);
            }
            // What was not looked at is still decoded, and must be there.
            io::copy(&mut content, &mut io::sink()).map_err(Damage::from)?;
        }
        self.end()?;
        progress.finish().map_err(E::from)
    }

    /// Reads to the end, where the checksum stands.
    fn end(self) -> Result<(), Damage> {
        let mut rest = self.tar.into_inner().take(PADDING);
        let mut block = [0; 8192];
        loop {
            match rest.read(&mut block)? {
                0 if rest.limit() > 0 => return Ok(()),
                0 => return Err(Damage::Header("there is more behind its end".to_owned())),
                read if block[..read].iter().all(|byte| *byte == 0) => {}
                _ => return Err(Damage::Header("there is more behind its end".to_owned())),
            }
        }
    }
}

impl Progress {
    /// Takes in what stands under one header. `None` if that was about members to come.
    fn take<R: Read>(&mut self, entry: &mut tar::Entry<'_, R>, limits: Limits) -> Result<Option<Member>, Damage> {
        match entry.header().entry_type() {
            EntryType::XGlobalHeader if self.label.is_none() && self.members == 0 => {
                self.label = Label::from_header(&short(entry)?);
                return Ok(None);
            }
            EntryType::XGlobalHeader => return Ok(None),
            EntryType::XHeader => {
                let content = short(entry)?;
                return self.extended.read(&content).map(|()| None);
            }
            EntryType::GNULongName => {
                let mut name = short(entry)?;
                name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
                self.extended.path = Some(name);
                return Ok(None);
            }
            _ => {}
        }
        let member = Member::of(entry.header(), &std::mem::take(&mut self.extended))?;
        let shown = || member.path().to_owned();
        if let Member::File(record) = &member {
            if record.bytes > limits.member_bytes {
                return Err(Damage::LargeMember { path: shown(), max_bytes: limits.member_bytes });
            }
            self.records += 1;
            if !self.seen.insert(record.path.clone()) {
                return Err(Damage::Twice { path: shown() });
            }
        } else if entry.header().entry_size()? != 0 {
            return Err(Damage::Kind { path: shown() });
        }
        self.members += 1;
        if self.members > limits.members { Err(Damage::TooMany { most: limits.members }) } else { Ok(Some(member)) }
    }

    fn finish(self) -> Result<Option<Label>, Damage> {
        match &self.label {
            Some(label) if label.responses != self.records => {
                Err(Damage::Incomplete { said: label.responses, found: self.records })
            }
            _ => Ok(self.label),
        }
    }
}

/// The content of a header, which must be short.
fn short(entry: &mut impl Read) -> Result<Vec<u8>, Damage> {
    let mut content = Vec::new();
    entry.take(LONGEST_HEADER + 1).read_to_end(&mut content)?;
    match u64::try_from(content.len()) {
        Ok(length) if length <= LONGEST_HEADER => Ok(content),
        _ => Err(Damage::Header(format!("an extended header is longer than {LONGEST_HEADER} bytes"))),
    }
}

/// A stream of which no more than so much is read.
struct Capped<R> {
    inner: R,
    left: u64,
    limits: Limits,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let taken = u64::try_from(read).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(taken).ok_or(Damage::TooLarge { max_bytes: self.limits.total_bytes })?;
        Ok(read)
    }
}

/// The content of a member, which must not end before its size.
struct Whole<'a, R> {
    inner: &'a mut R,
    left: u64,
}

impl<R: Read> Read for Whole<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(Damage::Cut.into());
        }
        self.left = self.left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

/// Reads any bytes as an archive, for those who try what it takes. Gives the paths of what is in it, and the sizes.
///
/// # Errors
/// Why the bytes are no archive.
#[doc(hidden)]
pub fn read_foreign_archive(bytes: &[u8], limits: Limits) -> Result<Vec<(PathBuf, u64)>, Damage> {
    let mut found = Vec::new();
    ArchiveReader::new(bytes, limits)?.label()?;
    ArchiveReader::new(bytes, limits)?.members(|member, content| {
        let length = io::copy(content, &mut io::sink()).map_err(Damage::from)?;
        found.push((member.path().to_owned(), length));
        Ok::<_, Damage>(ControlFlow::Continue(()))
    })?;
    Ok(found)
}
