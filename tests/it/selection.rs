//! The questions, each against an obvious and slow reference: what is selected, in which order, and how it adds up.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use responses::record::{RecordTime, Status};
use responses::store::{
    Direction, Entry, Find, Found, Group, GroupBy, Listing, Pattern, Percentiles, Selection, SessionSummary, Sessions,
    SortKey, Stats,
};

use crate::arbitrary::{deal, entries, tallied};

/// A pattern's characters: a literal one, or a star.
fn glob(pattern: &str) -> Vec<Option<char>> {
    let mut rest = pattern;
    let mut glob = Vec::new();
    while let Some(c) = rest.chars().next() {
        let (part, length) = match c {
            _ if rest.starts_with("\\*") => (Some('*'), 2),
            '*' => (None, 1),
            c => (Some(c), c.len_utf8()),
        };
        glob.push(part);
        rest = &rest[length..];
    }
    glob
}

/// Whether a name fits, tried in every way there is.
fn fits(glob: &[Option<char>], name: &[char]) -> bool {
    match (glob.split_first(), name.split_first()) {
        (None, _) => name.is_empty(),
        (Some((None, rest)), _) => (0..=name.len()).any(|from| fits(rest, &name[from..])),
        (Some((Some(_), _)), None) => false,
        (Some((Some(c), rest)), Some((first, after))) => c == first && fits(rest, after),
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    fits(&glob(pattern), &name.chars().collect::<Vec<_>>())
}

/// What a [`Selection`] is made of, as it was typed.
#[derive(Debug, Clone, Default)]
struct Asked {
    sessions: Vec<&'static str>,
    agents: Vec<&'static str>,
    models: Vec<&'static str>,
    tools: Vec<&'static str>,
    since: Option<i64>,
    until: Option<i64>,
    status: Option<Status>,
}

fn moment(hours: i64) -> Timestamp {
    "2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap() + hours.hours()
}

impl Asked {
    fn selection(&self) -> Selection {
        let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::new(text)).collect();
        Selection {
            sessions: patterns(&self.sessions),
            agents: patterns(&self.agents),
            models: patterns(&self.models),
            tools: patterns(&self.tools),
            since: self.since.map(moment),
            until: self.until.map(moment),
            status: self.status,
        }
    }

    /// Whether an entry is meant, one rule after another.
    fn means(&self, entry: &Entry) -> bool {
        let any = |patterns: &[&str], names: &[String]| {
            patterns.is_empty() || names.iter().any(|name| patterns.iter().any(|pattern| matches(pattern, name)))
        };
        let session = entry.session_id.clone().unwrap_or_else(|| "unknown-session".to_owned());
        let agent = entry.agent.clone().unwrap_or_else(|| "unknown".to_owned());
        let time = entry.timestamp.map(RecordTime::instant);
        if !any(&self.sessions, &[session]) || !any(&self.agents, &[agent]) || !any(&self.tools, &entry.facts.tools) {
            return false;
        }
        if !any(&self.models, &Vec::from_iter(entry.facts.model.clone())) {
            return false;
        }
        if self.since.is_some_and(|since| time.is_none_or(|time| time < moment(since))) {
            return false;
        }
        if self.until.is_some_and(|until| time.is_none_or(|time| time >= moment(until))) {
            return false;
        }
        self.status.is_none_or(|status| entry.facts.status == status)
    }

    fn of<'e>(&self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        entries.iter().filter(|entry| self.means(entry)).collect()
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let patterns = |texts: &'static [&'static str]| prop_oneof![2 => Just(vec![]), 1 => vec(select(texts), 1..3)];
    let hours = || option::weighted(0.2, 0_i64..240);
    let parts = (
        patterns(&["s1", "s*", "a/b", "\\*", "unknown*", "nobody"]),
        patterns(&["engineer", "*e*", "e\\*", "unknown", "q*a", "qa"]),
        patterns(&["opus", "*n*t", "*"]),
        patterns(&["Bash", "*ead", "Edit"]),
        hours(),
        hours(),
        option::weighted(0.2, select(vec![Status::Ok, Status::Error])),
    );
    parts.prop_map(|(sessions, agents, models, tools, since, until, status)| Asked {
        sessions,
        agents,
        models,
        tools,
        since,
        until,
        status,
    })
}

/// The order of a list, said again.
fn order(key: SortKey, a: &Entry, b: &Entry) -> Ordering {
    fn most_first<T: Ord>(a: &T, b: &T) -> Ordering {
        b.cmp(a)
    }
    let instant = |entry: &Entry| entry.timestamp.map(RecordTime::instant);
    let by_key = match key {
        SortKey::Time => Ordering::Equal,
        SortKey::Agent => a.agent().cmp(b.agent()),
        SortKey::Session => a.session().cmp(b.session()),
        SortKey::Tokens => most_first(&a.facts.tokens, &b.facts.tokens),
        SortKey::Duration => most_first(&a.facts.duration, &b.facts.duration),
        SortKey::Size => most_first(&a.bytes, &b.bytes),
    };
    by_key.then(most_first(&instant(a), &instant(b))).then(a.path.cmp(&b.path))
}

fn sum(numbers: impl Iterator<Item = Option<u64>>) -> Option<u64> {
    numbers.flatten().reduce(|a, b| a + b)
}

fn earliest(entries: &[&Entry]) -> Option<RecordTime> {
    entries.iter().filter_map(|entry| entry.timestamp).min()
}

fn latest(entries: &[&Entry]) -> Option<RecordTime> {
    entries.iter().filter_map(|entry| entry.timestamp).max()
}

fn errors(entries: &[&Entry]) -> u64 {
    entries.iter().filter(|entry| entry.facts.status == Status::Error).count() as u64
}

/// The sessions of these entries, counted one by one.
fn sessions_of(entries: &[&Entry]) -> Vec<SessionSummary> {
    let names: BTreeSet<_> = entries.iter().map(|entry| entry.session()).collect();
    let summarise = |name: &str| {
        let own: Vec<&Entry> = entries.iter().copied().filter(|entry| entry.session() == name).collect();
        let agents: BTreeSet<_> = own.iter().map(|entry| entry.agent()).collect();
        let count = |agent: &str| own.iter().filter(|entry| entry.agent() == agent).count() as u64;
        SessionSummary {
            session_id: name.to_owned(),
            responses: own.len() as u64,
            errors: errors(&own),
            agents: agents.into_iter().map(|agent| (agent.to_owned(), count(agent))).collect(),
            first: earliest(&own),
            last: latest(&own),
            tokens: sum(own.iter().map(|entry| entry.facts.tokens)),
            bytes: own.iter().map(|entry| entry.bytes).sum(),
        }
    };
    // By name already; sorting by time keeps that for ties.
    let mut sessions: Vec<_> = names.into_iter().map(summarise).collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last.map(RecordTime::instant)));
    sessions
}

/// Holds a group to the entries that must be in it.
fn assert_counts(group: &Group, own: &[&Entry]) {
    assert_eq!(group.responses, own.len() as u64);
    assert_eq!(group.errors, errors(own));
    assert_eq!(group.tokens, sum(own.iter().map(|entry| entry.facts.tokens)));
    assert_eq!(group.bytes, own.iter().map(|entry| entry.bytes).sum::<u64>());
    let durations: Vec<_> = own.iter().filter_map(|entry| entry.facts.duration).collect();
    assert_eq!(group.durations.len(), durations.len());
    assert_eq!(group.durations.total(), (!durations.is_empty()).then(|| durations.iter().sum()));
    let sorted = group.durations.clone().sorted();
    for percent in [0, 50, 95, 100] {
        assert_eq!(sorted.percentile(percent), nearest_rank(&durations, percent));
    }
}

/// Holds groups to the entries, each of which is in the groups that `names` gives.
fn assert_groups(groups: &BTreeMap<String, Group>, entries: &[&Entry], names: impl Fn(&Entry) -> Vec<String>) {
    let expected: BTreeSet<_> = entries.iter().flat_map(|entry| names(entry)).collect();
    assert_eq!(groups.keys().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    for (name, group) in groups {
        let own: Vec<&Entry> = entries.iter().copied().filter(|entry| names(entry).contains(name)).collect();
        assert_counts(group, &own);
    }
}

/// The smallest of all values that at least so many percent of all do not exceed.
fn nearest_rank(durations: &[Duration], percent: u32) -> Option<Duration> {
    let not_exceeding = |value: Duration| durations.iter().filter(|other| **other <= value).count();
    let enough = |value: &Duration| not_exceeding(*value) * 100 >= usize::try_from(percent).unwrap() * durations.len();
    durations.iter().copied().filter(enough).min()
}

proptest! {
    #[test]
    fn a_pattern_fits_what_the_slow_way_fits(pattern in "[ab*\\\\é]{0,10}", name in "[ab*\\\\é]{0,10}") {
        prop_assert_eq!(Pattern::new(&pattern).matches(&name), matches(&pattern, &name), "{} on {}", pattern, name);
        prop_assert_eq!(Pattern::exactly(&pattern).matches(&name), pattern == name);
        prop_assert!(Pattern::exactly(&name).matches(&name));
    }

    #[test]
    fn a_pattern_made_from_a_name_fits_it(name in "[ab\\\\*é]{1,8}", cuts in vec((0_usize..9, 0_usize..9), 0..3)) {
        // Stars that are meant are escaped; a run of characters replaced by a star still fits.
        let chars: Vec<char> = name.chars().collect();
        let escaped = |c: &char| if *c == '*' { "\\*".to_owned() } else { c.to_string() };
        let mut parts: Vec<String> = chars.iter().map(escaped).collect();
        for (from, to) in cuts {
            let (from, to) = (from.min(to).min(parts.len()), from.max(to).min(parts.len()));
            parts.splice(from..to, ["*".to_owned()]);
        }
        let pattern = parts.concat();
        // A backslash before a star that is meant as one cannot be said.
        prop_assume!(glob(&pattern).len() == parts.len());
        prop_assert!(Pattern::new(&pattern).matches(&name), "{} on {}", pattern, name);
    }

    #[test]
    fn a_selection_means_what_all_its_parts_mean(asked in asked(), entries in entries(0..40)) {
        let selection = asked.selection();
        for entry in &entries {
            prop_assert_eq!(selection.matches(entry), asked.means(entry), "{:?}", entry);
        }
        prop_assert!(entries.iter().all(|entry| Selection::all().matches(entry)));
    }

    #[test]
    fn a_list_is_the_beginning_of_everything_sorted(
        asked in asked(),
        entries in entries(0..60),
        (key, direction, limit) in any_list(),
        deal in deal(),
    ) {
        assert_listed(&asked, &entries, key, direction, limit, &deal);
    }

    #[test]
    fn sessions_are_what_counting_one_by_one_gives(asked in asked(), entries in entries(0..60), deal in deal()) {
        let selection = asked.selection();
        let sessions = tallied(&entries, &deal, || Sessions::new(&selection)).into_newest_first();
        prop_assert_eq!(&sessions, &sessions_of(&asked.of(&entries)));
        for session in sessions {
            let ends = session.first.zip(session.last);
            let span = ends.map(|(first, last)| last.instant().duration_since(first.instant()));
            prop_assert_eq!(session.span(), span.map(SignedDuration::unsigned_abs));
        }
    }

    #[test]
    fn stats_are_what_counting_one_by_one_gives(
        asked in asked(),
        entries in entries(0..60),
        deal in deal(),
        by in select(vec![None, Some(GroupBy::Day), Some(GroupBy::Hour), Some(GroupBy::Agent)]),
        zone in select(vec!["UTC", "America/New_York", "Asia/Kathmandu"]),
    ) {
        let (selection, zone) = (asked.selection(), TimeZone::get(zone).unwrap());
        let mut stats = tallied(&entries, &deal, || Stats::new(&selection, by, zone.clone()));
        let meant = asked.of(&entries);
        assert_counts(&stats.total(), &meant);
        assert_groups(&stats.agents(), &meant, |entry| vec![entry.agent().to_owned()]);
        assert_groups(&stats.models(), &meant, |entry| Vec::from_iter(entry.facts.model.clone()));
        assert_groups(&stats.tools(), &meant, |entry| entry.facts.tools.clone());
        assert_groups(&stats.times, &meant, |entry| {
            let Some(time) = entry.timestamp else { return vec![] };
            let local = time.instant().to_zoned(zone.clone());
            match by {
                Some(GroupBy::Day) => vec![local.date().to_string()],
                Some(GroupBy::Hour) => vec![format!("{:02}", local.hour())],
                _ => vec![],
            }
        });
        prop_assert_eq!((stats.first, stats.last), (earliest(&meant), latest(&meant)));
        prop_assert_eq!(stats.take_sessions(), sessions_of(&meant));
    }

    #[test]
    fn a_percentile_is_the_nearest_rank(
        nanos in vec(prop_oneof![0_u64..5, any::<u64>()], 0..50),
        (percent, cut) in (0_u32..=100, 0_usize..50),
    ) {
        let durations: Vec<_> = nanos.into_iter().map(Duration::from_nanos).collect();
        let (mut one, mut other) = (Percentiles::default(), Percentiles::default());
        for (index, duration) in durations.iter().enumerate() {
            if index < cut { one.add(*duration) } else { other.add(*duration) }
        }
        one.merge(other);
        prop_assert_eq!(one.is_empty(), durations.is_empty());
        let total = durations.iter().try_fold(Duration::ZERO, |total, duration| total.checked_add(*duration)).unwrap();
        prop_assert_eq!(one.total(), (!durations.is_empty()).then_some(total));
        let sorted = one.sorted();
        prop_assert_eq!(sorted.percentile(percent), nearest_rank(&durations, percent));
        prop_assert_eq!(sorted.percentile(100), durations.iter().max().copied());
        prop_assert_eq!(sorted.percentile(u32::MAX), durations.iter().max().copied());
    }

    #[test]
    fn a_whole_id_is_found_before_any_part_of_one(
        asked in asked(),
        entries in entries(0..60),
        deal in deal(),
        (number, from, length) in (0_usize..60, 0_usize..12, 1_usize..12),
        shape in 0..4,
    ) {
        let ids: Vec<_> = entries.iter().map(|entry| entry.id().as_str().to_owned()).collect();
        let some = ids.get(number).cloned().unwrap_or_else(|| "s1/0-1".to_owned());
        let wanted = match shape {
            0 => some.clone(),
            1 => some.chars().take(length).collect(),
            2 => some[some.len().saturating_sub(length)..].to_owned(),
            _ => some.chars().skip(from).take(length).collect(),
        };
        assert_found(&asked, &entries, &deal, &wanted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_list_of_very_many_stays_right_while_it_is_cut(
        entries in entries(5000..8000),
        (key, direction, limit) in any_list(),
        deal in deal(),
    ) {
        let all = Asked::default();
        assert_listed(&all, &entries, key, direction, limit, &deal);
        assert_found(&all, &entries, &deal, "s1/");
        assert_found(&all, &entries, &deal, "0");
    }
}

fn any_list() -> impl Strategy<Value = (SortKey, Direction, Option<usize>)> {
    let keys = [SortKey::Time, SortKey::Agent, SortKey::Session, SortKey::Tokens, SortKey::Duration, SortKey::Size];
    let limit =
        prop_oneof![Just(None), Just(Some(0)), Just(Some(1)), Just(Some(usize::MAX)), (0_usize..40).prop_map(Some)];
    (select(keys.to_vec()), select(vec![Direction::Natural, Direction::Reversed]), limit)
}

fn assert_listed(
    asked: &Asked,
    entries: &[Entry],
    key: SortKey,
    direction: Direction,
    limit: Option<usize>,
    deal: &[u8],
) {
    let selection = asked.selection();
    let listing = tallied(entries, deal, || Listing::new(&selection, key, direction, limit));
    let mut expected = asked.of(entries);
    expected.sort_by(|a, b| order(key, a, b));
    if direction == Direction::Reversed {
        expected.reverse();
    }
    assert_eq!(listing.total(), expected.len() as u64);
    expected.truncate(limit.unwrap_or(usize::MAX));
    let expected: Vec<_> = expected.into_iter().cloned().collect();
    assert_eq!(listing.into_entries().collect::<Vec<_>>(), expected);
}

fn assert_found(asked: &Asked, entries: &[Entry], deal: &[u8], wanted: &str) {
    let selection = asked.selection();
    let found = tallied(entries, deal, || Find::new(wanted, &selection)).into_found();
    let id = |entry: &Entry| {
        let stem = entry.path.file_name().unwrap().to_str().unwrap().strip_suffix(".json").unwrap().to_owned();
        format!("{}/{stem}", entry.session())
    };
    let part = |entry: &&Entry| !wanted.is_empty() && (id(entry).starts_with(wanted) || id(entry).ends_with(wanted));
    let (exact, partial): (Vec<&Entry>, Vec<&Entry>) =
        asked.of(entries).into_iter().filter(part).partition(|entry| id(entry) == wanted);
    let mut expected = if exact.is_empty() { partial } else { exact };
    expected.sort_by(|a, b| order(SortKey::Time, a, b));
    match expected.as_slice() {
        [] => assert_eq!(found, Found::Nothing, "{wanted}"),
        [one] => assert_eq!(found, Found::One(Box::new((*one).clone())), "{wanted}"),
        several => {
            let Found::Several { count, candidates } = found else { panic!("{wanted}: {found:?}") };
            assert_eq!(count, several.len() as u64, "{wanted}");
            assert_eq!(candidates.iter().collect::<Vec<_>>(), several[..several.len().min(10)], "{wanted}");
        }
    }
}

#[test]
fn an_exact_pattern_knows_its_name() {
    assert_eq!(Pattern::new("a\\*b").exact(), Some("a*b"));
    assert_eq!(Pattern::new("a*b").exact(), None);
    assert_eq!(Pattern::exactly("a*b").exact(), Some("a*b"));
    let only = |patterns: &[&str]| {
        let sessions = patterns.iter().map(|pattern| Pattern::new(pattern)).collect();
        Selection { sessions, ..Selection::all() }.only_session().map(str::to_owned)
    };
    assert_eq!(only(&["s1"]).as_deref(), Some("s1"));
    assert_eq!(only(&["s*"]), None);
    assert_eq!(only(&["s1", "s2"]), None);
    assert_eq!(only(&[]), None);
}

#[test]
fn a_record_at_the_very_edge_is_since_and_not_until() {
    let entry = |time: &str| Entry {
        path: "s/a.json".into(),
        bytes: 1,
        modified: None,
        session_id: None,
        agent: None,
        timestamp: RecordTime::parse(time, &TimeZone::UTC),
        facts: responses::record::Facts::default(),
    };
    let edge = entry("2026-03-01T02:00:00+02:00");
    let selected = |selection: Selection| [selection.matches(&edge), selection.matches(&entry("soon"))];
    assert_eq!(selected(Selection { since: Some(moment(0)), ..Selection::all() }), [true, false]);
    assert_eq!(selected(Selection { until: Some(moment(0)), ..Selection::all() }), [false, false]);
    assert_eq!(selected(Selection::all()), [true, true]);
}
