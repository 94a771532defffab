//! The records of PAX extended headers (POSIX `pax`): `<length> <key>=<value>\n`, where the length counts all of it.
//!
//! They are read here and not with the `tar` crate because a value may hold line breaks, as names of files do.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::damage::Damage;

/// Nanoseconds in a second.
const NANOS: i128 = 1_000_000_000;

/// Appends a record.
pub(super) fn put(header: &mut Vec<u8>, key: &str, value: &[u8]) {
    let rest = key.len() + value.len() + 3;
    let digits = |number: usize| number.to_string().len();
    // The length counts its own digits, of which there may be one more because of them.
    let length = rest + digits(rest + digits(rest));
    header.extend_from_slice(format!("{length} {key}=").as_bytes());
    header.extend_from_slice(value);
    header.push(b'\n');
}

/// The keys and values in a header's content. What is no record ends them with an error.
pub(super) fn records(mut header: &[u8]) -> impl Iterator<Item = Result<(&[u8], &[u8]), Damage>> {
    std::iter::from_fn(move || {
        if header.is_empty() {
            return None;
        }
        let taken = split(header);
        header = taken.map_or(&[], |(_, rest)| rest);
        Some(
            taken.map(|(record, _)| record).ok_or_else(|| Damage::Header("an extended header is malformed".to_owned())),
        )
    })
}

type Record<'a> = (&'a [u8], &'a [u8]);

fn split(header: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let space = header.iter().take(20).position(|byte| *byte == b' ')?;
    let digits = std::str::from_utf8(&header[..space]).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    let (record, rest) = header.split_at_checked(digits.parse().ok()?)?;
    let record = record.get(space + 1..)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    Some(((&record[..equals], &record[equals + 1..]), rest))
}

/// A time as PAX has it: seconds since 1970 as a decimal number, with as many digits as it needs.
pub(super) fn time_text(time: Timestamp) -> String {
    let nanos = time.as_nanosecond();
    let sign = if nanos < 0 { "-" } else { "" };
    let mut text = format!("{sign}{}", (nanos / NANOS).abs());
    let fraction = (nanos % NANOS).abs();
    if fraction != 0 {
        _ = write!(text, ".{fraction:09}");
    }
    text
}

/// Reads a time. Digits beyond nanoseconds are dropped; what no calendar holds is `None`.
pub(super) fn parse_time(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?;
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let padded: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    let nanos = whole.parse::<i128>().ok()? * NANOS + padded.parse::<i128>().ok()?;
    Timestamp::from_nanosecond(if negative { -nanos } else { nanos }).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_count_their_own_digits() {
        for length in (0..120).chain(980..1020).chain(9980..10020) {
            let (mut header, value) = (Vec::new(), vec![b'\n'; length]);
            put(&mut header, "path", &value);
            put(&mut header, "x", b"=");
            let read: Vec<_> = records(&header).collect::<Result<_, _>>().unwrap();
            assert_eq!(read, [(&b"path"[..], &value[..]), (b"x", b"=")], "{length}");
        }
    }

    #[test]
    fn what_is_no_record_is_an_error_and_the_end() {
        for bad in [
            &b"x"[..],
            b"5 a=b",
            b"7 a=b\n",
            b"0 a=b\n",
            b"-6 a=b\n",
            b" 6 a=b\n",
            b"6 ab\n\n",
            b"18446744073709551616 a=b\n",
            b"5\n a=b",
            b"\0\0\0\0",
        ] {
            let read: Vec<_> = records(bad).collect();
            assert!(matches!(read[..], [Err(_)]), "{}: {read:?}", bad.escape_ascii());
        }
        assert_eq!(records(b"6 a=b\nx").count(), 2);
    }

    #[test]
    fn times_are_decimal_numbers_of_seconds() {
        let text = |time: &str| time_text(time.parse().unwrap());
        assert_eq!(text("1970-01-01T00:00:00Z"), "0");
        assert_eq!(text("2026-11-21T00:10:39.101Z"), "1795219839.101000000");
        assert_eq!(text("1969-12-31T23:59:58.5Z"), "-1.500000000");
        assert_eq!(parse_time(b"1.5"), parse_time(b"1.5000000009"));
        for bad in ["", "-", ".5", "1e3", "+1", "1.-5", "99999999999999999", "999999999999999", "١"] {
            assert_eq!(parse_time(bad.as_bytes()), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_time_comes_back(nanos in Timestamp::MIN.as_nanosecond()..=Timestamp::MAX.as_nanosecond()) {
            let time = Timestamp::from_nanosecond(nanos).unwrap();
            prop_assert_eq!(parse_time(time_text(time).as_bytes()), Some(time));
        }

        #[test]
        fn anything_is_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            records(&bytes).for_each(drop);
            _ = parse_time(&bytes);
        }
    }
}
