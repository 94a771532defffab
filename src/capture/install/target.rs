//! What is installed into: the hooks of a client, or the one program that Codex notifies.

use std::path::PathBuf;

use super::clients::{Places, Scope};
use super::command::Program;
use super::hooks::{self, Before, Unfit};
use super::{State, notify};
use crate::capture::Client;

/// How a client is told to run us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// By its hooks, in JSON.
    Hooks(Client),
    /// As the program that Codex notifies at the end of each turn: `notify` in its `config.toml`. Versions that have hooks tell
    /// more through these; a turn that both tell is one record.
    CodexNotify,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Hooks(Client::Claude), Self::Hooks(Client::Codex), Self::CodexNotify, Self::Hooks(Client::Gemini)];

    /// Whose settings they are.
    #[must_use]
    pub fn client(self) -> Client {
        match self {
            Self::Hooks(client) => client,
            Self::CodexNotify => Client::Codex,
        }
    }

    /// The settings file of a scope; `None` if there is none for it.
    #[must_use]
    pub fn settings(self, scope: Scope, places: &Places) -> Option<PathBuf> {
        match self {
            Self::Hooks(client) => client.settings(scope, places),
            Self::CodexNotify => (scope == Scope::User).then(|| places.codex.join("config.toml")),
        }
    }

    /// Whether we are there, and the command line of the first; `same` tells the command lines that we would write.
    pub(super) fn look(
        self,
        text: &str,
        program: &Program,
        same: impl Fn(&str) -> bool,
    ) -> Result<(State, Option<String>), Unfit> {
        match self {
            Self::Hooks(client) => {
                let entries = hooks::entries(text, program)?;
                let state = hooks::state_of(&entries, client, same);
                Ok((state, entries.into_iter().next().map(|entry| entry.command)))
            }
            Self::CodexNotify => {
                let command = notify::command(text)?.filter(|line| program.runs(line));
                let state = match &command {
                    None => State::NotInstalled,
                    Some(line) if same(line) => State::Installed,
                    Some(_) => State::OtherVersion,
                };
                Ok((state, command))
            }
        }
    }

    /// The text with us added. Nothing else in it changes.
    pub(super) fn add(self, text: &str, command: &str) -> Result<String, Unfit> {
        match self {
            Self::Hooks(client) => hooks::add(text, client, command),
            Self::CodexNotify => notify::add(text, command),
        }
    }

    /// The text without us, and without what is empty when we are gone, unless it was there `before` us.
    pub(super) fn without(self, text: &str, program: &Program, before: Option<&str>) -> Result<String, Unfit> {
        match self {
            Self::Hooks(_) => hooks::without(text, program, &before.map(Before::of).unwrap_or_default()),
            Self::CodexNotify => notify::without(text),
        }
    }
}
