//! The environment variables that are settings.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::events::stream::StreamOptions;

pub(super) const ENABLED: &str = "CLAUDE_MPM_RESPONSE_TRACKING_ENABLED";
pub(super) const DIR: &str = "CLAUDE_MPM_RESPONSE_TRACKING_DIR";
pub(super) const DEBUG: &str = "CLAUDE_MPM_DEBUG";
pub(super) const USE_ASYNC_LOG: &str = "CLAUDE_USE_ASYNC_LOG";
pub(super) const LOG_FORMAT: &str = "CLAUDE_LOG_FORMAT";
pub(super) const LOG_SYNC: &str = "CLAUDE_LOG_SYNC";
pub(super) const SESSION_DIR: &str = "CLAUDE_SESSION_DIR";

const ALL: [&str; 7] = [ENABLED, DIR, DEBUG, USE_ASYNC_LOG, LOG_FORMAT, LOG_SYNC, SESSION_DIR];

/// The variables that are set to something; an empty one is not.
#[derive(Debug, Clone, Default)]
pub struct Variables(BTreeMap<&'static str, OsString>);

impl Variables {
    /// Asks `read` for each variable that matters here.
    pub fn read(read: impl Fn(&str) -> Option<OsString>) -> Self {
        let read = |name| read(name).filter(|value| !value.is_empty());
        // Of these a blank one says nothing either, as `StreamOptions::from_variables` has it.
        let is_blank = |value: &OsString| value.to_str().is_some_and(|text| text.trim().is_empty());
        let own = ALL.into_iter().filter_map(|name| Some((name, read(name)?)));
        let of_streams = StreamOptions::VARIABLES.into_iter();
        let of_streams = of_streams.filter_map(|name| Some((name, read(name).filter(|value| !is_blank(value))?)));
        Self(own.chain(of_streams).collect())
    }

    /// The value as text. What is not UTF-8 can only be a path.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str()
    }

    /// The value as the system has it.
    pub(super) fn path(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name).map(OsString::as_os_str)
    }
}
