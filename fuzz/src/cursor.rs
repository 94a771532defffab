//! Any bytes at all may stand where a forwarder's cursor should be. Whatever they are, reading them ends, and what is read is written the same.

use responses::gateway::outbox::journal::{frame, read_journal, read_table, table};

/// Takes bytes as a forwarder's table, and its journal.
pub fn check(bytes: &[u8]) {
    if let Some(rows) = read_table(bytes) {
        assert_eq!(table(&rows), bytes);
    }
    let (rows, whole) = read_journal(bytes);
    assert!(whole <= bytes.len());
    assert_eq!(read_journal(&frame(&rows)).0, rows);
}
