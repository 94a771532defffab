//! A pattern is typed by somebody, and the text it is looked for in was written by somebody else. Shortcuts never change what is found.

use responses::store::search::{Boundaries, Case, Matcher, Query, Syntax};

/// Takes the first line as a pattern and the rest as lines.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.lines();
    let pattern = lines.next().unwrap_or_default();
    for syntax in [Syntax::Regex, Syntax::Literal] {
        let patterns = vec![pattern.to_owned()];
        let query = Query { patterns, syntax, case: Case::default(), boundaries: Boundaries::default() };
        let Ok(matcher) = Matcher::new(&query) else { continue };
        for line in lines.clone() {
            let ranges = matcher.ranges(line);
            assert_eq!(matcher.is_match(line), !ranges.is_empty(), "{pattern:?} in {line:?}");
            assert!(ranges.iter().all(|range| line.get(range.clone()).is_some()), "{ranges:?} in {line:?}");
        }
    }
}
