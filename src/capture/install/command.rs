//! The command line that a client runs for each event, and how ours is told from others.

use std::path::Path;

use super::Error;

/// What the executable is called where nobody renamed it.
const NAME: &str = "responses";

/// The shell that clients run hooks in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// `sh` and its kin.
    Posix,
    /// Git Bash, `cmd` or PowerShell, depending on the client: what is written must mean the same to all.
    Windows,
}

/// The command line of the hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookCommand {
    line: String,
    program: Program,
}

impl HookCommand {
    /// The command line that runs `executable hook`, with `--dir` if a store is given. Both paths should be absolute, since
    /// nobody knows where a client will run it.
    ///
    /// # Errors
    /// [`Error::Unspeakable`] for a path that no settings file can hold.
    pub fn new(executable: &Path, store: Option<&Path>, shell: Shell) -> Result<Self, Error> {
        let mut words = vec![word(executable, shell)?, "hook".to_owned()];
        if let Some(store) = store {
            words.extend(["--dir".to_owned(), word(store, shell)?]);
        }
        Ok(Self { line: words.join(" "), program: Program::new(executable) })
    }

    /// The line as a settings file holds it.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// True for a line that this one would have become, had a store been named.
    pub(super) fn is_but_for_the_store(&self, line: &str) -> bool {
        line.strip_prefix(&self.line).is_some_and(|rest| rest.is_empty() || rest.starts_with(" --dir "))
    }

    /// The program that it runs.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }
}

/// What our executable is called, to recognise it in command lines, wherever it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program(String);

impl Program {
    /// The program of an executable, by its name without ending.
    #[must_use]
    pub fn new(executable: &Path) -> Self {
        let stem = executable.file_stem().and_then(|stem| stem.to_str());
        Self(stem.unwrap_or(NAME).to_owned())
    }

    /// True for a command line that runs our `hook`, also of another version or from another place.
    pub(super) fn runs(&self, line: &str) -> bool {
        let Some(words) = shlex::split(line) else { return false };
        let [program, verb, ..] = words.as_slice() else { return false };
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let stem = name.strip_suffix(".exe").unwrap_or(name);
        verb == "hook" && (stem == NAME || stem == self.0)
    }
}

fn word(path: &Path, shell: Shell) -> Result<String, Error> {
    let unspeakable = || Error::Unspeakable { path: path.to_owned() };
    let text = path.to_str().ok_or_else(unspeakable)?;
    match shell {
        Shell::Posix => shlex::try_quote(text).map(Into::into).map_err(|_| unspeakable()),
        // A quotation mark can't be in a path there, and forward slashes mean the same to every shell.
        Shell::Windows => {
            let text = text.strip_prefix(r"\\?\").unwrap_or(text).replace('\\', "/");
            let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/:._-+~".contains(c));
            Ok(if plain { text } else { format!("\"{text}\"") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(executable: &str, store: Option<&str>, shell: Shell) -> String {
        HookCommand::new(Path::new(executable), store.map(Path::new), shell).unwrap().line
    }

    #[test]
    fn paths_are_quoted_for_their_shell() {
        assert_eq!(line("/usr/bin/responses", None, Shell::Posix), "/usr/bin/responses hook");
        let store = Some("/home/a b/$(x)");
        assert_eq!(line("/o'p/responses", store, Shell::Posix), "\"/o'p/responses\" hook --dir '/home/a b/$(x)'");
        let windows = line(r"\\?\C:\Program Files\responses.exe", Some(r"D:\s"), Shell::Windows);
        assert_eq!(windows, "\"C:/Program Files/responses.exe\" hook --dir D:/s");
    }

    #[test]
    fn ours_is_recognised_wherever_it_lies() {
        let program = Program::new(Path::new("/opt/keeper"));
        for ours in [
            "responses hook",
            "/usr/local/bin/responses hook --dir '/a b'",
            "'/a b/responses' hook --client claude",
            "\"C:/Program Files/responses.exe\" hook",
            "/x/keeper hook",
        ] {
            assert!(program.runs(ours), "{ours}");
        }
        for other in [
            "",
            "responses",
            "responses list",
            "my-responses hook",
            "hook responses",
            "echo 'responses hook",
            "keeper2 hook",
        ] {
            assert!(!program.runs(other), "{other}");
        }
    }
}
