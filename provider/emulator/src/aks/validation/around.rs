//! Checks on what stands around a cluster and belongs to others: where its network is, what its identity is and
//! may do there.

use super::{Check, Facts, Found};
use crate::aks::draft::Draft;
use crate::resource_id::ResourceId;
use crate::world::World;
use crate::{authorization, json, managed_identity, network};

pub(super) const CHECKS: &[Check] = &[
    ("identity-malformed", identity_malformed),
    ("subnet-in-another-region", subnet_in_another_region),
    ("route-table-without-permission", route_table_without_permission),
];

/// What was looked up around a cluster.
#[derive(Default)]
pub(super) struct Around {
    networks: Vec<Network>,
    /// The route tables of the subnets, each with whether the cluster's identity may write to it; `None` where the
    /// identity is not known.
    route_tables: Vec<(String, Option<bool>)>,
}

/// The network of a subnet that pools stand in.
struct Network {
    subnet: String,
    location: String,
}

impl Around {
    /// Looks up the networks of these subnets.
    pub(super) fn look(world: &World<'_>, draft: &Draft, subnets: &[&ResourceId]) -> rusqlite::Result<Self> {
        let mut around = Self::default();
        let principal = principal(world, draft)?;
        for subnet in subnets {
            let Some(above) = subnet.parent() else { continue };
            let Some(there) = world.tx.resource(&above)? else { continue };
            around.networks.push(Network {
                subnet: subnet.to_string(),
                location: json::text(&there.body, "location").unwrap_or_default().to_owned(),
            });
            let table = world.tx.resource(subnet)?;
            let table = table.as_ref().and_then(|s| json::text(&s.body, "properties.routeTable.id"));
            if let Some(id) = table.and_then(|t| ResourceId::parse(t).ok()) {
                const WRITE: &str = "Microsoft.Network/routeTables/routes/write";
                let may = match &principal {
                    Some(principal) => Some(authorization::may(world, principal, WRITE, &id)?),
                    None => None,
                };
                around.route_tables.push((id.to_string(), may));
            }
        }
        Ok(around)
    }
}

/// Why the operation on pools in a subnet fails in the end: the identity that the user gave the cluster may not join it.
///
/// With a system-assigned identity, which is made together with the cluster, roles come later. That the operation fails,
/// and not the request, follows recorded operations that named this error while they waited; the text is an assumption.
/// `None` where all is well or the identity is none of this world.
pub(in super::super) fn may_not_join(
    world: &World<'_>,
    draft: &Draft,
    only: Option<&str>,
) -> rusqlite::Result<Option<serde_json::Value>> {
    const JOIN: &str = "Microsoft.Network/virtualNetworks/subnets/join/action";
    let Some(principal) = principal(world, draft)? else { return Ok(None) };
    for pool in draft.pools.iter().filter(|p| only.is_none_or(|name| json::text(p, "name") == Some(name))) {
        for member in ["vnetSubnetID", "podSubnetID"] {
            let Some(id) = json::text(pool, member).and_then(|text| ResourceId::parse(text).ok()) else {
                continue;
            };
            if id.kind() == network::SUBNET && !authorization::may(world, &principal, JOIN, &id)? {
                let text = format!(
                    "The client '{principal}' with object id '{principal}' does not have authorization to perform \
                     action '{JOIN}' over scope '{id}' or the scope is invalid. If access was recently granted, please \
                     refresh your credentials."
                );
                return Ok(Some(serde_json::json!({"code": "AuthorizationFailed", "message": text})));
            }
        }
    }
    Ok(None)
}

/// The principal of the identity that the user gave the cluster, where this world holds it.
fn principal(world: &World<'_>, draft: &Draft) -> rusqlite::Result<Option<String>> {
    let Some(id) = identities(draft).into_iter().find_map(|text| ResourceId::parse(text).ok()) else {
        return Ok(None);
    };
    let there = world.tx.resource(&id)?;
    Ok(there.and_then(|r| json::text(&r.body, "properties.principalId").map(str::to_owned)))
}

fn identities(draft: &Draft) -> Vec<&str> {
    let named = json::at(&draft.cluster, "identity.userAssignedIdentities").and_then(|v| v.as_object());
    named.into_iter().flatten().map(|(id, _)| id.as_str()).collect()
}

fn identity_malformed(facts: &Facts<'_>) -> Found {
    let bad = identities(facts.after).into_iter().find(|text| {
        ResourceId::parse(text)
            .ok()
            .is_none_or(|id| id.kind() != managed_identity::IDENTITY || id.group().is_none())
    })?;
    Some(vec![("id", bad.to_owned())])
}

fn subnet_in_another_region(facts: &Facts<'_>) -> Found {
    let location = json::text(&facts.after.cluster, "location")?;
    let far = facts.around.networks.iter().find(|n| !n.location.eq_ignore_ascii_case(location))?;
    Some(vec![
        ("id", far.subnet.clone()),
        ("region", far.location.clone()),
        ("location", location.to_owned()),
    ])
}

/// Kubenet writes routes, and so does nothing else.
fn route_table_without_permission(facts: &Facts<'_>) -> Found {
    let writes = facts.is_new() && facts.after.text("networkProfile.networkPlugin") == "kubenet";
    let (table, _) = facts.around.route_tables.iter().find(|(_, may)| writes && *may == Some(false))?;
    Some(vec![("id", table.clone())])
}
