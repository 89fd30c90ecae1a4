//! Registration of resource providers in a subscription. It has no operation URL: one looks until it is done.

use http::Method;
use serde_json::{Value, json};

use crate::gateway::registry::{self, NAMESPACES, Namespace};
use crate::gateway::{Answer, Fault, Request};
use crate::json;
use crate::operations::{self, Kind};
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// `/subscriptions/S/providers[/NS[/register|/unregister]]`; `names` is what follows `providers`.
pub(crate) fn route(
    world: &World<'_>,
    request: &Request,
    subscription: &str,
    names: &[&str],
) -> Result<Answer, Fault> {
    let action = names.get(1).map(|a| a.to_ascii_lowercase());
    let Some(name) = names.first() else {
        let all = NAMESPACES.iter().map(|n| view(world, subscription, n)).collect::<Result<Vec<_>, _>>()?;
        return Ok(Answer::json(200, json!({ "value": all })));
    };
    let Some(namespace) = registry::namespace(name) else {
        let text = format!("The resource namespace '{name}' is invalid.");
        return Err(Fault::gateway(404, "InvalidResourceNamespace", text));
    };
    match (&request.method, action.as_deref()) {
        (&Method::GET, None) => {}
        (&Method::POST, Some("register")) => change(world, subscription, namespace, true)?,
        (&Method::POST, Some("unregister")) => change(world, subscription, namespace, false)?,
        _ => {
            let text = format!("The requested resource does not support http method '{}'.", request.method);
            return Err(Fault::gateway(405, "MethodNotAllowed", text));
        }
    }
    Ok(Answer::json(200, view(world, subscription, namespace)?))
}

/// Refuses a write to a provider that the subscription is not registered for.
pub(crate) fn require(world: &World<'_>, subscription: &str, namespace: &Namespace) -> Result<(), Fault> {
    let state = state(world, subscription, namespace)?;
    if matches!(state.as_str(), "Registered" | "Registering") {
        return Ok(());
    }
    let text = format!(
        "The subscription is not registered to use namespace '{}'. See https://aka.ms/rps-not-found for how to register \
         subscriptions.",
        namespace.name
    );
    let details =
        json!([{"code": "MissingSubscriptionRegistration", "target": namespace.name, "message": text}]);
    Err(Fault::gateway(409, "MissingSubscriptionRegistration", text).details(details))
}

/// A registration has come to its end.
pub(crate) fn settled(world: &World<'_>, id: &ResourceId, registered: bool) -> rusqlite::Result<()> {
    if let Some(mut there) = world.tx.resource(id)? {
        json::set(&mut there.body, "state", if registered { "Registered" } else { "NotRegistered" });
        world.tx.put(&there)?;
    }
    Ok(())
}

fn change(world: &World<'_>, subscription: &str, namespace: &Namespace, register: bool) -> Result<(), Fault> {
    let (goal, passing, kind) = if register {
        ("Registered", "Registering", Kind::ProviderRegister)
    } else {
        ("NotRegistered", "Unregistering", Kind::ProviderUnregister)
    };
    let now = state(world, subscription, namespace)?;
    if now == goal || now == passing {
        return Ok(());
    }
    let Some(id) = id_of(subscription, namespace) else { return Ok(()) };
    world.tx.cancel_below(&id.key(), world.now)?;
    world.tx.put(&Resource::new(id.clone(), json!({ "state": passing })))?;
    operations::start(world, kind, &id, Value::Null)?;
    Ok(())
}

/// The registration state of a namespace in a subscription.
fn state(world: &World<'_>, subscription: &str, namespace: &Namespace) -> Result<String, Fault> {
    let stored = match id_of(subscription, namespace) {
        Some(id) => world.tx.resource(&id)?,
        None => None,
    };
    let initial = if namespace.registered { "Registered" } else { "NotRegistered" };
    Ok(stored.as_ref().and_then(|r| json::text(&r.body, "state")).unwrap_or(initial).to_owned())
}

/// Where the registration is stored: below a type of its own, so that it never meets a resource.
fn id_of(subscription: &str, namespace: &Namespace) -> Option<ResourceId> {
    let text = format!(
        "/subscriptions/{subscription}/providers/Microsoft.Resources/registrations/{}",
        namespace.name
    );
    ResourceId::parse(&text).ok()
}

fn view(world: &World<'_>, subscription: &str, namespace: &Namespace) -> Result<Value, Fault> {
    let locations: Vec<&str> = registry::REGIONS.iter().map(|(_, long, _)| *long).collect();
    let versions: Vec<&str> = namespace.versions.split(' ').collect();
    let kinds: Vec<Value> = namespace
        .types
        .split_ascii_whitespace()
        .map(|kind| {
            json!({
                "resourceType": kind,
                "locations": locations,
                "apiVersions": versions,
                "capabilities": "None",
            })
        })
        .collect();
    Ok(json!({
        "id": format!("/subscriptions/{subscription}/providers/{}", namespace.name),
        "namespace": namespace.name,
        "resourceTypes": kinds,
        "registrationState": state(world, subscription, namespace)?,
        "registrationPolicy": "RegistrationRequired",
    }))
}
