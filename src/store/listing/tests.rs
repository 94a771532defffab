//! Lists held to sorting whole entries and cutting them off.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::Offset;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::record::{Facts, RecordTime, Status};

static ALL: Selection = Selection::all();

const KEYS: [SortKey; 6] =
    [SortKey::Time, SortKey::Agent, SortKey::Session, SortKey::Tokens, SortKey::Duration, SortKey::Size];

/// The order as the documentation says it.
fn sorted(mut entries: Vec<Entry>, sort: SortKey, direction: Direction) -> Vec<Entry> {
    entries.sort_by(|a, b| {
        let by_key = match sort {
            SortKey::Time => Ordering::Equal,
            SortKey::Agent => a.agent().cmp(b.agent()),
            SortKey::Session => a.session().cmp(b.session()),
            SortKey::Tokens => Reverse(a.facts.tokens).cmp(&Reverse(b.facts.tokens)),
            SortKey::Duration => Reverse(a.facts.duration).cmp(&Reverse(b.facts.duration)),
            SortKey::Size => Reverse(a.bytes).cmp(&Reverse(b.bytes)),
        };
        let order = by_key.then_with(|| a.newest_first(b));
        if direction == Direction::Reversed { order.reverse() } else { order }
    });
    entries
}

/// A list of entries that were seen by several threads.
fn listed(parts: &[Vec<Entry>], sort: SortKey, direction: Direction, limit: Option<usize>) -> Listing<'static> {
    let list = |entries: &Vec<Entry>| {
        let mut list = Listing::new(&ALL, sort, direction, limit);
        for entry in entries {
            list.add(entry);
        }
        list
    };
    let lists = parts.iter().map(list).reduce(|mut left, right| {
        left.merge(right);
        left
    });
    lists.unwrap_or_else(|| Listing::new(&ALL, sort, direction, limit))
}

/// Few values that differ little, and now and then any.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(vec!["", "a", "engineer", "engineer\0", "engineering", "engineer-2", "été"]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0_u64..4, select(vec![u64::MAX, u64::MAX - 1, 1 << 40]), any::<u64>()]
}

fn time() -> impl Strategy<Value = RecordTime> {
    let seconds = prop_oneof![-2_i64..2, Timestamp::MIN.as_second() + 1..Timestamp::MAX.as_second()];
    (seconds, select(vec![0, 1, 999, 1000, 999_999_999]), select(vec![0, 60, -3600])).prop_map(
        |(seconds, nanos, offset)| {
            RecordTime::with_offset(Timestamp::new(seconds, nanos).unwrap(), Offset::from_seconds(offset).unwrap())
        },
    )
}

fn facts() -> impl Strategy<Value = Facts> {
    let duration =
        (number(), select(vec![0_u32, 1, 999_999_999])).prop_map(|(seconds, nanos)| Duration::new(seconds, nanos));
    let measured = (option::of(number()), option::of(duration), option::of(any::<i64>()), any::<bool>());
    let named = (option::of(name()), option::of(any::<String>()), vec(name(), 0..4), option::of(name()));
    (measured, named).prop_map(|((tokens, duration, exit_code, failed), (model, error, tools, project))| {
        let status = if failed { Status::Error } else { Status::Ok };
        Facts { model, tokens, duration, exit_code, error, status, tools, project }
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    let directory = select(vec!["", "a", "a/b", "a/b/c", "a-b", ".archive/a.tar.zst/a", "é"]);
    let path = (directory, "[a-c.]{1,3}[x-z]").prop_map(|(directory, name)| PathBuf::from(directory).join(name));
    (path, number(), option::of(name()), option::of(name()), option::of(time()), facts()).prop_map(
        |(path, bytes, session_id, agent, timestamp, facts)| Entry {
            path,
            bytes,
            modified: None,
            session_id,
            agent,
            timestamp,
            facts,
        },
    )
}

proptest! {
    #[test]
    fn a_list_is_all_entries_sorted_and_cut(
        mut parts in vec(vec(entry(), 0..60), 0..5),
        sort in select(KEYS.to_vec()),
        direction in select(vec![Direction::Natural, Direction::Reversed]),
        limit in option::of(0_usize..20),
    ) {
        // A store has no two files at one path.
        let mut paths = HashSet::new();
        for entries in &mut parts {
            entries.retain(|entry| paths.insert(entry.path.clone()));
        }
        let list = listed(&parts, sort, direction, limit);
        let mut expected = sorted(parts.concat(), sort, direction);
        prop_assert_eq!(list.total(), expected.len() as u64);
        expected.truncate(limit.unwrap_or(usize::MAX));
        let entries = list.into_entries();
        prop_assert_eq!(entries.len(), expected.len());
        prop_assert_eq!(entries.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_leads_never_contradicts_the_order(a in entry(), b in entry(), sort in select(KEYS.to_vec())) {
        let (a, b) = (Rank::of(&a), Rank::of(&b));
        let leading = sort.leading(&a).cmp(&sort.leading(&b));
        prop_assert!(leading.is_eq() || leading == sort.compare(&a, &b));
    }
}

#[test]
fn many_texts_push_each_other_out_of_what_is_remembered() {
    let entry = |number: usize| Entry {
        path: format!("s-{}/agent-{number}.json", number / 3).into(),
        session_id: Some(format!("s-{}", number / 3)),
        agent: Some("engineer".to_owned()),
        facts: Facts { tools: vec![format!("tool {number}"), "Bash".to_owned()], ..Facts::default() },
        ..Entry::default()
    };
    let entries: Vec<_> = (0..10_000).map(entry).collect();
    let list = listed(std::slice::from_ref(&entries), SortKey::Session, Direction::Natural, None);
    assert_eq!(list.into_entries().collect::<Vec<_>>(), sorted(entries, SortKey::Session, Direction::Natural));
}

#[cfg(unix)]
#[test]
fn paths_that_are_no_text_are_kept_as_they_are() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let paths: [&[u8]; 5] = [b"a/b.json", b"a/\xff.json", b"\xfe/b.json", b"\xfe/\xff/c.json", b"a/c.json"];
    let entry = |path: &&[u8]| Entry { path: PathBuf::from(OsStr::from_bytes(path)), ..Entry::default() };
    let entries: Vec<_> = paths.iter().map(entry).collect();
    let parts: Vec<_> = entries.iter().map(|entry| vec![entry.clone()]).collect();
    for limit in [None, Some(3)] {
        let mut expected = sorted(entries.clone(), SortKey::Time, Direction::Natural);
        expected.truncate(limit.unwrap_or(usize::MAX));
        let list = listed(&parts, SortKey::Time, Direction::Natural, limit);
        assert_eq!(list.into_entries().collect::<Vec<_>>(), expected);
    }
}
