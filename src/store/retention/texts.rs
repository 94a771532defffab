//! Ages, sizes and numbers as people write them, on the command line and in the configuration.

use std::num::NonZero;
use std::time::Duration;

/// An age such as `30d`; a bare number is days.
///
/// # Errors
/// What it must be.
pub fn parse_age(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let age = match text.parse::<u64>() {
        Ok(days) => days.checked_mul(86_400).map(Duration::from_secs),
        Err(_) => humantime::parse_duration(text).ok(),
    };
    age.ok_or_else(|| "not a length of time: use 30d, 12h, 2weeks, or a number of days".to_owned())
}

/// A size of at least one byte, such as `500MB` or `2GiB`; a bare number is bytes.
///
/// # Errors
/// What it must be.
pub fn parse_size(text: &str) -> Result<NonZero<u64>, String> {
    let size: bytesize::ByteSize =
        text.trim().parse().map_err(|_| "not a size: use 500MB, 2GiB or a number of bytes")?;
    // What is too large for a number comes out as the largest one.
    let size = Some(size.as_u64()).filter(|bytes| *bytes < u64::MAX).ok_or("larger than any disk")?;
    NonZero::new(size).ok_or_else(|| "must be larger than 0".to_owned())
}

/// A number of at least one.
///
/// # Errors
/// What it must be.
pub fn parse_count(text: &str) -> Result<NonZero<u64>, String> {
    let text = text.trim();
    if let Ok(count) = text.parse::<u64>() {
        return NonZero::new(count).ok_or_else(|| "must be 1 or more".to_owned());
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    Err(if digits { "larger than any number of responses" } else { "must be a whole number, 1 or more" }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_sizes_and_counts() {
        assert_eq!(parse_age("30"), Ok(Duration::from_hours(30 * 24)));
        assert_eq!(parse_age("30d"), Ok(Duration::from_hours(30 * 24)));
        assert!(parse_age("-1").is_err() && parse_age("99999999999999999999").is_err() && parse_age("x").is_err());
        assert_eq!(parse_size("2GiB"), Ok(NonZero::new(2 << 30).unwrap()));
        assert_eq!(parse_size("1000").map(NonZero::get), Ok(1000));
        for wrong in ["-1", "many", "", "0", "0GB", "99999999999999999999", "99999999999TB"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_count(" 5 ").map(NonZero::get), Ok(5));
        assert_eq!(parse_count("0"), Err("must be 1 or more".to_owned()));
        assert_eq!(parse_count("-1"), Err("must be a whole number, 1 or more".to_owned()));
        assert_eq!(parse_count("99999999999999999999"), Err("larger than any number of responses".to_owned()));
        assert!(parse_count("").is_err() && parse_count("1.5").is_err() && parse_count("x").is_err());
    }
}
