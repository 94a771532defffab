use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::capture::Format;
use crate::capture::logger::{QueueSize, Way};
use crate::record::Redaction;
use crate::store::write::{Compression, Durability};

/// A project and a home, each with a configuration or without.
struct Place {
    dir: TempDir,
    variables: Vec<(&'static str, &'static str)>,
}

impl Place {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::create_dir_all(dir.path().join("project/.claude-mpm")).unwrap();
        fs::create_dir_all(dir.path().join("home/.config/responses")).unwrap();
        Self { dir, variables: Vec::new() }
    }

    fn project(self, text: &str) -> Self {
        fs::write(self.dir.path().join("project/.claude-mpm/configuration.yaml"), text).unwrap();
        self
    }

    fn user(self, text: &str) -> Self {
        fs::write(self.dir.path().join("home/.config/responses/config.yaml"), text).unwrap();
        self
    }

    fn variable(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    fn sources(&self) -> Sources {
        let home = self.dir.path().join("home");
        let set = |name: &str| self.variables.iter().find(|(known, _)| *known == name).map(|(_, v)| OsString::from(v));
        Sources {
            working_directory: self.dir.path().join("project"),
            config_home: Some(home.join(".config")),
            home: Some(home),
            variables: Variables::read(set),
            ..Sources::default()
        }
    }

    fn config(&self) -> Config {
        Config::resolve_leniently(&self.sources())
    }

    /// The problems, with the temporary directory taken out of them.
    fn problems(&self) -> Vec<String> {
        let dir = slashed(format!("{}/", self.dir.path().display()));
        self.config().problems.iter().map(|problem| slashed(problem.to_string()).replace(&dir, "")).collect()
    }
}

/// A text with paths in it, as it is where `/` separates their names.
fn slashed(text: impl Into<String>) -> String {
    text.into().replace(std::path::MAIN_SEPARATOR, "/")
}

fn in_project(line: u64) -> Origin {
    Origin::File { path: ".claude-mpm/configuration.yaml".into(), line }
}

#[test]
fn each_layer_hides_those_below_it() {
    let mut place = Place::new();
    let enabled = |place: &Place| place.config().settings.enabled;
    assert_eq!(enabled(&place), Setting { value: true, origin: Origin::Default });
    place = place.user("response_tracking:\n  enabled: false\n");
    assert!(!enabled(&place).value);
    place = place.project("response_logging:\n  enabled: true\n");
    assert_eq!(enabled(&place), Setting { value: true, origin: in_project(2) });
    place = place.project("response_logging:\n  enabled: true\nresponse_tracking:\n  enabled: false\n");
    assert_eq!(enabled(&place), Setting { value: false, origin: in_project(4) }, "tracking beats logging");
    place = place.variable("CLAUDE_MPM_RESPONSE_TRACKING_ENABLED", "1");
    let origin = Origin::Environment("CLAUDE_MPM_RESPONSE_TRACKING_ENABLED");
    assert_eq!(enabled(&place), Setting { value: true, origin });
    assert_eq!(place.problems(), [""; 0]);
}

#[test]
fn deprecated_variables_count_where_no_file_speaks() {
    let mut place = Place::new()
        .variable("CLAUDE_USE_ASYNC_LOG", "false")
        .variable("CLAUDE_LOG_FORMAT", "syslog")
        .variable("CLAUDE_LOG_SYNC", "true")
        .variable("CLAUDE_SESSION_DIR", "old");
    let config = place.config();
    let settings = &config.settings;
    assert_eq!((settings.use_async.value, settings.debug_sync.value), (false, true));
    assert_eq!(settings.format.value, Format::Syslog);
    assert_eq!((config.store, config.store_origin), ("old".into(), Origin::Environment("CLAUDE_SESSION_DIR")));
    assert!(place.problems().iter().all(|problem| problem.contains(": deprecated; ")), "{:?}", place.problems());
    assert_eq!(place.problems().len(), 4);
    place =
        place.project("response_logging: {use_async: true, format: json, debug_sync: false, session_directory: new}\n");
    let config = place.config();
    let settings = &config.settings;
    assert_eq!((settings.use_async.value, settings.debug_sync.value), (true, false));
    assert_eq!((settings.format.value, config.store), (Format::Json, "new".into()));
    assert_eq!(place.problems().len(), 4, "they are still told");
}

#[test]
fn every_key_is_read() {
    let text = "\
response_tracking:
  enabled: false
  storage_dir: records
  track_all_agents: false
  excluded_agents: [Code Reviewer, qa]
  min_response_length: 50
  auto_cleanup_days: 30
  max_sessions: 100
  naive_timezone: America/New_York
  redact: off
  durability: full
response_logging:
  use_async: no
  debug_sync: true
  format: journald
  max_queue_size: 500
  enable_compression: true
hook:
  pending_ttl: 36h
";
    let place = Place::new().project(text);
    assert_eq!(place.problems(), [""; 0]);
    let config = place.config();
    assert_eq!(config.store, Path::new("records"));
    let settings = config.settings;
    assert_eq!(settings.enabled, Setting { value: false, origin: in_project(2) });
    assert_eq!(settings.track_all_agents, Setting { value: false, origin: in_project(4) });
    assert!(settings.excluded_agents.value.contains("code_reviewer"));
    assert_eq!(settings.min_response_length.value, 50);
    assert_eq!((settings.auto_cleanup_days.value, settings.max_sessions.value), (Some(30), Some(100)));
    assert_eq!(config.naive_zone.get().iana_name(), Some("America/New_York"));
    assert_eq!((settings.redact.value, settings.durability.value), (Redaction::Off, Durability::Full));
    assert_eq!((settings.use_async.value, settings.debug_sync.value), (false, true));
    assert_eq!((settings.format.value, settings.max_queue_size.value), (Format::Journald, 500));
    assert_eq!(settings.compression, Setting { value: Compression::Gzip, origin: in_project(17) });
    assert_eq!(settings.pending_ttl.value, Duration::from_hours(36));
}

#[test]
fn the_documented_defaults() {
    let settings = Place::new().config().settings;
    assert!(settings.enabled.value && settings.track_all_agents.value && settings.use_async.value);
    assert!(!settings.debug_sync.value && !settings.debug.value);
    assert_eq!((settings.max_queue_size.value, settings.min_response_length.value), (10_000, 0));
    assert_eq!((settings.auto_cleanup_days.value, settings.max_sessions.value), (None, None));
    assert_eq!((settings.redact.value, settings.durability.value), (Redaction::On, Durability::File));
    assert_eq!((settings.compression.value, settings.format.value), (Compression::None, Format::Json));
    assert_eq!(settings.pending_ttl.value, Duration::from_hours(24));
    assert!(Place::new().variable("CLAUDE_MPM_DEBUG", "true").config().settings.debug.value);
}

#[test]
fn old_files_are_understood_and_told_about() {
    let text = "\
response_tracking:
  enabled: 'false'
  track_all_agents: \"yes\"
  excluded_agents: qa, ops
  auto_cleanup_days: '30'
  max_sessions: 0
  base_dir:
response_logging:
  max_queue_size: 250000
hook:
";
    let place = Place::new().project(text);
    let settings = place.config().settings;
    assert_eq!((settings.enabled.value, settings.track_all_agents.value), (false, true));
    assert!(settings.excluded_agents.value.contains("OPS"));
    assert_eq!((settings.auto_cleanup_days.value, settings.max_sessions.value), (Some(30), None));
    assert_eq!(settings.max_queue_size, Setting { value: 100_000, origin: in_project(9) });
    let told = ": is of the wrong type, but it is clear what it means";
    let expected = [
        format!("line 2: response_tracking.enabled: `false`{}", &told[1..]),
        format!("line 3: response_tracking.track_all_agents: `yes`{}", &told[1..]),
        format!("line 4: response_tracking.excluded_agents: `qa, ops`{}", &told[1..]),
        format!("line 5: response_tracking.auto_cleanup_days: `30`{}", &told[1..]),
        "line 9: response_logging.max_queue_size: 250000 is out of range (1 to 100000), 100000 is taken".to_owned(),
        "line 10: hook: the section is empty".to_owned(),
    ];
    let expected: Vec<_> = expected.iter().map(|rest| format!(".claude-mpm/configuration.yaml: {rest}")).collect();
    assert_eq!(place.problems(), expected);
    assert!(Config::resolve(&place.sources()).is_ok());
}

#[test]
fn loggers_queue_unless_they_are_told_not_to() {
    let way = |text: &str| Place::new().project(text).config().settings.logger().way;
    assert_eq!(way(""), Way::Queued(QueueSize::default()));
    assert_eq!(way("response_logging: {max_queue_size: 7}\n"), Way::Queued(QueueSize::nearest(7)));
    assert_eq!(way("response_logging: {use_async: false}\n"), Way::Direct);
    assert_eq!(way("response_logging: {use_async: true, debug_sync: true}\n"), Way::Direct);
    let logger =
        Place::new().project("response_tracking: {enabled: no, min_response_length: 3}\n").config().settings.logger();
    assert!(!logger.enabled && logger.policy.min_length == 3);
}

#[test]
fn what_can_not_be_understood_is_named_with_its_line_and_a_suggestion() {
    let text = "\
response_trackin: {}
response_tracking:
  storage_dri: x
  use_async: true
  colour: blue
  naive_timezone: Mars/Olympus
  durability: rename
other: {enabled: 1}
";
    let place = Place::new().project(text).user("hook:\n  pending_ttl: 24\n");
    let file = ".claude-mpm/configuration.yaml: line";
    let problems = place.problems();
    let expected = [
        format!("{file} 1: response_trackin: another tool's section; did you mean `response_tracking`?"),
        format!("{file} 3: response_tracking.storage_dri: no such key; did you mean `storage_dir`?"),
        format!("{file} 4: response_tracking.use_async: no such key; did you mean `use_async` in `response_logging`?"),
        format!("{file} 5: response_tracking.colour: not a key that is known here"),
    ];
    assert_eq!(problems[..4], expected);
    assert!(problems[4].starts_with(&format!("{file} 6: response_tracking.naive_timezone: ")), "{problems:?}");
    assert_eq!(problems[5], format!("{file} 7: response_tracking.durability: must be file or full, not `rename`"));
    let user = "home/.config/responses/config.yaml: line 2: hook.pending_ttl: must be a length of time such as 24h or 30min, not 24";
    assert_eq!(problems[6..], [user]);
    let error = Config::resolve(&place.sources()).unwrap_err();
    assert_eq!((slashed(error.first.to_string()), error.others), (expected[1].clone(), 4));
    let variable = Place::new().variable("CLAUDE_MPM_RESPONSE_TRACKING_ENABLED", "maybe");
    let expected = "CLAUDE_MPM_RESPONSE_TRACKING_ENABLED: must be true or false, not `maybe`";
    assert_eq!(Config::resolve(&variable.sources()).unwrap_err().to_string(), expected);
}

#[test]
fn the_store_is_named_by_the_first_layer_that_does() {
    let place = Place::new().user("response_tracking:\n  storage_dir: ~/all\n");
    let home = place.dir.path().join("home");
    assert_eq!(place.config().store, home.join("all"));
    let place = place.user("response_logging:\n  session_directory: relative\n");
    let home = place.dir.path().join("home");
    assert_eq!(place.config().store, home.join("relative"), "in the user's file relative to the home directory");
    let place = place.project("response_tracking:\n  base_dir: here\nresponse_logging:\n  session_directory: no\n");
    assert_eq!((place.config().store, place.config().store_origin), ("here".into(), in_project(2)));
    let place = place.variable("CLAUDE_MPM_RESPONSE_TRACKING_DIR", "there");
    assert_eq!(place.config().store, Path::new("there"));
    let sources = Sources { dir_flag: Some("flag".into()), ..place.sources() };
    assert_eq!(Config::resolve_leniently(&sources).store_origin, Origin::Flag);
    let below = Place::new();
    fs::create_dir_all(below.dir.path().join("project/.claude-mpm/responses")).unwrap();
    fs::create_dir(below.dir.path().join("project/sub")).unwrap();
    let sources = Sources { working_directory: below.dir.path().join("project/sub"), ..below.sources() };
    assert_eq!(Config::resolve_leniently(&sources).store_origin, Origin::Found);
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let place = Place::new();
    let sources = Sources { config_flag: Some("missing.yaml".into()), ..place.sources() };
    assert!(Config::resolve(&sources).unwrap_err().to_string().starts_with("missing.yaml: "));
    let roles: Vec<_> = files(&sources).into_iter().map(|file| file.role).collect();
    assert_eq!(roles, [Role::Given, Role::User]);
}
