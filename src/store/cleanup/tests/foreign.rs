//! What is none of ours, wherever it lies, is neither followed nor removed, and is named.

use std::fs;
use std::path::PathBuf;

use super::support::{Store, everything, now, session};
use crate::store::cleanup::{Left, Mode, Why, apply, recover, undo};
use crate::store::trash;

/// The paths of what is left, below the directory of their receipt.
fn names(left: &[Left]) -> Vec<String> {
    left.iter().map(|left| left.path.iter().skip(2).collect::<PathBuf>().to_string_lossy().into_owned()).collect()
}

/// A store one of whose sessions is in the trash, and the directory of that receipt.
fn cleared() -> (Store, PathBuf) {
    let store = Store::small();
    let receipt = apply(store.layout(), &store.plan(session("old")), Mode::Trash, now()).unwrap().receipt.unwrap();
    let directory = store.layout().receipt_dir(receipt.to_string().as_ref());
    (store, directory)
}

#[test]
fn files_that_no_receipt_names_survive_the_emptying_of_the_trash() {
    let (store, directory) = cleared();
    for path in ["notes.txt", "files/old/notes.txt", "files/old/z.json", "files/else/y.json"] {
        fs::create_dir_all(directory.join(path).parent().unwrap()).unwrap();
        fs::write(directory.join(path), path).unwrap();
    }
    for _ in 0..2 {
        let emptied = trash::empty(store.layout(), None, now()).unwrap();
        assert!(emptied.errors.iter().all(|left| left.why == Why::Foreign), "{:?}", emptied.errors);
        let emptied_before = emptied.receipts == 0;
        let want = ["files/else/y.json", "files/old/notes.txt", "files/old/z.json", "notes.txt"];
        assert!(emptied_before || names(&emptied.errors) == want, "{:?}", names(&emptied.errors));
        // Whoever sweeps the next time finds them again, and leaves them again.
        apply(store.layout(), &store.plan(session("deep/er")), Mode::Purge, now()).unwrap();
    }
    let left: Vec<_> = store.picture().into_keys().filter(|path| path.ends_with("z.json")).collect();
    assert_eq!(left.len(), 1);
    assert!(!store.picture().keys().any(|path| path.ends_with("a.json")), "what the receipt names is gone");
    assert!(!store.journal_exists(), "there is nothing left to do");
}

#[test]
fn a_receipt_that_can_not_be_read_leaves_what_is_no_record() {
    let (store, directory) = cleared();
    fs::write(directory.join("receipt.json"), "{").unwrap();
    fs::write(directory.join("files/old/notes.txt"), "foreign").unwrap();
    let emptied = trash::empty(store.layout(), None, now()).unwrap();
    assert_eq!(names(&emptied.errors), ["files/old/notes.txt"]);
}

#[test]
fn a_file_that_came_into_a_moved_directory_goes_back_whenever_that_was() {
    use crate::store::files::fault::{Fault, run, steps_of};
    let steps = {
        let store = Store::small();
        steps_of(|| apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap())
    };
    let mut met = 0;
    for mode in [Mode::Trash, Mode::Purge] {
        for step in 0..steps {
            let store = Store::small();
            run(Fault::Crash, step, || apply(store.layout(), &store.plan(everything()), mode, now()));
            let moved = store.picture().into_keys().find(|path| path.ends_with("files/deep/er"));
            let begun = store.journal_exists();
            let Some(moved) = moved.filter(|_| begun && !store.path("deep/er").exists()) else { continue };
            // Whether the clear was already over when the file came can be told by its receipt alone.
            let receipt = store.path("").join(&moved).ancestors().nth(3).unwrap().join("receipt.json");
            let was_moving = fs::read_to_string(receipt).is_ok_and(|text| text.contains("\"moving\""));
            let was_deleted = moved.to_string_lossy().contains(".deleted-");
            fs::write(store.path("").join(&moved).join("late.json"), "late").unwrap();
            recover(store.layout(), "test").unwrap();
            let lasting = store.picture().into_keys().find(|path| path.ends_with("late.json")).unwrap();
            if was_moving && !was_deleted {
                assert_eq!(lasting, PathBuf::from("deep/er/late.json"), "{mode:?} {step}");
                met += 1;
            }
        }
    }
    assert!(met >= 2, "no directory was moved whole");
}

#[test]
fn a_directory_that_holds_just_what_goes_is_moved_whole_and_only_if_it_was_quiet() {
    use super::support::picture;
    for quiet in [true, false] {
        let store = Store::small();
        let before = store.picture();
        if !quiet {
            let directory = fs::File::open(store.path("deep/er")).unwrap();
            directory.set_modified(now().into()).unwrap();
        }
        let changed = store.picture();
        let inode = inode(&store.path("deep/er"));
        let receipt = apply(store.layout(), &store.plan(everything()), Mode::Trash, now()).unwrap().receipt.unwrap();
        let trashed = store.layout().trashed(receipt.to_string().as_ref(), "deep/er".as_ref());
        assert!(picture(&trashed).contains_key(&PathBuf::from("c.json")));
        if cfg!(unix) {
            assert_eq!(self::inode(&trashed) == inode, quiet);
        }
        undo(store.layout(), None).unwrap();
        assert_eq!(store.picture(), if quiet { before } else { changed });
    }
}

fn inode(path: &std::path::Path) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::ino(&path.metadata().unwrap());
    #[cfg(not(unix))]
    return path.metadata().unwrap().len();
}

#[test]
fn a_file_that_was_rewritten_in_a_quiet_directory_goes_back_to_it() {
    for mode in [Mode::Trash, Mode::Purge] {
        let store = Store::small();
        store.record("deep/er/d.json", "deep/er", "qa", Some(301));
        let directory = fs::File::open(store.path("deep/er")).unwrap();
        directory.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        super::support::set_mode(&store.path("deep/er"), 0o750).unwrap();
        let plan = store.plan(session("deep/er"));
        store.write("deep/er/c.json", b"rewritten");
        let cleared = apply(store.layout(), &plan, mode, now()).unwrap();
        assert_eq!(cleared.errors, [Left { path: "deep/er/c.json".into(), why: Why::Changed }]);
        assert_eq!(cleared.removed.responses, 1);
        assert_eq!(fs::read(store.path("deep/er/c.json")).unwrap(), b"rewritten");
        if cfg!(unix) {
            assert_eq!(super::support::mode(&store.path("deep/er").metadata().unwrap()), 0o750);
        }
    }
}

#[test]
fn a_session_that_was_pinned_after_the_plan_stays() {
    use crate::record::SessionId;
    use crate::store::pins::pin;
    let store = Store::small();
    let plan = store.plan(everything());
    pin(store.layout(), &[SessionId::new("old").unwrap()]).unwrap();
    let cleared = apply(store.layout(), &plan, Mode::Purge, now()).unwrap();
    let whys: Vec<_> = cleared.errors.iter().map(|left| &left.why).collect();
    assert_eq!((whys, cleared.removed.responses), (vec![&Why::Pinned; 2], 2));
    assert!(store.path("old/a.json").exists() && store.path("old/b.json").exists());
}

#[cfg(unix)]
#[test]
fn links_and_pipes_in_the_trash_are_left_and_never_opened() {
    use std::os::unix::fs::symlink;
    let (store, directory) = cleared();
    let outside = store.dir.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("precious"), b"x").unwrap();
    symlink(&outside, directory.join("link")).unwrap();
    symlink(&outside, store.path(".trash/20200101_000000_000")).unwrap();
    let pipe = directory.join("files/old/pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let emptied = trash::empty(store.layout(), None, now()).unwrap();
    assert_eq!(emptied.receipts, 1);
    let whys: Vec<_> = emptied.errors.iter().map(|left| (left.path.file_name().unwrap(), &left.why)).collect();
    let foreign = |name: &'static str| (std::ffi::OsStr::new(name), &Why::Foreign);
    assert_eq!(whys, [foreign("pipe.json"), foreign("link"), foreign("20200101_000000_000")]);
    assert!(outside.join("precious").exists());
    assert!(store.path(".trash/20200101_000000_000").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_directory_of_a_receipt_swapped_for_a_link_leads_nowhere() {
    let (store, directory) = cleared();
    let outside = store.dir.path().join("outside");
    fs::rename(directory.join("files/old"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, directory.join("files/old")).unwrap();
    let emptied = trash::empty(store.layout(), None, now()).unwrap();
    assert!(emptied.errors.iter().all(|left| left.why == Why::Foreign), "{:?}", emptied.errors);
    assert!(outside.join("a.json").exists() && outside.join("b.json").exists());
}
