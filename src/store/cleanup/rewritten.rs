//! Files in the trash that were rewritten there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::receipt::ReceiptId;
use super::trash_dir::{Found, TrashDir};
use crate::store::files::Stat;
use crate::store::{Error, Layout};

/// Tells the receipts what the files are like now, each given by its receipt, its path below the store, and its new size and time. Only
/// for those who hold the lock.
///
/// # Errors
/// [`Error::Storage`]; then some receipts still say what the files were like.
pub(in crate::store) fn note_rewritten(layout: &Layout, files: &[(ReceiptId, PathBuf, Stat)]) -> Result<(), Error> {
    let Some(trash) = TrashDir::open(layout)? else { return Ok(()) };
    let mut by_receipt: BTreeMap<&ReceiptId, BTreeMap<&PathBuf, &Stat>> = BTreeMap::new();
    for (id, path, stat) in files {
        by_receipt.entry(id).or_default().insert(path, stat);
    }
    for (id, stats) in by_receipt {
        let Found::Whole(mut receipt) = trash.read(id)? else { continue };
        for file in &mut receipt.files {
            if let Some(stat) = stats.get(&file.path.as_path().to_owned()) {
                (file.bytes, file.modified) = (stat.bytes, stat.modified);
            }
        }
        trash.publish_last(&receipt)?;
    }
    Ok(())
}
