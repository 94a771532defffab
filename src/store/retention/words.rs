//! Ages, sizes and counts in words, for reasons and receipts.

use std::time::Duration;

const UNITS: [(u128, &str); 5] =
    [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second"), (1, "millisecond")];

/// A span that someone asked for, in the largest unit that does not round it: `30 days`, `36 hours`.
pub(super) fn exact_span(span: Duration) -> String {
    let millis = span.as_millis();
    let (length, unit) =
        UNITS.into_iter().find(|(length, _)| millis.is_multiple_of(*length)).unwrap_or((1, "millisecond"));
    count(millis / length, unit)
}

/// A measured age in the largest unit it fills, rounded down: `412 days`, `3 hours`.
pub(super) fn rough_span(span: Duration) -> String {
    let millis = span.as_millis();
    let (length, unit) = UNITS.into_iter().take(4).find(|(length, _)| millis >= *length).unwrap_or((1000, "second"));
    count(millis / length, unit)
}

/// A size in the largest binary unit it fills: `2 GiB`, `1.5 MiB`, `812 B`.
pub(super) fn size(bytes: u64) -> String {
    const NAMES: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let filled = (1..=NAMES.len()).rev().find(|power| bytes >> (10 * power) > 0);
    let Some(power) = filled else { return format!("{bytes} B") };
    let unit = 1_u128 << (10 * power);
    let tenths = u128::from(bytes) * 10 / unit;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {}", NAMES[power - 1]),
        (whole, tenth) => format!("{whole}.{tenth} {}", NAMES[power - 1]),
    }
}

/// `1 session`, `2 sessions`.
pub(super) fn count(number: impl std::fmt::Display, what: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// `1st`, `2nd`, `11th`.
pub(super) fn ordinal(number: u64) -> String {
    let ending = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals() {
        let shown = [1, 2, 3, 4, 11, 12, 13, 21, 101, 111, 112].map(ordinal);
        assert_eq!(shown, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "101st", "111th", "112th"]);
    }

    #[test]
    fn spans() {
        let days = |days: u64| Duration::from_hours(24 * days);
        assert_eq!(exact_span(days(30)), "30 days");
        assert_eq!(exact_span(days(1)), "1 day");
        assert_eq!(exact_span(Duration::from_hours(36)), "36 hours");
        assert_eq!(exact_span(Duration::from_millis(1500)), "1500 milliseconds");
        assert_eq!(rough_span(days(412) + Duration::from_secs(80_000)), "412 days");
        assert_eq!(rough_span(Duration::from_secs(7199)), "1 hour");
        assert_eq!(rough_span(Duration::ZERO), "0 seconds");
    }

    #[test]
    fn sizes() {
        let shown = [0, 812, 1024, 1536, 2 << 30, u64::MAX].map(size);
        assert_eq!(shown, ["0 B", "812 B", "1 KiB", "1.5 KiB", "2 GiB", "15.9 EiB"]);
    }
}
