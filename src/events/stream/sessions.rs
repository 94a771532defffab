//! The sessions of streams, counted as their events come.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::time::Duration;

use super::entry::Lines;
use super::fact::{Fact, ToolUse, What};
use super::files::Group;
use super::kind::EventType;
use crate::events::Read;
use crate::events::log::{self, ReadOptions};
use crate::record::{LazyZone, RecordTime};

/// One session of an agent, or a sub-session that it started. What happened in those below it does not count.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id; the directory's name for events that name none.
    pub id: String,
    /// Which of the groups of files it is in.
    pub group: usize,
    /// The session that started it, as its events say.
    pub parent: Option<String>,
    /// Its first event.
    pub first: Option<RecordTime>,
    /// Its last event.
    pub last: Option<RecordTime>,
    /// How many events.
    pub events: u64,
    /// How many of each type.
    pub types: BTreeMap<EventType, u64>,
    /// How many interactions were started.
    pub interactions: u64,
    /// How often a model answered.
    pub completions: u64,
    /// Tokens that went in, of the answers that say so.
    pub input_tokens: Option<u64>,
    /// Tokens that came out, of the answers that say so.
    pub output_tokens: Option<u64>,
    /// The tools, by name.
    pub tools: BTreeMap<String, ToolTotals>,
    /// How much went wrong: messages of the system that say so, events called errors, failed tools.
    pub errors: u64,
    /// From what a user said to the end of the answer, one for each answer, in order.
    pub latencies: Vec<Duration>,
    /// From what a user said to the first piece of text or thought, in order.
    pub first_words: Vec<Duration>,
    waiting: Waiting,
}

/// What is known of a tool's calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolTotals {
    /// How many.
    pub calls: u64,
    /// How many failed.
    pub failed: u64,
    /// The time from call to result, of those of which both are known.
    pub time: Option<Duration>,
    /// The longest of these.
    pub longest: Option<Duration>,
}

/// What has begun and not ended yet.
#[derive(Debug, Clone, Default, PartialEq)]
struct Waiting {
    /// What a user said last, and whether anything of the answer has come.
    answer: Option<(RecordTime, Heard)>,
    /// When tools were called, by id.
    tools: HashMap<String, Option<RecordTime>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    Nothing,
    Something,
}

/// Reads the sessions of all groups, in the order in which they first occur. The session of a user is one even if all its events are of others
/// below it; a parent of which only the name is known is none.
#[must_use]
pub fn read_sessions(groups: &[Group], options: &ReadOptions, naive_zone: &LazyZone) -> Read<Vec<Session>> {
    let files: Vec<_> = groups.iter().flat_map(|group| group.files.iter().cloned()).collect();
    let group_of: Vec<usize> =
        groups.iter().enumerate().flat_map(|(at, group)| group.files.iter().map(move |_| at)).collect();
    let mut counted = Counted::default();
    let problems = log::stream(
        &files,
        options,
        |before: Option<&mut (_, Lines<'_>)>| {
            let mut lines = Lines::new(naive_zone);
            if let Some((_, before)) = before {
                before.hand_on(&mut lines);
            }
            (Vec::new(), lines)
        },
        |(facts, lines): &mut (Vec<Fact>, Lines<'_>), line| {
            let (time, members) = lines.read(line.text)?;
            Fact::add(facts, line.file, time, &members);
            Ok(())
        },
        |(facts, _)| {
            for fact in facts {
                let group = group_of[fact.file];
                counted.add(group, &groups[group].name, fact);
            }
            ControlFlow::Continue(())
        },
    );
    Read { found: counted.sessions, problems }
}

#[derive(Default)]
struct Counted {
    sessions: Vec<Session>,
    /// Where the sessions of each group are, by their ids.
    places: Vec<HashMap<String, usize>>,
    /// Where the one was that was asked for last, as mostly that of the next event is.
    last: Option<usize>,
}

impl Counted {
    fn add(&mut self, group: usize, group_name: &str, fact: Fact) {
        if let Some(above) = &fact.kept_under {
            // The user's session is one even if no event is of it alone.
            self.place(group, above);
        }
        let place = self.place(group, fact.session.as_deref().unwrap_or(group_name));
        self.sessions[place].see(fact);
    }

    fn place(&mut self, group: usize, id: &str) -> usize {
        let is_it = |at: &usize| self.sessions[*at].group == group && self.sessions[*at].id == id;
        let place = self.last.filter(is_it).unwrap_or_else(|| self.searched_place(group, id));
        self.last = Some(place);
        place
    }

    fn searched_place(&mut self, group: usize, id: &str) -> usize {
        if self.places.len() <= group {
            self.places.resize_with(group + 1, HashMap::new);
        }
        if let Some(place) = self.places[group].get(id) {
            return *place;
        }
        self.sessions.push(Session::new(group, id.to_owned()));
        self.places[group].insert(id.to_owned(), self.sessions.len() - 1);
        self.sessions.len() - 1
    }
}

impl Session {
    fn new(group: usize, id: String) -> Self {
        Self {
            id,
            group,
            parent: None,
            first: None,
            last: None,
            events: 0,
            types: BTreeMap::new(),
            interactions: 0,
            completions: 0,
            input_tokens: None,
            output_tokens: None,
            tools: BTreeMap::new(),
            errors: 0,
            latencies: Vec::new(),
            first_words: Vec::new(),
            waiting: Waiting::default(),
        }
    }

    /// From the first event to the last.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        between(self.first?, self.last?)
    }

    /// All tokens counted.
    #[must_use]
    pub fn tokens(&self) -> Option<u64> {
        let mut sum = self.input_tokens;
        add(&mut sum, self.output_tokens);
        sum
    }

    fn see(&mut self, fact: Fact) {
        let Fact { count, time, span, kind, parent, what, .. } = fact;
        self.events += count;
        // What names no session of its own may still name this one as the one above it.
        let above = parent.filter(|parent| **parent != *self.id);
        self.parent = self.parent.take().or_else(|| above.map(|above| above.to_string()));
        if let Some((from, to)) = span {
            self.first = Some(self.first.map_or(from, |first| first.min(from)));
            self.last = Some(self.last.map_or(to, |last| last.max(to)));
        }
        if kind.is_user_message() {
            self.waiting.answer = time.map(|time| (time, Heard::Nothing));
        }
        if matches!(kind, EventType::TextDelta | EventType::ThoughtDelta) {
            self.hear(time);
        }
        *self.types.entry(kind).or_default() += count;
        match what {
            What::Nothing => {}
            What::InteractionStarted => self.interactions += 1,
            What::Answered { input_tokens, output_tokens, goes_on } => {
                self.completions += 1;
                add(&mut self.input_tokens, input_tokens);
                add(&mut self.output_tokens, output_tokens);
                if !goes_on {
                    let asked = self.waiting.answer.take().map(|(asked, _)| asked);
                    self.latencies.extend(asked.zip(time).and_then(|(from, to)| between(from, to)));
                }
            }
            What::Called(calls) => calls.into_iter().for_each(|call| self.call(call, time)),
            What::Returned(calls) => calls.into_iter().for_each(|call| self.take_result(&call, time)),
            What::Failed => self.errors += 1,
        }
    }

    /// A piece of an answer.
    fn hear(&mut self, time: Option<RecordTime>) {
        if let Some((asked, heard @ Heard::Nothing)) = &mut self.waiting.answer {
            *heard = Heard::Something;
            self.first_words.extend(time.and_then(|time| between(*asked, time)));
        }
    }

    fn call(&mut self, call: ToolUse, time: Option<RecordTime>) {
        self.tools.entry(call.name).or_default().calls += 1;
        if let Some(id) = call.id {
            self.waiting.tools.insert(id, time);
        }
    }

    fn take_result(&mut self, call: &ToolUse, time: Option<RecordTime>) {
        let begun = call.id.as_ref().and_then(|id| self.waiting.tools.remove(id));
        let tool = self.tools.entry(call.name.clone()).or_default();
        // A result whose call was not logged, or has no id to know it by after one that was.
        if begun.is_none() && (call.id.is_some() || tool.calls == 0) {
            tool.calls += 1;
        }
        let lasted = begun.flatten().zip(time).and_then(|(from, to)| between(from, to));
        tool.time = tool.time.map_or(lasted, |sum| Some(sum.saturating_add(lasted.unwrap_or_default())));
        tool.longest = tool.longest.max(lasted);
        tool.failed += u64::from(call.failed);
        self.errors += u64::from(call.failed);
    }
}

fn add(sum: &mut Option<u64>, more: Option<u64>) {
    *sum = more.map_or(*sum, |more| Some(sum.unwrap_or(0).saturating_add(more)));
}

/// The time between two events; `None` if the clock went back.
fn between(from: RecordTime, to: RecordTime) -> Option<Duration> {
    from.instant().duration_until(to.instant()).try_into().ok()
}
