//! Who may talk to a provider: the owner of the certificate that Terraform passed, and nobody else.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod plugin;

use plugin::{Client, Owner, Plugin, Transport, proto::tfplugin6 as tf};

/// Whether a client gets an answer to its first call.
async fn is_answered(plugin: &Plugin, transport: Transport) -> bool {
    let Ok(mut client) = Client::connect(plugin.socket(), transport).await else { return false };
    let request = tf::get_metadata::Request {};
    let answer: Result<tf::get_metadata::Response, _> =
        client.call("/tfplugin6.Provider/GetMetadata", request).await;
    answer.is_ok()
}

/// A provider that was started for a client, and that client.
async fn started() -> (Plugin, Owner) {
    let client = Owner::like_go_plugin();
    let plugin = Plugin::start("null", Some(&client), &[]).await;
    (plugin, client)
}

#[tokio::test]
async fn the_handshake_ends_with_the_certificate_in_base64_without_padding() {
    let (plugin, _) = started().await;
    assert_eq!(plugin.handshake.split('|').count(), 6);
    let certificate = plugin.field(5);
    // go-plugin takes a shorter one for none.
    assert!(certificate.len() > 50 && !certificate.contains('='), "{certificate}");
}

#[tokio::test]
async fn the_owner_of_the_passed_certificate_is_answered() {
    let (plugin, client) = started().await;
    let transport = Transport::tls(plugin.field(5), Some((&client.certificate, &client.key)));
    assert!(is_answered(&plugin, transport).await);
}

#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let (plugin, _) = started().await;
    assert!(!is_answered(&plugin, Transport::tls(plugin.field(5), None)).await);
}

#[tokio::test]
async fn a_client_with_another_certificate_is_refused() {
    let (plugin, _) = started().await;
    let other = Owner::like_go_plugin();
    let transport = Transport::tls(plugin.field(5), Some((&other.certificate, &other.key)));
    assert!(!is_answered(&plugin, transport).await);
}

#[tokio::test]
async fn a_client_with_the_right_certificate_and_another_key_is_refused() {
    let (plugin, client) = started().await;
    let other = Owner::like_go_plugin();
    let transport = Transport::tls(plugin.field(5), Some((&client.certificate, &other.key)));
    assert!(!is_answered(&plugin, transport).await);
}

#[tokio::test]
async fn a_client_without_encryption_is_refused() {
    let (plugin, _) = started().await;
    assert!(!is_answered(&plugin, Transport::Plain).await);
}

#[tokio::test]
async fn a_client_that_negotiates_no_protocol_is_refused() {
    let (plugin, client) = started().await;
    let owner = Some((&client.certificate, &client.key));
    for protocols in [&[][..], &[b"http/1.1".as_slice()][..]] {
        let transport = Transport::tls_with_protocols(plugin.field(5), owner, protocols);
        assert!(!is_answered(&plugin, transport).await, "{protocols:?}");
    }
}

#[tokio::test]
async fn a_refused_client_does_not_hinder_the_right_one() {
    let (plugin, client) = started().await;
    assert!(!is_answered(&plugin, Transport::Plain).await);
    assert!(!is_answered(&plugin, Transport::tls(plugin.field(5), None)).await);
    let transport = Transport::tls(plugin.field(5), Some((&client.certificate, &client.key)));
    assert!(is_answered(&plugin, transport).await);
}

#[tokio::test]
async fn without_a_client_certificate_there_is_no_encryption() {
    let plugin = Plugin::start("null", None, &[]).await;
    assert_eq!(plugin.field(5), "");
    assert!(is_answered(&plugin, Transport::Plain).await);
}
