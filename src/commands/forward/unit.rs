//! `responses forward unit`

use std::io::Write;
use std::path::Path;

use clap::Args;

use super::chosen;
use crate::commands::context::Context;
use crate::commands::error::{Code, CommandError};
use crate::commands::out::data_out;

/// Print a systemd unit that forwards as a service.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses forward unit > ~/.config/systemd/user/responses-forward.service
  systemctl --user enable --now responses-forward")]
pub(super) struct UnitArgs {
    /// The destinations [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub(super) fn run(ctx: &Context, args: &UnitArgs) -> Result<(), CommandError> {
    let names: Vec<_> = chosen(ctx, &args.names)?.into_iter().map(|one| one.name.to_string()).collect();
    let unknown = |what: &str| CommandError::new(Code::Failed, format!("cannot find out {what}"));
    let program = std::env::current_exe().map_err(|_| unknown("where this program is"))?;
    let from = &ctx.sources.working_directory;
    let mut command = vec![quoted(&program)?, "--dir".to_owned(), quoted(&from.join(&ctx.config.store))?];
    if let Some(config) = &ctx.sources.config_flag {
        command.extend(["--config".to_owned(), quoted(&from.join(config))?]);
    }
    command.extend(["forward", "run", "--follow"].map(str::to_owned));
    if !args.names.is_empty() {
        command.extend(names);
    }
    let mut out = data_out();
    write!(
        out,
        "\
[Unit]
Description=Forwards agents' responses
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={}
WorkingDirectory={}
# Secrets that destinations take from the environment, as NAME=VALUE lines:
#EnvironmentFile=%h/.config/responses/forward.env
Restart=on-failure
RestartSec=10
TimeoutStopSec=60

[Install]
WantedBy=default.target
",
        command.join(" "),
        directory(from)?,
    )?;
    Ok(out.flush()?)
}

/// A word of a command in a unit: in quotes, with what systemd would replace doubled (`systemd.service`, command lines).
fn quoted(path: &Path) -> Result<String, CommandError> {
    let text = printable(path)?.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "$$").replace('%', "%%");
    Ok(format!("\"{text}\""))
}

/// A path that stands alone, where systemd takes no quotes.
fn directory(path: &Path) -> Result<String, CommandError> {
    Ok(printable(path)?.replace('%', "%%"))
}

fn printable(path: &Path) -> Result<&str, CommandError> {
    let fits = |text: &&str| !text.contains(char::is_control);
    let message = || format!("{} can't stand in a unit", path.display());
    path.to_str().filter(fits).ok_or_else(|| CommandError::new(Code::Refused, message()))
}
