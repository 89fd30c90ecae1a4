//! The life of a provider's process: how it starts, what it prints, what it survives, when it ends.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod plugin;

use std::process::Stdio;

use plugin::{
    COOKIE, Client, Plugin, Transport, command,
    faulty::{configure, create, decoded, encoded, shut_down, thing},
    patiently,
    proto::{plugin as go_plugin, tfplugin6 as tf},
};
use tfplugin_framework::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};

// Starting

#[tokio::test]
async fn started_by_hand_it_says_what_it_is_and_fails() {
    for cookie in [None, Some("chocolate")] {
        let mut command = command("faulty");
        command.envs(cookie.map(|cookie| (COOKIE.0, cookie)));
        let output = patiently(command.output()).await.unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty(), "standard output is for the handshake");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(
            text.contains("terraform-provider-faulty 1.2.3, a plugin that Terraform and OpenTofu start"),
            "{text}"
        );
        assert!(text.contains("source = \"registry.terraform.io/example/faulty\""), "{text}");
    }
}

#[tokio::test]
async fn it_tells_its_version() {
    let output = patiently(command("faulty").arg("--version").output()).await.unwrap();
    assert!(output.status.success());
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .starts_with("terraform-provider-faulty 1.2.3 (Terraform protocol 6")
    );
}

#[tokio::test]
async fn an_unknown_argument_is_refused_by_name() {
    let output = patiently(command("faulty").arg("--serve").output()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("\"--serve\""));
}

#[tokio::test]
async fn a_client_certificate_that_is_none_is_an_error_and_not_plain_text() {
    let mut command = command("faulty");
    command.env(COOKIE.0, COOKIE.1).env("PLUGIN_CLIENT_CERT", "nonsense");
    let output = patiently(command.output()).await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("PLUGIN_CLIENT_CERT"));
}

#[tokio::test]
async fn the_handshake_is_one_line_of_five_fields_without_encryption() {
    let plugin = Plugin::start("faulty", None, &[]).await;
    let socket = plugin.socket().display();
    assert_eq!(plugin.handshake, format!("1|6|unix|{socket}|grpc"));
    assert!(plugin.socket().starts_with(plugin.socket_dir.path()));
}

#[tokio::test]
async fn a_caller_of_another_protocol_is_told_ours() {
    let plugin = Plugin::start("faulty", None, &[("PLUGIN_PROTOCOL_VERSIONS", "4,5")]).await;
    assert_eq!((plugin.field(0), plugin.field(1)), ("1", "6"));
}

#[tokio::test]
async fn a_directory_too_deep_for_a_socket_is_no_obstacle() {
    let temporary = tempfile::tempdir().unwrap();
    let deep = temporary.path().join("d".repeat(100));
    std::fs::create_dir(&deep).unwrap();
    let variables = [("PLUGIN_UNIX_SOCKET_DIR", ""), ("TMPDIR", deep.to_str().unwrap())];
    let plugin = Plugin::start("faulty", None, &variables).await;
    assert!(plugin.field(3).len() <= 103, "{}", plugin.field(3));
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_group_that_the_caller_names_may_connect() {
    use std::os::unix::fs::MetadataExt as _;

    let group = tempfile::tempdir().unwrap().path().metadata().unwrap().gid();
    let plugin = Plugin::start("faulty", None, &[("PLUGIN_UNIX_SOCKET_GROUP", &group.to_string())]).await;
    let socket = plugin.socket().metadata().unwrap();
    assert_eq!((socket.mode() & 0o777, socket.gid()), (0o660, group));
}

// Serving

#[tokio::test]
async fn go_plugin_s_services_are_there() {
    let plugin = Plugin::start("faulty", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    let request = HealthCheckRequest { service: "plugin".to_owned() };
    let health: HealthCheckResponse = client.call("/grpc.health.v1.Health/Check", request).await.unwrap();
    assert_eq!(health.status, 1, "SERVING");
    let mut stdio = client.open("/plugin.GRPCStdio/StreamStdio", ()).await.unwrap();
    let mut broker =
        client.open("/plugin.GRPCBroker/StartStream", go_plugin::ConnInfo::default()).await.unwrap();
    shut_down(&mut client).await;
    // Open until the process ends, and then ended in good order.
    assert_eq!(patiently(stdio.message()).await.unwrap(), None::<go_plugin::StdioData>);
    assert_eq!(patiently(broker.message()).await.unwrap(), None::<go_plugin::ConnInfo>);
}

#[tokio::test]
async fn a_message_of_more_than_four_mebibytes_is_read() {
    let plugin = Plugin::start("faulty", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let long = "x".repeat(8 << 20);
    let state: Value = thing(&long, "made".into());
    let request = tf::read_resource::Request {
        type_name: "faulty_thing".to_owned(),
        current_state: Some(encoded(&state)),
        ..Default::default()
    };
    let response: tf::read_resource::Response =
        client.call("/tfplugin6.Provider/ReadResource", request).await.unwrap();
    assert!(response.diagnostics.is_empty());
    assert_eq!(decoded(response.new_state), state);
}

#[tokio::test]
async fn a_panic_becomes_a_diagnostic_and_the_process_lives() {
    let mut plugin = Plugin::start("faulty", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let response = create(&mut client, "panic").await;
    let detail = &response.diagnostics[0].detail;
    assert!(detail.contains("bug in the provider"), "{detail}");
    assert!(detail.contains("this resource panics"), "{detail}");
    assert!(detail.contains("examples/faulty.rs:"), "{detail}");
    assert!(create(&mut client, "none").await.diagnostics.is_empty());
    assert!(plugin.is_running());
    shut_down(&mut client).await;
    plugin.end().await;
    // Terraform takes a line that begins so for a crash of the whole plugin.
    assert!(!plugin.rest_of_stderr().await.contains("panic: "));
}

// Stopping and ending

#[tokio::test]
async fn shutdown_ends_the_process_and_removes_the_socket() {
    let mut plugin = Plugin::start("faulty", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    shut_down(&mut client).await;
    assert!(plugin.end().await.success());
    assert_eq!(plugin.socket_dir.path().read_dir().unwrap().count(), 0);
    assert_eq!(plugin.rest_of_stdout().await, "");
}

#[tokio::test]
async fn ctrl_c_in_the_terminal_does_not_end_it() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "DEBUG")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    plugin.signal("INT");
    plugin.log_line("ignored SIGINT").await;
    configure(&mut client, "").await;
    assert!(plugin.is_running());
}

#[tokio::test]
async fn stop_provider_lets_a_create_answer_with_what_it_made() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "INFO")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let mut other = client.clone();
    let hanging = tokio::spawn(async move { create(&mut other, "hang").await });
    plugin.log_line("waiting").await;
    let request = tf::stop_provider::Request {};
    let _: tf::stop_provider::Response =
        client.call("/tfplugin6.Provider/StopProvider", request).await.unwrap();
    let response = patiently(hanging).await.unwrap();
    assert_eq!(decoded(response.new_state), thing("hang", "made".into()));
    assert_eq!(response.diagnostics[0].summary, "Stopped early");
    assert_eq!(response.diagnostics[0].severity, 2, "a warning: an error would taint the resource");
    // Calls that come later are not stopped.
    assert!(create(&mut client, "none").await.diagnostics.is_empty());
    assert!(plugin.is_running());
}

#[tokio::test]
async fn sigterm_lets_a_create_answer_before_the_end() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "INFO")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let hanging = tokio::spawn(async move { create(&mut client, "hang").await });
    plugin.log_line("waiting").await;
    plugin.signal("TERM");
    let response = patiently(hanging).await.unwrap();
    assert_eq!(decoded(response.new_state), thing("hang", "made".into()));
    assert!(plugin.end().await.success());
    assert_eq!(plugin.socket_dir.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn it_ends_when_terraform_is_gone() {
    let socket_dir = tempfile::tempdir().unwrap();
    // A parent that goes away when its standard input is closed, without a word to its child.
    let mut parent = tokio::process::Command::new("sh")
        .args(["-c", "\"$0\" & read line"])
        .arg(plugin::example("faulty"))
        .env(COOKIE.0, COOKIE.1)
        .env("PLUGIN_UNIX_SOCKET_DIR", socket_dir.path())
        .env_remove("PLUGIN_CLIENT_CERT")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(parent.stdout.take().unwrap());
    let mut handshake = String::new();
    patiently(stdout.read_line(&mut handshake)).await.unwrap();
    drop(parent.stdin.take());
    patiently(parent.wait()).await.unwrap();
    // Standard output is closed by the last process that has it: the provider.
    let mut rest = String::new();
    patiently(stdout.read_to_string(&mut rest)).await.unwrap();
    assert_eq!(socket_dir.path().read_dir().unwrap().count(), 0);
}

// Debugging

#[tokio::test]
async fn a_debug_session_serves_several_terraforms_until_ctrl_c() {
    let socket_dir = tempfile::tempdir().unwrap();
    let mut command = command("faulty");
    let mut child = command.arg("--debug").env("PLUGIN_UNIX_SOCKET_DIR", socket_dir.path()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let value = loop {
        let line = patiently(lines.next_line()).await.unwrap().unwrap();
        if let Some(value) = line.trim().strip_prefix("TF_REATTACH_PROVIDERS=") {
            break value.trim_matches('\'').to_owned();
        }
    };
    let value: serde_json::Value = serde_json::from_str(&value).unwrap();
    let terraform = &value["registry.terraform.io/example/faulty"];
    assert_eq!(*terraform, value["registry.opentofu.org/example/faulty"]);
    assert_eq!(terraform["Pid"].as_u64(), child.id().map(u64::from));
    // Otherwise Terraform would end it.
    assert_eq!(terraform["Test"], true);
    let socket = terraform["Addr"]["String"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        // Terraform looks first whether somebody is there.
        drop(tokio::net::UnixStream::connect(&socket).await.unwrap());
        let mut client = Client::connect(socket.as_ref(), Transport::Plain).await.unwrap();
        configure(&mut client, "").await;
        configure(&mut client, "").await;
    }
    let id = child.id().unwrap().to_string();
    tokio::process::Command::new("kill").args(["-s", "INT", &id]).status().await.unwrap();
    assert!(patiently(child.wait()).await.unwrap().success());
}

#[tokio::test]
async fn a_probe_that_hangs_up_at_once_ends_nothing() {
    let mut plugin = Plugin::start("faulty", None, &[]).await;
    for _ in 0..3 {
        drop(tokio::net::UnixStream::connect(plugin.socket()).await.unwrap());
    }
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    assert!(plugin.is_running());
}

#[tokio::test]
async fn many_connections_are_served_at_once() {
    let plugin = Plugin::start("faulty", None, &[]).await;
    let mut clients = Vec::new();
    for _ in 0..64 {
        clients.push(plugin.connect(Transport::Plain).await);
    }
    configure(&mut clients[0], "").await;
    let creates = clients
        .into_iter()
        .map(|mut client| tokio::spawn(async move { decoded(create(&mut client, "none").await.new_state) }));
    for created in creates.collect::<Vec<_>>() {
        assert_eq!(patiently(created).await.unwrap(), thing("none", "made".into()));
    }
}

#[tokio::test]
async fn bytes_that_are_no_http_hinder_nobody() {
    let plugin = Plugin::start("faulty", None, &[]).await;
    let mut stranger = tokio::net::UnixStream::connect(plugin.socket()).await.unwrap();
    stranger.write_all(b"GET / HTTP/1.0\r\n\r\n").await.unwrap();
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
}

/// `grpc.health.v1.HealthCheckRequest`.
#[derive(Clone, PartialEq, prost::Message)]
struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

/// `grpc.health.v1.HealthCheckResponse`.
#[derive(Clone, PartialEq, prost::Message)]
struct HealthCheckResponse {
    #[prost(int32, tag = "1")]
    status: i32,
}
