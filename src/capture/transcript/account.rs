//! What a transcript tells of one turn, put together from its lines, the last one first.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::line::{Line, Message, Speaker, Usage};
use crate::capture::pending::hash;

/// What is known of one turn, or of one run of a subagent.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// What was asked.
    pub(crate) request: Option<String>,
    /// The text blocks of the final message.
    pub(crate) blocks: Vec<String>,
    /// The error that stands where an answer was expected, after all messages.
    pub(crate) api_error: Option<String>,
    /// The model of the final message.
    pub(crate) model: Option<String>,
    /// The version of the client.
    pub(crate) version: Option<String>,
    /// The tools that the model called, each once, in the order of their first use.
    pub(crate) tools: Vec<String>,
    /// All of it was read, from the request on: only then its sums are known.
    pub(crate) whole: bool,
    /// The model ended, rather than waiting for a tool.
    pub(crate) ended: bool,
    /// By the hash of the message's id, so that a long run takes little memory.
    usages: HashMap<u128, Usage>,
    final_message: Option<String>,
    /// The hashes of the lines' ids.
    seen: HashSet<u128>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl Account {
    /// Takes in the line above all that came before. A fork may repeat lines: each counts once.
    pub(super) fn add(&mut self, line: &Line) {
        if line.uuid.as_ref().is_some_and(|uuid| !self.seen.insert(hash(uuid))) {
            return;
        }
        self.first = line.time.or(self.first);
        if self.version.is_none() {
            self.version.clone_from(&line.version);
        }
        match &line.speaker {
            Speaker::User(text) => self.request = Some(text.clone()),
            Speaker::Client => {}
            Speaker::ApiError(text) => {
                self.last = self.last.or(line.time);
                if self.final_message.is_none() && self.api_error.is_none() {
                    self.api_error = Some(text.clone());
                }
            }
            Speaker::Model(message) => {
                self.last = self.last.or(line.time);
                self.add_message(message);
            }
        }
    }

    fn add_message(&mut self, message: &Message) {
        if self.final_message.is_none() {
            self.final_message = Some(message.id.clone());
            self.model.clone_from(&message.model);
            self.ended = message.ended;
        }
        if self.final_message.as_ref() == Some(&message.id) {
            self.blocks.splice(0..0, message.texts.iter().cloned());
        }
        for tool in message.tools.iter().rev() {
            self.tools.retain(|known| known != tool);
            self.tools.insert(0, tool.clone());
        }
        if let Some(usage) = message.usage {
            let known = self.usages.entry(hash(&message.id)).or_default();
            *known = known.max(usage);
        }
    }

    /// The whole answer of the final message.
    pub(crate) fn answer(&self) -> String {
        let texts: Vec<_> = self.blocks.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        texts.join("\n\n")
    }

    /// True if the last words are those that the hook was told.
    pub(crate) fn ends_with(&self, last: &str) -> bool {
        self.blocks.last().is_some_and(|block| block.trim() == last.trim())
    }

    /// What all calls of the model together cost, each counted once.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let known = self.whole.then_some(&self.usages)?;
        known.values().copied().reduce(Usage::plus)
    }

    /// Seconds from the request to the last word.
    pub(crate) fn duration(&self) -> Option<f64> {
        let (first, last) = self.first.zip(self.last)?;
        let seconds = last.duration_since(first).as_secs_f64();
        (self.whole && seconds >= 0.0).then_some(seconds)
    }
}
