//! Compressing a log and giving it back, compared at each step with what it was made of.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Compression;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use flate2::write::GzEncoder;
use tempfile::Builder;

use crate::files;

/// No archive is decompressed further than this: 1 TiB.
const MOST: u64 = 1 << 40;

/// What stays of an archive that is there already: its first bytes, which are whole gzip members.
#[derive(Debug)]
pub(super) struct Kept {
    archive: Option<File>,
    /// How many bytes of the archive that is.
    bytes: u64,
    /// How many bytes of logs are in these.
    length: u64,
    /// What parts them from the log that comes after.
    end: LineEnd,
}

/// What has to stand behind the last line of a log before another log is put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    /// Nothing: the line is ended, or there is none.
    There,
    /// The end that it was left without.
    Missing,
}

impl LineEnd {
    fn after(last: u8) -> Self {
        if last == b'\n' { Self::There } else { Self::Missing }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::There => b"",
            Self::Missing => b"\n",
        }
    }
}

impl Kept {
    /// Where there is no archive.
    pub(super) fn nothing() -> Self {
        Self { archive: None, bytes: 0, length: 0, end: LineEnd::There }
    }

    /// How many bytes of the archive stay.
    pub(super) fn archive_bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes of a session come before the log that is added.
    pub(super) fn before(&self) -> u64 {
        self.length + self.end.bytes().len() as u64
    }
}

/// Looks which part of an archive has to be kept when this log is added to it. If a crash kept a log from being removed after it was
/// archived, or an archive from being removed after it was restored, the archive's last member or all of it is what the log begins with.
///
/// # Errors
/// A damaged archive.
pub(super) fn compare_with(archive: File, log: &Path) -> io::Result<Kept> {
    let mut reader = BufReader::new(archive);
    let mut whole = Beginning::of(log, LineEnd::There)?;
    let mut last = Beginning::of(log, LineEnd::There)?;
    let mut all = Kept::nothing();
    let mut but_last = (0, 0, LineEnd::There);
    while !reader.fill_buf()?.is_empty() {
        but_last = (reader.stream_position()?, all.length, all.end);
        last = Beginning::of(log, all.end)?;
        let mut member = GzDecoder::new(reader).take(MOST - all.length);
        each_block(&mut member, |block| {
            all.length += block.len() as u64;
            all.end = block.last().map_or(all.end, |last| LineEnd::after(*last));
            whole.compare(block)?;
            last.compare(block)
        })?;
        reader = member.into_inner().into_inner();
    }
    all.bytes = reader.stream_position()?;
    let archive = Some(reader.into_inner());
    Ok(match (whole.is_equal, last.is_equal) {
        (true, _) => Kept { archive, ..Kept::nothing() },
        (false, true) => Kept { archive, bytes: but_last.0, length: but_last.1, end: but_last.2 },
        (false, false) => Kept { archive, ..all },
    })
}

/// A log that is compared with what comes, from its beginning.
struct Beginning {
    log: Box<dyn Read>,
    is_equal: bool,
}

impl Beginning {
    /// Behind what stands in the archive before it.
    fn of(log: &Path, before: LineEnd) -> io::Result<Self> {
        Ok(Self { log: Box::new(before.bytes().chain(open(log)?)), is_equal: true })
    }

    fn compare(&mut self, block: &[u8]) -> io::Result<()> {
        if self.is_equal {
            let mut ours = Vec::with_capacity(block.len());
            (&mut self.log).take(block.len() as u64).read_to_end(&mut ours)?;
            self.is_equal = ours == block;
        }
        Ok(())
    }
}

/// Writes what is kept and the log, compressed, with an end for a last line that has none between them, to a file in place of what stands there, after it was read back and compared.
/// Gives its size.
pub(super) fn pack(mut log: &File, kept: Kept, directory: &Path, path: &Path) -> io::Result<u64> {
    let mut temporary = Builder::new().prefix(".tmp-").tempfile_in(directory)?;
    let end = kept.end.bytes();
    if let Some(mut archive) = kept.archive {
        archive.rewind()?;
        io::copy(&mut archive.take(kept.bytes), temporary.as_file_mut())?;
    }
    let mut encoder =
        GzEncoder::new(io::BufWriter::with_capacity(1 << 16, temporary.as_file_mut()), Compression::default());
    log.rewind()?;
    io::copy(&mut end.chain(log), &mut encoder)?;
    encoder.finish()?.flush()?;
    temporary.as_file_mut().sync_all()?;
    temporary.as_file_mut().seek(SeekFrom::Start(kept.bytes))?;
    log.rewind()?;
    let written = MultiGzDecoder::new(BufReader::new(temporary.as_file_mut()));
    if !is_same(written, end.chain(log))? {
        return Err(io::Error::other("what was written is not what was to be written"));
    }
    let bytes = temporary.as_file().metadata()?.len();
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(bytes)
}

/// Writes what an archive holds to a new file.
pub(super) fn unpack(archive: &Path, directory: &Path, path: &Path) -> io::Result<()> {
    let mut temporary = Builder::new().prefix(".tmp-").tempfile_in(directory)?;
    let mut content = MultiGzDecoder::new(BufReader::new(open(archive)?)).take(MOST);
    io::copy(&mut content, temporary.as_file_mut())?;
    temporary.as_file_mut().sync_all()?;
    temporary.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// True if an archive holds just what a log does.
pub(super) fn same_content(archive: &Path, log: &Path) -> io::Result<bool> {
    is_same(MultiGzDecoder::new(BufReader::new(open(archive)?)), open(log)?)
}

fn open(path: &Path) -> io::Result<File> {
    files::open_regular(path).map(|(file, _)| file).map_err(|problem| io::Error::other(problem.to_string()))
}

fn is_same(one: impl Read, mut other: impl Read) -> io::Result<bool> {
    let mut is_same = true;
    each_block(&mut one.take(MOST), |block| {
        let mut theirs = Vec::with_capacity(block.len());
        if is_same {
            (&mut other).take(block.len() as u64).read_to_end(&mut theirs)?;
        }
        is_same &= theirs == block;
        Ok(())
    })?;
    Ok(is_same && other.read(&mut [0])? == 0)
}

fn each_block(reader: &mut impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut block = vec![0; 1 << 16];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(length) => each(&block[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
