//! A cluster with its pools, as one value that is built up, judged and then stored.

use serde_json::{Map, Value, json};

use super::{POOL, view};
use crate::ids;
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// What a request replaces as a whole: maps whose keys are the user's, and an identity, whose identifiers belong together.
const WHOLE: &[&str] = &[
    "tags",
    "nodeLabels",
    "userAssignedIdentities",
    "config",
    "authorizedIPRanges",
    "kubeletidentity",
    "kubeDNSOverrides",
    "vnetDNSOverrides",
];

/// What a request cannot set, in a cluster.
const READ_ONLY: &[&str] = &[
    "id",
    "name",
    "type",
    "eTag",
    "systemData",
    "kind",
    "identity.principalId",
    "identity.tenantId",
    "properties.provisioningState",
    "properties.powerState",
    "properties.currentKubernetesVersion",
    "properties.fqdn",
    "properties.privateFQDN",
    "properties.azurePortalFQDN",
    "properties.maxAgentPools",
    "properties.resourceUID",
    "properties.privateLinkResources",
    "properties.oidcIssuerProfile.issuerURL",
    "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    "properties.networkProfile.natGatewayProfile.effectiveOutboundIPs",
];

/// What a request cannot set, in a pool.
const POOL_READ_ONLY: &[&str] =
    &["eTag", "provisioningState", "currentOrchestratorVersion", "nodeImageVersion", "status", "powerState"];

/// A cluster with its pools.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: ResourceId,
    /// The cluster without its pools.
    pub(super) cluster: Value,
    /// The pools in the inline form: a flat object with its name.
    pub(super) pools: Vec<Value>,
    pub(super) hidden: Value,
}

impl Draft {
    /// What a request for a new cluster asks for, before Azure fills in the rest.
    pub(super) fn new(id: ResourceId, wanted: &Value) -> Self {
        let mut draft = Self { id, cluster: json!({}), pools: Vec::new(), hidden: json!({}) };
        draft.lay(wanted);
        for pool in wanted_pools(wanted) {
            let mut new = json!({});
            json::overlay(&mut new, &writable_pool(pool), WHOLE);
            draft.pools.push(new);
        }
        draft
    }

    /// The cluster as it is stored.
    pub(super) fn load(world: &World<'_>, there: &Resource) -> rusqlite::Result<Self> {
        let pools = world.tx.children(POOL, &there.id)?;
        Ok(Self {
            id: there.id.clone(),
            cluster: there.body.clone(),
            pools: pools.iter().map(|p| view::inline(&p.body)).collect(),
            hidden: there.hidden.clone(),
        })
    }

    /// Lays a request over the cluster: members that it does not name keep their value, and so do pools.
    ///
    /// Pools that are not there are left out; see [`Draft::introduced`].
    pub(super) fn merge(&mut self, wanted: &Value) {
        self.lay(wanted);
        for pool in wanted_pools(wanted) {
            let name = json::text(pool, "name").unwrap_or_default();
            if let Some(there) = self.pools.iter_mut().find(|p| json::text(p, "name") == Some(name)) {
                json::overlay(there, &writable_pool(pool), WHOLE);
            }
        }
    }

    /// The first pool of a request that the cluster does not have.
    pub(super) fn introduced<'w>(&self, wanted: &'w Value) -> Option<&'w Value> {
        let has = |name: &str| self.pools.iter().any(|p| json::text(p, "name") == Some(name));
        wanted_pools(wanted).iter().find(|p| !has(json::text(p, "name").unwrap_or_default()))
    }

    fn lay(&mut self, wanted: &Value) {
        let mut wanted = wanted.clone();
        for path in READ_ONLY {
            json::remove(&mut wanted, path);
        }
        json::remove(&mut wanted, "properties.agentPoolProfiles");
        json::overlay(&mut self.cluster, &wanted, WHOLE);
    }

    /// The member of the cluster's properties at a dotted path.
    pub(super) fn property(&self, path: &str) -> Option<&Value> {
        json::at(&self.cluster, "properties").and_then(|p| json::at(p, path))
    }

    /// The text of the cluster's properties at a dotted path, empty where there is none.
    pub(super) fn text(&self, path: &str) -> &str {
        self.property(path).and_then(Value::as_str).unwrap_or_default()
    }

    /// The number in the cluster's properties at a dotted path.
    pub(super) fn number(&self, path: &str) -> Option<i64> {
        self.property(path).and_then(Value::as_i64)
    }

    /// Texts of the list in the cluster's properties at a dotted path.
    pub(super) fn texts(&self, path: &str) -> Vec<&str> {
        json::at(&self.cluster, "properties").map_or(Vec::new(), |p| json::texts(p, path))
    }

    /// Whether the cluster is on Azure CNI Overlay.
    pub(super) fn is_overlay(&self) -> bool {
        self.text("networkProfile.networkPlugin").eq_ignore_ascii_case("azure")
            && self.text("networkProfile.networkPluginMode").eq_ignore_ascii_case("overlay")
    }

    /// Sets the provisioning state of the cluster and of every pool.
    pub(super) fn set_state(&mut self, state: &str) {
        json::set(&mut self.cluster, "properties.provisioningState", state);
        for pool in &mut self.pools {
            json::set(pool, "provisioningState", state);
        }
    }

    /// Nodes of all pools.
    pub(super) fn nodes(&self) -> i64 {
        self.pools.iter().filter_map(|p| json::number(p, "count")).sum()
    }

    /// Writes cluster and pools.
    pub(super) fn store(&self, world: &World<'_>) -> rusqlite::Result<()> {
        let mut cluster = Resource::new(self.id.clone(), self.cluster.clone());
        cluster.hidden = self.hidden.clone();
        world.tx.put(&cluster)?;
        for pool in &self.pools {
            let name = json::text(pool, "name").unwrap_or_default();
            if let Ok(id) = ResourceId::parse(&format!("{}/agentPools/{name}", self.id)) {
                let body = view::child(&id, pool);
                world.tx.put(&Resource::new(id, body))?;
            }
        }
        Ok(())
    }
}

/// Gives a cluster and all its pools new entity tags.
pub(crate) fn bump_etags(world: &World<'_>, cluster: &ResourceId) -> rusqlite::Result<()> {
    if let Some(mut there) = world.tx.resource(cluster)? {
        json::set(&mut there.body, "eTag", ids::guid(world)?);
        world.tx.put(&there)?;
        for mut pool in world.tx.children(POOL, cluster)? {
            json::set(&mut pool.body, "properties.eTag", ids::guid(world)?);
            world.tx.put(&pool)?;
        }
    }
    Ok(())
}

/// A pool of a request without what a request cannot set.
pub(super) fn writable_pool(pool: &Value) -> Value {
    let mut pool = pool.clone();
    for path in POOL_READ_ONLY {
        json::remove(&mut pool, path);
    }
    if !pool.is_object() {
        pool = Value::Object(Map::new());
    }
    pool
}

/// The pools that a request names.
pub(super) fn wanted_pools(wanted: &Value) -> &[Value] {
    json::at(wanted, "properties.agentPoolProfiles").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
