use std::collections::BTreeSet;
use std::time::Duration;

use super::{Arrived, Flow, KILLS, POISON, many, wait_until};
use crate::support::servers::{Authority, Certificate, Sink, Trouble, free_address};
use crate::support::{Run, Sandbox};

fn flow(sink: &Sink, records: usize, more: &[&str]) -> Flow {
    let url = format!("url={}", sink.url("/in"));
    Flow::new(records, &[&["webhook", &url, "read_timeout=500ms"], more].concat())
}

fn arrived(sink: &Sink) -> Vec<Arrived> {
    sink.taken().into_iter().map(|taken| Arrived::new(taken.id, taken.session, &taken.record)).collect()
}

/// All goes through in spite of that trouble.
fn survives(plan: impl Fn(usize) -> Trouble + Send + Sync + 'static, more: &[&str]) -> Sink {
    let sink = Sink::with_trouble(plan);
    let flow = flow(&sink, 700, more);
    flow.all_at_once();
    flow.verify(&arrived(&sink));
    sink
}

#[test]
fn down_at_the_start() {
    let mut sink = Sink::start();
    sink.die();
    let flow = flow(&sink, 700, &[]);
    flow.record();
    let run = flow.sandbox.run(["forward", "run"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("nobody listens there") && run.stderr.contains("700 records still waiting"),
        "{}",
        run.stderr
    );
    assert_eq!(flow.sandbox.run(["forward", "status"]).code, 4);
    sink.rise();
    flow.finish();
    flow.verify(&arrived(&sink));
}

#[test]
fn killed_in_the_middle_of_batches() {
    survives(|number| if number % 3 == 1 { Trouble::CutInBody } else { Trouble::None }, &[]);
}

#[test]
fn gone_and_back_while_records_come() {
    let mut sink = Sink::start();
    let flow = flow(&sink, 3000, &[]);
    let sink = std::sync::Mutex::new(&mut sink);
    let count = || sink.lock().unwrap().taken().into_iter().map(|taken| taken.id).collect::<BTreeSet<_>>().len();
    flow.with_service(count, || {
        for share in 1..4 {
            wait_until("some more arrived", || count() >= share * 500);
            sink.lock().unwrap().die();
            std::thread::sleep(Duration::from_millis(50));
            sink.lock().unwrap().rise();
        }
    });
    flow.verify(&arrived(&sink.lock().unwrap()));
}

#[test]
fn slow() {
    survives(|_| Trouble::Slow(Duration::from_millis(30)), &[]);
}

#[test]
fn half_open() {
    survives(|number| if number % 5 == 2 { Trouble::Silence } else { Trouble::None }, &[]);
}

#[test]
fn replies_lost_after_commit() {
    let sink = survives(|number| if number % 3 == 1 { Trouble::ReplyLost } else { Trouble::None }, &["gzip=true"]);
    assert!(sink.taken().len() > 700, "some came twice");
}

#[test]
fn asked_for_time() {
    let answer = |status| Trouble::Answer(status, vec![("Retry-After", "1".to_owned())], "");
    survives(
        move |number| match number {
            1 | 2 => answer(429),
            4 => answer(503),
            _ => Trouble::None,
        },
        &["format=json"],
    );
}

#[test]
fn one_record_in_ten_thousand_is_poison() {
    let sink = Sink::with_poison(POISON, |_| Trouble::None);
    let flow = flow(&sink, 10_000, &[]).with_poison(POISON);
    flow.all_at_once();
    flow.verify(&arrived(&sink));
    let letters = std::fs::read_to_string(flow.sandbox.store().join(".forward/there/dead-letters.ndjson")).unwrap();
    assert!(letters.contains("422 Unprocessable Entity: a record is not wanted"), "{letters}");
    assert!(sink.requests() < 10_000 / 50 + 20, "{}: only the batch with the poison was taken apart", sink.requests());
}

/// The worst of all together: trouble of every kind there, poison, and kills here.
#[test]
fn the_sender_is_killed_again_and_again() {
    let sink = Sink::with_poison(POISON, |number| match number % 40 {
        7 => Trouble::ReplyLost,
        17 => Trouble::CutInBody,
        23 => Trouble::Answer(503, Vec::new(), ""),
        31 => Trouble::Slow(Duration::from_millis(20)),
        _ => Trouble::None,
    });
    let flow = flow(&sink, many(), &[]).with_poison(POISON);
    let in_the_midst = flow.with_kills(KILLS, || sink.taken_so_far());
    flow.verify(&arrived(&sink));
    assert!(in_the_midst > KILLS / 2, "{in_the_midst} were killed while records flowed");
}

#[test]
fn what_is_wrong_is_told_when_it_is_added() {
    let sandbox = Sandbox::new();
    let ours = Authority::new().write(&sandbox.project()).display().to_string();
    let stranger = Sink::with_tls(Authority::new().server(Certificate::Good));
    let (secure, ours) = (format!("url={}", stranger.url("/in")), format!("ca_file={ours}"));
    let nobody = format!("url=http://{}", free_address());
    for (options, code, said) in [
        (&["webhook", &secure, &ours][..], 1, "certificate not accepted: signed by nobody that this system trusts"),
        (&["webhook", &nobody], 1, "nobody listens there"),
        (&["webhook", "url=example.com"], 2, "`url` must be a URL that begins with http:// or https://"),
        (&["webhook", &nobody, "token_env=AUDIT_TOKEN"], 2, "the environment variable AUDIT_TOKEN is not set"),
        (&["carrier-pigeon"], 2, "no transport `carrier-pigeon`; there are null, logging, file, webhook"),
    ] {
        let run = sandbox.run(["forward", "add", "audit"].iter().chain(options).copied());
        assert_eq!(run.code, code, "{options:?}: {}", run.stderr);
        assert!(run.stderr.starts_with("error: ") && run.stderr.contains(said), "{options:?}: {}", run.stderr);
        assert!(run.stderr.contains("hint: ") || code == 2, "{}", run.stderr);
    }
    assert!(!sandbox.project().join(".claude-mpm/configuration.yaml").exists());
}

#[test]
fn secrets_come_from_the_environment_and_are_written_nowhere() {
    let sink = Sink::start();
    let flow = flow(&sink, 10, &["token_env=AUDIT_TOKEN"]);
    flow.record();
    let without = flow.sandbox.run(["forward", "run"]);
    assert!(without.code == 2 && without.stderr.contains("AUDIT_TOKEN is not set"), "{}", without.stderr);
    let with = Run::of(flow.sandbox.command(["-v", "forward", "run"]).env("AUDIT_TOKEN", "hush-token"));
    assert_eq!(with.code, 0, "{}", with.stderr);
    assert_eq!(sink.last().headers["authorization"], "Bearer hush-token");
    flow.verify(&arrived(&sink));
    let mut files = vec![flow.sandbox.project()];
    while let Some(path) = files.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => files.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => {
                assert!(!String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains("hush-token"), "{path:?}");
            }
        }
    }
}
