//! What the parser finds, written on the page.

use std::borrow::Cow;
use std::mem;

use anstyle::Style;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::page::{Gap, Page};
use super::palette::{self, BULLET, CODE, MARK};
use super::table::Grid;
use super::wrap::{Blanks, Inline, Overlong, wrap};
use crate::ui::sanitise::{visible_line, visible_text};
use crate::ui::width::{cut_end, display_width};

/// Bullets by the depth of the list.
const BULLETS: [&str; 3] = ["•", "◦", "▪"];
/// A rule is not drawn wider.
const WIDEST_RULE: usize = 80;
const TAB: usize = 4;

/// Text that is shown as it is, line by line.
enum Verbatim {
    Code { language: String },
    Html,
}

/// The page, and what was parsed but not written yet.
pub(super) struct Renderer {
    page: Page,
    inlines: Vec<Inline>,
    /// The style of the text here, and those around it.
    styles: Vec<Style>,
    /// The next number of each list around, if its items have numbers.
    lists: Vec<Option<u64>>,
    /// Where the text of each link and image around begins, and where they lead.
    targets: Vec<(usize, String)>,
    verbatim: Option<(Verbatim, String)>,
    grid: Option<Grid>,
}

impl Renderer {
    pub(super) fn new(width: usize) -> Self {
        Self {
            page: Page::new(width),
            inlines: Vec::new(),
            styles: Vec::new(),
            lists: Vec::new(),
            targets: Vec::new(),
            verbatim: None,
            grid: None,
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.end_tight_text();
        self.page.into_text()
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) => self.text(&text),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => self.code(&code),
            Event::InlineHtml(html) if is_line_break(&html) => self.inlines.push(Inline::Break),
            Event::InlineHtml(html) => self.push(&html, self.style().dimmed()),
            Event::FootnoteReference(label) => self.push(&format!("[^{label}]"), self.style().dimmed()),
            Event::SoftBreak => self.push(" ", self.style()),
            Event::HardBreak => self.inlines.push(Inline::Break),
            Event::TaskListMarker(done) => self.task(if done { "☑" } else { "☐" }),
            Event::Rule => self.rule(),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if is_block(&tag) {
            self.end_tight_text();
        }
        match tag {
            Tag::Heading { level, .. } => self.styles.push(palette::heading(level).0),
            Tag::BlockQuote(_) => self.start_quote(),
            Tag::CodeBlock(kind) => self.verbatim = Some((Verbatim::Code { language: language(&kind) }, String::new())),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.verbatim = Some((Verbatim::Html, String::new())),
            Tag::List(first) => self.lists.push(first),
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label),
            Tag::Table(alignments) => self.grid = Some(Grid::new(alignments)),
            Tag::TableHead | Tag::Strong => self.styles.push(self.style().bold()),
            Tag::Emphasis => self.styles.push(self.style().italic()),
            Tag::Strikethrough => self.styles.push(self.style().strikethrough()),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url),
            Tag::Image { dest_url, .. } => self.start_image(&dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.paragraph(Gap::Blank),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => self.end_verbatim(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => {
                self.end_tight_text();
                self.page.leave();
            }
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.end_tight_text();
                self.page.leave();
                self.page.end(Gap::Blank);
            }
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => {
                self.styles.pop();
                self.end_row();
            }
            TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => drop(self.styles.pop()),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    // Text.

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or_default()
    }

    /// The parser has turned entities like `&#27;` into characters, so all text has to be made visible once more.
    fn push(&mut self, text: &str, style: Style) {
        let text = visible_text(text).into_owned();
        self.inlines.push(Inline::Text { text, style, blanks: Blanks::Collapse });
    }

    fn text(&mut self, text: &str) {
        match &mut self.verbatim {
            Some((_, verbatim)) => verbatim.push_str(text),
            None => self.push(text, self.style()),
        }
    }

    fn code(&mut self, code: &str) {
        let style = self.style().fg_color(CODE.get_fg_color());
        self.inlines.push(Inline::Text { text: visible_text(code).into_owned(), style, blanks: Blanks::Keep });
    }

    fn start_link(&mut self, target: &str) {
        self.targets.push((self.inlines.len(), visible_line(target).into_owned()));
        self.styles.push(self.style().underline());
    }

    fn end_link(&mut self) {
        self.styles.pop();
        let Some((start, target)) = self.targets.pop() else { return };
        let shown = &self.inlines[start.min(self.inlines.len())..];
        if !says(shown, &target) && !target.strip_prefix("mailto:").is_some_and(|address| says(shown, address)) {
            let space = if shown.is_empty() { "" } else { " " };
            self.push(&format!("{space}({target})"), self.style().dimmed());
        }
    }

    fn start_image(&mut self, target: &str) {
        self.push("[image: ", self.style().dimmed());
        self.targets.push((self.inlines.len(), visible_line(target).into_owned()));
    }

    fn end_image(&mut self) {
        let Some((start, target)) = self.targets.pop() else { return };
        let name = if self.inlines.len() > start { "" } else { &target };
        self.push(&format!("{name}]"), self.style().dimmed());
    }

    // Blocks of text.

    fn paragraph(&mut self, gap: Gap) {
        let inlines = mem::take(&mut self.inlines);
        let lines = wrap(&inlines, self.page.room(), Overlong::StickOut);
        if lines.is_empty() {
            return;
        }
        self.page.begin_block();
        for line in lines {
            self.page.line(&line.text);
        }
        self.page.end(gap);
    }

    /// Text of an item that is not a paragraph ends where the next block begins, or the item ends.
    fn end_tight_text(&mut self) {
        if self.grid.is_none() {
            self.paragraph(Gap::Line);
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        self.styles.pop();
        let inlines = mem::take(&mut self.inlines);
        let lines = wrap(&inlines, self.page.room(), Overlong::StickOut);
        let Some(widest) = lines.iter().map(|line| line.width).max() else { return };
        self.page.begin_block();
        for line in lines {
            self.page.line(&line.text);
        }
        let (style, underline) = palette::heading(level);
        if let Some(underline) = underline {
            self.page.line(&format!("{style}{}{style:#}", underline.repeat(widest.min(self.page.room()))));
        }
        self.page.end(Gap::Blank);
    }

    fn rule(&mut self) {
        self.end_tight_text();
        self.page.begin_block();
        self.page.line(&format!("{MARK}{}{MARK:#}", "─".repeat(self.page.room().min(WIDEST_RULE))));
        self.page.end(Gap::Blank);
    }

    fn end_verbatim(&mut self) {
        let Some((kind, text)) = self.verbatim.take() else { return };
        let text = visible_text(&text);
        if text.is_empty() {
            return;
        }
        self.page.begin_block();
        match kind {
            Verbatim::Html => text.lines().for_each(|line| self.page.line(&styled(&without_tabs(line), MARK))),
            Verbatim::Code { language } => self.code_block(&language, &text),
        }
        self.page.end(Gap::Blank);
    }

    /// Code is indented and nothing else, so that it can be copied from the screen.
    fn code_block(&mut self, language: &str, code: &str) {
        if !language.is_empty() {
            self.page.line(&styled(language, MARK.italic()));
        }
        let is_diff = matches!(language, "diff" | "patch");
        for line in code.lines() {
            let style = if is_diff { diff_style(line) } else { Style::new() };
            self.page.line(&format!("{:TAB$}{}", "", styled(&without_tabs(line), style)));
        }
    }

    // Blocks of blocks.

    fn start_quote(&mut self) {
        self.page.begin_block();
        self.page.enter(None, &format!("{} ", styled("│", MARK)), 2);
    }

    fn start_footnote(&mut self, label: &str) {
        self.page.begin_block();
        self.page.enter(Some(""), "  ", 2);
        // The label belongs to the text, so that both are wrapped together.
        self.push(&format!("[^{label}]: "), MARK);
    }

    fn start_item(&mut self) {
        self.page.begin_item();
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}.");
                *number = number.saturating_add(1);
                bullet
            }
            _ => self.bullet().to_owned(),
        };
        let columns = display_width(&bullet) + 1;
        self.page.enter(Some(&bullet_text(&bullet)), &" ".repeat(columns), columns);
    }

    fn bullet(&self) -> &'static str {
        BULLETS[self.lists.len().saturating_sub(1) % BULLETS.len()]
    }

    fn task(&mut self, mark: &str) {
        if !self.page.replace_bullet(&bullet_text(self.bullet()), &bullet_text(mark)) {
            self.push(&format!("{mark} "), BULLET);
        }
    }

    fn end_list(&mut self) {
        self.lists.pop();
        // What comes after a list within an item is up to that item.
        if self.lists.is_empty() {
            self.page.end(Gap::Blank);
        }
    }

    // Tables.

    fn end_cell(&mut self) {
        let cell = mem::take(&mut self.inlines);
        if let Some(grid) = &mut self.grid {
            grid.push_cell(cell);
        }
    }

    fn end_row(&mut self) {
        if let Some(grid) = &mut self.grid {
            grid.end_row();
        }
    }

    fn end_table(&mut self) {
        let Some(grid) = self.grid.take() else { return };
        self.page.begin_block();
        for line in grid.lines(self.page.room()) {
            self.page.line(&line);
        }
        self.page.end(Gap::Blank);
    }
}

/// True for what ends the text before it. A paragraph does not: nothing but the label of a footnote can stand before
/// it.
fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Paragraph
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

fn styled(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

fn bullet_text(bullet: &str) -> String {
    format!("{BULLET}{bullet}{BULLET:#} ")
}

/// `<br>` is the one element of HTML that says the same in text.
fn is_line_break(html: &str) -> bool {
    let name = html.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim_end();
    name.eq_ignore_ascii_case("br")
}

/// True if the text is exactly this. It is not put together for that, so that nested links cost no more than their
/// text.
fn says(inlines: &[Inline], text: &str) -> bool {
    let rest = inlines.iter().try_fold(text, |rest, inline| match inline {
        Inline::Text { text, .. } => rest.strip_prefix(text.as_str()),
        Inline::Break => None,
    });
    rest == Some("")
}

/// The language of a code block: the first word after the fence.
fn language(kind: &CodeBlockKind<'_>) -> String {
    let CodeBlockKind::Fenced(info) = kind else { return String::new() };
    let info = visible_line(info);
    let language = info.split([' ', ',', '{']).next().unwrap_or_default();
    cut_end(language, 30).into_owned()
}

fn diff_style(line: &str) -> Style {
    match line.as_bytes().first() {
        Some(b'+') => palette::ADDED,
        Some(b'-') => palette::REMOVED,
        Some(b'@') => palette::PLACE,
        _ => Style::new(),
    }
}

/// Tabs as blanks, since a terminal counts its tabs from the edge of the screen and not from our margin. Blanks at the
/// end, which nobody sees, are left out.
fn without_tabs(line: &str) -> Cow<'_, str> {
    let line = line.trim_end_matches([' ', '\t']);
    if !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    let mut expanded = String::with_capacity(line.len() + 16);
    let mut column = 0;
    for part in line.split_inclusive('\t') {
        let text = part.trim_end_matches('\t');
        expanded.push_str(text);
        column += display_width(text);
        if text.len() < part.len() {
            let blanks = TAB - column % TAB;
            expanded.extend(std::iter::repeat_n(' ', blanks));
            column += blanks;
        }
    }
    Cow::Owned(expanded)
}
