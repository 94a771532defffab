//! A pattern is typed by somebody, and the text it is looked for in was written by somebody else. Shortcuts never change what is found.

use responses::record::Json;
use responses::store::search::{Boundaries, Case, Detail, Matcher, Query, Syntax, lines_in};

/// Takes the first line as a pattern and the rest as a text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (pattern, text) = text.split_once('\n').unwrap_or((text, ""));
    let lines = text.split_terminator('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    for syntax in [Syntax::Regex, Syntax::Literal] {
        let patterns = vec![pattern.to_owned()];
        let query = Query { patterns, syntax, case: Case::default(), boundaries: Boundaries::default() };
        let Ok(matcher) = Matcher::new(&query) else { continue };
        for line in lines.clone() {
            let ranges = matcher.ranges(line);
            assert_eq!(matcher.is_match(line), !ranges.is_empty(), "{pattern:?} in {line:?}");
            assert!(ranges.iter().all(|range| line.get(range.clone()).is_some()), "{ranges:?} in {line:?}");
        }
        let matching: u64 = lines.clone().map(|line| u64::from(matcher.is_match(line))).sum();
        assert_eq!(lines_in(&matcher, text, Detail::Count).0, matching, "{pattern:?} in {text:?}");
        let json = Json::string(text);
        let may_match = matcher.may_be_in_strings(json.get().text().as_bytes());
        assert!(may_match || matching == 0, "{pattern:?} in {json:?}");
    }
}
