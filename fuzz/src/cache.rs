//! Any bytes at all may stand where a cache should be. Whatever they are, reading them ends, without a panic and without much memory.

use flate2::Crc;
use responses::store::read_foreign_cache;

/// Reads the bytes with a wrong checksum and with the right one.
pub fn check(bytes: &[u8]) {
    let _ = read_foreign_cache(bytes);
    // The same with the right checksum, so that what lies behind it is reached as well.
    let mut crc = Crc::new();
    crc.update(bytes);
    let _ = read_foreign_cache(&[bytes, &crc.sum().to_le_bytes()].concat());
}
