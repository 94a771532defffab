//! To a log that people read: one short line for each item, without its texts.

use std::io::Write;

use super::{Cause, SendError, Transport};
use crate::gateway::Item;
use crate::record::Json;

/// Writes one line for each item: its id, what it is, its session and its size. What is in it is not written, since logs are read by
/// more people than records.
#[derive(Debug)]
pub struct LoggingTransport<W>(W);

impl<W: Write + Send> LoggingTransport<W> {
    /// Writes to a log.
    pub fn new(log: W) -> Self {
        Self(log)
    }
}

/// The session is quoted, so that a line stays one.
fn line(item: &Item) -> String {
    let session = Json::string(&item.session);
    let (kind, bytes) = (item.kind.word(), item.record().len());
    format!("{} {kind} session={} bytes={bytes}\n", item.id, session.get().text())
}

impl<W: Write + Send> Transport for LoggingTransport<W> {
    fn send_batch(&mut self, batch: &[Item]) -> Result<(), SendError> {
        let lines: String = batch.iter().map(line).collect();
        let failed = |error| SendError::transient(Cause::System, error);
        self.0.write_all(lines.as_bytes()).and_then(|()| self.0.flush()).map_err(failed)
    }

    fn health_check(&mut self) -> Result<(), SendError> {
        self.0.flush().map_err(|error| SendError::transient(Cause::System, error))
    }

    fn close(&mut self) -> Result<(), SendError> {
        self.health_check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{ItemId, ItemKind};

    #[test]
    fn a_line_says_which_and_how_much_and_nothing_of_what() {
        let id = ItemId::of(ItemKind::Response, b"o", b"c");
        let item = Item::new(id, ItemKind::Response, "a\nb".to_owned(), None, r#"{"request":"secret plans"}"#);
        let mut log = LoggingTransport::new(Vec::new());
        log.send_batch(&[item]).unwrap();
        assert_eq!(String::from_utf8(log.0).unwrap(), format!("{id} response session=\"a\\nb\" bytes=26\n"));
    }
}
