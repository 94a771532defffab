//! A batch on its way, cut into ever smaller pieces around what a destination will never take.

use super::item::Item;
use super::transport::Refusal;

/// The items of a batch that were neither taken nor refused yet, each with what its sender must note once it is. Pieces are sent in
/// the order of the items, so that those of a session keep theirs.
#[derive(Debug)]
pub(super) struct Parcel<M> {
    /// The first piece is the last here. None is empty.
    pieces: Vec<Piece<M>>,
}

/// Items that are sent at once.
#[derive(Debug)]
struct Piece<M> {
    items: Vec<Item>,
    marks: Vec<M>,
}

/// An item that will never be taken.
#[derive(Debug)]
pub(super) struct Refused<M> {
    /// The item.
    pub(super) item: Item,
    /// What is to be noted of it.
    pub(super) mark: M,
    /// Why, in the destination's words.
    pub(super) reason: String,
}

impl<M> Parcel<M> {
    /// A batch of which nothing was sent.
    pub(super) fn new(batch: Vec<(Item, M)>) -> Self {
        let (items, marks): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let mut parcel = Self { pieces: Vec::new() };
        parcel.put(Piece { items, marks });
        parcel
    }

    fn put(&mut self, piece: Piece<M>) {
        if !piece.items.is_empty() {
            self.pieces.push(piece);
        }
    }

    /// What is to be sent next; nothing once all of it was taken or refused.
    pub(super) fn next(&self) -> Option<&[Item]> {
        self.pieces.last().map(|piece| piece.items.as_slice())
    }

    /// How many items are left.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.items.len()).sum()
    }

    /// True once all of it was taken or refused.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// All that was neither taken nor refused, in its order.
    pub(super) fn into_rest(self) -> impl Iterator<Item = (Item, M)> {
        self.pieces.into_iter().rev().flat_map(|piece| piece.items.into_iter().zip(piece.marks))
    }

    /// The destination took what was next: gives what is to be noted.
    pub(super) fn taken(&mut self) -> Vec<M> {
        self.pieces.pop().map(|piece| piece.marks).unwrap_or_default()
    }

    /// The destination will never take some of what was next: the named items, or if none is named (or none that is there) it is found
    /// out by halves. Gives those of which it is certain.
    pub(super) fn refused(&mut self, named: &[Refusal], message: &str) -> Vec<Refused<M>> {
        let Some(piece) = self.pieces.pop() else { return Vec::new() };
        let length = piece.items.len();
        let is_named = named.iter().any(|refusal| refusal.index < length);
        if !is_named && length > 1 {
            let (first, second) = piece.halves();
            self.put(second);
            self.put(first);
            return Vec::new();
        }
        let reason = |index| match named.iter().find(|refusal| refusal.index == index) {
            Some(refusal) => Some(refusal.reason.clone()),
            None => (!is_named).then(|| message.to_owned()),
        };
        let (mut rest, mut refused) = (Piece { items: Vec::new(), marks: Vec::new() }, Vec::new());
        for (index, (item, mark)) in piece.items.into_iter().zip(piece.marks).enumerate() {
            match reason(index) {
                Some(reason) => refused.push(Refused { item, mark, reason }),
                None => rest.add(item, mark),
            }
        }
        self.put(rest);
        refused
    }
}

impl<M> Piece<M> {
    fn add(&mut self, item: Item, mark: M) {
        self.items.push(item);
        self.marks.push(mark);
    }

    fn halves(mut self) -> (Self, Self) {
        let middle = self.items.len() / 2;
        let second = Self { items: self.items.split_off(middle), marks: self.marks.split_off(middle) };
        (self, second)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::gateway::{ItemId, ItemKind};

    fn batch(length: usize) -> Vec<(Item, usize)> {
        let item = |number: usize| {
            let id = ItemId::of(ItemKind::Response, b"o", &number.to_le_bytes());
            Item::new(id, ItemKind::Response, "s".to_owned(), None, &number.to_string())
        };
        (0..length).map(|number| (item(number), number)).collect()
    }

    proptest! {
        /// With a destination that refuses a whole batch for one bad item, naming it or not: all good items are taken in their
        /// order, all bad ones refused, each once, in no more than about two attempts for each level of halves.
        #[test]
        fn exactly_the_bad_ones_are_refused(length in 0_usize..200, bad in prop::collection::btree_set(0_usize..200, 0..6), names in any::<bool>()) {
            let bad: BTreeSet<_> = bad.into_iter().filter(|number| *number < length).collect();
            let mut parcel = Parcel::new(batch(length));
            let (mut taken, mut refused, mut attempts) = (Vec::new(), BTreeSet::new(), 0);
            while let Some(items) = parcel.next() {
                attempts += 1;
                let number = |item: &Item| item.record().parse::<usize>().unwrap();
                let wrong: Vec<_> = (0..items.len()).filter(|at| bad.contains(&number(&items[*at]))).collect();
                if wrong.is_empty() {
                    taken.extend(parcel.taken());
                    continue;
                }
                let named: Vec<_> = wrong.iter().map(|at| Refusal { index: *at, reason: "bad".to_owned() }).collect();
                for one in parcel.refused(if names { &named } else { &[] }, "no") {
                    prop_assert_eq!(one.reason.as_str(), if names { "bad" } else { "no" });
                    prop_assert_eq!(one.item.record(), one.mark.to_string());
                    prop_assert!(refused.insert(one.mark));
                }
            }
            let good: Vec<_> = (0..length).filter(|number| !bad.contains(number)).collect();
            prop_assert_eq!(taken, good);
            prop_assert!(attempts <= 1 + 2 * 8 * bad.len());
            prop_assert_eq!(refused, bad);
        }
    }

    #[test]
    fn a_name_that_is_not_there_counts_as_none() {
        let mut parcel = Parcel::new(batch(2));
        let wrong = [Refusal { index: 7, reason: String::new() }];
        assert!(parcel.refused(&wrong, "no").is_empty());
        assert_eq!((parcel.next().unwrap().len(), parcel.len()), (1, 2));
        assert_eq!(parcel.refused(&wrong, "no").len(), 1);
        assert_eq!(parcel.taken(), [1]);
        assert!(parcel.is_empty());
    }
}
