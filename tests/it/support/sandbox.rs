//! A directory of its own to run the binary in, with nothing of the machine's surroundings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Output};

use assert_cmd::Command;
use tempfile::TempDir;

use super::copy_tree;

/// A temporary directory with a project in it. The store is where the tool looks for it: `.claude-mpm/responses`.
pub(crate) struct Sandbox {
    dir: TempDir,
}

impl Sandbox {
    /// A project without a store.
    pub(crate) fn new() -> Self {
        Self::at(TempDir::new().unwrap())
    }

    /// The same on a file system in memory, where there is one: for tests that write very much, and are not about disks.
    pub(crate) fn in_memory() -> Self {
        Self::at(TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap())
    }

    fn at(dir: TempDir) -> Self {
        for name in ["home", "project", "tmp"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        Self { dir }
    }

    /// A project whose store is a copy of that tree.
    pub(crate) fn with_store(tree: &Path) -> Self {
        let sandbox = Self::new();
        copy_tree(tree, &sandbox.store());
        sandbox
    }

    /// A project whose store is the sample store.
    pub(crate) fn with_examples() -> Self {
        Self::with_store(&super::examples())
    }

    /// Where the binary runs.
    pub(crate) fn project(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    /// The store.
    pub(crate) fn store(&self) -> PathBuf {
        self.project().join(".claude-mpm/responses")
    }

    /// Writes a file into the store.
    pub(crate) fn put(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let full = self.store().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, content).unwrap();
        full
    }

    /// The user's home directory.
    pub(crate) fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// The directory for temporary files.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.dir.path().join("tmp")
    }

    /// The binary with these arguments, ready to run.
    pub(crate) fn command<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::from_std(self.program(env!("CARGO_BIN_EXE_responses")));
        command.args(args);
        command
    }

    /// A shell script in the same surroundings. `"$@"` in it is the binary with these arguments.
    #[cfg(unix)]
    pub(crate) fn shell<'a>(&self, script: &str, args: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::from_std(self.program("/bin/sh"));
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_responses")]).args(args);
        command
    }

    /// Any program in the same surroundings.
    pub(crate) fn program(&self, program: &str) -> process::Command {
        let mut command = process::Command::new(program);
        command.current_dir(self.project()).env_clear();
        command
            .env("HOME", self.home())
            .env("TMPDIR", self.temporary())
            .env("TZ", "UTC")
            .env("PATH", std::env::var_os("PATH").unwrap());
        command
    }

    /// Runs the binary and keeps what it said.
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Run {
        Run::of(&mut self.command(args))
    }

    /// Runs the binary, which must end with 0, and gives its standard output.
    pub(crate) fn stdout<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> String {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    }

    /// Runs the binary, which must end with 0 and print one JSON document.
    pub(crate) fn json<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> serde_json::Value {
        let stdout = self.stdout(args);
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}"))
    }
}

/// What a run of the binary gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Runs a command. A death by signal has the code that shells give it.
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        #[cfg(unix)]
        let signal = std::os::unix::process::ExitStatusExt::signal(&status);
        #[cfg(not(unix))]
        let signal: Option<i32> = None;
        Self {
            code: status.code().unwrap_or_else(|| 128 + signal.unwrap_or(0)),
            stdout: String::from_utf8(stdout).expect("output is UTF-8"),
            stderr: String::from_utf8(stderr).expect("messages are UTF-8"),
        }
    }
}
