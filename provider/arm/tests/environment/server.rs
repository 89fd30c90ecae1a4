//! An Azure behind real TLS on loopback: metadata, tokens, one cluster, one operation, one kubeconfig.

use base64::Engine as _;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::self_signed;

/// Every secret that goes over the wire has this in it.
pub(crate) const SECRET: &str = "S3CR3T";

/// Starts to serve; gives host and port, and the certificate to trust in PEM.
pub(crate) async fn serve() -> (String, String) {
    let (acceptor, certificate) = self_signed::acceptor();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("localhost:{}", listener.local_addr().unwrap().port());
    let base64 = base64::engine::general_purpose::STANDARD.encode(certificate);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    let own = host.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(acceptor.clone(), stream, own.clone()));
        }
    });
    (host, pem)
}

/// Starts a proxy that lets nobody through; gives its host and port.
pub(crate) async fn refusing_proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    address
}

async fn connection(acceptor: TlsAcceptor, stream: TcpStream, host: String) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    let mut read = Vec::new();
    let mut chunk = [0; 8192];
    while let Ok(length) = stream.read(&mut chunk).await {
        if length == 0 {
            return;
        }
        read.extend_from_slice(&chunk[..length]);
        let Some(head) = read.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&read[..head]).to_lowercase();
        let body = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        if read.len() < head + 4 + body.unwrap_or(0) {
            continue;
        }
        read.clear();
        if stream.write_all(answer(text.lines().next().unwrap_or_default(), &host).as_bytes()).await.is_err()
        {
            return;
        }
    }
}

/// `request` is the first line in lower case.
fn answer(request: &str, host: &str) -> String {
    let base = format!("https://{host}/");
    let signed = format!("?api-version=2025-03-01&t=1&c={SECRET}-c&s={SECRET}-s&h={SECRET}-h");
    let mut header = String::new();
    let (status, body): (u16, Value) = match request {
        _ if request.contains("/metadata/endpoints") => (
            200,
            json!({"name": "test", "resourceManager": base, "authentication": {"loginEndpoint": base, "audiences": [base]}}),
        ),
        _ if request.contains("/oauth2/v2.0/token") => (
            200,
            json!({"access_token": format!("eyJ{SECRET}.{SECRET}.{SECRET}"), "expires_in": 3600, "token_type": "Bearer"}),
        ),
        _ if request.starts_with("put") => {
            header = format!(
                "azure-asyncoperation: {base}subscriptions/s/providers/Microsoft.ContainerService/locations/l/operations/op-1{signed}\r\n"
            );
            (201, json!({"properties": {"provisioningState": "Creating"}}))
        }
        _ if request.contains("/operations/op-1") => (
            200,
            json!({"status": "Failed", "error": {"code": "C", "message": format!("see {base}x{signed}, \"adminPassword\": \"{SECRET}\"")}}),
        ),
        _ if request.contains("listclusteradmincredential") => {
            (200, json!({"kubeconfigs": [{"name": "clusterAdmin", "value": format!("{SECRET}")}]}))
        }
        _ => {
            (403, json!(format!("page of a proxy: Authorization: Bearer {SECRET}.x client_secret={SECRET}")))
        }
    };
    let body = body.to_string();
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Some\r\n{header}content-type: application/json\r\nx-ms-request-id: request-1\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}
