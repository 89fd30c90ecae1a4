//! The program: serving over TLS, and its commands.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use super::client::GROUP;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_arm-emulator"))
}

fn run(args: &[&str]) -> Output {
    program().args(args).output().unwrap()
}

/// A running server.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(dir: &Path, more: &[&str]) -> Self {
        let mut command = program();
        command
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(dir.join("world"))
            .arg("--tls-dir")
            .arg(dir.join("tls"));
        let mut child = command.args(more).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let expected = format!(" (CA: {})\n", dir.join("tls/ca.pem").display());
        let address =
            line.strip_prefix("listening on https://127.0.0.1:").and_then(|l| l.strip_suffix(&expected));
        let port = address.unwrap_or_else(|| panic!("no ready line: {line}")).parse().unwrap();
        Self { child, port }
    }

    pub(crate) fn stop(mut self, signal: &str) -> Option<i32> {
        Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// A connection with TLS, trusting nothing but the authority in `ca.pem`.
pub(crate) fn connect(dir: &Path, port: u16) -> std::io::Result<impl Read + Write> {
    use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(dir.join("tls/ca.pem")).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = std::net::TcpStream::connect(("127.0.0.1", port))?;
    Ok(rustls::StreamOwned::new(connection, socket))
}

/// Sends a request over TLS.
pub(crate) fn https(dir: &Path, port: u16, request: &str) -> std::io::Result<String> {
    let mut stream = connect(dir, port)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    Ok(answer)
}

#[test]
fn the_server_speaks_tls_and_keeps_its_authority() {
    let dir = tempfile::tempdir().unwrap();
    let ask = "GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n";
    let first = Server::start(dir.path(), &[]);
    let answer = https(dir.path(), first.port, ask).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("Emulated subscription"), "{answer}");
    let authority = std::fs::read(dir.path().join("tls/ca.pem")).unwrap();
    assert_eq!(first.stop("-TERM"), Some(0));
    let second = Server::start(dir.path(), &[]);
    assert_eq!(std::fs::read(dir.path().join("tls/ca.pem")).unwrap(), authority);
    let answer = https(dir.path(), second.port, &ask.replace("authorization: Bearer x\r\n", "")).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert_eq!(second.stop("-INT"), Some(0));
}

#[test]
fn only_loopback_is_listened_on() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().to_str().unwrap();
    let refused = run(&["--listen", "0.0.0.0:0", "--data-dir", dir, "--tls-dir", dir]);
    assert_eq!(refused.status.code(), Some(1));
    let text = String::from_utf8(refused.stderr).unwrap();
    assert!(text.contains("0.0.0.0:0 is not a loopback address"), "{text}");
}

#[test]
fn a_world_is_seeded_listed_shown_and_patched() {
    let dir = tempfile::tempdir().unwrap();
    let world = dir.path().join("world").display().to_string();
    let seed = dir.path().join("seed.json");
    std::fs::write(&seed, json!([{"id": GROUP, "location": "eastus"}]).to_string()).unwrap();
    let ok = |args: &[&str]| {
        let output = run(args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    ok(&["seed", "--data-dir", &world, seed.to_str().unwrap()]);
    assert_eq!(
        ok(&["list", "--data-dir", &world]),
        format!("Microsoft.Resources/resourceGroups  eastus  Succeeded  {GROUP}\n")
    );
    let patched: Value =
        serde_json::from_str(&ok(&["patch", "--data-dir", &world, GROUP, r#"{"tags":{"a":"b"}}"#])).unwrap();
    assert_eq!(patched["tags"]["a"], "b");
    assert!(ok(&["show", "--data-dir", &world, GROUP]).contains("\"a\": \"b\""));
    assert_eq!(ok(&["delete", "--data-dir", &world, GROUP]), format!("deleted {GROUP}\n"));
    assert_eq!(ok(&["journal", "--data-dir", &world, "--json"]), "");
}

#[test]
fn mistakes_end_with_a_status_and_a_text() {
    let dir = tempfile::tempdir().unwrap();
    drop(arm_emulator::Outside::open(dir.path()).unwrap());
    let world = dir.path().to_str().unwrap();
    for (args, status, text) in [
        (vec!["show", "--data-dir", world, GROUP], 1, "arm-emulator: there is no resource `/subscriptions/"),
        (
            vec!["show", "--data-dir", world, "x"],
            1,
            "arm-emulator: `x` is no resource ID: it must start with /subscriptions/",
        ),
        (
            vec!["patch", "--data-dir", world, GROUP, "{"],
            1,
            "arm-emulator: the patch is no valid JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            vec!["list", "--data-dir", "/nowhere/at/all"],
            1,
            "arm-emulator: `/nowhere/at/all` is no emulator data directory: nobody has used it yet",
        ),
        (vec!["frobnicate"], 2, "arm-emulator: no command `frobnicate`; commands are "),
    ] {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(status), "{args:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(text), "{said}");
    }
}

#[test]
fn help_goes_to_standard_output() {
    let output = run(&["--help"]);
    assert!(output.status.success() && String::from_utf8(output.stdout).unwrap().contains("--data-dir DIR"));
    assert!(run(&["patch", "--help"]).stdout.starts_with(b"arm-emulator patch"));
}

/// A request to the server, with a token that any test has.
fn ask(method: &str, path: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn faults_are_armed_over_http_and_the_journal_is_read_so() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let send = |request: &str| https(dir.path(), server.port, request).unwrap();
    let rules = r#"[{"name": "lost", "drop": "after", "times": 1, "match": {"method": "PUT"}}]"#;
    let no_token = ask("POST", "/_emulator/faults", rules).replace("authorization: Bearer x\r\n", "");
    let armed = send(&no_token);
    assert!(armed.starts_with("HTTP/1.1 201") && armed.ends_with(r#"{"armed":["lost"]}"#), "{armed}");
    let path = format!("{GROUP}?api-version=2025-04-01");
    assert_eq!(send(&ask("PUT", &path, r#"{"location": "eastus"}"#)), "");
    assert!(send(&ask("GET", &path, "")).starts_with("HTTP/1.1 200"));
    let journal = send(&ask("GET", "/_emulator/journal?fault=lost", ""));
    let (_, body) = journal.split_once("\r\n\r\n").unwrap();
    let lines: Value = serde_json::from_str(body).unwrap();
    let line = &lines["value"][0];
    assert_eq!((&line["status"], &line["body"]), (&json!(0), &json!({"location": "eastus"})));
    let all = send(&ask("GET", "/_emulator/journal", ""));
    assert!(!all.contains("/_emulator"), "{all}");
}

#[test]
fn a_dropped_connection_takes_only_its_own_request_along() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let send = |request: &str| https(dir.path(), server.port, request).unwrap();
    send(&ask("POST", "/_emulator/faults", r#"{"drop": "before", "match": {"path": "resourceGroups/*"}}"#));
    let keep_alive = |path: &str| ask("GET", path, "").replace("connection: close\r\n", "");
    let both = keep_alive("/subscriptions?api-version=2022-12-01")
        + &keep_alive(&format!("{GROUP}?api-version=2025-04-01"));
    let answers = send(&both);
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{answers}");
    assert!(send(&ask("GET", "/subscriptions?api-version=2022-12-01", "")).starts_with("HTTP/1.1 200"));
}

#[test]
fn the_control_endpoint_is_not_there_in_an_embedded_emulator() {
    let azure = super::client::Azure::new();
    for path in ["/_emulator", "/_emulator/faults", "/_emulator/journal"] {
        azure.get(&format!("{path}?api-version=1")).expect(404);
    }
    azure.send("POST", "/_emulator/faults?api-version=1", &[], Some(json!({"delay": 1}))).expect(404);
}

#[test]
fn a_fault_is_armed_listed_asserted_on_and_cleared_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let world = dir.path().join("world").display().to_string();
    let run = |args: &[&str]| {
        let output = run(&[args, &["--data-dir", &world]].concat());
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), text)
    };
    let add = [
        "fault",
        "add",
        "--name",
        "busy",
        "--match",
        "GET resourceGroups/*",
        "--times",
        "1",
        "--answer",
        "429",
    ];
    assert_eq!(run(&add), (Some(0), "armed busy\n".into()));
    let (_, listed) = run(&["fault", "list"]);
    assert!(listed.starts_with("busy  fired 0, 1 left  (run time)  {"), "{listed}");
    let emulator = arm_emulator::Emulator::open(arm_emulator::Options::new(&world)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for _ in 0..2 {
        let request = http::Request::get(format!("https://x{GROUP}?api-version=2025-04-01"));
        runtime.block_on(emulator.handle(request.body(bytes::Bytes::new()).unwrap())).unwrap();
    }
    let (status, line) = run(&["journal", "--path", "resourceGroups/*", "--status", "429", "--count", "1"]);
    assert_eq!(status, Some(0));
    assert!(
        line.ends_with(&format!("429  GET     {GROUP}?api-version=2025-04-01  Throttled  (fault: busy)\n")),
        "{line}"
    );
    let (status, text) = run(&["journal", "--method", "put", "--count", "1"]);
    assert_eq!(
        (status, text.as_str()),
        (Some(1), "arm-emulator: 0 lines of the journal match; --count expected 1\n")
    );
    assert_eq!(run(&["fault", "clear", "busy"]), (Some(0), "cleared 1\n".into()));
    let (status, text) = run(&["fault", "add", "--answer", "99"]);
    assert_eq!(status, Some(1));
    assert!(
        text.starts_with("arm-emulator: the fault rule: `answer.status` is 99; expected the HTTP status"),
        "{text}"
    );
}

#[test]
fn a_refusals_file_with_a_mistake_keeps_the_server_from_starting() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("refusals.json");
    std::fs::write(&file, r#"[{"check": "dns-first-address", "kode": "x"}]"#).unwrap();
    let (world, tls) = (dir.path().join("world"), dir.path().join("tls"));
    let output = run(&[
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        world.to_str().unwrap(),
        "--tls-dir",
        tls.to_str().unwrap(),
        "--refusals",
        file.to_str().unwrap(),
    ]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    let expected = format!(
        "entry 1 of the emulator's refusals file `{}`: `dns-first-address`: unknown field `kode`, expected one of",
        file.display()
    );
    assert!(said.contains(&expected), "{said}");
}
