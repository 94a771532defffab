//! The pattern as it matches in what is written in a file.
//!
//! In the JSON of a string each character of the text stands for itself, or as an escape of its own. So what matches in a text is
//! matched, where it is written, by the pattern with each character in it rewritten in the same way; and a file in which that
//! is nowhere need not be parsed. That is sound by these rules:
//!
//! - Any character may be written as `\u` and four digits. Where such an escape stands, the pattern may match.
//! - What looks around (`^`, `\b`) was left out before, so what stands around a text does not matter.
//! - A value that is no string is searched as it is laid out for reading, which is not what is written. This is not for those.

use memchr::memmem;
use regex_automata::meta::Regex;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use super::pattern::compile;

/// The characters that have an escape of one letter. All must be escaped but the slash.
const ESCAPES: [(char, &str); 8] = [
    ('"', "\\\""),
    ('\\', "\\\\"),
    ('/', "\\/"),
    ('\u{8}', "\\b"),
    ('\u{c}', "\\f"),
    ('\n', "\\n"),
    ('\r', "\\r"),
    ('\t', "\\t"),
];

/// Finds what may match in strings as they are written.
#[derive(Debug, Clone)]
pub(super) struct Written(Regex);

impl Written {
    /// That of expressions in which nothing looks around, any one of which is enough; `None` if it would be too large.
    pub(super) fn of(expressions: &[Hir]) -> Option<Self> {
        let written: Option<Vec<_>> = expressions.iter().map(written).collect();
        compile(&written?).ok().map(Self)
    }

    /// False if the pattern matches in no string of the JSON that these bytes are.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        self.0.is_match(json) || memmem::find(json, b"\\u").is_some()
    }
}

fn written(expression: &Hir) -> Option<Hir> {
    let all = |parts: &[Hir]| parts.iter().map(written).collect::<Option<Vec<_>>>();
    Some(match expression.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::concat(str::from_utf8(&literal.0).ok()?.chars().map(character).collect()),
        HirKind::Class(Class::Unicode(class)) => any_of(class.clone()),
        HirKind::Class(Class::Bytes(class)) => any_of(class.to_unicode_class()?),
        HirKind::Repetition(repetition) => Hir::repetition(repetition.with(written(&repetition.sub)?)),
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(branches) => Hir::alternation(all(branches)?),
        HirKind::Look(_) | HirKind::Capture(_) => return None,
    })
}

fn character(c: char) -> Hir {
    any_of(ClassUnicode::new([ClassUnicodeRange::new(c, c)]))
}

/// How the characters of a class are written.
fn any_of(mut class: ClassUnicode) -> Hir {
    let has = |c: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
    let escapes = ESCAPES.iter().filter(|(c, _)| has(*c)).map(|(_, escape)| Hir::literal(escape.as_bytes()));
    let escapes: Vec<_> = escapes.collect();
    let never_plain =
        [('\0', '\u{1f}'), ('"', '"'), ('\\', '\\')].map(|(start, end)| ClassUnicodeRange::new(start, end));
    class.difference(&ClassUnicode::new(never_plain));
    let plain = (!class.ranges().is_empty()).then(|| Hir::class(Class::Unicode(class)));
    Hir::alternation(plain.into_iter().chain(escapes).collect())
}

#[cfg(test)]
mod tests {
    use regex_syntax::Parser;

    use super::*;

    fn may_be_in(pattern: &str, json: &str) -> bool {
        Written::of(&[Parser::new().parse(pattern).unwrap()]).unwrap().may_be_in(json.as_bytes())
    }

    #[test]
    fn escapes_are_matched_as_what_they_stand_for() {
        assert!(may_be_in("say \"yes\" (?:or|and) n.", r#"{"request": "say \"yes\" or no"}"#));
        assert!(
            may_be_in("a.b", r#"["a\"b"]"#) && may_be_in("a.b", r#"["a\\b"]"#) && may_be_in("a\\sb", r#"["a\tb"]"#)
        );
        assert!(may_be_in("a/b", r#"["a/b"]"#) && may_be_in("a/b", r#"["a\/b"]"#) && may_be_in("[^x]b", r#"["\/b"]"#));
        assert!(may_be_in("C:\\\\temp", r#"["C:\\temp"]"#) && may_be_in("a{2}", r#"["\u0061a"]"#));
    }

    #[test]
    fn what_stands_for_something_else_is_not_matched() {
        assert!(!may_be_in("say \"yes\"", r#"{"say ": "yes"}"#) && !may_be_in("a.b", r#"["a", "b"]"#));
        assert!(!may_be_in("[a-z ]nb", r#"["a\nb"]"#) && !may_be_in("a..b", r#"["a\tb"]"#));
        assert!(!may_be_in("\u{1}", r#"["a"]"#));
    }
}
