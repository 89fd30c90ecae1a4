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

/// Whether a path is that of a token endpoint.
pub(crate) fn is_token(segments: &[&str]) -> bool {
    let words: Vec<String> = segments.iter().map(|s| s.to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words.as_slice(),
        [_, "oauth2", "v2.0", "token"] | [_, "oauth2", "token"] | ["metadata", "identity", "oauth2", "token"]
    )
}

/// When the token of a request was issued, in milliseconds since 1970: before all time where the emulator did not issue
/// it. `None` where the request has none.
pub(crate) fn issued(request: &Request) -> Option<i64> {
    bearer(request).map(|token| token::read(token).map_or(i64::MIN, |ours| ours.issued))
}

/// Refuses a request without a bearer token, where the emulator asks for one, and one whose token has run out. Any other
/// token will do: who somebody is matters to nothing the emulator does.
pub(crate) fn authenticate(world: &World<'_>, request: &Request) -> Result<(), Fault> {
    let Some(token) = bearer(request) else {
        let text = "Authentication failed. The 'Authorization' header is missing.";
        let why = "The authentication failed because of missing 'Authorization' header.";
        let refusal = Fault::gateway(401, "AuthenticationFailed", text);
        return if world.options.require_token { Err(challenged(refusal, request, why)) } else { Ok(()) };
    };
    match token::read(token) {
        Some(ours) if ours.expires <= world.now => Err(expired(request)),
        _ => Ok(()),
    }
}

/// 401 for a token that has run out.
pub(crate) fn expired(request: &Request) -> Fault {
    let text = "The access token expiry UTC time is earlier than current UTC time.";
    challenged(Fault::gateway(401, "ExpiredAuthenticationToken", text), request, text)
}

fn challenged(refusal: Fault, request: &Request, why: &str) -> Fault {
    let challenge = format!(
        "Bearer authorization_uri=\"{}/{}\", error=\"invalid_token\", error_description=\"{why}\"",
        request.base,
        crate::resources::subscriptions::TENANT,
    );
    refusal.header("www-authenticate", challenge)
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
