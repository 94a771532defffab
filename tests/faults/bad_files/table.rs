//! The table of files: what is made, and what the listing must say of it.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;

use responses::record::compress;

/// How a file comes to be.
#[derive(Debug)]
pub(super) enum Make {
    Bytes(Vec<u8>),
    /// So many bytes that take no space.
    Sparse(u64),
    Directory,
    Link(&'static str),
    Socket,
    Fifo,
}

/// What the listing says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// It is listed.
    Listed,
    /// It is skipped, for a reason that begins like this.
    Skipped(&'static str),
    /// Nothing: its name is none of a record.
    Nothing,
}

const EMPTY: Says = Says::Skipped("the file is empty");
const CUT: Says = Says::Skipped("truncated: ");
const NOT_JSON: Says = Says::Skipped("not JSON: ");
const NOT_UTF8: Says = Says::Skipped("not UTF-8 text (first bad byte at offset ");
const NO_OBJECT: Says = Says::Skipped("not a response record: the top level is ");
const NO_RECORD: Says = Says::Skipped("not a response record: it has neither ");
const GZIP: Says = Says::Skipped("damaged gzip data: ");
const TOO_LARGE: Says = Says::Skipped("larger than 64 MiB (limits.file_size)");
const TOO_LARGE_INSIDE: Says = Says::Skipped("decompresses to more than 64 MiB (limits.decompressed_size)");
const TOO_DEEP: Says = Says::Skipped("nested more than 1000000 deep (limits.depth)");
const LINK: Says = Says::Skipped("a symbolic link, not followed");
const NOT_REGULAR: Says = Says::Skipped("not a regular file");

impl Says {
    /// True if it is damage, which `repair` puts aside.
    pub(super) fn is_damage(self) -> bool {
        [EMPTY, CUT, NOT_JSON, NOT_UTF8, NO_OBJECT, NO_RECORD, GZIP].contains(&self)
    }
}

/// A file of the table.
#[derive(Debug)]
pub(super) struct One {
    pub(super) name: OsString,
    pub(super) make: Make,
    pub(super) says: Says,
}

const RECORD: &str = r#"{"timestamp": "2026-11-21T12:00:00+00:00", "session_id": "s", "agent": "qa", "request": "asked ü",
"response": "answered", "metadata": {"tokens": 12, "usage": {"input_tokens": 7}, "tools_used": ["Bash"], "ok": true}}"#;

/// Every file.
pub(super) fn all() -> Vec<One> {
    let mut table = Vec::new();
    for family in [truncated, mistakes, encodings, tops, compressed, sizes, special, names, odd] {
        family(&mut table);
    }
    table
}

fn put(table: &mut Vec<One>, name: impl Into<OsString>, make: Make, says: Says) {
    table.push(One { name: name.into(), make, says });
}

fn text(table: &mut Vec<One>, name: String, text: impl Into<Vec<u8>>, says: Says) {
    put(table, name, Make::Bytes(text.into()), says);
}

/// A record cut after every few bytes, in the middle of a character too.
fn truncated(table: &mut Vec<One>) {
    text(table, "cut-000.json".to_owned(), "", EMPTY);
    text(table, "cut-space.json".to_owned(), " \n\t ", EMPTY);
    text(table, "cut-mark.json".to_owned(), "\u{feff}", EMPTY);
    let umlaut = RECORD.find('ü').unwrap() + 1;
    for end in (1..RECORD.len() - 1).step_by(6).chain([umlaut]) {
        text(table, format!("cut-{end:03}.json"), &RECORD.as_bytes()[..end], CUT);
    }
}

/// A record with one thing wrong in it.
fn mistakes(table: &mut Vec<One>) {
    let changes = [
        ("\"agent\"", "agent"),
        ("\"agent\"", "'agent'"),
        ("\"qa\"", "\"qa"),
        ("\"qa\"", "\"q\\xa\""),
        ("\"qa\"", "\"q\\u12g4\""),
        ("\"qa\"", "\"q\u{1}a\""),
        ("\"qa\"", "\"q\na\""),
        ("\"qa\"", "qa"),
        ("\"qa\"", "undefined"),
        ("\"qa\"", "\"a\" \"b\""),
        ("\"qa\",", "\"qa\",,"),
        ("\"qa\",", "\"qa\""),
        (": \"qa\"", " \"qa\""),
        (": \"qa\"", ": : \"qa\""),
        (": 12", ": 012"),
        (": 12", ": +12"),
        (": 12", ": .5"),
        (": 12", ": 5."),
        (": 12", ": 0x12"),
        (": 12", ": 1_2"),
        (": 12", ": --1"),
        ("true", "True"),
        ("true", "tru"),
        ("true", "nan"),
        ("[\"Bash\"]", "[\"Bash\",]"),
        ("[\"Bash\"]", "[\"Bash\"}"),
        ("{\"input_tokens\": 7}", "{\"input_tokens\": 7,}"),
        ("{\"input_tokens\": 7}", "{7: 7}"),
        ("{\"tokens\"", "/* why */ {\"tokens\""),
        ("{\"timestamp\"", "// why\n{\"timestamp\""),
        ("{\"timestamp\"", "<<<<<<< HEAD\n{\"timestamp\""),
    ];
    for (number, (from, to)) in changes.into_iter().enumerate() {
        assert!(RECORD.contains(from), "{from}");

        text(table, format!("mistake-{number:02}.json"), RECORD.replacen(from, to, 1), NOT_JSON);
    }
    for (number, end) in ["}", "{", "x", "\0", "{\"request\": \"b\"}", ",", "\n\nlog line"].into_iter().enumerate() {
        text(table, format!("after-{number}.json"), format!("{RECORD}{end}"), NOT_JSON);
    }
}

/// Bytes that are no UTF-8.
fn encodings(table: &mut Vec<One>) {
    let bad: [&[u8]; 10] = [
        b"\xff",
        b"\xfe\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe9",
        b"\xf8\x88\x80\x80\x80",
        b"\xc3(",
        b"\xe2\x82",
    ];
    let at = RECORD.find("asked").unwrap();
    for (number, bytes) in bad.into_iter().enumerate() {
        let whole = [&RECORD.as_bytes()[..at], bytes, &RECORD.as_bytes()[at..]].concat();
        text(table, format!("encoding-{number}.json"), whole, NOT_UTF8);
    }
    let wide = |order: fn(u16) -> [u8; 2]| RECORD.encode_utf16().flat_map(order).collect::<Vec<_>>();
    text(table, "utf16-le-mark.json".to_owned(), [&[0xff, 0xfe], &wide(u16::to_le_bytes)[..]].concat(), NOT_UTF8);
    text(table, "utf16-be-mark.json".to_owned(), [&[0xfe, 0xff], &wide(u16::to_be_bytes)[..]].concat(), NOT_UTF8);
    text(
        table,
        "noise.json".to_owned(),
        (0..4096_u32).map(|n| (n * 167 % 251) as u8 | 0x80).collect::<Vec<_>>(),
        NOT_UTF8,
    );
    text(table, "zeros.json".to_owned(), vec![0; 4096], NOT_JSON);
}

/// JSON that is something else.
fn tops(table: &mut Vec<One>) {
    let others = ["[]", "[{}]", "\"text\"", "12", "-1.5e3", "null", "true", "false", "[[[]]]", "\"\\ud800\""];
    for (number, top) in others.into_iter().enumerate() {
        text(table, format!("top-{number}.json"), top, NO_OBJECT);
    }
    let objects =
        ["{}", "{\"a\": 1}", "{\"Request\": \"a\"}", "{\"metadata\": {\"request\": \"a\"}}", "{\"requests\": []}"];
    for (number, object) in objects.into_iter().enumerate() {
        text(table, format!("object-{number}.json"), object, NO_RECORD);
    }
}

/// Gzip that is torn, damaged, or holds too much.
fn compressed(table: &mut Vec<One>) {
    let whole = compress(RECORD.as_bytes()).unwrap();
    for end in [2, 5, 10, 11, whole.len() / 2, whole.len() - 8, whole.len() - 4, whole.len() - 1] {
        text(table, format!("torn-{end:03}.json.gz"), &whole[..end], GZIP);
    }
    for from_end in [1, 4, 5, 8] {
        let mut damaged = whole.clone();
        let at = damaged.len() - from_end;
        damaged[at] ^= 0x40;
        text(table, format!("damaged-{from_end}.json.gz"), damaged, GZIP);
    }
    for (name, inside, says) in [
        ("of-nothing", &b""[..], EMPTY),
        ("of-text", b"text", NOT_JSON),
        ("of-array", b"[]", NO_OBJECT),
        ("of-latin", b"{\"request\": \"\xe9\"}", NOT_UTF8),
        ("of-torn", &RECORD.as_bytes()[..90], CUT),
    ] {
        text(table, format!("{name}.json.gz"), compress(inside).unwrap(), says);
    }
    text(table, "of-gz.json.gz".to_owned(), compress(&whole).unwrap(), NOT_UTF8);
    text(table, "second-torn.json.gz".to_owned(), [&whole[..], &whole[..20]].concat(), GZIP);
    text(table, "two-records.json.gz".to_owned(), [&whole[..], &whole].concat(), NOT_JSON);
    text(table, "zeros-after.json.gz".to_owned(), [&whole[..], &[0; 9]].concat(), GZIP);
    let spaces = compress(&vec![b' '; 1 << 20]).unwrap();
    text(table, "bomb-of-spaces.json.gz".to_owned(), spaces.repeat(100), TOO_LARGE_INSIDE);
    let zeros = compress(&vec![0; 80 << 20]).unwrap();
    text(table, "bomb-of-zeros.json.gz".to_owned(), zeros, TOO_LARGE_INSIDE);
    text(table, "good.json.gz".to_owned(), whole.clone(), Says::Listed);
    text(table, "good-two-members.json.gz".to_owned(), [whole, compress(b" \n").unwrap()].concat(), Says::Listed);
}

/// Files that are too large or nested too deep, and some that are nearly so.
fn sizes(table: &mut Vec<One>) {
    put(table, "sparse-64-mib-and-one.json", Make::Sparse((64 << 20) + 1), TOO_LARGE);
    put(table, "sparse-10-gib.json", Make::Sparse(10 << 30), TOO_LARGE);
    put(table, "sparse-8-eib.json.gz", Make::Sparse(1 << 42), TOO_LARGE);
    put(table, "sparse-20-mib.json", Make::Sparse(20 << 20), NOT_JSON);
    let nested = |levels: usize| format!("{{\"request\": {}{}}}", "[".repeat(levels), "]".repeat(levels));
    text(table, "deep-limit.json".to_owned(), nested(999_999), Says::Listed);
    text(table, "deep-over.json".to_owned(), nested(1_000_000), TOO_DEEP);
    text(table, "deep-objects.json".to_owned(), "{\"request\":".repeat(1_100_000), TOO_DEEP);
    text(table, "deep-torn.json".to_owned(), "{\"request\":".repeat(100_000), CUT);
    text(table, "deep-top.json".to_owned(), "[".repeat(1_000_001), TOO_DEEP);
    text(
        table,
        "deep-in-a-text.json".to_owned(),
        format!("{{\"request\": \"{}\"}}", "[".repeat(1_100_000)),
        Says::Listed,
    );
    text(table, "long-line.json".to_owned(), RECORD.replace("answered", &"x".repeat(8 << 20)), Says::Listed);
    let keys: Vec<_> = (0..50_000).map(|n| format!("\"k{n}\": {n}, ")).collect();
    text(table, "many-keys.json".to_owned(), format!("{{{} \"request\": \"a\"}}", keys.concat()), Says::Listed);
}

/// What is no regular file.
fn special(table: &mut Vec<One>) {
    put(table, "fifo.json", Make::Fifo, NOT_REGULAR);
    put(table, "fifo.json.gz", Make::Fifo, NOT_REGULAR);
    put(table, "fifo", Make::Fifo, Says::Nothing);
    put(table, "socket.json", Make::Socket, NOT_REGULAR);
    put(table, "directory.json", Make::Directory, NOT_REGULAR);
    put(table, "directory.json.gz", Make::Directory, NOT_REGULAR);
    for (name, target) in [
        ("link-outside.json", "/etc/passwd"),
        ("link-inside.json", "plain.json"),
        ("link-to-nothing.json", "nowhere"),
        ("link-to-itself.json", "link-to-itself.json"),
        ("link-up", "../.."),
        ("link-root", "/"),
        ("link-device.json", "/dev/zero"),
        ("link-no-record", "/etc/passwd"),
    ] {
        put(table, name, Make::Link(target), LINK);
    }
}

/// Good records under names that are hard to print or to pass on, and names that are none of a record.
fn names(table: &mut Vec<One>) {
    let long = "n".repeat(250) + ".json";
    let good: [&[u8]; 17] = [
        b"plain.json",
        b"new\nline.json",
        b"tab\tand\rreturn.json",
        b"escape\x1b[31mred.json",
        b"bell\x07.json",
        "bidi\u{202e}nosj.json".as_bytes(),
        "zero\u{200b}width.json".as_bytes(),
        b"not\xffutf8\xfe.json",
        long.as_bytes(),
        b"-rf.json",
        b"--help.json",
        b"*.json",
        b" .json",
        b"quo\"te'.json",
        b"back\\slash.json",
        b"$(reboot).json",
        b"CON.json",
    ];
    for name in good {
        put(table, OsString::from_vec(name.to_vec()), Make::Bytes(RECORD.into()), Says::Listed);
    }
    for name in [".hidden.json", "..json", "notes.txt", "json", "a.json.bak", "a.JSON", "a.gz", "a.json.zst"] {
        put(table, OsStr::new(name), Make::Bytes(RECORD.into()), Says::Nothing);
    }
}

/// Records that are odd and yet records.
fn odd(table: &mut Vec<One>) {
    let changes = [
        (": 12", ": 1e999"),
        (": 12", ": 123456789012345678901234567890"),
        (": 12", ": -0"),
        ("true", "NaN"),
        ("true", "-Infinity"),
        ("\"qa\"", "null"),
        ("\"qa\"", "\"\\ud800\""),
        ("\"qa\"", "\"../../x\""),
        ("\"qa\"", "[1, {}]"),
        ("2026-11-21", "9999-12-31"),
        ("2026-11-21", "0000-00-00"),
        ("\"2026-11-21T12:00:00+00:00\"", "1e400"),
        ("\"answered\"", "{\"a\": [null]}"),
        ("{\"tokens\"", "{\"tokens\": \"many\", \"tokens\""),
        ("{\"timestamp\"", "\u{feff}{\"timestamp\""),
        ("\"s\"", "\"\u{202e}\\u0000\\u001b[2J\""),
    ];
    for (number, (from, to)) in changes.into_iter().enumerate() {
        assert!(RECORD.contains(from), "{from}");
        text(table, format!("odd-{number:02}.json"), RECORD.replacen(from, to, 1), Says::Listed);
    }
}
