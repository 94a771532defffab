//! The places in a text where a secret may begin, found for many bytes at a time.
//!
//! Nearly all of a text is passed over by arithmetic on masks, in which a bit stands for a byte, the lowest for the first. A secret
//! begins with a letter, behind anything but another or behind an escape, and goes on without a gap for [`SHORTEST`] bytes. Three forms begin with
//! something else: what stands before a URL's two slashes is found by these, the marker of a redaction and the first line of a private key by the word in them.
//! What is left, few places in a hundred, is looked up by its first three bytes.

use wide::u8x16;

use super::rules::{Form, RULES, Rule, is_name};
use crate::record::vectors::{BLOCK, equal, gather, parts, up_to};

/// So many bytes are looked at together.
const WINDOW: usize = BLOCK;
/// Of a window's bytes so many at either end only tell what stands around the others.
const MARGIN: usize = 8;
/// So many places are decided by one look.
const DECIDED: usize = WINDOW - 2 * MARGIN;
/// Behind the beginning of a secret no gap comes sooner: it belongs to the secret, or to the name that it is assigned to.
const SHORTEST: usize = 9;
/// The last byte that is a gap. Spaces, controls, `"` and `#` stand in no secret's first bytes.
const LAST_GAP: u8 = b'$';
/// The first line of a private key begins so many bytes before the word that it is found by.
const BEFORE_BEGIN: usize = 5;
/// A marker begins so many bytes before the word that it is found by.
const BEFORE_REDACTED: usize = 1;

/// The places in a text where a prefix may stand with enough behind it, and a word may begin where it has to.
pub(super) struct Leads<'a> {
    text: &'a [u8],
    /// The first of the places that were decided last.
    start: usize,
    /// Those of them that are left, by their distance.
    places: Places,
}

/// Places by their distance from some other, as bits.
#[derive(Clone, Copy)]
struct Places {
    /// Where a secret may begin.
    found: u64,
    /// Where one might, if a word begins there.
    letters: u64,
}

impl<'a> Leads<'a> {
    /// The places from `start` on, where a word counts as beginning.
    pub(super) fn new(text: &'a [u8], start: usize) -> Self {
        Self { text, start, places: look(text, start) }
    }

    /// The first place from `from` on where a secret may begin. A word counts as beginning at `from` itself, whatever stands before.
    ///
    /// No place may come before one that was given already.
    // Inlined into the walk, this loop would keep its counters in memory.
    #[inline(never)]
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        if from >= self.start + DECIDED {
            self.go_to(from);
        }
        // What is found by a word in it may begin before the places that were decided with that word.
        if let Some(distance) = from.checked_sub(self.start) {
            let first = 1 << distance;
            self.places.found |= self.places.letters & first;
            self.places.found &= !(first - 1);
        }
        loop {
            while self.places.found != 0 {
                let place = self.start + self.places.found.trailing_zeros() as usize;
                self.places.found &= self.places.found - 1;
                if let Some(lead) = lead(self.text, place).filter(|lead| *lead >= from) {
                    return Some(lead);
                }
            }
            if self.text.len() <= self.start + DECIDED {
                return None;
            }
            self.go_to(self.start + DECIDED);
        }
    }

    fn go_to(&mut self, start: usize) {
        self.start = start;
        self.places = look(self.text, start);
    }
}

/// Decides the places from `start` on.
#[inline]
fn look(text: &[u8], start: usize) -> Places {
    let window = start.checked_sub(MARGIN).and_then(|from| text.get(from..)?.first_chunk());
    let Places { found, letters } = match window {
        Some(window) => places(window),
        None => places(&padded(text, start)),
    };
    let decided = |bits: u64| bits >> MARGIN & ((1 << DECIDED) - 1);
    Places { found: decided(found), letters: decided(letters) }
}

/// The window in which the places from `start` on are decided, where the text begins or ends within it.
#[cold]
fn padded(text: &[u8], start: usize) -> [u8; WINDOW] {
    let mut window = [b' '; WINDOW];
    let (from, to) = (start.saturating_sub(MARGIN), text.len().min(start + WINDOW - MARGIN));
    let part = text.get(from..to).unwrap_or_default();
    window[MARGIN + from - start..][..part.len()].copy_from_slice(part);
    window
}

/// The places in a window; only those outside its margins are right.
#[inline]
fn places(window: &[u8; WINDOW]) -> Places {
    let letters = gather(window, |part| {
        let above = (part | u8x16::splat(0x20)) - u8x16::splat(b'a');
        above.min(u8x16::splat(b'z' - b'a')).simd_eq(above)
    });
    let gaps = gather(window, |part| up_to(part, LAST_GAP));
    let short = (1..SHORTEST).fold(gaps, |short, after| short | gaps >> after);
    let (long, keys) = (letters & !short, letters & !(short << BEFORE_BEGIN));
    let mut begin_words = !(letters << 1);
    let mut found = 0;
    let rare = parts(window).fold(u8x16::splat(0), |rare, (_, part)| rare | equal(part, b'\\') | equal(part, b'/'));
    if rare.to_bitmask() != 0 {
        // A word also begins behind an escape of one letter, of two digits or of four.
        let escapes = gather(window, |part| equal(part, b'\\'));
        begin_words |= escapes << 2 | escapes << 4 | escapes << 6;
        let slashes = gather(window, |part| equal(part, b'/'));
        found |= slashes >> 1 & slashes >> 2;
    }
    Places { found: found | (long | keys) & begin_words, letters: long }
}

/// A set of the three bytes by which beginnings are found, one bit for each hash of three bytes.
static LEADS: [u64; 1024] = leads();

const fn hash(bytes: [u8; 3]) -> usize {
    let together = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
    (together.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

/// The beginning that the three bytes at a place tell of, if they do.
#[inline]
fn lead(text: &[u8], place: usize) -> Option<usize> {
    let bytes = *text.get(place..)?.first_chunk()?;
    let hash = hash(bytes);
    if LEADS[hash / 64] >> (hash % 64) & 1 == 0 {
        return None;
    }
    place.checked_sub(match &bytes {
        b"BEG" => BEFORE_BEGIN,
        b"RED" => BEFORE_REDACTED,
        _ => 0,
    })
}

const fn leads() -> [u64; 1024] {
    let mut leads = [0; 1024];
    let mut number = 0;
    while number < RULES.len() {
        let rule = &RULES[number];
        let mut prefix = 0;
        while prefix < rule.prefixes.len() {
            add_lead(&mut leads, rule.prefixes[prefix].as_bytes().split_at(skipped(rule)).1, is_name(rule));
            prefix += 1;
        }
        number += 1;
    }
    leads
}

/// How many bytes of its prefixes come before the word that a rule's secrets are found by.
const fn skipped(rule: &Rule) -> usize {
    match rule.form {
        Form::Pem => BEFORE_BEGIN,
        Form::Marker => BEFORE_REDACTED,
        _ => 0,
    }
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
            let bit = hash(bytes);
            leads[bit / 64] |= 1 << (bit % 64);
            spelling += 1;
        }
        if third == u8::MAX {
            return;
        }
        third += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::redact::rules::{Class, Length};

    #[test]
    fn no_prefix_is_passed_over() {
        for (rule, prefix) in RULES.iter().flat_map(|rule| rule.prefixes.iter().map(move |prefix| (rule, prefix))) {
            let mut spellings = vec![(*prefix).to_owned()];
            if is_name(rule) {
                spellings.extend([prefix.to_uppercase(), prefix[..1].to_uppercase() + &prefix[1..]]);
            }
            for (spelling, before) in
                spellings.iter().flat_map(|spelling| (0..150).map(move |before| (spelling, before)))
            {
                let text = format!("{}{spelling}aaaaaaaa", "~".repeat(before));
                assert_eq!(Leads::new(text.as_bytes(), 0).next(0), Some(before), "{text}");
            }
        }
    }

    #[test]
    fn nearly_all_other_places_are() {
        assert!(LEADS.iter().map(|bits| bits.count_ones()).sum::<u32>() < 1000);
        let text = "What is plain text, however long it goes on, has no place where anything begins.\n".repeat(10);
        assert_eq!(Leads::new(text.as_bytes(), 0).next(0), None);
        assert_eq!(Leads::new(b"", 0).next(0), None);
    }

    /// What the arithmetic relies on.
    #[test]
    fn secrets_begin_with_a_letter_and_have_no_early_gap() {
        for rule in RULES {
            let (class, length) = match rule.form {
                Form::Token(class, Length::AtLeast(length) | Length::Exactly(length)) => (class, length),
                Form::Pair(length, _) => (Class::Url, length),
                Form::Jwt => (Class::Url, 16),
                // The name alone is long enough, or what comes first is no letter.
                _ => (Class::Upper, 0),
            };
            assert!((0..=LAST_GAP).all(|gap| !class.has(gap)));
            for prefix in rule.prefixes {
                let word = &prefix[skipped(rule)..];
                let is_found_by_slashes = rule.form == Form::UrlPassword && word == "://";
                let is_found_by_word = matches!(rule.form, Form::Pem | Form::Marker);
                let is_long = word.len() + length >= SHORTEST && word.bytes().all(|byte| byte > LAST_GAP);
                let begins = word.as_bytes()[0].is_ascii_alphabetic();
                assert!(is_found_by_slashes || begins && (is_long || is_found_by_word), "{prefix}");
            }
        }
    }
}
