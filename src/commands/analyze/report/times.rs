//! The time series and the hours of the day, as rows of bars.

use anstyle::{AnsiColor, Style};
use jiff::Zoned;

use super::{Report, Section};
use crate::store::analysis::{Analysis, Bucket, Busy, MAX_BUCKETS, Series, SeriesPoint};
use crate::ui::sparkline::{downsample, sparkline};
use crate::ui::units;

const BARS: Style = AnsiColor::Green.on_default();
const BAD_BARS: Style = AnsiColor::Red.on_default();

/// The longest row of bars, in columns: where no terminal limits it, and on a wide one.
const WIDEST: usize = 80;

/// Below each bar the hour it stands for, as far as there is room.
const HOUR_LABELS: &str = "0     6     12    18  23";

pub(super) fn sections(report: &Report<'_>, analysis: &Analysis) -> Vec<Section> {
    let series = analysis.series.as_ref().filter(|series| series.points.len() > 1).map(|one| along_time(report, one));
    // Where all was within one hour there is nothing to compare.
    let hours = (analysis.busy.hours.iter().filter(|count| **count > 0).count() > 1).then(|| hours(&analysis.busy));
    series.into_iter().chain(hours).chain(days(&analysis.busy)).collect()
}

fn along_time(report: &Report<'_>, series: &Series) -> Section {
    let points = &series.points;
    let bars = |style: Style, value: fn(&SeriesPoint) -> u64| {
        let values: Vec<_> = points.iter().map(|point| float(value(point))).collect();
        let width = report.ctx.width().unwrap_or(WIDEST).min(WIDEST);
        format!("{style}{}{style:#}\n", sparkline(&downsample(&values, width)))
    };
    let peak = points.iter().rev().max_by_key(|point| point.responses);
    let peak = peak.map(|peak| format!("peak {} ({})", units::count(peak.responses), label(series.by, &peak.start)));
    let ends = points.first().zip(points.last());
    let ends =
        ends.map(|(first, last)| format!("{} to {}", label(series.by, &first.start), label(series.by, &last.start)));
    let failed: u64 = points.iter().map(|point| point.errors).sum();
    let errors = match failed {
        0 => String::new(),
        _ => bars(BAD_BARS, |point| point.errors) + &format!("errors, {} in all\n", units::count(failed)),
    };
    let body = bars(BARS, |point| point.responses) + &super::line([ends, peak]) + &errors;
    let coarser = (series.by != series.asked)
        .then(|| format!("by {} there would be more than {}", name(series.asked), units::count(MAX_BUCKETS)));
    Section::new(format!("Responses by {}", name(series.by)), coarser.unwrap_or_default(), body)
}

fn hours(busy: &Busy) -> Section {
    let values: Vec<_> = busy.hours.iter().map(|count| float(*count)).collect();
    let busiest = busy.busiest_hours.iter().map(|(hour, count)| format!("{hour:02}:00 {}", units::count(*count)));
    let busiest = busiest.collect::<Vec<_>>().join(" · ");
    let bars = format!("{BARS}{}{BARS:#}\n{HOUR_LABELS}\n", sparkline(&values));
    let busiest = if busiest.is_empty() { busiest } else { format!("busiest {busiest}\n") };
    Section::new("Responses by hour of the day", "", bars + &busiest)
}

fn days(busy: &Busy) -> Option<Section> {
    let days = busy.busiest_days.iter();
    let days: Vec<_> =
        days.map(|(day, count)| format!("{} {}\n", day.strftime("%a %Y-%m-%d"), units::count(*count))).collect();
    (days.len() > 1).then(|| Section::new("Busiest days", "", days.concat()))
}

/// A bar's height. Bars have eight heights, so what a large count loses can't be seen.
#[expect(clippy::cast_precision_loss, reason = "only shown as one of eight heights")]
fn float(count: u64) -> f64 {
    count as f64
}

/// The name of a bucket that begins at `start`.
fn label(by: Bucket, start: &Zoned) -> String {
    let format = match by {
        Bucket::Hour => "%Y-%m-%d %H:%M",
        Bucket::Day => "%Y-%m-%d",
        Bucket::Week => "%G-W%V",
        Bucket::Year => "%Y",
    };
    start.strftime(format).to_string()
}

fn name(by: Bucket) -> &'static str {
    match by {
        Bucket::Hour => "hour",
        Bucket::Day => "day",
        Bucket::Week => "week",
        Bucket::Year => "year",
    }
}
