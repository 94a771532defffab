//! What goes in comes out.

use std::fs;

use super::*;
use crate::store::archive::{Damage, Why, list, verify};
use crate::store::cleanup::tests::support::{agent, session};

#[test]
fn a_restore_gives_back_the_store_as_it_was_to_the_last_time_and_mode() {
    let store = Store::varied();
    let before = store.picture();
    let archived = archive_all(&store);
    assert_eq!(archived.errors, []);
    assert_eq!(archived.archived.responses, archived.archives.iter().map(|one| one.responses).sum::<u64>());
    assert!(live(&store).iter().all(|path| path.ends_with("torn.json")), "{:?}", live(&store));
    let restored = bring_back(&store, "*", Afterwards::Remove).unwrap();
    assert_eq!((restored.errors, restored.restored), (vec![], archived.archived));
    assert_eq!(store.picture(), before);
}

#[test]
fn foreign_files_stay_and_are_named() {
    let store = Store::varied();
    let archived = archive_all(&store);
    let named: Vec<_> = archived.foreign.iter().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(named, if cfg!(unix) { vec!["mixed/link.json", "old/notes.txt"] } else { vec!["old/notes.txt"] });
    assert!(archived.foreign.iter().all(|path| store.path("").join(path).symlink_metadata().is_ok()));
}

#[test]
fn archives_verify_and_say_what_they_hold() {
    let store = Store::varied();
    let archived = archive_all(&store);
    let listed = list(store.layout(), &Reader::default()).unwrap();
    assert_eq!((listed.found.len(), listed.skipped.len()), (archived.archives.len(), 0));
    for one in &listed.found {
        let verified = verify(store.layout(), &one.name, &Reader::default()).unwrap();
        assert_eq!((verified.session.as_ref(), verified.unreadable.len()), (Some(&one.session), 0));
        assert_eq!(
            (Some(verified.responses), Some(verified.bytes), verified.stored),
            (one.responses, one.bytes, one.stored)
        );
    }
    let absent = crate::store::archive::ArchiveName::new("absent.tar.zst").unwrap();
    assert!(matches!(verify(store.layout(), &absent, &Reader::default()), Err(Damage::File(_))));
}

#[test]
fn what_came_later_goes_into_an_archive_of_its_own_and_all_come_back() {
    let store = Store::small();
    let first = archive(&store, session("old")).unwrap();
    store.record("old/later.json", "old", "qa", Some(2));
    let second = archive(&store, session("old")).unwrap();
    assert_eq!((first.archives[0].responses, second.archives[0].responses), (2, 1));
    assert_ne!(first.archives[0].name, second.archives[0].name);
    let restored = bring_back(&store, "old", Afterwards::Remove).unwrap();
    assert_eq!((restored.archives.len(), restored.restored.responses, restored.restored.sessions), (2, 3, 1));
    assert!(store.path("old/later.json").exists() && names(store.layout()).unwrap().is_empty());
}

#[test]
fn what_an_archive_holds_already_is_not_stored_twice() {
    let store = Store::small();
    let before = store.picture();
    archive_all(&store);
    let archives = names(store.layout()).unwrap();
    bring_back(&store, "*", Afterwards::Keep).unwrap();
    assert_eq!(names(store.layout()).unwrap(), archives);
    assert!(records(&store).values().all(|copies| copies.len() == 1), "what is at its place counts there alone");
    let again = archive_all(&store);
    assert_eq!((again.archives.len(), again.archived.responses, again.errors), (0, 4, vec![]));
    assert_eq!((names(store.layout()).unwrap(), live(&store)), (archives, vec![]));
    bring_back(&store, "*", Afterwards::Remove).unwrap();
    assert_eq!(store.picture(), before);
}

#[test]
fn only_the_responses_that_were_planned_go() {
    let store = Store::small();
    let archived = archive(&store, agent("qa")).unwrap();
    assert_eq!(archived.archived.responses, 3);
    assert_eq!(live(&store), [PathBuf::from("old/a.json")]);
}

#[test]
fn a_file_that_changed_since_it_was_planned_stays() {
    let store = Store::small();
    let parts = parts(&store.plan(everything()));
    store.write("old/a.json", b"{\"request\": 1}");
    fs::remove_file(store.path("deep/er/c.json")).unwrap();
    let archived = apply_on(1, store.layout(), &Reader::default(), &parts, now()).unwrap();
    let errors: Vec<_> = archived.errors.iter().map(|left| (left.path.to_str().unwrap(), left.why.clone())).collect();
    assert_eq!(errors, [("deep/er/c.json", Why::Gone), ("old/a.json", Why::Changed)]);
    assert_eq!((live(&store), archived.archived.responses), (vec![PathBuf::from("old/a.json")], 2));
}

#[test]
fn a_taken_name_is_not_touched_and_the_archive_stays_until_it_is_free() {
    let store = Store::small();
    let before = store.picture();
    archive_all(&store);
    store.write("old/a.json", b"another");
    let restored = bring_back(&store, "old", Afterwards::Remove).unwrap();
    let errors: Vec<_> = restored.errors.iter().map(|left| (left.path.to_str().unwrap(), left.why.clone())).collect();
    assert_eq!(errors, [("old/a.json", Why::Taken)]);
    assert_eq!(fs::read(store.path("old/a.json")).unwrap(), b"another");
    assert!(store.path("old/b.json").exists() && restored.archives[0].afterwards == Afterwards::Keep);
    fs::remove_file(store.path("old/a.json")).unwrap();
    assert_eq!(bring_back(&store, "*", Afterwards::Remove).unwrap().errors, []);
    let after = store.picture();
    let differing: Vec<_> = before.iter().filter(|(path, text)| after.get(*path) != Some(text)).collect();
    assert!(differing.iter().all(|(path, _)| path.to_str() == Some("old")), "{differing:?}");
    assert_eq!(after.len(), before.len());
}

#[cfg(unix)]
#[test]
fn nothing_is_put_through_a_link_in_the_place_of_a_directory() {
    let store = Store::small();
    archive_all(&store);
    let outside = store.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::remove_file(store.path("old/notes.txt")).unwrap();
    fs::remove_dir(store.path("old")).unwrap();
    std::os::unix::fs::symlink(&outside, store.path("old")).unwrap();
    let restored = bring_back(&store, "old", Afterwards::Remove).unwrap();
    assert!(restored.errors.iter().all(|left| left.why == Why::Blocked) && restored.errors.len() == 2, "{restored:?}");
    assert!(fs::read_dir(&outside).unwrap().next().is_none());
    assert_eq!(names(store.layout()).unwrap().len(), 3);
}

#[cfg(unix)]
#[test]
fn what_an_archive_could_not_give_back_stays() {
    let store = Store::small();
    crate::store::cleanup::tests::support::set_mode(&store.path("old/a.json"), 0o4644).unwrap();
    let archived = archive_all(&store);
    assert_eq!(archived.errors.iter().map(|left| left.why.clone()).collect::<Vec<_>>(), [Why::NotKept]);
    assert_eq!(live(&store), [PathBuf::from("old/a.json")]);
}

#[test]
fn nothing_fits_is_said_and_leaves_no_trace() {
    let store = Store::small();
    let before = store.picture();
    for _ in 0..2 {
        assert!(matches!(bring_back(&store, "absent", Afterwards::Remove), Err(Error::NotFound { .. })));
        assert!(archive(&store, session("absent")).unwrap().archives.is_empty());
        assert_eq!(store.picture(), before);
    }
}
