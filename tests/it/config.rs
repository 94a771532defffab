//! `responses config`, and what the configuration does to other commands.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Run, Sandbox};

const LOG: [&str; 7] = ["log", "--agent", "engineer", "--request", "Fix it", "--response", "Fixed."];

/// A project with that configuration.
fn configured(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.project().join(".claude-mpm")).unwrap();
    fs::write(file(&sandbox), text).unwrap();
    sandbox
}

fn file(sandbox: &Sandbox) -> PathBuf {
    sandbox.project().join(".claude-mpm/configuration.yaml")
}

/// Writes the user's own configuration.
fn user(sandbox: &Sandbox, text: &str) {
    let directory = sandbox.project().parent().unwrap().join("home/.config/responses");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("config.yaml"), text).unwrap();
}

/// Text without the sandbox's own place in it.
fn here(sandbox: &Sandbox, text: &str) -> String {
    let directory = sandbox.project().parent().unwrap().to_owned();
    let real = directory.canonicalize().unwrap();
    [real, directory].iter().fold(text.to_owned(), |text, dir| text.replace(dir.to_str().unwrap(), "SANDBOX"))
}

/// The value and origin of a setting.
fn setting(sandbox: &Sandbox, args: &[&str], key: &str) -> (Value, String) {
    let shown = sandbox.json(["config", "show", "--json", "-q"].into_iter().chain(args.iter().copied()));
    let found = shown["items"].as_array().unwrap().iter().find(|item| item["key"] == key);
    let item = found.unwrap_or_else(|| panic!("{key} in {shown}"));
    (item["value"].clone(), here(sandbox, item["origin"].as_str().unwrap()))
}

const DOCUMENTED: &str = "\
response_tracking:
  enabled: false
  base_dir: records
  track_all_agents: false
  excluded_agents: [qa, Code Reviewer]
  min_response_length: 50
  auto_cleanup_days: 30
  max_sessions: 100
  naive_timezone: America/New_York
  redact: off
  durability: full
response_logging:
  use_async: false
  debug_sync: true
  format: syslog
  max_queue_size: 500
  enable_compression: true
hook:
  pending_ttl: 36h
limits:
  file_size: 256MiB
  decompressed_size: 1 GiB
  depth: 5000
  line_length: 1048576
event_logs:
  directory: streams
  format: json
  include_prompt: false
  max_retries: 5
  retry_delay: 250ms
  file_pattern: '%Y%m%d'
  session_pattern: 'runs/{session_id}'
  unknown_pattern: 'lost-{uuid}'
  enable_local: true
";

#[test]
fn every_documented_key_shows_with_its_line() {
    let sandbox = configured(DOCUMENTED);
    insta::assert_snapshot!("config_show_all", sandbox.stdout(["config", "show", "--format", "tsv"]));
}

#[test]
fn without_any_configuration_the_defaults_show() {
    insta::assert_snapshot!("config_show_defaults", Sandbox::new().stdout(["config", "show"]));
}

#[test]
fn the_layers_from_flag_to_default() {
    let sandbox = configured("response_tracking:\n  storage_dir: from-project\n");
    let key = "response_tracking.storage_dir";
    user(&sandbox, "response_tracking:\n  storage_dir: ~/from-user\n  max_sessions: 7\n");
    let of = |args: &[&str]| setting(&sandbox, args, key);
    assert_eq!(of(&[]), ("from-project".into(), ".claude-mpm/configuration.yaml, line 2".to_owned()));
    assert_eq!(of(&["--dir", "from-flag"]), ("from-flag".into(), "flag".to_owned()));
    let user_file = "SANDBOX/home/.config/responses/config.yaml, line 3";
    assert_eq!(setting(&sandbox, &[], "response_tracking.max_sessions"), (7.into(), user_file.to_owned()));
    let mut command = sandbox.command(["config", "show", "--format", "csv"]);
    let run = Run::of(command.env("CLAUDE_MPM_RESPONSE_TRACKING_DIR", "from-variable"));
    let expected = format!("{key},from-variable,environment (CLAUDE_MPM_RESPONSE_TRACKING_DIR)");
    assert!(run.stdout.lines().any(|line| line == expected), "{}", run.stdout);
    fs::remove_file(file(&sandbox)).unwrap();
    assert_eq!(of(&[]).1, "SANDBOX/home/.config/responses/config.yaml, line 2");
}

#[test]
fn the_users_file_is_where_xdg_says() {
    let sandbox = configured("");
    let elsewhere = sandbox.project().join("xdg");
    fs::create_dir_all(elsewhere.join("responses")).unwrap();
    fs::write(elsewhere.join("responses/config.yaml"), "hook: {pending_ttl: 1h}\n").unwrap();
    let mut command = sandbox.command(["config", "show", "--json"]);
    let run = Run::of(command.env("XDG_CONFIG_HOME", &elsewhere));
    assert!(run.stdout.contains("\"1h\""), "{run:?}");
}

#[test]
fn path_tells_which_files_are_looked_at() {
    let sandbox = configured("");
    let shown = here(&sandbox, &sandbox.stdout(["config", "path", "--format", "tsv"]));
    let user = "user\tSANDBOX/home/.config/responses/config.yaml\tfalse";
    assert_eq!(shown, format!("role\tpath\texists\nproject\t.claude-mpm/configuration.yaml\ttrue\n{user}\n"));
    let shown = sandbox.json(["config", "path", "--config", "other.yaml", "--json"]);
    assert_eq!((&shown["items"][0]["role"], &shown["items"][0]["exists"]), (&"given".into(), &false.into()));
}

#[test]
fn check_lists_all_that_is_wrong() {
    let text = "\
response_tracking:
  storage_dri: records
  enabled: 'no'
  naive_timezone: Mars/Olympus
  colour: blue
response_logging:
  max_queue_size: 1000000
  format: xml
";
    let sandbox = configured(text);
    let run = sandbox.run(["config", "check"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!("config_check", format!("{}{}", run.stdout, run.stderr));
    let run = sandbox.run(["config", "check", "--json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, document["total"].as_u64()), (2, Some(6)));
    assert_eq!(document["items"][0]["line"], 2);
    let other = sandbox.run(["list"]);
    assert_eq!((other.code, other.stdout.as_str()), (2, ""));
    assert!(other.stderr.contains("line 2: response_tracking.storage_dri: no such key; did you mean `storage_dir`?"));
    assert!(other.stderr.contains("(and 2 more mistakes)") && other.stderr.contains("hint: `responses config check`"));
    fs::write(file(&sandbox), "response_tracking:\n  enabled: 'no'\n").unwrap();
    assert_eq!(sandbox.run(["config", "check"]).code, 0, "warnings alone are no mistake");
    fs::write(file(&sandbox), "response_tracking: [\n").unwrap();
    let run = sandbox.run(["config", "check"]);
    assert!(run.code == 2 && run.stdout.contains("line "), "{run:?}");
    for fine in [["config", "path"].as_slice(), &["config", "show"], &["completions", "bash"]] {
        assert_eq!(sandbox.run(fine.iter().copied()).code, 0, "{fine:?}");
    }
    assert!(Sandbox::new().run(["config", "check"]).stderr.contains("nothing is wrong"));
}

#[test]
fn sloppy_values_are_taken_with_a_warning() {
    let sandbox = configured("response_logging:\n  enable_compression: 'yes'\nresponse_tracking:\n");
    let run = sandbox.run(LOG);
    assert!(run.code == 0 && run.stdout.trim_end().ends_with(".json.gz"), "{run:?}");
    let file = ".claude-mpm/configuration.yaml";
    let value = format!("{file}: line 2: response_logging.enable_compression: `yes` is of the wrong type");
    let section = format!("{file}: line 3: response_tracking: the section is empty");
    assert!(run.stderr.contains(&value) && run.stderr.contains(&section), "{}", run.stderr);
    let quiet = sandbox.run(LOG.into_iter().chain(["-q"]));
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
    assert_eq!(sandbox.json(["list", "--json"])["total"], 2);
}

#[test]
fn what_concerns_capture_does_not_keep_log_from_recording() {
    let config = "response_tracking: {enabled: false, excluded_agents: [engineer], min_response_length: 500}\n";
    let sandbox = configured(config);
    assert_eq!(sandbox.run(LOG).code, 0);
    assert_eq!(sandbox.json(["list", "--json"])["total"], 1);
}

#[test]
fn log_is_as_durable_as_the_configuration_says() {
    let sandbox = configured("response_tracking: {durability: full}\n");
    assert_eq!(sandbox.run(LOG).code, 0);
    let expected = ("full".into(), ".claude-mpm/configuration.yaml, line 1".to_owned());
    assert_eq!(setting(&sandbox, &[], "response_tracking.durability"), expected);
}

fn with_old_variables(sandbox: &Sandbox, args: &[&str]) -> Run {
    let mut command = sandbox.command(args.iter().copied());
    command.env("CLAUDE_USE_ASYNC_LOG", "false").env("CLAUDE_LOG_FORMAT", "syslog");
    command.env("CLAUDE_LOG_SYNC", "1").env("CLAUDE_SESSION_DIR", "old logs");
    Run::of(&mut command)
}

#[test]
fn deprecated_variables_work_with_a_warning_and_migrate() {
    let before = "# Ours\nresponse_logging:   # the logger\n    # why json\n    format: json # c\n\nother: {a: 1}\n";
    let sandbox = configured(before);
    let run = with_old_variables(&sandbox, &LOG);
    assert!(run.stdout.starts_with("old logs/"), "{run:?}");
    assert!(run.stderr.contains("CLAUDE_SESSION_DIR: deprecated; `responses config migrate`"), "{}", run.stderr);
    let dry = with_old_variables(&sandbox, &["config", "migrate", "--dry-run"]);
    insta::assert_snapshot!("config_migrate_dry_run", format!("{}{}", dry.stdout, dry.stderr));
    assert_eq!(fs::read_to_string(file(&sandbox)).unwrap(), before);
    let done = with_old_variables(&sandbox, &["config", "migrate"]);
    insta::assert_snapshot!("config_migrate", format!("{}{}", done.stdout, done.stderr));
    insta::assert_snapshot!("config_migrated_file", fs::read_to_string(file(&sandbox)).unwrap());
    let backup = sandbox.project().join(".claude-mpm/configuration.yaml.bak");
    assert_eq!(fs::read_to_string(backup).unwrap(), before);
    assert!(sandbox.stdout(LOG).starts_with("old logs/"), "without the variable now");
    let again = with_old_variables(&sandbox, &["config", "migrate", "--json", "-q"]);
    let document: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!((&document["moved"], &document["backup"]), (&serde_json::json!([]), &Value::Null));
    assert_eq!(document["kept"].as_array().unwrap().len(), 4);
}

#[test]
fn migration_makes_the_file_where_there_is_none_and_refuses_what_it_can_not_edit() {
    let sandbox = Sandbox::new();
    assert_eq!(with_old_variables(&sandbox, &["config", "migrate"]).code, 0);
    assert_eq!(setting(&sandbox, &[], "response_logging.use_async").0, false);
    assert!(!sandbox.project().join(".claude-mpm/configuration.yaml.bak").exists());
    let text = "{response_logging: {format: json}}\n";
    let sandbox = configured(text);
    let run = with_old_variables(&sandbox, &["config", "migrate"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("put in by hand: response_logging.use_async: false"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(file(&sandbox)).unwrap(), text);
    assert!(sandbox.run(["config", "migrate"]).stderr.contains("nothing to migrate"));
}

#[cfg(unix)]
#[test]
fn migration_keeps_the_mode_and_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = configured("");
    fs::remove_file(file(&sandbox)).unwrap();
    let real = sandbox.project().join("shared.yaml");
    fs::write(&real, "other: 1\n").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("../shared.yaml", file(&sandbox)).unwrap();
    assert_eq!(with_old_variables(&sandbox, &["config", "migrate"]).code, 0);
    assert!(file(&sandbox).symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("use_async: false"));
}

#[test]
fn a_pattern_that_is_none_is_named_with_its_line_and_others_that_are() {
    let text = "event_logs:\n  file_pattern: \"%Y/%m\"\n  session_pattern: {session_id}\n  unknown_pattern: lost\n  retry_delay: soon\n  file_patern: x\n";
    let sandbox = configured(text);
    let run =
        sandbox.run(["config", "check", "--format", "tsv", "--fields", "severity,line,key,message", "--no-header"]);
    assert_eq!(run.code, 2, "{run:?}");
    insta::assert_snapshot!("config_check_event_logs", run.stdout);
    let emit = sandbox.run(["events", "emit", "1"]);
    assert_eq!((emit.code, emit.stdout.as_str()), (2, ""), "nothing is written by a configuration that is wrong");
    let wrong = Run::of(configured("").command(["config", "check"]).env("AGENT_LOG_FORMAT", "xml"));
    assert_eq!(wrong.code, 0, "{wrong:?}");
    assert!(wrong.stdout.contains("AGENT_LOG_FORMAT") && wrong.stdout.contains("must be jsonl or json"), "{wrong:?}");
}

#[test]
fn a_section_of_event_logs_is_kept_by_a_migration() {
    let text = "event_logs:\n  file_pattern: \"%Y%m%d\" # a day\n";
    let sandbox = configured(text);
    let run = Run::of(sandbox.command(["config", "migrate"]).env("CLAUDE_LOG_FORMAT", "json"));
    assert_eq!(run.code, 0, "{run:?}");
    let written = fs::read_to_string(file(&sandbox)).unwrap();
    assert_eq!(written, format!("{text}\nresponse_logging:\n  format: json\n"));
}
