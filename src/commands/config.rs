//! `responses config`

use std::io::Write;

use clap::{Args, Subcommand};

use super::args::OutputArgs;
use super::context::Context;
use super::contract::{
    ConfigFileOutput, ConfigProblemOutput, MigratedOutput, MigratedSetting, SCHEMA_VERSION, SettingOutput, path_text,
};
use super::error::{Code, CommandError};
use super::out::text_out;
use super::output::{Field, Look, Printer, print_json};
use crate::config::migrate::{self, Migration, Move};
use crate::config::{EditError, Place, Problem, Role, Severity, files};
use crate::ui::diff;
use crate::ui::sanitise::visible_text;

/// Show the settings in force and where each came from, check the files, migrate deprecated variables.
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    Show(ShowArgs),
    Path(PathArgs),
    Check(CheckArgs),
    Migrate(MigrateArgs),
}

/// Show every setting in force and what put it there.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses config show
  responses config show --format tsv --fields key,value --no-header")]
struct ShowArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Show which files are looked at, the strongest first, and which of them exist.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses config path
  responses config path --json")]
struct PathArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// List everything that is wrong with files and variables. Exits with 2 if there is a mistake, warnings aside.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses config check
  responses config check --config other.yaml --json")]
struct CheckArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Write deprecated environment variables into the project's configuration, keeping all that is there; a copy is made first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  responses config migrate --dry-run
  responses config migrate")]
struct MigrateArgs {
    /// Only show what would change
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

const SETTING_FIELDS: [Field; 3] = [
    Field::shown("key", "Key", Look::Text),
    Field::shown("value", "Value", Look::LongText),
    Field::shown("origin", "From", Look::LongText),
];

const FILE_FIELDS: [Field; 3] = [
    Field::shown("role", "File", Look::Text),
    Field::shown("path", "Path", Look::LongText),
    Field::shown("exists", "Exists", Look::Text),
];

const PROBLEM_FIELDS: [Field; 5] = [
    Field::shown("severity", "Severity", Look::Text),
    Field::shown("place", "Where", Look::LongText),
    Field::shown("line", "Line", Look::Count),
    Field::shown("key", "Key", Look::Text),
    Field::shown("message", "Problem", Look::LongText),
];

pub(super) fn run(ctx: &Context, args: &ConfigArgs) -> Result<(), CommandError> {
    match &args.command {
        ConfigCommand::Show(args) => show(ctx, args),
        ConfigCommand::Path(args) => path(ctx, args),
        ConfigCommand::Check(args) => check(ctx, args),
        ConfigCommand::Migrate(args) => migrate(ctx, args),
    }
}

fn show(ctx: &Context, args: &ShowArgs) -> Result<(), CommandError> {
    ctx.warn_of_configuration(|_| false);
    let settings = ctx.config.shown().into_iter().map(|(key, setting)| SettingOutput {
        key,
        value: setting.value,
        origin: setting.origin.to_string(),
    });
    print(ctx, &args.output, &SETTING_FIELDS, settings.collect())
}

fn path(ctx: &Context, args: &PathArgs) -> Result<(), CommandError> {
    let found = files(&ctx.sources).into_iter().map(|file| ConfigFileOutput {
        role: match file.role {
            Role::Given => "given",
            Role::Project => "project",
            Role::User => "user",
        }
        .to_owned(),
        path: path_text(&file.path),
        exists: file.path.exists(),
    });
    print(ctx, &args.output, &FILE_FIELDS, found.collect())
}

fn check(ctx: &Context, args: &CheckArgs) -> Result<(), CommandError> {
    let problems = &ctx.config.problems;
    print(ctx, &args.output, &PROBLEM_FIELDS, problems.iter().map(problem).collect())?;
    match problems.iter().filter(|problem| problem.severity == Severity::Error).count() {
        0 if problems.is_empty() => {
            ctx.say("nothing is wrong with the configuration");
            Ok(())
        }
        0 => Ok(()),
        1 => Err(CommandError::new(Code::Configuration, "the configuration has a mistake")),
        count => Err(CommandError::new(Code::Configuration, format!("the configuration has {count} mistakes"))),
    }
}

fn problem(problem: &Problem) -> ConfigProblemOutput {
    let (place, line, key) = match &problem.place {
        Place::File(path) => (path_text(path), None, None),
        Place::Key { path, line, key } => (path_text(path), Some(*line), Some(key.clone())),
        Place::Variable(name) => ((*name).to_owned(), None, None),
    };
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    ConfigProblemOutput { severity: severity.to_owned(), place, line, key, message: problem.message.clone() }
}

fn print<T: serde::Serialize>(
    ctx: &Context,
    args: &OutputArgs,
    fields: &[Field],
    items: Vec<T>,
) -> Result<(), CommandError> {
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    Printer::new(ctx, args, fields)?.print(total, items.into_iter(), Vec::new)
}

fn migrate(ctx: &Context, args: &MigrateArgs) -> Result<(), CommandError> {
    let migration = migrate::plan(&ctx.sources)?;
    let writes = !args.dry_run && !migration.moved.is_empty();
    let backup = if writes { migration.edit.apply()? } else { None };
    if args.json {
        let settings = |moves: &[Move]| moves.iter().map(migrated).collect();
        return print_json(&MigratedOutput {
            schema_version: SCHEMA_VERSION,
            dry_run: args.dry_run,
            path: path_text(&migration.edit.path),
            backup: backup.as_deref().map(path_text),
            moved: settings(&migration.moved),
            kept: settings(&migration.kept),
        });
    }
    for one in &migration.kept {
        let path = migration.edit.path.display();
        ctx.say(&format!("{} has no effect: {path} sets {} or what is the same; unset it", one.variable, one.key));
    }
    if migration.moved.is_empty() {
        ctx.say("nothing to migrate");
        return Ok(());
    }
    let mut out = text_out();
    if args.dry_run {
        let name = path_text(&migration.edit.path);
        let changes = diff::unified(&name, migration.edit.before.as_deref(), Some(&migration.edit.after));
        write!(out, "{}", visible_text(&changes))?;
    } else {
        let copy = backup.map(|path| format!(" (as it was: {})", path.display())).unwrap_or_default();
        writeln!(out, "{}", visible_text(&format!("Wrote {}{copy}:", migration.edit.path.display())))?;
        tell_moves(&mut out, &migration)?;
    }
    Ok(out.flush()?)
}

fn tell_moves(out: &mut impl Write, migration: &Migration) -> Result<(), CommandError> {
    for one in &migration.moved {
        let line = format!("  {}: {}, from {}, which can be unset", one.key, one.value, one.variable);
        writeln!(out, "{}", visible_text(&line))?;
    }
    Ok(())
}

fn migrated(one: &Move) -> MigratedSetting {
    MigratedSetting { variable: one.variable.to_owned(), key: one.key.to_string(), value: one.value.clone() }
}

impl From<EditError> for CommandError {
    fn from(error: EditError) -> Self {
        let code = match error {
            EditError::Io { .. } => Code::Storage,
            EditError::Broken(_) => Code::Configuration,
            EditError::Layout { .. } => Code::Refused,
        };
        Self::new(code, error.to_string())
    }
}
