//! Which credential the settings lead to, and what is said when there is no token.

use std::{error::Error, fs, sync::Arc};

use arm_client::{
    ArmClient, ArmClientOptions, ArmError, Cloud, CredentialError, CredentialSettings,
    credential::{CredentialMethod, Setting},
};
use azure_core::{
    credentials::Secret,
    http::{HttpClient, Method},
};
use serde_json::json;

use crate::{
    CLUSTER,
    azure::{Azure, Seen, What},
    cluster_id, existing_cluster, new_cluster,
};

fn settings() -> CredentialSettings {
    CredentialSettings {
        tenant_id: Some("tenant".to_owned()),
        client_id: Some("client".to_owned()),
        ..CredentialSettings::default()
    }
}

/// An Azure whose Entra gives a token.
fn entra() -> Azure {
    let token = json!({"access_token": "from-entra", "expires_in": 3599, "token_type": "Bearer"});
    Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Post,
        "/oauth2/v2.0/token",
        usize::MAX,
        What::Answer(200, vec![], token),
    )
}

fn client(azure: &Azure, settings: &CredentialSettings) -> Result<ArmClient, CredentialError> {
    let transport: Arc<dyn HttpClient> = Arc::new(azure.clone());
    let credential = settings.resolve(&Cloud::emulated(), &transport)?;
    Ok(ArmClient::new(ArmClientOptions { credential, ..azure.options() }))
}

async fn token_request(settings: &CredentialSettings) -> (Azure, Seen) {
    let azure = entra();
    client(&azure, settings).unwrap().managed_clusters().get(&cluster_id()).await.unwrap();
    let request = azure.seen(Method::Post, "").remove(0);
    (azure, request)
}

fn form(request: &Seen) -> &str {
    request.body.as_str().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_client_secret_is_exchanged_for_a_token_at_the_cloud_s_authority() {
    let settings = CredentialSettings { client_secret: Some(Secret::new("s3cret")), ..settings() };
    let (azure, request) = token_request(&settings).await;
    assert_eq!(request.url, "https://emulated.azure.invalid/tenant/oauth2/v2.0/token");
    assert_eq!(
        form(&request),
        "client_id=client&client_secret=s3cret&grant_type=client_credentials&scope=https%3A%2F%2Femulated.azure.invalid%2F.default"
    );
    assert_eq!(azure.seen(Method::Get, CLUSTER)[0].headers["authorization"], "Bearer from-entra");
}

#[tokio::test(start_paused = true)]
async fn secret_and_client_id_may_come_from_files() {
    let directory = tempfile::tempdir().unwrap();
    let (id, secret) = (directory.path().join("id"), directory.path().join("secret"));
    fs::write(&id, "client-of-file\n").unwrap();
    fs::write(&secret, "secret-of-file\n").unwrap();
    let settings = CredentialSettings {
        client_id: None,
        client_id_file_path: Some(id.display().to_string()),
        client_secret_file_path: Some(secret.display().to_string()),
        ..settings()
    };
    let (_, request) = token_request(&settings).await;
    assert!(
        form(&request).starts_with("client_id=client-of-file&client_secret=secret-of-file&"),
        "{request:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_file_is_read_anew_for_each_token() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("token");
    fs::write(&path, "first").unwrap();
    let settings = CredentialSettings {
        use_aks_workload_identity: true,
        oidc_token_file_path: Some(path.display().to_string()),
        ..settings()
    };
    let azure = entra();
    let client = client(&azure, &settings).unwrap();
    fs::write(&path, "second").unwrap();
    client.managed_clusters().get(&cluster_id()).await.unwrap();
    let request = azure.seen(Method::Post, "").remove(0);
    assert!(form(&request).contains("client_assertion=second&client_assertion_type=urn"), "{request:?}");
}

#[tokio::test(start_paused = true)]
async fn a_url_that_issues_tokens_is_asked_with_its_own_token() {
    let settings = CredentialSettings {
        use_oidc: true,
        oidc_request_url: Some("https://ci.invalid/token?run=1".to_owned()),
        oidc_request_token: Some(Secret::new("ci-token")),
        ..settings()
    };
    let azure =
        entra().fault(Method::Get, "ci.invalid", 1, What::Answer(200, vec![], json!({"value": "jwt-of-ci"})));
    client(&azure, &settings).unwrap().managed_clusters().get(&cluster_id()).await.unwrap();
    let asked = azure.seen(Method::Get, "ci.invalid").remove(0);
    assert_eq!(asked.url, "https://ci.invalid/token?run=1&audience=api%3A%2F%2FAzureADTokenExchange");
    assert_eq!(asked.headers["authorization"], "Bearer ci-token");
    assert!(form(&azure.seen(Method::Post, "")[0]).contains("client_assertion=jwt-of-ci&"));
}

#[tokio::test(start_paused = true)]
async fn a_pipeline_of_azure_devops_is_asked_in_its_own_way() {
    let settings = CredentialSettings {
        use_oidc: true,
        oidc_request_url: Some("https://ado.invalid/org/_apis/oidctoken".to_owned()),
        oidc_request_token: Some(Secret::new("run-token")),
        ado_pipeline_service_connection_id: Some("connection-1".to_owned()),
        ..settings()
    };
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Post,
        "ado.invalid",
        1,
        What::Answer(200, vec![], json!({"oidcToken": "jwt-of-ado"})),
    );
    let token = json!({"access_token": "from-entra", "expires_in": 3599});
    let azure = azure.fault(Method::Post, "/oauth2/", 1, What::Answer(200, vec![], token));
    client(&azure, &settings).unwrap().managed_clusters().get(&cluster_id()).await.unwrap();
    let asked = azure.seen(Method::Post, "ado.invalid").remove(0);
    assert_eq!(
        asked.url,
        "https://ado.invalid/org/_apis/oidctoken?api-version=7.1&serviceConnectionId=connection-1"
    );
    assert_eq!(asked.headers["authorization"], "Bearer run-token");
    assert!(form(&azure.seen(Method::Post, "/oauth2/")[0]).contains("client_assertion=jwt-of-ado&"));
}

#[tokio::test(start_paused = true)]
async fn a_client_secret_goes_before_everything_else() {
    let settings = CredentialSettings {
        client_secret: Some(Secret::new("s")),
        use_oidc: true,
        oidc_token: Some(Secret::new("t")),
        use_msi: true,
        ..settings()
    };
    let (_, request) = token_request(&settings).await;
    assert!(form(&request).contains("client_secret=s&"));
}

#[tokio::test(start_paused = true)]
async fn a_managed_identity_is_asked_of_the_machine_s_metadata_service() {
    let token = json!({"access_token": "of-machine", "expires_on": "4102444800", "resource": "r", "token_type": "Bearer"});
    let azure = entra().fault(Method::Get, "169.254.169.254", 1, What::Answer(200, vec![], token));
    let settings = CredentialSettings { use_msi: true, ..settings() };
    client(&azure, &settings).unwrap().managed_clusters().get(&cluster_id()).await.unwrap();
    let asked = azure.seen(Method::Get, "169.254.169.254").remove(0);
    assert!(asked.url.contains("resource=https%3A%2F%2Femulated.azure.invalid"), "{}", asked.url);
    assert!(asked.url.contains("client_id=client"), "{}", asked.url);
    assert_eq!(azure.seen(Method::Get, CLUSTER)[0].headers["authorization"], "Bearer of-machine");
}

#[tokio::test(start_paused = true)]
async fn outside_azure_a_managed_identity_is_an_error_within_ten_seconds() {
    let settings = CredentialSettings { use_msi: true, ..settings() };
    for what in [What::Refuse, What::Swallow] {
        let azure = Azure::default().fault(Method::Get, "169.254.169.254", usize::MAX, what);
        let began = tokio::time::Instant::now();
        let client = client(&azure, &settings).unwrap();
        let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
        assert!(error.is_unreachable(), "{error:?}");
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
    }
}

#[test]
fn when_nothing_is_configured_every_method_says_what_it_lacks() {
    let settings = CredentialSettings { use_cli: false, ..CredentialSettings::default() };
    let error = client(&Azure::default(), &settings).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no way to log in to Azure is configured: client secret lacks client_secret (ARM_CLIENT_SECRET) or \
         client_secret_file_path, OpenID Connect lacks use_oidc (ARM_USE_OIDC), managed identity lacks use_msi \
         (ARM_USE_MSI), Azure CLI lacks use_cli (ARM_USE_CLI). Configure one of these, or set use_cli and run \"az login\""
    );
}

#[test]
fn a_method_that_is_asked_for_and_lacks_something_is_an_error() {
    let settings = CredentialSettings {
        client_secret: Some(Secret::new("s")),
        tenant_id: Some(" ".to_owned()),
        ..settings()
    };
    let error = client(&Azure::default(), &settings).unwrap_err();
    assert_eq!(error.to_string(), "client secret is configured and needs tenant_id (ARM_TENANT_ID)");

    let settings = CredentialSettings { use_oidc: true, ..settings };
    let settings = CredentialSettings { client_secret: None, ..settings };
    let error = client(&Azure::default(), &settings).unwrap_err();
    assert!(
        matches!(&error, CredentialError::Incomplete { method: CredentialMethod::Oidc, lacking }
        if lacking.contains(&Setting::OidcToken)),
        "{error}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_setting() {
    let settings =
        CredentialSettings { client_secret_file_path: Some("/nowhere/secret".to_owned()), ..settings() };
    let error = client(&Azure::default(), &settings).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file \"/nowhere/secret\", named by client_secret_file_path, cannot be read"
    );
    assert!(error.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_refused_secret_is_told_in_entra_s_words() {
    let body = json!({"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided.", "error_codes": [7000215]});
    let azure = Azure::default().fault(Method::Post, "", usize::MAX, What::Answer(401, vec![], body));
    let settings = CredentialSettings { client_secret: Some(Secret::new("s3cret")), ..settings() };
    let error = client(&azure, &settings).unwrap().managed_clusters().get(&cluster_id()).await.unwrap_err();
    let ArmError::Credential { source, .. } = &error else { panic!("{error:?}") };
    assert_eq!(source.to_string(), "client secret gave no token");
    let cause = source.source().unwrap();
    assert_eq!(cause.to_string(), "AADSTS7000215: Invalid client secret provided.");
    assert!(cause.source().is_none());
    assert!(!format!("{error:?}").contains("s3cret"));
    assert!(azure.seen(Method::Get, "").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_cannot_be_reached_is_an_error_within_ten_seconds() {
    let settings = CredentialSettings { client_secret: Some(Secret::new("s3cret")), ..settings() };
    for what in [What::Refuse, What::Swallow] {
        let azure = Azure::default().fault(Method::Post, "", usize::MAX, what);
        let began = tokio::time::Instant::now();
        let client = client(&azure, &settings).unwrap();
        let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
        assert!(error.is_unreachable(), "{error:?}");
        assert_eq!(
            error.source().unwrap().to_string(),
            "client secret gave no token: emulated.azure.invalid cannot be connected to"
        );
        assert!(began.elapsed() < std::time::Duration::from_secs(10), "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_fails_for_a_moment_is_asked_again_before_a_write_is_given_up() {
    let settings = CredentialSettings { client_secret: Some(Secret::new("s3cret")), ..settings() };
    let azure = Azure::default().fault(Method::Post, "/oauth2/v2.0/token", 1, What::DropBefore).fault(
        Method::Post,
        "/oauth2/v2.0/token",
        1,
        What::Answer(503, vec![], json!({})),
    );
    let token = json!({"access_token": "late", "expires_in": 3599});
    let azure = azure.fault(Method::Post, "/oauth2/v2.0/token", 1, What::Answer(200, vec![], token));
    let client = client(&azure, &settings).unwrap();
    assert!(client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.is_ok());
}
