//! Markdown as text for a terminal.
//!
//! Agents answer in markdown; people read it better without the marks. [`render`] gives back styled lines: headings
//! stand out, text is wrapped, lists hang, tables have lines, code stays exactly as it is.
//!
//! - `page` keeps the margins and the blank lines between blocks,
//! - `render` turns what the parser finds into blocks on the page,
//! - `wrap` breaks text into lines, `table` lays out tables, `palette` holds every style.

mod page;
mod palette;
mod render;
mod table;
mod wrap;

use pulldown_cmark::{Options, Parser, TextMergeStream};

use super::sanitise::visible_text;
use render::Renderer;

/// Nothing can be laid out in less.
const NARROWEST: usize = 20;

/// Renders markdown in lines of at most `width` columns (but of 20 at the least). Only code, HTML and words that are
/// longer stick out.
///
/// Any text is fine: nothing fails, the time is about linear, and nothing hostile gets through. The only escape
/// sequences in the result are the styles put in here, and the only other control character is the newline.
#[must_use]
pub fn render(text: &str, width: usize) -> String {
    let text = visible_text(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut renderer = Renderer::new(width.max(NARROWEST));
    for event in TextMergeStream::new(Parser::new_ext(&text, options)) {
        renderer.event(event);
    }
    renderer.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::width::display_width;

    /// The text without the styles put in here, and nothing else taken out.
    fn without_styles(text: &str) -> String {
        let mut parts = text.split("\u{1b}[");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (codes, after) = part.split_once('m').expect("a style");
            assert!(codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{codes:?}");
            plain.push_str(after);
        }
        plain
    }

    fn plain(text: &str) -> String {
        without_styles(&render(text, 40))
    }

    #[test]
    fn paragraphs_wrap_and_are_apart() {
        let shown = plain("One paragraph that is *longer* than the width of it.\n\nAnother  \nin two lines.");
        let expected = "One paragraph that is longer than the\nwidth of it.\n\nAnother\nin two lines.\n";
        assert_eq!(shown, expected);
        assert_eq!(plain(""), "");
    }

    #[test]
    fn headings_stand_out() {
        assert_eq!(plain("# One\ntext\n## Two\n### Three\ntext"), "One\n━━━\n\ntext\n\nTwo\n───\n\nThree\n\ntext\n");
        assert!(render("### `three`", 40).contains("\u{1b}[1m\u{1b}[36mthree"));
    }

    #[test]
    fn lists_hang() {
        let text = "- one that is longer than the width of the page\n  - nested\n    1. deeper\n    2. deep\n- two";
        let expected = "\
• one that is longer than the width of
  the page
  ◦ nested
    1. deeper
    2. deep
• two
";
        assert_eq!(plain(text), expected);
        assert_eq!(plain("9. nine\n10. ten\n\n    still ten"), "9. nine\n\n10. ten\n\n    still ten\n");
        assert_eq!(plain("- [x] done\n- [ ] to do\n-\n- - x"), "☑ done\n☐ to do\n•\n• ◦ x\n");
        assert_eq!(plain("* a\n\ntext\n\n* b"), "• a\n\ntext\n\n• b\n");
    }

    #[test]
    fn quotes_have_a_bar() {
        assert_eq!(
            plain("> one\n>\n> > two\n>\n> - a\n> - b\n\nafter"),
            "│ one\n│\n│ │ two\n│\n│ • a\n│ • b\n\nafter\n"
        );
        assert_eq!(plain("- > quoted\n- >"), "• │ quoted\n\n• │\n");
    }

    #[test]
    fn code_stays_as_it_is() {
        let code = "```rust title\nlet a  = \"a line that is longer than the width of the page\";\n\n\tb\n```\nafter";
        let expected =
            "rust\n    let a  = \"a line that is longer than the width of the page\";\n\n        b\n\nafter\n";
        assert_eq!(plain(code), expected);
        assert_eq!(plain("1. run\n   ```\n   x\n   ```\n2. look"), "1. run\n\n       x\n\n2. look\n");
        assert!(render("```diff\n+a\n-b\n```", 40).contains("\u{1b}[31m-b"));
    }

    #[test]
    fn tables_have_lines() {
        let text = "| name | n |\n|---|--:|\n| `a` | 1 |\n| 漢字 | 20 |";
        let expected = "\
┌──────┬────┐
│ name │  n │
├──────┼────┤
│ a    │  1 │
│ 漢字 │ 20 │
└──────┴────┘
";
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn wide_tables_wrap_and_very_wide_ones_become_records() {
        let text = "| a | b |\n|---|---|\n| one two three four five | six seven eight nine ten |\n| x | y |";
        let expected = "\
┌───────────────────┬──────────────────┐
│ a                 │ b                │
├───────────────────┼──────────────────┤
│ one two three     │ six seven eight  │
│ four five         │ nine ten         │
├───────────────────┼──────────────────┤
│ x                 │ y                │
└───────────────────┴──────────────────┘
";
        assert_eq!(plain(text), expected);
        let columns = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(5));
        let text = columns("a title") + &columns("-") + &columns("something longer") + &columns("x");
        assert!(plain(&text).starts_with("a title: something longer\na title: something longer\n"), "{}", plain(&text));
        assert!(plain(&text).contains("longer\n\na title: x\n"));
    }

    #[test]
    fn links_say_where_they_lead() {
        assert_eq!(plain("[text](https://a.org/b)"), "text (https://a.org/b)\n");
        assert_eq!(plain("<https://a.org> [a.org](a.org) <me@a.org>"), "https://a.org a.org me@a.org\n");
        assert_eq!(plain("![a *diagram*](a.png) ![](b.png)"), "[image: a diagram] [image: b.png]\n");
        assert_eq!(plain("[![alt](a.png)](https://a.org)"), "[image: alt] (https://a.org)\n");
    }

    #[test]
    fn html_and_footnotes_are_text() {
        assert_eq!(plain("<div>\n<b>x</b>\n</div>"), "<div>\n<b>x</b>\n</div>\n");
        assert_eq!(plain("a <b>bold</b><br/>c"), "a <b>bold</b>\nc\n");
        assert_eq!(plain("a[^1]\n\n[^1]: note\n\n    more"), "a[^1]\n\n[^1]: note\n\n  more\n");
        assert_eq!(plain("a[^x]\n\n[^x]:\n    - item"), "a[^x]\n\n[^x]:\n  • item\n");
        assert_eq!(plain("a\n\n---\n\nb"), format!("a\n\n{}\n\nb\n", "─".repeat(40)));
    }

    #[test]
    fn nothing_hostile_gets_through() {
        assert_eq!(plain("a\u{1b}[31mb `\u{1b}]0;x\u{7}`"), "a␛[31mb ␛]0;x␇\n");
        assert_eq!(plain("&#27;[31m &#x202e; &#8;"), "␛[31m \\u{202e} ␈\n");
        assert_eq!(plain("[x](<a&#27;b>)"), "x (a␛b)\n");
        assert_eq!(plain("``` &#27;x\ny\n```"), "␛x\n    y\n");
    }

    #[test]
    fn deep_nesting_keeps_a_narrow_margin() {
        for deep in [">".repeat(10_000), "- ".repeat(10_000), "1. > ".repeat(5_000), "*_".repeat(10_000)] {
            let shown = plain(&format!("{deep} text"));
            assert!(shown.len() < 2 * deep.len(), "{} bytes", shown.len());
            assert!(shown.contains("text"));
        }
    }

    /// Text that is markdown more often than not.
    fn markdown() -> impl Strategy<Value = String> {
        let marks = prop::sample::select(vec![
            "# ",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "> ",
            "    ",
            "\t",
            "```",
            "`",
            "*",
            "**",
            "_",
            "~~",
            "[",
            "](",
            ")",
            "![",
            "<",
            ">",
            "|",
            "|-|-|\n",
            "\n|a|b|\n|-|:-:|\n|c|",
            "---\n",
            "<br>",
            "<div>",
            "[^1]",
            "[^1]: ",
            "- [ ] ",
            "\\",
            "&#27;",
            "\u{1b}[31m",
            "\u{202e}",
            "\r",
            "word",
            "longer word",
            "漢字",
            "👩‍💻",
        ]);
        prop::collection::vec(prop_oneof![4 => marks.prop_map(str::to_owned), 1 => any::<String>()], 0..40)
            .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_rendered_safely(text in markdown(), width in 0_usize..100) {
            let shown = without_styles(&render(&text, width));
            prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
            prop_assert_eq!(visible_text(&shown), shown.as_str());
            prop_assert!(shown.lines().all(|line| !line.ends_with(' ')));
            prop_assert!(!shown.contains("\n\n\n") || text.contains('`') || text.contains("  ") || text.contains('\t'));
        }

        #[test]
        fn lines_of_short_words_keep_to_the_width(
            words in prop::collection::vec("[a-z漢字*_]{1,6}|\n\n|\n> |\n- |\n1\\. |\n# ", 0..60), width in 40_usize..90,
        ) {
            for line in without_styles(&render(&words.join(" "), width)).lines() {
                prop_assert!(display_width(line) <= width, "{line:?}");
            }
        }
    }
}
