//! Whatever text is stored, the page that it is exported to has one script, one style, and no tag that is not ours.

use responses::export::{Contents, Format, Response, writer};
use responses::record::{Json, Reader, Record};
use responses::store::Entry;

const TAGS: [&str; 38] = [
    "a",
    "article",
    "blockquote",
    "body",
    "br",
    "button",
    "code",
    "del",
    "details",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "input",
    "label",
    "li",
    "main",
    "meta",
    "ol",
    "output",
    "p",
    "pre",
    "search",
    "section",
    "span",
    "strong",
    "summary",
    "time",
    "title",
    "ul",
];
const IN_TABLES: [&str; 4] = ["table", "td", "th", "tr"];

/// Takes what is text as the texts and names of a response.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let reader = Reader::default();
    let base = reader.read(br#"{"request": "r", "response": "x"}"#).expect("a record");
    let (request, metadata) = (Json::string(text), Json::empty_object());
    let names = (Some(text.to_owned()), Some(text.to_owned()));
    let record = Record { session_id: names.0, agent: names.1, response: request.clone(), request, metadata, ..base };
    let summary = reader.summarise(br#"{"request": "r"}"#).expect("a record");
    let entry = Entry::new("s/a.json".into(), 1, None, summary);
    let mut page = Vec::new();
    let contents = Contents::of(std::slice::from_ref(&entry));
    let mut html = writer(Format::Html, &mut page, &contents, &reader.naive_zone.get().clone()).expect("memory");
    html.write(&Response::new(&entry, record)).expect("memory");
    html.finish().expect("memory");
    let page = String::from_utf8(page).expect("text");
    for kind in ["script", "style"] {
        assert_eq!(page.matches(&format!("<{kind}>")).count(), 1);
    }
    // Our own script compares with `<`.
    let (before, rest) = page.split_once("<script>").expect("it was counted");
    let (_, after) = rest.split_once("</script>").expect("a script that ends");
    for tag in before.split('<').skip(1).chain(after.split('<').skip(1)) {
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let ours = TAGS.contains(&name.as_str()) || IN_TABLES.contains(&name.as_str());
        assert!(ours || name == "style" || tag.starts_with("!doctype"), "a tag {tag:?}");
    }
}
