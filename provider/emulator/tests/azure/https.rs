//! The wire: what clients send that is no proper HTTPS, and what a client meets that leaves or lingers.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use super::client::GROUP;
use super::program::{Server, connect, https};

const VERSION: &str = "api-version=2025-04-01";

/// The head of a request, without its last line.
fn head(method: &str, target: &str) -> String {
    format!(
        "{method} {target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer x\r\nconnection: close\r\n"
    )
}

/// Status and error code of the answer.
fn refused(dir: &Path, port: u16, request: &str) -> (u16, String) {
    let answer = https(dir, port, request).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
    let body: Value = serde_json::from_str(body).unwrap();
    let code = body["error"]["code"].as_str().unwrap().to_owned();
    (head[9..12].parse().unwrap(), code)
}

#[test]
fn what_is_no_proper_request_is_refused_with_a_reason() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let put = head("PUT", &format!("{GROUP}?{VERSION}"));
    let get =
        format!("GET /subscriptions?{VERSION} HTTP/1.1\r\nauthorization: Bearer x\r\nconnection: close\r\n");
    let chunked = format!("{put}transfer-encoding: chunked\r\n\r\n");
    let megabyte = format!("100000\r\n{}\r\n", "x".repeat(0x10_0000));
    for (request, status, code) in [
        (format!("{put}content-length: 4194305\r\n\r\n"), 413, "RequestContentTooLarge"),
        (format!("{put}content-length: 99999999999999\r\n\r\n"), 413, "RequestContentTooLarge"),
        (format!("{chunked}{}1\r\nx\r\n", megabyte.repeat(4)), 413, "RequestContentTooLarge"),
        (format!("{chunked}zz\r\n{{}}\r\n0\r\n\r\n"), 400, "InvalidRequestContent"),
        (format!("{get}\r\n"), 400, "InvalidHostName"),
        (format!("{get}host: a\r\nhost: b\r\n\r\n"), 400, "InvalidHostName"),
        (format!("{get}host: \"<a>\"\r\n\r\n"), 400, "InvalidHostName"),
        (format!("{}\r\n", head("OPTIONS", &format!("/subscriptions?{VERSION}"))), 405, "MethodNotAllowed"),
        (format!("{}\r\n", head("TRACE", &format!("/subscriptions?{VERSION}"))), 405, "MethodNotAllowed"),
        (format!("{}\r\n", head("GET", &format!("/x/../subscriptions?{VERSION}"))), 404, "NotFound"),
        (format!("{}\r\n", head("GET", &format!("/subscriptions%2f?{VERSION}"))), 404, "NotFound"),
        (
            format!("{}\r\n", head("GET", &format!("/subscriptions/%00?{VERSION}"))),
            400,
            "InvalidSubscriptionId",
        ),
    ] {
        let found = refused(dir.path(), server.port, &request);
        assert_eq!(found, (status, code.to_owned()), "{}", &request[..request.len().min(300)]);
    }
}

#[test]
fn every_way_to_write_the_same_request_is_understood() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let put = head("PUT", &format!("{GROUP}?{VERSION}"));
    let body = r#"{"location":"westeurope"}"#;
    let list = format!("/subscriptions?{VERSION}");
    for request in [
        format!("{put}content-length: 25\r\n\r\n{body}"),
        format!("{put}transfer-encoding: chunked\r\n\r\n19\r\n{body}\r\n0\r\n\r\n"),
        format!("{}\r\n", head("GET", &format!("https://management.azure.com{list}"))),
        format!("{}\r\n", head("GET", &format!("/{list}"))),
        format!("{}\r\n", head("GET", &format!("/subscriptions/?{VERSION}"))),
        format!("{}\r\n", head("GET", &format!("{list}&padding={}", "x".repeat(60_000)))),
        format!("GET {list} HTTP/1.0\r\nauthorization: Bearer x\r\n\r\n"),
    ] {
        let answer = https(dir.path(), server.port, &request).unwrap();
        let status = answer.get(9..12).unwrap_or_default();
        assert!(["200", "201"].contains(&status), "{}: {answer}", &request[..request.len().min(300)]);
    }
}

#[test]
fn a_client_without_tls_is_told_to_use_https() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let expected = format!(
        "This port speaks HTTPS: use https://127.0.0.1:{} and trust the certificate authority in {}.\n",
        server.port,
        dir.path().join("tls/ca.pem").display()
    );
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.ends_with(&expected), "{answer}");
}

#[test]
fn clients_that_leave_in_the_middle_or_talk_nonsense_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    for _ in 0..50 {
        drop(TcpStream::connect(("127.0.0.1", server.port)).unwrap());
        let mut nonsense = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        nonsense.write_all(b"\x16\x03\x01\x00\x05nonsense").unwrap();
        let mut half = connect(dir.path(), server.port).unwrap();
        half.write_all(head("PUT", &format!("{GROUP}?{VERSION}")).as_bytes()).unwrap();
        half.write_all(b"content-length: 500\r\n\r\n{").unwrap();
    }
    let answer = https(
        dir.path(),
        server.port,
        &format!("{}\r\n", head("GET", "/subscriptions?api-version=2022-12-01")),
    );
    assert!(answer.unwrap().starts_with("HTTP/1.1 200 OK"));
}

#[test]
fn a_request_that_is_under_way_is_answered_when_the_server_is_told_to_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut server = Server::start(dir.path(), &[]);
    let mut stream = connect(dir.path(), server.port).unwrap();
    stream.write_all(head("PUT", &format!("{GROUP}?{VERSION}")).as_bytes()).unwrap();
    stream.write_all(b"expect: 100-continue\r\ncontent-length: 25\r\n\r\n").unwrap();
    let mut said = [0; 64];
    let length = stream.read(&mut said).unwrap();
    assert!(said[..length].starts_with(b"HTTP/1.1 100 Continue"));
    Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    // It has heard the signal when it takes no more connections.
    while TcpStream::connect(("127.0.0.1", server.port)).is_ok() {}
    stream.write_all(br#"{"location":"westeurope"}"#).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
