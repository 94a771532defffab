//! The page that is written on: its margin, and the blank lines between blocks.

/// The margin never grows wider, however deep lists and quotes are nested: else a hostile text of a few kilobytes would
/// become gigabytes of margin.
const WIDEST_MARGIN: usize = 48;

/// What stands between a block and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing, because nothing was written here before.
    Fresh,
    /// Another block begins with a blank line, another item of the same list right below.
    Line,
    /// A blank line.
    Blank,
}

/// Lines that were written, and where the next one begins.
pub(super) struct Page {
    text: String,
    width: usize,
    margin: String,
    margin_width: usize,
    /// The margins around the present one: their lengths in bytes and in columns.
    outer: Vec<(usize, usize)>,
    /// The margin of the next line only, if it is another: with an item's bullet.
    first: Option<String>,
    gap: Gap,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self {
            text: String::new(),
            width,
            margin: String::new(),
            margin_width: 0,
            outer: Vec::new(),
            first: None,
            gap: Gap::Fresh,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The columns beside the margin.
    pub(super) fn room(&self) -> usize {
        self.width - self.margin_width
    }

    /// Begins a block: apart from what came before.
    pub(super) fn begin_block(&mut self) {
        if self.gap != Gap::Fresh {
            self.blank();
        }
    }

    /// Begins an item of a list: apart only if what came before asks for it.
    pub(super) fn begin_item(&mut self) {
        if self.gap == Gap::Blank {
            self.blank();
        }
    }

    /// Ends a block or an item.
    pub(super) fn end(&mut self, gap: Gap) {
        self.gap = gap;
    }

    /// Widens the margin by a mark of so many columns, which `bullet` takes the place of on the first line.
    pub(super) fn enter(&mut self, bullet: Option<&str>, mark: &str, columns: usize) {
        self.outer.push((self.margin.len(), self.margin_width));
        self.gap = Gap::Fresh;
        if self.margin_width + columns > WIDEST_MARGIN.min(self.width / 2) {
            return;
        }
        if self.first.is_some() || bullet.is_some() {
            self.first.get_or_insert_with(|| self.margin.clone()).push_str(bullet.unwrap_or(mark));
        }
        self.margin.push_str(mark);
        self.margin_width += columns;
    }

    /// Goes back to the margin before. Where nothing was written, the mark alone is.
    pub(super) fn leave(&mut self) {
        if self.gap == Gap::Fresh {
            self.line("");
            self.gap = Gap::Line;
        }
        if let Some((length, columns)) = self.outer.pop() {
            self.margin.truncate(length);
            self.margin_width = columns;
        }
    }

    /// Puts another bullet in the place of one that was not written yet. False if there is none.
    pub(super) fn replace_bullet(&mut self, old: &str, new: &str) -> bool {
        let Some(first) = &mut self.first else { return false };
        let Some(length) = first.strip_suffix(old).map(str::len) else { return false };
        first.truncate(length);
        first.push_str(new);
        true
    }

    /// Writes a line.
    pub(super) fn line(&mut self, line: &str) {
        let margin = self.first.take();
        self.text.push_str(margin.as_ref().unwrap_or(&self.margin));
        self.text.push_str(line);
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.line("");
    }
}
