//! Writing an archive.

use std::fs::File;
use std::io::{self, Write};

use tar::{Builder, EntryType, Header};
use zstd::stream::write::Encoder;
use zstd::zstd_safe::CParameter;

use super::label::Label;
use super::member::{Headers, Member};

/// How hard `zstd` tries (`docs/performance.md` says what that gives and costs).
const LEVEL: i32 = 12;

/// The smallest and the largest window, as powers of two: 128 KiB and 8 MiB.
const WINDOWS: (u32, u32) = (17, 23);
/// The hash table of that level at its largest, as a power of two.
const HASH: u32 = 23;
/// Its chains at their largest, as a power of two.
const CHAIN: u32 = 22;
/// So many bytes of headers and padding each member has, about.
const OVERHEAD: u64 = 2048;

/// The window that all of an archive fits into, if it is not large. The tables follow from it: for a small session those of a large one
/// take more time to be cleared than all the rest.
fn window(label: &Label) -> u32 {
    let bytes = label.bytes.saturating_add(label.responses.saturating_mul(OVERHEAD));
    (u64::BITS - bytes.leading_zeros()).clamp(WINDOWS.0, WINDOWS.1)
}

/// An archive being written to a file.
pub(super) struct ArchiveWriter {
    tar: Builder<Encoder<'static, File>>,
}

impl ArchiveWriter {
    /// Begins an archive in an empty file.
    pub(super) fn new(file: File, label: &Label) -> io::Result<Self> {
        let mut encoder = Encoder::new(file, LEVEL)?;
        encoder.include_checksum(true)?;
        let window = window(label);
        encoder.window_log(window)?;
        encoder.set_parameter(CParameter::HashLog((window + 1).min(HASH)))?;
        encoder.set_parameter(CParameter::ChainLog(window.min(CHAIN)))?;
        let mut writer = Self { tar: Builder::new(encoder) };
        writer.extended(EntryType::XGlobalHeader, &label.to_header())?;
        Ok(writer)
    }

    /// Appends a member with its content.
    pub(super) fn append(&mut self, member: &Member, content: &[u8]) -> io::Result<()> {
        let Headers { header, extended } = member.to_headers();
        if !extended.is_empty() {
            self.extended(EntryType::XHeader, &extended)?;
        }
        self.tar.append(&header, content)
    }

    /// Ends the archive, which is durable then, and gives its size.
    pub(super) fn finish(self) -> io::Result<u64> {
        let mut file = self.tar.into_inner()?.finish()?;
        file.flush()?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    }

    fn extended(&mut self, kind: EntryType, content: &[u8]) -> io::Result<()> {
        let mut header = Header::new_ustar();
        let name = b"PaxHeader/x";
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(kind);
        header.set_size(u64::try_from(content.len()).unwrap_or(u64::MAX));
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_cksum();
        self.tar.append(&header, content)
    }
}
