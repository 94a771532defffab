//! The hooks in a settings text: found, added, taken out.
//!
//! All three clients keep them alike: `{"hooks": {EVENT: [{"matcher"?, "hooks": [{"type", "command", "timeout"?}]}]}}`.

use serde_json::{Value, json};

use super::State;
use super::clients::Wanted;
use super::command::Program;
use super::document::{Container, Document, Member, Node};
use super::edit;
use crate::capture::Client;
use crate::record::{JsonError, Kind};

const HOOKS: &str = "hooks";

/// What a settings text without anything in it is taken for.
const EMPTY: &str = "{}\n";

/// Why hooks can't be kept in a text.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It is not JSON.
    NotJson(JsonError),
    /// What should hold the hooks is something else.
    Shape { place: String, found: Kind, wanted: Kind },
    /// The program that Codex notifies can't be set, for that reason.
    Notify(String),
}

impl From<JsonError> for Unfit {
    fn from(error: JsonError) -> Self {
        Self::NotJson(error)
    }
}

/// One hook of ours, and the way to it.
#[derive(Debug)]
pub(super) struct Entry {
    /// The command line.
    pub(super) command: String,
    event: String,
    matcher: Option<String>,
    event_index: usize,
    group_index: usize,
    handler_index: usize,
}

impl Entry {
    /// True if it listens to what is wanted.
    pub(super) fn is(&self, wanted: Wanted) -> bool {
        self.event == wanted.event && self.matcher.as_deref() == wanted.matcher
    }
}

/// The hooks of ours in a text.
pub(super) fn entries(text: &str, program: &Program) -> Result<Vec<Entry>, Unfit> {
    let Some(document) = read(text)? else { return Ok(Vec::new()) };
    let Some(hooks) = hooks(&document)? else { return Ok(Vec::new()) };
    let mut entries = Vec::new();
    for (event_index, event) in document.members(&hooks).into_iter().enumerate() {
        for (group_index, group) in document.elements(&event.value).into_iter().enumerate() {
            let string = |node: &Node, key| document.member(node, key).and_then(|found| document.string(&found));
            for (handler_index, handler) in handlers(&document, &group).into_iter().enumerate() {
                let command = string(&handler, "command").filter(|command| program.runs(command));
                entries.extend(command.map(|command| Entry {
                    command,
                    event: event.key.clone(),
                    matcher: string(&group, "matcher"),
                    event_index,
                    group_index,
                    handler_index,
                }));
            }
        }
    }
    Ok(entries)
}

/// What the hooks of ours in a settings file are, if `same` tells the command lines that we would write.
pub(super) fn state_of(entries: &[Entry], client: Client, same: impl Fn(&str) -> bool) -> State {
    let wanted = client.wanted();
    let has = |wanted: &Wanted| entries.iter().any(|entry| entry.is(*wanted) && same(&entry.command));
    match entries.len() {
        0 => State::NotInstalled,
        count if count == wanted.len() && wanted.iter().all(has) => State::Installed,
        _ => State::OtherVersion,
    }
}

/// The text with a client's hooks added. Nothing else in it changes.
pub(super) fn add(text: &str, client: Client, command: &str) -> Result<String, Unfit> {
    let mut text = if is_blank(text) { EMPTY.to_owned() } else { text.to_owned() };
    for wanted in client.wanted() {
        text = add_one(&text, wanted.event, &client.group(*wanted, command))?;
    }
    Ok(text)
}

fn add_one(text: &str, event: &str, group: &Value) -> Result<String, Unfit> {
    let document = Document::parse(text)?;
    let Some(hooks) = hooks(&document)? else {
        let root = document.container(&document.root());
        return Ok(edit::append(&document, &root, Some(HOOKS), &json!({ event: [group] })));
    };
    let Some(groups) = document.member(&hooks, event) else {
        return Ok(edit::append(&document, &document.container(&hooks), Some(event), &json!([group])));
    };
    expect(&groups, Kind::Array, || format!("`{HOOKS}.{event}`"))?;
    Ok(edit::append(&document, &document.container(&groups), None, group))
}

/// What was there before us, and therefore stays, even if it is empty.
#[derive(Debug, Default)]
pub(super) struct Before {
    hooks: bool,
    events: Vec<String>,
}

impl Before {
    /// What an earlier text held.
    pub(super) fn of(text: &str) -> Self {
        let Ok(Some(document)) = read(text) else { return Self::default() };
        let Ok(Some(hooks)) = hooks(&document) else { return Self::default() };
        Self { hooks: true, events: document.members(&hooks).into_iter().map(|event| event.key).collect() }
    }
}

/// The text without our hooks, and without what is empty when they are gone.
pub(super) fn without(text: &str, program: &Program, before: &Before) -> Result<String, Unfit> {
    let mut text = text.to_owned();
    while let Some(entry) = entries(&text, program)?.pop() {
        let document = Document::parse(&text)?;
        let Some(hooks) = hooks(&document)? else { break };
        let (container, index) = largest(&document, &hooks, &entry, before);
        text = edit::remove(&document, &container, index);
    }
    Ok(text)
}

/// The largest item that holds nothing but this entry.
fn largest(document: &Document<'_>, hooks: &Node, entry: &Entry, before: &Before) -> (Container, usize) {
    let events = document.members(hooks);
    let groups = document.elements(&events[entry.event_index].value);
    let group = &groups[entry.group_index];
    let keys = document.members(group);
    let found = keys.iter().rev().find(|member| member.key == HOOKS);
    let handlers = found.map_or_else(|| document.container(group), |hooks| document.container(&hooks.value));
    let foreign = |member: &Member| member.key != HOOKS && member.key != "matcher";
    if handlers.items.len() > 1 || keys.iter().any(foreign) {
        return (handlers, entry.handler_index);
    }
    if groups.len() > 1 || before.events.contains(&entry.event) {
        return (document.container(&events[entry.event_index].value), entry.group_index);
    }
    if events.len() > 1 || before.hooks {
        return (document.container(hooks), entry.event_index);
    }
    let root = document.root();
    let index = document.members(&root).iter().rposition(|member| member.key == HOOKS);
    (document.container(&root), index.unwrap_or_default())
}

fn handlers(document: &Document<'_>, group: &Node) -> Vec<Node> {
    document.member(group, HOOKS).map(|hooks| document.elements(&hooks)).unwrap_or_default()
}

/// The object of all hooks, if there is one.
fn hooks(document: &Document<'_>) -> Result<Option<Node>, Unfit> {
    let root = document.root();
    expect(&root, Kind::Object, || "the settings".to_owned())?;
    let Some(hooks) = document.member(&root, HOOKS) else { return Ok(None) };
    expect(&hooks, Kind::Object, || format!("`{HOOKS}`"))?;
    Ok(Some(hooks))
}

fn expect(node: &Node, wanted: Kind, place: impl FnOnce() -> String) -> Result<(), Unfit> {
    if node.kind == wanted { Ok(()) } else { Err(Unfit::Shape { place: place(), found: node.kind, wanted }) }
}

fn read(text: &str) -> Result<Option<Document<'_>>, Unfit> {
    if is_blank(text) { Ok(None) } else { Ok(Some(Document::parse(text)?)) }
}

fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}
