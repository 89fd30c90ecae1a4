//! The server in a process of its own, and clients that ask as fast as they are answered.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

use crate::world::{World, cluster};

const RUNS: usize = 3;
const LENGTH: Duration = Duration::from_secs(2);

/// Answers per second to GETs of a cluster on so many connections at once, in the best of several runs.
pub(crate) fn throughput(world: &World, connections: usize) -> f64 {
    let server = Server::start(world);
    (0..RUNS).map(|_| server.rate(connections)).fold(0.0, f64::max)
}

struct Server {
    child: Child,
    address: String,
    trust: Arc<ClientConfig>,
}

impl Server {
    fn start(world: &World) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_arm-emulator"))
            .args(["--listen", "127.0.0.1:0", "--without", "throttling", "--data-dir"])
            .arg(world.data_dir())
            .arg("--tls-dir")
            .arg(world.tls_dir())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("a ready line");
        let address = line.split_once("https://").and_then(|(_, rest)| rest.split(' ').next());
        let address = address.unwrap_or_else(|| panic!("it says where it listens: {line}")).to_owned();
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(world.tls_dir().join("ca.pem")).expect("an authority");
        roots.add(authority).expect("a certificate");
        let crypto = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let trust = ClientConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()
            .expect("TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { child, address, trust: Arc::new(trust) }
    }

    fn rate(&self, connections: usize) -> f64 {
        let start = Instant::now();
        let answers: usize = thread::scope(|scope| {
            let clients: Vec<_> =
                (0..connections).map(|_| scope.spawn(|| self.ask(start + LENGTH))).collect();
            clients.into_iter().map(|client| client.join().expect("a client")).sum()
        });
        answers as f64 / start.elapsed().as_secs_f64()
    }

    /// Asks until the moment, and counts the answers.
    fn ask(&self, until: Instant) -> usize {
        let name = ServerName::try_from("127.0.0.1").expect("a name");
        let session = ClientConnection::new(Arc::clone(&self.trust), name).expect("a session");
        let socket = TcpStream::connect(&self.address).expect("a connection");
        socket.set_nodelay(true).expect("a socket option");
        let mut stream = BufReader::with_capacity(64 * 1024, StreamOwned::new(session, socket));
        let request = format!(
            "GET {}?api-version=2026-05-01 HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer any\r\n\r\n",
            cluster(7),
            self.address
        );
        let mut answers = 0;
        while Instant::now() < until {
            stream.get_mut().write_all(request.as_bytes()).expect("a request is sent");
            read_answer(&mut stream);
            answers += 1;
        }
        answers
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_answer(stream: &mut impl BufRead) {
    let mut length = 0;
    let mut line = String::new();
    stream.read_line(&mut line).expect("a status line");
    assert!(line.contains(" 200 "), "{line}");
    loop {
        line.clear();
        stream.read_line(&mut line).expect("a header");
        if line.trim().is_empty() {
            break;
        }
        if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().expect("a length");
        }
    }
    assert!(length > 1_000, "a cluster has more than {length} bytes");
    stream.read_exact(&mut vec![0; length]).expect("a body");
}
