//! Output a screen at a time, where there is a screen.

use std::env;
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};

/// `less` that quits if all fits on one screen, shows colours, leaves the screen as it is, and goes away together with
/// us when interrupted, instead of fighting with the shell for the terminal.
const DEFAULT_COMMAND: &str = "less -FRXK";
/// The same for a `less` that a variable names without options, or that another pager starts.
const DEFAULT_LESS: &str = "FRXK";

/// Which pager to use, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagerChoice {
    /// The command and its arguments, parted by white space. Empty means no pager.
    command: String,
}

impl PagerChoice {
    /// No pager.
    #[must_use]
    pub fn never() -> Self {
        Self { command: String::new() }
    }

    /// The pager by the values of `RESPONSES_PAGER` and `PAGER`: the first that is set counts, even if it is empty,
    /// which means no pager, as does `cat`. If none is set it is `less`.
    #[must_use]
    pub fn resolve(responses_pager: Option<&str>, pager: Option<&str>) -> Self {
        let command = responses_pager.or(pager).unwrap_or(DEFAULT_COMMAND).trim();
        if command == "cat" { Self::never() } else { Self { command: command.to_owned() } }
    }

    fn start(&self) -> Option<Child> {
        let mut words = self.command.split_whitespace();
        let mut command = Command::new(words.next()?);
        command.args(words).stdin(Stdio::piped());
        for (name, value) in [("LESS", DEFAULT_LESS), ("LESSCHARSET", "utf-8")] {
            if env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        command.spawn().ok()
    }
}

/// Standard output, through a pager if it is a terminal and one is wanted and can be started.
///
/// Styling is taken out on the way if colours are off, or if there is no terminal to show them. Who quits the pager
/// early has seen enough: what is written after that goes nowhere, without an error. Close it with
/// [`finish`](Self::finish), or drop it if errors don't matter; both wait until the pager was quit.
#[derive(Debug)]
pub struct Pager(Target);

#[derive(Debug)]
enum Target {
    Direct(BufWriter<AutoStream<Stdout>>),
    Paged(Paged),
}

impl Pager {
    /// Opens standard output.
    #[must_use]
    pub fn open(choice: &PagerChoice) -> Self {
        let stdout = io::stdout();
        let child = if stdout.is_terminal() { choice.start() } else { None };
        let colours = AutoStream::choice(&stdout);
        match child.and_then(|child| Paged::new(child, colours)) {
            Some(paged) => Self(Target::Paged(paged)),
            None => Self(Target::Direct(BufWriter::new(AutoStream::new(stdout, colours)))),
        }
    }

    /// Writes what is left, closes the pager's input and waits for it to be quit.
    ///
    /// # Errors
    /// The rest can't be written, or the pager can't be waited for.
    pub fn finish(mut self) -> io::Result<()> {
        match &mut self.0 {
            Target::Direct(stdout) => stdout.flush(),
            Target::Paged(paged) => paged.close(),
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Target::Direct(stdout) => stdout.write(bytes),
            Target::Paged(paged) => paged.write_all(bytes).map(|()| bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Target::Direct(stdout) => stdout.flush(),
            Target::Paged(paged) => paged.flush(),
        }
    }
}

/// A pager that runs.
#[derive(Debug)]
struct Paged {
    child: Child,
    /// Taken when closed, by us or by the reader.
    input: Option<BufWriter<ChildStdin>>,
    /// A pager can't know whether we want colours, so we take them out ourselves.
    strip: Option<StripBytes>,
}

impl Paged {
    fn new(mut child: Child, colours: ColorChoice) -> Option<Self> {
        let input = Some(BufWriter::new(child.stdin.take()?));
        let strip = (colours == ColorChoice::Never).then(StripBytes::new);
        Some(Self { child, input, strip })
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        let written = match &mut self.strip {
            None => input.write_all(bytes),
            Some(strip) => strip.strip_next(bytes).try_for_each(|part| input.write_all(part)),
        };
        self.seen_enough(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.input.as_mut().map_or(Ok(()), Write::flush);
        self.seen_enough(flushed)
    }

    fn close(&mut self) -> io::Result<()> {
        let flushed = self.flush();
        // The pager waits for the end of its input, so it has to come before we wait for the pager.
        self.input = None;
        self.child.wait()?;
        flushed
    }

    /// Turns the broken pipe that a quit pager leaves behind into silence.
    fn seen_enough(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.input = None;
                Ok(())
            }
            other => other,
        }
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        let _ = self.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(responses_pager: Option<&str>, pager: Option<&str>) -> String {
        PagerChoice::resolve(responses_pager, pager).command
    }

    #[test]
    fn our_variable_comes_before_the_common_one() {
        assert_eq!(command(Some("most -s"), Some("more")), "most -s");
        assert_eq!(command(None, Some("more")), "more");
        assert_eq!(command(None, None), DEFAULT_COMMAND);
    }

    #[test]
    fn an_empty_variable_or_cat_means_none() {
        for none in ["", "  ", "cat", " cat "] {
            assert_eq!(PagerChoice::resolve(Some(none), Some("more")), PagerChoice::never());
        }
    }

    #[test]
    fn what_cannot_be_started_is_not_used() {
        assert!(PagerChoice::resolve(Some("/nonexistent/pager --flag"), None).start().is_none());
        assert!(PagerChoice::never().start().is_none());
    }

    #[cfg(unix)]
    fn paged(command: &str, colours: ColorChoice) -> Pager {
        let child = PagerChoice::resolve(Some(command), None).start().expect("it starts");
        Pager(Target::Paged(Paged::new(child, colours).expect("it has an input")))
    }

    #[cfg(unix)]
    #[test]
    fn the_pager_has_read_all_when_finished() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("seen");
        for (colours, seen) in [(ColorChoice::Always, "\u{1b}[1mbold\u{1b}[0m"), (ColorChoice::Never, "bold")] {
            let mut pager = paged(&format!("dd status=none of={}", file.display()), colours);
            pager.write_all("\u{1b}[1mbo".as_bytes()).expect("written");
            pager.write_all("ld\u{1b}[0m".as_bytes()).expect("written");
            pager.finish().expect("finished");
            assert_eq!(std::fs::read_to_string(&file).expect("read"), seen);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pager_that_was_quit_is_no_error() {
        let mut pager = paged("true", ColorChoice::Always);
        for _ in 0..100 {
            pager.write_all(&[b'x'; 10_000]).expect("swallowed");
        }
        pager.flush().expect("swallowed");
        pager.finish().expect("finished");
    }
}
