//! A pattern as people write it, compiled to what finds it in a line.

use regex_automata::meta::{Config, Regex};
use regex_syntax::ast::{self, Ast, ClassSetItem, LiteralKind};
use regex_syntax::hir::{Hir, HirKind, Look};
use regex_syntax::{ParserBuilder, escape};

use super::needles::Needles;
use super::places::{Place, Places, within_line};
use super::written::Written;

/// What the automata of one thread may take up, in bytes. They are as many as threads that read.
const CACHE: usize = 1 << 19;
/// What a compiled pattern may take up, in bytes.
const SIZE_LIMIT: usize = 10 << 20;

/// How patterns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// Regular expressions, as the crate `regex` has them.
    #[default]
    Regex,
    /// The very text that is looked for. Each line of it is a pattern of its own, as `grep -F` has it.
    Literal,
}

/// Whether upper and lower case are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Case {
    /// They are, unless a pattern has an upper-case letter that is not part of an escape.
    #[default]
    Smart,
    /// They are not.
    Sensitive,
    /// They are, by the simple case folding of Unicode.
    Insensitive,
}

/// Where a match may begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Boundaries {
    /// Anywhere.
    #[default]
    Anywhere,
    /// Where no letter, digit or underscore stands on the other side.
    Words,
}

/// What is looked for, as it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Any one of these is enough. Where there is none, nothing is found.
    pub patterns: Vec<String>,
    /// How they are written.
    pub syntax: Syntax,
    /// Whether case counts.
    pub case: Case,
    /// Where a match may begin and end.
    pub boundaries: Boundaries,
}

/// Why a pattern is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// It is no regular expression.
    #[error("`{pattern}` is no regular expression: {why} (line {line}, column {column})")]
    Syntax {
        /// The pattern.
        pattern: String,
        /// What is wrong.
        why: String,
        /// The line of the pattern where it is wrong, from 1.
        line: usize,
        /// The column there in characters, from 1.
        column: usize,
    },
    /// It asks for a line break, and a match stays within a line.
    #[error("`{pattern}` asks for a line break, but a match stays within a line")]
    LineBreak {
        /// The pattern.
        pattern: String,
    },
    /// It can't be compiled, as when it is too large.
    #[error("the pattern can't be used: {0}")]
    Unusable(String),
}

impl Query {
    /// The patterns, each a regular expression.
    fn expressions(&self) -> Vec<String> {
        match self.syntax {
            Syntax::Regex => self.patterns.clone(),
            Syntax::Literal => self.patterns.iter().flat_map(|text| text.split('\n')).map(escape).collect(),
        }
    }

    /// Whether case is folded in these expressions.
    fn folds(&self, expressions: &[String]) -> Result<bool, InvalidPattern> {
        Ok(match self.case {
            Case::Insensitive => true,
            Case::Sensitive => false,
            Case::Smart => {
                let mut upper = false;
                for expression in expressions {
                    upper |= has_upper_case(expression)?;
                }
                !upper
            }
        })
    }
}

/// A compiled pattern. A clone has memory of its own to work in, so each thread should have one.
#[derive(Debug, Clone)]
pub struct Matcher {
    regex: Regex,
    needles: Option<Needles>,
    written: Option<Written>,
    places: Option<Places>,
}

impl Matcher {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Says what is wrong with it, and where.
    pub fn new(query: &Query) -> Result<Self, InvalidPattern> {
        let expressions = query.expressions();
        let folds = query.folds(&expressions)?;
        let parse_all = |folds| expressions.iter().map(|text| parse(text, folds)).collect::<Result<Vec<_>, _>>();
        let bounded: Vec<_> = parse_all(folds)?.into_iter().map(|hir| bounded(hir, query.boundaries)).collect();
        // What must be in a match is seen best where case is not folded yet; what looks for it folds by itself.
        let needles = Needles::of(&parse_all(false)?, folds);
        let within_lines: Vec<_> = bounded.iter().map(within_line).collect();
        let are_matches = bounded.iter().all(|hir| hir.properties().look_set().is_empty());
        Ok(Self {
            regex: compile(&bounded)?,
            needles,
            written: Written::of(&within_lines),
            places: Places::of(&within_lines, are_matches),
        })
    }

    /// The same matcher, which looks at everything: slower, and with the same results.
    #[must_use]
    pub fn without_shortcuts(self) -> Self {
        Self { needles: None, written: None, places: None, ..self }
    }

    /// True if the line, which has no line break in it, matches.
    #[must_use]
    pub fn is_match(&self, line: &str) -> bool {
        self.regex.is_match(line)
    }

    /// Where in a line the matches are, in bytes; in a line that matches nothing but empty text, the first place where it does.
    #[must_use]
    pub fn ranges(&self, line: &str) -> Vec<std::ops::Range<usize>> {
        let all = || self.regex.find_iter(line).map(|found| found.range());
        let seen: Vec<_> = all().filter(|range| !range.is_empty()).collect();
        if seen.is_empty() { all().take(1).collect() } else { seen }
    }

    /// The first place where a matching line may be, from the beginning of a line on; `None` if there is no such line.
    pub(super) fn next_place(&self, text: &str, from: usize) -> Option<Place> {
        match &self.places {
            Some(places) => places.next(text, from),
            None => Some(Place { at: from, is_match: false }),
        }
    }

    /// False if no line of any value in the JSON that these bytes are can match.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        self.needles.as_ref().is_none_or(|needles| needles.may_be_in(json))
    }

    /// False if no line of any string in the JSON that these bytes are can match. Other values may.
    #[must_use]
    pub fn may_be_in_strings(&self, json: &[u8]) -> bool {
        self.may_be_in(json) && self.may_be_written_in(json)
    }

    /// The same, as far as that is told without looking for what is in every match.
    pub(super) fn may_be_written_in(&self, json: &[u8]) -> bool {
        self.written.as_ref().is_none_or(|written| written.may_be_in(json))
    }
}

/// Compiles expressions, any one of which is enough.
pub(super) fn compile(expressions: &[Hir]) -> Result<Regex, InvalidPattern> {
    let config = Config::new().hybrid_cache_capacity(CACHE).nfa_size_limit(Some(SIZE_LIMIT));
    let built = Regex::builder().configure(config).build_many_from_hir(expressions);
    built.map_err(|error| {
        InvalidPattern::Unusable(match error.size_limit() {
            Some(limit) => format!("compiled it is larger than {limit} bytes"),
            None => error.to_string(),
        })
    })
}

fn parse(pattern: &str, folds: bool) -> Result<Hir, InvalidPattern> {
    let mut parser = ParserBuilder::new().case_insensitive(folds).build();
    let hir = parser.parse(pattern).map_err(|error| invalid(pattern, &error))?;
    if asks_for_line_break(&hir) {
        return Err(InvalidPattern::LineBreak { pattern: pattern.to_owned() });
    }
    Ok(hir)
}

fn invalid(pattern: &str, error: &regex_syntax::Error) -> InvalidPattern {
    let (why, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start),
        _ => return InvalidPattern::Unusable(error.to_string()),
    };
    InvalidPattern::Syntax { pattern: pattern.to_owned(), why, line: at.line, column: at.column }
}

fn asks_for_line_break(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => literal.0.contains(&b'\n'),
        kind => kind.subs().iter().any(asks_for_line_break),
    }
}

fn bounded(hir: Hir, boundaries: Boundaries) -> Hir {
    match boundaries {
        Boundaries::Anywhere => hir,
        Boundaries::Words => {
            Hir::concat(vec![Hir::look(Look::WordStartHalfUnicode), hir, Hir::look(Look::WordEndHalfUnicode)])
        }
    }
}

/// True if the pattern has an upper-case letter that stands for itself.
fn has_upper_case(pattern: &str) -> Result<bool, InvalidPattern> {
    let ast = ast::parse::Parser::new().parse(pattern).map_err(|error| invalid(pattern, &error.into()))?;
    let Ok(found) = ast::visit(&ast, UpperCase::default());
    Ok(found)
}

/// Looks for upper-case letters in a pattern.
#[derive(Debug, Default)]
struct UpperCase {
    found: bool,
}

impl UpperCase {
    fn see(&mut self, literal: &ast::Literal) {
        self.found |= literal.kind == LiteralKind::Verbatim && literal.c.is_uppercase();
    }
}

impl ast::Visitor for UpperCase {
    type Output = bool;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<bool, Self::Err> {
        Ok(self.found)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
        if let Ast::Literal(literal) = ast {
            self.see(literal);
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Self::Err> {
        match item {
            ClassSetItem::Literal(literal) => self.see(literal),
            ClassSetItem::Range(range) => {
                self.see(&range.start);
                self.see(&range.end);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::single_range_in_vec_init, reason = "one range is what is meant")]

    use super::*;

    fn matcher(pattern: &str) -> Matcher {
        Matcher::new(&Query { patterns: vec![pattern.to_owned()], ..Query::default() }).unwrap()
    }

    #[test]
    fn case_counts_if_a_letter_of_the_pattern_is_upper_case() {
        for folds in ["error", "\\w", "\\W\\S", "\\pL\\p{Lu}x?", "(?P<Name>x)", "\\x41", "[a-z]", "größe"] {
            assert!(!has_upper_case(folds).unwrap(), "{folds}");
        }
        for counts in ["Error", "[A-Z]", "x[^Y]", "(?:a|(B))", "Größe", "É"] {
            assert!(has_upper_case(counts).unwrap(), "{counts}");
        }
        assert!(matcher("größe").is_match("GRÖẞE GRÖSSE GRÖßE"), "simple folding, not ss");
        assert!(matcher("kelvin").is_match("\u{212a}elvin") && matcher("is").is_match("i\u{17f}"));
        assert!(!matcher("Kelvin").is_match("kelvin"));
    }

    #[test]
    fn words_have_boundaries_also_where_the_pattern_has_none() {
        let words = |pattern: &str, syntax| {
            let query =
                Query { patterns: vec![pattern.into()], boundaries: Boundaries::Words, syntax, ..Query::default() };
            Matcher::new(&query).unwrap()
        };
        assert!(words("log", Syntax::Regex).is_match("a log."));
        assert!(!words("log", Syntax::Regex).is_match("login catalog"));
        assert!(words("a|b", Syntax::Regex).is_match("xa b") && !words("a|b", Syntax::Regex).is_match("ax xb"));
        assert!(words("-v", Syntax::Literal).is_match("git -v") && !words("-v", Syntax::Literal).is_match("-verbose"));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let error = |pattern: &str, syntax| {
            let query = Query { patterns: vec!["fine".into(), pattern.into()], syntax, ..Query::default() };
            Matcher::new(&query).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(
            error("fo(o", Syntax::Regex).unwrap_err(),
            "`fo(o` is no regular expression: unclosed group (line 1, column 3)"
        );
        assert!(error("ä\\p{Nope}", Syntax::Regex).unwrap_err().contains("(line 1, column 2)"));
        assert!(error("a\\nb", Syntax::Regex).unwrap_err().contains("a match stays within a line"));
        assert!(error("\\w{5000}{500}", Syntax::Regex).unwrap_err().contains("larger than"));
        assert_eq!(error("fo(o\nbar", Syntax::Literal), Ok(()));
    }

    #[test]
    fn any_pattern_is_enough_and_none_finds_nothing() {
        let both = Query { patterns: vec!["(?P<n>a)1".into(), "(?P<n>b)2".into()], ..Query::default() };
        let both = Matcher::new(&both).unwrap();
        assert_eq!(both.ranges("b2 a1 a2"), [0..2, 3..5]);
        assert!(!Matcher::new(&Query::default()).unwrap().is_match(""));
        assert!(matcher("").is_match("") && matcher("").is_match("x"));
        assert_eq!(matcher("x*").ranges("axxb"), [1..3]);
        assert_eq!(matcher("x*").ranges("ab"), [0..0]);
        assert!(matcher("(?x) a # comment").is_match("a"));
    }
}
