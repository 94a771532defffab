//! What `log` and `hook` do when the operating system refuses: real faults, which hold for root as well.

use std::fs;
#[cfg(target_os = "linux")]
use std::io::Write;
use std::path::Path;

use responses::capture::Fallbacks;
use serde_json::{Value, json};

use crate::support::{Run, Sandbox, Snapshot, left_out, record};

/// A way in which the store can't take a record.
struct Fault {
    name: &'static str,
    /// What is done to the store before.
    prepare: fn(&Sandbox),
    /// A script around the command, `"$@"`, in the project. The store is `$STORE`; what is left in it afterwards goes to `$LEFT`.
    script: &'static str,
    /// What the message of `log` says of it, and with what it ends.
    says: &'static str,
    code: i32,
    /// Where a hook's record is then.
    refuge: Refuge,
}

/// Where a record is that the store could not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refuge {
    /// In the fallback place in the home directory.
    Home,
    /// In the one among the temporary ones.
    Temporary,
    /// Nowhere, and named on stderr.
    Stderr,
}

/// The command as it is.
const PLAIN: &str = "\"$@\"";
/// What is left in a store that only a namespace can see, with the command's own exit code.
const SEEN: &str =
    "\"$@\"; code=$?; find \"$STORE\" -mindepth 1 -path '*/.log*' -prune -o -mindepth 1 -print > \"$LEFT\"; exit $code";

fn session_is_a_file(sandbox: &Sandbox) {
    sandbox.put("s", "in the way");
}

fn store_is_there(sandbox: &Sandbox) {
    fs::create_dir_all(sandbox.store()).unwrap();
}

fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "a file in the place of the store",
            prepare: |sandbox| {
                fs::create_dir_all(sandbox.store().parent().unwrap()).unwrap();
                fs::write(sandbox.store(), "in the way").unwrap();
            },
            script: PLAIN,
            says: "not a directory",
            code: 2,
            refuge: Refuge::Home,
        },
        Fault {
            name: "a file in the place of the session",
            prepare: session_is_a_file,
            script: PLAIN,
            says: "cannot create .claude-mpm/responses/s: File exists",
            code: 1,
            refuge: Refuge::Home,
        },
        Fault {
            name: "a home that is missing",
            prepare: session_is_a_file,
            script: "HOME=$HOME/missing; \"$@\"",
            says: "File exists",
            code: 1,
            refuge: Refuge::Temporary,
        },
        Fault {
            name: "a home that is a file",
            prepare: session_is_a_file,
            script: "HOME=$STORE/s; \"$@\"",
            says: "File exists",
            code: 1,
            refuge: Refuge::Temporary,
        },
        Fault {
            name: "a home that is missing, and a link among the temporary directories",
            prepare: |sandbox| {
                session_is_a_file(sandbox);
                let target = sandbox.temporary().join("target");
                fs::create_dir(&target).unwrap();
                let place = Fallbacks::new(None, &sandbox.temporary()).directories().remove(0);
                std::os::unix::fs::symlink(target, place).unwrap();
            },
            script: "HOME=$HOME/missing; \"$@\"",
            says: "File exists",
            code: 1,
            refuge: Refuge::Stderr,
        },
        Fault {
            name: "a limit of file sizes",
            prepare: store_is_there,
            script: "ulimit -f 0; \"$@\"",
            says: "File too large",
            code: 1,
            refuge: Refuge::Stderr,
        },
    ]
}

/// Faults of a file system that only a namespace of one's own can be given.
fn mounted() -> Vec<Fault> {
    vec![
        Fault {
            name: "a full file system",
            prepare: store_is_there,
            script: "mount -t tmpfs -o size=4k tmpfs \"$STORE\" && head -c 4096 /dev/zero > \"$STORE/.full\" || exit 99; ",
            says: "No space left on device",
            code: 1,
            refuge: Refuge::Home,
        },
        Fault {
            name: "a file system without inodes",
            prepare: store_is_there,
            script: "mount -t tmpfs -o nr_inodes=1 tmpfs \"$STORE\" || exit 99; ",
            says: "No space left on device",
            code: 1,
            refuge: Refuge::Home,
        },
        Fault {
            name: "a read-only file system",
            prepare: store_is_there,
            script: "mount --bind \"$STORE\" \"$STORE\" && mount -o remount,ro,bind \"$STORE\" || exit 99; ",
            says: "Read-only file system",
            code: 1,
            refuge: Refuge::Home,
        },
    ]
}

/// Runs the binary under a fault.
fn run(sandbox: &Sandbox, script: &str, args: &[&str], input: &str) -> Run {
    let mut command = sandbox.shell(script, args.iter().copied());
    command.env("STORE", sandbox.store()).env("LEFT", sandbox.temporary().join("left"));
    Run::of(command.write_stdin(input))
}

const LOG: [&str; 9] = ["log", "--session", "s", "--agent", "a", "--request", "Fix it", "--response", "Fixed."];

/// The event of an agent that has answered.
fn stop(sandbox: &Sandbox) -> String {
    json!({"session_id": "s", "cwd": sandbox.project(), "hook_event_name": "SubagentStop", "agent_id": "1",
        "agent_type": "qa", "last_assistant_message": "Fixed."})
    .to_string()
}

/// The records in the fallback places, with the place of each.
fn stranded(sandbox: &Sandbox) -> Vec<(Refuge, Value)> {
    let places = Fallbacks::new(Some(&sandbox.home()), &sandbox.temporary()).directories();
    let mut found = Vec::new();
    for (refuge, place) in [Refuge::Home, Refuge::Temporary].into_iter().zip(places) {
        for file in fs::read_dir(place.join("s")).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            found.push((refuge, serde_json::from_slice(&fs::read(&file).unwrap()).unwrap()));
        }
    }
    found
}

fn is_safe(sandbox: &Sandbox, fault: &Fault, run: &Run) {
    let name = fault.name;
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{name}: {run:?}");
    let stranded = stranded(sandbox);
    if fault.refuge == Refuge::Stderr {
        assert!(stranded.is_empty(), "{name}: {stranded:?}");
        let start = "response lost: session s, agent qa, 2";
        assert!(run.stderr.starts_with(start) && run.stderr.lines().count() == 1, "{name}: {run:?}");
        assert!(run.stderr.contains("response of 6 characters") && !run.stderr.contains("Fixed."), "{name}: {run:?}");
        return;
    }
    assert_eq!(run.stderr, "", "{name}");
    assert_eq!(stranded.len(), 1, "{name}: {stranded:?}");
    let (refuge, record) = &stranded[0];
    assert_eq!(*refuge, fault.refuge, "{name}");
    assert_eq!((&record["response"], &record["agent"]), (&"Fixed.".into(), &"qa".into()), "{name}");
    assert_eq!(record["metadata"]["stranded"]["store"].as_str(), sandbox.store().to_str(), "{name}");
}

/// True if the message of a run is one of that fault.
fn tells(run: &Run, fault: &Fault) -> bool {
    run.stderr.lines().any(|line| line.starts_with("error: ") && line.contains(fault.says))
}

#[test]
fn log_fails_plainly_and_leaves_nothing() {
    for fault in faults() {
        let sandbox = Sandbox::new();
        (fault.prepare)(&sandbox);
        let tree = || Snapshot::of(sandbox.home().parent().unwrap()).contents();
        let before = tree();
        let run = run(&sandbox, fault.script, &LOG, "");
        assert_eq!((run.code, run.stdout.as_str()), (fault.code, ""), "{}: {run:?}", fault.name);
        assert!(tells(&run, &fault), "{}: {run:?}", fault.name);
        assert_eq!(tree(), before, "{}", fault.name);
    }
}

#[test]
fn a_hook_under_the_same_faults_is_quiet_and_its_answer_is_safe() {
    for fault in faults() {
        let sandbox = Sandbox::new();
        (fault.prepare)(&sandbox);
        let run = run(&sandbox, fault.script, &["hook"], &stop(&sandbox));
        is_safe(&sandbox, &fault, &run);
        let target = sandbox.temporary().join("target");
        assert!(!target.exists() || fs::read_dir(target).unwrap().next().is_none(), "nothing goes through a link");
    }
}

#[test]
fn on_full_and_read_only_file_systems_log_fails_plainly_and_a_hook_strands() {
    let sandbox = Sandbox::new();
    store_is_there(&sandbox);
    let permitted = run(&sandbox, "unshare -rm mount -t tmpfs tmpfs \"$STORE\"", &[], "");
    if permitted.code != 0 {
        let why = permitted.stderr.trim_end();
        left_out(&format!("faults of mounted file systems, no namespace of one's own here: {why}"));
        return;
    }
    for fault in mounted() {
        let sandbox = Sandbox::new();
        (fault.prepare)(&sandbox);
        let script = format!("exec unshare -rm /bin/sh -c '{}{}' sh \"$@\"", fault.script, SEEN.replace('\'', "'\\''"));
        let logged = run(&sandbox, &script, &LOG, "");
        assert_eq!((logged.code, logged.stdout.as_str()), (fault.code, ""), "{}: {logged:?}", fault.name);
        assert!(tells(&logged, &fault), "{}: {logged:?}", fault.name);
        assert_eq!(left(&sandbox), "", "{}", fault.name);
        assert!(stranded(&sandbox).is_empty(), "{}: whoever logs hears of it", fault.name);
        let hooked = run(&sandbox, &script, &["hook"], &stop(&sandbox));
        is_safe(&sandbox, &fault, &hooked);
        let left = left(&sandbox);
        assert!(!left.contains(".tmp-") && !left.contains(".json"), "{}: {left}", fault.name);
    }
}

#[test]
fn on_a_full_disk_what_is_deleted_for_good_gives_room() {
    const FULL: &str = "mount -t tmpfs -o size=64k tmpfs \"$STORE\" && cp -R \"$LEFT.d/.\" \"$STORE\" || exit 99
        test \"$2\" = trash && { \"$1\" -q clear --session \"old*\" > \"$LEFT\" || exit 99; }
        cat /dev/zero > \"$STORE/notes.txt\" 2> /dev/null
        \"$@\"; code=$?
        find \"$STORE\" -type f | sort > \"$LEFT\"; exit $code";
    let outcome = |args: &[&str]| {
        let sandbox = Sandbox::new();
        store_is_there(&sandbox);
        for (session, day) in [("old", "01"), ("older", "02"), ("new", "20")] {
            let path = sandbox.temporary().join("left.d").join(session).join("a.json");
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, record(session, "qa", &format!("2026-01-{day}T12:00:00Z"))).unwrap();
        }
        let script = format!("exec unshare -rm /bin/sh -c '{FULL}' sh \"$@\"");
        let run = run(&sandbox, &script, args, "");
        let left = fs::read_to_string(sandbox.temporary().join("left")).unwrap_or_default();
        (run, ["new", "old", "older"].map(|session| left.contains(&format!("/{session}/a.json"))))
    };
    let (moved, there) = outcome(&["clear", "--session", "old*", "-q"]);
    if moved.code == 99 || moved.stderr.contains("unshare") {
        left_out(&format!("a full file system, no namespace of one's own here: {}", moved.stderr.trim_end()));
        return;
    }
    assert!(moved.code == 1 && moved.stderr.contains("No space left on device"), "{moved:?}");
    assert!(moved.stderr.contains("`responses clear --purge`"), "{moved:?}");
    assert_eq!(there, [true; 3]);
    let (purged, there) = outcome(&["clear", "--session", "old*", "--purge", "--yes", "--json"]);
    assert_eq!((purged.code, there), (0, [true, false, false]), "{purged:?}");
    let document: Value = serde_json::from_str(&purged.stdout).unwrap();
    assert_eq!((&document["removed"]["responses"], &document["receipt"]), (&json!(2), &Value::Null));
    let (emptied, there) = outcome(&["trash", "empty", "--yes", "--json"]);
    assert_eq!((emptied.code, there), (0, [true, false, false]), "{emptied:?}");
    assert_eq!(serde_json::from_str::<Value>(&emptied.stdout).unwrap()["responses"], 2);
}

/// What was left in a store that only the namespace saw, but for what filled it.
fn left(sandbox: &Sandbox) -> String {
    let left = fs::read_to_string(sandbox.temporary().join("left")).unwrap();
    left.lines().filter(|line| !line.ends_with("/.full") && !line.ends_with("/.pending")).collect::<Vec<_>>().join("\n")
}

/// Running out of descriptors, which befalls a process that is already under way.
#[cfg(target_os = "linux")]
mod descriptors {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Child, Stdio};

    use rustix::process::{Pid, Resource, Rlimit, prlimit};

    use super::*;

    fn start(sandbox: &Sandbox, args: &[&str]) -> Child {
        let mut command = sandbox.program(env!("CARGO_BIN_EXE_responses"));
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// From now on the process can open nothing.
    fn forbid_opening(child: &Child) {
        let limit = Rlimit { current: Some(3), maximum: Some(3) };
        prlimit(Pid::from_raw(i32::try_from(child.id()).unwrap()), Resource::Nofile, limit).unwrap();
    }

    fn end(mut child: Child) -> Run {
        drop(child.stdin.take());
        let mut text = (String::new(), String::new());
        child.stdout.take().unwrap().read_to_string(&mut text.0).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut text.1).unwrap();
        Run { code: child.wait().unwrap().code().unwrap(), stdout: text.0, stderr: text.1 }
    }

    #[test]
    fn log_fails_plainly_and_what_it_had_recorded_stays() {
        let sandbox = Sandbox::new();
        let mut child = start(&sandbox, &["log", "--from", "ndjson", "--agent", "a", "--session", "s"]);
        let line = "{\"request\": \"r\", \"response\": \"x\"}\n";
        child.stdin.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
        let mut printed = Vec::new();
        let stdout = child.stdout.as_mut().unwrap();
        BufReader::with_capacity(1, stdout).read_until(b'\n', &mut printed).unwrap();
        forbid_opening(&child);
        child.stdin.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
        let run = end(child);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
        assert!(run.stderr.contains("line 2: ") && run.stderr.contains("Too many open files"), "{run:?}");
        let path = sandbox.project().join(String::from_utf8(printed).unwrap().trim_end());
        let all: Vec<_> = fs::read_dir(sandbox.store().join("s")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(all, [path]);
    }

    #[test]
    fn a_hook_names_on_stderr_what_is_lost() {
        let sandbox = Sandbox::new();
        let mut child = start(&sandbox, &["hook"]);
        // More than a pipe holds: when all of it is written the process is at work, and has opened what it needs to run.
        let mut event = child.stdin.take().unwrap();
        event.write_all(&vec![b' '; 1 << 20]).unwrap();
        forbid_opening(&child);
        event.write_all(stop(&sandbox).as_bytes()).unwrap();
        drop(event);
        let run = end(child);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
        assert!(run.stderr.starts_with("response lost: session s, agent qa, 2"), "{run:?}");
        assert_eq!((run.stderr.matches("Too many open files").count(), run.stderr.lines().count()), (3, 1), "{run:?}");
    }
}

#[test]
fn problems_of_the_hooks_own_log_cost_no_answer() {
    let sandbox = Sandbox::new();
    store_is_there(&sandbox);
    for name in [".log", ".pending"] {
        fs::write(sandbox.store().join(name), "in the way").unwrap();
    }
    let run = run(&sandbox, PLAIN, &["hook"], &stop(&sandbox));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert_eq!(fs::read_dir(sandbox.store().join("s")).unwrap().count(), 1);
}

#[test]
fn what_a_hook_strands_is_noted_in_its_log() {
    let sandbox = Sandbox::new();
    session_is_a_file(&sandbox);
    run(&sandbox, PLAIN, &["hook"], &stop(&sandbox));
    let log = fs::read_to_string(sandbox.store().join(".log/hook.log")).unwrap();
    let place = Path::new(".claude-mpm-fallback/responses/s");
    assert!(log.contains("File exists") && log.contains(place.to_str().unwrap()) && log.lines().count() == 1, "{log}");
    let more = json!({"session_id": "s", "cwd": sandbox.project(), "hook_event_name": "PostToolUse", "tool_name": "Agent",
        "tool_use_id": "t", "tool_input": {"prompt": "Go"}, "tool_response": {"status": "completed", "agentId": "1",
        "content": [{"type": "text", "text": "Fixed."}]}});
    run(&sandbox, PLAIN, &["hook"], &more.to_string());
    assert_eq!(stranded(&sandbox).len(), 1, "what is told again is not recorded again");
}
