//! Responses counted by agent, model and tools all at once: of each only one group hears, and there are few combinations of these. What is
//! asked for is put together of them at the end.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use super::{Group, each_distinct};
use crate::store::entry::Entry;

/// The groups of all combinations that were met.
#[derive(Debug, Clone, Default)]
pub(super) struct Combinations {
    agents: BTreeMap<String, Models>,
}

#[derive(Debug, Clone, Default)]
struct Models {
    named: BTreeMap<String, Tools>,
    /// Of records that name no model.
    unnamed: Tools,
}

/// By the tools in the order in which a record names them.
type Tools = BTreeMap<Vec<String>, Group>;

/// One combination.
#[derive(Debug, Clone, Copy)]
struct Combination<'a> {
    agent: &'a str,
    model: Option<&'a str>,
    tools: &'a [String],
    group: &'a Group,
}

impl Combinations {
    /// Counts a record.
    pub(super) fn add(&mut self, entry: &Entry) {
        let count = |tools: &mut Tools| with(tools, entry.facts.tools.as_slice(), |group| group.add(entry));
        with(&mut self.agents, entry.agent(), |models| match entry.facts.model.as_deref() {
            Some(model) => with(&mut models.named, model, count),
            None => count(&mut models.unnamed),
        });
    }

    /// Takes in what was counted elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        for Combination { agent, model, tools, group } in other.each() {
            let count = |ours: &mut Tools| with(ours, tools, |ours| ours.merge(group));
            with(&mut self.agents, agent, |models| match model {
                Some(model) => with(&mut models.named, model, count),
                None => count(&mut models.unnamed),
            });
        }
    }

    /// All records.
    pub(super) fn total(&self) -> Group {
        let mut total = Group::default();
        self.each().for_each(|combination| total.merge(combination.group));
        total
    }

    /// By agent.
    pub(super) fn agents(&self) -> BTreeMap<String, Group> {
        self.grouped(|combination, show| show(combination.agent))
    }

    /// By model; records that name none are in none.
    pub(super) fn models(&self) -> BTreeMap<String, Group> {
        self.grouped(|combination, show| combination.model.into_iter().for_each(show))
    }

    /// By tool; a record is under each tool it used.
    pub(super) fn tools(&self) -> BTreeMap<String, Group> {
        self.grouped(|combination, show| each_distinct(combination.tools, show))
    }

    /// Groups by the names that `each_name` shows of a combination.
    fn grouped(&self, each_name: impl Fn(Combination<'_>, &mut dyn FnMut(&str))) -> BTreeMap<String, Group> {
        let mut groups = BTreeMap::new();
        for combination in self.each() {
            each_name(combination, &mut |name| {
                with(&mut groups, name, |group: &mut Group| group.merge(combination.group));
            });
        }
        groups
    }

    fn each(&self) -> impl Iterator<Item = Combination<'_>> {
        self.agents.iter().flat_map(|(agent, Models { named, unnamed })| {
            let named = named.iter().map(|(model, tools)| (Some(model.as_str()), tools));
            named.chain([(None, unnamed)]).flat_map(move |(model, tools)| {
                tools.iter().map(move |(tools, group)| Combination { agent, model, tools, group })
            })
        })
    }
}

/// Does something with the value of a key, which is copied only if it is new.
fn with<K: Ord + Borrow<Q>, Q: Ord + ToOwned<Owned = K> + ?Sized, V: Default>(
    map: &mut BTreeMap<K, V>,
    key: &Q,
    act: impl FnOnce(&mut V),
) {
    match map.get_mut(key) {
        Some(value) => act(value),
        None => act(map.entry(key.to_owned()).or_default()),
    }
}
