//! Text measured and cut by the columns it takes on a terminal, where a character can be two wide, or none.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands for the part that was cut off.
const ELLIPSIS: char = '…';

/// The columns that a text takes.
#[must_use]
pub fn display_width(text: &str) -> usize {
    // Most texts are plain. Without a way out of the loop that is seen many bytes at a time.
    let is_plain = |plain: bool, byte: &u8| plain & matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().fold(true, is_plain) { text.len() } else { text.width() }
}

/// The text, cut at its end to at most `width` columns; the last shows `…` then.
#[must_use]
pub fn cut_end(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::new();
    if let Some(room) = width.checked_sub(1) {
        kept.push_str(split_at_width(text, room).0.trim_end());
        kept.push(ELLIPSIS);
    }
    Cow::Owned(kept)
}

/// The text, cut at its beginning to at most `width` columns; the first shows `…` then.
#[must_use]
pub fn cut_start(text: &str, width: usize) -> Cow<'_, str> {
    if fits(text, width) {
        return Cow::Borrowed(text);
    }
    let Some(mut room) = width.checked_sub(1) else { return Cow::Borrowed("") };
    let all: Vec<_> = clusters(text).collect();
    let mut start = text.len();
    for (cluster, columns) in all.into_iter().rev() {
        let Some(rest) = room.checked_sub(columns) else { break };
        room = rest;
        start -= cluster.len();
    }
    Cow::Owned(format!("{ELLIPSIS}{}", text[start..].trim_start()))
}

/// The longest beginning of a text that takes at most `width` columns, and the rest. Nothing that is drawn as one is
/// parted.
pub(super) fn split_at_width(text: &str, width: usize) -> (&str, &str) {
    let mut room = width;
    let mut end = 0;
    for (cluster, columns) in clusters(text) {
        let Some(rest) = room.checked_sub(columns) else { break };
        room = rest;
        end += cluster.len();
    }
    text.split_at(end)
}

/// A text in the pieces that are drawn as one, with the columns of each: a character with what has no width after it,
/// and what a joiner ties to it.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let mut end = first.len_utf8();
        let mut previous = first;
        for c in rest[end..].chars() {
            if !(c.width() == Some(0) || previous == '\u{200d}' || is_skin_tone(c)) {
                break;
            }
            previous = c;
            end += c.len_utf8();
        }
        let (cluster, after) = rest.split_at(end);
        rest = after;
        Some((cluster, cluster.width()))
    })
}

fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// The columns that something needs at the least, and would like to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Demand {
    pub(super) least: usize,
    pub(super) most: usize,
}

/// What each gets of the available columns. Only those that want most have to give, and nobody gets less than the
/// least, even if that is more than is there.
pub(super) fn share_out(demands: &[Demand], available: usize) -> Vec<usize> {
    let given = |share: usize| demands.iter().map(move |demand| demand.most.min(share).max(demand.least));
    let total = |share: usize| given(share).fold(0, usize::saturating_add);
    let most = demands.iter().map(|demand| demand.most).max().unwrap_or(0);
    let (mut enough, mut too_much) = (0, most.saturating_add(1));
    while too_much - enough > 1 {
        let middle = enough + (too_much - enough) / 2;
        if total(middle) <= available {
            enough = middle;
        } else {
            too_much = middle;
        }
    }
    // The share of all can't be raised by one any more, but perhaps that of some.
    let mut left = available.saturating_sub(total(enough));
    let with_left = given(enough).zip(demands).map(|(columns, demand)| {
        let more = usize::from(left > 0 && columns < demand.most);
        left -= more;
        columns + more
    });
    with_left.collect()
}

/// Whether a text takes at most `width` columns. Text of many kilobytes in a cell of thirty columns is not measured to
/// its end.
fn fits(text: &str, width: usize) -> bool {
    // No character takes more columns than bytes.
    text.len() <= width || split_at_width(text, width).1.is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_is_left_alone() {
        assert!(matches!(cut_end("four", 4), Cow::Borrowed("four")));
        assert!(matches!(cut_start("漢字", 4), Cow::Borrowed("漢字")));
        assert_eq!(cut_end("", 0), "");
    }

    #[test]
    fn a_cut_is_shown_where_it_was_made() {
        assert_eq!(cut_end("engineer", 4), "eng…");
        assert_eq!(cut_start("engineer", 4), "…eer");
        assert_eq!((cut_end("one two", 5), cut_start("one two", 5)), ("one…".into(), "…two".into()));
        assert_eq!(cut_end("漢字漢字", 4), "漢…");
        assert_eq!(cut_start("漢字漢字", 6), "…漢字");
        assert_eq!((cut_end("xy", 1), cut_start("xy", 1)), ("…".into(), "…".into()));
        assert_eq!((cut_end("xy", 0), cut_start("xy", 0)), ("".into(), "".into()));
    }

    #[test]
    fn what_is_drawn_as_one_is_not_parted() {
        assert_eq!(cut_end("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(cut_end("👩‍💻👩‍💻", 3), "👩‍💻…");
        assert_eq!(cut_start("👍🏽👍🏽", 3), "…👍🏽");
    }

    fn shares(demands: &[(usize, usize)], available: usize) -> Vec<usize> {
        share_out(&demands.iter().map(|&(least, most)| Demand { least, most }).collect::<Vec<_>>(), available)
    }

    #[test]
    fn only_those_that_want_most_give() {
        assert_eq!(shares(&[(0, 3), (0, 40), (0, 60)], 53), [3, 25, 25]);
        assert_eq!(shares(&[(0, 3), (0, 40), (0, 60)], 54), [3, 26, 25]);
        assert_eq!(shares(&[(0, 3), (0, 4)], 100), [3, 4]);
        assert_eq!(shares(&[], 0), [0; 0]);
    }

    #[test]
    fn nobody_gets_less_than_the_least() {
        assert_eq!(shares(&[(30, 40), (2, 60)], 50), [30, 20]);
        assert_eq!(shares(&[(8, 40), (8, 60)], 3), [8, 8]);
    }

    #[test]
    fn no_character_takes_more_columns_than_bytes() {
        assert!(('\0'..=char::MAX).all(|c| c.width().unwrap_or(1) <= c.len_utf8()));
    }

    proptest! {
        #[test]
        fn a_plain_text_takes_what_any_takes(text in "[ -~]{0,40}|\\PC{0,40}") {
            prop_assert_eq!(display_width(&text), text.width());
        }

        #[test]
        fn no_text_takes_more_columns_than_bytes(text in any::<String>()) {
            prop_assert!(display_width(&text) <= text.len());
        }

        #[test]
        fn a_cut_never_exceeds_the_width(text in "\\PC{0,30}", width in 0_usize..20) {
            prop_assert!(display_width(&cut_end(&text, width)) <= width);
            prop_assert!(display_width(&cut_start(&text, width)) <= width);
        }

        #[test]
        fn all_that_is_there_is_shared_out(
            mosts in prop::collection::vec(0_usize..100, 1..8), available in 0_usize..300,
        ) {
            let demands: Vec<_> = mosts.iter().map(|&most| (most.min(5), most)).collect();
            let least: usize = demands.iter().map(|(least, _)| least).sum();
            let total: usize = shares(&demands, available).iter().sum();
            prop_assert_eq!(total, available.clamp(least, mosts.iter().sum()));
        }

        #[test]
        fn the_pieces_are_the_text(text in any::<String>()) {
            prop_assert_eq!(clusters(&text).map(|(piece, _)| piece).collect::<String>(), text);
        }
    }
}
