//! Decisions brought together by session and reason, as they are shown and carried out.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant, take};

use super::gathering::{Session, Together};
use super::plan::Row;
use super::planned::{PlannedFile, PlannedFiles};
use crate::store::retention::{Action, Place, Reason, Slot};

/// What was judged as one.
pub(super) struct Judged {
    pub(super) files: Together,
    /// How many responses, and of how many bytes.
    pub(super) amount: (u64, u64),
    pub(super) reason: Reason,
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
pub(super) fn gather(mut sessions: Vec<Session>, judged: impl Iterator<Item = Judged>) -> Vec<Row> {
    // Sessions in the order of what of them comes first.
    let mut order: HashMap<usize, usize> = HashMap::new();
    let mut places: HashMap<(usize, Kind), usize> = HashMap::new();
    let mut rows: Vec<(usize, Row)> = Vec::new();
    let mut single: Vec<(Together, usize)> = Vec::new();
    for Judged { files, amount: (responses, bytes), reason } in judged {
        let next = order.len();
        let number = *order.entry(files.session).or_insert(next);
        let place = *places.entry((number, Kind::of(&reason))).or_insert(rows.len());
        let session = &mut sessions[files.session];
        if place == rows.len() {
            let session_id = session.name.clone();
            rows.push((number, Row { session_id, responses: 0, bytes: 0, reason, files: PlannedFiles::default() }));
        }
        let row = &mut rows[place].1;
        row.responses += responses;
        row.bytes = row.bytes.saturating_add(bytes);
        match (row.action(), files.file) {
            (Action::Keep, _) => {}
            (Action::Remove, None) => row.files = take(&mut session.files),
            (Action::Remove, Some(_)) => single.push((files, place)),
        }
    }
    hand_out(&sessions, single, |place, file| rows[place].1.files.push(file));
    // The sort is stable: among what goes, and among what stays, the reason of the newest response comes first.
    rows.sort_by_key(|(number, row)| (*number, row.action() == Action::Keep));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Gives each file that was judged by itself to the row whose place stands beside it.
fn hand_out(sessions: &[Session], mut single: Vec<(Together, usize)>, mut give: impl FnMut(usize, &PlannedFile)) {
    single.sort_unstable();
    for of_session in single.chunk_by(|(a, _), (b, _)| a.session == b.session) {
        let mut wanted = of_session.iter().peekable();
        let files = of_session.first().map(|(first, _)| &sessions[first.session].files);
        for (number, file) in files.into_iter().flatten().enumerate() {
            if let Some((_, place)) = wanted.next_if(|(meant, _)| meant.file == Some(number)) {
                give(*place, &file);
            }
        }
    }
}
