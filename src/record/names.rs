//! File names: made safe when we write, understood in every era's form when we read (`docs/formats.md`, names and layouts).

use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ids::AgentName;

/// Longest name we give to a directory, or to the agent's part of a file name, in bytes. Together with the time, a counter
/// and the ending it stays below the 255 bytes that file systems allow.
const LONGEST: usize = 200;

/// A session or agent name as one component of a path.
///
/// Everything that is a separator, a control or invisible formatting character, or forbidden on some file system is
/// percent-encoded, as are `%` itself (so that different names stay different), a leading dot and a trailing dot or space. A name that is
/// still too long is cut and given a hash of the whole. The result is never empty, `.` or `..`, and never begins with a dot.
#[must_use]
pub fn component(name: &str) -> String {
    let mut safe = String::with_capacity(name.len());
    let last = name.chars().count().saturating_sub(1);
    let reserved = is_reserved(name);
    // A directory that is called like a record file would be taken for a broken one.
    let ending = stem(name).map(|stem| stem.chars().count());
    for (index, c) in name.chars().enumerate() {
        let edge = ending == Some(index)
            || (index == 0 && (c == '.' || reserved))
            || (index == last && matches!(c, '.' | ' '));
        if edge || must_encode(c) {
            let mut utf8 = [0; 4];
            for byte in c.encode_utf8(&mut utf8).bytes() {
                let _ = write!(safe, "%{byte:02X}");
            }
        } else {
            safe.push(c);
        }
    }
    if safe.is_empty() {
        safe.push('%');
    }
    if safe.len() > LONGEST {
        let hash = fnv1a(name.as_bytes());
        safe.truncate(safe.floor_char_boundary(LONGEST - 17));
        let _ = write!(safe, "~{hash:016x}");
    }
    safe
}

/// The name that [`component`] was given, unless it had to be cut. Text without valid escapes is given back as it is.
#[must_use]
pub fn original(component: &str) -> String {
    if component == "%" {
        return String::new();
    }
    let mut bytes = Vec::with_capacity(component.len());
    let mut rest = component.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%').then(|| after.get(..2)).flatten();
        let byte = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| component.to_owned())
}

/// The canonical file name without its ending: `<agent>-YYYYMMDD_HHMMSS_mmm` in UTC.
#[must_use]
pub fn record_stem(agent: &AgentName, instant: Timestamp) -> String {
    let utc = instant.to_zoned(TimeZone::UTC);
    format!("{}-{}_{:03}", component(agent.as_str()), utc.strftime("%Y%m%d_%H%M%S"), utc.millisecond())
}

/// A record file's name without `.json` or `.json.gz`; `None` if the name has neither ending.
#[must_use]
pub fn stem(file_name: &str) -> Option<&str> {
    file_name.strip_suffix(".gz").unwrap_or(file_name).strip_suffix(".json")
}

/// What the place of a file tells about a record that does not say it itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// The session: the directories between the store and the file.
    pub session: Option<String>,
    /// The agent: what stands before the time in the file's name.
    pub agent: Option<String>,
}

impl Hints {
    /// The hints of a path relative to the store. A flat file's `<session>-<agent>-<time>` can be split in several ways as
    /// soon as there is more than one hyphen; then nothing is claimed.
    #[must_use]
    pub fn of(relative: &Path) -> Self {
        let directories = relative.parent().into_iter().flat_map(Path::components);
        let session: Vec<_> = directories.map(|c| original(&c.as_os_str().to_string_lossy())).collect();
        let file_name = relative.file_name().map(|name| name.to_string_lossy());
        let before_time = file_name.as_deref().and_then(stem).and_then(before_time).map(original);
        match (session.is_empty(), before_time) {
            (false, agent) => Self { session: Some(session.join("/")), agent },
            (true, Some(both)) => match both.split_once('-') {
                Some((session, agent)) if !agent.contains('-') => {
                    Self { session: Some(session.to_owned()), agent: Some(agent.to_owned()) }
                }
                _ => Self::default(),
            },
            (true, None) => Self::default(),
        }
    }
}

/// What stands before the time in a stem, without the `-` or `_` between; `None` if there is no time at its end.
fn before_time(stem: &str) -> Option<&str> {
    let starts = stem.char_indices().rev().map(|(at, _)| at).filter(|&at| is_time(&stem[at..]));
    // The longest match from the right wins: the digits of a counter can look like the end of a time.
    let start = starts.min()?;
    let before = &stem[..start];
    before.strip_suffix(['-', '_']).filter(|name| !name.is_empty())
}

/// True for `YYYYMMDD_HHMMSS` or `YYYYMMDDTHHMMSS`, then perhaps `_` and 3 to 6 digits, `+0000`, and a counter `-1`.
fn is_time(text: &str) -> bool {
    let digits = |text: &str, most: usize| text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let bytes = text.as_bytes();
    if digits(text, 9) != 8 || !matches!(bytes.get(8), Some(b'_' | b'T')) || digits(&text[9..], 7) != 6 {
        return false;
    }
    let mut rest = &text[15..];
    if let Some(fraction) = rest.strip_prefix('_') {
        let length = digits(fraction, 7);
        if !(3..=6).contains(&length) {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(offset) = rest.strip_prefix(['+', '-']).filter(|offset| digits(offset, 5) == 4) {
        rest = &offset[4..];
    }
    rest.is_empty() || rest.strip_prefix('-').is_some_and(|count| !count.is_empty() && digits(count, 8) == count.len())
}

fn must_encode(c: char) -> bool {
    let formatting = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    c.is_control() || formatting || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*' | '%')
}

/// True for the names that Windows keeps for devices, whatever ending they have: `CON`, `nul.txt`, `COM1`.
fn is_reserved(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    match base.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        numbered => ["COM", "LPT"].iter().any(|port| {
            numbered
                .strip_prefix(port)
                .is_some_and(|n| matches!(n, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
        }),
    }
}

/// The 64-bit FNV-1a hash: stable for all time, which the standard library's is not.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
