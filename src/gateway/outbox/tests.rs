//! Event logs as a source, through every change that befalls them.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::gateway::ItemKind;
use crate::gateway::destination::DestinationName;
use crate::store::Layout;

mod archived;

struct World {
    dir: tempfile::TempDir,
}

fn later() -> Timestamp {
    // The logs of a test are older than this, so that their state is settled.
    "2100-01-01T00:00:00Z".parse().unwrap()
}

impl World {
    fn new() -> Self {
        let dir = tempfile::TempDir::new_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        fs::create_dir(dir.path().join("logs")).unwrap();
        Self { dir }
    }

    fn log(&self, name: &str) -> PathBuf {
        self.dir.path().join("logs").join(name)
    }

    fn append(&self, name: &str, text: &str) {
        let path = self.log(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        OpenOptions::new().create(true).append(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn archive(&self, session: &str) {
        let layout = crate::events::Layout::new(self.dir.path().join("logs"));
        let logs = layout.logs().unwrap();
        let log = logs.iter().find(|log| log.session == session).unwrap();
        crate::events::archive::archive(&layout, log).unwrap();
    }

    fn restore(&self, session: &str) {
        let layout = crate::events::Layout::new(self.dir.path().join("logs"));
        let logs = layout.archived_logs().unwrap();
        let log = logs.iter().find(|log| log.session == session).unwrap();
        crate::events::archive::restore(&layout, log).unwrap();
    }

    fn outbox(&self) -> Outbox {
        let base = self.dir.path().join("responses");
        let place = Place::new(Layout::new(&base), DestinationName::new("audit").unwrap());
        Outbox::open(ResponseTracker::new(base).unwrap(), place, Some(&self.dir.path().join("logs"))).unwrap().0
    }

    /// Everything that waits, taken and noted.
    fn send(&self) -> (Vec<Item>, Looked) {
        let mut outbox = self.outbox();
        let looked = outbox.look(later()).unwrap();
        let mut items = Vec::new();
        loop {
            let batch = outbox.batch(&BatchLimits::default(), later());
            if batch.is_empty() {
                outbox.close().unwrap();
                return (items, looked);
            }
            let (new, marks): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            outbox.note(marks.into_iter().flat_map(Mark::rows).collect()).unwrap();
            items.extend(new);
        }
    }

    /// As if nothing had ever been sent.
    fn forget(&self) {
        self.outbox().begin_again().unwrap();
    }

    fn sent(&self) -> Vec<String> {
        self.send().0.iter().map(|item| item.record().to_owned()).collect()
    }
}

#[test]
fn lines_are_sent_once_as_they_come() {
    let world = World::new();
    world.append("tiger/1.jsonl", "{\"n\":1}\n{ \"n\": 2 }\n\nno json\n{\"n\":");
    let (items, looked) = world.send();
    assert_eq!(items.iter().map(Item::record).collect::<Vec<_>>(), ["{\"n\":1}", "{\"n\":2}"]);
    assert_eq!((items[0].session.as_str(), items[0].kind, looked.backlog.records), ("tiger", ItemKind::Event, 4));
    assert_eq!(world.sent(), Vec::<String>::new());
    world.append("tiger/1.jsonl", "3}\n");
    assert_eq!(world.sent(), ["{\"n\":3}"]);
    assert_eq!(world.outbox().look(later()).unwrap().backlog, Backlog::default());
}

#[test]
fn an_event_tells_its_session_and_time() {
    let world = World::new();
    world.append(
        "flat.jsonl",
        "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"event\":{\"session_id\":\"a\",\"user_session_id\":\"u\"}}\n[1]\n",
    );
    let (items, _) = world.send();
    assert_eq!((items[0].session.as_str(), items[1].session.as_str()), ("u", "flat"));
    assert_eq!((items[0].time, items[1].time), ("2026-01-01T00:00:00Z".parse().ok(), None));
}

#[cfg(unix)]
#[test]
fn a_renamed_log_goes_on_and_a_new_one_begins() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    assert_eq!(world.sent().len(), 2);
    world.append("log.jsonl", "{\"n\":3}\n");
    fs::rename(world.log("log.jsonl"), world.log("log.old.jsonl")).unwrap();
    world.append("log.jsonl", "{\"n\":4}\n{\"n\":5}\n{\"n\":6}\n");
    let (items, looked) = world.send();
    assert_eq!(
        items.iter().map(Item::record).collect::<Vec<_>>(),
        ["{\"n\":4}", "{\"n\":5}", "{\"n\":6}", "{\"n\":3}"]
    );
    assert_eq!(looked.restarted, [world.log("log.jsonl")]);
}

#[test]
fn a_log_that_was_cut_off_is_sent_from_its_beginning_and_told() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n{\"n\":2}\n");
    let first = world.send().0;
    fs::write(world.log("log.jsonl"), "{\"n\":3}\n").unwrap();
    let (items, looked) = world.send();
    assert_eq!((items[0].record(), looked.restarted.len()), ("{\"n\":3}", 1));
    fs::write(world.log("log.jsonl"), "{\"n\":1}\n").unwrap();
    assert_eq!(world.send().0[0].id, first[0].id, "the same line at the same place has the same id");
}

#[test]
fn a_log_that_goes_before_it_is_read_stops_nothing() {
    let world = World::new();
    world.append("a.jsonl", "{\"n\":1}\n");
    world.append("b.jsonl", "{\"n\":2}\n");
    let mut outbox = world.outbox();
    outbox.look(later()).unwrap();
    fs::remove_file(world.log("a.jsonl")).unwrap();
    let batch = outbox.batch(&BatchLimits::default(), later());
    assert_eq!((batch.len(), outbox.vanished()), (1, vec![world.log("a.jsonl")]));
    assert!(outbox.is_empty() && outbox.backlog() == Backlog::default());
}

#[test]
fn only_what_comes_later_is_sent_if_that_is_wanted() {
    let world = World::new();
    world.append("log.jsonl", "{\"n\":1}\n{\"n\":");
    world.outbox().begin_now(later()).unwrap();
    world.append("log.jsonl", "2}\n");
    assert_eq!(world.sent(), ["{\"n\":2}"]);
}

#[test]
fn streams_in_files_of_the_other_ending_are_sent_and_other_files_are_not() {
    let world = World::new();
    let line = |n: u32| format!("{{\"timestamp\":\"2026-01-01T00:00:0{n}Z\",\"event\":{{\"n\":{n}}}}}\n");
    let event = |n: u32| line(n).trim_end().to_owned();
    world.append("tiger/1.json", "{\"timestamp\":\"2026-");
    for other in [
        "{\n  \"timestamp\": \"x\",\n  \"request\": \"a\",\n  \"response\": \"b\"\n}\n",
        "{\"request\": \"a\", \"response\": \"b\"}\n",
        "[1]\n{\"setting\": true}\n",
    ] {
        world.append("tiger/other.json", other);
        assert_eq!(world.sent(), Vec::<String>::new());
        assert_eq!(world.outbox().look(later()).unwrap().backlog, Backlog::default());
        fs::remove_file(world.log("tiger/other.json")).unwrap();
    }
    world.append("tiger/1.json", &line(1)["{\"timestamp\":\"2026-".len()..]);
    world.append("tiger/0.jsonl", &line(0));
    let (items, _) = world.send();
    assert_eq!(items.iter().map(Item::record).collect::<Vec<_>>(), [event(0), event(1)], "in the order of the files");
    assert_eq!(items[1].session, "tiger");
    world.append("tiger/1.json", &line(2));
    assert_eq!(world.sent(), [event(2)]);
    // Whoever writes a file anew with more at its end sends only that.
    fs::remove_file(world.log("tiger/1.json")).unwrap();
    fs::write(world.log("tiger/1.json"), line(1) + &line(2) + &line(3)).unwrap();
    let (items, looked) = world.send();
    assert_eq!((items[0].record(), items.len(), looked.restarted), (event(3).as_str(), 1, Vec::new()));
    // With something else in it, it is another log, and what stands where it stood has the id that it had.
    fs::write(world.log("tiger/1.json"), line(1) + &line(4)).unwrap();
    let (again, looked) = world.send();
    assert_eq!((again.len(), looked.restarted), (2, vec![world.log("tiger/1.json")]));
    world.forget();
    let all = world.send().0;
    assert_eq!((all[1].id, all[2].id), (again[0].id, again[1].id));
}

#[cfg(unix)]
#[test]
fn a_log_that_goes_before_all_of_it_was_sent_is_told_by_whoever_looks_next() {
    let world = World::new();
    for name in ["sent", "deleted", "rotated", "archived", "renamed"] {
        world.append(&format!("{name}.jsonl"), &format!("{{\"log\":\"{name}\"}}\n"));
    }
    let mut outbox = world.outbox();
    outbox.look(later()).unwrap();
    let expected = outbox.expected().to_vec();
    let sent = outbox.batch(&BatchLimits::default(), later());
    let sent = sent.into_iter().filter(|(item, _)| item.record().contains("\"sent\""));
    outbox.note(sent.flat_map(|(_, mark)| mark.rows()).collect()).unwrap();
    drop(outbox);
    fs::remove_file(world.log("sent.jsonl")).unwrap();
    fs::remove_file(world.log("deleted.jsonl")).unwrap();
    fs::rename(world.log("rotated.jsonl"), world.log("rotated.jsonl.1")).unwrap();
    world.archive("archived");
    fs::rename(world.log("renamed.jsonl"), world.log("other.jsonl")).unwrap();
    let mut outbox = world.outbox();
    outbox.expect(expected);
    let looked = outbox.look(later()).unwrap();
    assert_eq!(looked.lost, [world.log("deleted.jsonl"), world.log("rotated.jsonl")]);
    assert_eq!((looked.backlog.records, outbox.look(later()).unwrap().lost), (2, Vec::new()));
}

#[derive(Debug, Clone)]
enum Step {
    Append(usize, usize),
    /// Writes a line without its end; the next line of that log ends it.
    Tear(usize),
    Rename(usize, usize),
    /// Archives a log that ends with a whole line.
    Archive(usize),
    Restore(usize),
    Send,
    /// Takes a batch of so many and notes none of it.
    Crash(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let log = 0_usize..3;
    prop_oneof![
        4 => (log.clone(), 1_usize..5).prop_map(|(log, lines)| Step::Append(log, lines)),
        1 => log.clone().prop_map(Step::Tear),
        2 => log.clone().prop_map(Step::Archive),
        2 => log.clone().prop_map(Step::Restore),
        1 => (log.clone(), log).prop_map(|(from, to)| Step::Rename(from, to)),
        2 => Just(Step::Send),
        1 => (1_usize..6).prop_map(Step::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// However logs grow, are renamed, archived and taken back, and whenever a sender is cut short: every whole line arrives, once by its id.
    #[test]
    fn every_line_arrives_once(steps in prop::collection::vec(step(), 0..40)) {
        let world = World::new();
        let name = |log: usize| format!("log{log}.jsonl");
        let (mut next, mut written, mut torn, mut got) = (0, Vec::new(), BTreeMap::new(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Append(log, lines) => {
                    for _ in 0..lines {
                        let rest: Option<String> = torn.remove(&log);
                        let line = rest.clone().unwrap_or_else(|| format!("{{\"n\":{next}"));
                        world.append(&name(log), &if rest.is_some() { "}\n".to_owned() } else { format!("{line}}}\n") });
                        written.push(format!("{line}}}"));
                        next += 1;
                    }
                }
                Step::Tear(log) if !torn.contains_key(&log) => {
                    let line = format!("{{\"n\":{next}");
                    world.append(&name(log), &line);
                    torn.insert(log, line);
                    next += 1;
                }
                // A log that goes on from an archive is another under another name.
                Step::Rename(from, to) if world.log(&name(from)).exists()
                    && [from, to].iter().all(|log| !world.log(&format!("archive/{}.gz", name(*log))).exists())
                    && !world.log(&name(to)).exists() => {
                    fs::rename(world.log(&name(from)), world.log(&name(to))).unwrap();
                    if let Some(line) = torn.remove(&from) {
                        torn.insert(to, line);
                    }
                }
                Step::Archive(log) if world.log(&name(log)).exists() && !torn.contains_key(&log) => {
                    world.archive(&format!("log{log}"));
                }
                Step::Restore(log) if world.log(&format!("archive/{}.gz", name(log))).exists() && !world.log(&name(log)).exists() => {
                    world.restore(&format!("log{log}"));
                }
                Step::Tear(_) | Step::Rename(..) | Step::Archive(_) | Step::Restore(_) => {}
                Step::Send => got.extend(world.send().0.into_iter().map(|item| (item.id, item.record().to_owned()))),
                Step::Crash(most) => {
                    let mut outbox = world.outbox();
                    outbox.look(later()).unwrap();
                    let limits = BatchLimits { records: std::num::NonZero::new(most).unwrap(), ..BatchLimits::default() };
                    let batch = outbox.batch(&limits, later());
                    got.extend(batch.into_iter().map(|(item, _)| (item.id, item.record().to_owned())));
                }
            }
        }
        got.extend(world.send().0.into_iter().map(|item| (item.id, item.record().to_owned())));
        let mut got: Vec<_> = got.into_values().collect();
        got.sort();
        written.sort();
        prop_assert_eq!(got, written);
    }
}
