//! From Azure's answer about a node pool to the state.
//!
//! Azure fills in defaults and leaves out what is empty or usual; this is undone here, so that what is left is drift.

use std::collections::{BTreeMap, BTreeSet};

use arm_client::{
    ended,
    models::{
        AgentPoolNetworkProfile, AgentPoolProfile, AgentPoolSecurityProfile, AgentPoolUpgradeSettings, IpTag,
        PortRange,
    },
};

use super::{
    local_dns,
    model::{AutoScaling, HostPorts, Pool, PoolNetwork, Upgrade},
    node_config::{Kubelet, LinuxOs},
};
use crate::{
    members::{plain, unless_empty, word},
    version,
};

/// The pool as Azure has it. `kept` is the prior state or the plan that was carried out, empty on import: it gives what
/// Azure knows nothing of, and the form of what Azure has in several.
pub(crate) fn pool(azure: AgentPoolProfile, kept: &Pool) -> Pool {
    // The autoscaler owns the count, so it is neither state nor drift while the pool scales by itself.
    let scales_itself = azure.enable_auto_scaling == Some(true);
    let bounds = azure.min_count.zip(azure.max_count).filter(|_| scales_itself);
    let is_spot = azure.scale_set_priority.as_ref().is_some_and(|priority| priority.is("Spot"));
    let is_windows = azure.os_type.as_ref().is_some_and(|system| system.is("Windows"));
    let security = azure.security_profile.clone().unwrap_or_default();
    Pool {
        labels: labels(&azure, kept),
        taints: taints(&azure, kept),
        name: azure.name.unwrap_or_default(),
        vm_size: azure.vm_size,
        node_count: azure.count.filter(|_| !scales_itself),
        auto_scaling: bounds.map(|(min, max)| AutoScaling { min, max }),
        subnet_id: azure.vnet_subnet_id,
        max_pods: azure.max_pods,
        os_type: word(azure.os_type.as_ref(), "Linux"),
        os_sku: plain(azure.os_sku),
        os_disk_size_gb: azure.os_disk_size_gb,
        os_disk_type: word(azure.os_disk_type.as_ref(), "Managed"),
        kubelet_disk_type: word(azure.kubelet_disk_type.as_ref(), "OS"),
        zones: unless_empty(azure.availability_zones.map(BTreeSet::from_iter), kept.zones.as_ref()),
        tags: unless_empty(azure.tags, kept.tags.as_ref()),
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            azure.orchestrator_version,
            azure.current_orchestrator_version.as_ref(),
        ),
        mode: word(azure.mode.as_ref(), "User"),
        r#type: word(azure.pool_type.as_ref(), "VirtualMachineScaleSets"),
        priority: word(azure.scale_set_priority.as_ref(), "Regular"),
        eviction_policy: word(azure.scale_set_eviction_policy.as_ref(), "Delete").filter(|_| is_spot),
        spot_max_price: Some(azure.spot_max_price.unwrap_or(-1.0)).filter(|_| is_spot),
        scale_down_mode: word(azure.scale_down_mode.as_ref(), "Delete"),
        network_plugin_mode: kept.network_plugin_mode.clone(),
        pod_subnet_id: azure.pod_subnet_id,
        upgrade: Some(upgrade(azure.upgrade_settings.unwrap_or_default(), is_spot)),
        fips_enabled: Some(azure.enable_fips.unwrap_or(false)),
        vtpm_enabled: Some(security.enable_vtpm.unwrap_or(false)),
        secure_boot_enabled: Some(security.enable_secure_boot.unwrap_or(false)),
        ssh_access: ssh_access(&security),
        encryption_at_host_enabled: Some(azure.enable_encryption_at_host.unwrap_or(false)),
        ultra_ssd_enabled: Some(azure.enable_ultra_ssd.unwrap_or(false)),
        kubelet: azure.kubelet_config.map(Kubelet::of_azure),
        linux_os: azure.linux_os_config.map(LinuxOs::of_azure),
        gpu_instance_profile: plain(azure.gpu_instance_profile),
        host_group_id: given(azure.host_group_id),
        proximity_placement_group_id: given(azure.proximity_placement_group_id),
        capacity_reservation_group_id: given(azure.capacity_reservation_group_id),
        node_public_ip_enabled: Some(azure.enable_node_public_ip.unwrap_or(false)),
        node_public_ip_prefix_id: given(azure.node_public_ip_prefix_id),
        network: network(azure.network_profile.unwrap_or_default(), kept.network.as_ref()),
        outbound_nat_enabled: is_windows
            .then(|| azure.windows_profile.and_then(|windows| windows.disable_outbound_nat) != Some(true)),
        local_dns: local_dns::read(azure.local_dns_profile, kept.local_dns.as_ref()),
        snapshot_id: azure.creation_data.and_then(|data| given(data.source_resource_id)),
        node_image_version: azure.node_image_version,
        current_kubernetes_version: azure.current_orchestrator_version,
    }
}

/// Azure has some of what is not given as an empty text.
fn given(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty())
}

/// Whether a label, or a taint, has a key that AKS and Kubernetes keep for themselves
/// (documentation page "Use labels in an AKS cluster", "Reserved system labels").
pub(super) fn is_added_by_aks(key: &str) -> bool {
    let Some((prefix, _)) = key.split_once('/') else { return false };
    ["kubernetes.azure.com", "kubernetes.io"].iter().any(|domain| {
        prefix.strip_suffix(domain).is_some_and(|above| above.is_empty() || above.ends_with('.'))
    })
}

/// The labels but those of AKS that nobody wrote.
fn labels(azure: &AgentPoolProfile, kept: &Pool) -> Option<BTreeMap<String, String>> {
    let mut labels = azure.node_labels.clone();
    let written = |key: &String| kept.labels.as_ref().is_some_and(|labels| labels.contains_key(key));
    labels.iter_mut().for_each(|labels| labels.retain(|key, _| !is_added_by_aks(key) || written(key)));
    unless_empty(labels, kept.labels.as_ref())
}

/// The taints but those of AKS that nobody wrote.
fn taints(azure: &AgentPoolProfile, kept: &Pool) -> Option<BTreeSet<String>> {
    let under_way = azure.provisioning_state.as_ref().is_some_and(|state| ended(state.as_str()).is_none());
    if azure.node_taints.is_none() && under_way {
        // Azure does not show taints while it works.
        return kept.taints.clone();
    }
    let mut taints = azure.node_taints.clone().map(BTreeSet::from_iter);
    let written = |taint: &String| kept.taints.as_ref().is_some_and(|taints| taints.contains(taint));
    taints.iter_mut().for_each(|taints| taints.retain(|taint| !is_added_by_aks(taint) || written(taint)));
    unless_empty(taints, kept.taints.as_ref())
}

fn upgrade(azure: AgentPoolUpgradeSettings, is_spot: bool) -> Upgrade {
    let quota = |azure: Option<String>, absent: &str| azure.or_else(|| (!is_spot).then(|| absent.to_owned()));
    Upgrade {
        max_surge: quota(azure.max_surge, "10%"),
        max_unavailable: quota(azure.max_unavailable, "0"),
        drain_timeout_minutes: Some(azure.drain_timeout_in_minutes.unwrap_or(30)),
        node_soak_minutes: Some(azure.node_soak_duration_in_minutes.unwrap_or(0)),
        undrainable_node_behavior: word(azure.undrainable_node_behavior.as_ref(), "Schedule"),
    }
}

fn ssh_access(azure: &AgentPoolSecurityProfile) -> Option<String> {
    word(azure.ssh_access.as_ref(), "LocalUser")
}

fn network(azure: AgentPoolNetworkProfile, kept: Option<&PoolNetwork>) -> Option<PoolNetwork> {
    let nothing = PoolNetwork::default();
    let asked = kept.unwrap_or(&nothing);
    let ports = |ports: PortRange| HostPorts {
        port_start: ports.port_start.unwrap_or_default(),
        port_end: ports.port_end.unwrap_or_default(),
        protocol: plain(ports.protocol).unwrap_or_default(),
    };
    let tag = |tag: IpTag| tag.ip_tag_type.zip(tag.tag);
    let read = PoolNetwork {
        allowed_host_ports: unless_empty(
            azure.allowed_host_ports.map(|all| all.into_iter().map(ports).collect()),
            asked.allowed_host_ports.as_ref(),
        ),
        application_security_group_ids: unless_empty(
            azure.application_security_groups.map(BTreeSet::from_iter),
            asked.application_security_group_ids.as_ref(),
        ),
        node_public_ip_tags: unless_empty(
            azure.node_public_ip_tags.map(|tags| tags.into_iter().filter_map(tag).collect()),
            asked.node_public_ip_tags.as_ref(),
        ),
    };
    Some(read).filter(|read| kept.is_some() || *read != nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, kept: &Pool) -> Pool {
        pool(serde_json::from_str(json).unwrap(), kept)
    }

    #[test]
    fn what_aks_adds_is_not_state_unless_the_user_wrote_it() {
        let azure = r#"{"nodeLabels":{"kubernetes.azure.com/scalesetpriority":"spot","topology.kubernetes.io/zone":"1","team":"a"},"nodeTaints":["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]}"#;
        let imported = read(azure, &Pool::default());
        assert_eq!(imported.labels, Some(BTreeMap::from([("team".to_owned(), "a".to_owned())])));
        assert_eq!(imported.taints, None);
        let taint = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";
        let written = Pool { taints: Some(BTreeSet::from([taint.to_owned()])), ..Pool::default() };
        assert_eq!(read(azure, &written).taints, written.taints);
    }

    #[test]
    fn keys_of_others_are_not_taken_for_those_of_aks() {
        for key in ["team", "example.com/kubernetes.io", "notkubernetes.io/x"] {
            assert!(!is_added_by_aks(key), "{key}");
        }
        for key in [
            "kubernetes.azure.com/mode",
            "node-role.kubernetes.io/agent",
            "kubernetes.io/os=linux:NoSchedule",
        ] {
            assert!(is_added_by_aks(key), "{key}");
        }
    }

    #[test]
    fn taints_that_azure_hides_while_it_works_are_still_there() {
        let kept = Pool { taints: Some(BTreeSet::from(["a=b:NoSchedule".to_owned()])), ..Pool::default() };
        assert_eq!(read(r#"{"provisioningState":"Updating"}"#, &kept).taints, kept.taints);
        assert_eq!(read(r#"{"provisioningState":"Succeeded"}"#, &kept).taints, None);
    }

    #[test]
    fn only_windows_pools_have_outbound_nat_to_speak_of() {
        assert_eq!(read("{}", &Pool::default()).outbound_nat_enabled, None);
        assert_eq!(read(r#"{"osType":"Windows"}"#, &Pool::default()).outbound_nat_enabled, Some(true));
        let off = r#"{"osType":"windows","windowsProfile":{"disableOutboundNat":true}}"#;
        assert_eq!(read(off, &Pool::default()).outbound_nat_enabled, Some(false));
    }

    #[test]
    fn an_empty_object_that_the_user_wrote_stays_one() {
        let kept = Pool { network: Some(PoolNetwork::default()), ..Pool::default() };
        assert_eq!(read("{}", &kept).network, Some(PoolNetwork::default()));
        assert_eq!(read(r#"{"networkProfile":{"allowedHostPorts":[]}}"#, &Pool::default()).network, None);
    }
}
