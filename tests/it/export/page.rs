//! The HTML export: whatever is stored, the page holds our own tags and nothing that acts or reaches for anything.

use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use responses::export::{Contents, Format, Response, writer};
use responses::record::{Json, Record, RecordTime, Stamp, Summary};
use responses::store::Entry;

use crate::arbitrary;
use crate::support::Sandbox;

/// Tags that are ours, each with the attributes that it may have.
const TAGS: [(&str, &[&str]); 48] = [
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset", "http-equiv", "content", "name"]),
    ("title", &[]),
    ("style", &[]),
    ("script", &[]),
    ("body", &[]),
    ("header", &[]),
    ("main", &[]),
    ("nav", &["aria-label"]),
    ("search", &["id", "hidden"]),
    ("label", &["for"]),
    ("input", &["id", "type", "placeholder", "autocomplete", "spellcheck"]),
    ("output", &["id", "for"]),
    ("button", &["id", "type"]),
    ("section", &["id", "aria-labelledby"]),
    ("article", &[]),
    ("details", &["class", "open"]),
    ("summary", &[]),
    ("time", &["datetime"]),
    ("h1", &[]),
    ("h2", &["id"]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("p", &["class"]),
    ("div", &["class", "tabindex"]),
    ("span", &["class"]),
    ("a", &["href", "rel", "target"]),
    ("pre", &["tabindex", "title"]),
    ("code", &[]),
    ("blockquote", &[]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("table", &[]),
    ("tr", &[]),
    ("th", &["class"]),
    ("td", &["class"]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("br", &[]),
    ("hr", &[]),
    ("!doctype", &["html"]),
    ("sup", &[]),
    ("caption", &[]),
];

const VOID: [&str; 5] = ["meta", "input", "br", "hr", "!doctype"];

/// Reads a page strictly and gives the text in it, without tags.
///
/// # Panics
/// If anything in it is not as it must be.
fn read_page(page: &str) -> String {
    let (mut text, mut open, mut rest) = (String::new(), Vec::new(), page);
    let (mut scripts, mut styles, mut policies) = (0, 0, 0);
    while let Some(at) = rest.find('<') {
        let before = &rest[..at];
        assert!(!before.contains(['>', '"', '\'']) || before.trim().is_empty(), "bare characters in {before:?}");
        text.push_str(before);
        let (tag, after) = rest[at + 1..].split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "tags are nested");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let (_, allowed) = TAGS.iter().find(|(ours, _)| *ours == name).unwrap_or_else(|| panic!("a tag {tag:?}"));
        for (key, value) in attributes_of(attributes) {
            assert!(allowed.contains(&key), "an attribute {key:?} of {tag:?}");
            if key == "href" {
                let harmless = ["https://", "http://", "mailto:", "#s"]
                    .iter()
                    .any(|begin| value.get(..begin.len()).is_some_and(|text| text.eq_ignore_ascii_case(begin)));
                assert!(harmless, "a link to {value:?}");
            }
            policies += usize::from(value == "Content-Security-Policy");
        }
        match name {
            "a" if !attributes.contains("href=\"#s") => {
                assert!(attributes.contains("rel=\"noopener noreferrer\""), "{tag}");
            }
            "script" => {
                scripts += 1;
                rest = rest.split_once("</script>").expect("a script ends").1;
                continue;
            }
            "style" => {
                styles += 1;
                rest = rest.split_once("</style>").expect("a style ends").1;
                continue;
            }
            _ => {}
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "{open:?} {rest:?}");
    assert_eq!((scripts, styles, policies), (1, 1, 1));
    for character in page.chars() {
        let hidden = ('\u{202a}'..='\u{202e}').contains(&character) || ('\u{2066}'..='\u{2069}').contains(&character);
        assert!(!hidden && (!character.is_control() || "\n\t".contains(character)), "{character:?}");
    }
    text
}

/// ` key="value"` or ` key`, and nothing else.
fn attributes_of(mut text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let end = text.find(['=', ' ']).unwrap_or(text.len());
        let (key, rest) = text.split_at(end);
        assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "a key {key:?}");
        let (value, rest) = match rest.strip_prefix("=\"") {
            Some(rest) => rest.split_once('"').expect("a value ends"),
            None => ("", rest),
        };
        assert!(!value.contains('<'), "a value {value:?}");
        found.push((key, value));
        text = rest.strip_prefix(' ').unwrap_or(rest);
    }
    found
}

fn page_of(record: Record) -> String {
    let summary = Summary {
        timestamp: record.timestamp.time(),
        session_id: record.session_id.clone(),
        agent: record.agent.clone(),
        facts: record.facts(),
        ..Summary::default()
    };
    let entry = Entry::new("s/a.json".into(), 1, None, summary);
    let contents = Contents::of(&[entry.clone(), entry.clone()]);
    let mut page = Vec::new();
    let mut html = writer(Format::Html, &mut page, &contents, &TimeZone::UTC).unwrap();
    html.write(&Response::new(&entry, record.clone())).unwrap();
    html.write(&Response::new(&entry, Record { session_id: Some("other".to_owned()), ..record })).unwrap();
    html.finish().unwrap();
    String::from_utf8(page).unwrap()
}

fn record_of(text: &str) -> Record {
    let string = Json::string(text);
    Record {
        timestamp: Stamp::Read(RecordTime::utc("2026-01-01T00:00:00Z".parse().unwrap())),
        session_id: Some(text.to_owned()),
        agent: Some(text.to_owned()),
        request: string.clone(),
        response: string.clone(),
        metadata: Json::parse(&format!(
            "{{{0}: {0}, \"model\": {0}, \"error\": {0}, \"tools_used\": [{0}]}}",
            string.get().text()
        ))
        .unwrap(),
        extra: Vec::new(),
    }
}

/// What has broken pages before.
const HOSTILE: [&str; 44] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<form action=https://evil.example><input name=a></form>",
    "<details ontoggle=alert(1) open>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--><script>alert(1)</script>",
    "<![CDATA[ x ]]><script>alert(1)</script>",
    "]]>",
    "<?php echo 1 ?>",
    "</article></section></main></body></html><script>alert(1)</script>",
    "</details></summary></div>",
    "</title><script>alert(1)</script>",
    "</textarea></noscript><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)",
    "[a](javascript:alert(1))",
    "[a](  JAVASCRIPT:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](&#x6A;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x) [b](file:///etc/passwd) [c](//evil.example)",
    "[a](https://e.example/\"onclick=alert(1))",
    "[a](https://e.example 'title\" onclick=alert(1)')",
    "<javascript:alert(1)> <https://e.example/?\"'<>",
    "![a](javascript:alert(1)) ![b](https://e.example/x.png) ![c](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[![a](https://e.example/x.png)](https://f.example)",
    "```\"><script>alert(1)</script>\nx\n```",
    "``` <script> \"onclick=x\nx\n```\n</code></pre><script>alert(1)</script>",
    "| <script> | b |\n|---|---|\n| </td><script>alert(1)</script> | [x](javascript:x) |",
    "a[^x]\n\n[^x]: <script>alert(1)</script>\n\n[^\"><script>]: y",
    "\u{202e}gnp.exe \u{2066}x\u{2069} \u{1b}[31m \u{9b}31m \u{0} &#x202e;&#27;",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt; &#60;script&#62;",
];

#[test]
fn hostile_texts_stay_texts() {
    for text in HOSTILE {
        let page = page_of(record_of(text));
        read_page(&page);
        assert_eq!(page.to_lowercase().matches("<script").count(), 1, "{text}");
        assert!(!page.contains(" on") || !page.contains("onerror=alert(1)>\n<"), "{text}");
    }
    let all = HOSTILE.join("\n\n");
    read_page(&page_of(record_of(&all)));
    read_page(&page_of(record_of(&HOSTILE.concat())));
}

#[test]
fn the_page_reaches_for_nothing() {
    let sandbox = Sandbox::with_examples();
    let page = sandbox.stdout(["export", "--format", "html"]);
    let text = read_page(&page);
    assert!(text.contains("release-1.4"));
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(
        policy.contains("script-src 'sha256-") && policy.contains("base-uri 'none'; form-action 'none'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    for word in [
        "src=",
        "srcset",
        "@import",
        "url(",
        "<link",
        "<img",
        "<iframe",
        "<object",
        "<embed",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "innerHTML",
        "eval(",
        "document.write",
        "style=\"",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    let one = sandbox.stdout(["export", "--format", "html", "--session", "release-1.4"]);
    insta::assert_snapshot!("export_html", one.split("</head>").nth(1).unwrap().split("<script>").next().unwrap());
}

#[test]
fn many_responses_are_closed_at_first_and_few_are_open() {
    let sandbox = Sandbox::new();
    for number in 0..101 {
        sandbox
            .put(&format!("s/{number}.json"), r#"{"session_id": "s", "agent": "a", "request": "r", "response": "x"}"#);
    }
    let page = sandbox.stdout(["export", "--format", "html"]);
    assert_eq!((page.matches("<article>").count(), page.matches("<details open>").count()), (101, 0));
    read_page(&page);
    let few = Sandbox::with_examples().stdout(["export", "--format", "html"]);
    assert_eq!(few.matches("<details open>").count(), few.matches("<article>").count());
}

/// Text that is Markdown and HTML more often than not.
fn markup() -> impl Strategy<Value = String> {
    let marks = select(vec![
        "# ",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "    ",
        "```",
        "`",
        "*",
        "**",
        "~~",
        "[",
        "](",
        ")",
        "![",
        "<",
        ">",
        "\"",
        "'",
        "&",
        "&lt;",
        "&#60;",
        "|",
        "\n|a|b|\n|-|:-:|\n|c|",
        "---\n",
        "<br>",
        "<div ",
        "</div>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "[^1]",
        "[^1]: ",
        "- [ ] ",
        "\\",
        "&#27;",
        "\u{1b}[31m",
        "\u{202e}",
        "\r",
        "javascript:",
        "https://",
        "mailto:",
        "onclick=",
        "]]>",
        "<![CDATA[",
        "word",
        "漢字",
    ]);
    vec(prop_oneof![5 => marks.prop_map(str::to_owned), 1 => any::<String>(), 1 => select(HOSTILE.to_vec()).prop_map(str::to_owned)], 0..30)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_text_stays_text(text in markup()) {
        read_page(&page_of(record_of(&text)));
    }

    #[test]
    fn any_record_gives_a_page(record in arbitrary::record()) {
        read_page(&page_of(record));
    }
}
