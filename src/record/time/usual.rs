//! The one form in which nearly all times are written: read and written without the machinery for all others.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{RecordTime, WrittenTime, whole_minutes};
use crate::record::digits;

/// Reads `2025-08-11T14:30:22`, perhaps with up to nine digits of a fraction and an offset (`Z` or `+02:00`). `None` leaves it to others:
/// whatever is read is what the whole parser reads.
pub(super) fn parse(text: &str) -> Option<WrittenTime> {
    let head = text.as_bytes().first_chunk::<19>()?;
    let [y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T' | b' ', h1, h2, b':', mi1, mi2, b':', s1, s2] = *head
    else {
        return None;
    };
    let year = i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?);
    let (nanoseconds, zone) = fraction(text.as_bytes(), 19)?;
    let (month, day) = (two(mo1, mo2)?, two(d1, d2)?);
    let civil = DateTime::new(year, month, day, two(h1, h2)?, two(mi1, mi2)?, two(s1, s2)?, nanoseconds).ok()?;
    let offset = match *zone {
        [] => return Some(WrittenTime::Naive(civil)),
        [b'Z'] => Offset::UTC,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = Some(two(m1, m2)?).filter(|minutes| *minutes < 60)?;
            let seconds = i32::from(two(h1, h2)?) * 3600 + i32::from(minutes) * 60;
            Offset::from_seconds(if sign == b'-' { -seconds } else { seconds }).ok()?
        }
        _ => return None,
    };
    let instant = offset.to_timestamp(civil).ok()?;
    Some(WrittenTime::Complete(RecordTime { instant, offset: whole_minutes(offset) }))
}

/// Two digits.
#[inline]
pub(super) fn two(tens: u8, ones: u8) -> Option<i8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| ((tens - b'0') * 10 + (ones - b'0')).cast_signed())
}

/// The nanoseconds that a fraction of a second comes to which stands here, if there is one, and what follows it.
#[inline]
pub(super) fn fraction(text: &[u8], at: usize) -> Option<(i32, &[u8])> {
    if text.get(at) != Some(&b'.') {
        return Some((0, text.get(at..)?));
    }
    let (number, count) = digits::run(text, at + 1)?;
    let nanoseconds = i32::try_from(number * digits::power(9_usize.checked_sub(count)?)?).ok()?;
    (count > 0).then_some((nanoseconds, text.get(at + 1 + count..)?))
}

/// Appends a time as [`RecordTime::to_rfc3339`] gives it. False, and nothing is added, where that is left to others: before the year 0, and where the time
/// is not of whole microseconds or its offset not of whole minutes.
pub(super) fn push(time: RecordTime, out: &mut String) -> bool {
    let (shown, offset) = (time.offset.to_datetime(time.instant), time.offset.seconds());
    let (year, nanoseconds) = (shown.year(), shown.subsec_nanosecond());
    if year < 0 || nanoseconds % 1000 != 0 || offset % 60 != 0 {
        return false;
    }
    let mut text = *b"0000-00-00T00:00:00.000000+00:00";
    let mut put = |place: usize, number: i32| {
        let number = u8::try_from(number % 100).unwrap_or_default();
        text[place] += number / 10;
        text[place + 1] += number % 10;
    };
    put(0, i32::from(year / 100));
    put(2, i32::from(year));
    let fields = [shown.month(), shown.day(), shown.hour(), shown.minute(), shown.second()];
    for (nth, field) in fields.into_iter().enumerate() {
        put(5 + 3 * nth, field.into());
    }
    put(20, nanoseconds / 10_000_000);
    put(22, nanoseconds / 100_000);
    put(24, nanoseconds / 1000);
    let minutes = offset.abs() / 60;
    put(27, minutes / 60);
    put(30, minutes % 60);
    if offset < 0 {
        text[26] = b'-';
    }
    out.push_str(str::from_utf8(&text).unwrap_or_default());
    true
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn written() -> impl Strategy<Value = String> {
        let date = (select(vec!["0000", "0001", "1969", "2024", "2025", "9999"]), 0..14_u8, 0..33_u8);
        let time = (0..26_u8, 0..62_u8, 0..62_u8);
        let end = (
            select(vec!["", "", ".", ".5", ".250000", ".123456789", ".1234567890", ",5"]),
            select(vec![
                "",
                "Z",
                "z",
                "+00:00",
                "-00:00",
                "+05:30",
                "-23:59",
                "+25:59",
                "+26:00",
                "+05:60",
                "+0530",
                "+05",
                "+01:02:03",
                "[UTC]",
                " ",
            ]),
        );
        (date, select(vec!["T", " ", "t", "x"]), time, end).prop_map(|((y, mo, d), t, (h, mi, s), (fraction, zone))| {
            format!("{y}-{mo:02}-{d:02}{t}{h:02}:{mi:02}:{s:02}{fraction}{zone}")
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_the_whole_printer_writes(
            second in prop_oneof![-62_167_300_000_i64..-62_167_100_000, 0_i64..4_000_000_000, 253_402_000_000_i64..=253_402_207_200],
            nanosecond in prop_oneof![Just(0), (0..1_000_000).prop_map(|micro| micro * 1000), 0..1_000_000_000],
            offset in prop_oneof![Just(0), (-1559..=1559).prop_map(|minutes| minutes * 60), -93_599..=93_599],
        ) {
            let time = RecordTime::with_offset(Timestamp::new(second, nanosecond).unwrap_or(Timestamp::MAX), Offset::from_seconds(offset).unwrap());
            let mut text = "at ".to_owned();
            let is_usual = push(time, &mut text);
            let is_expected = offset % 60 == 0 && time.instant.subsec_nanosecond() % 1000 == 0 && time.offset.to_datetime(time.instant).year() >= 0;
            prop_assert_eq!(is_usual, is_expected, "{:?}", time);
            prop_assert_eq!(text, if is_usual { format!("at {}", time.written_anyhow()) } else { "at ".to_owned() });
        }

        #[test]
        fn what_is_read_is_what_the_whole_parser_reads(text in prop_oneof![4 => written(), 1 => "[0-9TZ:.+-]{0,30}"]) {
            if let Some(time) = parse(&text) {
                prop_assert_eq!(Some(time), WrittenTime::parse_any(&text), "{}", text);
            }
        }
    }

    #[test]
    fn usual_times_are_read() {
        for text in ["2025-12-01T00:00:00.250000Z", "2025-08-11 14:30:22", "2025-08-11T14:30:22.1+02:00"] {
            assert!(parse(text).is_some(), "{text}");
        }
    }
}
