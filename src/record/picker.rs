//! The same members picked out of many objects, most of which look alike.

use std::borrow::Cow;
use std::ops::Range;

use super::digits;
use super::json::JsonRef;
use super::object::{NoObject, Owner, read_object_with_inner};
use super::outline::{Forms, Places, Wanted};

/// Picks the same members out of many objects. What they look like is remembered, so that most of them are compared with others before
/// them rather than read; what is picked is the same.
#[derive(Debug, Clone)]
pub(crate) struct Picker {
    wanted: &'static Wanted,
    forms: Forms,
    /// Those of the last object.
    places: Places,
}

impl Picker {
    pub(crate) fn new(wanted: &'static Wanted) -> Self {
        Self { wanted, forms: Forms::new(), places: Places::default() }
    }

    /// Gives what objects look like to a new picker of the same members, unless the last ones looked different: then that one learns anew.
    pub(crate) fn hand_on(&mut self, next: &mut Self) {
        if self.forms.serve() {
            std::mem::swap(&mut self.forms, &mut next.forms);
        }
    }

    /// What is wanted of the object that a text is. Of duplicate keys the last counts; all of the text is judged.
    ///
    /// # Errors
    /// Says what is not JSON, or what the text is instead of an object.
    #[inline]
    pub(crate) fn pick<'a>(&mut self, text: &'a str) -> Result<Picked<'a, '_>, NoObject> {
        if self.forms.find(text, &mut self.places).is_none() {
            self.read(text)?;
        }
        Ok(Picked { text, places: &self.places })
    }

    /// The same if the object looks like one that was seen before.
    #[inline]
    pub(crate) fn known<'a>(&mut self, text: &'a str) -> Option<Picked<'a, '_>> {
        self.forms.find(text, &mut self.places)?;
        Some(Picked { text, places: &self.places })
    }

    /// Remembers what an object looks like that was judged by others.
    #[cold]
    pub(crate) fn learn(&mut self, text: &str) {
        self.forms.learn(text, self.wanted);
    }

    /// Reads all of an object, and what it looks like.
    #[cold]
    fn read(&mut self, text: &str) -> Result<(), NoObject> {
        self.places = places(text, self.wanted)?;
        self.forms.learn(text, self.wanted);
        Ok(())
    }

    /// The same for a single object.
    ///
    /// # Errors
    /// As [`Self::pick`].
    pub(crate) fn pick_once<'a, T>(
        text: &'a str,
        wanted: &Wanted,
        take: impl FnOnce(Picked<'a, '_>) -> T,
    ) -> Result<T, NoObject> {
        Ok(take(Picked { text, places: &places(text, wanted)? }))
    }
}

/// What was picked out of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picked<'a, 'p> {
    text: &'a str,
    places: &'p Places,
}

impl<'a> Picked<'a, '_> {
    /// The value of a member, by its number.
    #[inline]
    pub(crate) fn get(&self, member: usize) -> Option<JsonRef<'a>> {
        let place = self.places.get(member)?;
        self.text.get(place).map(JsonRef::of_valid)
    }

    /// True if there is such a member.
    #[inline]
    pub(crate) fn has(&self, member: usize) -> bool {
        self.places.get(member).is_some()
    }

    /// True if the value of a member is `null`.
    #[inline]
    pub(crate) fn is_null(&self, member: usize) -> bool {
        self.places.get(member).is_some_and(|place| self.text.as_bytes().get(place.start) == Some(&b'n'))
    }

    /// The text of a member that is a string, decoded as by [`JsonRef::as_str`].
    #[inline]
    pub(crate) fn text(&self, member: usize) -> Option<Cow<'a, str>> {
        let place = self.places.get(member)?;
        if self.places.is_plain(member) {
            return self.text.get(place.start + 1..place.end - 1).map(Cow::Borrowed);
        }
        (self.text.as_bytes().get(place.start) == Some(&b'"')).then(|| self.decoded(place))?
    }

    /// The bytes of the text of a member that is a string in which nothing is escaped, and none of what is no string or not there; `None` where that is
    /// not known without a closer look.
    #[inline]
    pub(crate) fn plain_text(&self, member: usize) -> Option<&'a [u8]> {
        let Some(place) = self.places.get(member) else { return Some(&[]) };
        let bytes = self.text.as_bytes();
        if self.places.is_plain(member) {
            return bytes.get(place.start + 1..place.end - 1);
        }
        (bytes.get(place.start) != Some(&b'"')).then_some(&[])
    }

    /// The same of any.
    #[inline(never)]
    fn decoded(&self, place: Range<usize>) -> Option<Cow<'a, str>> {
        self.text.get(place).and_then(|text| JsonRef::of_valid(text).as_str())
    }

    /// The number that a member is which is written as digits and nothing else.
    #[inline]
    pub(crate) fn whole(&self, member: usize) -> Option<u64> {
        let place = self.places.get(member)?;
        let bytes = self.text.as_bytes();
        if !bytes.get(place.start)?.is_ascii_digit() {
            return None;
        }
        digits::number(bytes, place.start, place.len()).or_else(|| self.long_whole(place))
    }

    /// The same of more digits than are read together.
    #[inline(never)]
    fn long_whole(&self, place: Range<usize>) -> Option<u64> {
        self.text.get(place)?.parse().ok()
    }

    /// The number that a member is as a double, as by [`JsonRef::as_f64`].
    #[inline]
    pub(crate) fn double(&self, member: usize) -> Option<f64> {
        let place = self.places.get(member)?;
        let usual = digits::nearest(self.text.as_bytes(), place);
        usual.or_else(|| self.get(member)?.as_f64())
    }
}

/// Where what is wanted of an object stands in its text, by reading all of it.
fn places(text: &str, wanted: &Wanted) -> Result<Places, NoObject> {
    #[derive(Default)]
    struct Found {
        places: Places,
        /// What is known of an inner object that comes next.
        next: Places,
    }
    let found = read_object_with_inner(text, wanted.outer, |found: &mut Found, owner, key, value| {
        let number = |keys: &[&str]| keys.iter().position(|name| *name == key);
        let place = || Some(place_in(text, value.text()));
        match owner {
            Owner::Inner => {
                if let Some(number) = number(wanted.inner) {
                    found.next.set(number, place());
                }
            }
            Owner::Whole => {
                if let Some(number) = number(wanted.own) {
                    found.places.set(number, place());
                }
                if key == wanted.outer {
                    let next = std::mem::take(&mut found.next);
                    for number in 0..wanted.inner.len() {
                        found.places.set(wanted.own.len() + number, next.get(number));
                    }
                }
            }
        }
    })?;
    Ok(found.places)
}

/// Where a part stands that was borrowed from a text.
fn place_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

/// Picks out of each line of a text, with and without what the lines before it looked like, for the fuzzer: true if both give the same.
#[doc(hidden)]
#[must_use]
pub fn picks_alike(text: &str) -> bool {
    static WANTED: Wanted =
        Wanted::new(&["type", "timestamp", "event", "n"], "event", &["type", "session_id", "n", "more"]);
    let all = |picked: Picked<'_, '_>| -> Vec<_> {
        let members = 0..WANTED.own.len() + WANTED.inner.len();
        let member = |member| {
            let written = picked.get(member).map(|value| value.text().to_owned());
            (written, picked.text(member).map(Cow::into_owned), picked.whole(member))
        };
        members.map(member).collect()
    };
    let mut picker = Picker::new(&WANTED);
    text.split('\n').all(|line| Picker::pick_once(line, &WANTED, all) == picker.pick(line).map(all))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    /// Some lines that logs are made of.
    const LINES: [&str; 15] = [
        r#"{"timestamp": "2025-05-29T00:00:00.104000", "event": {"type": "text_delta", "session_id": "s-0", "n": null, "text": "a few words"}}"#,
        r#"{"timestamp": "2025-05-29T00:00:01.104000", "event": {"type": "text_delta", "session_id": "s-1", "n": null, "text": ""}}"#,
        r#"{"timestamp":"2025-05-29T00:00:02Z","event":{"type":"message","n":-17.25e+3,"more":[1,2,3],"text":"a \"quoted\" one, which is\nsomewhat longer than others \\"}}"#,
        r#"{"type": "task", "n": 1, "event": null}"#,
        r#"{"type": "task", "one": null, "two": true, "three": {"four": []}, "n": 1.5, "event": null, "more": [], "and more": {}}"#,
        r#"{"type": "task", "n": 12345678, "event": "none"}"#,
        r#"{"type": "task", "n": 0.5, "event": [1, 2, 3, 4, 5, 6]}"#,
        r#"{"type": "task", "n": {}, "event": {}}"#,
        r#"{"n": [{"a": {"b": {"c": {"d": {"e": {"f": {"type": 1}}}}}}}], "type": true}"#,
        r#"{"event": {"event": {"type": "x"}, "more": {"n": 1}}, "n": 1}"#,
        r#"{"event": {"type": "a"}, "event": {"n": 2}}"#,
        r#"{"event": {"type": "a", "type": "b"}, "timestamp": 1, "timestamp": 2}"#,
        r#"{"\u0065vent": {"ty\u0070e": "a"}, "other": "\ud800"}"#,
        r#"{"event": {"n": NaN}}"#,
        r#"{"a": 1}"#,
    ];

    /// What a line may have become.
    #[derive(Debug, Clone)]
    enum Change {
        Replaced(Index, &'static str),
        Inserted(Index, &'static str),
        CutOff(Index),
    }

    fn change() -> impl Strategy<Value = Change> {
        let piece = || {
            select(vec![
                "\"",
                "\\",
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                " ",
                "\t",
                "\r",
                "0",
                "7",
                "-",
                ".",
                "e",
                "u",
                "a",
                "é",
                "\u{1}",
                "null",
                "12345678901234567890",
                "\"n\": 3, ",
                "\"type\": \"again\", ",
                "\\u00e9",
                "a text of more than thirty-two bytes, for sure",
            ])
        };
        prop_oneof![
            3 => (any::<Index>(), piece()).prop_map(|(at, piece)| Change::Replaced(at, piece)),
            3 => (any::<Index>(), piece()).prop_map(|(at, piece)| Change::Inserted(at, piece)),
            1 => any::<Index>().prop_map(Change::CutOff),
        ]
    }

    fn changed(line: &str, change: &Change) -> String {
        let place = |at: &Index| line.floor_char_boundary(at.index(line.len()));
        match change {
            Change::Replaced(at, piece) => {
                let rest: String = line[place(at)..].chars().skip(1).collect();
                format!("{}{piece}{rest}", &line[..place(at)])
            }
            Change::Inserted(at, piece) => format!("{}{piece}{}", &line[..place(at)], &line[place(at)..]),
            Change::CutOff(at) => line[..place(at)].to_owned(),
        }
    }

    proptest! {
        #[test]
        fn what_lines_look_like_changes_nothing_that_is_picked(
            lines in vec((select(LINES.to_vec()), prop::option::weighted(0.4, change())), 1..40),
        ) {
            let lines: Vec<_> = lines.iter().map(|(line, change)| change.as_ref().map_or_else(|| (*line).to_owned(), |change| changed(line, change))).collect();
            let text = lines.join("\n");
            prop_assert!(picks_alike(&text), "{}", text);
        }

        #[test]
        fn what_is_picked_is_what_a_parser_finds(changes in vec(change(), 0..2)) {
            static WANTED: Wanted = Wanted::new(&["timestamp", "event"], "event", &["type", "n"]);
            let mut picker = Picker::new(&WANTED);
            for line in LINES.iter().chain(&LINES) {
                let line = changes.iter().fold((*line).to_owned(), |line, change| changed(&line, change));
                let Ok(serde_json::Value::Object(object)) = serde_json::from_str(&line) else { continue };
                let inner = |key| object.get("event").and_then(|event| event.get(key));
                let found = [object.get("timestamp"), object.get("event"), inner("type"), inner("n")];
                let picked = picker.pick(&line).unwrap();
                for (number, found) in found.into_iter().enumerate() {
                    let picked = picked.get(number).map(|value| serde_json::from_str::<serde_json::Value>(value.text()).unwrap());
                    prop_assert_eq!(picked.as_ref(), found, "{} of {}", number, line);
                }
            }
        }
    }

    #[test]
    fn an_object_that_looks_like_one_before_it_is_not_read_again() {
        static TYPED: Wanted = Wanted::own(&["type", "n"]);
        let mut picker = Picker::new(&TYPED);
        picker.pick(r#"{"type": "a", "x": [1, "y"], "n": 1}"#).unwrap();
        let like_it = r#"{"type": "another one, \"longer\"", "x": [-2.5e3, ""], "n": 0}"#;
        assert!(picker.forms.find(like_it, &mut Places::default()).is_some());
        for other in [
            "",
            "{",
            r#"{"type": "a", "x": [1, "y"], "n": 1} "#,
            r#"{"type": "a", "x": [1, "y"], "n": 01}"#,
            r#"{"type": 1, "x": [1, "y"], "n": 1}"#,
        ] {
            assert!(picker.forms.find(other, &mut Places::default()).is_none(), "{other}");
        }
    }

    #[test]
    fn what_objects_look_like_is_handed_on_while_it_serves() {
        static TYPED: Wanted = Wanted::own(&["type"]);
        let knows = |picker: &mut Picker| picker.forms.find(r#"{"type": "b"}"#, &mut Places::default()).is_some();
        let (mut picker, mut next, mut last) = (Picker::new(&TYPED), Picker::new(&TYPED), Picker::new(&TYPED));
        picker.pick(r#"{"type": "a"}"#).unwrap();
        picker.hand_on(&mut next);
        assert!(knows(&mut next) && !knows(&mut picker));
        for number in 0..100 {
            next.pick(&format!(r#"{{"key {number}": "a", "type": {number}}}"#)).unwrap();
        }
        next.hand_on(&mut last);
        assert!(!knows(&mut last));
        last.pick(r#"{"type": "a"}"#).unwrap();
        assert!(knows(&mut last), "it learns anew");
    }

    #[test]
    fn who_never_looks_alike_is_not_compared_any_more() {
        static TYPED: Wanted = Wanted::own(&["type"]);
        let mut picker = Picker::new(&TYPED);
        for number in 0..100 {
            picker.pick(&format!(r#"{{"key {number}": "a", "type": {number}}}"#)).unwrap();
        }
        assert!(picker.forms.find(r#"{"key 0": "a", "type": 0}"#, &mut Places::default()).is_none());
    }
}
