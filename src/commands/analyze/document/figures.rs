//! The figures of one thing.

use schemars::JsonSchema;
use serde::Serialize;

use crate::commands::contract::seconds;
use crate::store::analysis::{Figures, Kind, NamedFigures};

/// The figures of one agent, model, tool or session.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FiguresOutput {
    /// How many responses.
    pub(super) responses: u64,
    /// How many of them ended in an error.
    pub(super) errors: u64,
    /// The errors as a fraction of the responses, from 0 to 1.
    pub(super) error_rate: Option<f64>,
    /// Seconds of all that say theirs.
    pub(super) duration: Option<f64>,
    /// These as a fraction of the seconds of all responses analysed, from 0 to 1.
    pub(super) share: Option<f64>,
    /// Half of them took at most so many seconds.
    pub(super) p50_duration: Option<f64>,
    /// 90 % of them took at most so many seconds.
    pub(super) p90_duration: Option<f64>,
    /// 99 % of them took at most so many seconds.
    pub(super) p99_duration: Option<f64>,
    /// The longest took so many seconds.
    pub(super) max_duration: Option<f64>,
    /// All tokens counted.
    pub(super) tokens: Option<u64>,
    /// Tokens per second over those that say both their tokens and their duration.
    pub(super) tokens_per_second: Option<f64>,
}

impl From<Figures> for FiguresOutput {
    fn from(figures: Figures) -> Self {
        Self {
            responses: figures.responses,
            errors: figures.errors,
            error_rate: figures.error_rate,
            duration: figures.duration.map(seconds),
            share: figures.share,
            p50_duration: figures.p50.map(seconds),
            p90_duration: figures.p90.map(seconds),
            p99_duration: figures.p99.map(seconds),
            max_duration: figures.max.map(seconds),
            tokens: figures.tokens,
            tokens_per_second: figures.tokens_per_second,
        }
    }
}

/// The figures of one session.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SessionFigures {
    /// Its name.
    session_id: String,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresOutput,
}

impl From<NamedFigures> for SessionFigures {
    fn from(group: NamedFigures) -> Self {
        Self { session_id: group.name, figures: group.figures.into() }
    }
}

/// What figures are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KindOutput {
    /// Who answered.
    Agent,
    /// The model.
    Model,
    /// A tool that was used.
    Tool,
    /// The conversation.
    Session,
}

impl From<Kind> for KindOutput {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Agent => Self::Agent,
            Kind::Model => Self::Model,
            Kind::Tool => Self::Tool,
            Kind::Session => Self::Session,
        }
    }
}

/// The figures of one agent, model or tool as a line of their own: `analyze` in the formats that have only rows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FiguresRow {
    /// What it is.
    kind: KindOutput,
    /// Its name.
    name: String,
    /// Its figures.
    #[serde(flatten)]
    figures: FiguresOutput,
}

impl FiguresRow {
    pub(in crate::commands::analyze) fn new(kind: Kind, group: NamedFigures) -> Self {
        Self { kind: kind.into(), name: group.name, figures: group.figures.into() }
    }
}
