use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use responses::gateway::{Cause, SendError};
use ring::hmac;
use serde_json::{Value, json};

use super::{babbler, ids, items, open, passing, try_open};
use crate::support::servers::{Authority, Certificate, Sink, Trouble, free_address};

fn webhook(sink: &Sink, more: Value) -> Value {
    let mut options = json!({"transport": "webhook", "url": sink.url("/in?key=hush"), "read_timeout": "20s"});
    let Value::Object(more) = more else { panic!("{more}") };
    options.as_object_mut().unwrap().extend(more);
    options
}

fn taken(sink: &Sink) -> Vec<String> {
    sink.taken().into_iter().map(|taken| taken.id).collect()
}

#[test]
fn batches_arrive_in_every_form() {
    for (more, kind) in [
        (json!({}), "application/x-ndjson"),
        (json!({"format": "json"}), "application/json"),
        (json!({"gzip": true}), "application/x-ndjson"),
        (json!({"gzip": true, "format": "json"}), "application/json"),
    ] {
        let sink = Sink::start();
        let mut transport = open(webhook(&sink, more.clone()));
        transport.health_check().unwrap();
        let batch = items("a", 3);
        transport.send_batch(&batch).unwrap();
        assert_eq!(taken(&sink), ids(&batch), "{more}");
        assert_eq!(sink.taken()[1].record["request"], "a 1");
        assert_eq!(sink.taken()[1].session, "odd");
        let request = sink.last();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/in?key=hush"));
        assert_eq!(request.headers["content-type"], kind);
        assert!(request.headers["user-agent"].starts_with("responses/"));
        let compressed = more["gzip"] == true;
        assert_eq!(request.headers.contains_key("content-encoding"), compressed);
        assert_eq!(request.raw.len() < request.body.len() / 4, compressed);
    }
}

#[test]
fn one_connection_serves_many_batches() {
    let sink = Sink::start();
    let mut transport = open(webhook(&sink, json!({})));
    for number in 0..20 {
        transport.send_batch(&items(&number.to_string(), 1 + number * 10)).unwrap();
    }
    assert_eq!((sink.connections(), sink.requests()), (1, 20));
}

#[test]
fn secrets_and_headers_go_along() {
    let sink = Sink::start();
    let more = json!({"token_env": "TOKEN", "headers": {"X-Team": "blue", "X-Api-Key": {"env": "PASSWORD"}}});
    open(webhook(&sink, more)).send_batch(&items("a", 1)).unwrap();
    let headers = sink.last().headers;
    assert_eq!(headers["authorization"], "Bearer hush-token");
    assert_eq!((headers["x-team"].as_str(), headers["x-api-key"].as_str()), ("blue", "hush-password"));
}

#[test]
fn a_signature_can_be_checked_by_the_receiver() {
    for gzip in [false, true] {
        let sink = Sink::start();
        let batch = items("a", 3);
        open(webhook(&sink, json!({"secret_env": "KEY", "gzip": gzip}))).send_batch(&batch).unwrap();
        let request = sink.last();
        let header = |name: &str| request.headers[name].as_str();
        assert_eq!(header("webhook-timestamp"), "1795262400");
        assert_eq!(header("webhook-id"), header("idempotency-key"));
        let mut signed = format!("{}.{}.", header("webhook-id"), header("webhook-timestamp")).into_bytes();
        signed.extend(&request.raw);
        let signature = STANDARD.decode(header("webhook-signature").strip_prefix("v1,").unwrap()).unwrap();
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, b"hush-key"), &signed, &signature).unwrap();
    }
}

#[test]
fn a_batch_that_comes_again_has_the_same_key() {
    let sink = Sink::with_trouble(|number| if number == 0 { Trouble::ReplyLost } else { Trouble::None });
    let mut transport = open(webhook(&sink, json!({})));
    let batch = items("a", 5);
    let mut keys = Vec::new();
    while transport.send_batch(&batch).is_err() {
        keys.push(sink.last().headers["idempotency-key"].clone());
    }
    assert_eq!(keys, [sink.last().headers["idempotency-key"].clone()]);
    assert_eq!(taken(&sink), [ids(&batch), ids(&batch)].concat());
    transport.send_batch(&batch[..1]).unwrap();
    assert_eq!(sink.last().headers["idempotency-key"], batch[0].id.to_string());
}

#[test]
fn no_answer_is_an_error_that_may_pass_and_the_next_batch_goes_through() {
    for (trouble, cause, words) in [
        (Trouble::CutInBody, Cause::Connection, "http://localhost:"),
        (Trouble::ReplyLost, Cause::Connection, "http://localhost:"),
        (Trouble::Silence, Cause::Timeout, "the answer took longer than `read_timeout`"),
    ] {
        let told = format!("{trouble:?}");
        let sink = Sink::with_trouble(move |number| if number == 1 { trouble.clone() } else { Trouble::None });
        // The others take as long as the machine needs.
        let patience = if cause == Cause::Timeout { "500ms" } else { "60s" };
        let mut transport = open(webhook(&sink, json!({"read_timeout": patience})));
        transport.send_batch(&items("a", 3)).unwrap();
        // More than fits into the buffers between here and there.
        let error = transport.send_batch(&items("b", 5000)).unwrap_err();
        passing(&error, cause, words);
        assert!(!error.to_string().contains("hush"), "{told}: {error}");
        transport.send_batch(&items("c", 3)).unwrap();
        assert_eq!(taken(&sink)[..3], ids(&items("a", 3)), "{told}");
        assert!(taken(&sink).ends_with(&ids(&items("c", 3))), "{told}");
    }
}

#[test]
fn an_answer_in_another_protocol_is_told_as_such() {
    let address = babbler();
    let url = format!("http://{address}");
    let mut transport = open(json!({"transport": "webhook", "url": url}));
    passing(&transport.send_batch(&items("a", 1)).unwrap_err(), Cause::Serialisation, "not an answer in HTTP");
    transport.close().unwrap();
}

#[test]
fn whoever_is_down_is_found_when_back() {
    let mut sink = Sink::start();
    let mut transport = open(webhook(&sink, json!({})));
    transport.send_batch(&items("a", 2)).unwrap();
    sink.die();
    for _ in 0..3 {
        passing(&transport.send_batch(&items("b", 2)).unwrap_err(), Cause::Connection, "");
    }
    passing(&transport.health_check().unwrap_err(), Cause::Connection, "nobody listens there");
    sink.rise();
    transport.send_batch(&items("b", 2)).unwrap();
    assert_eq!(taken(&sink), [ids(&items("a", 2)), ids(&items("b", 2))].concat());
}

#[test]
fn a_slow_answer_is_waited_for() {
    let sink = Sink::with_trouble(|_| Trouble::Slow(Duration::from_millis(200)));
    open(webhook(&sink, json!({}))).send_batch(&items("a", 2)).unwrap();
    assert_eq!(sink.taken().len(), 2);
}

#[test]
fn a_delay_that_is_asked_for_is_passed_on() {
    for (status, value, seconds) in [(429, "7", 7), (503, "3", 3), (503, "Sat, 21 Nov 2026 12:01:30 GMT", 90)] {
        let answer = Trouble::Answer(status, vec![("Retry-After", value.to_owned())], "later");
        let sink = Sink::with_trouble(move |_| answer.clone());
        let error = open(webhook(&sink, json!({}))).send_batch(&items("a", 1)).unwrap_err();
        assert!(matches!(&error, SendError::Throttled { delay, .. } if delay.as_secs() == seconds), "{error:?}");
    }
}

#[test]
fn what_is_refused_for_good_is_told_from_what_settings_can_mend() {
    for (status, permanent, words) in [
        (422, true, "refused: 422 Unprocessable Entity: no `agent`"),
        (413, true, "refused: 413 Payload Too Large: no `agent`"),
        (500, false, "refused: 500 Internal Server Error: no `agent`"),
        (401, false, "is the token right?"),
        (404, false, "is the URL right?"),
    ] {
        let sink = Sink::with_trouble(move |_| Trouble::Answer(status, Vec::new(), "no `agent`\n"));
        let mut transport = open(webhook(&sink, json!({})));
        let error = transport.send_batch(&items("a", 3)).unwrap_err();
        assert_eq!(matches!(error, SendError::Permanent { .. }), permanent, "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(sink.connections(), 1);
    }
}

#[test]
fn a_redirect_gets_no_secret() {
    let other = Sink::start();
    let location = other.url("/elsewhere");
    for status in [301, 302, 303, 307, 308] {
        let location = location.clone();
        let sink = Sink::with_trouble(move |_| Trouble::Answer(status, vec![("Location", location.clone())], ""));
        let more = json!({"token_env": "TOKEN", "secret_env": "KEY"});
        let error = open(webhook(&sink, more)).send_batch(&items("a", 1)).unwrap_err();
        passing(&error, Cause::Refused, "redirects are not followed: set `url` to where it leads (http://localhost:");
    }
    assert_eq!((other.connections(), other.requests()), (0, 0));
}

#[test]
fn certificates_are_checked_and_what_is_wrong_is_said() {
    let (ours, stranger) = (Authority::new(), Authority::new());
    let directory = tempfile::tempdir().unwrap();
    let trusted = ours.write(directory.path());
    let error = |authority: &Authority, certificate| {
        let sink = Sink::with_tls(authority.server(certificate));
        let mut transport = open(webhook(&sink, json!({"ca_file": trusted})));
        let result = transport.health_check().and_then(|()| transport.send_batch(&items("a", 2)));
        assert_eq!(sink.taken().len(), if result.is_ok() { 2 } else { 0 });
        result
    };
    assert_eq!(error(&ours, Certificate::Good), Ok(()));
    for (authority, certificate, words) in [
        (&stranger, Certificate::Good, "signed by nobody that this system trusts; `ca_file` can name an authority"),
        (&ours, Certificate::ForAnother, "it is for elsewhere.example, not for localhost"),
        (&ours, Certificate::Expired, "it has expired on 2020-01-01"),
        (&ours, Certificate::OfAnAuthority, "it is that of an authority, and none for a server"),
    ] {
        passing(&error(authority, certificate).unwrap_err(), Cause::Certificate, words);
    }
    let plain = Sink::start();
    let url = plain.url("/").replace("http:", "https:");
    let options = json!({"transport": "webhook", "url": url, "ca_file": trusted});
    passing(&open(options).health_check().unwrap_err(), Cause::Connection, "it does not speak TLS");
}

#[test]
fn what_can_not_work_is_said_at_once() {
    let url = format!("http://{}", free_address());
    for (options, words) in [
        (json!({}), "missing field `url`"),
        (json!({"url": "localhost:80"}), "`url` must be a URL that begins with http:// or https://"),
        (json!({"url": "http://me:hush@localhost"}), "`url` has a user or password in it"),
        (json!({"url": url, "token_env": "UNSET"}), "the environment variable UNSET is not set"),
        (json!({"url": url, "token_file": "/nowhere/token"}), "cannot read the secret in /nowhere/token"),
        (json!({"url": url, "token_env": "TOKEN", "token_file": "/x"}), "`token_env` and `token_file` are both set"),
        (
            json!({"url": url, "headers": {"Content-Length": "1"}}),
            "headers: Content-Length: this header says what is sent",
        ),
        (json!({"url": url, "headers": {"a b": "1"}}), "headers: a b: this can't be the name of a header"),
        (json!({"url": url, "headers": {"X": 1}}), "a header is a text, {env: NAME} or {file: PATH}"),
        (json!({"url": url, "headers": {"X": {"env": "UNSET"}}}), "the environment variable UNSET is not set"),
        (json!({"url": url, "format": "xml"}), "unknown variant `xml`, expected `ndjson` or `json`"),
        (json!({"url": url, "timeout": "soon"}), "`soon` is not a length of time"),
        (json!({"url": url, "uri": 1}), "unknown field `uri`"),
        (json!({"url": "https://localhost", "ca_file": "/nowhere/ca.pem"}), "ca_file: /nowhere/ca.pem: No such file"),
        (json!({"url": "https://localhost", "ca_file": "Cargo.toml"}), "ca_file: Cargo.toml: no certificate in it"),
    ] {
        let mut all = json!({"transport": "webhook"});
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        let Err(error) = try_open(all) else { panic!("{options}") };
        assert!(error.to_string().contains(words), "{options}: {error}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
