//! Sets of small numbers, a bit for each.

/// A set of numbers from 0 on. It takes an eighth of a byte for each number up to the greatest that is in it.
#[derive(Debug, Default)]
pub(in crate::events::causal) struct Bits(Vec<u64>);

impl Bits {
    /// True if a number is in the set.
    #[inline]
    pub(in crate::events::causal) fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Puts a number into the set.
    #[inline]
    pub(in crate::events::causal) fn add(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    /// Takes a number out of the set.
    #[inline]
    pub(in crate::events::causal) fn remove(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    /// Puts all numbers of another set into this one, each greater by `offset`.
    pub(in crate::events::causal) fn append(&mut self, other: &Self, offset: usize) {
        other.iter().for_each(|number| self.add(number + offset));
    }

    /// How many numbers are in the set.
    pub(in crate::events::causal) fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The number that comes so many after one in the set; that number itself if it is none after it. There must be as many.
    #[inline]
    pub(in crate::events::causal) fn nth_from(&self, number: usize, mut after: usize) -> usize {
        let mut at = number / 64;
        let mut word = self.0[at] & u64::MAX << (number % 64);
        while word.count_ones() as usize <= after {
            after -= word.count_ones() as usize;
            at += 1;
            word = self.0[at];
        }
        (0..after).for_each(|_| word &= word - 1);
        at * 64 + word.trailing_zeros() as usize
    }

    /// The numbers in ascending order.
    pub(in crate::events::causal) fn iter(&self) -> impl Iterator<Item = usize> + use<'_> {
        let left = |(at, word): (usize, &u64)| {
            let next = |left: &u64| (*left != 0).then_some(left & left.wrapping_sub(1));
            let words = std::iter::successors(Some(*word), next).take_while(|left| *left != 0);
            words.map(move |left| at * 64 + left.trailing_zeros() as usize)
        };
        self.0.iter().enumerate().flat_map(left)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_are_a_set(added in vec(0_usize..300, 0..40), removed in vec(0_usize..300, 0..10), offset in 0_usize..200) {
            let (mut bits, mut set) = (Bits::default(), BTreeSet::new());
            for number in added {
                bits.add(number);
                set.insert(number);
            }
            for number in removed {
                bits.remove(number);
                set.remove(&number);
            }
            for (from, number) in set.iter().enumerate() {
                for (after, other) in set.iter().skip(from).enumerate() {
                    prop_assert_eq!(bits.nth_from(*number, after), *other);
                }
            }
            let mut more = Bits::default();
            more.add(7);
            more.append(&bits, offset);
            prop_assert!(bits.iter().eq(set.iter().copied()));
            prop_assert!((0..400).all(|number| bits.has(number) == set.contains(&number)));
            prop_assert_eq!(bits.len(), set.len() as u64);
            let shifted: BTreeSet<_> = set.iter().map(|number| number + offset).chain([7]).collect();
            prop_assert!(more.iter().eq(shifted));
        }
    }
}
