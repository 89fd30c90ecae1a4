//! Who answers which path.

use http::Method;

use super::registry::{self, Namespace};
use super::{Address, Answer, Fault, Request, unserved};
use crate::resources::{groups, inventory, providers, subscriptions, tags};
use crate::world::World;
use crate::{aks, authorization, compute, features, login, managed_identity, network, operations, plain};

/// Routes a request: the login and metadata endpoints first, they have paths of their own; then Resource Manager.
pub(super) fn route(world: &World<'_>, request: &Request) -> Result<Answer, Fault> {
    let segments = request.segments();
    if let Some(answer) = login::route(world, request, &segments) {
        return answer;
    }
    login::authenticate(world, request)?;
    if request.query("api-version").is_none_or(str::is_empty) {
        return Err(Fault::gateway(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ));
    }
    let words: Vec<String> = segments.iter().map(|s| s.to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match (words.as_slice(), &request.method) {
        (["subscriptions"], &Method::GET) => {
            resources_version(request)?;
            subscriptions::list(world)
        }
        (["tenants"], &Method::GET) => {
            resources_version(request)?;
            subscriptions::tenants()
        }
        (["providers", "microsoft.containerservice", "operations"], &Method::GET) => {
            provider_version(request, known(segments[1])?, "operations")?;
            Ok(aks::operations())
        }
        (["providers", "microsoft.authorization", ..], _) => at_scope(world, request, &segments, 0),
        (["subscriptions", _, rest @ ..], _) => {
            let subscription = segments[1];
            if uuid::Uuid::parse_str(subscription).is_err() {
                let text =
                    format!("The provided subscription identifier '{subscription}' is malformed or invalid.");
                return Err(Fault::gateway(400, "InvalidSubscriptionId", text));
            }
            match words.iter().rposition(|word| *word == "providers").filter(|at| is_at_scope(&words[*at..]))
            {
                Some(at) => at_scope(world, request, &segments, at),
                None => in_subscription(world, request, subscription, rest, &segments[2..]),
            }
        }
        _ => Err(unknown(request)),
    }
}

fn in_subscription(
    world: &World<'_>,
    request: &Request,
    subscription: &str,
    words: &[&str],
    names: &[&str],
) -> Result<Answer, Fault> {
    match (words, &request.method) {
        // Names of jobs are case-sensitive, unlike the path that leads to them.
        (["operationresults", _], &Method::GET) => operations::job(world, request, names[1]),
        (["providers"] | ["providers", _] | ["providers", _, "register" | "unregister"], _) => {
            resources_version(request)?;
            providers::route(world, request, subscription, &names[1..])
        }
        (["providers", _, ..], _) => in_provider(
            world,
            request,
            Address::new(
                subscription,
                None,
                known(names[1])?,
                format!("/{}", request.segments()[..4].join("/")),
                &names[2..],
            ),
        ),
        ([], &Method::GET) => {
            resources_version(request)?;
            subscriptions::show(world, subscription)
        }
        (["locations"], &Method::GET) => {
            resources_version(request)?;
            subscriptions::locations(subscription)
        }
        (["resources"], &Method::GET) => {
            resources_version(request)?;
            inventory::list(world, request, subscription, None)
        }
        (["resourcegroups", _, "resources"], &Method::GET) => {
            resources_version(request)?;
            groups::require(world, subscription, names[1], &request.method)?;
            inventory::list(world, request, subscription, Some(names[1]))
        }
        (["resourcegroups"] | ["resourcegroups", _], _) => {
            resources_version(request)?;
            groups::route(world, request, subscription, names.get(1).copied())
        }
        (["resourcegroups", _, "providers", _, _, ..], _) => in_provider(
            world,
            request,
            Address::new(
                subscription,
                Some(names[1]),
                known(names[3])?,
                format!("/{}", request.segments()[..6].join("/")),
                &names[4..],
            ),
        ),
        _ => Err(unknown(request)),
    }
}

/// Whether a path that begins with the last `providers` means something that any resource may have.
fn is_at_scope(words: &[&str]) -> bool {
    matches!(
        words,
        ["providers", "microsoft.authorization", _, ..]
            | ["providers", "microsoft.resources", "tags", "default"]
    )
}

/// `{scope}/providers/NAMESPACE/...`, whose scope may be anything; `at` is where `providers` stands.
fn at_scope(world: &World<'_>, request: &Request, segments: &[&str], at: usize) -> Result<Answer, Fault> {
    let namespace = known(segments[at + 1])?;
    let kind = segments.get(at + 2).copied().unwrap_or_default();
    provider_version(request, namespace, kind)?;
    if let [_, subscription, word, group, ..] = &segments[..at]
        && word.eq_ignore_ascii_case("resourceGroups")
    {
        groups::require(world, subscription, group, &request.method)?;
    }
    let scope = if at == 0 { String::new() } else { format!("/{}", segments[..at].join("/")) };
    if namespace.name == "Microsoft.Resources" {
        return tags::route(world, request, &scope);
    }
    authorization::route(world, request, &scope, &segments[at + 2..])
}

/// Hands the request to its resource provider, after the checks that the gateway makes for all of them.
fn in_provider(world: &World<'_>, request: &Request, address: Address<'_>) -> Result<Answer, Fault> {
    let namespace = address.namespace;
    if let ["locations", location, kind @ ("operations" | "operationresults"), id] =
        address.words().as_slice()
    {
        return operations::monitor(world, request, namespace, location, kind, id);
    }
    let name = namespace.name.to_ascii_lowercase();
    if name == "microsoft.features" {
        provider_version(request, namespace, "features")?;
        return features::route(world, request, &address);
    }
    let first = address.rest.first().copied().unwrap_or_default();
    let version = request.query("api-version").unwrap_or_default();
    if !namespace.has_type(first) {
        return Err(Fault::gateway(
            404,
            "InvalidResourceType",
            format!(
                "The resource type '{first}' could not be found in the namespace '{}' for api version '{version}'. \
                 The supported api-versions are '{}'.",
                namespace.name,
                namespace.versions.replace(' ', ","),
            ),
        ));
    }
    provider_version(request, namespace, first)?;
    if !matches!(request.method, Method::GET | Method::HEAD | Method::DELETE) {
        providers::require(world, address.subscription, namespace)?;
    }
    if let Some(group) = address.group {
        groups::require(world, address.subscription, group, &request.method)?;
    }
    if request.method == Method::HEAD {
        return exists(world, &address);
    }
    match name.as_str() {
        "microsoft.containerservice" => aks::route(world, request, &address),
        "microsoft.network" => network::route(world, request, &address),
        "microsoft.compute" => compute::route(world, request, &address),
        "microsoft.managedidentity" => managed_identity::route(world, request, &address),
        _ => plain::route(world, request, &address),
    }
}

/// HEAD of a resource: whether it is there.
fn exists(world: &World<'_>, address: &Address<'_>) -> Result<Answer, Fault> {
    let id = address.id(address.rest.len()).ok_or_else(|| {
        Fault::gateway(405, "MethodNotAllowed", "The requested resource does not support http method 'HEAD'.")
    })?;
    world.tx.resource(&id)?.map(|_| Answer::empty(204)).ok_or_else(|| super::gone(&id))
}

fn known(namespace: &str) -> Result<&'static Namespace, Fault> {
    registry::namespace(namespace).ok_or_else(|| {
        let text = format!("The resource namespace '{namespace}' is invalid.");
        Fault::gateway(404, "InvalidResourceNamespace", text)
    })
}

/// Refuses an API version that Resource Manager itself does not serve.
fn resources_version(request: &Request) -> Result<(), Fault> {
    let version = request.query("api-version").unwrap_or_default();
    let known = registry::RESOURCES_VERSIONS;
    if known.split(' ').any(|v| v.eq_ignore_ascii_case(version)) {
        return Ok(());
    }
    let text = format!(
        "The api-version '{version}' is invalid. The supported versions are '{}'.",
        known.replace(' ', ",")
    );
    Err(Fault::gateway(400, "InvalidApiVersionParameter", text))
}

/// Refuses an API version that a resource provider does not serve for a type.
fn provider_version(request: &Request, namespace: &Namespace, kind: &str) -> Result<(), Fault> {
    let version = request.query("api-version").unwrap_or_default();
    if namespace.has_version(version) {
        return Ok(());
    }
    let locations: Vec<&str> = registry::REGIONS.iter().map(|(short, _, _)| *short).collect();
    let text = format!(
        "No registered resource provider found for location '' and API version '{version}' for type '{kind}'. The \
         supported api-versions are '{}'. The supported locations are '{}'.",
        namespace.versions.replace(' ', ", "),
        locations.join(", "),
    );
    Err(Fault::gateway(400, "NoRegisteredProviderFound", text))
}

fn unknown(request: &Request) -> Fault {
    if matches!(
        request.method,
        Method::GET | Method::HEAD | Method::PUT | Method::POST | Method::PATCH | Method::DELETE
    ) {
        unserved(request)
    } else {
        let text = format!("The requested resource does not support http method '{}'.", request.method);
        Fault::gateway(405, "MethodNotAllowed", text)
    }
}
