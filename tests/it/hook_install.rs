//! `responses hook install`, `status` and `uninstall`

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Run, Sandbox};

/// Settings as people and programs write them, down to those that hold nothing.
const SETTINGS: [(&str, &str); 11] = [
    (
        "other hooks and unknown keys",
        "{\n  \"future\": {\"x\": [1, null]},\n  \"hooks\": {\n    \"Stop\": [\n      {\n        \"hooks\": [\n          { \"type\": \"command\", \"command\": \"say 'done'\" }\n        ]\n      }\n    ],\n    \"PreToolUse\": [{\"matcher\": \"Bash\", \"hooks\": []}]\n  },\n  \"model\": \"opus\"\n}\n",
    ),
    ("tabs", "{\n\t\"model\": \"opus\",\n\t\"hooks\": {}\n}\n"),
    ("three spaces", "{\n   \"model\": \"opus\"\n}\n"),
    ("minified", "{\"model\":\"opus\",\"hooks\":{\"Stop\":[]}}"),
    ("unicode", "{\n  \"名前\": \"é 🦀 \\u00e9\"\n}\n"),
    (
        "comments",
        "// mine\n{\n  \"model\": \"opus\", // the best\n  /* none yet */\n  \"hooks\": {\n    // todo\n  },\n}\n",
    ),
    ("CRLF", "{\r\n    \"model\": \"opus\"\r\n}\r\n"),
    ("no final newline", "{\n  \"model\": \"opus\"\n}"),
    ("nothing", ""),
    ("an empty object", "{}"),
    ("an empty object with space", "{ \n}\n\n"),
];

/// What is ours in Claude Code's settings.
const EVENTS: [(&str, Option<&str>); 4] =
    [("UserPromptSubmit", None), ("PostToolUse", Some("Task|Agent")), ("SubagentStop", None), ("Stop", None)];

fn home(sandbox: &Sandbox) -> PathBuf {
    sandbox.project().with_file_name("home")
}

/// Claude Code's settings file of the user, with that content.
fn with_settings(sandbox: &Sandbox, content: impl AsRef<[u8]>) -> PathBuf {
    let path = home(sandbox).join(".claude/settings.json");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// The text with what differs between machines replaced.
fn steady(sandbox: &Sandbox, text: &str) -> String {
    let home = home(sandbox);
    let root = home.parent().unwrap();
    let real = fs::canonicalize(root).unwrap();
    text.replace(&executable(), "/bin/responses")
        .replace(real.to_str().unwrap(), "[ROOT]")
        .replace(root.to_str().unwrap(), "[ROOT]")
}

fn executable() -> String {
    env!("CARGO_BIN_EXE_responses").to_owned()
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The settings of a file without comments.
fn parsed(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn settings_of_every_kind_come_back_to_the_byte() {
    for (kind, content) in SETTINGS {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, content);
        sandbox.stdout(["hook", "install"]);
        let installed = fs::read_to_string(&path).unwrap();
        assert_eq!(installed.matches("responses hook\"").count(), EVENTS.len(), "{kind}: {installed}");
        let backup = path.with_file_name("settings.json.responses-backup");
        assert_eq!(fs::read_to_string(&backup).unwrap(), content, "{kind}");
        let again = sandbox.stdout(["hook", "install"]);
        assert!(again.starts_with("Nothing to change"), "{kind}: {again}");
        assert_eq!(fs::read_to_string(&path).unwrap(), installed, "{kind}");
        sandbox.stdout(["hook", "uninstall"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), content, "{kind}");
        assert_eq!(names(path.parent().unwrap()), ["settings.json"], "{kind}: the copy is not needed any more");
    }
}

#[test]
fn where_nothing_was_nothing_stays() {
    let sandbox = Sandbox::new();
    for (client, scope) in
        [("claude", "user"), ("claude", "project"), ("claude", "local"), ("codex", "user"), ("gemini", "project")]
    {
        let flags = ["--client", client, "--scope", scope];
        sandbox.stdout(["hook", "install"].into_iter().chain(flags));
        assert_eq!(names(&home(&sandbox)).len() + names(&sandbox.project()).len(), 1, "{flags:?}");
        sandbox.stdout(["hook", "uninstall"].into_iter().chain(flags));
        assert_eq!(names(&home(&sandbox)).len() + names(&sandbox.project()).len(), 0, "{flags:?}");
        let again = sandbox.stdout(["hook", "uninstall"].into_iter().chain(flags));
        assert!(again.starts_with("Nothing to change"), "{again}");
    }
}

#[test]
fn claude_code_gets_the_events_that_every_version_knows() {
    let sandbox = Sandbox::new();
    let path = with_settings(&sandbox, "");
    sandbox.stdout(["hook", "install"]);
    let settings = parsed(&path);
    let hooks = settings["hooks"].as_object().unwrap();
    assert_eq!(hooks.keys().collect::<Vec<_>>(), EVENTS.map(|(event, _)| event));
    for (event, matcher) in EVENTS {
        let group = &hooks[event][0];
        assert_eq!(group["matcher"].as_str(), matcher);
        let expected = serde_json::json!([{"type": "command", "command": executable() + " hook", "timeout": 10}]);
        assert_eq!(group["hooks"], expected);
    }
}

#[test]
fn each_client_has_its_file_and_events() {
    let sandbox = Sandbox::new();
    for (client, file, events) in [
        ("codex", ".codex/hooks.json", &["UserPromptSubmit", "SubagentStop", "Stop"][..]),
        ("gemini", ".gemini/settings.json", &["AfterTool", "AfterAgent"]),
    ] {
        for (scope, root) in [("user", home(&sandbox)), ("project", sandbox.project())] {
            sandbox.stdout(["hook", "install", "--client", client, "--scope", scope]);
            let settings = parsed(&root.join(file));
            // Codex refuses its file if there is anything else at the top.
            assert_eq!(settings.as_object().unwrap().keys().collect::<Vec<_>>(), ["hooks"]);
            assert_eq!(settings["hooks"].as_object().unwrap().keys().collect::<Vec<_>>(), events);
        }
        let run = sandbox.run(["hook", "install", "--client", client, "--scope", "local"]);
        assert_eq!(
            (run.code, run.stderr.contains("has no settings for hooks of scope `local`")),
            (2, true),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_dry_run_shows_the_diff_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let path = with_settings(&sandbox, SETTINGS[0].1);
    let diff = sandbox.stdout(["hook", "install", "--dry-run"]);
    insta::assert_snapshot!("hook_install_diff", steady(&sandbox, &diff));
    let document = sandbox.json(["hook", "install", "--dry-run", "--json"]);
    assert_eq!(
        (&document["dry_run"], &document["change"], &document["diff"]),
        (&true.into(), &"install".into(), &diff.clone().into())
    );
    let new = sandbox.stdout(["hook", "install", "--dry-run", "--client", "codex"]);
    assert!(new.starts_with("--- /dev/null\n+++ "), "{new}");
    assert_eq!(fs::read_to_string(&path).unwrap(), SETTINGS[0].1);
    assert_eq!(
        (names(&home(&sandbox)), names(path.parent().unwrap())),
        (vec![".claude".into()], vec!["settings.json".into()])
    );
    sandbox.stdout(["hook", "install"]);
    let back = sandbox.stdout(["hook", "uninstall", "--dry-run"]);
    assert_eq!(back.matches("\n- ").count(), diff.matches("\n+ ").count(), "{back}");
}

#[test]
fn what_it_says() {
    let sandbox = Sandbox::new();
    with_settings(&sandbox, "{}");
    let mut said = String::new();
    for args in [
        &["hook", "install"][..],
        &["hook", "install"],
        &["hook", "install", "--dir", "elsewhere"],
        &["hook", "uninstall", "--json"],
        &["hook", "install", "--client", "codex"],
        &["hook", "install", "--client", "gemini", "--scope", "local"],
    ] {
        let Run { code, stdout, stderr } = sandbox.run(args.iter().copied());
        said.extend(["$ responses ", &args.join(" "), "\n", &stdout, &stderr, &code.to_string(), "\n\n"]);
    }
    insta::assert_snapshot!("hook_install_said", steady(&sandbox, &said));
}

#[test]
fn what_was_edited_meanwhile_stays_and_only_our_hooks_go() {
    let sandbox = Sandbox::new();
    let path = with_settings(&sandbox, "{\n  \"hooks\": {\n    \"Stop\": []\n  }\n}\n");
    sandbox.stdout(["hook", "install"]);
    let edited = fs::read_to_string(&path).unwrap().replacen("{\n", "{\n  // new\n  \"model\": \"x\",\n", 1);
    fs::write(&path, &edited).unwrap();
    sandbox.stdout(["hook", "uninstall"]);
    let left = "{\n  // new\n  \"model\": \"x\",\n  \"hooks\": {\n    \"Stop\": []\n  }\n}\n";
    assert_eq!(fs::read_to_string(&path).unwrap(), left);
    sandbox.stdout(["hook", "install"]);
    let copies = ["settings.json.responses-backup", "settings.json.responses-backup.1"];
    assert_eq!(names(path.parent().unwrap())[1..], copies, "a copy is never overwritten");
    assert_eq!(fs::read_to_string(path.with_file_name(copies[1])).unwrap(), left);
}

#[test]
fn hooks_of_another_version_are_updated_and_others_left_alone() {
    let sandbox = Sandbox::new();
    let ours = r#"{"type": "command", "command": "'/old place/responses' hook --dir /x", "timeout": 60}"#;
    let other = r#"{"type": "command", "command": "/usr/bin/my-responses hook"}"#;
    let path = with_settings(
        &sandbox,
        format!(r#"{{"hooks": {{"Stop": [{{"hooks": [{ours}, {other}]}}], "PreToolUse": [{{"hooks": [{ours}]}}]}}}}"#),
    );
    let status =
        || sandbox.json(["hook", "status", "--client", "claude", "--scope", "user", "--json"])["items"][0].clone();
    assert_eq!(
        (&status()["status"], &status()["command"]),
        (&"other_version".into(), &"'/old place/responses' hook --dir /x".into())
    );
    assert!(sandbox.stdout(["hook", "install"]).starts_with("Updated the hooks in"));
    assert_eq!(status()["status"], "installed");
    let hooks = parsed(&path)["hooks"].clone();
    assert_eq!(hooks["Stop"][0]["hooks"], serde_json::from_str::<Value>(&format!("[{other}]")).unwrap());
    assert!(hooks.get("PreToolUse").is_none());
    sandbox.stdout(["hook", "uninstall"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!(r#"{{"hooks": {{"Stop": [{{"hooks": [ {other}]}}]}}}}"#));
}

#[test]
fn a_store_is_written_as_an_absolute_path() {
    let sandbox = Sandbox::new();
    let path = with_settings(&sandbox, "");
    sandbox.stdout(["hook", "install", "--dir", "my store"]);
    let command = parsed(&path)["hooks"]["Stop"][0]["hooks"][0]["command"].as_str().unwrap().to_owned();
    let root = fs::canonicalize(sandbox.project()).unwrap();
    assert_eq!(command, format!("{} hook --dir '{}'", executable(), root.join("my store").display()));
    let status = sandbox.json(["hook", "status", "--json"]);
    assert_eq!(status["items"][0]["status"], "installed", "whatever the store");
}

#[test]
fn status_tells_every_client_and_scope() {
    let sandbox = Sandbox::new();
    with_settings(&sandbox, "{}");
    fs::create_dir(home(&sandbox).join(".codex")).unwrap();
    fs::write(home(&sandbox).join(".codex/hooks.json"), "{\"hooks\": [1]}").unwrap();
    sandbox.stdout(["hook", "install", "--scope", "local"]);
    insta::assert_snapshot!("hook_status", steady(&sandbox, &sandbox.stdout(["hook", "status", "--format", "csv"])));
    let json = sandbox.stdout(["hook", "status", "--json", "--client", "codex"]);
    insta::assert_snapshot!("hook_status_json", steady(&sandbox, &json));
}

#[test]
fn settings_that_are_not_what_they_must_be_are_refused() {
    let sandbox = Sandbox::new();
    let mut said = String::new();
    for content in [
        &b"{\n  \"model\": \"x\"\n  \"y\": 1\n}"[..],
        b"{\"hooks\": {",
        b"[]",
        b"{\"hooks\": [{}]}",
        b"{\"hooks\": null}",
        b"{\"hooks\": {\"Stop\": {\"hooks\": []}}}",
        b"\xff\xfe{}",
        b"{} {}",
        b"/* no end {}",
    ] {
        let path = with_settings(&sandbox, content);
        let run = sandbox.run(["hook", "install"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", String::from_utf8_lossy(content));
        assert_eq!(fs::read(&path).unwrap(), content);
        assert_eq!(names(path.parent().unwrap()), ["settings.json"]);
        said += run.stderr.lines().next().unwrap();
        said.push('\n');
    }
    let path = with_settings(&sandbox, "");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    said += &sandbox.run(["hook", "install"]).stderr;
    insta::assert_snapshot!("hook_install_refused", steady(&sandbox, &said));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::process::{Command, Stdio};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().mode() & 0o7777
    }

    #[test]
    fn the_mode_is_kept() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "{}");
        for wanted in [0o600, 0o640, 0o666] {
            set_mode(&path, wanted);
            sandbox.stdout(["hook", "install"]);
            assert_eq!((mode(&path), mode(&path.with_file_name("settings.json.responses-backup"))), (wanted, wanted));
            sandbox.stdout(["hook", "uninstall"]);
            assert_eq!(mode(&path), wanted);
        }
    }

    #[test]
    fn a_read_only_file_is_left_alone() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "{}");
        set_mode(&path, 0o444);
        let run = sandbox.run(["hook", "install"]);
        assert_eq!((run.code, run.stderr.contains("settings.json is read-only")), (1, true), "{}", run.stderr);
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(path.parent().unwrap()).len()), ("{}", 1));
    }

    #[test]
    fn a_link_stays_a_link_and_its_target_is_replaced() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "");
        fs::remove_file(&path).unwrap();
        let target = home(&sandbox).join("dotfiles.json");
        fs::write(&target, "{\"a\":1}").unwrap();
        symlink("../dotfiles.json", &path).unwrap();
        sandbox.stdout(["hook", "install"]);
        assert_eq!(fs::read_link(&path).unwrap(), Path::new("../dotfiles.json"));
        assert!(fs::read_to_string(&target).unwrap().contains("responses hook"));
        sandbox.stdout(["hook", "uninstall"]);
        assert_eq!(fs::read_to_string(&target).unwrap(), "{\"a\":1}");
        assert_eq!(
            (names(&home(&sandbox)), names(path.parent().unwrap())),
            (vec![".claude".into(), "dotfiles.json".into()], vec!["settings.json".into()])
        );
        fs::remove_file(&target).unwrap();
        let run = sandbox.run(["hook", "install"]);
        assert_eq!((run.code, run.stderr.contains("is a link that leads nowhere")), (1, true), "{}", run.stderr);
    }

    #[test]
    fn a_fifo_is_refused_without_waiting() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "");
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let run = sandbox.run(["hook", "install"]);
        assert_eq!((run.code, run.stderr.contains("is not a regular file")), (1, true), "{}", run.stderr);
    }

    #[test]
    fn the_line_that_is_written_is_what_a_shell_runs() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "");
        let place = home(&sandbox).join("it's $HOME; a \"place\"");
        fs::create_dir(&place).unwrap();
        let moved = place.join("responses");
        // Copied by another process: a file that this one still had open for writing could not be run.
        assert!(Command::new("cp").arg(executable()).arg(&moved).status().unwrap().success());
        let install = Command::new(&moved).args(["hook", "install"]).env("HOME", home(&sandbox)).output().unwrap();
        assert!(install.status.success(), "{}", String::from_utf8_lossy(&install.stderr));
        let command = parsed(&path)["hooks"]["Stop"][0]["hooks"][0]["command"].as_str().unwrap().to_owned();
        // What the shell makes of the line is looked at, not run: the hook would wait for an event.
        let words = Command::new("sh")
            .args(["-c", &format!("printf '%s\\n' {command}")])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(words.stdout).unwrap(), format!("{}\nhook\n", moved.display()));
        let status = Command::new("sh").args(["-c", &format!("{command} --help")]).output().unwrap();
        assert!(status.status.success());
    }

    #[test]
    fn path_is_preferred_where_it_leads_to_the_same_file() {
        let sandbox = Sandbox::new();
        let path = with_settings(&sandbox, "");
        let bin = home(&sandbox).join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(executable(), bin.join("responses")).unwrap();
        let run = Run::of(sandbox.command(["hook", "install"]).env("PATH", &bin));
        assert_eq!(run.code, 0, "{}", run.stderr);
        let command = parsed(&path)["hooks"]["Stop"][0]["hooks"][0]["command"].clone();
        assert_eq!(command, format!("{} hook", bin.join("responses").display()));
    }

    #[test]
    fn clients_that_were_moved_are_found_there() {
        let sandbox = Sandbox::new();
        let moved = home(&sandbox).join("moved");
        let with = |args: &[&str]| {
            let mut command = sandbox.command(args.iter().copied());
            Run::of(command.env("CLAUDE_CONFIG_DIR", &moved).env("CODEX_HOME", &moved))
        };
        assert_eq!(with(&["hook", "install"]).code, 0);
        assert_eq!(with(&["hook", "install", "--client", "codex"]).code, 0);
        assert_eq!(names(&moved), ["hooks.json", "settings.json"]);
    }
}

#[test]
fn codex_can_notify_instead() {
    let sandbox = Sandbox::new();
    let config = home(&sandbox).join(".codex/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let before = "model = \"o3\"\n\n[tools]\n";
    fs::write(&config, before).unwrap();
    let args = ["hook", "install", "--client", "codex", "--notify"];
    sandbox.stdout(args);
    let line = format!("notify = [\"{}\", \"hook\"]", executable());
    assert_eq!(fs::read_to_string(&config).unwrap(), format!("model = \"o3\"\n{line}\n\n[tools]\n"));
    assert!(sandbox.stdout(args).starts_with("Nothing to change in "));
    sandbox.stdout(["hook", "uninstall", "--client", "codex", "--notify"]);
    assert_eq!(fs::read_to_string(&config).unwrap(), before);
    for wrong in [&["--client", "claude"][..], &["--client", "codex", "--scope", "project"]] {
        assert_eq!(sandbox.run(["hook", "install", "--notify"].iter().chain(wrong).copied()).code, 2, "{wrong:?}");
    }
}
