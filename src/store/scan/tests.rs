//! What a scan sees, on however many threads, and whatever happens to the tree meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::thread;

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::store::{Direction, GroupBy, Listing, Selection, SortKey, Stats};

static ALL: Selection = Selection::all();

fn on(readers: usize, layout: &Layout) -> Scan<'_> {
    let scan = Scan::new(layout, &Reader::default(), None);
    Scan { threads: Threads { readers, ..scan.threads }, ..scan }
}

/// All that questions can tell apart.
fn answers(readers: usize, layout: &Layout) -> String {
    let (scan, reader) = (on(readers, layout), Reader::default());
    let list = || Listing::new(&ALL, SortKey::Time, Direction::Natural, None);
    let listed = summarise(scan, &reader, None, list).unwrap();
    let mut stats =
        summarise(scan, &reader, None, || Stats::new(&ALL, Some(GroupBy::Day), TimeZone::UTC)).unwrap().found;
    let times = std::mem::take(&mut stats.times);
    let groups = [stats.agents(), stats.models(), stats.tools(), times].map(|groups| {
        let sorted = groups.into_iter().map(|(name, group)| {
            (name, (group.responses, group.errors, group.tokens, group.bytes, group.durations.sorted()))
        });
        sorted.collect::<BTreeMap<_, _>>()
    });
    format!(
        "{:?} {groups:?} {:?} {:?} {:?} {:?}",
        listed.found.into_entries().collect::<Vec<_>>(),
        stats.take_sessions(),
        stats.first,
        stats.last,
        listed.skipped
    )
}

/// The paths of all that a scan reads, and of all that it can't.
fn seen(scan: Scan<'_>) -> (Vec<PathBuf>, Vec<Skipped>) {
    let scanned = scan.visit(Vec::new, |paths, file| {
        paths.push(file.path());
        Ok(())
    });
    let Scanned { found, skipped } = scanned.unwrap();
    let mut paths = found.concat();
    paths.sort();
    (paths, skipped)
}

#[test]
fn one_thread_and_many_give_the_same_answers() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let golden =
        fs::read_dir(fixtures.join("golden")).unwrap().map(|tree| tree.unwrap().path()).filter(|path| path.is_dir());
    let mut trees = 0;
    for tree in golden.chain([fixtures.join("bad")]) {
        let layout = Layout::new(tree);
        let alone = answers(1, &layout);
        assert!(alone.len() > 1000, "{alone}");
        for readers in [2, 7, 32] {
            assert_eq!(answers(readers, &layout), alone, "{readers} threads: {}", layout.base().display());
        }
        trees += 1;
    }
    assert!(trees > 2);
}

#[test]
fn long_directories_and_deep_ones_are_seen_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut expected = Vec::new();
    let mut put = |relative: PathBuf| {
        fs::write(dir.path().join(&relative), "").unwrap();
        expected.push(relative);
    };
    // More names than are listed at once, in more directories, each in the one before, than are left open.
    let mut level = PathBuf::new();
    for _ in 0..18 {
        level.push("d");
        fs::create_dir(dir.path().join(&level)).unwrap();
        (0..520).for_each(|n| put(level.join(format!("{n}.json"))));
    }
    for _ in 0..100 {
        level.push("deep");
        fs::create_dir(dir.path().join(&level)).unwrap();
        put(level.join("one.json"));
    }
    for wide in 0..520 {
        let wide = PathBuf::from(format!("wide-{wide}"));
        fs::create_dir(dir.path().join(&wide)).unwrap();
        put(wide.join("one.json.gz"));
    }
    expected.sort();
    let layout = Layout::new(dir.path());
    for readers in [1, 2, 32] {
        let (paths, skipped) = seen(on(readers, &layout));
        assert!(paths == expected, "{readers} threads: {} of {}", paths.len(), expected.len());
        assert_eq!(skipped, []);
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_too_long_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut directory = files::Directory::open(dir.path()).unwrap();
    let name = "n".repeat(200);
    for _ in 0..25 {
        directory = directory.create_below(Path::new(&name)).unwrap();
    }
    directory.write_new("one.json".as_ref(), b"").unwrap();
    let (paths, skipped) = seen(on(2, &Layout::new(dir.path())));
    assert_eq!((paths, skipped.len()), (vec![], 1));
    assert_eq!(skipped[0].problem.to_string(), "the path is too long");
    assert!(skipped[0].path.as_os_str().len() > 4096, "it is named");
    std::fs::remove_dir_all(dir.path().join(&name)).unwrap();
}

#[test]
fn what_comes_and_goes_meanwhile_hides_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let session = |n: usize| dir.path().join(format!("s{n}"));
    for n in 0..40 {
        fs::create_dir(session(n)).unwrap();
        (0..20).for_each(|m| fs::write(session(n).join(format!("{m}.json")), "").unwrap());
    }
    let layout = Layout::new(dir.path());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for n in 0..10 {
                    _ = fs::remove_file(session(n).join("3.json"));
                    _ = fs::rename(session(n), session(n + 100));
                    _ = fs::rename(session(n + 100), session(n));
                    _ = fs::write(session(n).join("3.json"), "");
                }
            }
        });
        for _ in 0..100 {
            let (paths, _) = seen(on(8, &layout));
            let stayed = |path: &&PathBuf| (10..40).any(|n| path.starts_with(format!("s{n}")));
            assert_eq!(paths.iter().filter(stayed).count(), 30 * 20);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn files_of_every_size_are_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    let sizes = [0, 1, 100, 4095, 4096, 4097, 8191, 8192, (1 << 16) - 1, 1 << 16, (1 << 16) + 1];
    let large = [(1 << 18) - 1, 1 << 18, (1 << 18) + 1, 3 << 20];
    for size in [&sizes[..], &large].concat() {
        fs::write(dir.path().join(format!("{size}.json")), vec![b'x'; size]).unwrap();
    }
    let layout = Layout::new(dir.path());
    for asks in [Asks::First, Asks::IfInDoubt] {
        let scan = Scan { max_bytes: 1 << 20, asks, ..on(4, &layout) };
        let scanned = scan.visit(
            || 0,
            |count, file| {
                let name = file.path().with_extension("");
                assert_eq!(name.to_str(), Some(file.bytes.len().to_string().as_str()));
                assert_eq!(file.stat.bytes.to_string(), file.bytes.len().to_string());
                assert!(file.bytes.iter().all(|byte| *byte == b'x'));
                *count += 1;
                Ok(())
            },
        );
        let Scanned { found, skipped } = scanned.unwrap();
        assert_eq!(found.iter().sum::<i32>(), 14);
        let too_large = Skipped { path: "3145728.json".into(), problem: Problem::TooLarge { max_bytes: 1 << 20 } };
        assert_eq!(skipped, [too_large]);
    }
}

#[test]
fn a_file_that_is_no_record_is_looked_at_before_that_is_said() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("one.json"), "{").unwrap();
    fs::write(dir.path().join("two.json"), "{}").unwrap();
    let layout = Layout::new(dir.path());
    let scan = Scan { asks: Asks::IfInDoubt, ..on(1, &layout) };
    let scanned = scan.visit(Vec::new, |seen: &mut Vec<_>, file| {
        seen.push((file.bytes.to_owned(), file.stat.modified.is_some()));
        if file.bytes == b"{}" { Ok(()) } else { Err(Problem::NotARecord) }
    });
    let Scanned { found, skipped } = scanned.unwrap();
    let mut seen = found.concat();
    seen.sort();
    assert_eq!(seen, [(b"{".to_vec(), false), (b"{".to_vec(), true), (b"{}".to_vec(), false)]);
    assert_eq!(skipped, [Skipped { path: "one.json".into(), problem: Problem::NotARecord }]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_tree_is_seen_whole(
        names in proptest::collection::btree_set("[a-c.]{1,2}(/[a-c.]{1,2}){0,3}(\\.json|\\.txt|\\.json\\.gz)", 0..60),
        readers in 1_usize..9,
    ) {
        let dir = tempfile::tempdir().unwrap();
        for name in names.iter().filter(|name| !name.split('/').any(|part| part == "." || part == "..")) {
            let path = dir.path().join(name);
            // A file may stand where another name wants a directory.
            if fs::create_dir_all(path.parent().unwrap()).is_ok() {
                _ = fs::write(path, "x");
            }
        }
        let walked = walkdir::WalkDir::new(dir.path()).min_depth(1).into_iter();
        let walked = walked.filter_entry(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        let mut expected: Vec<_> = walked
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file() && [".json", ".json.gz"].iter().any(|end| entry.path().to_string_lossy().ends_with(end)))
            .map(|entry| entry.path().strip_prefix(dir.path()).unwrap().to_owned())
            .collect();
        expected.sort();
        prop_assert_eq!(seen(on(readers, &Layout::new(dir.path()))).0, expected);
    }
}
