//! Text in HTML.

use std::borrow::Cow;

/// The text as it may stand between tags and in a quoted attribute.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 5] = ['&', '<', '>', '"', '\''];
    let Some(first) = text.find(SPECIAL) else { return Cow::Borrowed(text) };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_that_html_acts_on() {
        assert_eq!(escape("a<b>&\"c\"='d'"), "a&lt;b&gt;&amp;&quot;c&quot;=&#39;d&#39;");
        assert!(matches!(escape("plain ünïcode"), Cow::Borrowed(_)));
    }
}
