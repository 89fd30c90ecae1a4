//! What clients ask before they talk to Resource Manager: cloud metadata, OpenID discovery, tokens.

mod metadata;
mod token;

use http::Method;

pub(crate) use token::OBJECT;

use crate::gateway::{Answer, Fault, Request};
use crate::world::World;

/// Answers the paths of the login endpoints; `None` for every other path.
pub(crate) fn route(
    world: &World<'_>,
    request: &Request,
    segments: &[&str],
) -> Option<Result<Answer, Fault>> {
    let words: Vec<String> = segments.iter().map(|s| s.to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (words.as_slice(), &request.method) {
        (["metadata", "endpoints"], &Method::GET) => Some(metadata::endpoints(request)),
        (["metadata", "identity", "oauth2", "token"], &Method::GET) => Some(token::managed(world, request)),
        (["common", "discovery", "instance"], &Method::GET) => Some(metadata::instance(request)),
        (
            [tenant, ".well-known", "openid-configuration"]
            | [tenant, "v2.0", ".well-known", "openid-configuration"],
            &Method::GET,
        ) => Some(metadata::openid(request, tenant)),
        ([_, "discovery", "v2.0", "keys"] | [_, "discovery", "keys"], &Method::GET) => {
            Some(Ok(Answer::json(200, serde_json::json!({"keys": []}))))
        }
        ([tenant, "oauth2", "v2.0", "token"] | [tenant, "oauth2", "token"], &Method::POST) => {
            Some(token::entra(world, request, tenant))
        }
        _ => None,
    }
}

/// Refuses a request without a bearer token, where the emulator asks for one. Any token will do: who somebody is
/// matters to nothing the emulator does.
pub(crate) fn authenticate(world: &World<'_>, request: &Request) -> Result<(), Fault> {
    let bearer = request
        .header("authorization")
        .and_then(|v| v.get(..7))
        .is_some_and(|v| v.eq_ignore_ascii_case("bearer "));
    if bearer || !world.options.require_token {
        return Ok(());
    }
    let challenge = format!(
        "Bearer authorization_uri=\"{}/{}\", error=\"invalid_token\", error_description=\"The authentication failed \
         because of missing 'Authorization' header.\"",
        request.base,
        crate::resources::subscriptions::TENANT,
    );
    let text = "Authentication failed. The 'Authorization' header is missing.";
    Err(Fault::gateway(401, "AuthenticationFailed", text).header("www-authenticate", challenge))
}
