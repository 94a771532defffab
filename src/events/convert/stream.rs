//! Streams. Interactions, sub-sessions and tools become an activity log; what users say, tools and errors a causal one; and what a user
//! asked with what was answered a response.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use serde_json::json;

use super::causal::Members;
use super::tasks::{self, Tasks};
use super::{Answered, Conversion, Converted, Made, value};
use crate::events::Family;
use crate::events::activity::{Event, Task, ToolCall, UnixTime};
use crate::events::log::Problem;
use crate::events::stream::{Assembly, Call, Entry, EventType, MessageKind, calls, is_answer, is_failure, read_line};
use crate::record::{Json, JsonRef, Kind, LazyZone, RecordTime};

pub(super) struct Way<'a> {
    to: Target,
    session: &'a str,
    agent: &'a str,
    naive_zone: &'a LazyZone,
    /// When something began that has an end, by what it is.
    begun: HashMap<String, (RecordTime, Json)>,
    /// The tasks of an activity log that the stream was made of.
    tasks: Tasks,
    /// The answers that are being given, by session.
    answers: HashMap<String, Answer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Activity,
    Causal,
    Response,
}

/// What is said of calls that nothing came of.
const UNANSWERED_CALLS: &str = "tool calls without a result";

/// What is said of events that are none.
const NO_TOOL: &str = "tool_call events that name no tool";

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    User,
    Answer,
}

/// An answer that is being given.
#[derive(Debug, Default)]
struct Answer {
    asked: Option<RecordTime>,
    assembly: Assembly,
    tools: BTreeSet<String>,
    tokens: Option<u64>,
    model: Option<String>,
    /// How often it was said that a model is called, or has answered.
    completions: u64,
}

impl<'a> Way<'a> {
    pub(super) fn new(conversion: &Conversion<'a>) -> Option<Self> {
        let to = match conversion.to {
            Family::Activity => Target::Activity,
            Family::Causal => Target::Causal,
            Family::Response => Target::Response,
            Family::Stream => return None,
        };
        let Conversion { session, agent, naive_zone, .. } = *conversion;
        let (begun, tasks, answers) = (HashMap::new(), Tasks::default(), HashMap::new());
        Some(Self { to, session, agent, naive_zone, begun, tasks, answers })
    }

    pub(super) fn line(&mut self, line: &str, made: &mut Made) -> Result<(), Problem> {
        let entry = read_line(line, self.naive_zone)?;
        let Some(time) = entry.time else {
            made.leave_out("events without a readable time");
            return Ok(());
        };
        match self.to {
            Target::Activity => self.activity(&entry, time, made),
            Target::Causal => self.causal(&entry, time, made),
            Target::Response => self.answer(&entry, time, made),
        }
        Ok(())
    }

    /// What has begun and not ended.
    pub(super) fn end(&mut self, made: &mut Made) {
        self.tasks.end(made);
        let mut begun: Vec<_> = self.begun.drain().collect();
        begun.sort_by(|a, b| (a.1.0, &a.0).cmp(&(b.1.0, &b.0)));
        for (name, (time, metadata)) in begun {
            match name.strip_prefix("tool ") {
                Some(_) => made.leave_out(UNANSWERED_CALLS),
                None => made.line(task(&name, time, None, metadata)),
            }
        }
        for (_, answer) in self.answers.drain() {
            answer.leave_out(made);
        }
    }

    fn activity(&mut self, entry: &Entry<'_>, time: RecordTime, made: &mut Made) {
        let text = |key| entry.event.member(key).and_then(JsonRef::as_str).map(String::from);
        let session = entry.head.session.as_deref().unwrap_or(self.session).to_owned();
        if let Some(members) = Members::carried(entry.event) {
            return members.tool(made);
        }
        match entry.head.kind() {
            EventType::Other(state) if tasks::is_state(state) => self.tasks.see(state, time, entry.event, made),
            EventType::Interaction => {
                let id = text("id").unwrap_or_else(|| session.clone());
                let started = entry.event.member("started").and_then(JsonRef::as_bool) == Some(true);
                self.span(&format!("interaction {id}"), started, time, made);
            }
            EventType::SubsessionStarted => self.span(&format!("subsession {session}"), true, time, made),
            EventType::SubsessionEnded => self.span(&format!("subsession {session}"), false, time, made),
            EventType::ToolCall => self.tools(entry, time, made),
            kind => made.leave_out(format!("{kind} events")),
        }
    }

    fn span(&mut self, name: &str, starts: bool, time: RecordTime, made: &mut Made) {
        if starts {
            // What begins again was cut short before.
            if let Some((begun, metadata)) = self.begun.insert(name.to_owned(), (time, Json::empty_object())) {
                made.line(task(name, begun, None, metadata));
            }
        } else if let Some((begun, metadata)) = self.begun.remove(name) {
            made.line(task(name, begun, Some(time), metadata));
        } else {
            made.leave_out("ends of what never began");
        }
    }

    fn tools(&mut self, entry: &Entry<'_>, time: RecordTime, made: &mut Made) {
        let active = entry.event.member("active").and_then(JsonRef::as_bool) == Some(true);
        let calls = calls(entry.event);
        if calls.is_empty() {
            made.leave_out(NO_TOOL);
        }
        for (at, Call { id, name, given }) in calls.into_iter().enumerate() {
            let key = format!("tool {}", id.unwrap_or_else(|| format!("{name} {at}")));
            let params = given.map_or_else(Json::empty_object, |given| params(&given));
            if active {
                if self.begun.insert(key, (time, params)).is_some() {
                    made.leave_out(UNANSWERED_CALLS);
                }
                continue;
            }
            let begun = self.begun.remove(&key);
            let duration = begun.as_ref().and_then(|(begun, _)| between(*begun, time));
            let params = begun.map_or(params, |(_, params)| params);
            made.line(Event::Tool(ToolCall { name, params, duration }).to_line());
        }
    }

    fn causal(&mut self, entry: &Entry<'_>, time: RecordTime, made: &mut Made) {
        if let Some(members) = Members::carried(entry.event) {
            return made.line(members.to_line(time));
        }
        let session = entry.head.session.as_deref().unwrap_or(self.session);
        let mut event = |kind: &str, agent: &str, data| made.causal(time, kind, agent, "event_stream", &data);
        match entry.head.kind() {
            kind if kind.is_user_message() => {
                let text = said(entry);
                event("user_message", "user", json!({"session_id": session, "text": text}));
            }
            EventType::Other(state) if tasks::is_state(state) => {
                let mut data = value(entry.event);
                data["state"] = state.as_str().into();
                event("state_change", entry.head.role.as_deref().unwrap_or(self.agent), data);
            }
            EventType::ToolCall if calls(entry.event).is_empty() => made.leave_out(NO_TOOL),
            EventType::ToolCall if entry.event.member("active").and_then(JsonRef::as_bool) == Some(true) => {
                for Call { id, name, given } in calls(entry.event) {
                    let given =
                        given.and_then(|given| serde_json::from_str(&given).ok()).unwrap_or(serde_json::Value::Null);
                    event(
                        "tool_call",
                        self.agent,
                        json!({"session_id": session, "tool": name, "id": id, "params": given}),
                    );
                }
            }
            EventType::ToolCall => made.leave_out("results of tools"),
            EventType::Interaction | EventType::SubsessionStarted | EventType::SubsessionEnded => {
                event("state_change", self.agent, value(entry.event));
            }
            _ if is_failure(entry) => event("error", self.agent, value(entry.event)),
            kind => made.leave_out(format!("{kind} events")),
        }
    }

    fn answer(&mut self, entry: &Entry<'_>, time: RecordTime, made: &mut Made) {
        let session = entry.head.session.as_deref().unwrap_or(self.session).to_owned();
        let kind = entry.head.kind();
        let answer = self.answers.entry(session.clone()).or_default();
        if kind.is_user_message() {
            if answer.asked.is_some() && !answer.may_be_over() {
                // Somebody said more before the answer came: both are what was asked.
                answer.assembly.add(entry);
                return;
            }
            let before = std::mem::replace(answer, Answer { asked: Some(time), ..Answer::default() });
            before.leave_out(made);
        }
        match kind {
            EventType::Completion => answer.count(entry.event),
            EventType::ToolCall => answer.tools.extend(calls(entry.event).into_iter().map(|call| call.name)),
            EventType::TextDelta | EventType::Message | EventType::UserRequest => {}
            kind if kind.is_user_message() => {}
            kind => made.leave_out(format!("{kind} events")),
        }
        answer.assembly.add(entry);
        if is_answer(entry)
            && let Some(answer) = self.answers.remove(&session)
        {
            match answer.asked.filter(|_| answer.has_texts()) {
                Some(asked) => made.ready.push(Converted::Response(answer.given(session, asked, time))),
                None => answer.leave_out(made),
            }
        }
    }
}

impl Answer {
    /// True if something was answered in a log that does not say when an answer ends: whoever speaks then asks for something new.
    fn may_be_over(&self) -> bool {
        self.completions == 0 && self.has_texts()
    }

    /// Counts what a call of the model says of itself.
    fn count(&mut self, event: JsonRef<'_>) {
        self.completions += 1;
        let model = event.member("completion_options").and_then(|options| options.member("model"));
        self.model = self.model.take().or_else(|| model.and_then(JsonRef::as_str).map(String::from));
        if event.member("running").and_then(JsonRef::as_bool) == Some(false) {
            for key in ["input_tokens", "output_tokens"] {
                let count = event.member(key).and_then(JsonRef::as_i128).and_then(|count| u64::try_from(count).ok());
                self.tokens = count.map_or(self.tokens, |count| Some(self.tokens.unwrap_or(0).saturating_add(count)));
            }
        }
    }

    /// What was said, by the user or by those who answer.
    fn texts(&self, side: Side) -> impl Iterator<Item = &str> {
        let texts = self.assembly.messages().iter().filter(|message| message.kind == MessageKind::Text);
        let is_meant = move |role: Option<&str>| match role {
            Some("user") => side == Side::User,
            Some("system") => false,
            _ => side == Side::Answer,
        };
        texts.filter(move |message| is_meant(message.role.as_deref())).map(|message| message.text.as_str())
    }

    /// True if anything was answered.
    fn has_texts(&self) -> bool {
        self.texts(Side::Answer).any(|text| !text.is_empty())
    }

    /// Says what was asked without being answered, or said without being asked.
    fn leave_out(&self, made: &mut Made) {
        if self.asked.is_some() {
            made.leave_out("requests without a whole answer");
        } else {
            self.texts(Side::Answer).for_each(|_| made.leave_out("texts that answer no request"));
        }
    }

    /// The whole answer.
    fn given(self, session: String, asked: RecordTime, time: RecordTime) -> Answered {
        let joined = |side| self.texts(side).collect::<Vec<_>>().join("\n\n");
        let (request, response) = (joined(Side::User), joined(Side::Answer));
        let mut metadata = serde_json::Map::new();
        if let Some(model) = self.model {
            metadata.insert("model".to_owned(), model.into());
        }
        if let Some(tokens) = self.tokens {
            metadata.insert("tokens".to_owned(), tokens.into());
        }
        if let Some(duration) = between(asked, time) {
            metadata.insert("duration".to_owned(), duration.as_secs_f64().into());
        }
        if !self.tools.is_empty() {
            metadata.insert("tools_used".to_owned(), self.tools.into_iter().collect::<Vec<_>>().into());
        }
        metadata.insert("source".to_owned(), "event_stream".into());
        Answered { time, session, request, response, metadata: Json::from_value(&metadata.into()) }
    }
}

/// What a tool was given, which is an object in an activity log.
fn params(given: &str) -> Json {
    match Json::parse(given) {
        Ok(object) if object.get().kind() == Kind::Object => object,
        Ok(other) if !other.get().is_null() => {
            let named = format!("{{\"arguments\":{}}}", other.get().text());
            Json::parse(&named).unwrap_or_else(|_| Json::empty_object())
        }
        _ => Json::empty_object(),
    }
}

fn task(name: &str, start: RecordTime, end: Option<RecordTime>, metadata: Json) -> String {
    let time = |time: RecordTime| UnixTime::of(time.instant());
    Event::Task(Task { name: name.to_owned(), start: time(start), end: end.map(time), metadata }).to_line()
}

/// What a user says.
fn said(entry: &Entry<'_>) -> String {
    let mut assembly = Assembly::default();
    assembly.add(entry);
    assembly.into_messages().into_iter().next().map(|message| message.text).unwrap_or_default()
}

fn between(from: RecordTime, to: RecordTime) -> Option<Duration> {
    from.instant().duration_until(to.instant()).try_into().ok()
}
