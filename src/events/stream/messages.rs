//! Messages put together from the pieces that a stream has them in.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::entry::{self, Entry};
use super::fact::{given, given_as_json, result_of, text_of, tool_name};
use super::halves::{first_half, joined, last_half};
use super::kind::EventType;
use crate::events::Read;
use crate::events::log::{self, ReadOptions};
use crate::record::{JsonRef, Kind, LazyZone, RecordTime};

/// Something that was said or done, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// When its first piece came.
    pub time: Option<RecordTime>,
    /// When its last piece came.
    pub end: Option<RecordTime>,
    /// The session it belongs to, if it says so.
    pub session: Option<String>,
    /// Who speaks: `user`, `assistant`, `system`, or another word.
    pub role: Option<String>,
    /// What it is.
    pub kind: MessageKind,
    /// Of how many events it was put together.
    pub pieces: u64,
    /// What it says; for a tool its name and what it was given, and then its result.
    pub text: String,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Somebody says something.
    Text,
    /// A model thinks.
    Thought,
    /// A tool is called, and answers.
    Tool,
    /// An image or the like; what it is, and not it itself.
    Media,
    /// Speech; what it is, and not it itself.
    Audio,
    /// Anything else that happened.
    Note,
}

impl MessageKind {
    /// Its name in lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Thought => "thought",
            Self::Tool => "tool",
            Self::Media => "media",
            Self::Audio => "audio",
            Self::Note => "note",
        }
    }
}

/// What becomes of an event.
#[derive(Debug, PartialEq)]
enum Shown {
    /// It is shown; this is its line.
    Line(String),
    /// It is not, but it came between others of this session.
    Between(Option<String>),
}

/// Reads files and puts together the messages of all events that `keep` lets through, in the order in which they began. What it does not let through
/// still ends the message that it came after, so that no two are taken for one.
pub fn read_messages(
    files: &[PathBuf],
    options: &ReadOptions,
    naive_zone: &LazyZone,
    keep: impl Fn(&Entry<'_>) -> bool + Sync,
) -> Read<Vec<Message>> {
    let mut assembly = Assembly::default();
    let problems = log::stream(
        files,
        options,
        |_| Vec::new(),
        |shown: &mut Vec<Shown>, line| {
            let entry = entry::read(line.text, naive_zone)?;
            if keep(&entry) {
                shown.push(Shown::Line(line.text.to_owned()));
            } else if !repeats(entry.head.kind()) {
                let between = Shown::Between(session_of(&entry));
                // Of many in a row one is enough.
                if shown.last() != Some(&between) {
                    shown.push(between);
                }
            }
            Ok(())
        },
        |shown| {
            for one in &shown {
                match one {
                    // It was read a moment ago.
                    Shown::Line(line) => _ = entry::read(line, naive_zone).map(|entry| assembly.add(&entry)),
                    Shown::Between(session) => _ = assembly.open.remove(session),
                }
            }
            ControlFlow::Continue(())
        },
    );
    Read { found: assembly.messages, problems }
}

/// True for events that say again what others say, and come between no two pieces.
fn repeats(kind: &EventType) -> bool {
    matches!(kind, EventType::History | EventType::HistoryDelta | EventType::ToolSelectDelta)
}

fn session_of(entry: &Entry<'_>) -> Option<String> {
    entry.head.session.as_deref().map(str::to_owned)
}

/// The message that the next piece of a session belongs to.
#[derive(Debug)]
struct Open {
    /// Which message.
    place: usize,
    /// The first half of a character that its last piece ended with.
    half: Option<u16>,
}

/// Messages that are being put together.
#[derive(Debug, Default)]
pub struct Assembly {
    messages: Vec<Message>,
    /// The message of each session to which the next piece belongs.
    open: HashMap<Option<String>, Open>,
    /// The messages of calls whose results are not there yet, by the call's id.
    calls: HashMap<String, usize>,
}

impl Assembly {
    /// Adds an event, which comes after all those before.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let event = entry.event;
        let content = || event.member("content").map(said).unwrap_or_default();
        match entry.head.kind() {
            EventType::TextDelta => self.delta(entry, MessageKind::Text),
            EventType::ThoughtDelta => self.delta(entry, MessageKind::Thought),
            EventType::CompleteThought => self.whole(entry, MessageKind::Thought, content()),
            EventType::Message => self.whole(entry, MessageKind::Text, content()),
            EventType::SystemPrompt | EventType::SystemMessage => self.single(entry, MessageKind::Text, content()),
            EventType::ToolCall => self.tools(entry),
            EventType::AudioDelta => self.piece(entry, MessageKind::Audio, media(event), None),
            EventType::RenderMedia => {
                self.single(entry, MessageKind::Media, media(event.member("data").unwrap_or(event)));
            }
            EventType::SubsessionStarted | EventType::SubsessionEnded => {
                let session = entry.head.session.as_deref().unwrap_or("unknown");
                self.single(entry, MessageKind::Note, format!("{} {session}", entry.head.kind()));
            }
            EventType::Interaction | EventType::Completion => self.close(entry),
            kind if repeats(kind) => {}
            kind if kind.is_user_message() => self.single(entry, MessageKind::Text, user_text(event)),
            _ => {
                let text = event.as_str().map_or_else(|| event.to_strict(), String::from);
                self.single(entry, MessageKind::Note, text);
            }
        }
    }

    /// The messages so far, in the order in which they began.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// All messages, in the order in which they began.
    #[must_use]
    pub fn into_messages(self) -> Vec<Message> {
        self.messages
    }

    /// A piece of a text or a thought.
    fn delta(&mut self, entry: &Entry<'_>, kind: MessageKind) {
        let content = entry.event.member("content");
        self.piece(entry, kind, content.map(said).unwrap_or_default(), content);
    }

    /// A piece of a message, which goes on if the one before it was of the same kind and role. `content` is what the text was read from.
    fn piece(&mut self, entry: &Entry<'_>, kind: MessageKind, text: String, content: Option<JsonRef<'_>>) {
        let half = content.and_then(first_half);
        let goes_on = |open: &&mut Open| is_of(&self.messages[open.place], entry, kind);
        let Some(open) = self.open.get_mut(&session_of(entry)).filter(goes_on) else {
            return self.begin(entry, kind, text, half);
        };
        let message = &mut self.messages[open.place];
        let halves = open.half.zip(content.and_then(last_half)).and_then(|(first, last)| joined(first, last));
        match (halves, text.strip_prefix(char::REPLACEMENT_CHARACTER)) {
            // What is told of audio is told once.
            _ if kind == MessageKind::Audio => {}
            (Some(character), Some(rest)) if message.text.ends_with(char::REPLACEMENT_CHARACTER) => {
                message.text.pop();
                message.text.push(character);
                message.text.push_str(rest);
            }
            _ => message.text.push_str(&text),
        }
        message.pieces += 1;
        message.end = entry.time.or(message.end);
        if !text.is_empty() {
            open.half = half;
        }
    }

    /// A whole message. Where its pieces came before it, it takes their place.
    fn whole(&mut self, entry: &Entry<'_>, kind: MessageKind, text: String) {
        let repeats = |message: &Message| kind == MessageKind::Thought || text.trim().starts_with(message.text.trim());
        match self.open(entry, kind).filter(|message| repeats(message)) {
            Some(message) => {
                message.text = text;
                message.pieces += 1;
                message.end = entry.time.or(message.end);
                self.close(entry);
            }
            None => self.single(entry, kind, text),
        }
    }

    fn single(&mut self, entry: &Entry<'_>, kind: MessageKind, text: String) {
        self.begin(entry, kind, text, None);
        self.close(entry);
    }

    fn begin(&mut self, entry: &Entry<'_>, kind: MessageKind, text: String, half: Option<u16>) {
        let session = session_of(entry);
        let role = entry.head.speaker().map(str::to_owned);
        self.open.insert(session.clone(), Open { place: self.messages.len(), half });
        self.messages.push(Message { time: entry.time, end: entry.time, session, role, kind, pieces: 1, text });
    }

    fn open(&mut self, entry: &Entry<'_>, kind: MessageKind) -> Option<&mut Message> {
        let open = self.open.get(&session_of(entry))?;
        Some(&mut self.messages[open.place]).filter(|message| is_of(message, entry, kind))
    }

    fn close(&mut self, entry: &Entry<'_>) {
        self.open.remove(&session_of(entry));
    }

    fn tools(&mut self, entry: &Entry<'_>) {
        let elements = |key| entry.event.member(key).map(JsonRef::elements).unwrap_or_default();
        let results = elements("tool_results");
        for (at, call) in elements("tool_calls").into_iter().enumerate() {
            let id = text_of(call, "id");
            let result = result_of(&results, at, id.as_deref()).map(result_text);
            let known = id.as_ref().and_then(|id| self.calls.get(id)).copied();
            let place = known.unwrap_or_else(|| {
                self.single(entry, MessageKind::Tool, call_text(call));
                self.messages.len() - 1
            });
            let message = &mut self.messages[place];
            message.pieces += u64::from(known.is_some());
            message.end = entry.time.or(message.end);
            if let Some(result) = result {
                message.text.push('\n');
                message.text.push_str(&result);
            }
            match (id, entry.event.member("active").and_then(JsonRef::as_bool)) {
                (Some(id), Some(true)) => _ = self.calls.insert(id, place),
                (Some(id), _) => _ = self.calls.remove(&id),
                (None, _) => {}
            }
        }
    }
}

/// True for a message that an event of that kind may go on with.
fn is_of(message: &Message, entry: &Entry<'_>, kind: MessageKind) -> bool {
    message.kind == kind && message.role.as_deref() == entry.head.speaker()
}

/// What a user says: in the vendors' forms, or in the old one.
fn user_text(event: JsonRef<'_>) -> String {
    let message = event.member("message").or_else(|| event.member("data")?.member("message"));
    let content =
        message.map(|message| message.member("content").unwrap_or(message)).or_else(|| event.member("content"));
    content.map(said).unwrap_or_default()
}

/// The text of a string, or of the blocks of a list that have one.
fn said(content: JsonRef<'_>) -> String {
    match content.kind() {
        Kind::String => content.as_str().unwrap_or_default().into_owned(),
        Kind::Array => {
            let blocks = content.elements().into_iter();
            let texts = blocks.filter_map(|block| text_of(block, "text").or_else(|| block.as_str().map(String::from)));
            texts.collect::<Vec<_>>().join("\n")
        }
        Kind::Null => String::new(),
        _ => content.to_strict(),
    }
}

/// `name {"what": "it was given"}`
fn call_text(call: JsonRef<'_>) -> String {
    let name = tool_name(call).unwrap_or_else(|| "unknown".to_owned());
    given(call).map_or_else(|| name.clone(), |given| format!("{name} {}", given_as_json(given)))
}

fn result_text(result: JsonRef<'_>) -> String {
    said(result.member("content").unwrap_or(result))
}

/// `image/png chart.png https://...`
fn media(event: JsonRef<'_>) -> String {
    let parts = ["content_type", "name", "url"].into_iter().filter_map(|key| text_of(event, key));
    parts.collect::<Vec<_>>().join(" ")
}
