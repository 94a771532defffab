//! What stands before and behind the responses.

use std::io::{self, Write};

use jiff::tz::TimeZone;

use super::escape::escape;
use crate::export::Contents;
use crate::record::RecordTime;
use crate::ui::sanitise::visible_line;
use crate::ui::units;

/// The style of the page. Its hash stands in the policy.
const STYLE: &str = include_str!("page.css");
/// The script that filters. Its hash stands in the policy.
const SCRIPT: &str = include_str!("page.js");
/// The SHA-256 of [`STYLE`] in base64. A test says what it must be.
const STYLE_HASH: &str = "sha256-KAGW/dHyFx52XT4gQCqDJd4YsnuQZ7UIK7pu+1VBIj4=";
/// The SHA-256 of [`SCRIPT`] in base64.
const SCRIPT_HASH: &str = "sha256-sOnTR/WRCloDqbUpEOCYmBjPhqMyB8TVjdinvfkQDpg=";

/// Writes everything before the first session.
pub(super) fn write(out: &mut impl Write, contents: &Contents, zone: &TimeZone) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_HASH}'; \
         script-src '{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Responses</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    )?;
    writeln!(out, "<header>\n<h1>Responses</h1>\n<p>{}</p>", escape(&amount(contents, zone)))?;
    // Without scripts there is nothing to search with, so the script itself shows this.
    writeln!(
        out,
        "<search id=\"tools\" hidden>\n<label for=\"query\">Search</label>\n\
         <input id=\"query\" type=\"search\" placeholder=\"all of these words\" autocomplete=\"off\" spellcheck=\"false\">\n\
         <output id=\"found\" for=\"query\"></output>\n\
         <button id=\"open\" type=\"button\">Open all</button>\n<button id=\"close\" type=\"button\">Close all</button>\n\
         </search>"
    )?;
    navigation(out, contents)?;
    writeln!(out, "</header>\n<main>")
}

/// Writes everything behind the last session.
pub(super) fn write_end(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// `120 responses in 3 sessions, 2026-11-01 to 2026-11-21`
fn amount(contents: &Contents, zone: &TimeZone) -> String {
    let sessions = u64::try_from(contents.sessions.len()).unwrap_or(u64::MAX);
    let amount =
        format!("{} in {}", units::counted(contents.responses, "response"), units::counted(sessions, "session"));
    let day = |time: RecordTime| time.instant().to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string();
    match (contents.first.map(day), contents.last.map(day)) {
        (Some(first), Some(last)) if first == last => format!("{amount}, {first}"),
        (Some(first), Some(last)) => format!("{amount}, {first} to {last}"),
        _ => amount,
    }
}

/// Links to the sessions, if there are several.
fn navigation(out: &mut impl Write, contents: &Contents) -> io::Result<()> {
    if contents.sessions.len() < 2 {
        return Ok(());
    }
    writeln!(out, "<nav aria-label=\"Sessions\"><details><summary>Sessions</summary>\n<ol>")?;
    for (number, (name, count)) in (1_u64..).zip(&contents.sessions) {
        let name = escape(&visible_line(name)).into_owned();
        writeln!(out, "<li><a href=\"#s{number}\">{name}</a> ({})</li>", units::counted(*count, "response"))?;
    }
    writeln!(out, "</ol>\n</details></nav>")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// A hash as content security policies have it.
    fn hash(text: &str) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut base64 = String::new();
        for bytes in Sha256::digest(text).chunks(3) {
            let number =
                bytes.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - bytes.len()));
            for digit in 0..4 {
                let shown = if digit <= bytes.len() { DIGITS[number >> (18 - 6 * digit) & 63] } else { b'=' };
                base64.push(char::from(shown));
            }
        }
        format!("sha256-{base64}")
    }

    #[test]
    fn the_policy_names_our_style_and_script() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!((STYLE_HASH, SCRIPT_HASH), (hash(STYLE).as_str(), hash(SCRIPT).as_str()));
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</"), "nothing ends them early");
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"), "nothing is fetched");
    }
}
