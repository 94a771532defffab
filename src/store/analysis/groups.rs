//! The figures of each agent, model, tool and session, and which of them take most of the time.

use std::cmp::Reverse;
use std::time::Duration;

use super::figures::{Figures, Totals};
use super::observations::Observations;
use crate::store::interner::index;

/// What takes more than this part of the time is a bottleneck, in percent.
pub const BOTTLENECK_PERCENT: u32 = 30;

/// What a response counts under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Who answered.
    Agent,
    /// The model.
    Model,
    /// A tool that was used; a response, with its whole duration, counts under each of its tools.
    Tool,
    /// The conversation.
    Session,
}

/// The figures of one agent, model, tool or session.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFigures {
    /// Its name.
    pub name: String,
    /// Its measures.
    pub figures: Figures,
}

/// An agent, session or tool that takes more than [`BOTTLENECK_PERCENT`] of the time.
#[derive(Debug, Clone, PartialEq)]
pub struct Bottleneck {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its part of the time of all responses, above 0.3 and up to 1.
    pub share: f64,
    /// The time of its responses.
    pub duration: Duration,
}

/// The figures of a kind, those that took the most time first, then those with the most responses, then by name; what
/// says nothing of its time comes last. There can be as many sessions as records, so only the first `limit` are
/// worked out.
pub(super) fn by(
    observations: &Observations<'_>,
    kind: Kind,
    limit: usize,
    whole: Option<Duration>,
) -> Vec<NamedFigures> {
    let names = observations.names(kind);
    let mut totals = vec![Totals::default(); names.len()];
    for (seen, ids) in observations.each_under(kind) {
        for id in ids {
            totals[index(*id)].add(seen.status, seen.tokens(), seen.duration());
        }
    }
    let mut order: Vec<_> = (0..names.len()).collect();
    order.sort_by_cached_key(|id| (Reverse(totals[*id].size()), names[*id]));
    order.truncate(limit);
    let group = |id: usize| NamedFigures {
        name: names[id].to_owned(),
        figures: Figures::of(std::mem::take(&mut totals[id]), whole),
    };
    order.into_iter().map(group).collect()
}

/// Who takes more than their part, the largest first; then agents before tools before sessions, then by name.
pub(super) fn bottlenecks(
    agents: &[NamedFigures],
    sessions: &[NamedFigures],
    tools: &[NamedFigures],
    whole: Option<Duration>,
) -> Vec<Bottleneck> {
    let Some(whole) = whole else { return Vec::new() };
    let kinds = [(Kind::Agent, agents), (Kind::Tool, tools), (Kind::Session, sessions)];
    let all = kinds.into_iter().flat_map(|(kind, groups)| groups.iter().map(move |group| (kind, group)));
    let mut found: Vec<_> = all
        .filter_map(|(kind, NamedFigures { name, figures })| {
            let (share, duration) = (figures.share?, figures.duration?);
            let too_much = duration.as_nanos() * 100 > whole.as_nanos() * u128::from(BOTTLENECK_PERCENT);
            too_much.then(|| Bottleneck { kind, name: name.clone(), share, duration })
        })
        .collect();
    found.sort_by(|a, b| (Reverse(a.duration), a.kind, &a.name).cmp(&(Reverse(b.duration), b.kind, &b.name)));
    found
}
