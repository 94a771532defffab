//! The processes that a process descends from.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::arguments::{Said, conversation};
use super::{Detected, NamedBy};

/// So far up the process tree is looked.
const MOST_ANCESTORS: usize = 64;

/// A process, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The number of its parent.
    pub parent: u32,
    /// The number of the user that it runs as.
    pub user: u32,
    /// Its command line, the program first.
    pub arguments: Vec<OsString>,
}

/// The processes that a process descends from, as far as they can be seen. Without any, nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ancestry {
    /// The process that it is about.
    pub of: u32,
    /// That process and those it descends from, by their numbers.
    pub processes: BTreeMap<u32, Process>,
}

impl Ancestry {
    /// Looks at the running processes. Where the operating system does not show them there are none.
    #[must_use]
    pub fn of(process: u32) -> Self {
        let mut ancestry = Self { of: process, processes: BTreeMap::new() };
        let mut next = process;
        // A number that was used again meanwhile can lead in a circle.
        while ancestry.processes.len() <= MOST_ANCESTORS && !ancestry.processes.contains_key(&next) {
            let Some(found) = running(next) else { break };
            let parent = found.parent;
            ancestry.processes.insert(next, found);
            next = parent;
        }
        ancestry
    }

    /// The conversation that the nearest ancestor names. Other users' processes have no say: whoever may start processes
    /// must not be able to name other people's conversations.
    pub(super) fn conversation(&self) -> Option<Detected> {
        let own = self.processes.get(&self.of)?;
        let parent = |process: &&Process| self.processes.get(&process.parent);
        let mut number = own.parent;
        let ancestors = std::iter::successors(parent(&own), parent).take(MOST_ANCESTORS);
        for ancestor in ancestors {
            let here = std::mem::replace(&mut number, ancestor.parent);
            if ancestor.user != own.user {
                continue;
            }
            match conversation(&ancestor.arguments) {
                Said::Named(id) => return Some(Detected { id, by: NamedBy::Process(here) }),
                // What is further up is another conversation.
                Said::Forked => return None,
                Said::Nothing => {}
            }
        }
        None
    }
}

/// What Linux shows of a process in `/proc` (`proc_pid_stat(5)`, `proc_pid_cmdline(5)`). It may end at any moment.
#[cfg(target_os = "linux")]
fn running(process: u32) -> Option<Process> {
    use std::fs::{self, File};
    use std::io::Read;
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::MetadataExt;

    /// Options stand at the beginning, before a prompt that may be long.
    const LONGEST: u64 = 256 << 10;
    let path = |file: &str| format!("/proc/{process}/{file}");
    let user = fs::metadata(path("")).ok()?.uid();
    let parent = parent(&fs::read(path("stat")).ok()?)?;
    let mut line = Vec::new();
    // Other users' command lines may be hidden, their parents are not.
    _ = File::open(path("cmdline")).and_then(|file| file.take(LONGEST).read_to_end(&mut line));
    let arguments = line.split(|byte| *byte == 0).map(|argument| OsString::from_vec(argument.to_vec())).collect();
    Some(Process { parent, user, arguments })
}

/// The number of the parent in `/proc/PID/stat`: the second word behind the name, which may itself hold blanks and brackets.
#[cfg(target_os = "linux")]
fn parent(stat: &[u8]) -> Option<u32> {
    let behind = &stat[stat.iter().rposition(|byte| *byte == b')')? + 1..];
    let mut words = behind.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    std::str::from_utf8(words.nth(1)?).ok()?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn running(_: u32) -> Option<Process> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_parent_is_found_behind_any_name() {
        assert_eq!(parent(b"7 (cat) S 6 7 7 0 -1"), Some(6));
        assert_eq!(parent(b"7 (a) R 1 (b) S 42 7 7"), Some(42));
        assert_eq!(parent(b"7 (cat S 6"), None);
        assert_eq!(parent(b"7 (cat) S"), None);
        assert_eq!(parent(b""), None);
    }

    #[test]
    fn running_processes_are_seen_with_their_parents_and_command_lines() {
        let id = "0a1b2c3d-0000-4000-8000-00000000abcd";
        let mut client = Command::new("sh");
        // Reading waits for a line, so that both processes are there while they are looked at.
        client.args(["-c", "sh -c 'echo $$; read line'; read line", "claude", "--session-id", id]);
        let mut client = client.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut child = String::new();
        BufReader::new(client.stdout.as_mut().unwrap()).read_line(&mut child).unwrap();
        let ancestry = Ancestry::of(child.trim().parse().unwrap());
        let own = &ancestry.processes[&ancestry.of];
        assert_eq!(own.parent, client.id());
        assert!(ancestry.processes.contains_key(&std::process::id()), "and further up");
        let detected = ancestry.conversation().unwrap();
        drop(client.stdin.take());
        client.wait().unwrap();
        assert_eq!((detected.id.as_str(), detected.by), (id, NamedBy::Process(client.id())));
        assert_eq!(Ancestry::of(u32::MAX), Ancestry { of: u32::MAX, processes: BTreeMap::new() });
    }
}
