//! The known forms of secrets. Prefixes and lengths are those that the issuers document.

/// One kind of secret and how it is recognised.
#[derive(Debug)]
pub(super) struct Rule {
    /// What stands in its place: `[REDACTED:<kind>]`.
    pub(super) kind: &'static str,
    /// What it begins with, or the name it is assigned to.
    pub(super) prefixes: &'static [&'static str],
    /// What must follow.
    pub(super) form: Form,
}

/// True if the prefixes of a rule are names, which count in any case.
pub(super) const fn is_name(rule: &Rule) -> bool {
    matches!(rule.form, Form::Assigned(..) | Form::Header)
}

/// What follows a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One run of characters.
    Token(Class, Length),
    /// Runs of exactly these lengths with a dot between.
    Pair(usize, usize),
    /// The rest of a JSON Web Token: base64url parts with dots between.
    Jwt,
    /// The rest of a private key's first line, the key, and its last line.
    Pem,
    /// `user:password@`, of which the password is the secret.
    UrlPassword,
    /// The prefix is a name in any case; the value that is assigned to it is the secret.
    Assigned(Class, Length),
    /// The prefix is the name of a header in any case; the credentials after their scheme are the secret.
    Header,
    /// The rest of a marker that a redaction left. It is passed over, so that doing it twice is doing it once.
    Marker,
}

/// What characters a run is made of. A base64 class takes its padding along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Alnum,
    Upper,
    Hex,
    Word,
    /// base64url
    Url,
    Dotted,
    Base64,
    /// What RFC 6750 allows in a bearer token.
    Credential,
    Cookie,
}

impl Class {
    pub(super) fn has(self, byte: u8) -> bool {
        let extra: &[u8] = match self {
            Self::Upper => return byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => return matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            Self::Alnum => b"",
            Self::Word => b"_",
            Self::Url => b"_-",
            Self::Dotted => b"_-.",
            Self::Base64 => b"+/=",
            Self::Credential => b"-._~+/=",
            Self::Cookie => b"-_%+/=",
        };
        byte.is_ascii_alphanumeric() || extra.contains(&byte)
    }
}

/// How long a run must be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    AtLeast(usize),
    Exactly(usize),
}

use Class::{Alnum, Base64, Cookie, Credential, Dotted, Hex, Upper, Url, Word};
use Length::{AtLeast, Exactly};

const fn token(kind: &'static str, prefixes: &'static [&'static str], class: Class, length: Length) -> Rule {
    Rule { kind, prefixes, form: Form::Token(class, length) }
}

const fn assigned(kind: &'static str, names: &'static [&'static str], class: Class, length: Length) -> Rule {
    Rule { kind, prefixes: names, form: Form::Assigned(class, length) }
}

/// All rules. Of several that begin at one place the first that fits counts.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { kind: "", prefixes: &["[REDACTED:"], form: Form::Marker },

    // Providers of models.
    token("anthropic-key", &["sk-ant-"], Url, AtLeast(20)),
    token("openai-key", &["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"], Url, AtLeast(20)),
    token("openrouter-key", &["sk-or-v1-"], Alnum, AtLeast(32)),
    // The old keys of OpenAI, and those of the services that copied their form.
    token("openai-key", &["sk-"], Alnum, AtLeast(32)),
    token("google-key", &["AIza"], Url, Exactly(35)),
    token("google-token", &["ya29."], Dotted, AtLeast(30)),
    token("google-secret", &["GOCSPX-"], Url, AtLeast(20)),
    token("hugging-face-token", &["hf_", "api_org_"], Alnum, AtLeast(30)),
    token("groq-key", &["gsk_"], Alnum, AtLeast(40)),
    token("xai-key", &["xai-"], Alnum, AtLeast(60)),
    token("perplexity-key", &["pplx-"], Alnum, AtLeast(40)),
    token("replicate-token", &["r8_"], Alnum, AtLeast(37)),

    // Clouds.
    token("aws-access-key", &["AKIA", "ASIA", "ABIA", "ACCA"], Upper, Exactly(16)),
    assigned("aws-secret-key", &[
        "aws_secret_access_key", "awssecretaccesskey", "secret_access_key", "secretaccesskey", "aws_secret_key",
        "aws-secret-access-key", "secret-access-key", "awssecretkey",
    ], Base64, Exactly(40)),
    assigned("aws-session-token", &["aws_session_token", "awssessiontoken", "sessiontoken"], Base64, AtLeast(100)),
    assigned("azure-storage-key", &["accountkey"], Base64, Exactly(88)),
    token("digitalocean-token", &["dop_v1_", "doo_v1_", "dor_v1_"], Hex, Exactly(64)),
    token("vault-token", &["hvs.", "hvb."], Url, AtLeast(24)),
    token("databricks-token", &["dapi"], Hex, Exactly(32)),

    // Forges and registries.
    token("github-token", &["ghp_", "gho_", "ghu_", "ghr_"], Word, AtLeast(36)),
    token("github-token", &["ghs_"], Dotted, AtLeast(36)),
    token("github-token", &["github_pat_"], Word, AtLeast(22)),
    token("gitlab-token", &["glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glft-", "glsoat-", "gloas-"], Dotted, AtLeast(20)),
    token("npm-token", &["npm_"], Alnum, AtLeast(36)),
    token("pypi-token", &["pypi-AgE"], Url, AtLeast(40)),
    token("rubygems-key", &["rubygems_"], Hex, Exactly(48)),
    token("docker-token", &["dckr_pat_", "dckr_oat_"], Url, AtLeast(20)),

    // Services.
    token("slack-token", &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xapp-", "xoxe.xoxp-", "xoxe.xoxb-"], Url, AtLeast(10)),
    token("slack-token", &["xoxc-", "xoxd-"], Cookie, AtLeast(20)),
    token("slack-webhook", &["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"], Base64, AtLeast(20)),
    token("discord-webhook", &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"], Cookie, AtLeast(60)),
    token("stripe-key", &["sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_"], Alnum, AtLeast(16)),
    Rule { kind: "sendgrid-key", prefixes: &["SG."], form: Form::Pair(22, 43) },
    token("twilio-key", &["SK"], Hex, Exactly(32)),
    assigned("twilio-token", &["twilio_auth_token"], Hex, Exactly(32)),
    token("shopify-token", &["shpat_", "shpca_", "shppa_", "shpss_"], Alnum, AtLeast(32)),
    token("grafana-token", &["glsa_", "glc_"], Cookie, AtLeast(32)),
    token("linear-key", &["lin_api_"], Alnum, AtLeast(40)),
    token("notion-token", &["ntn_"], Alnum, AtLeast(40)),
    token("age-key", &["AGE-SECRET-KEY-1"], Upper, Exactly(58)),

    // What everybody uses.
    Rule { kind: "jwt", prefixes: &["eyJ"], form: Form::Jwt },
    Rule { kind: "private-key", prefixes: &["-----BEGIN "], form: Form::Pem },
    Rule { kind: "url-password", prefixes: &["://"], form: Form::UrlPassword },
    Rule { kind: "authorization", prefixes: &["authorization"], form: Form::Header },
    assigned("api-key", &["x-api-key", "x-goog-api-key"], Credential, AtLeast(20)),
];
