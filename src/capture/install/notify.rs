//! The program that Codex notifies, in its `config.toml`: `notify = ["program", "argument"]`, to which Codex adds an event.
//!
//! The file is edited as text at places that the parser names, so every other byte of it stays.

use toml_edit::{Document, Item, Value};

use super::hooks::Unfit;

const KEY: &str = "notify";

/// The command line of the program that is notified, if there is one.
pub(super) fn command(text: &str) -> Result<Option<String>, Unfit> {
    let document = parse(text)?;
    let Some(item) = document.get(KEY) else { return Ok(None) };
    let words = || item.as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>();
    let Some(words) = words().filter(|words| !words.is_empty()) else {
        return Err(Unfit::Notify(format!("`{KEY}` must be a list of strings")));
    };
    shlex::try_join(words).map(Some).map_err(|_| Unfit::Notify(format!("`{KEY}` holds what no command line can")))
}

/// The text with a program to be notified. There can be only one, so another one stays.
pub(super) fn add(text: &str, command: &str) -> Result<String, Unfit> {
    if let Some(other) = command_of_another(text)? {
        return Err(Unfit::Notify(format!("`{KEY}` already runs `{other}`, and Codex notifies only one program")));
    }
    let words: toml_edit::Array = shlex::split(command).unwrap_or_default().into_iter().collect();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let at = place(text)?;
    let gap = if at > 0 && !text[..at].ends_with(['\n', '\u{feff}']) { end } else { "" };
    let added = format!("{}{gap}{KEY} = {}{end}{}", &text[..at], Value::from(words), &text[at..]);
    // Were the place wrong, the key would belong to some table.
    match self::command(&added)? {
        Some(line) if shlex::split(&line) == shlex::split(command) => Ok(added),
        _ => Err(Unfit::Notify(format!("there is no place for `{KEY}`"))),
    }
}

/// The text without the program that is notified.
pub(super) fn without(text: &str) -> Result<String, Unfit> {
    let document = parse(text)?;
    let spans = document.get_key_value(KEY).and_then(|(key, item)| Some((key.span()?, item.span()?)));
    let Some((key, value)) = spans else { return Ok(text.to_owned()) };
    let start = text[..key.start].rfind('\n').map_or(0, |newline| newline + 1);
    let start = if text[start..].starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start };
    Ok(text[..start].to_owned() + &text[line_end(text, value.end)..])
}

fn command_of_another(text: &str) -> Result<Option<String>, Unfit> {
    if parse(text)?.contains_key(KEY) { command(text) } else { Ok(None) }
}

/// Where a key of the whole file can stand: behind the last one, else before everything.
fn place(text: &str) -> Result<usize, Unfit> {
    let document = parse(text)?;
    let values = document.iter().filter(|(_, item)| matches!(item, Item::Value(_)));
    let last = values.filter_map(|(_, item)| Some(item.span()?.end)).max();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Ok(last.map_or(start, |last| line_end(text, last)))
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

fn parse(text: &str) -> Result<Document<&str>, Unfit> {
    Document::parse(text).map_err(|error| Unfit::Notify(error.to_string().trim_end().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "'/a b/responses' hook";
    const LINE: &str = "notify = [\"/a b/responses\", \"hook\"]";

    #[test]
    fn the_key_stands_before_every_table_and_goes_without_a_trace() {
        for (before, after) in [
            ("", format!("{LINE}\n")),
            ("# mine\n", format!("{LINE}\n# mine\n")),
            ("model = \"o3\" # why\n\n# Tools\n[tools]\nx = 1\n", {
                format!("model = \"o3\" # why\n{LINE}\n\n# Tools\n[tools]\nx = 1\n")
            }),
            ("a = [\n  1, # one\n]\r\n[t]\r\n", format!("a = [\n  1, # one\n]\r\n{LINE}\r\n[t]\r\n")),
            ("a = 1", format!("a = 1\n{LINE}\n")),
            ("a.b = 1\n[c]\n", format!("{LINE}\na.b = 1\n[c]\n")),
            ("[t]\nnotify = [\"x\"]\n", format!("{LINE}\n[t]\nnotify = [\"x\"]\n")),
            ("\u{feff}[t]\n", format!("\u{feff}{LINE}\n[t]\n")),
        ] {
            let added = add(before, OURS).unwrap_or_else(|unfit| panic!("{before:?}: {unfit:?}"));
            assert_eq!(added, after);
            assert_eq!(command(&added).unwrap().as_deref(), Some(OURS));
            let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
            assert_eq!(without(&added).unwrap(), format!("{before}{end}"));
        }
    }

    #[test]
    fn another_program_stays_and_what_is_not_toml_is_refused() {
        for text in
            ["notify = [\"say\", \"done\"]\n", "notify = \"say\"\n", "notify = []\n", "a = = 1\n", "notify = [1]\n"]
        {
            assert!(add(text, OURS).is_err(), "{text}");
        }
    }
}
