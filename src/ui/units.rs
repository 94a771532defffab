//! Numbers as people read them. All of them are rounded once, to what is shown, so that `1024.0 KiB` or `60.00s` never
//! appear.

use std::time::Duration;

const KIB: u64 = 1024;
const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// A size: `512 B`, `3.4 KiB`, `1.2 GiB`.
#[must_use]
pub fn bytes(size: u64) -> String {
    if size < KIB {
        return format!("{size} B");
    }
    let mut unit = u128::from(KIB);
    let mut name = UNITS[0];
    for larger in &UNITS[1..] {
        if tenths(size, unit) < u128::from(KIB) * 10 {
            break;
        }
        unit *= u128::from(KIB);
        name = larger;
    }
    let tenths = tenths(size, unit);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

fn tenths(size: u64, unit: u128) -> u128 {
    divide(u128::from(size) * 10, unit)
}

/// A length of time, in the two largest units that matter: `850ms`, `2.34s`, `3m 05s`, `2h 10m`, `3d 4h`.
#[must_use]
pub fn duration(length: Duration) -> String {
    let nanos = length.as_nanos();
    let millis = divide(nanos, 1_000_000);
    let hundredths = divide(nanos, 10_000_000);
    let seconds = divide(nanos, 1_000_000_000);
    let minutes = divide(nanos, 60_000_000_000);
    let hours = divide(nanos, 3_600_000_000_000);
    match () {
        () if nanos > 0 && millis == 0 => "<1ms".to_owned(),
        () if millis < 1000 => format!("{millis}ms"),
        () if hundredths < 6000 => format!("{}.{:02}s", hundredths / 100, hundredths % 100),
        () if seconds < 3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        () if minutes < 24 * 60 => format!("{}h {:02}m", minutes / 60, minutes % 60),
        () => format!("{}d {}h", hours / 24, hours % 24),
    }
}

/// A count with its thousands parted: `12,345`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// A number of things: `1 file`, `12 files`.
#[must_use]
pub fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A part of one as a percentage: `12.5%`, `0%`, `100%`. What is not quite nothing or not quite all never looks as if
/// it were: `<0.1%`, `>99.9%`. What can't be known (nothing divided by nothing) is `-`.
#[must_use]
pub fn percent(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        p if !p.is_finite() => "-".to_owned(),
        0.0 => "0%".to_owned(),
        p if p > 0.0 && p < 0.1 => "<0.1%".to_owned(),
        p if p > 99.9 && p < 100.0 => ">99.9%".to_owned(),
        p if p.fract() == 0.0 => format!("{p:.0}%"),
        p => format!("{p:.1}%"),
    }
}

/// Division rounded to the nearest, halves upwards.
fn divide(number: u128, by: u128) -> u128 {
    (number + by / 2) / by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let shown = [0, 512, 1023, 1024, 3482, 1_048_575, 1_288_490_189, u64::MAX].map(bytes);
        assert_eq!(shown, ["0 B", "512 B", "1023 B", "1.0 KiB", "3.4 KiB", "1.0 MiB", "1.2 GiB", "16.0 EiB"]);
    }

    #[test]
    fn durations() {
        let shown = [0, 850, 999, 1000, 2340, 59_994, 59_996, 185_000, 3_599_600, 7_800_000, 273_600_000]
            .map(|millis| duration(Duration::from_millis(millis)));
        let expected =
            ["0ms", "850ms", "999ms", "1.00s", "2.34s", "59.99s", "1m 00s", "3m 05s", "1h 00m", "2h 10m", "3d 4h"];
        assert_eq!(shown, expected);
        assert_eq!(duration(Duration::from_micros(3)), "<1ms");
        assert_eq!(duration(Duration::from_micros(999_700)), "1.00s");
        assert_eq!(duration(Duration::from_secs(86_399)), "1d 0h");
        assert!(duration(Duration::MAX).ends_with('h'));
    }

    #[test]
    fn counts() {
        let shown = [0, 999, 1000, 12_345, 1_234_567].map(count);
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn percentages() {
        let shown = [0.0, 0.0004, 0.125, 0.5, 0.9996, 1.0, 2.5, f64::NAN].map(percent);
        assert_eq!(shown, ["0%", "<0.1%", "12.5%", "50%", ">99.9%", "100%", "250%", "-"]);
    }
}
