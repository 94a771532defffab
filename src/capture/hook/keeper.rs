//! What is kept of an event: a request that waits, a record, or something more about a record.

use std::path::PathBuf;

use jiff::Timestamp;

use super::event::{Answered, Asker, Delegation, Event, Returned, Scene, Worker};
use super::gemini::DELEGATE;
use super::metadata::Metadata;
use super::waiting::{Answer, Launch, Prompt, Start, Task, Use, asked, key};
use super::words;
use super::{Client, Outcome, Place};
use crate::capture::lost::Tracked;
use crate::capture::pending::{Pending, Waited, hash};
use crate::capture::policy::Answerer;
use crate::capture::recorder::Kept;
use crate::capture::transcript::{Account, Wanted, sidechain, turn};
use crate::record::{AgentName, Json, Record, RecordTime, SessionId};
use crate::store::NewResponse;
use crate::store::amend::amend;

/// The agent of the main thread.
const MAIN: &str = "main";
/// The agent of a subagent that nobody named.
const NAMELESS: &str = "subagent";
/// What the client's own agents are asked, which are no answers to anybody.
const WARMUP: &str = "Warmup";
/// Who holds the lock of the store while a record is amended.
const WHO: &str = "responses hook";

/// Keeps what one event tells.
pub(super) struct Keeper<'a> {
    pub(super) place: &'a Place,
    pub(super) session: &'a SessionId,
    pub(super) pending: Pending<'a>,
    pub(super) scene: &'a Scene,
    pub(super) now: Timestamp,
    /// What went wrong and did not keep the record from being written.
    pub(super) problems: &'a mut Vec<String>,
}

/// A response that is ready to be recorded.
struct Response {
    /// What it is remembered under.
    key: Option<String>,
    asked: Option<String>,
    agent: Option<String>,
    /// The agent if nobody named one.
    fallback: &'static str,
    request: String,
    text: String,
    metadata: Metadata,
}

impl Keeper<'_> {
    /// Does what the event asks for.
    pub(super) fn keep(&mut self, event: Event) -> Result<Outcome, String> {
        match event {
            Event::Asked { worker, asker, prompt } => self.asked(&worker, asker, prompt),
            Event::Delegated(delegation) => match delegation.key().map(str::to_owned) {
                Some(key) => self.wait(&key, Task(delegation)),
                None => Ok(Outcome::Ignored),
            },
            Event::Launched(delegation) => self.launched(delegation),
            Event::Started { agent_id, agent: Some(agent) } => self.wait(&agent_id, Start { agent }),
            Event::Started { agent: None, .. } | Event::Nothing => Ok(Outcome::Ignored),
            Event::Used { worker, tool, id } => {
                let worker = key(&worker, self.scene);
                self.wait(&format!("{worker}\n{id}"), Use { worker, tool })
            }
            Event::Returned(returned) => self.returned(*returned),
            Event::Answered(answered) => self.answered(*answered),
        }
    }

    fn wait<T: crate::capture::pending::Waiting>(&self, key: &str, what: T) -> Result<Outcome, String> {
        self.pending.put(key, what).map_err(|error| format!("cannot keep the request: {error}"))?;
        Ok(Outcome::Waiting)
    }

    /// A prompt waits for its turn's end. In a turn that is under way a notification is not what was asked, and what the user
    /// adds to it is asked as well.
    fn asked(&self, worker: &Worker, asker: Asker, prompt: String) -> Result<Outcome, String> {
        let key = key(worker, self.scene);
        let under_way = self.pending.get::<Prompt>(&key).filter(|waited| !self.is_answered(&key, waited));
        let prompt = match under_way.map(|waited| waited.what) {
            Some(_) if asker == Asker::Notification => return Ok(Outcome::Ignored),
            Some(Prompt { prompt: first, asker: Asker::User }) if self.scene.turn.is_some() && first != prompt => {
                format!("{first}\n\n{prompt}")
            }
            _ => prompt,
        };
        self.wait(&key, Prompt { prompt, asker })
    }

    fn is_answered(&self, key: &str, prompt: &Waited<Prompt>) -> bool {
        let answer = self.pending.get::<Answer>(key);
        answer.is_some_and(|answer| answer.what.asked == asked(Some(prompt.at), self.scene))
    }

    /// A subagent works on its own now. If it was faster than this event its record learns what it was asked by whom.
    fn launched(&mut self, delegation: Delegation) -> Result<Outcome, String> {
        let Some(agent_id) = delegation.agent_id.clone() else { return Ok(Outcome::Ignored) };
        let key = format!("agent {agent_id}");
        match self.pending.get::<Answer>(&key) {
            Some(answer) => self.add(&key, answer.what, &Returned { delegation, ..Returned::default() }),
            None => self.wait(&agent_id, Launch(delegation)),
        }
    }

    /// A subagent gave its answer back: whoever delegated knows what was asked, and of whom.
    fn returned(&mut self, mut returned: Returned) -> Result<Outcome, String> {
        let waited = returned.delegation.key().and_then(|key| self.pending.get::<Task>(key));
        if let Some(Waited { what: Task(task), .. }) = waited {
            returned.delegation = returned.delegation.or(task);
        }
        if self.scene.client == Client::Gemini {
            let main = key(&Worker::Main, self.scene);
            // Without it the list of used tools is longer than it should be, which must cost no answer.
            if let Err(problem) =
                self.wait(&format!("{main}\n{DELEGATE}"), Use { worker: main, tool: DELEGATE.to_owned() })
            {
                self.problems.push(problem);
            }
        }
        let outcome = match self.recorded(&returned) {
            Some((key, answer)) => self.add(&key, answer, &returned),
            None if returned.text.is_none() && returned.error.is_none() => Ok(Outcome::Ignored),
            None => self.record_returned(&returned),
        };
        if let Some(key) = returned.delegation.key() {
            self.pending.remove::<Task>(key);
        }
        outcome
    }

    /// The answer that was recorded when the subagent stopped: by its id, by the tool use, or, where there is no id, by its
    /// request and words.
    fn recorded(&self, returned: &Returned) -> Option<(String, Answer)> {
        let delegation = &returned.delegation;
        let ids = [
            delegation.agent_id.as_ref().map(|id| format!("agent {id}")),
            delegation.tool_use_id.as_ref().map(|id| format!("tool {id}")),
        ];
        let by_id =
            ids.into_iter().flatten().find_map(|key| Some((key.clone(), self.pending.get::<Answer>(&key)?.what)));
        by_id.or_else(|| {
            // Where tool uses have no ids either, subagents' stops tell nothing and no record was written.
            let tool_use_id = delegation.tool_use_id.as_ref().filter(|_| delegation.agent_id.is_none())?;
            let (request, words) = (digest(delegation.prompt.as_ref()?), digest(returned.text.as_ref()?));
            let fits = |answer: &Answer| {
                let free = answer.tool_use_id.as_ref().is_none_or(|id| id == tool_use_id);
                free && answer.request == request && answer.words == words
            };
            let mut all = self.pending.all::<Answer>().into_iter().map(|(key, answer)| (key, answer.what));
            all.find(|(key, answer)| key.starts_with("agent ") && fits(answer))
        })
    }

    fn record_returned(&mut self, returned: &Returned) -> Result<Outcome, String> {
        let delegation = &returned.delegation;
        let mut metadata =
            Metadata { measured: returned.measured.clone(), error: returned.error.clone(), ..Metadata::of(delegation) };
        let request = delegation.prompt.clone().unwrap_or_default();
        let text = returned.text.clone().unwrap_or_default();
        if let Some(account) = self.in_sidechain(returned, &request, &text) {
            metadata.fill_from(&account);
        }
        let by_agent = delegation.agent_id.as_ref().map(|id| format!("agent {id}"));
        let by_tool = delegation.tool_use_id.as_ref().map(|id| format!("tool {id}"));
        self.record(Response {
            key: by_agent.or(by_tool),
            asked: None,
            agent: delegation.agent.clone(),
            fallback: NAMELESS,
            request,
            text,
            metadata,
        })
    }

    /// The subagent's own account, where it stands in the transcript of the main thread.
    fn in_sidechain(&mut self, returned: &Returned, request: &str, text: &str) -> Option<Account> {
        // Who has an id has a file of its own.
        let path = returned.transcript.as_deref().filter(|_| returned.delegation.agent_id.is_none())?;
        self.told(sidechain(path, request, text))
    }

    /// Adds to a record what came to be known after it was written.
    fn add(&mut self, key: &str, answer: Answer, returned: &Returned) -> Result<Outcome, String> {
        // What is in no file of the store stays as it was written.
        let Some(path) = &answer.path else { return Ok(Outcome::Ignored) };
        let delegation = &returned.delegation;
        let metadata =
            Metadata { measured: returned.measured.clone(), error: returned.error.clone(), ..Metadata::of(delegation) };
        let named = answer.named || delegation.agent.is_some();
        let agent = delegation.agent.clone().filter(|_| !answer.named);
        let scene = self.scene;
        let amended = amend(self.place.recorder.tracker(), path, WHO, |record| {
            if let Some(agent) = agent {
                record.agent = Some(agent);
            }
            complete(record, delegation.prompt.as_deref(), returned.text.as_deref());
            if let Some(metadata) = metadata.added_to(record.metadata.get(), scene) {
                record.metadata = metadata;
            }
        });
        let Some(path) = amended.map_err(|error| error.to_string())? else { return Ok(Outcome::Ignored) };
        let answer = Answer { path: Some(path.clone()), named, tool_use_id: delegation.tool_use_id.clone(), ..answer };
        self.remember(key, answer);
        Ok(Outcome::Amended(path))
    }

    /// An agent stopped: its request waited, and the transcript has the whole of its answer.
    fn answered(&mut self, answered: Answered) -> Result<Outcome, String> {
        let key = key(&answered.worker, self.scene);
        let account = self.account(&answered);
        let prompt = self.pending.get::<Prompt>(&key);
        let prompt_at = prompt.as_ref().map(|waited| waited.at);
        let delegation = self.delegation(&answered.worker, account.as_ref());
        let again = self.pending.get::<Answer>(&key).is_some();
        let in_transcript = account.as_ref().and_then(|account| account.request.clone());
        let linked = prompt.map(|waited| waited.what.prompt).or_else(|| delegation.prompt.clone());
        // Whoever stops once more was asked something else meanwhile, which only the transcript has.
        let continued = in_transcript.clone().filter(|_| again && answered.worker != Worker::Main);
        let request = answered.request.clone().or(continued).or(linked).or(in_transcript).unwrap_or_default();
        if request == WARMUP && answered.worker != Worker::Main && delegation.tool_use_id.is_none() {
            return Ok(Outcome::Ignored);
        }
        let mut metadata = Metadata { error: answered.error.clone(), ..Metadata::of(&delegation) };
        let Some(text) = words::of(&answered, account.as_ref(), &mut metadata) else {
            return Err("the event has no answer, and no transcript has it either".to_owned());
        };
        let fallback = if answered.worker == Worker::Main { MAIN } else { NAMELESS };
        let agent = answered.agent.or(delegation.agent);
        metadata.measured.duration = metadata.measured.duration.or_else(|| self.since(prompt_at));
        metadata.measured.tools = metadata.measured.tools.or_else(|| self.used(&key));
        let asked = asked(prompt_at, self.scene);
        self.record(Response { key: Some(key), asked, agent, fallback, request, text, metadata })
    }

    /// What the transcript tells of the worker's turn.
    fn account(&mut self, answered: &Answered) -> Option<Account> {
        let path = answered.transcript.as_deref()?;
        let wanted = match answered.worker {
            Worker::Main => Wanted::Main(self.scene.turn.as_ref().map(super::event::TurnId::as_str)),
            Worker::Subagent(_) => Wanted::Subagent,
        };
        // An error that the client puts in the answer's place is not what the model said last.
        let last = answered.text.as_deref().filter(|_| answered.error.is_none());
        match turn(path, wanted, last) {
            Ok(None) => {
                self.problems.push(format!("there is no transcript at {}", path.display()));
                None
            }
            read => self.told(read),
        }
    }

    fn told(&mut self, read: std::io::Result<Option<Account>>) -> Option<Account> {
        read.unwrap_or_else(|error| {
            self.problems.push(format!("cannot read the transcript: {error}"));
            None
        })
    }

    /// What is known of who delegated to this worker.
    fn delegation(&self, worker: &Worker, account: Option<&Account>) -> Delegation {
        let Worker::Subagent(id) = worker else { return Delegation::default() };
        let launch = self.pending.get::<Launch>(id).map(|waited| waited.what.0).unwrap_or_default();
        let start = self.pending.get::<Start>(id).map(|waited| waited.what.agent);
        let prompt = launch.prompt.as_ref().or_else(|| account?.request.as_ref());
        let agent = launch.agent.clone().or(start).or_else(|| self.agent_asked(prompt?));
        Delegation { agent_id: Some(id.clone()), agent, ..launch }
    }

    /// The agent that such a request is being delegated to, if it is only one.
    fn agent_asked(&self, prompt: &str) -> Option<String> {
        let tasks = self.pending.all::<Task>().into_iter().map(|(_, waited)| waited.what.0);
        let mut agents = tasks.filter(|task| task.prompt.as_deref() == Some(prompt)).filter_map(|task| task.agent);
        let first = agents.next()?;
        agents.all(|agent| agent == first).then_some(first)
    }

    /// Seconds since the prompt came.
    fn since(&self, prompt_at: Option<Timestamp>) -> Option<f64> {
        let seconds = self.now.duration_since(prompt_at?).as_secs_f64();
        (seconds >= 0.0).then_some(seconds)
    }

    /// The tools that the worker used, each once, as the hooks told.
    fn used(&self, worker: &str) -> Option<Vec<String>> {
        let mut tools: Vec<String> = Vec::new();
        for (key, waited) in self.pending.all::<Use>() {
            if waited.what.worker == worker {
                self.pending.remove::<Use>(&key);
                if !tools.contains(&waited.what.tool) {
                    tools.push(waited.what.tool);
                }
            }
        }
        // A tool that a subagent of Gemini used looks like one of the main thread.
        let known = !tools.is_empty() && !tools.iter().any(|tool| tool == DELEGATE);
        known.then_some(tools)
    }

    /// Writes the record, unless it was written before, and remembers that.
    fn record(&mut self, response: Response) -> Result<Outcome, String> {
        let Response { key, asked, agent, fallback, request, text, metadata } = response;
        let words = digest(&text);
        if let Some(answer) = key.as_ref().and_then(|key| self.pending.get::<Answer>(key)).map(|waited| waited.what)
            && answer.words == words
            && answer.asked == asked
        {
            return Ok(Outcome::Ignored);
        }
        let named = agent.is_some();
        let agent = AgentName::new(agent.unwrap_or_else(|| fallback.to_owned())).map_err(|error| error.to_string())?;
        let tool_use_id = metadata.tool_use_id.clone();
        let answer = |path| Answer { asked, words, request: digest(&request), path, named, tool_use_id };
        let new = NewResponse {
            timestamp: RecordTime::utc(self.now),
            session_id: self.session.clone(),
            agent,
            request: request.clone(),
            response: text,
            metadata: metadata.to_json(self.scene),
        };
        let answerer = if fallback == MAIN { Answerer::Main } else { Answerer::Agent };
        if !self.place.policy.keeps(&new, answerer) {
            return Ok(Outcome::Ignored);
        }
        let (outcome, path) = self.track(&new)?;
        if let (Some(key), false) = (key, matches!(outcome, Outcome::Lost(_))) {
            self.remember(&key, answer(path));
        }
        Ok(outcome)
    }

    /// Records a response, and gives the path of its file below the store if it has one there.
    fn track(&mut self, new: &NewResponse) -> Result<(Outcome, Option<PathBuf>), String> {
        let recorder = &self.place.recorder;
        Ok(match recorder.safe_track_response(new) {
            Tracked::Kept(Kept::Store(path)) => {
                let path = recorder.tracker().layout().relative(&path).unwrap_or(&path).to_owned();
                (Outcome::Recorded(path.clone()), Some(path))
            }
            Tracked::Kept(Kept::Fallback { path, why }) => {
                self.problems.push(format!("{why}; the record is in {}", path.display()));
                (Outcome::Stranded(path), None)
            }
            Tracked::Kept(Kept::SystemLog(log)) => (Outcome::Logged(log), None),
            Tracked::Refused(error) => return Err(error.to_string()),
            Tracked::Lost(lost) => {
                self.problems.push(lost.to_string());
                (Outcome::Lost(lost), None)
            }
        })
    }

    /// Without this a repeated event would be a second record, which is better than a lost one.
    fn remember(&mut self, key: &str, answer: Answer) {
        if let Err(error) = self.pending.put(key, answer) {
            self.problems.push(format!("cannot remember the answer: {error}"));
        }
    }
}

/// Completes a record's texts: what was given back to whoever asked counts, unless the record has it and more.
fn complete(record: &mut Record, prompt: Option<&str>, text: Option<&str>) {
    if let Some(prompt) = prompt.filter(|_| record.request.get().as_str().is_some_and(|request| request.is_empty())) {
        record.request = Json::string(prompt);
    }
    if let Some(text) = text.filter(|text| !record.response.get().as_str().is_some_and(|whole| whole.contains(text))) {
        record.response = Json::string(text);
    }
}

fn digest(text: &str) -> String {
    format!("{:032x}", hash(text))
}
