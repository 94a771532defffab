//! Gzip, always with a cap on what may come out.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::problem::Problem;

/// True if the bytes begin as a gzip stream does, whatever the file is called.
#[must_use]
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Decompresses a gzip stream (several members too) of at most `max_bytes` decompressed.
///
/// # Errors
/// [`Problem::Gzip`] if the stream is damaged or torn, [`Problem::TooLargeInside`] if it holds more.
pub fn decompress(bytes: &[u8], max_bytes: u64) -> Result<Vec<u8>, Problem> {
    let mut decoded = Vec::with_capacity(bytes.len().saturating_mul(4).min(1 << 20));
    let mut stream = MultiGzDecoder::new(bytes).take(max_bytes.saturating_add(1));
    stream.read_to_end(&mut decoded).map_err(|error| Problem::Gzip(error.to_string()))?;
    if u64::try_from(decoded.len()).unwrap_or(u64::MAX) > max_bytes {
        return Err(Problem::TooLargeInside { max_bytes });
    }
    Ok(decoded)
}

/// What a gzip stream holds up to where it ends too early, at most `max_bytes` decompressed; `None` if it is whole, holds more, or is
/// damaged in another way.
pub(super) fn decompress_prefix(bytes: &[u8], max_bytes: u64) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut stream = MultiGzDecoder::new(bytes).take(max_bytes);
    let ended = stream.read_to_end(&mut decoded);
    ended.is_err_and(|error| error.kind() == io::ErrorKind::UnexpectedEof).then_some(decoded)
}

/// Compresses to one gzip member, without name or time, so that equal content gives equal bytes.
///
/// # Errors
/// None that memory does not cause; the signature is that of the encoder.
pub fn compress(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}
