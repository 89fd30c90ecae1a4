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
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ServeError;

/// Names that the server answers to.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Makes the TLS settings of the server; the authority's certificate is `ca.pem` in `dir`, its key `ca.key`.
pub(super) fn config(dir: &Path) -> Result<(ServerConfig, PathBuf), ServeError> {
    let failed = |source: io::Error| ServeError::TlsDir { dir: dir.to_owned(), source };
    std::fs::create_dir_all(dir).map_err(failed)?;
    let (certificate, key) = (dir.join("ca.pem"), dir.join("ca.key"));
    let authority = authority_params();
    // Another server may be doing the same in the same directory: the first key stays, and a certificate for it is as
    // good as any other.
    let certified = certificate.exists();
    if !key.exists() {
        if certified {
            return Err(ServeError::HalfAuthority { dir: dir.to_owned() });
        }
        let made = KeyPair::generate().map_err(certificate_failed)?;
        write_once(&key, &made.serialize_pem(), 0o600).map_err(failed)?;
    }
    let pem = std::fs::read_to_string(&key).map_err(failed)?;
    let authority_key = KeyPair::from_pem(&pem)
        .map_err(|source| ServeError::Key { file: key.clone(), source: source.into() })?;
    if !certificate.exists() {
        let signed = authority.self_signed(&authority_key).map_err(certificate_failed)?;
        write_once(&certificate, &signed.pem(), 0o644).map_err(failed)?;
    }
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

/// Writes a file with these permissions, unless it is there. It appears as a whole or not at all.
fn write_once(path: &Path, text: &str, mode: u32) -> io::Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let draft = path.with_extension(format!("{}-{number}", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let linked = options
        .open(&draft)
        .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
        .and_then(|()| std::fs::hard_link(&draft, path));
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_start_together_trust_one_authority() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("tls");
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            let begin = || {
                start.wait();
                config(&place).map(drop)
            };
            let servers: Vec<_> = (0..8).map(|_| scope.spawn(begin)).collect();
            for server in servers {
                server.join().unwrap().unwrap();
            }
        });
        let mut files: Vec<_> =
            std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        files.sort();
        assert_eq!(files, ["ca.key", "ca.pem"]);
    }
}
