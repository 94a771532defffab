//! Records as many writers left them over the years: old keys, no white space, gzip, cut short, and texts that look like keys.

use std::io;

use responses::record::compress;
use serde_json::Value;

/// A record as one of many writers left it, and how the name of its file ends.
pub(crate) fn varied(number: u64, value: &mut Value) -> io::Result<(Vec<u8>, &'static str)> {
    if let Some(members) = value.as_object_mut() {
        if number % 3 == 1 {
            for (canonical, old) in RENAMED {
                members.remove(canonical).map(|value| members.insert(old.to_owned(), value));
            }
        }
        if number % 11 == 5 {
            members.insert("request".to_owned(), LOOK_ALIKE.into());
        }
    }
    let mut text = if number % 5 == 2 { value.to_string() } else { format!("{value:#}") };
    if number % 500 == 77 {
        text.truncate(text.floor_char_boundary(text.len() / 2));
    }
    Ok(if number % 7 == 3 { (compress(text.as_bytes())?, "json.gz") } else { (text.into_bytes(), "json") })
}

/// Keys of today, and what they were called once.
const RENAMED: [(&str, &str); 3] =
    [("agent", "agent_name"), ("request", "request_summary"), ("response", "response_content")];

/// A text that holds what a search of bytes would take for keys.
const LOOK_ALIKE: &str =
    r#"{"agent": "nobody", "timestamp": "1999-01-01T00:00:00Z", "metadata": {"tokens": 1}} \" "agent":"#;
