//! The texts of logs that hold what is looked for.

use crate::commands::context::Context;
use crate::commands::contract::path_text;
use crate::events::activity::UnixTime;
use crate::events::log::{self, Fold, Line, Problem};
use crate::events::stream::{Group, read_messages};
use crate::events::{Family, Read, Source, activity_names, log_name};
use crate::record::{JsonRef, Kind, Pattern, RecordTime, pick};
use crate::store::Selection;
use crate::store::search::{Detail, Matcher, TextLine, lines_in};

/// A text that holds what is looked for.
pub(super) struct FoundText {
    /// The log, or the directory of a streamed session.
    pub(super) path: String,
    /// The line of the log, where the text stands in one.
    pub(super) line: Option<u64>,
    pub(super) family: &'static str,
    /// The session that the text belongs to.
    pub(super) session: String,
    /// The session of the whole log.
    pub(super) log_session: String,
    pub(super) agent: Option<String>,
    pub(super) time: Option<RecordTime>,
    pub(super) role: Option<String>,
    /// Where in the event it stands.
    pub(super) place: String,
    /// How many of its lines match.
    pub(super) count: u64,
    /// These, and the lines around them, as far as they are wanted.
    pub(super) lines: Vec<TextLine>,
}

impl FoundText {
    /// Forgets all matching lines but the first `most`, and what does not stand within the `after` lines behind one.
    pub(super) fn keep_first(&mut self, most: u64, after: u64) {
        if self.count <= most {
            return;
        }
        self.count = most;
        let matching = self.lines.iter().filter(|line| !line.ranges.is_empty());
        let kept = usize::try_from(most).ok().and_then(|most| most.checked_sub(1));
        let last = kept.and_then(|last| matching.map(|line| line.number).nth(last));
        self.lines.retain(|line| last.is_some_and(|last| line.number <= last.saturating_add(after)));
        for line in &mut self.lines {
            // What matches beyond the limit is only there because it stands near.
            if last.is_some_and(|last| line.number > last) {
                line.ranges.clear();
            }
        }
    }
}

/// What is looked for, in which events, and what of it is wanted.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) ctx: &'a Context,
    pub(super) matcher: &'a Matcher,
    pub(super) selection: &'a Selection,
    pub(super) detail: Detail,
}

fn fits(patterns: &[Pattern], name: Option<&str>) -> bool {
    patterns.is_empty() || name.is_some_and(|name| patterns.iter().any(|pattern| pattern.matches(name)))
}

impl Wanted<'_> {
    /// True if an event of this time is meant.
    fn is_then(self, time: Option<RecordTime>) -> bool {
        let time = time.map(RecordTime::instant);
        self.selection.since.is_none_or(|since| time.is_some_and(|time| time >= since))
            && self.selection.until.is_none_or(|until| time.is_some_and(|time| time < until))
    }

    /// Looks into an activity or causal log; `None` if its session is not meant.
    pub(super) fn in_log(self, source: &Source) -> Option<Read<Vec<FoundText>>> {
        let (agent, session) = match source.family {
            Some(Family::Activity) => activity_names(&source.path),
            _ => (None, log_name(&source.path)),
        };
        let is_meant = fits(&self.selection.sessions, Some(&session));
        let new = || Texts { wanted: self, source, agent: agent.as_deref(), session: &session, found: Vec::new() };
        is_meant.then(|| {
            let files = std::slice::from_ref(&source.path);
            let folded = self.ctx.watch(|| log::fold(files, &self.ctx.read_options(), new));
            Read { found: folded.found.found, problems: folded.problems }
        })
    }

    /// Looks into the messages of a stream. Nothing in it says which agent it is of.
    pub(super) fn in_stream(self, group: &Group) -> Read<Vec<FoundText>> {
        let zone = self.ctx.naive_zone();
        let read = self.ctx.watch(|| read_messages(&group.files, &self.ctx.read_options(), zone, |_| true));
        read.map(|messages| {
            let found = messages.into_iter().filter_map(|message| {
                let session = message.session.unwrap_or_else(|| group.name.clone());
                let is_meant = fits(&self.selection.sessions, Some(&session))
                    && fits(&self.selection.agents, None)
                    && self.is_then(message.time);
                let (count, lines) = lines_in(self.matcher, &message.text, self.detail);
                (is_meant && count > 0).then(|| FoundText {
                    path: path_text(&group.directory),
                    line: None,
                    family: Family::Stream.name(),
                    session,
                    log_session: group.name.clone(),
                    agent: None,
                    time: message.time,
                    role: message.role,
                    place: message.kind.name().to_owned(),
                    count,
                    lines,
                })
            });
            found.collect()
        })
    }
}

/// The texts of a log, as its lines are read.
struct Texts<'a> {
    wanted: Wanted<'a>,
    source: &'a Source,
    /// Whose log it is, where its name says so.
    agent: Option<&'a str>,
    session: &'a str,
    found: Vec<FoundText>,
}

/// The event that texts stand in.
struct Event {
    line: u64,
    time: Option<RecordTime>,
    agent: Option<String>,
}

impl Fold for Texts<'_> {
    fn line(&mut self, line: Line<'_>) -> Result<(), Problem> {
        let Some([]) = pick(line.text, [])? else {
            return Err(Problem::NotAnObject(JsonRef::parse(line.text)?.kind()));
        };
        if !self.wanted.matcher.may_be_in_strings(line.text.as_bytes()) {
            return Ok(());
        }
        let value = JsonRef::parse(line.text)?;
        let event = self.event(line.number, value);
        if fits(&self.wanted.selection.agents, event.agent.as_deref()) && self.wanted.is_then(event.time) {
            self.look_in(&event, "", value);
        }
        Ok(())
    }

    fn append(&mut self, later: Self) {
        self.found.extend(later.found);
    }
}

impl Texts<'_> {
    fn event(&self, line: u64, value: JsonRef<'_>) -> Event {
        if self.source.family == Some(Family::Activity) {
            let begun = value.member("start_time").and_then(JsonRef::as_f64).and_then(UnixTime::new);
            let time = begun.and_then(UnixTime::instant).map(RecordTime::utc);
            return Event { line, time, agent: self.agent.map(str::to_owned) };
        }
        let text = |value: Option<JsonRef<'_>>| value.and_then(JsonRef::as_str).map(String::from);
        let time = text(value.member("timestamp"));
        let agent = text(value.member("provenance").and_then(|provenance| provenance.member("agent")));
        let time = time.and_then(|time| RecordTime::parse_in(&time, self.wanted.ctx.naive_zone()));
        Event { line, time, agent }
    }

    /// The strings of a value at any depth, each with its place.
    fn look_in(&mut self, event: &Event, place: &str, value: JsonRef<'_>) {
        let within = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
        match value.kind() {
            Kind::Object => {
                value.members().into_iter().for_each(|(key, value)| self.look_in(event, &within(&key), value));
            }
            Kind::Array => value.elements().into_iter().for_each(|value| self.look_in(event, place, value)),
            Kind::String => self.look_at(event, place, &value.as_str().unwrap_or_default()),
            Kind::Null | Kind::Bool | Kind::Number => {}
        }
    }

    fn look_at(&mut self, event: &Event, place: &str, text: &str) {
        let (count, lines) = lines_in(self.wanted.matcher, text, self.wanted.detail);
        if count == 0 {
            return;
        }
        self.found.push(FoundText {
            path: path_text(&self.source.path),
            line: Some(event.line),
            family: self.source.family.map_or("", Family::name),
            session: self.session.to_owned(),
            log_session: self.session.to_owned(),
            agent: event.agent.clone(),
            time: event.time,
            role: None,
            place: place.to_owned(),
            count,
            lines,
        });
    }
}
