//! Secrets never reach the disk.

use std::fs;
use std::path::Path;

use crate::support::{Run, Sandbox};

/// Keys of the known forms, put together here so that no scanner takes this file for a leak.
pub(crate) fn secrets() -> Vec<(&'static str, String)> {
    let body = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA3bC5dE7fG9hJ1kL2";
    vec![
        ("anthropic-key", format!("sk-ant-api03-{body}")),
        ("openai-key", format!("sk-proj-{body}")),
        ("aws-access-key", format!("AKIA{}", &body.to_uppercase()[..16])),
        ("google-key", format!("AIza{}", &body[..35])),
        ("github-token", format!("ghp_{}", &body[..36])),
        ("gitlab-token", format!("glpat-{}", &body[..20])),
        ("slack-token", format!("xoxb-123456789012-{}", &body[..24])),
        ("stripe-key", format!("sk_live_{}", &body[..24])),
        ("jwt", format!("eyJ{}.eyJ{}.{}", &body[..30], &body[..40], &body[..43])),
        ("private-key", format!("-----BEGIN RSA PRIVATE KEY-----\n{body}\n{body}\n-----END RSA PRIVATE KEY-----")),
    ]
}

/// Everything in the store, names and contents.
fn whole(directory: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        text += &entry.file_name().into_string().unwrap();
        text += &if entry.path().is_dir() { whole(&entry.path()) } else { fs::read_to_string(entry.path()).unwrap() };
    }
    text
}

fn log(sandbox: &Sandbox, args: &[&str], object: &str) -> Run {
    Run::of(sandbox.command(["log", "--from", "json"].into_iter().chain(args.iter().copied())).write_stdin(object))
}

#[test]
fn nothing_of_a_secret_is_left_wherever_it_stood() {
    for (kind, secret) in secrets() {
        let sandbox = Sandbox::new();
        let (value, key) = (serde_json::json!(secret), serde_json::json!(format!("x {secret}")));
        let object = format!(
            r#"{{"agent": "qa", "request": {key}, "response": {value}, "metadata": {{"tokens": 7, "deep": [[{{{key}: {value}}}]]}}}}"#
        );
        assert_eq!(log(&sandbox, &[], &object).code, 0);
        let stored = whole(&sandbox.store());
        let longest = secret.split(['\n', '.', '-', '_']).max_by_key(|part| part.len()).unwrap();
        assert!(!stored.contains(longest), "{stored}");
        assert_eq!(stored.matches(&format!("[REDACTED:{kind}]")).count(), 4, "{stored}");
        assert!(stored.contains("\"tokens\": 7"));
    }
}

#[test]
fn escapes_hide_nothing() {
    let (_, secret) = secrets().swap_remove(0);
    let escape = |text: &str| text.chars().fold(String::new(), |out, c| out + &format!("\\u{:04x}", u32::from(c)));
    let whole_escaped = escape(&secret);
    let hyphens = secret.replace('-', "\\u002d");
    let quoted = secret.replace('-', "\\\\u002d");
    for spelling in [&whole_escaped, &hyphens, &quoted] {
        let sandbox = Sandbox::new();
        let object = format!(
            r#"{{"agent": "qa", "request": "r", "response": "{spelling}", "metadata": {{"{spelling}": "a {spelling} b"}}}}"#
        );
        assert_eq!(log(&sandbox, &[], &object).code, 0);
        let stored = whole(&sandbox.store());
        assert_eq!(stored.matches("[REDACTED:anthropic-key]").count(), 3, "{stored}");
        assert!(!stored.contains("aB3dE5") && !stored.contains(&escape("aB3dE5")), "{stored}");
    }
}

#[test]
fn a_name_that_holds_a_secret_is_refused_and_leaves_nothing() {
    let (_, secret) = secrets().swap_remove(0);
    for object in [
        format!(r#"{{"agent": "qa", "session_id": "s-{secret}", "request": "r", "response": "x"}}"#),
        format!(r#"{{"agent": "{secret}", "request": "r", "response": "x"}}"#),
    ] {
        let sandbox = Sandbox::new();
        let run = log(&sandbox, &[], &object);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("holds a secret, which no name may") && !run.stderr.contains(&secret), "{run:?}");
        assert!(!sandbox.project().join(".claude-mpm").exists());
    }
}

#[test]
fn it_can_be_turned_off_by_flag_and_by_configuration() {
    let (_, secret) = secrets().swap_remove(0);
    let object = format!(r#"{{"agent": "qa", "request": "r", "response": "{secret}"}}"#);
    let sandbox = Sandbox::new();
    assert_eq!(log(&sandbox, &["--no-redact"], &object).code, 0);
    assert!(whole(&sandbox.store()).contains(&secret));
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.project().join(".claude-mpm")).unwrap();
    fs::write(sandbox.project().join(".claude-mpm/configuration.yaml"), "response_tracking:\n  redact: off\n").unwrap();
    assert_eq!(log(&sandbox, &[], &object).code, 0);
    assert!(whole(&sandbox.store()).contains(&secret));
}

#[test]
fn what_is_compressed_was_redacted_before() {
    let sandbox = Sandbox::new();
    let config = "response_logging:\n  enable_compression: true\n";
    fs::create_dir(sandbox.project().join(".claude-mpm")).unwrap();
    fs::write(sandbox.project().join(".claude-mpm/configuration.yaml"), config).unwrap();
    let (_, secret) = secrets().swap_remove(0);
    let run = log(&sandbox, &[], &format!(r#"{{"agent": "qa", "request": "r", "response": "{secret}"}}"#));
    let path = run.stdout.trim_end();
    assert!(path.ends_with(".json.gz"), "{run:?}");
    let stored = fs::read(sandbox.project().join(path)).unwrap();
    let text = String::from_utf8(responses::record::decompress(&stored, 1 << 20).unwrap()).unwrap();
    assert!(text.contains("[REDACTED:anthropic-key]") && !text.contains(&secret));
}

#[test]
fn no_log_is_called_by_a_secret() {
    let sandbox = Sandbox::new();
    let secret = "AKIAIOSFODNN7EXAMPLE";
    for args in [
        &["append", "--session", secret, "--type", "decision", "--agent", "a"][..],
        &["emit", "--session", secret, "1"],
        &["task", "start", "t", "--session", secret],
        &["tool", "t", "--agent", secret],
    ] {
        let run = sandbox.run(["events"].into_iter().chain(args.iter().copied()));
        assert_eq!(run.code, 1, "{args:?} {run:?}");
        assert!(run.stderr.contains("holds a secret, which no name may"), "{args:?} {run:?}");
    }
    assert!(!sandbox.project().join(".ai-agents").exists() && !sandbox.project().join("logs").exists());
    let new = sandbox.json(["events", "append", "--type", "decision", "--agent", secret, "--json"]);
    assert!(new["session_id"].as_str().unwrap().starts_with("[REDACTED:aws-access-key]_"), "{new}");
}
