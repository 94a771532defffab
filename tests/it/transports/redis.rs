use std::time::Duration;

use responses::gateway::{Cause, Item, SendError};
use serde_json::{Value, json};

use super::{babbler, ids, item, items, open, passing, try_open};
use crate::support::servers::{Authority, Cut, Proxy, RedisServer, free_address};

fn options(url: &str, more: Value) -> Value {
    let mut options = json!({"transport": "redis", "url": url, "read_timeout": "20s"});
    let Value::Object(more) = more else { panic!("{more}") };
    options.as_object_mut().unwrap().extend(more);
    options
}

fn start(options: &[&str]) -> Option<RedisServer> {
    RedisServer::start("sending to Redis", options)
}

fn stream(server: &RedisServer) -> Vec<String> {
    server.stream("responses").into_iter().map(|entry| entry.id).collect()
}

#[test]
fn batches_become_entries_in_order() {
    let Some(server) = start(&[]) else { return };
    let mut transport = open(options(&server.url(), json!({})));
    transport.health_check().unwrap();
    let all = items("a", 250);
    for batch in all.chunks(100) {
        transport.send_batch(batch).unwrap();
    }
    transport.send_batch(&[]).unwrap();
    assert_eq!(stream(&server), ids(&all));
    let entry = &server.stream("responses")[1];
    assert_eq!((entry.session.as_str(), entry.record.as_str()), ("odd", all[1].record()));
    transport.close().unwrap();
}

#[test]
fn a_stream_can_be_bounded_and_have_another_name_and_database() {
    let Some(server) = start(&[]) else { return };
    let url = format!("{}/3", server.url());
    let mut transport = open(options(&url, json!({"stream": "audit", "max_length": 100})));
    for batch in items("a", 3000).chunks(100) {
        transport.send_batch(batch).unwrap();
    }
    assert!(server.stream("audit").is_empty(), "it is in another database");
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let length: u64 = redis::cmd("XLEN").arg("audit").query(&mut connection).unwrap();
    assert!((100..1000).contains(&length), "{length}: about so many, in whole nodes of the stream");
}

#[test]
fn a_password_is_needed_and_sent() {
    let Some(server) = start(&["--user default off", "--user me on >hush-password ~* +@all"]) else { return };
    let me = json!({"user": "me", "password_env": "PASSWORD"});
    open(options(&server.url(), me)).send_batch(&items("a", 1)).unwrap();
    for more in [json!({}), json!({"user": "me", "password_env": "TOKEN"}), json!({"password_env": "PASSWORD"})] {
        let error = open(options(&server.url(), more.clone())).send_batch(&items("a", 1)).unwrap_err();
        passing(&error, Cause::Refused, "are `user` and the password right?");
        assert!(!error.to_string().contains("hush"), "{more}: {error}");
    }
}

#[test]
fn what_a_user_may_not_do_is_said() {
    let adds = "--user adds on nopass ~* +xadd +multi +exec +ping";
    let reads = "--user reads on nopass ~* +ping +xrange +type +multi +exec";
    let Some(server) = start(&[adds, reads]) else { return };
    let mut adds = open(options(&server.url(), json!({"user": "adds", "password_env": "PASSWORD"})));
    adds.health_check().unwrap();
    adds.send_batch(&items("a", 2)).unwrap();
    let mut reads = open(options(&server.url(), json!({"user": "reads", "password_env": "PASSWORD"})));
    passing(&reads.send_batch(&items("b", 2)).unwrap_err(), Cause::Refused, "this user must be allowed XADD");
    assert_eq!(server.stream("responses").len(), 2);
}

#[test]
fn what_the_server_refuses_leaves_no_part_of_a_batch() {
    let Some(server) = start(&[]) else { return };
    let mut transport = open(options(&server.url(), json!({})));
    let refused = |transport: &mut Box<dyn responses::gateway::Transport>, words| {
        for _ in 0..2 {
            passing(&transport.send_batch(&items("a", 300)).unwrap_err(), Cause::Refused, words);
        }
    };
    server.ask::<()>(&["CONFIG", "SET", "maxmemory", "1"]).unwrap();
    refused(&mut transport, "OOM command not allowed when used memory > 'maxmemory'.; its memory is full");
    server.ask::<()>(&["CONFIG", "SET", "maxmemory", "0"]).unwrap();
    let nobody = free_address();
    server.ask::<()>(&["REPLICAOF", "127.0.0.1", &nobody.port().to_string()]).unwrap();
    refused(&mut transport, "READONLY You can't write against a read only replica.; it is a replica");
    server.ask::<()>(&["REPLICAOF", "NO", "ONE"]).unwrap();
    server.ask::<()>(&["SET", "responses", "a text"]).unwrap();
    refused(&mut transport, "WRONGTYPE");
    passing(&transport.health_check().unwrap_err(), Cause::Refused, "there is a string under the key `responses`");
    server.ask::<()>(&["DEL", "responses"]).unwrap();
    assert_eq!(stream(&server), Vec::<String>::new());
    transport.send_batch(&items("a", 300)).unwrap();
    assert_eq!(stream(&server), ids(&items("a", 300)));
}

#[test]
fn a_node_of_a_cluster_says_where_to_go() {
    let bus = || free_address().port().to_string();
    let (has_port, knows_port) = (bus(), bus());
    let cluster = |port: &str| start(&["--cluster-enabled yes", &format!("--cluster-port {port}")]);
    let (Some(has), Some(knows)) = (cluster(&has_port), cluster(&knows_port)) else { return };
    let mut transport = open(options(&knows.url(), json!({})));
    passing(&transport.send_batch(&items("a", 1)).unwrap_err(), Cause::Refused, "CLUSTERDOWN");
    has.ask::<()>(&["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]).unwrap();
    let port = has.address().port().to_string();
    knows.ask::<()>(&["CLUSTER", "MEET", "127.0.0.1", &port, &has_port]).unwrap();
    // They take a moment to learn of each other.
    let error = loop {
        match transport.send_batch(&items("a", 1)).unwrap_err() {
            error if error.to_string().contains("CLUSTERDOWN") => std::thread::sleep(Duration::from_millis(20)),
            error => break error,
        }
    };
    let words = format!("127.0.0.1:{port}; it is a node of a cluster: set `url` to the one that has the stream");
    passing(&error, Cause::Refused, &words);
    open(options(&has.url(), json!({}))).send_batch(&items("a", 1)).unwrap();
}

#[test]
fn what_is_larger_than_the_server_takes_is_named() {
    let Some(server) = start(&["--proto-max-bulk-len 1mb"]) else { return };
    let mut transport = open(options(&server.url(), json!({})));
    let mut batch = items("a", 5);
    batch[3] = item(&"long ".repeat(300_000), "even");
    let Err(SendError::Permanent { items, .. }) = transport.send_batch(&batch) else { panic!() };
    assert_eq!(items.iter().map(|refusal| refusal.index).collect::<Vec<_>>(), [3]);
    batch.remove(3);
    transport.send_batch(&batch).unwrap();
    assert_eq!(stream(&server), ids(&batch));
}

#[test]
fn no_answer_is_an_error_that_may_pass_and_the_next_batch_goes_through() {
    for (cut, cause, arrives) in [
        (Cut::InRequest, Cause::Connection, 0),
        (Cut::BeforeAnswer, Cause::Connection, 300),
        (Cut::Silence, Cause::Timeout, 0),
    ] {
        let Some(server) = start(&[]) else { return };
        let proxy = Proxy::start(server.address(), "EXEC", move |number| if number == 0 { cut } else { Cut::Never });
        let url = format!("redis://{}", proxy.address());
        let patience = if cause == Cause::Timeout { "500ms" } else { "60s" };
        let mut transport = open(options(&url, json!({"read_timeout": patience})));
        let batch = items("a", 300);
        passing(&transport.send_batch(&batch).unwrap_err(), cause, &url);
        assert_eq!(stream(&server).len(), arrives, "{cut:?}: all of a batch or nothing");
        transport.send_batch(&batch).unwrap();
        assert!(stream(&server).ends_with(&ids(&batch)), "{cut:?}");
        assert_eq!(proxy.connections(), 2, "{cut:?}");
    }
}

#[test]
fn an_answer_in_another_protocol_is_told_as_such() {
    let url = format!("redis://{}", babbler());
    let mut transport = open(options(&url, json!({})));
    passing(&transport.send_batch(&items("a", 1)).unwrap_err(), Cause::Serialisation, "not an answer of Redis");
}

#[test]
fn whoever_answers_nothing_at_all_is_given_up() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let mut transport = open(options(&url, json!({"connect_timeout": "300ms"})));
    passing(&transport.send_batch(&items("a", 1)).unwrap_err(), Cause::Timeout, &url);
}

#[test]
fn a_slow_answer_is_waited_for() {
    let Some(server) = start(&[]) else { return };
    let proxy = Proxy::start(server.address(), "EXEC", |_| Cut::Slow(Duration::from_millis(50)));
    open(options(&format!("redis://{}", proxy.address()), json!({}))).send_batch(&items("a", 2)).unwrap();
    assert_eq!(stream(&server).len(), 2);
}

#[test]
fn whoever_is_killed_is_found_when_back() {
    let Some(mut server) = start(&[]) else { return };
    let mut transport = open(options(&server.url(), json!({})));
    transport.send_batch(&items("a", 100)).unwrap();
    server.die();
    for _ in 0..3 {
        passing(&transport.send_batch(&items("b", 2)).unwrap_err(), Cause::Connection, "");
    }
    passing(&transport.health_check().unwrap_err(), Cause::Connection, "nobody listens there");
    server.rise();
    transport.send_batch(&items("b", 2)).unwrap();
    assert_eq!(stream(&server), [ids(&items("a", 100)), ids(&items("b", 2))].concat());
}

#[test]
fn who_speaks_another_protocol_is_no_redis() {
    let sink = crate::support::servers::Sink::start();
    let url = sink.url("").replace("http:", "redis:");
    let batch: [Item; 1] = [item("a", "s")];
    let error = open(options(&url, json!({"connect_timeout": "2s"}))).send_batch(&batch).unwrap_err();
    assert!(matches!(error, SendError::Transient { .. }), "{error:?}");
}

#[test]
fn certificates_are_checked() {
    let (ours, stranger) = (Authority::new(), Authority::new());
    let directory = tempfile::tempdir().unwrap();
    let [certificate, key] = ours.write_server(directory.path()).map(|path| path.display().to_string());
    let port = free_address().port();
    let tls = format!("--tls-port {port} --tls-cert-file {certificate} --tls-key-file {key} --tls-auth-clients no");
    let Some(server) = start(&[&tls]) else { return };
    let send = |authority: &Authority, host: &str| {
        let more = json!({"ca_file": authority.write(directory.path())});
        open(options(&format!("rediss://{host}:{port}"), more)).send_batch(&items("a", 3))
    };
    assert_eq!(send(&ours, "localhost"), Ok(()));
    assert_eq!(stream(&server), ids(&items("a", 3)));
    passing(&send(&stranger, "localhost").unwrap_err(), Cause::Certificate, "signed by nobody that this system trusts");
    passing(&send(&ours, "127.0.0.1").unwrap_err(), Cause::Certificate, "it is for localhost");
}

#[test]
fn what_can_not_work_is_said_at_once() {
    for (more, words) in [
        (json!({"url": "http://localhost"}), "`url` must be redis://HOST:PORT"),
        (json!({"url": "redis://:hush@localhost"}), "`url` has a user or password in it"),
        (json!({"password_env": "UNSET"}), "the environment variable UNSET is not set"),
        (json!({"max_length": 0}), "invalid value: integer `0`, expected a nonzero u64"),
        (json!({"ca_file": "/nowhere/ca.pem", "url": "rediss://localhost"}), "ca_file: /nowhere/ca.pem: No such file"),
        (json!({"key": "x"}), "unknown field `key`"),
    ] {
        let Err(error) = try_open(options("redis://localhost", more.clone())) else { panic!("{more}") };
        assert!(error.to_string().contains(words), "{more}: {error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
