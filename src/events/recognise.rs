//! What sort of log a file is, told by its first lines, and which logs a directory holds.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use walkdir::WalkDir;

use super::log::{LineProblem, Problems, ReadOptions};
use super::{Error, Read};
use crate::files;
use crate::record::{JsonRef, Problem, is_gzip, read_object};

/// A family of logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Tasks, file accesses and tool calls of one agent.
    Activity,
    /// Events with their provenance, causes and commitments.
    Causal,
    /// Everything that happens in a session, piece by piece.
    Stream,
    /// No log: one response, in a file of its own.
    Response,
}

impl Family {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Causal => "causal",
            Self::Stream => "stream",
            Self::Response => "response",
        }
    }
}

/// A file and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file.
    pub path: PathBuf,
    /// What it is; `None` if its beginning does not tell.
    pub family: Option<Family>,
    /// Its size.
    pub bytes: u64,
}

impl Source {
    /// True for what an event log is, of whatever family.
    #[must_use]
    pub fn is_log(&self) -> bool {
        matches!(self.family, Some(Family::Activity | Family::Causal | Family::Stream))
    }
}

/// As much of a file is looked at.
const HEAD: u64 = 256 << 10;

/// As many files that can't be read are named.
const MOST_NAMED: usize = 1000;

/// The endings of logs, and of responses.
const ENDINGS: [&str; 4] = [".jsonl", ".jsonl.gz", ".json", ".json.gz"];

/// What a file is, compressed or not.
///
/// # Errors
/// If it is no regular file or can't be read; if it is compressed and damaged, and what came out before does not tell either.
pub fn recognise(path: &Path) -> Result<Option<Family>, Problem> {
    let (file, _) = files::open_regular(path)?;
    let (head, damage) = head(file).map_err(|error| Problem::Io(error.to_string()))?;
    let text = String::from_utf8_lossy(&head);
    match (family_of(text.trim_start_matches('\u{feff}')), damage) {
        (None, Some(damage)) => Err(Problem::Gzip(damage.to_string())),
        (family, _) => Ok(family),
    }
}

/// True for a log that is a gzip stream, of whatever: nothing can be added behind it. What is not there, or can't be read, is none.
#[must_use]
pub fn is_compressed(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = files::open_regular(path).map(|(file, _)| file.take(2).read_to_end(&mut head));
    matches!(read, Ok(Ok(_))) && is_gzip(&head)
}

/// What a path stands for: the file itself, or the files of a directory and all below it whose names end as logs do, in the order of
/// their paths. Names that begin with a dot are passed over, and links are not followed but the one that the path itself may be. What is found
/// and can't be read is a problem.
///
/// # Errors
/// If there is nothing, or it can't be read or listed.
pub fn sources(path: &Path) -> Result<Read<Vec<Source>>, Error> {
    let metadata = path.metadata().map_err(Error::storage("read", path))?;
    if metadata.is_dir() {
        return directory(path);
    }
    if !metadata.is_file() {
        // What a pipe is called may lead nowhere.
        return Err(Error::storage("read", path)(io::Error::other(Problem::NotRegular)));
    }
    let path = followed(path)?;
    let family = recognise(&path).map_err(|problem| Error::storage("read", &path)(io::Error::other(problem)))?;
    let found = vec![Source { path, family, bytes: metadata.len() }];
    Ok(Read { found, problems: Problems::default() })
}

/// What a path leads to that somebody named. It is only another if it is a link, whose name says nothing of what it leads to.
///
/// # Errors
/// If it leads nowhere.
pub fn followed(path: &Path) -> Result<PathBuf, Error> {
    if path.is_symlink() { path.canonicalize().map_err(Error::storage("read", path)) } else { Ok(path.to_owned()) }
}

fn directory(path: &Path) -> Result<Read<Vec<Source>>, Error> {
    let (mut found, mut problems) = (Vec::new(), Problems::default());
    let visible = |name: &OsStr| !name.as_encoded_bytes().starts_with(b".");
    for entry in
        WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|e| e.depth() == 0 || visible(e.file_name()))
    {
        let mut unread = |path, problem| problems.add(MOST_NAMED, || LineProblem { path, line: None, problem });
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => return Err(Error::storage("list", path)(why(error))),
            Err(error) => {
                let path = error.path().unwrap_or(path).to_owned();
                unread(path, Problem::Io(why(error).to_string()).into());
                continue;
            }
        };
        let is_log = ENDINGS.iter().any(|ending| entry.file_name().as_encoded_bytes().ends_with(ending.as_bytes()));
        if entry.file_type().is_file() && is_log {
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            let path = entry.into_path();
            match recognise(&path) {
                Ok(family) => found.push(Source { path, family, bytes }),
                Err(problem) => unread(path, problem.into()),
            }
        }
    }
    Ok(Read { found, problems })
}

/// Why a directory could not be listed, without its path.
fn why(error: walkdir::Error) -> io::Error {
    // There are no loops where no link is followed.
    error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"))
}

/// The beginning of a file, decompressed: its first line at least, unless that is longer than any that is read; and what damage ends it.
fn head(file: File) -> io::Result<(Vec<u8>, Option<io::Error>)> {
    let mut head = Vec::new();
    let mut file = BufReader::new(file);
    if is_gzip(file.fill_buf()?) {
        let damage = read_head(BufReader::new(MultiGzDecoder::new(file)), &mut head).err();
        return Ok((head, damage));
    }
    read_head(file, &mut head)?;
    Ok((head, None))
}

fn read_head(mut text: impl BufRead, head: &mut Vec<u8>) -> io::Result<()> {
    text.by_ref().take(HEAD).read_to_end(head)?;
    if memchr::memchr(b'\n', head).is_none() {
        let longest = u64::try_from(ReadOptions::default().max_line_bytes).unwrap_or(u64::MAX);
        text.take(longest.saturating_sub(HEAD)).read_until(b'\n', head)?;
    }
    Ok(())
}

/// What the beginning of a text is: a response if it is one object that is one, else what most of its whole lines are.
fn family_of(text: &str) -> Option<Family> {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(64).collect();
    let mut votes = [(Family::Activity, 0), (Family::Causal, 0), (Family::Stream, 0), (Family::Response, 0)];
    for family in lines.iter().filter_map(|line| family_of_object(line)) {
        votes.iter_mut().filter(|(known, _)| *known == family).for_each(|(_, count)| *count += 1);
    }
    // Of equals the first counts.
    let (family, count) = votes.into_iter().rev().max_by_key(|(_, count)| *count)?;
    if count > 0 { Some(family) } else { family_of_object(text).or_else(|| begins_as_response(text)) }
}

/// The keys that tell one family from the others.
#[derive(Default)]
struct Keys {
    activity: u32,
    causal: u32,
    stream: u32,
    response: u32,
}

fn family_of_object(text: &str) -> Option<Family> {
    let keys: Keys = read_object(text, |keys: &mut Keys, key, value: JsonRef<'_>| match key {
        "start_time" | "operation" | "params" => keys.activity += 1,
        "type" if value.as_str().is_some_and(|name| name.ends_with("Event")) => keys.activity += 1,
        "event_id" | "event_type" | "provenance" => keys.causal += 1,
        "event" => keys.stream += 1,
        "request" | "response" | "request_summary" | "response_content" => keys.response += 1,
        _ => {}
    })
    .ok()?;
    let counts = [
        (Family::Causal, keys.causal >= 2),
        (Family::Stream, keys.stream > 0),
        (Family::Activity, keys.activity > 0),
        (Family::Response, keys.response > 0),
    ];
    counts.into_iter().find(|(_, is)| *is).map(|(family, _)| family)
}

/// A response that is laid out over many lines, of which only the first are known.
fn begins_as_response(text: &str) -> Option<Family> {
    let keys = ["\"request\":", "\"response\":", "\"request_summary\":", "\"response_content\":"];
    (text.starts_with('{') && keys.iter().any(|key| text.contains(key))).then_some(Family::Response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_line_may_be_long() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log.jsonl");
        let text = "x".repeat(2 * usize::try_from(HEAD).unwrap());
        let line = format!("{{\"text\": \"{text}\", \"timestamp\": \"x\", \"event\": 1}}\n");
        std::fs::write(&log, &line).unwrap();
        assert_eq!(recognise(&log).unwrap(), Some(Family::Stream));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        io::Write::write_all(&mut gzip, line.repeat(2).as_bytes()).unwrap();
        std::fs::write(&log, gzip.finish().unwrap()).unwrap();
        assert_eq!(recognise(&log).unwrap(), Some(Family::Stream));
    }

    #[test]
    fn families_are_told_by_their_keys() {
        let told = [
            (r#"{"name": "t", "start_time": 1.0, "end_time": null}"#, Some(Family::Activity)),
            (r#"{"type": "ToolEvent", "name": "t"}"#, Some(Family::Activity)),
            (r#"{"event_id": "evt_00000000", "timestamp": "x", "event_type": "decision"}"#, Some(Family::Causal)),
            (r#"{"timestamp": "x", "event": "plain"}"#, Some(Family::Stream)),
            ("{\n  \"timestamp\": \"x\",\n  \"request\": \"a\",\n  \"response\": \"b\"\n}\n", Some(Family::Response)),
            ("{\n  \"request\": \"a lot", Some(Family::Response)),
            (r#"{"uuid": "x", "message": {}}"#, None),
            ("[1]", None),
            ("", None),
        ];
        for (text, family) in told {
            assert_eq!(family_of(text), family, "{text}");
        }
        // One line says nothing against all others.
        let mixed =
            "{\"timestamp\": 1, \"event\": 1}\n{\"name\":\"a\",\"params\":{}}\n{\"name\":\"b\",\"params\":{}}\n{\"nam";
        assert_eq!(family_of(mixed), Some(Family::Activity));
    }
}
