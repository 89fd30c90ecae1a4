//! Certificates in kubeconfigs: real ones, so that clients can load them, of an authority that nobody trusts.
//!
//! They depend on the cluster alone and on how often its certificates were rotated, so that nothing has to be kept: an
//! Ed25519 key is any 32 bytes (RFC 8032), its PKCS #8 form has a fixed frame (RFC 8410).

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, SerialNumber,
};
use rustls::pki_types::PrivatePkcs8KeyDer;

use crate::ids;

/// PEM texts for one user of one cluster.
pub(super) struct Certificates {
    pub(super) authority: String,
    pub(super) certificate: String,
    pub(super) key: String,
}

/// The certificates of `user`, a member of `group`, in the cluster that `seed` stands for.
///
/// # Errors
/// Those of the library, which this input cannot bring about.
pub(super) fn make(seed: &str, user: &str, group: &str) -> Result<Certificates, rcgen::Error> {
    let authority_key = key(&format!("authority/{seed}"))?;
    let mut authority = params(&format!("authority/{seed}"));
    authority.distinguished_name.push(DnType::CommonName, "ca");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let signed = authority.self_signed(&authority_key)?;

    let user_key = key(&format!("{user}/{seed}"))?;
    let mut client = params(&format!("{user}/{seed}"));
    client.distinguished_name.push(DnType::OrganizationName, group);
    client.distinguished_name.push(DnType::CommonName, user);
    client.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = client.signed_by(&user_key, &Issuer::from_params(&authority, authority_key))?;
    Ok(Certificates {
        authority: signed.pem(),
        certificate: certificate.pem(),
        key: user_key.serialize_pem(),
    })
}

/// An Ed25519 key that depends on the text alone.
fn key(seed: &str) -> Result<KeyPair, rcgen::Error> {
    let mut der =
        vec![0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    der.extend(ids::expand(seed, 32));
    KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(der), &rcgen::PKCS_ED25519)
}

fn params(seed: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.serial_number = Some(SerialNumber::from_slice(&ids::expand(&format!("serial/{seed}"), 8)));
    params.not_before = rcgen::date_time_ymd(2025, 1, 1);
    params.not_after = rcgen::date_time_ymd(2055, 1, 1);
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_the_same_every_time_and_differ_between_clusters() {
        let one = make("a/0", "clusterAdmin", "system:masters").unwrap();
        let again = make("a/0", "clusterAdmin", "system:masters").unwrap();
        let rotated = make("a/1", "clusterAdmin", "system:masters").unwrap();
        assert_eq!((&one.authority, &one.certificate), (&again.authority, &again.certificate));
        assert_ne!(one.authority, rotated.authority);
        assert!(one.key.starts_with("-----BEGIN PRIVATE KEY-----"));
    }
}
