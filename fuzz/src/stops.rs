//! Where strings may end is found in several ways, by what the processor can do. Whatever the bytes are, all ways give the same.

use responses::record::finds_stops_alike;

/// Looks at the bytes in every way, as if what stands before them ended with a backslash and as if not, and from several places on.
pub fn check(bytes: &[u8]) {
    for start in [0, 1, 31, 63] {
        let rest = bytes.get(start..).unwrap_or_default();
        assert!(finds_stops_alike(rest, false) && finds_stops_alike(rest, true), "from byte {start} on");
    }
}
