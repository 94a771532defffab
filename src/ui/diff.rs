//! What would change in a text file, as a unified diff.

use similar::TextDiff;

/// The unified diff between two texts; empty if they are equal. A file that is not there is `/dev/null`, as in git.
#[must_use]
pub fn unified(name: &str, before: Option<&str>, after: Option<&str>) -> String {
    let name_of = |text: Option<&str>| if text.is_some() { name.to_owned() } else { "/dev/null".to_owned() };
    let diff = TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    diff.unified_diff().header(&name_of(before), &name_of(after)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_their_surroundings() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        let after = "1\n2\n3\n4\nnew\n6\n7\n8\n9\n10\n11\n";
        let expected = "--- f\n+++ f\n@@ -2,9 +2,10 @@\n 2\n 3\n 4\n-5\n+new\n 6\n 7\n 8\n 9\n 10\n+11\n";
        assert_eq!(unified("f", Some(before), Some(after)), expected);
        assert_eq!(unified("f", Some(before), Some(before)), "");
        assert_eq!(unified("f", None, Some("a\n")), "--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+a\n");
        assert_eq!(unified("f", Some("a\n"), None), "--- f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
    }
}
