//! One walk over a text that finds its secrets.
//!
//! Linear by construction. At each place where a prefix stands, the form that must follow is looked at. Where it fits, the walk
//! goes on behind it. Where it does not, only so much was looked at as a short constant allows, with three exceptions:
//! a JWT without its dots is remembered, so that its run is measured once; a key block is sought no further than to the next
//! one's beginning; and the user part of a URL ends at a slash, behind which alone another can begin.

use std::sync::LazyLock;

use super::forms::{after_escape, credentials, find, marker_end, pem_end, run_end, token_end, value_start};
use super::leads::Leads;
use super::rules::{Class, Form, Length, RULES, Rule, is_name};

/// A secret in a text: its bytes and its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    kind: &'static str,
}

impl Found {
    /// Its kind, as the marker has it.
    pub(super) fn kind(self) -> &'static str {
        self.kind
    }

    /// What takes its place.
    pub(super) fn marker(self) -> String {
        format!("[REDACTED:{}]", self.kind)
    }
}

/// The first secret in a text.
pub(super) fn find_first(text: &str) -> Option<Found> {
    Scanner::over(text.as_bytes()).next()
}

/// The secret in a value that is assigned to `name`, where that name tells that it is one.
pub(super) fn assigned(name: &str, value: &str) -> Option<Found> {
    RULES.iter().find_map(|rule| {
        let names = || rule.prefixes.iter().any(|prefix| ends_with_name(name, prefix));
        let secret = match rule.form {
            Form::Assigned(class, length) if names() => {
                token_end(value.as_bytes(), 0, class, length).map(|end| (0, end))
            }
            Form::Header if names() => credentials(value.as_bytes(), 0),
            _ => None,
        };
        secret.map(|(start, end)| Found { start, end, kind: rule.kind })
    })
}

fn ends_with_name(name: &str, prefix: &str) -> bool {
    let start = name.len().checked_sub(prefix.len());
    start.is_some_and(|start| {
        let bytes = name.as_bytes();
        bytes[start..].eq_ignore_ascii_case(prefix.as_bytes())
            && (start == 0 || !bytes[start - 1].is_ascii_alphanumeric())
    })
}

/// A prefix and its rule.
type Prefix = (&'static Rule, &'static [u8]);

/// The prefixes by their first byte.
static BY_FIRST_BYTE: LazyLock<[Vec<Prefix>; 256]> = LazyLock::new(|| {
    let mut table = [const { Vec::new() }; 256];
    for rule in RULES {
        for prefix in rule.prefixes.iter().map(|prefix| prefix.as_bytes()) {
            table[usize::from(prefix[0])].push((rule, prefix));
            if is_name(rule) {
                table[usize::from(prefix[0].to_ascii_uppercase())].push((rule, prefix));
            }
        }
    }
    table
});

/// The rules of which a prefix stands at a place, and where that ends.
pub(super) fn rules_at(text: &[u8], at: usize) -> impl Iterator<Item = (&'static Rule, usize)> {
    BY_FIRST_BYTE[usize::from(text[at])].iter().filter_map(move |(rule, prefix)| {
        let head = text.get(at..at + prefix.len())?;
        let same = if is_name(rule) { head.eq_ignore_ascii_case(prefix) } else { head == *prefix };
        same.then_some((*rule, at + prefix.len()))
    })
}

/// The walk; it gives the secrets in order.
pub(super) struct Scanner<'a> {
    text: &'a [u8],
    leads: Leads<'a>,
    at: usize,
    /// Where the last secret ended. What follows it directly begins a word, as it will when the marker stands there.
    after_secret: usize,
    /// No JWT begins before this place.
    no_jwt_before: usize,
}

impl<'a> Scanner<'a> {
    /// A walk that goes on behind a secret.
    pub(super) fn after(text: &'a str, found: Found) -> Self {
        Self { at: found.end, after_secret: found.end, ..Self::over(text.as_bytes()) }
    }

    fn over(text: &'a [u8]) -> Self {
        Self { text, leads: Leads::new(text, 0), at: 0, after_secret: 0, no_jwt_before: 0 }
    }

    /// True if a word can begin here: after anything but a letter or digit, and after an escape such as `\n` in quoted source.
    fn word_begins(&self, at: usize) -> bool {
        at == self.after_secret || !self.text[at - 1].is_ascii_alphanumeric() || after_escape(&self.text[..at])
    }

    /// Goes on behind the secret or marker at `at`, or to the next byte. The secret, if it is one.
    fn step(&mut self, at: usize) -> Option<Found> {
        let Some((end, found)) = self.look(at) else {
            self.at = at + 1;
            return None;
        };
        (self.at, self.after_secret) = (end, end);
        found
    }

    /// The secret or marker that begins with a prefix at `at`, as the place where the walk goes on and the secret if it is one.
    fn look(&mut self, at: usize) -> Option<(usize, Option<Found>)> {
        let first = self.text[at];
        if first.is_ascii_alphanumeric() && !self.word_begins(at) {
            return None;
        }
        for (rule, from) in rules_at(self.text, at) {
            if rule.form == Form::Marker {
                return marker_end(self.text, from).map(|end| (end, None));
            }
            if let Some((start, end)) = self.secret(rule.form, at, from) {
                return Some((end, Some(Found { start, end, kind: rule.kind })));
            }
        }
        None
    }

    /// The bytes of the secret of which the prefix ends at `from`.
    fn secret(&mut self, form: Form, at: usize, from: usize) -> Option<(usize, usize)> {
        let text = self.text;
        match form {
            Form::Token(class, length) => token_end(text, from, class, length).map(|end| (at, end)),
            Form::Pair(first, second) => {
                let dot = token_end(text, from, Class::Url, Length::Exactly(first))?;
                let begin = (text.get(dot) == Some(&b'.')).then_some(dot + 1)?;
                token_end(text, begin, Class::Url, Length::Exactly(second)).map(|end| (at, end))
            }
            Form::Jwt => self.jwt_end(at).map(|end| (at, end)),
            Form::Pem => pem_end(text, from).map(|end| (at, end)),
            Form::UrlPassword => url_password(text, from),
            Form::Assigned(class, length) => {
                let value = value_start(text, from)?;
                token_end(text, value, class, length).map(|end| (value, end))
            }
            Form::Header => credentials(text, value_start(text, from)?),
            Form::Marker => None,
        }
    }

    /// The end of the JWT at `at`: header, payload and signature, or the five parts of an encrypted one.
    fn jwt_end(&mut self, at: usize) -> Option<usize> {
        const SHORTEST: [usize; 3] = [16, 6, 16];
        if at < self.no_jwt_before {
            return None;
        }
        let mut end = run_end(self.text, at, Class::Url);
        // Whatever begins later in this run has the same parts behind it and a shorter first one: it is none either.
        self.no_jwt_before = end;
        let mut start = at;
        for (part, shortest) in SHORTEST.into_iter().enumerate() {
            if part > 0 {
                start = (self.text.get(end) == Some(&b'.')).then_some(end + 1)?;
                end = run_end(self.text, start, Class::Url);
            }
            if end - start < shortest {
                return None;
            }
        }
        for _ in 0..2 {
            let next = run_end(self.text, (end + 1).min(self.text.len()), Class::Url);
            if self.text.get(end) == Some(&b'.') && next > end + SHORTEST[2] {
                end = next;
            }
        }
        Some(end)
    }
}

impl Iterator for Scanner<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        while let Some(at) = self.leads.next(self.at) {
            let found = self.step(at);
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// The password in the authority of a URL that begins at `from`.
fn url_password(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || byte.is_ascii_control() || b"/?#\"'<>\\`".contains(byte);
    let mut authority = &text[from..];
    authority = &authority[..authority.iter().position(ends).unwrap_or(authority.len())];
    authority = &authority[..find(authority, b"[REDACTED:").unwrap_or(authority.len())];
    let end = authority.iter().rposition(|byte| *byte == b'@')?;
    let colon = authority[..end].iter().position(|byte| *byte == b':')?;
    // Tokens are also given as the user of a URL; then nothing before the `@` is kept.
    let start = if Scanner::over(&authority[..colon]).next().is_some() { 0 } else { colon + 1 };
    (colon + 1 < end).then_some((from + start, from + end))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    /// The same walk, for which a secret may begin anywhere.
    fn plainly(text: &str) -> Vec<Found> {
        let mut scanner = Scanner::over(text.as_bytes());
        let mut found = Vec::new();
        while scanner.at < text.len() {
            found.extend(scanner.step(scanner.at));
        }
        found
    }

    /// Prefixes in any case and cut short, what may stand around them, and runs that are long enough for most.
    fn a_piece() -> impl Strategy<Value = String> {
        let prefixes: Vec<_> = RULES.iter().flat_map(|rule| rule.prefixes).copied().collect();
        let runs = vec!["a1B2c3D4".repeat(11), "0123456789abcdef".repeat(4), "A2".repeat(29)];
        let around = vec![
            "",
            " ",
            "\n",
            "\\n",
            "\\x4a",
            "\\u004A",
            "\\0",
            "\\",
            "x",
            "7",
            "_",
            "-",
            "[",
            "]",
            "://",
            "/",
            "=",
            ": ",
            "é",
            "user:pass@",
            "PRIVATE KEY-----",
            "-----END ",
            "Bearer ",
            ".",
            "%",
            "\"",
            "$",
        ];
        prop_oneof![
            4 => (select(prefixes), 0..3_usize).prop_map(|(prefix, case)| match case {
                0 => prefix.to_uppercase(),
                1 => prefix[1..].to_owned(),
                _ => prefix.to_owned(),
            }),
            3 => (select(runs), 0..90_usize).prop_map(|(run, length)| run.chars().take(length).collect()),
            5 => select(around).prop_map(str::to_owned),
            1 => "[a-z ]{0,70}",
        ]
    }

    /// The last byte of each is a letter or digit, and yet a word begins behind it.
    #[test]
    fn nothing_behind_an_escape_is_passed_over_wherever_it_stands() {
        let key = format!("ghp_{}", "a1B2c3D4".repeat(5));
        for escape in ["\\n", "\\r", "\\t", "\\b", "\\f", "\\0", "\\x4a", "\\u00aA"] {
            for before in 0..130 {
                let text = format!("{}{escape}{key}", "z".repeat(before));
                let found: Vec<_> = Scanner::over(text.as_bytes()).map(|found| found.start).collect();
                assert_eq!(found, [before + escape.len()], "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn nothing_is_passed_over(pieces in vec(a_piece(), 0..14)) {
            let text = pieces.concat();
            let found: Vec<_> = Scanner::over(text.as_bytes()).collect();
            prop_assert_eq!(found, plainly(&text), "in {:?}", text);
        }
    }
}
