//! What to clear, as it is said on the command line.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::context::Context;
use crate::commands::error::{Code, CommandError};
use crate::store::Pattern;
use crate::store::cleanup::{Breadth, Criteria, InvalidCriteria, Selectors};
use crate::store::retention::{
    GroupBy, InvalidRules, Keep, Limits, MinFree, Period, Rules, parse_age, parse_count, parse_size,
};

/// The flags that select.
#[derive(Debug, Args)]
pub(super) struct SelectorArgs {
    #[command(flatten)]
    what: WhatArgs,
    #[command(flatten)]
    keep: KeepArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What to clear")]
struct WhatArgs {
    /// Only this session (repeatable; `*` stands for anything)
    #[arg(long, value_name = "ID")]
    session: Vec<String>,
    /// Only the responses of this agent, each by itself (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME")]
    agent: Vec<String>,
    /// What is older: 30d, 12h, 2weeks; a bare number is days
    #[arg(long, value_name = "AGE", value_parser = parse_age, allow_hyphen_values = true)]
    older_than: Option<Duration>,
    /// The oldest sessions above this number
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    max_sessions: Option<NonZero<u64>>,
    /// The oldest until there are not more responses
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    max_responses: Option<NonZero<u64>>,
    /// The oldest until the rest fits: 500MB, 2GiB
    #[arg(long, value_name = "SIZE", value_parser = parse_size, allow_hyphen_values = true)]
    max_size: Option<NonZero<u64>>,
    /// The oldest until so much of the disk is free: 10%, 5GiB. What waits in the trash counts as free
    #[arg(long, value_name = "SIZE", allow_hyphen_values = true)]
    min_free: Option<MinFree>,
    /// What this policy of the configuration says
    #[arg(long, value_name = "NAME", conflicts_with_all = OTHERS)]
    policy: Option<String>,
    /// Everything
    #[arg(long)]
    all: bool,
}

/// The flags that `--policy` stands in for.
const OTHERS: [&str; 18] = [
    "session",
    "agent",
    "older_than",
    "max_sessions",
    "max_responses",
    "max_size",
    "min_free",
    "all",
    "keep_last",
    "keep_hourly",
    "keep_daily",
    "keep_weekly",
    "keep_monthly",
    "keep_yearly",
    "keep_within",
    "keep_errors",
    "keep_agent",
    "group_by",
];

/// It is enough that one of these keeps a session. Without anything under "What to clear" but a session or agent, all the rest goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "What to keep, whatever would clear it")]
struct KeepArgs {
    /// The N newest sessions (with --agent, responses)
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_last: Option<NonZero<u64>>,
    /// The newest of each of the last N hours in which there are any
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_hourly: Option<NonZero<u64>>,
    /// The newest of each of the last N days
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_daily: Option<NonZero<u64>>,
    /// The newest of each of the last N weeks, which begin on Monday
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_weekly: Option<NonZero<u64>>,
    /// The newest of each of the last N months
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_monthly: Option<NonZero<u64>>,
    /// The newest of each of the last N years
    #[arg(long, value_name = "N", value_parser = parse_count, allow_negative_numbers = true)]
    keep_yearly: Option<NonZero<u64>>,
    /// What is not older
    #[arg(long, value_name = "AGE", value_parser = parse_age, allow_hyphen_values = true)]
    keep_within: Option<Duration>,
    /// What has a response that ended in an error
    #[arg(long)]
    keep_errors: bool,
    /// What has a response of this agent (repeatable; `*` stands for anything)
    #[arg(long, value_name = "NAME")]
    keep_agent: Vec<String>,
    /// Keep those numbers in each group
    #[arg(long, value_name = "WHAT", value_parser = group_parser())]
    group_by: Option<GroupBy>,
}

fn group_parser() -> impl TypedValueParser<Value = GroupBy> {
    PossibleValuesParser::new(GroupBy::WORDS.map(|(word, _)| word)).try_map(|word| word.parse::<GroupBy>())
}

impl SelectorArgs {
    /// What is meant, checked.
    pub(super) fn criteria(&self, ctx: &Context) -> Result<Criteria, CommandError> {
        let WhatArgs { session, agent, policy, all, .. } = &self.what;
        if let Some(name) = policy {
            return named(ctx, name);
        }
        let breadth = if *all { Breadth::Everything } else { Breadth::Selected };
        let selectors =
            Selectors { sessions: patterns(session), agents: patterns(agent), rules: self.rules(), breadth };
        Criteria::new(selectors).map_err(refused)
    }

    fn rules(&self) -> Rules {
        let Self { what, keep } = self;
        let limits = Limits {
            sessions: what.max_sessions,
            responses: what.max_responses,
            bytes: what.max_size,
            free: what.min_free,
        };
        Rules { older_than: what.older_than, limits, keep: keep.meant(), group_by: keep.group_by }
    }
}

impl KeepArgs {
    fn meant(&self) -> Keep {
        let counts = [self.keep_hourly, self.keep_daily, self.keep_weekly, self.keep_monthly, self.keep_yearly];
        let periods = Period::ALL.into_iter().zip(counts).filter_map(|(period, count)| Some((period, count?)));
        Keep {
            last: self.keep_last,
            periods: periods.collect::<BTreeMap<_, _>>(),
            within: self.keep_within,
            errors: self.keep_errors,
            agents: patterns(&self.keep_agent),
        }
    }
}

fn patterns(texts: &[String]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::new(text)).collect()
}

/// A policy of the configuration.
fn named(ctx: &Context, name: &str) -> Result<Criteria, CommandError> {
    let policies = &ctx.config.settings.policies.value;
    policies.get(name).cloned().ok_or_else(|| {
        let known: Vec<_> = policies.iter().map(|(name, _)| name).collect();
        let error = CommandError::new(Code::Configuration, format!("no policy `{name}` in the configuration"));
        if known.is_empty() {
            error.hint("policies stand under `retention:`, `policies:` in .claude-mpm/configuration.yaml")
        } else {
            error.hint(format!("there are {}", known.join(", ")))
        }
    })
}

fn refused(invalid: InvalidCriteria) -> CommandError {
    let error = CommandError::usage(invalid.to_string());
    match invalid {
        InvalidCriteria::NothingSelected => error.hint(
            "give --session, --agent, --older-than, --max-sessions, --max-responses, --max-size, --min-free, --policy, --all or one of --keep-...; --dry-run shows what would go",
        ),
        InvalidCriteria::Rules(InvalidRules::ZeroAge) => error.hint("--all removes everything"),
        _ => error.hint("`responses clear --help` shows what goes together"),
    }
}
