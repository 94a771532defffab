//! Retention: what goes, what stays, and why. Nothing here touches a file or looks at a clock.
//!
//! - [`Rules`] are what was asked for: an age, [`Limits`], and what is to be [kept](Keep) whatever else is said;
//! - a [`Subject`] is what is judged as one, a session or a single response; [`Circumstances`] are what a decision depends on besides;
//! - [`judge`] gives each subject its [`Reason`].
//!
//! A subject goes if a rule removes it and none keeps it. What is pinned always stays. Under rules also stays what no rule can
//! judge: what has no readable time, what is dated in the future, and what is [being written](Subject::live). Only who names
//! sessions or agents and gives no rule gets those too.

mod circumstances;
mod group;
mod judge;
mod limits;
mod periods;
mod reason;
mod rules;
mod subject;
#[cfg(test)]
mod tests;
mod texts;
mod words;

pub use circumstances::{Circumstances, Space};
pub use group::GroupBy;
pub use judge::{Judgement, judge};
pub use limits::{Limit, Limits, MinFree};
pub use periods::Period;
pub use reason::{Action, Place, Reason, Slot};
pub use rules::{InvalidRules, Keep, Rules};
pub use subject::{LIVE, Subject, is_live};
pub use texts::{parse_age, parse_count, parse_size};
