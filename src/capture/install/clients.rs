//! Where the clients' settings lie, and which of their events we listen to.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::capture::Client;

/// Whose sessions a settings file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every session of this user.
    User,
    /// Sessions in one project, for all who work on it.
    Project,
    /// Sessions in one project, for this user.
    Local,
}

/// Where settings are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The user's own directory of Claude Code, `~/.claude` unless moved.
    pub claude: PathBuf,
    /// The user's own directory of Codex, `~/.codex` unless moved.
    pub codex: PathBuf,
    /// The user's own directory of Gemini CLI, `~/.gemini`.
    pub gemini: PathBuf,
    /// The project's root.
    pub project: PathBuf,
}

/// One event that a client runs our command for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The event's name in the settings.
    pub(super) event: &'static str,
    /// For which tools, where it is about tools.
    pub(super) matcher: Option<&'static str>,
}

/// The longest that a hook may keep its host waiting. It needs milliseconds, but a disk can be slow.
const TIMEOUT_SECONDS: u64 = 10;

impl Client {
    /// The user's own directory of this client.
    #[must_use]
    pub fn directory(self, places: &Places) -> &Path {
        match self {
            Self::Claude => &places.claude,
            Self::Codex => &places.codex,
            Self::Gemini => &places.gemini,
        }
    }

    /// The settings file of a scope; `None` if the client has no such scope.
    #[must_use]
    pub fn settings(self, scope: Scope, places: &Places) -> Option<PathBuf> {
        let (directory, name) = match self {
            Self::Claude => (".claude", "settings.json"),
            Self::Codex => (".codex", "hooks.json"),
            Self::Gemini => (".gemini", "settings.json"),
        };
        match (scope, self) {
            (Scope::User, _) => Some(self.directory(places).join(name)),
            (Scope::Project, _) => Some(places.project.join(directory).join(name)),
            (Scope::Local, Self::Claude) => Some(places.project.join(directory).join("settings.local.json")),
            (Scope::Local, _) => None,
        }
    }

    /// The events that we need. Claude Code before 2.1.48 drops all hooks if it does not know the name of one, so these four
    /// are the ones that every version knows.
    pub(super) fn wanted(self) -> &'static [Wanted] {
        const fn on(event: &'static str) -> Wanted {
            Wanted { event, matcher: None }
        }
        const fn tool(event: &'static str, tools: &'static str) -> Wanted {
            Wanted { event, matcher: Some(tools) }
        }
        match self {
            Self::Claude => {
                const { &[on("UserPromptSubmit"), tool("PostToolUse", "Task|Agent"), on("SubagentStop"), on("Stop")] }
            }
            Self::Codex => const { &[on("UserPromptSubmit"), on("SubagentStop"), on("Stop")] },
            Self::Gemini => const { &[tool("AfterTool", "invoke_agent"), on("AfterAgent")] },
        }
    }

    /// The element of an event's list that runs a command.
    pub(super) fn group(self, wanted: Wanted, command: &str) -> Value {
        let timeout = match self {
            Self::Claude | Self::Codex => TIMEOUT_SECONDS,
            Self::Gemini => TIMEOUT_SECONDS * 1000,
        };
        let hooks = json!([{ "type": "command", "command": command, "timeout": timeout }]);
        match wanted.matcher {
            Some(matcher) => json!({ "matcher": matcher, "hooks": hooks }),
            None => json!({ "hooks": hooks }),
        }
    }
}
