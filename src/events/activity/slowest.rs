//! The few calls that took longest.

use std::time::Duration;

use crate::record::JsonRef;

/// As many are kept.
const KEPT: usize = 20;

/// As many bytes of what a call was given are kept.
const MOST_PARAMS: usize = 400;

/// A call of a tool, to be told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The tool.
    pub name: String,
    /// The beginning of what it was given, as JSON text.
    pub params: String,
}

impl Call {
    /// Makes it the call of that tool, in the memory that it has.
    pub(super) fn become_call_of(&mut self, name: &str, params: Option<JsonRef<'_>>) {
        let params = params.map_or("", JsonRef::text);
        self.name.clear();
        self.name.push_str(name);
        self.params.clear();
        self.params.push_str(&params[..params.floor_char_boundary(MOST_PARAMS)]);
    }
}

/// The longest calls, the longest first; of equal ones the earlier.
#[derive(Debug, Clone, Default)]
pub(super) struct Slowest(Vec<(Duration, u64, Call)>);

impl Slowest {
    /// `place`: where the call stands in the log. It is put together only if it is one of the slowest, in the memory of one that is not any more.
    #[inline]
    pub(super) fn add(&mut self, time: Duration, place: u64, fill: impl FnOnce(&mut Call)) {
        let is_full = self.0.len() == KEPT;
        if is_full && self.0.last().is_some_and(|(least, ..)| *least >= time) {
            return;
        }
        let mut call = if is_full { self.0.pop().map(|(.., call)| call).unwrap_or_default() } else { Call::default() };
        fill(&mut call);
        let at = self.0.partition_point(|(other, earlier, _)| *other > time || (*other == time && *earlier < place));
        self.0.insert(at, (time, place, call));
    }

    pub(super) fn append(&mut self, later: Self) {
        for (time, place, call) in later.0 {
            self.add(time, place, |place| *place = call);
        }
    }

    /// Each with its time and its place.
    pub(super) fn into_calls(self) -> Vec<(Duration, u64, Call)> {
        self.0
    }
}
