//! The end of a Claude Code transcript (`docs/formats.md`, Claude Code transcripts).
//!
//! A transcript grows for days and to many megabytes, so it is read from its end upwards, a line at a time, and only as far as
//! the turn in question reaches. It is the agent's file, not ours: whatever is no regular file is refused, and a line that is
//! not understood is passed over.

mod account;
mod backwards;
mod line;

use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

use self::backwards::{Backwards, Next};
use self::line::{Line, Read, Speaker};
use crate::store::side;

pub(crate) use self::account::Account;
pub(crate) use self::line::Usage;

/// Longest line that is looked at. Longer ones hold images and the like.
const LONGEST_LINE: usize = 3 << 20;
/// As far up a transcript is read.
const MOST: u64 = 64 << 20;
/// So many lines are held that may or may not belong to a turn.
const MOST_ABOVE: usize = 4096;
/// The transcript may lag behind the hook: so often it is read, with a pause between.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(20);

/// Whose words are looked for in a transcript.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The main thread's, in the turn of the prompt with that id; without one in the last turn.
    Main(Option<&'a str>),
    /// A subagent's in its own file, since it was last asked.
    Subagent,
}

/// What the transcript tells of one turn.
///
/// It is read again until it ends with `last`, or without that until the model has ended; if it never does, what there is
/// is given.
///
/// # Errors
/// A transcript that can't be read; `None` if there is none.
pub(crate) fn turn(path: &Path, wanted: Wanted<'_>, last: Option<&str>) -> io::Result<Option<Account>> {
    let (mut account, mut length) = (None, None);
    for tried in 0..TRIES {
        if tried > 0 {
            thread::sleep(PAUSE);
        }
        let Some(lines) = lines(path)? else { return Ok(None) };
        if length.replace(lines.length()) == Some(lines.length()) {
            // Nothing was added, and it is only ever added to.
            continue;
        }
        let read = read_turn(lines, wanted)?;
        let settled = match last {
            Some(last) => read.ends_with(last),
            None => read.ended || read.api_error.is_some(),
        };
        account = Some(read);
        if settled {
            break;
        }
    }
    Ok(account)
}

/// The run of a subagent whose lines stand among those of the main thread, found by what it was asked and what it answered.
/// `None` if there is no such run, or more than one.
///
/// # Errors
/// A transcript that can't be read.
pub(crate) fn sidechain(path: &Path, request: &str, answer: &str) -> io::Result<Option<Account>> {
    let Some(mut lines) = lines(path)? else { return Ok(None) };
    let mut runs: Vec<Run> = Vec::new();
    let mut found = Vec::new();
    while let Next::Line(bytes) = skip_long(&mut lines)? {
        let Read::Line(line) = Line::read(&bytes) else { continue };
        if !line.sidechain {
            continue;
        }
        let parent_of = |run: &Run| line.uuid.is_some() && run.wanted == line.uuid;
        let at = runs.iter().position(parent_of).unwrap_or_else(|| {
            runs.push(Run::default());
            runs.len() - 1
        });
        runs[at].account.add(&line);
        runs[at].wanted.clone_from(&line.parent);
        if line.parent.is_none() {
            let mut account = runs.swap_remove(at).account;
            account.whole = true;
            if account.request.as_deref() == Some(request) && account.answer() == answer {
                found.push(account);
            }
        }
    }
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Reads a file that may or may not be a transcript in every way, for the fuzzer.
///
/// # Errors
/// It can't be read.
#[doc(hidden)]
pub fn read_foreign_transcript(path: &Path) -> io::Result<()> {
    for wanted in [Wanted::Main(None), Wanted::Main(Some("p")), Wanted::Subagent] {
        if let Some(lines) = lines(path)? {
            let account = read_turn(lines, wanted)?;
            _ = (account.answer(), account.ends_with("Done"));
        }
    }
    sidechain(path, "asked", "answered").map(drop)
}

/// A subagent's run whose beginning is not yet reached.
#[derive(Default)]
struct Run {
    account: Account,
    wanted: Option<String>,
}

fn skip_long(lines: &mut Backwards) -> io::Result<Next> {
    loop {
        match lines.next()? {
            Next::TooLong => {}
            next => return Ok(next),
        }
    }
}

fn lines(path: &Path) -> io::Result<Option<Backwards>> {
    side::open(path)?.map(|file| Backwards::new(file, LONGEST_LINE, MOST)).transpose()
}

/// Which lines a turn is made of, when they come from the last to the first.
struct Turn<'a> {
    wanted: Wanted<'a>,
    account: Account,
    /// Lines above a request. They belong to the turn only if something above them bears the prompt's id.
    above: Vec<Line>,
    /// Something with the prompt's id was seen.
    identified: bool,
    /// Something could not be read, so the sums are not known.
    broken: bool,
}

enum Step {
    Up,
    Done,
}

fn read_turn(mut lines: Backwards, wanted: Wanted<'_>) -> io::Result<Account> {
    let mut turn = Turn { wanted, account: Account::default(), above: Vec::new(), identified: false, broken: false };
    loop {
        let step = match lines.next()? {
            Next::Line(bytes) => turn.take(Line::read(&bytes)),
            Next::TooLong => turn.take(Read::Broken),
            Next::Start => Step::Done,
            Next::Enough => {
                turn.broken = true;
                Step::Done
            }
        };
        if matches!(step, Step::Done) {
            turn.account.whole = !turn.broken && turn.account.request.is_some();
            return Ok(turn.account);
        }
    }
}

impl Turn<'_> {
    fn take(&mut self, read: Read) -> Step {
        let line = match read {
            Read::Line(line) => line,
            Read::Other => return Step::Up,
            Read::Broken => {
                self.broken = true;
                return Step::Up;
            }
        };
        match self.wanted {
            Wanted::Main(_) if line.sidechain => Step::Up,
            Wanted::Main(Some(id)) if line.prompt_id.is_some() => self.take_identified(id, &line),
            Wanted::Main(_) | Wanted::Subagent => self.take_nameless(*line),
        }
    }

    /// A line that says which prompt it belongs to.
    fn take_identified(&mut self, id: &str, line: &Line) -> Step {
        if line.prompt_id.as_deref() == Some(id) {
            self.identified = true;
            for line in self.above.drain(..) {
                self.account.add(&line);
            }
            self.account.add(line);
            return Step::Up;
        }
        if self.identified {
            return Step::Done;
        }
        // A turn that came later. What was collected is not what was asked for.
        self.account = Account::default();
        self.broken = false;
        Step::Up
    }

    /// A line of which only its place says where it belongs: to what stands below it, up to the nearest request.
    fn take_nameless(&mut self, line: Line) -> Step {
        let asked = matches!(line.speaker, Speaker::User(_));
        if self.identified && self.account.request.is_some() {
            self.above.push(line);
            return if self.above.len() < MOST_ABOVE { Step::Up } else { Step::Done };
        }
        self.account.add(&line);
        if asked { Step::Done } else { Step::Up }
    }
}
