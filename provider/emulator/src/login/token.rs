//! Tokens: any secret or assertion is accepted, as long as it is there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::gateway::{Answer, Fault, Request};
use crate::resources::subscriptions::TENANT;
use crate::world::World;
use crate::{clock, ids, json};

/// The object of the service principal that every token speaks for.
pub(crate) const OBJECT: &str = "0b1ec700-0000-4000-8000-000000000001";
/// The application of managed identities.
const APPLICATION: &str = "a1cacade-0000-4000-8000-000000000001";
/// Marks tokens of the emulator, in place of a signature.
const SIGNATURE: &str = "emulated";

/// `POST /{tenant}/oauth2/v2.0/token` with a client secret or an assertion.
pub(super) fn entra(world: &World<'_>, request: &Request, tenant: &str) -> Result<Answer, Fault> {
    let form = request.form();
    let field =
        |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty());
    let Some(client) = field("client_id") else {
        return refuse(
            world,
            900_144,
            "invalid_request",
            "The request body must contain the following parameter: 'client_id'.",
        );
    };
    let audience = field("scope").or(field("resource"));
    let Some(audience) = audience else {
        return refuse(
            world,
            900_144,
            "invalid_request",
            "The request body must contain the following parameter: 'scope'.",
        );
    };
    if field("client_secret").is_none() && field("client_assertion").is_none() {
        let text =
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return refuse(world, 7_000_218, "invalid_client", text);
    }
    let audience =
        audience.split(' ').next().unwrap_or_default().trim_end_matches(".default").trim_end_matches('/');
    let lifetime = world.options.token_lifetime;
    let expires = world.told(world.now) / 1000 + lifetime;
    Ok(Answer::json(
        200,
        json!({
            "token_type": "Bearer",
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "expires_on": expires.to_string(),
            "access_token": jwt(world, &request.base, audience, tenant, client),
        }),
    ))
}

/// The token of a managed identity, in the way of the instance metadata service and of App Service.
pub(super) fn managed(world: &World<'_>, request: &Request) -> Result<Answer, Fault> {
    let resource = request.query("resource").unwrap_or_default();
    let asked = request.header("metadata") == Some("true") || request.header("x-identity-header").is_some();
    if !asked || resource.is_empty() {
        let body = json!({"error": "invalid_request", "error_description": "Required metadata header or resource not specified"});
        return Ok(Answer::json(400, body));
    }
    let client = request.query("client_id").unwrap_or(APPLICATION);
    let (now, lifetime) = (world.told(world.now) / 1000, world.options.token_lifetime);
    let expires = (now + lifetime).to_string();
    Ok(Answer::json(
        200,
        json!({
            "access_token": jwt(world, &request.base, resource, TENANT, client),
            "client_id": client,
            "expires_in": lifetime.to_string(),
            "expires_on": expires,
            "not_before": now.to_string(),
            "resource": resource,
            "token_type": "Bearer",
        }),
    ))
}

/// A token in the form that clients take apart. Its signature says openly that it is none.
fn jwt(world: &World<'_>, base: &str, audience: &str, tenant: &str, client: &str) -> String {
    let (seconds, lifetime) = (world.told(world.now) / 1000, world.options.token_lifetime);
    let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = encode(json!({"typ": "JWT", "alg": "RS256", "kid": "emulated"}));
    let claims = encode(json!({
        "aud": audience,
        "iss": format!("{base}/{tenant}/"),
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + lifetime,
        "emulator": {"issued": world.now, "expires": runs_out(world)},
        "appid": client,
        "appidacr": "1",
        "idtyp": "app",
        "oid": OBJECT,
        "sub": OBJECT,
        "tid": tenant,
        "ver": "1.0",
    }));
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(SIGNATURE))
}

/// When the emulator takes a token no longer. The clock of a deterministic world says nothing to clients, whose tokens
/// must not run out before they notice; there only a lifetime other than the usual one is kept to.
fn runs_out(world: &World<'_>) -> i64 {
    let lifetime = world.options.token_lifetime;
    if world.options.deterministic.is_some() && lifetime == crate::options::TOKEN_LIFETIME {
        return i64::MAX;
    }
    world.now.saturating_add(lifetime.saturating_mul(1000))
}

/// What the emulator wrote into a token of its own, in milliseconds since 1970 by its own clock.
pub(super) struct Ours {
    pub(super) issued: i64,
    pub(super) expires: i64,
}

/// Reads a token that the emulator issued; `None` for any other.
pub(super) fn read(token: &str) -> Option<Ours> {
    let (claims, signature) = token.split_once('.')?.1.split_once('.')?;
    let ours = URL_SAFE_NO_PAD.decode(signature).ok()? == SIGNATURE.as_bytes();
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok().filter(|_| ours)?).ok()?;
    let number = |name| json::number(&claims, name);
    Some(Ours { issued: number("emulator.issued")?, expires: number("emulator.expires")? })
}

/// A refusal in Entra's own shape; clients parse nothing else.
fn refuse(world: &World<'_>, number: u32, error: &str, text: &str) -> Result<Answer, Fault> {
    let (trace, correlation) = (ids::guid(world)?, ids::guid(world)?);
    let time = clock::text(world.now);
    let body = json!({
        "error": error,
        "error_description": format!("AADSTS{number}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"),
        "error_codes": [number],
        "timestamp": time,
        "trace_id": trace,
        "correlation_id": correlation,
    });
    Ok(Answer::json(if error == "invalid_client" { 401 } else { 400 }, body))
}
