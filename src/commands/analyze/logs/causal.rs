//! Causal logs, as a script reads them; [`sections`] has what a person reads.

mod sections;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::super::context::Context;
use super::super::super::contract::{
    CausalOutput, CausalSeries, CausalSessionOutput, CommitmentTotals, HourCount, NameCount, SCHEMA_VERSION,
    SkippedFile, Told, UnkeptCommitment, begin, path_text, seconds,
};
use super::super::report::{Report, laid_out};
use super::{Analysed, Document, Row};
use crate::events::causal::{self, Analysis, Names, Outcome, PromiseKept};
use crate::events::{Source, log_name};
use crate::record::RecordTime;
use crate::store::analysis::Bucket;

/// The analysis of all causal logs at a path. Series have steps of `by`, and lists as many entries as `top` says.
pub(super) fn analysed(
    ctx: &Context,
    report: &Report<'_>,
    path: &Path,
    sources: &[Source],
    by: Bucket,
    top: usize,
) -> Analysed {
    let files: Vec<PathBuf> = sources.iter().map(|source| source.path.clone()).collect();
    let read = ctx.watch(|| causal::analyse(&files, &ctx.read_options(), ctx.naive_zone(), top));
    ctx.report_problems(&read.problems);
    let mut document = document(ctx, &files, read.found, by, top);
    document.document.path = path_text(path);
    document.document.skipped = SkippedFile::of_problems(&read.problems);
    Analysed {
        rows: rows(&document.document),
        report: laid_out(sections::headline(report, &document), sections::all(report, &document)),
        document: Document::Causal(Box::new(document.document)),
        velocity: None,
    }
}

/// What is printed, and when it happened.
struct Found {
    document: CausalOutput,
    along: causal::Along,
    ends: Option<(RecordTime, RecordTime)>,
}

fn document(ctx: &Context, files: &[PathBuf], analysis: Analysis, by: Bucket, top: usize) -> Found {
    let names: Vec<_> = files.iter().map(|file| log_name(file)).collect();
    let told = Told { times: ctx.times(), sessions: &names };
    let ends = analysis.first.zip(analysis.last);
    let span = ends.and_then(|(first, last)| first.instant().duration_until(last.instant()).try_into().ok());
    let time = |time: Option<RecordTime>| time.map(|time| ctx.times().show(time));
    let along = &analysis.along;
    let session = |(at, path): (usize, &PathBuf)| CausalSessionOutput {
        session_id: names[at].clone(),
        path: path_text(path),
        events: analysis.files.get(&at).copied().unwrap_or(0),
    };
    let document = CausalOutput {
        schema_version: SCHEMA_VERSION,
        family: "causal",
        path: String::new(),
        events: analysis.events(),
        types: by_name(along.types()),
        agents: by_name(along.agents()),
        sources: by_name(along.sources()),
        errors: analysis.errors,
        first: time(analysis.first),
        last: time(analysis.last),
        duration: span.map(seconds),
        sessions: files.iter().enumerate().map(session).collect(),
        commitments: CommitmentTotals::of(&analysis.promises, ctx.now),
        unkept_commitments: unkept(ctx, told, &analysis.promises, top),
        total_failures: analysis.failures,
        failure_reasons: analysis.reasons.iter().map(|reason| told.reason(reason)).collect(),
        failed_events: analysis.failed.total,
        failed_without_cause: analysis.failed.without_cause,
        causes_of_failures: told.causes(&analysis.failed.causes),
        roots_of_failures: told.causes(&analysis.failed.roots),
        chains: analysis.chains.iter().map(|chain| told.chain(chain)).collect(),
        total_dangling: analysis.total_dangling,
        dangling: told.dangling(&analysis.dangling),
        cycles: analysis
            .cycles
            .into_iter()
            .map(|way| way.into_iter().filter_map(|one| one.event_id).collect())
            .collect(),
        constraints: NameCount::most(analysis.constraints, top),
        entities: NameCount::most(analysis.entities, top),
        hours_of_day: hours_of_day(ctx, along),
        busiest_hours: HourCount::busiest(along, ctx.zone(), top),
        series: CausalSeries::new(along, by, ctx.zone()),
        skipped: Vec::new(),
    };
    Found { document, along: analysis.along, ends }
}

fn by_name(names: &Names) -> BTreeMap<String, u64> {
    names.names.iter().cloned().zip(names.counts.iter().copied()).collect()
}

/// The promises that are not kept, those first that should have been.
fn unkept(ctx: &Context, told: Told<'_>, promises: &[PromiseKept], top: usize) -> Vec<UnkeptCommitment> {
    let open = |promise: &&PromiseKept| matches!(promise.outcome(ctx.now), Outcome::Overdue | Outcome::Open);
    let mut open: Vec<_> = promises.iter().filter(open).collect();
    // What is never due comes last, what was made at nobody knows when first.
    open.sort_by_key(|one| (one.outcome(ctx.now), one.due.is_none(), one.due, one.made));
    open.into_iter().take(top).map(|promise| told.unkept(promise, ctx.now)).collect()
}

fn hours_of_day(ctx: &Context, along: &causal::Along) -> Vec<u64> {
    let mut hours = vec![0; 24];
    for quarter in &along.quarters {
        let hour = begin(quarter).to_zoned(ctx.zone().clone()).hour();
        if let Some(count) = usize::try_from(hour).ok().and_then(|hour| hours.get_mut(hour)) {
            *count += quarter.events;
        }
    }
    hours
}

fn rows(document: &CausalOutput) -> Vec<Row> {
    let row = |kind, name: &str, count| Row::counted(&document.path, kind, name, count);
    let counted = [("event", &document.types), ("agent", &document.agents), ("source", &document.sources)];
    let counted = counted.into_iter().flat_map(|(kind, names)| names.iter().map(move |(name, n)| (kind, name, *n)));
    let named = [("constraint", &document.constraints), ("entity", &document.entities)];
    let named = named.into_iter().flat_map(|(kind, names)| names.iter().map(move |one| (kind, &one.name, one.count)));
    let sessions = document.sessions.iter().map(|one| row("session", &one.session_id, one.events));
    let totals = &document.commitments;
    let promises =
        [("kept", totals.kept), ("open", totals.open), ("overdue", totals.overdue), ("broken", totals.broken)];
    let failures = document.failure_reasons.iter().map(|one| {
        let words = [one.error_code.as_deref(), one.failure_reason.as_deref()];
        row("failure", &words.into_iter().flatten().collect::<Vec<_>>().join(": "), one.count)
    });
    let chains = document.chains.iter().map(|chain| Row {
        total_ms: chain.duration.map(|span| span * 1000.0),
        ..row("chain", chain.events.last().and_then(|last| last.event_id.as_deref()).unwrap_or(""), chain.length)
    });
    sessions
        .chain(counted.chain(named).map(|(kind, name, count)| row(kind, name, count)))
        .chain(promises.into_iter().filter(|_| totals.total > 0).map(|(name, count)| row("commitment", name, count)))
        .chain(failures)
        .chain(chains)
        .collect()
}
