//! Subscriptions, tenants and their regions. Every GUID is a subscription; those that hold something are listed.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::gateway::registry::REGIONS;
use crate::gateway::{Answer, Fault};
use crate::world::World;

/// The tenant of every emulated subscription, and the subscription of an empty world: the nil GUID, so that nobody takes
/// them for real ones.
pub(crate) const TENANT: &str = "00000000-0000-0000-0000-000000000000";
const FIRST: &str = TENANT;

pub(crate) fn list(world: &World<'_>) -> Result<Answer, Fault> {
    let groups = world.tx.all(Some("microsoft.resources/resourcegroups"))?;
    let mut all: BTreeSet<String> = groups.iter().map(|g| g.id.subscription().to_ascii_lowercase()).collect();
    all.insert(FIRST.to_owned());
    let value: Vec<Value> = all.iter().map(|s| subscription(s)).collect();
    let count = value.len();
    Ok(Answer::json(200, json!({"value": value, "count": {"type": "Total", "value": count}})))
}

pub(crate) fn show(_world: &World<'_>, id: &str) -> Result<Answer, Fault> {
    Ok(Answer::json(200, subscription(id)))
}

pub(crate) fn tenants() -> Result<Answer, Fault> {
    let tenant = json!({
        "id": format!("/tenants/{TENANT}"),
        "tenantId": TENANT,
        "countryCode": "US",
        "displayName": "Emulated Azure",
        "domains": ["emulated.onmicrosoft.com"],
        "tenantCategory": "Home",
        "defaultDomain": "emulated.onmicrosoft.com",
        "tenantType": "AAD",
    });
    Ok(Answer::json(200, json!({"value": [tenant]})))
}

pub(crate) fn locations(subscription: &str) -> Result<Answer, Fault> {
    let location = |(short, long, continent): &(&str, &str, &str)| {
        json!({
            "id": format!("/subscriptions/{subscription}/locations/{short}"),
            "name": short,
            "type": "Region",
            "displayName": long,
            "regionalDisplayName": format!("({continent}) {long}"),
            "metadata": {"regionType": "Physical", "regionCategory": "Recommended", "geographyGroup": continent},
        })
    };
    Ok(Answer::json(200, json!({"value": REGIONS.iter().map(location).collect::<Vec<_>>()})))
}

fn subscription(id: &str) -> Value {
    json!({
        "id": format!("/subscriptions/{id}"),
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": id,
        "tenantId": TENANT,
        "displayName": "Emulated subscription",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    })
}
