//! A private certificate authority, kept in a directory and reused, and a fresh server certificate on every start.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ServeError;

/// Names that the server answers to.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Makes the TLS settings of the server; the authority's certificate is `ca.pem` in `dir`, its key `ca.key`.
pub(super) fn config(dir: &Path) -> Result<(ServerConfig, PathBuf), ServeError> {
    let failed = |source: io::Error| ServeError::TlsDir { dir: dir.to_owned(), source };
    std::fs::create_dir_all(dir).map_err(failed)?;
    let (certificate, key) = (dir.join("ca.pem"), dir.join("ca.key"));
    let authority = authority_params();
    let authority_key = match (certificate.exists(), key.exists()) {
        (true, true) => {
            let pem = std::fs::read_to_string(&key).map_err(failed)?;
            KeyPair::from_pem(&pem)
                .map_err(|source| ServeError::Key { file: key.clone(), source: source.into() })?
        }
        (false, false) => {
            let made = KeyPair::generate().map_err(certificate_failed)?;
            let signed = authority.self_signed(&made).map_err(certificate_failed)?;
            write_private(&key, &made.serialize_pem()).map_err(failed)?;
            std::fs::write(&certificate, signed.pem()).map_err(failed)?;
            made
        }
        _ => return Err(ServeError::HalfAuthority { dir: dir.to_owned() }),
    };
    let issuer = Issuer::from_params(&authority, authority_key);

    let mut params = CertificateParams::new(NAMES.map(str::to_owned).to_vec()).map_err(certificate_failed)?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    // Apple's and Go's verifiers refuse server certificates that live for more than 825 days.
    let now = time::OffsetDateTime::now_utc();
    params.not_before = now - time::Duration::days(1);
    params.not_after = now + time::Duration::days(397);
    let server_key = KeyPair::generate().map_err(certificate_failed)?;
    let server = params.signed_by(&server_key, &issuer).map_err(certificate_failed)?;

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![server.der().clone()], key))
        .map_err(|source| ServeError::Certificate(source.into()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, certificate))
}

/// The same on every start, so that certificates signed later belong to the authority that clients trust.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::OrganizationName, "arm-emulator");
    params.distinguished_name.push(DnType::CommonName, "arm-emulator private CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = rcgen::date_time_ymd(2024, 1, 1);
    params.not_after = rcgen::date_time_ymd(2044, 1, 1);
    params
}

fn certificate_failed(source: rcgen::Error) -> ServeError {
    ServeError::Certificate(source.into())
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}
