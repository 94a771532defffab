//! The groups of flags that commands share.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum, ValueHint};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::error::CommandError;
use crate::capture::Client;
use crate::record::Status;
use crate::store::{Pattern, Reach, Selection};

/// Flags that every command takes, before or after its name.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct GlobalArgs {
    /// The store [env: `CLAUDE_MPM_RESPONSE_TRACKING_DIR`; default: the nearest `.claude-mpm/responses`]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) dir: Option<PathBuf>,
    /// Configuration file [default: the nearest `.claude-mpm/configuration.yaml`]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub(super) color: ColorArg,
    /// Say nothing but errors on stderr
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Name every file that was skipped, and why
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// Never show progress
    #[arg(long, global = true)]
    pub(super) no_progress: bool,
    /// Show times in UTC instead of the local zone
    #[arg(long, global = true)]
    pub(super) utc: bool,
    /// Read every file, and remember nothing for the next time
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
    /// Exit with 4 if anything had to be skipped
    #[arg(long, global = true)]
    pub(super) strict: bool,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    /// On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` forces them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Which responses are meant. All given conditions must hold; a repeated one means any of its values.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub(super) struct SelectionArgs {
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    pub(super) session: Vec<String>,
    /// Only this agent (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME")]
    pub(super) agent: Vec<String>,
    /// Given at this time or later: 2h, 30d, 2024-01-10, RFC 3339, today, yesterday
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<TimeArg>,
    /// Given before this time (a date means its midnight)
    #[arg(long, value_name = "TIME")]
    pub(super) until: Option<TimeArg>,
    /// Only this model (repeatable; `*` stands for anything)
    #[arg(long, value_name = "MODEL")]
    pub(super) model: Vec<String>,
    /// Only responses that used this tool (repeatable; `*` stands for anything)
    #[arg(long, value_name = "TOOL")]
    pub(super) tool: Vec<String>,
    /// Only responses that ended like this
    #[arg(long, value_name = "STATUS")]
    pub(super) status: Option<StatusArg>,
    /// Look into archives too
    #[arg(long)]
    pub(super) archived: bool,
}

impl SelectionArgs {
    /// How far they are looked for.
    pub(super) fn reach(&self) -> Reach {
        if self.archived { Reach::Archives } else { Reach::Store }
    }

    /// The selection as the library has it, with times resolved against `now` in `zone`.
    pub(super) fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Result<Selection, CommandError> {
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        let instant = |time: &Option<TimeArg>| time.as_ref().map(|time| time.resolve(now, zone)).transpose();
        Ok(Selection {
            sessions: patterns(&self.session),
            agents: patterns(&self.agent),
            models: patterns(&self.model),
            tools: patterns(&self.tool),
            since: instant(&self.since)?,
            until: instant(&self.until)?,
            status: self.status.map(|status| match status {
                StatusArg::Ok => Status::Ok,
                StatusArg::Error => Status::Error,
            }),
        })
    }
}

/// How a response ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StatusArg {
    /// No failure is recorded
    Ok,
    /// An error, a non-zero exit code, or `success: false`
    Error,
}

/// A point in time as people write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimeArg {
    /// So long ago.
    Ago(SignedDuration),
    /// A date, or date and time, of the wall clock.
    Civil(DateTime),
    /// An instant.
    Instant(Timestamp),
    /// The midnight that began today.
    Today,
    /// The midnight that began yesterday.
    Yesterday,
    /// The present.
    Now,
}

impl FromStr for TimeArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text {
            "today" => return Ok(Self::Today),
            "yesterday" => return Ok(Self::Yesterday),
            "now" => return Ok(Self::Now),
            _ => {}
        }
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        if let Ok(date) = text.parse::<Date>()
            && text.len() <= "2024-01-10".len()
        {
            return Ok(Self::Civil(date.at(0, 0, 0, 0)));
        }
        if let Ok(civil) = text.parse() {
            return Ok(Self::Civil(civil));
        }
        let ago = humantime::parse_duration(text).ok().and_then(|ago| SignedDuration::try_from(ago).ok());
        ago.map(Self::Ago).ok_or_else(|| {
            "not a time: use 2h, 30d, 2024-01-10, \"2024-01-10 14:30\", 2024-01-10T14:30:00Z, today or yesterday"
                .to_owned()
        })
    }
}

impl TimeArg {
    /// The instant meant, seen from `now` in `zone`.
    pub(super) fn resolve(&self, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, CommandError> {
        let civil = |civil: DateTime| zone.to_ambiguous_zoned(civil).compatible().map(|zoned| zoned.timestamp());
        let today = now.to_zoned(zone.clone()).date();
        let instant = match self {
            Self::Now => Ok(now),
            Self::Instant(instant) => Ok(*instant),
            Self::Ago(ago) => now.checked_sub(*ago),
            Self::Civil(time) => civil(*time),
            Self::Today => civil(today.at(0, 0, 0, 0)),
            Self::Yesterday => today.checked_sub(1.day()).and_then(|date| civil(date.at(0, 0, 0, 0))),
        };
        instant.map_err(|error| CommandError::usage(format!("a time is out of range: {error}")))
    }
}

/// How results are printed.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How to print [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
    /// Only these fields, in this order; their names are those of the JSON output
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub(super) fields: Vec<String>,
    /// No line with the names of the columns
    #[arg(long)]
    pub(super) no_header: bool,
}

impl OutputArgs {
    /// The format in force.
    pub(super) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format.unwrap_or_default() }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// Columns for people
    #[default]
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Markdown table
    Markdown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<TimeArg>().unwrap().resolve(now, &zone).unwrap().to_string();
        assert_eq!(at("2h"), "2026-11-21T10:00:00Z");
        assert_eq!(at("30d"), "2026-10-22T12:00:00Z");
        assert_eq!(at("2024-01-10"), "2024-01-09T23:00:00Z");
        assert_eq!(at("2024-07-10 14:30"), "2024-07-10T12:30:00Z");
        assert_eq!(at("2024-01-10T14:30:00+05:00"), "2024-01-10T09:30:00Z");
        assert_eq!(at("today"), "2026-11-20T23:00:00Z");
        assert_eq!(at("yesterday"), "2026-11-19T23:00:00Z");
        for wrong in ["", "soon", "2024-13-01", "-3d", "5"] {
            assert!(wrong.parse::<TimeArg>().is_err(), "{wrong}");
        }
    }
}

/// Whose events or settings are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ClientArg {
    /// Claude Code
    Claude,
    /// Codex
    Codex,
    /// Gemini CLI
    Gemini,
}

impl ClientArg {
    /// The command line's word for a client.
    pub(super) fn of(client: Client) -> Self {
        match client {
            Client::Claude => Self::Claude,
            Client::Codex => Self::Codex,
            Client::Gemini => Self::Gemini,
        }
    }

    /// The library's word for it.
    pub(super) fn meant(self) -> Client {
        match self {
            Self::Claude => Client::Claude,
            Self::Codex => Client::Codex,
            Self::Gemini => Client::Gemini,
        }
    }
}
