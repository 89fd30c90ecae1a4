//! The cloud's metadata and OpenID discovery, all pointing back at the emulator.

use serde_json::{Value, json};

use crate::gateway::{Answer, Fault, Request};

/// `GET /metadata/endpoints`: one object since 2022-09-01, a list before.
pub(super) fn endpoints(request: &Request) -> Result<Answer, Fault> {
    let base = &request.base;
    let host = base.trim_start_matches("https://");
    let cloud = json!({
        "name": "EmulatedCloud",
        "portal": base,
        "authentication": {
            "loginEndpoint": format!("{base}/"),
            "audiences": [format!("{base}/"), base],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "resourceManager": format!("{base}/"),
        "media": base,
        "graphAudience": format!("{base}/"),
        "graph": format!("{base}/"),
        "microsoftGraphResourceId": format!("{base}/"),
        "gallery": format!("{base}/"),
        "batch": format!("{base}/"),
        "sqlManagement": format!("{base}/"),
        "vmImageAliasDoc": format!("{base}/aliases.json"),
        "activeDirectoryDataLake": format!("{base}/"),
        "logAnalyticsResourceId": base,
        "ossrDbmsResourceId": base,
        "suffixes": {
            "acrLoginServer": format!("azurecr.{host}"),
            "keyVaultDns": format!("vault.{host}"),
            "sqlServerHostname": format!("database.{host}"),
            "storage": format!("core.{host}"),
        },
    });
    let listed = request.query("api-version").is_some_and(|v| v < "2022-09-01");
    Ok(Answer::json(200, if listed { Value::Array(vec![cloud]) } else { cloud }))
}

/// OpenID discovery, which MSAL asks for before its first token.
pub(super) fn openid(request: &Request, tenant: &str) -> Result<Answer, Fault> {
    let authority = format!("{}/{tenant}", request.base);
    Ok(Answer::json(
        200,
        json!({
            "issuer": format!("{authority}/v2.0"),
            "authorization_endpoint": format!("{authority}/oauth2/v2.0/authorize"),
            "token_endpoint": format!("{authority}/oauth2/v2.0/token"),
            "device_authorization_endpoint": format!("{authority}/oauth2/v2.0/devicecode"),
            "end_session_endpoint": format!("{authority}/oauth2/v2.0/logout"),
            "jwks_uri": format!("{authority}/discovery/v2.0/keys"),
            "response_types_supported": ["code", "id_token", "token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "tenant_region_scope": null,
            "cloud_instance_name": request.base.trim_start_matches("https://"),
        }),
    ))
}

/// Instance discovery, for clients that cannot switch it off.
pub(super) fn instance(request: &Request) -> Result<Answer, Fault> {
    let host = request.base.trim_start_matches("https://");
    Ok(Answer::json(
        200,
        json!({
            "tenant_discovery_endpoint": format!("{}/common/v2.0/.well-known/openid-configuration", request.base),
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}],
        }),
    ))
}
