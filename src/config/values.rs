//! Values of settings, read from YAML or from a variable's text.

use std::time::Duration;

use super::yaml::Value;

/// A value that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// Written as it should be.
    Proper(T),
    /// Written in another type than it has, as old files do.
    Sloppy(T),
}

impl<T> Read<T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Proper(value) => Read::Proper(change(value)),
            Self::Sloppy(value) => Read::Sloppy(change(value)),
        }
    }
}

/// How a value is read: it, or what it must be.
pub(super) type Reading<T> = fn(&Value) -> Result<Read<T>, String>;

fn refuse<T>(value: &Value, must: &str) -> Result<T, String> {
    Err(format!("must be {must}, not {value}"))
}

/// True or false; old files have them as strings and numbers.
pub(super) fn boolean(value: &Value) -> Result<Read<bool>, String> {
    let sloppy = match value {
        Value::Bool(value) => return Ok(Read::Proper(*value)),
        Value::Integer(0) => Some(false),
        Value::Integer(1) => Some(true),
        Value::Text(text) => word(text),
        _ => None,
    };
    sloppy.map_or_else(|| refuse(value, "true or false"), |value| Ok(Read::Sloppy(value)))
}

fn word(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A count, 0 or more.
pub(super) fn count(value: &Value) -> Result<Read<u64>, String> {
    let read = match value {
        Value::Integer(number) => u64::try_from(*number).ok().map(Read::Proper),
        Value::Text(text) => text.trim().replace('_', "").parse().ok().map(Read::Sloppy),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is whole and in range")]
        Value::Float(number) if number.fract() == 0.0 && (0.0..1e15).contains(number) => {
            Some(Read::Sloppy(*number as u64))
        }
        _ => None,
    };
    read.map_or_else(|| refuse(value, "a whole number, 0 or more"), Ok)
}

/// A count of which 0 means none.
pub(super) fn limit(value: &Value) -> Result<Read<Option<u64>>, String> {
    count(value).map(|read| read.map(|count| (count > 0).then_some(count)))
}

/// A text that is not blank.
pub(super) fn text(value: &Value) -> Result<Read<String>, String> {
    match value {
        Value::Text(text) if !text.trim().is_empty() => Ok(Read::Proper(text.clone())),
        _ => refuse(value, "a text"),
    }
}

/// A list of texts; one text alone is a list of what stands between its commas.
pub(super) fn texts(value: &Value) -> Result<Read<Vec<String>>, String> {
    match value {
        Value::List(values) => {
            let one = |value: &Value| match value {
                Value::Text(text) => Ok(text.clone()),
                Value::Integer(number) => Ok(number.to_string()),
                _ => refuse(value, "a list of names"),
            };
            values.iter().map(one).collect::<Result<_, _>>().map(Read::Proper)
        }
        Value::Text(text) => Ok(Read::Sloppy(
            text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        )),
        _ => refuse(value, "a list of names"),
    }
}

/// A length of time with its unit.
pub(super) fn duration(value: &Value) -> Result<Read<Duration>, String> {
    let read = match value {
        Value::Text(text) => humantime::parse_duration(text.trim()).ok(),
        _ => None,
    };
    read.map_or_else(|| refuse(value, "a length of time such as 24h or 30min"), |value| Ok(Read::Proper(value)))
}

/// One of the words of a choice.
pub(super) fn choice<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<Read<T>, String> {
    let said = match value {
        Value::Text(text) => text.trim().to_ascii_lowercase(),
        _ => String::new(),
    };
    let known = words.iter().find(|(word, _)| *word == said).map(|(_, choice)| Read::Proper(*choice));
    let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
    known.map_or_else(|| refuse(value, &names.join(" or ")), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn sloppy_values_are_understood_and_marked() {
        for (text, value) in [("false", false), ("yes", true), (" ON ", true), ("No", false), ("0", false)] {
            assert_eq!(boolean(&told(text)), Ok(Read::Sloppy(value)), "{text}");
        }
        assert_eq!(boolean(&Value::Bool(false)), Ok(Read::Proper(false)));
        assert_eq!(boolean(&Value::Integer(1)), Ok(Read::Sloppy(true)));
        assert_eq!(count(&told("10_000")), Ok(Read::Sloppy(10_000)));
        assert_eq!(count(&Value::Float(3.0)), Ok(Read::Sloppy(3)));
        assert_eq!(limit(&Value::Integer(0)), Ok(Read::Proper(None)));
        assert_eq!(texts(&told("qa, ops,")), Ok(Read::Sloppy(vec!["qa".to_owned(), "ops".to_owned()])));
        assert_eq!(duration(&told("36h")), Ok(Read::Proper(Duration::from_hours(36))));
    }

    #[test]
    fn what_can_not_be_understood_is_refused() {
        for value in [told("maybe"), Value::Integer(2), Value::List(Vec::new()), told("")] {
            assert!(boolean(&value).is_err(), "{value}");
        }
        for value in [Value::Integer(-1), Value::Float(1.5), Value::Float(f64::NAN), told("-1"), told("many")] {
            assert!(count(&value).is_err(), "{value}");
        }
        assert!(text(&told(" ")).is_err() && text(&Value::Integer(1)).is_err());
        assert!(duration(&Value::Integer(24)).is_err() && duration(&told("soon")).is_err());
        assert_eq!(
            choice(&told("xml"), &[("json", 1), ("syslog", 2)]),
            Err("must be json or syslog, not `xml`".to_owned())
        );
    }
}
