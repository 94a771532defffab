//! The form of a cursor on disk: a table, written now and then, and a journal of what came since.
//!
//! Both are believed only as far as their checksums say: what is doubtful counts as not delivered, and is sent again under the same ids.
//! The table is `RSPFWD1\n`, the rows, and the first eight bytes of the SHA-256 of both. The journal is frames of the number of rows (4
//! bytes, little-endian), the first four bytes of the SHA-256 of number and rows, and the rows.

use sha2::{Digest, Sha256};

use super::delivered::{ROW, Row};

const MAGIC: &[u8; 8] = b"RSPFWD1\n";
const SUM: usize = 8;
const HEAD: usize = 8;

/// The bytes of a table.
#[must_use]
pub fn table(rows: &[Row]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(MAGIC.len() + rows.len() * ROW + SUM);
    bytes.extend_from_slice(MAGIC);
    bytes.extend(rows.iter().flat_map(|row| row.to_bytes()));
    let sum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&sum[..SUM]);
    bytes
}

/// The rows of a table; `None` if it is damaged anywhere.
#[must_use]
pub fn read_table(bytes: &[u8]) -> Option<Vec<Row>> {
    let (content, sum) = bytes.split_last_chunk::<SUM>()?;
    let rows = content.strip_prefix(MAGIC)?;
    let (rows, rest) = rows.as_chunks::<ROW>();
    let is_whole = rest.is_empty() && Sha256::digest(content)[..SUM] == *sum;
    is_whole.then(|| rows.iter().map(Row::from_bytes).collect())
}

/// The bytes of one frame of a journal.
#[must_use]
pub fn frame(rows: &[Row]) -> Vec<u8> {
    let number = u32::try_from(rows.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut content = Vec::with_capacity(rows.len() * ROW);
    content.extend(rows.iter().flat_map(|row| row.to_bytes()));
    [&number[..], &sum(number, &content), &content].concat()
}

/// The rows of a journal up to where it is damaged, and how many bytes that is. A crash leaves a torn frame at the end, and nothing else.
#[must_use]
pub fn read_journal(bytes: &[u8]) -> (Vec<Row>, usize) {
    let (mut rows, mut whole) = (Vec::new(), 0);
    while let Some((content, length)) = read_frame(&bytes[whole..]) {
        rows.extend(content.iter().map(Row::from_bytes));
        whole += length;
    }
    (rows, whole)
}

fn read_frame(bytes: &[u8]) -> Option<(&[[u8; ROW]], usize)> {
    let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
    let (number, expected) = head.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*number)).ok()?.checked_mul(ROW)?;
    let content = rest.get(..length)?;
    (sum(*number, content) == expected).then(|| (content.as_chunks::<ROW>().0, HEAD + length))
}

fn sum(number: [u8; 4], content: &[u8]) -> [u8; 4] {
    let digest = Sha256::new().chain_update(number).chain_update(content).finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
        let row = any::<(u64, u64, [u8; 16])>().prop_map(|(file, version, item)| Row { file, version, item });
        prop::collection::vec(row, 0..most)
    }

    proptest! {
        #[test]
        fn a_table_is_read_back_whole_or_not_at_all(rows in rows(20), cut in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let bytes = table(&rows);
            prop_assert_eq!(read_table(&bytes), Some(rows));
            let at = cut.index(bytes.len());
            prop_assert_eq!(read_table(&bytes[..at]), None);
            let mut wrong = bytes.clone();
            wrong[at] ^= 1_u8 << bit;
            prop_assert_eq!(read_table(&wrong), None);
        }

        #[test]
        fn a_journal_is_read_up_to_where_it_is_damaged(frames in prop::collection::vec(rows(6), 0..6), cut in any::<prop::sample::Index>(), torn in any::<bool>()) {
            let bytes: Vec<u8> = frames.iter().flat_map(|rows| frame(rows)).collect();
            prop_assert_eq!(read_journal(&bytes), (frames.concat(), bytes.len()));
            if bytes.is_empty() {
                return Ok(());
            }
            let at = cut.index(bytes.len());
            let mut damaged = bytes[..if torn { at } else { bytes.len() }].to_vec();
            if !torn {
                damaged[at] ^= 0x10;
            }
            let (read, whole) = read_journal(&damaged);
            prop_assert!(whole <= at && frames.concat().starts_with(&read));
            let after: usize = frames.iter().map(|rows| frame(rows).len()).scan(0, |end, length| { *end += length; Some(*end) }).filter(|end| *end <= at).last().unwrap_or(0);
            prop_assert_eq!(whole, after);
        }

        #[test]
        fn any_bytes_are_a_journal_or_a_table_or_not(bytes: Vec<u8>) {
            let (rows, whole) = read_journal(&bytes);
            prop_assert!(whole <= bytes.len() && rows.len() * ROW <= whole);
            _ = read_table(&bytes);
        }
    }
}
