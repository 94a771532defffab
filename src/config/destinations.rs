//! The destinations of forwarded responses: the section `forward`, a name and its options each.

use std::path::Path;

use serde_json::Value as Json;

use super::edit::{Edit, EditError, scalar};
use super::file::ConfigFile;
use super::locate;
use super::setting::{Origin, Place, Problem, Severity};
use super::yaml::Value;
use super::{Sources, yaml};
use crate::gateway::Destination;

/// The section's name in a file.
pub(super) const SECTION: &str = "forward";

/// A destination and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// What is configured.
    pub destination: Destination,
    /// The line of its name.
    pub origin: Origin,
}

/// All destinations by name, and what is wrong with others. A name in a stronger file hides the same in a weaker one. What is wrong here
/// warns: capturing must not stop for it.
pub(super) fn resolve(files: &[ConfigFile], sources: &Sources) -> (Vec<Configured>, Vec<Problem>) {
    let (mut found, mut problems): (Vec<Configured>, Vec<Problem>) = (Vec::new(), Vec::new());
    for file in files {
        for (name, line, value) in &file.destinations {
            let origin = Origin::File { path: file.path.clone(), line: *line };
            let options = match json(value) {
                Json::Object(options) => Ok(options),
                _ => Err(format!("must have keys below it, not {value}")),
            };
            let read = options.and_then(|options| Destination::read(name, options).map_err(|error| error.to_string()));
            match read {
                Ok(mut destination) => {
                    let (base, home) = (locate::base(&origin, sources), sources.home.as_deref());
                    destination.rebase(&|path| locate::expand(path, base, home));
                    if !found.iter().any(|known| known.destination.name == destination.name) {
                        found.push(Configured { destination, origin });
                    }
                }
                Err(message) => {
                    let place = Place::Key { path: file.path.clone(), line: *line, key: format!("{SECTION}.{name}") };
                    problems.push(Problem { severity: Severity::Warning, place, message });
                }
            }
        }
    }
    found.sort_by(|a, b| a.destination.name.cmp(&b.destination.name));
    (found, problems)
}

fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(values) => values.iter().map(json).collect(),
        Value::Map(members) => members.iter().map(|(key, node)| (key.value.clone(), json(&node.value))).collect(),
    }
}

/// A destination that is to be added, as the changed file will say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The change of the file.
    pub edit: Edit,
    /// What will be read from it.
    pub destination: Destination,
}

/// Plans to put a destination into the project's file, or the one given by flag.
///
/// # Errors
/// A file that can't be read or is not laid out so that lines can be put in; a name that is taken there.
pub fn plan_add(sources: &Sources, name: &str, options: &serde_json::Map<String, Json>) -> Result<Addition, EditError> {
    let edit = Edit::begin(sources)?;
    let taken = ConfigFile::parse(&edit.path, edit.text()).destinations.into_iter().any(|(known, ..)| known == name);
    if taken {
        return Err(EditError::Broken(format!("{}: there is a destination `{name}` already", edit.path.display())));
    }
    let after = insert(edit.text(), name, options);
    let Some(after) = after.filter(|after| says(edit.text(), after, name, Some(options))) else {
        let lines = std::iter::once(format!("{SECTION}:")).chain(block(name, options, "  ")).collect();
        return Err(EditError::Layout { path: edit.path, lines });
    };
    let edit = edit.to(after);
    let (found, problems) = resolve(&[ConfigFile::parse(&edit.path, &edit.after)], sources);
    match found.into_iter().find(|one| one.destination.name.as_str() == name) {
        Some(Configured { destination, .. }) => Ok(Addition { edit, destination }),
        None => Err(EditError::Broken(problems.first().map_or_else(String::new, |problem| problem.message.clone()))),
    }
}

/// Plans to take a destination out of the file that names it.
///
/// # Errors
/// A file that can't be read or is not laid out so that lines can be taken out.
pub fn plan_remove(sources: &Sources, path: &Path, name: &str) -> Result<Edit, EditError> {
    let edit = Edit::of(sources, path)?;
    let after = cut(edit.text(), name).filter(|after| says(edit.text(), after, name, None));
    match after {
        Some(after) => Ok(edit.to(after)),
        None => {
            Err(EditError::Broken(format!("{}: can't be changed safely; take `{name}` out by hand", path.display())))
        }
    }
}

/// What the section of a file says about a destination's name, as the lines below it.
fn block(name: &str, options: &serde_json::Map<String, Json>, indent: &str) -> Vec<String> {
    let mut lines = vec![format!("{indent}{name}:")];
    for (key, value) in options {
        match value {
            Json::Object(members) if !members.is_empty() => {
                lines.push(format!("{indent}{indent}{}:", scalar(key)));
                let line = |(key, value): (&String, &Json)| {
                    format!("{indent}{indent}{indent}{}: {}", scalar(key), yaml_of(value))
                };
                lines.extend(members.iter().map(line));
            }
            value => lines.push(format!("{indent}{indent}{}: {}", scalar(key), yaml_of(value))),
        }
    }
    lines
}

fn yaml_of(value: &Json) -> String {
    match value {
        Json::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// Where the section's first line is, if it has lines of its own below it, and what stands behind its name.
fn header(lines: &[&str]) -> Option<usize> {
    lines.iter().position(|line| line.trim_end().strip_prefix(SECTION).is_some_and(|rest| rest.starts_with(':')))
}

/// The text with one destination more: first in its section, or in a section of its own at the end. `None` if the section is written in
/// another way.
fn insert(text: &str, name: &str, options: &serde_json::Map<String, Json>) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let written = |indent: &str| block(name, options, indent).into_iter().map(|line| line + end).collect::<String>();
    let Some(at) = header(&lines) else {
        let close = if text.is_empty() || text.ends_with('\n') { "" } else { end };
        let gap = if text.trim().is_empty() { "" } else { end };
        return Some(format!("{text}{close}{gap}{SECTION}:{end}{}", written("  ")));
    };
    let behind = lines[at][SECTION.len() + 1..].trim();
    if !behind.is_empty() && !behind.starts_with('#') {
        return None;
    }
    let close = if lines[at].ends_with('\n') { "" } else { end };
    let first = lines[at + 1..].iter().find(|line| !is_blank(line)).map_or(0, |line| indent_of(line));
    let indent = if first == 0 { "  ".to_owned() } else { " ".repeat(first) };
    Some(format!("{}{close}{}{}", lines[..=at].concat(), written(&indent), lines[at + 1..].concat()))
}

/// The text without a destination, and without its section if nothing else is in it.
fn cut(text: &str, name: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let section = header(&lines)?;
    let inside = |from: usize, above: usize| {
        let ends = |line: &&str| !is_blank(line) && indent_of(line) <= above;
        let end = lines[from..].iter().position(ends).map_or(lines.len(), |length| from + length);
        // What stands between the last line and the next thing belongs to that.
        (from..end).rev().find(|at| !is_blank(lines[*at])).map_or(from, |last| last + 1)
    };
    let section_end = inside(section + 1, 0);
    let is_name = |line: &&str| line.trim().strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
    let begin = section + 1 + lines[section + 1..section_end].iter().position(is_name)?;
    let end = inside(begin + 1, indent_of(lines[begin]));
    let others = |from: usize, to: usize| lines[from..to].iter().any(|line| !line.trim().is_empty());
    let is_alone = !others(section + 1, begin) && !others(end, section_end);
    let (begin, end) = if is_alone { (section, section_end) } else { (begin, end) };
    Some(lines[..begin].concat() + &lines[end..].concat())
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// True if the new text says all that the old one did and nothing else, but for that destination.
fn says(before: &str, after: &str, name: &str, options: Option<&serde_json::Map<String, Json>>) -> bool {
    let content = |text: &str| -> Option<Json> {
        yaml::parse(text).ok()?;
        let content: Option<Json> = serde_saphyr::from_str(text).ok()?;
        Some(content.filter(|content| !content.is_null()).unwrap_or_else(|| Json::Object(serde_json::Map::new())))
    };
    let (Some(Json::Object(mut before)), Some(Json::Object(mut after))) = (content(before), content(after)) else {
        return false;
    };
    let section = |content: &mut serde_json::Map<String, Json>| match content.shift_remove(SECTION) {
        Some(Json::Object(section)) => Some(section),
        None | Some(Json::Null) => Some(serde_json::Map::new()),
        Some(_) => None,
    };
    let (Some(mut old), Some(new)) = (section(&mut before), section(&mut after)) else { return false };
    match options {
        Some(options) => drop(old.insert(name.to_owned(), Json::Object(options.clone()))),
        None => drop(old.shift_remove(name)),
    }
    before == after && old == new
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn options() -> serde_json::Map<String, Json> {
        let options = json!({"transport": "file", "path": "a b: c", "keep": 3, "batch": {"age": "5s"}});
        options.as_object().unwrap().clone()
    }

    #[test]
    fn a_destination_is_put_in_and_nothing_else_changes() {
        let added = "  audit:\n    transport: file\n    path: \"a b: c\"\n    keep: 3\n    batch:\n      age: \"5s\"\n";
        for (before, after) in [
            ("", format!("forward:\n{added}")),
            ("# c\na: 1", format!("# c\na: 1\n\nforward:\n{added}")),
            (
                "forward: # ours\n\n  # why\n  x:\n    transport: \"null\"\nb: 2\n",
                format!("forward: # ours\n{added}\n  # why\n  x:\n    transport: \"null\"\nb: 2\n"),
            ),
        ] {
            let inserted = insert(before, "audit", &options()).unwrap();
            assert_eq!(inserted, after);
            assert!(says(before, &inserted, "audit", Some(&options())), "{after}");
        }
        let four = insert("forward:\n    x:\n        transport: logging\n", "audit", &options()).unwrap();
        assert!(
            four.contains("\n    audit:\n        transport: file\n") && four.contains("\n            age:"),
            "{four}"
        );
        assert_eq!(insert("forward: {x: {transport: logging}}\n", "audit", &options()), None);
    }

    #[test]
    fn a_destination_is_taken_out_and_nothing_else_changes() {
        let two = "a: 1\nforward:\n  # of x\n  x:\n    transport: logging\n    batch:\n      age: 1s\n  # of y\n  y:\n    transport: logging\n\n# end\nb: 2\n";
        for (name, after) in [
            ("x", "a: 1\nforward:\n  # of x\n  # of y\n  y:\n    transport: logging\n\n# end\nb: 2\n"),
            (
                "y",
                "a: 1\nforward:\n  # of x\n  x:\n    transport: logging\n    batch:\n      age: 1s\n  # of y\n\n# end\nb: 2\n",
            ),
        ] {
            let left = cut(two, name).unwrap();
            assert_eq!(left, after);
            assert!(says(two, &left, name, None));
        }
        assert_eq!(cut("forward:\n  x:\n    transport: logging\nb: 2\n", "x").unwrap(), "b: 2\n");
        assert_eq!(cut("b: 2\n", "x"), None);
    }

    proptest! {
        /// Whatever stands in a file: what is put in and taken out again leaves what was there, or nothing is changed at all.
        #[test]
        fn in_and_out_again(pieces in prop::collection::vec(0_usize..8, 0..7)) {
            const PIECES: [&str; 8] = [
                "# why\n", "a: 1\n", "b:\n  forward: 2\n", "\n", "forward:\n", "  y:\n    transport: logging\n", "  # z\n",
                "c: {d: 2}\n",
            ];
            let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            prop_assume!(yaml::parse(&text).is_ok());
            if let Some(with) = insert(&text, "x", &options()).filter(|with| says(&text, with, "x", Some(&options()))) {
                let without = cut(&with, "x").unwrap();
                prop_assert!(says(&with, &without, "x", None), "{with:?} {without:?}");
            }
        }
    }
}
