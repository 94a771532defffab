//! `responses hook install`, `status` and `uninstall`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::Serialize;

use super::args::{ClientArg, OutputArgs};
use super::context::Context;
use super::contract::SCHEMA_VERSION;
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::{Field, Look, Printer, print_json};
use crate::capture::Client;
use crate::capture::install::{self, Change, Error, HookCommand, Places, Plan, Program, Scope, Shell, State, Target};
use crate::ui::diff;
use crate::ui::sanitise::visible_text;

/// Install the hooks into a client's settings, so that its agents' responses are recorded.
///
/// Only our entries are added; everything else in the file stays as it is, and a copy is kept beside it. With the global --dir the
/// hooks record into that store; otherwise into the store of the project that the agent works in.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses hook install --dry-run                          show what would change
  responses hook install                                    Claude Code, all sessions of this user
  responses hook install --client codex --scope project     Codex, sessions in this directory
  responses hook install --client codex --notify            Codex before it had hooks
  responses hook install --dir ~/responses                  record everything into one store

Files, in the home directory for the scope `user`, else in the working directory:
  Claude Code   .claude/settings.json (local: settings.local.json; user: CLAUDE_CONFIG_DIR)
  Codex         .codex/hooks.json (user: CODEX_HOME), with --notify .codex/config.toml
  Gemini CLI    .gemini/settings.json")]
pub(super) struct InstallArgs {
    #[command(flatten)]
    change: ChangeArgs,
}

/// Take the hooks out of a client's settings, which become again what they were.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses hook uninstall --dry-run
  responses hook uninstall --client gemini")]
pub(super) struct UninstallArgs {
    #[command(flatten)]
    change: ChangeArgs,
}

/// Say where the hooks are installed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses hook status
  responses hook status --client claude --json

Status: installed, other_version (another executable or an incomplete set; `hook install` updates it), not_installed,
client_not_found, unreadable.")]
pub(super) struct StatusArgs {
    /// Only this client
    #[arg(long)]
    client: Option<ClientArg>,
    /// Only this scope
    #[arg(long)]
    scope: Option<ScopeArg>,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which settings are changed, and how that is told.
#[derive(Debug, Args)]
struct ChangeArgs {
    /// Whose settings
    #[arg(long, default_value = "claude")]
    client: ClientArg,
    /// Which sessions
    #[arg(long, default_value = "user")]
    scope: ScopeArg,
    /// Codex: be the program that it notifies at the end of a turn, for versions without hooks
    #[arg(long)]
    notify: bool,
    /// Show what would change as a diff, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeArg {
    /// All sessions of this user
    User,
    /// Sessions in the working directory, for everyone
    Project,
    /// Sessions in the working directory, for this user (Claude Code only)
    Local,
}

/// `hook install --json` and `hook uninstall --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ChangeOutput {
    /// 1
    pub(super) schema_version: u32,
    /// True if nothing was changed because only a plan was asked for.
    pub(super) dry_run: bool,
    /// `claude`, `codex` or `gemini`.
    pub(super) client: String,
    /// `user`, `project` or `local`.
    pub(super) scope: String,
    /// How the client runs us: `hooks` or `notify`.
    pub(super) by: String,
    /// The settings file.
    pub(super) file: String,
    /// `install`, `update`, `uninstall` or `none`.
    pub(super) change: String,
    /// The copy of the file as it was before, if it was there.
    pub(super) backup: Option<String>,
    /// The change as a unified diff.
    pub(super) diff: String,
}

/// One settings file in `hook status --json`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HooksOutput {
    /// `claude`, `codex` or `gemini`.
    pub(super) client: String,
    /// `user`, `project` or `local`.
    pub(super) scope: String,
    /// How the client runs us: `hooks` or `notify`.
    pub(super) by: String,
    /// `installed`, `other_version`, `not_installed`, `client_not_found` or `unreadable`.
    pub(super) status: String,
    /// The settings file.
    pub(super) file: String,
    /// The command line that is installed.
    pub(super) command: Option<String>,
    /// Why the file can't be read.
    pub(super) reason: Option<String>,
}

const FIELDS: [Field; 7] = [
    Field::shown("client", "Client", Look::Text),
    Field::shown("scope", "Scope", Look::Text),
    Field::shown("by", "By", Look::Text),
    Field::shown("status", "Status", Look::Text),
    Field::shown("file", "File", Look::Text),
    Field::shown("command", "Command", Look::LongText).where_wide(),
    Field::hidden("reason", Look::LongText),
];

pub(super) fn install(ctx: &Context, args: &InstallArgs) -> Result<(), CommandError> {
    let (target, settings) = args.change.settings()?;
    let plan = Plan::install(&settings, target, &command(ctx)?)?;
    args.change.carry_out(&plan)?;
    if target == Target::Hooks(Client::Codex) && plan.change() != Change::Nothing && !args.change.dry_run {
        ctx.say("Codex runs new hooks only after you have looked at them: enter /hooks there once.");
    }
    Ok(())
}

pub(super) fn uninstall(_: &Context, args: &UninstallArgs) -> Result<(), CommandError> {
    let (target, settings) = args.change.settings()?;
    let plan = Plan::uninstall(&settings, target, &Program::new(&executable()?))?;
    args.change.carry_out(&plan)
}

pub(super) fn status(ctx: &Context, args: &StatusArgs) -> Result<(), CommandError> {
    let all = everywhere(ctx)?.into_iter();
    let items: Vec<_> = all
        .filter(|(target, _, _)| args.client.is_none_or(|only| only.meant() == target.client()))
        .filter(|(_, scope, _)| args.scope.is_none_or(|only| only == *scope))
        .map(|(_, _, hooks)| hooks)
        .collect();
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    Printer::new(ctx, &args.output, &FIELDS)?.print(total, items.into_iter(), Vec::new)
}

/// The state of the hooks of every client and scope.
pub(super) fn installed(ctx: &Context) -> Result<Vec<HooksOutput>, CommandError> {
    Ok(everywhere(ctx)?.into_iter().map(|(_, _, hooks)| hooks).collect())
}

fn everywhere(ctx: &Context) -> Result<Vec<(Target, ScopeArg, HooksOutput)>, CommandError> {
    let (places, command) = (places()?, command(ctx)?);
    let mut all = Vec::new();
    for target in Target::ALL {
        for scope in ScopeArg::value_variants() {
            let settings = target.settings(scope.meant(), &places);
            all.extend(settings.map(|file| (target, *scope, status_of(target, *scope, &file, &places, &command))));
        }
    }
    Ok(all)
}

fn status_of(target: Target, scope: ScopeArg, file: &Path, places: &Places, command: &HookCommand) -> HooksOutput {
    let (status, command, reason) = match install::look(file, target, command) {
        Err(error) => ("unreadable", None, Some(error.to_string())),
        Ok(found) => {
            let client_found = file.exists() || target.client().directory(places).is_dir();
            let status = match found.state {
                State::Installed => "installed",
                State::OtherVersion => "other_version",
                State::NotInstalled if client_found => "not_installed",
                State::NotInstalled => "client_not_found",
            };
            (status, found.command, None)
        }
    };
    HooksOutput {
        client: name_of(&ClientArg::of(target.client())),
        scope: name_of(&scope),
        by: name_of_way(target).to_owned(),
        status: status.to_owned(),
        file: file.display().to_string(),
        command,
        reason,
    }
}

impl ChangeArgs {
    /// What is installed into, and the settings file that is meant.
    fn settings(&self) -> Result<(Target, PathBuf), CommandError> {
        let target = match self.client.meant() {
            Client::Codex if self.notify => Target::CodexNotify,
            _ if self.notify => {
                return Err(CommandError::usage("only Codex notifies a program").hint("leave out --notify"));
            }
            client => Target::Hooks(client),
        };
        let settings = target.settings(self.scope.meant(), &places()?).ok_or_else(|| {
            let (client, scope) = (name_of(&self.client), name_of(&self.scope));
            let message = format!("{client} has no settings for {} of scope `{scope}`", name_of_way(target));
            let others = if target == Target::CodexNotify { "" } else { " or --scope project" };
            CommandError::usage(message).hint(format!("use --scope user{others}"))
        })?;
        Ok((target, settings))
    }

    /// Makes the change, or only shows it, and says what was done.
    fn carry_out(&self, plan: &Plan) -> Result<(), CommandError> {
        let backup = if self.dry_run { None } else { plan.apply()? };
        if self.json {
            return print_json(&ChangeOutput {
                schema_version: SCHEMA_VERSION,
                dry_run: self.dry_run,
                client: name_of(&self.client),
                scope: name_of(&self.scope),
                by: if self.notify { "notify" } else { "hooks" }.to_owned(),
                file: plan.path().display().to_string(),
                change: change_name(plan.change()).to_owned(),
                backup: backup.map(|path| path.display().to_string()),
                diff: diff(plan),
            });
        }
        let mut out = text_out();
        match plan.change() {
            Change::Nothing => writeln!(out, "Nothing to change in {}.", visible_path(plan.path()))?,
            _ if self.dry_run => write!(out, "{}", visible_text(&diff(plan)))?,
            change => writeln!(out, "{} {}.", done(change), visible_path(plan.path()))?,
        }
        if let Some(backup) = backup {
            writeln!(out, "A copy of the file as it was is {}.", visible_path(&backup))?;
        }
        Ok(out.flush()?)
    }
}

fn name_of_way(target: Target) -> &'static str {
    match target {
        Target::Hooks(_) => "hooks",
        Target::CodexNotify => "notify",
    }
}

fn change_name(change: Change) -> &'static str {
    match change {
        Change::Install => "install",
        Change::Update => "update",
        Change::Remove => "uninstall",
        Change::Nothing => "none",
    }
}

fn done(change: Change) -> &'static str {
    match change {
        Change::Install => "Installed the hooks in",
        Change::Update => "Updated the hooks in",
        Change::Remove => "Took the hooks out of",
        Change::Nothing => "Changed nothing in",
    }
}

/// The change as a unified diff.
fn diff(plan: &Plan) -> String {
    diff::unified(&plan.path().display().to_string(), plan.before(), plan.after())
}

fn visible_path(path: &Path) -> String {
    visible_text(&path.display().to_string()).into_owned()
}

/// The command line for the hooks of this executable.
fn command(ctx: &Context) -> Result<HookCommand, CommandError> {
    let store = ctx
        .dir_flag()
        .map(std::path::absolute)
        .transpose()
        .map_err(|error| CommandError::new(Code::Failed, format!("cannot find the working directory: {error}")))?;
    let shell = if cfg!(windows) { Shell::Windows } else { Shell::Posix };
    Ok(HookCommand::new(&executable()?, store.as_deref(), shell)?)
}

/// The path of this executable; where `PATH` leads to it, that way, since it outlives the next version.
fn executable() -> Result<PathBuf, CommandError> {
    let unknown = |error| CommandError::new(Code::Failed, format!("cannot find the path of this executable: {error}"));
    let executable = std::env::current_exe().map_err(unknown)?;
    let real = executable.canonicalize().map_err(unknown)?;
    let name = executable.file_name().unwrap_or_default();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let leads_here = |path: &PathBuf| path.is_absolute() && path.canonicalize().is_ok_and(|found| found == real);
    let stable = std::env::split_paths(&path).map(|directory| directory.join(name)).find(leads_here);
    Ok(stable.unwrap_or(executable))
}

/// Where the clients keep their settings.
fn places() -> Result<Places, CommandError> {
    let unknown = |what: &str| CommandError::new(Code::Configuration, format!("cannot find the {what} directory"));
    let home = etcetera::home_dir().map_err(|_| unknown("home"))?;
    let moved = |variable, usual| match std::env::var_os(variable) {
        Some(directory) if !directory.is_empty() => directory.into(),
        _ => home.join(usual),
    };
    Ok(Places {
        claude: moved("CLAUDE_CONFIG_DIR", ".claude"),
        codex: moved("CODEX_HOME", ".codex"),
        gemini: home.join(".gemini"),
        project: std::env::current_dir().map_err(|_| unknown("working"))?,
    })
}

impl ScopeArg {
    fn meant(self) -> Scope {
        match self {
            Self::User => Scope::User,
            Self::Project => Scope::Project,
            Self::Local => Scope::Local,
        }
    }
}

/// The name that the command line has for a value.
fn name_of(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Storage(error) => error.into(),
            Error::NotJson { .. } | Error::NotText { .. } | Error::Shape { .. } => {
                Self::new(Code::Data, message).hint("the file was left as it is; correct it, then try again")
            }
            Error::Notify { .. } => Self::new(Code::Refused, message).hint("the file was left as it is"),
            Error::ReadOnly { .. } => Self::new(Code::Refused, message).hint("make it writable if you mean it"),
            Error::Changed { .. } => Self::new(Code::Busy, message).hint("try again"),
            _ => Self::new(Code::Refused, message),
        }
    }
}
