//! Whom to trust, and what is wrong with those who can't be.

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::CertificateError;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::{Cause, SendError};
use crate::gateway::destination::InvalidDestination;

/// Trusts the authorities that this system trusts, and those in a file.
///
/// They are read from where the system keeps them; `SSL_CERT_FILE` and `SSL_CERT_DIR` name other places.
///
/// # Errors
/// There are none, or the file has none.
pub(super) fn config(ca_file: Option<&Path>) -> Result<TlsConfig, InvalidDestination> {
    let system = rustls_native_certs::load_native_certs();
    let mut authorities: Vec<_> = system.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if let Some(path) = ca_file {
        authorities.extend(read(path)?);
    } else if authorities.is_empty() {
        let why = system.errors.first().map(|error| format!(": {error}")).unwrap_or_default();
        return Err(invalid(format!("this system has no certificates to trust{why}; name some with `ca_file`")));
    }
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&authorities))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}

/// The certificates in a file, in PEM.
fn read(path: &Path) -> Result<Vec<Certificate<'static>>, InvalidDestination> {
    let told = |why: &dyn std::fmt::Display| invalid(format!("ca_file: {}: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| told(&error))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| told(&error))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(told(&"no certificate in it")) } else { Ok(certificates) }
}

fn invalid(why: String) -> InvalidDestination {
    InvalidDestination::Option { place: String::new(), why }
}

/// What an error of the connection says of TLS, if that is where it comes from.
pub(super) fn explain(error: &(dyn Error + 'static)) -> Option<SendError> {
    Some(match within(error)? {
        rustls::Error::InvalidCertificate(reason) => SendError::transient(Cause::Certificate, certificate(reason)),
        rustls::Error::NoCertificatesPresented => SendError::transient(Cause::Certificate, "it has none"),
        rustls::Error::InvalidMessage(_) => {
            SendError::transient(Cause::Connection, "it does not speak TLS; is the URL's scheme right?")
        }
        other => SendError::transient(Cause::Connection, format!("TLS: {other}")),
    })
}

/// The error of TLS in an error, or in one that it comes from.
fn within<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    // Both are transparent: their source is that of what is in them.
    if let Some(shared) = error.downcast_ref::<Arc<dyn Error + Send + Sync>>() {
        return within(&**shared);
    }
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        return within(inner);
    }
    within(error.source()?)
}

fn certificate(reason: &CertificateError) -> String {
    match reason {
        CertificateError::UnknownIssuer => {
            "signed by nobody that this system trusts; `ca_file` can name an authority of your own".to_owned()
        }
        CertificateError::Expired => "it has expired".to_owned(),
        CertificateError::ExpiredContext { not_after, .. } => {
            let seconds = i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX);
            let date = jiff::Timestamp::from_second(seconds).map(|time| time.strftime("%Y-%m-%d").to_string());
            format!("it has expired on {}", date.as_deref().unwrap_or("an unknown day"))
        }
        CertificateError::NotValidForName => "it is for another host".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let name = |text: &String| text.trim_start_matches("DnsName(\"").trim_end_matches("\")").to_owned();
            let names: Vec<_> = presented.iter().map(name).collect();
            format!("it is for {}, not for {}", names.join(", "), expected.to_str())
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet; is the clock of this system right?".to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        // A certificate that somebody made with one command, as it comes.
        CertificateError::Other(error) if error.to_string() == "CaUsedAsEndEntity" => {
            "it is that of an authority, and none for a server; let it sign one, and name it with `ca_file`".to_owned()
        }
        CertificateError::Other(error) => format!("it is not valid: {error}"),
        other => other.to_string(),
    }
}
