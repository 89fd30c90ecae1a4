//! Private endpoint connections of a private cluster: approved or rejected here, made by the endpoint itself.

use serde_json::{Value, json};

use super::Context;
use crate::gateway::Fault;
use crate::json;

/// Only the state of the connection can be changed.
pub(super) fn complete(context: &Context<'_>, body: &mut Value) -> Result<(), Fault> {
    let wanted = json::at(body, "properties.privateLinkServiceConnectionState").cloned();
    let mut properties = context
        .before
        .and_then(|there| json::at(&there.body, "properties"))
        .cloned()
        .unwrap_or_else(|| json!({}));
    if let Some(wanted) = wanted {
        json::set(&mut properties, "privateLinkServiceConnectionState", wanted);
    }
    json::set(&mut properties, "provisioningState", "Succeeded");
    json::set(body, "properties", properties);
    Ok(())
}
