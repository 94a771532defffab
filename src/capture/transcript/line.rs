//! One line of a Claude Code transcript, as far as it matters here.

use jiff::Timestamp;

use crate::record::{JsonRef, Kind};

/// Whose words a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Somebody asked: the text, if there is any.
    User(String),
    /// What a tool gave back, or what the client itself put in. Not a request.
    Client,
    /// The model answered.
    Model(Message),
    /// The client put an error in the place of an answer.
    ApiError(String),
}

/// A part of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) model: Option<String>,
    pub(super) texts: Vec<String>,
    pub(super) tools: Vec<String>,
    pub(super) usage: Option<Usage>,
    /// The model says itself that it has ended, not that it waits for a tool.
    pub(super) ended: bool,
}

/// What one call of the model cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// `input_tokens`
    pub(crate) input: u64,
    /// `cache_creation_input_tokens`
    pub(crate) cache_creation: u64,
    /// `cache_read_input_tokens`
    pub(crate) cache_read: u64,
    /// `output_tokens`
    pub(crate) output: u64,
}

impl Usage {
    /// Reads a `usage` object; `None` if it names no tokens.
    pub(crate) fn of(value: JsonRef<'_>) -> Option<Self> {
        let (mut usage, mut any) = (Self::default(), false);
        for (key, value) in value.members() {
            let place = match key.as_ref() {
                "input_tokens" => &mut usage.input,
                "cache_creation_input_tokens" => &mut usage.cache_creation,
                "cache_read_input_tokens" => &mut usage.cache_read,
                "output_tokens" => &mut usage.output,
                _ => continue,
            };
            if let Some(count) = value.as_i128().and_then(|count| u64::try_from(count).ok()) {
                *place = count;
                any = true;
            }
        }
        any.then_some(usage)
    }

    /// Both added, part by part.
    pub(super) fn plus(self, other: Self) -> Self {
        self.with(other, u64::saturating_add)
    }

    /// The larger of both, part by part: the lines of one message repeat its usage, and only the last knows all of it.
    pub(super) fn max(self, other: Self) -> Self {
        self.with(other, u64::max)
    }

    /// All tokens.
    pub(crate) fn total(self) -> u64 {
        [self.cache_creation, self.cache_read, self.output].into_iter().fold(self.input, u64::saturating_add)
    }

    fn with(self, other: Self, both: fn(u64, u64) -> u64) -> Self {
        Self {
            input: both(self.input, other.input),
            cache_creation: both(self.cache_creation, other.cache_creation),
            cache_read: both(self.cache_read, other.cache_read),
            output: both(self.output, other.output),
        }
    }
}

/// What a line of a transcript is.
#[derive(Debug)]
pub(super) enum Read {
    /// A user's or the model's.
    Line(Box<Line>),
    /// Of another type, or empty.
    Other,
    /// No JSON object: torn, or being written just now.
    Broken,
}

/// A line of a user or of the model.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) speaker: Speaker,
    /// It belongs to a subagent whose words stand among those of the main thread.
    pub(super) sidechain: bool,
    pub(super) uuid: Option<String>,
    pub(super) parent: Option<String>,
    pub(super) prompt_id: Option<String>,
    pub(super) time: Option<Timestamp>,
    pub(super) version: Option<String>,
}

impl Line {
    /// Reads a line.
    pub(super) fn read(bytes: &[u8]) -> Read {
        if bytes.trim_ascii().is_empty() {
            return Read::Other;
        }
        let whole = std::str::from_utf8(bytes).ok().and_then(|text| JsonRef::parse(text).ok());
        match whole.filter(|whole| whole.kind() == Kind::Object) {
            None => Read::Broken,
            Some(whole) => Self::of(whole).map_or(Read::Other, |line| Read::Line(Box::new(line))),
        }
    }

    /// The line that an object is; `None` for all that are neither a user's nor the model's.
    fn of(whole: JsonRef<'_>) -> Option<Self> {
        let (mut kind, mut message, mut meta, mut api_error) = (None, None, false, false);
        let (mut sidechain, mut uuid, mut parent, mut prompt_id) = (false, None, None, None);
        let (mut time, mut version) = (None, None);
        for (key, value) in whole.members() {
            match key.as_ref() {
                "type" => kind = value.as_str(),
                "message" => message = Some(value),
                "isMeta" | "isCompactSummary" => meta |= value.as_bool() == Some(true),
                "isApiErrorMessage" => api_error = value.as_bool() == Some(true),
                "isSidechain" => sidechain = value.as_bool() == Some(true),
                "uuid" => uuid = text(value),
                "parentUuid" => parent = text(value),
                "promptId" => prompt_id = text(value),
                "timestamp" => time = value.as_str().and_then(|text| text.parse().ok()),
                "version" => version = text(value),
                _ => {}
            }
        }
        let mut speaker = match kind?.as_ref() {
            "user" if meta => Speaker::Client,
            "user" => user(message?),
            "assistant" => model(message?, api_error)?,
            _ => return None,
        };
        if let Speaker::Model(message) = &mut speaker
            && message.id.is_empty()
        {
            // A message without a name is one of its own.
            message.id = uuid.clone().unwrap_or_default();
        }
        Some(Self { speaker, sidechain, uuid, parent, prompt_id, time, version })
    }
}

fn user(message: JsonRef<'_>) -> Speaker {
    let Some(content) = message.member("content") else { return Speaker::Client };
    if let Some(text) = content.as_str() {
        return Speaker::User(text.into_owned());
    }
    let blocks = blocks(content);
    let texts: Vec<_> = blocks.iter().filter_map(|block| block.text.clone()).collect();
    let asked = blocks.iter().any(|block| block.kind != "tool_result");
    if asked { Speaker::User(texts.join("\n\n")) } else { Speaker::Client }
}

fn model(message: JsonRef<'_>, api_error: bool) -> Option<Speaker> {
    let mut read = Message::default();
    let mut content = None;
    for (key, value) in message.members() {
        match key.as_ref() {
            "id" => read.id = text(value).unwrap_or_default(),
            "model" => read.model = text(value),
            "usage" => read.usage = Usage::of(value),
            "stop_reason" => read.ended = value.as_str().is_some_and(|reason| reason != "tool_use"),
            "content" => content = Some(value),
            _ => {}
        }
    }
    for block in content.map(blocks).unwrap_or_default() {
        match block.kind.as_str() {
            "text" => read.texts.extend(block.text),
            "tool_use" => read.tools.extend(block.name),
            _ => {}
        }
    }
    match read.model.as_deref() {
        // What the client says in the model's place is no answer, but an error is worth keeping.
        Some("<synthetic>") => api_error.then(|| Speaker::ApiError(read.texts.join("\n\n"))),
        _ => Some(Speaker::Model(read)),
    }
}

#[derive(Debug, Default)]
struct Block {
    kind: String,
    text: Option<String>,
    name: Option<String>,
}

fn blocks(content: JsonRef<'_>) -> Vec<Block> {
    let elements = content.elements().into_iter().filter(|element| element.kind() == Kind::Object);
    elements
        .map(|element| {
            let mut block = Block::default();
            for (key, value) in element.members() {
                match key.as_ref() {
                    "type" => block.kind = text(value).unwrap_or_default(),
                    "text" => block.text = text(value),
                    "name" => block.name = text(value),
                    _ => {}
                }
            }
            block
        })
        .collect()
}

fn text(value: JsonRef<'_>) -> Option<String> {
    value.as_str().map(std::borrow::Cow::into_owned)
}
