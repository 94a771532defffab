//! What a benchmark is told on its command line.

use std::path::PathBuf;
use std::str::FromStr;

/// All arguments.
pub(crate) fn all() -> Vec<String> {
    std::env::args().skip(1).collect()
}

/// What follows a flag.
pub(crate) fn value<'a>(arguments: &'a [String], flag: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == flag)?;
    arguments.get(at + 1).map(String::as_str)
}

/// The number that follows a flag.
pub(crate) fn number<N: FromStr>(arguments: &[String], flag: &str, otherwise: N) -> N {
    value(arguments, flag).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The directory to work in.
pub(crate) fn directory(arguments: &[String]) -> PathBuf {
    value(arguments, "--dir").map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from)
}
