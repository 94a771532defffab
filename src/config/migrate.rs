//! Deprecated variables written into a configuration file.
//!
//! Only lines are put in; comments, order and layout of what is there stay as they are. The new text is parsed before it is
//! used: if it does not say what was meant, and all that was there before, nothing is written.

use std::path::Path;

use super::edit::{Edit, EditError, scalar};
use super::file::ConfigFile;
use super::keys::{self, Key, Section};
use super::layers::Layers;
use super::locate::project_root;
use super::yaml::{self, Value};
use super::{Setting, Settings, Sources, variables};

/// A deprecated variable and what it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The variable.
    pub variable: &'static str,
    /// The key that takes its place.
    pub key: Key,
    /// The value as YAML has it.
    pub value: String,
}

/// What a migration would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The change of the file.
    pub edit: Edit,
    /// What is put in.
    pub moved: Vec<Move>,
    /// What is not, because the file sets the key.
    pub kept: Vec<Move>,
}

/// Plans to write the deprecated variables that are set into the project's file, or the one given by flag.
///
/// # Errors
/// A file that can't be read or is not laid out so that lines can be put in.
pub fn plan(sources: &Sources) -> Result<Migration, EditError> {
    let edit = Edit::begin(sources)?;
    let file = ConfigFile::parse(&edit.path, edit.text());
    let (kept, moved): (Vec<_>, Vec<_>) =
        moves(sources, &edit.path)?.into_iter().partition(|one| is_set(&file, one.key));
    // Each goes to the top of its section, so the last goes first.
    let after = moved.iter().rev().fold(edit.text().to_owned(), |text, one| insert(&text, one.key, &one.value));
    if !says(edit.text(), &after, &moved) {
        let lines = moved.iter().map(|one| format!("{}: {}", one.key, one.value)).collect();
        return Err(EditError::Layout { path: edit.path, lines });
    }
    Ok(Migration { edit: edit.to(after), moved, kept })
}

/// `storage_dir` and `base_dir` name the store as well as `session_directory` does, and before it.
fn is_set(file: &ConfigFile, key: Key) -> bool {
    let same: &[Key] = if key == keys::SESSION_DIRECTORY {
        &[keys::SESSION_DIRECTORY, keys::STORAGE_DIR, keys::BASE_DIR]
    } else {
        std::slice::from_ref(&key)
    };
    same.iter().any(|key| file.get(*key).is_some())
}

/// The deprecated variables that are set, with their values as YAML.
fn moves(sources: &Sources, path: &Path) -> Result<Vec<Move>, EditError> {
    let mut layers = Layers { variables: &sources.variables, files: &[], problems: Vec::new() };
    let settings = Settings::resolve(&mut layers);
    let switch = |setting: &Setting<bool>| setting.value.to_string();
    let known = [
        (variables::USE_ASYNC_LOG, keys::USE_ASYNC, switch(&settings.use_async)),
        (variables::LOG_FORMAT, keys::FORMAT, settings.format.value.word().to_owned()),
        (variables::LOG_SYNC, keys::DEBUG_SYNC, switch(&settings.debug_sync)),
        (variables::SESSION_DIR, keys::SESSION_DIRECTORY, scalar(&directory(sources, path))),
    ];
    let unusable = |variable| {
        let of = |problem: &&super::Problem| problem.place == super::Place::Variable(variable);
        layers.problems.iter().filter(of).find(|problem| !problem.message.starts_with("deprecated"))
    };
    let set = known.into_iter().filter(|(variable, ..)| sources.variables.path(variable).is_some());
    set.map(|(variable, key, value)| match unusable(variable) {
        Some(problem) => Err(EditError::Broken(problem.to_string())),
        None => Ok(Move { variable, key, value }),
    })
    .collect()
}

/// The directory in the variable, as it must be written to mean the same in the file.
fn directory(sources: &Sources, path: &Path) -> String {
    let dir = sources.variables.get(variables::SESSION_DIR).unwrap_or_default();
    let same_base = project_root(path) == Path::new("");
    if same_base || dir.starts_with("~/") || Path::new(dir).is_absolute() {
        return dir.to_owned();
    }
    sources.working_directory.join(dir).to_string_lossy().into_owned()
}

/// The text with one line more: below its section's first line, or in a section of its own at the end.
fn insert(text: &str, key: Key, value: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let header = format!("{}:", key.section.name());
    let Some(at) = lines.iter().position(|line| line.starts_with(&header)) else {
        return append(text, key, value, end);
    };
    let rest = lines[at][header.len()..].trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        let open = lines[at].len() - rest.len() + 1;
        let comma = if inside.trim_start().starts_with('}') { "" } else { ", " };
        lines[at].insert_str(open, &format!("{}: {value}{comma}", key.name));
        return lines.concat();
    }
    for null in ["null", "~"] {
        if let Some(after) = rest.strip_prefix(null) {
            lines[at] = format!("{header}{after}");
            break;
        }
    }
    if !lines[at].ends_with('\n') {
        lines[at].push_str(end);
    }
    let first = lines[at + 1..].iter().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let indent = first.map(|line| &line[..line.len() - line.trim_start().len()]).filter(|indent| !indent.is_empty());
    let line = format!("{}{}: {value}{end}", indent.unwrap_or("  "), key.name);
    lines.insert(at + 1, line);
    lines.concat()
}

fn append(text: &str, key: Key, value: &str, end: &str) -> String {
    let close = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let gap = if text.trim().is_empty() { "" } else { end };
    format!("{text}{close}{gap}{}:{end}  {}: {value}{end}", key.section.name(), key.name)
}

/// True if the new text says all that the old one did, and what was put in, and nothing else.
fn says(before: &str, after: &str, moved: &[Move]) -> bool {
    let Some((mut expected, others)) = content(before) else { return false };
    let Some((mut got, other_got)) = content(after) else { return false };
    for one in moved {
        let Ok(value) = serde_saphyr::from_str::<Value>(&one.value) else { return false };
        expected.push((one.key.section, one.key.name.to_owned(), value));
    }
    let order = |a: &Entry, b: &Entry| (a.0, &a.1).cmp(&(b.0, &b.1));
    expected.sort_by(order);
    got.sort_by(order);
    expected == got && others == other_got
}

type Entry = (Section, String, Value);

/// The keys of our sections, and all the rest.
fn content(text: &str) -> Option<(Vec<Entry>, serde_json::Value)> {
    let document = yaml::parse(text).ok()?;
    let mut entries = Vec::new();
    for (section, node) in document.sections {
        if let Value::Map(members) = node.value {
            // Two texts have the same values on different lines, so only what is compared is kept of them.
            entries.extend(members.into_iter().map(|(name, node)| (section, name.value, node.value)));
        }
    }
    let mut rest: serde_json::Value = serde_saphyr::from_str(text).unwrap_or_default();
    if let Some(object) = rest.as_object_mut() {
        object.retain(|name, _| Section::named(name).is_none());
    }
    let rest = if rest.as_object().is_none_or(serde_json::Map::is_empty) { serde_json::Value::Null } else { rest };
    Some((entries, rest))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;

    use super::*;
    use crate::config::Variables;

    /// The plan for a project's file of that text, with both a switch and a directory to move.
    fn planned(text: Option<&str>) -> Result<Migration, EditError> {
        let dir = tempfile::tempdir().unwrap();
        if let Some(text) = text {
            fs::create_dir(dir.path().join(".claude-mpm")).unwrap();
            fs::write(dir.path().join(".claude-mpm/configuration.yaml"), text).unwrap();
        }
        let set = |name: &str| match name {
            "CLAUDE_USE_ASYNC_LOG" => Some(OsString::from("no")),
            "CLAUDE_SESSION_DIR" => Some(OsString::from("my logs")),
            _ => None,
        };
        let working_directory = dir.path().to_owned();
        plan(&Sources { working_directory, variables: Variables::read(set), ..Sources::default() })
    }

    #[test]
    fn lines_are_put_in_and_nothing_else_changes() {
        let (switch, dir) = ("use_async: false", "session_directory: \"my logs\"");
        let cases = [
            (None, format!("response_logging:\n  {switch}\n  {dir}\n")),
            (
                Some("# nothing\n"),
                format!("# nothing\nresponse_logging:\n  {switch}\n  {dir}\n").replace("nothing\nr", "nothing\n\nr"),
            ),
            (Some("a: 1"), format!("a: 1\n\nresponse_logging:\n  {switch}\n  {dir}\n")),
            (
                Some("# head\nresponse_logging: # ours\n\n    # why\n    format: json # c\n\nz: {b: [1]}\n"),
                format!(
                    "# head\nresponse_logging: # ours\n    {switch}\n    {dir}\n\n    # why\n    format: json # c\n\nz: {{b: [1]}}\n"
                ),
            ),
            (Some("response_logging: null # c\nz: 1\n"), format!("response_logging: # c\n  {switch}\n  {dir}\nz: 1\n")),
            (
                Some("response_logging: {format: json}\r\n"),
                format!("response_logging: {{{switch}, {dir}, format: json}}\r\n"),
            ),
            (
                Some("response_logging:\r\n  format: json\r\n"),
                format!("response_logging:\r\n  {switch}\r\n  {dir}\r\n  format: json\r\n"),
            ),
        ];
        for (before, after) in cases {
            let migration = planned(before).unwrap();
            assert_eq!(migration.edit.after, after, "{before:?}");
            assert_eq!((migration.moved.len(), migration.kept.len()), (2, 0));
        }
    }

    #[test]
    fn what_the_file_says_stays() {
        let text = "response_tracking:\n  storage_dir: here\nresponse_logging:\n  use_async: true\n";
        let migration = planned(Some(text)).unwrap();
        assert_eq!((migration.moved.len(), migration.kept.len()), (0, 2));
        assert_eq!(migration.edit.after, text);
    }

    #[test]
    fn a_layout_that_lines_do_not_fit_into_is_refused() {
        for text in [
            "{response_logging: {format: json}}\n",
            "response_logging:\n  use_async:\n",
            "\"response_logging\":\n  format: json\n",
        ] {
            assert!(matches!(planned(Some(text)), Err(EditError::Layout { .. })), "{text}");
        }
        assert!(matches!(planned(Some("a: [")), Err(EditError::Broken(_))));
    }
}
