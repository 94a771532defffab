//! What goes into which archive. Nothing here touches a file.

use std::collections::BTreeMap;

use crate::store::cleanup::{Plan, PlannedFile};

/// So many files go into one archive at most.
const MOST_FILES: usize = 100_000;
/// So many bytes go into one archive at most, but for a single larger file: 4 GiB.
const MOST_BYTES: u64 = 4 << 30;

/// What goes into one archive: responses of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The session.
    pub session: String,
    /// The files, by path.
    pub files: Vec<PlannedFile>,
}

/// Brings what a plan removes into archives, a session each. A session that is too large for one takes several.
#[must_use]
pub fn parts(plan: &Plan) -> Vec<Part> {
    let mut sessions: BTreeMap<&str, Vec<PlannedFile>> = BTreeMap::new();
    for row in plan.rows.iter().filter(|row| !row.files.is_empty()) {
        sessions.entry(&row.session_id).or_default().extend(&row.files);
    }
    let split = |(session, mut files): (&str, Vec<PlannedFile>)| {
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let session = session.to_owned();
        pieces(files).map(move |files| Part { session: session.clone(), files })
    };
    sessions.into_iter().flat_map(split).collect()
}

/// Files in their order, in pieces that are not too large.
fn pieces(files: Vec<PlannedFile>) -> impl Iterator<Item = Vec<PlannedFile>> {
    let mut files = files.into_iter().peekable();
    std::iter::from_fn(move || {
        let first = files.next()?;
        let mut bytes = first.bytes;
        let mut piece = vec![first];
        while piece.len() < MOST_FILES
            && let Some(next) = files.next_if(|next| bytes.saturating_add(next.bytes) <= MOST_BYTES)
        {
            bytes += next.bytes;
            piece.push(next);
        }
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::record::Status;
    use crate::store::cleanup::{Criteria, Item, Selectors, decide};
    use crate::store::pins::Pins;
    use crate::store::retention::Circumstances;

    fn item(session: &str, path: &str, bytes: u64) -> Item {
        let file = PlannedFile { path: path.into(), bytes, modified: None };
        let session = session.to_owned();
        Item { session, agent: String::new(), group: None, status: Status::Ok, instant: None, file }
    }

    #[test]
    fn a_session_is_one_part_unless_it_is_too_large() {
        let items = vec![
            item("b", "b/2.json", 5),
            item("a", "a/1.json", MOST_BYTES),
            item("b", "b-flat.json", 1),
            item("a", "a/2.json", 1),
            item("c", "c/kept.json", 1),
        ];
        let sessions = ["a", "b"].map(crate::store::Pattern::exactly).to_vec();
        let criteria = Criteria::new(Selectors { sessions, ..Selectors::default() }).unwrap();
        let items: Vec<_> = items.into_iter().filter(|item| item.session != "c").collect();
        let at = Circumstances { now: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC, space: None };
        let parts = parts(&decide(items, &criteria, &at, &Pins::default()));
        let shown: Vec<_> = parts
            .iter()
            .map(|part| {
                (part.session.as_str(), part.files.iter().map(|f| f.path.to_str().unwrap()).collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(shown, [("a", vec!["a/1.json"]), ("a", vec!["a/2.json"]), ("b", vec!["b/2.json", "b-flat.json"])]);
    }

    #[test]
    fn no_piece_has_too_many_files_and_none_is_left_out() {
        let file = |n: usize| PlannedFile { path: n.to_string().into(), bytes: 1, modified: None };
        let sizes: Vec<_> = pieces((0..MOST_FILES + 3).map(file).collect()).map(|piece| piece.len()).collect();
        assert_eq!(sizes, [MOST_FILES, 3]);
    }
}
