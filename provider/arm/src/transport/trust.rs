//! Whether the environment's answer to the question whom to trust can be used.
//!
//! The TLS library passes over a file that it cannot read, and then trusts nobody: the user would hear of an untrusted
//! certificate instead of a misspelt path.

use std::{ffi::OsString, io, path::PathBuf};

use rustls::pki_types::{CertificateDer, pem::PemObject};

/// `SSL_CERT_FILE` or `SSL_CERT_DIR` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// There is no such file or directory, or it may not be read.
    #[error("the environment variable {variable} names {path:?}, which cannot be read")]
    Unreadable {
        /// The variable.
        variable: &'static str,
        /// What it names.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no certificate in it.
    #[error(
        "the environment variable SSL_CERT_FILE names {path:?}, which holds no certificate; expected PEM, which begins with \
         \"-----BEGIN CERTIFICATE-----\""
    )]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
}

/// Looks at what the variables name. `variable` gives their values.
pub(super) fn check(variable: impl Fn(&str) -> Option<OsString>) -> Result<(), TrustError> {
    let named = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(path) = named("SSL_CERT_FILE") {
        let unreadable =
            |source| TrustError::Unreadable { variable: "SSL_CERT_FILE", path: path.clone(), source };
        let pem = std::fs::read(&path).map_err(unreadable)?;
        if !CertificateDer::pem_slice_iter(&pem).any(|certificate| certificate.is_ok()) {
            return Err(TrustError::NoCertificate { path });
        }
    }
    // Several directories may be listed; one that can be read is enough.
    let Some(listed) = variable("SSL_CERT_DIR").filter(|value| !value.is_empty()) else { return Ok(()) };
    let mut unreadable = None;
    for path in std::env::split_paths(&listed) {
        match std::fs::read_dir(&path) {
            Ok(_) => return Ok(()),
            Err(source) => {
                unreadable = Some(TrustError::Unreadable { variable: "SSL_CERT_DIR", path, source })
            }
        }
    }
    unreadable.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn checked(name: &'static str, value: impl Into<OsString>) -> Result<(), TrustError> {
        let value = value.into();
        check(|asked| (asked == name).then(|| value.clone()))
    }

    #[test]
    fn a_file_that_is_not_there_is_named_with_its_variable() {
        assert_eq!(
            checked("SSL_CERT_FILE", "/nowhere/ca.pem").unwrap_err().to_string(),
            "the environment variable SSL_CERT_FILE names \"/nowhere/ca.pem\", which cannot be read"
        );
        assert!(matches!(
            checked("SSL_CERT_DIR", "/nowhere").unwrap_err(),
            TrustError::Unreadable { variable: "SSL_CERT_DIR", .. }
        ));
    }

    #[test]
    fn a_file_without_a_certificate_is_told_from_one_that_is_not_trusted() {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("key.pem", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"),
            ("der", "\u{30}\u{1}"),
            ("empty", ""),
        ] {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            let error = checked("SSL_CERT_FILE", &path).unwrap_err();
            assert!(matches!(error, TrustError::NoCertificate { .. }), "{name}: {error}");
        }
    }

    #[test]
    fn a_certificate_after_something_else_is_a_certificate() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ca.pem");
        let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let base64 = base64::engine::general_purpose::STANDARD.encode(certified.cert.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
        std::fs::write(&path, format!("a comment\n{pem}")).unwrap();
        assert!(checked("SSL_CERT_FILE", &path).is_ok());
        assert!(checked("SSL_CERT_FILE", "").is_ok());
    }

    #[test]
    fn one_of_several_directories_is_enough() {
        let directory = tempfile::tempdir().unwrap();
        let listed = std::env::join_paths([std::path::Path::new("/nowhere"), directory.path()]).unwrap();
        assert!(checked("SSL_CERT_DIR", listed).is_ok());
    }
}
