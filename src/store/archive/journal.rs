//! What is being done to archives, written down so that a crash can't leave it half done.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::name::ArchiveName;
use super::restore::Afterwards;
use crate::record::{JsonError, Problem};
use crate::store::Error;
use crate::store::cleanup::StorePath;

/// The form that this program writes.
const VERSION: u32 = 1;

/// The content of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    version: u32,
    work: Work,
}

/// What was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Work {
    /// These files go, if they are what is in those archives. None are named while archives are only being written.
    Archive(Vec<Removal>),
    /// An archive's files come back.
    Restore {
        /// The archive.
        archive: ArchiveName,
        /// What becomes of it.
        afterwards: Afterwards,
        /// The directories that were not there, whose modes are ours to set.
        absent: Vec<StorePath>,
    },
}

/// Files that an archive holds, and that are to go from their places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Removal {
    pub(super) archive: ArchiveName,
    pub(super) files: Vec<StorePath>,
}

/// What a journal says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing was begun that has not ended.
    None,
    /// This was.
    Begun(Work),
    /// Something was, and can't be read. Nothing went from its place then.
    Torn,
    /// A later version of this program began something.
    Newer,
}

impl Journal {
    pub(super) fn of(work: Work) -> Self {
        Self { version: VERSION, work }
    }

    pub(super) fn to_json(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let invalid = |error| Error::Data { path: path.to_owned(), problem: Problem::from(JsonError::from(error)) };
        serde_json::to_vec(self).map_err(invalid)
    }

    pub(super) fn read(bytes: &[u8]) -> Found {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        match (serde_json::from_slice(bytes), serde_json::from_slice::<Self>(bytes)) {
            (Ok(Head { version }), _) if version > VERSION => Found::Newer,
            (_, Ok(journal)) => Found::Begun(journal.work),
            _ => Found::Torn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_reads_as_it_was_written_and_leads_nowhere_else() {
        let path = StorePath::new(Path::new("a/b.json")).unwrap();
        let archive = ArchiveName::new("a.tar.zst").unwrap();
        let works = [
            Work::Archive(vec![Removal { archive: archive.clone(), files: vec![path.clone()] }]),
            Work::Restore { archive, afterwards: Afterwards::Keep, absent: vec![path] },
        ];
        for work in works {
            let json = String::from_utf8(Journal::of(work.clone()).to_json(Path::new("x")).unwrap()).unwrap();
            assert_eq!(Journal::read(json.as_bytes()), Found::Begun(work));
            assert_eq!(
                Journal::read(json.replace("\"version\":1", "\"version\":2,\"new\":3").as_bytes()),
                Found::Newer
            );
            for hostile in
                [json.replace("a/b.json", "../b.json"), json.replace("a.tar.zst", "../a.tar.zst"), json[..20].into()]
            {
                assert_eq!(Journal::read(hostile.as_bytes()), Found::Torn, "{hostile}");
            }
        }
    }
}
