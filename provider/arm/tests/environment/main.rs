//! What the environment variables of a process do, and what the process shows of its secrets: each case is a process.
//!
//! Without the harness of `cargo test`, because the program runs itself again as the process under test.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test program")]

#[path = "../shared/log.rs"]
mod log;
#[path = "../shared/self_signed.rs"]
mod self_signed;
mod server;

use std::{error::Error, process::Command};

use arm_client::{
    ArmClient, ArmClientOptions, Cloud, CredentialSettings, KubeconfigOf, ManagedClusterId, Polling,
    models::ManagedCluster, transport,
};
use azure_core::credentials::Secret;

use crate::{log::Log, server::SECRET};

/// Tells the process under test whom to call.
const HOST: &str = "ARM_CLIENT_TEST_HOST";
/// Everything that leads to the network or to trust.
const FORGOTTEN: [&str; 10] = [
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if let Ok(host) = std::env::var(HOST) {
        println!("{}", session(&host).await);
        return;
    }
    let (host, pem) = server::serve().await;
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let (trusted, empty) = (file("ca.pem", &pem), file("empty.pem", "no certificate\n"));

    let shown = run(&host, &[("SSL_CERT_FILE", &trusted)]).await;
    told(
        "the_server_s_authority_is_trusted_by_ssl_cert_file",
        &shown,
        &["kubeconfig: Kubeconfig(clusterAdmin)"],
    );
    told(
        "every_error_has_the_numbers_that_support_asks_for",
        &shown,
        &[
            "operation: the creation of ",
            "(correlation ID ",
            ", request ID request-1, operation ID op-1)",
            "read: GET /subscriptions/",
        ],
    );
    told("the_libraries_beneath_are_heard_too", &shown, &["log of hyper", "log of arm_client"]);
    assert!(!shown.contains(SECRET), "a secret is shown:\n{shown}");
    println!("test no_log_line_and_no_error_shows_a_secret_that_went_over_the_wire ... ok");

    let shown = run(&host, &[("SSL_CERT_FILE", "/nowhere/ca.pem")]).await;
    told(
        "a_trust_file_that_is_not_there_is_named",
        &shown,
        &["the environment variable SSL_CERT_FILE names \"/nowhere/ca.pem\", which cannot be read"],
    );
    let shown = run(&host, &[("SSL_CERT_FILE", &empty)]).await;
    told("a_trust_file_without_a_certificate_is_named", &shown, &["empty.pem\", which holds no certificate"]);

    let proxy = server::refusing_proxy().await;
    let url = format!("http://user:{SECRET}@{proxy}");
    let shown = run(&host, &[("SSL_CERT_FILE", &trusted), ("HTTPS_PROXY", &url)]).await;
    told(
        "a_proxy_that_lets_nobody_through_is_named",
        &shown,
        &[
            "no connection to localhost",
            &format!("through the proxy {proxy}, which the environment variable HTTPS_PROXY names"),
        ],
    );
    assert!(!shown.contains(SECRET), "the proxy's password is shown:\n{shown}");
    let shown =
        run(&host, &[("SSL_CERT_FILE", &trusted), ("HTTPS_PROXY", &url), ("NO_PROXY", "localhost")]).await;
    told("a_host_that_is_exempt_goes_past_the_proxy", &shown, &["kubeconfig: Kubeconfig(clusterAdmin)"]);
}

fn told(test: &str, shown: &str, expected: &[&str]) {
    for text in expected {
        assert!(shown.contains(text), "{test}: {text:?} is not in\n{shown}");
    }
    println!("test {test} ... ok");
}

/// Runs the process under test with these variables.
async fn run(host: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in FORGOTTEN {
        command.env_remove(name);
    }
    command.env(HOST, host).envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The process under test: all that it shows of calls that carry secrets, and everything that is logged meanwhile.
async fn session(host: &str) -> String {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let mut shown = Vec::new();
    if let Err(error) = calls(host, &mut shown).await {
        shown.push(format!("gave up: {}", chain(&*error)));
    }
    shown.push(log.text());
    shown.join("\n")
}

async fn calls(host: &str, shown: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let transport = transport::https()?;
    let cloud = Cloud::discover(host, &transport).await?;
    let settings = CredentialSettings {
        tenant_id: Some("tenant".to_owned()),
        client_id: Some("client".to_owned()),
        client_secret: Some(Secret::new(format!("{SECRET}-client"))),
        ..CredentialSettings::default()
    };
    let credential = settings.resolve(&cloud, &transport)?;
    let options = ArmClientOptions {
        cloud,
        subscription_id: "s".to_owned(),
        credential,
        transport,
        user_agent: None,
        polling: Polling::at_speed(1000.0),
    };
    let client = ArmClient::new(options.clone());
    shown.push(format!("{settings:?} {options:?} {client:?}"));
    let clusters = client.managed_clusters();
    let id = ManagedClusterId::new("s", "g", "c");
    let kubeconfig = clusters.kubeconfig(&id, KubeconfigOf::Admin).await?;
    shown.push(format!("kubeconfig: {kubeconfig:?}"));
    let mut creation = clusters.begin_create(&id, &ManagedCluster::default()).await?;
    let error = creation.wait().await.unwrap_err();
    shown.push(format!("operation: {} {error:?} {creation:?} {:?}", chain(&error), creation.monitor()));
    let error = clusters.get(&id).await.unwrap_err();
    shown.push(format!("read: {} {error:?}", chain(&error)));
    Ok(())
}

fn chain(error: &dyn Error) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
