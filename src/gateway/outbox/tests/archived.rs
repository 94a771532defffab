//! Logs that are archived and come back, in every order.

use std::collections::BTreeSet;

use super::*;
use crate::gateway::ItemId;

#[test]
fn what_was_archived_before_it_was_sent_is_sent_from_the_archive_as_if_it_had_not_been() {
    let (world, other) = (World::new(), World::new());
    for world in [&world, &other] {
        world.append("log.jsonl", "{\"n\":1}\n{\"n\":2}\n");
        assert_eq!(world.sent().len(), 2);
        world.append("log.jsonl", "{\"n\":3}\n{\"n\":4}\n");
    }
    let expected = other.send().0;
    world.archive("log");
    assert_eq!(world.outbox().look(later()).unwrap().backlog.records, 2);
    let (items, looked) = world.send();
    assert_eq!(items, expected, "the same events under the same ids");
    assert!(looked.restarted.is_empty() && looked.unreadable.is_empty());
    assert_eq!(world.outbox().look(later()).unwrap().backlog, Backlog::default());
}

#[test]
fn a_session_that_goes_on_after_it_was_archived_is_sent_in_its_order() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    world.archive("log");
    world.append("log.jsonl", "{\"n\":3}\n");
    let (items, looked) = world.send();
    assert_eq!(items.iter().map(Item::record).collect::<Vec<_>>(), ["{\"n\":1}", "{\"n\":2}", "{\"n\":3}"]);
    assert_eq!((looked.restarted, items[0].session.as_str()), (Vec::new(), "log"));
    world.append("log.jsonl", "{\"n\":4}\n{\"n\":5}");
    world.archive("log");
    assert_eq!(world.sent(), ["{\"n\":4}", "{\"n\":5}"], "nobody ends the last line of an archive any more");
    assert_eq!(world.sent(), Vec::<String>::new());
}

#[test]
fn a_log_that_comes_back_from_its_archive_goes_on() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n");
    assert_eq!(world.sent().len(), 1);
    world.append("log.jsonl", "{\"n\":2}\n");
    world.archive("log");
    assert_eq!(world.sent(), ["{\"n\":2}"]);
    world.restore("log");
    world.append("log.jsonl", "{\"n\":3}\n");
    let (items, looked) = world.send();
    assert_eq!((items.len(), items[0].record(), looked.restarted), (1, "{\"n\":3}", Vec::new()));
}

#[test]
fn a_log_that_is_archived_twice_and_restored_between_two_looks_is_sent_once() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    assert_eq!(world.sent().len(), 2);
    world.archive("log");
    world.append("log.jsonl", "{\"n\":3}\n{\"n\":4}\n");
    assert_eq!(world.sent().len(), 2);
    world.append("log.jsonl", "{\"n\":5}\n");
    world.archive("log");
    world.restore("log");
    world.append("log.jsonl", "{\"n\":6}\n");
    let (items, looked) = world.send();
    assert_eq!(items.iter().map(Item::record).collect::<Vec<_>>(), ["{\"n\":5}", "{\"n\":6}"]);
    assert_eq!(looked.restarted, Vec::<PathBuf>::new());
    world.archive("log");
    assert_eq!(world.sent(), Vec::<String>::new());
}

#[test]
fn an_event_has_one_id_wherever_its_log_lies() {
    let world = World::new();
    // Two that are alike, and one that nobody ended before its log was archived.
    let parts = ["{\"n\":1}\n{\"n\":1}\n", "{\"n\":1}\n{\"n\":2}", "{\"n\":1}\n"];
    let mut known: Vec<ItemId> = Vec::new();
    let mut check = |place: &str| {
        world.forget();
        let ids: Vec<_> = world.send().0.iter().map(|item| item.id).collect();
        assert!(ids.len() >= known.len() && ids.starts_with(&known), "{place}");
        known = ids;
    };
    for part in parts {
        world.append("log.jsonl", part);
        check("as it was written");
        world.archive("log");
        check("archived");
    }
    world.restore("log");
    check("restored");
    world.append("log.jsonl", "{\"n\":3}\n");
    check("gone on");
    world.archive("log");
    check("archived again");
    assert_eq!(known.len(), 6);
    assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), 6);
}

#[test]
fn what_a_crash_left_in_log_and_archive_is_sent_once() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n");
    world.archive("log");
    let first = world.send().0;
    for (text, more) in [("{\"n\":1}\n", 0), ("{\"n\":1}\n{\"n\":2}\n", 1)] {
        fs::write(world.log("log.jsonl"), text).unwrap();
        let (items, looked) = world.send();
        assert_eq!((items.len(), looked.restarted), (more, Vec::new()), "{text}");
    }
    world.archive("log");
    assert_eq!(world.sent(), Vec::<String>::new());
    world.forget();
    assert_eq!(world.send().0[0].id, first[0].id);
}

#[test]
fn what_is_left_of_what_a_crash_left_twice_is_sent() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n");
    world.archive("log");
    world.append("log.jsonl", "{\"n\":2}\n");
    assert_eq!(world.sent().len(), 2);
    world.append("log.jsonl", "{\"n\":3}\n");
    fs::copy(world.log("log.jsonl"), world.log("copy")).unwrap();
    world.archive("log");
    fs::copy(world.log("copy"), world.log("log.jsonl")).unwrap();
    assert_eq!(world.outbox().look(later()).unwrap().backlog.records, 1);
    fs::remove_file(world.log("log.jsonl")).unwrap();
    assert_eq!(world.sent(), ["{\"n\":3}"]);
    assert_eq!(world.sent(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn what_was_sent_stays_sent_if_a_log_gets_a_name_that_has_an_archive() {
    let world = World::new();
    for name in ["a", "b"] {
        world.append(&format!("{name}.jsonl"), &format!("{{\"first\":\"{name}\"}}\n"));
        world.archive(name);
    }
    world.append("a.jsonl", "{\"n\":1}\n");
    assert_eq!(world.sent().len(), 3);
    fs::rename(world.log("a.jsonl"), world.log("b.jsonl")).unwrap();
    world.append("b.jsonl", "{\"n\":2}\n");
    assert_eq!(world.sent(), ["{\"n\":2}"]);
    world.archive("b");
    assert_eq!(world.sent(), Vec::<String>::new());
}

#[test]
fn a_sender_that_is_cut_short_in_an_archive_goes_on_there() {
    let world = World::new();
    for text in ["{\"n\":1}\n{\"n\":2}\n", "{\"n\":3}\n{\"n\":4}\n"] {
        world.append("log.jsonl", text);
        world.archive("log");
    }
    let one = BatchLimits { records: std::num::NonZero::<usize>::MIN, ..BatchLimits::default() };
    let mut got = Vec::new();
    for _ in 0..4 {
        let mut outbox = world.outbox();
        outbox.look(later()).unwrap();
        let (item, mark) = outbox.batch(&one, later()).remove(0);
        outbox.note(mark.rows().collect()).unwrap();
        got.push(item.record().to_owned());
    }
    assert_eq!(got, ["{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}"]);
    assert_eq!(world.sent(), Vec::<String>::new());
}

#[test]
fn a_damaged_archive_is_told_and_stops_nothing() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n");
    world.archive("log");
    let archive = world.log("archive/log.jsonl.gz");
    let mut bytes = fs::read(&archive).unwrap();
    bytes[12] ^= 0x55;
    fs::write(&archive, bytes).unwrap();
    world.append("other.jsonl", "{\"n\":2}\n");
    let (items, looked) = world.send();
    assert_eq!((items.len(), looked.unreadable), (1, vec![archive]));
}
