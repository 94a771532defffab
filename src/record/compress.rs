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
/// [`Problem::Gzip`] if the stream is damaged or torn, [`Problem::TooLarge`] if it holds more.
pub fn decompress(bytes: &[u8], max_bytes: u64) -> Result<Vec<u8>, Problem> {
    let mut decoded = Vec::with_capacity(bytes.len().saturating_mul(4).min(1 << 20));
    let mut stream = MultiGzDecoder::new(bytes).take(max_bytes.saturating_add(1));
    stream.read_to_end(&mut decoded).map_err(|error| Problem::Gzip(error.to_string()))?;
    if u64::try_from(decoded.len()).unwrap_or(u64::MAX) > max_bytes {
        return Err(Problem::TooLarge { max_bytes });
    }
    Ok(decoded)
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
