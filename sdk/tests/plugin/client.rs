//! The client's side of the plugin protocol.

use std::{
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::{
        ResolvesClientCert,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime},
    sign::CertifiedKey,
};
use tokio::net::UnixStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Request, Status, Streaming,
    client::Grpc,
    codegen::http::uri::{PathAndQuery, Uri},
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

/// A certificate and its key.
pub struct Owner {
    pub certificate: CertificateDer<'static>,
    pub key: KeyPair,
}

impl Owner {
    /// What go-plugin makes for each provider process: ECDSA on P-521, self-signed, and a CA.
    pub fn like_go_plugin() -> Self {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).expect("a key");
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Self { certificate, key }
    }

    /// The certificate as PEM.
    pub fn pem(&self) -> String {
        let text = STANDARD.encode(&self.certificate);
        let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    }
}

/// How a client speaks.
#[derive(Clone)]
pub enum Transport {
    /// Without encryption.
    Plain,
    /// With TLS.
    Tls(Arc<ClientConfig>),
}

impl Transport {
    /// TLS as Terraform does it. `server` is the certificate of the handshake line, in its encoding; `client` is a
    /// certificate with the key that the client has, which need not be its own.
    pub fn tls(server: &str, client: Option<(&CertificateDer<'static>, &KeyPair)>) -> Self {
        Self::tls_with_protocols(server, client, &[b"h2"])
    }

    /// The same with other ALPN protocols.
    pub fn tls_with_protocols(
        server: &str,
        client: Option<(&CertificateDer<'static>, &KeyPair)>,
        protocols: &[&[u8]],
    ) -> Self {
        let crypto = Arc::new(aws_lc_rs::default_provider());
        let server = STANDARD_NO_PAD.decode(server).expect("unpadded base64");
        let pinned = Pinned { certificate: server.into(), crypto: Arc::clone(&crypto) };
        let shown = client.map(|(certificate, key)| {
            let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
            let key = crypto.key_provider.load_private_key(key).expect("a key that can sign");
            Arc::new(CertifiedKey::new(vec![certificate.clone()], key))
        });
        let mut config = ClientConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(pinned))
            .with_client_cert_resolver(Arc::new(Shown(shown)));
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Self::Tls(Arc::new(config))
    }
}

/// Accepts one server certificate, as go-plugin does.
#[derive(Debug)]
struct Pinned {
    certificate: CertificateDer<'static>,
    crypto: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        assert_eq!(*end_entity, self.certificate, "the server shows the certificate of its handshake line");
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.crypto.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.crypto.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.crypto.signature_verification_algorithms.supported_schemes()
    }
}

/// Shows a certificate whether or not the key belongs to it.
#[derive(Debug)]
struct Shown(Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

/// A gRPC client on a unix socket. Clones share the connection.
#[derive(Clone)]
pub struct Client {
    grpc: Grpc<Channel>,
}

impl Client {
    /// Connects; whether the server accepts a certificate, TLS 1.3 tells only at the first call.
    pub async fn connect(socket: &Path, transport: Transport) -> Result<Self, tonic::transport::Error> {
        let connector = Connector { socket: socket.to_owned(), transport };
        let channel = Endpoint::from_static("http://localhost").connect_with_connector(connector).await?;
        Ok(Self { grpc: Grpc::new(channel).max_decoding_message_size(usize::MAX) })
    }

    /// Makes a call: `/tfplugin6.Provider/GetMetadata`.
    pub async fn call<Req, Res>(&mut self, path: &'static str, request: Req) -> Result<Res, Status>
    where
        Req: prost::Message + Send + Sync + 'static,
        Res: prost::Message + Default + Send + Sync + 'static,
    {
        self.grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let codec = ProstCodec::<Req, Res>::default();
        let path = PathAndQuery::from_static(path);
        Ok(self.grpc.unary(Request::new(request), path, codec).await?.into_inner())
    }

    /// Makes a call that is answered by a stream.
    pub async fn open<Req, Res>(&mut self, path: &'static str, request: Req) -> Result<Streaming<Res>, Status>
    where
        Req: prost::Message + Send + Sync + 'static,
        Res: prost::Message + Default + Send + Sync + 'static,
    {
        self.grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let codec = ProstCodec::<Req, Res>::default();
        let path = PathAndQuery::from_static(path);
        Ok(self.grpc.server_streaming(Request::new(request), path, codec).await?.into_inner())
    }

    /// Makes a call of several messages, which is answered by one.
    pub async fn send<Req, Res>(&mut self, path: &'static str, requests: Vec<Req>) -> Result<Res, Status>
    where
        Req: prost::Message + Send + Sync + 'static,
        Res: prost::Message + Default + Send + Sync + 'static,
    {
        self.grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let codec = ProstCodec::<Req, Res>::default();
        let path = PathAndQuery::from_static(path);
        let requests = Request::new(tokio_stream::iter(requests));
        Ok(self.grpc.client_streaming(requests, path, codec).await?.into_inner())
    }
}

struct Connector {
    socket: PathBuf,
    transport: Transport,
}

impl tower_service::Service<Uri> for Connector {
    type Response = TokioIo<Box<dyn Stream>>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let (socket, transport) = (self.socket.clone(), self.transport.clone());
        Box::pin(async move {
            let stream = UnixStream::connect(socket).await?;
            let stream: Box<dyn Stream> = match transport {
                Transport::Plain => Box::new(stream),
                Transport::Tls(config) => Box::new(secure(config, stream).await?),
            };
            Ok(TokioIo::new(stream))
        })
    }
}

async fn secure(config: Arc<ClientConfig>, stream: UnixStream) -> io::Result<TlsStream<UnixStream>> {
    let name = ServerName::try_from("localhost").map_err(io::Error::other)?;
    TlsConnector::from(config).connect(name, stream).await
}

trait Stream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin {}

impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin> Stream for T {}
