//! What the command line of an agent's client says of its conversation.

use std::ffi::OsString;

use crate::record::SessionId;

/// What a command line says of its process's conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Which it is.
    Named(SessionId),
    /// That it is a new one, whose id is nowhere on the line: an old one is resumed under another id.
    Forked,
    /// Nothing.
    Nothing,
}

/// What was found so far; of an option that is repeated the last one counts.
#[derive(Default)]
struct Options<'a> {
    session: Option<&'a str>,
    resumed: Option<&'a str>,
    forked: bool,
}

/// Reads a command line: `--session-id ID`, `--session-id=ID`, `--resume ID`, `--resume=ID`, `-r ID`. Claude Code's ids are
/// UUIDs, so only these count: without a value `--resume` asks, and with a word it searches. What stands behind `--` is text.
pub(super) fn conversation(arguments: &[OsString]) -> Said {
    let mut found = Options::default();
    let mut rest = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).skip(1).peekable();
    while let Some(argument) = rest.next() {
        let (option, attached) = match argument.split_once('=') {
            Some((option, value)) => (option, Some(value)),
            None => (argument, None),
        };
        let mut value = || attached.or_else(|| rest.peek().copied()).filter(|value| is_uuid(value));
        match option {
            "--" => break,
            "--session-id" => found.session = value().or(found.session),
            "--resume" | "-r" => found.resumed = value().or(found.resumed),
            "--fork-session" => found.forked = true,
            _ => {}
        }
    }
    let id = match found {
        Options { session: Some(id), .. } | Options { resumed: Some(id), forked: false, .. } => id,
        Options { resumed: Some(_), forked: true, .. } => return Said::Forked,
        _ => return Said::Nothing,
    };
    SessionId::new(id).map_or(Said::Nothing, Said::Named)
}

/// True for the form `8-4-4-4-12` of hexadecimal digits (RFC 9562).
fn is_uuid(text: &str) -> bool {
    let groups = text.split('-').map(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(group.len()));
    groups.eq([8, 4, 4, 4, 12].map(Some))
}
