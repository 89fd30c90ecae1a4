//! What a provider's process writes to standard error, and into files, when the environment asks for it.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod plugin;

use plugin::{
    Plugin, Transport,
    faulty::{configure, create, shut_down},
};

#[tokio::test]
async fn log_lines_are_hclog_json_with_the_call_they_belong_to() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "INFO")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let line: serde_json::Value = serde_json::from_str(&plugin.log_line("configured").await).unwrap();
    assert_eq!(line["@level"], "info");
    assert_eq!(line["@message"], "configured");
    assert_eq!(line["@module"], "provider");
    assert_eq!(line["tf_rpc"], "ConfigureProvider");
    assert_eq!(line["tf_provider_addr"], "registry.terraform.io/example/faulty");
    // 2023-11-14T22:13:20.012345Z: Terraform reads no other length.
    let timestamp = line["@timestamp"].as_str().unwrap();
    assert_eq!(timestamp.len(), 27, "{timestamp}");
    assert_eq!(timestamp.as_bytes()[19], b'.', "{timestamp}");
}

#[tokio::test]
async fn sensitive_settings_are_starred_in_log_lines() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "TRACE")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "open-sesame").await;
    let line: serde_json::Value = serde_json::from_str(&plugin.log_line("configured").await).unwrap();
    assert_eq!(line["password"], "***");
}

#[tokio::test]
async fn a_contained_panic_is_logged_with_the_id_of_its_diagnostic() {
    let mut plugin = Plugin::start("faulty", None, &[("TF_LOG", "ERROR")]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    let response = create(&mut client, "panic").await;
    let line: serde_json::Value = serde_json::from_str(&plugin.log_line("contained a panic").await).unwrap();
    let id = line["panic_id"].as_str().unwrap();
    assert!(response.diagnostics[0].detail.contains(id));
    assert_eq!(line["tf_resource_type"], "faulty_thing");
    assert!(line["backtrace"].as_str().is_some_and(|backtrace| !backtrace.is_empty()));
}

#[tokio::test]
async fn a_variable_that_means_nothing_is_told_in_one_line() {
    let nonsense = [("TF_LOG_SDK", "loud"), ("TF_LOG_SDK_PROTO_DATA_DIR", "/proc/no/such/directory")];
    let mut plugin = Plugin::start("faulty", None, &nonsense).await;
    let line: serde_json::Value = serde_json::from_str(&plugin.log_line("ignored").await).unwrap();
    assert_eq!(line["@level"], "warn");
    let message = line["@message"].as_str().unwrap();
    assert!(message.contains("TF_LOG_SDK=\"loud\" is no level"), "{message}");
    assert!(message.contains("TF_LOG_SDK_PROTO_DATA_DIR=\"/proc/no/such/directory\""), "{message}");
    // The provider works all the same, and says nothing else.
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "").await;
    shut_down(&mut client).await;
    plugin.end().await;
    assert_eq!(plugin.rest_of_stderr().await, "");
}

#[tokio::test]
async fn values_are_recorded_where_the_environment_says() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let variable = ("TF_LOG_SDK_PROTO_DATA_DIR", data.to_str().unwrap());
    let plugin = Plugin::start("faulty", None, &[variable]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    configure(&mut client, "open-sesame").await;
    create(&mut client, "none").await;
    // By what follows the milliseconds.
    let mut files: Vec<_> = data
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|file| (file.file_name().unwrap().to_str().unwrap().split_once('_').unwrap().1.to_owned(), file))
        .collect();
    files.sort();
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "1_ConfigureProvider_Request_ProviderBlock.msgpack",
            "2_ApplyResourceChange_Request_Configuration.msgpack",
            "2_ApplyResourceChange_Request_Plan.msgpack",
            "2_ApplyResourceChange_Request_PriorState.msgpack",
            "2_ApplyResourceChange_Response_State.msgpack",
        ]
    );
    // As on the wire, and so with its secrets in the clear.
    assert_eq!(std::fs::read(&files[0].1).unwrap(), b"\x81\xa8password\xabopen-sesame");
}
