//! A line in which something was found: what was found is marked, and where the line is too long it is cut around it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use anstyle::Style;

use super::sanitise::visible_text;
use super::width::{cut_start, display_width, split_at_width};

/// A tab on a terminal. Where the next stop is depends on what stands before, so it is made as wide as any.
const TAB: &str = "    ";

/// A line, made visible, with the `ranges` of it (in bytes, ascending, at the bounds of characters) in a style. With a `width` it takes at
/// most so many columns; the first range is kept in sight.
#[must_use]
pub fn excerpt(line: &str, ranges: &[Range<usize>], mark: Style, width: Option<usize>) -> String {
    let mut pieces = pieces(line, ranges, mark);
    if let Some(width) = width {
        for piece in &mut pieces {
            if piece.text.contains('\t') {
                piece.text = piece.text.replace('\t', TAB).into();
            }
        }
        pieces = cut(pieces, width);
    }
    let mut styled = String::with_capacity(line.len() + 16 * ranges.len());
    for piece in &pieces {
        piece.put(&mut styled);
    }
    styled
}

/// A part of the line in one style.
struct Piece<'t> {
    text: Cow<'t, str>,
    style: Style,
}

impl Piece<'_> {
    fn put(&self, out: &mut String) {
        let Self { text, style } = self;
        if text.is_empty() || style.is_plain() {
            out.push_str(text);
        } else {
            // Writing into memory can't fail.
            _ = write!(out, "{style}{text}{style:#}");
        }
    }

    fn width(&self) -> usize {
        display_width(&self.text)
    }
}

/// What stands before each range, the range, and what is left; unmarked and marked take turns.
fn pieces<'t>(line: &'t str, ranges: &[Range<usize>], mark: Style) -> Vec<Piece<'t>> {
    let piece = |range: Range<usize>, style| Piece { text: visible_text(line.get(range).unwrap_or_default()), style };
    let mut pieces = Vec::with_capacity(ranges.len() * 2 + 1);
    let mut at = 0;
    for range in ranges {
        pieces.push(piece(at..range.start, Style::new()));
        pieces.push(piece(range.clone(), mark));
        at = range.end;
    }
    pieces.push(piece(at..line.len(), Style::new()));
    pieces
}

/// The pieces that fit into `width` columns, and an ellipsis where something is missing.
fn cut(mut pieces: Vec<Piece<'_>>, width: usize) -> Vec<Piece<'_>> {
    if pieces.iter().map(Piece::width).sum::<usize>() <= width {
        return pieces;
    }
    // A third of the width shows what comes before the first match, unless more is left over by what comes after it.
    if let [before, after @ ..] = pieces.as_mut_slice()
        && !after.is_empty()
    {
        let left_over = width.saturating_sub(after.iter().map(Piece::width).sum());
        before.text = cut_start(&before.text, left_over.max(width / 3)).into_owned().into();
    }
    let mut room = width;
    let mut kept = Vec::new();
    let mut left: usize = pieces.iter().map(Piece::width).sum();
    for piece in pieces {
        if left <= room || piece.width() < room {
            room -= piece.width();
            left -= piece.width();
            kept.push(piece);
            continue;
        }
        if let Some(room) = room.checked_sub(1) {
            kept.push(Piece { text: (split_at_width(&piece.text, room).0.to_owned() + "…").into(), ..piece });
        }
        break;
    }
    kept
}

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one range is what is meant")]

    use anstyle::Effects;
    use proptest::prelude::*;

    use super::*;

    const MARK: Style = Style::new().effects(Effects::BOLD);

    /// An excerpt with brackets where the marks are.
    fn shown(line: &str, ranges: &[Range<usize>], width: Option<usize>) -> String {
        excerpt(line, ranges, MARK, width).replace("\u{1b}[1m", "[").replace("\u{1b}[0m", "]")
    }

    #[test]
    fn what_was_found_is_marked_and_kept_in_sight() {
        assert_eq!(shown("one two one", &[0..3, 8..11], None), "[one] two [one]");
        let line = format!("{}needle {}", "before ".repeat(20), "after ".repeat(20));
        assert_eq!(shown(&line, &[140..146], Some(30)), "…e before [needle] after after …");
        assert_eq!(shown(&line[..147], &[140..146], Some(30)), "…before before before [needle] ");
        assert_eq!(shown(&line, &[], Some(10)), "before be…");
        assert_eq!(shown("a needle", &[2..8], Some(5)), "…[nee…]");
        assert_eq!(shown("a\tb", &[2..3], Some(20)), "a    [b]");
    }

    #[test]
    fn marks_do_not_let_hidden_characters_through() {
        assert_eq!(shown("a\u{1b}[31mb", &[1..2], None), "a[␛][31mb");
        assert_eq!(shown("a\u{202e}b\r", &[0..4], None), "[a\\u{202e}]b␍");
    }

    proptest! {
        #[test]
        fn an_excerpt_never_exceeds_the_width(text in "\\PC{0,40}", from in 0_usize..40, length in 0_usize..10, width in 0_usize..30) {
            let bounds: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = from.min(bounds.len() - 1);
            let range = bounds[start]..bounds[(start + length).min(bounds.len() - 1)];
            let plain = excerpt(&text, std::slice::from_ref(&range), Style::new(), Some(width));
            prop_assert!(display_width(&plain) <= width, "{plain:?}");
        }
    }
}
