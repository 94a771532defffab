//! Objects that are written one member after the other.

use super::push_string;

/// An object on one line, behind what is in a text already.
pub(crate) struct ObjectWriter<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Begins an object.
    pub(crate) fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, is_empty: true }
    }

    /// Begins a member, of which the value is to be put behind what is given. The key is one of ours, so that nothing in it has to be escaped.
    #[inline]
    pub(crate) fn value(&mut self, key: &'static str) -> &mut String {
        self.out.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.out.push_str(key);
        self.out.push_str("\":");
        self.is_empty = false;
        self.out
    }

    /// The same under any key.
    pub(crate) fn value_under(&mut self, key: &str) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        push_string(key, self.out);
        self.out.push(':');
        self.is_empty = false;
        self.out
    }

    /// A member that is a text.
    #[inline]
    pub(crate) fn text(&mut self, key: &'static str, text: &str) {
        push_string(text, self.value(key));
    }

    /// A member that is a list, which is left out if it is empty. `put` puts an item behind a text.
    pub(crate) fn list<T>(&mut self, key: &'static str, items: &[T], put: impl Fn(&T, &mut String)) {
        if items.is_empty() {
            return;
        }
        let out = self.value(key);
        let mut before = '[';
        for item in items {
            out.push(std::mem::replace(&mut before, ','));
            put(item, out);
        }
        out.push(']');
    }

    /// A member that is a list of texts, which is left out if it is empty.
    pub(crate) fn texts(&mut self, key: &'static str, texts: &[String]) {
        self.list(key, texts, |text, out| push_string(text, out));
    }

    /// Ends the object.
    pub(crate) fn end(self) {
        self.out.push('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_written_on_one_line_and_empty_lists_are_left_out() {
        let mut out = "before".to_owned();
        ObjectWriter::begin(&mut out).end();
        let mut object = ObjectWriter::begin(&mut out);
        object.texts("none", &[]);
        object.text("text", "a\n\"b\"");
        object.value("number").push('7');
        object.value_under("\t").push_str("null");
        object.texts("texts", &["a".to_owned(), String::new()]);
        object.end();
        assert_eq!(out, r#"before{}{"text":"a\n\"b\"","number":7,"\t":null,"texts":["a",""]}"#);
    }
}
