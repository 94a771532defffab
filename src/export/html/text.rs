//! The Markdown of a text as HTML, with nothing in it that acts.
//!
//! The tags are those that stand here, the attributes too; all text goes through [`escape`]. Raw HTML is shown as the text it is. A link
//! is one only if it leads to `http`, `https` or `mailto`; an image is not loaded but linked to.

use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::escape::escape;
use crate::ui::sanitise::visible_text;

/// Tags that are nested deeper are left out, and their text is shown: browsers stop nesting somewhere too.
const DEEPEST: usize = 64;

/// The text as HTML.
pub(super) fn render(text: &str) -> String {
    let text = visible_text(text);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut page = Page { html: String::with_capacity(text.len() * 5 / 4), ..Page::default() };
    for event in TextMergeStream::new(Parser::new_ext(&text, options)) {
        page.event(event);
    }
    page.finish()
}

/// What was written, and what must still be ended.
#[derive(Default)]
struct Page {
    html: String,
    /// How each open tag ends; empty for one that was left out.
    ends: Vec<String>,
    /// How many links are open. None may stand in another.
    links: usize,
    /// The alignments of the columns of the table here, and the column.
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl Page {
    fn finish(mut self) -> String {
        while let Some(end) = self.ends.pop() {
            self.html.push_str(&end);
        }
        if !self.html.ends_with('\n') {
            self.html.push('\n');
        }
        self.html
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.html.push_str("<code>");
                self.text(&code);
                self.html.push_str("</code>");
            }
            Event::FootnoteReference(label) => self.text(&format!("[^{label}]")),
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.html.push_str(if done { "☑ " } else { "☐ " }),
        }
    }

    fn text(&mut self, text: &str) {
        // Entities can spell what was made visible before they were decoded.
        self.html.push_str(&escape(&visible_text(text)));
    }

    fn open(&mut self, begin: &str, end: &str) {
        let fits = self.ends.len() < DEEPEST;
        self.html.push_str(if fits { begin } else { "" });
        self.ends.push(if fits { end.to_owned() } else { String::new() });
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open("<p>", "</p>\n"),
            Tag::Heading { level: HeadingLevel::H1, .. } => self.open("<h5>", "</h5>\n"),
            Tag::Heading { .. } => self.open("<h6>", "</h6>\n"),
            Tag::BlockQuote(_) => self.open("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.open("<pre tabindex=\"0\">", "</pre>\n"),
            Tag::List(None) => self.open("<ul>\n", "</ul>\n"),
            Tag::List(Some(first)) => self.open(&format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            Tag::Item => self.open("<li>", "</li>\n"),
            Tag::FootnoteDefinition(label) => {
                self.open("<div>", "</div>\n");
                self.text(&format!("[^{label}]: "));
            }
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.open("<div class=\"wide\" tabindex=\"0\"><table>\n", "</table></div>\n");
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.open("<tr>", "</tr>\n");
            }
            Tag::TableRow => {
                self.column = 0;
                self.open("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Strikethrough => self.open("<del>", "</del>"),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => self.link(&format!("mailto:{dest_url}"), ""),
            Tag::Link { dest_url, .. } => self.link(dest_url, ""),
            Tag::Image { dest_url, .. } => self.link(dest_url, "image: "),
            _ => self.open("", ""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let end = self.ends.pop().unwrap_or_default();
        if matches!(tag, TagEnd::Link | TagEnd::Image) && end.contains("</a>") {
            self.links -= 1;
        }
        if tag == TagEnd::TableHead {
            self.in_head = false;
        }
        self.html.push_str(&end);
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(language) => visible_text(language.split_whitespace().next().unwrap_or_default()),
            CodeBlockKind::Indented => "".into(),
        };
        let title = if language.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(&language)) };
        self.open(&format!("<pre tabindex=\"0\"{title}><code>"), "</code></pre>\n");
    }

    fn cell(&mut self) {
        let class = match self.columns.get(self.column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.column += 1;
        let name = if self.in_head { "th" } else { "td" };
        self.open(&format!("<{name}{class}>"), &format!("</{name}>"));
    }

    /// A link, or where it must not be one its text and where it would lead.
    fn link(&mut self, target: &str, what: &str) {
        let shown = visible_text(target);
        if leads_somewhere_harmless(&shown, target) && self.links == 0 && self.ends.len() < DEEPEST {
            self.links += 1;
            let target = escape(target);
            self.open(&format!("<a href=\"{target}\" rel=\"noopener noreferrer\" target=\"_blank\">{what}"), "</a>");
        } else {
            let target = escape(&shown).into_owned();
            self.open(what, &format!(" ({target})"));
        }
    }
}

/// True for what may be a link: a plain address of the three kinds that people follow.
fn leads_somewhere_harmless(shown: &str, target: &str) -> bool {
    let known = ["https://", "http://", "mailto:"].iter().any(|scheme| {
        target.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
            && target.len() > scheme.len()
    });
    known && shown == target && !target.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_rendered() {
        let text = "# One\n## Two\na *b* **c** ~~d~~ `e<f>`  \ng\n\n- [x] h\n- i\n\n3. j\n\n> k\n\n| l | m |\n|:-:|--:|\n| 1 | 2 |\n\n---\n```rust x\nfn a<b>() {}\n```";
        insta::assert_snapshot!(render(text));
    }

    #[test]
    fn links_lead_to_three_kinds_of_places() {
        assert_eq!(
            render("[a](https://b.org/?c&d) <e@f.org>"),
            "<p><a href=\"https://b.org/?c&amp;d\" rel=\"noopener noreferrer\" target=\"_blank\">a</a> \
             <a href=\"mailto:e@f.org\" rel=\"noopener noreferrer\" target=\"_blank\">e@f.org</a></p>\n"
        );
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//e.org",
            "x.html",
            "#s1",
            "http://",
        ] {
            assert_eq!(render(&format!("[a](<{bad}>)")), format!("<p>a ({bad})</p>\n"));
        }
        assert_eq!(render("[a](<java\tscript:x>)"), "<p>a (java\tscript:x)</p>\n");
        assert_eq!(render("[a](<http://b.org/&#x202e;c>)"), "<p>a (http://b.org/\\u{202e}c)</p>\n");
    }

    #[test]
    fn images_are_not_loaded() {
        let html = render("![a](https://b.org/c.png) [![d](https://e.org)](https://f.org)");
        assert!(!html.contains("<img") && html.contains(">image: a</a>"), "{html}");
        assert!(html.contains(">image: d (https://e.org)</a>"), "{html}");
    }

    #[test]
    fn raw_html_is_text() {
        assert_eq!(
            render("<script>alert(1)</script>"),
            "<pre tabindex=\"0\">&lt;script&gt;alert(1)&lt;/script&gt;</pre>\n"
        );
        assert_eq!(render("a <b onclick=x>c</b>"), "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
        assert_eq!(render("&#27;[31m &#x202e;"), "<p>␛[31m \\u{202e}</p>\n");
    }

    #[test]
    fn deep_nesting_ends() {
        for deep in [">".repeat(10_000), "- ".repeat(10_000), "*_".repeat(10_000)] {
            let html = render(&format!("{deep} text"));
            assert!(html.contains("text") && html.len() < 12 * deep.len(), "{}", html.len());
        }
    }
}
