//! The logger, the log and the analysis against each other.

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::events::log::{Appender, Fold, ReadOptions, Sync};
use crate::record::{AgentName, Json, SessionId};

/// Something that happens in a session.
#[derive(Debug, Clone)]
enum Step {
    Start(u8),
    Complete(u8, Option<u16>),
    Read(u8),
    Write(u8),
    Call(u8, Option<u16>),
    /// Time goes by, in microseconds.
    Wait(u32),
    Save,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u8..4).prop_map(Step::Start),
        3 => (0_u8..4, any::<Option<u16>>()).prop_map(|(name, ms)| Step::Complete(name, ms)),
        1 => any::<u8>().prop_map(Step::Read),
        1 => any::<u8>().prop_map(Step::Write),
        2 => (0_u8..3, any::<Option<u16>>()).prop_map(|(name, ms)| Step::Call(name, ms)),
        3 => (0_u32..4_000_000).prop_map(Step::Wait),
        1 => Just(Step::Save),
    ]
}

fn milliseconds(ms: Option<u16>) -> Option<Duration> {
    ms.map(|ms| Duration::from_millis(ms.into()))
}

/// Runs the steps, saving into `directory` where they say so and at the end. Gives what the logger made of it.
fn run(steps: &[Step], directory: &Path) -> (Analysis, Vec<Event>, std::path::PathBuf) {
    let now = Cell::new(1_760_800_000_125_000_i64);
    let clock = || Timestamp::from_microsecond(now.get()).unwrap();
    let (agent, session) = (AgentName::new("AGENT-004").unwrap(), SessionId::new("s").unwrap());
    let mut log = ActivityLogger::new(agent, Some(session), clock);
    for step in steps {
        match step {
            Step::Start(name) => log.log_task_start(&format!("task \"{name}\"\n"), Json::empty_object()),
            Step::Complete(name, ms) => {
                let metadata = Json::parse("{\"result\": \"é\"}").unwrap();
                _ = log.log_task_complete(&format!("task \"{name}\"\n"), milliseconds(*ms), &metadata);
            }
            Step::Read(size) => log.log_file_read("in", Some(u64::from(*size))),
            Step::Write(size) => log.log_file_write("out", None, Some(u64::from(*size))),
            Step::Call(name, ms) => log.log_tool_call(&format!("tool{name}"), Json::empty_object(), milliseconds(*ms)),
            Step::Wait(microseconds) => now.set(now.get() + i64::from(*microseconds)),
            Step::Save => _ = log.save_session(directory).unwrap(),
        }
    }
    let path = log.save_session(directory).unwrap();
    (without_places(log.analysis()), log.events().cloned().collect(), path)
}

/// An analysis without the places of events, which are the numbers of events in a logger and those of lines in a log.
fn without_places(mut analysis: Analysis) -> Analysis {
    analysis.slowest.iter_mut().for_each(|call| call.line = 0);
    analysis.unfinished.iter_mut().flatten().for_each(|task| task.line = 0);
    analysis
}

/// The milliseconds of each finished task by name, in the order of their beginnings, in the plainest way.
fn breakdown(events: &[Event]) -> Vec<(String, i64)> {
    let mut sums: Vec<(String, i64)> = Vec::new();
    for event in events {
        let Event::Task(Task { name, start, end: Some(end), .. }) = event else { continue };
        #[expect(clippy::cast_possible_truncation, reason = "that is the rule")]
        let took = ((end.seconds() - start.seconds()) * 1000.0) as i64;
        match sums.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += took,
            None => sums.push((name.clone(), took)),
        }
    }
    sums
}

proptest! {
    #[test]
    fn a_saved_session_says_what_the_logger_says(steps in vec(step(), 0..60)) {
        let dir = tempfile::tempdir().unwrap();
        let (noted, events, path) = run(&steps, dir.path());
        let saved = read(&path, &crate::events::log::ReadOptions::default());
        if events.is_empty() {
            prop_assert!(!path.exists());
            return Ok(());
        }
        prop_assert!(saved.problems.is_empty(), "{:?}", saved.problems);
        let mut saved = without_places(saved.found.analyse());
        // A task that was saved while it was open has two lines.
        saved.events = noted.events;
        prop_assert_eq!(&saved, &noted);
        let tasks: Vec<_> = noted.tasks.iter().map(|task| (task.name.clone(), task.total_ms)).collect();
        let expected = breakdown(&events);
        prop_assert_eq!(&tasks, &expected);
        let total: i64 = expected.iter().map(|(_, ms)| ms).sum();
        let slow = expected.iter().filter(|(_, ms)| ms * 10 > total * 3).map(|(name, _)| name);
        prop_assert!(noted.bottlenecks.iter().eq(slow));
    }

    #[test]
    fn it_does_not_matter_where_a_log_is_parted(steps in vec(step(), 0..60), cuts in vec(any::<Index>(), 0..4)) {
        let dir = tempfile::tempdir().unwrap();
        let (_, _, path) = run(&steps, dir.path());
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let lines: Vec<_> = (1..).zip(text.lines()).collect();
        let tally = |part: &[(u64, &str)]| {
            let mut tally = Tally::default();
            for (number, line) in part {
                tally.add(*number, &read_line(line).unwrap());
            }
            tally
        };
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(lines.len() + 1)).chain([0, lines.len()]).collect();
        cuts.sort_unstable();
        let mut parted = Tally::default();
        for ends in cuts.windows(2) {
            parted.append(tally(&lines[ends[0]..ends[1]]));
        }
        prop_assert_eq!(parted.analyse(), tally(&lines).analyse());
    }

    #[test]
    fn what_is_written_is_read_back(
        name in any::<String>(), start in any::<f64>(), ms in any::<Option<u32>>(), size in any::<Option<u64>>(),
    ) {
        let Some(start) = UnixTime::new(start) else { return Ok(()) };
        let duration = ms.map(|ms| Duration::from_micros(u64::from(ms)));
        let end = duration.map(|duration| start.after(duration));
        let params = Json::parse("{\"args\": [1, NaN],\n \"a\": 12345678901234567890123}").unwrap();
        let events = [
            Event::Task(Task { name: name.clone(), start, end, metadata: Json::empty_object() }),
            Event::File(FileAccess { path: name.clone(), operation: Operation::named(&name), size_bytes: size, lines: None }),
            Event::Tool(ToolCall { name, params: Json::parse(&params.get().text().replace('\n', " ")).unwrap(), duration }),
        ];
        for event in events {
            let line = event.to_line();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(read_line(&line).unwrap().to_event(), Some(event));
        }
    }
}

fn time(seconds: i32) -> UnixTime {
    UnixTime::new(f64::from(seconds)).unwrap()
}

#[test]
fn the_newest_open_task_is_finished_first_across_processes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a_s.jsonl");
    let log = || Appender::new(&path, Sync::Always);
    let metadata = |text: &str| Json::parse(text).unwrap();
    assert!(
        finish_task(&mut log(), &ReadOptions::default(), "build", None, time(9), &metadata("{}")).unwrap().is_err()
    );
    assert!(!path.exists(), "what finishes nothing writes nothing");
    let first = start_task(
        &mut log(),
        &ReadOptions::default(),
        "build",
        time(10),
        metadata(r#"{"which": 1, "kept": [1,  2]}"#),
    )
    .unwrap();
    let second = start_task(&mut log(), &ReadOptions::default(), "build", time(10), metadata("{}")).unwrap();
    assert!(second.start > first.start, "name and start tell which one is finished");
    start_task(&mut log(), &ReadOptions::default(), "test", time(11), metadata("{}")).unwrap();
    let done =
        finish_task(&mut log(), &ReadOptions::default(), "build", None, time(12), &metadata("{}")).unwrap().unwrap();
    assert_eq!((done.start, done.end), (second.start, Some(time(12))));
    let half = Some(Duration::from_millis(500));
    let done =
        finish_task(&mut log(), &ReadOptions::default(), "build", half, time(20), &metadata(r#"{"which": "new"}"#))
            .unwrap()
            .unwrap();
    assert_eq!((done.start, done.end.map(UnixTime::seconds)), (first.start, Some(10.5)));
    assert_eq!(done.metadata.get().text(), r#"{"kept":[1,  2],"which":"new"}"#);
    assert_eq!(
        finish_task(&mut log(), &ReadOptions::default(), "build", None, time(21), &metadata("{}"))
            .unwrap()
            .unwrap_err()
            .to_string(),
        "no open task `build`"
    );
    let analysis = read(&path, &crate::events::log::ReadOptions::default()).found.analyse();
    assert_eq!(analysis.tasks.iter().map(|task| (task.name.as_str(), task.count)).collect::<Vec<_>>(), [("build", 2)]);
    let open: Vec<_> = analysis.unfinished.unwrap().into_iter().map(|task| (task.name, task.line)).collect();
    assert_eq!(open, [("test".to_owned(), 3)]);
}

#[test]
fn a_summary_counts_from_the_beginning_of_the_session() {
    let now = Cell::new(0);
    let clock = || Timestamp::from_second(now.get()).unwrap();
    let mut log = ActivityLogger::new(AgentName::new("a").unwrap(), None, clock);
    assert_eq!(log.session().as_str(), "19700101_000000");
    assert_eq!(log.session_summary().velocity.to_bits(), 0, "nothing is divided by no time");
    log.log_task_start("t", Json::empty_object());
    log.log_task_complete("t", Some(Duration::from_mins(30)), &Json::empty_object()).unwrap();
    log.log_task_start("open", Json::empty_object());
    log.log_file_read("f", None);
    now.set(60);
    let summary = log.session_summary();
    assert_eq!((summary.total_duration_ms, summary.tasks_completed, summary.files_read), (1_800_000, 1, 1));
    assert_eq!(
        (summary.files_written, summary.tool_calls_count, summary.velocity.to_bits()),
        (0, 0, 2.0_f64.to_bits())
    );
    now.set(7200);
    assert_eq!(log.session_summary().velocity.to_bits(), 0.5_f64.to_bits());
}

#[test]
fn what_can_not_be_known_is_absent() {
    let analysis = Tally::default().analyse();
    assert_eq!(
        analysis.velocity,
        Velocity {
            tasks_per_hour: 0.0,
            files_read_per_hour: 0.0,
            files_written_per_hour: 0.0,
            tool_calls_per_hour: 0.0,
        }
    );
    assert_eq!((analysis.period, analysis.bottlenecks.len()), (None, 0));
    // Tasks that ended before they began take no time.
    let mut tally = Tally::default();
    tally.add(1, &read_line(r#"{"name":"back","start_time":10,"end_time":5}"#).unwrap());
    let analysis = tally.analyse();
    assert_eq!((analysis.total_ms, analysis.bottlenecks.len()), (-5000, 0));
    assert_eq!(analysis.velocity.tasks_per_hour.to_bits(), 0);
}
