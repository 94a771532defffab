//! Dead letters sent once more.

use jiff::Timestamp;

use super::dead_letters::{DeadLetter, DeadLetters};
use super::destination::BatchLimits;
use super::error::Error;
use super::parcel::{Parcel, Refused};
use super::transport::{SendError, Transport};

/// What became of dead letters that were sent once more.
#[derive(Debug, PartialEq, Eq)]
pub struct SentAgain {
    /// How many were taken.
    pub sent: u64,
    /// How many are still dead letters.
    pub left: u64,
    /// What stopped it, if it was not tried with all of them.
    pub stopped: Option<SendError>,
}

/// Sends all dead letters of a destination once more, and keeps those that are refused again with the new reason.
///
/// # Errors
/// Somebody else does so, or they can't be read or written.
pub fn send_again(
    letters: &DeadLetters,
    transport: &mut dyn Transport,
    limits: &BatchLimits,
    now: Timestamp,
) -> Result<SentAgain, Error> {
    let mut retrying = letters.retry()?;
    let mut waiting = std::mem::take(&mut retrying.letters);
    let (mut left, mut sent, mut stopped) = (Vec::new(), 0, None);
    while stopped.is_none() && !waiting.is_empty() {
        let rest = waiting.split_off(waiting.len().min(limits.records.get()));
        let mut parcel = Parcel::new(std::mem::replace(&mut waiting, rest).into_iter().map(unpack).collect());
        stopped = send(&mut parcel, transport, &mut sent, &mut left, now);
        left.extend(parcel.into_rest().map(|(item, (time, reason))| DeadLetter { time, reason, item }));
    }
    left.extend(waiting);
    let number = u64::try_from(left.len()).unwrap_or(u64::MAX);
    retrying.done(&left)?;
    Ok(SentAgain { sent, left: number, stopped })
}

type Mark = (Timestamp, String);

fn unpack(letter: DeadLetter) -> (super::Item, Mark) {
    (letter.item, (letter.time, letter.reason))
}

/// Sends a parcel as far as it goes, and gives what stopped it.
fn send(
    parcel: &mut Parcel<Mark>,
    transport: &mut dyn Transport,
    sent: &mut u64,
    left: &mut Vec<DeadLetter>,
    now: Timestamp,
) -> Option<SendError> {
    while let Some(items) = parcel.next() {
        match transport.send_batch(items) {
            Ok(()) => *sent += u64::try_from(parcel.taken().len()).unwrap_or(u64::MAX),
            Err(SendError::Permanent { items, message, .. }) => {
                let refused = parcel.refused(&items, &message).into_iter();
                left.extend(refused.map(|Refused { item, reason, .. }| DeadLetter { time: now, reason, item }));
            }
            Err(error) => return Some(error),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::destination::DestinationName;
    use crate::gateway::transport::CallbackTransport;
    use crate::gateway::{Cause, Item, ItemId, ItemKind, Place};
    use crate::store::Layout;

    fn letter(number: u8) -> DeadLetter {
        let time: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let id = ItemId::of(ItemKind::Response, b"o", &[number]);
        let item = Item::new(id, ItemKind::Response, "s".to_owned(), None, &format!("{{\"n\":{number}}}"));
        DeadLetter { time, reason: "no".to_owned(), item }
    }

    #[test]
    fn those_taken_are_gone_and_the_others_stay_whatever_stops_it() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place::new(Layout::new(dir.path()), DestinationName::new("audit").unwrap());
        let letters = DeadLetters::new(place);
        letters.add(&(0..10).map(letter).collect::<Vec<_>>()).unwrap();
        let limits = BatchLimits { records: std::num::NonZero::new(4).unwrap(), ..BatchLimits::default() };
        let now: Timestamp = "2026-02-01T00:00:00Z".parse().unwrap();
        let has = |batch: &[Item], number: u8| batch.iter().any(|item| item.record() == format!("{{\"n\":{number}}}"));
        let mut calls = 0;
        let mut picky = CallbackTransport::new(|batch: &[Item]| {
            calls += 1;
            if calls > 8 {
                return Err(SendError::transient(Cause::Connection, "gone"));
            }
            if has(batch, 3) { Err(SendError::permanent(Cause::Refused, "still no")) } else { Ok(()) }
        });
        let first = send_again(&letters, &mut picky, &limits, now).unwrap();
        assert_eq!(first.sent + first.left, 10);
        let left = letters.read().unwrap();
        assert_eq!(u64::try_from(left.len()).unwrap(), first.left);
        let mut all = CallbackTransport::new(|_: &[Item]| Ok(()));
        assert_eq!(
            send_again(&letters, &mut all, &limits, now).unwrap(),
            SentAgain { sent: first.left, left: 0, stopped: None }
        );
        assert!(letters.read().unwrap().is_empty());
    }
}
