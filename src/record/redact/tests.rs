#![allow(clippy::needless_raw_string_hashes, reason = "the texts are easier to compare in one form")]

use proptest::prelude::*;

use super::*;

/// Text of a class that looks as random as a key does.
fn body(alphabet: &str, length: usize) -> String {
    let alphabet: Vec<_> = alphabet.chars().collect();
    let mut state = 7_usize;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        alphabet[(state >> 33) % alphabet.len()]
    };
    (0..length).map(|_| next()).collect()
}

const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &str = "0123456789abcdef";

fn alnum(length: usize) -> String {
    body(ALNUM, length)
}

fn hex(length: usize) -> String {
    body(HEX, length)
}

/// A secret of each kind, whole. No real one is among them, and none is written out, so that no scanner takes this file for a leak.
fn secrets() -> Vec<(&'static str, String)> {
    let jwt = format!("eyJ{}.eyJ{}.{}", alnum(33), alnum(60), alnum(43));
    let of = |kind, prefix: &str, rest: String| (kind, format!("{prefix}{rest}"));
    vec![
        of("anthropic-key", "sk-ant-api03-", format!("{}_{}-{}AA", alnum(40), alnum(30), alnum(20))),
        of("anthropic-key", "sk-ant-oat01-", alnum(80)),
        of("openai-key", "sk-proj-", format!("{}-{}_{}", alnum(60), alnum(20), alnum(40))),
        of("openai-key", "sk-svcacct-", alnum(60)),
        of("openai-key", "sk-", format!("{}T3BlbkFJ{}", alnum(20), alnum(20))),
        of("openrouter-key", "sk-or-v1-", hex(64)),
        of("google-key", "AIza", format!("Sy{}", alnum(33))),
        of("google-token", "ya29.", format!("a0{}", alnum(60))),
        of("google-secret", "GOCSPX-", alnum(28)),
        of("hugging-face-token", "hf_", alnum(34)),
        of("groq-key", "gsk_", alnum(52)),
        of("xai-key", "xai-", alnum(80)),
        of("perplexity-key", "pplx-", alnum(48)),
        of("replicate-token", "r8_", alnum(37)),
        of("aws-access-key", "AKIA", body(UPPER, 16)),
        of("aws-access-key", "ASIA", body(UPPER, 16)),
        of("digitalocean-token", "dop_v1_", hex(64)),
        of("vault-token", "hvs.", alnum(90)),
        of("databricks-token", "dapi", hex(32)),
        of("github-token", "ghp_", alnum(36)),
        of("github-token", "gho_", alnum(36)),
        of("github-token", "ghs_", alnum(36)),
        of("github-token", "ghr_", alnum(76)),
        of("github-token", "github_pat_", format!("{}_{}", alnum(22), alnum(59))),
        of("gitlab-token", "glpat-", alnum(20)),
        of("npm-token", "npm_", alnum(36)),
        of("pypi-token", "pypi-AgEIcHlwaS5vcmc", alnum(140)),
        of("rubygems-key", "rubygems_", hex(48)),
        of("docker-token", "dckr_pat_", alnum(27)),
        of("slack-token", "xoxb-", format!("{}-{}", body("0123456789", 12), alnum(24))),
        of("slack-token", "xoxp-", format!("{}-{}", body("0123456789", 12), alnum(24))),
        of("slack-token", "xoxe.xoxp-", format!("1-{}", alnum(160))),
        of("slack-token", "xoxd-", format!("{}%2B{}", alnum(30), alnum(30))),
        of("slack-webhook", "hooks.slack.com/services/", format!("T{0}/B{0}/{1}", body(UPPER, 8), alnum(24))),
        of("stripe-key", "sk_live_", alnum(24)),
        of("stripe-key", "rk_live_", alnum(99)),
        of("sendgrid-key", "SG.", format!("{}.{}", alnum(22), alnum(43))),
        of("twilio-key", "SK", hex(32)),
        of("shopify-token", "shpat_", hex(32)),
        of("grafana-token", "glsa_", format!("{}_{}", alnum(32), hex(8))),
        of("age-key", "AGE-SECRET-KEY-1", body(UPPER, 58)),
        ("jwt", jwt.clone()),
        ("jwt", format!("{jwt}.{}.{}", alnum(30), alnum(22))),
        ("private-key", pem("RSA PRIVATE KEY", "\n")),
        ("private-key", pem("OPENSSH PRIVATE KEY", "\r\n")),
        ("private-key", pem("PGP PRIVATE KEY BLOCK", "\\n")),
        ("private-key", pem("ENCRYPTED PRIVATE KEY", "\n    ")),
    ]
}

fn pem(label: &str, line_end: &str) -> String {
    let lines = vec![alnum(64); 8].join(line_end);
    format!("-----BEGIN {label}-----{line_end}{lines}{line_end}{}=={line_end}-----END {label}-----", alnum(12))
}

#[test]
fn every_kind_is_replaced_wherever_it_stands() {
    for (kind, secret) in secrets() {
        let marker = format!("[REDACTED:{kind}]");
        assert_eq!(redact(&secret), marker, "{secret}");
        let places = [
            ("", " and more"),
            ("KEY=", "\nNEXT=1"),
            ("\"", "\","),
            ("`", "`."),
            ("世界 ", "。"),
            ("(", ")"),
            ("key:\\n", "\\n"),
        ];
        for (before, after) in places {
            assert_eq!(redact(&format!("{before}{secret}{after}")), format!("{before}{marker}{after}"), "{secret}");
        }
        let twice = format!("{secret} {secret}");
        assert_eq!(redact(&twice), format!("{marker} {marker}"));
    }
}

#[test]
fn what_only_its_name_tells_keeps_its_name() {
    let (key, token, base) = (alnum(40), alnum(32), alnum(86));
    let cases = [
        (format!("aws_secret_access_key = {key}"), "aws_secret_access_key = [REDACTED:aws-secret-key]"),
        (format!("export AWS_SECRET_ACCESS_KEY='{key}'"), "export AWS_SECRET_ACCESS_KEY='[REDACTED:aws-secret-key]'"),
        (format!(r#"{{"SecretAccessKey": "{key}"}}"#), r#"{"SecretAccessKey": "[REDACTED:aws-secret-key]"}"#),
        (format!(r#"\"secretAccessKey\": \"{key}\""#), r#"\"secretAccessKey\": \"[REDACTED:aws-secret-key]\""#),
        (format!("TF_AWS_SECRET_ACCESS_KEY: {key}"), "TF_AWS_SECRET_ACCESS_KEY: [REDACTED:aws-secret-key]"),
        (format!("AccountKey={base}==;x"), "AccountKey=[REDACTED:azure-storage-key];x"),
        (format!("TWILIO_AUTH_TOKEN={}", hex(32)), "TWILIO_AUTH_TOKEN=[REDACTED:twilio-token]"),
        (
            format!("curl -H 'Authorization: Bearer {token}'"),
            "curl -H 'Authorization: Bearer [REDACTED:authorization]'",
        ),
        (format!("proxy-authorization: basic {token}=="), "proxy-authorization: basic [REDACTED:authorization]"),
        (format!(r#"{{"Authorization": "token {token}"}}"#), r#"{"Authorization": "token [REDACTED:authorization]"}"#),
        (format!("x-api-key: {token}"), "x-api-key: [REDACTED:api-key]"),
    ];
    for (text, expected) in cases {
        assert_eq!(redact(&text), expected);
    }
}

#[test]
fn passwords_in_urls() {
    let cases = [
        ("postgres://app:hunter2@db:5432/main", "postgres://app:[REDACTED:url-password]@db:5432/main"),
        ("https://u:p@ss:w0rd@host/x?y#z", "https://u:[REDACTED:url-password]@host/x?y#z"),
        ("redis://:secret@cache", "redis://:[REDACTED:url-password]@cache"),
        (r#""amqp://a:b%20c@[::1]/""#, r#""amqp://a:[REDACTED:url-password]@[::1]/""#),
        (r"mysql:\/\/root:pw@host\/db", "mysql://root:[REDACTED:url-password]@host/db"),
        ("a://b:c@d, e://f:g@h", "a://b:[REDACTED:url-password]@d, e://f:[REDACTED:url-password]@h"),
    ];
    for (text, expected) in cases {
        assert_eq!(redact(text), expected);
    }
    let token = format!("ghp_{}", alnum(36));
    assert_eq!(redact(&format!("https://{token}:x@github.com")), "https://[REDACTED:url-password]@github.com");
    assert_eq!(redact(&format!("https://{token}@github.com")), "https://[REDACTED:github-token]@github.com");
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    let (h, a) = (hex(40), alnum(40));
    let texts = [
        "use sk-learn, task-sk-list and sk-this-is-a-rather-long-name-of-a-css-class-in-kebab-case".to_owned(),
        "sk-ant- is how keys begin; so does sk-proj-..., AKIA, hf_ and ghp_".to_owned(),
        format!("commit {h}, sha256:{}", hex(64)),
        "0198c9a4-5d7e-7c3e-9b1a-6f2d1c0a9e55".to_owned(),
        format!("data:image/png;base64,iVBORw0KGgo{}/sk+{}==", alnum(500), alnum(500)),
        format!("sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozfQ{a}"),
        "risk-abcdefghijklmnopqrstuvwxyz0123456789abcdefgh".to_owned(),
        format!("XAKIA{} AKIA{}X AKIA{}", body(UPPER, 16), body(UPPER, 16), body(UPPER, 9)),
        format!("aghp_{a}, npm_config_registry, npm_package_dependencies_with_a_very_long_name_indeed"),
        "eyJhbGciOiJIUzI1NiJ9.x.y and eyJhbGciOiJIUzI1NiJ9".to_owned(),
        "a.eyJ.b, SG.object.method, SG.".to_owned(),
        "The header -----BEGIN RSA PRIVATE KEY----- begins a key.".to_owned(),
        format!("-----BEGIN PUBLIC KEY-----\n{a}\n-----END PUBLIC KEY-----"),
        format!("-----BEGIN CERTIFICATE-----\n{a}\n-----END CERTIFICATE-----"),
        "https://host:8080/path@2 ssh://git@host:22/x git@github.com:a/b.git http://[::1]:80/ ://:@ file:///a:b@c"
            .to_owned(),
        "Authorization: Bearer <token> Authorization: Bearer $TOKEN, Bearer tokens, authorization: none".to_owned(),
        "aws_secret_access_key = os.environ['KEY'], AWS_SECRET_ACCESS_KEY=short".to_owned(),
        format!("secret_access_key_of_somebody {a}"),
        format!("SK{} sk{}", hex(31), hex(32)),
        "[REDACTED:anthropic-key] [REDACTED:] [REDACTED:x".to_owned(),
        String::new(),
    ];
    for text in &texts {
        assert!(matches!(redact(text), Cow::Borrowed(_)), "{text}: {}", redact(text));
    }
}

#[test]
fn a_key_that_was_cut_short_goes_with_its_lines() {
    let cut = format!("a -----BEGIN RSA PRIVATE KEY-----\n{}\n{}\nand so on", alnum(64), alnum(64));
    assert_eq!(redact(&cut), "a [REDACTED:private-key]\nand so on");
    let prose = format!("-----BEGIN EC PRIVATE KEY----- is a header. {}", pem("EC PRIVATE KEY", "\n"));
    assert_eq!(redact(&prose), "-----BEGIN EC PRIVATE KEY----- is a header. [REDACTED:private-key]");
}

#[test]
fn secrets_that_touch_are_both_found() {
    let touching = format!("sk_live_{}_ghp_{}", alnum(20), alnum(36));
    assert_eq!(redact(&touching), "[REDACTED:stripe-key]_[REDACTED:github-token]");
}

#[test]
fn strings_of_json_are_redacted_at_any_depth_and_nothing_else_changes() {
    let key = format!("sk-ant-{}", alnum(40));
    let escaped = key.replace('-', "\\u002d");
    let same = r#" {"a" : [1.50, NaN, 12345678901234567890123, "\ud800 \u00e9 \/ x"], "b":{"c":null}} "#;
    assert_eq!(redact_json(JsonRef::parse(same).unwrap()), Ok(None));
    let text = format!(r#"{{"n" : 1.50e3, "deep":[[{{"x":"a {escaped} b"}}]], "{key}":"\ud83d", "s":"\u00e9"}}"#);
    let redacted = redact_json(JsonRef::parse(&text).unwrap()).unwrap().unwrap();
    let marker = "[REDACTED:anthropic-key]";
    let expected = format!(r#"{{"n" : 1.50e3, "deep":[[{{"x":"a {marker} b"}}]], "{marker}":"\ud83d", "s":"\u00e9"}}"#);
    assert_eq!(redacted.get().text(), expected);
}

#[test]
fn a_key_of_json_tells_what_stands_under_it() {
    let (key, token) = (alnum(40), alnum(20));
    let text = format!(
        r#"{{"AWS_SECRET_ACCESS_KEY": "{key}", "headers": {{"authorization": "Bearer {token}", "x-api-key" :"{token}"}}, "a": "{key}", "authorization": ["Bearer {token}"]}}"#
    );
    let redacted = redact_json(JsonRef::parse(&text).unwrap()).unwrap().unwrap();
    let expected = format!(
        r#"{{"AWS_SECRET_ACCESS_KEY": "[REDACTED:aws-secret-key]", "headers": {{"authorization": "Bearer [REDACTED:authorization]", "x-api-key" :"[REDACTED:api-key]"}}, "a": "{key}", "authorization": ["Bearer {token}"]}}"#
    );
    assert_eq!(redacted.get().text(), expected);
}

#[test]
fn json_quoted_in_a_text_is_seen_through() {
    let key = format!("sk-ant-{}", alnum(40));
    for backslashes in ["\\", "\\\\", "\\\\\\\\"] {
        let text = format!("{{\"k\": \"{}\"}}", key.replace('-', &format!("{backslashes}u002d")));
        assert_eq!(redact(&text), "{\"k\": \"[REDACTED:anthropic-key]\"}");
    }
}

/// What could make a walk look again and again at the same bytes: many beginnings of what never comes to its end.
#[test]
fn many_beginnings_without_an_end_are_walked_once() {
    let seeds = [
        "eyJ-",
        "eyJ-AKIA",
        "-----BEGIN PRIVATE KEY-----",
        "://a:b",
        "authorization: bearer ",
        "a.eyJaaaaaaaaaaaaaaaaaaaaa.bbbbbbb.",
    ];
    for seed in seeds {
        let text = seed.repeat((4 << 20) / seed.len());
        assert!(redact(&text).len() <= text.len(), "{seed}");
    }
}

fn fragments() -> impl Strategy<Value = String> {
    let secrets: Vec<String> = secrets().into_iter().map(|(_, secret)| secret).collect();
    let prefixes: Vec<String> =
        rules::RULES.iter().flat_map(|rule| rule.prefixes).map(|prefix| (*prefix).to_owned()).collect();
    let glue =
        ["", "_", "-", ".", " ", "\n", "\\n", "\\/", "@", ":", "://", "=", "[", "]", "\"", "-----END PRIVATE KEY-----"];
    let one = prop_oneof![
        2 => proptest::sample::select(secrets),
        2 => proptest::sample::select(prefixes),
        4 => proptest::sample::select(glue.map(str::to_owned).to_vec()),
        2 => "[A-Za-z0-9+/=_.-]{0,40}",
        1 => "\\PC{0,8}",
    ];
    proptest::collection::vec(one, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn twice_is_once(text in fragments()) {
        let once = redact(&text).into_owned();
        prop_assert_eq!(redact(&once), once.as_str());
    }

    #[test]
    fn any_text_is_taken_and_without_a_prefix_kept(text in "\\PC{0,200}") {
        let redacted = redact(&text);
        let innocent = !text.contains("://") && rules::RULES.iter().flat_map(|rule| rule.prefixes)
            .all(|prefix| !text.to_lowercase().contains(&prefix.to_lowercase()));
        prop_assert!(!innocent || matches!(redacted, Cow::Borrowed(_)));
    }

    #[test]
    fn redacted_json_is_json(text in fragments(), other in fragments()) {
        let value = serde_json::json!({text.clone(): [other, {"authorization": text}], "n": 1});
        let json = Json::from_value(&value);
        if let Some(redacted) = redact_json(json.get()).unwrap() {
            prop_assert_eq!(redact_json(redacted.get()), Ok(None));
        }
    }
}
