//! One walk over a text that finds its secrets.
//!
//! Linear by construction. At each place where a prefix stands, the form that must follow is looked at. Where it fits, the walk
//! goes on behind it. Where it does not, only so much was looked at as a short constant allows, with three exceptions:
//! a JWT without its dots is remembered, so that its run is measured once; a key block is sought no further than to the next
//! one's beginning; and the user part of a URL ends at a slash, behind which alone another can begin.

use std::sync::LazyLock;

use super::rules::{Class, Form, Length, RULES, Rule};

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

const fn is_name(rule: &Rule) -> bool {
    matches!(rule.form, Form::Assigned(..) | Form::Header)
}

/// A set of the first three bytes of all prefixes, one bit for each hash of three bytes. Nearly every place is passed over by it alone.
static LEADS: [u64; 1024] = leads();

const fn lead_hash(bytes: [u8; 3]) -> usize {
    let together = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
    (together.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

const fn leads() -> [u64; 1024] {
    let mut leads = [0; 1024];
    let mut number = 0;
    while number < RULES.len() {
        let rule = &RULES[number];
        let mut prefix = 0;
        while prefix < rule.prefixes.len() {
            add_lead(&mut leads, rule.prefixes[prefix].as_bytes(), is_name(rule));
            prefix += 1;
        }
        number += 1;
    }
    leads
}

/// Adds a prefix with whatever may stand in its first three places: of a short one anything in the third, of a name both cases.
const fn add_lead(leads: &mut [u64; 1024], prefix: &[u8], any_case: bool) {
    let mut third = 0_u8;
    loop {
        let mut bytes = [prefix[0], prefix[1], third];
        let fits =
            prefix.len() == 2 || (any_case && prefix[2].eq_ignore_ascii_case(&bytes[2])) || prefix[2] == bytes[2];
        let mut spelling = 0;
        while fits && spelling < 4 {
            if any_case {
                bytes[0] =
                    if spelling & 1 == 0 { prefix[0].to_ascii_lowercase() } else { prefix[0].to_ascii_uppercase() };
                bytes[1] =
                    if spelling & 2 == 0 { prefix[1].to_ascii_lowercase() } else { prefix[1].to_ascii_uppercase() };
            }
            let hash = lead_hash(bytes);
            leads[hash / 64] |= 1 << (hash % 64);
            spelling += 1;
        }
        if third == u8::MAX {
            return;
        }
        third += 1;
    }
}

/// The first place from `from` on where a prefix may stand. None is so short with what must follow it that it ends within the last two
/// bytes.
// Inlined into the walk, this loop would keep its counters in memory, and take four times as long.
#[inline(never)]
pub(super) fn next_lead(text: &[u8], from: usize) -> Option<usize> {
    let may_begin = |bytes: &[u8]| {
        let hash = lead_hash([bytes[0], bytes[1], bytes[2]]);
        LEADS[hash / 64] >> (hash % 64) & 1 == 1
    };
    text[from..].windows(3).position(may_begin).map(|place| from + place)
}

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
        Self { text, at: 0, after_secret: 0, no_jwt_before: 0 }
    }

    /// True if a word can begin here: after anything but a letter or digit, and after an escape such as `\n` in quoted source.
    fn word_begins(&self, at: usize) -> bool {
        at == self.after_secret || !self.text[at - 1].is_ascii_alphanumeric() || after_escape(&self.text[..at])
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
        while let Some(at) = next_lead(self.text, self.at) {
            let Some((end, found)) = self.look(at) else {
                self.at = at + 1;
                continue;
            };
            (self.at, self.after_secret) = (end, end);
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

/// True if a text ends with `\n` or another escape of one letter, or with `\u` and four digits.
fn after_escape(text: &[u8]) -> bool {
    match text {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'0'] => true,
        [.., b'\\', b'u', a, b, c, d] => [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()),
        [.., b'\\', b'x', a, b] => a.is_ascii_hexdigit() && b.is_ascii_hexdigit(),
        _ => false,
    }
}

fn run_end(text: &[u8], from: usize, class: Class) -> usize {
    text[from..].iter().position(|byte| !class.has(*byte)).map_or(text.len(), |length| from + length)
}

/// The end of a run of that length. A longer one than the exact is something else.
fn token_end(text: &[u8], from: usize, class: Class, length: Length) -> Option<usize> {
    match length {
        Length::Exactly(length) => {
            let end = from + length;
            let whole = text.get(from..end)?.iter().all(|byte| class.has(*byte));
            let ends = text.get(end).is_none_or(|next| !class.has(*next) && !next.is_ascii_alphanumeric());
            (whole && ends).then_some(end)
        }
        Length::AtLeast(shortest) => {
            let mut end = run_end(text, from, class);
            // The full stop of a sentence is no part of the token before it.
            while end > from && text[end - 1] == b'.' {
                end -= 1;
            }
            (end - from >= shortest).then_some(end)
        }
    }
}

/// Where the value begins that is assigned to the name before `from`: behind `=`, `:`, `=>` or `,`, and quotes.
fn value_start(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST: usize = 16;
    let between = &text[from..text.len().min(from + LONGEST)];
    let length = between.iter().position(|byte| !b" \t\"'\\:=>,`".contains(byte))?;
    between[..length].iter().any(|byte| b":=,".contains(byte)).then_some(from + length)
}

/// The credentials in the value of an `Authorization` header at `from`.
fn credentials(text: &[u8], from: usize) -> Option<(usize, usize)> {
    const SCHEMES: [(&str, usize); 5] = [("bearer ", 16), ("basic ", 8), ("token ", 12), ("bot ", 20), ("apikey ", 12)];
    SCHEMES.into_iter().find_map(|(scheme, shortest)| {
        let start = from + scheme.len();
        let fits = text.get(from..start)?.eq_ignore_ascii_case(scheme.as_bytes());
        let end = fits.then(|| token_end(text, start, Class::Credential, Length::AtLeast(shortest)))??;
        Some((start, end))
    })
}

/// The end of a private key of which the first line goes on at `from`. One that was cut short ends with its last whole line.
fn pem_end(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST_LABEL: usize = 48;
    const LONGEST_BODY: usize = 1 << 16;
    let line = &text[from..text.len().min(from + LONGEST_LABEL)];
    let label = find(line, b"-----").map(|length| &line[..length])?;
    find(label, b"PRIVATE KEY")?;
    let body = from + label.len() + 5;
    let rest = &text[body..text.len().min(body + LONGEST_BODY)];
    let until = find(rest, b"-----BEGIN ").unwrap_or(rest.len());
    if let Some(end) = find(&rest[..until], b"-----END ") {
        let last = body + end + 9;
        let tail = &text[last..text.len().min(last + LONGEST_LABEL)];
        return Some(find(tail, b"-----").map_or(last, |length| last + length + 5));
    }
    cut_key_end(text, body)
}

/// The end of the lines of base64 that begin at `body`, if there are any.
fn cut_key_end(text: &[u8], body: usize) -> Option<usize> {
    const SHORTEST_LINE: usize = 20;
    let mut end = body;
    loop {
        let mut start = end;
        while let Some(between) = text.get(start).filter(|byte| b" \t\r\n\\\"',+|>".contains(byte)) {
            let escape = *between == b'\\' && matches!(text.get(start + 1), Some(b'n' | b'r'));
            start += if escape { 2 } else { 1 };
        }
        let line = run_end(text, start, Class::Base64);
        if line - start < SHORTEST_LINE {
            return (end > body).then_some(end);
        }
        end = line;
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

/// The end of a marker of which the kind begins at `from`.
fn marker_end(text: &[u8], from: usize) -> Option<usize> {
    const LONGEST_KIND: usize = 32;
    let kind = &text[from..text.len().min(from + LONGEST_KIND)];
    let length = kind.iter().position(|byte| !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))?;
    (length > 0 && kind[length] == b']').then_some(from + length + 1)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_prefix_is_passed_over() {
        for (rule, prefix) in RULES.iter().flat_map(|rule| rule.prefixes.iter().map(move |prefix| (rule, prefix))) {
            let mut spellings = vec![(*prefix).to_owned()];
            if is_name(rule) {
                spellings.extend([prefix.to_uppercase(), prefix[..1].to_uppercase() + &prefix[1..]]);
            }
            for spelling in spellings {
                let text = format!("~~{spelling}~~");
                assert_eq!(next_lead(text.as_bytes(), 2), Some(2), "{spelling}");
            }
        }
        assert!(LEADS.iter().map(|bits| bits.count_ones()).sum::<u32>() < 1000, "most places are passed over");
        assert_eq!(next_lead(b"", 0), None);
    }
}
