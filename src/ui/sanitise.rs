//! Stored text made safe to show.
//!
//! What agents were asked and answered can hold anything: sequences that move the cursor, set the clipboard or the
//! window's title, characters that reverse the order of what stands around them, characters that nobody sees at all.
//! Here each of them becomes something that can be seen: a control character its picture (`␛`), any other its number
//! (`\u{202e}`).

use std::borrow::Cow;

use super::width::{cut_end, display_width};

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Text of several lines with everything invisible made visible. Newlines and tabs are kept, `\r\n` becomes a newline.
///
/// The result holds no control character but `\n` and `\t`, and making it visible again changes nothing.
#[must_use]
pub fn visible_text(text: &str) -> Cow<'_, str> {
    // Without a way out of the loop it is done many bytes at a time.
    if text.as_bytes().iter().fold(true, |plain, byte| plain & is_plain(*byte)) || is_always_shown(text) {
        return Cow::Borrowed(text);
    }
    let Some((start, ..)) = sights(text).find(|(_, _, sight)| *sight != Sight::AsItIs) else {
        return Cow::Borrowed(text);
    };
    let mut shown = String::with_capacity(text.len() + 32);
    shown.push_str(&text[..start]);
    for (_, c, sight) in sights(text).skip_while(|(at, ..)| *at < start) {
        match sight {
            Sight::AsItIs => shown.push(c),
            Sight::Left => {}
            Sight::Picture(picture) => shown.push(picture),
            Sight::Number => shown.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// The first byte that is not plain, looked for in pieces of which each is seen at once.
fn first_unplain(bytes: &[u8]) -> Option<usize> {
    let (pieces, _) = bytes.as_chunks::<32>();
    let plain = pieces.iter().take_while(|piece| piece.iter().fold(true, |plain, byte| plain & is_plain(*byte)));
    let passed = plain.count() * 32;
    bytes[passed..].iter().position(|byte| !is_plain(*byte)).map(|at| passed + at)
}

/// True for a text in which every character is shown as it is, whatever stands before it.
fn is_always_shown(mut text: &str) -> bool {
    while let Some(at) = first_unplain(text.as_bytes()) {
        let mut rest = text[at..].chars();
        if rest.next().is_some_and(|c| c.is_ascii() || is_hidden(c) || is_joiner(c) || is_selector(c)) {
            return false;
        }
        text = rest.as_str();
    }
    true
}

/// Text as one line, for a cell of a table: like [`visible_text`], and each run of blanks, tabs and newlines becomes
/// one blank, or nothing at the ends.
#[must_use]
pub fn visible_line(text: &str) -> Cow<'_, str> {
    match visible_text(text) {
        Cow::Borrowed(shown) => one_line(shown),
        Cow::Owned(shown) => Cow::Owned(one_line(&shown).into_owned()),
    }
}

/// The beginning of [`visible_line`], as [`cut_end`] cuts it: at most so many columns. Of a long text that is mostly seen in its first bytes.
#[must_use]
pub fn visible_beginning(text: &str, width: usize) -> String {
    let first = &text[..text.floor_char_boundary(width.saturating_mul(4))];
    let line = visible_line(first);
    // What its last character became may depend on the next, which is far behind what is kept then.
    if first.len() < text.len() && display_width(&line) < width.saturating_mul(2) {
        return cut_end(&visible_line(text), width).into_owned();
    }
    cut_end(&line, width).into_owned()
}

fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(is_blank);
    if !text.contains(['\t', '\n']) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// True for the white space that may be collapsed. The wide blank of East Asian texts and the no-break space carry
/// meaning.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n')
}

/// How a character is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    AsItIs,
    /// Not at all: the `\r` of `\r\n`.
    Left,
    Picture(char),
    Number,
}

/// The characters of a text, where they begin, and how each is shown there.
fn sights(text: &str) -> impl Iterator<Item = (usize, char, Sight)> {
    let mut previous = None;
    let mut characters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (at, c) = characters.next()?;
        let next = characters.peek().map(|(_, next)| *next);
        let sight = match c {
            '\r' if next == Some('\n') => Sight::Left,
            _ => sight(c, previous),
        };
        previous = Some(c);
        Some((at, c, sight))
    })
}

fn sight(c: char, previous: Option<char>) -> Sight {
    match c {
        ' '..='~' | '\n' | '\t' => Sight::AsItIs,
        '\u{7f}' => Sight::Picture('␡'),
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).map_or(Sight::Number, Sight::Picture),
        _ if is_hidden(c) => Sight::Number,
        // Emoji and several scripts need these, but only after something that is seen, and never in a row: a row of
        // them is a way to hide a message.
        ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER if previous.is_none_or(|p| p.is_whitespace() || is_joiner(p)) => {
            Sight::Number
        }
        _ if is_selector(c) && previous.is_none_or(|p| p.is_whitespace() || is_joiner(p) || is_selector(p)) => {
            Sight::Number
        }
        _ => Sight::AsItIs,
    }
}

/// True for what must not reach a terminal as it is: control characters, and what hides or reorders text.
pub(super) fn is_unsafe(c: char) -> bool {
    !matches!(c, ' '..='~') && (c.is_control() || is_hidden(c))
}

/// True for what is neither seen nor needed to see the rest: C1 controls, soft hyphens, marks of direction, blanks
/// without width, line and paragraph separators, annotations, shorthand and musical formatting, tags.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER)
}

/// True for the selectors of a character's variant.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_is_borrowed() {
        for text in ["", "plain", "naïve Übung", "漢字かな交じり文", "a\tb\nc", "👩‍💻 ❤️ ❤️‍🔥 1️⃣", "نامه‌ای", "क्‍ष"]
        {
            assert!(matches!(visible_text(text), Cow::Borrowed(shown) if shown == text), "{text:?}");
        }
        assert!(matches!(visible_line("one line"), Cow::Borrowed("one line")));
        assert!(matches!(visible_line("  one line\n"), Cow::Borrowed("one line")));
    }

    #[test]
    fn control_characters_become_pictures() {
        assert_eq!(visible_text("\u{1b}[31mred\u{1b}[0m"), "␛[31mred␛[0m");
        assert_eq!(visible_text("\u{1b}]0;title\u{7}\u{8}\u{7f}\0"), "␛]0;title␇␈␡␀");
        assert_eq!(visible_text("before\u{9b}31m"), "before\\u{9b}31m");
    }

    #[test]
    fn only_a_lone_carriage_return_is_seen() {
        assert_eq!(visible_text("a\r\nb\rc\r"), "a\nb␍c␍");
        assert_eq!(visible_text("\r\n"), "\n");
        assert_eq!(visible_line("a\r\nb\rc"), "a b␍c");
    }

    #[test]
    fn what_hides_or_reorders_text_becomes_its_number() {
        assert_eq!(visible_text("evil\u{202e}gpj.exe"), "evil\\u{202e}gpj.exe");
        assert_eq!(visible_text("a\u{2028}b\u{feff}c\u{200b}"), "a\\u{2028}b\\u{feff}c\\u{200b}");
        assert_eq!(visible_text("\u{e0041}\u{e0042}"), "\\u{e0041}\\u{e0042}");
    }

    #[test]
    fn joiners_and_selectors_cannot_hide_a_message() {
        assert_eq!(visible_text("a\u{fe0f}\u{fe01}\u{e0101}"), "a\u{fe0f}\\u{fe01}\\u{e0101}");
        assert_eq!(visible_text("\u{200d}a\u{200d}\u{200c}"), "\\u{200d}a\u{200d}\\u{200c}");
    }

    #[test]
    fn a_line_holds_single_blanks() {
        assert_eq!(visible_line("\n a \t\n b\r\n\r\nc  "), "a b c");
        assert_eq!(visible_line("全角\u{3000}空白"), "全角\u{3000}空白");
        assert_eq!(visible_line(" \n "), "");
    }

    /// Any text, with the characters this module is about more often than chance would have them.
    fn hostile() -> impl Strategy<Value = String> {
        let controls =
            prop::char::ranges(vec!['\0'..='\u{9f}', '\u{200b}'..='\u{206f}', '\u{fe00}'..='\u{feff}'].into());
        prop::collection::vec(prop_oneof![controls, any::<char>(), Just('\r'), Just('\n')], 0..40)
            .prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn the_beginning_of_a_long_text_is_that_of_all_of_it(
            texts in prop::collection::vec(hostile(), 1..9),
            plain in "[a-z \t\n]{0,80}",
            width in 0_usize..20,
        ) {
            let text = texts.join(&plain);
            let line = visible_line(&text);
            prop_assert_eq!(visible_beginning(&text, width), cut_end(&line, width));
        }

        #[test]
        fn text_holds_no_control_and_stays_as_it_is(text in hostile()) {
            let shown = visible_text(&text);
            prop_assert!(shown.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control() && !is_hidden(c)));
            prop_assert_eq!(visible_text(&shown), &*shown);
        }

        #[test]
        fn a_line_holds_no_control_and_stays_as_it_is(text in hostile()) {
            let shown = visible_line(&text);
            prop_assert!(shown.chars().all(|c| !c.is_control() && !is_hidden(c)));
            prop_assert!(!shown.contains("  ") && !shown.starts_with(' ') && !shown.ends_with(' '));
            prop_assert_eq!(visible_line(&shown), &*shown);
        }

        #[test]
        fn visible_text_is_borrowed(text in "[a-zA-Z äß漢\n\t]{0,40}") {
            prop_assert!(matches!(visible_text(&text), Cow::Borrowed(_)));
        }
    }
}
