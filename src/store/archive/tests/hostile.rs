//! Archives that lie. Nothing outside the store is touched, nothing is believed, nothing grows without bound.

use std::io::{Read, Write};

use tar::{Builder, EntryType, Header};

use super::*;
use crate::store::archive::label::Label;
use crate::store::archive::pax;
use crate::store::archive::{ArchiveName, Damage, Why, read_foreign_archive, verify};

/// A tar of headers and contents.
fn tar(members: &[(Header, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (header, content) in members {
        builder.append(header, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zstd(tar: &[u8]) -> Vec<u8> {
    let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

fn header(name: &[u8], kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o6777);
    header.set_mtime(1);
    header.set_uid(0);
    header.set_gid(0);
    header.set_cksum();
    header
}

fn file(name: &str) -> (Header, &'static [u8]) {
    (header(name.as_bytes(), EntryType::Regular, 13), br#"{"request":1}"#)
}

fn extended(records: &[(&str, &[u8])]) -> Vec<u8> {
    let mut content = Vec::new();
    for (key, value) in records {
        pax::put(&mut content, key, value);
    }
    content
}

/// Puts an archive into a store, and tries everything with it.
fn tried(bytes: &[u8]) -> Damage {
    let store = Store::small();
    store.write(".archive/evil.tar.zst", bytes);
    let before = crate::store::cleanup::tests::support::picture(store.dir.path());
    let restored = bring_back(&store, "evil*", Afterwards::Remove).unwrap();
    let [left] = &restored.errors[..] else { panic!("{restored:?}") };
    let Why::Archive(damage) = left.why.clone() else { panic!("{restored:?}") };
    let mut after = crate::store::cleanup::tests::support::picture(store.dir.path());
    after.remove(std::path::Path::new("responses/.lock"));
    // Only the journal came and went.
    let touched: Vec<_> =
        before.iter().filter(|(path, text)| after.get(*path) != Some(text)).map(|(path, _)| path).collect();
    assert!(
        touched.iter().all(|path| ["responses", "responses/.archive"].iter().any(|own| path.to_str() == Some(own))),
        "{touched:?}"
    );
    assert_eq!(after.len(), before.len());
    let name = ArchiveName::new("evil.tar.zst").unwrap();
    assert!(verify(store.layout(), &name, &Reader::default()).is_err());
    let scanned = store.tracker.clone().reaching(crate::store::Reach::Archives).sessions().unwrap();
    assert_eq!(
        scanned.skipped.iter().map(|one| one.path.to_str().unwrap()).collect::<Vec<_>>(),
        [".archive/evil.tar.zst"]
    );
    damage
}

#[test]
fn names_that_lead_out_of_the_store_or_to_what_is_ours_are_refused() {
    for name in
        ["../x.json", "/tmp/x.json", "a/../../x.json", ".lock", ".trash/x.json", "old/.x.json", "x.sh", "./x.json", ""]
    {
        let damage = tried(&zstd(&tar(&[file(name)])));
        assert!(matches!(damage, Damage::Name { .. }), "{name}: {damage:?}");
        let long = extended(&[("path", name.as_bytes())]);
        let size = long.len() as u64;
        let damage = tried(&zstd(&tar(&[(header(b"p", EntryType::XHeader, size), &long), file("good.json")])));
        assert!(matches!(damage, Damage::Name { .. }), "{name} in an extended header: {damage:?}");
    }
}

#[test]
fn links_devices_and_sparse_files_are_refused() {
    let kinds =
        [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Block, EntryType::Fifo, EntryType::GNUSparse];
    for kind in kinds {
        let mut header = header(b"x.json", kind, 0);
        header.as_old_mut().linkname[..11].copy_from_slice(b"/etc/passwd");
        header.set_cksum();
        assert!(matches!(tried(&zstd(&tar(&[(header, b"")]))), Damage::Kind { .. }), "{kind:?}");
    }
    let sparse = extended(&[("GNU.sparse.major", b"1"), ("GNU.sparse.realsize", b"99999999999")]);
    let size = sparse.len() as u64;
    let damage = tried(&zstd(&tar(&[(header(b"p", EntryType::XHeader, size), &sparse), file("x.json")])));
    assert!(matches!(damage, Damage::Kind { .. }), "{damage:?}");
}

#[test]
fn a_name_that_is_there_twice_is_refused() {
    assert!(matches!(tried(&zstd(&tar(&[file("x.json"), file("x.json")]))), Damage::Twice { .. }));
}

#[test]
fn what_ends_too_early_is_not_whole_wherever_it_ends() {
    let label = Label::new("evil", now(), 2, 26).to_header();
    let size = label.len() as u64;
    let whole = zstd(&tar(&[(header(b"p", EntryType::XGlobalHeader, size), &label), file("x.json"), file("y.json")]));
    assert_eq!(read_foreign_archive(&whole, limits()).unwrap().len(), 2);
    for length in 0..whole.len() {
        assert!(read_foreign_archive(&whole[..length], limits()).is_err(), "{length} of {}", whole.len());
    }
    for at in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        assert!(read_foreign_archive(&damaged, limits()).is_err(), "byte {at} of {}", whole.len());
    }
    let damage = tried(&whole[..whole.len() - 2]);
    assert!(matches!(damage, Damage::Cut | Damage::Stream(_)), "{damage:?}");
    let cut = tar(&[(header(b"x.json", EntryType::Regular, 600), &[b'x'; 600])]);
    assert_eq!(tried(&zstd(&cut[..1000])), Damage::Cut);
}

#[test]
fn fewer_members_than_the_label_says_or_more_behind_the_end_are_damage() {
    let label = Label::new("evil", now(), 3, 26).to_header();
    let size = label.len() as u64;
    let one_less = tar(&[(header(b"p", EntryType::XGlobalHeader, size), &label), file("x.json"), file("y.json")]);
    assert_eq!(tried(&zstd(&one_less)), Damage::Incomplete { said: 3, found: 2 });
    let mut more = tar(&[file("x.json")]);
    more.extend(tar(&[file("y.json")]));
    assert!(matches!(tried(&zstd(&more)), Damage::Header(_)));
    let mut junk = zstd(&tar(&[file("x.json")]));
    junk.extend(b"junk");
    assert!(matches!(tried(&junk), Damage::Stream(_)));
}

#[test]
fn bombs_are_stopped_at_the_limits() {
    let zeros = |bytes: u64| {
        let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        encoder.write_all(header(b"x.json", EntryType::Regular, bytes).as_bytes()).unwrap();
        std::io::copy(&mut std::io::repeat(0).take(bytes), &mut encoder).unwrap();
        encoder.finish().unwrap()
    };
    let bomb = zeros(100 << 20);
    assert!(bomb.len() < 1 << 16);
    assert!(matches!(tried(&bomb), Damage::LargeMember { max_bytes: 0x400_0000, .. }));
    let small = |total_bytes, members| Limits { total_bytes, members, ..limits() };
    let three = zstd(&tar(&[file("x.json"), file("y.json"), file("z.json")]));
    assert_eq!(read_foreign_archive(&three, small(2000, 9)), Err(Damage::TooLarge { max_bytes: 2000 }));
    assert_eq!(read_foreign_archive(&three, small(1 << 20, 2)), Err(Damage::TooMany { most: 2 }));
    let endless = extended(&[("comment", &vec![b'x'; 1 << 17])]);
    let size = endless.len() as u64;
    let long = tar(&[(header(b"p", EntryType::XHeader, size), &endless), file("x.json")]);
    assert!(matches!(read_foreign_archive(&zstd(&long), limits()), Err(Damage::Header(_))));
    let mut padded = tar(&[file("x.json")]);
    padded.resize(5 << 20, 0);
    assert!(matches!(read_foreign_archive(&zstd(&padded), limits()), Err(Damage::Header(_))));
}

#[test]
fn a_window_that_takes_too_much_memory_is_refused() {
    // The head of a frame that asks for a window of 512 MiB, and an empty last block.
    let head = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (29 - 10) << 3, 0x01, 0x00, 0x00];
    assert_eq!(tried(&head), Damage::Window { max_bytes: 32 << 20 });
}

#[test]
fn modes_by_which_a_file_would_run_as_somebody_else_are_not_given_back() {
    let store = Store::small();
    store.write(".archive/evil.tar.zst", &zstd(&tar(&[file("new/x.json")])));
    assert_eq!(bring_back(&store, "evil", Afterwards::Remove).unwrap().errors, []);
    let metadata = fs::metadata(store.path("new/x.json")).unwrap();
    assert_eq!(mode(&metadata) & 0o7000, 0);
}

#[test]
fn an_archive_that_another_program_made_is_read() {
    let store = Store::new();
    let folder = header(b"s/", EntryType::Directory, 0);
    let long = format!("{}.json\0", "y".repeat(150));
    let name = header(b"././@LongLink", EntryType::GNULongName, long.len() as u64);
    let members = [(folder, &b""[..]), file("s/x.json"), (name, long.as_bytes()), file("s/y")];
    store.write(".archive/mine.tar.zst", &zstd(&tar(&members)));
    let restored = bring_back(&store, "mine", Afterwards::Remove).unwrap();
    assert_eq!((restored.errors, restored.restored.responses), (vec![], 2));
    assert!(store.path("s/x.json").exists() && store.path(long.trim_end_matches('\0')).exists());
}

proptest::proptest! {
    #[test]
    fn anything_is_read_without_a_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..2000)) {
        _ = read_foreign_archive(&bytes, limits());
        _ = read_foreign_archive(&zstd(&bytes), limits());
    }

    #[test]
    fn any_damaged_header_is_read_without_a_panic(at in 0_usize..1024, byte in 0_u8..=255) {
        let mut bytes = tar(&[file("x.json"), file("y.json")]);
        bytes[at] = byte;
        _ = read_foreign_archive(&zstd(&bytes), limits());
    }
}
