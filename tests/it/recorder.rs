//! `capture::Recorder`: the store, system logs and fallback places, in that order of need.

use std::fs;
use std::path::{Path, PathBuf};

use responses::capture::{Fallbacks, Kept, Recorder, Retry, Tracked};
use responses::record::{AgentName, Json, RecordTime, SessionId};
use responses::store::{Error, NewResponse, ResponseTracker};
use serde_json::Value;

use crate::support::Sandbox;

/// A response in a session, with that metadata.
pub(crate) fn response(session: &str, text: &str, metadata: &str) -> NewResponse {
    NewResponse {
        timestamp: RecordTime::utc("2026-11-21T12:00:00.123456Z".parse().unwrap()),
        session_id: SessionId::new(session).unwrap(),
        agent: AgentName::new("engineer").unwrap(),
        request: "Fix it".to_owned(),
        response: text.to_owned(),
        metadata: Json::parse(metadata).unwrap(),
    }
}

/// A recorder of the sandbox' store, with its home and temporary directory to fall back to.
pub(crate) fn recorder(sandbox: &Sandbox) -> Recorder {
    Recorder::new(ResponseTracker::new(sandbox.store()).unwrap()).with_fallbacks(fallbacks(sandbox))
}

pub(crate) fn fallbacks(sandbox: &Sandbox) -> Fallbacks {
    Fallbacks::new(Some(&sandbox.home()), &sandbox.temporary())
}

/// Makes the store one that can't take a response, whoever the user is: a file stands in the place of that session's directory.
pub(crate) fn obstruct(sandbox: &Sandbox, session: &str) -> PathBuf {
    sandbox.put(session, "in the way")
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn what_the_store_takes_is_in_the_store() {
    let sandbox = Sandbox::new();
    let Kept::Store(path) = recorder(&sandbox).record(&response("s", "Done.", "{}")).unwrap() else { panic!() };
    assert!(path.starts_with(sandbox.store()) && path.is_file());
    assert_eq!(fs::read_dir(sandbox.home()).unwrap().count() + fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
}

#[test]
fn what_the_store_cannot_take_is_in_the_home_directory_and_says_where_it_belongs() {
    let sandbox = Sandbox::new();
    obstruct(&sandbox, "s");
    let kept = recorder(&sandbox).record(&response("s", "Done.", r#"{"tokens": 5, "stranded": "mine"}"#)).unwrap();
    let Kept::Fallback { path, why } = kept else { panic!("{kept:?}") };
    let place = sandbox.home().join(".claude-mpm-fallback/responses");
    assert_eq!(path, place.join("s/engineer-20261121_120000_123.json"));
    let record = read(&path);
    assert_eq!((&record["response"], &record["metadata"]["stranded"]), (&"Done.".into(), &"mine".into()));
    let mark = &record["metadata"]["stranded-1"];
    assert_eq!((mark["store"].as_str(), mark["error"].as_str()), (sandbox.store().to_str(), Some(why.as_str())));
    let listed = sandbox.json(["--dir", place.to_str().unwrap(), "list", "--json"]);
    assert_eq!((&listed["total"], &listed["items"][0]["tokens"]), (&1.into(), &5.into()));
}

#[test]
fn without_a_usable_home_it_is_in_a_private_directory_among_the_temporary_ones() {
    let sandbox = Sandbox::new();
    obstruct(&sandbox, "s");
    let file = sandbox.project().join("file");
    fs::write(&file, "").unwrap();
    let missing = sandbox.project().join("missing");
    for home in [None, Some(missing.as_path()), Some(&file), Some(Path::new("relative"))] {
        let fallbacks = Fallbacks::new(home, &sandbox.temporary());
        let recorder = recorder(&sandbox).with_fallbacks(fallbacks.clone());
        let kept = recorder.record(&response("s", "Done.", "{}")).unwrap();
        let Kept::Fallback { path, .. } = kept else { panic!("{home:?}: {kept:?}") };
        let place = fallbacks.directories().pop().unwrap();
        assert!(path.starts_with(&place) && place.starts_with(sandbox.temporary()), "{home:?}: {}", path.display());
        assert!(ResponseTracker::new(&place).unwrap().is_private(), "{home:?}");
    }
    assert!(!missing.exists(), "a home that is not there is not made");
}

#[cfg(unix)]
#[test]
fn a_place_among_the_temporary_ones_that_others_could_have_made_is_refused() {
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    type Prepare = fn(&Path);
    let cases: [(&str, Prepare); 6] = [
        ("symbolic link", |place| {
            let target = place.with_file_name("target");
            fs::create_dir(&target).unwrap();
            fs::set_permissions(&target, fs::Permissions::from_mode(0o700)).unwrap();
            symlink(target, place).unwrap();
        }),
        ("not a directory", |place| fs::write(place, "").unwrap()),
        ("others than its owner may enter it", |place| {
            fs::create_dir(place).unwrap();
            fs::set_permissions(place, fs::Permissions::from_mode(0o720)).unwrap();
        }),
        ("others than its owner may enter it", |place| {
            fs::create_dir(place).unwrap();
            fs::set_permissions(place, fs::Permissions::from_mode(0o701)).unwrap();
        }),
        ("other users can put another in its place", |place| {
            let parent = place.parent().unwrap();
            fs::set_permissions(parent, fs::Permissions::from_mode(0o777)).unwrap();
        }),
        ("it belongs to another user", |place| {
            fs::create_dir(place).unwrap();
            fs::set_permissions(place, fs::Permissions::from_mode(0o700)).unwrap();
            if chown(place, Some(65534), None).is_err() {
                // Only root can give a directory away; for others the whole directory already is somebody else's.
                fs::remove_dir(place).unwrap();
                symlink("/", place).unwrap();
            }
        }),
    ];
    for (why, prepare) in cases {
        let sandbox = Sandbox::new();
        obstruct(&sandbox, "s");
        let fallbacks = Fallbacks::new(None, &sandbox.temporary());
        prepare(&fallbacks.directories()[0]);
        let recorder = recorder(&sandbox).with_fallbacks(fallbacks);
        let Tracked::Lost(lost) = recorder.safe_track_response(&response("s", "Done.", "{}")) else { panic!("{why}") };
        let line = lost.to_string();
        assert!(line.contains(why) || line.contains("it is a symbolic link"), "{why}: {line}");
        assert!(line.starts_with("response lost: session s, agent engineer, 2026-11-21T12:00:00"), "{line}");
        assert!(line.contains("request of 6 and response of 5 characters") && !line.contains("Done."), "{line}");
        let target = sandbox.temporary().join("target");
        assert!(!target.exists() || fs::read_dir(target).unwrap().next().is_none(), "nothing went through the link");
        let error = recorder.record(&response("s", "Done.", "{}")).unwrap_err();
        assert!(matches!(error, Error::Storage { .. }), "{why}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_sticky_directory_of_all_users_is_as_good_as_ones_own() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    obstruct(&sandbox, "s");
    fs::set_permissions(sandbox.temporary(), fs::Permissions::from_mode(0o1777)).unwrap();
    let recorder = recorder(&sandbox).with_fallbacks(Fallbacks::new(None, &sandbox.temporary()));
    assert!(matches!(recorder.record(&response("s", "Done.", "{}")), Ok(Kept::Fallback { .. })));
}

#[test]
fn what_is_not_a_valid_response_is_refused_and_not_stranded() {
    let sandbox = Sandbox::new();
    obstruct(&sandbox, "s");
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    for new in [response("s", "x", r#"{"tokens": -1}"#), response(&secret, "x", "{}"), response("s", "x", "[]")] {
        assert!(matches!(recorder(&sandbox).record(&new), Err(Error::Invalid { .. })));
        assert!(matches!(recorder(&sandbox).safe_track_response(&new), Tracked::Refused(Error::Invalid { .. })));
    }
    assert_eq!(fs::read_dir(sandbox.home()).unwrap().count() + fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
}

#[test]
fn a_stranded_record_is_redacted_like_any_other() {
    let sandbox = Sandbox::new();
    obstruct(&sandbox, "s");
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let kept = recorder(&sandbox).record(&response("s", &format!("It is {secret}"), "{}")).unwrap();
    let Kept::Fallback { path, .. } = kept else { panic!("{kept:?}") };
    assert!(read(&path)["response"].as_str().unwrap().starts_with("It is [REDACTED:"));
}

#[test]
fn a_store_that_is_its_own_fallback_is_tried_once() {
    let sandbox = Sandbox::new();
    let place = fallbacks(&sandbox).directories().remove(0);
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("s"), "in the way").unwrap();
    let recorder = Recorder::new(ResponseTracker::new(&place).unwrap())
        .with_fallbacks(Fallbacks::new(Some(&sandbox.home()), Path::new("relative")))
        .with_retry(Retry::SHORT);
    let Tracked::Lost(lost) = recorder.safe_track_response(&response("s", "x", "{}")) else { panic!() };
    assert_eq!(lost.why.len(), 1, "{lost}");
}

/// The system's logs, with real sockets in the place of theirs.
#[cfg(unix)]
mod system_logs {
    use std::io::Read;
    use std::os::unix::net::{UnixDatagram, UnixListener};
    use std::time::Duration;

    use responses::capture::{Format, Sockets, SystemLog};

    use super::*;

    /// Sockets in the sandbox, where nobody listens yet.
    fn sockets(sandbox: &Sandbox) -> Sockets {
        let path = |name: &str| sandbox.temporary().join(name);
        Sockets { syslog: vec![path("log"), path("dev-log")], journald: path("journal") }
    }

    fn logging(sandbox: &Sandbox, format: Format) -> Recorder {
        recorder(sandbox).with_format(format, sockets(sandbox))
    }

    fn listen(path: &Path) -> UnixDatagram {
        let socket = UnixDatagram::bind(path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket
    }

    fn receive(socket: &UnixDatagram) -> String {
        let mut bytes = vec![0; 1 << 20];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    }

    fn no_files(sandbox: &Sandbox) -> bool {
        !sandbox.store().exists() && fs::read_dir(sandbox.home()).unwrap().next().is_none()
    }

    #[test]
    fn syslog_gets_a_summary_without_secrets() {
        let sandbox = Sandbox::new();
        let socket = listen(&sockets(&sandbox).syslog[1]);
        let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        let new = NewResponse { request: format!("Use {secret} \"now\""), ..response("s]1", "Döne.", "{}") };
        let recorder = logging(&sandbox, Format::Syslog);
        assert_eq!(recorder.format(), Format::Syslog);
        assert_eq!(recorder.record(&new).unwrap(), Kept::SystemLog(SystemLog::Syslog));
        let message = receive(&socket);
        let start = format!("<14>1 2026-11-21T12:00:00.123456Z - responses {} response ", std::process::id());
        let data = "[response@32473 agent=\"engineer\" session=\"s\\]1\" request=\"Use [REDACTED:";
        assert!(message.starts_with(&(start + data)), "{message}");
        assert!(
            message
                .ends_with("\\] \\\"now\\\"\" response_length=\"5\"] engineer answered in session s]1: 5 characters")
        );
        assert!(no_files(&sandbox));
        assert!(recorder.record(&response(&secret, "x", "{}")).is_err(), "a secret in a name is refused here too");
    }

    #[test]
    fn a_syslog_that_listens_on_a_stream_gets_a_line() {
        let sandbox = Sandbox::new();
        let listener = UnixListener::bind(&sockets(&sandbox).syslog[0]).unwrap();
        let kept = logging(&sandbox, Format::Syslog).record(&response("s", "a\nb", "{}")).unwrap();
        assert_eq!(kept, Kept::SystemLog(SystemLog::Syslog));
        let mut text = String::new();
        listener.accept().unwrap().0.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("<14>1 ") && text.ends_with(" 3 characters\n") && text.lines().count() == 1, "{text}");
    }

    #[test]
    fn the_journal_gets_the_whole() {
        let sandbox = Sandbox::new();
        let socket = listen(&sockets(&sandbox).journald);
        let recorder = logging(&sandbox, Format::Journald);
        let kept = recorder.record(&response("s", "one\ntwo", r#"{"tokens": 5}"#)).unwrap();
        assert_eq!(kept, Kept::SystemLog(SystemLog::Journald));
        let entry = receive(&socket);
        assert!(entry.contains("RESPONSE_TEXT\n\u{7}\0\0\0\0\0\0\0one\ntwo\n"), "{entry:?}");
        assert!(entry.contains("\nRESPONSE_METADATA={\"tokens\": 5}\n"), "{entry:?}");
        assert!(no_files(&sandbox));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_too_large_for_a_datagram_reaches_the_journal_in_a_sealed_file() {
        use std::fs::File;
        use std::io::{IoSliceMut, Seek};
        use std::mem::MaybeUninit;

        use rustix::fs::{SealFlags, fcntl_get_seals};
        use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

        let sandbox = Sandbox::new();
        let socket = listen(&sockets(&sandbox).journald);
        let text = "0123456789".repeat(1 << 20);
        let kept = logging(&sandbox, Format::Journald).record(&response("s", &text, "{}")).unwrap();
        assert_eq!(kept, Kept::SystemLog(SystemLog::Journald));
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut bytes = [0; 16];
        let received = recvmsg(&socket, &mut [IoSliceMut::new(&mut bytes)], &mut control, RecvFlags::empty()).unwrap();
        assert_eq!(received.bytes, 0);
        let Some(RecvAncillaryMessage::ScmRights(mut descriptors)) = control.drain().next() else { panic!() };
        let mut file = File::from(descriptors.next().unwrap());
        let seals = SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE | SealFlags::SEAL;
        assert_eq!(fcntl_get_seals(&file).unwrap(), seals);
        file.rewind().unwrap();
        let mut entry = String::new();
        file.read_to_string(&mut entry).unwrap();
        assert!(entry.starts_with("MESSAGE=engineer answered in session s: 10485760 characters\n"));
        assert!(entry.contains(&format!("\nRESPONSE_TEXT={text}\n")));
    }

    #[test]
    fn syslog_stands_in_for_the_journal_and_files_for_both() {
        let sandbox = Sandbox::new();
        let recorder = logging(&sandbox, Format::Journald);
        assert!(matches!(recorder.record(&response("s", "x", "{}")), Ok(Kept::Store(path)) if path.exists()));
        let syslog = listen(&sockets(&sandbox).syslog[0]);
        assert_eq!(recorder.record(&response("s", "x", "{}")).unwrap(), Kept::SystemLog(SystemLog::Syslog));
        assert!(receive(&syslog).contains("session=\"s\""));
        let journal = listen(&sockets(&sandbox).journald);
        assert_eq!(recorder.record(&response("s", "x", "{}")).unwrap(), Kept::SystemLog(SystemLog::Journald));
        assert!(receive(&journal).contains("RESPONSE_SESSION=s"));
        drop((journal, syslog));
        obstruct(&sandbox, "t");
        assert!(matches!(recorder.record(&response("t", "x", "{}")), Ok(Kept::Fallback { path, .. }) if path.exists()));
    }

    #[test]
    fn a_log_that_does_not_read_holds_nobody_up_and_loses_nothing() {
        let sandbox = Sandbox::new();
        let (journal, syslog) = (listen(&sockets(&sandbox).journald), listen(&sockets(&sandbox).syslog[0]));
        let recorder = logging(&sandbox, Format::Journald).with_retry(Retry::SHORT);
        let number = 2000;
        let mut files = 0;
        for _ in 0..number {
            match recorder.record(&response("s", "x", "{}")).unwrap() {
                Kept::SystemLog(log) => assert_eq!(log, SystemLog::Journald, "a summary is no record"),
                Kept::Store(_) => files += 1,
                kept @ Kept::Fallback { .. } => panic!("{kept:?}"),
            }
            if files == 2 {
                break;
            }
        }
        assert_eq!(files, 2, "the queue of the socket is full at last");
        syslog.set_nonblocking(true).unwrap();
        assert!(syslog.recv(&mut [0; 16]).is_err());
        assert!(receive(&journal).contains("RESPONSE_TEXT=x"));
    }
}
