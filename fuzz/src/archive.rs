//! Any bytes read as an archive: an error, or members that all lie below the store; never a panic, and nothing without bound.

use responses::store::archive::{Limits, read_foreign_archive};

/// Takes bytes as an archive.
pub fn check(bytes: &[u8]) {
    let limits = Limits { member_bytes: 1 << 20, total_bytes: 1 << 22, members: 1000 };
    let Ok(found) = read_foreign_archive(bytes, limits) else { return };
    let mut total = 0;
    for (path, length) in found {
        assert!(
            path.is_relative() && !path.iter().any(|part| part == ".." || part.as_encoded_bytes().starts_with(b"."))
        );
        total += length;
    }
    assert!(total <= limits.total_bytes);
}
