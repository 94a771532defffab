//! What is kept of one file: what its content says, or why it says nothing.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::record::{JsonError, Kind, Problem, RecordTime, Status, Summary, WrittenTime};
use crate::store::bytes::{Bytes, put_number, put_signed, put_text};

/// Stands between the tools of one record, which are kept as one text: a few sets of them occur again and again.
const BETWEEN: char = '\0';
/// What takes more bytes is not kept: such a file is read each time.
const LONGEST: usize = 4096;

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kept<'a, N = &'a str> {
    /// A record.
    Record(Said<'a, N>),
    /// None.
    Problem(Problem),
}

/// What a record says besides its texts, its place aside. The names that occur in many records are texts, or numbers of texts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Said<'a, N = &'a str> {
    pub(super) written: Option<WrittenTime>,
    pub(super) session_id: Option<N>,
    pub(super) agent: Option<N>,
    pub(super) model: Option<N>,
    /// The tools in their order, as one text.
    pub(super) tools: Option<N>,
    pub(super) tokens: Option<u64>,
    pub(super) duration: Option<Duration>,
    pub(super) exit_code: Option<i64>,
    pub(super) error: Option<&'a str>,
    pub(super) status: Status,
    pub(super) project: Option<N>,
}

/// The tools in a text of several.
pub(super) fn each_tool(tools: &str) -> impl Iterator<Item = &str> {
    tools.split(BETWEEN)
}

impl<'a> Said<'a> {
    /// What a summary says, with its tools as one text; `None` if they can't be told apart in it.
    pub(super) fn of(summary: &'a Summary, tools: &'a mut String) -> Option<Self> {
        for (index, tool) in summary.facts.tools.iter().enumerate() {
            if tool.is_empty() || tool.contains(BETWEEN) {
                return None;
            }
            if index > 0 {
                tools.push(BETWEEN);
            }
            tools.push_str(tool);
        }
        let facts = &summary.facts;
        Some(Self {
            written: summary.written,
            session_id: summary.session_id.as_deref(),
            agent: summary.agent.as_deref(),
            model: facts.model.as_deref(),
            tools: Some(&**tools).filter(|tools| !tools.is_empty()),
            tokens: facts.tokens,
            duration: facts.duration,
            exit_code: facts.exit_code,
            error: facts.error.as_deref(),
            status: facts.status,
            project: facts.project.as_deref(),
        })
    }

    /// One bit for each thing that is said.
    fn flags(&self) -> u64 {
        let said = [
            self.written.is_some(),
            matches!(self.written, Some(WrittenTime::Naive(_))),
            self.session_id.is_some(),
            self.agent.is_some(),
            self.model.is_some(),
            self.tools.is_some(),
            self.tokens.is_some(),
            self.duration.is_some(),
            self.exit_code.is_some(),
            self.error.is_some(),
            self.status == Status::Error,
            self.project.is_some(),
        ];
        said.iter().rev().fold(0, |flags, said| (flags << 1) | u64::from(*said))
    }

    fn put(&self, out: &mut Vec<u8>, name: &mut impl FnMut(&str) -> u32) {
        put_number(out, self.flags());
        match self.written {
            Some(WrittenTime::Complete(time)) => put_time(out, time),
            Some(WrittenTime::Naive(civil)) => put_civil(out, civil),
            None => {}
        }
        for text in [self.session_id, self.agent, self.model, self.tools, self.project].into_iter().flatten() {
            put_number(out, name(text).into());
        }
        if let Some(tokens) = self.tokens {
            put_number(out, tokens);
        }
        if let Some(duration) = self.duration {
            put_number(out, duration.as_secs());
            out.extend(duration.subsec_nanos().to_le_bytes());
        }
        if let Some(exit_code) = self.exit_code {
            put_signed(out, exit_code);
        }
        if let Some(error) = self.error {
            put_text(out, error);
        }
    }
}

impl<'a, N> Said<'a, N> {
    fn take(flags: u64, from: &mut Bytes<'a>, name: &impl Fn(u32) -> Option<N>) -> Option<Self> {
        let said = |bit: u32| flags & (1 << bit) != 0;
        let written = match (said(0), said(1)) {
            (false, _) => None,
            (true, false) => Some(WrittenTime::Complete(take_time(from)?)),
            (true, true) => Some(WrittenTime::Naive(take_civil(from)?)),
        };
        let mut text = |bit| if said(bit) { name(from.small()?).map(Some) } else { Some(None) };
        let [session_id, agent, model, tools, project] = [text(2)?, text(3)?, text(4)?, text(5)?, text(11)?];
        Some(Self {
            written,
            session_id,
            agent,
            model,
            tools,
            tokens: if said(6) { Some(from.number()?) } else { None },
            duration: if said(7) { Some(take_duration(from)?) } else { None },
            exit_code: if said(8) { Some(from.signed()?) } else { None },
            error: if said(9) { Some(from.text()?) } else { None },
            status: if said(10) { Status::Error } else { Status::Ok },
            project,
        })
    }
}

/// Set for what is no record. All lower bits are those of [`Said::flags`].
const PROBLEM: u64 = 1 << 12;

impl Kept<'_> {
    /// Appends what is kept, with names as the numbers that `name` gives them. Nothing is appended, and `None` given, for what
    /// is not to be kept: what the operating system said may be otherwise the next time, and what is long is not worth it.
    pub(super) fn put(&self, out: &mut Vec<u8>, mut name: impl FnMut(&str) -> u32) -> Option<()> {
        let start = out.len();
        let put = match self {
            Self::Record(said) if said.error.is_some_and(|error| error.len() > LONGEST) => None,
            Self::Record(said) => {
                said.put(out, &mut name);
                Some(())
            }
            Self::Problem(problem) => put_problem(out, problem),
        };
        let put = put.filter(|()| out.len() - start <= LONGEST);
        if put.is_none() {
            out.truncate(start);
        }
        put
    }
}

impl<'a, N> Kept<'a, N> {
    /// Reads what was appended, with what `name` makes of the number of each name.
    pub(super) fn take(mut from: Bytes<'a>, name: impl Fn(u32) -> Option<N>) -> Option<Self> {
        match from.number()? {
            flags if flags >= PROBLEM => take_problem(flags - PROBLEM, &mut from).map(Self::Problem),
            flags => Said::take(flags, &mut from, &name).map(Self::Record),
        }
    }
}

fn put_time(out: &mut Vec<u8>, time: RecordTime) {
    out.extend(time.instant().as_second().to_le_bytes());
    out.extend(time.instant().subsec_nanosecond().to_le_bytes());
    put_signed(out, time.offset().seconds().into());
}

fn take_time(from: &mut Bytes<'_>) -> Option<RecordTime> {
    let (seconds, nanos) = (i64::from_le_bytes(from.exactly()?), i32::from_le_bytes(from.exactly()?));
    let instant = Timestamp::new(seconds, nanos).ok()?;
    Some(RecordTime::with_offset(instant, Offset::from_seconds(from.small_signed()?).ok()?))
}

fn put_civil(out: &mut Vec<u8>, civil: DateTime) {
    let parts = [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()];
    put_signed(out, civil.year().into());
    for part in parts {
        put_signed(out, part.into());
    }
    put_signed(out, civil.subsec_nanosecond().into());
}

fn take_civil(from: &mut Bytes<'_>) -> Option<DateTime> {
    let year = from.small_signed()?;
    let mut part = || from.small_signed();
    let [month, day, hour, minute, second] = [part()?, part()?, part()?, part()?, part()?];
    DateTime::new(year, month, day, hour, minute, second, from.small_signed()?).ok()
}

fn take_duration(from: &mut Bytes<'_>) -> Option<Duration> {
    let (seconds, nanos) = (from.number()?, u32::from_le_bytes(from.exactly()?));
    (nanos < 1_000_000_000).then(|| Duration::new(seconds, nanos))
}

fn put_problem(out: &mut Vec<u8>, problem: &Problem) -> Option<()> {
    let (number, offset) = match problem {
        Problem::Empty => (0, None),
        Problem::NotUtf8 { offset } => (1, Some(u64::try_from(*offset).ok()?)),
        Problem::Truncated(_) => (2, None),
        Problem::Json(_) => (3, None),
        Problem::NotAnObject(_) => (4, None),
        Problem::NotARecord => (5, None),
        Problem::Gzip(_) => (6, None),
        Problem::TooLarge { max_bytes } => (7, Some(*max_bytes)),
        Problem::TooLargeInside { max_bytes } => (8, Some(*max_bytes)),
        Problem::TooDeep { max_depth } => (9, Some(*max_depth)),
        Problem::SymbolicLink
        | Problem::NotRegular
        | Problem::OtherFileSystem
        | Problem::Gone
        | Problem::Io(_)
        | Problem::Archive(_) => return None,
    };
    put_number(out, PROBLEM + number);
    if let Some(offset) = offset {
        put_number(out, offset);
    }
    match problem {
        Problem::Truncated(error) | Problem::Json(error) => put_json_error(out, error),
        Problem::NotAnObject(kind) => {
            put_number(out, KINDS.iter().position(|known| known == kind)?.try_into().ok()?);
            Some(())
        }
        Problem::Gzip(why) => {
            put_text(out, why);
            Some(())
        }
        _ => Some(()),
    }
}

fn take_problem(number: u64, from: &mut Bytes<'_>) -> Option<Problem> {
    Some(match number {
        0 => Problem::Empty,
        1 => Problem::NotUtf8 { offset: from.small()? },
        2 => Problem::Truncated(take_json_error(from)?),
        3 => Problem::Json(take_json_error(from)?),
        4 => Problem::NotAnObject(*KINDS.get(from.small::<usize>()?)?),
        5 => Problem::NotARecord,
        6 => Problem::Gzip(from.text()?.to_owned()),
        7 => Problem::TooLarge { max_bytes: from.number()? },
        8 => Problem::TooLargeInside { max_bytes: from.number()? },
        9 => Problem::TooDeep { max_depth: from.number()? },
        _ => return None,
    })
}

/// Each kind at its number.
const KINDS: [Kind; 6] = [Kind::Null, Kind::Bool, Kind::Number, Kind::String, Kind::Array, Kind::Object];

fn put_json_error(out: &mut Vec<u8>, error: &JsonError) -> Option<()> {
    put_text(out, &error.message);
    put_number(out, error.line.try_into().ok()?);
    put_number(out, error.column.try_into().ok()?);
    put_number(out, error.truncated.into());
    Some(())
}

fn take_json_error(from: &mut Bytes<'_>) -> Option<JsonError> {
    let message = from.text()?.to_owned();
    Some(JsonError { message, line: from.small()?, column: from.small()?, truncated: from.number()? != 0 })
}
