//! The data source `aksoverlay_cluster`: a cluster as it is, whoever manages it.

mod model;

use std::collections::BTreeSet;

use arm_client::{
    ManagedClusterId,
    models::{AgentPoolProfile, ManagedCluster, NetworkProfile},
};
use tfplugin_framework::{Context, DataSource, Diagnostics};

use self::model::ClusterData;
use crate::{
    cluster,
    cluster_address::{self, Asked},
    members,
    pool::{self, Pool},
    read_only::ReadOnly,
    session::Session,
};

/// The data source.
pub(crate) struct ClusterDataSource;

impl DataSource for ClusterDataSource {
    type Client = Session;
    type Model = ClusterData;

    const NAME: &'static str = "aksoverlay_cluster";

    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        config: ClusterData,
    ) -> Result<ClusterData, Diagnostics> {
        let asked = Asked {
            attribute: "id",
            id: config.id.as_deref(),
            resource_group_name: config.resource_group_name.as_deref(),
            name: config.name.as_deref(),
        };
        let id = asked.cluster(session)?;
        let found = session.within(ctx).managed_clusters().find(&id).await;
        let found = found.map_err(|error| cluster_address::refused("read", &id, &error))?;
        let azure = found.ok_or_else(|| asked.missing(&id))?;
        Ok(shown(&id, &azure, config))
    }
}

fn shown(id: &ManagedClusterId, azure: &ManagedCluster, config: ClusterData) -> ClusterData {
    let cluster = cluster::imported(id, azure);
    let properties = azure.properties.clone().unwrap_or_default();
    let mut pools = properties.agent_pool_profiles.unwrap_or_default();
    pools.sort_by(|left, right| left.name.cmp(&right.name));
    let effective = properties.network_profile.map(|network| outbound_ip_ids(&network)).unwrap_or_default();
    ClusterData {
        // What was asked for stays as it was written; Azure's own spelling may differ in case.
        id: config.id.or(cluster.id),
        name: config.name.or(Some(cluster.name)),
        resource_group_name: config.resource_group_name.or(Some(cluster.resource_group_name)),
        location: Some(cluster.location),
        tags: Some(azure.tags.clone().unwrap_or_default()),
        sku_tier: cluster.sku_tier,
        support_plan: cluster.support_plan,
        kubernetes_version: cluster.kubernetes_version,
        current_kubernetes_version: cluster.current_kubernetes_version,
        dns_prefix: cluster.dns_prefix,
        fqdn: cluster.fqdn,
        private_fqdn: cluster.private_fqdn,
        node_resource_group: cluster.node_resource_group,
        local_account_disabled: cluster.local_account_disabled,
        role_based_access_control_enabled: cluster.role_based_access_control_enabled,
        aad: cluster.aad.map(ReadOnly),
        api_server_access: cluster.api_server_access.map(ReadOnly),
        auto_upgrade: cluster.auto_upgrade.map(ReadOnly),
        oidc_issuer_enabled: cluster.oidc_issuer_enabled,
        workload_identity_enabled: cluster.workload_identity_enabled,
        oidc_issuer_url: cluster.oidc_issuer_url,
        identity: cluster.identity.map(ReadOnly),
        kubelet_identity: cluster.kubelet_identity.map(ReadOnly),
        network: cluster.network.map(ReadOnly),
        effective_outbound_ip_ids: Some(effective),
        node_pools: Some(pools.into_iter().map(node_pool).collect()),
        addons: cluster.addons.map(ReadOnly),
        web_app_routing: cluster.web_app_routing.map(ReadOnly),
        workload_auto_scaler: cluster.workload_auto_scaler.map(ReadOnly),
        node_provisioning: cluster.node_provisioning.map(ReadOnly),
        disk_encryption_set_id: cluster.disk_encryption_set_id,
        power_state: properties.power_state.and_then(|state| state.code).map(String::from),
        provisioning_state: properties.provisioning_state.map(String::from),
    }
}

fn node_pool(azure: AgentPoolProfile) -> ReadOnly<Pool> {
    let node_count = azure.count;
    ReadOnly(Pool { node_count, ..pool::state::pool(azure, &Pool::default()) })
}

/// The addresses of the exit that is in use: Azure may still show the profile of the other one.
fn outbound_ip_ids(network: &NetworkProfile) -> BTreeSet<String> {
    let balanced = network.outbound_type.as_ref().is_none_or(|exit| exit.is("loadBalancer"));
    let effective = match (&network.load_balancer_profile, &network.nat_gateway_profile) {
        (Some(balancer), _) if balanced => balancer.effective_outbound_ips.as_ref(),
        (_, Some(gateway)) if !balanced => gateway.effective_outbound_ips.as_ref(),
        _ => None,
    };
    members::ids(effective).unwrap_or_default()
}
