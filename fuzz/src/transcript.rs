//! A transcript is the agent's file. Whatever stands in it, its end is read, line by line, and reading ends.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Seek, Write};

use responses::capture::read_foreign_transcript;
use tempfile::NamedTempFile;

thread_local! {
    static FILE: RefCell<NamedTempFile> = RefCell::new(new());
}

fn new() -> NamedTempFile {
    NamedTempFile::new_in("/dev/shm").or_else(|_| NamedTempFile::new()).expect("a place for files")
}

/// Takes the bytes as a transcript.
pub fn check(bytes: &[u8]) {
    FILE.with_borrow_mut(|file| {
        fill(file.as_file_mut(), bytes).expect("room for a file");
        read_foreign_transcript(file.path()).expect("a regular file can be read");
    });
}

fn fill(file: &mut File, bytes: &[u8]) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(bytes)
}
