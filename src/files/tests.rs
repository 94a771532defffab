//! How directories are listed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;

use proptest::prelude::*;

use super::*;

/// All that a listing shows, and how often it was asked.
fn listed(directory: &Path) -> (Vec<(OsString, Option<Kind>)>, usize) {
    let mut listing = Directory::open(directory).unwrap().into_listing().unwrap();
    let (mut found, mut asked) = (Vec::new(), 1);
    while listing.next_names(|listed| found.push((listed.name.to_owned(), listed.kind))).unwrap() {
        asked += 1;
    }
    (found, asked)
}

#[test]
fn every_name_is_listed_once_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(listed(dir.path()).0, []);
    fs::create_dir(dir.path().join("directory")).unwrap();
    let mut expected: BTreeMap<OsString, _> = [("directory".into(), Some(Kind::Directory))].into();
    for number in 0..1100 {
        let name = format!("{number:>0length$}", length = 4 + number % 200);
        fs::write(dir.path().join(&name), "").unwrap();
        expected.insert(name.into(), Some(Kind::File));
    }
    let (found, asked) = listed(dir.path());
    assert!(asked > 2, "not all at once");
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.into_iter().collect::<BTreeMap<_, _>>(), expected);
}

#[test]
fn what_is_listed_is_the_directory_that_was_opened() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(inner.join("one"), "1").unwrap();
    let mut listing = Directory::open(&inner).unwrap().into_listing().unwrap();
    while listing.next_names(|_| ()).unwrap() {}
    let directory = listing.into_directory();
    assert_eq!(directory.read("one".as_ref()).unwrap(), b"1");
    assert_eq!((directory.names().unwrap(), directory.names().unwrap()), (vec!["one".into()], vec!["one".into()]));
}

#[cfg(unix)]
#[test]
fn a_directory_that_was_removed_has_no_names() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let mut listing = Directory::open(&inner).unwrap().into_listing().unwrap();
    fs::remove_dir(&inner).unwrap();
    assert!(!listing.next_names(|listed| panic!("{listed:?}")).unwrap());
}

proptest! {
    #[test]
    fn a_list_gives_back_each_name(names in prop::collection::vec("[a-zé.]{0,12}", 0..20)) {
        let mut list = NameList::default();
        let numbers: Vec<_> = names.iter().map(|name| list.push(name.as_ref())).collect();
        prop_assert_eq!(&numbers, &(0..names.len()).collect::<Vec<_>>());
        prop_assert!(numbers.iter().zip(&names).all(|(number, name)| list.get(*number) == name.as_str()));
    }
}
