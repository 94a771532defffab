//! Settings files belong to their users. Whatever one holds, the hooks are put in and taken out, or it is refused; nothing else changes.

use std::path::Path;

use responses::capture::install::{HookCommand, Shell, State, Target, edit_foreign};

/// Takes the bytes as the settings of each client.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let command = HookCommand::new(Path::new("/opt/responses"), None, Shell::Posix).expect("a plain path");
    for target in Target::ALL {
        let Some(edited) = edit_foreign(text, target, &command) else { continue };
        assert_eq!(edited.state, State::Installed, "{target:?}: {}", edited.with);
        let Some((without, state)) = edited.without else { continue };
        assert_eq!(state, State::NotInstalled, "{target:?}: {without}");
        // Space within what was empty may go; the copy that lies beside a settings file gives back the very bytes.
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        let is_blank = text.trim_start_matches('\u{feff}').trim().is_empty();
        assert!(is_blank || dense(&without) == dense(text), "{target:?}: {without:?}");
    }
}
