//! Units for systemd that tidy a store every day.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use crate::commands::context::Context;
use crate::commands::error::{Code, CommandError};
use crate::commands::out::data_out;

/// Prints a service and its timer, each under the name of its file.
pub(super) fn print(ctx: &Context) -> Result<(), CommandError> {
    let program = std::env::current_exe()
        .map_err(|error| CommandError::new(Code::Failed, format!("cannot tell where this program is: {error}")))?;
    let directory = &ctx.sources.working_directory;
    let flag = |name: &str, path: Option<&Path>| path.map(|path| (name.to_owned(), directory.join(path)));
    let flags = [flag("--dir", ctx.dir_flag()), flag("--config", ctx.sources.config_flag.as_deref())];
    let mut command = quoted(&text_of(&program)?);
    for (name, path) in flags.into_iter().flatten() {
        _ = write!(command, " {name} {}", quoted(&text_of(&path)?));
    }
    let mut out = data_out();
    out.write_all(units(&command, &escaped(&text_of(directory)?)).as_bytes())?;
    Ok(out.flush()?)
}

/// Both units. The policy is looked up from the working directory, as it was here.
fn units(command: &str, directory: &str) -> String {
    format!(
        "\
# ~/.config/systemd/user/responses-tidy.service
[Unit]
Description=Clear agents' responses by policy

[Service]
Type=oneshot
WorkingDirectory={directory}
ExecStart={command} --quiet tidy
Nice=10
IOSchedulingClass=idle

# ~/.config/systemd/user/responses-tidy.timer
# Then: systemctl --user daemon-reload && systemctl --user enable --now responses-tidy.timer
[Unit]
Description=Clear agents' responses by policy every day

[Timer]
OnCalendar=daily
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"
    )
}

/// A path as text, which is all that a unit can hold.
fn text_of(path: &Path) -> Result<String, CommandError> {
    let text = path.to_str().filter(|text| !text.contains(char::is_control));
    text.map(str::to_owned).ok_or_else(|| {
        let message = format!("a unit can't name {}: only printable text without line breaks", path.display());
        CommandError::new(Code::Refused, message)
    })
}

/// A text in which nothing stands for anything else (`systemd.unit`, specifiers).
fn escaped(text: &str) -> String {
    text.replace('%', "%%")
}

/// One word of a command line (`systemd.service`, command lines).
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\\', "\\\\").replace('"', "\\\"").replace('$', "$$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_path_has_a_meaning_of_its_own() {
        assert_eq!(quoted(r#"/a b/50%/$HOME/"x"\y"#), r#""/a b/50%%/$$HOME/\"x\"\\y""#);
        assert!(text_of(Path::new("/a\nExecStart=b")).is_err());
        assert_eq!(escaped("/50%"), "/50%%");
    }
}
