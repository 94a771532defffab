//! Servers that are processes of their own, and end with the test, however that ends.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Runs a server in a directory until standard input ends, which it does when the test's process does, in whatever way. What the
/// server says goes to `log`.
const UNTIL_THE_END: &str = "cd \"$0\" && { \"$@\" > log 2>&1 < /dev/null & server=$!; read -r _; kill -9 \"$server\"; wait \"$server\" 2> /dev/null; }";

/// A process of a server, which is killed at the latest when this is dropped.
pub(super) struct Server(Child);

impl Server {
    pub(super) fn start(
        directory: &Path,
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", UNTIL_THE_END]).arg(directory).arg(program).args(args);
        Self(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Kills it, in the middle of whatever it does.
    pub(super) fn kill(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
