//! Archives written anew: at every step the old one or the new one stands, whole.

use std::path::Path;

use super::super::rewrite::NewContent;
use super::*;
use crate::record::Problem;
use crate::store::archive::{ArchiveName, Change, all_members, recover, rewrite};
use crate::store::files::fault::{Fault, run, steps_of};
use crate::store::files::{Replaced, Stat};

/// What `qa` said is taken out.
#[expect(clippy::unnecessary_wraps, reason = "other changes can fail")]
fn without_qa(_: &ArchiveName, _: &Path, bytes: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
    let text = String::from_utf8_lossy(bytes);
    Ok(text.contains("\"qa\"").then(|| text.replace("\"qa\"", "\"somebody else\"").into_bytes()))
}

fn change<'a>(content: &'a NewContent<'a>) -> Change<'a> {
    Change { limits: limits(), now: "2026-12-01T00:00:00.5Z".parse().unwrap(), content }
}

/// All archives as they are now.
fn seen(store: &Store) -> Vec<(ArchiveName, Stat)> {
    let stat = |name: &ArchiveName| all_members(store.layout(), name, limits(), |_, _, _| {}).unwrap();
    names(store.layout()).unwrap().into_iter().map(|name| (name.clone(), stat(&name))).collect()
}

fn rewrite_all(store: &Store) -> Result<Vec<Result<Replaced, Error>>, Error> {
    rewrite(store.layout(), &seen(store), &change(&without_qa))
}

fn archived() -> Store {
    let store = Store::small();
    archive_all(&store);
    store
}

#[test]
fn only_what_is_to_change_does() {
    let store = archived();
    let before = records(&store);
    let replaced = rewrite_all(&store).unwrap();
    assert!(replaced.iter().all(|one| matches!(one, Ok(Replaced::Yes))), "{replaced:?}");
    let after = records(&store);
    assert!(before != after && before.keys().eq(after.keys()));
    for (path, texts) in &before {
        let new: Vec<_> = after[path].iter().zip(texts).collect();
        for (now, was) in new {
            if was.contains("\\\"qa\\\"") {
                let content = was.split_once(" {").unwrap().1.replace("\\\"qa\\\"", "\\\"somebody else\\\"");
                assert_eq!(*now, format!("600 2026-12-01T00:00:00.5Z {{{content}"), "{path:?}");
            } else {
                assert_eq!(now, was, "{path:?}");
            }
        }
    }
    // They say what is in them, and everything comes back out of them.
    let total: u64 = crate::store::archive::list(store.layout(), &Reader::default())
        .unwrap()
        .found
        .iter()
        .map(|one| {
            let verified = crate::store::archive::verify(store.layout(), &one.name, &Reader::default()).unwrap();
            assert_eq!(one.bytes, Some(verified.bytes));
            verified.responses
        })
        .sum();
    assert_eq!(usize::try_from(total).unwrap(), after.len());
    assert_eq!(bring_back(&store, "*", Afterwards::Remove).unwrap().errors, []);
    assert_eq!(records(&store), after);
}

#[test]
fn one_that_changed_since_it_was_seen_is_left_alone() {
    let store = archived();
    let seen = seen(&store);
    let (name, _) = &seen[0];
    let path = store.layout().archive(name);
    let copy = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, &copy).unwrap();
    let replaced = rewrite(store.layout(), &seen, &change(&without_qa)).unwrap();
    assert!(matches!(replaced[0], Ok(Replaced::Changed)), "{replaced:?}");
    assert!(replaced[1..].iter().all(|one| matches!(one, Ok(Replaced::Yes))), "{replaced:?}");
    assert_eq!(fs::read(&path).unwrap(), copy);
}

#[test]
fn a_change_that_can_not_be_made_or_leaves_something_to_be_changed_leaves_the_archive_as_it_was() {
    let endless = |_: &ArchiveName, _: &Path, bytes: &[u8]| Ok(Some([bytes, b" "].concat()));
    let failing = |_: &ArchiveName, _: &Path, _: &[u8]| Err(Problem::NotARecord);
    for content in [&endless as &NewContent<'_>, &failing] {
        let store = archived();
        let before = store.picture();
        let replaced = rewrite(store.layout(), &seen(&store), &change(content)).unwrap();
        assert!(replaced.iter().all(Result::is_err), "{replaced:?}");
        let mut after = store.picture();
        after.retain(|path, _| before.contains_key(path));
        assert!(after.keys().eq(before.keys()));
        assert_eq!(records(&store), records(&archived()));
    }
}

#[test]
fn a_crash_or_an_error_at_any_step_leaves_each_archive_old_or_new() {
    let old = records(&archived());
    let done = archived();
    rewrite_all(&done).unwrap();
    let new = records(&done);
    let store = archived();
    let archives = seen(&store);
    let steps = steps_of(|| rewrite(store.layout(), &archives, &change(&without_qa)).unwrap());
    assert!(steps > 10, "{steps}");
    for fault in [Fault::Crash, Fault::ErrorOnce, Fault::ErrorsFromThen] {
        for step in 0..steps {
            let store = archived();
            let archives = seen(&store);
            _ = run(fault, step, || rewrite(store.layout(), &archives, &change(&without_qa)));
            for when in ["before", "after"] {
                for (path, texts) in records(&store) {
                    assert!(texts == old[&path] || texts == new[&path], "{fault:?} at step {step}, {when}: {path:?}");
                }
                recover(store.layout(), &Reader::default(), "test").unwrap();
            }
            rewrite_all(&store).unwrap();
            assert_eq!(records(&store), new, "{fault:?} at step {step}, then once more");
        }
    }
}
