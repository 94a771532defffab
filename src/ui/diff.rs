//! What would change in a small text file, as a unified diff.

use std::fmt::Write as _;

/// Unchanged lines shown around a change.
const CONTEXT: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
}

/// The unified diff between two texts; empty if they are equal. Made for files of settings: time and memory grow with the product of
/// their lengths in lines.
#[must_use]
pub fn unified(name: &str, before: &str, after: &str) -> String {
    let lines = compare(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    if lines.iter().all(|line| matches!(line, Line::Same(_))) {
        return String::new();
    }
    let mut out = format!("--- {name}\n+++ {name}\n");
    for (start, end) in hunks(&lines) {
        let old = |lines: &[Line]| lines.iter().filter(|line| !matches!(line, Line::New(_))).count();
        let new = |lines: &[Line]| lines.iter().filter(|line| !matches!(line, Line::Gone(_))).count();
        let (skipped, shown) = (&lines[..start], &lines[start..end]);
        // A hunk without lines of one side names the line before it.
        let first = |before: usize, count: usize| if count == 0 { before } else { before + 1 };
        let (old_count, new_count) = (old(shown), new(shown));
        let (old_first, new_first) = (first(old(skipped), old_count), first(new(skipped), new_count));
        let _ = writeln!(out, "@@ -{old_first},{old_count} +{new_first},{new_count} @@");
        for line in shown {
            let (sign, text) = match line {
                Line::Same(text) => (' ', text),
                Line::Gone(text) => ('-', text),
                Line::New(text) => ('+', text),
            };
            let _ = writeln!(out, "{sign}{text}");
        }
    }
    out
}

/// The stretches of lines to show: each change with its context, neighbours joined.
fn hunks(lines: &[Line]) -> Vec<(usize, usize)> {
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Same(_))) {
        let (start, end) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        match hunks.last_mut() {
            Some(last) if last.1 >= start => last.1 = end,
            _ => hunks.push((start, end)),
        }
    }
    hunks
}

/// The lines of both, by their longest common subsequence.
fn compare<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<Line<'a>> {
    let mut common = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] =
                if before[i] == after[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            lines.push(Line::Same(before[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == after.len() || (i < before.len() && common[i + 1][j] >= common[i][j + 1]) {
            lines.push(Line::Gone(before[i]));
            i += 1;
        } else {
            lines.push(Line::New(after[j]));
            j += 1;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_their_surroundings() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        let after = "1\n2\n3\n4\nnew\n6\n7\n8\n9\n10\n11\n";
        let expected = "--- f\n+++ f\n@@ -2,9 +2,10 @@\n 2\n 3\n 4\n-5\n+new\n 6\n 7\n 8\n 9\n 10\n+11\n";
        assert_eq!(unified("f", before, after), expected);
        assert_eq!(unified("f", before, before), "");
        assert_eq!(unified("f", "", "a\n"), "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
        assert_eq!(unified("f", "a\n", ""), "--- f\n+++ f\n@@ -1,1 +0,0 @@\n-a\n");
    }
}
