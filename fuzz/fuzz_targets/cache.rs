//! Any bytes at all may stand where a cache should be. Whatever they are, reading them ends, without a panic and without much memory.

#![no_main]

use flate2::Crc;
use libfuzzer_sys::fuzz_target;
use responses::store::read_foreign_cache;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_foreign_cache(bytes);
    // The same with the right checksum, so that what lies behind it is reached as well.
    let mut crc = Crc::new();
    crc.update(bytes);
    let _ = read_foreign_cache(&[bytes, &crc.sum().to_le_bytes()].concat());
});
