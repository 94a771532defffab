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
    bytes: u64,
}

impl Kept {
    /// Where there is no archive.
    pub(super) fn nothing() -> Self {
        Self { archive: None, bytes: 0 }
    }
}

/// Looks which part of an archive has to be kept when this log is added to it. If a crash kept a log from being removed after it was
/// archived, or an archive from being removed after it was restored, the archive's last member or all of it is what the log begins with.
///
/// # Errors
/// A damaged archive.
pub(super) fn compare_with(archive: File, log: &Path) -> io::Result<Kept> {
    let mut reader = BufReader::new(archive);
    let mut whole = Beginning::of(log)?;
    let mut last = Beginning::of(log)?;
    let mut last_start = 0;
    let mut left = MOST;
    while !reader.fill_buf()?.is_empty() {
        last_start = reader.stream_position()?;
        last = Beginning::of(log)?;
        let mut member = GzDecoder::new(reader).take(left);
        each_block(&mut member, |block| {
            whole.compare(block)?;
            last.compare(block)
        })?;
        left = member.limit();
        reader = member.into_inner().into_inner();
    }
    let end = reader.stream_position()?;
    let bytes = match (whole.is_equal, last.is_equal) {
        (true, _) => 0,
        (false, true) => last_start,
        (false, false) => end,
    };
    Ok(Kept { archive: Some(reader.into_inner()), bytes })
}

/// A log that is compared with what comes, from its beginning.
struct Beginning {
    log: File,
    is_equal: bool,
}

impl Beginning {
    fn of(log: &Path) -> io::Result<Self> {
        Ok(Self { log: open(log)?, is_equal: true })
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

/// Writes what is kept and the log, compressed, to a file in place of what stands there, after it was read back and compared.
/// Gives its size.
pub(super) fn pack(mut log: &File, kept: Kept, directory: &Path, path: &Path) -> io::Result<u64> {
    let mut temporary = Builder::new().prefix(".tmp-").tempfile_in(directory)?;
    if let Some(mut archive) = kept.archive {
        archive.rewind()?;
        io::copy(&mut archive.take(kept.bytes), temporary.as_file_mut())?;
    }
    let mut encoder =
        GzEncoder::new(io::BufWriter::with_capacity(1 << 16, temporary.as_file_mut()), Compression::default());
    log.rewind()?;
    io::copy(&mut log, &mut encoder)?;
    encoder.finish()?.flush()?;
    temporary.as_file_mut().sync_all()?;
    temporary.as_file_mut().seek(SeekFrom::Start(kept.bytes))?;
    log.rewind()?;
    let written = MultiGzDecoder::new(BufReader::new(temporary.as_file_mut()));
    if !is_same(written, log)? {
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
