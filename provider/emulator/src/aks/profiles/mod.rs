//! The optional profiles of a cluster: what the service fills in where a request names them.
//!
//! [`fill`] completes a request, on creation and on every update; [`settle`] adds what exists only once the operation
//! has ended (the identities of add-ons); [`show`] adds what follows from other members whenever somebody looks.

mod access;
mod addons;
mod automatic;
mod pools;
mod scaling;
mod security;
mod services;

pub(super) use automatic::presets;
pub(super) use pools::complete as complete_pool;

use serde_json::Value;

use super::draft::Draft;
use crate::resource_id::ResourceId;
use crate::world::World;

/// Completes the profiles of a new or changed cluster, before its network is.
pub(super) fn fill(
    world: &World<'_>,
    id: &ResourceId,
    body: &mut Value,
    location: &str,
) -> rusqlite::Result<()> {
    access::directory(body);
    access::api_server(world, body, location)?;
    addons::fill(world, body, location)?;
    security::fill(world, body);
    services::fill(body);
    access::private_link(id, body);
    Ok(())
}

/// Adds what exists only once the operation has ended.
pub(super) fn settle(world: &World<'_>, draft: &mut Draft) -> rusqlite::Result<()> {
    addons::settle(world, draft)
}

/// Adds what follows from other members: a cluster with a scaling pool shows how it scales.
pub(super) fn show(body: &mut Value, pools: &[Value]) {
    scaling::show(body, pools);
}

/// Whether the flag at a dotted path is set.
fn is_on(body: &Value, path: &str) -> bool {
    crate::json::at(body, path).and_then(Value::as_bool) == Some(true)
}
