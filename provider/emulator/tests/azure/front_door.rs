//! The gateway: versions, registration, errors, headers; metadata and tokens.

use bytes::Bytes;
use serde_json::json;

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest};

#[test]
fn an_api_version_is_required_and_must_be_known() {
    let azure = Azure::new();
    let code = |path: &str| azure.get(path).expect(400).text("error.code").to_owned();
    assert_eq!(code(&format!("{GROUP}?x=1")), "MissingApiVersionParameter");
    assert_eq!(code(&format!("{GROUP}?api-version=2038-01-19")), "InvalidApiVersionParameter");
    let refused = azure.get(&format!("{}?api-version=2023-01-02-preview", cluster("c"))).expect(400);
    assert_eq!(refused.text("error.code"), "NoRegisteredProviderFound");
    assert!(refused.text("error.message").contains("for type 'managedClusters'"));
}

#[test]
fn a_provider_must_be_registered_before_it_takes_writes() {
    let azure = Azure::new();
    let provider = format!("{SUBSCRIPTION}/providers/Microsoft.ContainerService");
    assert_eq!(azure.get(&provider).text("registrationState"), "Registered");
    azure.post(&format!("{provider}/unregister")).expect(200);
    while azure.get(&provider).text("registrationState") == "Unregistering" {}
    let refused = azure.put(&cluster("c"), smallest()).expect(409);
    assert_eq!(refused.text("error.code"), "MissingSubscriptionRegistration");
    assert_eq!(refused.text("error.details.0.target"), "Microsoft.ContainerService");
    assert_eq!(azure.post(&format!("{provider}/register")).text("registrationState"), "Registering");
    while azure.get(&provider).text("registrationState") == "Registering" {}
    azure.put(&cluster("c"), smallest()).expect(201);
}

#[test]
fn a_provider_that_is_not_served_registers_and_takes_no_resources() {
    let azure = Azure::new();
    let provider = format!("{SUBSCRIPTION}/providers/Microsoft.Kubernetes");
    let before = azure.get(&provider).expect(200);
    assert_eq!(before.text("registrationState"), "NotRegistered");
    assert_eq!(before.at("resourceTypes"), &json!([]));
    azure.post(&format!("{provider}/register")).expect(200);
    while azure.get(&provider).text("registrationState") == "Registering" {}
    assert_eq!(azure.get(&provider).text("registrationState"), "Registered");
    let refused =
        azure.put(&format!("{GROUP}/providers/Microsoft.Kubernetes/connectedClusters/c"), json!({}));
    assert_eq!(refused.expect(404).text("error.code"), "InvalidResourceType");
}

#[test]
fn what_nobody_serves_is_refused_with_a_code() {
    let azure = Azure::new();
    for (path, status, code) in [
        ("/nothing/here".to_owned(), 404, "NotFound"),
        (format!("{SUBSCRIPTION}/providers/Microsoft.Nothing/things"), 404, "InvalidResourceNamespace"),
        (format!("{GROUP}/providers/Microsoft.ContainerService/things/x"), 404, "InvalidResourceType"),
        ("/subscriptions/no-guid/resourceGroups/x".to_owned(), 400, "InvalidSubscriptionId"),
    ] {
        let answer = azure.get(&path).expect(status);
        assert_eq!(
            (answer.text("error.code"), answer.header("x-ms-failure-cause")),
            (code, Some("gateway")),
            "{path}"
        );
    }
}

#[test]
fn bodies_that_are_no_json_objects_are_refused() {
    let azure = Azure::new();
    for body in ["", "{", "[]", "7"] {
        let request = http::Request::put(format!("https://x{}?api-version=2026-05-01", cluster("c")));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let response = runtime
            .block_on(azure.emulator.handle(request.body(Bytes::from_static(body.as_bytes())).unwrap()))
            .unwrap();
        assert_eq!(response.status(), 400, "{body}");
        assert!(String::from_utf8_lossy(response.body()).contains("InvalidRequestContent"), "{body}");
    }
}

#[test]
fn every_answer_carries_its_correlation() {
    let azure = Azure::new();
    let given = [
        ("x-ms-correlation-request-id", "mine"),
        ("x-ms-client-request-id", "me"),
        ("x-ms-return-client-request-id", "true"),
    ];
    let answer = azure.send("GET", GROUP, &given, None);
    assert_eq!(answer.header("x-ms-correlation-request-id"), Some("mine"));
    assert_eq!(answer.header("x-ms-client-request-id"), Some("me"));
    assert!(answer.header("x-ms-ratelimit-remaining-subscription-global-reads").is_some());
    assert!(azure.get(GROUP).header("x-ms-correlation-request-id").is_some());
}

#[test]
fn the_gateway_names_a_charset_and_aks_does_not() {
    let azure = Azure::new();
    assert_eq!(azure.get(GROUP).header("content-type"), Some("application/json; charset=utf-8"));
    azure.cluster("c", smallest());
    assert_eq!(azure.get(&cluster("c")).header("content-type"), Some("application/json"));
}

#[test]
fn a_server_that_asks_for_tokens_takes_any() {
    let azure = Azure::with(|_| {});
    let mut options = arm_emulator::Options::new(azure.dir.path());
    options.require_token = true;
    let strict = arm_emulator::Emulator::open(options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ask = |token: Option<&str>| {
        let mut request = http::Request::get(format!("https://x{GROUP}?api-version=2025-04-01"));
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        runtime.block_on(strict.handle(request.body(Bytes::new()).unwrap())).unwrap()
    };
    let refused = ask(None);
    assert_eq!(refused.status(), 401);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer authorization_uri="));
    assert_eq!(ask(Some("Bearer anything")).status(), 200);
}

#[test]
fn a_token_is_a_jwt_for_any_secret() {
    let azure = Azure::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ask = |form: &'static str| {
        let request = http::Request::post("https://x/tenant/oauth2/v2.0/token")
            .body(Bytes::from_static(form.as_bytes()));
        let response = runtime.block_on(azure.emulator.handle(request.unwrap())).unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice::<serde_json::Value>(response.body()).unwrap())
    };
    let (status, token) =
        ask("client_id=me&client_secret=s&grant_type=client_credentials&scope=https%3A%2F%2Fx%2F%2F.default");
    assert_eq!((status, token["expires_in"].as_i64()), (200, Some(3600)));
    let parts: Vec<&str> = token["access_token"].as_str().unwrap().split('.').collect();
    let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, parts[1]).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(
        (claims["appid"].as_str(), claims["tid"].as_str(), claims["aud"].as_str()),
        (Some("me"), Some("tenant"), Some("https://x"))
    );
    let (status, refused) = ask("client_id=me&scope=x");
    assert_eq!(
        (status, refused["error"].as_str(), &refused["error_codes"]),
        (401, Some("invalid_client"), &json!([7_000_218]))
    );
}

#[test]
fn metadata_points_back_at_the_server() {
    let azure = Azure::new();
    let one = azure.get("/metadata/endpoints?api-version=2022-09-01").expect(200);
    assert_eq!(one.text("resourceManager"), "https://azure.test/");
    assert_eq!(one.text("authentication.loginEndpoint"), "https://azure.test/");
    assert!(azure.get("/metadata/endpoints?api-version=2020-06-01").body.is_array());
    let openid = azure.get("/tenant/v2.0/.well-known/openid-configuration?x=1").expect(200);
    assert_eq!(openid.text("token_endpoint"), "https://azure.test/tenant/oauth2/v2.0/token");
}

#[test]
fn versions_have_one_default_and_their_upgrades() {
    let azure = Azure::new();
    let path = format!(
        "{SUBSCRIPTION}/providers/Microsoft.ContainerService/locations/westeurope/kubernetesVersions"
    );
    let list = azure.get(&path).expect(200);
    let values = list.at("values").as_array().unwrap();
    let default: Vec<_> = values.iter().filter(|v| v["isDefault"] == true).collect();
    assert_eq!((default.len(), default[0]["version"].as_str()), (1, Some("1.35")));
    assert_eq!(default[0]["patchVersions"]["1.35.5"]["upgrades"][0], "1.35.7");
    let unknown = azure.get(&path.replace("westeurope", "atlantis")).expect(400);
    assert_eq!(unknown.text("error.code"), "LocationNotAvailableForResourceType");
}

#[test]
fn a_cluster_stays_in_its_region() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let moved = azure.refused("c", |body| body["location"] = json!("eastus")).expect(409);
    assert_eq!(moved.text("error.code"), "InvalidResourceLocation");
}
