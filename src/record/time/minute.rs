//! Times of a log, of which most are in the same minute as the one before.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::super::zone::LazyZone;
use super::usual::{self, fraction, two};
use super::{RecordTime, WrittenTime};

/// So many bytes are the same for times of one minute: `2025-05-29T10:15:`.
const SAME: usize = 17;

/// The longest offset that is remembered: `+02:00`.
const MOST_OFFSET: usize = 6;

/// Reads times as [`RecordTime::parse_in`] does. What date and zone come to is found out once for a minute of which there are several in a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times {
    /// How the minute of the last time was written that was read in full.
    last: Option<[u8; SAME]>,
    minute: Option<Minute>,
}

/// What a minute comes to.
#[derive(Debug, Clone)]
struct Minute {
    written: [u8; SAME],
    /// How the offset is written.
    zone: [u8; MOST_OFFSET],
    zone_length: usize,
    /// Unix seconds.
    start: i64,
    offset: Offset,
}

impl Times {
    /// Reads a time. All times must be read in the same zone.
    #[inline]
    pub(crate) fn parse_in(&mut self, text: &str, naive_zone: &LazyZone) -> Option<RecordTime> {
        let near = self.minute.as_ref().and_then(|minute| minute.time(text));
        near.or_else(|| self.parse_fully(text, naive_zone))
    }

    fn parse_fully(&mut self, text: &str, naive_zone: &LazyZone) -> Option<RecordTime> {
        let time = RecordTime::parse_in(text, naive_zone)?;
        let written = text.as_bytes().first_chunk().copied();
        if written.is_some() && written == self.last {
            self.minute = Minute::of(text, naive_zone);
        }
        self.last = written;
        Some(time)
    }
}

impl Minute {
    /// The minute of a time; `None` if that is not of the usual form, or the clocks were changed in it.
    fn of(text: &str, naive_zone: &LazyZone) -> Option<Self> {
        usual::parse(text)?;
        let written = text.as_bytes().first_chunk::<SAME>()?;
        let (_, zone) = fraction(text.as_bytes(), SAME + 2)?;
        let mut minute =
            Self { written: *written, zone: [0; MOST_OFFSET], zone_length: zone.len(), start: 0, offset: Offset::UTC };
        minute.zone.get_mut(..zone.len())?.copy_from_slice(zone);
        let at = |seconds: &str| {
            let text = [text.get(..SAME)?, seconds, text.get(text.len() - zone.len()..)?].concat();
            WrittenTime::parse(&text)?.in_zone(naive_zone)
        };
        let (first, last) = (at("00")?, at("59.999999999")?);
        let lasts = last.instant.as_nanosecond() - first.instant.as_nanosecond();
        minute.start = first.instant.as_second();
        minute.offset = first.offset;
        // Before 1970 fractions count the other way.
        (lasts == 59_999_999_999 && first.offset == last.offset && minute.start >= 0).then_some(minute)
    }

    /// A time in this minute.
    #[inline]
    fn time(&self, text: &str) -> Option<RecordTime> {
        let (written, rest) = text.as_bytes().split_first_chunk::<SAME>()?;
        let [tens @ b'0'..=b'5', ones] = rest.first_chunk::<2>()? else { return None };
        let (nanoseconds, zone) = fraction(text.as_bytes(), SAME + 2)?;
        let is_same = *written == self.written && self.zone.get(..self.zone_length) == Some(zone);
        let second = self.start + i64::from(two(*tens, *ones)?);
        let instant = is_same.then(|| Timestamp::new(second, nanoseconds).ok()).flatten()?;
        Some(RecordTime { instant, offset: self.offset })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn written() -> impl Strategy<Value = String> {
        // An hour that there is not, and one that there is twice, in the zone of the test.
        let minute = select(vec![
            "2025-05-29T10:15:",
            "2025-05-29T10:15:",
            "2025-03-30T01:59:",
            "2025-03-30T02:00:",
            "2025-10-26T02:00:",
            "2025-10-26T02:59:",
            "1893-03-31T23:59:",
            "1969-12-31T23:59:",
            "1970-01-01T00:59:",
            "2025-02-30T10:15:",
        ]);
        let fraction = select(vec!["", "", ".", ".5", ".250000", ".123456789", ".1234567890", "x"]);
        let zone = select(vec!["", "", "", "Z", "+00:00", "+05:30", "-00:00", "+01:02:03", "[UTC]"]);
        (minute, 0..63_u8, fraction, zone)
            .prop_map(|(minute, second, fraction, zone)| format!("{minute}{second:02}{fraction}{zone}"))
    }

    proptest! {
        #[test]
        fn a_time_is_the_same_whatever_was_read_before_it(texts in vec(prop_oneof![8 => written(), 1 => "[0-9TZ:.+-]{0,30}"], 0..60)) {
            let zone = LazyZone::from(TimeZone::get("Europe/Berlin").unwrap());
            let mut times = Times::default();
            for text in texts {
                for _ in 0..3 {
                    prop_assert_eq!(times.parse_in(&text, &zone), RecordTime::parse_in(&text, &zone), "{}", text);
                }
            }
        }
    }

    #[test]
    fn what_a_minute_comes_to_is_found_out_once() {
        let mut times = Times::default();
        let zone = LazyZone::default();
        for text in ["2025-05-29T10:15:37.104", "2025-05-29T10:15:38"] {
            times.parse_in(text, &zone).unwrap();
        }
        let minute = times.minute.unwrap();
        assert_eq!(minute.time("2025-05-29T10:15:59.5").unwrap().to_rfc3339(), "2025-05-29T10:15:59.500000+00:00");
        for other in ["2025-05-29T10:15:60", "2025-05-29T10:16:00", "2025-05-29T10:15:37Z", "2025-05-29T10:15:3"] {
            assert_eq!(minute.time(other), None, "{other}");
        }
    }
}
