//! What Terraform (go-plugin) says to a plugin through its environment, and the one line the plugin answers.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use super::socket::Address;

/// The protocol version that this framework speaks.
pub(super) const PROTOCOL: u32 = 6;

/// Not a secret: it only tells a plugin that it was not started by hand.
const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// How Terraform wants the plugin to run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Launch {
    /// The only certificate that a client may show. `None`: no encryption.
    pub(super) client_certificate: Option<CertificateDer<'static>>,
    /// Whether the caller speaks our protocol version. The handshake line is printed all the same: with it Terraform
    /// can tell its user which versions there are.
    pub(super) protocol_offered: bool,
    /// Ports to choose from where there are no unix sockets.
    pub(super) ports: (u16, u16),
}

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum LaunchError {
    /// Terraform did not start this process.
    #[error("not started by Terraform")]
    NotAPlugin,
    /// Encryption was asked for, and it cannot be done.
    #[error("PLUGIN_CLIENT_CERT holds no PEM certificate")]
    ClientCertificate,
}

impl Launch {
    /// Reads the environment through `variable`.
    pub(super) fn from_env(variable: impl Fn(&str) -> Option<String>) -> Result<Self, LaunchError> {
        if variable(COOKIE.0).as_deref() != Some(COOKIE.1) {
            return Err(LaunchError::NotAPlugin);
        }
        let client_certificate = match variable("PLUGIN_CLIENT_CERT").filter(|pem| !pem.is_empty()) {
            // Falling back to plain text here would give the configuration to anybody.
            Some(pem) => Some(
                CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| LaunchError::ClientCertificate)?,
            ),
            None => None,
        };
        // In Go's map order, that is, in none.
        let versions = variable("PLUGIN_PROTOCOL_VERSIONS").unwrap_or_default();
        let protocol_offered =
            versions.is_empty() || versions.split(',').any(|version| version.trim().parse() == Ok(PROTOCOL));
        let port = |name, default| variable(name).and_then(|text| text.parse().ok()).unwrap_or(default);
        let ports = (port("PLUGIN_MIN_PORT", 10_000), port("PLUGIN_MAX_PORT", 25_000));
        Ok(Self { client_certificate, protocol_offered, ports })
    }
}

/// The handshake: core protocol version, our protocol version, address, kind, certificate (unpadded base64 of the DER).
pub(super) fn line(address: &Address, certificate: Option<&CertificateDer<'_>>) -> String {
    let mut line = format!("1|{PROTOCOL}|{}|{}|grpc", address.network(), address.target());
    if let Some(certificate) = certificate {
        line.push('|');
        line.push_str(&STANDARD_NO_PAD.encode(certificate));
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(variables: &[(&str, &str)]) -> Result<Launch, LaunchError> {
        Launch::from_env(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_missing_or_wrong_cookie_means_that_nobody_is_there_to_talk_to() {
        assert_eq!(launch(&[]), Err(LaunchError::NotAPlugin));
        assert_eq!(launch(&[(COOKIE.0, "chocolate")]), Err(LaunchError::NotAPlugin));
    }

    #[test]
    fn versions_come_in_any_order() {
        for (versions, offered) in [
            ("5,6", true),
            ("6,5", true),
            ("6", true),
            (" 6 ", true),
            ("", true),
            ("4,5", false),
            ("16,60", false),
        ] {
            let launch = launch(&[COOKIE, ("PLUGIN_PROTOCOL_VERSIONS", versions)]).unwrap();
            assert_eq!(launch.protocol_offered, offered, "{versions:?}");
        }
    }

    #[test]
    fn without_a_client_certificate_there_is_no_encryption() {
        assert_eq!(launch(&[COOKIE]).unwrap().client_certificate, None);
    }

    #[test]
    fn a_client_certificate_that_cannot_be_read_is_an_error_and_not_plain_text() {
        assert_eq!(launch(&[COOKIE, ("PLUGIN_CLIENT_CERT", "not pem")]), Err(LaunchError::ClientCertificate));
    }

    #[test]
    fn the_line_is_what_go_plugin_parses() {
        let address = Address::Unix("/tmp/x/socket".into());
        assert_eq!(line(&address, None), "1|6|unix|/tmp/x/socket|grpc\n");
        // Two bytes: base64 would pad them.
        let certificate = CertificateDer::from(vec![0xfb, 0xff]);
        assert_eq!(line(&address, Some(&certificate)), "1|6|unix|/tmp/x/socket|grpc|+/8\n");
        let address = Address::Tcp("127.0.0.1:10001".parse().unwrap());
        assert_eq!(line(&address, None), "1|6|tcp|127.0.0.1:10001|grpc\n");
    }
}
