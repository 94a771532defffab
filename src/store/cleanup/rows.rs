//! Decisions brought together by session and reason, as they are shown and carried out.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::plan::{PlannedFile, Row};
use crate::store::retention::{Action, Place, Reason, Slot};

/// What was judged as one.
pub(super) struct Judged {
    pub(super) session: String,
    pub(super) files: Vec<PlannedFile>,
}

/// What makes reasons one: the rule, and of those that keep a number the place.
#[derive(PartialEq, Eq, Hash)]
struct Kind(Discriminant<Reason>, Option<(u64, Slot)>);

impl Kind {
    fn of(reason: &Reason) -> Self {
        let place = match reason {
            Reason::Place(Place { number, slot, .. }) => Some((*number, *slot)),
            _ => None,
        };
        Self(discriminant(reason), place)
    }
}

/// Brings what happens to the same session for the same kind of reason into one row.
pub(super) fn gather(judged: impl Iterator<Item = (Judged, Reason)>) -> Vec<Row> {
    let mut order: HashMap<String, usize> = HashMap::new();
    let mut places: HashMap<(usize, Kind), usize> = HashMap::new();
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (Judged { session, files }, reason) in judged {
        let next = order.len();
        let number = order.get(&session).copied().unwrap_or_else(|| {
            order.insert(session.clone(), next);
            next
        });
        let place = *places.entry((number, Kind::of(&reason))).or_insert(rows.len());
        if place == rows.len() {
            rows.push((number, Row { session_id: session, responses: 0, bytes: 0, reason, files: Vec::new() }));
        }
        let row = &mut rows[place].1;
        row.responses += u64::try_from(files.len()).unwrap_or(u64::MAX);
        row.bytes = files.iter().map(|file| file.bytes).fold(row.bytes, u64::saturating_add);
        if row.action() == Action::Remove {
            row.files.extend(files);
        }
    }
    // The sort is stable: among what goes, and among what stays, the reason of the newest response comes first.
    rows.sort_by_key(|(number, row)| (*number, row.action() == Action::Keep));
    rows.into_iter().map(|(_, row)| row).collect()
}
