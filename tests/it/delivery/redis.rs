use std::collections::BTreeSet;
use std::time::Duration;

use super::{Arrived, Flow, KILLS, many, wait_until};
use crate::support::servers::{Cut, Proxy, RedisServer};

const WHAT: &str = "forwarding to Redis";

fn flow(url: &str, records: usize, more: &[&str]) -> Flow {
    Flow::new(records, &[&["redis", &format!("url={url}"), "read_timeout=500ms"], more].concat())
}

fn arrived(server: &RedisServer) -> Vec<Arrived> {
    let read = |entry: crate::support::servers::Entry| {
        Arrived::new(entry.id, entry.session, &serde_json::from_str(&entry.record).unwrap())
    };
    server.stream("responses").into_iter().map(read).collect()
}

fn count(server: &RedisServer) -> usize {
    server.ask(&["XLEN", "responses"]).unwrap_or(0)
}

/// How many arrived, counting each once.
fn distinct(server: &RedisServer) -> usize {
    server.stream("responses").into_iter().map(|entry| entry.id).collect::<BTreeSet<_>>().len()
}

/// All goes through in spite of what happens to connections.
fn survives(plan: impl Fn(usize) -> Cut + Send + 'static) -> Option<RedisServer> {
    let server = RedisServer::start(WHAT, &[])?;
    let proxy = Proxy::start(server.address(), "EXEC", plan);
    let flow = flow(&format!("redis://{}", proxy.address()), 700, &[]);
    flow.all_at_once();
    flow.verify(&arrived(&server));
    Some(server)
}

#[test]
fn down_at_the_start() {
    let Some(mut server) = RedisServer::start(WHAT, &[]) else { return };
    server.die();
    let flow = flow(&server.url(), 700, &[]);
    flow.record();
    let run = flow.sandbox.run(["forward", "run"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("nobody listens there") && run.stderr.contains("700 records still waiting"),
        "{}",
        run.stderr
    );
    server.rise();
    flow.finish();
    flow.verify(&arrived(&server));
}

#[test]
fn cut_in_the_middle_of_batches() {
    survives(|number| if number % 2 == 0 { Cut::InRequest } else { Cut::Never });
}

#[test]
fn killed_and_back_while_records_come() {
    let Some(mut server) = RedisServer::start(WHAT, &[]) else { return };
    let flow = flow(&server.url(), 3000, &[]);
    let server = std::sync::Mutex::new(&mut server);
    let count = || distinct(&server.lock().unwrap());
    flow.with_service(count, || {
        for share in 1..4 {
            wait_until("some more arrived", || count() >= share * 500);
            server.lock().unwrap().die();
            server.lock().unwrap().rise();
        }
    });
    flow.verify(&arrived(&server.lock().unwrap()));
}

#[test]
fn slow() {
    survives(|_| Cut::Slow(Duration::from_millis(10)));
}

#[test]
fn half_open() {
    survives(|number| if number % 2 == 0 { Cut::Silence } else { Cut::Never });
}

#[test]
fn answers_lost_after_commit() {
    let Some(server) = survives(|number| if number % 2 == 0 { Cut::BeforeAnswer } else { Cut::Never }) else { return };
    assert!(count(&server) > 700, "some came twice");
}

#[test]
fn full_for_a_while() {
    let Some(server) = RedisServer::start(WHAT, &["--maxmemory 1"]) else { return };
    let flow = flow(&server.url(), 700, &[]);
    flow.record();
    let run = flow.sandbox.run(["forward", "run"]);
    assert!(
        run.code == 1 && run.stderr.contains("its memory is full: `max_length` can bound the stream"),
        "{}",
        run.stderr
    );
    assert_eq!(count(&server), 0);
    server.ask::<()>(&["CONFIG", "SET", "maxmemory", "0"]).unwrap();
    flow.finish();
    flow.verify(&arrived(&server));
}

#[test]
fn one_record_in_ten_thousand_is_poison() {
    let Some(server) = RedisServer::start(WHAT, &["--proto-max-bulk-len 1mb"]) else { return };
    let flow = flow(&server.url(), 10_000, &[]).with_poison(&"large ".repeat(200_000));
    flow.all_at_once();
    flow.verify(&arrived(&server));
    assert_eq!(count(&server), 9999, "nothing came twice");
}

/// The worst of all together: trouble on the way, a server that is killed too, poison, and kills here.
#[test]
fn the_sender_is_killed_again_and_again() {
    let Some(mut server) = RedisServer::start(WHAT, &["--proto-max-bulk-len 1mb"]) else { return };
    let proxy = Proxy::start(server.address(), "EXEC", |number| match number % 5 {
        1 => Cut::BeforeAnswer,
        3 => Cut::InRequest,
        _ => Cut::Never,
    });
    let flow = flow(&format!("redis://{}", proxy.address()), many(), &[]).with_poison(&"large ".repeat(200_000));
    let in_the_midst = flow.with_kills(KILLS, || count(&server));
    server.die();
    server.rise();
    flow.verify(&arrived(&server));
    assert!(in_the_midst > KILLS / 2, "{in_the_midst} were killed while records flowed");
}
