//! Real TLS, against a server on loopback whose certificate nobody trusts.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use arm_client::{Cloud, CloudError, error::TransportProblem, transport};
use tokio::net::TcpListener;

use crate::self_signed;

/// Serves TLS handshakes with a self-signed certificate; gives the address and the number of connections so far.
async fn untrusted_server() -> (String, Arc<AtomicU32>) {
    let (acceptor, _) = self_signed::acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("localhost:{}", listener.local_addr().unwrap().port());
    let connections = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = acceptor.accept(stream).await;
        }
    });
    (address, connections)
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_named_at_the_first_try() {
    let (address, connections) = untrusted_server().await;
    let transport = transport::https().unwrap();
    let error = Cloud::discover(&address, &transport).await.unwrap_err();
    let CloudError::Transport(error) = error else { panic!("{error}") };
    assert_eq!(error.problem, TransportProblem::Untrusted);
    assert!(error.to_string().contains("SSL_CERT_FILE"), "{error}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_causes_of_a_failed_connection_do_not_show_the_url() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = Cloud::discover(&address, &transport::https().unwrap()).await.unwrap_err();
    let causes = std::iter::successors(Some(&error as &dyn Error), |&error| error.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    assert!(texts.last().unwrap().contains("refused"), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains("api-version")), "{texts:?}");
}

#[tokio::test]
async fn a_host_is_written_without_scheme_and_path() {
    let transport = transport::https().unwrap();
    for host in ["https://management.azure.com", "localhost:1/path", "", "a b", "user@host", "host?x"] {
        let result = Cloud::discover(host, &transport).await;
        assert!(matches!(result, Err(CloudError::Host { .. })), "{host:?}: {result:?}");
    }
}
