//! Any bytes at all may stand where a cache should be. Whatever they are, reading them ends, without a panic and without much memory.

use flate2::Crc;
use responses::store::read_foreign_cache;

/// Reads the bytes as they are; with the right checksum behind them; and as the only segment of a whole cache.
pub fn check(bytes: &[u8]) {
    let _ = read_foreign_cache(bytes);
    let Some((lengths, _)) = bytes.last_chunk::<24>().map(|last| last.as_chunks::<8>()) else { return };
    let behind = lengths.iter().fold(24_u64, |sum, length| sum.saturating_add(u64::from_le_bytes(*length)));
    let start = bytes.len().saturating_sub(usize::try_from(behind).unwrap_or(usize::MAX));
    let _ = read_foreign_cache(&[bytes, &sum(&bytes[start..]).to_le_bytes()].concat());
    let _ = read_foreign_cache(&around(bytes, u64::from(bytes[0])));
}

/// A cache with this segment, which is said to have so many rows, and three names.
fn around(segment: &[u8], rows: u64) -> Vec<u8> {
    let part = [0, 0, rows, segment.len() as u64, u64::from(sum(segment))].map(u64::to_le_bytes);
    let ends = [1_u32, 2, 3].map(u32::to_le_bytes);
    let lengths = [40_u64, 12, 3].map(u64::to_le_bytes);
    let tail = [part.as_flattened(), ends.as_flattened(), b"abc", lengths.as_flattened()].concat();
    [segment, &tail, &sum(&tail).to_le_bytes()].concat()
}

fn sum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
