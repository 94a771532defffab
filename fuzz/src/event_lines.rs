//! Any bytes at all may stand in an event log. The readers of lines take or refuse them, what they take is written as one line that says the same,
//! and no line is read differently for standing among others.

use responses::events::activity::{self, Tally};
use responses::events::stream::{self, Assembly};
use responses::record::LazyZone;

/// Takes bytes as lines of activity logs and streams.
pub fn check(bytes: &[u8]) {
    let zone = LazyZone::from(jiff::tz::TimeZone::UTC);
    let text = String::from_utf8_lossy(bytes);
    let (mut tally, mut assembly) = (Tally::default(), Assembly::default());
    for (number, line) in (1..).zip(text.lines()) {
        if let Ok(event) = activity::read_line(line) {
            tally.add(number, &event);
            if let Some(event) = event.to_event() {
                let written = event.to_line();
                assert!(!written.contains('\n'), "{written}");
                let read = activity::read_line(&written).expect("what was written is an event").to_event();
                // The white space within a value may have become other white space, so that it is one line.
                assert_eq!(read.map(|event| event.to_line()), Some(written));
            }
        }
        if let Ok(entry) = stream::read_line(line, &zone) {
            assembly.add(&entry);
            if let Some(time) = entry.time {
                let written = stream::to_line(time, entry.event);
                let read = stream::read_line(&written, &zone).expect("what was written is an entry");
                assert_eq!((read.time, read.event.to_strict()), (Some(time), entry.event.to_strict()), "{written}");
            }
        }
    }
    let _ = tally.analyse();
    let _ = assembly.into_messages();
}
