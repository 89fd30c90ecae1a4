//! What must not be seen anywhere.
//!
//! A test program of its own, because it listens to all log lines: in a program with other tests, a line whose place in
//! the code is met by two of them at the same moment may be lost.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail like tests")]

#[path = "client/azure.rs"]
#[expect(dead_code, reason = "these tests need a part of it")]
mod azure;
#[path = "shared/log.rs"]
mod log;

use arm_client::{CredentialSettings, ManagedClusterId, models::ManagedCluster};
use azure_core::{credentials::Secret, http::Method};
use serde_json::json;

use crate::{
    azure::{Azure, Habits, TOKEN, What},
    log::Log,
};

#[tokio::test(start_paused = true)]
async fn neither_log_nor_debug_nor_error_shows_a_token_or_a_signature() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let end = json!({"status": "Failed", "error": {"code": "C", "message": "m"}});
    let azure = Azure::default()
        .habits(Habits { end, ..Habits::default() })
        .fault(Method::Get, "/operations/", 1, What::DropBefore)
        .fault(Method::Get, "/operations/", 1, What::Answer(504, vec![], json!({})));
    let client = azure.client();
    let id = ManagedClusterId::new("sub", "rg", "c1");
    let mut operation =
        client.managed_clusters().begin_create(&id, &ManagedCluster::default()).await.unwrap();
    let mut shown = format!("{client:?} {:?} {operation:?}", azure.options());
    let error = operation.wait().await.unwrap_err();
    shown.push_str(&format!("{error} {error:?} {operation:?}"));
    shown.push_str(&log.text());
    assert!(shown.contains("answered") && shown.contains("/operations/0"), "the log is not empty: {shown}");
    assert!(!shown.contains("SIGNATURE") && !shown.contains(TOKEN), "{shown}");
}

#[test]
fn settings_do_not_show_their_secrets() {
    let settings = CredentialSettings {
        client_secret: Some(Secret::new("s3cret")),
        oidc_token: Some(Secret::new("s3cret")),
        oidc_request_token: Some(Secret::new("s3cret")),
        ..CredentialSettings::default()
    };
    assert!(!format!("{settings:?}").contains("s3cret"));
}
