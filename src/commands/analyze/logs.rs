//! The analysis of event logs, each by what it is.

mod activity;
mod causal;
mod stream;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::args::{Format, SelectionArgs};
use super::super::context::Context;
use super::super::contract::{ActivityOutput, CausalOutput, SCHEMA_VERSION, SkippedFile, StreamOutput};
use super::super::error::{Code, CommandError};
use super::super::log_sources::logs_at;
use super::super::out::{data_out, text_out};
use super::super::output::{Field, Look, Printer, print_json};
use super::AnalyzeArgs;
use super::report::Report;
use crate::events::activity::{Analysis, Tally, read};
use crate::events::log::Problems;
use crate::events::{Family, Source, sources};
use crate::ui::json::to_safe_json;
use crate::ui::table::Header;
use crate::ui::units;

/// As many files that are passed over a message names.
const NAMED: usize = 3;

/// What gets an analysis of its own.
enum Subject {
    Activity(PathBuf),
    /// A path and the causal logs that it stands for.
    Causal(PathBuf, Vec<Source>),
    /// A path and the files of streams that it stands for.
    Stream(PathBuf, Vec<Source>),
}

/// An analysis in every form.
struct Analysed {
    document: Document,
    rows: Vec<Row>,
    report: String,
    /// The activity log that it is of, with its different finished tasks per hour.
    velocity: Option<(String, f64)>,
}

/// The JSON of an analysis.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Document {
    Activity(Box<ActivityOutput>),
    Causal(Box<CausalOutput>),
    Stream(Box<StreamOutput>),
}

impl Document {
    /// What could not be read.
    fn skipped(&mut self) -> &mut Vec<SkippedFile> {
        match self {
            Self::Activity(document) => &mut document.skipped,
            Self::Causal(document) => &mut document.skipped,
            Self::Stream(document) => &mut document.skipped,
        }
    }
}

/// One of the figures of a log, for every format that has rows.
#[derive(Debug, Serialize)]
struct Row {
    log: String,
    kind: &'static str,
    name: String,
    count: u64,
    total_ms: Option<f64>,
    self_ms: Option<f64>,
    longest_ms: Option<f64>,
    errors: Option<u64>,
}

impl Row {
    /// How often something was counted, without times.
    fn counted(log: &str, kind: &'static str, name: &str, count: u64) -> Self {
        Self {
            log: log.to_owned(),
            kind,
            name: name.to_owned(),
            count,
            total_ms: None,
            self_ms: None,
            longest_ms: None,
            errors: None,
        }
    }
}

const FIELDS: [Field; 8] = [
    Field::shown("log", "Log", Look::Id),
    Field::shown("kind", "Kind", Look::Text),
    Field::shown("name", "Name", Look::LongText),
    Field::shown("count", "Count", Look::Count),
    Field::shown("total_ms", "Total ms", Look::Text),
    Field::shown("self_ms", "Self ms", Look::Text),
    Field::shown("longest_ms", "Longest ms", Look::Text),
    Field::shown("errors", "Errors", Look::Count),
];

pub(super) fn run(ctx: &Context, args: &AnalyzeArgs) -> Result<(), CommandError> {
    if has_selection(&args.selection) {
        return Err(CommandError::usage("a selection is of responses; event logs are analysed whole"));
    }
    if let [directory] = args.files.as_slice()
        && is_store(directory)?
    {
        return super::store(ctx, args, &ctx.tracker_at(directory)?);
    }
    let printer = Printer::new(ctx, &args.output, &FIELDS)?;
    let (mut subjects, mut unreadable) = (Vec::new(), Problems::default());
    for path in &args.files {
        let (found, problems) = subjects_at(ctx, path)?;
        subjects.extend(found);
        unreadable.append(problems);
    }
    let analysed = if args.compare { vec![compared(ctx, args, &subjects)?] } else { all(ctx, args, &subjects) };
    let velocities: Vec<_> = analysed.iter().filter_map(|one| one.velocity.clone()).collect();
    print(args, &printer, analysed, SkippedFile::of_problems(&unreadable))?;
    check_velocity(args, &velocities)
}

fn has_selection(selection: &SelectionArgs) -> bool {
    let SelectionArgs { session, agent, since, until, model, tool, status, archived } = selection;
    let names = [session, agent, model, tool];
    names.iter().any(|names| !names.is_empty()) || since.is_some() || until.is_some() || status.is_some() || *archived
}

/// True for a directory that holds responses and no logs.
fn is_store(path: &Path) -> Result<bool, CommandError> {
    let is_response = |source: &Source| source.family == Some(Family::Response);
    let found = if path.is_dir() { sources(path)?.found } else { Vec::new() };
    Ok(found.iter().any(is_response) && !found.iter().any(Source::is_log))
}

/// What a path stands for: each activity log of it, all its causal logs together, and all its streams; and the files that can't even be looked at.
/// These are told, and so is what is no log.
fn subjects_at(ctx: &Context, path: &Path) -> Result<(Vec<Subject>, Problems), CommandError> {
    let (mut subjects, mut causal, mut streams) = (Vec::new(), Vec::new(), Vec::new());
    let (mut responses, mut others) = (Vec::new(), Vec::new());
    let read = logs_at(ctx, path)?;
    ctx.report_problems(&read.problems);
    for source in read.found {
        match source.family {
            Some(Family::Activity) => subjects.push(Subject::Activity(source.path)),
            Some(Family::Causal) => causal.push(source),
            Some(Family::Stream) => streams.push(source),
            Some(Family::Response) => responses.push(source.path),
            None => others.push(source.path),
        }
    }
    if !causal.is_empty() {
        subjects.push(Subject::Causal(path.to_owned(), causal));
    }
    if !streams.is_empty() {
        subjects.push(Subject::Stream(path.to_owned(), streams));
    }
    for (paths, what, more) in [(responses, "response", "; --dir analyses a store"), (others, "other file", "")] {
        if !paths.is_empty() {
            let told = named(&paths, what);
            ctx.warn(&format!("passed over {told}{more}"));
        }
    }
    Ok((subjects, read.problems))
}

/// `2 other files among the event logs (a, b)`
fn named(paths: &[PathBuf], what: &str) -> String {
    let named: Vec<_> = paths.iter().take(NAMED).map(|path| path.display().to_string()).collect();
    let (named, more) = (named.join(", "), if paths.len() > NAMED { ", ..." } else { "" });
    let count = units::counted(u64::try_from(paths.len()).unwrap_or(u64::MAX), what);
    format!("{count} among the event logs ({named}{more})")
}

fn all(ctx: &Context, args: &AnalyzeArgs, subjects: &[Subject]) -> Vec<Analysed> {
    let report = report(ctx, args);
    let analysed = subjects.iter().map(|subject| match subject {
        Subject::Activity(path) => {
            let (analysis, problems) = activity_of(ctx, path);
            activity::analysed(&report, path, &analysis, &problems, None, usize::from(args.top))
        }
        Subject::Causal(path, sources) => {
            causal::analysed(ctx, &report, path, sources, args.by.into(), usize::from(args.top))
        }
        Subject::Stream(path, sources) => stream::analysed(ctx, &report, path, sources),
    });
    analysed.collect()
}

/// The second of two activity logs, against the first.
fn compared(ctx: &Context, args: &AnalyzeArgs, subjects: &[Subject]) -> Result<Analysed, CommandError> {
    let [Subject::Activity(before), Subject::Activity(after)] = subjects else {
        return Err(CommandError::usage("--compare takes two activity logs"));
    };
    let (earlier, mut problems) = activity_of(ctx, before);
    let (later, of_later) = activity_of(ctx, after);
    problems.append(of_later);
    let compared = Some((before.as_path(), &earlier));
    Ok(activity::analysed(&report(ctx, args), after, &later, &problems, compared, usize::from(args.top)))
}

fn activity_of(ctx: &Context, path: &Path) -> (Analysis, Problems) {
    let read = ctx.watch(|| read(path, &ctx.read_options())).map(Tally::analyse);
    ctx.report_problems(&read.problems);
    (read.found, read.problems)
}

fn report<'a>(ctx: &'a Context, args: &AnalyzeArgs) -> Report<'a> {
    Report::new(ctx, if args.output.no_header { Header::Hidden } else { Header::Shown })
}

/// Prints all of it. Files that nothing is known of are said to be skipped by the document of the only analysis, or by that of the list.
fn print(
    args: &AnalyzeArgs,
    printer: &Printer<'_>,
    mut analysed: Vec<Analysed>,
    unreadable: Vec<SkippedFile>,
) -> Result<(), CommandError> {
    match args.output.format() {
        Format::Json if args.output.fields.is_empty() => match analysed.as_mut_slice() {
            [one] => {
                one.document.skipped().extend(unreadable);
                print_json(&one.document)
            }
            many => {
                let mut out = data_out();
                let items: Vec<_> = many.iter().map(|one| to_safe_json(&one.document)).collect();
                let (total, items, skipped) = (items.len(), items.join(",\n"), to_safe_json(&unreadable));
                writeln!(
                    out,
                    "{{\"schema_version\":{SCHEMA_VERSION},\"total\":{total},\"items\":[{items}],\"skipped\":{skipped}}}"
                )?;
                Ok(out.flush()?)
            }
        },
        Format::Table if args.output.fields.is_empty() => {
            let mut out = text_out();
            let reports: Vec<_> = analysed.iter().map(|one| one.report.as_str()).collect();
            write!(out, "{}", reports.join("\n"))?;
            Ok(out.flush()?)
        }
        _ => {
            let of_each: Vec<_> = analysed.iter_mut().flat_map(|one| std::mem::take(one.document.skipped())).collect();
            let rows: Vec<_> = analysed.iter().flat_map(|one| &one.rows).collect();
            let skipped = || of_each.into_iter().chain(unreadable).collect();
            printer.print(u64::try_from(rows.len()).unwrap_or(u64::MAX), rows.into_iter(), skipped)
        }
    }
}

/// Fails if an activity log is slower than it should be.
fn check_velocity(args: &AnalyzeArgs, velocities: &[(String, f64)]) -> Result<(), CommandError> {
    let Some(target) = args.target_velocity else { return Ok(()) };
    if velocities.is_empty() {
        return Err(CommandError::usage("--target-velocity is for activity logs"));
    }
    let slow: Vec<_> = velocities.iter().filter(|(_, velocity)| *velocity < target).collect();
    match slow.as_slice() {
        [] => Ok(()),
        [(log, velocity)] => {
            let velocity = below(*velocity, target);
            let message = format!("{log}: {velocity} tasks per hour are below the target of {target}");
            Err(CommandError::new(Code::Failed, message))
        }
        many => {
            let of_each: Vec<_> =
                many.iter().take(NAMED).map(|(log, velocity)| format!("{log}: {}", below(*velocity, target))).collect();
            let (of_each, more) = (of_each.join(", "), if many.len() > NAMED { ", ..." } else { "" });
            let message =
                format!("{} logs are below the target of {target} tasks per hour ({of_each}{more})", many.len());
            Err(CommandError::new(Code::Failed, message))
        }
    }
}

/// A velocity in as few digits, but one, as show that it is below the target.
fn below(velocity: f64, target: f64) -> String {
    let rounded = (1..16).map(|digits| format!("{velocity:.digits$}"));
    let is_below = |text: &String| text.parse::<f64>().is_ok_and(|shown| shown < target);
    rounded.into_iter().find(is_below).unwrap_or_else(|| velocity.to_string())
}
