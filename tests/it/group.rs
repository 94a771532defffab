//! Responses that are made durable together are as safe as those that are written one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use proptest::prelude::*;
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::write::{Compression, Durability, WriteOptions};
use responses::store::{Error, NewResponse};

use crate::support::Snapshot;
use crate::tracker::{Fresh, files, now};

pub(crate) fn response(session: &str, request: &str) -> NewResponse {
    NewResponse {
        timestamp: RecordTime::utc(now()),
        session_id: SessionId::new(session).unwrap(),
        agent: AgentName::new("engineer").unwrap(),
        request: request.to_owned(),
        response: "done".to_owned(),
        metadata: Json::empty_object(),
    }
}

/// Responses of one session at one millisecond, more than one group of them.
fn many(session: &str, number: usize) -> Vec<NewResponse> {
    (0..number).map(|n| response(session, &n.to_string())).collect()
}

fn requests(fresh: &Fresh, paths: &[PathBuf]) -> Vec<String> {
    let read = |path: &PathBuf| fresh.tracker.read(path.strip_prefix(fresh.base()).unwrap()).unwrap().request;
    paths.iter().map(|path| read(path).get().as_str().unwrap().into_owned()).collect()
}

/// What lies in a store: the names and contents of its files, and its directories.
fn contents(fresh: &Fresh) -> (BTreeMap<PathBuf, Vec<u8>>, BTreeSet<OsString>) {
    let below = |path: &PathBuf| path.strip_prefix(fresh.base()).unwrap().to_owned();
    let files = files(&fresh.base()).into_iter().map(|path| (below(&path), fs::read(&path).unwrap())).collect();
    (files, fs::read_dir(fresh.base()).unwrap().map(|entry| entry.unwrap().file_name()).collect())
}

fn name(path: &Path) -> &OsStr {
    path.file_name().unwrap()
}

#[test]
fn many_at_one_millisecond_are_numbered_in_their_order_and_nothing_is_replaced() {
    for compression in [Compression::None, Compression::Gzip] {
        for durability in [Durability::File, Durability::Full] {
            let fresh = Fresh::with(WriteOptions { compression, durability });
            let taken = fresh.put("s/engineer-20261103_143022_123-2.json", "not ours");
            let group = many("s", 1100);
            let paths: Vec<_> = fresh.tracker.track_all(&group).into_iter().map(Result::unwrap).collect();
            assert!(requests(&fresh, &paths).into_iter().eq((0..1100).map(|n| n.to_string())), "{compression:?}");
            let ending = if compression == Compression::Gzip { ".json.gz" } else { ".json" };
            let names = [0, 1, 3, 4, 1100].map(|number| match number {
                0 => format!("engineer-20261103_143022_123{ending}"),
                _ => format!("engineer-20261103_143022_123-{number}{ending}"),
            });
            assert_eq!([0, 1, 2, 3, 1099].map(|at: usize| name(&paths[at])), names.each_ref().map(OsStr::new));
            assert_eq!(fs::read_to_string(taken).unwrap(), "not ours");
            assert_eq!(files(fresh.dir.path()).len(), 1101, "and nothing beside them");
        }
    }
}

#[test]
fn none_and_one_are_groups_too() {
    let fresh = Fresh::new();
    assert!(fresh.tracker.track_all(&[]).is_empty());
    assert!(!fresh.base().exists());
    let tracked = fresh.tracker.track_all(&many("s", 1));
    assert!(matches!(&tracked[..], [Ok(path)] if path.exists()));
}

#[test]
fn what_cannot_be_written_fails_alone_and_leaves_nothing() {
    let fresh = Fresh::new();
    fresh.put("blocked", "a file where a session's directory should be");
    let mut invalid = response("never-created", "r");
    invalid.metadata = Json::parse("7").unwrap();
    let mut group = many("good", 20);
    group.insert(0, invalid.clone());
    group.insert(10, response("blocked", "r"));
    group.push(response("AKIAQ3EGRZ7X2M5LWNTB", "a session's name may hold no secret"));
    let tracked = fresh.tracker.track_all(&group);
    let failed: Vec<_> = (0..group.len()).filter(|at| tracked[*at].is_err()).collect();
    assert_eq!(failed, [0, 10, 22]);
    assert!(matches!(tracked[0], Err(Error::Invalid { .. })) && matches!(tracked[22], Err(Error::Invalid { .. })));
    assert!(matches!(&tracked[10], Err(Error::Storage { path, .. }) if path.ends_with("blocked")));
    assert_eq!(fresh.session("good").len(), 20);
    let inside: BTreeSet<_> = fs::read_dir(fresh.base()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(inside, BTreeSet::from(["blocked".into(), "good".into()]), "no directory was made in vain");
}

#[test]
fn when_all_fail_the_store_is_as_it_was() {
    let fresh = Fresh::new();
    let before = Snapshot::of(fresh.dir.path());
    let mut group = many("s", 20);
    for new in &mut group {
        new.metadata = Json::parse("[]").unwrap();
    }
    group.iter_mut().step_by(2).for_each(|new| new.session_id = SessionId::new("t").unwrap());
    assert!(fresh.tracker.track_all(&group).iter().all(|tracked| matches!(tracked, Err(Error::Invalid { .. }))));
    assert!(Snapshot::of(fresh.dir.path()) == before);
}

#[test]
fn secrets_are_taken_out_of_each() {
    let fresh = Fresh::new();
    let mut group = many("s", 20);
    for new in &mut group {
        new.response = "the key is AKIAQ3EGRZ7X2M5LWNTB".to_owned();
    }
    for path in fresh.tracker.track_all(&group).into_iter().map(Result::unwrap) {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains("[REDACTED:") && !text.contains("AKIAQ3"), "{text}");
    }
}

#[test]
fn groups_and_single_writers_at_the_same_instant_all_keep_their_records() {
    let fresh = Fresh::new();
    let paths: BTreeSet<PathBuf> = thread::scope(|scope| {
        let group = |_| {
            scope.spawn(|| fresh.tracker.track_all(&many("s", 100)).into_iter().map(Result::unwrap).collect::<Vec<_>>())
        };
        let single = scope.spawn(|| (0..100).map(|n| fresh.track("s", "engineer", &n.to_string())).collect());
        let threads: Vec<_> = (0..4).map(group).chain([single]).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!((paths.len(), files(&fresh.base()).len()), (500, 500));
    assert_eq!(fresh.session("s").len(), 500);
}

#[cfg(unix)]
#[test]
fn files_of_a_group_are_private_and_a_linked_session_is_written_too() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let fresh = Fresh::new();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::create_dir_all(fresh.base()).unwrap();
    symlink(elsewhere.path(), fresh.base().join("linked")).unwrap();
    let mut group = many("s", 20);
    group.extend(many("linked", 20));
    for path in fresh.tracker.track_all(&group).into_iter().map(Result::unwrap) {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o7777, 0o600);
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 20);
    assert_eq!(fresh.base().join("s").metadata().unwrap().permissions().mode() & 0o7777, 0o700);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each result is that of the same response tracked alone, whatever it is grouped with.
    #[test]
    fn a_group_does_what_its_members_would_alone(
        members in prop::collection::vec((0..4_usize, 0..3_i64), 0..60),
    ) {
        let sessions = ["one", "two", "blocked", "AKIAQ3EGRZ7X2M5LWNTB"];
        let (grouped, alone) = (Fresh::new(), Fresh::new());
        for fresh in [&grouped, &alone] {
            fresh.put("blocked", "a file");
        }
        let response = |(number, (session, after)): (usize, &(usize, i64))| NewResponse {
            timestamp: RecordTime::utc(now() + jiff::SignedDuration::from_millis(*after)),
            ..response(sessions[*session], &number.to_string())
        };
        let group: Vec<_> = members.iter().enumerate().map(response).collect();
        let below = |fresh: &Fresh, path: PathBuf| path.strip_prefix(fresh.base()).unwrap().to_owned();
        let tracked = grouped.tracker.track_all(&group);
        prop_assert_eq!(tracked.len(), group.len());
        for (new, tracked) in group.iter().zip(tracked) {
            let single = alone.tracker.track(new).map(|path| below(&alone, path));
            prop_assert_eq!(tracked.map(|path| below(&grouped, path)).ok(), single.ok());
        }
        prop_assert_eq!(contents(&grouped), contents(&alone));
    }
}
