//! Asking a person before something is done.

use std::io::{self, IsTerminal};

use dialoguer::Confirm;
use dialoguer::console::Term;

use super::error::{Code, CommandError};

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
}

/// True if there is a person to ask: one who can read the question and type.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on stderr; anything but `y` is a no.
pub(super) fn ask(question: &str) -> Result<Answer, CommandError> {
    let answer = Confirm::new().with_prompt(question).default(false).interact_on_opt(&Term::stderr());
    match answer {
        Ok(Some(true)) => Ok(Answer::Yes),
        Ok(_) => Ok(Answer::No),
        Err(dialoguer::Error::IO(error)) if error.kind() == io::ErrorKind::Interrupted => {
            Err(CommandError::new(Code::Interrupted, "interrupted; nothing was changed"))
        }
        Err(error) => Err(CommandError::new(Code::Failed, format!("cannot ask: {error}")).hint("--yes does not ask")),
    }
}
