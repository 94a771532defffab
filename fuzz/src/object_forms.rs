//! The members of an object are found by what objects before it looked like, or by reading all of it. Whatever the lines are, and in whatever order,
//! both find the same.

use responses::record::picks_alike;

/// Takes bytes as lines, once and twice in a row.
pub fn check(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(picks_alike(&text), "in {text:?}");
    assert!(picks_alike(&format!("{text}\n{text}")), "twice in {text:?}");
}
