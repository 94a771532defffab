//! `responses completions`

use std::io::Write;

use clap::Args;
use clap_complete::Shell;

use super::error::CommandError;
use super::out::data_out;

/// Print the completion script of a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses completions bash > ~/.local/share/bash-completion/completions/responses
  responses completions zsh > ~/.zfunc/_responses
  responses completions fish > ~/.config/fish/completions/responses.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, mut command: clap::Command) -> Result<(), CommandError> {
    // Into memory first: the generator panics when its writer fails, and a pipe may close.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "responses", &mut script);
    let mut out = data_out();
    out.write_all(&script)?;
    Ok(out.flush()?)
}
