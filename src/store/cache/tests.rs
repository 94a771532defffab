//! What is remembered is what was read, and nothing else is believed.

// Where files have no numbers nothing is trusted, and so nothing kept.
#![cfg(unix)]

use std::fs;
use std::time::Duration;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::{collection, option};
use tempfile::TempDir;

use super::kept::Said;
use super::memory::Filled;
use super::segment::Row;
use super::table::Names;
use super::*;
use crate::record::{Facts, JsonError, Kind, LazyZone, Problem, RecordTime, Status, Summary, WrittenTime};
use crate::store::interner::Interner;
use crate::store::{Direction, Entry, Listing, Options, ResponseTracker, Scanned, Selection, SortKey, files};

static ALL: Selection = Selection::all();

/// A clock by which whatever was just written is old.
fn later() -> Timestamp {
    Timestamp::now() + jiff::SignedDuration::from_hours(1)
}

/// A store of so many records in a few sessions, one file in ten of which is none.
fn store(files: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..files {
        let path = dir.path().join(format!("store/s{}", number % 7));
        fs::create_dir_all(&path).unwrap();
        let text = format!(
            r#"{{"timestamp": "2026-11-21T12:00:{:02}", "session_id": "s{}", "request": "a", "response": "b",
                "metadata": {{"model": "m{}", "tokens": {number}, "tools_used": ["Bash", "Read"], "duration": {number}.5}}}}"#,
            number % 60,
            number % 5,
            number % 3
        );
        let end = if number % 10 == 9 { number % text.len() } else { text.len() };
        fs::write(path.join(format!("engineer-20261121_1200{:02}_{number:03}.json", number % 60)), &text[..end])
            .unwrap();
    }
    dir
}

fn tracker(dir: &TempDir, cache: Option<Cache>) -> ResponseTracker {
    ResponseTracker::with_options(dir.path().join("store"), Options { cache, ..Options::default() }).unwrap()
}

fn cache_of(dir: &TempDir) -> Cache {
    Cache::new(dir.path().join("cache"), later)
}

/// All that a scan finds.
fn answer(tracker: &ResponseTracker) -> String {
    let scanned = tracker.scan(|| Listing::new(&ALL, SortKey::Time, Direction::Natural, None)).unwrap();
    let Scanned { found, skipped } = scanned;
    format!("{:?} {skipped:?}", found.into_entries().collect::<Vec<_>>())
}

/// The bytes of a cache of a store, and the store.
fn cached() -> (TempDir, Vec<u8>) {
    let dir = store(300);
    let without = answer(&tracker(&dir, None));
    assert_eq!(answer(&tracker(&dir, Some(cache_of(&dir)))), without);
    let bytes = fs::read(place(&dir).file).unwrap();
    (dir, bytes)
}

fn place(dir: &TempDir) -> Place {
    Place::of(&dir.path().join("cache"), &dir.path().join("store").canonicalize().unwrap())
}

#[test]
fn every_unchanged_file_is_recalled_as_it_was_read() {
    let (dir, _) = cached();
    let tracker = tracker(&dir, None);
    let memory = cache_of(&dir).open(tracker.layout(), tracker.reader()).unwrap();
    let base = files::Directory::open(tracker.layout().base()).unwrap();
    let mut recall = Recall::default();
    let mut seen = [0; 2];
    for session in base.names().unwrap() {
        let directory = base.open_below(Path::new(&session)).unwrap();
        for name in directory.names().unwrap() {
            let stat = directory.stat(&name).unwrap().unwrap();
            let place = (Path::new(&session), name.as_os_str());
            let recalled = memory.recall(&mut recall, place, &stat, &tracker.reader().naive_zone).unwrap();
            match tracker.entry(&Path::new(&session).join(&name)) {
                Ok(entry) => assert_eq!(recalled, Ok(&entry)),
                Err(error) => assert!(error.to_string().contains(&recalled.unwrap_err().to_string()), "{error}"),
            }
            let before =
                files::Stat { changed: stat.changed.map(|time| time - jiff::SignedDuration::from_nanos(1)), ..stat };
            assert_eq!(memory.recall(&mut recall, place, &before, &TimeZone::UTC.into()), None);
            let elsewhere = (Path::new("elsewhere"), name.as_os_str());
            assert_eq!(memory.recall(&mut recall, elsewhere, &stat, &TimeZone::UTC.into()), None);
            seen[usize::from(name.to_string_lossy().ends_with("9.json"))] += 1;
        }
    }
    assert_eq!(seen, [270, 30]);
}

#[test]
fn a_cache_that_is_damaged_anywhere_counts_as_none() {
    let (dir, bytes) = cached();
    let tracker = tracker(&dir, None);
    let header = header(&tracker.layout().base().canonicalize().unwrap(), tracker.reader());
    let whole = table_in(&bytes, &header).unwrap();
    let all = rows(&whole);
    assert_eq!((all.len(), whole.len(), whole.is_damaged()), (300, 300, false));
    for end in 0..bytes.len() {
        assert!(table_in(&bytes[..end], &header).is_none(), "cut at {end}");
    }
    let mut bytes = bytes;
    let mut damaged = 0;
    for at in 0..bytes.len() {
        bytes[at] ^= 1 << (at % 8);
        if let Some(table) = table_in(&bytes, &header) {
            let left = rows(&table);
            assert!(table.is_damaged() && left.len() < all.len(), "changed at {at}");
            assert!(left.iter().all(|row| all.contains(row)), "changed at {at}");
            damaged += 1;
        }
        bytes[at] ^= 1 << (at % 8);
    }
    assert!(damaged > all.len() * Row::BYTES && damaged < bytes.len());
    bytes.push(0);
    assert!(table_in(&bytes, &header).is_none());
}

/// All rows that can be read.
fn rows(table: &Table) -> Vec<(u64, usize, Row, Vec<u8>)> {
    let mut rows = Vec::new();
    let shown = table.each_row(|directory, number, row, kept| {
        rows.push((directory, number, row, kept.to_owned()));
        Ok::<_, Infallible>(())
    });
    let Ok(()) = shown;
    rows
}

#[test]
fn a_directory_of_any_size_is_recalled() {
    let dir = store(300);
    for number in 0..segment::MOST + 300 {
        fs::write(dir.path().join(format!("store/s1/b-{number}.json")), "{}").unwrap();
    }
    let without = answer(&tracker(&dir, None));
    let with = tracker(&dir, Some(cache_of(&dir)));
    assert_eq!([answer(&with), answer(&with)], [without.clone(), without]);
    let memory = cache_of(&dir).open(with.layout(), with.reader()).unwrap();
    let found = |directory: &str| {
        let mut recall = Recall::default();
        let directory = Path::new(directory);
        let base = files::Directory::open(&with.layout().base().join(directory)).unwrap();
        let is_known = |name: &&std::ffi::OsString| {
            let stat = base.stat(name).unwrap().unwrap();
            memory.recall(&mut recall, (directory, name), &stat, &TimeZone::UTC.into()).is_some()
        };
        base.names().unwrap().iter().filter(is_known).count()
    };
    assert_eq!((found("s1"), found("s2")), (segment::MOST + 300 + 43, 43));
}

#[test]
fn notes_of_many_files_leave_nothing_behind_but_the_cache() {
    let dir = store(20);
    let error = "why ".repeat(1000);
    for number in 0..300 {
        let text = format!(
            r#"{{"timestamp": "x", "request": "", "response": "", "metadata": {{"error": "{number} {error}"}}}}"#
        );
        fs::write(dir.path().join(format!("store/s1/b-{number}.json")), text).unwrap();
    }
    let without = answer(&tracker(&dir, None));
    let with = tracker(&dir, Some(cache_of(&dir)));
    assert_eq!([answer(&with), answer(&with)], [without.clone(), without]);
    let memory = cache_of(&dir).open(with.layout(), with.reader()).unwrap();
    assert!(!memory.is_empty());
    let left: Vec<_> = fs::read_dir(dir.path().join("cache")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [place(&dir).file]);
}

#[test]
fn what_is_made_for_something_else_is_not_believed() {
    let (dir, bytes) = cached();
    let tracker = tracker(&dir, None);
    let real = tracker.layout().base().canonicalize().unwrap();
    let small = Reader { max_bytes: 1000, ..Reader::default() };
    for (store, reader) in [(Path::new("/"), tracker.reader()), (&real, &small)] {
        assert!(table_in(&bytes, &header(store, reader)).is_none());
    }
}

#[test]
fn damage_changes_no_answer_and_is_replaced() {
    let (dir, bytes) = cached();
    let (with, without) = (tracker(&dir, Some(cache_of(&dir))), answer(&tracker(&dir, None)));
    let damaged = (0..bytes.len()).step_by(997).flat_map(|at| {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x40;
        [flipped, bytes[..at].to_owned()]
    });
    for damaged in damaged {
        fs::write(place(&dir).file, damaged).unwrap();
        assert_eq!(answer(&with), without);
        assert_eq!(fs::read(place(&dir).file).unwrap().len(), bytes.len());
    }
}

#[test]
fn what_stands_in_the_way_of_a_cache_stops_nobody() {
    let dir = store(300);
    let (with, without) = (tracker(&dir, Some(cache_of(&dir))), answer(&tracker(&dir, None)));
    fs::write(dir.path().join("cache"), "no directory").unwrap();
    assert_eq!(answer(&with), without);
    fs::remove_file(dir.path().join("cache")).unwrap();
    fs::create_dir_all(place(&dir).file).unwrap();
    assert_eq!(answer(&with), without);
    fs::remove_dir(place(&dir).file).unwrap();
    // Another process is writing, or was killed while it was.
    fs::write(place(&dir).temporary, "half").unwrap();
    assert_eq!(answer(&with), without);
    let now = Cache::new(dir.path().join("cache"), Timestamp::now);
    assert_eq!(answer(&tracker(&dir, Some(now))), without);
    assert!(place(&dir).file.exists(), "what was left long ago is swept away");
}

#[test]
fn what_is_young_is_not_remembered() {
    let dir = store(300);
    let now = Cache::new(dir.path().join("cache"), Timestamp::now);
    answer(&tracker(&dir, Some(now)));
    assert!(!place(&dir).file.exists());
}

#[cfg(unix)]
#[test]
fn a_cache_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (dir, bytes) = cached();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&place(&dir).file), mode(&dir.path().join("cache"))), (0o600, 0o700));
    assert!(place(&dir).open().is_some_and(|(_, length)| length == bytes.len() as u64));
    fs::set_permissions(place(&dir).file, fs::Permissions::from_mode(0o620)).unwrap();
    assert!(place(&dir).open().is_none(), "others could have written it");
}

/// Any summary, also such as no reader gives.
fn summaries() -> impl Strategy<Value = Summary> {
    let name = || option::of("[a-c\u{0}é]{0,3}");
    let complete = (-377_705_023_201_i64..253_402_207_200, 0_i32..1_000_000_000, -93_599_i32..93_599);
    let complete = complete.prop_map(|(second, nanos, offset)| {
        let offset = jiff::tz::Offset::from_seconds(offset).unwrap();
        WrittenTime::Complete(RecordTime::with_offset(Timestamp::new(second, nanos).unwrap(), offset))
    });
    let naive = (-9999_i16..=9999, 1_i8..=12, 1_i8..=28, 0_i8..24, 0_i8..60, 0_i32..1_000_000_000);
    let naive = naive.prop_map(|(year, month, day, hour, minute, nanos)| {
        WrittenTime::Naive(jiff::civil::DateTime::new(year, month, day, hour, minute, minute, nanos).unwrap())
    });
    let duration = option::of((any::<u64>(), 0_u32..1_000_000_000).prop_map(|(s, n)| Duration::new(s, n)));
    let facts = (name(), any::<Option<u64>>(), duration, any::<Option<i64>>(), option::of(".{0,20}"), any::<bool>());
    let facts = (facts, collection::vec("[A-B]{1,2}", 0..4), name()).prop_map(|(facts, tools, project)| {
        let (model, tokens, duration, exit_code, error, failed) = facts;
        let status = if failed { Status::Error } else { Status::Ok };
        Facts { model, tokens, duration, exit_code, error, status, tools, project }
    });
    (option::of(prop_oneof![complete, naive]), name(), name(), facts).prop_map(|(written, session_id, agent, facts)| {
        let timestamp = written.and_then(|time| time.in_zone(&LazyZone::from(TimeZone::UTC)));
        Summary { timestamp, written, session_id, agent, facts }
    })
}

fn problems() -> impl Strategy<Value = Problem> {
    let error = (".{0,20}", any::<usize>(), any::<usize>(), any::<bool>());
    let error = error.prop_map(|(message, line, column, truncated)| JsonError { message, line, column, truncated });
    prop_oneof![
        Just(Problem::Empty),
        any::<usize>().prop_map(|offset| Problem::NotUtf8 { offset }),
        error.clone().prop_map(Problem::Truncated),
        error.prop_map(Problem::Json),
        proptest::sample::select(vec![Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object])
            .prop_map(Problem::NotAnObject),
        Just(Problem::NotARecord),
        ".{0,20}".prop_map(Problem::Gzip),
        any::<u64>().prop_map(|max_bytes| Problem::TooLarge { max_bytes }),
        any::<u64>().prop_map(|max_bytes| Problem::TooLargeInside { max_bytes }),
        any::<u64>().prop_map(|max_depth| Problem::TooDeep { max_depth }),
    ]
}

/// What is kept, written and read back.
fn there_and_back(kept: &Kept<'_>) -> Option<(Vec<u8>, Vec<String>)> {
    let (mut out, mut names) = (Vec::new(), Interner::<str>::default());
    kept.put(&mut out, |name| names.id(name))?;
    Some((out, names.values().into_iter().map(str::to_owned).collect()))
}

proptest! {
    #[test]
    fn a_summary_is_kept_whole(before in summaries(), summary in summaries()) {
        let mut tools = String::new();
        let kept = Kept::Record(Said::of(&summary, &mut tools).unwrap());
        let (bytes, names) = there_and_back(&kept).unwrap();
        let name = |number: u32| names.get(usize::try_from(number).unwrap()).map(String::as_str);
        prop_assert_eq!(Kept::take(Bytes(&bytes), name), Some(kept.clone()));
        for end in 0..bytes.len() {
            prop_assert_eq!(Kept::take(Bytes(&bytes[..end]), name), None);
        }
        // Nothing is left of what was recalled before, and nothing lacks that stayed the same.
        let (mut names, mut filled) = (Interner::<str>::default(), Filled::default());
        filled.entry.bytes = 1;
        for summary in [&summary, &before, &summary] {
            let (mut tools, mut bytes) = (String::new(), Vec::new());
            Kept::Record(Said::of(summary, &mut tools).unwrap()).put(&mut bytes, |name| names.id(name)).unwrap();
            let Some(Kept::Record(said)) = Kept::take(Bytes(&bytes), Some) else { unreachable!() };
            filled.entry.path = "s/a-20261121_120000_000.json".into();
            let filled = filled.fill(&said, &Names::of(names.values()).unwrap(), &TimeZone::UTC.into());
            let entry = Entry::new("s/a-20261121_120000_000.json".into(), 1, None, summary.clone());
            prop_assert_eq!(filled, Some(&entry));
        }
    }

    #[test]
    fn a_problem_is_kept_whole(problem in problems()) {
        let kept = Kept::Problem(problem);
        let (bytes, _) = there_and_back(&kept).unwrap();
        prop_assert_eq!(Kept::take(Bytes(&bytes), |_| None::<&str>), Some(kept));
    }

    #[test]
    fn any_bytes_can_be_taken_for_what_is_kept(bytes: Vec<u8>) {
        let _ = Kept::take(Bytes(&bytes), Some);
        let _ = read_foreign_cache(&bytes);
    }
}

#[test]
fn the_seed_of_the_fuzzer_is_a_cache() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/cache/whole");
    assert_eq!(read_foreign_cache(&fs::read(seed).unwrap()), 3);
}

#[test]
fn what_the_system_said_is_not_kept_nor_what_is_long() {
    for problem in [Problem::Io("no".into()), Problem::NotRegular, Problem::SymbolicLink] {
        assert_eq!(there_and_back(&Kept::Problem(problem)), None);
    }
    let long = "x".repeat(5000);
    assert_eq!(there_and_back(&Kept::Problem(Problem::Gzip(long.clone()))), None);
    let said = Said { error: Some(&long), ..Said::default() };
    assert_eq!(there_and_back(&Kept::Record(said)), None);
    for tool in ["", "a\0b"] {
        let facts = Facts { tools: vec![tool.to_owned()], ..Facts::default() };
        assert_eq!(Said::of(&Summary { facts, ..Summary::default() }, &mut String::new()), None);
    }
}
