//! Any bytes at all may be given to `responses import`. Each line of them is a record or a problem with a number, and a record that is written
//! as a line is the same record when it is read again.

use responses::record::{Reader, redact_record, to_canonical, to_exact_line};
use responses::store::import::Lines;

/// Takes bytes as lines to import.
pub fn check(bytes: &[u8]) {
    let reader = Reader { max_bytes: 1 << 16, ..Reader::default() };
    let whole = Reader::default();
    let mut lines = Lines::new(bytes, &reader);
    let mut last = 0;
    while let Some(line) = lines.next_record().expect("memory can be read") {
        assert!(lines.number() > last, "lines are counted");
        last = lines.number();
        let record = match line {
            Ok(record) => record,
            Err(bad) => {
                assert_eq!(bad.number, last);
                continue;
            }
        };
        let text = to_exact_line(&record);
        assert!(!text.contains('\n'));
        let again = whole.read(text.as_bytes()).expect("a line is a record");
        assert_eq!(to_canonical(&again), to_canonical(&record));
        if let Some(redacted) = redact_record(&record).expect("a redacted record is one") {
            assert_eq!(redact_record(&redacted), Ok(None), "twice is once");
        }
    }
}
