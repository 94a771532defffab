//! What of a line lists and figures need, apart from the line.

use std::sync::Arc;

use super::entry::{Entry, Head, Key, Members};
use super::kind::EventType;
use crate::record::{Json, JsonRef, Kind, RecordTime};

/// A line in short, or several in a row that differ in nothing that matters but their times, as the pieces of an answer do.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    /// How many lines.
    pub(super) count: u64,
    /// Which file it stands in.
    pub(super) file: usize,
    /// That of the first line.
    pub(super) time: Option<RecordTime>,
    /// The earliest and the latest time.
    pub(super) span: Option<(RecordTime, RecordTime)>,
    pub(super) kind: EventType,
    /// The session that the event belongs to.
    pub(super) session: Option<Arc<str>>,
    /// The session above it.
    pub(super) parent: Option<Arc<str>>,
    /// The session that it is kept under, if that is not its own.
    pub(super) kept_under: Option<Arc<str>>,
    pub(super) what: What,
}

/// What of an event matters besides its type.
#[derive(Debug, Clone, Default)]
pub(super) enum What {
    #[default]
    Nothing,
    /// An interaction began.
    InteractionStarted,
    /// A model answered.
    Answered { input_tokens: Option<u64>, output_tokens: Option<u64>, goes_on: bool },
    /// Tools were called.
    Called(Vec<ToolUse>),
    /// Tools gave their results.
    Returned(Vec<ToolUse>),
    /// Something went wrong.
    Failed,
}

/// A call of a tool, or its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ToolUse {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) failed: bool,
}

/// Why a completion ended that the model goes on after.
const GOES_ON: [&str; 3] = ["tool_use", "tool_calls", "function_call"];

impl Fact {
    /// Adds a line to those before it, as part of the last of them if it says the same.
    #[inline]
    pub(super) fn add(facts: &mut Vec<Self>, file: usize, time: Option<RecordTime>, event: &Members<'_, '_>) {
        match facts.last_mut() {
            Some(before) if before.file == file && before.is_followed_by_such(event) => before.and(time),
            _ => Self::add_other(facts, file, time, event),
        }
    }

    /// True if that is one more piece of what this one is a piece of, as most lines are. What is not known for sure is false.
    #[inline]
    fn is_followed_by_such(&self, event: &Members<'_, '_>) -> bool {
        // An empty text counts as none.
        let name = |text| Some(text).filter(|text: &&[u8]| !text.is_empty());
        let names = || {
            let (session, user) = (event.plain(Key::Session)?, event.plain(Key::UserSession)?);
            Some(Names::told_by(name(session), name(user), name(event.plain(Key::Parent)?)))
        };
        self.kind.is_piece()
            && event.plain(Key::Kind) == Some(self.kind.name().as_bytes())
            && names() == Some(self.names().map(str::as_bytes))
    }

    fn add_other(facts: &mut Vec<Self>, file: usize, time: Option<RecordTime>, event: &Members<'_, '_>) {
        let head = event.head();
        let (kind, names) = (head.kind(), Names::of(&head));
        let what = What::of(kind, |key| event.get(key));
        let before = facts.last_mut();
        let is_more = |before: &&mut Self| {
            let goes_on = matches!((&before.what, &what), (What::Nothing, What::Nothing)) && !kind.is_user_message();
            goes_on && before.file == file && before.kind == *kind && before.names() == names
        };
        match before {
            Some(before) if is_more(&before) => before.and(time),
            before => {
                let fact = Self::new(file, time, kind.clone(), &names, what, before.as_deref());
                facts.push(fact);
            }
        }
    }

    /// `before` is the one before it, with which it mostly shares its names.
    fn new(
        file: usize,
        time: Option<RecordTime>,
        kind: EventType,
        names: &Names<&str>,
        what: What,
        before: Option<&Self>,
    ) -> Self {
        let shared = |text: Option<&str>, name: fn(&Self) -> &Option<Arc<str>>| {
            let known = before.and_then(|before| name(before).as_ref());
            text.map(|text| known.filter(|known| ***known == *text).map_or_else(|| text.into(), Arc::clone))
        };
        Self {
            count: 1,
            file,
            time,
            span: time.map(|time| (time, time)),
            kind,
            session: shared(names.session, |fact| &fact.session),
            parent: shared(names.parent, |fact| &fact.parent),
            kept_under: shared(names.kept_under, |fact| &fact.kept_under),
            what,
        }
    }

    #[inline]
    fn names(&self) -> Names<&str> {
        Names {
            session: self.session.as_deref(),
            parent: self.parent.as_deref(),
            kept_under: self.kept_under.as_deref(),
        }
    }

    /// One line more.
    fn and(&mut self, time: Option<RecordTime>) {
        self.count += 1;
        if let Some(time) = time {
            let (first, last) = self.span.unwrap_or((time, time));
            self.span = Some((first.min(time), last.max(time)));
        }
    }
}

/// The sessions that an event names.
#[derive(Debug, PartialEq, Eq)]
struct Names<T> {
    session: Option<T>,
    parent: Option<T>,
    kept_under: Option<T>,
}

impl<'a> Names<&'a str> {
    fn of(head: &'a Head<'_>) -> Self {
        Self::told_by(head.session.as_deref(), head.user_session.as_deref(), head.parent.as_deref())
    }
}

impl<T: Copy + PartialEq> Names<T> {
    #[inline]
    fn map<U>(self, change: impl Fn(T) -> U) -> Names<U> {
        let Self { session, parent, kept_under } = self;
        Names { session: session.map(&change), parent: parent.map(&change), kept_under: kept_under.map(&change) }
    }

    /// Those of an event that names its own session, that of its user and the one that started it, or not.
    #[inline]
    fn told_by(own: Option<T>, user: Option<T>, parent: Option<T>) -> Self {
        let session = own.or(user);
        let other = |name: &T| Some(*name) != session;
        Self { session, parent: parent.or(user).filter(other), kept_under: user.or(own).filter(other) }
    }
}

impl What {
    /// What an event of that type says, whose members `member` gives.
    fn of<'a>(kind: &EventType, member: impl Fn(Key) -> Option<JsonRef<'a>>) -> Self {
        let truth = |key| member(key).and_then(JsonRef::as_bool);
        let text = |key| member(key).and_then(JsonRef::as_str);
        match kind {
            EventType::Interaction if truth(Key::Started) == Some(true) => Self::InteractionStarted,
            EventType::Completion => {
                if truth(Key::Running) != Some(false) {
                    return Self::Nothing;
                }
                Self::Answered {
                    input_tokens: member(Key::InputTokens).and_then(count),
                    output_tokens: member(Key::OutputTokens).and_then(count),
                    goes_on: text(Key::StopReason).is_some_and(|reason| GOES_ON.contains(&reason.as_ref())),
                }
            }
            EventType::ToolCall => {
                let uses = tool_uses(member(Key::ToolCalls), member(Key::ToolResults));
                if truth(Key::Active) == Some(true) { Self::Called(uses) } else { Self::Returned(uses) }
            }
            EventType::SystemMessage if text(Key::Severity).as_deref() == Some("error") => Self::Failed,
            EventType::Other(name) if name.ends_with("error") => Self::Failed,
            _ => Self::Nothing,
        }
    }
}

fn count(value: JsonRef<'_>) -> Option<u64> {
    u64::try_from(value.as_i128()?).ok()
}

/// The calls of an event with these calls and results, each failed if its result says so.
fn tool_uses(calls: Option<JsonRef<'_>>, results: Option<JsonRef<'_>>) -> Vec<ToolUse> {
    let results = results.map(JsonRef::elements).unwrap_or_default();
    let calls = calls.map(JsonRef::elements).unwrap_or_default();
    let calls = calls.into_iter().enumerate().map(|(at, call)| {
        let id = text_of(call, "id");
        let result = result_of(&results, at, id.as_deref());
        let failed = result.and_then(|result| result.member("is_error")).and_then(JsonRef::as_bool) == Some(true);
        ToolUse { id, name: tool_name(call).unwrap_or_else(|| "unknown".to_owned()), failed }
    });
    calls.collect()
}

/// A call of a tool, as its event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What tells it from others.
    pub id: Option<String>,
    /// The tool.
    pub name: String,
    /// What it was given, as JSON text.
    pub given: Option<String>,
}

/// The calls of a `tool_call` event, in the forms of both vendors.
#[must_use]
pub fn calls(event: JsonRef<'_>) -> Vec<Call> {
    let calls = event.member("tool_calls").map(JsonRef::elements).unwrap_or_default();
    let call = |call: JsonRef<'_>| Call {
        id: text_of(call, "id"),
        name: tool_name(call).unwrap_or_else(|| "unknown".to_owned()),
        given: given(call).map(given_as_json),
    };
    calls.into_iter().map(call).collect()
}

/// What a tool was given, as JSON. One vendor puts the object into a string, which it is taken out of.
pub(super) fn given_as_json(given: JsonRef<'_>) -> String {
    let object = given.as_str().and_then(|text| Json::parse(&text).ok());
    let object = object.filter(|json| json.get().kind() == Kind::Object);
    object.map_or_else(|| given.to_strict(), |object| object.get().to_strict())
}

/// What a tool was given.
pub(super) fn given(call: JsonRef<'_>) -> Option<JsonRef<'_>> {
    let function = call.member("function");
    call.member("input").or_else(|| function?.member("arguments")).or_else(|| call.member("arguments"))
}

/// True for the end of an answer: a completion that is done, and after which the model does not go on.
#[must_use]
pub fn is_answer(entry: &Entry<'_>) -> bool {
    matches!(What::of(entry.head.kind(), |key| key.of(entry.event)), What::Answered { goes_on: false, .. })
}

/// True for an event that says that something went wrong.
#[must_use]
pub fn is_failure(entry: &Entry<'_>) -> bool {
    matches!(What::of(entry.head.kind(), |key| key.of(entry.event)), What::Failed)
}

/// The result of a call: the one that names its id, else the one in its place, unless that names another.
pub(super) fn result_of<'a>(results: &[JsonRef<'a>], at: usize, id: Option<&str>) -> Option<JsonRef<'a>> {
    let named = |result: &JsonRef<'_>| text_of(*result, "tool_use_id").or_else(|| text_of(*result, "tool_call_id"));
    let its_own = results.iter().find(|result| id.is_some() && named(result).as_deref() == id);
    its_own.or_else(|| results.get(at).filter(|result| id.is_none() || named(result).is_none())).copied()
}

/// The name of a called tool, in the forms of both vendors.
pub(super) fn tool_name(call: JsonRef<'_>) -> Option<String> {
    text_of(call, "name").or_else(|| text_of(call.member("function")?, "name"))
}

/// A member that is a string.
pub(super) fn text_of(value: JsonRef<'_>, key: &str) -> Option<String> {
    value.member(key).and_then(JsonRef::as_str).map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::events::stream::entry::Lines;
    use crate::record::LazyZone;

    fn line() -> impl Strategy<Value = String> {
        let kind = select(vec![
            r#""text_delta""#,
            r#""text_delta""#,
            r#""text_delta""#,
            r#""thought_delta""#,
            r#""text\u005fdelta""#,
            r#""untyped""#,
            r#""message""#,
            r#""a user_message""#,
            r#""an error""#,
            r#""""#,
            "null",
            "7",
        ]);
        let name = || select(vec![r#""a""#, r#""a""#, r#""b""#, r#""\u0061""#, r#""""#, "null", "[1]"]);
        let time = select(vec!["2025-05-29T10:15:37.104", "2025-05-29T10:15:30", "2025-05-29T10:15:59", "never"]);
        let whole = (kind, name(), name(), name(), time).prop_map(|(kind, session, user, parent, time)| {
            format!(
                r#"{{"timestamp": "{time}", "event": {{"type": {kind}, "session_id": {session}, "user_session_id": {user}, "parent_session_id": {parent}}}}}"#
            )
        });
        let piece =
            select(vec![r#""event": {"type": "text_delta"}"#, r#""event": {"type": "text_delta", "session_id": "a"}"#]);
        let brief = (time_of_brief(), piece).prop_map(|(time, piece)| format!("{{{time}{piece}}}"));
        prop_oneof![3 => whole, 2 => brief]
    }

    fn time_of_brief() -> impl Strategy<Value = &'static str> {
        select(vec!["", r#""timestamp": "2025-05-29T10:15:37", "#])
    }

    proptest! {
        #[test]
        fn lines_are_put_together_alike_whether_their_form_is_known_or_not(lines in vec((line(), 0..3_usize, 1..4_usize), 0..40)) {
            let zone = LazyZone::default();
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            let mut remembering = Lines::new(&zone);
            for (line, file, times) in &lines {
                for _ in 0..*times {
                    let (time, event) = remembering.read(line).unwrap();
                    Fact::add(&mut known, *file, time, &event);
                    let mut forgetful = Lines::new(&zone);
                    let (time, event) = forgetful.read(line).unwrap();
                    Fact::add_other(&mut unknown, *file, time, &event);
                }
            }
            prop_assert_eq!(format!("{known:?}"), format!("{unknown:?}"));
        }
    }
}
